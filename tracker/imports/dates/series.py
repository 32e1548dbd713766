"""What is pointed out about the dates of a column although each can be read.

The fill handle of a spreadsheet counts dates up where they should have been repeated, and numbers typed into
the wrong column become dates of long ago. These are notices for a person to look at; nothing is corrected.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.dates import PartialDate, Precision

#: So many rows make a series.
SERIES = 4
#: Years before this one, and more than so many after today, are pointed out.
FIRST_YEAR, YEARS_AHEAD = 1945, 10
#: So many notices of one kind are given singly; a last one counts the others.
NOTICES = 20


@dataclass(slots=True)
class DateProblem:
    """Something about one cell of a column: why it can't be read, or what was noticed.

    `index` counts the cells that were given, `found` is the text as the spreadsheet shows it, and `last` is
    the index of the last cell where it is about a run of cells.
    """

    index: int
    found: str
    sentence: str
    last: int | None = None


def capped[Found](
    found: Sequence[Found], notice: Callable[[Found], DateProblem], rest: Callable[[int], str]
) -> list[DateProblem]:
    """The notices of the first that were found, and one that counts the others, by the sentence of `rest`."""
    notices = [notice(each) for each in found[:NOTICES]]
    if len(found) > NOTICES:
        last = notice(found[NOTICES])
        notices.append(DateProblem(last.index, last.found, rest(len(found) - NOTICES)))
    return notices


def find_series(
    values: Sequence[PartialDate | None], groups: Sequence[object] | None = None
) -> list[DateProblem]:
    """A notice for each run of four or more rows whose dates count up: each a day later than the one above,
    or each the same day and month a year later.

    `groups`, one for each value, are what a run must lie within (the members of one delegation); without them
    the column is one group. A run is of consecutive rows; a row without a date ends it. Single days count by
    days and years, ranges of days by years; what is coarser than a day can count up for good reasons.

    `index` and `last` of a notice are the first and last row of the run, `found` is its first date.
    """
    found: list[DateProblem] = []
    steps: dict[PartialDate, tuple[int, tuple[str, ...], int] | None] = {}
    start, kind = 0, ""
    last: tuple[int, tuple[str, ...], int] | None = None
    group: object = None

    def end(stop: int) -> None:
        if kind and stop - start >= SERIES:
            found.append(_series(values, start, stop - 1, kind))

    before: PartialDate | None = None
    for index, value in enumerate(values):
        if value is before and not kind and (groups is None or groups[index] == group):
            start = index
            continue
        before = value
        step = None
        if value is not None:
            step = steps[value] if value in steps else steps.setdefault(value, _step(value))
        step_kind = ""
        if step and last and (groups is None or groups[index] == group):
            if step[0] and step[0] == last[0] + 1 and last[0]:
                step_kind = "day"
            elif step[1] == last[1] and step[2] == last[2] + 1:
                step_kind = "year"
        if step_kind != kind or not step_kind:
            end(index)
            start, kind = (index - 1 if step_kind else index), step_kind
        last = step
        if groups is not None:
            group = groups[index]
    end(len(values))
    return found


def _step(value: PartialDate) -> tuple[int, tuple[str, ...], int] | None:
    """What two dates of a series are compared by: the number of the day (0 for a range), all but the years,
    and the year.
    """
    text = value.edtf
    if len(text) == 10 and "/" not in text and "X" not in text:  # 2025-11-04, as most are
        return date.fromisoformat(text).toordinal(), (text[4:],), int(text[:4])
    start, end = value.start, value.end
    if start is None or end is None or not start.year.isdigit() or not end.year.isdigit():
        return None
    if not (start.precision == end.precision == Precision.DAY and start.month and end.month):
        return None
    number = 0 if value.is_interval else start.bounds[0].toordinal()
    first, last = int(start.year), int(end.year)
    return number, (start.bare[4:], end.bare[4:], str(last - first))[: 3 if value.is_interval else 1], first


def _series(values: Sequence[PartialDate | None], first: int, last: int, kind: str) -> DateProblem:
    if kind == "day":
        sentence = _(
            "%(count)s rows, one below the other, are each a day later than the one above, from %(first)s to "
            "%(last)s. The spreadsheet may have counted up a date that was meant to be repeated. "
            "Compare them with the original."
        )
    else:
        sentence = _(
            "%(count)s rows, one below the other, are the same day of one year after another, from %(first)s "
            "to %(last)s. The spreadsheet may have counted up a date that was meant to be repeated. "
            "Compare them with the original."
        )
    said = {"count": last - first + 1, "first": values[first], "last": values[last]}
    return DateProblem(first, str(values[first]), sentence % said, last)


def is_improbable(value: PartialDate, today: date) -> bool:
    """Whether a year of it is before 1945 or more than ten years ahead; not where a decade or century may
    hold a probable one.
    """
    limit = today.year + YEARS_AHEAD
    for point in value.points:
        year = point.year
        if year.isdigit():
            if not FIRST_YEAR <= int(year) <= limit:
                return True
        elif point.has_year and (
            int(year.replace("X", "9")) < FIRST_YEAR or int(year.replace("X", "0")) > limit
        ):
            return True
    return False


def improbable_years(cells: Sequence[tuple[int, str, PartialDate]]) -> list[DateProblem]:
    """The notices of these cells (index, as shown, date), whose years are improbable."""
    return capped(
        cells,
        lambda cell: DateProblem(
            cell[0], cell[1], _("The year of %(date)s is improbable. Is it right?") % {"date": cell[2]}
        ),
        lambda count: (
            ngettext(
                "%(count)s more cell has an improbable year.",
                "%(count)s more cells have improbable years.",
                count,
            )
            % {"count": count}
        ),
    )


# --- The days that spreadsheets count ---

_DAY_ZERO = date(1899, 12, 30)


def serial_day(number: int, today: date) -> date | None:
    """The day that a spreadsheet means by a number (45965: 4 November 2025), where its year is probable."""
    if not 0 < number < 100_000:
        return None
    day = _DAY_ZERO + timedelta(days=number)
    return day if FIRST_YEAR <= day.year <= today.year + YEARS_AHEAD else None
