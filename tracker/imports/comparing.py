"""What a workbook changes in visits that are in the record: field by field, only what it says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django_countries import countries

from tracker.dates import PartialDate
from tracker.imports.naming import Names
from tracker.imports.plan import CHANGED, UNCHANGED, Entry, FieldChange, Problem, Update, update_of
from tracker.models import Delegation, Participant, Stop, Visit
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


@dataclass(slots=True)
class Known:
    """A visit of the record, with what an import may change of it."""

    values: dict[str, Any]
    delegation: int
    delegation_name: str
    size: int | None
    visibility: str
    related: dict[str, dict[Any, str]] = field(default_factory=dict)
    senders: dict[int, str] = field(default_factory=dict)
    #: Person → (key of the participant, title, organisation, role); described ones by their description.
    members: dict[Any, tuple[int, str, int | None, str]] = field(default_factory=dict)
    #: (day, key of the title) → (key of the stop, its values)
    stops: dict[Any, tuple[int, dict[str, Any]]] = field(default_factory=dict)


def load_known(entries: Sequence[Entry]) -> None:
    """Load the visits that `entries` are, in a number of queries that grows by batch only."""
    by_visit = {entry.pk: entry for entry in entries if entry.pk is not None}
    for batch in in_batches(by_visit):
        loaded = _load(batch)
        for pk, known in loaded.items():
            by_visit[pk].update = Update(known)


def _load(visits: list[int]) -> dict[int, Known]:
    found: dict[int, Known] = {}
    of_delegation: dict[int, list[Known]] = defaultdict(list)
    rows = Visit.objects.filter(pk__in=visits).order_by()
    for pk, delegation, name, size, *values in rows.values_list(
        "pk", "delegation_id", "delegation__name", "delegation__size", *SCALARS
    ):
        stored = dict(zip(SCALARS, values, strict=True))
        known = Known(stored, delegation, name, size, stored["visibility"])
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
    members = Participant.objects.filter(delegation__in=delegations).order_by()
    for pk, delegation, person, description, title, organisation, role in members.values_list(
        "pk", "delegation_id", "person_id", "description", "title", "organisation_id", "role"
    ):
        for known in of_delegation[delegation]:
            known.members[person or normalise(description)] = (pk, title, organisation, role)
    stops = Stop.objects.filter(visit__in=visits).order_by()
    names = ("day", "kind", "title", "host_id", "place", "country_id", "said")
    for pk, visit, *values in stops.values_list("pk", "visit_id", *names):
        stored = dict(zip(names, values, strict=True))
        found[visit].stops[stored["day"], normalise(stored["title"])] = (pk, stored)
    return found


def compare(entry: Entry, names: Names, problems: list[Problem]) -> None:
    """Find what `entry` changes in its visit, and set its verdict."""
    update = update_of(entry)
    known: Known = update.known
    said = dict(entry.values)
    if entry.title:
        said["title"] = entry.title
    if not _title_is_said(entry):
        said.pop("title", None)
    entry.values = {}
    for name, value in said.items():
        if known.values[name] != value:
            entry.values[name] = value
            update.changes.append(FieldChange(name, _shown(known.values[name]), _shown(value)))
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
    _compare_delegation(entry, names, problems)
    _compare_members(entry, names)
    _compare_stops(entry, names)
    entry.verdict = CHANGED if update.changes else UNCHANGED


def _title_is_said(entry: Entry) -> bool:
    """A title that Coop made of the row's other words is no claim of the row."""
    return bool(entry.title) and not entry.title_made


def _name(names: Names, kind: str, ref: Any) -> str:
    return str(countries.name(ref)) if kind == "country" else names.show(kind, ref)


def _shown(value: Any) -> str:
    return value.edtf if isinstance(value, PartialDate) else str(value or "")


def _compare_delegation(entry: Entry, names: Names, problems: list[Problem]) -> None:
    update = update_of(entry)
    known: Known = update.known
    added = tuple(ref for ref in entry.senders if ref not in known.senders)
    entry.senders = added
    if added:
        update.delegation_changes["senders"] = added
        before = "; ".join(sorted(known.senders.values()))
        after = "; ".join(
            [*sorted(known.senders.values()), *(names.show("organisation", ref) for ref in added)]
        )
        update.changes.append(FieldChange("senders", before, after))
    if entry.size is not None and entry.size != known.size:
        update.delegation_changes["size"] = entry.size
        update.changes.append(FieldChange("size", _shown(known.size), str(entry.size)))
    said = not str(entry.delegation).startswith("#") and entry.delegation is not None
    if (
        said
        and entry.delegation != known.delegation
        and normalise(entry.delegation_name) != normalise(known.delegation_name)
    ):
        sentence = _(
            "In the record the delegation is “%(known)s”. An import doesn't exchange the delegation of a"
            " visit: change"
            " it there if need be."
        )
        problems.append(
            Problem(
                entry.sheet,
                entry.rows[0],
                None,
                entry.delegation_name,
                sentence % {"known": known.delegation_name},
                "notice",
            )
        )


def _compare_members(entry: Entry, names: Names) -> None:
    update = update_of(entry)
    known: Known = update.known
    for member in entry.members:
        key = member.person if member.person is not None else normalise(member.description)
        shown = names.show("person", member.person) if member.person is not None else member.description
        if key not in known.members:
            update.new_members.append(member)
            update.changes.append(
                FieldChange("members", "", f"{shown}, {member.title}" if member.title else shown)
            )
            continue
        pk, title, organisation, role = known.members[key]
        changed: dict[str, Any] = {}
        if member.title and member.title != title:
            changed["title"] = member.title
            update.changes.append(FieldChange("members", f"{shown}, {title}", f"{shown}, {member.title}"))
        if member.organisation is not None and member.organisation != organisation:
            changed["organisation_id"] = member.organisation
            after = f"{shown}, {names.show('organisation', member.organisation)}"
            update.changes.append(FieldChange("members", shown, after))
        if member.role != role and member.role_said:
            changed["role"] = member.role
            update.changes.append(FieldChange("members", f"{shown}, {role}", f"{shown}, {member.role}"))
        if changed:
            update.member_changes[pk] = changed | {"row": member.row, "sheet": member.sheet}
    entry.members = [
        *update.new_members,
        *(
            member
            for member in entry.members
            if isinstance(member.organisation, str) and member not in update.new_members
        ),
    ]


def _compare_stops(entry: Entry, names: Names) -> None:
    update = update_of(entry)
    known: Known = update.known
    for stop in entry.stops:
        key = (stop.day, normalise(stop.title))
        if key not in known.stops:
            update.new_stops.append(stop)
            update.changes.append(
                FieldChange("stops", "", f"{stop.day}: {stop.title}" if stop.day else stop.title)
            )
            continue
        pk, stored = known.stops[key]
        changed: dict[str, Any] = {}
        for name, value in (
            ("kind", stop.kind),
            ("host_id", stop.host),
            ("place", stop.place),
            ("country_id", stop.country),
            ("said", stop.said),
        ):
            if value and value != stored[name] and not (name == "kind" and not stop.kind_said):
                changed[name] = value
                shown = names.show("organisation", value) if name == "host_id" else str(value)
                update.changes.append(
                    FieldChange("stops", f"{stop.title}: {_shown(stored[name])}", f"{stop.title}: {shown}")
                )
        if changed:
            update.stop_changes[pk] = changed | {"row": stop.row, "sheet": stop.sheet}
    entry.stops = [
        *update.new_stops,
        *(stop for stop in entry.stops if isinstance(stop.host, str) and stop not in update.new_stops),
    ]
