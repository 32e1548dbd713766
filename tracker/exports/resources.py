"""Which columns an exported record has, and how each value is written: see `tracker.services.columns`."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.db import models
from import_export import resources

from tracker.models.visibility import Reader, is_staff
from tracker.services.columns import RelatedManyWidget, columns_of, written_column


class RecordResource(resources.ModelResource):
    """One record a row. Only for export: what reads the columns back is in `tracker.imports.records`."""

    def filter_export(self, queryset: models.QuerySet[Any], **kwargs: Any) -> models.QuerySet[Any]:
        """Load relations once for all rows; only what the `reader` may see, where one is given."""
        reader: Reader | None = kwargs.get("reader")
        related: list[str | models.Prefetch] = [
            field.attribute for field in self.fields.values() if isinstance(field.widget, RelatedManyWidget)
        ]
        if reader is not None and not is_staff(reader):
            related = [
                models.Prefetch(field.name, queryset=_manager(field).visible_to(reader))
                for field in columns_of(queryset.model)
                if field.is_relation
            ]
        return queryset.fetch_mode(models.FETCH_PEERS).prefetch_related(*related)


def _manager(field: models.Field[Any, Any]) -> Any:
    related: Any = field.related_model
    return related._default_manager


@cache
def resource_for(model: type[models.Model]) -> type[RecordResource]:
    """The resource that exports `model`."""
    shown = columns_of(model)
    names = [field.name for field in shown]
    meta = type("Meta", (), {"model": model, "fields": names, "export_order": names, "import_id_fields": []})
    columns = {field.name: column for field in shown if (column := written_column(field)) is not None}
    return type(f"{model.__name__}Resource", (RecordResource,), {"Meta": meta, **columns})
