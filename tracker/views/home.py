"""The first page: what there is, what happened last, what is ahead, and for staff what waits."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from django.db.models import CharField, F, Model, Q, QuerySet, Value
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import ngettext_lazy
from django.views.decorators.http import require_safe

from tracker.choices import STILL_AHEAD, UNSIGNED, Status
from tracker.filters.base import by_date
from tracker.models import (
    Agreement,
    Delegation,
    Event,
    FollowUpAction,
    Organisation,
    Person,
    Programme,
    Source,
    Topic,
    Visit,
)
from tracker.models.visibility import Reader, is_staff
from tracker.views import rows

# How many of each are shown; the lists have the rest.
FEW = 6

_NUMBERS: tuple[tuple[type[Model], str, Any], ...] = (
    (Visit, "visit-list", ngettext_lazy("visit", "visits")),
    (Event, "event-list", ngettext_lazy("event", "events")),
    (Agreement, "agreement-list", ngettext_lazy("agreement", "agreements")),
    (FollowUpAction, "action-list", ngettext_lazy("action", "actions")),
    (Organisation, "organisation-list", ngettext_lazy("organisation", "organisations")),
    (Person, "person-list", ngettext_lazy("person", "people")),
    (Delegation, "delegation-list", ngettext_lazy("delegation", "delegations")),
    (Programme, "programme-list", ngettext_lazy("programme", "programmes")),
    (Topic, "topic-list", ngettext_lazy("topic", "topics")),
    (Source, "source-list", ngettext_lazy("source", "sources")),
)


class Number(NamedTuple):
    """How many records of one kind the reader may see, and where they are listed."""

    total: int
    noun: str
    url_name: str


def numbers(user: Reader) -> list[Number]:
    """What the record holds for this reader, in one query."""
    counts = [
        model._default_manager.visible_to(user)  # type: ignore[attr-defined]
        .order_by()
        .annotate(url_name=Value(url_name, output_field=CharField()), n=rows.counted())
        .values_list("url_name", "n")
        for model, url_name, _noun in _NUMBERS
    ]
    found = dict(counts[0].union(*counts[1:], all=True).order_by())
    return [Number(found[url_name], noun % found[url_name], url_name) for _model, url_name, noun in _NUMBERS]


def _latest[H: (Visit, Event)](records: Iterable[H], *, newest: bool) -> list[H]:
    """The first few by date: those with a year first, then the others in calendar order."""

    def key(record: H) -> tuple[bool, int, tuple[int, int]]:
        dates = record.dates
        day: date | None = (dates.earliest or dates.latest) if dates else None
        number = day.toordinal() if day else 0
        return (day is None, -number if newest else number, dates.calendar_key() if dates else (99, 99))

    return sorted(records, key=key)[:FEW]


def _happenings(user: Reader, which: Q, *, newest: bool) -> list[Visit | Event]:
    """The first few visits and events among `which`, together."""
    order = by_date("dates", newest=newest)
    found: list[Visit | Event] = []
    querysets: tuple[QuerySet[Any], ...] = (rows.visits_in_short(user), rows.events_in_short(user))
    for queryset in querysets:
        found.extend(queryset.filter(which).order_by(*order, "pk")[:FEW])
    return _latest(found, newest=newest)  # type: ignore[type-var]


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The first page."""
    user: Reader = request.user
    today = timezone.localdate()
    planned = Q(status__in=STILL_AHEAD)
    passed = Q(dates_latest__lt=today)
    lapsed = _happenings(user, planned & passed, newest=True)
    context: dict[str, Any] = {
        "numbers": numbers(user),
        "happened": _happenings(user, Q(status=Status.COMPLETED), newest=True),
        "ahead": _happenings(user, planned & ~passed, newest=False),
        "lapsed": lapsed,
        "lapsed_visits": any(isinstance(record, Visit) for record in lapsed),
        "lapsed_events": any(isinstance(record, Event) for record in lapsed),
        "sources": Source.objects.visible_to(user).order_by("-pk")[:FEW],
    }
    if is_staff(user):
        actions = FollowUpAction.objects.visible_to(user).open()
        agreements = Agreement.objects.visible_to(user).filter(status__in=UNSIGNED)
        context |= {
            "open_count": actions.count(),
            "overdue_count": actions.overdue().count(),
            "actions": actions.order_by(F("due_latest").asc(nulls_last=True), "reference")[:FEW],
            "unsigned_count": agreements.count(),
            "agreements": agreements.order_by("reference")[:FEW],
        }
    return render(request, "tracker/home.html", context)
