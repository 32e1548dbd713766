"""The picture of agreements over the years: a bar each, drawn on the server, and the same as a table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from tracker.services.radar import Bar
from tracker.views.charts import Piece

#: The height of a row, where its bar begins in it, and that of the bar; the line of years is below.
ROW, BAR_TOP, BAR, BELOW = 44, 24, 12, 26
# Further back or ahead nothing is drawn, so that one old agreement doesn't squeeze all others.
_MOST_BACK, _MOST_AHEAD = 20, 15
_MOST_LABELS = 8
_LONGEST_LABEL = 60
_YEAR = 365.25


class Life(NamedTuple):
    """One agreement in the picture and in its table."""

    record: Any
    bar: Bar
    sentence: str

    @property
    def end(self) -> str:
        """Its last day in words."""
        end = self.bar.standing.last_day
        return str(end) if end else _("no last day stated")


class Line(NamedTuple):
    """A row of the picture: what it tells, where its words stand, and its pieces."""

    life: Life
    label: str
    top: int
    label_y: int
    pieces: list[Piece]


class Year(NamedTuple):
    """A year of the scale; `label` is empty where there are too many to name each."""

    x: str
    label: str


@dataclass(frozen=True)
class Picture:
    """The rows, the scale below them, and today."""

    lines: list[Line]
    years: list[Year]
    height: int
    base: int
    today: str


def lives(bars: Iterable[Bar], records: Mapping[int, Any]) -> Iterator[Life]:
    """The agreements of `bars` that are in `records`, each with its sentence."""
    for bar in bars:
        if bar.pk in records:
            record, end = records[bar.pk], bar.standing.last_day
            sentence = _("%(title)s: from %(begin)s, last day %(end)s") % {
                "title": record.title,
                "begin": bar.begins,
                "end": end or _("not stated"),
            }
            yield Life(record, bar, sentence)


def picture(found: Sequence[Life], today: date) -> Picture | None:
    """Where everything stands; None where there is nothing to draw."""
    if not found:
        return None
    days = [today]
    for life in found:
        end = life.bar.standing.last_day
        stated = (life.bar.begins.earliest, end.latest if end else None)
        days += [day for day in stated if day is not None]
    first = max(min(days).year, today.year - _MOST_BACK)
    last = min(max(days).year, today.year + _MOST_AHEAD)
    scale = _Scale(first, last + 1)
    every = -(-(last + 1 - first) // _MOST_LABELS)
    years = [
        Year(scale.at(date(year, 1, 1)), str(year) if (year - first) % every == 0 else "")
        for year in range(first, last + 1)
    ]
    lines = [_line(life, index * ROW, scale, today) for index, life in enumerate(found)]
    base = len(lines) * ROW
    return Picture(lines, years, base + BELOW, base, scale.at(today))


class _Scale:
    """Days as shares of the width."""

    def __init__(self, first: int, end: int) -> None:
        self.first, self.span = date(first, 1, 1).toordinal(), (end - first) * _YEAR

    def share(self, day: date) -> float:
        return min(max((day.toordinal() - self.first) / self.span * 100, 0), 100)

    def at(self, day: date) -> str:
        return _share(self.share(day))


def _line(life: Life, top: int, scale: _Scale, today: date) -> Line:
    """The bar of an agreement: whole where it is in force for certain, pale where that is not sure."""
    begins, end = life.bar.begins, life.bar.standing.last_day
    left = scale.share(begins.earliest or begins.latest or date.min)
    right = scale.share(end.latest) if end and end.latest else 100.0
    pieces = [_piece("perhaps", left, right, top)]
    # A signing alone says nothing of being in force; and where no end is stated, nothing tells beyond today.
    in_force = life.bar.standing.terms.in_force_from
    sure_end = end.earliest if end else today
    if in_force and in_force.latest and sure_end and in_force.latest < sure_end:
        pieces.append(_piece("sure", scale.share(in_force.latest), scale.share(sure_end), top))
    title = life.record.title
    label = title if len(title) <= _LONGEST_LABEL else f"{title[: _LONGEST_LABEL - 1]}…"
    return Line(life, label, top, top + 17, pieces)


def _piece(kind: str, left: float, right: float, top: int) -> Piece:
    # What lasts a day is still to be seen.
    return Piece(kind, _share(left), str(top + BAR_TOP), _share(max(right - left, 0.4)), str(BAR))


def _share(number: float) -> str:
    return f"{number:.3f}".rstrip("0").rstrip(".") + "%"
