"""Finds the table in a sheet that nobody designed: its header, its columns, its records and all else."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from tracker.imports.body import LeftOut, read_body
from tracker.imports.header import Header, filled, find_header, header_at
from tracker.imports.headings import INSIDE, candidates
from tracker.imports.vocabulary import text_key
from tracker.imports.vocabulary.plain_words import SHEET_NAMES
from tracker.imports.workbook import Sheet, Value, Workbook, address

__all__ = ["Column", "LeftOut", "Table", "rank_sheets", "read_table"]


@dataclass(slots=True)
class Column:
    """One column of a table."""

    index: int
    #: As it was read; the rows of a header over several joined: "Dates / from". "" without a header.
    header: str


@dataclass(slots=True)
class Table:
    """The table of a sheet. Rows and columns are those of the sheet, counted from 0."""

    sheet: Sheet
    header_rows: tuple[int, ...]
    #: All columns that have a header or hold something, from left to right.
    columns: list[Column]
    #: The records.
    rows: list[int]
    #: Record -> the text of the section it stands under.
    sections: dict[int, str]
    #: Every other row that holds something, with the reason.
    left_out: list[LeftOut]
    #: Cells merged downwards among the records: column -> (first row, last row, value), from above.
    filled: dict[int, list[tuple[int, int, Value]]] = field(default_factory=dict, repr=False)

    @property
    def headers(self) -> list[str]:
        """The header of each column, in the order of `columns`."""
        return [column.header for column in self.columns]

    def value(self, row: int, column: int) -> Value:
        """What a cell holds; for one of merged cells what they hold together."""
        if (merged := self.filled.get(column)) is not None:
            place = bisect_right(merged, row, key=lambda one: one[0]) - 1
            if place >= 0 and row <= merged[place][1]:
                return merged[place][2]
        return self.sheet.value(row, column)

    def cells(self, column: int) -> list[Value]:
        """What a column (by its index in the sheet) holds, one value for each of `rows`; as in `value`."""
        rows = self.sheet.rows
        cells = [cells[column] if column < len(cells) else None for cells in (rows[row] for row in self.rows)]
        for first, last, value in self.filled.get(column, ()):
            for place in range(bisect_right(self.rows, first - 1), bisect_right(self.rows, last)):
                cells[place] = value
        return cells

    def samples(self, column: int, count: int = 3) -> list[Value]:
        """The first few different values of a column."""
        found: dict[Value, None] = {}
        for row in self.rows:
            value = self.value(row, column)
            if value is not None:
                found.setdefault(value)
                if len(found) == count:
                    break
        return list(found)

    def address(self, row: int, column: int | None = None) -> str:
        """Where a cell or a row is, as the spreadsheet shows it."""
        return address(self.sheet.name, row, column)


def read_table(
    sheet: Sheet, *, header_row: int | None = None, header_rows: int | None = None
) -> Table | None:
    """Find the table of a sheet; None where the sheet holds none, or `header_row` isn't in it.

    `header_row` (counted from 0) is where staff say the header begins, `header_rows` how many rows it has; 0
    for a table without one. Every row that holds a value is in `rows`, `header_rows` or `left_out`. What was
    found once is kept with the sheet, whose rows don't change.
    """
    asked = (header_row, header_rows)
    if asked not in sheet.tables:
        sheet.tables[asked] = _find_table(sheet, header_row, header_rows)
    found: Table | None = sheet.tables[asked]
    return found


def _find_table(sheet: Sheet, header_row: int | None, header_rows: int | None) -> Table | None:
    if header_row is not None:
        if not 0 <= header_row < len(sheet.rows):
            return None
        header = header_at(sheet, header_row, header_rows)
        first = header_row + len(header.rows)
    else:
        found = _header(sheet, header_rows)
        if found is None:
            return None
        header, first = found
    above = header.rows[0] if header.rows else first
    columns = _columns(sheet, header, first)
    body = read_body(sheet, header, first, [column.index for column in columns])
    left_out = [
        LeftOut(row, _("title or note above the table"))
        for row in range(above)
        if any(value is not None for value in sheet.rows[row])
    ]
    left_out += body.left_out
    left_out += _broken(sheet)
    left_out.sort(key=lambda one: one.row)
    merged = _filled(sheet, first)
    return Table(sheet, header.rows, columns, body.rows, body.sections, left_out, merged)


def rank_sheets(workbook: Workbook) -> list[Sheet]:
    """The sheets of a workbook, the one that most likely holds visits first; hidden ones last."""
    return sorted(workbook.sheets, key=lambda sheet: (sheet.hidden, -_likeness(sheet)))


#: Fields that a list of visits is known by.
_TELLING = frozenset(
    (
        "title",
        "delegation",
        "senders",
        "hosts",
        "dates",
        "start",
        "end",
        "countries",
        "from_countries",
        "purpose",
        "outcome",
    )
)


def _likeness(sheet: Sheet) -> int:
    """How much a sheet looks like one of visits, by its headers and its name."""
    header = find_header(sheet)
    if header is None or header.rows[-1] + 1 >= len(sheet.rows):
        return 0
    fields = {
        field
        for text in header.texts.values()
        for field, score in candidates(text).items()
        if score >= INSIDE and not field.startswith("stop")
    }
    score = len(fields) + 2 * len(fields & _TELLING)
    name = text_key(sheet.name)
    called = next((kind for kind, names in SHEET_NAMES.items() if name in names), "")
    return score + {"": 0, "visits": 5}.get(called, -5) if score else 0


def _header(sheet: Sheet, height: int | None) -> tuple[Header, int] | None:
    """The header that a sheet seems to have, and the first row below it; None where there is no table."""
    header = find_header(sheet) if height != 0 else None
    if header is not None:
        if height is not None:
            header = header_at(sheet, header.rows[0], height)
        return header, header.rows[-1] + 1
    rows = (row for row in range(len(sheet.rows)) if len(filled(sheet, row)) > 1)
    first = next(rows, None)
    if first is None and height == 0:
        first = next((row for row in range(len(sheet.rows)) if filled(sheet, row)), None)
    return None if first is None else (Header((), {}, 0), first)


def _columns(sheet: Sheet, header: Header, first: int) -> list[Column]:
    """The columns that have a header or hold something below it."""
    used = {column for row, column in sheet.broken if row >= first}
    known = len(header.texts)
    rows = sheet.rows[first:]
    width = max(map(len, rows), default=0)
    if known:
        # Nearly all columns have a header: only the others need to be looked through.
        bare = [column for column in range(min(width, max(header.texts) + 1)) if column not in header.texts]
        used.update(
            column for column in bare if any(len(row) > column and row[column] is not None for row in rows)
        )
        beyond = max(header.texts) + 1
        rows = [row for row in rows if len(row) > beyond]
    else:
        beyond = 0
    for row in rows:
        used.update(column for column, value in enumerate(row[beyond:], beyond) if value is not None)
    used.update(header.texts)
    return [Column(index, header.texts.get(index, "")) for index in sorted(used)]


def _broken(sheet: Sheet) -> list[LeftOut]:
    """Rows that hold nothing but cells that could not be read."""
    rows = {row for row, _column in sheet.broken}
    empty = [row for row in rows if row >= len(sheet.rows) or not filled(sheet, row)]
    return [LeftOut(row, _("only cells with errors")) for row in empty]


def _filled(sheet: Sheet, first: int) -> dict[int, list[tuple[int, int, Value]]]:
    """Cells merged downwards below a header, by column, none over another."""
    found: dict[int, list[tuple[int, int, Value]]] = {}
    for merged in sorted(sheet.merged):
        last = min(merged.last_row, len(sheet.rows) - 1)
        value = sheet.value(merged.first_row, merged.first_column)
        if merged.first_row < first or last <= merged.first_row or value is None:
            continue
        before = found.setdefault(merged.first_column, [])
        begin = max(merged.first_row, before[-1][1] + 1) if before else merged.first_row
        if begin <= last:
            before.append((begin, last, value))
    return found
