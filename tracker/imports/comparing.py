"""What a workbook changes in visits that are in the record: field by field, only what it says.

What the record has and the workbook doesn't name (members, stops) stays, and is told.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django_countries import countries

from tracker.imports.naming import Names
from tracker.imports.plan import (
    CHANGED,
    UNCHANGED,
    Entry,
    FieldChange,
    Member,
    Problem,
    Update,
    person_key,
    update_of,
)
from tracker.imports.stops import KnownStop, compare_stops, load_stops, shown_as
from tracker.models import Delegation, Participant, Person, Visit
from tracker.names import normalise
from tracker.services.bulk import in_batches

SCALARS = ("title", "dates", "status", "purpose", "outcome", "note", "internal_notes", "visibility")
#: Relation of a visit → the kind of its names.
RELATIONS = {
    "invited_by": "organisation",
    "topics": "topic",
    "programmes": "programme",
    "countries": "country",
}
#: So many members and stops that the workbook doesn't name are told by name.
_MOST_TOLD = 10


class KnownMember(NamedTuple):
    """A participant of the record."""

    pk: int
    person: int | None
    description: str
    title: str
    organisation: int | None
    role: str
    note: str


@dataclass(slots=True)
class Known:
    """A visit of the record, with what an import may change of it."""

    values: dict[str, Any]
    delegation: int
    delegation_name: str
    size: int | None
    related: dict[str, dict[Any, str]] = field(default_factory=dict)
    senders: dict[int, str] = field(default_factory=dict)
    #: By who it is (`plan.person_key`, numbered).
    members: dict[Any, KnownMember] = field(default_factory=dict)
    stops: list[KnownStop] = field(default_factory=list)


def _numbered(keys: Iterable[Any]) -> Iterator[Any]:
    """The keys of members (`plan.person_key`); those who are described alike are told apart by number."""
    counts: Counter[Any] = Counter()
    for key in keys:
        if isinstance(key, tuple):
            counts[key] += 1
            yield (*key, counts[key])
        else:
            yield key


def load_known(entries: Sequence[Entry]) -> None:
    """Load the visits that `entries` are, in a number of queries that grows by batch only."""
    known = load_visits(entry.pk for entry in entries if entry.pk is not None)
    for entry in entries:
        if entry.pk in known:
            entry.update = Update(known[entry.pk])


def load_visits(keys: Iterable[int]) -> dict[int, Known]:
    """The visits of these keys, in a number of queries that grows by batch only."""
    found: dict[int, Known] = {}
    for batch in in_batches(dict.fromkeys(keys)):
        found.update(_load(batch))
    return found


def _load(visits: list[int]) -> dict[int, Known]:
    found: dict[int, Known] = {}
    of_delegation: dict[int, list[Known]] = defaultdict(list)
    rows = Visit.objects.filter(pk__in=visits).order_by()
    for pk, delegation, name, size, *values in rows.values_list(
        "pk", "delegation_id", "delegation__name", "delegation__size", *SCALARS
    ):
        known = Known(dict(zip(SCALARS, values, strict=True)), delegation, name, size)
        known.related = {relation: {} for relation in RELATIONS}
        found[pk] = known
        of_delegation[delegation].append(known)
    for relation, kind in RELATIONS.items():
        through: Any = getattr(Visit, relation).through
        label = "country__english_name" if kind == "country" else f"{kind}__name"
        joined = through.objects.filter(visit__in=visits).values_list("visit_id", f"{kind}_id", label)
        for pk, other, text in joined:
            found[pk].related[relation][other] = text
    sent: Any = Delegation.senders.through
    delegations = list(of_delegation)
    for pk, other, text in sent.objects.filter(delegation__in=delegations).values_list(
        "delegation_id", "organisation_id", "organisation__name"
    ):
        for known in of_delegation[pk]:
            known.senders[other] = text
    members = Participant.objects.filter(delegation__in=delegations).order_by("order", "pk")
    there: dict[int, list[KnownMember]] = defaultdict(list)
    for delegation, *of_member in members.values_list(
        "delegation_id", "pk", "person_id", "description", "title", "organisation_id", "role", "note"
    ):
        there[delegation].append(KnownMember._make(of_member))
    for delegation, group in there.items():
        keys = _numbered(person_key(member.person, member.description) for member in group)
        found_there = dict(zip(keys, group, strict=True))
        for known in of_delegation[delegation]:
            known.members = found_there
    for visit, stops in load_stops(visits).items():
        found[visit].stops = stops
    return found


def says_the_same(entry: Entry, known: Known, names: Names) -> bool:
    """Whether everything that `entry` says is in that visit of the record already."""
    tried = copy(entry)
    tried.update = Update(known)
    compare(tried, names, [])
    return tried.verdict == UNCHANGED and not tried.update.other_delegation


def compare(
    entry: Entry, names: Names, problems: list[Problem], adding: set[tuple[int, Any]] | None = None
) -> None:
    """Find what `entry` changes in its visit, and set its verdict.

    `adding` collects who is added to which delegation: two visits of one delegation add nobody twice.
    """
    update = update_of(entry)
    known: Known = update.known
    said = dict(entry.values)
    if entry.title:
        said["title"] = entry.title
    if not _title_is_said(entry):
        said.pop("title", None)
    if entry.status_made:
        said.pop("status", None)
    entry.values = {}
    for name, value in said.items():
        if known.values[name] != value:
            entry.values[name] = value
            update.changes.append(FieldChange(name, shown_as(known.values[name]), shown_as(value)))
    entry.title = known.values["title"]
    related = {}
    for relation, refs in entry.related.items():
        if set(refs) != set(known.related[relation]):
            related[relation] = refs
            kind = RELATIONS[relation]
            update.changes.append(
                FieldChange(
                    relation,
                    "; ".join(sorted(known.related[relation].values())),
                    "; ".join(sorted(_name(names, kind, ref) for ref in refs)),
                )
            )
    entry.related = related
    _compare_delegation(entry, names)
    _compare_members(entry, names, set() if adding is None else adding)
    compare_stops(entry, names)
    if update.other_delegation:
        problems.append(other_delegation(entry))
    entry.verdict = CHANGED if update.changes else UNCHANGED


def other_delegation(entry: Entry) -> Problem:
    """The notice that a visit keeps its delegation, although the row names another."""
    sentence = _(
        "In the record the delegation is “%(known)s”. An import doesn't exchange the delegation of a"
        " visit: change"
        " it there if need be."
    )
    shown = sentence % {"known": update_of(entry).known.delegation_name}
    return Problem(entry.sheet, entry.rows[0], None, entry.delegation_name, shown, "notice")


def _title_is_said(entry: Entry) -> bool:
    """A title that Coop made of the row's other words is no claim of the row."""
    return bool(entry.title) and not entry.title_made


def _name(names: Names, kind: str, ref: Any) -> str:
    return str(countries.name(ref)) if kind == "country" else names.show(kind, ref)


def _compare_delegation(entry: Entry, names: Names) -> None:
    update = update_of(entry)
    known: Known = update.known
    if entry.senders and set(entry.senders) != set(known.senders):
        update.delegation_changes["senders"] = entry.senders
        before = "; ".join(sorted(known.senders.values()))
        after = "; ".join(sorted(names.show("organisation", ref) for ref in entry.senders))
        update.changes.append(FieldChange("senders", before, after))
    else:
        entry.senders = ()
    if entry.size is not None and entry.size != known.size:
        update.delegation_changes["size"] = entry.size
        update.changes.append(FieldChange("size", shown_as(known.size), str(entry.size)))
    if not entry.names_delegation or entry.delegation == known.delegation:
        return
    if normalise(entry.delegation_name) == normalise(known.delegation_name):
        return
    known_elsewhere = names.may_be("delegation", entry.delegation_name)
    if known.delegation in known_elsewhere:
        return
    if known_elsewhere:
        update.other_delegation = True
        return
    update.delegation_changes["name"] = entry.delegation_name
    update.changes.append(FieldChange("delegation", known.delegation_name, entry.delegation_name))


def _compare_members(entry: Entry, names: Names, adding: set[tuple[int, Any]]) -> None:
    update = update_of(entry)
    known: Known = update.known
    said = set()
    keys = _numbered(person_key(member.person, member.description) for member in entry.members)
    for member, key in zip(entry.members, keys, strict=True):
        said.add(key)
        shown = names.show("person", member.person) if member.person is not None else member.description
        there = known.members.get(key)
        if there is None:
            if (known.delegation, key) not in adding:
                adding.add((known.delegation, key))
                update.new_members.append(member)
                after = f"{shown}, {member.title}" if member.title else shown
                update.changes.append(FieldChange("members", "", after))
            continue
        changed: dict[str, Any] = {}
        for name, before, after in _differences(member, there, names):
            changed["organisation_id" if name == "organisation" else name] = getattr(member, name)
            update.changes.append(
                FieldChange("members", f"{shown}, {before}" if before else shown, f"{shown}, {after}")
            )
        if changed:
            update.member_changes[there.pk] = changed | {"row": member.row, "sheet": member.sheet}
    if said:
        update.unnamed_members = [there for key, there in known.members.items() if key not in said]
    entry.members = [
        *update.new_members,
        *(
            member
            for member in entry.members
            if isinstance(member.organisation, str) and member not in update.new_members
        ),
    ]


def _differences(member: Member, there: KnownMember, names: Names) -> Iterator[tuple[str, str, str]]:
    """The fields in which a row says something else of a member: field, before, after."""
    if member.title and member.title != there.title:
        yield "title", there.title, member.title
    if member.organisation is not None and member.organisation != there.organisation:
        yield "organisation", "", names.show("organisation", member.organisation)
    if member.role_said and member.role != there.role:
        yield "role", there.role, member.role
    if member.note and member.note != there.note:
        yield "note", there.note, member.note


def tell_unnamed(entries: Sequence[Entry], problems: list[Problem]) -> None:
    """Say of each visit which members and stops the record has and the workbook doesn't name: they stay."""
    told = [entry for entry in entries if entry.update and entry.update.unnamed]
    wanted = {
        member.person
        for entry in told
        for member in update_of(entry).unnamed_members[:_MOST_TOLD]
        if member.person is not None
    }
    called: dict[int, str] = {}
    for batch in in_batches(wanted):
        called.update(Person.objects.filter(pk__in=batch).order_by().values_list("pk", "name"))
    for entry in told:
        update = update_of(entry)
        shown = [
            called.get(member.person, "") if member.person is not None else member.description
            for member in update.unnamed_members[:_MOST_TOLD]
        ]
        shown += update.unnamed_stops[:_MOST_TOLD]
        if update.unnamed > len(shown):
            shown.append("…")
        sentence = _("In the record, not in the workbook: %(names)s. What a workbook leaves out stays.")
        names = "; ".join(shown)
        problems.append(
            Problem(entry.sheet, entry.rows[0], None, entry.title, sentence % {"names": names}, "notice")
        )
