"""The timeline: visits and events in one order of time, as far as their dates tell it.

What is planned stands first, then the years from the newest to the oldest, each in the order of the calendar;
then what has no year, by the calendar; then what has no date. A themed year is a plan only until it begins.
A date stands where its first possible day stands, before finer dates of that day on: 2025, January 2025,
1 January 2025. "By 14 May" stands just before 14 May, a decade after its years.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from itertools import groupby
from typing import Any, Literal, NamedTuple

from django.db.models import Count, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.text import slugify

from tracker.choices import STILL_AHEAD, EventKind, OrganisationRole
from tracker.dates import PartialDate, Precision
from tracker.dates.value import WINTER
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

type Kind = Literal["visit", "event"]


class Part(IntEnum):
    """The parts of the timeline, in their order."""

    PLANNED = 0
    DATED = 1
    NO_YEAR = 2
    NO_DATE = 3


class Key(NamedTuple):
    """What tells where an entry stands; read for all entries, while records are read for one page only."""

    kind: Kind
    pk: int
    dates: PartialDate | None
    status: str
    themed: bool = False  # a themed year: it runs by itself once it has begun


@dataclass
class Entry:
    """A visit or an event, with what a line about it says; all counts are of what the reader may see."""

    kind: Kind
    record: Any
    agreements: int = 0
    open_actions: int = 0
    overdue_actions: int = 0
    sources: int = 0

    @property
    def title(self) -> str:
        """What the visit or the event is called."""
        return str(self.record.title if self.kind == "visit" else self.record.name)


@dataclass
class Section:
    """Entries under one heading: a part of the timeline, or of `Part.DATED` a year ("2025", "2020s")."""

    part: Part
    year: str
    entries: list[Entry]
    continued: bool = False

    @property
    def anchor(self) -> str:
        """The id of its heading."""
        return slugify(f"year {self.year}" if self.year else self.part.name.replace("_", " "))


@dataclass(frozen=True)
class Totals:
    """How many entries a timeline has, and how many of them are in doubt."""

    visits: int = 0
    events: int = 0
    planned: int = 0
    lapsed: int = 0
    no_year: int = 0
    no_date: int = 0


def order(visits: QuerySet[Visit], events: QuerySet[Event]) -> list[Key]:
    """The whole timeline of the given visits and events, each entry as its key only."""
    today = timezone.localdate()
    return sorted([*_keys("visit", visits), *_keys("event", events)], key=lambda key: _place(key, today))


def totals(keys: Iterable[Key]) -> Totals:
    """What a timeline holds in all."""
    today = timezone.localdate()
    found: Counter[str] = Counter()
    for key in keys:
        found[f"{key.kind}s"] += 1
        found["planned"] += _part(key, today) == Part.PLANNED
        found["lapsed"] += _lapsed(key, today)
        found["no_year"] += key.dates is not None and not key.dates.has_year
        found["no_date"] += key.dates is None
    return Totals(**found)


def read(keys: Sequence[Key], *, user: Reader, before: Key | None = None) -> list[Section]:
    """Read some entries in the order of their keys, under their headings, in a constant number of queries.

    The keys come from `order` of what `user` may see. `before` is the key before the first, if there is
    one: it tells whether the first heading is continued.
    """
    today = timezone.localdate()
    heading = _heading(before, today) if before else None
    return _sections(_entries(keys, user), today, heading)


# --- Order ---


def _keys(kind: Kind, rows: QuerySet[Any]) -> Iterable[Key]:
    names = ("pk", "dates", "status", *(("kind",) if kind == "event" else ()))
    for pk, dates, status, *kinds in rows.order_by().values_list(*names):
        # What somebody wrote past Django comes as text: as long as nobody has mended it, it is no date.
        known = dates if isinstance(dates, PartialDate) else None
        yield Key(kind, pk, known, status, themed=EventKind.THEMED_YEAR in kinds)


def _lapsed(key: Key, today: date) -> bool:
    return not key.themed and key.status in STILL_AHEAD and _is_over(key, today)


def _is_over(key: Key, today: date) -> bool:
    latest = key.dates.latest if key.dates else None
    return latest is not None and latest < today


def _has_begun(key: Key, today: date) -> bool:
    earliest = key.dates.earliest if key.dates else None
    return earliest is not None and earliest <= today


def _part(key: Key, today: date) -> Part:
    passed = _is_over(key, today) or (key.themed and _has_begun(key, today))
    if key.status in STILL_AHEAD and not passed:
        return Part.PLANNED
    return _part_by_date(key)


def _part_by_date(key: Key) -> Part:
    if key.dates is None:
        return Part.NO_DATE
    return Part.DATED if key.dates.has_year else Part.NO_YEAR


def _place(key: Key, today: date) -> tuple[Any, ...]:
    """Where an entry stands in the timeline; no two stand in one place."""
    part = _part(key, today)
    own = _place_by_date(key, newest_year_first=part != Part.PLANNED)
    return (part, *own, key.kind == "event", key.pk)


def _place_by_date(key: Key, *, newest_year_first: bool) -> tuple[Any, ...]:
    part, dates = _part_by_date(key), key.dates
    if dates is None:
        return (part,)
    if part == Part.NO_YEAR:
        return (part, *dates.calendar_key(), dates.edtf)
    first = _first_day(dates)
    ends = -(dates.latest or date.max).toordinal()
    within = (first, dates.earliest is not None, ends, dates.edtf)
    if not newest_year_first:
        return (part, *within)
    return (part, -first.year, _is_vague(dates), *within)


def _first_day(dates: PartialDate) -> date:
    """The day at which a date with a year stands."""
    point = dates.points[0]
    if point.part == WINTER:
        # Its bounds begin in January, because it may mean either end of the year; it stands with December.
        return date(int(point.year), 12, 1)
    first = dates.earliest or dates.latest
    assert first is not None  # noqa: S101 - a date with a year has a bound
    return first


def _is_vague(dates: PartialDate) -> bool:
    """Whether a date names no year, only a decade or a century."""
    return dates.points[0].precision in (Precision.DECADE, Precision.CENTURY)


# --- Headings ---


def _heading(key: Key, today: date) -> tuple[Part, str]:
    part = _part(key, today)
    return part, _year(key.dates) if part == Part.DATED and key.dates else ""


def _year(dates: PartialDate) -> str:
    if _is_vague(dates):
        return str(PartialDate.from_edtf(dates.points[0].bare))
    return str(_first_day(dates).year)


def _sections(
    rows: Iterable[tuple[Key, Entry]], today: date, before: tuple[Part, str] | None
) -> list[Section]:
    found = []
    for heading, group in groupby(rows, key=lambda row: _heading(row[0], today)):
        found.append(Section(*heading, [entry for _key, entry in group], continued=heading == before))
    return found


# --- Records ---


def _entries(keys: Sequence[Key], user: Reader) -> list[tuple[Key, Entry]]:
    """The entries of a page beside their keys; what was deleted in between is left out."""
    visits = _visits([key.pk for key in keys if key.kind == "visit"])
    events = _events([key.pk for key in keys if key.kind == "event"])
    entries: _Entries = {}
    for key in keys:
        record = visits.get(key.pk) if key.kind == "visit" else events.get(key.pk)
        if record is not None:
            entries[key.kind, key.pk] = Entry(key.kind, record)
    _count_agreements(entries, user)
    _count_actions(entries, user)
    _count_sources(entries)
    return [(key, entries[key.kind, key.pk]) for key in keys if (key.kind, key.pk) in entries]


def _visits(keys: list[int]) -> dict[int, Visit]:
    members = Participant.objects.filter(delegation=OuterRef("delegation")).order_by().values("delegation")
    named = members.annotate(number=Count("person", distinct=True)).values("number")
    described = members.filter(person=None).annotate(number=Count("pk")).values("number")
    stops = Stop.objects.select_related("host").order_by("order", "id")
    return (
        Visit.objects.select_related("delegation")
        .annotate(named=Coalesce(Subquery(named), 0), described=Coalesce(Subquery(described), 0))
        .prefetch_related(
            "countries",
            "topics",
            Prefetch("stops", stops),
        )
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


def _count_agreements(entries: _Entries, user: Reader) -> None:
    rows = Agreement.objects.visible_to(user).filter(
        Q(visit__in=_pks(entries, "visit")) | Q(signing_event__in=_pks(entries, "event"))
    )
    for visit, event in rows.order_by().values_list("visit", "signing_event"):
        for entry in _met(entries, ("visit", visit), ("event", event)):
            entry.agreements += 1


def _count_actions(entries: _Entries, user: Reader) -> None:
    visits = _pks(entries, "visit")
    rows = FollowUpAction.objects.visible_to(user).open()
    rows = rows.filter(Q(visit__in=visits) | Q(stop__visit__in=visits) | Q(event__in=_pks(entries, "event")))
    today = timezone.localdate()
    for visit, stop_visit, event, due in rows.order_by().values_list(
        "visit", "stop__visit", "event", "due_latest"
    ):
        for entry in _met(entries, ("visit", visit), ("visit", stop_visit), ("event", event)):
            entry.open_actions += 1
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
