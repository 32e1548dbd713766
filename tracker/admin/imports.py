"""The screens of imports of visits: the list, the upload, the confirmation, and the page of each import."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.db import DataError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from import_export.admin import ImportMixin

from tracker.admin.import_forms import ScopeForm, TextFields, WorkbookForm
from tracker.admin.import_pages import BUSY, OPEN, address, is_text, may_import, next_step, same_file
from tracker.admin.import_preview import PreviewViews, as_file, gone
from tracker.admin.import_undo import UndoViews
from tracker.admin.relations import as_key
from tracker.admin.search import MAX_LENGTH
from tracker.choices import ImportScope, ImportStatus
from tracker.imports import running, tasks
from tracker.imports.options import SHAPES, Options
from tracker.imports.plan import CHANGED, DUPLICATE, NEW, PROBLEM, UNCHANGED
from tracker.imports.reading.limits import MAX_FILE
from tracker.imports.resource import WorkbookResource
from tracker.imports.templates import template_workbook
from tracker.models import Import

#: Work that nobody has begun for so long lacks a worker.
WITHOUT_WORKER = timedelta(seconds=15)
#: An import that can be read anew: nothing of it was written, and nobody is writing.
READABLE = (*OPEN, ImportStatus.UPLOADED, ImportStatus.CHECKING, ImportStatus.REFUSED)
#: What an import's page counts.
_COUNTED: dict[str, str | Promise] = {
    NEW: gettext_lazy("New visits"),
    CHANGED: gettext_lazy("Changed visits"),
    UNCHANGED: gettext_lazy("Unchanged"),
    DUPLICATE: gettext_lazy("Duplicates in the file"),
    PROBLEM: gettext_lazy("Visits held back"),
}


@admin.register(Import)
class ImportAdmin(ImportMixin, PreviewViews, UndoViews):
    """Imports of visits, from upload to taking back."""

    import_export_change_list_template = "tracker/admin/imports/list.html"
    import_form_class = WorkbookForm
    confirm_form_class = ScopeForm
    list_display = ("file_name", "uploaded_at", "uploaded_by", "shown_status", "shown_next")
    list_filter = ("status",)
    list_select_related = ("uploaded_by",)
    search_fields = ("file_name", "uploaded_by__username")
    list_per_page = 50
    date_hierarchy = "uploaded_at"

    def has_import_permission(self, request: HttpRequest) -> bool:
        return may_import(request)

    def get_import_resource_classes(self, request: HttpRequest) -> list[type[WorkbookResource]]:
        return [WorkbookResource]

    def get_urls(self) -> list[Any]:
        screens = {
            "preview": self.preview_view,
            "problems": self.problems_view,
            "file": self.file_view,
            "read": self.read_view,
            "progress": self.progress_view,
            "state": self.state_view,
            "undo": self.undo_view,
        }
        own = [
            path(
                f"<str:object_id>/{name}/",
                self.admin_site.admin_view(view),
                name=f"tracker_import_{name}",
            )
            for name, view in screens.items()
        ]
        report = self.admin_site.admin_view(self.report_view)
        template = self.admin_site.admin_view(self.template_view)
        return [
            path("template/<str:shape>/", template, name="tracker_import_template"),
            path("<str:object_id>/report/<str:change_id>/", report, name="tracker_import_report"),
            *own,
            *super().get_urls(),
        ]

    # --- The list ---

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        return super().changelist_view(request, {"title": _("Imports of visits"), **(extra_context or {})})

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """The list asked for; raises IncorrectLookupParameters for a query string without sense."""
        if "%00" in request.META.get("QUERY_STRING", ""):
            raise IncorrectLookupParameters
        try:
            return super().get_changelist_instance(request)
        except (ValueError, OverflowError, TypeError, LookupError, DataError) as error:
            raise IncorrectLookupParameters from error

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        return super().get_search_results(request, queryset, search_term[:MAX_LENGTH].replace("\0", " "))

    @admin.display(description=gettext_lazy("status"), ordering="status")
    def shown_status(self, record: Import) -> str:
        counts = record.counts
        numbers = {name: counts.get(name, 0) for name in (NEW, CHANGED, UNCHANGED, "problems", "questions")}
        said = {
            NEW: _("%(count)d new"),
            CHANGED: _("%(count)d changed"),
            UNCHANGED: _("%(count)d unchanged"),
            "problems": ngettext("%(count)d problem", "%(count)d problems", numbers["problems"]),
            "questions": ngettext("%(count)d question", "%(count)d questions", numbers["questions"]),
        }
        shown = [said[name] % {"count": number} for name, number in numbers.items() if number]
        status = str(record.get_status_display())
        return f"{status}: {', '.join(shown)}" if shown else status

    @admin.display(description=gettext_lazy("what comes next"))
    def shown_next(self, record: Import) -> SafeString:
        return format_html('<a href="{}">{}</a>', *next_step(record))

    # --- Upload ---

    def import_action(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """The upload; what was uploaded is read at once where it is small."""
        self.require_import(request)
        if request.method not in ("GET", "HEAD", "POST"):
            return HttpResponseNotAllowed(["GET", "POST"])
        form = self.create_import_form(request)
        if request.method == "POST" and form.is_valid():
            file: Any = form.cleaned_data["import_file"]
            user: Any = request.user
            record = running.receive(file.read(), file.name, by=user, options=form.options())
            self.read(record)
            if same_file(record):
                self.message_user(
                    request, _("This very file was uploaded before: see below."), messages.WARNING
                )
            return self.go_on(request, record)
        templates = [(shape, reverse("admin:tracker_import_template", args=[shape])) for shape in SHAPES]
        context = {"form": form, "templates": dict(templates), "max_megabytes": MAX_FILE // 1024**2}
        return self.page(request, "upload", _("Import visits"), **context)

    def get_import_form_kwargs(self, request: HttpRequest) -> dict[str, Any]:
        # The library takes a form without any field for none.
        posted = request.method == "POST"
        return {"data": request.POST if posted else None, "files": request.FILES if posted else None}

    def template_view(self, request: HttpRequest, shape: str) -> HttpResponse:
        """A workbook to fill in."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if shape not in SHAPES:
            raise Http404
        return as_file(template_workbook(shape), f"coop-{shape}.xlsx")

    def read_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Reads a workbook again, perhaps in another encoding or without what was chosen."""
        record = self.record(request, object_id)
        self.require_import(request)
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        page = address(record, "change")
        if record.status not in READABLE or record.is_written:
            return self.go(request, page, running.refusal(record, ImportScope.GOOD))
        form = TextFields(request.POST)
        if not form.is_valid():
            sentence = _("This is none of the encodings or separators that are known here.")
            return self.go(request, page, sentence)
        options = Options() if "forget" in request.POST else Options.from_json(record.options)
        if "encoding" in request.POST:
            form.apply_text(options)
        running.set_options(record, options)
        self.read(record)
        return self.go_on(request, record)

    # --- Confirmation and progress ---

    def process_import(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Have written what was previewed."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        self.require_import(request)
        form = self.create_confirm_form(request)
        listed = reverse("admin:tracker_import_changelist")
        key = form.is_valid() and as_key(Import, form.cleaned_data["import_file_name"])
        record = key and Import.objects.filter(pk=key).first()
        if not record:
            return self.go(request, listed, _("Nothing was imported: open the preview, and confirm there."))
        tasks.settle(record)
        if record.digest != form.cleaned_data["digest"]:
            sentence = _(
                "Nothing was imported: the preview has changed since you opened it. Look at it again."
            )
            return self.go(request, next_step(record)[0], sentence)
        return self._confirm(request, record, form.cleaned_data["scope"])

    def get_confirm_form_kwargs(self, request: HttpRequest, import_form: Any = None) -> dict[str, Any]:
        return {"data": request.POST}

    def _confirm(self, request: HttpRequest, record: Import, scope: str) -> HttpResponse:
        user: Any = request.user
        try:
            if record.status in OPEN and not record.file.storage.exists(str(record.file.name)):
                raise FileNotFoundError
            result = WorkbookResource(record).import_data(user=user, scope=scope)
        except running.ImportRefusedError as error:
            return self.go(request, next_step(record)[0], str(error))
        except FileNotFoundError:
            record.status, record.problem = ImportStatus.REFUSED, gone()
            record.save(update_fields=["status", "problem"])
            return self.go_on(request, record)
        return self.process_result(result, request)

    def process_result(self, result: Any, request: HttpRequest) -> HttpResponse:
        """To the screen that shows what came of a confirmation."""
        record: Import = result.record
        if record.status == ImportStatus.DONE:
            sentence = _("Written. New visits: %(new)d, changed: %(changed)d.")
            counts = {name: record.counts.get(name, 0) for name in (NEW, CHANGED)}
            self.message_user(request, sentence % counts, messages.SUCCESS)
        return self.go_on(request, record)

    def progress_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """How far the work is; a script, or without one the browser, asks again."""
        record = self.record(request, object_id)
        if record.status not in BUSY:
            return self.go_on(request, record)
        title = _("%(file)s is %(status)s")
        return self.page(
            request,
            "progress",
            title % {"file": record, "status": record.get_status_display()},
            record=record,
            state=self._state(record),
            state_url=address(record, "state"),
        )

    def state_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """How far the work is, for the script."""
        return JsonResponse(self._state(self.record(request, object_id)))

    @staticmethod
    def _state(record: Import) -> dict[str, Any]:
        percent, step = running.progress_of(record)
        since = tasks.waiting_since(record) if record.status in BUSY else None
        if since is not None:
            percent, step = 0, _("Waiting to begin")
        return {
            "status": record.status,
            "percent": percent,
            "step": step,
            "busy": record.status in BUSY,
            "lacks_worker": since is not None and since < timezone.now() - WITHOUT_WORKER,
            "next": next_step(record)[0],
        }

    # --- The page of an import ---

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """What is known of an import, what it did, and what can be done now."""
        record = self.record(request, object_id)
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET"])
        refused = record.status == ImportStatus.REFUSED
        again = OPEN[1:] if not running.refusal(record, record.scope or ImportScope.ALL) else ()
        context = {
            "record": record,
            "source": record.source,
            "busy": record.status in BUSY,
            "readable": record.status in (ImportStatus.UPLOADED, ImportStatus.REFUSED),
            "has_choices": record.options != Options().to_json(),
            "text_form": TextFields(initial=TextFields.initial_text(Options.from_json(record.options)))
            if refused and is_text(record)
            else None,
            "can_run_again": may_import(request) and record.status in again,
            "has_preview": record.status not in (ImportStatus.UPLOADED, ImportStatus.REFUSED)
            and bool(record.preview),
            "same_file": same_file(record),
            "counts": [(label, record.counts.get(name, 0)) for name, label in _COUNTED.items()]
            if record.counts
            else [],
            **self.what_it_did(request, record),
        }
        return self.page(request, "import", str(record), **context)
