"""The admin site: its title, its first page with what waits for staff, and what an autocomplete finds."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from coop.sign_in import SignInForm
from tracker.services.labels import for_labels, label_of
from tracker.services.waiting import REASONS, waiting


class RecordAutocompleteView(AutocompleteJsonView):
    """Finds records by any of their names, and tells homonyms apart."""

    def has_perm(self, request: HttpRequest, obj: Any = None) -> bool:
        allowed = getattr(self.model_admin, "has_autocomplete_permission", None)
        return bool(allowed(request) if allowed else super().has_perm(request, obj))

    def get_queryset(self) -> Any:
        return for_labels(super().get_queryset())

    def serialize_result(self, obj: Any, to_field_name: str) -> dict[str, str]:
        return {"id": str(getattr(obj, to_field_name)), "text": label_of(obj)}


class CoopAdminSite(AdminSite):
    """Where staff keep the record."""

    site_header = _("Coop: the record")
    site_title = _("Coop")
    index_title = _("What waits")
    index_template = "admin/coop_index.html"
    login_template = "admin/coop_login.html"
    login_form = SignInForm

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """The first page: what waits, counted, with links to the lists, then everything there is to edit."""
        allowed = [
            model
            for model in REASONS
            if self.is_registered(model) and self.get_model_admin(model).has_view_permission(request)
        ]
        found = [
            {
                "models": item.model._meta.verbose_name_plural,
                "reason": item.reason.label,
                "count": item.number,
                "url": reverse(
                    f"{self.name}:{item.model._meta.app_label}_{item.model._meta.model_name}_changelist",
                    query={"waiting": item.reason.key},
                ),
            }
            for item in waiting(allowed)
        ]
        return super().index(request, {"waiting": found, **(extra_context or {})})

    def autocomplete_view(self, request: HttpRequest) -> HttpResponse:
        found: HttpResponse = RecordAutocompleteView.as_view(admin_site=self)(request)  # type: ignore[assignment]
        return found
