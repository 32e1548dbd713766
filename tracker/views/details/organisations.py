"""The page of an organisation."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from tracker.evidence import Evidence
from tracker.models import (
    EventOrganisation,
    Organisation,
    Participant,
    Party,
    Position,
    Programme,
    Source,
    Visit,
)
from tracker.models.visibility import Reader
from tracker.views.details import rows
from tracker.views.details.moved import follow_merges


@require_safe
@follow_merges(Organisation)
def organisation_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One organisation: its names and figures, who came to it and went from it, what it agreed and owes."""
    user = request.user
    organisation = get_object_or_404(
        Organisation.objects.visible_to(user)
        .select_related("country")
        .prefetch_related("aliases", rows.follow("parent", Organisation.objects.visible_to(user))),
        slug=slug,
    )
    facts = list(organisation.facts.select_related("person").order_by("order", "id"))
    stops = rows.shown(rows.stops_elsewhere(user).filter(host=organisation))
    visits = rows.shown(_visits(organisation, user))
    actions = rows.shown(
        rows.actions(user).filter(
            Q(owner_organisation=organisation) | Q(counterpart_organisation=organisation)
        )
    )
    roles = rows.shown(
        EventOrganisation.objects.visible_to(user)
        .filter(organisation=organisation)
        .select_related("event", "event__country", "organisation")
        .order_by(rows.newest_first("event__dates_earliest"), "event__name")
    )
    parties = rows.shown(
        Party.objects.visible_to(user)
        .filter(organisation=organisation)
        .select_related("organisation", "country")
        .prefetch_related(rows.follow("agreement", rows.agreements(user)))
        .order_by("agreement__reference")
    )
    positions = rows.shown(
        Position.objects.visible_to(user)
        .filter(organisation=organisation)
        .select_related("person")
        .order_by("person__name", "id")
    )
    participants = rows.shown(
        rows.participations(user).filter(organisation=organisation).order_by("person__name", "id")
    )
    programmes = rows.shown(_programmes(organisation, user))
    topics = rows.topics_of(
        visits=visits,
        stops=stops,
        events=[role.event for role in roles],
        agreements=[party.agreement for party in parties],
        programmes=programmes,
    )
    cited = [organisation, *facts, *roles, *parties, *positions, *participants]
    one_sided = [action for action in actions if not action.mutual]
    context = {
        "organisation": organisation,
        "facts": facts,
        "parts": rows.shown(Organisation.objects.visible_to(user).filter(parent=organisation)),
        "stops": stops,
        "visits": visits,
        "invited": [visit for visit in visits if visit.is_invited],
        "sent": [visit for visit in visits if organisation in visit.delegation.senders.all()],
        "roles": roles,
        "parties": parties,
        "positions": positions,
        "participants": participants,
        "attended": by_person(participants),
        "programmes": programmes,
        "actions": actions,
        "mutual": [action for action in actions if action.mutual],
        "owned": [action for action in one_sided if action.owner_organisation == organisation],
        "awaited": [action for action in one_sided if action.counterpart_organisation == organisation],
        "topics": list(topics),
        "published": _published(organisation, user),
        "evidence": Evidence(cited, listed=actions),
    }
    return render(request, "tracker/organisation_detail.html", context)


def by_person(participants: Iterable[Participant]) -> list[list[Participant]]:
    """The participations of each person together; whoever has no name stands alone."""
    found: dict[tuple[str, int], list[Participant]] = {}
    for row in participants:
        key = ("person", row.person_id) if row.person_id else ("unnamed", row.pk)
        found.setdefault(key, []).append(row)
    return list(found.values())


def _visits(organisation: Organisation, user: Reader) -> QuerySet[Any]:
    """The visits that it sent or invited; `is_invited` tells the latter."""
    own = OuterRef("pk")
    invited = Exists(organisation.invited_visits.filter(pk=own))
    sent = Exists(Visit.objects.filter(pk=own, delegation__senders=organisation))
    return rows.visits(user).annotate(is_invited=invited).filter(Q(is_invited=True) | sent)


def _programmes(organisation: Organisation, user: Reader) -> QuerySet[Programme]:
    theirs = Programme.objects.filter(Q(lead=organisation) | Q(partners=organisation))
    return Programme.objects.visible_to(user).filter(pk__in=theirs.values("pk")).order_by("name")


def _published(organisation: Organisation, user: Reader) -> list[Source]:
    """The sources that are this organisation's own texts; hardly any organisation has some, so look first."""
    published = Source.objects.filter(publisher=organisation)
    return list(published.visible_to(user).order_by("title")) if published.exists() else []
