"""Writing exported records as a file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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
    model: type[Model] = rows.model
    data = resource_for(model)().export(rows, reader=reader)
    return written(data.headers, data, file_format, title=str(model._meta.verbose_name_plural))


def written(headers: Sequence[str], rows: Iterable[Sequence[Any]], file_format: str, *, title: str) -> Table:
    """Write a table of plain values as a file in one of `FORMATS`; raises KeyError for any other."""
    writer = FORMATS[file_format]()
    safe = tablib.Dataset(*([as_text(cell) for cell in row] for row in rows), headers=headers)
    safe.title = title[:31]
    content = writer.export_data(safe)
    if isinstance(content, str):
        # With a byte order mark, without which Excel reads the file in the encoding of its own country.
        content = content.encode("utf-8-sig")
    return Table(content, writer.get_content_type(), writer.get_extension())
