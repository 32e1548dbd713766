"""The distinct contents of a column's cells, each looked at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tracker.dates import PartialDate
from tracker.dates.value import quoted
from tracker.imports.dates.texts import DateText
from tracker.imports.workbook import Value


@dataclass(slots=True, eq=False)
class Entry:
    """What all cells of the same content have in common, and what becomes of them."""

    cell: Value
    #: The first of the cells.
    index: int
    text: DateText | None = None
    value: PartialDate | None = None
    #: Why it can't be read, as a sentence.
    problem: str = ""
    #: It says that there is no date to state.
    not_stated: bool = False
    #: It is a day as spreadsheets count them.
    serial: bool = False
    #: It got the year of the sheet.
    given_year: bool = False
    improbable: bool = False

    @property
    def shown(self) -> str:
        """The cell as a spreadsheet shows it."""
        return str(self.cell).upper() if isinstance(self.cell, bool) else str(self.cell)

    @property
    def quoted(self) -> str:
        """The same, fit for a sentence."""
        return quoted(self.shown)

    @property
    def short_year(self) -> bool:
        """Whether a year in it has two digits."""
        return self.text is not None and self.text.short_year

    @property
    def day_or_year(self) -> bool:
        """Whether it was read as a month and a day and could be a month and a year ("Nov 25")."""
        return (
            self.text is not None and self.text.day_or_year and self.value is not None and not self.given_year
        )


def entries_of(cells: Sequence[Value]) -> tuple[list[Entry], list[Entry | None]]:
    """The distinct contents in the order in which they come, and the one of each cell (None where empty)."""
    known: dict[object, Entry] = {}
    by_cell: list[Entry | None] = []
    for index, cell in enumerate(cells):
        if cell is None:
            by_cell.append(None)
            continue
        kind = type(cell)
        # 1, 1.0 and True are equal, and are not the same.
        key = cell if kind is str or kind is date else (kind, cell)
        entry = known.get(key)
        if entry is None:
            entry = known[key] = Entry(cell, index)
        by_cell.append(entry)
    return list(known.values()), by_cell
