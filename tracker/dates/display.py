"""Partial dates as a person would say them, in the active language.

Every phrase is a pattern to be translated, with named gaps, so that a language puts year, month and day in
its own order. In English every phrase reads back as the same date (`tracker.dates.read`): what is shown can
be typed.

Gaps: `{day}`, `{ordinal}` (4th), `{year}`; `{month}` (as it goes with a day: "ноября"), `{month_name}` (on
its own: "ноябрь"), `{mon}` (Nov), `{number}` (11); `{part}`, a season, quarter or half; `{first}` and
`{last}` of two numbers; `{date}`, `{start}`, `{end}`, whole phrases.
"""

from functools import lru_cache

from django.utils.dates import MONTHS, MONTHS_3, MONTHS_ALT
from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy

from tracker.dates.lexicon import ordinal
from tracker.dates.value import PartialDate, Point, Precision

# Some languages decline what follows "by" and "from" ("не позднее осени"): those phrases are translated a
# second time.
_PARTS: dict[int, tuple[Promise, Promise]] = {
    21: (pgettext_lazy("partial date", "spring"), pgettext_lazy("partial date, after by or from", "spring")),
    22: (pgettext_lazy("partial date", "summer"), pgettext_lazy("partial date, after by or from", "summer")),
    23: (pgettext_lazy("partial date", "autumn"), pgettext_lazy("partial date, after by or from", "autumn")),
    24: (pgettext_lazy("partial date", "winter"), pgettext_lazy("partial date, after by or from", "winter")),
    33: (
        pgettext_lazy("partial date", "1st quarter"),
        pgettext_lazy("partial date, after by or from", "the 1st quarter"),
    ),
    34: (
        pgettext_lazy("partial date", "2nd quarter"),
        pgettext_lazy("partial date, after by or from", "the 2nd quarter"),
    ),
    35: (
        pgettext_lazy("partial date", "3rd quarter"),
        pgettext_lazy("partial date, after by or from", "the 3rd quarter"),
    ),
    36: (
        pgettext_lazy("partial date", "4th quarter"),
        pgettext_lazy("partial date, after by or from", "the 4th quarter"),
    ),
    40: (
        pgettext_lazy("partial date", "first half"),
        pgettext_lazy("partial date, after by or from", "the first half"),
    ),
    41: (
        pgettext_lazy("partial date", "second half"),
        pgettext_lazy("partial date, after by or from", "the second half"),
    ),
}

_DAY = pgettext_lazy("partial date", "{day} {month} {year}")
_DAY_NO_YEAR = pgettext_lazy("partial date", "{day} {month}")
_DAY_SHORT = pgettext_lazy("partial date", "{day} {mon}")
_DAY_NO_MONTH = pgettext_lazy("partial date", "{year}, the {ordinal}")
_DAY_ALONE = pgettext_lazy("partial date", "the {ordinal}")
_MONTH = pgettext_lazy("partial date", "{month_name} {year}")
_MONTH_NO_YEAR = pgettext_lazy("partial date", "{month_name}")
_MONTH_SHORT = pgettext_lazy("partial date", "{mon}")
_SEASON = pgettext_lazy("partial date", "{part} {year}")
_PART = pgettext_lazy("partial date", "{part} of {year}")
_PART_NO_YEAR = pgettext_lazy("partial date", "{part} of the year")
_YEAR = pgettext_lazy("partial date", "{year}")
_DECADE = pgettext_lazy("partial date", "{first}s")
_DECADE_DECLINED = pgettext_lazy("partial date, after by or from", "the {first}s")
# "The 1900s" may be ten years or a hundred.
_FIRST_DECADE = pgettext_lazy("partial date", "{first}s (decade)")
_FIRST_DECADE_DECLINED = pgettext_lazy("partial date, after by or from", "the {first}s (decade)")
# Not "21st century", which began in 2001: 20XX is 2000 to 2099.
_CENTURY = pgettext_lazy("partial date", "some year in {first}–{last}")

_DAYS = pgettext_lazy("partial date", "{first}–{last} {month} {year}")
_DAYS_NO_YEAR = pgettext_lazy("partial date", "{first}–{last} {month}")
_DAYS_SHORT = pgettext_lazy("partial date", "{first}–{last} {mon}")
# Translators: days of a month that is not stated.
_DAYS_ALONE = pgettext_lazy("partial date, days", "{first}–{last}")
_YEARS = pgettext_lazy("partial date, years", "{first}–{last}")
# Translators: two dates of one year. {start_full} and {end_full} say the year, {start} and {end} don't.
_WITHIN_YEAR = pgettext_lazy("partial date", "{start} – {end_full}")
_RANGE = pgettext_lazy("partial date", "{start} – {end}")
# Translators: an end of it is called approximate or uncertain.
_RANGE_QUALIFIED = pgettext_lazy("partial date", "from {start} to {end}")
_BY = pgettext_lazy("partial date", "by {date}")
_FROM = pgettext_lazy("partial date", "from {date}")

_QUALIFIED: dict[str, Promise] = {
    "~": pgettext_lazy("partial date", "about {date}"),
    "?": pgettext_lazy("partial date", "{date} (uncertain)"),
    "%": pgettext_lazy("partial date", "about {date} (uncertain)"),
}
# Within an interval a trailing "(uncertain)" could be said of the one end or of the whole.
_QUALIFIED_END: dict[str, Promise] = {
    "~": pgettext_lazy("partial date", "about {date}"),
    "?": pgettext_lazy("partial date", "perhaps {date}"),
    "%": pgettext_lazy("partial date", "perhaps about {date}"),
}

_DOUBTFUL = pgettext_lazy("partial date", "{date}, {doubt}")
_DOUBTS = pgettext_lazy("partial date", "{doubt}, {more}")
_UNSTATED: dict[frozenset[str], Promise] = {
    frozenset({"year"}): pgettext_lazy("partial date", "year not stated"),
    frozenset({"month"}): pgettext_lazy("partial date", "month not stated"),
    frozenset({"day"}): pgettext_lazy("partial date", "day not stated"),
    frozenset({"month", "year"}): pgettext_lazy("partial date", "month and year not stated"),
    frozenset({"day", "year"}): pgettext_lazy("partial date", "day and year not stated"),
    frozenset({"day", "month"}): pgettext_lazy("partial date", "day and month not stated"),
}
_START_UNSTATED = pgettext_lazy("partial date", "start not stated")
_END_UNSTATED = pgettext_lazy("partial date", "end not stated")


def display(value: PartialDate) -> str:
    """The whole date: "4–5 November 2025", "22 September, year not stated"."""
    return _cached(value, get_language(), False)


def display_short(value: PartialDate) -> str:
    """Without the year and without what is not stated: "4–5 Nov". What is nothing but years, or spans two,
    keeps them.
    """
    return _cached(value, get_language(), True)


def doubt(value: PartialDate) -> str:
    """Which parts the date marks as not stated: "month and year not stated"; "" for none."""
    unstated = value.points[0].unstated
    doubts = [str(_UNSTATED[unstated])] if unstated else []
    if value.edtf.startswith("/"):
        doubts.append(str(_START_UNSTATED))
    if value.edtf.endswith("/"):
        doubts.append(str(_END_UNSTATED))
    if len(doubts) == 2:
        return str(_DOUBTS).format(doubt=doubts[0], more=doubts[1])
    return "".join(doubts)


@lru_cache(maxsize=65536)
def _cached(value: PartialDate, language: str | None, short: bool) -> str:
    """The phrase, made once for each language; without a language (translation switched off) in English."""
    phrase = _interval(value, short) if value.is_interval else _qualified(value.points[0], short=short)
    doubts = doubt(value)
    return str(_DOUBTFUL).format(date=phrase, doubt=doubts) if doubts and not short else phrase


def _interval(value: PartialDate, short: bool) -> str:
    start, end = value.start, value.end
    if start is None or end is None:
        pattern = _BY if start is None else _FROM
        return str(pattern).format(date=_qualified(value.points[0], short=short, declined=True))
    one_year = start.year == end.year
    short = short and one_year
    if start.qualifier or end.qualifier:
        phrases = [_qualified(point, short=short, names=_QUALIFIED_END) for point in (start, end)]
        return str(_RANGE_QUALIFIED).format(start=phrases[0], end=phrases[1])
    if start.precision == end.precision == Precision.YEAR:
        return str(_YEARS).format(first=start.year, last=end.year)
    days = start.day is not None and end.day is not None
    if days and one_year and start.month is None and not start.has_year:
        return str(_DAYS_ALONE).format(first=start.day, last=end.day)
    if days and one_year and start.month is not None and start.month == end.month:
        pattern = _DAYS_SHORT if short else _DAYS if start.has_year else _DAYS_NO_YEAR
        return str(pattern).format(first=start.day, last=end.day, **_gaps(start))
    alike = start.month is not None and start.precision == end.precision
    if one_year and not short and start.has_year and alike:
        return str(_WITHIN_YEAR).format(
            start=_phrase(start, no_year=True),
            start_full=_phrase(start),
            end=_phrase(end, no_year=True),
            end_full=_phrase(end),
        )
    return str(_RANGE).format(start=_phrase(start, short=short), end=_phrase(end, short=short))


def _qualified(
    point: Point, *, short: bool = False, declined: bool = False, names: dict[str, Promise] | None = None
) -> str:
    phrase = _phrase(point, short=short, declined=declined)
    if not point.qualifier:
        return phrase
    return str((names or _QUALIFIED)[point.qualifier]).format(date=phrase)


def _phrase(point: Point, *, short: bool = False, no_year: bool = False, declined: bool = False) -> str:
    """One date without its qualifier; `declined` after "by" and "from"."""
    no_year = no_year or not point.has_year
    pattern: Promise
    match point.precision:
        case Precision.DAY if point.month is None:
            pattern = _DAY_ALONE if no_year or short else _DAY_NO_MONTH
        case Precision.DAY:
            pattern = _DAY_SHORT if short else _DAY_NO_YEAR if no_year else _DAY
        case Precision.MONTH:
            pattern = _MONTH_SHORT if short else _MONTH_NO_YEAR if no_year else _MONTH
        case Precision.SEASON | Precision.QUARTER | Precision.HALF if short or no_year:
            if short or point.precision != Precision.HALF:
                return str(_part(point, declined))
            pattern = _PART_NO_YEAR
        case Precision.SEASON:
            pattern = _SEASON
        case Precision.QUARTER | Precision.HALF:
            pattern = _PART
        case Precision.YEAR:
            pattern = _YEAR
        case Precision.DECADE if point.year.endswith("0X"):
            pattern = _FIRST_DECADE_DECLINED if declined else _FIRST_DECADE
        case Precision.DECADE:
            pattern = _DECADE_DECLINED if declined else _DECADE
        case _:
            pattern = _CENTURY
    first, last = point.year.replace("X", "0"), point.year.replace("X", "9")
    return str(pattern).format(first=first, last=last, **_gaps(point, declined))


def _part(point: Point, declined: bool) -> Promise | str:
    return _PARTS[point.part][declined] if point.part is not None else ""


def _gaps(point: Point, declined: bool = False) -> dict[str, object]:
    """What goes into the gaps of a pattern for one date."""
    gaps: dict[str, object] = {"year": point.year, "part": _part(point, declined)}
    if point.day is not None:
        gaps |= {"day": point.day, "ordinal": ordinal(point.day)}
    if point.month is not None:
        month = point.month
        name = str(MONTHS_ALT[month])
        # A name of three letters needs no abbreviation, and is declined beside a day: "14 мая".
        short = name if point.day is not None and len(name) <= 3 else str(MONTHS_3[month])
        gaps |= {
            "number": month,
            "month": _as_in_a_sentence(name),
            "month_name": _as_in_a_sentence(str((MONTHS_ALT if declined else MONTHS)[month])),
            "mon": _as_in_a_sentence(short),
        }
    return gaps


def _as_in_a_sentence(month: str) -> str:
    """A month's name with a capital in English, small in the other languages; Django's names are either."""
    return month.capitalize() if (get_language() or "en").startswith("en") else month.lower()
