"""The pages of what cooperation is about: programmes and topics."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from tracker.evidence import Evidence
from tracker.models import Programme, Topic
from tracker.models.visibility import Reader
from tracker.views.details import rows


def _under(user: Reader, **subject: Programme | Topic) -> dict[str, Any]:
    """Everything that the record has under a programme or a topic, by kind."""
    return {
        "visits": rows.shown(rows.visits(user).filter(**subject)),
        "stops": rows.shown(rows.stops_elsewhere(user).filter(**subject)),
        "events": rows.shown(rows.events(user).filter(**subject)),
        "agreements": rows.shown(rows.agreements(user).filter(**subject)),
        "actions": rows.shown(rows.actions(user).filter(**subject)),
    }


@require_safe
def programme_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One programme: who leads it and who takes part, and everything under it."""
    user = request.user
    programme = get_object_or_404(
        Programme.objects.visible_to(user)
        .select_related("lead")
        .prefetch_related("aliases", "partners", "topics", rows.follow("participants", rows.participants())),
        slug=slug,
    )
    participants = list(programme.participants.all())
    context = {
        "programme": programme,
        "participants": participants,
        **_under(user, programmes=programme),
        "evidence": Evidence([programme, *participants]),
    }
    return render(request, "tracker/programme_detail.html", context)


@require_safe
def topic_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One topic, and everything under it."""
    user = request.user
    topic = get_object_or_404(Topic.objects.visible_to(user).prefetch_related("aliases"), slug=slug)
    programmes = Programme.objects.visible_to(user).filter(topics=topic).select_related("lead")
    context = {
        "topic": topic,
        "programmes": rows.shown(programmes.order_by("name")),
        **_under(user, topics=topic),
        "evidence": Evidence(),  # a topic is a tag that is ours: no source is cited for it
    }
    return render(request, "tracker/topic_detail.html", context)
