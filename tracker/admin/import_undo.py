"""What an import did to the record, and taking it back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import reverse
from django.utils.translation import gettext as _

from tracker.admin.change_parts import (
    chain,
    chosen,
    did,
    done_records,
    kept_page,
    page_of,
    shown_did,
    shown_report,
)
from tracker.admin.deletion import reason_of
from tracker.admin.import_pages import BUSY, ImportPages, address
from tracker.choices import ImportStatus
from tracker.imports import running, tasks
from tracker.imports.plan import CHANGED, NEW
from tracker.models import Change, Citation, Import
from tracker.services.changes import Report, can_undo, is_standing, last_of_chain

#: Imports of at most so many visits are taken back while the page is waited for.
UNDONE_AT_ONCE = 2_000


def _cells(record: Import, kind: str, keys: Sequence[Any]) -> dict[Any, str]:
    """Which row of the workbook says each of these records."""
    source = record.source
    if source is None or kind not in Citation.targets:
        return {}
    cited = Citation.objects.filter(source=source, **{f"{kind}__in": keys}).order_by("-pk")
    rows = cited.values_list(f"{kind}_id", "sheet", "line")
    return {key: f"{sheet}!{line}" if sheet else str(line or "") for key, sheet, line in rows}


class UndoViews(ImportPages):
    """The screens of an import that was written."""

    def what_it_did(self, request: HttpRequest, record: Import) -> dict[str, Any]:
        """What the import's page says of an import that was written."""
        if record.change is None:
            return {}
        counted = did(record.change)
        shown = chosen(request, counted)
        number, pages, beyond = page_of(request, shown.records)
        rows = done_records(record.change, shown, number)
        cells = _cells(record, shown.kind, [row["key"] for row in rows])
        for row in rows:
            row["at"] = cells.get(row["key"], "")
        later = chain(record.change)
        standing = is_standing(record.change)
        return {
            **shown_did(counted, [(shown, rows)]),
            "rows": rows,
            "page_number": number,
            "pages": pages,
            "wrong": shown.wrong or beyond,
            "reports": [
                shown_report(one, url=reverse("admin:tracker_import_report", args=[record.pk, one.pk]))
                for one in reversed(later)
            ],
            "standing": standing,
            "may_undo": request.user.has_perm("tracker.change_import") and record.status not in BUSY,
        }

    def report_view(self, request: HttpRequest, object_id: str, change_id: str) -> HttpResponse:
        """All that one taking back kept, by pages."""
        record = self.record(request, object_id)
        changes = chain(record.change) if record.change else []
        change = next((one for one in changes if str(one.pk) == change_id), None)
        if change is None:
            raise Http404
        title = _("What was kept when %(file)s was taken back") % {"file": record}
        return self.page(request, "report", title, record=record, **kept_page(request, change))

    def undo_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Says what taking back will do, asks for a reason, and does it."""
        record = self.record(request, object_id)
        if not request.user.has_perm("tracker.change_import"):
            raise PermissionDenied
        if request.method not in ("GET", "HEAD", "POST"):
            return HttpResponseNotAllowed(["GET", "POST"])
        page = address(record, "change")
        if record.status in BUSY:
            return self.go(request, page, _("This import is being worked on. Wait until that is done."))
        if record.change is None:
            return self.go(request, page, _("This import has written nothing that could be taken back."))
        last = last_of_chain(record.change)
        refusal = can_undo(last, request.user)
        reason = reason_of(request)
        seen = request.POST.get("last", "")
        wrong = ""
        if request.method == "POST":
            if seen != str(last.pk):
                sentence = _(
                    "Somebody else has just taken this back, or done it again. Look at it as it is now."
                )
                return self.go(request, page, sentence)
            if not reason:
                wrong = _("Say why: the reason stands in the history of every record.")
            elif not refusal:
                return self._undo(request, record, last, reason)
        standing = is_standing(record.change)
        title = _("Take back %(file)s") if standing else _("Do it again: %(file)s")
        context = {
            "record": record,
            "last": last,
            "standing": standing,
            **shown_did(did(last), []),
            "refusal": refusal,
            "wrong": wrong,
            "reason": reason,
        }
        return self.page(request, "undo", title % {"file": record}, **context)

    def _undo(self, request: HttpRequest, record: Import, last: Change, reason: str) -> HttpResponse:
        user: Any = request.user
        page = address(record, "change")
        if sum(record.counts.get(verdict, 0) for verdict in (NEW, CHANGED)) > UNDONE_AT_ONCE:
            waiting = Import.objects.filter(pk=record.pk, status=record.status)
            if not waiting.update(status=ImportStatus.UNDOING, problem=""):
                return self.go(request, page, _("This import is being worked on. Wait until that is done."))
            running.tell_progress(record, 0, "")
            tasks.undo_import.enqueue(record.pk, user.pk, reason, last.pk)
            return self.go(request, address(record, "progress"))
        try:
            change = running.take_back(record, by=user, reason=reason, last=last.pk)
        except running.ImportRefusedError as error:
            return self.go(request, page, str(error))
        report = Report.from_json(change.report)
        said = _("Done: %(total)d records were put back, %(kept)d stayed as they are. The report is below.")
        values = {"total": report.total, "kept": len(report.kept)}
        return self.go(request, f"{page}#reports", said % values, messages.SUCCESS)
