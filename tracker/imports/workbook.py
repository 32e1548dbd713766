"""A workbook as it was read: sheets of plain values, addressed as a spreadsheet shows them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any, NamedTuple

#: What a cell holds; None where it is empty. Texts are clean (`reading.text.clean`) and never empty.
type Value = str | int | float | bool | date | datetime | time | None


class Range(NamedTuple):
    """Merged cells, counted from 0, both ends included."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


def column_letters(column: int) -> str:
    """The letters of a column counted from 0: A, B, … Z, AA."""
    letters = ""
    number = column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def address(sheet: str, row: int, column: int | None = None) -> str:
    """Where a cell or a row is, as the spreadsheet shows it: `Visits!C12`, `Visits!12`. Counted from 0."""
    return f"{sheet}!{'' if column is None else column_letters(column)}{row + 1}"


@dataclass(slots=True)
class Sheet:
    """One sheet. `rows[0]` is row 1; rows may be short, and the last one is not empty."""

    name: str
    rows: list[list[Value]]
    merged: list[Range] = field(default_factory=list)
    hidden: bool = False
    #: Cells (row, column; from 0) that hold no value although they are not empty, with what they show:
    #: "#N/A", a formula that was never calculated. Their value in `rows` is None.
    broken: dict[tuple[int, int], str] = field(default_factory=dict)
    #: Tables found in it (`layout.read_table`), by how they were asked for: several parts ask for the same.
    tables: dict[tuple[int | None, int | None], Any] = field(default_factory=dict, repr=False, compare=False)

    def value(self, row: int, column: int) -> Value:
        """What a cell holds; None outside of what the sheet uses."""
        if row >= len(self.rows):
            return None
        cells = self.rows[row]
        return cells[column] if column < len(cells) else None


@dataclass(slots=True)
class Workbook:
    """A file that was read."""

    name: str
    #: "xlsx", "xlsm", "xls", "ods", "csv" or "tsv"
    kind: str
    sheets: list[Sheet]
    #: Sentences on what was decided while reading: the encoding and separator of a text, macros left out.
    notices: list[str] = field(default_factory=list)

    def sheet(self, name: str) -> Sheet | None:
        """The sheet of this name, whatever its case; None where there is none."""
        wanted = name.strip().casefold()
        return next((sheet for sheet in self.sheets if sheet.name.strip().casefold() == wanted), None)


class ReadingError(Exception):
    """Why a file can't be read as a workbook, and how to mend it, as a sentence."""
