"""The screens that import a list from a file: upload, preview, confirm.

They are django-import-export's, with what an office needs besides: a preview that says what is wrong where,
nothing written unless all of it can be, and nothing written that the preview did not show.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Iterable
from typing import Any, NamedTuple

from django import forms
from django.contrib import messages
from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.core import signing
from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.db import Error as DatabaseError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export.admin import ImportMixin
from import_export.formats.base_formats import CSV, XLSX, TablibFormat
from import_export.forms import ImportForm
from import_export.results import RowResult

from tracker.admin.base import RecordAdmin
from tracker.admin.refusals import sentence_of
from tracker.admin.uploads import (
    MAX_BYTES,
    MAX_ROWS,
    CarefulCSV,
    CarefulXLSX,
    PendingStorage,
    UploadError,
    is_workbook,
)
from tracker.imports.records import CellChange, HeaderError, RecordImport, RecordResult, import_resource_for
from tracker.services.bulk import lock_writes

logger = logging.getLogger(__name__)

#: How many rows a preview lists; it counts all.
SHOWN = 500
#: How much of a text before and after what changes in it a preview shows.
AROUND = 40
LONGEST = 400
SALT = "tracker.admin.importing"

_CAREFUL: dict[type[TablibFormat], type[TablibFormat]] = {XLSX: CarefulXLSX, CSV: CarefulCSV}
_KINDS: dict[str, str | Promise] = {
    RowResult.IMPORT_TYPE_NEW: gettext_lazy("new"),
    RowResult.IMPORT_TYPE_UPDATE: gettext_lazy("changed"),
}


class UploadForm(ImportForm):
    """The file alone: what kind it is, it says itself."""

    def __init__(self, formats: Any, resources: Any, **kwargs: Any) -> None:
        super().__init__(formats, resources, **kwargs)
        self.formats = formats
        del self.fields["resource"], self.fields["format"]
        self.fields["import_file"].widget.attrs = {"accept": ".xlsx,.csv"}

    @property
    def media(self) -> forms.Media:
        # The library's script guesses the format for a field that isn't here.
        return forms.Media()

    def clean_import_file(self) -> Any:
        file = self.cleaned_data["import_file"]
        if file.size > MAX_BYTES:
            sentence = _(
                "The file is larger than %(max)d MB: divide it, and import one part after the other."
            )
            raise ValidationError(sentence % {"max": MAX_BYTES // 1024**2})
        return file

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        file = cleaned.get("import_file")
        if file is not None:
            wanted = CarefulXLSX if is_workbook(file.read(8)) else CarefulCSV
            file.seek(0)
            cleaned["format"] = self.formats.index(wanted)
        return cleaned


class ConfirmForm(forms.Form):
    """What was previewed, signed: whose file, of which list, and what it does."""

    token = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, purpose: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.purpose = purpose

    def sign(self, **values: Any) -> None:
        """Say what is to be confirmed."""
        self.initial["token"] = signing.dumps({**self.initial, **self.purpose, **values}, salt=SALT)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        try:
            signed = signing.loads(cleaned.get("token", ""), salt=SALT, max_age=PendingStorage.KEPT)
        except signing.BadSignature:
            signed = {}
        if not self.purpose.items() <= signed.items():
            raise ValidationError(
                _(
                    "Nothing was imported: the preview is more than a day old, or isn't yours, or was changed"
                    " on its way. Upload the file again."
                )
            )
        return dict(signed)


class Problem(NamedTuple):
    """What is wrong, and where; `row` is None for the file as a whole."""

    row: int | None
    column: str
    found: str
    sentence: str


class Shown(NamedTuple):
    """A row of the preview."""

    row: int
    kind: str | Promise
    name: str
    url: str
    changes: list[CellChange]
    namesakes: tuple[str, ...]


def fingerprint(result: RecordResult) -> str:
    """What a file does, in short: another where it does anything else."""
    rows = [[row.import_type, None if row.is_new() else str(row.object_id), row.diff] for row in result.rows]
    return hashlib.sha256(json.dumps(rows).encode()).hexdigest()


def excerpts(change: CellChange) -> CellChange:
    """A change without what both texts begin and end with, where they are long."""
    before, after = change.before, change.after
    start = 0
    for one, other in zip(before, after, strict=False):
        if one != other:
            break
        start += 1
    end = 0
    for one, other in zip(reversed(before[start:]), reversed(after[start:]), strict=False):
        if one != other:
            break
        end += 1
    return CellChange(change.column, _excerpt(before, start, end), _excerpt(after, start, end))


def _excerpt(text: str, start: int, end: int) -> str:
    if len(text) <= 2 * AROUND:
        return text
    first, last = max(0, start - AROUND), min(len(text), len(text) - end + AROUND)
    middle = text[first:last]
    if len(middle) > LONGEST:
        middle = f"{middle[: LONGEST // 2]} … {middle[-LONGEST // 2 :]}"
    return f"{'…' if first else ''}{middle}{'…' if last < len(text) else ''}"


class ImportingAdmin(ImportMixin, RecordAdmin):
    """Import for those who may add and change records of this kind."""

    import_export_change_list_template = "tracker/admin/change_list.html"
    import_template_name = "tracker/admin/import.html"
    import_form_class = UploadForm
    confirm_form_class = ConfirmForm
    tmp_storage_class = PendingStorage

    def has_import_permission(self, request: HttpRequest) -> bool:
        return self.has_add_permission(request) and self.has_change_permission(request)

    def get_import_formats(self) -> list[type[TablibFormat]]:
        return [_CAREFUL[kind] for kind in super().get_import_formats() if kind in _CAREFUL]

    def get_import_resource_classes(self, request: HttpRequest) -> list[Any]:
        return [self._resource()]

    def _resource(self) -> type[RecordImport]:
        model: Any = self.model
        return import_resource_for(model)

    def get_confirm_form_kwargs(self, request: HttpRequest, import_form: Any = None) -> dict[str, Any]:
        purpose = {"user": request.user.pk, "model": self.opts.label_lower}
        return {**super().get_confirm_form_kwargs(request, import_form), "purpose": purpose}

    # --- Upload and preview ---

    def import_action(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        page: TemplateResponse = super().import_action(request, **kwargs)
        context: Any = page.context_data
        result, confirm = context.get("result"), context.get("confirm_form")
        if confirm is not None and result.totals[RowResult.IMPORT_TYPE_SKIP] == result.total_rows:
            confirm = context.pop("confirm_form")
            self._forget(context["form"])
        elif confirm is not None:
            confirm.sign(seen=fingerprint(result))
        elif request.method == "POST":
            self._forget(context["form"])
        context |= self._page(result)
        return page

    @staticmethod
    def _forget(form: Any) -> None:
        """Delete an uploaded file that can't be confirmed."""
        name = getattr(form.files.get("import_file"), "tmp_storage_name", None)
        if name:
            PendingStorage(name=name).remove()

    def add_data_read_fail_error_to_form(self, form: Any, error: Exception) -> None:
        if not isinstance(error, UploadError):
            logger.error("A file to be imported could not be read", exc_info=error)
            error = UploadError(_("The file can't be read. Save it as XLSX or CSV again."))
        form.add_error("import_file", str(error))

    # --- Confirm ---

    def process_import(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Import what was previewed: all of it, or nothing."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not self.has_import_permission(request):
            raise PermissionDenied
        confirm = self.create_confirm_form(request)
        if not confirm.is_valid():
            return self._again(request, str(confirm.non_field_errors()[0]))
        with transaction.atomic():
            # Whoever confirms twice waits here, and finds the file gone.
            lock_writes()
            try:
                answer: HttpResponse = super().process_import(request, **kwargs)
            except UploadError as error:
                return self._again(request, str(error))
            if not isinstance(answer, HttpResponseRedirect):
                transaction.set_rollback(True)
        return answer

    def _again(self, request: HttpRequest, sentence: str) -> HttpResponse:
        """Back to the upload, with what was wrong."""
        self.message_user(request, sentence, messages.ERROR)
        return HttpResponseRedirect(reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_import"))

    def process_dataset(self, dataset: Any, form: Any, request: HttpRequest, **kwargs: Any) -> Any:
        result = super().process_dataset(dataset, form, request, rollback_on_validation_errors=True, **kwargs)
        result.seen, result.file_name = form.cleaned_data["seen"], form.cleaned_data["original_file_name"]
        return result

    def process_result(self, result: Any, request: HttpRequest) -> HttpResponse:
        if (
            not result.has_errors()
            and not result.has_validation_errors()
            and fingerprint(result) == result.seen
        ):
            answer: HttpResponse = super().process_result(result, request)
            return answer
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "form": self.get_import_form_class(request)(
                self.get_import_formats(), self.get_import_resource_classes(request)
            ),
            "media": self.media,
            "result": result,
            "outdated": True,
            **self._page(result),
        }
        return TemplateResponse(request, self.import_template_name, context)

    def generate_log_entries(self, result: Any, request: HttpRequest) -> None:
        user: Any = request.user
        message = _("Imported from %(file)s") % {"file": result.file_name}
        for kind, flag in ((RowResult.IMPORT_TYPE_NEW, ADDITION), (RowResult.IMPORT_TYPE_UPDATE, CHANGE)):
            records: Any = [row.instance for row in result.rows if row.import_type == kind]
            LogEntry.objects.log_actions(user.pk, records, flag, change_message=message)

    def add_success_message(self, result: Any, request: HttpRequest) -> None:
        sentence = _("Imported from %(file)s: %(new)d new, %(changed)d changed, %(same)d unchanged.")
        self.message_user(request, sentence % {"file": result.file_name, **_counts(result)}, messages.SUCCESS)

    # --- What the page says ---

    def _page(self, result: Any) -> dict[str, Any]:
        context: dict[str, Any] = {
            "title": _("Import %(kinds)s") % {"kinds": self.opts.verbose_name_plural},
            "columns": self._columns(),
            "max_rows": MAX_ROWS,
            "max_megabytes": MAX_BYTES // 1024**2,
        }
        if result is not None:
            problems = list(self._problems(result))
            rows = [
                (result.line_of(number), row)
                for number, row in enumerate(result.rows, start=1)
                if row.import_type in _KINDS
            ]
            context |= {
                "problems": problems[:SHOWN],
                "problem_count": len(problems),
                "rows": [self._shown(line, row) for line, row in rows[:SHOWN]] if not problems else [],
                "row_count": len(rows),
                "counts": _counts(result),
            }
        return context

    def _columns(self) -> list[tuple[str, str, str]]:
        """Each column: its heading, what it is, and what goes into it."""
        resource = self._resource()
        [key] = resource._meta.import_id_fields
        found = []
        for name, column in resource.fields.items():
            label = str(self.opts.get_field(name).verbose_name)  # type: ignore[union-attr]
            wanted = column.widget.wanted()
            if name == key:
                wanted = _("says which record the row is: empty for a new one")
            found.append((name, label, wanted))
        return found

    def _problems(self, result: Any) -> Iterable[Problem]:
        for error in result.base_errors:
            yield Problem(None, "", "", _sentence(error.error))
        for number, errors in result.row_errors():
            for error in errors:
                yield Problem(result.line_of(number), "", "", _sentence(error.error))
        for row in result.invalid_rows:
            values = dict(zip(result.diff_headers, row.values, strict=True))
            for column, sentences in row.error_dict.items():
                name = "" if column == NON_FIELD_ERRORS else column
                value = values.get(name)
                found = "" if value is None or value == "---" else str(value)
                for sentence in sentences:
                    yield Problem(result.line_of(row.number), name, found, sentence)

    def _shown(self, line: int, row: Any) -> Shown:
        url = (
            ""
            if row.is_new()
            else reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[row.object_id])
        )
        changes = [excerpts(change) for change in row.diff]
        return Shown(line, _KINDS[row.import_type], row.object_repr, url, changes, row.namesakes)


def _counts(result: Any) -> dict[str, int]:
    return {
        "new": result.totals[RowResult.IMPORT_TYPE_NEW],
        "changed": result.totals[RowResult.IMPORT_TYPE_UPDATE],
        "same": result.totals[RowResult.IMPORT_TYPE_SKIP],
    }


def _sentence(error: Exception) -> str:
    """What went wrong, for people."""
    if isinstance(error, HeaderError):
        return str(error)
    if isinstance(error, DatabaseError):
        return sentence_of(error)
    logger.error("An import failed", exc_info=error)
    return _("This could not be imported, for a reason that isn't yours: it is in the log.")
