"""Deleting with a reason, and what stands in the way of it, told so that somebody can act on it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin import AdminSite
from django.contrib.admin.actions import delete_selected
from django.contrib.admin.utils import NestedObjects, quote, unquote
from django.db import models, router
from django.db.models import QuerySet
from django.db.models.deletion import Collector
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from tracker.services.labels import label_of


def _owners(joins: Iterable[models.Model]) -> list[models.Model]:
    """The records whose many-to-many relations the rows `joins` are."""
    ids: dict[type[models.Model], set[object]] = defaultdict(set)
    for join in joins:
        owner: Any = join._meta.auto_created  # the model that holds the relation; the stubs say bool
        column = next(field for field in join._meta.fields if field.related_model is owner)
        ids[owner].add(getattr(join, column.attname))
    return [record for model, keys in ids.items() for record in model._default_manager.filter(pk__in=keys)]


def referring(records: Iterable[models.Model]) -> list[models.Model]:
    """The records that refer to `records` and must be changed before these can be deleted."""
    chosen = list(records)
    if not chosen:
        return []
    collector = NestedObjects(using=router.db_for_write(type(chosen[0])), origin=chosen)
    collector.collect(chosen)
    protected = list(collector.protected)
    joins = [row for row in protected if row._meta.auto_created]
    found = {row for row in protected if not row._meta.auto_created} | set(_owners(joins))
    return sorted(found, key=lambda row: (str(row._meta.verbose_name), str(row)))


def links_to(records: Iterable[models.Model], site: AdminSite) -> list[SafeString]:
    """Each record by its kind and name, with a link to its own page in the admin."""
    found = []
    for record in records:
        kind = capfirst(str(record._meta.verbose_name))
        name = f"{site.name}:{record._meta.app_label}_{record._meta.model_name}_change"
        try:
            url = reverse(name, args=[quote(record.pk)])
        except NoReverseMatch:
            found.append(format_html("{}: {}", kind, label_of(record)))
        else:
            found.append(format_html('{}: <a href="{}">{}</a>', kind, url, label_of(record)))
    return found


def public_among(rows: QuerySet[Any]) -> bool:
    """Whether anonymous readers find one of `rows`."""
    public = getattr(rows.model._default_manager.all(), "public", None)
    return public is not None and bool(public().filter(pk__in=rows.values("pk")).exists())


def delete(records: Iterable[models.Model], *, reason: str) -> None:
    """Delete `records`, all of one model, and what goes with them, with `reason` in the history of each.

    Raises ProtectedError where another record refers to one of them.
    """
    chosen = list(records)
    if not chosen:
        return
    collector = Collector(using=router.db_for_write(type(chosen[0])), origin=chosen[0])
    collector.collect(chosen)
    for rows in collector.data.values():
        for row in rows:
            row._change_reason = reason or None  # type: ignore[attr-defined]
    collector.delete()


def reason_of(request: HttpRequest) -> str:
    """The reason that was typed beside a button."""
    return request.POST.get("reason", "").replace("\0", "").strip()[:500]


class ReasonedDeletion(admin.ModelAdmin):
    """Deletion that goes into the history with its reason, which is asked for where a record is public."""

    actions: Any = ["delete_selected"]
    delete_confirmation_template = "tracker/admin/delete_confirmation.html"
    delete_selected_confirmation_template = "tracker/admin/delete_selected_confirmation.html"

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> Any:
        record = self.get_object(request, unquote(object_id))
        asked = record is not None and public_among(self.model._default_manager.filter(pk=record.pk))
        if asked and request.method == "POST" and not reason_of(request):
            self._ask(request)
            return HttpResponseRedirect(request.get_full_path())
        return super().delete_view(request, object_id, {"reason_asked": asked, **(extra_context or {})})

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        delete([obj], reason=reason_of(request))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        delete(queryset, reason=reason_of(request))

    @admin.action(permissions=["delete"], description=_("Delete selected %(verbose_name_plural)s"))
    def delete_selected(self, request: HttpRequest, queryset: QuerySet[Any]) -> Any:
        asked = public_among(queryset)
        if asked and request.POST.get("post") and not reason_of(request):
            self._ask(request)
            # Back to the page that asks, with the same records.
            unconfirmed = request.POST.copy()
            del unconfirmed["post"]
            request.POST = unconfirmed  # type: ignore[assignment]  # the stubs want the immutable kind
        answer: Any = delete_selected(self, request, queryset)
        if answer is not None:
            answer.context_data |= {"reason_asked": asked, "reason": reason_of(request)}
        return answer

    def _ask(self, request: HttpRequest) -> None:
        sentence = _("Nothing has been deleted: give a reason, because something public is to be deleted.")
        self.message_user(request, sentence, messages.ERROR)
