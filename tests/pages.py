"""The addresses of every page, taken from the URL configuration: what the checks of all pages open.

A URL of the public site that is neither given what it needs here nor named in `APART` is an error, so that no
new page is forgotten. The record must be loaded; `make_work` adds what only staff's own work brings about.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.contrib import admin
from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Model
from django.urls import URLPattern, reverse
from django.utils import timezone

from tests.imports.workbooks import visit, visits_xlsx
from tracker import models, urls
from tracker.admin.import_preview import SECTIONS
from tracker.choices import ImportStatus
from tracker.imports import running, tasks
from tracker.models.visibility import Reader, is_staff
from tracker.services import second_factor
from tracker.services.steps import STEPS, refusal

#: What is no page: the name of its URL → what it is.
APART = {
    "robots": "a text for machines",
    "date-read": "a line for a form of the admin",
    "design": "there for developers alone, and has tests of its own",
    "list-export": "a file",
    "radar-export": "a file",
    "action-comment": "where a form leads",
    "document-file": "a file",
}
#: What only staff may open.
STAFF = {
    "state",
    "saved-view-new",
    "saved-view-edit",
    "radar",
    "reminders",
    "second-factor",
    "agreement-step",
    "document-new",
    "action-done",
}
#: The name of a list's or a record's URL begins so.
RECORDS: dict[str, Any] = {
    "visit": models.Visit,
    "event": models.Event,
    "agreement": models.Agreement,
    "action": models.FollowUpAction,
    "organisation": models.Organisation,
    "country": models.Country,
    "person": models.Person,
    "delegation": models.Delegation,
    "programme": models.Programme,
    "topic": models.Topic,
    "source": models.Source,
}
#: Other states of a page, which show what it doesn't show at first.
STATES = {
    "timeline": ["?period=May+2025", "?period=2025&lanes=country", "?period=perhaps&lanes=planets"],
    "search": ["?q=Kazakhstan", "?q=V-0002", "?q=Kazakstan", "?q=xyzzyx", "?q=%00%25"],
    "visit-list": ["?status=completed", "?q=Urumqi", "?q=xyzzyx", "?topic=xyzzyx&after=!", "?sort=-dates"],
    "agreement-list": ["?q=university", "?state=xyzzyx"],
    "radar": ["?only=xyzzyx&years=5"],
    "organisation-list": ["?country=KZ"],
    "person-list": ["?q=Nurbek"],
}
WORKBOOKS = ("problems.xlsx", "people_in_cells.xlsx", "undecidable_cr.csv")
DATA = Path(__file__).resolve().parent / "data"


def patterns() -> list[URLPattern]:
    """Each URL of the public site."""
    return urls.urlpatterns


def site_pages(reader: Reader, *, records: int | None = None) -> dict[str, list[str]]:
    """Every page of the public site that `reader` may open: the name of its URL → its addresses.

    Of the pages of records those of all, or of the `records` that are best evidenced. Raises LookupError for
    a URL of which it isn't known how to open it.
    """
    found = {}
    for pattern in patterns():
        name = str(pattern.name)
        if name in APART or (name in STAFF and not is_staff(reader)):
            continue
        if pattern.pattern.converters:
            if name not in NEEDING:
                raise LookupError(f"How is {name} opened? Say so in tests/pages.py.")
            found[name] = NEEDING[name](reader)[:records]
        else:
            start = reverse(name)
            found[name] = [start, *(start + state for state in STATES.get(name, []))]
    return found


def _details(model: Any) -> Callable[[Reader], list[str]]:
    return lambda reader: [
        record.get_absolute_url() for record in best_evidenced(model.objects.visible_to(reader), model)
    ]


def best_evidenced(records: Any, model: type[Model]) -> Any:
    """The records in order: the most cited first, where they are cited."""
    if any(relation.get_accessor_name() == "citations" for relation in model._meta.related_objects):
        return records.annotate(cited=Count("citations", distinct=True)).order_by("-cited", "pk")
    return records.order_by("pk")


def _steps(reader: Reader) -> list[str]:
    """The form of each step, of the first agreement that may take it."""
    agreements = list(models.Agreement.objects.visible_to(reader))
    first = {
        step: next((one for one in agreements if not refusal(one, step, timezone.localdate())), None)
        for step in STEPS
    }
    return [
        reverse("agreement-step", args=[agreement.reference, step])
        for step, agreement in first.items()
        if agreement
    ]


#: The name of a URL with parts that vary → its addresses for a reader.
NEEDING: dict[str, Callable[[Reader], list[str]]] = {
    **{f"{noun}-detail": _details(model) for noun, model in RECORDS.items()},
    "visit-days": lambda reader: [f"{address}days/" for address in _details(models.Visit)(reader)],
    "agreement-step": _steps,
    "action-done": lambda reader: [
        reverse("action-done", args=[action.reference])
        for action in models.FollowUpAction.objects.visible_to(reader).open()
    ],
    "document-new": lambda reader: [
        reverse("document-new", args=[agreement.reference])
        for agreement in models.Agreement.objects.visible_to(reader)
    ],
    "saved-view-new": lambda reader: [f"{reverse('saved-view-new', args=['visits'])}?q=Urumqi"],
    "saved-view-edit": lambda reader: [
        reverse("saved-view-edit", args=[view.pk]) for view in models.SavedView.objects.visible_to(reader)
    ],
}


def admin_pages() -> dict[str, list[str]]:
    """The screens of the admin: the model or what else they are of → their addresses.

    Of each model its list, its forms, its history and what asks before deleting, with the best evidenced
    record.
    """
    found = {
        "": [
            reverse("admin:index"),
            reverse("admin:password_change"),
            reverse("admin:app_list", args=["tracker"]),
        ]
    }
    for model, screens in admin.site._registry.items():
        start = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        found[str(model._meta.model_name)] = addresses = [start, f"{start}add/"]
        if hasattr(screens, "import_action"):
            addresses.append(f"{start}import/")
        if hasattr(screens, "merge_view"):
            one, other = model._default_manager.order_by("pk").values_list("pk", flat=True)[:2]
            addresses += [f"{start}duplicates/", f"{start}{one}/merge/{other}/"]
        if record := best_evidenced(model._default_manager.all(), model).first():
            addresses += [f"{start}{record.pk}/{screen}/" for screen in ("change", "history", "delete")]
        if version := record and hasattr(record, "history") and record.history.first():
            addresses.append(f"{start}{record.pk}/history/{version.pk}/")
    for number, record in enumerate(models.Import.objects.order_by("pk")):
        found[f"import {number + 1}"] = _import_pages(record)
    change = models.Change.objects.order_by("-undoes", "pk").last()
    if change is not None:
        found["change taken back"] = [
            f"/admin/tracker/change/{change.undoes_id or change.pk}/{screen}/"
            for screen in ("change", "undo")
        ]
        if change.undoes_id:
            found["change taken back"].append(f"/admin/tracker/change/{change.pk}/report/")
    return found


def _import_pages(record: models.Import) -> list[str]:
    start = f"/admin/tracker/import/{record.pk}/"
    if record.status == ImportStatus.QUEUED:
        return [f"{start}progress/"]
    if record.change is None:
        return [f"{start}change/", *(f"{start}preview/?show={section}" for section in SECTIONS)]
    change = models.Change.objects.latest("pk")
    return [f"{start}change/", f"{start}undo/", f"{start}report/{change.pk}/"]


def make_work(*, by: models.User) -> None:
    """What staff's own work brings about: a saved view, a second factor begun, imports to be decided,
    one that waits for the worker, and one that was taken back.
    """
    second_factor.begin(by)
    models.SavedView.objects.create(
        owner=by, name="Fictitious view", list_name="visit-list", query="?q=Urumqi"
    )
    for name in WORKBOOKS:
        record = running.receive((DATA / name).read_bytes(), name, by=by)
        running.check(record)
    waiting = running.receive(visits_xlsx(visit(3)), "waiting.xlsx", by=by)
    tasks.write_import.enqueue(waiting.pk, None)
    models.Import.objects.filter(pk=waiting.pk).update(status=ImportStatus.QUEUED)
    written = running.run_import(visits_xlsx(visit(1), visit(2)), "example.xlsx", by=by)
    running.take_back(written, by=by, reason="A fictitious reason")


def stranger() -> Reader:
    """Who hasn't signed in."""
    return AnonymousUser()
