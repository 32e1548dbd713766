"""Writing exported records as a file."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

import tablib
from django.db.models import Model, QuerySet
from import_export.formats.base_formats import CSV, XLSX, TablibFormat

from tracker.exports.resources import resource_for

FORMATS: dict[str, type[TablibFormat]] = {"xlsx": XLSX, "csv": CSV}

# What spreadsheets run when a cell begins with it; a bare number is none.
_FORMULA = re.compile(r"[=+\-@＝＋－＠\t\r\n]")
# What no cell shows, and some programs choke on; tabs and line breaks are text.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_NUMBER = re.compile(r"[+-]?[0-9]+([.,][0-9]+)?\Z")


class Table(NamedTuple):
    """An exported file: its content, its media type, and the ending of its name."""

    content: bytes
    content_type: str
    extension: str


def as_text(value: Any) -> Any:
    """A cell without control characters that no spreadsheet takes for a formula.

    The library cuts off one equals sign, which changes the text, and leaves the other beginnings alone.
    """
    if isinstance(value, str):
        value = _CONTROL.sub("", value)
    if isinstance(value, str) and _FORMULA.match(value) and not _NUMBER.match(value):
        return f"'{value}"
    return value


def export(rows: QuerySet[Any], file_format: str) -> Table:
    """Write `rows` as a file in one of `FORMATS`; raises KeyError for any other."""
    written = FORMATS[file_format]()
    model: type[Model] = rows.model
    data = resource_for(model)().export(rows)
    safe = tablib.Dataset(*([as_text(cell) for cell in row] for row in data), headers=data.headers)
    safe.title = str(model._meta.verbose_name_plural)[:31]
    content = written.export_data(safe)
    if isinstance(content, str):
        # With a byte order mark, without which Excel reads the file in the encoding of its own country.
        content = content.encode("utf-8-sig")
    return Table(content, written.get_content_type(), written.get_extension())
