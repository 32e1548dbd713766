"""What the text of one cell says as a date, for each order of day and month.

`tracker.dates.read` reads what people type one at a time, and refuses what could be meant in two ways. A
column of a spreadsheet can decide what a single cell can't: whether the day or the month comes first, in
which century a year of two digits lies, in which year a sheet without years is. So a text is first rewritten,
here, once for each order, into what `read` understands without doubt (a date in dots, day first, or EDTF);
which of the two holds is decided in `order.py`.
"""

import re
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from django.utils.translation import get_language

from tracker.dates import PartialDate, PartialDateError, read
from tracker.dates.lexicon import WORDS
from tracker.dates.tokens import normalise
from tracker.dates.value import MAX_TEXT
from tracker.imports.vocabulary import not_stated

DAY, MONTH = "day", "month"
DOTS, SLASHES = ".", "/"


@dataclass(frozen=True, slots=True)
class DateText:
    """A text as it reads with the day first and with the month first.

    Either is "" where that order is impossible; both are the same where the order makes no difference.
    """

    day: str
    month: str
    #: The order that the numbers leave: the other one would need a month 13.
    vote: str = ""
    #: What is between the numbers whose order is in question: DOTS, SLASHES (or hyphens), or "" where there
    #: are none.
    marks: str = ""
    #: `day` and `month` are EDTF already.
    edtf: bool = False
    #: One end of a range has the day first, and the other the month.
    both_orders: bool = False
    #: A year has two digits.
    short_year: bool = False
    #: A year of two digits comes first: 98.11.04.
    short_year_first: bool = False
    #: A day and a month in numbers without a year.
    yearless: bool = False
    #: The second number of such a date, where it is all there is and could be a year ("11/25").
    second: int = 0
    #: A month's name and two digits: a day, or a year?
    day_or_year: bool = False
    #: What is left after a time of day, or a repetition, was cut off: it must be one day.
    one_day: bool = False
    #: The time is that of a stated time zone, so that the day may be another one elsewhere.
    zoned: bool = False
    #: The text itself, where it was not in one of the commonest forms.
    typed: str = ""

    @property
    def in_question(self) -> bool:
        """Whether it makes a difference which comes first."""
        return self.day != self.month

    def in_order(self, order: str) -> str:
        """The text to read in this order ("day" or "month"), "" where that is impossible."""
        return self.month if order == MONTH else self.day


def read_typed(text: str, today: date | None = None) -> PartialDate:
    """`tracker.dates.read`, kept: the cells of a column, and the columns of a workbook, repeat themselves.

    Raises PartialDateError as `read` does, with the reason alone as its sentence.
    """
    found = _read_or_reason(text, today, get_language())
    if isinstance(found, str):
        raise PartialDateError(found)
    return found


@lru_cache(maxsize=65536)
def _read_or_reason(text: str, today: date | None, language: str | None) -> PartialDate | str:
    try:
        return read(text, today=today)
    except PartialDateError as error:
        return error.reason


# --- Words for "not stated" ---

_NO_DATE = frozenset(
    phrase
    for phrases in (
        "undated|no date|date unknown|date tbc|date to be confirmed",
        "日期不详|时间不详|日期待定|时间待定|日期未定|时间未定",
        "без даты|дата неизвестна|дата не указана|дата уточняется",
        "күні белгісіз",
    )
    for phrase in phrases.split("|")
)


def says_not_stated(text: str) -> bool:
    """Whether a text says, in words or by a dash or question mark, that there is no date to state."""
    return not_stated.says_not_stated(text) or text.casefold().strip(" .,!?()[]-–—_…*/") in _NO_DATE


class _Pairs:
    """Which orders the numbers before and after the marks allow."""

    def __init__(self) -> None:
        self.firsts: list[int] = []
        self.seconds: list[int] = []

    def add(self, first: str | None, second: str | None) -> None:
        if first:
            self.firsts.append(int(first))
        if second:
            self.seconds.append(int(second))

    def allow(self, order: str) -> bool:
        days, months = (self.firsts, self.seconds) if order == DAY else (self.seconds, self.firsts)
        return all(1 <= day <= 31 for day in days) and all(1 <= month <= 12 for month in months)

    def allow_each(self) -> bool:
        """Whether each pair by itself is allowed in some order."""
        pairs = [sorted(pair) for pair in zip(self.firsts, self.seconds, strict=False)]
        return all(1 <= low <= 12 and high <= 31 for low, high in pairs)

    @property
    def vote(self) -> str:
        allowed = [order for order in (DAY, MONTH) if self.allow(order)]
        return allowed[0] if len(allowed) == 1 else ""


# --- The commonest forms, without the work of `read`; tests compare the two ---

_N, _YEAR = "([0-9]{1,2})", "((?!0000)[0-9]{4})"
_MONTH_NUMBERS = {word: value for word, (kind, value) in WORDS.items() if kind == "m"}
_ISO_DAY = "(?!0000)[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"
_ISO = re.compile(f"{_ISO_DAY}(?:/{_ISO_DAY})?", re.ASCII)
_IN_NUMBERS = re.compile(
    rf"{_N}([-/.]){_N}\2{_YEAR}(?: ?[-–—] ?{_N}\2{_N}\2{_YEAR})?(?: ?г\.?)?",
    re.ASCII,
)
_IN_WORDS = re.compile(rf"{_N}(?:[-–—]{_N})? ([^\W\d_]+) {_YEAR}(?: г\.?| года)?")
_CHINESE = re.compile(rf"{_YEAR}年{_N}月{_N}日(?:[-–—至到](?:{_N}月)?{_N}日)?")


def _quickly(text: str) -> DateText | None:
    """A text in one of the commonest forms; None for others, and for all that are no date whatever the
    year.
    """
    if _ISO.fullmatch(text):
        day = text[:10] if text[:10] == text[11:] else text
        return DateText(day, day, edtf=True)
    if match := _IN_NUMBERS.fullmatch(text):
        return _quick_numbers(match)
    if match := _IN_WORDS.fullmatch(text):
        first, last, word, year = match.groups()
        number = _MONTH_NUMBERS.get(word.lower(), 0)
        return _whole(year, number, first, number, last) if number else None
    if match := _CHINESE.fullmatch(text):
        year, month, first, last_month, last = match.groups()
        return _whole(year, int(month), first, int(last_month or month), last)
    return None


def _quick_numbers(match: re.Match[str]) -> DateText | None:
    first, mark, second, year, last_first, last_second, last_year = match.groups()
    pairs = _Pairs()
    pairs.add(first, second)
    pairs.add(last_first, last_second)

    def edtf(order: str) -> str:
        if not pairs.allow(order):
            return ""
        start, end = _edtf(year, first, second, order), ""
        if last_year:
            end = _edtf(last_year, last_first, last_second, order)
        return f"{start}/{end}" if end and end != start else start

    day, month = edtf(DAY), edtf(MONTH)
    if not day and not month:
        return None
    return DateText(day, month, pairs.vote, DOTS if mark == "." else SLASHES, edtf=True)


def _edtf(year: str, first: str, second: str, order: str) -> str:
    day, month = (first, second) if order == DAY else (second, first)
    return f"{year}-{int(month):02}-{int(day):02}"


def _whole(year: str, month: int, day: str, last_month: int, last_day: str | None) -> DateText | None:
    days = (int(day), int(last_day or day))
    if not all(1 <= day <= 31 for day in days) or not (1 <= month <= 12 and 1 <= last_month <= 12):
        return None
    edtf = f"{year}-{month:02}-{days[0]:02}"
    if last_day:
        edtf += f"/{year}-{last_month:02}-{days[1]:02}"
    return DateText(edtf, edtf, edtf=True)


# --- All other forms ---

_TO = "(?: ?(?:-|~|至|到) ?| (?:to|through|по) )"
_MONTH_WORD = "(?:" + "|".join(sorted(map(re.escape, _MONTH_NUMBERS), key=len, reverse=True)) + ")"
_CLOCK = r"(?:[01]?[0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:[.,][0-9]+)?)?"
_TIME = re.compile(
    rf"(?:(?<=[0-9])t|,? )(?P<clock>{_CLOCK})(?: ?[ap]\.?m\.?)?"
    # "10:30-12:00" is no time zone.
    r"(?P<zone> ?(?:z|utc|gmt|(?:(?<=:[0-9]{2}:[0-9]{2})|(?<=\.[0-9]{3}))[+-][0-9]{2}:?[0-9]{2}))?$",
    re.ASCII,
)
#: One date with hyphens after another, joined by a hyphen.
_ALL_HYPHENS = re.compile(
    r"([0-9]{4}-[0-9]{1,2}-[0-9]{1,2})-(?=[0-9]{4}-)|([0-9]{1,2}-[0-9]{1,2}-[0-9]{4})-(?=[0-9]{1,2}-[0-9]{1,2}-)"
)
#: The same date on both sides of a dash: one day.
_TWICE = re.compile(rf"(?P<date>.{{8,}}?)(?:{_TO}|(?<=[0-9]{{2}})/)(?P=date)")
#: A whole date in numbers, with what a range has before it: 4–6/11/2025, 4/11–6/11/2025.
_NUMBERS = re.compile(
    rf"(?:(?<![0-9./])(?P<first>[0-9]{{1,2}})(?:(?P<first_mark>[./])(?P<first_second>[0-9]{{1,2}}))?\.?"
    rf"(?P<to>{_TO}))?"
    r"(?<![0-9])(?P<a>[0-9]{1,2})(?P<mark>[-/.])(?P<b>[0-9]{1,2})(?P=mark)(?P<year>[0-9]{4}|[0-9]{2})"
    r"(?!(?P=mark)?[0-9])"
)
#: 11/4–6/2025: days 4 to 6 of a month that comes first.
_MONTH_OF_BOTH = re.compile(rf"(?P<month>[0-9]{{1,2}})/{_N}{_TO}{_N}(?:/(?P<year>[0-9]{{4}}))?")
#: 04.11, 4–6.11, 04.11–06.11, also with slashes: no year.
_YEARLESS = re.compile(
    r"(?:(?:с |from )?(?P<first>[0-9]{1,2})(?:(?P<first_mark>[./])(?P<first_second>[0-9]{1,2}))?"
    rf"\.?{_TO})?"
    r"(?P<a>[0-9]{1,2})(?P<mark>[./])(?P<b>[0-9]{1,2})\.?"
)
#: 4-Nov-25, 4 Nov 25, 4 ноября 25 г.; not "28 Nov-25".
_SHORT_YEAR_WORD = re.compile(
    rf"(?<![0-9])(?P<day>[0-9]{{1,2}})(?P<join>[- ])(?P<month>{_MONTH_WORD})\.?(?P=join)"
    r"'?(?P<year>[0-9]{2})(?=$| ?[гж](?!\w)|\)| [-~] )"
)
_SHORT_YEAR_CHINESE = re.compile(r"(?<![0-9])([0-9]{2})(?= ?年(?! ?代))")
_DAY_OR_YEAR = re.compile(rf"{_MONTH_WORD}\.? [0-9]{{2}}")


@lru_cache(maxsize=65536)
def analyse(text: str, century: int | None = None) -> DateText:
    """What a cell's text says in each order.

    `century` (20 for 2000 to 2099) completes years of two digits; without it such a text is marked only.
    """
    if len(text) > MAX_TEXT:
        return DateText(text, text, typed=text)
    return _quickly(text) or replace(_slowly(normalise(text), century), typed=text)


def _slowly(text: str, century: int | None) -> DateText:
    time = _TIME.search(text)
    if time and ":" not in text[: time.start()]:
        day = _slowly(text[: time.start()], century)
        midnight = not time["clock"].strip("0:.,")
        return replace(day, one_day=True, zoned=bool(time["zone"]) and not midnight)
    if twice := _TWICE.fullmatch(text):
        # Anything but one day twice is for `read` to refuse.
        return replace(_slowly(twice["date"], century), one_day=True)
    text = _ALL_HYPHENS.sub(lambda match: f"{match[1] or match[2]} - ", text)
    found: DateText | None = None
    if match := _YEARLESS.fullmatch(text):
        found = _without_year(match)
    elif match := _MONTH_OF_BOTH.fullmatch(text):
        found = _month_of_both(match)
    if found:
        return found
    full = "" if century is None else f"{century:02}"
    text, in_words = _SHORT_YEAR_WORD.subn(rf"\g<day> \g<month> {full}\g<year>", text)
    text, in_chinese = _SHORT_YEAR_CHINESE.subn(rf"{full}\1", text)
    said = _with_numbers(text, full) or DateText(text, text)
    short_year = said.short_year or bool(in_words or in_chinese)
    return replace(said, short_year=short_year, day_or_year=bool(_DAY_OR_YEAR.fullmatch(text)))


def _with_numbers(text: str, century: str) -> DateText | None:
    """A text with whole dates in numbers; None without any, and where they are dates in neither order."""
    day, month, at = "", "", 0
    pairs, marks = _Pairs(), set()
    by_day_only = short_year = short_year_first = False
    for match in _NUMBERS.finditer(text):
        a, b, mark, first, second = (match[name] for name in ("a", "b", "mark", "first", "first_second"))
        to = match["to"] or ""
        if text[: match.start()].endswith(mark) or (second and match["first_mark"] != mark):
            continue  # part of something longer, which `read` will refuse
        if first and not second and mark == to.strip() == "-":
            continue
        year = match["year"]
        if len(year) == 2:
            short_year = True
            short_year_first |= int(a) > 31
            year = f"{century}{year}"
        pairs.add(first, second)
        pairs.add(a, b)
        marks.add(mark.replace("-", "/"))
        # 4–6/11/2025 can't be said with the month first.
        by_day_only |= bool(first and not second)
        before = text[at : match.start()]
        start = first or ""
        day += f"{before}{f'{start}.{second}' if second else start}{to}{a}.{b}.{year}"
        month += f"{before}{f'{second}.{start}' if second else start}{to}{b}.{a}.{year}"
        at = match.end()
    if not at:
        return None
    by_day_only |= len(marks) > 1
    day = f"{day}{text[at:]}" if pairs.allow(DAY) else ""
    month = f"{month}{text[at:]}" if pairs.allow(MONTH) and not by_day_only else ""
    if not (day or month or short_year):
        return DateText(text, text, both_orders=True) if pairs.allow_each() else None
    return DateText(
        day,
        month,
        pairs.vote,
        DOTS if marks == {"."} else SLASHES,
        short_year=short_year,
        short_year_first=short_year_first,
    )


def _month_of_both(match: re.Match[str]) -> DateText | None:
    month, first, last, year = match["month"], match[2], match[3], match["year"]
    pairs = _Pairs()
    pairs.add(month, first)
    pairs.add(None, last)
    if not pairs.allow(MONTH):
        return None
    start, end = (f"{year or 'XXXX'}-{int(month):02}-{int(day):02}" for day in (first, last))
    return DateText("", f"{start}/{end}", pairs.vote, SLASHES, edtf=True, yearless=not year)


def _without_year(match: re.Match[str]) -> DateText | None:
    a, b, mark, first, second = (match[name] for name in ("a", "b", "mark", "first", "first_second"))
    if second and match["first_mark"] != mark:
        return None
    pairs = _Pairs()
    pairs.add(first, second)
    pairs.add(a, b)

    def edtf(order: str) -> str:
        if not pairs.allow(order) or (order == MONTH and first and not second):
            return ""
        end = _edtf("XXXX", a, b, order)
        # Of 4–6.11, both days are of the one month.
        return f"{_edtf('XXXX', first, second or b, order)}/{end}" if first else end

    return DateText(
        edtf(DAY),
        edtf(MONTH),
        pairs.vote,
        DOTS if mark == "." else SLASHES,
        edtf=True,
        yearless=True,
        second=0 if first else int(b),
    )
