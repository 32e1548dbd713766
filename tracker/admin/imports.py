"""The screens of the import of visits: upload, preview, decisions, confirmation."""

from __future__ import annotations

import logging
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from tracker.admin.import_forms import (
    CENTURIES,
    SHAPE_LABELS,
    UploadForm,
    decided,
    fields_of,
    forget,
    read_names,
    read_options,
    read_same,
)
from tracker.admin.import_pages import WrittenPages
from tracker.choices import ImportScope, ImportStatus, Status
from tracker.imports import running
from tracker.imports.matching import describe
from tracker.imports.options import SHAPES, Options
from tracker.imports.planning import PlanningError, plan_import
from tracker.imports.preview import PAGE, Preview
from tracker.imports.reports import problem_workbook
from tracker.imports.resource import WorkbookResource
from tracker.imports.tasks import check_import
from tracker.imports.templates import template_workbook
from tracker.imports.workbook import ReadingError, column_letters
from tracker.models import Import

logger = logging.getLogger(__name__)

#: Files of so many bytes are checked within the request; larger ones by the worker.
CHECKED_AT_ONCE = 2 * 1024 * 1024
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: What can be shown of a preview, in the order of the tabs.
SHOWN = {
    "read": gettext_lazy("How it was read"),
    "problems": gettext_lazy("Problems"),
    "questions": gettext_lazy("Questions"),
    "open": gettext_lazy("Names to decide"),
    "names": gettext_lazy("New names"),
    "new": gettext_lazy("New visits"),
    "changed": gettext_lazy("Changed visits"),
    "unchanged": gettext_lazy("Unchanged"),
    "duplicate": gettext_lazy("Repeated rows"),
    "notices": gettext_lazy("Notices"),
}
#: The states in which somebody or something is at it.
BUSY = (ImportStatus.CHECKING, ImportStatus.QUEUED, ImportStatus.WRITING, ImportStatus.UNDOING)
WRITTEN = (ImportStatus.DONE, ImportStatus.UNDONE)


@admin.register(Import)
class ImportAdmin(WrittenPages):
    """Uploads, what each would do, and what it did."""

    list_display = ("file_name", "uploaded_at", "uploaded_by", "status", "shown_counts")
    list_filter = ("status",)
    search_fields = ("file_name", "sha256")
    date_hierarchy = "uploaded_at"
    list_select_related = ("uploaded_by",)
    list_per_page = 50
    actions = None
    change_list_template = "tracker/admin/imports/list.html"

    @admin.display(description=gettext_lazy("visits"))
    def shown_counts(self, record: Import) -> str:
        counts = record.counts
        if not counts:
            return "–"
        return _("%(new)s new, %(changed)s changed, %(problem)s with problems") % {
            "new": counts.get("new", 0),
            "changed": counts.get("changed", 0),
            "problem": counts.get("problem", 0),
        }

    # --- Who may ---

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_import_permission(self, request: HttpRequest) -> bool:
        """Whether somebody may upload workbooks and have them written."""
        return bool(
            request.user.has_perm("tracker.add_import") and request.user.has_perm("tracker.add_visit")
        )

    def _allow(self, request: HttpRequest) -> None:
        if not self.has_import_permission(request):
            raise PermissionDenied

    def _record(self, pk: int) -> Import:
        record = Import.objects.select_related("change", "uploaded_by").filter(pk=pk).first()
        if record is None:
            raise Http404
        return running.settle(record)

    # --- Addresses ---

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        own = [
            path("upload/", view(self.upload_view), name="tracker_import_upload"),
            path(
                "template/<slug:shape>/",
                view(require_safe(self.template_view)),
                name="tracker_import_template",
            ),
            path("<int:pk>/options/", view(require_POST(self.options_view)), name="tracker_import_options"),
            path("<int:pk>/decide/", view(require_POST(self.decide_view)), name="tracker_import_decide"),
            path("<int:pk>/confirm/", view(require_POST(self.confirm_view)), name="tracker_import_confirm"),
            path("<int:pk>/discard/", view(require_POST(self.discard_view)), name="tracker_import_discard"),
            path(
                "<int:pk>/problems/", view(require_safe(self.problems_view)), name="tracker_import_problems"
            ),
        ]
        return [*own, *self.written_urls(), *super().get_urls()]

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        return HttpResponseRedirect(reverse("admin:tracker_import_upload"))

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        context = {"may_import": self.has_import_permission(request), **(extra_context or {})}
        return super().changelist_view(request, context)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """The page of one import: its progress, its preview, or what it did."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if not object_id.isascii() or not object_id.isdigit() or len(object_id) > 18:
            raise Http404
        record = self._record(int(object_id))
        if record.status in BUSY:
            return HttpResponseRedirect(reverse("admin:tracker_import_progress", args=[record.pk]))
        if record.status in WRITTEN:
            context = {**self._context(request, record), **self.result_context(request, record)}
            return TemplateResponse(request, "tracker/admin/imports/result.html", context)
        if record.status == ImportStatus.REFUSED or not record.preview:
            return self._upload_page(request, UploadForm(), refused=record)
        return self._preview_page(request, record)

    def _context(self, request: HttpRequest, record: Import | None = None) -> dict[str, Any]:
        return {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "record": record,
            "title": record.file_name if record else _("Import visits"),
            "may_import": self.has_import_permission(request),
        }

    # --- Upload ---

    def upload_view(self, request: HttpRequest) -> HttpResponse:
        """Take a workbook in; what it would do is shown next."""
        self._allow(request)
        if request.method != "POST":
            return self._upload_page(request, UploadForm())
        form = UploadForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._upload_page(request, form)
        file = form.cleaned_data["workbook"]
        options = Options(encoding=form.cleaned_data["encoding"], separator=form.cleaned_data["separator"])
        record = running.receive(file.read(), file.name or "", by=request.user, options=options)  # type: ignore[arg-type]
        self._say_if_known(request, record)
        if file.size > CHECKED_AT_ONCE:
            record.status = ImportStatus.CHECKING
            record.save(update_fields=["status"])
            check_import.enqueue(record.pk)
        else:
            WorkbookResource(record).import_data(dry_run=True)
        return HttpResponseRedirect(record.get_admin_url())

    def _say_if_known(self, request: HttpRequest, record: Import) -> None:
        same = Import.objects.filter(sha256=record.sha256, status__in=WRITTEN).exclude(pk=record.pk).first()
        if same is not None:
            sentence = _(
                "This very file was imported before, on %(day)s. What it would do now is shown below."
            )
            self.message_user(request, sentence % {"day": f"{same.uploaded_at:%Y-%m-%d}"}, messages.WARNING)

    def _upload_page(
        self, request: HttpRequest, form: UploadForm, *, refused: Import | None = None
    ) -> HttpResponse:
        context = {
            **self._context(request),
            "form": form,
            "refused": refused,
            "templates": [(shape, SHAPE_LABELS[shape]) for shape in SHAPES],
        }
        return TemplateResponse(request, "tracker/admin/imports/upload.html", context)

    def template_view(self, request: HttpRequest, shape: str) -> HttpResponse:
        """A workbook to fill in."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if shape not in SHAPES:
            raise Http404
        return _download(template_workbook(shape), f"coop-{shape}.xlsx")

    # --- Preview ---

    def _preview_page(self, request: HttpRequest, record: Import) -> HttpResponse:
        preview = Preview(record)
        try:
            summary = preview.summary()
        except (OSError, KeyError, ValueError):
            running.check(record)
            if record.status == ImportStatus.REFUSED:
                return self._upload_page(request, UploadForm(), refused=record)
            summary = preview.summary()
        sizes: dict[str, int] = summary["sizes"]
        show = request.GET.get("show", "")
        if show not in SHOWN:
            if show:
                self.message_user(request, _("There is no such part of a preview."), messages.WARNING)
            show = self._first_to_look_at(record, sizes)
        number, last = _page_number(request.GET.get("page", ""), sizes.get(show, 0))
        items = list(preview.page(show, number)) if show != "read" else []
        if show == "open":
            _describe_candidates(items)
        options = Options.from_json(record.options)
        counts = record.counts
        context = {
            **self._context(request, record),
            "summary": summary,
            "counts": counts,
            "tabs": [
                {"key": key, "label": label, "size": sizes.get(key), "current": key == show}
                for key, label in SHOWN.items()
                if key == "read" or sizes.get(key)
            ],
            "show": show,
            "heading": SHOWN[show],
            "items": items,
            "page": number,
            "last": last,
            "writable": counts.get("new", 0) + counts.get("changed", 0),
            "refusal_all": running.refusal(record, ImportScope.ALL),
            "refusal_good": running.refusal(record, ImportScope.GOOD),
            "with_problems": counts.get("problem", 0),
            "decided": list(decided(options)),
            "same": list(options.same.items()),
        }
        if show == "read":
            context |= _reading(options, summary)
        return TemplateResponse(request, "tracker/admin/imports/preview.html", context)

    @staticmethod
    def _first_to_look_at(record: Import, sizes: dict[str, int]) -> str:
        """What somebody should see first: what stands in the way, else what would be written."""
        if not any(sizes.get(key) for key in ("new", "changed", "unchanged", "problem", "problems")):
            return "read"
        return next(
            (key for key in ("questions", "open", "problems", "new", "changed") if sizes.get(key)), "read"
        )

    # --- Decisions ---

    def options_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Read the workbook anew, as the form says."""
        self._allow(request)
        record = self._open_record(request, pk)
        if record is None:
            return self._back(pk)
        options = Options.from_json(record.options)
        problems = read_options(request.POST, options, Preview(record).summary())
        return self._decided(request, record, options, problems, show="read")

    def decide_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Keep what was decided about names and visits that look alike."""
        self._allow(request)
        record = self._open_record(request, pk)
        if record is None:
            return self._back(pk)
        options, preview = Options.from_json(record.options), Preview(record)
        show = request.POST.get("show", "")
        number, _last = _page_number(request.POST.get("page", ""), preview.summary()["sizes"].get(show, 0))
        problems: list[str] = []
        if not forget(request.POST, options):
            if show == "open":
                problems = read_names(request.POST, options, preview.page("open", number))
            elif show == "questions":
                problems = read_same(request.POST, options, preview.page("questions", number))
        return self._decided(request, record, options, problems, show=show)

    def _open_record(self, request: HttpRequest, pk: int) -> Import | None:
        """An import about which something can be decided; None, with a message, where it can't."""
        record = self._record(pk)
        if record.status in (*BUSY, *WRITTEN) or not record.preview:
            sentence = _("This import is %(status)s: nothing can be decided about it now.")
            self.message_user(request, sentence % {"status": record.get_status_display()}, messages.ERROR)
            return None
        return record

    def _decided(
        self, request: HttpRequest, record: Import, options: Options, problems: list[str], *, show: str
    ) -> HttpResponse:
        if problems:
            for sentence in problems[:10]:
                self.message_user(request, sentence, messages.ERROR)
            self.message_user(request, _("Nothing was changed."), messages.ERROR)
            return self._back(record.pk, show)
        running.set_options(record, options)
        running.check(record)
        if record.status == ImportStatus.CHECKED:
            self.message_user(request, _("The workbook was read again with your choices."), messages.SUCCESS)
            return self._back(record.pk, show if record.counts.get("questions") or show == "read" else "")
        self.message_user(request, record.problem, messages.ERROR)
        # So that the choice can be taken back: the preview that was there is shown again.
        record.status = ImportStatus.CHECKED
        record.save(update_fields=["status"])
        return self._back(record.pk, "read")

    def _back(self, pk: int, show: str = "") -> HttpResponse:
        url = reverse("admin:tracker_import_change", args=[pk])
        return HttpResponseRedirect(f"{url}?show={show}" if show in SHOWN else url)

    # --- Confirmation ---

    def confirm_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Have it written, as it was shown."""
        self._allow(request)
        record = self._record(pk)
        scope = request.POST.get("scope", "")
        if scope not in ImportScope.values:
            self.message_user(request, _("Choose what is to be imported."), messages.ERROR)
            return self._back(pk)
        try:
            WorkbookResource(record).import_data(user=request.user, scope=scope)  # type: ignore[arg-type]
        except running.ImportRefusedError as error:
            self.message_user(request, str(error), messages.ERROR)
            return self._back(pk)
        record.refresh_from_db()
        if record.status == ImportStatus.DONE:
            written = record.counts.get("new", 0) + record.counts.get("changed", 0)
            sentence = ngettext("%(count)d visit was imported.", "%(count)d visits were imported.", written)
            self.message_user(request, sentence % {"count": written}, messages.SUCCESS)
        elif record.problem:
            self.message_user(request, record.problem, messages.ERROR)
        return self._back(pk)

    def discard_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Put an upload aside that has written nothing: the file and its preview go."""
        self._allow(request)
        record = self._record(pk)
        if record.is_written or record.status in BUSY:
            sentence = _("This import is %(status)s and can't be put aside.")
            self.message_user(request, sentence % {"status": record.get_status_display()}, messages.ERROR)
            return self._back(pk)
        for file in (record.file, record.preview):
            if file:
                file.delete(save=False)
        record.delete()
        self.message_user(request, _("The upload was put aside. Nothing was written."), messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:tracker_import_changelist"))

    def problems_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The rows with problems as a workbook, to be mended and uploaded again."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        record = self._record(pk)
        try:
            workbook = running.open_workbook(record)
            plan = plan_import(workbook, Options.from_json(record.options))
        except (ReadingError, PlanningError, OSError) as error:
            logger.warning("The rows with problems of import %s can't be given: %s", pk, error)
            self.message_user(
                request, _("The workbook can't be read any more. Upload it again."), messages.ERROR
            )
            return self._back(pk)
        stem = record.file_name.rpartition(".")[0] or record.file_name
        return _download(problem_workbook(workbook, plan), f"{stem} - problems.xlsx")


def _download(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=XLSX_TYPE)
    safe = "".join(c for c in name if c.isprintable() and c not in '"\\/') or "workbook.xlsx"
    response["Content-Disposition"] = content_disposition_header(True, safe)
    return response


def _page_number(text: str, size: int) -> tuple[int, int]:
    """The page that is asked for, as far as there is one, and the last one."""
    last = max(1, -(-size // PAGE))
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 1
    return min(max(number, 1), last), last


def _describe_candidates(items: list[dict[str, Any]]) -> None:
    """Fill in what is known of each record that a name may be; one query a kind and relation."""
    wanted: dict[str, set[int]] = {}
    for item in items:
        wanted.setdefault(item["kind"], set()).update(candidate["pk"] for candidate in item["candidates"])
    known = {kind: describe(kind, pks) for kind, pks in wanted.items()}
    for item in items:
        for candidate in item["candidates"]:
            candidate["known"] = known[item["kind"]].get(candidate["pk"], candidate["name"])


def _reading(options: Options, summary: dict[str, Any]) -> dict[str, Any]:
    """What the form “How it was read” shows."""
    sheets = []
    for sheet in summary["sheets"]:
        chosen = options.of(sheet["role"])
        fields = fields_of(sheet["role"])
        sheets.append(
            {
                **sheet,
                "label": SHAPE_LABELS.get(sheet["role"], sheet["role"]),
                "chosen": chosen,
                "header": (sheet["header_rows"][0] + 1) if sheet["header_rows"] else "",
                "fields": fields,
                "columns": [
                    {**column, "letters": column_letters(column["index"])} for column in sheet["columns"]
                ],
                "dates": [
                    {
                        "name": name,
                        "order": chosen.order.get(name, ""),
                        "found": sheet["order"].get(name, ["", ""]),
                        "question": sheet["questions"].get(name, ""),
                    }
                    for name in ("dates", "end", "day")
                    if any(column["field"] == name for column in sheet["columns"])
                ],
                "left_out": [(row + 1, why) for row, why in sheet["left_out"][:100]],
                "more_left_out": max(0, len(sheet["left_out"]) - 100),
            }
        )
    return {
        "options": options,
        "sheets": sheets,
        "shapes": [(shape, SHAPE_LABELS[shape]) for shape in SHAPES],
        "statuses": Status.choices,
        "centuries": list(CENTURIES.items()),
    }
