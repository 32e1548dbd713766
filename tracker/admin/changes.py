"""The screens of changes: what each request, import, merge or step did, and taking it back."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.db import DataError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.admin.change_parts import (
    DID,
    PAGE,
    Chosen,
    chain,
    chosen,
    did,
    done_records,
    kept_page,
    page_of,
    shown_did,
    shown_report,
    summaries,
)
from tracker.admin.deletion import reason_of
from tracker.admin.relations import as_key
from tracker.admin.search import MAX_LENGTH
from tracker.models import Change, Import
from tracker.services.changes import Report, UndoError, can_undo, is_standing, last_of_chain, undo


@admin.register(Change)
class ChangeAdmin(admin.ModelAdmin):
    """Changes are read and taken back, never edited."""

    list_display = ("made_at", "kind", "shown_reason", "shown_did", "by")
    list_display_links = ("made_at",)
    list_filter = ("kind",)
    list_select_related = ("by",)
    search_fields = ("reason", "by__username")
    list_per_page = PAGE
    date_hierarchy = "made_at"
    actions = None

    class Media:
        css = {"all": ["tracker/admin/admin.css"]}

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_urls(self) -> list[Any]:
        screens = {"undo": self.undo_view, "report": self.report_view}
        own = [
            path(f"<str:object_id>/{name}/", self.admin_site.admin_view(view), name=f"tracker_change_{name}")
            for name, view in screens.items()
        ]
        return [*own, *super().get_urls()]

    # --- The list ---

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """The list asked for; raises IncorrectLookupParameters for a query string without sense."""
        if "%00" in request.META.get("QUERY_STRING", ""):
            raise IncorrectLookupParameters
        try:
            changelist = super().get_changelist_instance(request)
        except (ValueError, OverflowError, TypeError, LookupError, DataError) as error:
            raise IncorrectLookupParameters from error
        changes = list(changelist.result_list)
        said = summaries(changes)
        for change in changes:
            change.said = said.get(change.pk, "")
        changelist.result_list = changes
        return changelist

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        return super().get_search_results(request, queryset, search_term[:MAX_LENGTH].replace("\0", " "))

    @admin.display(description=gettext_lazy("why"), ordering="reason")
    def shown_reason(self, change: Change) -> str:
        return change.reason or "–"

    @admin.display(description=gettext_lazy("what it did"))
    def shown_did(self, change: Any) -> str:
        return change.said or _("nothing")

    # --- One change ---

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """What it did, field by field, and what taking it back kept."""
        change = self._change(request, object_id)
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        counted = did(change)
        wanted = chosen(request, counted)
        number, pages, beyond = page_of(request, wanted.records)
        lists = [wanted] if wanted.kind else []
        if "kind" not in request.GET and sum(one[what] for one in counted for what in DID) <= PAGE:
            lists = [
                Chosen(one["kind"], one["label"], what, one[what])
                for one in counted
                for what in DID
                if one[what]
            ]
        later, last = chain(change), last_of_chain(change)
        context = {
            **shown_did(counted, [(one, done_records(change, one, number)) for one in lists]),
            "page_number": number,
            "pages": pages,
            "wrong": wanted.wrong or beyond,
            "reports": [
                shown_report(one, url=reverse("admin:tracker_change_report", args=[one.pk]))
                for one in reversed([change, *later] if change.undoes_id else later)
            ],
            "imported_by": Import.objects.filter(change=change).first(),
            "standing": is_standing(change),
            "may_undo": bool(counted) and not can_undo(last, request.user),
        }
        return self._page(request, "change", _("Change %(number)d") % {"number": change.pk}, change, context)

    def report_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """All that one taking back kept, by pages."""
        change = self._change(request, object_id)
        if change.undoes is None:
            raise Http404
        return self._page(request, "report", _("What was kept"), change, kept_page(request, change))

    def undo_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Says what taking back will do, asks for a reason, and does it."""
        change = self._change(request, object_id)
        if request.method not in ("GET", "HEAD", "POST"):
            return HttpResponseNotAllowed(["GET", "POST"])
        last = last_of_chain(change)
        refusal = can_undo(last, request.user)
        reason, wrong = reason_of(request), ""
        if request.method == "POST" and not refusal:
            if request.POST.get("last", "") != str(last.pk):
                wrong = _(
                    "Somebody else has just taken this back, or done it again. Look at it as it is now."
                )
            elif not reason:
                wrong = _("Say why: the reason stands in the history of every record.")
            else:
                try:
                    return self._undone(request, change, undo(last, by=request.user, reason=reason))  # type: ignore[arg-type]
                except UndoError as error:
                    wrong = str(error)
        standing = is_standing(change)
        title = _("Take back change %(number)d") if standing else _("Do change %(number)d again")
        context = {
            **shown_did(did(last), []),
            "last": last,
            "standing": standing,
            "refusal": refusal,
            "wrong": wrong,
            "reason": reason,
        }
        page = self._page(request, "undo", title % {"number": change.pk}, change, context)
        if refusal and request.method == "POST":
            page.status_code = 403
        return page

    def _undone(self, request: HttpRequest, change: Change, taken_back: Change) -> HttpResponse:
        report = Report.from_json(taken_back.report)
        said = _("Done: %(total)d records were put back, %(kept)d stayed as they are. The report is below.")
        values = {"total": report.total, "kept": len(report.kept)}
        self.message_user(request, said % values, messages.SUCCESS)
        return HttpResponseRedirect(f"{change.get_admin_url()}#reports")

    def _change(self, request: HttpRequest, object_id: str) -> Change:
        """The change that an address names, to be looked at.

        Raises PermissionDenied for who may not, and Http404 where there is none.
        """
        if not self.has_view_permission(request):
            raise PermissionDenied
        key = as_key(Change, object_id)
        change = key and Change.objects.select_related("by", "undoes").filter(pk=key).first()
        if not change:
            raise Http404
        return change

    def _page(
        self, request: HttpRequest, template: str, title: str, change: Change, context: dict[str, Any]
    ) -> HttpResponse:
        shown = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": title,
            "media": self.media,
            "change": change,
            **context,
        }
        return TemplateResponse(request, f"tracker/admin/changes/{template}.html", shown)
