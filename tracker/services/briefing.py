"""What to know before a visit: what was agreed with its partners, and what is still open with them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from tracker.choices import OPEN_ACTIONS
from tracker.models import Agreement, FollowUpAction, Organisation, Participant, Person, Stop, Visit

#: How many agreements, and how many actions, a visit's page names; the lists have the rest.
MOST = 12

# The first day of the furthest step that has one, as `Agreement.reached` has it.
_STEPS = ("in_force_from", "signed", "agreed", "proposed")
_FIRST = Coalesce(*(f"{step}_earliest" for step in _STEPS))


@dataclass
class Agreed:
    """Agreements with the partners of a visit: made before it, or it is not told whether before."""

    before: list[Agreement] = field(default_factory=list)
    untold: list[Agreement] = field(default_factory=list)
    more: bool = False


class Met(NamedTuple):
    """Somebody whom a delegation meets, once, with the title and organisation at each of the stops."""

    person: Person | None
    description: str
    titles: list[tuple[str, Organisation | None]]
    stops: list[Stop]


def partners(visit: Visit, stops: Iterable[Stop]) -> list[int]:
    """Who sends a visit, invites it, or receives it on its way; all of them at hand already."""
    found = [sender.pk for sender in visit.delegation.senders.all()]
    found += [host.pk for host in visit.invited_by.all()]
    found += [stop.host_id for stop in stops if stop.host_id is not None]
    return list(dict.fromkeys(found))


def agreed(visit: Visit, organisations: list[int], rows: QuerySet[Agreement]) -> Agreed:
    """Those of `rows`, what the reader may see, to which a partner is party; the latest come first.

    What arises from the visit itself or was certainly made after it is none of them.
    """
    first = visit.dates.earliest if visit.dates else None
    last = visit.dates.latest if visit.dates else None
    theirs = Agreement.objects.filter(parties__organisation__in=organisations)
    rows = rows.filter(pk__in=theirs.values("pk")).exclude(visit=visit)
    rows = rows.annotate(_first=_FIRST)
    if last:
        rows = rows.filter(Q(_first=None) | Q(_first__lte=last))
    found = Agreed()
    shown = list(rows.order_by(F("_first").desc(nulls_last=True), "reference")[: MOST + 1])
    found.more = len(shown) > MOST
    for agreement in shown[:MOST]:
        reached = agreement.reached.latest if agreement.reached else None
        certain = first is not None and reached is not None and reached < first
        (found.before if certain else found.untold).append(agreement)
    return found


def still_open(
    visit: Visit, organisations: list[int], rows: QuerySet[FollowUpAction]
) -> list[FollowUpAction]:
    """Those of `rows`, what the reader may see, that are open with a partner and arise from elsewhere.

    One more than `MOST` where there are more.
    """
    owed = _keys(owner_organisation__in=organisations), _keys(counterpart_organisation__in=organisations)
    own = _keys(visit=visit), _keys(stop__visit=visit)
    # Unions, of which an index finds each half: told "one or the other", an engine looks through all actions.
    found = rows.filter(pk__in=owed[0].union(owed[1], all=True), status__in=OPEN_ACTIONS)
    return list(found.exclude(pk__in=own[0].union(own[1], all=True))[: MOST + 1])


def _keys(**condition: Any) -> QuerySet[Any]:
    return FollowUpAction.objects.filter(**condition).order_by().values("pk")


def met(members: Iterable[Participant], stops: Iterable[Stop]) -> list[Met]:
    """Whom the delegation meets at its stops, in order, each once; its own members are left out."""
    own = {member.person_id for member in members if member.person_id is not None}
    found: dict[tuple[str, object], Met] = {}
    for stop in stops:
        for row in stop.participants.all():
            if row.person_id in own:
                continue
            key = ("person", row.person_id) if row.person_id else (row.description, row.organisation_id)
            one = found.setdefault(key, Met(row.person, row.description, [], []))
            title = (row.title, row.organisation)
            if title not in one.titles and title != ("", None):
                one.titles.append(title)
            if stop not in one.stops:
                one.stops.append(stop)
    return list(found.values())
