"""A partial date as a value: what EDTF text we keep, and the days that it can mean.

EDTF (ISO 8601-2) can say far more than a record of visits needs. The profile kept here is: year, month, day;
decade (`202X`) and century (`20XX`); seasons 21–24, quarters 33–36, halves 40–41 of a year; `XX`/`XXXX` for a
part that is not stated; one of `? ~ %` at the end of a date; and intervals of two such dates, of which one
may be open (`..`) or not stated (nothing). `2025-XX` and `XXXX` differ from silence only in being said, so
`XXXX` alone is not a date.

The edtf library reads the text and gives the bounds; this module is strict where the library is lenient
(2025-02-29, an interval that ends before it starts, years that no calendar holds).
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from django.utils.translation import gettext as _
from edtf import parse_edtf

#: No text that means a date is longer; longer text is refused before anything else looks at it.
MAX_TEXT = 200

#: A year to reckon with where the year is not stated; a leap year, so that 29 February is a day of it.
STAND_IN_YEAR = "2000"

WINTER = 24
SEASONS = (21, 22, 23, WINTER)
QUARTERS = (33, 34, 35, 36)
HALVES = (40, 41)

_POINT = re.compile(
    r"(?P<year>[0-9]{4}|[0-9]{3}X|[0-9]{2}XX|XXXX)"
    r"(?:-(?P<month>[0-9]{2}|XX)(?:-(?P<day>[0-9]{2}|XX))?)?"
    r"(?P<qualifier>[?~%])?"
)
_DAYS_IN_MONTH = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_HALF_A_YEAR = timedelta(days=184)


class PartialDateError(ValueError):
    """A text that is no partial date; `str()` of it is a sentence that says why and how to mend it.

    `reason` is the part of the sentence that doesn't quote the text.
    """

    def __init__(self, message: str, reason: str = "") -> None:
        super().__init__(message)
        self.reason = reason or message


class Precision(StrEnum):
    """How exactly a partial date is stated, from coarse to fine."""

    CENTURY = "century"
    DECADE = "decade"
    YEAR = "year"
    HALF = "half"
    SEASON = "season"
    QUARTER = "quarter"
    MONTH = "month"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class Point:
    """One date of a partial date: the whole of it, or an end of an interval.

    `year` is as written (`2025`, `202X`, `20XX`, `XXXX`). `month` and `day` are 1–12 and 1–31, and None where
    they are not written or written `XX`; `unstated` names the parts that are written as `XX`. `part` is the
    code of a season, quarter or half. `qualifier` is "", "?", "~" or "%".
    """

    year: str
    month: int | None = None
    day: int | None = None
    part: int | None = None
    unstated: frozenset[str] = frozenset()
    qualifier: str = ""

    @property
    def has_year(self) -> bool:
        """Whether anything at all is said about the year."""
        return self.year != "XXXX"

    @property
    def precision(self) -> Precision:
        """The finest part that is stated."""
        if self.day is not None:
            return Precision.DAY
        if self.month is not None:
            return Precision.MONTH
        if self.part is not None:
            if self.part in SEASONS:
                return Precision.SEASON
            return Precision.QUARTER if self.part in QUARTERS else Precision.HALF
        if self.year.endswith("XX"):
            return Precision.CENTURY
        return Precision.DECADE if self.year.endswith("X") else Precision.YEAR

    @property
    def bare(self) -> str:
        """The EDTF text without the qualifier."""
        parts = [self.year]
        if self.part is not None:
            parts.append(str(self.part))
        else:
            for name, value in (("month", self.month), ("day", self.day)):
                if value is not None or name in self.unstated:
                    parts.append("XX" if value is None else f"{value:02d}")
        return "-".join(parts)

    @property
    def bounds(self) -> tuple[date, date]:
        """The first and last day that this date can mean; in the stand-in year where the year is not stated.

        A qualifier does not widen them: nobody said by how much.
        """
        # The library reads XXXX-09-22, but not XXXX-23 or XXXX-41, and people do say "this autumn" in a text
        # without a date. So a season, quarter or half without a year is our extension, and every date without
        # a year is reckoned in the stand-in year, whose bounds are for comparing within one text only.
        return _bounds(self.bare.replace("XXXX", STAND_IN_YEAR))


@lru_cache(maxsize=65536)
def _bounds(text: str) -> tuple[date, date]:
    """The outer bounds of a valid EDTF date that has a year and no qualifier."""
    if "X" not in text and (plain := _plain_bounds(text)):
        return plain
    parsed = parse_edtf(text)
    earliest = date(*parsed.lower_strict()[:3])
    latest = date(*parsed.upper_strict()[:3])
    if text.endswith(f"-{WINTER}"):
        # The library takes the winter of 2025 for December 2025 alone. People mean by it December 2025 to
        # February 2026, or January and February 2025: the bounds hold them all.
        year = int(text[:4])
        earliest = date(year, 1, 1)
        latest = date(year + 1, 3, 1) - timedelta(days=1) if year < date.max.year else date.max
    return earliest, latest


def _plain_bounds(text: str) -> tuple[date, date] | None:
    """The bounds of a year, a month or a day; None for other dates, rarer ones.

    The library that reads those takes milliseconds for each.
    """
    if len(text) == 10:
        day = date.fromisoformat(text)
        return day, day
    year, month = int(text[:4]), int(text[5:] or 0)
    if month > 12:
        return None
    last = _last_day(year, month or 12)
    return date(year, month or 1, 1), date(year, month or 12, last)


def _last_day(year: int, month: int) -> int:
    """The number of days of a month."""
    if month != 2:
        return _DAYS_IN_MONTH[month - 1]
    return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28


def quoted(text: str) -> str:
    """The text, safe and short enough to be quoted in a sentence: control characters and lone surrogates
    replaced.
    """
    shown = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text[:60])
    return f"{shown}…" if len(text) > 60 else shown


def _refuse(text: str, reason: str) -> PartialDateError:
    return PartialDateError(
        _("“%(text)s” is not a partial date: %(reason)s") % {"text": quoted(text), "reason": reason}, reason
    )


def _parse_point(text: str, refuse: Callable[[str], PartialDateError]) -> Point:
    """Read one date of the kept profile; raises what `refuse` makes of a reason."""
    match = _POINT.fullmatch(text)
    if match is None:
        raise refuse(
            _(
                "write it as EDTF, such as 2025-11-04, 2025-11, 2025-23 (autumn), 202X "
                "or XXXX-09-22 (no year)."
            )
        )
    year, month, day = match["year"], match["month"], match["day"]
    unstated = {name for name, value in (("month", month), ("day", day)) if value == "XX"}
    if year == "XXXX":
        unstated.add("year")
        if month in (None, "XX") and day in (None, "XX"):
            raise refuse(_("it states neither year, month nor day. Leave the field empty instead."))
    elif year.replace("X", "0") == "0000":  # no calendar has a year 0
        raise refuse(_("the year must be between 0001 and 9999."))
    elif year.endswith("X") and month is not None:
        raise refuse(
            _("a decade or a century has no month or day; write the year, or XXXX for a year not stated.")
        )
    number = int(month) if month not in (None, "XX") else None
    part = number if number in SEASONS + QUARTERS + HALVES else None
    if number is not None and part is None and not 1 <= number <= 12:
        raise refuse(
            _(
                "there is no month %(month)s. Months are 01–12, seasons 21 (spring) to 24 (winter), "
                "quarters 33–36, halves of the year 40 and 41."
            )
            % {"month": month}
        )
    if part is not None and day is not None:
        raise refuse(_("a season, quarter or half of a year has no day."))
    point = Point(
        year=year,
        month=None if part else number,
        day=int(day) if day not in (None, "XX") else None,
        part=part,
        unstated=frozenset(unstated),
        qualifier=match["qualifier"] or "",
    )
    if point.day is not None:
        _check_day(point, refuse)
    return point


def _check_day(point: Point, refuse: Callable[[str], PartialDateError]) -> None:
    """Refuse a day that its month (of its year, where that is stated) does not have."""
    day, days = point.day or 0, 31
    if point.month is not None:
        # Of a year not stated 29 February is a day too.
        days = _last_day(int(point.year if point.has_year else STAND_IN_YEAR), point.month)
    if not 1 <= day <= days:
        raise refuse(
            _("there is no day %(day)s; that month has the days 1 to %(days)s.") % {"day": day, "days": days}
        )


def _check_order(start: Point, end: Point, refuse: Callable[[str], PartialDateError]) -> None:
    """Refuse an interval of two dates that cannot be one."""
    if start.has_year != end.has_year:
        raise refuse(_("one end has a year and the other has none. Write the year of both, or of neither."))
    if start.unstated != end.unstated:
        raise refuse(_("the two ends leave different parts unstated. State the same parts of both."))
    if start.bare == end.bare:
        raise refuse(_("both ends are the same. Write that date once."))
    if end.bounds[1] >= start.bounds[0]:
        return
    # Without a year, 30 December to 2 January crosses the new year, and so may November to February; 23
    # September to 22 September hardly does. What would take more than half a year that way is taken for a
    # slip.
    if not start.has_year:
        next_year = end.bounds[1].replace(year=end.bounds[1].year + 1, day=min(end.bounds[1].day, 28))
        if next_year - start.bounds[0] <= _HALF_A_YEAR:
            return
    raise refuse(_("it ends before it starts. Exchange the two ends, or write the year of both."))


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class PartialDate:
    """A date as far as it is known. Make it with `from_edtf` (strict) or with `tracker.dates.read` (as people
    type).

    Immutable; equal to another of the same EDTF text. `start` and `end` are the two ends of an interval, None
    where an end is open or not stated; a date that is no interval has it as both.
    """

    edtf: str
    start: Point | None
    end: Point | None

    @staticmethod
    def from_edtf(text: str) -> "PartialDate":
        """The partial date that an EDTF text of the kept profile writes.

        Raises PartialDateError where the text is not exactly that: nothing is stripped, corrected or filled
        in.
        """
        if not isinstance(text, str):
            raise PartialDateError(_("A partial date is read from text, such as 2025-11-04."))
        if len(text) > MAX_TEXT:
            raise PartialDateError(
                _("A partial date is no longer than %(max)s characters; this text has %(length)s.")
                % {"max": MAX_TEXT, "length": len(text)}
            )
        return _parse(text)

    @property
    def is_interval(self) -> bool:
        """Whether it goes from one date to another, either of which may be open."""
        return "/" in self.edtf

    @property
    def points(self) -> tuple[Point, ...]:
        """The dates that are stated: one, or the two ends of an interval."""
        if not self.is_interval:
            return (self.start,) if self.start else ()
        return tuple(point for point in (self.start, self.end) if point)

    @property
    def has_year(self) -> bool:
        """Whether anything is said about the year."""
        return self.points[0].has_year

    @property
    def precision(self) -> Precision:
        """How exactly it is stated; of an interval, the coarser end."""
        order = list(Precision)
        return min((point.precision for point in self.points), key=order.index)

    @property
    def earliest(self) -> date | None:
        """The first day that it can mean; None without a year, or where the start is open or not stated."""
        return self.start.bounds[0] if self.start and self.start.has_year else None

    @property
    def latest(self) -> date | None:
        """The last day that it can mean; None without a year, or where the end is open or not stated."""
        return self.end.bounds[1] if self.end and self.end.has_year else None

    def calendar_key(self) -> tuple[int, int]:
        """Sorts by month and day whatever the year, for lists of dates without one.

        A season, quarter or half comes before its first month, a month alone before its days, an unknown
        month last.
        """
        point = self.points[0]
        if point.part == WINTER:
            return 12, -1
        if point.part is not None:
            return point.bounds[0].month, -1
        return point.month or 13, point.day or 0

    def __str__(self) -> str:
        """As a person would say it, in the active language."""
        from tracker.dates.display import display

        return display(self)

    def short(self) -> str:
        """As `str`, for a column under a year's heading: without the year, without what is not stated."""
        from tracker.dates.display import display_short

        return display_short(self)

    def doubt(self) -> str:
        """Which parts are not stated ("year not stated"), in the active language; "" where none is marked
        so.
        """
        from tracker.dates.display import doubt

        return doubt(self)

    def __eq__(self, other: object) -> bool:
        return self.edtf == other.edtf if isinstance(other, PartialDate) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.edtf)

    def __repr__(self) -> str:
        return f"PartialDate({self.edtf!r})"

    def __reduce__(self) -> tuple[Callable[[str], "PartialDate"], tuple[str]]:
        return PartialDate.from_edtf, (self.edtf,)


@lru_cache(maxsize=65536)
def _parse(text: str) -> PartialDate:
    """`PartialDate.from_edtf` of a short text; cached, so that a million rows of the same few thousand
    dates are cheap.
    """

    def refuse(reason: str) -> PartialDateError:
        return _refuse(text, reason)

    if "/" not in text:
        point = _parse_point(text, refuse)
        return PartialDate(text, point, point)
    ends = text.split("/")
    if len(ends) != 2:
        raise refuse(_("an interval has one slash between its two ends, such as 2025-11-04/2025-11-05."))
    start, end = (None if piece in ("", "..") else _parse_point(piece, refuse) for piece in ends)
    if start and end:
        _check_order(start, end, refuse)
    elif not start and not end:
        raise refuse(_("at least one end of an interval must be a date."))
    return PartialDate(text, start, end)
