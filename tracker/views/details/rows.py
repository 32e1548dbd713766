"""The rows that detail pages show of other records, each kind read in one way.

Who sees what: records with a visibility of their own come through `visible_to`. What hangs on a visible
record (its stops, participants, parties, topics, the people and organisations that those name) is as visible
as it, so it is simply followed. A foreign key that leads to a record which may be hidden is prefetched
through `visible_to`, and then reads as empty where the reader may not follow it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import F, Model, Prefetch, Q, QuerySet
from django.db.models.expressions import OrderBy

from tracker.models import (
    Agreement,
    Event,
    FollowUpAction,
    Organisation,
    Participant,
    Stop,
    Topic,
    Visit,
)
from tracker.models.visibility import Reader

#: How many rows of one kind a detail page shows; the filtered list has them all.
MOST = 200


class Shown[M: Model](list[M]):
    """Rows for a page; `more` where there are too many to show them all."""

    more = False


def shown[M: Model](rows: QuerySet[M]) -> Shown[M]:
    """Read the rows, at most `MOST` of them."""
    found = list(rows[: MOST + 1])
    kept = Shown(found[:MOST])
    kept.more = len(found) > MOST
    return kept


def follow(relation: str, rows: QuerySet[Any]) -> Prefetch[Any, Any, Any]:
    """Follow `relation` to nothing but `rows`; a foreign key that leads elsewhere reads as empty."""
    return Prefetch(relation, rows)


def newest_first(name: str = "dates_earliest") -> OrderBy:
    """Later ones first, those without a year last, on either engine."""
    return F(name).desc(nulls_last=True)


def visits(user: Reader) -> QuerySet[Visit]:
    """The visits that the reader may see, with what a line about one needs."""
    senders = follow("delegation__senders", Organisation.objects.select_related("country"))
    rows = Visit.objects.visible_to(user).select_related("delegation")
    return rows.prefetch_related("countries", senders).order_by(newest_first(), "reference")


def events(user: Reader) -> QuerySet[Event]:
    """The events that the reader may see, with what a line about one needs."""
    return Event.objects.visible_to(user).select_related("country").order_by(newest_first(), "name")


def agreements(user: Reader) -> QuerySet[Agreement]:
    """The agreements that the reader may see; an event of signing that is hidden reads as none."""
    signing = follow("signing_event", Event.objects.visible_to(user))
    return Agreement.objects.visible_to(user).prefetch_related(signing).order_by("reference")


def actions(user: Reader) -> QuerySet[FollowUpAction]:
    """The follow-up actions that the reader may see, with both sides; those due first come first."""
    sides = (
        f"{side}_{kind}"
        for side in ("owner", "counterpart")
        for kind in ("organisation", "person", "country")
    )
    rows = FollowUpAction.objects.visible_to(user).select_related(*sides)
    return rows.order_by(F("due_latest").asc(nulls_last=True), "reference")


def participants(user: Reader | None = None) -> QuerySet[Participant]:
    """Participants with person and organisation: those that `user` may see, or, of a visible record, all."""
    rows = Participant.objects.all() if user is None else Participant.objects.visible_to(user)
    return rows.select_related("person", "organisation").order_by("order", "id")


def participations(user: Reader) -> QuerySet[Participant]:
    """The participants that the reader may see, with what each took part in."""
    targets = ("delegation", "stop__visit", "event", "agreement", "programme")
    return participants(user).select_related(*targets).order_by("id")


def stops(user: Reader) -> QuerySet[Stop]:
    """Stops of visible visits, with what the story needs of each; an event that is hidden reads as none."""
    return (
        Stop.objects.visible_to(user)
        .select_related("host", "country")
        .prefetch_related(
            "topics",
            "programmes",
            follow("participants", participants()),
            follow("event", Event.objects.visible_to(user)),
        )
        .order_by("order", "id")
    )


def stops_elsewhere(user: Reader) -> QuerySet[Stop]:
    """Stops as other pages list them: with their visit, the newest first."""
    rows = Stop.objects.visible_to(user).select_related("visit", "visit__delegation", "host", "country")
    return rows.order_by(newest_first("visit__dates_earliest"), "visit__reference", "order")


def topics_of(**records: Sequence[Model]) -> QuerySet[Topic]:
    """The topics of the given visits, stops, events, agreements or programmes, all of them visible."""
    condition = Q(pk__in=[])
    for name, rows in records.items():
        condition |= Q(pk__in=Topic.objects.filter(**{f"{name}__in": _keys(rows)}).values("pk"))
    return Topic.objects.filter(condition).order_by("name")


def _keys(rows: Iterable[Model]) -> list[object]:
    return [row.pk for row in rows]
