"""Reads a sheet by columns: each cell as what its column is taken for, each distinct cell once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from tracker.choices import ParticipantRole, Status, StopKind, Visibility
from tracker.imports.cells import (
    as_text,
    commas_between_people,
    has_separator,
    read_person,
    read_size,
    split_names,
    split_people,
)
from tracker.imports.columns import doubtful, recognise
from tracker.imports.date_columns import parse_dates
from tracker.imports.fields import FIELDS
from tracker.imports.layout import Table
from tracker.imports.options import SheetOptions
from tracker.imports.parsed import ParsedSheet
from tracker.imports.plan import ColumnPlan, Problem, SheetPlan
from tracker.imports.vocabulary import read_choice, read_country
from tracker.imports.workbook import Value, column_letters

#: Field → the greatest length of its text.
LIMITS = {
    "title": 250,
    "delegation": 250,
    "stop_title": 250,
    "place": 120,
    "person": 200,
    "person_other_name": 250,
    "person_title": 250,
    "person_note": 500,
}
#: Fields that list names, and the limit of each name.
NAME_LISTS = {"senders": 250, "hosts": 250, "topics": 200, "programmes": 250, "stop_topics": 200}
NAME_LISTS["stop_programmes"] = 250
SINGLE_NAMES = {"person_organisation": 250, "stop_host": 250}
COUNTRY_LISTS = ("countries", "from_countries")
CHOICES: dict[str, tuple[str, Any]] = {
    "status": ("status", Status),
    "role": ("role", ParticipantRole),
    "stop_kind": ("stop_kind", StopKind),
    "visibility": ("visibility", Visibility),
}


def map_columns(
    table: Table, role: str, chosen: SheetOptions, remembered: dict[str, str] | None, *, joined: bool = False
) -> list[ColumnPlan]:
    """What each column is taken for: as staff chose, as remembered, as recognised by its header."""
    recognised = recognise([column.header for column in table.columns], role, joined=joined)
    plans: list[ColumnPlan] = []
    taken = {name for name in chosen.columns.values() if name}
    for column, guess in zip(table.columns, recognised, strict=True):
        if str(column.index) in chosen.columns:
            name, how = chosen.columns[str(column.index)], "chosen"
        elif remembered is not None and column.header in remembered:
            name, how = remembered[column.header], "remembered"
        else:
            name, how = guess, "recognised"
        if name and (
            name not in FIELDS or role not in FIELDS[name].sheets or (how != "chosen" and name in taken)
        ):
            name = ""
        if name:
            taken.add(name)
        plans.append(
            ColumnPlan(column.index, column.header, name, how if name or how == "chosen" else "left out")
        )
    return plans


def parse_sheet(
    table: Table,
    role: str,
    chosen: SheetOptions,
    remembered: dict[str, str] | None = None,
    *,
    joined: bool = False,
) -> ParsedSheet:
    """Read all rows of `table` as the fields that its columns are taken for."""
    columns = map_columns(table, role, chosen, remembered, joined=joined)
    cells = {column.field: table.cells(column.index) for column in columns if column.field}
    for column in columns:
        shown = cells[column.field] if column.field else table.cells(column.index)
        column.samples = _samples(shown)
    plan = SheetPlan(
        role,
        table.sheet.name,
        table.header_rows,
        columns,
        len(table.rows),
        [(left.row, str(left.why)) for left in table.left_out],
    )
    parsed = ParsedSheet(plan, table.rows, {}, {c.field: c.index for c in columns if c.field})
    _refuse_twice(parsed, columns)
    _ask_doubtful(parsed, columns)
    for name, found in cells.items():
        if name not in ("dates", "end", "day"):
            parsed.values[name] = _parse(parsed, name, found)
    parse_dates(parsed, cells, chosen)
    _refuse_broken(parsed, table)
    return parsed


def _samples(cells: Sequence[Value]) -> list[str]:
    found: dict[str, None] = {}
    for value in cells:
        if value is not None:
            found[as_text(value)[:60]] = None
            if len(found) == 3:
                break
    return list(found)


def _refuse_twice(parsed: ParsedSheet, columns: Sequence[ColumnPlan]) -> None:
    """Two columns of one field, which staff may have chosen: the second would win unseen."""
    seen: dict[str, ColumnPlan] = {}
    for column in columns:
        if not column.field:
            continue
        if column.field in seen:
            sentence = _(
                "Columns %(first)s and %(second)s are both taken for “%(field)s”. Leave one of them out."
            )
            values = {
                "first": column_letters(seen[column.field].index),
                "second": column_letters(column.index),
                "field": FIELDS[column.field].label,
            }
            row = parsed.plan.header_rows[-1] if parsed.plan.header_rows else 0
            parsed.problems.append(
                Problem(parsed.plan.name, row, column.index, column.header, sentence % values, "question")
            )
        seen[column.field] = column


def _ask_doubtful(parsed: ParsedSheet, columns: Sequence[ColumnPlan]) -> None:
    """A column whose header fits several fields is nobody's to guess, nor to drop."""
    open_ones = doubtful([column.header for column in columns], parsed.plan.role)
    for place, names in open_ones.items():
        column = columns[place]
        if column.field or column.how == "chosen" or not column.samples:
            continue
        sentence = _(
            "Column %(column)s, “%(header)s”, may be %(fields)s. Choose what it is, or leave it out."
        )
        labels = ", ".join(f"“{FIELDS[name].label}”" for name in names)
        values = {"column": column_letters(column.index), "header": column.header, "fields": labels}
        row = parsed.plan.header_rows[-1] if parsed.plan.header_rows else 0
        parsed.problems.append(
            Problem(parsed.plan.name, row, column.index, column.header, sentence % values, "question")
        )


def _refuse_broken(parsed: ParsedSheet, table: Table) -> None:
    """Cells that show an error of a formula are not empty, and nobody knows what they should say."""
    if not table.sheet.broken:
        return
    rows = set(parsed.rows)
    names = {index: name for name, index in parsed.columns.items()}
    sentence = _("This cell shows “%(shown)s” and no value. Mend the formula, or type the value.")
    for (row, column), shown in sorted(table.sheet.broken.items()):
        if row in rows and column in names:
            parsed.add(row, names[column], shown, sentence % {"shown": shown})


def _by_value[T](
    cells: Sequence[Value], read: Callable[[Value], T], empty: T
) -> tuple[list[T], dict[Any, T]]:
    """`read` of each cell, called once for each distinct one."""
    # True and 1 are equal as keys; the type tells them apart.
    known: dict[Any, T] = {}
    found = []
    for value in cells:
        if value is None:
            found.append(empty)
            continue
        key = value if type(value) is str else (type(value), value)
        if key not in known:
            known[key] = read(value)
        found.append(known[key])
    return found, known


class _Bad:
    """A cell that can't be what its column is; `sentence` says why."""

    def __init__(self, sentence: str) -> None:
        self.sentence = sentence


def _parse(parsed: ParsedSheet, name: str, cells: Sequence[Value]) -> list[Any]:
    """One column. A cell that can't be read is None, and a problem."""
    reader, empty = _reader(parsed, name, cells)
    found, known = _by_value(cells, reader, empty)
    if any(isinstance(value, _Bad) for value in known.values()):
        for number, value in enumerate(found):
            if isinstance(value, _Bad):
                parsed.add(parsed.rows[number], name, as_text(cells[number])[:200], value.sentence)
                found[number] = empty
    return found


def _reader(parsed: ParsedSheet, name: str, cells: Sequence[Value]) -> tuple[Callable[[Value], Any], Any]:
    """How a cell of the field is read, and what an empty one is."""
    if name in CHOICES:
        return _choice_reader(name), ""
    if name in COUNTRY_LISTS:
        return _read_countries, ()
    if name == "stop_country":
        return _read_country, None
    if name in NAME_LISTS:
        commas = name in ("topics", "stop_topics")
        return lambda value: _read_names(value, NAME_LISTS[name], commas=commas), ()
    if name in ("members", "head"):
        return _people_reader(parsed, name, cells), ()
    if name == "size":
        return _read_size, None
    if name == "year":
        return _read_year, None
    limit = LIMITS.get(name) or SINGLE_NAMES.get(name)
    return lambda value: _read_text(value, limit, one_line=limit is not None), ""


def _read_text(value: Value, limit: int | None, *, one_line: bool = True) -> Any:
    text = as_text(value)
    if one_line:
        text = " ".join(text.split("\n"))
    return _too_long(limit, len(text)) if limit is not None and len(text) > limit else text


def _too_long(limit: int, length: int) -> _Bad:
    sentence = _("This text has %(length)s characters; at most %(limit)s are kept here. Shorten it.")
    return _Bad(sentence % {"length": length, "limit": limit})


def _read_names(value: Value, limit: int, *, commas: bool) -> Any:
    names = split_names(as_text(value), commas=commas)
    longest = max((len(name) for name in names), default=0)
    return _too_long(limit, longest) if longest > limit else names


def _people_reader(parsed: ParsedSheet, name: str, cells: Sequence[Value]) -> Callable[[Value], Any]:
    texts = {as_text(value) for value in cells if value is not None}
    commas = name == "members" and commas_between_people(texts)
    if commas:
        first = next(
            (n for n, value in enumerate(cells) if "," in as_text(value) or "，" in as_text(value)), None
        )
        if first is not None:
            sentence = _(
                "In this column commas are taken to stand between people, since no cell has semicolons, line"
                " breaks"
                " or brackets. If titles stand after the commas, put semicolons between the people."
            )
            parsed.add(parsed.rows[first], name, as_text(cells[first])[:200], sentence, "notice")

    def read(value: Value) -> Any:
        text = as_text(value)
        # A cell that begins with a head's name is one person, unless it is plainly a list.
        one = name == "head" and not has_separator([text])
        people = (read_person(text),) if one else split_people(text, commas=commas)
        if any(len(person.name) > LIMITS["person"] for person in people):
            return _too_long(LIMITS["person"], max(len(person.name) for person in people))
        if any(len(person.title) > LIMITS["person_title"] for person in people):
            return _too_long(LIMITS["person_title"], max(len(person.title) for person in people))
        return people

    return read


def _choice_reader(name: str) -> Callable[[Value], Any]:
    kind, choices = CHOICES[name]
    listed = ", ".join(str(label) for label in choices.labels)

    def read(value: Value) -> Any:
        chosen = read_choice(kind, as_text(value))
        sentence = _("“%(text)s” is none of the words that are known here: %(listed)s. Write one of them.")
        return chosen or _Bad(sentence % {"text": as_text(value)[:60], "listed": listed})

    return read


def _read_country(value: Value) -> Any:
    sentence = _("“%(text)s” is no country that is known here. Write its name in full, or its code (KZ).")
    return read_country(as_text(value)) or _Bad(sentence % {"text": as_text(value)[:60]})


def _read_countries(value: Value) -> Any:
    whole = read_country(as_text(value))  # "Korea, Republic of" is one
    if whole:
        return (whole,)
    codes = []
    for name in split_names(as_text(value), commas=True):
        code = _read_country(name)
        if isinstance(code, _Bad):
            return code
        codes.append(code)
    return tuple(dict.fromkeys(codes))


def _read_size(value: Value) -> Any:
    size = read_size(value)
    if size is None or not 0 < size <= 100_000:
        return _Bad(_("The size of a delegation is a number from 1 to 100,000. Write the number alone."))
    return size


def _read_year(value: Value) -> Any:
    text = as_text(value).strip().rstrip("г.年 ")
    if text.isascii() and text.isdigit() and 1900 <= int(text) <= 2100:
        return int(text)
    return _Bad(_("A year has four digits, from 1900 to 2100, such as 2025."))
