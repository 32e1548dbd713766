"""The entries of a page of the timeline: the records, what is counted beside them, and their headings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Any

from django.db.models import CharField, Count, DateField, F, OuterRef, Prefetch, Q, Subquery, Value
from django.db.models.functions import Cast, Coalesce
from django.utils import timezone
from django.utils.text import slugify

from tracker.choices import OrganisationRole
from tracker.dates import PartialDate
from tracker.models import (
    Agreement,
    Citation,
    Event,
    EventOrganisation,
    FollowUpAction,
    Organisation,
    Participant,
    Stop,
    Visit,
)
from tracker.models.visibility import Reader
from tracker.timeline.order import Key, Kind, Part, heading, subheading

#: Where a page has no more stops than this, they come with it; else each visit's when it is opened.
MOST_STOPS = 60


@dataclass
class Entry:
    """A visit or an event, with what a line about it says; all counts are of what the reader may see."""

    kind: Kind
    record: Any
    agreements: int = 0
    open_actions: int = 0
    overdue_actions: int = 0
    sources: int = 0
    stops: list[Stop] = field(default_factory=list)
    days_come_later: bool = False

    @property
    def title(self) -> str:
        """What the visit or the event is called."""
        return str(self.record.title if self.kind == "visit" else self.record.name)

    @property
    def dates(self) -> PartialDate | None:
        """When it was; nothing where what stands there is no date."""
        dates = self.record.dates
        return dates if isinstance(dates, PartialDate) else None

    @property
    def hosts(self) -> list[Organisation]:
        """The organisations at whose stops a visit was, each once, in their order."""
        return list(dict.fromkeys(stop.host for stop in self.stops if stop.host))


@dataclass
class Group:
    """Entries of a section under one month or season."""

    label: str
    entries: list[Entry]


@dataclass
class Section:
    """Entries under one heading: a part of the timeline, or of `Part.DATED` a year ("2025", "2020s")."""

    part: Part
    year: str
    entries: list[Entry]
    continued: bool = False
    after_today: bool = False  # whether what is ahead ends just before it

    @property
    def anchor(self) -> str:
        """The id of its heading."""
        return slugify(f"year {self.year}" if self.year else self.part.name.replace("_", " "))

    @property
    def groups(self) -> list[Group]:
        """Its entries by month or season, as far as they have one; each month once."""
        found: dict[str, list[Entry]] = {}
        for entry in self.entries:
            found.setdefault(subheading(entry.dates, self.part), []).append(entry)
        return [Group(label, entries) for label, entries in found.items()]


def read(
    keys: Sequence[Key], *, user: Reader, before: Key | None = None, in_short: bool = False
) -> list[Section]:
    """Read some entries in the order of their keys, under their headings, in a constant number of queries.

    The keys are of what `user` may see. `before` is the key before the first, if there is one: it tells
    whether the first heading is continued. `in_short`, only the records themselves are read.
    """
    today = timezone.localdate()
    above = heading(before, today) if before else None
    sections = _sections(_entries(keys, user, in_short), today, above)
    ahead = above is None or above[0] == Part.PLANNED
    for section in sections:
        section.after_today = ahead and section.part != Part.PLANNED
        ahead = section.part == Part.PLANNED
    return sections


def _sections(
    rows: Iterable[tuple[Key, Entry]], today: date, before: tuple[Part, str] | None
) -> list[Section]:
    found = []
    for above, group in groupby(rows, key=lambda row: heading(row[0], today)):
        found.append(Section(*above, [entry for _key, entry in group], continued=above == before))
    return found


# --- Records ---


def _entries(keys: Sequence[Key], user: Reader, in_short: bool) -> list[tuple[Key, Entry]]:
    """The entries of a page beside their keys; what was deleted in between is left out."""
    visit_keys = [key.pk for key in keys if key.kind == "visit"]
    event_keys = [key.pk for key in keys if key.kind == "event"]
    visits = Visit.objects.in_bulk(visit_keys) if in_short else _visits(visit_keys)
    events = Event.objects.in_bulk(event_keys) if in_short else _events(event_keys)
    entries: _Entries = {}
    for key in keys:
        record = visits.get(key.pk) if key.kind == "visit" else events.get(key.pk)
        if record is not None:
            entries[key.kind, key.pk] = Entry(key.kind, record)
    if not in_short:
        _read_stops(entries)
        _count_what_came(entries, user)
        _count_sources(entries)
    return [(key, entries[key.kind, key.pk]) for key in keys if (key.kind, key.pk) in entries]


def _visits(keys: list[int]) -> dict[int, Visit]:
    members = Participant.objects.filter(delegation=OuterRef("delegation")).order_by().values("delegation")
    named = members.annotate(number=Count("person", distinct=True)).values("number")
    described = members.filter(person=None).annotate(number=Count("pk")).values("number")
    return (
        Visit.objects.select_related("delegation")
        .annotate(named=Coalesce(Subquery(named), 0), described=Coalesce(Subquery(described), 0))
        .prefetch_related("countries", "topics", "invited_by")
        .prefetch_related(Prefetch("delegation__senders", Organisation.objects.select_related("country")))
        .in_bulk(keys)
    )


def _events(keys: list[int]) -> dict[int, Event]:
    held_by = EventOrganisation.objects.select_related("organisation").order_by("order", "id")
    held_by = held_by.filter(role__in=(OrganisationRole.ORGANISER, OrganisationRole.HOST))
    return (
        Event.objects.select_related("country")
        .annotate(
            named=Count("participants__person", distinct=True),
            described=Count("participants", filter=Q(participants__person=None), distinct=True),
            country_count=Count("countries", distinct=True),
        )
        .prefetch_related("topics", Prefetch("organisation_roles", held_by, to_attr="held_by"))
        .in_bulk(keys)
    )


type _Entries = dict[tuple[Kind, int], Entry]


def _pks(entries: _Entries, kind: Kind) -> list[int]:
    return [pk for entry_kind, pk in entries if entry_kind == kind]


def _met(entries: _Entries, *places: tuple[Kind, int | None]) -> list[Entry]:
    """The entries that a row leads to, each once."""
    return [entries[place] for place in dict.fromkeys(places) if place in entries]


def _read_stops(entries: _Entries) -> None:
    """What the days of each visit are told by; a stop is as visible as its visit, and so is its host."""
    rows = Stop.objects.filter(visit__in=_pks(entries, "visit")).select_related("host")
    number = 0
    for stop in rows.order_by("order", "id").defer("said", "host__internal_notes", "host__contact"):
        entry = entries["visit", stop.visit_id]
        entry.stops.append(stop)
        stop.visit = entry.record
        number += 1
    for entry in entries.values():
        entry.days_come_later = number > MOST_STOPS


def _count_what_came(entries: _Entries, user: Reader) -> None:
    """How many agreements and open actions came of each entry; counted in one query."""
    visits, events = _pks(entries, "visit"), _pks(entries, "event")
    actions = FollowUpAction.objects.visible_to(user).open()
    actions = actions.filter(Q(visit__in=visits) | Q(stop__visit__in=visits) | Q(event__in=events))
    agreements = Agreement.objects.visible_to(user)
    agreements = agreements.filter(Q(visit__in=visits) | Q(signing_event__in=events))
    arms = (
        actions.order_by()
        .annotate(what=Value("action", CharField()))
        .values_list("what", "pk", "visit", "stop__visit", "event", "due_latest"),
        agreements.order_by()
        .annotate(what=Value("agreement", CharField()), again=F("visit"), due=Cast(Value(None), DateField()))
        .values_list("what", "pk", "visit", "again", "signing_event", "due"),
    )
    today = timezone.localdate()
    for what, _pk, visit, stop_visit, event, due in arms[0].union(arms[1], all=True).order_by():
        for entry in _met(entries, ("visit", visit), ("visit", stop_visit), ("event", event)):
            entry.agreements += what == "agreement"
            entry.open_actions += what == "action"
            entry.overdue_actions += due is not None and due < today


def _count_sources(entries: _Entries) -> None:
    """How many sources evidence each entry; its citations are as visible as it is."""
    visits, events = _pks(entries, "visit"), _pks(entries, "event")
    rows = Citation.objects.filter(
        Q(visit__in=visits)
        | Q(stop__visit__in=visits)
        | Q(event__in=events)
        | Q(event_organisation__event__in=events)
    )
    sources: dict[tuple[Kind, int], set[int]] = defaultdict(set)
    for visit, stop_visit, event, role_event, source in (
        rows.order_by()
        .values_list("visit", "stop__visit", "event", "event_organisation__event", "source")
        .distinct()
    ):
        for entry in _met(
            entries, ("visit", visit), ("visit", stop_visit), ("event", event), ("event", role_event)
        ):
            sources[entry.kind, entry.record.pk].add(source)
    for place, found in sources.items():
        entries[place].sources = len(found)
