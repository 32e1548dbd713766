"""Which rows are of one visit, where one row is a person."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import ngettext

from tracker.imports.parsed import ParsedSheet

#: What tells one visit from another.
GROUPING = ("delegation", "senders", "dates", "hosts", "countries", "title")


def group_rows(sheet: ParsedSheet, *, fill_down: bool) -> tuple[list[list[int]], set[int]]:
    """The numbers of the rows of each visit, and the rows that name nothing of theirs.

    Rows are of one visit if they have the same reference or key, or else say the same in all columns of
    `GROUPING`. A row that says only a part of what the row above says, and the same, belongs to it, and one
    that says nothing does with `fill_down`.
    """
    columns = [sheet.values[name] for name in GROUPING if name in sheet.values]
    joining = [sheet.values[name] for name in ("reference", "key") if name in sheet.values]
    groups: dict[Any, list[int]] = {}
    orphans: set[int] = set()
    #: The visit of the row above, and what it says of itself; and the rows that say only a part of that.
    filled: Any = None
    above: tuple[Any, ...] = ()
    parts: list[int] = []
    for number, row in enumerate(sheet.rows):
        key: Any = next((("=", column[number]) for column in joining if column[number]), None)
        said = tuple(column[number] or None for column in columns)
        if key is None:
            key = said
            if not any(said):
                key = filled if fill_down and filled is not None else ("row", number)
                if key == ("row", number):
                    orphans.add(row)
            elif _is_part(said, above) and row not in sheet.bad_rows:
                key = filled
                parts.append(number)
        if key != filled:
            filled, above = key, said
        groups.setdefault(key, []).append(number)
    _note(sheet, parts)
    return list(groups.values()), orphans


def _is_part(said: tuple[Any, ...], above: tuple[Any, ...]) -> bool:
    """Whether a row says some of what the row of a visit says, leaves the rest empty, and adds nothing."""
    return (
        said != above
        and len(said) == len(above)
        and all(value is None or value == other for value, other in zip(said, above, strict=True))
    )


def _note(sheet: ParsedSheet, parts: Sequence[int]) -> None:
    """Say once which rows were put to the visit above although they don't say all of it."""
    if not parts:
        return
    sentence = ngettext(
        "This row says only a part of what the visit above it says, and the same. It was taken for a row"
        " of that visit.",
        "%(count)s rows, of which this is the first, say only a part of what the visit above them says,"
        " and the same. They were taken for rows of that visit.",
        len(parts),
    )
    sheet.add(sheet.rows[parts[0]], None, "", sentence % {"count": len(parts)}, "notice")
