"""The strip: how much happened when, as bars over decades, years, months or days.

An entry counts in each bar that it may have been in, as a filter by that period would find it: one that is
known no better than "autumn 2025" in three months, apart from what lies within one of them for certain. Of
what has one end ("by 14 May") only that end counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import accumulate
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from tracker.dates import PartialDate
from tracker.timeline.figures import Spans, Window, neighbours, spans
from tracker.timeline.units import Unit, Zoom, how_many, units

#: How many bars can be told apart and pressed.
MOST = {Zoom.DECADES: 24, Zoom.YEARS: 46, Zoom.MONTHS: 36, Zoom.DAYS: 46}
# How many of them are not too many where the reader has not asked for that zoom.
_FIT = MOST | {Zoom.MONTHS: 24, Zoom.DAYS: 31}
_NEAR = 5  # years from what is recorded, within which today is drawn too
_GAP = 0.1  # between a bar and the end of its room
_BASE, _TOP = 88, 30  # the heights, from above, of the axis and of the highest bar


@dataclass
class Bar:
    """One unit of time: what may have been in it, `vague` of it reaching beyond or known less exactly."""

    unit: Unit
    visits: int = 0
    events: int = 0
    vague: int = 0
    chosen: bool = True  # whether it touches the period that is asked for
    now: bool = False  # whether today lies in it
    ahead: bool = False
    # Where it is drawn, in percent across and in pixels down.
    x: str = ""
    width: str = ""
    left: str = ""
    breadth: str = ""
    middle: str = ""
    top: int = _BASE
    sure_top: int = _BASE
    above: str = ""
    sparse: bool = True  # whether its name stands below it where there is little room
    base: int = _BASE
    url: str = ""

    @property
    def count(self) -> int:
        """How many entries there are in all."""
        return self.visits + self.events

    @property
    def height(self) -> int:
        """How high the whole bar is."""
        return self.base - self.top

    @property
    def sure_height(self) -> int:
        """How high that part of it is which lies wholly within."""
        return self.base - self.sure_top

    @property
    def over(self) -> int:
        """Where the number over it stands."""
        return self.top - 4


@dataclass
class Strip:
    """The bars, from the earliest to the latest; none where nothing has a year."""

    zoom: Zoom = Zoom.YEARS
    bars: list[Bar] = field(default_factory=list)
    zooms: list[Zoom] = field(default_factory=list)  # those that can be drawn
    too_many: int = 0  # how many bars the zoom that was asked for would have taken, were that too many
    asked: Zoom | None = None
    unit: Unit | None = None  # the one that the period is, if it is one
    wider: Unit | None = None  # the next wider one that holds the period
    before: Unit | None = None  # the nearest ones before and after that with anything in them
    after: Unit | None = None
    narrowed: bool = False
    now: str = ""  # where today is, in percent
    now_early: bool = False  # whether that is in the first half
    cut_off: bool = False  # whether there is something before the first bar

    @property
    def window(self) -> Window | None:
        """The first and last day that are drawn."""
        return (self.bars[0].unit.first, self.bars[-1].unit.last) if self.bars else None

    @property
    def is_vague(self) -> bool:
        """Whether anything in it reaches beyond its bar, or is not known that exactly."""
        return any(bar.vague for bar in self.bars)

    @property
    def least_width(self) -> int:
        """How wide it must be for its bars to be pressed, in steps of ten letters."""
        label = {Zoom.DECADES: 46, Zoom.YEARS: 36 if len(self.bars) <= 20 else 24, Zoom.MONTHS: 27}
        return -(-len(self.bars) * label.get(self.zoom, 24) // 160)


def strip(
    rows: dict[str, QuerySet[Any]], *, period: PartialDate | None = None, zoom: Zoom | None = None
) -> Strip:
    """Draw the rows of each kind, in one query, with a period in two at most.

    `period` is what the reader asked for: all of it is drawn, and what makes it a whole. `zoom` is left to it
    unless given, and where it would take too many bars.
    """
    narrowed = period is not None and period.has_year
    found: list[Spans] | None = None
    if period is not None and narrowed and period.earliest and period.latest:
        first, last = period.earliest, period.latest
    else:
        found = spans(rows, Zoom.MONTHS)
        if period is not None and narrowed:
            first, last = _closed(period, found)
        elif found:
            first, last = _recorded(found)
        else:
            return Strip(asked=zoom)
    fit = _fit(first, last, finest=Zoom.DAYS if narrowed else Zoom.MONTHS)
    chosen = zoom if zoom and _bars(first, last, zoom) <= MOST[zoom] else fit
    drawn = _whole(first, last, chosen)
    kept, cut_off = _keep(*drawn, chosen)
    if found is None or chosen == Zoom.DAYS:
        found = spans(rows, chosen, (kept[0].first, kept[-1].last))
    made = Strip(
        zoom=chosen,
        bars=figures(found, kept),
        zooms=[step for step in Zoom if _bars(first, last, step) <= MOST[step]],
        too_many=_bars(first, last, zoom) if zoom and zoom != chosen else 0,
        asked=zoom,
        narrowed=narrowed,
        cut_off=cut_off,
    )
    if narrowed:
        made.unit, made.wider = _unit(first, last), _wider(first, last)
        if made.unit:
            before, after = neighbours(rows, (first, last))
            made.before = Unit.of(before, made.unit.zoom) if before else None
            made.after = Unit.of(after, made.unit.zoom) if after else None
        for bar in made.bars:
            bar.chosen = bar.unit.last >= first and bar.unit.first <= last
    draw(made)
    return made


def beside(above: Strip, parts: Sequence[Iterable[Spans]]) -> list[Strip]:
    """Small strips over the same time as another, one for each part of its entries; all to one scale."""
    kept = [bar.unit for bar in above.bars]
    made = [Strip(zoom=above.zoom, bars=figures(found, kept)) for found in parts]
    most = max(bar.count for own in made for bar in own.bars)
    for own in made:
        draw(own, base=30, top=2, most=most)
    return made


def figures(found: Iterable[Spans], kept: Sequence[Unit]) -> list[Bar]:
    """The bars of the units, filled with what was counted in units as fine or finer."""
    zoom, start, size = kept[0].zoom, kept[0].number, len(kept)
    changes: dict[str, list[int]] = {name: [0] * (size + 1) for name in ("visit", "event", "vague")}
    for span in found:
        begins = Unit.of(span.first.first, zoom).number - start
        ends = Unit.of(span.last.first, zoom).number - start
        if ends < 0 or begins >= size:
            continue
        names = [span.kind, "vague"] if span.is_open or begins != ends else [span.kind]
        for name in names:
            changes[name][max(begins, 0)] += span.number
            changes[name][min(ends, size - 1) + 1] -= span.number
    visits, events, vague = (list(accumulate(changes[name])) for name in ("visit", "event", "vague"))
    return [Bar(unit, visits[i], events[i], vague[i]) for i, unit in enumerate(kept)]


def draw(made: Strip, *, base: int = _BASE, top: int = _TOP, most: int = 0) -> None:
    """Fill in where the bars and today are; the highest bar is of `most` entries, if that is given."""
    today, size = timezone.localdate(), len(made.bars)
    most = most or max((bar.count for bar in made.bars), default=0) or 1
    above = ""
    for number, bar in enumerate(made.bars):
        bar.x, bar.width = _percent(number / size), _percent(1 / size)
        bar.left, bar.breadth = _percent((number + _GAP) / size), _percent((1 - 2 * _GAP) / size)
        bar.sparse = size <= 20 or bar.unit.zoom != Zoom.YEARS or bar.unit.number % 5 == 0
        bar.base, bar.middle = base, _percent((number + 0.5) / size)
        if bar.count:
            height = max(round((base - top) * bar.count / most), 3)
            bar.top = base - height
            bar.sure_top = base - round(height * (bar.count - bar.vague) / bar.count)
        else:
            bar.top = bar.sure_top = base
        bar.now, bar.ahead = bar.unit.first <= today <= bar.unit.last, bar.unit.first > today
        bar.above = bar.unit.above if bar.unit.above != above else ""
        above = bar.unit.above
        if bar.now:
            within = (today - bar.unit.first).days / ((bar.unit.last - bar.unit.first).days + 1)
            made.now, made.now_early = _percent((number + within) / size), number < size / 2


def _percent(part: float) -> str:
    return f"{part * 100:.3f}%"


def _recorded(monthly: list[Spans]) -> Window:
    """From where to where there is anything, and today where that is near; in whole years."""
    least, most = min(span.first.first for span in monthly), max(span.last.last for span in monthly)
    today = timezone.localdate()
    if least.year - today.year <= _NEAR and today.year - most.year <= _NEAR:
        least, most = min(least, today), max(most, today)
    return _around(least, most, Zoom.YEARS)


def _closed(period: PartialDate, monthly: list[Spans]) -> Window:
    """A period with an open end, as far as there is anything."""
    least, most = period.points[0].bounds
    if period.earliest is None:
        return min([least, *(span.first.first for span in monthly)]), most
    return least, max([most, *(span.last.last for span in monthly)])


def _whole(first: date, last: date, zoom: Zoom) -> Window:
    """The window that makes a time within one wider unit whole: a year of months, a month of days."""
    wider = zoom.wider
    start, end = Unit.of(first, wider), Unit.of(last, wider)
    return _around(first, last, wider if wider != zoom and start == end else zoom)


def _around(first: date, last: date, zoom: Zoom) -> Window:
    """A time made whole in units of a zoom."""
    return Unit.of(first, zoom).first, Unit.of(last, zoom).last


def _bars(first: date, last: date, zoom: Zoom) -> int:
    return how_many(*_whole(first, last, zoom), zoom)


def _fit(first: date, last: date, *, finest: Zoom) -> Zoom:
    """The finest zoom in which a time can be drawn."""
    steps = list(Zoom)
    for zoom in reversed(steps[: steps.index(finest) + 1]):
        if how_many(first, last, zoom) <= _FIT[zoom]:
            return zoom
    return Zoom.DECADES


def _keep(first: date, last: date, zoom: Zoom) -> tuple[list[Unit], bool]:
    """The units to draw, and whether there were too many of them: then the latest stay, around today."""
    number = how_many(first, last, zoom)
    if number <= MOST[zoom]:
        return units(first, last, zoom), False
    today = Unit.of(min(max(timezone.localdate(), first), last), zoom)
    end = min(today.number + MOST[zoom] // 2, Unit.of(last, zoom).number)
    start = max(end - MOST[zoom] + 1, Unit.of(first, zoom).number)
    return [Unit(zoom, start + step) for step in range(MOST[zoom])], True


def _unit(first: date, last: date) -> Unit | None:
    for zoom in Zoom:
        unit = Unit.of(first, zoom)
        if (unit.first, unit.last) == (first, last):
            return unit
    return None


def _wider(first: date, last: date) -> Unit | None:
    """The smallest unit that holds a time and is longer than it; None where only all of time is."""
    for zoom in reversed(Zoom):
        unit = Unit.of(first, zoom)
        if unit.last >= last and (unit.first, unit.last) != (first, last):
            return unit
    return None
