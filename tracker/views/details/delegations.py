"""The page of a delegation."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from tracker.evidence import Evidence
from tracker.models import Delegation, Organisation
from tracker.views.details import rows


@require_safe
def delegation_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One delegation: who sent it, who was in it, and its visits."""
    user = request.user
    delegation = get_object_or_404(
        Delegation.objects.visible_to(user).prefetch_related(
            "aliases",
            rows.follow("senders", Organisation.objects.select_related("country")),
            rows.follow("members", rows.participants()),
        ),
        slug=slug,
    )
    members = list(delegation.members.all())
    context = {
        "delegation": delegation,
        "members": members,
        "visits": rows.shown(rows.visits(user).filter(delegation=delegation)),
        "evidence": Evidence([delegation, *members]),
    }
    return render(request, "tracker/delegation_detail.html", context)
