"""The state of the record: what in it lacks a date, a source, a country…, what is late, what disagrees."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import Any, NamedTuple

from django.db import models
from django.db.models import CharField, Exists, F, Func, IntegerField, OuterRef, Q, QuerySet, Value
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tracker.choices import AgreementStatus, OrganisationKind, Stance, Status
from tracker.models import (
    Agreement,
    Citation,
    Event,
    FollowUpAction,
    Organisation,
    Participant,
    Person,
    Position,
    Stop,
    Visit,
)
from tracker.services.waiting import DRAFT, OVERDUE, REASONS, Reason

#: How many records are named for each check.
FEW = 5

# Came to be signed, by what the record says; what was terminated may have been so before.
_SIGNED = (
    AgreementStatus.SIGNED,
    AgreementStatus.IN_FORCE,
    AgreementStatus.EXPIRED,
    AgreementStatus.RENEWED,
)


class Check(NamedTuple):
    """Records of one model that want something.

    `listed` is the query string of a list that has them all: of the noun's own list, or, where it begins with
    "waiting", of that in the admin; "" where there is none.
    """

    key: str
    model: type[models.Model]
    label: str | Promise
    condition: Callable[[], Q]
    listed: str = ""


class Area(NamedTuple):
    """Checks that belong together."""

    key: str
    heading: str | Promise
    why: str | Promise
    checks: tuple[Check, ...]


class Found(NamedTuple):
    """What a check found: how many, and the keys of the first few."""

    number: int
    first: list[int]


def _kind(model: type[models.Model]) -> str | Promise:
    return model._meta.verbose_name_plural or ""


def _of_reason(model: type[models.Model], reason: Reason, listed: str) -> Check:
    """A check for why records wait already."""
    return Check(f"{reason.key}-{model._meta.model_name}", model, _kind(model), reason.condition, listed)


def _reasons(key: str, listed: str) -> tuple[Check, ...]:
    """The checks for one reason to wait, of each model that has it."""
    return tuple(
        _of_reason(model, reason, listed)
        for model, reasons in REASONS.items()
        for reason in reasons
        if reason.key == key
    )


def _undated() -> Q:
    return Q(dates__isnull=True)


def _without_year() -> Q:
    return Q(dates__isnull=False, dates_earliest__isnull=True, dates_latest__isnull=True)


def _disputed() -> Q:
    return Q(stance=Stance.DISPUTES)


def _signed_undated() -> Q:
    return Q(status__in=_SIGNED, signed__isnull=True)


def _without_title() -> Q:
    held = Position.objects.filter(person=OuterRef("pk"))
    borne = Participant.objects.filter(person=OuterRef("pk")).exclude(title="", organisation=None)
    return ~Q(Exists(held)) & ~Q(Exists(borne))


def _without_country() -> Q:
    return Q(country__isnull=True) & ~Q(kind=OrganisationKind.INTERGOVERNMENTAL)


def _without_stops() -> Q:
    return ~Q(status=Status.CANCELLED) & ~Q(Exists(Stop.objects.filter(visit=OuterRef("pk"))))


def _without_hosts() -> Q:
    hosted = Stop.objects.filter(visit=OuterRef("pk"), host__isnull=False)
    invited = Visit.invited_by.through.objects.filter(visit=OuterRef("pk"))
    return ~Q(status=Status.CANCELLED) & ~Q(Exists(hosted)) & ~Q(Exists(invited))


AREAS: tuple[Area, ...] = (
    Area(
        "late",
        _("Late"),
        _("What was to be done or to happen by now, with nothing recorded since."),
        (_of_reason(FollowUpAction, OVERDUE, "status=overdue"), *_reasons("lapsed", "status=lapsed")),
    ),
    Area(
        "drafts",
        _("Drafts waiting to be published"),
        _("Nobody but staff sees them."),
        tuple(
            _of_reason(model, DRAFT, "visibility=draft")
            for model in (Visit, Event, Agreement, FollowUpAction)
        ),
    ),
    Area(
        "disagreeing",
        _("Sources disagree"),
        _("Facts that one source disputes; both readings stand until somebody knows better."),
        (Check("disputed", Citation, _("disputed facts"), _disputed),),
    ),
    Area(
        "undated",
        _("Without a date or a year"),
        _("They stand apart in the timeline, and no period finds them by a year."),
        (
            Check("undated-visit", Visit, _("visits without a date"), _undated),
            Check("no-year-visit", Visit, _("visits without a year"), _without_year),
            Check("undated-event", Event, _("events without a date"), _undated),
            Check("no-year-event", Event, _("events without a year"), _without_year),
            Check("unsigned", Agreement, _("signed agreements without the date of signing"), _signed_undated),
        ),
    ),
    Area(
        "uncited",
        _("Without a source"),
        _("Records of which no document is cited."),
        _reasons("uncited", "waiting=uncited"),
    ),
    Area(
        "incomplete",
        _("Incomplete"),
        _("What readers will miss. Where no source says it, it may well stay so."),
        (
            Check("no-stops", Visit, _("visits without stops"), _without_stops),
            Check("no-hosts", Visit, _("visits without a host"), _without_hosts),
            Check("no-title", Person, _("people without a title or an organisation"), _without_title),
            Check("no-country", Organisation, _("organisations without a country"), _without_country),
        ),
    ),
)
CHECKS = tuple(check for area in AREAS for check in area.checks)


def look(checks: Collection[Check] = CHECKS) -> dict[str, Found]:
    """What each of the checks finds, by its key, in two queries; the newest records come first."""
    numbers: dict[str, int] = dict(_union(_number(check) for check in checks))
    first: dict[str, list[int]] = {}
    for key, pk in _union(_first(check) for check in checks if numbers[check.key]):
        first.setdefault(key, []).append(pk)
    return {
        check.key: Found(numbers[check.key], sorted(first.get(check.key, []), reverse=True))
        for check in checks
    }


def read(found: dict[str, Found], checks: Iterable[Check] = CHECKS) -> dict[str, list[Any]]:
    """The records that are named for each check, in a query a model; the deleted are left out."""
    wanted: dict[type[models.Model], set[int]] = {}
    for check in checks:
        wanted.setdefault(check.model, set()).update(found[check.key].first)
    records = {model: _rows(model).in_bulk(list(keys)) if keys else {} for model, keys in wanted.items()}
    return {
        check.key: [records[check.model][pk] for pk in found[check.key].first if pk in records[check.model]]
        for check in checks
    }


def _union(arms: Iterable[Any]) -> Iterable[Any]:
    """The rows of all the arms, in one query."""
    given = list(arms)
    found: Iterable[Any] = given[0].union(*given[1:], all=True).order_by() if given else ()
    return found


def _wanting(check: Check) -> QuerySet[Any]:
    rows: QuerySet[Any] = check.model._default_manager.filter(check.condition())
    return rows.order_by()


def _number(check: Check) -> Any:
    # Not an aggregate to Django, which would group the rows: one number, also where there are none.
    number = Func(
        F("pk"), function="COUNT", template="%(function)s(%(expressions)s)", output_field=IntegerField()
    )
    return _wanting(check).annotate(_key=_text(check.key), _number=number).values_list("_key", "_number")


def _first(check: Check) -> Any:
    few = _wanting(check).order_by("-pk").values("pk")[:FEW]
    rows: QuerySet[Any] = check.model._default_manager.filter(pk__in=few).order_by()
    return rows.annotate(_key=_text(check.key)).values_list("_key", "pk")


def _text(text: str) -> Value:
    return Value(text, output_field=CharField())


def _rows(model: type[models.Model]) -> QuerySet[Any]:
    """Records with what names them."""
    rows: QuerySet[Any] = model._default_manager.all()
    if model is not Citation:
        return rows
    return rows.select_related(
        *("source", "organisation", "person", "delegation", "visit", "event", "programme", "agreement"),
        *("action", "fact__organisation", "position__person", "stop__visit"),
        *("event_organisation__organisation", "event_organisation__event"),
        *("party__organisation", "party__country", "party__agreement"),
        *("participant__person", "participant__delegation", "participant__stop__visit"),
        *("participant__event", "participant__agreement", "participant__programme"),
    )
