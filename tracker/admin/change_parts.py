"""What the pages of a change and of an import show: what it did, by records, and what taking it back kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django.contrib.admin.utils import quote
from django.db.models import Count, Exists, F, OuterRef, QuerySet, Value
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from simple_history.utils import get_history_manager_for_model

from tracker.admin.change_fields import field_changes
from tracker.choices import ChangeKind
from tracker.models import Change
from tracker.services.changes import Kept, Report
from tracker.services.labels import for_labels, label_of
from tracker.services.record import record_models
from tracker.services.undoing.rows import Did

#: How many records, or records that were kept, stand on a page.
PAGE = 50
#: What a change does to a record → the type of its row of history, and how that is said.
DID: dict[str, tuple[Did, str | Promise]] = {
    "made": ("+", gettext_lazy("made")),
    "changed": ("~", gettext_lazy("changed")),
    "removed": ("-", gettext_lazy("removed")),
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


def _rows(model: Any, change: Change, what: str) -> QuerySet[Any]:
    """The history rows by which `change` did `what` to records of `model`, all their rows taken together."""
    history = get_history_manager_for_model(model).filter(change=change).order_by()
    rows: QuerySet[Any] = history.filter(history_type=DID[what][0])
    if change.kind == ChangeKind.IMPORT:
        return rows  # one a record
    others = {"made": "-", "changed": "+-", "removed": "+"}[what]
    return rows.exclude(Exists(history.filter(id=OuterRef("id"), history_type__in=others)))


def did(change: Change) -> list[dict[str, Any]]:
    """How many records of each kind a change made, changed and removed, in one query."""
    models = _models()
    parts = [
        _rows(model, change, what)
        .values(of_kind=Value(name), what=Value(what))
        .annotate(how_many=Count("id", distinct=True))
        .values_list("of_kind", "what", "how_many")
        for name, model in models.items()
        for what in DID
    ]
    counts = {(kind, what): number for kind, what, number in parts[0].union(*parts[1:], all=True).order_by()}
    found: list[dict[str, Any]] = []
    for name, model in models.items():
        numbers = {what: counts.get((name, what), 0) for what in DID}
        if any(numbers.values()):
            found.append({"kind": name, "label": capfirst(str(model._meta.verbose_name_plural)), **numbers})

    # What people look for first: the visits, then the most.
    def order(one: dict[str, Any]) -> tuple[bool, int]:
        return one["kind"] != "visit", -sum(one[what] for what in DID)

    return sorted(found, key=order)


def summaries(changes: Sequence[Change]) -> dict[int, str]:
    """What each of `changes` wrote, in a few words (“2 visits, 1 stop”), in one query."""
    models = _models()
    parts = [
        get_history_manager_for_model(model)
        .filter(change__in=[change.pk for change in changes])
        .order_by()
        .values(of_change=F("change_id"), of_kind=Value(name))
        .annotate(how_many=Count("id", distinct=True))
        .values_list("of_change", "of_kind", "how_many")
        for name, model in models.items()
    ]
    found: dict[int, list[tuple[bool, int, str]]] = defaultdict(list)
    for change, kind, number in parts[0].union(*parts[1:], all=True).order_by():
        meta = models[kind]._meta
        name = meta.verbose_name if number == 1 else meta.verbose_name_plural
        found[change].append((kind != "visit", -number, f"{number} {name}"))
    return {change: ", ".join(said for *_order, said in sorted(parts)) for change, parts in found.items()}


def shown_did(counted: Sequence[dict[str, Any]], lists: Sequence[tuple[Chosen, Any]]) -> dict[str, Any]:
    """What the template of `did` is given: the table of counts, without columns of noughts, and the lists."""
    columns = [what for what in DID if what == "made" or any(one[what] for one in counted)]
    return {
        "did": [{**one, "numbers": [(what, DID[what][1], one[what]) for what in columns]} for one in counted],
        "did_columns": [DID[what][1] for what in columns],
        "lists": [{"shown": shown, "rows": rows} for shown, rows in lists],
    }


class Chosen(NamedTuple):
    """Which list of records a page shows: of a kind, and what was done to them; "" where there is none."""

    kind: str
    label: str
    what: str
    records: int
    wrong: str = ""

    @property
    def what_label(self) -> str:
        return str(DID[self.what][1])


def chosen(request: HttpRequest, counted: Sequence[dict[str, Any]]) -> Chosen:
    """The list that is asked for (`?kind=…&did=…`), else the first."""
    kind, what, wrong = request.GET.get("kind", ""), request.GET.get("did", "made"), ""
    one = next((one for one in counted if one["kind"] == kind), None)
    if (kind and one is None) or what not in DID:
        wrong, one = _("There is no such list. This is another one."), None
    if one is None:
        none: dict[str, Any] = {"kind": "", "label": "", **dict.fromkeys(DID, 0)}
        one = next(iter(counted), none)
        what = next((what for what in DID if one[what]), "made")
    return Chosen(one["kind"], one["label"], what, one[what], wrong)


def done_records(change: Change, list_: Chosen, number: int) -> list[dict[str, Any]]:
    """One page of a list of records: each with what it is called, where it is, and its fields."""
    if not list_.kind:
        return []
    model = _models()[list_.kind]
    rows = _rows(model, change, list_.what)
    keys = list(
        rows.order_by("id").values_list("id", flat=True).distinct()[(number - 1) * PAGE : number * PAGE]
    )
    there = {one.pk: label_of(one) for one in for_labels(model._default_manager.filter(pk__in=keys))}
    gone = {
        row.id: _said_last(row) for row in rows.filter(id__in=set(keys) - there.keys()).order_by("history_id")
    }
    changes = field_changes(change, model, keys, DID[list_.what][0])
    return [
        {
            "key": key,
            "label": there.get(key) or gone.get(key, str(key)),
            "url": record_url(list_.kind, key) if key in there else "",
            "history": reverse(f"admin:tracker_{list_.kind}_history", args=[quote(key)])
            if key in there
            else "",
            "changes": changes.get(key, []),
        }
        for key in keys
    ]


def _said_last(row: Any) -> str:
    """What a record that is gone was called, as far as its own columns say."""
    names = ("reference", "title", "name", "description", "label", "locator")
    said = [str(value) for name in names if (value := getattr(row, name, ""))]
    return " ".join(said[:2]) or _("number %(pk)s") % {"pk": row.id}


def chain(change: Change) -> list[Change]:
    """What took back `change`, and what took that back, and so on; the first one first."""
    found = []
    last: Change | None = change
    while (
        last is not None and (last := last.undone_by.select_related("by").order_by("pk").last()) is not None
    ):
        found.append(last)
    return found


def shown_report(change: Change, *, most: int = 10, url: str = "") -> dict[str, Any]:
    """What a taking back did, for the template; `url` leads to all that was kept."""
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
        "url": url,
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


def kept_page(request: HttpRequest, change: Change) -> dict[str, Any]:
    """One page of all that a taking back kept, for the template."""
    kept = Report.from_json(change.report).kept
    number, pages, wrong = page_of(request, len(kept))
    rows = [
        {**shown_kept(one), "reason": REASONS.get(one.reason, one.reason)}
        for one in kept[(number - 1) * PAGE : number * PAGE]
    ]
    return {
        "report": shown_report(change, most=0),
        "rows": rows,
        "wrong": wrong,
        "page_number": number,
        "pages": pages,
    }


def page_of(request: HttpRequest, count: int) -> tuple[int, int, str]:
    """The page that is asked for, how many there are, and what is wrong with the wish."""
    pages = -(-count // PAGE) or 1
    page = request.GET.get("page", "1")
    number = int(page) if page.isascii() and page.isdigit() and len(page) < 9 else 0
    if not 1 <= number <= pages:
        return 1, pages, _("There is no such page of this list. This is the first one.")
    return number, pages, ""
