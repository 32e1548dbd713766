"""What is found out about a sheet beside the values of its cells, before the library reads them."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from tracker.imports.reading.guards import too_large, unusual
from tracker.imports.reading.limits import MAX_COLUMNS, MAX_ELEMENTS, MAX_MERGED, MAX_ROWS, MAX_TEXTS
from tracker.imports.reading.values import check_broken
from tracker.imports.workbook import Range, ReadingError, address


@dataclass(slots=True)
class Room:
    """How much the sheets of a workbook may still hold, all together."""

    #: The name of the file, for errors.
    file: str
    most_cells: int
    cells: int = 0
    text: int = 0
    elements: int = 0

    def element(self) -> None:
        """The parser tells of one more element; raises ReadingError where reading them would take too
        long.
        """
        self.elements += 1
        if self.elements > MAX_ELEMENTS:
            raise unusual(self.file)


@dataclass(slots=True)
class Facts:
    """A sheet as its file describes it. Rows and columns count from 0."""

    room: Room
    name: str
    hidden: bool = False
    merged: list[Range] = field(default_factory=list)
    broken: dict[tuple[int, int], str] = field(default_factory=dict)
    #: Dates of which the cell shows only the month ("month") or the year ("year").
    coarse: dict[tuple[int, int], str] = field(default_factory=dict)
    #: The last row and column that hold something.
    last_row: int = -1
    last_column: int = -1

    def uses(self, row: int, column: int) -> None:
        """There is something in this cell; raises ReadingError where that is too far out."""
        if row >= MAX_ROWS or column >= MAX_COLUMNS:
            raise ReadingError(
                _(
                    "There is something in %(cell)s, and sheets can be imported up to row %(rows)s and "
                    "column number %(columns)s. Delete the rows or columns that lie apart from the table, "
                    "save, and try again."
                )
                % {
                    "cell": address(self.name, row, column),
                    "rows": f"{MAX_ROWS:,}",
                    "columns": f"{MAX_COLUMNS:,}",
                }
            )
        self.last_row = max(self.last_row, row)
        self.last_column = max(self.last_column, column)

    def check_area(self) -> None:
        """Raise ReadingError where the sheets use too many cells by now, the empty ones between others among
        them.
        """
        if self.room.cells + self._area() > self.room.most_cells:
            raise too_large(
                self.room.file,
                _(
                    "with the sheet “%(sheet)s”, which reaches to %(cell)s, it uses more than %(limit)s "
                    "cells, the empty ones between others among them"
                )
                % {
                    "sheet": self.name,
                    "cell": address(self.name, self.last_row, self.last_column),
                    "limit": f"{self.room.most_cells:,}",
                },
            )

    def close(self) -> None:
        """The sheet is at its end; raises as `check_area` does."""
        self.check_area()
        self.room.cells += self._area()

    def _area(self) -> int:
        return (self.last_row + 1) * (self.last_column + 1)

    def add_text(self, size: int) -> None:
        """There are so many more bytes of text; raises ReadingError where they are too many."""
        self.room.text += size
        if self.room.text > MAX_TEXTS:
            raise too_large(
                self.room.file,
                _("the texts in all its cells take more than %(limit)s MB") % {"limit": MAX_TEXTS // 1024**2},
            )

    def add_broken(self, row: int, column: int, shown: str) -> None:
        """This cell shows something, and holds no value; raises ReadingError where there are too many of
        them.
        """
        self.broken[row, column] = shown
        check_broken(self.name, self.broken)

    def add_merged(self, merged: Range) -> None:
        """These cells are merged; raises ReadingError where there are too many such ranges."""
        if (merged.first_row, merged.first_column) > (merged.last_row, merged.last_column):
            return
        self.merged.append(merged)
        if len(self.merged) > MAX_MERGED:
            raise too_large(
                self.room.file,
                _("the sheet “%(sheet)s” has more than %(limit)s merged ranges")
                % {"sheet": self.name, "limit": f"{MAX_MERGED:,}"},
            )


def formula_text(formula: str) -> str:
    """What is told of a formula without a value: the formula, short."""
    text = "=" + " ".join(formula.split()).removeprefix("=")
    return text if len(text) <= 100 else text[:99] + "…"
