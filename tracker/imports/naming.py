"""The names of a workbook, looked up once for all of its rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _

from tracker.imports.matching import AMBIGUOUS, KNOWN, NEAR, NEW, Match, match_names
from tracker.imports.near import near_each_other
from tracker.imports.options import Options
from tracker.imports.parsed import ParsedSheet
from tracker.imports.plan import CHANGED, Entry, NewAlias, NewName, Plan, Problem, Ref
from tracker.imports.plan import NEW as NEW_VISIT
from tracker.models import Delegation, Organisation, Person, Programme, Topic

#: Kind → fields with a single name, with lists of names, and with lists of people.
_SINGLE = {
    "organisation": ("person_organisation", "stop_host"),
    "person": ("person",),
    "delegation": ("delegation",),
}
_LISTS = {
    "organisation": ("senders", "hosts"),
    "topic": ("topics", "stop_topics"),
    "programme": ("programmes", "stop_programmes"),
}
_PEOPLE = ("members", "head")
MODELS: dict[str, Any] = {
    "organisation": Organisation,
    "person": Person,
    "delegation": Delegation,
    "topic": Topic,
    "programme": Programme,
}


class Names:
    """What each name of the workbook is: a record by its key, a new name, or an open question."""

    def __init__(self, sheets: Collection[ParsedSheet], options: Options) -> None:
        self._options = options
        self._places: dict[tuple[str, str], tuple[str, int, int | None]] = {}
        wanted: dict[str, dict[str, None]] = {}
        #: A person and a name in another script beside it, with the first row that has both.
        self._others: dict[tuple[str, str], tuple[str, int]] = {}
        for sheet in sheets:
            for kind, name, number, text in _texts(sheet):
                texts = wanted.setdefault(kind, {})
                if text not in texts:
                    texts[text] = None
                    self._places[kind, text] = (sheet.plan.name, sheet.rows[number], sheet.columns.get(name))
            pairs = zip(
                sheet.values.get("person", ()), sheet.values.get("person_other_name", ()), strict=False
            )
            for number, (person, other) in enumerate(pairs):
                if person and other:
                    self._others.setdefault((person, other), (sheet.plan.name, sheet.rows[number]))
        self.matches: dict[tuple[str, str], Match] = match_names(wanted, options.decisions())
        self._match_by_other_names(sheets)
        self._refs: dict[str, dict[str, Ref]] = {kind: {} for kind in MODELS}
        self._open: set[tuple[str, str]] = set()
        self._shown: dict[str, dict[Ref, str]] = {kind: {} for kind in MODELS}
        for (kind, text), match in self.matches.items():
            ref: Ref = match.pk if match.status == KNOWN and match.pk is not None else match.key
            self._refs[kind][text] = ref
            self._shown[kind].setdefault(ref, match.name or text)
            # Groups of one name are told apart by who was in them (`sameness`), not by asking.
            if match.status == NEAR or (match.status == AMBIGUOUS and kind != "delegation"):
                self._open.add((kind, match.key))
        #: How many cells hold a name that somebody must decide.
        self._counts: Counter[tuple[str, str]] = Counter()
        if self._open:
            named = ((kind, text) for sheet in sheets for kind, _name, _number, text in _texts(sheet))
            self._counts.update(key for key in named if (key[0], self.matches[key].key) in self._open)

    def _match_by_other_names(self, sheets: Collection[ParsedSheet]) -> None:
        """Somebody who isn't found by the name may be by the name in another script beside it.

        A name beside it that is known as somebody else's is a problem of its rows.
        """
        if not self._others:
            return
        known = match_names({"person": {other for _person, other in self._others}}, near=False)
        decisions = self._options.decisions()
        wrong: dict[tuple[str, str], str] = {}
        for person, other in self._others:
            mine, match = self.matches["person", person], known["person", other]
            if match.status != KNOWN or mine.status not in (KNOWN, NEW, NEAR):
                continue
            if mine.status != KNOWN and ("person", mine.key) not in decisions:
                mine.status, mine.pk, mine.name, mine.candidates = KNOWN, match.pk, match.name, ()
            if mine.pk != match.pk:
                wrong[person, other] = match.name
        sentence = _(
            "“%(other)s” is a name of %(name)s in the record, and not of “%(person)s”, who is somebody else."
            " Correct one of the two names."
        )
        for sheet in sheets if wrong else ():
            people, others = (sheet.values.get(name, ()) for name in ("person", "person_other_name"))
            for number, (person, other) in enumerate(zip(people, others, strict=False)):
                if name := wrong.get((person, other)):
                    values = {"other": other, "name": name, "person": person}
                    sheet.add(sheet.rows[number], "person_other_name", other, sentence % values)

    def ref(self, kind: str, text: str) -> Ref | None:
        """The record that a name is, or its key where it is to be made; None for no name."""
        return self._refs[kind][text] if text else None

    def refs(self, kind: str, texts: Sequence[str]) -> tuple[Ref, ...]:
        """The same of several names; two names of one record are one."""
        if len(texts) == 1:
            return (self._refs[kind][texts[0]],)
        return tuple(dict.fromkeys(self._refs[kind][text] for text in texts))

    def may_be(self, kind: str, text: str) -> list[int]:
        """The records that have this very name: none, one or several."""
        match = self.matches.get((kind, text))
        if match is None or match.status not in (KNOWN, AMBIGUOUS):
            return []
        return [match.pk] if match.pk is not None else [candidate.pk for candidate in match.candidates]

    def is_open(self, kind: str, ref: Ref | None) -> bool:
        """Whether somebody must still say what this name is."""
        return bool(self._open) and isinstance(ref, str) and (kind, ref) in self._open

    def show(self, kind: str, ref: Ref) -> str:
        """A name for a person to read."""
        return self._shown[kind].get(ref) or str(ref)

    def show_as(self, kind: str, ref: Ref, text: str) -> None:
        """What a record that the workbook doesn't name by itself is called (a delegation of its own)."""
        self._shown[kind][ref] = text

    def finish(self, plan: Plan) -> None:
        """List in `plan` the names that are to be made, those that are open, and aliases to be kept."""
        self._list_new(plan)
        self._list_open(plan)
        self._list_aliases(plan)
        self._note_near_each_other(plan)

    def _list_new(self, plan: Plan) -> None:
        """Only what visits that are written use."""
        used: dict[tuple[str, Ref], Entry] = {}
        for entry in plan.entries:
            if entry.verdict in (NEW_VISIT, CHANGED):
                for kind, ref in refs_of(entry):
                    if isinstance(ref, str) and (kind, ref) not in used:
                        used[kind, ref] = entry
        first_text: dict[tuple[str, str], str] = {}
        for kind, text in self.matches:
            first_text.setdefault((kind, self.matches[kind, text].key), text)
        for (kind, ref), entry in used.items():
            key = str(ref)
            if kind == "delegation":
                plan.new_names.append(
                    NewName(kind, key, self.show(kind, key), entry.sheet, entry.rows[0], None)
                )
                current = plan.groups.get(ref)
                if current is None or len(entry.members) > len(current.members):
                    plan.groups[ref] = entry
                continue
            text = first_text[kind, key]
            plan.new_names.append(NewName(kind, key, text, *self._places[kind, text]))
        for entry in plan.entries:
            if entry.verdict == NEW_VISIT and isinstance(entry.delegation, str):
                current = plan.groups.get(entry.delegation)
                if current is None or (len(entry.members), len(entry.senders)) > (
                    len(current.members),
                    len(current.senders),
                ):
                    plan.groups[entry.delegation] = entry

    def _list_open(self, plan: Plan) -> None:
        seen = set()
        for (kind, text), match in self.matches.items():
            if (kind, match.key) not in self._open:
                continue
            sheet, row, column = self._places[kind, text]
            problem = Problem(sheet, row, column, text, "")
            if (kind, match.key) in seen:
                at, count = plan.where[kind, match.key]
                plan.where[kind, match.key] = (at, count + self._counts[kind, text])
                continue
            seen.add((kind, match.key))
            plan.open_names.append((kind, match))
            plan.where[kind, match.key] = (problem.address, self._counts[kind, text])

    def _list_aliases(self, plan: Plan) -> None:
        """The other names of records that visits name which are written, or stand already."""
        chosen = {key: one.use for key, one in self._options.decisions().items() if one.alias and one.use}
        if not chosen and not self._others:
            return
        made = {(name.kind, name.key) for name in plan.new_names}
        written: set[tuple[str, Ref]] = set()
        held: set[tuple[str, Ref]] = set()
        for entry in plan.entries:
            (held if entry.held else written).update(refs_of(entry))
        held -= written
        kept: dict[tuple[str, str], None] = {}
        for (kind, text), match in self.matches.items():
            use = chosen.get((kind, match.key))
            if use is None or match.pk != use or (kind, match.key) in kept or (kind, use) in held:
                continue
            kept[kind, match.key] = None
            sheet, row, _column = self._places[kind, text]
            plan.aliases.append(NewAlias(kind, use, text, sheet, row))
        for (person, other), (sheet, row) in self._others.items():
            ref = self.ref("person", person)
            there = isinstance(ref, int) or ("person", ref) in made
            if ref is None or not there or ("person", ref) in held or other.casefold() == person.casefold():
                continue
            plan.aliases.append(NewAlias("person", ref, other, sheet, row))

    def _note_near_each_other(self, plan: Plan) -> None:
        """Two new names that may be one, misspelt."""
        by_kind: dict[str, list[str]] = {}
        for name in plan.new_names:
            if name.kind != "delegation":
                by_kind.setdefault(name.kind, []).append(name.text)
        for kind, texts in by_kind.items():
            for first, second, _score in near_each_other(kind, texts)[:50]:
                sentence = _(
                    "“%(second)s” is new and so is “%(first)s”, which is much like it. If they are one,"
                    " write both"
                    " alike and upload the workbook again."
                )
                plan.problems.append(
                    Problem(
                        *self._places[kind, second],
                        second,
                        sentence % {"first": first, "second": second},
                        "notice",
                    )
                )


def _texts(sheet: ParsedSheet) -> Iterator[tuple[str, str, int, str]]:
    """Kind, field, number of the row, and text of each name in a sheet."""
    for kind, fields in _SINGLE.items():
        for name in fields:
            for number, text in enumerate(sheet.values.get(name, ())):
                if text:
                    yield kind, name, number, text
    for kind, fields in _LISTS.items():
        for name in fields:
            for number, texts in enumerate(sheet.values.get(name, ())):
                for text in texts:
                    yield kind, name, number, text
    for name in _PEOPLE:
        for number, people in enumerate(sheet.values.get(name, ())):
            for person in people:
                if person.name:
                    yield "person", name, number, person.name


def refs_of(entry: Entry) -> Iterator[tuple[str, Ref]]:
    """The kind and reference of each record that writing `entry` refers to."""
    if entry.delegation is not None and entry.pk is None:
        yield "delegation", entry.delegation
    for ref in entry.senders:
        yield "organisation", ref
    for name, kind in (("invited_by", "organisation"), ("topics", "topic"), ("programmes", "programme")):
        for ref in entry.related.get(name, ()):
            yield kind, ref
    for member in entry.members:
        if member.person is not None:
            yield "person", member.person
        if member.organisation is not None:
            yield "organisation", member.organisation
    for stop in entry.stops:
        if stop.host is not None:
            yield "organisation", stop.host
        for ref in stop.topics:
            yield "topic", ref
        for ref in stop.programmes:
            yield "programme", ref
