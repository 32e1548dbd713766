"""The screens of visits and their stops."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from tracker.admin.base import RecordAdmin, RowAdmin, without
from tracker.admin.filters import WaitingFilter
from tracker.admin.forms import RecordForm
from tracker.admin.inlines import (
    CitationInline,
    ParticipantInline,
    StopParticipantsInline,
    VisitMembersInline,
)
from tracker.admin.outcomes import OutcomeAdmin
from tracker.admin.publishing import PublishingAdmin
from tracker.admin.rows import StackedRows, TabularRows
from tracker.models import Agreement, FollowUpAction, Stop, Visit


class HappeningAdmin(RecordAdmin):
    """What the lists of visits and events share."""

    date_hierarchy = "dates_earliest"

    @admin.display(description=_("dates"), ordering="dates_earliest")
    def shown_dates(self, record: Any) -> str:
        return str(record.dates or "")

    @admin.display(description=_("status"), ordering="status")
    def shown_status(self, record: Any) -> str:
        if record.has_lapsed:
            return f"{record.get_status_display()} – {_('day passed, nothing recorded since')}"
        return str(record.get_status_display())


class StopInline(StackedRows):
    """The itinerary of a visit."""

    model = Stop
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("order", "day", "kind"),
                    "title",
                    ("host", "event"),
                    ("place", "country"),
                    "said",
                    ("topics", "programmes"),
                )
            },
        ),
    )
    verbose_name_plural = _("itinerary")

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("topics", "programmes")


class ActionInline(TabularRows):
    """What must happen after a visit or by an agreement; each has a page of its own for the rest."""

    model = FollowUpAction
    fields = ("title", "basis", "owner_organisation", "counterpart_organisation", "due", "status")
    can_delete = False

    def __init__(self, parent_model: Any, admin_site: Any) -> None:
        super().__init__(parent_model, admin_site)
        # What it arises from; what it led to is another link to the same kind of record.
        self.fk_name = parent_model._meta.model_name


class AgreementInline(TabularRows):
    """Agreements that arose from a visit."""

    model = Agreement
    fields = ("title", "kind", "status", "signed")
    can_delete = False


class VisitForm(RecordForm):
    """A visit, whose delegation is not changed together with the members of the one it had."""

    #: Whether members were entered with this form; None for a visit that is being added.
    members_changed: ClassVar[Callable[[], bool] | None] = None

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        changed = type(self).members_changed
        if "delegation" in self.changed_data and changed is not None and changed():
            sentence = _("Save the new delegation first; its members are entered after that.")
            self.add_error("delegation", sentence)
        return cleaned


@admin.register(Visit)
class VisitAdmin(OutcomeAdmin, HappeningAdmin, PublishingAdmin):
    """A visit is edited whole on one page."""

    outcome_field = "became_visit"
    form = VisitForm
    change_list_template = "tracker/admin/visit_list.html"
    list_display = (
        "reference",
        "title",
        "delegation",
        "shown_dates",
        "shown_status",
        "shown_countries",
        "visibility",
    )
    list_display_links = ("reference", "title")
    list_filter = (
        WaitingFilter,
        "visibility",
        "status",
        ("countries", admin.RelatedOnlyFieldListFilter),
        ("topics", admin.RelatedOnlyFieldListFilter),
        ("programmes", admin.RelatedOnlyFieldListFilter),
    )
    list_prefetch = ("countries",)
    search_fields = ("reference", "title", "delegation__name", "delegation__slug")
    search_aliases = {"delegation": "delegation_id"}
    readonly_fields = ("reference", "stop_actions")
    inlines = (
        StopInline,
        VisitMembersInline,
        StopParticipantsInline,
        ActionInline,
        AgreementInline,
        CitationInline,
    )
    fieldsets = (
        (None, {"fields": (("reference", "visibility"), "title", "delegation", ("dates", "status"))}),
        (_("Where and by whose invitation"), {"fields": ("countries", "invited_by")}),
        (_("What for"), {"fields": ("purpose", "outcome", "topics", "programmes")}),
        (_("Notes"), {"fields": ("note", "internal_notes", "stop_actions")}),
    )

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        if obj is not None:
            return fieldsets
        (title, options), *rest = without(fieldsets, ("reference", "stop_actions"))
        sentence = _(
            "Members of the delegation, participants at stops and citations are entered here once the visit"
            " has been saved, which leads back here."
        )
        return [(title, {**options, "description": sentence}), *rest]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        form.members_changed = partial(self._members_changed, request, obj) if change else None
        return form

    def _members_changed(self, request: HttpRequest, visit: Visit) -> bool:
        """Whether anything was posted for the members of the delegation that is stored for `visit`."""
        for formset_class, inline in self.get_formsets_with_inlines(request, visit):
            if isinstance(inline, VisitMembersInline):
                prefix = formset_class.get_default_prefix()
                arguments = self.get_formset_kwargs(request, visit, inline, prefix)
                return bool(formset_class(**arguments).has_changed())
        return False

    def response_post_save_add(self, request: HttpRequest, obj: Visit) -> HttpResponseRedirect:
        """Its own page, where its members are entered next."""
        return HttpResponseRedirect(reverse("admin:tracker_visit_change", args=[obj.pk]))

    @admin.display(description=_("countries"))
    def shown_countries(self, visit: Visit) -> str:
        return ", ".join(str(country) for country in visit.countries.all())

    @admin.display(description=_("follow-up actions of its stops"))
    def stop_actions(self, visit: Visit) -> SafeString | str:
        """Those that name a stop and not the visit; the others are rows below."""
        return self.links(FollowUpAction.objects.filter(stop__visit=visit, visit=None))


@admin.register(Stop)
class StopAdmin(RowAdmin):
    parents = ("visit",)
    list_display = ("title", "visit", "order", "shown_day", "kind", "host", "country")
    list_filter = ("kind", ("country", admin.RelatedOnlyFieldListFilter))
    date_hierarchy = "day_earliest"
    search_fields = ("title", "place", "visit__reference", "visit__title", "host__name", "host__slug")
    search_aliases = {"organisation": "host_id"}
    inlines = (ParticipantInline,)
    fieldsets = (
        (
            None,
            {"fields": ("visit", ("order", "day", "kind"), "title", ("host", "event"), ("place", "country"))},
        ),
        (_("What for"), {"fields": ("said", "topics", "programmes")}),
    )

    @admin.display(description=_("day"), ordering="day_earliest")
    def shown_day(self, stop: Stop) -> str:
        return str(stop.day or "")
