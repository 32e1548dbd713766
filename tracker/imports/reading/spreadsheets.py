"""Spreadsheets read by the library (calamine), once they have been checked.

The library is fast, and made for files that programs wrote: some that no program wrote make it take all
memory, or never end, and neither can be caught. So it never gets a file as it was uploaded, only one written
here from what was checked.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from itertools import islice
from typing import IO

from django.utils.translation import gettext as _
from python_calamine import CalamineSheet, CalamineWorkbook, PasswordError

from tracker.imports.reading import ods, xls, xlsx
from tracker.imports.reading.archives import Archive
from tracker.imports.reading.facts import Facts
from tracker.imports.reading.guards import damaged, encrypted, not_a_table
from tracker.imports.reading.text import Texts, TextTooLong
from tracker.imports.reading.values import finish, no_collection, plain_value, too_long
from tracker.imports.workbook import Range, ReadingError, Sheet, Value, Workbook


def read_zip(content: bytes, name: str) -> Workbook:
    """Read .xlsx, .xlsm or .ods; raises ReadingError, also for a zipped file of another kind."""
    archive = Archive(content, name)
    what = _zipped_kind(archive)
    if what == "ods":
        with _for_the_library(".ods") as (file, path):
            facts = ods.copy_workbook(archive, file)
            file.close()
            sheets = _read(path, facts, name, ods.OdsTexts())
        macros = any(part.startswith(("basic/", "scripts/")) for part in archive.names())
        return _workbook(name, "ods", sheets, facts, [], macros=macros)
    macros = any(part.endswith("/vbaproject.bin") for part in archive.names())
    with _for_the_library(".xlsx") as (file, path):
        facts, left_out = xlsx.copy_workbook(archive, file)
        file.close()
        sheets = _read(path, facts, name, Texts())
    return _workbook(name, "xlsm" if macros else "xlsx", sheets, facts, left_out, macros=macros)


def read_ole(content: bytes, name: str) -> Workbook:
    """Read .xls; raises ReadingError, also for what else is kept in the same kind of file."""
    with _for_the_library(".xls") as (file, path):
        found = xls.copy_workbook(content, name, file)
        file.close()
        sheets = _read(path, found.sheets, name, Texts())
    return _workbook(name, "xls", sheets, found.sheets, found.left_out, macros=found.macros)


@contextmanager
def _for_the_library(ending: str) -> Iterator[tuple[IO[bytes], str]]:
    """A file to be written, closed and given to the library, and its path; gone afterwards."""
    file = tempfile.NamedTemporaryFile(prefix="coop-", suffix=ending, delete=False)  # noqa: SIM115  # closed to be read
    try:
        yield file, file.name
    finally:
        file.close()
        os.unlink(file.name)


def _read(path: str, facts: list[Facts], name: str, texts: Texts) -> list[Sheet]:
    """The sheets of a checked file, in the order of `facts`."""
    try:
        with CalamineWorkbook.from_path(path) as book, no_collection():
            if len(book.sheet_names) != len(facts):
                raise damaged(name)
            return [_sheet(book.get_sheet_by_index(index), fact, texts) for index, fact in enumerate(facts)]
    except (ReadingError, MemoryError):
        raise
    except PasswordError:
        raise encrypted(name) from None
    except Exception:
        raise damaged(name) from None
    except BaseException as error:
        # The library's own failures are no Exception, so as not to be caught; here they mean a broken file.
        if type(error).__name__ == "PanicException":
            raise damaged(name) from None
        raise


def _sheet(read: CalamineSheet, facts: Facts, texts: Texts) -> Sheet:
    """A sheet with its values as later parts expect them."""
    sheet = Sheet(facts.name, [], hidden=facts.hidden, broken=facts.broken)
    start = read.start
    if start is not None:
        first_row, first_column = start
        margin: list[Value] = [None] * first_column
        # The library begins with the rows above the first that holds something.
        sheet.rows = [[] for _row in range(first_row)]
        append = sheet.rows.append
        for cells in islice(read.iter_rows(), first_row, None):
            try:
                row: list[Value] = [
                    texts[cell] if cell.__class__ is str else plain_value(cell) for cell in cells
                ]
            except TextTooLong:
                raise too_long(facts.name, len(sheet.rows), cells, first_column) from None
            while row and row[-1] is None:
                row.pop()
            append(margin + row if margin and row else row)
    for (row_index, column), coarse in facts.coarse.items():
        value = sheet.value(row_index, column)
        if isinstance(value, date) and not isinstance(value, datetime):
            shown = _coarse(value, coarse)
            if shown:
                sheet.rows[row_index][column] = shown
    finish(sheet, texts)
    sheet.merged = [
        Range(one.first_row, one.first_column, min(one.last_row, len(sheet.rows) - 1), one.last_column)
        for one in facts.merged or _merged(read)
        if one.first_row < len(sheet.rows)
    ]
    return sheet


def _coarse(value: date, coarse: str) -> str:
    """The month or year, in EDTF, that a date stands for which shows no day; "" where a day was meant after
    all.
    """
    if value.day != 1:
        return ""
    if coarse == "month":
        return f"{value.year:04}-{value.month:02}"
    return f"{value.year:04}" if value.month == 1 else ""


def _merged(read: CalamineSheet) -> list[Range]:
    """What the library knows of merged cells, for the formats that weren't gone through for them here."""
    ranges = [Range(*first, *last) for first, last in read.merged_cell_ranges or []]
    return [one for one in ranges if one.first_row <= one.last_row and one.first_column <= one.last_column]


def _workbook(
    name: str, kind: str, sheets: list[Sheet], facts: list[Facts], left_out: list[str], *, macros: bool
) -> Workbook:
    """The workbook, and what must be told of it; raises ReadingError where nothing is in it."""
    if not any(sheet.rows or sheet.broken for sheet in sheets):
        raise ReadingError(
            _("“%(name)s” is empty: none of its sheets holds anything to import.") % {"name": name}
        )
    notices = []
    if macros:
        notices.append(_("The macros in this workbook were left alone: they are never run."))
    if left_out:
        notices.append(
            _("Left out, because they have no cells: %(sheets)s.")
            % {"sheets": ", ".join(f"“{sheet}”" for sheet in left_out)}
        )
    return Workbook(name, kind, sheets, notices)


def _zipped_kind(archive: Archive) -> str:
    """ "xlsx" or "ods"; raises ReadingError for anything else, saying what it seems to be."""
    names = archive.names()
    mimetype = (
        archive.read("mimetype", 200) if archive.size("mimetype") <= 200 and "mimetype" in archive else b""
    )
    if mimetype.startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
        return "ods"
    if mimetype.startswith(b"application/vnd.oasis.opendocument."):
        raise not_a_table(archive.name, _("an OpenDocument text, drawing or presentation"))
    if mimetype.startswith(b"application/epub"):
        raise not_a_table(archive.name, _("an e-book"))
    folders = {part.partition("/")[0] for part in names}
    if "[content_types].xml" in names or "_rels/.rels" in names:
        if "xl/workbook.bin" in names:
            raise not_a_table(
                archive.name,
                _("a binary workbook (.xlsb): open it in Excel or LibreOffice and save it as .xlsx"),
            )
        if "word" in folders:
            raise not_a_table(archive.name, _("a text document (Word)"))
        if "ppt" in folders:
            raise not_a_table(archive.name, _("a presentation (PowerPoint)"))
        if "xl" in folders or any(part.endswith("workbook.xml") for part in names):
            return "xlsx"
    if any(part.endswith(".iwa") for part in names):
        raise not_a_table(
            archive.name, _("a document of Apple's Numbers or Pages: export it there as an Excel workbook")
        )
    if "content.xml" in names and "meta-inf/manifest.xml" in names and not mimetype:
        return "ods"
    raise not_a_table(archive.name, _("an archive: unpack it and import the files in it one by one"))
