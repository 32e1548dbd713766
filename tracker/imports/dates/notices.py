"""What staff should look at in a column that was read: what was decided for them, and what looks wrong."""

from collections.abc import Callable, Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.imports.dates.cells import Entry
from tracker.imports.dates.order import Order, Reading
from tracker.imports.dates.series import SERIES, DateProblem, capped, improbable_years
from tracker.imports.dates.texts import DAY, SLASHES, analyse


def notices_of(
    entries: Sequence[Entry], by_cell: Sequence[Entry | None], *, year: int | None, century: int | None
) -> list[DateProblem]:
    """All notices but those of series: `entries` are the distinct contents of the cells, in `by_cell` for each
    cell; `year` and `century` are what staff gave for the column.
    """
    notices: list[DateProblem] = []
    if year is not None:
        notices += _given_year([(i, e) for i, e in enumerate(by_cell) if e and e.given_year], year)
    if century is not None:
        notices += _short_years([(i, e) for i, e in enumerate(by_cell) if e and e.value and e.short_year])
    if any(entry.not_stated for entry in entries):
        notices += _not_stated([e for e in by_cell if e and e.not_stated])
    notices += _exchanged(entries)
    if any(entry.serial for entry in entries):
        notices += _serials([(i, e) for i, e in enumerate(by_cell) if e and e.serial])
    if any(entry.day_or_year for entry in entries):
        notices += _days_or_years([(i, e) for i, e in enumerate(by_cell) if e and e.day_or_year])
    if any(entry.improbable for entry in entries):
        notices += improbable_years(
            [(i, e.shown, e.value) for i, e in enumerate(by_cell) if e and e.value and e.improbable]
        )
    return notices
