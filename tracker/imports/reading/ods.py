"""OpenDocument spreadsheets (.ods): their one large part, checked, and copied into a plain file for the
library to read.

The library never ends on a part that is broken off, lays out every repetition of a cell, knows no merged
cells, and takes a formula's error for nothing, or for zero. All that is found out here.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from datetime import timedelta
from typing import IO

from django.utils.translation import gettext as _

from tracker.imports.reading.archives import Archive
from tracker.imports.reading.facts import Facts, Room, formula_text
from tracker.imports.reading.guards import damaged, encrypted, too_large
from tracker.imports.reading.limits import MAX_CELLS_OLDER, MAX_SHEETS, MAX_TOKEN
from tracker.imports.reading.markup import Unreadable, parser, skim
from tracker.imports.reading.number_formats import shown_coarseness
from tracker.imports.reading.text import Texts, shows_error
from tracker.imports.reading.values import span
from tracker.imports.workbook import Range

_MIMETYPE = b"application/vnd.oasis.opendocument.spreadsheet"
_MANIFEST = b'<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
_MANIFEST_SIZE = 4 * 1024 * 1024

# A row of cells with a value of their own and unformatted text, none of them repeated, merged or calculated,
# and of empty cells, which may be repeated.
_STYLE = rb'(?: table:(?:style-name|default-cell-style-name|content-validation-name)="[^"<>]*+")*+'
_ROW = re.compile(
    rb"<table:table-row" + _STYLE + rb">(?:"
    rb"<table:table-cell" + _STYLE + rb'(?: table:number-columns-repeated="[^"<>]*+")?+ ?/>'
    rb"|<table:table-cell"
    + _STYLE
    + rb' office:value-type="[a-z]++"(?: (?:office|calcext):[\w-]++="[^"<>]*+")*+>'
    rb"(?:<text:p>[^<]*+</text:p>)++</table:table-cell>"
    rb")++</table:table-row>"
)
_CELL = b"<table:table-cell"
_CELL_END = b"</table:table-cell>"
_REPEATED = re.compile(rb'number-columns-repeated="([^"]*+)"')

# The first day of a month, and how it is shown.
_DATE = re.compile(rb'office:date-value="([0-9]{4})-([0-9]{2})-01(?:T00:00:00)?+"[^<>]*+><text:p>([^<]*+)<')
_FIRST_OF_MONTH = re.compile(r"([0-9]{4})-([0-9]{2})-01(T00:00:00)?")
_SPAN = re.compile(r"PT([0-9]+)H([0-9]+)M([0-9]+)(?:[.,][0-9]+)?S")

#: How often the library lays out a cell or a row at most.
_MOST_REPEATED = 1_048_576


def copy_workbook(archive: Archive, to: IO[bytes]) -> list[Facts]:
    """Write what the library is to read, and give what is known of each sheet in its order. Raises
    ReadingError.
    """
    manifest = "META-INF/manifest.xml"
    if manifest in archive and b"encryption-data" in archive.read(manifest, _MANIFEST_SIZE):
        raise encrypted(archive.name)
    reader = ContentReader(archive.name)
    try:
        with zipfile.ZipFile(to, "w") as out:
            out.writestr("mimetype", _MIMETYPE)
            out.writestr("META-INF/manifest.xml", _MANIFEST)
            with out.open("content.xml", "w") as stream:
                reader.read(archive, stream.write)
    except Unreadable:
        raise damaged(archive.name) from None
    names = {facts.name.casefold() for facts in reader.sheets}
    if len(names) < len(reader.sheets):
        raise damaged(archive.name)
    return reader.sheets


class OdsTexts(Texts):
    """Texts, with spans of time of a day and more as spreadsheets show them: the library gives their ISO
    form.
    """

    def meant(self, text: str) -> str | None:
        found = _SPAN.fullmatch(text) if text.startswith("PT") else None
        if found:
            return span(timedelta(hours=int(found[1]), minutes=int(found[2]), seconds=int(found[3])))
        return super().meant(text)


class ContentReader:
    """Finds out the facts of all sheets while their part is copied."""

    def __init__(self, file: str) -> None:
        self._room = Room(file, MAX_CELLS_OLDER)
        self.sheets: list[Facts] = []
        #: The sheet, row and cell where the parser is. The library lays out each row up to its last value.
        self._sheet: Facts | None = None
        self._hidden_styles: set[str] = set()
        self._style = ""
        self._row = 0
        self._row_repeated = 1
        self._row_end = -1
        self._column = 0
        self._cell: dict[str, str] | None = None
        self._laid_out = 0
        #: The text of the cell, how long it is, and how deep in a comment on it the parser is.
        self._text: list[str] = []
        self._length = 0
        self._paragraphs = 0
        self._comment = 0

    def read(self, archive: Archive, write: Callable[[bytes], object]) -> None:
        """Go through the part and copy it; raises Unreadable and ReadingError."""
        skim(
            archive.chunks("content.xml"),
            plain=_ROW,
            row_end=b"</table:table-row>",
            rows=self._plain_rows,
            rest=parser(self._start, self._end, self._characters),
            write=write,
            # The library forgets the line breaks within a paragraph, and would join two names to one.
            mend=lambda text: text.replace(b"<text:line-break/>", b"\n"),
        )

    def _lay_out(self, cells: int) -> None:
        self._laid_out += cells
        if self._laid_out > MAX_CELLS_OLDER:
            raise too_large(
                self._room.file, _("it has more than %(limit)s cells") % {"limit": f"{MAX_CELLS_OLDER:,}"}
            )

    # --- Plain rows ---

    def _plain_rows(self, text: bytes, rows: list[re.Match[bytes]]) -> None:
        sheet = self._sheet
        if sheet is None or self._cell is not None:
            raise Unreadable
        dates = _DATE.search(text, rows[0].start(), rows[-1].end()) is not None
        for row in rows:
            # Empty cells after the last value don't count.
            end = text.rfind(_CELL_END, row.start(), row.end())
            if end >= 0:
                cells = _cells(text, row.start(), end)
                sheet.uses(self._row, cells - 1)
                self._lay_out(cells)
                if dates:
                    for found in _DATE.finditer(text, row.start(), end):
                        year, month, shown = (group.decode(errors="replace") for group in found.groups())
                        column = _cells(text, row.start(), found.start()) - 1
                        self._first_of_month(sheet, column, year, month, shown)
            self._row += 1
        sheet.check_area()

    def _first_of_month(self, sheet: Facts, column: int, year: str, month: str, shown: str) -> None:
        """A date may be shown as a month or year only."""
        coarse = shown_coarseness(year, month, shown)
        if coarse:
            sheet.coarse[self._row, column] = coarse

    # --- What the parser tells of other rows, and of all that isn't a row ---

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._room.element()
        match name:
            case "table:table-cell" | "table:covered-table-cell":
                if self._sheet is not None:
                    self._begin_cell(attributes)
            case "text:p":
                self._paragraphs += 1
                if self._paragraphs > 1:
                    self._characters("\n")
            case "text:s":
                self._add_length(_times(attributes.get("text:c", "1")))
            case "office:annotation":
                self._comment += 1
            case "table:table-row":
                self._row_repeated = _times(attributes.get("table:number-rows-repeated", "1"))
                self._row_end = -1
                self._column = 0
            case "table:table":
                self._begin_sheet(attributes)
            case "style:style":
                self._style = attributes.get("style:name", "")
            case "style:table-properties":
                if attributes.get("table:display") == "false":
                    self._hidden_styles.add(self._style)

    def _begin_sheet(self, given: dict[str, str]) -> None:
        if self._sheet is not None or "table:name" not in given:
            # A table within a cell, or one without a name, which the library leaves out.
            raise Unreadable
        if len(self.sheets) == MAX_SHEETS:
            raise too_large(self._room.file, _("it has more than %(limit)d sheets") % {"limit": MAX_SHEETS})
        hidden = given.get("table:style-name", "") in self._hidden_styles
        self._sheet = Facts(self._room, given["table:name"], hidden)
        self.sheets.append(self._sheet)
        self._row = 0

    def _begin_cell(self, given: dict[str, str]) -> None:
        if self._cell is not None:
            raise Unreadable
        self._cell = given
        self._text = []
        self._length = sum(map(len, given.values()))
        self._paragraphs = 0

    def _characters(self, text: str) -> None:
        if self._cell is not None and not self._comment:
            self._text.append(text)
            self._add_length(len(text.encode()))

    def _add_length(self, length: int) -> None:
        if self._cell is not None:
            self._length += length
            if self._length > 2 * MAX_TOKEN:
                raise Unreadable

    def _end(self, name: str) -> None:
        match name:
            case "table:table-cell" | "table:covered-table-cell":
                if self._sheet is not None and self._cell is not None:
                    self._end_cell(self._sheet, self._cell)
                    self._cell = None
            case "office:annotation":
                self._comment -= 1
            case "table:table-row":
                self._end_row()
            case "table:table":
                if self._sheet is not None:
                    self._sheet.close()
                self._sheet = None

    def _end_cell(self, sheet: Facts, given: dict[str, str]) -> None:
        repeated = _times(given.get("table:number-columns-repeated", "1"))
        shown = self._shown(given)
        if shown or "table:formula" in given or any(name.startswith("office:") for name in given):
            self._row_end = self._column + repeated - 1
            sheet.uses(self._row + self._row_repeated - 1, self._row_end)
            sheet.add_text(self._length * repeated * self._row_repeated)
        first = _FIRST_OF_MONTH.fullmatch(given.get("office:date-value", ""))
        if first and repeated == self._row_repeated == 1:
            self._first_of_month(sheet, self._column, first[1], first[2], "".join(self._text))
        if shown:
            for row in range(self._row, self._row + self._row_repeated):
                for column in range(self._column, self._column + repeated):
                    sheet.add_broken(row, column, shown)
        rows = _times(given.get("table:number-rows-spanned", "1"))
        columns = _times(given.get("table:number-columns-spanned", "1"))
        if rows > 1 or columns > 1:
            sheet.add_merged(Range(self._row, self._column, self._row + rows - 1, self._column + columns - 1))
        self._column += repeated

    def _shown(self, given: dict[str, str]) -> str:
        """What a cell shows instead of a value; "" where it has one, or is empty."""
        text = "".join(self._text).strip()
        formula = given.get("table:formula")
        if formula is None:
            # The library reads no text that isn't said to be one.
            return "" if "office:value-type" in given else text
        if given.get("calcext:value-type") == "error" or shows_error(text):
            return text or "#"
        # The name of the formula's language isn't what a person wrote: "of:=[.A1]".
        return "" if "office:value-type" in given else formula_text(re.sub(r"\A\w+:(?==)", "", formula))

    def _end_row(self) -> None:
        self._lay_out(self._row_end + 1)
        self._row += self._row_repeated
        self._row_repeated = 1


def _cells(text: bytes, start: int, end: int) -> int:
    """How many cells of a row begin in this stretch of it, each repetition counted."""
    cells = text.count(_CELL, start, end)
    if text.find(b"repeated", start, end) >= 0:
        cells += sum(
            _times(times.decode(errors="replace")) - 1 for times in _REPEATED.findall(text, start, end)
        )
    return cells


def _times(text: str) -> int:
    """How often something is repeated, or how far it spans."""
    if not text.isascii() or not text.isdecimal() or len(text) > 9:
        raise Unreadable
    return min(int(text), _MOST_REPEATED)
