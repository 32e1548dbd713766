"""Files for the tests of reading: made by the usual libraries, or by hand where those behave too well."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from xml.sax.saxutils import escape

import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P
from openpyxl import Workbook

Rows = Sequence[Sequence[Any]]

RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STYLES = f'<styleSheet xmlns="{MAIN}"><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>'


def zipped(parts: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zipped file of these parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as out:
        for name, part in parts.items():
            out.writestr(name, part)
    return stream.getvalue()


def unzipped(content: bytes) -> dict[str, bytes]:
    """The parts of a zipped file."""
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        return {name: file.read(name) for name in file.namelist()}


def changed(content: bytes, part: str, old: str | bytes, new: str | bytes) -> bytes:
    """A zipped file with one text in one part replaced; it must be there."""
    parts = unzipped(content)
    old, new = (text.encode() if isinstance(text, str) else text for text in (old, new))
    assert old in parts[part]
    return zipped({**parts, part: parts[part].replace(old, new)})


def relationships(found: Iterable[tuple[str, str, str]]) -> str:
    """Relationships by number, kind and target."""
    links = "".join(
        f'<Relationship Id="{number}" Type="{RELATIONSHIPS}/{kind}" Target="{target}"/>'
        for number, kind, target in found
    )
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{links}</Relationships>'


def xlsx_parts(
    sheets: Mapping[str, str], strings: Sequence[str] = (), styles: str = STYLES, book: str = ""
) -> dict[str, str | bytes]:
    """An .xlsx with sheets by name, each given as what is within <sheetData>, or as the whole part."""
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": relationships([("rId1", "officeDocument", "xl/workbook.xml")]),
        "xl/styles.xml": styles,
    }
    links = [("s", "sharedStrings", "sharedStrings.xml"), ("f", "styles", "styles.xml")]
    named = ""
    for number, (name, data) in enumerate(sheets.items(), 1):
        links.append((f"r{number}", "worksheet", f"worksheets/sheet{number}.xml"))
        named += f'<sheet name="{escape(name)}" sheetId="{number}" r:id="r{number}"/>'
        whole = f'<worksheet xmlns="{MAIN}"><sheetData>{data}</sheetData></worksheet>'
        parts[f"xl/worksheets/sheet{number}.xml"] = data if "<worksheet" in data else whole
    parts["xl/workbook.xml"] = (
        f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONSHIPS}">{book}<sheets>{named}</sheets></workbook>'
    )
    parts["xl/_rels/workbook.xml.rels"] = relationships(links)
    shared = "".join(f"<si><t>{escape(text)}</t></si>" for text in strings)
    parts["xl/sharedStrings.xml"] = f'<sst xmlns="{MAIN}" uniqueCount="{len(strings)}">{shared}</sst>'
    return parts


def xlsx_by_hand(data: str, **others: Any) -> bytes:
    """An .xlsx with one sheet "Visits", given as `xlsx_parts` takes it."""
    return zipped(xlsx_parts({"Visits": data}, **others))


def moment(text: str) -> datetime:
    """A day and time of day, as cells hold it: without a time zone."""
    return datetime.fromisoformat(text)


def saved(book: Any) -> bytes:
    """What a workbook of a library is as a file."""
    stream = io.BytesIO()
    getattr(book, "write", book.save)(stream)
    return stream.getvalue()


def xlsx(rows: Rows, name: str = "Visits") -> bytes:
    """An .xlsx with one sheet, by openpyxl."""
    book = Workbook()
    sheet = book.active
    sheet.title = name
    for row in rows:
        sheet.append(row)
    return saved(book)


def xls(rows: Rows, name: str = "Visits") -> bytes:
    """An .xls with one sheet, by xlwt. A value with a format is given as a pair."""
    book = xlwt.Workbook()
    sheet = book.add_sheet(name)
    for index, row in enumerate(rows):
        for column, value in enumerate(row):
            if isinstance(value, tuple):
                style = xlwt.XFStyle()
                style.num_format_str = value[1]
                sheet.write(index, column, value[0], style)
            elif value is not None:
                sheet.write(index, column, value)
    return saved(book)


def ods_cell(text: str = "", **attributes: Any) -> TableCell:
    """A cell that shows `text`: of a text where no attributes say otherwise."""
    cell = TableCell(**(attributes or {"valuetype": "string"}))
    for line in text.split("\n") if text else ():
        cell.addElement(P(text=line))
    return cell


def ods(rows: Sequence[Sequence[Any] | TableRow], name: str = "Visits") -> bytes:
    """An .ods with one sheet, by odfpy, of texts, cells, and whole rows."""
    document = OpenDocumentSpreadsheet()
    table = Table(name=name)
    document.spreadsheet.addElement(table)
    for row in rows:
        if not isinstance(row, (list, tuple)):
            table.addElement(row)
            continue
        made = TableRow()
        for cell in row:
            made.addElement(ods_cell(cell) if isinstance(cell, str) else cell)
        table.addElement(made)
    return saved(document)
