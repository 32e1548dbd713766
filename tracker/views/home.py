"""The first page: what there is, what happened last, what is ahead, and for staff what waits."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from django.db.models import CharField, F, Model, Q, QuerySet, Value
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import ngettext_lazy
from django.views.decorators.http import require_safe

from tracker.choices import STILL_AHEAD, UNSIGNED, EventKind, Status
from tracker.dates import PartialDate
from tracker.filters import Problem
from tracker.filters.query import read_query
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
from tracker.models.order import by_date
from tracker.models.visibility import Reader, is_staff
from tracker.services.editions import remembered
from tracker.views import rows

# How many of each are shown; the lists have the rest.
FEW = 6
_OLDEST_FIRST = {"ahead"}

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
    found = remembered("numbers", user, lambda: dict(counts[0].union(*counts[1:], all=True).order_by()))
    return [Number(found[url_name], noun % found[url_name], url_name) for _model, url_name, noun in _NUMBERS]


class _Key(NamedTuple):
    """What tells where on the page a visit or an event belongs."""

    model: type[Visit] | type[Event]
    pk: int
    dates: PartialDate | None
    status: str
    themed: bool = False


#: So many are looked at for each part of the page; of more without a year on one day of the calendar, any.
_CANDIDATES = 500


def _keys(user: Reader, today: date) -> Iterator[_Key]:
    """The keys of the visits and events that may stand on the page, in one query that reads indexes."""
    told = Event.objects.visible_to(user).filter(status=Status.COMPLETED)
    # Not those that are folded: they would take the places of others.
    events = Event.objects.visible_to(user).exclude(
        status=Status.COMPLETED, part_of__isnull=False, part_of__in=told.order_by().values("pk")
    )
    arms = [*_candidates(Visit.objects.visible_to(user), today), *_candidates(events, today)]
    for pk, dates, status, kind in arms[0].union(*arms[1:]).order_by():
        yield _Key(Event if kind else Visit, pk, dates, status, kind == EventKind.THEMED_YEAR)


def _candidates(rows: QuerySet[Any], today: date) -> Iterator[QuerySet[Any, Any]]:
    """The first few rows of each part of the page: key, dates, status, and the kind of an event."""
    newest, oldest = by_date("dates"), by_date("dates", newest=False)
    stated = Q(dates_earliest__isnull=False) | Q(dates_latest__isnull=False)
    done, planned = Q(status=Status.COMPLETED), Q(status__in=STILL_AHEAD)
    if rows.model is Event:
        # Nor themed years that have begun, which stand in no part.
        planned &= ~Q(kind=EventKind.THEMED_YEAR, dates_earliest__isnull=False, dates_earliest__lte=today)
    over = Q(dates_latest__isnull=False, dates_latest__lt=today)
    parts = (
        (done & stated, newest, FEW),
        (done & ~stated, newest, _CANDIDATES),
        (planned & stated & ~over, oldest, FEW),
        (planned & ~stated, newest, _CANDIDATES),
        (planned & stated & over, newest, FEW),
    )
    kind = F("kind") if rows.model is Event else Value("", CharField())
    for condition, order, most in parts:
        first = rows.filter(condition).order_by(*(order if most > FEW else (order[0], "pk")))[:most]
        found: QuerySet[Any] = rows.model._default_manager.filter(pk__in=first.values("pk")).order_by()
        yield found.annotate(told=kind).values_list("pk", "dates", "status", "told")


def _place(key: _Key, today: date) -> str:
    """The part of the page that an entry belongs to; "" for none.

    A themed year that has begun is neither ahead nor lapsed: once proclaimed it runs by itself.
    """
    earliest = key.dates.earliest if key.dates else None
    latest = key.dates.latest if key.dates else None
    stated = earliest is not None or latest is not None
    if key.status == Status.COMPLETED:
        return "happened" if stated else "happened_undated"
    if key.status not in STILL_AHEAD or (key.themed and earliest and earliest <= today):
        return ""
    if not stated:
        return "planned_undated"
    if latest is None or latest >= today:
        return "ahead"
    return "" if key.themed else "lapsed"


def _in_order(key: _Key, *, newest: bool) -> tuple[int, tuple[int, int], bool, int]:
    """Sorts by date; without a year visits first, then by the calendar."""
    day = (key.dates.earliest or key.dates.latest) if key.dates else None
    if day:
        return (-day.toordinal() if newest else day.toordinal(), (0, 0), False, key.pk)
    return (0, key.dates.calendar_key() if key.dates else (99, 99), key.model is Event, key.pk)


def _chosen(user: Reader, today: date) -> dict[str, list[_Key]]:
    """The first few visits and events of each part of the page."""
    parts: dict[str, list[_Key]] = {
        part: [] for part in ("happened", "happened_undated", "ahead", "planned_undated", "lapsed")
    }
    for key in _keys(user, today):
        if place := _place(key, today):
            parts[place].append(key)
    return {
        part: sorted(keys, key=lambda key: _in_order(key, newest=part not in _OLDEST_FIRST))[:FEW]
        for part, keys in parts.items()
    }


def _happenings(user: Reader, today: date) -> dict[str, list[Visit | Event]]:
    """The first few visits and events of each part of the page, in a constant number of queries."""
    chosen = remembered("home", user, lambda: _chosen(user, today))
    shown = [key for keys in chosen.values() for key in keys]
    records: dict[type[Model], dict[int, Any]] = {
        Visit: rows.visits_in_short(user).in_bulk([key.pk for key in shown if key.model is Visit]),
        Event: rows.events_in_short(user).in_bulk([key.pk for key in shown if key.model is Event]),
    }
    # One may have been deleted in between.
    return {
        part: [records[key.model][key.pk] for key in keys if key.pk in records[key.model]]
        for part, keys in chosen.items()
    }


def _newest_sources(user: Reader) -> QuerySet[Source]:
    newest = Source.objects.visible_to(user).order_by("-pk").values_list("pk", flat=True)[:FEW]
    # Whether a source is seen depends on all that cites it, which takes an engine longest to ask.
    return Source.objects.filter(pk__in=remembered("newest sources", user, lambda: list(newest))).order_by(
        "-pk"
    )


def _waiting(user: Reader) -> dict[str, int]:
    """How many actions and agreements wait for staff."""
    actions = FollowUpAction.objects.visible_to(user).open()
    return {
        "open_count": actions.count(),
        "overdue_count": actions.overdue().count(),
        "unsigned_count": Agreement.objects.visible_to(user).filter(status__in=UNSIGNED).count(),
    }


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The first page."""
    user: Reader = request.user
    today = timezone.localdate()
    happenings = _happenings(user, today)
    lapsed = happenings["lapsed"]
    _values, problems = read_query(request.GET, {})
    context: dict[str, Any] = {
        "problems": [Problem(sentence) for sentence in problems],
        "numbers": numbers(user),
        **happenings,
        "lapsed_visits": any(isinstance(record, Visit) for record in lapsed),
        "lapsed_events": any(isinstance(record, Event) for record in lapsed),
        "sources": _newest_sources(user),
    }
    if is_staff(user):
        actions = FollowUpAction.objects.visible_to(user).open()
        agreements = Agreement.objects.visible_to(user).filter(status__in=UNSIGNED)
        context |= {
            **remembered("waiting", user, lambda: _waiting(user)),
            "actions": actions.order_by(F("due_latest").asc(nulls_last=True), "reference")[:FEW],
            "agreements": agreements.order_by("reference")[:FEW],
        }
    return render(request, "tracker/home.html", context)
