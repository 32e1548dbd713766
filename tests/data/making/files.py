"""Writes workbooks and texts as bytes that are the same whenever and wherever they are made."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from xml.sax.saxutils import escape

import openpyxl
import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import CoveredTableCell, Table, TableCell, TableRow
from odf.text import LineBreak, P, S
from openpyxl.worksheet.worksheet import Worksheet

#: What every file says of when it was made.
MADE = datetime(2025, 1, 1)  # noqa: DTZ001 - a spreadsheet's times have no zone
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")
_NAMESPACE = re.compile(rb' xmlns:(\w+)="[^"]*"')

#: Address of a cell → what its formula last showed: text, number, or "#N/A" for an error.
Cached = Mapping[str, str | float]


class Literal(str):
    """A text that begins like a formula and is none."""


def book(*names: str) -> openpyxl.Workbook:
    """A workbook with sheets of these names."""
    workbook = openpyxl.Workbook()
    workbook.properties.creator = "Sample Office"
    workbook.properties.created = MADE
    workbook.remove(workbook.worksheets[0])
    for name in names:
        workbook.create_sheet(name)
    return workbook


def fill(sheet: Worksheet, rows: Iterable[Sequence[Any]], first: int = 1) -> int:
    """Write rows from row `first` on, None leaving a cell out; give the number of the next row."""
    row = first
    for cells in rows:
        for column, value in enumerate(cells, 1):
            if value is None:
                continue
            cell = sheet.cell(row, column)
            cell.value = str(value) if isinstance(value, Literal) else value
            if isinstance(value, Literal):
                cell.data_type = "s"
            if type(value) is date:
                cell.number_format = "dd/mm/yyyy"
        row += 1
    return row


def xlsx(workbook: openpyxl.Workbook, cached: Mapping[str, Cached] | None = None) -> bytes:
    """The bytes of a workbook; `cached` has what its formulas show, by sheet."""
    written = io.BytesIO()
    workbook.save(written)
    parts = {}
    for number, sheet in enumerate(workbook.worksheets, 1):
        if shown := (cached or {}).get(sheet.title):
            parts[f"xl/worksheets/sheet{number}.xml"] = shown
    return _packed(written.getvalue(), parts)


def _packed(content: bytes, cached: Mapping[str, Cached]) -> bytes:
    """The same zipped file without the time at which it was made, and with what formulas show."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(packed, "w") as target:
        for entry in source.infolist():
            data = source.read(entry)
            if entry.filename in ("content.xml", "styles.xml", "meta.xml", "META-INF/manifest.xml"):
                data = _with_its_own_namespaces(data)
            if entry.filename == "docProps/core.xml":
                data = _MODIFIED.sub(rb"\g<1>" + MADE.strftime("%Y-%m-%dT%H:%M:%SZ").encode(), data)
            for address, value in cached.get(entry.filename, {}).items():
                data = _with_cached(data, address, value)
            fixed = zipfile.ZipInfo(entry.filename, MADE.timetuple()[:6])
            fixed.compress_type = entry.compress_type
            fixed.external_attr = 0o600 << 16
            target.writestr(fixed, data)
    return packed.getvalue()


def _with_its_own_namespaces(data: bytes) -> bytes:
    """A part of an OpenDocument file that names what it uses; the library names all that it has ever met."""
    bare = _NAMESPACE.sub(b"", data)
    used = sorted({match[0] for match in _NAMESPACE.finditer(data) if match[1] + b":" in bare})
    root = re.search(rb"<(?:office:document-|manifest:)\w+", bare)
    assert root is not None
    return bare[: root.end()] + b"".join(used) + bare[root.end() :]


def _with_cached(data: bytes, address: str, value: str | float) -> bytes:
    kind = "n" if not isinstance(value, str) else "e" if value.startswith("#") else "str"
    pattern = re.compile(rf'<c r="{address}"([^>]*?)(?: t="\w+")?><f>(.*?)</f><v ?/></c>'.encode())
    shown = escape(str(value))
    new, count = pattern.subn(
        lambda match: (
            f'<c r="{address}"'.encode()
            + match[1]
            + f' t="{kind}"><f>'.encode()
            + match[2]
            + f"</f><v>{shown}</v></c>".encode()
        ),
        data,
    )
    if count != 1:
        raise ValueError(f"There is no formula at {address}.")
    return new


def xls(
    sheets: Mapping[str, Sequence[Sequence[Any]]], merged: Mapping[str, Sequence[str]], **settings: bool
) -> bytes:
    """The bytes of a workbook of Excel 97. `merged` has ranges ("A1:C1") by sheet."""
    workbook = xlwt.Workbook(encoding="utf-8")
    workbook.dates_1904 = settings.get("from_1904", False)
    day = xlwt.easyxf(num_format_str="DD.MM.YYYY")
    for name, rows in sheets.items():
        sheet = workbook.add_sheet(name)
        ranges = [openpyxl.utils.range_boundaries(one) for one in merged.get(name, ())]
        starts = {(top - 1, left - 1): (bottom - 1, right - 1) for left, top, right, bottom in ranges}
        for row, cells in enumerate(rows):
            for column, value in enumerate(cells):
                style = [day] if isinstance(value, date) else []
                if end := starts.get((row, column)):
                    sheet.write_merge(row, end[0], column, end[1], value, *style)
                elif value is not None:
                    sheet.write(row, column, value, *style)
    written = io.BytesIO()
    workbook.save(written)
    return written.getvalue()


# --- OpenDocument ---


class Formula:
    """A cell of an OpenDocument sheet with a formula and what it shows."""

    def __init__(self, formula: str, shown: str | float) -> None:
        self.formula = formula
        self.shown = shown


class Across:
    """A cell that is merged with those to its right and below."""

    def __init__(self, value: Any, columns: int = 1, rows: int = 1) -> None:
        self.value = value
        self.columns = columns
        self.rows = rows


#: A cell that another one covers.
COVERED = object()


def ods(sheets: Mapping[str, Sequence[Sequence[Any]]], hidden: Sequence[str] = ()) -> bytes:
    """The bytes of an OpenDocument spreadsheet, each sheet as high and wide as LibreOffice writes it."""
    document = OpenDocumentSpreadsheet()
    for name, rows in sheets.items():
        table = Table(name=name)
        if name in hidden:
            table.setAttribute("display", "false")
        for cells in rows:
            row = TableRow()
            for value in cells:
                row.addElement(_ods_cell(value))
            row.addElement(TableCell(numbercolumnsrepeated=1_000))
            table.addElement(row)
        rest = TableRow(numberrowsrepeated=1_048_576 - len(rows))
        rest.addElement(TableCell(numbercolumnsrepeated=1_024))
        table.addElement(rest)
        document.spreadsheet.addElement(table)
    written = io.BytesIO()
    document.save(written)
    return _packed(written.getvalue(), {})


def _ods_cell(value: Any) -> Any:
    if value is COVERED:
        return CoveredTableCell()
    if value is None:
        return TableCell()
    attributes: dict[str, Any] = {}
    if isinstance(value, Across):
        attributes = {"numbercolumnsspanned": value.columns, "numberrowsspanned": value.rows}
        value = value.value
    if isinstance(value, Formula):
        attributes["formula"] = value.formula
        value = value.shown
    if isinstance(value, bool):
        cell = TableCell(valuetype="boolean", booleanvalue=str(value).lower(), **attributes)
    elif isinstance(value, int | float):
        cell = TableCell(valuetype="float", value=str(value), **attributes)
    elif isinstance(value, date):
        cell = TableCell(valuetype="date", datevalue=value.isoformat(), **attributes)
        value = value.strftime("%d.%m.%y")
    else:
        cell = TableCell(valuetype="string", **attributes)
    for line in str(value).split("\n"):
        cell.addElement(_paragraph(line))
    return cell


def _paragraph(line: str) -> Any:
    """A line of a cell; \\v breaks it without a new paragraph, and runs of spaces are counted."""
    paragraph = P()
    for place, piece in enumerate(line.split("\v")):
        if place:
            paragraph.addElement(LineBreak())
        for text in re.split("( {2,})", piece):
            if text.startswith("  "):
                paragraph.addText(" ")
                paragraph.addElement(S(c=len(text) - 1))
            elif text:
                paragraph.addText(text)
    return paragraph


# --- Text ---


def text(
    rows: Iterable[Sequence[str]],
    *,
    encoding: str,
    separator: str,
    newline: str,
    before: str = "",
    mark: bytes = b"",
) -> bytes:
    """The bytes of a table as text; cells are quoted only where they must be."""
    lines = [separator.join(_quoted(cell, separator) for cell in row) for row in rows]
    return mark + (before + newline.join(lines) + newline).encode(encoding)


def _quoted(cell: str, separator: str) -> str:
    if any(mark in cell for mark in (separator, '"', "\n", "\r")):
        return '"' + cell.replace('"', '""') + '"'
    return cell
