"""The screens for records that are likely one: pairs to look at side by side, to merge or to tell apart."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from tracker.admin.deletion import reason_of
from tracker.admin.relations import as_key
from tracker.imports.likely import MOST, likely_pairs
from tracker.models import Alias, ToldApart
from tracker.services.merging import NotMerged, merge, refusal, tell_apart
from tracker.services.roles import may_delete
from tracker.services.undoing.kinds import links

#: What is not compared: each record has its own.
_APART = {"id", "slug", "key"}


class MergingMixin(admin.ModelAdmin):
    """For the screens of people and of organisations."""

    def get_urls(self) -> list[Any]:
        name = f"tracker_{self.opts.model_name}"
        pairs = self.admin_site.admin_view(self.duplicates_view)
        pair = self.admin_site.admin_view(self.merge_view)
        return [
            path("duplicates/", pairs, name=f"{name}_duplicates"),
            path("<str:object_id>/merge/<str:other_id>/", pair, name=f"{name}_merge"),
            *super().get_urls(),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        shown = {"may_merge": self.may_merge(request), **(extra_context or {})}
        return super().changelist_view(request, shown)

    def may_merge(self, request: HttpRequest) -> bool:
        """Whether somebody may change one record and take the other away."""
        return self.has_change_permission(request) and self.has_delete_permission(request)

    def duplicates_view(self, request: HttpRequest) -> HttpResponse:
        """The pairs."""
        if not self.may_merge(request):
            raise PermissionDenied
        pairs = [
            {"one": found.one, "other": found.other, "reason": found.reason, "url": self._address(found)}
            for found in likely_pairs(self.model)
        ]
        title = _("%(kind)s that are likely one") % {"kind": capfirst(str(self.opts.verbose_name_plural))}
        return self._screen(request, "list", title, pairs=pairs, most=MOST)

    def merge_view(self, request: HttpRequest, object_id: str, other_id: str) -> HttpResponse:
        """Two records side by side; merges the second into the first, or remembers that they are two."""
        if not self.may_merge(request):
            raise PermissionDenied
        if request.method not in ("GET", "HEAD", "POST"):
            return HttpResponseNotAllowed(["GET", "POST"])
        kept, gone = (self._one(key) for key in (object_id, other_id))
        if kept is None or gone is None:
            return self._gone(request)
        why_not = refusal(kept, gone)
        if not why_not and not may_delete(request.user, gone):
            why_not = _("“%(gone)s” is public, and only a Publisher takes it away.") % {"gone": gone}
        wrong, reason, user = "", reason_of(request), request.user
        if request.method == "POST" and "apart" in request.POST and kept.pk != gone.pk:
            tell_apart(kept, gone, by=user)  # type: ignore[arg-type]
            said = _("Remembered: “%(one)s” and “%(other)s” are not the same.") % {"one": kept, "other": gone}
            self.message_user(request, said, messages.SUCCESS)
            return HttpResponseRedirect(self._list())
        if request.method == "POST" and not why_not:
            if not reason:
                wrong = _("Say how you know: the reason stands in the history of every record.")
            else:
                try:
                    change = merge(kept, gone, by=user, reason=reason)  # type: ignore[arg-type]
                except NotMerged as error:
                    wrong = str(error)
                else:
                    self.message_user(request, str(change), messages.SUCCESS)
                    return HttpResponseRedirect(change.get_admin_url())
        title = _("Merge “%(gone)s” into “%(kept)s”") % {"gone": gone, "kept": kept}
        shown = {"kept": kept, "gone": gone, "refusal": why_not, "wrong": wrong, "reason": reason}
        page = self._screen(
            request,
            "pair",
            title,
            rows=_side_by_side(kept, gone),
            swapped=self._address((gone, kept)),
            told_apart=ToldApart.objects.filter(**ToldApart.pair(kept, gone)).exists(),
            **shown,
        )
        if why_not and request.method == "POST":
            page.status_code = 403
        return page

    def _one(self, key: str) -> Any:
        found = as_key(self.model, key)
        return found and self.model._default_manager.filter(pk=found).first()

    def _gone(self, request: HttpRequest) -> HttpResponse:
        """To the pairs, where one of two is no longer there; raises Http404 for a mere look."""
        if request.method != "POST":
            raise Http404
        said = _("One of them is no longer there: it was deleted, or merged with another already.")
        self.message_user(request, said, messages.ERROR)
        return HttpResponseRedirect(self._list())

    def _list(self) -> str:
        return reverse(f"admin:tracker_{self.opts.model_name}_duplicates")

    def _address(self, pair: Any) -> str:
        keys = [pair[0].pk, pair[1].pk]
        return reverse(f"admin:tracker_{self.opts.model_name}_merge", args=keys)

    def _screen(self, request: HttpRequest, template: str, title: str, **context: Any) -> HttpResponse:
        shown = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": title,
            "media": self.media,
            "list_url": self._list(),
            **context,
        }
        return TemplateResponse(request, f"tracker/admin/duplicates/{template}.html", shown)


def _side_by_side(kept: Any, gone: Any) -> list[dict[str, Any]]:
    """What is known of each: fields, names, and how much refers to it."""
    rows = [
        {"label": capfirst(str(field.verbose_name)), "values": [_shown(one, field) for one in (kept, gone)]}
        for field in kept._meta.concrete_fields
        if field.name not in _APART and field.editable
    ]
    names = [", ".join(alias.name for alias in one.aliases.all()) for one in (kept, gone)]
    rows.append({"label": _("Other names"), "values": names})
    for link in links():
        if link.target.model is type(kept) and link.owner_model is not Alias:
            manager: Any = link.owner_model._default_manager
            counts = [manager.filter(**{link.name: one}).count() for one in (kept, gone)]
            field = link.owner_model._meta.get_field(link.name)
            label = f"{capfirst(str(link.owner_model._meta.verbose_name_plural))} ({field.verbose_name})"  # type: ignore[union-attr]
            rows.append({"label": label, "values": [str(count) if count else "" for count in counts]})
    shown = [row for row in rows if any(row["values"])]
    return [{**row, "differ": len(set(row["values"])) > 1} for row in shown]


def _shown(record: Any, field: Any) -> str:
    if field.flatchoices:
        return str(getattr(record, f"get_{field.name}_display")())
    value = getattr(record, field.name)
    return "" if value is None else str(value)
