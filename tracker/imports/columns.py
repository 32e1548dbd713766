"""Which field each column of a sheet is, and which shape a workbook has, by the headers of its columns."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

from tracker.imports.fields import FIELDS, MEMBERS, PEOPLE, STOPS, VISITS
from tracker.imports.headings import HINTED, candidates, general, is_code, may_be_key
from tracker.imports.layout import Table, rank_sheets, read_table
from tracker.imports.likeness import WORD, likeness
from tracker.imports.people_cells import read_people
from tracker.imports.vocabulary import text_key
from tracker.imports.vocabulary.plain_words import SHEET_NAMES, VISIT_REFERENCES, VISITORS
from tracker.imports.workbook import Sheet, Value, Workbook

#: What the fields of a visit are on sheets of stops and of members, and how much less surely.
_ELSEWHERE: dict[str, dict[str, tuple[str, int]]] = {
    STOPS: {
        "dates": ("day", 1),
        "start": ("day", 3),
        "hosts": ("stop_host", 1),
        "senders": ("stop_host", 30),
        "countries": ("stop_country", 1),
        "topics": ("stop_topics", 1),
        "programmes": ("stop_programmes", 1),
        "outcome": ("said", 10),
        "note": ("said", 20),
    },
    MEMBERS: {"members": ("person", 15), "note": ("person_note", 1)},
    PEOPLE: {"members": ("person", 15)},
    VISITS: {},
}
#: By these, the same in several rows, one tells that the rows are of one visit.
_TELLING = {"reference", "key", "title", "delegation", "senders", "dates"}
#: What is said of persons only.
_ABOUT_PERSONS = {"person_title", "person_organisation", "role"}
#: By these a sheet has one person a row.
_NAMED = ("person", "surname", "given_name")
#: Beside these a title is the person's, not the visit's.
_PERSON = {"person", "person_other_name", "person_organisation", "role"}


def recognise(headers: Sequence[str], sheet: str, *, joined: bool = False) -> list[str]:
    """Give the field that each column is by its header, "" for those that are none or in doubt.

    `sheet` is the kind of sheet (`fields.SHEETS`): it limits the fields and decides what general words such
    as "Title" mean. `joined` says that other sheets refer to this one, so that a column "No." may be the
    key. A field is given once: to the header that names it best, the first of equals.
    """
    options = [_options(header, sheet) for header in headers]
    found = _assigned(options)
    _settle_dates(found, options)
    _settle_general(found, [general(header) for header in headers], sheet)
    if joined and "key" not in found:
        _take(found, next((i for i, header in enumerate(headers) if is_code(header)), None), "key")
        if sheet == VISITS:
            _take(found, next((i for i, header in enumerate(headers) if may_be_key(header)), None), "key")
    if sheet in (PEOPLE, MEMBERS):
        _settle_names(found, headers)
    if "person_other_name" in found and not set(_NAMED) & set(found):
        found[found.index("person_other_name")] = "person"
    return found


def doubtful(headers: Sequence[str], sheet: str) -> dict[int, list[str]]:
    """Say what each column may be that `recognise` leaves open because its header fits several fields.

    By the column's place in `headers`; the fields in the order of the screens. "Country" alone may be where
    the delegation comes from or where it goes.
    """
    found = recognise(headers, sheet)
    both = {"country": ["from_countries", "countries"], "organisation": ["senders", "hosts"]}
    if sheet == VISITS and "delegation" in found:
        both["name"] = ["title", "head", "members"]
    return {
        place: names
        for place, header in enumerate(headers)
        if not found[place]
        and (names := [name for name in both.get(general(header) or "", []) if _fits(name, sheet, found)])
    }


def fingerprint(headers: Sequence[str]) -> str:
    """Give a text (SHA-256) that is the same for workbooks with the same headers in the same order.

    Case, spaces, line breaks and punctuation are aside.
    """
    keys = "\x1f".join(text_key(header) for header in headers)
    return hashlib.sha256(keys.encode("utf-8", "replace")).hexdigest()


def guess_shape(workbook: Workbook) -> str:
    """Say how the rows of a workbook are to be read.

    - "sheets": two or three sheets of visits, stops and members, each with a column that joins them;
    - "people": one row a person, visits repeated;
    - "visits": one row a visit, members as a list in a cell; also where nothing tells.
    """
    if len(find_sheets(workbook)) > 1:
        return "sheets"
    table = next((table for sheet in rank_sheets(workbook)[:1] if (table := read_table(sheet))), None)
    if table is None:
        return VISITS
    headers = table.headers
    people, visits = recognise(headers, PEOPLE), recognise(headers, VISITS)
    place = next((people.index(name) for name in _NAMED if name in people), None)
    if place is None:
        return VISITS
    named = candidates(headers[place])
    lists_members = "members" in visits and candidates(headers[visits.index("members")])
    if lists_members and visits.index("members") != place:
        return VISITS
    if lists_members and "head" in visits and "person" not in named:
        return VISITS
    if _holds_lists(table, place):
        return VISITS
    if _ABOUT_PERSONS.isdisjoint(people) and people[place] == "person":
        # "Name" alone may be anybody's or anything's, and "Members" are several even where one is known.
        alone = general(headers[place]) == "name"
        several = "members" in named and "person" not in named
        if alone and not ("delegation" in people and _names_people(table, place)):
            return VISITS
        if (alone or several) and not _repeats(table, people, place):
            return VISITS
    return PEOPLE


def find_sheets(workbook: Workbook) -> dict[str, Sheet]:
    """Find the sheets of a workbook that keeps visits, stops and members apart, by what each holds.

    Keys are "visits", "stops" and "members"; only sheets that have a column to join them by are given,
    visible ones before hidden ones. Empty where no two such sheets are there.
    """
    found: dict[str, tuple[int, Sheet]] = {}
    for sheet in sorted(workbook.sheets, key=lambda sheet: sheet.hidden):
        table = read_table(sheet)
        kind, score = _kind(sheet.name, table.headers) if table else ("", 0)
        if kind and score > found.get(kind, (0, sheet))[0]:
            found[kind] = (score, sheet)
    return (
        {kind: found[kind][1] for kind in (VISITS, STOPS, MEMBERS) if kind in found} if len(found) > 1 else {}
    )


# --- Columns ---


def _options(header: str, sheet: str) -> dict[str, int]:
    """The fields of this kind of sheet that a header may name, each with how surely."""
    options: dict[str, int] = {}
    for field, score in candidates(header).items():
        name, less = _ELSEWHERE[sheet].get(field, (field, 0))
        if name in ("start", "departure") and sheet in (VISITS, PEOPLE):
            options[name] = score
        elif name in FIELDS and sheet in FIELDS[name].sheets:
            options[name] = max(score - less, options.get(name, 0))
    if sheet in (STOPS, MEMBERS) and text_key(header) in VISIT_REFERENCES:
        return {"key": HINTED}
    return options


def _assigned(options: Sequence[Mapping[str, int]]) -> list[str]:
    """One field for each column, the surest first."""
    found = [""] * len(options)
    ranked = sorted(
        ((-score, place, field) for place, fields in enumerate(options) for field, score in fields.items())
    )
    taken: set[str] = set()
    for _score, place, field in ranked:
        if not found[place] and field not in taken:
            found[place] = field
            taken.add(field)
    return found


def _settle_dates(found: list[str], options: Sequence[Mapping[str, int]]) -> None:
    """Decide what a departure is, and whether `start` or `dates` says when the visit begins."""
    if "departure" in found:
        place = found.index("departure")
        # One departs from home before one returns, and from the hosts after one arrived.
        returned, begun = "end" in found, "start" in found or "dates" in found
        found[place] = "" if returned == begun else "end" if begun else "start"
    if "start" in found:
        if "dates" not in found:
            found[found.index("start")] = "dates"
        elif "end" in found:
            found[found.index("dates")] = ""
            found[found.index("start")] = "dates"
        else:
            found[found.index("start")] = ""


def _settle_general(found: list[str], kinds: Sequence[str | None], sheet: str) -> None:
    """Decide what general words such as "Name" and "Country" mean by the columns around them."""
    parties = {"country", "organisation"}
    # People's names tell whose a title is, a visit's title what a name is. An organisation may tell whose the
    # country is, and the other way round.
    first, then = ("title", "name") if sheet == VISITS else ("name", "title")
    for now in ({first, "person"}, {then, *parties}, parties):
        for place, kind in enumerate(kinds):
            # A second "Name" is anything; a second "Country" may be that of the other party.
            if kind in now and not found[place] and (kind in parties or kinds.index(kind) == place):
                _take(found, place, _meaning(kind, place, found, sheet))


def _settle_names(found: list[str], headers: Sequence[str]) -> None:
    """A "name" beside a family name is the given one, and "visitors" with positions are persons."""
    if "person_title" in found and "delegation" in found and not set(_NAMED) & set(found):
        place = found.index("delegation")
        if text_key(headers[place]) in VISITORS:
            found[place] = "person"
    if "person" in found and "given_name" not in found and not {"surname", "patronymic"}.isdisjoint(found):
        place = found.index("person")
        if general(headers[place]) == "name":
            found[place] = "given_name"


def _take(found: list[str], place: int | None, field: str) -> None:
    if place is not None and not found[place] and field not in found:
        found[place] = field


def _meaning(kind: str, place: int, found: list[str], sheet: str) -> str:
    """The field that a general word names on a kind of sheet; "" where that is in doubt."""
    simple = {
        STOPS: {
            "name": "stop_title",
            "title": "stop_title",
            "organisation": "stop_host",
            "country": "stop_country",
        },
        MEMBERS: {
            "name": "person",
            "person": "person",
            "title": "person_title",
            "organisation": "person_organisation",
        },
        PEOPLE: {"name": "person", "person": "person"},
        VISITS: {"person": "members", "title": "title"},
    }[sheet]
    if kind in simple:
        return simple[kind]
    if kind == "title":
        before, after = found[place - 1 : place], found[place + 1 : place + 2]
        return "person_title" if _PERSON.intersection(before) or "person" in after else "title"
    if kind == "organisation" and sheet == PEOPLE and "person_organisation" not in found:
        return "person_organisation"
    if kind == "name" and sheet == VISITS:
        if "delegation" in found:
            return ""  # anybody's or anything's
        return "delegation" if "title" in found and "delegation" not in found else "title"
    if kind in ("country", "organisation") and sheet in (VISITS, PEOPLE):
        return _side(kind, place, found)
    return ""


def _side(kind: str, place: int, found: list[str]) -> str:
    """Whether a country or organisation is the delegation's or the hosts': the one that has no column yet, or
    that of the party beside it.
    """
    sending, receiving = ("from_countries", "countries") if kind == "country" else ("senders", "hosts")
    if (sending in found) != (receiving in found):
        return receiving if sending in found else sending
    if sending in found:
        return ""
    parties = {"senders": sending, "hosts": receiving, "from_countries": sending, "countries": receiving}
    for beside in (place - 1, place + 1):
        if 0 <= beside < len(found) and (party := parties.get(found[beside])):
            return party
    return ""


def _fits(name: str, sheet: str, found: Sequence[str]) -> bool:
    return sheet in FIELDS[name].sheets and name not in found


# --- Sheets ---


def _kind(name: str, headers: Sequence[str]) -> tuple[str, int]:
    """What a sheet among several holds, and how surely; ("", 0) without a column to join it by."""
    words = text_key(name)
    called = next((kind for kind, names in SHEET_NAMES.items() if words in names), "")
    best = ("", 0)
    for kind in (VISITS, STOPS, MEMBERS):
        fields = set(recognise(headers, kind, joined=True)) - {""}
        joins = "key" in fields or (kind == VISITS and "reference" in fields)
        own = len(fields - {"key", "reference"})
        if joins and own and (not called or called == kind):
            score = own + (100 if called else 0)
            best = max(best, (kind, score), key=lambda one: one[1])
    return best


def _holds_lists(table: Table, place: int) -> bool:
    """Whether a column of names has several people in many of its cells."""
    cells = [cell for cell in table.cells(table.columns[place].index)[:500] if isinstance(cell, str)]
    return bool(cells) and 4 * sum(map(_is_list, cells)) > len(cells)


def _names_people(table: Table, place: int) -> bool:
    """Whether most cells of a column are written as names of people are."""
    cells = [cell for cell in table.cells(table.columns[place].index)[:500] if isinstance(cell, str)]
    people = [one for cell in cells for one in read_people(cell, single=True).people]
    return bool(people) and 2 * sum(likeness(one.name) >= WORD for one in people) >= len(people)


def _repeats(table: Table, fields: Sequence[str], place: int) -> bool:
    """Whether most rows name one person each of a visit that other rows repeat, or leave empty."""
    visits = [
        table.cells(column.index)[:500]
        for column, field in zip(table.columns, fields, strict=True)
        if field in _TELLING
    ]
    persons = table.cells(table.columns[place].index)[:500]
    groups: dict[tuple[Value, ...], set[Value]] = {}
    said: tuple[Value, ...] = ()
    for person, *visit in zip(persons, *visits, strict=True):
        if person is not None:
            said = tuple(visit) if any(cell is not None for cell in visit) else said
            groups.setdefault(said, set()).add(person)
    repeated = sum(len(names) for visit, names in groups.items() if visit and len(names) > 1)
    return repeated > 0 and 2 * repeated >= sum(map(len, groups.values()))


def _is_list(cell: Value) -> bool:
    text = str(cell)
    return any(mark in text for mark in "\n;；、") or text.count(",") > 1 or text.count("，") > 1
