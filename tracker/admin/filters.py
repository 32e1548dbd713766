"""Filters of the lists in the admin."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import ModelAdmin, SimpleListFilter
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from tracker.services.waiting import REASONS


class WaitingFilter(SimpleListFilter):
    """Why a record waits for somebody: the lists to which the admin's first page leads."""

    title = _("waits because")
    parameter_name = "waiting"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Any]) -> list[tuple[str, Any]]:
        return [(reason.key, reason.label) for reason in REASONS[model_admin.model]]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        for reason in REASONS[queryset.model]:
            if reason.key == self.value():
                return queryset.filter(reason.condition())
        return queryset
