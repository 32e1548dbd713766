"""The screens of programmes, topics, sources, citations and countries."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django_countries import countries

from tracker.admin.base import RecordAdmin, RowAdmin, SluggedMixin, number_of, without
from tracker.admin.filters import WaitingFilter
from tracker.admin.importing import ImportingAdmin
from tracker.admin.inlines import AliasInline, CitationInline, ParticipantInline
from tracker.admin.search import MAX_LENGTH
from tracker.models import Citation, Country, Programme, Source, Topic


@admin.register(Programme)
class ProgrammeAdmin(ImportingAdmin, SluggedMixin):
    list_display = ("name", "lead", "shown_period")
    list_filter = (WaitingFilter, ("topics", admin.RelatedOnlyFieldListFilter))
    search_fields = ("name", "slug", "lead__name")
    search_aliases = {"organisation": "lead_id"}
    inlines = (ParticipantInline, AliasInline, CitationInline)
    fieldsets = (
        (None, {"fields": ("name", "lead", "partners", "period", "description", "topics", "website")}),
        (_("Notes"), {"fields": ("note", "internal_notes")}),
        (_("Elsewhere in the record"), {"fields": ("slug",)}),
    )

    @admin.display(description=_("period"), ordering="period_earliest")
    def shown_period(self, programme: Programme) -> str:
        return str(programme.period or "")


@admin.register(Topic)
class TopicAdmin(ImportingAdmin, SluggedMixin):
    list_display = ("name", "description")
    search_fields = ("name", "slug")
    inlines = (AliasInline,)
    fieldsets = (
        (None, {"fields": ("name", "description")}),
        (_("Notes"), {"fields": ("internal_notes",)}),
        (_("Elsewhere in the record"), {"fields": ("slug",)}),
    )


@admin.register(Source)
class SourceAdmin(ImportingAdmin, SluggedMixin):
    list_display = ("title", "kind", "publisher", "shown_dated", "citation_count")
    list_filter = ("kind", "language")
    date_hierarchy = "dated_earliest"
    search_fields = ("title", "slug", "file_name", "publisher__name")
    search_aliases = {"organisation": "publisher_id"}
    readonly_fields = ("citation_list",)
    fieldsets = (
        (None, {"fields": ("title", "kind", "publisher", "dated", "language", "url")}),
        (_("File"), {"fields": ("file_name", "sha256", "paragraphs")}),
        (_("Notes"), {"fields": ("note", "internal_notes")}),
        (_("Elsewhere in the record"), {"fields": ("slug", "citation_list")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_queryset(request).annotate(cited=number_of(Citation, "source"))
        return rows

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        return without(super().get_fieldsets(request, obj), () if obj else ("citation_list",))

    @admin.display(description=_("dated"), ordering="dated_earliest")
    def shown_dated(self, source: Source) -> str:
        return str(source.dated or "")

    @admin.display(description=_("citations"), ordering="cited")
    def citation_count(self, source: Any) -> int:
        return int(source.cited or 0)

    @admin.display(description=_("citations"))
    def citation_list(self, source: Source) -> SafeString:
        """How many there are, and the way to them: a workbook may have thousands."""
        number = source.citations.count()
        url = reverse("admin:tracker_citation_changelist", query={"source__id__exact": source.pk})
        sentence = ngettext("%(count)d citation", "%(count)d citations", number) % {"count": number}
        return format_html('<a href="{}">{}</a>', url, sentence)


@admin.register(Citation)
class CitationAdmin(RowAdmin):
    on_index = True
    parents = Citation.targets
    list_display = ("about", "source", "locator", "field", "stance")
    list_filter = ("stance", ("source", admin.RelatedOnlyFieldListFilter))
    search_fields = ("source__title", "source__slug", "note", "field")
    fieldsets = (
        (None, {"fields": ("source", ("sheet", "line"), "stance", "note")}),
        (
            _("What it is about"),
            {
                "fields": (*Citation.targets, "field"),
                "description": _("Exactly one record, and a field of it."),
            },
        ),
    )

    @admin.display(description=_("about"))
    def about(self, citation: Citation) -> str:
        return str(citation.target or "")

    @admin.display(description=_("where"), ordering="line")
    def locator(self, citation: Citation) -> str:
        return citation.locator


@admin.register(Country)
class CountryAdmin(RecordAdmin):
    """Countries come from ISO 3166 with a migration: they are for reading and choosing."""

    list_display = ("code", "name")
    search_fields = ("english_name", "code")
    fields = ("code", "name")
    readonly_fields = ("name",)
    list_per_page = 300
    view_on_site = False  # a country that does not occur has no page

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Countries by their name in English, or in the language of the page."""
        term = search_term[:MAX_LENGTH].replace("\0", " ").strip()
        named = [country.code for country in countries if term.casefold() in str(country.name).casefold()]
        if not term:
            return queryset, False
        return queryset.filter(
            Q(english_name__icontains=term) | Q(code__iexact=term) | Q(code__in=named)
        ), False

    @admin.display(description=_("name"), ordering="english_name")
    def name(self, country: Country) -> str:
        return country.name
