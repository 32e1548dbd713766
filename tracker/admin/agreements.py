"""The screens of agreements and follow-up actions."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tracker.admin.base import RowAdmin, without
from tracker.admin.filters import WaitingFilter
from tracker.admin.forms import RecordForm
from tracker.admin.importing import ImportingAdmin
from tracker.admin.inlines import AliasInline, CitationInline, ParticipantInline
from tracker.admin.outcomes import OutcomeAdmin
from tracker.admin.publishing import PublishingAdmin
from tracker.admin.rows import TabularRows
from tracker.admin.visits import ActionInline
from tracker.models import Agreement, AgreementDocument, FollowUpAction, Party
from tracker.services.roles import may_publish
from tracker.services.steps import open_steps
from tracker.services.terms import Duration, Term, set_durations
from tracker.services.terms.forms import DurationField, TermField, term_in_words


class PartyInline(TabularRows):
    model = Party
    fields = ("order", "organisation", "country")


class DocumentInline(TabularRows):
    model = AgreementDocument
    fields = ("title", "url", "source", "is_public")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return () if may_publish(request.user, Agreement) else ("is_public",)


class AgreementForm(RecordForm):
    """An agreement, whose durations are typed as people say them."""

    said_term = TermField(dates=False, label=_("Term"))
    said_renewal = DurationField(label=_("Renews itself for"))
    said_notice = DurationField(label=_("Period of notice"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stored = self.instance
        term = Duration.of(stored.term, stored.term_unit)
        found = {
            "said_term": term and Term(term, stored.term_from),
            "said_renewal": Duration.of(stored.renewal, stored.renewal_unit),
            "said_notice": Duration.of(stored.notice_period, stored.notice_unit),
        }
        self.initial = {**found, **self.initial}

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        given = self.cleaned_data
        if "said_term" in given:
            set_durations(self.instance, term=given["said_term"])
        if "said_renewal" in given:
            set_durations(self.instance, renewal=given["said_renewal"])
        if "said_notice" in given:
            set_durations(self.instance, notice=given["said_notice"])
        return cleaned


@admin.register(Agreement)
class AgreementAdmin(OutcomeAdmin, ImportingAdmin, PublishingAdmin):
    outcome_field = "became_agreement"
    form = AgreementForm
    change_form_template = "tracker/admin/agreement_form.html"
    list_display = (
        "reference",
        "title",
        "kind",
        "status",
        "shown_parties",
        "shown_signed",
        "shown_expires",
        "visibility",
    )
    list_display_links = ("reference", "title")
    list_filter = (
        WaitingFilter,
        "visibility",
        "status",
        "kind",
        ("topics", admin.RelatedOnlyFieldListFilter),
        ("programmes", admin.RelatedOnlyFieldListFilter),
    )
    list_prefetch = ("parties__organisation", "parties__country")
    date_hierarchy = "signed_earliest"
    search_fields = ("reference", "title", "number")
    readonly_fields = ("reference",)
    inlines = (PartyInline, ParticipantInline, DocumentInline, ActionInline, AliasInline, CitationInline)
    fieldsets = (
        (None, {"fields": (("reference", "visibility"), "title", ("kind", "number"), "description")}),
        (
            _("Life cycle"),
            {
                "fields": (
                    "status",
                    ("proposed", "agreed"),
                    ("signed", "in_force_from"),
                    "expires",
                    "said_term",
                    ("said_renewal", "said_notice"),
                    ("replaces", "succession"),
                )
            },
        ),
        (_("Termination"), {"fields": (("notice_given", "terminated"), "termination")}),
        (_("Signing"), {"fields": (("place", "country"), "signing_event", "visit")}),
        (_("What about"), {"fields": ("topics", "programmes")}),
        (_("Notes"), {"fields": ("note", "internal_notes")}),
    )

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        return without(super().get_fieldsets(request, obj), () if obj else ("reference",))

    # Who only reads is shown the durations by these, and not by the form's fields.

    @admin.display(description=_("Term"))
    def said_term(self, agreement: Agreement) -> str:
        return term_in_words(Duration.of(agreement.term, agreement.term_unit), agreement.term_from)

    @admin.display(description=_("Renews itself for"))
    def said_renewal(self, agreement: Agreement) -> str:
        return str(Duration.of(agreement.renewal, agreement.renewal_unit) or "")

    @admin.display(description=_("Period of notice"))
    def said_notice(self, agreement: Agreement) -> str:
        return str(Duration.of(agreement.notice_period, agreement.notice_unit) or "")

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> Any:
        agreement = self.get_object(request, object_id)
        if agreement is not None and self.has_change_permission(request, agreement):
            steps = open_steps(agreement, timezone.localdate())
            extra_context = {"open_steps": steps, **(extra_context or {})}
        return super().change_view(request, object_id, form_url, extra_context)

    @admin.display(description=_("parties"))
    def shown_parties(self, agreement: Agreement) -> str:
        return ", ".join(str(party) for party in agreement.parties.all())

    @admin.display(description=_("signed"), ordering="signed_earliest")
    def shown_signed(self, agreement: Agreement) -> str:
        return str(agreement.signed or "")

    @admin.display(description=_("expires"), ordering="expires_latest")
    def shown_expires(self, agreement: Agreement) -> str:
        return str(agreement.expires or "")


@admin.register(Party)
class PartyAdmin(RowAdmin):
    parents = ("agreement",)
    list_display = ("__str__", "agreement")
    search_fields = ("organisation__name", "organisation__slug", "country__english_name", "agreement__title")
    search_aliases = {"organisation": "organisation_id"}
    fields = ("agreement", "organisation", "country", "order")


@admin.register(AgreementDocument)
class AgreementDocumentAdmin(RowAdmin):
    parents = ("agreement",)
    list_display = ("title", "agreement", "source")
    search_fields = ("title", "agreement__title", "agreement__reference")
    fields = ("agreement", "title", "url", "source", "is_public")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        readonly = super().get_readonly_fields(request, obj)
        return readonly if may_publish(request.user, Agreement) else (*readonly, "is_public")


@admin.register(FollowUpAction)
class FollowUpActionAdmin(ImportingAdmin, PublishingAdmin):
    change_form_template = "tracker/admin/action_form.html"
    list_display = (
        "reference",
        "title",
        "owner",
        "basis",
        "shown_due",
        "shown_status",
        "staff",
        "visibility",
    )
    list_display_links = ("reference", "title")
    list_filter = (
        WaitingFilter,
        "visibility",
        "status",
        "basis",
        ("staff", admin.RelatedOnlyFieldListFilter),
    )
    date_hierarchy = "due_latest"
    search_fields = ("reference", "title", "owner_organisation__name", "owner_person__name")
    search_aliases = {"organisation": "owner_organisation_id", "person": "owner_person_id"}
    readonly_fields = ("reference",)
    inlines = (CitationInline,)
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("reference", "visibility"),
                    "title",
                    "description",
                    ("basis", "due", "status"),
                    "result",
                )
            },
        ),
        (
            _("Who"),
            {
                "fields": (
                    "owner_organisation",
                    "owner_person",
                    "owner_country",
                    "counterpart_organisation",
                    "counterpart_person",
                    "counterpart_country",
                    "mutual",
                    "staff",
                )
            },
        ),
        (_("Arising from"), {"fields": ("visit", "stop", "event", "agreement")}),
        (_("What came of it"), {"fields": ("became_visit", "became_agreement")}),
        (_("Comes again"), {"fields": (("repeats", "repeats_unit"), "follows")}),
        (_("What about"), {"fields": ("topics", "programmes")}),
        (_("Notes"), {"fields": ("note", "internal_notes")}),
    )

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        return without(super().get_fieldsets(request, obj), () if obj else ("reference",))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> Any:
        action = self.get_object(request, object_id)
        may_do = action is not None and action.is_open and self.has_change_permission(request, action)
        return super().change_view(request, object_id, form_url, {"may_do": may_do, **(extra_context or {})})

    @admin.display(description=_("owner"))
    def owner(self, action: FollowUpAction) -> str:
        sides = (action.owner_organisation, action.owner_person, action.owner_country)
        return ", ".join(str(side) for side in sides if side)

    @admin.display(description=_("due"), ordering="due_latest")
    def shown_due(self, action: FollowUpAction) -> str:
        return str(action.due or "")

    @admin.display(description=_("status"), ordering="status")
    def shown_status(self, action: FollowUpAction) -> str:
        status = str(action.get_status_display())
        return f"{status} – {_('overdue')}" if action.is_overdue else status
