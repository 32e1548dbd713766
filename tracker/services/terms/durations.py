"""Durations, and what a partial date becomes when one is added to it.

Years and months are counted by the calendar, from day to the same day: five years from 1 March 2025 end with
1 March 2030. Where a month lacks that day, they end with its last (29 February, 31 April). A day known only
within bounds stays within bounds: five years from "2025" end "in 2030".
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.choices import TermUnit
from tracker.dates import PartialDate, PartialDateError, Point

#: The longest that a term, a renewal or a notice may be, in its unit.
LONGEST = 9_999


@dataclass(frozen=True, slots=True)
class Duration:
    """So many years, months or days; `number` is above zero."""

    number: int
    unit: TermUnit

    @staticmethod
    def of(number: int | None, unit: str) -> Duration | None:
        """The duration of two columns of a record; None where they state none."""
        return Duration(number, TermUnit(unit)) if number and unit else None

    def times(self, count: int) -> Duration:
        """As many of this one after the other."""
        return replace(self, number=self.number * count)

    def after(self, day: date) -> date | None:
        """The day on which this duration, begun on `day`, ends; None where no calendar has it."""
        return self._moved(day, self.number)

    def before(self, day: date) -> date | None:
        """The day from which this duration ends on `day`; None where no calendar has it."""
        return self._moved(day, -self.number)

    def _moved(self, day: date, number: int) -> date | None:
        try:
            if self.unit == TermUnit.DAYS:
                return day + timedelta(days=number)
            years, months = _in_years(number, self.unit)
            year, month = day.year + years, day.month + months
            if month > 12:
                year, month = year + 1, month - 12
            return date(year, month, min(day.day, monthrange(year, month)[1]))
        except (OverflowError, ValueError):
            return None

    def __str__(self) -> str:
        match self.unit:
            case TermUnit.YEARS:
                words = ngettext("%(number)d year", "%(number)d years", self.number)
            case TermUnit.MONTHS:
                words = ngettext("%(number)d month", "%(number)d months", self.number)
            case _:
                words = ngettext("%(number)d day", "%(number)d days", self.number)
        return words % {"number": self.number}


def _in_years(number: int, unit: TermUnit) -> tuple[int, int]:
    """Whole years, and the months left over, 0 to 11."""
    return (number, 0) if unit == TermUnit.YEARS else divmod(number, 12)


@dataclass(frozen=True, slots=True)
class Span:
    """A day that is known within bounds: the earliest and the latest that it can be, each None if unknown.

    `said` is the partial date that says the same in fewer words, where there is one.
    """

    earliest: date | None
    latest: date | None
    said: PartialDate | None = None

    @staticmethod
    def of(stated: PartialDate) -> Span:
        """What a partial date says."""
        return Span(stated.earliest, stated.latest, stated)

    @property
    def is_known(self) -> bool:
        """Whether anything is known of the day that can be compared with others."""
        return self.earliest is not None or self.latest is not None

    def plus(self, duration: Duration) -> Span:
        """The day on which `duration`, begun on this day, ends."""
        return self._moved(duration, 1)

    def minus(self, duration: Duration) -> Span:
        """The day from which `duration` ends on this day."""
        return self._moved(duration, -1)

    def _moved(self, duration: Duration, way: int) -> Span:
        move = duration.after if way > 0 else duration.before
        return Span(
            self.earliest and move(self.earliest),
            self.latest and move(self.latest),
            self.said and _said(self.said, duration, way),
        )

    def __str__(self) -> str:
        if self.said is not None:
            return str(self.said)
        first, last = (
            day and str(PartialDate.from_edtf(day.isoformat())) for day in (self.earliest, self.latest)
        )
        if first and last:
            return (
                first
                if first == last
                else _("between %(first)s and %(last)s") % {"first": first, "last": last}
            )
        if first or last:
            return _("by %(date)s") % {"date": last} if last else _("not before %(date)s") % {"date": first}
        return _("not known")


def _said(stated: PartialDate, duration: Duration, way: int) -> PartialDate | None:
    """A partial date moved by a duration, said as exactly as before; None where it can't be said so."""
    ends: list[str] = []
    for end in (stated.start, stated.end) if stated.is_interval else (stated.start,):
        moved = _moved_point(end, duration, way) if end else None
        if end and moved is None:
            return None
        ends.append(moved.bare + moved.qualifier if moved else _open_end(stated, len(ends)))
    try:
        return PartialDate.from_edtf("/".join(ends))
    except PartialDateError:
        return None


def _open_end(stated: PartialDate, which: int) -> str:
    return stated.edtf.split("/")[which]


def _moved_point(point: Point, duration: Duration, way: int) -> Point | None:
    """One date moved by a duration; None where its precision doesn't allow it."""
    number = duration.number * way
    if not point.has_year:
        return None
    if point.year.isdigit() and point.month and point.day:
        move = duration.after if way > 0 else duration.before
        day = move(date(int(point.year), point.month, point.day))
        return replace(point, year=f"{day.year:04}", month=day.month, day=day.day) if day else None
    if duration.unit == TermUnit.DAYS:
        return None
    years, months = _in_years(number, duration.unit)
    month = point.month
    if months:
        if month is None or point.day is not None or not point.year.isdigit():
            return None
        years, month = years + (month + months > 12), (month + months - 1) % 12 + 1
    year = _moved_year(point.year, years)
    changes: dict[str, Any] = {"month": month}
    return replace(point, year=year, **changes) if year else None


def _moved_year(year: str, years: int) -> str | None:
    """A year, decade or century moved by whole years; None where it would no longer be one."""
    unknown = len(year) - len(year.rstrip("X"))
    step = 10**unknown
    if years % step:
        return None
    moved = int(year[: 4 - unknown]) + years // step
    text = f"{moved:0{4 - unknown}}{'X' * unknown}"
    return text if moved > 0 and len(text) == 4 else None
