"""The order of the timeline: visits and events in one order of time, as far as their dates tell it.

What is planned stands first, then the years from the newest to the oldest, each in the order of the calendar;
then what has no year, by the calendar; then what has no date. A themed year is a plan only until it begins.
A date stands where its first possible day stands, before finer dates of that day on: 2025, January 2025,
1 January 2025. "By 14 May" stands just before 14 May, a decade after its years.
"""

from __future__ import annotations

from datetime import date
from enum import IntEnum
from typing import Any, Literal, NamedTuple

from django.db.models import Case, CharField, QuerySet, Value, When
from django.utils import timezone
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _now

from tracker.choices import STILL_AHEAD, EventKind
from tracker.dates import PartialDate, Precision
from tracker.dates.value import WINTER, Point

type Kind = Literal["visit", "event"]


class Part(IntEnum):
    """The parts of the timeline, in their order."""

    PLANNED = 0
    DATED = 1
    NO_YEAR = 2
    NO_DATE = 3


class Key(NamedTuple):
    """What tells where an entry stands; read apart from the records, which are read for one page only."""

    kind: Kind
    pk: int
    dates: PartialDate | None
    status: str
    themed: bool = False  # a themed year: it runs by itself once it has begun


def order(visits: QuerySet[Any], events: QuerySet[Any]) -> list[Key]:
    """The given visits and events in the order of the timeline, each entry as its key only, in one query."""
    today = timezone.localdate()
    themed = Case(When(kind=EventKind.THEMED_YEAR, then=True), default=False)
    arms = [_told(visits, "visit", Value(False)), _told(events, "event", themed)]
    keys = (_key(*row) for row in arms[0].union(arms[1], all=True).order_by())
    return sorted(keys, key=lambda key: place(key, today))


def _told(rows: QuerySet[Any], kind: Kind, themed: Any) -> QuerySet[Any]:
    told: QuerySet[Any] = rows.order_by().annotate(of_kind=Value(kind, CharField()), themed=themed)
    return told.values_list("of_kind", "pk", "dates", "status", "themed")


def _key(kind: Kind, pk: int, dates: PartialDate | str | None, status: str, themed: bool) -> Key:
    # What somebody wrote past Django comes as text: as long as nobody has mended it, it is no date.
    return Key(kind, pk, dates if isinstance(dates, PartialDate) else None, status, bool(themed))


def _is_over(key: Key, today: date) -> bool:
    latest = key.dates.latest if key.dates else None
    return latest is not None and latest < today


def _has_begun(key: Key, today: date) -> bool:
    earliest = key.dates.earliest if key.dates else None
    return earliest is not None and earliest <= today


def part_of(key: Key, today: date) -> Part:
    """The part of the timeline that an entry stands in."""
    passed = _is_over(key, today) or (key.themed and _has_begun(key, today))
    if key.status in STILL_AHEAD and not passed:
        return Part.PLANNED
    return _part_by_date(key)


def _part_by_date(key: Key) -> Part:
    if key.dates is None:
        return Part.NO_DATE
    return Part.DATED if key.dates.has_year else Part.NO_YEAR


def place(key: Key, today: date) -> tuple[Any, ...]:
    """Where an entry stands in the timeline; no two stand in one place."""
    part = part_of(key, today)
    own = _place_by_date(key, newest_year_first=part != Part.PLANNED)
    return (part, *own, key.kind == "event", key.pk)


def _place_by_date(key: Key, *, newest_year_first: bool) -> tuple[Any, ...]:
    part, dates = _part_by_date(key), key.dates
    if dates is None:
        return (part,)
    if part == Part.NO_YEAR:
        return (part, *dates.calendar_key(), dates.edtf)
    first = first_day(dates)
    ends = -(dates.latest or date.max).toordinal()
    within = (first, dates.earliest is not None, not is_coarse(dates), ends, dates.edtf)
    if not newest_year_first:
        return (part, *within)
    return (part, -first.year, is_vague(dates), *within)


def first_day(dates: PartialDate) -> date:
    """The day at which a date with a year stands."""
    point = dates.points[0]
    if point.part == WINTER:
        # Its bounds begin in January, because it may mean either end of the year; it stands with December.
        return date(int(point.year), 12, 1)
    first = dates.earliest or dates.latest
    assert first is not None  # noqa: S101 - a date with a year has a bound
    return first


def is_vague(dates: PartialDate) -> bool:
    """Whether a date names no year, only a decade or a century."""
    return dates.points[0].precision in (Precision.DECADE, Precision.CENTURY)


def is_coarse(dates: PartialDate) -> bool:
    """Whether a date does not say the month that it begins in."""
    return dates.points[0].month is None


# --- Headings ---


def heading(key: Key, today: date) -> tuple[Part, str]:
    """What an entry stands under: the part, and within `Part.DATED` the year."""
    part = part_of(key, today)
    return part, _year(key.dates) if part == Part.DATED and key.dates else ""


def _year(dates: PartialDate) -> str:
    if is_vague(dates):
        return str(PartialDate.from_edtf(dates.points[0].bare))
    return str(first_day(dates).year)


def subheading(dates: PartialDate | None, part: Part) -> str:
    """What an entry stands under within that: its month or season; of a plan its year; "" for nothing."""
    if dates is None:
        return ""
    if part == Part.PLANNED:
        return _year(dates) if dates.has_year else _now("Year not stated")
    point = dates.points[0]
    if point.month is not None:
        return str(MONTHS[point.month])
    if is_vague(dates):
        return ""
    if point.part is None:
        return _now("Month not stated")
    text = dates_of_part(point)
    return text[:1].upper() + text[1:]


def dates_of_part(point: Point) -> str:
    """A season, quarter or half by itself: "autumn", "first half"."""
    return PartialDate.from_edtf(f"{point.year}-{point.part}").short()
