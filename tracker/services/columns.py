"""The columns of a record in a table: exports write them, imports read the same ones back.

Columns are called as the fields are, whatever the language of the page, and in their order. Partial dates are
written in EDTF, choices as their stored words, countries by their code, other relations by name. What only
staff may read is no column: a file is soon passed on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django.db import models
from import_export import fields
from import_export.widgets import Widget

from tracker.dates import PartialDate, PartialDateField
from tracker.dates.fields import DateBoundField
from tracker.models import Country

#: Fields that only staff may read, of whatever model.
CONFIDENTIAL = frozenset({"internal_notes", "contact", "email", "telephone", "staff"})
SEPARATOR = "; "

# What spreadsheets run when a cell begins with it; a bare number is none.
_FORMULA = re.compile(r"[=+\-@＝＋－＠\t\r\n]")
# What no cell shows, and some programs choke on; tabs and line breaks are text.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_NUMBER = re.compile(r"[+-]?[0-9]+([.,][0-9]+)?\Z")


class DateWidget(Widget):
    """A partial date as EDTF."""

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return value.edtf if isinstance(value, PartialDate) else str(value or "")


class RelatedWidget(Widget):
    """A related record by its name, a country by its code."""

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "" if value is None else _name(value)


class RelatedManyWidget(Widget):
    """Related records by name, in order, with a semicolon between."""

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "" if value is None else names_of(value.all())


def _name(record: models.Model) -> str:
    return record.code if isinstance(record, Country) else str(record)


def names_of(records: Iterable[models.Model]) -> str:
    """Several related records in one cell."""
    return SEPARATOR.join(_name(record) for record in records)


def columns_of(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    """The fields of `model` that are columns, in their order, with the derived bounds of its dates."""
    return [
        field
        for field in (*model._meta.concrete_fields, *model._meta.many_to_many)
        if field.name not in CONFIDENTIAL
        and not isinstance(field, models.AutoField)
        # The comparable form of a name is for searching. The bounds of a date are for sorting, here as there.
        and (field.editable or is_derived(field))
    ]


def is_derived(field: models.Field[Any, Any]) -> bool:
    """Whether the column follows from another, so that nobody fills it in."""
    return isinstance(field, DateBoundField)


def written_column(field: models.Field[Any, Any]) -> fields.Field | None:
    """How a column is written; None where import-export's own choice fits."""
    widget: Widget | None = None
    if isinstance(field, PartialDateField):
        widget = DateWidget()
    elif field.many_to_many:
        widget = RelatedManyWidget()
    elif field.is_relation:
        widget = RelatedWidget()
    return widget and fields.Field(attribute=field.name, column_name=field.name, widget=widget)


def as_text(value: Any) -> Any:
    """A cell without control characters that no spreadsheet takes for a formula.

    The library cuts off one equals sign, which changes the text, and leaves the other beginnings alone.
    """
    if isinstance(value, str):
        value = _CONTROL.sub("", value)
    if isinstance(value, str) and _FORMULA.match(value) and not _NUMBER.match(value):
        return f"'{value}"
    return value


def out_of_text(value: str) -> str:
    """A cell as it was before `as_text`, which put an apostrophe before what looks like a formula."""
    return value[1:] if value.startswith("'") and as_text(value[1:]) == value else value
