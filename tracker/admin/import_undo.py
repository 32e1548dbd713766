"""What an import did to the record, and taking it back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.contrib.admin.utils import quote
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet, Value
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from simple_history.utils import get_history_manager_for_model

from tracker.admin.deletion import reason_of
from tracker.admin.import_changes import field_changes
from tracker.admin.import_pages import BUSY, ImportPages, address
from tracker.choices import ImportStatus
from tracker.imports import running, tasks
from tracker.imports.plan import CHANGED, NEW
from tracker.models import Change, Citation, Import
from tracker.services.changes import Kept, Report, can_undo, last_of_chain
from tracker.services.labels import for_labels, label_of
from tracker.services.record import record_models

#: How many records, or records that were kept, stand on a page.
PAGE = 50
#: Imports of at most so many visits are taken back while the page is waited for.
UNDONE_AT_ONCE = 2_000
_MADE, _CHANGED = "+", "~"
_DID: dict[str, tuple[str, str | Promise]] = {
    "made": (_MADE, gettext_lazy("made")),
    "changed": (_CHANGED, gettext_lazy("changed")),
}
REASONS: dict[str, str | Promise] = {
    "edited": gettext_lazy("Kept because edited since"),
    "referred": gettext_lazy("Kept because others refer to it"),
    "needed": gettext_lazy("Kept because needed by those"),
    "gone": gettext_lazy("Could not be restored"),
}
_COUNTED: dict[str, str | Promise] = {
    "removed": gettext_lazy("Removed"),
    "restored": gettext_lazy("Values restored"),
    "returned": gettext_lazy("Brought back"),
    "missing": gettext_lazy("Were gone already"),
}


def _models() -> dict[str, Any]:
    return {str(model._meta.model_name): model for model in record_models()}


def record_url(model: str, pk: Any) -> str:
    """Where a record is edited; "" where it has no screen."""
    try:
        return reverse(f"admin:tracker_{model}_change", args=[quote(pk)])
    except NoReverseMatch:
        return ""


def _rows(model: Any, change: Change) -> QuerySet[Any]:
    history: QuerySet[Any] = get_history_manager_for_model(model).filter(change=change).order_by()
    return history


def did(change: Change) -> list[dict[str, Any]]:
    """How many records of each kind a change made and changed, in one query."""
    models = _models()
    parts = [
        _rows(model, change)
        .filter(history_type__in=(_MADE, _CHANGED))
        .annotate(of_kind=Value(name))
        .values("of_kind", "history_type")
        .annotate(how_many=Count("id", distinct=True))
        .values_list("of_kind", "history_type", "how_many")
        for name, model in models.items()
    ]
    counts = {(kind, what): number for kind, what, number in parts[0].union(*parts[1:], all=True).order_by()}
    found: list[dict[str, Any]] = []
    for name, model in models.items():
        made, changed = counts.get((name, _MADE), 0), counts.get((name, _CHANGED), 0)
        if made or changed:
            label = capfirst(str(model._meta.verbose_name_plural))
            found.append({"kind": name, "label": label, "made": made, "changed": changed})

    # What people look for first: the visits, then the most.
    def order(one: dict[str, Any]) -> tuple[bool, int]:
        return one["kind"] != "visit", -one["made"] - one["changed"]

    return sorted(found, key=order)


def done_records(record: Import, change: Change, kind: str, what: str, number: int) -> list[dict[str, Any]]:
    """One page of the records of a kind that an import made or changed, each with its row in the workbook."""
    model = _models()[kind]
    rows = _rows(model, change).filter(history_type=_DID[what][0])
    keys = list(
        rows.order_by("id").values_list("id", flat=True).distinct()[(number - 1) * PAGE : number * PAGE]
    )
    there = {one.pk: label_of(one) for one in for_labels(model._default_manager.filter(pk__in=keys))}
    gone = {
        row.id: _said_last(row) for row in rows.filter(id__in=set(keys) - there.keys()).order_by("history_id")
    }
    cells = _cells(record, kind, keys)
    changes = field_changes(change, model, keys) if what == "changed" else {}
    return [
        {
            "label": there.get(key) or gone.get(key, str(key)),
            "url": record_url(kind, key) if key in there else "",
            "history": reverse(f"admin:tracker_{kind}_history", args=[quote(key)]) if key in there else "",
            "at": cells.get(key, ""),
            "changes": changes.get(key, []),
        }
        for key in keys
    ]


def _said_last(row: Any) -> str:
    """What a record that is gone was called, as far as its own columns say."""
    names = ("reference", "title", "name", "description", "label", "locator")
    said = [str(value) for name in names if (value := getattr(row, name, ""))]
    return " ".join(said[:2]) or _("number %(pk)s") % {"pk": row.id}


def _cells(record: Import, kind: str, keys: Sequence[Any]) -> dict[Any, str]:
    """Which row of the workbook says each of these records."""
    source = record.source
    if source is None or kind not in Citation.targets:
        return {}
    cited = Citation.objects.filter(source=source, **{f"{kind}__in": keys}).order_by("-pk")
    rows = cited.values_list(f"{kind}_id", "sheet", "line")
    return {key: f"{sheet}!{line}" if sheet else str(line or "") for key, sheet, line in rows}


def chain(change: Change) -> list[Change]:
    """What took back `change`, and what took that back, and so on; the first one first."""
    found = []
    last: Change | None = change
    while (
        last is not None and (last := last.undone_by.select_related("by").order_by("pk").last()) is not None
    ):
        found.append(last)
    return found


def shown_report(change: Change, *, most: int = 10) -> dict[str, Any]:
    """What a taking back did, for the template."""
    report = Report.from_json(change.report)
    models = _models()

    def names(counts: Mapping[str, int]) -> list[tuple[str, int]]:
        return [
            (capfirst(str(models[name]._meta.verbose_name_plural)) if name in models else name, number)
            for name, number in counts.items()
            if number
        ]

    groups, more = [], False
    for reason, label in REASONS.items():
        kept = report.kept_because(reason)  # type: ignore[arg-type]
        if kept:
            rows = [shown_kept(one) for one in kept[:most]]
            groups.append({"reason": reason, "label": label, "count": len(kept), "rows": rows})
            more = more or len(kept) > most
    return {
        "change": change,
        "total": report.total,
        "counts": [(label, names(getattr(report, name))) for name, label in _COUNTED.items()],
        "groups": groups,
        "more": more,
    }


def _lead(kept: Kept) -> str:
    """What stands before the links to the records that keep one."""
    if kept.reason == "needed":
        return _("Needed by what was kept:")
    referred = _("Others refer to it:")
    if kept.reason == "edited":
        return _("%(edited)s %(referred)s") % {"edited": kept.sentence, "referred": referred}
    return referred


def shown_kept(kept: Kept) -> dict[str, Any]:
    models = _models()
    kind = capfirst(str(models[kept.model]._meta.verbose_name)) if kept.model in models else kept.model
    return {
        "kind": kind,
        "label": kept.label,
        "url": "" if kept.reason == "gone" and kept.detail == "deleted" else record_url(kept.model, kept.pk),
        "sentence": kept.sentence,
        "lead": _lead(kept),
        "by": [{"label": one.label, "url": record_url(one.model, one.pk)} for one in kept.by],
        "more": max(0, kept.by_count - len(kept.by)),
    }


def _page_of(request: HttpRequest, count: int) -> tuple[int, int, str]:
    """The page that is asked for, how many there are, and what is wrong with the wish."""
    pages = -(-count // PAGE) or 1
    page = request.GET.get("page", "1")
    number = int(page) if page.isascii() and page.isdigit() and len(page) < 9 else 0
    if not 1 <= number <= pages:
        return 1, pages, _("There is no such page of this list. This is the first one.")
    return number, pages, ""


class UndoViews(ImportPages):
    """The screens of an import that was written."""

    def what_it_did(self, request: HttpRequest, record: Import) -> dict[str, Any]:
        """What the import's page says of an import that was written."""
        if record.change is None:
            return {}
        counted = did(record.change)
        kind, what = request.GET.get("kind", ""), request.GET.get("did", "made")
        chosen = next((one for one in counted if one["kind"] == kind), None)
        wrong = ""
        if (kind and chosen is None) or what not in _DID:
            wrong, kind, what = _("There is no such list. This is another one."), "", "made"
        if chosen is None and counted:
            chosen = counted[0]
            what = "made" if chosen["made"] else "changed"
        number, pages, beyond = _page_of(request, chosen[what] if chosen else 0)
        later = chain(record.change)
        standing = running.is_standing(record.change)
        return {
            "did": counted,
            "chosen": chosen,
            "what": what,
            "what_label": _DID[what][1],
            "rows": done_records(record, record.change, chosen["kind"], what, number) if chosen else [],
            "page_number": number,
            "pages": pages,
            "wrong": wrong or beyond,
            "reports": [shown_report(one) for one in reversed(later)],
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
        kept = Report.from_json(change.report).kept
        number, pages, wrong = _page_of(request, len(kept))
        rows = [
            {**shown_kept(one), "reason": REASONS.get(one.reason, one.reason)}
            for one in kept[(number - 1) * PAGE : number * PAGE]
        ]
        title = _("What was kept when %(file)s was taken back") % {"file": record}
        context = {"record": record, "report": shown_report(change, most=0), "rows": rows, "wrong": wrong}
        return self.page(request, "report", title, page_number=number, pages=pages, **context)

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
        standing = running.is_standing(record.change)
        title = _("Take back %(file)s") if standing else _("Do it again: %(file)s")
        context = {
            "record": record,
            "last": last,
            "standing": standing,
            "did": did(last),
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
