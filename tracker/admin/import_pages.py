"""What all screens of an import share: who may see them, where they are, and what comes next."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.admin.relations import as_key
from tracker.choices import ImportStatus
from tracker.imports import running, tasks
from tracker.imports.options import Options
from tracker.imports.preview import Preview
from tracker.imports.resource import WorkbookResource
from tracker.models import Import

#: Workbooks smaller than this are read while the page is waited for; others by the worker.
READ_AT_ONCE = 2 * 1024 * 1024
#: Somebody or something is at work on it.
BUSY = (ImportStatus.CHECKING, ImportStatus.QUEUED, ImportStatus.WRITING, ImportStatus.UNDOING)
#: It can be changed what is imported, and it can be confirmed.
OPEN = (ImportStatus.CHECKED, ImportStatus.INTERRUPTED, ImportStatus.FAILED)

#: Status → the screen that comes next, and what it is called.
_NEXT: dict[str, tuple[str, str | Promise]] = {
    ImportStatus.UPLOADED: ("change", gettext_lazy("Have it read")),
    ImportStatus.CHECKING: ("progress", gettext_lazy("See how far it is")),
    ImportStatus.CHECKED: ("preview", gettext_lazy("Look at the preview")),
    ImportStatus.REFUSED: ("change", gettext_lazy("See why")),
    ImportStatus.QUEUED: ("progress", gettext_lazy("See how far it is")),
    ImportStatus.WRITING: ("progress", gettext_lazy("See how far it is")),
    ImportStatus.DONE: ("change", gettext_lazy("See what it did, or take it back")),
    ImportStatus.INTERRUPTED: ("change", gettext_lazy("Run it again")),
    ImportStatus.FAILED: ("change", gettext_lazy("See why, and run it again")),
    ImportStatus.UNDOING: ("progress", gettext_lazy("See how far it is")),
    ImportStatus.UNDONE: ("change", gettext_lazy("See what was taken back, or do it again")),
}


def may_import(request: HttpRequest) -> bool:
    """Whether somebody may upload workbooks and have them written, which adds visits and changes some."""
    return request.user.has_perms(("tracker.add_import", "tracker.add_visit", "tracker.change_visit"))


def address(record: Import, screen: str) -> str:
    """Where a screen of an import is."""
    return reverse(f"admin:tracker_import_{screen}", args=[record.pk])


def next_step(record: Import) -> tuple[str, str]:
    """Where an import goes on, and what is to be done there."""
    screen, label = _NEXT[record.status]
    return address(record, screen), str(label)


def preview_of(record: Import) -> tuple[Preview, dict[str, Any]] | None:
    """The preview that is kept with an import, and its summary; None where none can be read."""
    preview = Preview(record)
    try:
        return preview, preview.summary()
    except Exception:  # whatever is wrong with a file that was lost, cut off or never written
        return None


def is_text(record: Import) -> bool:
    """Whether the workbook is a text, of which encoding and separator may be chosen."""
    try:
        with record.file.open("rb") as file:
            return not file.read(4).startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0"))
    except (OSError, ValueError):
        return False


def same_file(record: Import) -> list[Import]:
    """The last few imports of the very same file."""
    others = Import.objects.filter(sha256=record.sha256).exclude(pk=record.pk)
    return list(others.select_related("uploaded_by")[:3])


class ImportPages(admin.ModelAdmin):
    """The ground that the screens of an import stand on."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # by uploading a workbook only

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("tracker.view_import") or request.user.has_perm("tracker.change_import")

    def require_import(self, request: HttpRequest) -> None:
        """Raise PermissionDenied for who may not import."""
        if not may_import(request):
            raise PermissionDenied

    def record(self, request: HttpRequest, object_id: str) -> Import:
        """The import that an address names, to be looked at.

        Raises PermissionDenied for who may not, and Http404 where there is none.
        """
        if not self.has_view_permission(request):
            raise PermissionDenied
        key = as_key(Import, object_id)
        record = key and (Import.objects.select_related("uploaded_by", "change__by").filter(pk=key).first())
        if not record:
            raise Http404
        return tasks.settle(record)

    def page(self, request: HttpRequest, template: str, title: str, **context: Any) -> HttpResponse:
        """A screen."""
        shown = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": title,
            "media": self.media,
            "may_import": may_import(request),
            **context,
        }
        return TemplateResponse(request, f"tracker/admin/imports/{template}.html", shown)

    def go(
        self, request: HttpRequest, where: str, sentence: str = "", level: int = messages.ERROR
    ) -> HttpResponse:
        """To another screen, with a sentence."""
        if sentence:
            self.message_user(request, sentence, level)
        return HttpResponseRedirect(where)

    def go_on(self, request: HttpRequest, record: Import) -> HttpResponse:
        """To the screen that shows how an import stands."""
        record.refresh_from_db()
        return HttpResponseRedirect(address(record, _NEXT[record.status][0]))

    # --- Reading ---

    def read(self, record: Import) -> None:
        """Have the workbook read and planned: now where it is small, else by the worker."""
        try:
            small = record.file.size < READ_AT_ONCE
        except OSError:
            small = True  # it is gone, which is soon said
        if small:
            WorkbookResource(record).import_data(dry_run=True)
            return
        record.status, record.problem = ImportStatus.CHECKING, ""
        record.save(update_fields=["status", "problem"])
        running.tell_progress(record, 0, "")
        tasks.check_import.enqueue(record.pk)

    def read_with(self, request: HttpRequest, record: Import, options: Options, done: str) -> str:
        """Read the workbook with other options; gives why that can't be, and leaves it as it was, or "".

        `done` is told where it could be.
        """
        before = Options.from_json(record.options)
        running.set_options(record, options)
        self.read(record)
        if record.status == ImportStatus.REFUSED:
            sentence = record.problem
            running.set_options(record, before)
            self.read(record)
            return sentence or _("The workbook can't be read so.")
        if record.is_written or record.status in (ImportStatus.QUEUED, ImportStatus.WRITING):
            return _("Somebody else has confirmed this import meanwhile, as it was before.")
        self.message_user(request, done, messages.SUCCESS)
        return ""
