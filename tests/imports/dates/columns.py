"""Columns of cells to read dates from, and what was read, in short."""

from datetime import date

from tracker.dates import PartialDate
from tracker.imports.dates import ReadDates, read_dates

TODAY = date(2026, 3, 1)


def column(*cells, **given) -> ReadDates:
    return read_dates(cells, **{"today": TODAY, **given})


def edtf(read: ReadDates) -> list[str | None]:
    return [value.edtf if value else None for value in read.values]


def dates(*texts: str | None) -> list[PartialDate | None]:
    return [PartialDate.from_edtf(text) if text else None for text in texts]


def reasons(read: ReadDates) -> dict[int, str]:
    return {problem.index: problem.sentence for problem in read.problems}
