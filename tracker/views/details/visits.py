"""The page of a visit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import CharField, Model, Q, Value
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from tracker.evidence import Evidence
from tracker.models import FollowUpAction, Party, Stop, Visit
from tracker.models.visibility import Reader
from tracker.services import briefing
from tracker.views.details import rows
from tracker.views.rows import among

#: How many neighbours of each kind a visit's page names.
NEIGHBOURS = 5


@dataclass
class Neighbours:
    """Other visits of the same senders: before this one, after it, and where the dates do not tell which."""

    before: list[Visit] = field(default_factory=list)
    after: list[Visit] = field(default_factory=list)
    beside: list[Visit] = field(default_factory=list)


@require_safe
def visit_detail(request: HttpRequest, reference: str) -> HttpResponse:
    """One visit: who went where on whose invitation, day by day, what was agreed and what comes next.

    On paper it is the briefing sheet of whoever travels: the same, with who is who, in another order.
    """
    user = request.user
    visit = get_object_or_404(
        rows.visits(user).prefetch_related(
            "topics", "programmes", "invited_by", rows.follow("delegation__members", rows.participants())
        ),
        reference=reference,
    )
    stops = list(rows.stops(user).filter(visit=visit))
    agreements = list(rows.agreements(user).filter(visit=visit))
    actions = list(
        among(
            rows.actions(user),
            FollowUpAction.objects.filter(visit=visit).values("pk"),
            FollowUpAction.objects.filter(stop__visit=visit).values("pk"),
        )
    )
    members = list(visit.delegation.members.all())
    partners = briefing.partners(visit, stops)
    parties = rows.follow("parties", Party.objects.select_related("organisation", "country"))
    earlier = rows.agreements(user).prefetch_related(parties)
    open_actions = briefing.still_open(visit, partners, rows.actions(user))
    cited = [visit, *_with_participants(stops), visit.delegation, *members]
    context = {
        "visit": visit,
        "stops": stops,
        "agreements": agreements,
        "actions": actions,
        "came_of": FollowUpAction.objects.visible_to(user).filter(became_visit=visit),
        "members": members,
        "met": briefing.met(members, stops),
        "earlier": briefing.agreed(visit, partners, earlier),
        "open_actions": open_actions[: briefing.MOST],
        "open_more": len(open_actions) > briefing.MOST,
        "neighbours": neighbours(visit, user),
        "evidence": Evidence(cited, listed=[*agreements, *actions]),
    }
    return render(request, "tracker/visit_detail.html", context)


def _with_participants(stops: Iterable[Stop]) -> Iterable[Model]:
    for stop in stops:
        yield stop
        yield from stop.participants.all()


def neighbours(visit: Visit, user: Reader) -> Neighbours:
    """The nearest visits by the same delegation or senders, as far as the dates tell their order."""
    senders = [sender.pk for sender in visit.delegation.senders.all()]
    others = among(
        Visit.objects.visible_to(user).exclude(pk=visit.pk),
        Visit.objects.filter(delegation=visit.delegation_id).values("pk"),
        Visit.objects.filter(delegation__senders__in=senders).values("pk"),
    )
    begins, ends = (visit.dates.earliest, visit.dates.latest) if visit.dates else (None, None)
    # What the dates say for certain: where either of two is not stated, they say nothing.
    was_over = Q(dates_latest__isnull=False, dates_latest__lt=begins) if begins else Q(pk=None)
    not_begun = Q(dates_earliest__isnull=False, dates_earliest__gt=ends) if ends else Q(pk=None)
    newest = (rows.newest_first(), "reference")
    parts = {
        "before": others.filter(was_over).order_by(*newest),
        "after": others.filter(not_begun).order_by("dates_earliest", "-reference"),
        "beside": others.exclude(was_over | not_begun).order_by(*newest),
    }
    arms = [
        Visit.objects.filter(pk__in=part[:NEIGHBOURS].values("pk"))
        .order_by()
        .annotate(part=Value(name, CharField()))
        for name, part in parts.items()
    ]
    found = Neighbours()
    told: Any = arms[0].union(*arms[1:], all=True).order_by("reference")
    for other in told:
        getattr(found, other.part).append(other)
    # As they were in their parts: undated ones last, and those after it the nearest first.
    for part in (found.before, found.beside):
        part.sort(key=lambda other: -_begins(other))
    found.after.reverse()
    found.after.sort(key=_begins)
    return found


def _begins(visit: Visit) -> int:
    return visit.dates.earliest.toordinal() if visit.dates and visit.dates.earliest else 0
