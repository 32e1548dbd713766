"""What to call a record where its name alone could be another's: in a choice, in a list of what refers to
it.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import FETCH_PEERS, Model, Prefetch, QuerySet

from tracker.models import (
    Citation,
    Delegation,
    Event,
    EventOrganisation,
    Fact,
    Organisation,
    Participant,
    Party,
    Person,
    Position,
    Programme,
    Source,
    Stop,
    Visit,
)


def _with(name: object, *details: object) -> str:
    """A name and what tells it from others, as far as it is known."""
    known = ", ".join(str(detail) for detail in details if detail)
    return f"{name} ({known})" if known else str(name)


def _latest_title(person: Person) -> str:
    """The title that a person held last, as far as dates say; the one recorded last among those without."""

    def when(position: Position) -> tuple[date, int]:
        period = position.period
        return (period.latest or period.earliest if period else None) or date.min, position.pk

    positions = sorted(person.positions.all(), key=when)
    if positions:
        return str(positions[-1])
    titles = [participant.title for participant in person.participations.all() if participant.title]
    return titles[-1] if titles else ""


def label_of(record: Model) -> str:
    """A record's name with what tells homonyms apart; `for_labels` loads what this needs."""
    match record:
        case Person():
            return _with(record, _latest_title(record))
        case Organisation():
            return _with(record, record.parent, record.country)
        case Event() | Visit():
            return _with(record, record.dates)
        case Source():
            return _with(record, record.publisher, record.dated)
        case Programme():
            return _with(record, record.lead)
        case Delegation():
            return _with(record, *record.senders.all())
        case Stop():
            return f"{record.visit.reference}, {record.order}. {record}"
        case Participant():
            return _with(record, record.title, record.target)
        case Position():
            return f"{record.person}: {record}"
        case Fact():
            return f"{record.organisation}: {record}"
        case Party():
            return f"{record.agreement.reference}: {record}"
        case EventOrganisation():
            return f"{record.event}: {record}"
        case Citation():
            return _with(record, record.target)
        case _:
            return str(record)


def for_labels(rows: QuerySet[Any]) -> QuerySet[Any]:
    """`rows` with what `label_of` follows, in a number of queries that doesn't grow with them."""
    rows = rows.fetch_mode(FETCH_PEERS)
    if rows.model is Person:
        positions: Any = Prefetch("positions", Position.objects.select_related("organisation"))
        participations: Any = Prefetch("participations", Participant.objects.order_by("pk"))
        rows = rows.prefetch_related(positions, participations)
    if rows.model is Delegation:
        rows = rows.prefetch_related("senders")
    return rows
