"""The units that the strip is drawn in: decades, years, months and days, each a number that counts on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property

from django.utils.dates import MONTHS, MONTHS_3
from django.utils.translation import gettext as _

from tracker.dates import PartialDate


class Zoom(StrEnum):
    """How finely time is shown, from coarse to fine."""

    DECADES = "decades"
    YEARS = "years"
    MONTHS = "months"
    DAYS = "days"

    @property
    def wider(self) -> Zoom:
        """The next coarser one; of the coarsest itself."""
        steps = list(Zoom)
        return steps[max(steps.index(self) - 1, 0)]


@dataclass(frozen=True, order=True)
class Unit:
    """One decade, year, month or day."""

    zoom: Zoom
    number: int

    @staticmethod
    def of(day: date, zoom: Zoom) -> Unit:
        """The unit that a day lies in."""
        match zoom:
            case Zoom.DECADES:
                return Unit(zoom, day.year // 10)
            case Zoom.YEARS:
                return Unit(zoom, day.year)
            case Zoom.MONTHS:
                return Unit(zoom, day.year * 12 + day.month - 1)
            case Zoom.DAYS:
                return Unit(zoom, day.toordinal())

    @cached_property
    def first(self) -> date:
        """Its first day."""
        match self.zoom:
            case Zoom.DECADES:
                return date(max(self.number * 10, 1), 1, 1)
            case Zoom.YEARS:
                return date(self.number, 1, 1)
            case Zoom.MONTHS:
                return date(self.number // 12, self.number % 12 + 1, 1)
            case Zoom.DAYS:
                return date.fromordinal(self.number)

    @property
    def last(self) -> date:
        """Its last day."""
        after = self.step(1)
        return after.first - timedelta(days=1) if after else date.max

    def step(self, by: int) -> Unit | None:
        """The unit so many further on; None where no calendar has it."""
        least, most = Unit.of(date.min, self.zoom).number, Unit.of(date.max, self.zoom).number
        number = self.number + by
        return Unit(self.zoom, number) if least <= number <= most else None

    @property
    def edtf(self) -> str:
        """The period that it is, as EDTF."""
        match self.zoom:
            case Zoom.DECADES:
                return f"{self.number:03d}X"
            case Zoom.YEARS:
                return f"{self.number:04d}"
            case Zoom.MONTHS:
                return self.first.isoformat()[:7]
            case Zoom.DAYS:
                return self.first.isoformat()

    def __str__(self) -> str:
        if self.zoom == Zoom.DECADES:
            return _("%(year)ds") % {"year": self.number * 10}
        return str(PartialDate.from_edtf(self.edtf))

    @property
    def short(self) -> str:
        """What stands below its bar."""
        match self.zoom:
            case Zoom.MONTHS:
                return str(MONTHS_3[self.first.month]).capitalize()
            case Zoom.DAYS:
                return str(self.first.day)
            case _:
                return str(self)

    @property
    def above(self) -> str:
        """What stands once below the first bar of several: the year of months, the month of days."""
        match self.zoom:
            case Zoom.MONTHS:
                return str(self.first.year)
            case Zoom.DAYS:
                return f"{MONTHS[self.first.month]} {self.first.year}"
            case _:
                return ""


def units(first: date, last: date, zoom: Zoom) -> list[Unit]:
    """The units from that of the one day to that of the other."""
    start, end = Unit.of(first, zoom).number, Unit.of(last, zoom).number
    return [Unit(zoom, number) for number in range(start, end + 1)]


def how_many(first: date, last: date, zoom: Zoom) -> int:
    """The number of those units, without making them."""
    return Unit.of(last, zoom).number - Unit.of(first, zoom).number + 1
