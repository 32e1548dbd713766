"""Imports the ugly workbooks of `tests/data` and compares every value with the answer key beside each.

A key (`<name>.key.json`) is written by hand, from what the sheet says to a person:

- `options`: what staff must choose, as `Options.from_json` takes it, and `questions`: pieces of the sentences
  that ask them to, before they did;
- `problems`: where (`Visits!C12`, or `Visits!12` for a row as a whole) and a piece of the sentence;
  `notices`: pieces of sentences that stop nothing;
- `visits`: all that have no problem, in the order of their first rows, with only what the sheet says. What a
  key leaves out, the record must leave out too; `title` and `delegation` are made up for rows without;
- `duplicates`: rows that repeat a visit word for word; `left_out`: headers of columns that nobody knows;
  `decided`: the cell that says whether the day or the month is first.

Names stand in a key as their cell gives them. Where two cells spell one name differently (Рустам Примеров,
Rustam Primerov), the record has the first spelling.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.data.make_workbooks import DIRECTORY, WORKBOOKS
from tests.factories import make_user
from tracker.choices import ImportScope, ImportStatus, Status, Visibility
from tracker.imports.near.spelling import han
from tracker.imports.options import Options
from tracker.imports.plan import DUPLICATE, NEW, Entry, Plan, Problem, Ref
from tracker.imports.planning import plan_import
from tracker.imports.reading import read_workbook
from tracker.imports.running import ImportRefusedError, run_import
from tracker.imports.workbook import address
from tracker.models import Alias, Citation, Delegation, Organisation, Person, Programme, Topic, Visit
from tracker.names import normalise

pytestmark = pytest.mark.django_db

NAMES = sorted(WORKBOOKS)

#: A visit, a member and a stop of which nothing is said. A visit whose status isn't said is a planned one.
SAYS_NOTHING: dict[str, Any] = {
    **dict.fromkeys(("title", "delegation", "purpose", "outcome"), ""),
    **dict.fromkeys(("note", "internal_notes", "visibility"), ""),
    **dict.fromkeys(("dates", "size"), None),
    "status": Status.PLANNED.value,
    **{name: [] for name in ("senders", "from_countries", "countries", "hosts", "topics", "programmes")},
    "members": [],
    "stops": [],
}
MEMBER: dict[str, Any] = {
    **{"person": None, "description": "", "title": "", "organisation": None, "role": "member", "note": ""},
    "other_name": None,
}
STOP: dict[str, Any] = {
    **{"day": None, "kind": "meeting", "title": "", "host": None, "place": "", "country": None, "said": ""},
    **{"topics": [], "programmes": []},
}
#: Field of a visit, of a member and of a stop → the kind of the names in it.
VISIT_NAMES = {
    "delegation": "delegation",
    "senders": "organisation",
    "hosts": "organisation",
    "topics": "topic",
    "programmes": "programme",
}
MEMBER_NAMES = {"person": "person", "organisation": "organisation"}
STOP_NAMES = {"host": "organisation", "topics": "topic", "programmes": "programme"}
UNORDERED = ("senders", "from_countries", "countries", "hosts", "topics", "programmes")


# --- Keys ---


def path_of(name: str) -> Path:
    return DIRECTORY / name


def key_of(name: str) -> dict[str, Any]:
    """The answer key of a workbook."""
    key: dict[str, Any] = json.loads(path_of(name).with_suffix(".key.json").read_text("utf-8"))
    return key


def expected_visits(key: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The visits of a key by their rows, with all that they don't say filled in as not said."""
    found = {}
    for visit in key["visits"]:
        unknown = visit.keys() - SAYS_NOTHING.keys() - {"rows"}
        assert not unknown, unknown
        full = {**SAYS_NOTHING, **{name: value for name, value in visit.items() if name != "rows"}}
        full["title"], full["delegation"] = full["title"] or "", full["delegation"] or ""
        full["members"] = [{**MEMBER, **member} for member in full["members"]]
        full["stops"] = [{**STOP, **stop} for stop in full["stops"]]
        found[", ".join(visit["rows"])] = full
    spellings = Spellings(found)
    members = [member for visit in found.values() for member in visit["members"]]
    others = {spellings.of("person", m["person"]): m["other_name"] for m in members if m["other_name"]}
    for member in members:
        # Another name is the person's, whichever visit says it.
        member["other_name"] = others.get(spellings.of("person", member["person"]))
    return found


def names_in(visits: Iterable[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    """The kind and text of each name in some visits."""
    for visit in visits:
        places = [(VISIT_NAMES, visit)]
        places += [(MEMBER_NAMES, member) for member in visit["members"]]
        places += [(STOP_NAMES, stop) for stop in visit["stops"]]
        for fields, place in places:
            for field, kind in fields.items():
                texts = place[field] if isinstance(place[field], list) else [place[field]]
                yield from ((kind, text) for text in texts if text)


class Spellings:
    """The first spelling of each name of a key; Chinese characters that only sound alike are other names."""

    def __init__(self, visits: dict[str, dict[str, Any]]) -> None:
        self.first: dict[tuple[str, str, str], str] = {}
        self.texts = set(names_in(visits.values()))
        for kind, text in names_in(visits.values()):
            self.first.setdefault((kind, normalise(text), han(text)), text)

    def of(self, kind: str, text: str | None) -> str | None:
        """The first spelling of a name; a name that is not in the key stays as it is."""
        if not text or (kind, text) not in self.texts:
            return text
        return self.first[kind, normalise(text), han(text)]

    def alike(self, visit: dict[str, Any]) -> dict[str, Any]:
        """A visit with each name in its first spelling, and what has no order sorted."""
        visit = {**visit, **self._names(VISIT_NAMES, visit)}
        visit["members"] = [{**member, **self._names(MEMBER_NAMES, member)} for member in visit["members"]]
        visit["stops"] = [{**stop, **self._names(STOP_NAMES, stop)} for stop in visit["stops"]]
        for place in (visit, *visit["stops"]):
            place.update({name: sorted(place[name]) for name in UNORDERED if name in place})
        return visit

    def _names(self, fields: dict[str, str], place: dict[str, Any]) -> dict[str, Any]:
        return {
            field: [self.of(kind, text) for text in place[field]]
            if isinstance(place[field], list)
            else self.of(kind, place[field])
            for field, kind in fields.items()
        }

    def all_of(self, kind: str) -> list[str]:
        """The names of a kind that the record has when all of the key is in it."""
        return sorted(text for (own, _key, _han), text in self.first.items() if own == kind)


def differences(expected: dict[str, dict[str, Any]], found: dict[str, dict[str, Any]]) -> list[str]:
    """Every value that isn't as the key says: where, which, what it should be, and what it is."""
    spellings = Spellings(expected)
    lines = [f"{rows}: no such visit was found" for rows in expected.keys() - found.keys()]
    lines += [f"{rows}: there is no such visit in the key" for rows in found.keys() - expected.keys()]
    for rows in (rows for rows in expected if rows in found):
        wanted, got = spellings.alike(expected[rows]), spellings.alike(found[rows])
        for field in SAYS_NOTHING:
            if field in ("members", "stops"):
                lines += _differences_of_lists(f"{rows} {field}", wanted[field], got[field])
            elif wanted[field] != got[field]:
                lines.append(f"{rows} {field}: {wanted[field]!r} is expected, {got[field]!r} was found")
    return lines


def _differences_of_lists(where: str, wanted: list[dict[str, Any]], got: list[dict[str, Any]]) -> list[str]:
    if len(wanted) != len(got):
        return [f"{where}: {wanted!r} are expected, {got!r} were found"]
    return [
        f"{where} {place} {field}: {one[field]!r} is expected, {other[field]!r} was found"
        for place, (one, other) in enumerate(zip(wanted, got, strict=True), 1)
        for field in one
        if one[field] != other[field]
    ]


# --- What was planned ---


def plan_of(name: str, options: Options) -> Plan:
    return plan_import(read_workbook(path_of(name).read_bytes(), name), options)


def rows_of(entry: Entry) -> str:
    return ", ".join(address(entry.sheet, row) for row in entry.rows)


def planned(plan: Plan) -> dict[str, dict[str, Any]]:
    """The new visits of a plan by their rows, in the form of a key."""
    texts = {(name.kind, name.key): name.text for name in plan.new_names}
    others = {alias.record: alias.text for alias in plan.aliases if alias.kind == "person"}

    def text(kind: str, ref: Ref | None) -> str | None:
        return None if ref is None else texts.get((kind, str(ref)), f"not listed as new: {ref!r}")

    def every(kind: str, refs: Iterable[Ref]) -> list[str | None]:
        return [text(kind, ref) for ref in refs]

    found = {}
    for entry in (entry for entry in plan.entries if entry.verdict == NEW):
        dates = entry.values.get("dates")
        made_up = str(entry.delegation).startswith("#")
        found[rows_of(entry)] = {
            **SAYS_NOTHING,
            **entry.values,
            "title": "" if entry.title_made else entry.title,
            "dates": dates.edtf if dates else None,
            "delegation": "" if made_up else text("delegation", entry.delegation),
            "size": entry.size,
            "senders": every("organisation", entry.senders),
            "from_countries": list(entry.from_countries),
            "countries": list(entry.related.get("countries", ())),
            "hosts": every("organisation", entry.related.get("invited_by", ())),
            "topics": every("topic", entry.related.get("topics", ())),
            "programmes": every("programme", entry.related.get("programmes", ())),
            "members": [
                {
                    "person": text("person", member.person),
                    "description": member.description,
                    "title": member.title,
                    "organisation": text("organisation", member.organisation),
                    "role": member.role,
                    "note": member.note,
                    "other_name": others.get(member.person) if member.person is not None else None,
                }
                for member in entry.members
            ],
            "stops": [
                {
                    "day": stop.day.edtf if stop.day else None,
                    "kind": stop.kind,
                    "title": stop.title,
                    "host": text("organisation", stop.host),
                    "place": stop.place,
                    "country": stop.country,
                    "said": stop.said,
                    "topics": every("topic", stop.topics),
                    "programmes": every("programme", stop.programmes),
                }
                for stop in entry.stops
            ],
        }
    return found


def is_at(problem: Problem, where: str) -> bool:
    """Whether a problem is at this cell, or in this row."""
    return where in (problem.address, address(problem.sheet, problem.row))


def differences_of_problems(key: dict[str, Any], plan: Plan) -> list[str]:
    """Problems that should not be there, or that are missing; open questions are problems here."""
    found = [problem for problem in plan.problems if problem.kind != "notice"]
    lines = [
        f"{problem.address}: this problem is not in the key: {problem.sentence}"
        for problem in found
        if not any(is_at(problem, one["at"]) for one in key["problems"])
    ]
    lines += [
        f"{one['at']}: no problem here says {one['says']!r}"
        for one in key["problems"]
        if not any(is_at(problem, one["at"]) and one["says"] in problem.sentence for problem in found)
    ]
    lines += [f"{match.text}: this name is an open question" for _kind, match in plan.open_names]
    return lines


def sentences_of(plan: Plan) -> str:
    """All that staff are told and asked."""
    told = [f"{problem.address}: {problem.sentence}" for problem in plan.problems]
    for sheet in plan.sheets:
        told += [*sheet.questions.values(), sheet.century_question]
    return "\n".join([*told, *plan.notices])


@pytest.mark.parametrize("name", NAMES)
def test_plan_of_ugly_workbook_says_what_the_key_says(name: str) -> None:
    key = key_of(name)

    plan = plan_of(name, Options.from_json(key["options"]))

    lines = differences(expected_visits(key), planned(plan)) + differences_of_problems(key, plan)
    told = sentences_of(plan)
    lines += [f"no notice says {piece!r}" for piece in key.get("notices", ()) if piece not in told]
    assert lines == []
    assert list(planned(plan)) == list(expected_visits(key))
    repeated = [rows_of(entry) for entry in plan.entries if entry.verdict == DUPLICATE]
    assert repeated == key.get("duplicates", [])
    sheet = plan.sheets[0]
    if "left_out" in key:
        assert [column.header for column in sheet.columns if not column.field] == key["left_out"]
    if decided := key.get("decided"):
        assert sheet.order[decided["field"]] == (decided["order"], decided["at"])


@pytest.mark.parametrize("name", [name for name in NAMES if key_of(name)["questions"]])
def test_plan_of_ugly_workbook_without_options_asks(name: str) -> None:
    told = sentences_of(plan_of(name, Options()))

    assert [piece for piece in key_of(name)["questions"] if piece not in told] == []


# --- What was written ---


def written() -> dict[str, dict[str, Any]]:
    """The visits of the record by the rows that they cite, in the form of a key."""
    found = {}
    cited: dict[int, list[Citation]] = {}
    for citation in Citation.objects.filter(visit__isnull=False).order_by("line"):
        cited.setdefault(citation.visit_id or 0, []).append(citation)
    for visit in Visit.objects.select_related("delegation").order_by("reference"):
        delegation = visit.delegation
        rows = ", ".join(citation.locator for citation in cited.get(visit.pk, ()))
        found[rows or visit.reference] = {
            "title": visit.title,
            "dates": visit.dates.edtf if visit.dates else None,
            "status": visit.status,
            "visibility": visit.visibility,
            "delegation": delegation.name,
            "size": delegation.size,
            "senders": [sender.name for sender in delegation.senders.all()],
            "from_countries": [str(sender.country_id or "") for sender in delegation.senders.all()],
            "countries": [country.code for country in visit.countries.all()],
            "hosts": [host.name for host in visit.invited_by.all()],
            "topics": [topic.name for topic in visit.topics.all()],
            "programmes": [programme.name for programme in visit.programmes.all()],
            "purpose": visit.purpose,
            "outcome": visit.outcome,
            "note": visit.note,
            "internal_notes": visit.internal_notes,
            "members": [
                {
                    "person": member.person.name if member.person else None,
                    "description": member.description,
                    "title": member.title,
                    "organisation": member.organisation.name if member.organisation else None,
                    "role": member.role,
                    "note": member.note,
                    "other_name": "; ".join(alias.name for alias in member.person.aliases.all()) or None
                    if member.person
                    else None,
                }
                for member in delegation.members.all()
            ],
            "stops": [
                {
                    "day": stop.day.edtf if stop.day else None,
                    "kind": stop.kind,
                    "title": stop.title,
                    "host": stop.host.name if stop.host else None,
                    "place": stop.place,
                    "country": stop.country.code if stop.country else None,
                    "said": stop.said,
                    "topics": [topic.name for topic in stop.topics.all()],
                    "programmes": [programme.name for programme in stop.programmes.all()],
                }
                for stop in visit.stops.all()
            ],
        }
    return found


def completed(
    expected: dict[str, dict[str, Any]], found: dict[str, dict[str, Any]]
) -> dict[str, dict[str, Any]]:
    """The key with what the record must have and the workbook leaves to Coop: taken as Coop made it."""
    for rows, visit in expected.items():
        visit["visibility"] = visit["visibility"] or Visibility.DRAFT.value
        for field in ("title", "delegation", "from_countries"):
            if not visit[field] and rows in found:
                visit[field] = found[rows][field]
    return expected


def names_made(expected: dict[str, dict[str, Any]]) -> dict[str, tuple[list[str], list[str]]]:
    """By kind, the names that the key says, and those that the record has."""
    models: dict[str, Any] = {
        "organisation": Organisation,
        "person": Person,
        "topic": Topic,
        "programme": Programme,
    }
    spellings = Spellings(expected)
    return {
        kind: (spellings.all_of(kind), sorted(model.objects.values_list("name", flat=True)))
        for kind, model in models.items()
    }


@pytest.mark.parametrize("name", NAMES)
def test_record_after_ugly_workbook_says_what_the_key_says(name: str) -> None:
    key, user = key_of(name), make_user("Publisher")
    content, options = path_of(name).read_bytes(), Options.from_json(key["options"])
    scope = ImportScope.GOOD if key["problems"] else ImportScope.ALL

    if not key["visits"]:
        with pytest.raises(ImportRefusedError):
            run_import(content, name, options, by=user, scope=scope)
        assert not Visit.objects.exists()
        return
    record = run_import(content, name, options, by=user, scope=scope)

    assert (record.status, record.problem) == (ImportStatus.DONE, "")
    found = written()
    expected = completed(expected_visits(key), found)
    assert differences(expected, found) == []
    assert list(found) == list(expected)
    made = names_made(expected)
    assert {kind: said for kind, (said, _there) in made.items()} == {
        kind: there for kind, (_said, there) in made.items()
    }
    delegations = set(Delegation.objects.values_list("name", flat=True))
    assert delegations == {visit["delegation"] for visit in found.values()}
    others = {member["other_name"] for visit in expected.values() for member in visit["members"]} - {None}
    assert set(Alias.objects.values_list("name", flat=True)) == others


# --- The workbooks themselves ---


def parts_of(content: bytes) -> dict[str, bytes]:
    """What is in a file: the parts of a zipped one, however they are compressed."""
    if not content.startswith(b"PK"):
        return {"": content}
    with zipfile.ZipFile(io.BytesIO(content)) as zipped:
        return {part: zipped.read(part) for part in zipped.namelist()}


@pytest.mark.parametrize("name", NAMES)
def test_ugly_workbook_is_the_one_that_is_made(name: str) -> None:
    assert parts_of(path_of(name).read_bytes()) == parts_of(WORKBOOKS[name]())


def test_ugly_workbooks_have_a_key_each() -> None:
    names = {path.name.split(".")[0] for path in DIRECTORY.glob("*.key.json")}

    assert names == {name.split(".")[0] for name in NAMES}
    assert len(names) == len(NAMES) >= 18
