"""The old addresses of records that were merged into others."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from tracker.services.merging import merged_into


def follow_merges(model: Any) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Let the page of a record of `model` lead on to what it was merged into, as far as the reader may go."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def detail(request: HttpRequest, slug: str) -> HttpResponse:
            try:
                return view(request, slug)
            except Http404:
                found = merged_into(model, slug)
                if found and model.objects.visible_to(request.user).filter(pk=found.pk).exists():
                    return redirect(found)  # not for ever: a merge can be taken back
                raise

        return detail

    return decorate
