"""The actions that export what is selected in a list."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tracker.exports import export


class ExportMixin(admin.ModelAdmin):
    """Export for everybody who may view a list.

    The files are made by django-import-export; its own page for choosing columns runs scripts inline, which
    the Content-Security-Policy forbids, and an office needs no more than the whole rows.
    """

    actions = ["export_xlsx", "export_csv"]

    @admin.action(permissions=["view"], description=_("Export selected %(verbose_name_plural)s (XLSX)"))
    def export_xlsx(self, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse:
        return self._export(queryset, "xlsx")

    @admin.action(permissions=["view"], description=_("Export selected %(verbose_name_plural)s (CSV)"))
    def export_csv(self, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse:
        return self._export(queryset, "csv")

    def _export(self, queryset: QuerySet[Any], file_format: str) -> HttpResponse:
        table = export(queryset, file_format)
        name = f"{self.opts.model_name}-{timezone.localdate():%Y-%m-%d}.{table.extension}"
        return HttpResponse(
            table.content,
            content_type=table.content_type,
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )
