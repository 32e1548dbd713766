"""Writing exported records as a file."""

from __future__ import annotations

from typing import Any, NamedTuple

import tablib
from django.db.models import Model, QuerySet
from import_export.formats.base_formats import CSV, XLSX, TablibFormat

from tracker.exports.resources import resource_for
from tracker.models.visibility import Reader
from tracker.services.columns import as_text

FORMATS: dict[str, type[TablibFormat]] = {"xlsx": XLSX, "csv": CSV}


class Table(NamedTuple):
    """An exported file: its content, its media type, and the ending of its name."""

    content: bytes
    content_type: str
    extension: str


def export(rows: QuerySet[Any], file_format: str, *, reader: Reader | None = None) -> Table:
    """Write `rows` as a file in one of `FORMATS`; raises KeyError for any other.

    What the rows name is written as `reader` may see it; without one, as staff do.
    """
    written = FORMATS[file_format]()
    model: type[Model] = rows.model
    data = resource_for(model)().export(rows, reader=reader)
    safe = tablib.Dataset(*([as_text(cell) for cell in row] for row in data), headers=data.headers)
    safe.title = str(model._meta.verbose_name_plural)[:31]
    content = written.export_data(safe)
    if isinstance(content, str):
        # With a byte order mark, without which Excel reads the file in the encoding of its own country.
        content = content.encode("utf-8-sig")
    return Table(content, written.get_content_type(), written.get_extension())
