"""The stock way to the same pages: generic views, django-filter, Django's paginator, and `icontains`.

One list of visits stands for home, timeline and list, and its filter `q` for search: it looks through visits
alone, where Coop's looks through ten kinds of record. It shows public visits only, as Coop's pages do.
"""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.views.generic import DetailView
from django_filters.views import FilterView

from tracker.models import Topic, Visit


class StockFilters(django_filters.FilterSet):
    q = django_filters.CharFilter(method="words")
    topic = django_filters.ModelChoiceFilter(
        field_name="topics", queryset=Topic.objects.all(), to_field_name="slug"
    )

    class Meta:
        model = Visit
        fields = ("q", "topic", "status")

    def words(self, rows: QuerySet[Visit], name: str, value: str) -> QuerySet[Visit]:
        for word in value.split():
            rows = rows.filter(
                Q(title__icontains=word)
                | Q(purpose__icontains=word)
                | Q(delegation__name__icontains=word)
                | Q(delegation__members__person__name__icontains=word)
                | Q(invited_by__name__icontains=word)
                | Q(topics__name__icontains=word)
            ).distinct()
        return rows


class StockList(FilterView):
    filterset_class = StockFilters
    paginate_by = 50
    template_name = "stock/list.html"

    def get_queryset(self) -> QuerySet[Visit]:
        rows = Visit.objects.filter(visibility="public").select_related("delegation")
        return rows.prefetch_related("countries", "topics", "delegation__senders").order_by(
            "-dates_earliest", "pk"
        )


class StockDetail(DetailView):
    template_name = "stock/detail.html"
    slug_field = slug_url_kwarg = "reference"

    def get_queryset(self) -> Any:
        rows = Visit.objects.filter(visibility="public").select_related("delegation")
        return rows.prefetch_related(
            "countries", "topics", "stops__host", "delegation__senders", "delegation__members__person"
        )
