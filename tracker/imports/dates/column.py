"""Reads the dates of a column. What is decided how is said in the package."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, time

from django.utils import timezone
from django.utils.translation import gettext as _

from tracker.dates import PartialDate, PartialDateError, Precision
from tracker.dates.spoken import refusal
from tracker.imports.dates.cells import Entry, entries_of
from tracker.imports.dates.notices import ask_century, notices_of
from tracker.imports.dates.order import (
    Order,
    decide_order,
    given_order,
    why_not_in_order,
    why_undecided,
)
from tracker.imports.dates.series import DateProblem, find_series, is_improbable, serial_day
from tracker.imports.dates.texts import DAY, MONTH, DateText, analyse, read_typed, says_not_stated
from tracker.imports.workbook import Value


@dataclass(slots=True)
class ReadDates:
    """A column as it was read. Indexes count the cells that were given."""

    #: One for each cell; None where it is empty, says that nothing is stated, or can't be read.
    values: list[PartialDate | None]
    #: The cells that can't be read, in their order.
    problems: list[DateProblem]
    #: "day" or "month": which comes first in numbers with slashes or hyphens; "" where nothing decides, or
    #: where there are none.
    order: str = ""
    #: The cell that decided it; None where staff did.
    decided_by: int | None = None
    #: What staff must answer with `order`; "" where nothing is open.
    question: str = ""
    #: A cell with the day first and one with the month first.
    contradicting: tuple[int, int] | None = None
    #: What staff must answer with `century` before years of two digits are read; "" where there are none.
    century_question: str = ""
    #: What was read but should be looked at.
    notices: list[DateProblem] = field(default_factory=list)
    #: One for each cell: what staff added to what it says, as a sentence, or ""; empty where they added
    #: nothing.
    basis: list[str] = field(default_factory=list)


def read_dates(
    cells: Sequence[Value],
    *,
    order: str = "",
    year: int | None = None,
    century: int | None = None,
    years_apart: bool = False,
    groups: Sequence[object] | None = None,
    series: bool = True,
    today: date | None = None,
) -> ReadDates:
    """The dates of a column's cells, with what could not be read, must be asked, or should be looked at.

    What staff say of the whole column: `order` ("day" or "month" first), `year` (of dates without one),
    `century` (of years of two digits). `years_apart` where another column states the years: then numbers such
    as 04.11 are a day and a month too. `groups`, one for each cell, are what a series must lie within (see
    `find_series`); `series=False` looks for none, where dates are expected to count up.

    Raises ValueError for another order; nothing about cells.
    """
    if order not in ("", DAY, MONTH):
        raise ValueError(f"The order is “day”, “month” or nothing, not “{order}”.")
    column = _Column(year, century, years_apart, today or timezone.localdate())
    entries, by_cell = entries_of(cells)
    column.read(entries, order)
    values = [entry.value if entry else None for entry in by_cell]
    notices = notices_of(entries, by_cell, year=year, century=century, years_apart=years_apart)
    if series:
        for run in find_series(values, groups):
            first = by_cell[run.index]
            run.found = first.shown if first else run.found
            notices.append(run)
    return ReadDates(
        values,
        [DateProblem(i, e.shown, e.problem) for i, e in enumerate(by_cell) if e and e.problem],
        column.order.slashes,
        column.order.decided_by,
        column.order.question,
        column.order.contradicting,
        "" if century is not None else ask_century(entries, column.reading, column.order),
        notices,
        _basis(by_cell, year, century),
    )


def _basis(by_cell: Sequence[Entry | None], year: int | None, century: int | None) -> list[str]:
    """What staff gave to each cell: a year is not written as the workbook's own where it isn't."""
    if year is None and century is None:
        return []
    given = _("The workbook gives no year; %(year)s was given for the sheet on import.") % {"year": year}
    first = (century or 0) * 100
    short = _("The workbook gives the year in two digits; %(first)s–%(last)s was chosen for it on import.")
    short %= {"first": first, "last": first + 99}
    found = [
        ""
        if entry is None or entry.value is None
        else given
        if entry.given_year
        else short
        if entry.short_year
        else ""
        for entry in by_cell
    ]
    return found if any(found) else []


class _Refused(PartialDateError):
    """Why a cell can't be read, with what can be done about the column: no examples of dates are wanted."""


def _refuse(entry: Entry, reason: str) -> None:
    entry.problem = _("“%(text)s” can't be read as a date: %(reason)s") % {
        "text": entry.quoted,
        "reason": reason,
    }


class _Column:
    """What holds for all cells of a column."""

    def __init__(self, year: int | None, century: int | None, years_apart: bool, today: date) -> None:
        self.year, self.century, self.years_apart, self.today = year, century, years_apart, today
        self.order = Order()
        #: An entry whose year of two digits comes first.
        self.year_first: Entry | None = None
        #: Dates of two numbers could all be a month and a year of two digits ("11/25").
        self.may_be_months = False

    def read(self, entries: Sequence[Entry], given: str) -> None:
        """Give each entry its value or the reason why it has none."""
        for entry in entries:
            self._look_at(entry)
        texts = [(entry, entry.text) for entry in entries if entry.text]
        self.year_first = next((entry for entry, text in texts if text.short_year_first), None)
        self.may_be_months = self._may_be_months({text.second for __, text in texts if text.second})
        in_question = [entry for entry, text in texts if text.in_question and not self._left_open(text)]
        self.order = given_order(in_question, given) if given else decide_order(in_question, self.reading)
        for entry, text in texts:
            self._settle(entry, self._read_text, text)
        for entry in entries:
            entry.improbable = entry.value is not None and is_improbable(entry.value, self.today)

    def reading(self, entry: Entry, order: str) -> PartialDate | None:
        """How a text would read in this order; None where it would not."""
        if entry.text is None or not (chosen := entry.text.in_order(order)):
            return None
        try:
            return self._with_year(self._read(entry.text, chosen))
        except PartialDateError:
            return None

    def _look_at(self, entry: Entry) -> None:
        """What a cell says by itself; a text is analysed only, and read when the order is decided."""
        match entry.cell:
            case str(text):
                if len(text) == 5 and text.isascii() and text.isdigit():
                    self._settle(entry, self._read_number, entry, int(text))
                elif not text[:1].isdigit() and says_not_stated(text):
                    entry.not_stated = True
                else:
                    entry.text = analyse(text, self.century)
            case date() as day:
                # Of a date with a time, the day counts.
                entry.value = PartialDate.from_edtf(day.isoformat()[:10])
            case bool():
                _refuse(entry, _("it is true or false. Type a date."))
            case int(number):
                self._settle(entry, self._read_number, entry, number)
            case float():
                _refuse(
                    entry,
                    _(
                        "it is a number with decimals; a day and a month typed with a dot become one. "
                        "Type the date as text, such as 2025-11-04."
                    ),
                )
            case time():
                _refuse(entry, _("it is a time without a date. Type the date."))

    def _settle[**P](
        self, entry: Entry, read: Callable[P, PartialDate], *args: P.args, **kwargs: P.kwargs
    ) -> None:
        try:
            value = read(*args, **kwargs)
            entry.value = self._with_year(value)
            entry.given_year = entry.value is not value
        except _Refused as error:
            _refuse(entry, error.reason)
        except PartialDateError as error:
            entry.problem = str(refusal(entry.shown, error.reason))

    def _read_number(self, entry: Entry, number: int) -> PartialDate:
        if 1900 <= number <= 2100:
            return PartialDate.from_edtf(f"{number}")
        if 10_000_000 <= number <= 99_999_999:  # 20251104
            return read_typed(f"{number}", self.today)
        day = serial_day(number, self.today)
        if day is None:
            raise _Refused(
                _(
                    "as a number it is neither a year from 1900 to 2100 nor a day that a spreadsheet would "
                    "count. Type the date as year-month-day."
                )
            )
        entry.serial = True
        return PartialDate.from_edtf(day.isoformat())

    def _read_text(self, text: DateText) -> PartialDate:
        if reason := self._left_open(text):
            raise _Refused(reason)
        chosen = text.day
        if text.in_question:
            order = self.order.of(text.marks)
            if not order and (not text.vote or self.order.contradicting):
                raise _Refused(why_undecided(text.marks, self.order))
            chosen = text.in_order(order or text.vote)
            if not chosen:
                raise _Refused(why_not_in_order(order))
        if not chosen:
            return read_typed(text.typed, self.today)
        return self._read(text, chosen)

    def _read(self, text: DateText, chosen: str) -> PartialDate:
        value = PartialDate.from_edtf(chosen) if text.edtf else read_typed(chosen, self.today)
        if text.one_day and (value.is_interval or value.precision != Precision.DAY):
            return read_typed(text.typed, self.today)
        return value

    def _with_year(self, value: PartialDate) -> PartialDate:
        """The date in the year of the sheet, where it has none of its own."""
        if self.year is None or value.has_year:
            return value
        start, end = value.edtf, ""
        last_year = self.year
        if value.is_interval:
            start, __, end = value.edtf.partition("/")
            if value.start and value.end and value.end.bounds[1] < value.start.bounds[0]:
                last_year += 1
        start = start.replace("XXXX", f"{self.year:04}")
        end = end.replace("XXXX", f"{last_year:04}")
        return PartialDate.from_edtf(f"{start}/{end}" if value.is_interval else start)

    def _may_be_months(self, seconds: set[int]) -> bool:
        if self.year is None:
            return all(second > 12 for second in seconds)
        digits = self.year % 100
        return all(second == digits or (second > 12 and abs(second - digits) <= 5) for second in seconds)

    def _left_open(self, text: DateText) -> str:
        """What a text leaves open other than the order of day and month, as a sentence; "" for nothing."""
        if text.short_year and self.century is None:
            return _("a year has four digits. Type all of them, or choose the century for the whole column.")
        if text.short_year and text.marks and self.year_first:
            return _(
                "the year seems to come first in this column, as in “%(text)s”. Type years with four digits."
            ) % {"text": self.year_first.quoted}
        if text.both_orders:
            return _(
                "one end of it has the day first and the other the month. "
                "Type the months' names, or both as year-month-day such as 2025-11-04."
            )
        if text.yearless and self.year is None and not self.years_apart:
            return _(
                "its numbers state no year. Give the year for the whole sheet, "
                "or type the month's name for a date whose year is not stated."
            )
        if text.second and self.may_be_months:
            return _("is “%(number)s” the day or month, or a year? Type the year with four digits.") % {
                "number": f"{text.second:02}"
            }
        if text.zoned:
            return _(
                "its time is that of a stated time zone, and the day may be another elsewhere. "
                "Type the day alone."
            )
        return ""
