"""Who may open the pages on which agreements are worked on, and how large what they send may be."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from tracker.models.visibility import is_staff
from tracker.services.documents import most_bytes, too_large

type View = Callable[..., HttpResponse]

#: What a form may weigh besides its file.
_FORM_BYTES = 1024 * 1024


def for_staff(request: HttpRequest, *permissions: str) -> None:
    """Raises Http404 for strangers, who are not told that there is anything, else PermissionDenied."""
    if not is_staff(request.user):
        raise Http404
    if not request.user.has_perms([f"tracker.{permission}" for permission in permissions]):
        raise PermissionDenied


def bounded(view: View) -> View:
    """Answers what is larger than any file that is kept before a byte of it is read.

    Whether a form is ours is told by a token that stands in it, so that is looked at only after.
    """
    protected = csrf_protect(view)

    @csrf_exempt
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            length = int(request.META.get("CONTENT_LENGTH") or 0)
        except ValueError:
            length = 0
        if length > most_bytes() + _FORM_BYTES:
            for_staff(request)
            context = {"sentence": too_large()}
            return render(request, "tracker/document_too_large.html", context, status=413)
        return protected(request, *args, **kwargs)

    return answer
