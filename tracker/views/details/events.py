"""The page of an event."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from tracker.evidence import Evidence
from tracker.models import Event, EventOrganisation
from tracker.views.details import rows


@require_safe
def event_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One event: when and where, who held it, who came, who visited for it, what was to be signed there."""
    user = request.user
    event = get_object_or_404(
        rows.events(user).prefetch_related(
            "countries",
            "topics",
            "programmes",
            "aliases",
            rows.follow("part_of", Event.objects.visible_to(user)),
            rows.follow("organisation_roles", EventOrganisation.objects.select_related("organisation")),
            rows.follow("participants", rows.participants()),
        ),
        slug=slug,
    )
    agreements = list(rows.agreements(user).filter(signing_event=event))
    actions = list(rows.actions(user).filter(event=event))
    organisations = list(event.organisation_roles.all())
    participants = list(event.participants.all())
    evidence = Evidence([event, *organisations, *participants], listed=[*agreements, *actions])
    context = {
        "event": event,
        "organisations": organisations,
        "participants": participants,
        "parts": rows.shown(rows.events(user).filter(part_of=event)),
        "stops": rows.shown(rows.stops_elsewhere(user).filter(event=event)),
        "agreements": agreements,
        "actions": actions,
        "evidence": evidence,
    }
    return render(request, "tracker/event_detail.html", context)
