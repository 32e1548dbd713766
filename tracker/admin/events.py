"""The screens of events."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from tracker.admin.base import RowAdmin, SluggedMixin, without
from tracker.admin.filters import WaitingFilter
from tracker.admin.importing import ImportingAdmin
from tracker.admin.inlines import AliasInline, CitationInline, ParticipantInline
from tracker.admin.publishing import PublishingAdmin
from tracker.admin.rows import TabularRows
from tracker.admin.visits import HappeningAdmin
from tracker.models import Event, EventOrganisation


class EventOrganisationInline(TabularRows):
    model = EventOrganisation
    fields = ("order", "organisation", "role")


@admin.register(Event)
class EventAdmin(ImportingAdmin, HappeningAdmin, SluggedMixin, PublishingAdmin):
    list_display = ("name", "kind", "shown_dates", "place", "country", "shown_status", "visibility")
    list_filter = (
        WaitingFilter,
        "visibility",
        "status",
        "kind",
        ("country", admin.RelatedOnlyFieldListFilter),
        ("topics", admin.RelatedOnlyFieldListFilter),
    )
    search_fields = ("name", "slug", "theme", "place")
    readonly_fields = ("elsewhere",)
    inlines = (EventOrganisationInline, ParticipantInline, AliasInline, CitationInline)
    fieldsets = (
        (None, {"fields": ("visibility", "name", ("kind", "status"), "dates", "part_of", "theme")}),
        (_("Where"), {"fields": (("place", "country"), "countries")}),
        (_("What about"), {"fields": ("description", "outcome", "topics", "programmes")}),
        (_("Notes"), {"fields": ("note", "internal_notes")}),
        (_("Elsewhere in the record"), {"fields": ("slug", "elsewhere")}),
    )

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        return without(super().get_fieldsets(request, obj), () if obj else ("elsewhere",))

    @admin.display(description=_("parts, stops, agreements and actions"))
    def elsewhere(self, event: Event) -> SafeString | str:
        return self.links(
            [*event.parts.all(), *event.stops.all(), *event.agreements.all(), *event.actions.all()]
        )


@admin.register(EventOrganisation)
class EventOrganisationAdmin(RowAdmin):
    parents = ("event",)
    list_display = ("organisation", "role", "event")
    list_filter = ("role",)
    search_fields = ("organisation__name", "organisation__slug", "event__name")
    search_aliases = {"organisation": "organisation_id", "event": "event_id"}
    fields = ("event", "organisation", "role", "order")
