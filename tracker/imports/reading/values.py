"""Values of cells as later parts expect them, and the last touches to a sheet."""

from __future__ import annotations

import gc
import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta

from django.utils.translation import gettext as _

from tracker.imports.reading.limits import MAX_BROKEN, MAX_TEXT
from tracker.imports.reading.text import Texts
from tracker.imports.workbook import ReadingError, Sheet, Value, address

_MIDNIGHT = time()
# Beyond this, floats don't hold every integer.
_EXACT = 2**53


def plain_value(value: object) -> Value:
    """What a cell that holds no text comes out as: integral numbers as int, midnight as a date, spans of time
    as text.
    """
    if value.__class__ is date:
        # Most of what isn't text.
        return value
    if isinstance(value, float):
        if value.is_integer() and abs(value) <= _EXACT:
            return int(value)
        return value if math.isfinite(value) else str(value)
    if isinstance(value, datetime):
        return value.date() if value.time() == _MIDNIGHT else value
    if isinstance(value, timedelta):
        return span(value)
    return value  # type: ignore[return-value]  # the library gives no other kinds


def span(value: timedelta) -> str:
    """A span of time as spreadsheets show it: "26:30", "0:00:05"."""
    seconds = round(abs(value).total_seconds())
    hours, minutes, seconds = seconds // 3600, seconds // 60 % 60, seconds % 60
    sign = "-" if value < timedelta() else ""
    return f"{sign}{hours}:{minutes:02}" + (f":{seconds:02}" if seconds else "")


def finish(sheet: Sheet, texts: Texts) -> None:
    """Take away what cells show instead of a value, and the empty cells and rows at the ends. Changes
    `sheet`; raises ReadingError where there is too much of it.
    """
    if texts.errors:
        for index, row in enumerate(sheet.rows):
            for column, value in enumerate(row):
                if isinstance(value, str) and value in texts.errors:
                    sheet.broken[index, column] = value
                    check_broken(sheet.name, sheet.broken)
    for index, column in sheet.broken:
        if index < len(sheet.rows) and column < len(sheet.rows[index]):
            sheet.rows[index][column] = None
    for row in sheet.rows:
        while row and row[-1] is None:
            row.pop()
    while sheet.rows and not sheet.rows[-1]:
        sheet.rows.pop()


def check_broken(sheet: str, broken: dict[tuple[int, int], str]) -> None:
    """Raise ReadingError where more cells are broken than anyone would mend one by one."""
    if len(broken) > MAX_BROKEN:
        raise ReadingError(
            _(
                "More than %(limit)s cells of the sheet “%(sheet)s” hold errors, or formulas that were never "
                "calculated. Open the workbook in Excel or LibreOffice, let it calculate, save it and try "
                "again."
            )
            % {"limit": f"{MAX_BROKEN:,}", "sheet": sheet}
        )


def too_long(sheet: str, row: int, read: Sequence[object], first_column: int = 0) -> ReadingError:
    """The error for the row, as read, in which a text is longer than `MAX_TEXT`."""
    column, length = next(
        (column, len(value))
        for column, value in enumerate(read, first_column)
        if isinstance(value, str) and len(value) > MAX_TEXT
    )
    return ReadingError(
        _(
            "%(cell)s holds %(length)s characters, and a cell can hold at most %(limit)s. Shorten it; in a "
            "text file, look for a quotation mark that isn't closed."
        )
        % {
            "cell": address(sheet, row, column),
            "length": f"{length:,}",
            "limit": f"{MAX_TEXT:,}",
        }
    )


@contextmanager
def no_collection() -> Iterator[None]:
    """Without Python's search for cycles, which takes a third of the time where nothing but rows is made."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
