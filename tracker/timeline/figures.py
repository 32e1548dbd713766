"""How many visits and events there were when, counted by the database, not entry by entry."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from django.db.models import CharField, Count, F, Func, Max, Min, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from tracker.timeline.units import Unit, Zoom

type Window = tuple[date, date]


class IsoStart(Func):
    """The start of a day in ISO form: its year, its month or the whole of it."""

    forms = {4: "YYYY", 7: "YYYY-MM", 10: "YYYY-MM-DD"}
    arity = 1

    def __init__(self, day: Any, length: int) -> None:
        # Django's own functions on dates are written in Python on SQLite, and slow on many rows.
        on_sqlite = f"substr(%(expressions)s, 1, {length:d})"
        super().__init__(day, output_field=CharField(), template=on_sqlite)
        self.length = length

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = f"to_char(%(expressions)s, '{self.forms[self.length]}')"
        return self.as_sql(compiler, connection, template=template, **context)


_LENGTHS = {Zoom.DECADES: 4, Zoom.YEARS: 4, Zoom.MONTHS: 7, Zoom.DAYS: 10}


class Spans(NamedTuple):
    """How many entries of one kind lie from one unit to another; `is_open` where only one end is stated."""

    kind: str
    first: Unit
    last: Unit
    is_open: bool
    number: int


def spans(rows: dict[str, QuerySet[Any]], zoom: Zoom, window: Window | None = None) -> list[Spans]:
    """Count the rows of each kind by where they begin and end, those with a year only, in one query.

    Of a date with one end ("by 14 May") that end counts. With a `window` only what may touch it is counted.
    """
    arms = [cut(kind, with_year(own, window), zoom) for kind, own in rows.items()]
    return [read_cut(row, zoom) for row in united(arms)]


def neighbours(rows: dict[str, QuerySet[Any]], window: Window) -> tuple[date | None, date | None]:
    """The last day before a time, and the first after it, on which something ended or began; in one query."""
    first, last = window
    arms = []
    for own in rows.values():
        before, after = own.filter(dates_latest__lt=first), own.filter(dates_earliest__gt=last)
        arms += [
            before.order_by().values(side=Value("before")).annotate(day=Max("dates_latest")),
            after.order_by().values(side=Value("after")).annotate(day=Min("dates_earliest")),
        ]
    days: dict[str, list[date]] = {"before": [], "after": []}
    for row in united(arms):
        if row["day"]:
            days[row["side"]].append(row["day"])
    return max(days["before"], default=None), min(days["after"], default=None)


def united(arms: list[QuerySet[Any]]) -> QuerySet[Any]:
    """The rows of all of them in one query, as they are."""
    return arms[0].union(*arms[1:], all=True).order_by()


def cut(kind: str, rows: QuerySet[Any], zoom: Zoom, **more: Any) -> QuerySet[Any]:
    """Count the rows by how they begin and end, and whether an end is open; `more` is told of each count."""
    length = _LENGTHS[zoom]
    earliest, latest = F("dates_earliest"), F("dates_latest")
    told = rows.order_by().values(
        of_kind=Value(kind, CharField()),
        begins=IsoStart(Coalesce(earliest, latest), length),
        ends=IsoStart(Coalesce(latest, earliest), length),
        is_open=Q(dates_earliest=None) | Q(dates_latest=None),
        **more,
    )
    counted: QuerySet[Any] = told.annotate(n=Count("pk"))
    return counted


def read_cut(row: dict[str, Any], zoom: Zoom) -> Spans:
    """What such a count says."""
    begins, ends = _unit(row["begins"], zoom), _unit(row["ends"], zoom)
    return Spans(row["of_kind"], begins, ends, bool(row["is_open"]), row["n"])


def with_year(rows: QuerySet[Any], window: Window | None = None) -> QuerySet[Any]:
    """Those of the rows that have a year, and may touch the window."""
    if window is None:
        return rows.exclude(dates_earliest=None, dates_latest=None)
    first, last = window
    return rows.filter(
        Q(dates_earliest__lte=last, dates_latest__gte=first)
        | Q(dates_earliest=None, dates_latest__range=window)
        | Q(dates_latest=None, dates_earliest__range=window)
    )


def _unit(text: str, zoom: Zoom) -> Unit:
    year, month, day = int(text[:4]), int(text[5:7] or 1), int(text[8:10] or 1)
    return Unit.of(date(year, month, day), zoom)
