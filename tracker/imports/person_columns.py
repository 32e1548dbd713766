"""The columns that say who somebody is: a name in one cell or in several, with a title in it or beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from tracker.imports.cells import as_text
from tracker.imports.parsed import ParsedSheet
from tracker.imports.people_cells import read_people
from tracker.imports.people_doubts import Named
from tracker.imports.vocabulary import has_han, text_key
from tracker.imports.workbook import Value

#: The parts of a name that may have columns of their own.
PARTS = ("given_name", "patronymic", "surname")


def join_names(parsed: ParsedSheet) -> None:
    """Make one name of the columns of family names, given names and patronymics, if there are any.

    Where a row has a whole name too, theirs is another name of the person, unless it says the same.
    """
    columns = [(name, parsed.values.pop(name)) for name in PARTS if name in parsed.values]
    if not columns:
        return
    persons = parsed.values.setdefault("person", [None] * len(parsed.rows))
    if "person" not in parsed.columns:
        parsed.columns["person"] = parsed.columns[columns[-1][0]]
    known: dict[tuple[str, ...], Named] = {}
    for number, parts in enumerate(zip(*(column for _name, column in columns), strict=True)):
        if not any(parts):
            continue
        if parts not in known:
            known[parts] = _joined(dict(zip((name for name, _column in columns), parts, strict=True)))
        joined, whole = known[parts], persons[number]
        if whole is None or not whole.name:
            persons[number] = joined._replace(title=whole.title) if whole is not None else joined
        elif sorted(text_key(whole.name).split()) != sorted(text_key(joined.name).split()):
            others = parsed.values.setdefault("person_other_name", [""] * len(parsed.rows))
            others[number] = others[number] or joined.name


def _joined(parts: Mapping[str, str]) -> Named:
    """Given name first, but in Chinese; a title in brackets behind one of the parts is a title."""
    title, bare = "", dict(parts)
    for name, part in parts.items():
        if "(" in part or "（" in part:
            found = read_people(part, single=True).people
            if len(found) == 1 and found[0].name:
                bare[name], title = found[0].name, title or found[0].title
    if any(map(has_han, bare.values())):
        order = ("surname", "given_name", "patronymic")
        return Named("".join(bare.get(name, "") for name in order), title)
    return Named(" ".join(part for name in PARTS if (part := bare.get(name, ""))), title)


def part_persons(parsed: ParsedSheet, cells: Mapping[str, Sequence[Value]]) -> None:
    """Take the titles out of the column of persons: they are theirs where no other column says one."""
    persons: list[Named | None] | None = parsed.values.get("person")
    if persons is None:
        return
    parsed.values["person"] = [person.name if person is not None else "" for person in persons]
    titled = [number for number, person in enumerate(persons) if person is not None and person.title]
    if not titled:
        return
    titles = parsed.values.setdefault("person_title", [""] * len(parsed.rows))
    for number in titled:
        person = persons[number]
        if person is None:
            continue
        own = titles[number]
        if not own:
            titles[number] = person.title
        elif not person.name:
            # Nobody's name: both say who it was.
            titles[number] = own if person.title.casefold() in own.casefold() else f"{person.title}, {own}"
        elif text_key(own) != text_key(person.title):
            sentence = _(
                "The cell of the name says “%(inside)s”; the title is taken from its own column: “%(own)s”."
            )
            found = as_text(cells["person"][number])[:200] if "person" in cells else person.name
            values = {"inside": person.title[:120], "own": own[:120]}
            parsed.add(parsed.rows[number], "person", found, sentence % values, "notice")
