"""The screens of delegations and of participants of every kind."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from tracker.admin.base import RowAdmin, SluggedMixin, number_of, without
from tracker.admin.filters import WaitingFilter
from tracker.admin.importing import ImportingAdmin
from tracker.admin.inlines import PARTICIPANT_FIELDS, AliasInline, CitationInline, MembersInline
from tracker.models import Delegation, Participant, Visit


@admin.register(Delegation)
class DelegationAdmin(ImportingAdmin, SluggedMixin):
    list_display = ("name", "shown_senders", "size", "known_members")
    list_filter = (WaitingFilter,)
    list_prefetch = ("senders",)
    search_fields = ("name", "slug")
    readonly_fields = ("visits",)
    inlines = (MembersInline, AliasInline, CitationInline)
    fieldsets = (
        (None, {"fields": ("name", "senders", "size", "description")}),
        (_("Notes"), {"fields": ("note", "internal_notes")}),
        (_("Elsewhere in the record"), {"fields": ("slug", "visits")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: QuerySet[Any] = (
            super().get_queryset(request).annotate(known=number_of(Participant, "delegation"))
        )
        return rows

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        return without(super().get_fieldsets(request, obj), () if obj else ("visits",))

    @admin.display(description=_("sent by"))
    def shown_senders(self, delegation: Delegation) -> str:
        return ", ".join(str(sender) for sender in delegation.senders.all())

    @admin.display(description=_("members known"), ordering="known")
    def known_members(self, delegation: Any) -> int:
        return int(delegation.known or 0)

    @admin.display(description=_("visits"))
    def visits(self, delegation: Delegation) -> SafeString | str:
        return self.links(Visit.objects.filter(delegation=delegation))


@admin.register(Participant)
class ParticipantAdmin(RowAdmin):
    parents = Participant.targets
    list_display = ("__str__", "title", "organisation", "role", "belongs_to")
    list_filter = ("role",)
    search_fields = ("person__name", "person__slug", "description", "title", "organisation__name")
    search_aliases = {"person": "person_id", "organisation": "organisation_id"}
    fieldsets = (
        (None, {"fields": PARTICIPANT_FIELDS}),
        (
            _("Where"),
            {
                "fields": Participant.targets,
                "description": _("Exactly one of these."),
            },
        ),
    )

    @admin.display(description=_("where"))
    def belongs_to(self, participant: Participant) -> str:
        return str(participant.target or "")
