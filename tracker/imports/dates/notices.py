"""What staff should look at in a column that was read: what was decided for them, and what looks wrong."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.dates import PartialDate
from tracker.imports.dates.cells import Entry
from tracker.imports.dates.order import Order, Reading
from tracker.imports.dates.series import SERIES, DateProblem, capped, improbable_years
from tracker.imports.dates.texts import DAY, DOTS, analyse

type Found = Sequence[tuple[int, Entry]]


def notices_of(
    entries: Sequence[Entry],
    by_cell: Sequence[Entry | None],
    *,
    year: int | None,
    century: int | None,
    years_apart: bool,
) -> list[DateProblem]:
    """All notices but those of series.

    `entries` are the distinct contents of the cells, and `by_cell` has the one of each cell; `year` and
    `century` are what staff gave for the column; `years_apart` where another column has the years.
    """
    notices: list[DateProblem] = []
    if year is not None:
        notices += _given_year([(i, e) for i, e in enumerate(by_cell) if e and e.given_year], year)
    if century is not None:
        notices += _short_years([(i, e) for i, e in enumerate(by_cell) if e and e.value and e.short_year])
    if any(entry.not_stated for entry in entries):
        notices += _not_stated([e for e in by_cell if e and e.not_stated])
    notices += _exchanged(entries, by_cell)
    if any(entry.serial for entry in entries):
        notices += _serials([(i, e) for i, e in enumerate(by_cell) if e and e.serial])
    if not years_apart and any(entry.day_or_year for entry in entries):
        notices += _days_or_years([(i, e) for i, e in enumerate(by_cell) if e and e.day_or_year])
    if any(entry.improbable for entry in entries):
        notices += improbable_years(
            [(i, e.shown, e.value) for i, e in enumerate(by_cell) if e and e.value and e.improbable]
        )
    return notices


def ask_century(entries: Sequence[Entry], reading: Reading, order: Order) -> str:
    """The question about years of two digits, with how one of them would read; "" where there are none."""
    short = next((entry for entry in entries if entry.short_year), None)
    if short is None:
        return ""
    example = Entry(short.cell, short.index, analyse(short.shown, 20))
    text = example.text
    in_order = DAY
    if text and text.in_question and text.marks != DOTS:
        in_order = order.slashes or text.vote
    value = reading(example, in_order) if in_order else None
    if value is None:
        return _(
            "Years in this column have two digits, as in “%(text)s”. Choose their century if the year comes "
            "last; else type years with four digits."
        ) % {"text": short.quoted}
    return _(
        "Years in this column have two digits, as in “%(text)s”. Choose their century if the year comes last "
        "(with 20 it is %(date)s); else type years with four digits."
    ) % {"text": short.quoted, "date": value}


def _given_year(cells: Found, year: int) -> list[DateProblem]:
    if not cells:
        return []
    index, entry = cells[0]
    sentence = ngettext(
        "One cell states no year and was given that of the sheet, %(year)s: “%(text)s” is %(date)s.",
        "%(count)s cells state no year and were given that of the sheet, %(year)s: “%(text)s” is %(date)s.",
        len(cells),
    ) % {"count": len(cells), "year": year, "text": entry.quoted, "date": entry.value}
    return [DateProblem(index, entry.shown, sentence)]


def _short_years(cells: Found) -> list[DateProblem]:
    if not cells:
        return []
    index, entry = cells[0]
    sentence = ngettext(
        "One cell has a year of two digits: “%(text)s” is %(date)s.",
        "%(count)s cells have years of two digits: “%(text)s” is %(date)s.",
        len(cells),
    ) % {"count": len(cells), "text": entry.quoted, "date": entry.value}
    return [DateProblem(index, entry.shown, sentence)]


def _not_stated(cells: Sequence[Entry]) -> list[DateProblem]:
    """One notice for each word that is taken so."""

    def notice(counted: tuple[Entry, int]) -> DateProblem:
        entry, count = counted
        sentence = ngettext(
            "“%(text)s” says that no date is stated: the date of this cell is left empty.",
            "“%(text)s” says that no date is stated: the dates of %(count)s cells are left empty.",
            count,
        ) % {"text": entry.quoted, "count": count}
        return DateProblem(entry.index, entry.shown, sentence)

    return capped(list(Counter(cells).items()), notice, _more)


def _serials(cells: Found) -> list[DateProblem]:
    def notice(cell: tuple[int, Entry]) -> DateProblem:
        index, entry = cell
        sentence = _(
            "%(number)s is a number, and was taken for the day that a spreadsheet means by it: %(date)s."
        )
        return DateProblem(index, entry.shown, sentence % {"number": entry.shown, "date": entry.value})

    def more(count: int) -> str:
        return ngettext(
            "%(count)s more cell holds a number that was taken for a day.",
            "%(count)s more cells hold numbers that were taken for days.",
            count,
        ) % {"count": count}

    return capped(cells, notice, more)


def _days_or_years(cells: Found) -> list[DateProblem]:
    def notice(cell: tuple[int, Entry]) -> DateProblem:
        index, entry = cell
        sentence = _(
            "“%(text)s” was read as a day without a year: %(date)s. Type four digits if a year is meant."
        )
        return DateProblem(index, entry.shown, sentence % {"text": entry.quoted, "date": entry.value})

    return capped(cells, notice, _more)


def _more(count: int) -> str:
    return ngettext(
        "The same holds for %(count)s more cell.", "The same holds for %(count)s more cells.", count
    ) % {"count": count}


def _exchanged(entries: Sequence[Entry], by_cell: Sequence[Entry | None]) -> list[DateProblem]:
    """Notices where a spreadsheet seems to have taken 04/11/2025 for 11 April, and to have left 13/05/2025
    as text because it knows no month 13: one for each date that may be meant otherwise.
    """
    days = [entry for entry in entries if isinstance(entry.cell, date)]
    texts = [entry for entry in entries if entry.text and entry.text.in_question and entry.text.marks != DOTS]
    # A few days may be early in their months by chance; but hardly so beside several texts that are not.
    if not days or (len(days) < SERIES and len(texts) < 2):
        return []
    if any(entry.cell.day > 12 for entry in days if isinstance(entry.cell, date)):
        return []
    if not all(entry.text and entry.text.vote and entry.value for entry in texts) or not texts:
        return []
    first = _(
        "None of the dates that the spreadsheet knows as dates is later than the 12th of a month, while "
        "“%(text)s” is a text. A spreadsheet that is set to another country may have exchanged day and month "
        "where it could: this date may be %(date)s. Compare the dates with the original."
    )
    other = _("The same holds for this date: it may be %(date)s.")

    def notice(cell: tuple[int, Entry]) -> DateProblem:
        index, entry = cell
        day: date = entry.cell  # type: ignore[assignment]
        meant = PartialDate.from_edtf(f"{day.year:04}-{day.day:02}-{day.month:02}")
        sentence = first if index == cells[0][0] else other
        return DateProblem(index, entry.shown, sentence % {"text": texts[0].quoted, "date": meant})

    cells = [
        (index, entry)
        for index, entry in enumerate(by_cell)
        if entry and isinstance(entry.cell, date) and entry.cell.day != entry.cell.month
    ]
    return capped(cells, notice, _more)
