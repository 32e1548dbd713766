"""The screens of people and organisations, with their positions, facts and other names."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Prefetch
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from tracker.admin.base import LINKS, RowAdmin, SluggedMixin, without
from tracker.admin.duplicates import MergingMixin
from tracker.admin.filters import WaitingFilter
from tracker.admin.importing import ImportingAdmin
from tracker.admin.inlines import AliasInline, CitationInline
from tracker.admin.rows import TabularRows
from tracker.models import Alias, Fact, Organisation, Participant, Person, Position, Visit


class PositionInline(TabularRows):
    model = Position
    fields = ("organisation", "title", "period", "note")


class FactInline(TabularRows):
    model = Fact
    fields = ("order", "label", "value", "number", "as_of", "person")


@admin.register(Person)
class PersonAdmin(MergingMixin, ImportingAdmin, SluggedMixin):
    list_display = ("name", "family_name", "shown_positions")
    list_filter = (WaitingFilter,)
    list_prefetch = (Prefetch("positions", Position.objects.select_related("organisation")),)
    search_fields = ("name", "slug")
    readonly_fields = ("participations",)
    inlines = (PositionInline, AliasInline, CitationInline)
    fieldsets = (
        (None, {"fields": ("name", ("family_name", "language"))}),
        (_("Contact"), {"fields": (("email", "telephone"),)}),
        (_("Notes"), {"fields": ("note", "internal_notes")}),
        (_("Elsewhere in the record"), {"fields": ("slug", "participations")}),
    )

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        return without(super().get_fieldsets(request, obj), () if obj else ("participations",))

    @admin.display(description=_("positions"))
    def shown_positions(self, person: Person) -> str:
        return "; ".join(str(position) for position in person.positions.all())

    @admin.display(description=_("taken part in"))
    def participations(self, person: Person) -> SafeString | str:
        rows = Participant.objects.filter(person=person).select_related(*Participant.targets)
        query = f"person__id__exact={person.pk}"
        return self.links([row.target for row in rows[: LINKS + 1]], all_of=(Participant, query))


@admin.register(Organisation)
class OrganisationAdmin(MergingMixin, ImportingAdmin, SluggedMixin):
    list_display = ("name", "kind", "country", "place", "parent")
    list_filter = (WaitingFilter, "kind", ("country", admin.RelatedOnlyFieldListFilter))
    search_fields = ("name", "slug", "place")
    readonly_fields = ("parts", "positions", "visits")
    inlines = (AliasInline, FactInline, CitationInline)
    fieldsets = (
        (None, {"fields": ("name", "kind", ("country", "place"), "parent", "website", "description")}),
        (_("Contact"), {"fields": ("contact",)}),
        (_("Notes"), {"fields": ("note", "internal_notes")}),
        (_("Elsewhere in the record"), {"fields": ("slug", "parts", "positions", "visits")}),
    )

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        return without(super().get_fieldsets(request, obj), () if obj else ("parts", "positions", "visits"))

    @admin.display(description=_("its parts"))
    def parts(self, organisation: Organisation) -> SafeString | str:
        found = Organisation.objects.filter(parent=organisation)
        return self.links(found, all_of=(Organisation, f"parent__id__exact={organisation.pk}"))

    @admin.display(description=_("positions held in it"))
    def positions(self, organisation: Organisation) -> SafeString | str:
        found = Position.objects.filter(organisation=organisation).select_related("person", "organisation")
        return self.links(found, all_of=(Position, f"organisation__id__exact={organisation.pk}"))

    @admin.display(description=_("visits from it and to it"))
    def visits(self, organisation: Organisation) -> SafeString | str:
        sent = Visit.objects.filter(delegation__senders=organisation)
        met = Visit.objects.filter(stops__host=organisation)
        return self.links(Visit.objects.filter(pk__in=sent.values("pk").union(met.values("pk"))))

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        return lookup == "parent__id__exact" or super().lookup_allowed(lookup, value, request)


@admin.register(Position)
class PositionAdmin(RowAdmin):
    parents = ("person",)
    list_display = ("person", "title", "organisation", "shown_period")
    search_fields = ("person__name", "person__slug", "title", "organisation__name")
    search_aliases = {"person": "person_id", "organisation": "organisation_id"}
    fields = ("person", "organisation", "title", "period", "note")

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        return lookup == "organisation__id__exact" or super().lookup_allowed(lookup, value, request)

    @admin.display(description=_("period"), ordering="period_earliest")
    def shown_period(self, position: Position) -> str:
        return str(position.period or "")


@admin.register(Fact)
class FactAdmin(RowAdmin):
    parents = ("organisation",)
    list_display = ("organisation", "label", "value", "number", "shown_as_of")
    search_fields = ("label", "value", "organisation__name", "organisation__slug")
    search_aliases = {"organisation": "organisation_id"}
    fields = ("organisation", "label", "value", "number", "as_of", "person", "order")

    @admin.display(description=_("as of"), ordering="as_of_earliest")
    def shown_as_of(self, fact: Fact) -> str:
        return str(fact.as_of or "")


@admin.register(Alias)
class AliasAdmin(RowAdmin):
    parents = Alias.targets
    list_display = ("name", "kind", "language", "belongs_to")
    list_filter = ("kind", "language")
    search_fields = ("name", "key")
    fieldsets = (
        (None, {"fields": ("name", "kind", "language")}),
        (_("Whose name it is"), {"fields": Alias.targets, "description": _("Exactly one of these.")}),
    )

    @admin.display(description=_("whose"))
    def belongs_to(self, alias: Alias) -> str:
        return str(alias.target or "")
