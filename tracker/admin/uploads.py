"""Files that are uploaded to be imported: read with care, and kept until the import is confirmed."""

from __future__ import annotations

import csv
import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from itertools import chain, pairwise
from typing import Any
from uuid import uuid4

import openpyxl
import tablib
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from django.utils.translation import gettext as _
from import_export.formats.base_formats import CSV, XLSX
from import_export.tmp_storages import BaseStorage
from openpyxl.utils import get_column_letter

MAX_BYTES = 10 * 1024 * 1024
MAX_ROWS = 10_000
MAX_COLUMNS = 200
# A spreadsheet's own limit; a damaged file may name any row.
LAST_ROW = 1_048_576
# Cells that are looked at, the empty ones too: a row may say that it ends in column ZZZ.
MAX_CELLS = 20_000_000
# What a workbook may unpack to; one with as many rows as may be, full of texts, stays below. Each tag of its
# parts becomes an object in memory, so that millions of empty ones count too.
MAX_UNPACKED = 100 * 1024 * 1024
_MAX_TAGS = {"xl/worksheets/": 6_000_000, "xl/sharedStrings": 4_000_000}
_MAX_TAGS_ELSEWHERE = 300_000
_MAX_TAGS_IN_ROW = MAX_COLUMNS * 100
_ROW = re.compile(rb"<(?:\w+:)?row[\s>/]")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
_OLD_OR_ENCRYPTED = b"\xd0\xcf\x11\xe0"
_ZIP = b"PK\x03\x04"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")

type Row = Sequence[Any]


class UploadError(Exception):
    """Why a file can't be imported, and how to mend it, as a sentence."""


def is_workbook(start: bytes) -> bool:
    """Whether a file that begins so is, or wants to be, a workbook and not a text."""
    return start.startswith((_ZIP, _OLD_OR_ENCRYPTED))


def dataset_of(rows: Iterable[Row], *, letters: bool) -> tablib.Dataset:
    """The table in `rows`: the first that isn't empty is its header, empty ones are left out.

    It has the spreadsheet's number of each row beside it, as `lines`. Raises UploadError where it is too
    large, has no rows, or has cells outside its header, whose column `letters` tells as A, B… else by number.
    """
    headers: list[Any] = []
    body: list[Row] = []
    lines: list[int] = []
    looked_at = 0
    for line, cells in enumerate(rows, start=1):
        looked_at += len(cells)
        if line > LAST_ROW or looked_at > MAX_CELLS:
            raise UploadError(
                _("The file uses more rows or columns than a table has: copy its cells into a new one.")
            )
        row = _trimmed(cells)
        if len(row) > MAX_COLUMNS:
            raise UploadError(
                _("The file has more than %(max)d columns: keep those of the export.") % {"max": MAX_COLUMNS}
            )
        if not row:
            continue
        if not headers:
            headers = row
            continue
        if len(row) > len(headers):
            number = len(row)
            column = get_column_letter(number) if letters else str(number)
            raise UploadError(
                _(
                    "Row %(row)d has a value in column %(column)s, which has no heading: name the column, or"
                    " take the value out."
                )
                % {"row": line, "column": column}
            )
        if len(body) == MAX_ROWS:
            raise UploadError(
                _("The file has more than %(max)d rows: divide it, and import one part after the other.")
                % {"max": MAX_ROWS}
            )
        body.append(row + [None] * (len(headers) - len(row)))
        lines.append(line)
    if not body:
        raise UploadError(_("The file has no rows below its headings: there is nothing to import."))
    dataset = tablib.Dataset(*body, headers=headers)
    dataset.lines = lines
    return dataset


def _trimmed(cells: Row) -> list[Any]:
    """The cells without the empty ones at the end."""
    row = list(cells)
    while row and (row[-1] is None or row[-1] == "" or (isinstance(row[-1], str) and not row[-1].strip())):
        row.pop()
    return row


class CarefulCSV(CSV):
    """Text with commas, semicolons or tabs between, in UTF-8, or UTF-16 as Excel writes it."""

    def create_dataset(self, in_stream: bytes, **kwargs: Any) -> tablib.Dataset:
        text = self._decoded(in_stream)
        try:
            return dataset_of(csv.reader(io.StringIO(text, newline=""), self._separated(text)), letters=False)
        except csv.Error as error:
            raise UploadError(
                _("The file can't be read as CSV (%(reason)s): save it from a spreadsheet program again.")
                % {"reason": error}
            ) from error

    @staticmethod
    def _decoded(content: bytes) -> str:
        encoding = "utf-16" if content.startswith(_UTF_16) else "utf-8-sig"
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError as error:
            raise UploadError(
                _(
                    "The file is neither a workbook (XLSX) nor a text in UTF-8. In Excel, save it as an Excel"
                    " workbook or as “CSV UTF-8”."
                )
            ) from error
        if "\0" in text:
            raise UploadError(
                _(
                    "The file holds NUL characters, which no text has: it is damaged, or of another kind."
                    " Save it as XLSX or CSV again."
                )
            )
        return text

    @staticmethod
    def _separated(text: str) -> type[csv.Dialect]:
        """How the columns are separated: by what the first line has most of."""
        first = text.lstrip("\r\n").partition("\n")[0]

        class Separated(csv.excel):
            delimiter = max(",;\t", key=first.count)
            strict = True

        return Separated


class CarefulXLSX(XLSX):
    """The sheet of a workbook that was open when it was saved, without formulas that have no result."""

    def create_dataset(self, in_stream: bytes, **kwargs: Any) -> tablib.Dataset:
        if in_stream.startswith(_OLD_OR_ENCRYPTED):
            raise UploadError(
                _(
                    "This is an old workbook (XLS), or one with a password: save it as XLSX, without a"
                    " password."
                )
            )
        try:
            has_formulas = _check_parts(in_stream)
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # of styles and drop-downs that nobody asks for here
                if has_formulas:
                    self._refuse_uncalculated(in_stream)
                return dataset_of(_cells(in_stream, data_only=True), letters=True)
        except UploadError:
            raise
        except Exception as error:
            # Whatever a damaged file makes the libraries trip over.
            raise UploadError(
                _(
                    "The file can't be read as a workbook: it is damaged, or of another kind. Open it in a"
                    " spreadsheet program and save it as XLSX again."
                )
            ) from error

    @staticmethod
    def _refuse_uncalculated(content: bytes) -> None:
        """Raise UploadError at a formula that was saved without its result, which would read as empty."""
        results = _cells(content, data_only=True)
        for line, (formulas, values) in enumerate(
            zip(_cells(content, data_only=False), results, strict=False), 1
        ):
            for column, (formula, value) in enumerate(zip(formulas, values, strict=False), 1):
                if value is None and formula is not None:
                    raise UploadError(
                        _(
                            "Cell %(cell)s holds a formula without a result: open the file in a spreadsheet"
                            " program and save it, or put the value itself there."
                        )
                        % {"cell": f"{get_column_letter(column)}{line}"}
                    )


def _check_parts(content: bytes) -> bool:
    """Whether a workbook has formulas; raises UploadError for one that would fill the memory."""
    too_large = UploadError(
        _("The workbook is too large when it is unpacked: keep only the sheet to be imported.")
    )
    has_formulas = False
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        parts = packed.infolist()
        if sum(part.file_size for part in parts) > MAX_UNPACKED:
            raise too_large
        for part in parts:
            text = packed.read(part)
            limits = (limit for start, limit in _MAX_TAGS.items() if part.filename.startswith(start))
            if text.count(b"<") > next(limits, _MAX_TAGS_ELSEWHERE):
                raise too_large
            if part.filename.startswith("xl/worksheets/"):
                starts = (match.start() for match in _ROW.finditer(text))
                rows = pairwise(chain(starts, [len(text)]))
                if any(text.count(b"<", start, end) > _MAX_TAGS_IN_ROW for start, end in rows):
                    raise too_large
                has_formulas = has_formulas or _FORMULA.search(text) is not None
    return has_formulas


def _cells(content: bytes, *, data_only: bool) -> Iterator[Row]:
    """The rows of the sheet that was open, as wide as each says it is."""
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=data_only)
    try:
        sheet = book.active if book.active in book.worksheets else book.worksheets[0]
        # What the file says of its size may be untrue, and missing cells would be made up.
        sheet.reset_dimensions()
        yield from sheet.iter_rows(values_only=True)
    finally:
        book.close()


class PendingStorage(BaseStorage):
    """Keeps an uploaded file where only Coop reads it, until it is imported, or a day has passed."""

    FOLDER = "imports-to-confirm"
    KEPT = timedelta(days=1)

    @property
    def path(self) -> str:
        """Where the file is; raises UploadError for a name that wasn't given here."""
        if not re.fullmatch(r"[0-9a-f]{32}", self.name or ""):
            raise UploadError(_("There is no such file."))
        return f"{self.FOLDER}/{self.name}"

    def save(self, data: bytes) -> None:
        self._forget_old()
        self.name = uuid4().hex
        default_storage.save(self.path, ContentFile(data))

    def read(self) -> bytes:
        """The file; raises UploadError where it is gone: imported already, or too old."""
        try:
            with default_storage.open(self.path) as file:
                return bytes(file.read())
        except FileNotFoundError as error:
            raise UploadError(
                _(
                    "Nothing was imported now: the file was imported already, or uploaded more than a day"
                    " ago. Look at the list, and upload the file again where its rows aren't there."
                )
            ) from error

    def remove(self) -> None:
        default_storage.delete(self.path)

    def _forget_old(self) -> None:
        """Delete files that nobody has confirmed."""
        try:
            _folders, names = default_storage.listdir(self.FOLDER)
        except FileNotFoundError:
            return
        for name in names:
            path = f"{self.FOLDER}/{name}"
            try:
                if default_storage.get_modified_time(path) < timezone.now() - self.KEPT:
                    default_storage.delete(path)
            except FileNotFoundError:
                continue  # somebody else deleted it
