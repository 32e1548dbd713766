"""Which columns an exported record has, and how each value is written.

Columns are called as the fields are, whatever the language of the page, and in their order. Partial dates are
written in EDTF, choices as their stored words, countries by their code, other relations by name. What only
staff may read is never exported: a file is soon passed on.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from django.db import models
from import_export import fields, resources
from import_export.widgets import Widget

from tracker.dates import PartialDate, PartialDateField
from tracker.models import Country

#: Fields that only staff may read, of whatever model.
CONFIDENTIAL = frozenset({"internal_notes", "contact", "email", "telephone", "staff"})
SEPARATOR = "; "


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
        return "" if value is None else SEPARATOR.join(_name(record) for record in value.all())


def _name(record: models.Model) -> str:
    return record.code if isinstance(record, Country) else str(record)


class RecordResource(resources.ModelResource):
    """One record a row. Only for export: it reads nothing back."""

    def filter_export(self, queryset: models.QuerySet[Any], **kwargs: Any) -> models.QuerySet[Any]:
        """Load relations once for all rows."""
        many = [
            field.attribute for field in self.fields.values() if isinstance(field.widget, RelatedManyWidget)
        ]
        return queryset.fetch_mode(models.FETCH_PEERS).prefetch_related(*many)


def _column(field: models.Field[Any, Any]) -> fields.Field | None:
    """The column for a model's field; None where import-export's own choice fits."""
    widget: Widget | None = None
    if isinstance(field, PartialDateField):
        widget = DateWidget()
    elif field.many_to_many:
        widget = RelatedManyWidget()
    elif field.is_relation:
        widget = RelatedWidget()
    return widget and fields.Field(attribute=field.name, column_name=field.name, widget=widget)


@cache
def resource_for(model: type[models.Model]) -> type[RecordResource]:
    """The resource that exports `model`."""
    shown = [
        field
        for field in (*model._meta.concrete_fields, *model._meta.many_to_many)
        if field.name not in CONFIDENTIAL
        and not isinstance(field, models.AutoField)
        # The comparable form of a name is for searching. The bounds of a date are for sorting, here as there.
        and (field.editable or field.name.endswith(("_earliest", "_latest")))
    ]
    names = [field.name for field in shown]
    meta = type("Meta", (), {"model": model, "fields": names, "export_order": names, "import_id_fields": []})
    columns = {field.name: column for field in shown if (column := _column(field)) is not None}
    return type(f"{model.__name__}Resource", (RecordResource,), {"Meta": meta, **columns})
