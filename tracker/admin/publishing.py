"""Publishing: the records that are drafts, internal or public."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from tracker.admin.base import RecordAdmin
from tracker.admin.deletion import public_among, reason_of
from tracker.choices import Visibility
from tracker.services.roles import is_public, may_publish
from tracker.services.visibility import set_visibility


class ReasonedActionForm(ActionForm):
    """The choice of an action, with the reason that goes into the history."""

    reason = forms.CharField(label=_("Reason:"), max_length=500, required=False)


class PublishingAdmin(RecordAdmin):
    """Records with a visibility: who may set it, and the actions that set it for many."""

    action_form = ReasonedActionForm
    actions = ["publish", "make_internal", "make_draft", *RecordAdmin.actions]

    # --- The field ---

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return may_publish(request.user, self.model)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        readonly = super().get_readonly_fields(request, obj)
        # What is stored counts, not an earlier version that is looked at.
        if obj is not None and not self.has_publish_permission(request) and is_public(obj):
            return (*readonly, "visibility")
        return readonly

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        fields: Any = form.base_fields
        if "visibility" in fields and not self.has_publish_permission(request):
            # Assigning choices to the field checks them; the widget only shows them.
            fields["visibility"].choices = [
                choice for choice in Visibility.choices if choice[0] != Visibility.PUBLIC
            ]
        return form

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        # The field is not there to be posted, but an earlier version that is restored brings its own
        # visibility.
        if change and not self.has_publish_permission(request) and is_public(obj):
            obj.visibility = Visibility.PUBLIC
        super().save_model(request, obj, form, change)

    # --- The actions ---

    @admin.action(permissions=["publish"], description=_("Publish selected %(verbose_name_plural)s"))
    def publish(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        self._set(request, queryset, Visibility.PUBLIC)

    @admin.action(permissions=["change"], description=_("Make selected %(verbose_name_plural)s internal"))
    def make_internal(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        self._set(request, queryset, Visibility.INTERNAL)

    @admin.action(permissions=["change"], description=_("Make selected %(verbose_name_plural)s drafts"))
    def make_draft(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        self._set(request, queryset, Visibility.DRAFT)

    def _set(self, request: HttpRequest, queryset: QuerySet[Any], visibility: Visibility) -> None:
        reason = reason_of(request)
        taken_back = visibility != Visibility.PUBLIC and self.has_publish_permission(request)
        if taken_back and not reason and public_among(queryset):
            refusal = _(
                "Nothing was changed: give a reason, because something public is among what you selected."
            )
            self.message_user(request, refusal, messages.ERROR)
            return
        outcome = set_visibility(queryset, visibility, by=request.user, reason=reason)  # type: ignore[arg-type]
        if outcome.changed:
            sentence = ngettext(
                "%(count)d record is now %(visibility)s.",
                "%(count)d records are now %(visibility)s.",
                outcome.changed,
            )
            self._tell(request, sentence, outcome.changed, visibility, messages.SUCCESS)
        if outcome.unchanged:
            sentence = ngettext(
                "%(count)d record was %(visibility)s already.",
                "%(count)d records were %(visibility)s already.",
                outcome.unchanged,
            )
            self._tell(request, sentence, outcome.unchanged, visibility, messages.INFO)
        if outcome.refused:
            sentence = ngettext(
                "%(count)d record is public and stays so: ask a Publisher to take it back.",
                "%(count)d records are public and stay so: ask a Publisher to take them back.",
                outcome.refused,
            )
            self._tell(request, sentence, outcome.refused, visibility, messages.WARNING)

    def _tell(
        self, request: HttpRequest, sentence: str, count: int, visibility: Visibility, level: int
    ) -> None:
        values = {"count": count, "visibility": visibility.label}
        self.message_user(request, sentence % values, level)
