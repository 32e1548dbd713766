"""The page of a visit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Model, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from tracker.evidence import Evidence
from tracker.models import FollowUpAction, Party, Stop, Visit
from tracker.models.visibility import Reader
from tracker.services import briefing
from tracker.views.details import rows

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
    actions = list(rows.actions(user).filter(Q(visit=visit) | Q(stop__visit=visit)))
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
    same = Q(delegation=visit.delegation_id) | Q(delegation__senders__in=senders)
    others = (
        Visit.objects.visible_to(user)
        .filter(pk__in=Visit.objects.filter(same).values("pk"))
        .exclude(pk=visit.pk)
        .order_by(rows.newest_first(), "reference")
    )
    found = Neighbours()
    for other in others:
        if _ends_before(other, visit):
            found.before.append(other)
        elif _ends_before(visit, other):
            found.after.append(other)
        else:
            found.beside.append(other)
    found.before = found.before[:NEIGHBOURS]
    found.after = found.after[-NEIGHBOURS:][::-1]
    found.beside = found.beside[:NEIGHBOURS]
    return found


def _ends_before(first: Visit, second: Visit) -> bool:
    """Whether the dates say for certain that `first` was over when `second` began."""
    latest = first.dates.latest if first.dates else None
    earliest = second.dates.earliest if second.dates else None
    return latest is not None and earliest is not None and latest < earliest
