"""Lanes of the timeline: its entries beside each other by country, organisation or programme.

Which lanes an entry stands in is what the filter of that name would find it by.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import CharField, IntegerField, Q, QuerySet, Value

from tracker.filters.base import LinkedFilter
from tracker.filters.fields import Choice
from tracker.filters.timeline import TimelineFilters
from tracker.models import Event, Visit
from tracker.names import normalise
from tracker.timeline import Entry, Strip
from tracker.timeline.figures import Spans, cut, read_cut, united, with_year
from tracker.timeline.strip import beside

#: How many lanes are shown, how many more are named, and how many entries of the page a lane shows.
MOST_LANES, MOST_NAMED, MOST_ENTRIES = 12, 40, 20


@dataclass
class Lane:
    """The entries of the page that have to do with one record; without `key`, those that have with none."""

    key: str
    name: str
    query: str = ""  # of the timeline of this lane alone
    found: list[Entry] = field(default_factory=list)
    strip: Strip | None = None

    @property
    def entries(self) -> list[Entry]:
        """The first of its entries."""
        return self.found[:MOST_ENTRIES]

    @property
    def left(self) -> int:
        """How many more of its entries the page has."""
        return max(len(self.found) - MOST_ENTRIES, 0)


@dataclass
class Lanes:
    """The lanes with the most entries of the page, and those that are only named."""

    shown: list[Lane]
    named: list[Lane]
    left: int = 0  # how many more there are


def lanes(narrowed: TimelineFilters, entries: Sequence[Entry], beneath: Strip) -> Lanes:
    """Put the entries of a page into lanes, each with its own strip, in a constant number of queries."""
    name = narrowed.lanes_by
    found = _found(narrowed, name, entries)
    own = sorted(found, key=lambda lane: (-len(lane.found), normalise(lane.name)))
    shown, more = own[:MOST_LANES], own[MOST_LANES:]
    placed = {id(entry) for lane in own for entry in lane.found}
    if others := [entry for entry in entries if id(entry) not in placed]:
        shown.append(Lane("", "", found=others))
    _fill(narrowed, name, shown, beneath)
    return Lanes(shown, more[:MOST_NAMED], max(len(more) - MOST_NAMED, 0))


def _linked(narrowed: TimelineFilters, kind: str, name: str) -> LinkedFilter:
    linked: LinkedFilter = narrowed.halves[Visit if kind == "visit" else Event].filters[name]
    return linked


def _found(narrowed: TimelineFilters, name: str, entries: Sequence[Entry]) -> list[Lane]:
    """Each lane that an entry stands in."""
    by_place = {(entry.kind, entry.record.pk): entry for entry in entries}
    arms: list[QuerySet[Any]] = []
    for kind in ("visit", "event"):
        keys = [pk for own, pk in by_place if own == kind]
        for link in _linked(narrowed, kind, name).links:
            rows = link.seen(narrowed.user).filter(
                **{f"{link.row}__in": keys, f"{link.other}__isnull": False}
            )
            told = rows.order_by().annotate(lane_kind=Value(kind, CharField()))
            arms.append(told.values_list("lane_kind", link.row, link.other))
    members: dict[int, set[Any]] = defaultdict(set)
    for kind, pk, other in arms[0].union(*arms[1:]).order_by():
        members[other].add((kind, pk))
    linked = _linked(narrowed, "visit", name)
    records = linked.other._default_manager.visible_to(narrowed.user).in_bulk(members)  # type: ignore[attr-defined]
    made = []
    for pk, record in records.items():
        key = getattr(record, linked.key)
        own = [entry for place, entry in by_place.items() if place in members[pk]]
        made.append(Lane(key, str(record), narrowed.query(**{name: key, "lanes": ""}), own))
    return made


def _fill(narrowed: TimelineFilters, name: str, shown: list[Lane], beneath: Strip) -> None:
    """Give each lane its strip, over the time of the strip above them all."""
    if beneath.window is None or not shown:
        return
    arms: list[QuerySet[Any]] = []
    for kind, rows in narrowed.at_any_time.items():
        linked = _linked(narrowed, kind, name)
        for number, lane in enumerate(shown):
            own = linked.filter(rows, Choice(lane.key, "")) if lane.key else _unlinked(narrowed, linked, rows)
            lane_number = Value(number, IntegerField())
            arms.append(cut(kind, with_year(own, beneath.window), beneath.zoom, lane=lane_number))
    found: dict[int, list[Spans]] = defaultdict(list)
    for row in united(arms):
        found[row["lane"]].append(read_cut(row, beneath.zoom))
    strips = beside(beneath, [found[number] for number in range(len(shown))])
    for lane, small in zip(shown, strips, strict=True):
        lane.strip = small


def _unlinked(narrowed: TimelineFilters, linked: LinkedFilter, rows: QuerySet[Any]) -> QuerySet[Any]:
    """The rows that have to do with nothing that lanes are made of."""
    met: Iterable[Q] = (
        Q(pk__in=link.seen(narrowed.user).filter(**{f"{link.other}__isnull": False}).values(link.row))
        for link in linked.links
    )
    return rows.exclude(reduce(or_, met))
