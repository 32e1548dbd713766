"""The views of lists that staff keep: to name one, to rename, share or delete it.

To open one is to follow its link: the list reads its query string like any other, and says what of it is not
understood any more.
"""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import resolve, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from tracker.models import SavedView, User
from tracker.models.visibility import Reader, is_staff
from tracker.services.roles import may_delete_view
from tracker.views.exports import LISTS

TAKEN = _("You keep another view of this list by this name: choose another.")


class SavedViewForm(forms.ModelForm):
    """The name of a view, and whether others see it; that is asked only of those who may share."""

    class Meta:
        model = SavedView
        fields = ["name", "is_shared"]

    def __init__(self, *args: Any, user: Reader, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not user.has_perm("tracker.share_savedview"):
            del self.fields["is_shared"]

    def clean(self) -> dict[str, Any] | None:
        # Whose it is and of which list are no fields of the form, and so Django does not ask.
        given = super().clean()
        view = self.instance
        same = SavedView.objects.filter(owner=view.owner, list_name=view.list_name)
        if same.filter(name=self.cleaned_data.get("name")).exclude(pk=view.pk).exists():
            self.add_error("name", TAKEN)
        return given


def _staff(request: HttpRequest, permission: str) -> None:
    """Raises Http404 for strangers, who are not told that there is anything, else PermissionDenied."""
    if not is_staff(request.user):
        raise Http404
    if not request.user.has_perm(f"tracker.{permission}_savedview"):
        raise PermissionDenied


@require_http_methods(["GET", "HEAD", "POST"])
def saved_view_new(request: HttpRequest, name: str) -> HttpResponse:
    """Keep what the query string says of the list `name` under a name."""
    _staff(request, "add")
    narrowed = LISTS[name](request.GET, user=request.user)
    list_name = resolve(reverse("saved-view-new", args=[name]).removesuffix("views/new/")).url_name
    view = SavedView(list_name=str(list_name), query=narrowed.query())
    view.owner = cast("User", request.user)
    return _form(request, view, narrowed.problems)


@require_http_methods(["GET", "HEAD", "POST"])
def saved_view_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Rename, share or delete a view: one's own; delete, for those who may, one that somebody shares."""
    _staff(request, "view")
    view = get_object_or_404(SavedView.objects.visible_to(request.user), pk=pk)
    if not may_delete_view(request.user, view):
        raise PermissionDenied
    if request.method == "POST" and "delete" in request.POST:
        view.delete()
        return redirect(reverse(view.list_name))
    return _form(request, view, [])


def _form(request: HttpRequest, view: SavedView, problems: list[Any]) -> HttpResponse:
    own = view.owner_id == request.user.pk
    if request.method == "POST" and not own:
        raise PermissionDenied
    form = SavedViewForm(request.POST or None, instance=view, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                return redirect(form.save().get_absolute_url())
        except IntegrityError:  # kept twice at the same moment
            form.add_error("name", TAKEN)
    heading = _("Saved view") if view.pk else _("Keep this view of the list")
    context = {"form": form, "view": view, "own": own, "problems": problems, "heading": heading}
    return render(request, "tracker/saved_view.html", context)
