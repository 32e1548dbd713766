"""How lists are narrowed to a period, with and without a year."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import lru_cache, reduce
from operator import or_
from typing import Any

from django.db.models import Model, Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.forms import Field
from django.utils.translation import gettext_lazy as _
from django_filters import Filter

from tracker.dates import PartialDate
from tracker.dates.value import STAND_IN_YEAR, Point
from tracker.filters.fields import PeriodField
from tracker.filters.links import Link

type Days = frozenset[tuple[int, int]]
"""Days of the calendar, as month and day, whatever the year."""

_LEAP_YEAR = [date(int(STAND_IN_YEAR), 1, 1) + timedelta(days=number) for number in range(366)]


class PeriodFilter(Filter):
    """Narrows a list to what may have been within a period, by any of the partial dates that are named.

    The dates are the row's own, and the `dates` of the records that a link leads to. A period without a year
    ("September", "the 21st") leaves what falls on those days of any year, and of none.
    """

    def __init__(self, *fields: str, of: Link | None = None) -> None:
        super().__init__(label=_("period"))
        self.dates, self.of = fields, of

    @property
    def field(self) -> Field:
        if not hasattr(self, "_field"):
            self._field = PeriodField(label=self.label)
        return self._field

    def filter(self, qs: QuerySet[Model], value: PartialDate | None) -> QuerySet[Model]:
        if value is None:
            return qs
        if value.has_year:
            return qs.filter(self._any(lambda name: overlap(name, value)))
        days = calendar_days(value.edtf)
        meant = [text for text in self._stated() if days & calendar_days(text)]
        return qs.filter(self._any(lambda name: Q(**{f"{name}__in": meant})))

    def without_year(self, qs: QuerySet[Model]) -> QuerySet[Model]:
        """Those of `qs` that no period with a year can hold, because none of their dates has one."""
        return qs.exclude(self._any(lambda name: ~Q(**{f"{name}_earliest": None, f"{name}_latest": None})))

    def _any(self, condition: Callable[[str], Q]) -> Q:
        """Whether one of the dates meets a condition on it."""
        parts = [condition(name) for name in self.dates]
        if self.of:
            # NOT IN is never true of a list with a NULL.
            whole = {f"{self.of.row}__isnull": False}
            seen = self.of.seen(self.parent.user).filter(condition("dates"), **whole).order_by()
            parts.append(Q(pk__in=seen.values(self.of.row)))
        return reduce(or_, parts)

    def _stated(self) -> set[str]:
        """All dates that are stated, as EDTF: each is read once, however many rows bear it."""
        sources: list[tuple[QuerySet[Any], str]] = [
            (self.model._base_manager.all(), name) for name in self.dates
        ]
        if self.of:
            sources.append((self.of.seen(self.parent.user), "dates"))
        arms = [
            rows.order_by().annotate(_text=Cast(name, TextField())).filter(_text__gt="").values_list("_text")
            for rows, name in sources
        ]
        found = arms[0].union(*arms[1:]).order_by() if len(arms) > 1 else arms[0].distinct()
        return {text for (text,) in found}


def overlap(name: str, period: PartialDate) -> Q:
    """Whether the partial date `name` may fall into `period`; one without a year falls into none."""
    earliest, latest = f"{name}_earliest", f"{name}_latest"
    within = ~Q(**{earliest: None, latest: None})
    if period.earliest is not None:
        within &= Q(**{f"{latest}__gte": period.earliest}) | Q(**{latest: None})
    if period.latest is not None:
        within &= Q(**{f"{earliest}__lte": period.latest}) | Q(**{earliest: None})
    return within


@lru_cache(maxsize=20_000)
def calendar_days(edtf: str) -> Days:
    """The days of the calendar that a partial date may mean; none where it states neither month nor day.

    An interval holds all that lies between its ends; of an open one only the end that is stated counts.
    """
    value = PartialDate.from_edtf(edtf)
    if not all(_has_place_in_year(point) for point in value.points):
        return frozenset()
    if value.start is None or value.end is None:
        return _days(value.points[0])
    first, last = value.start, value.end
    if first.month is None and first.part is None:  # the 21st to the 24th of a month not stated
        within = range(first.day or 1, (last.day or 31) + 1)
        return frozenset((day.month, day.day) for day in _LEAP_YEAR if day.day in within)
    start, end = first.bounds[0], last.bounds[1]
    if (end - start).days >= 365:
        return frozenset((day.month, day.day) for day in _LEAP_YEAR)
    begins, ends = (start.month, start.day), (end.month, end.day)
    days = [(day.month, day.day) for day in _LEAP_YEAR]
    if begins <= ends:
        return frozenset(day for day in days if begins <= day <= ends)
    return frozenset(day for day in days if day >= begins or day <= ends)


def _has_place_in_year(point: Point) -> bool:
    return point.month is not None or point.day is not None or point.part is not None


def _days(point: Point) -> Days:
    if point.month is None and point.part is None:
        return frozenset((day.month, day.day) for day in _LEAP_YEAR if day.day == point.day)
    start, end = point.bounds
    return frozenset(
        {
            ((start + timedelta(days=number)).month, (start + timedelta(days=number)).day)
            for number in range((end - start).days + 1)
        }
    )
