"""What waits for staff: what is overdue, about to end, unfinished, or without evidence."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any, NamedTuple

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tracker.choices import WORKED_UNDER, Visibility
from tracker.models import (
    Agreement,
    Citation,
    Delegation,
    Event,
    FollowUpAction,
    Organisation,
    Person,
    Programme,
    Visit,
)

#: How many days before its last day an agreement is about to expire.
EXPIRING_DAYS = 90


class Reason(NamedTuple):
    """Why records wait: the word in the address of a list, what a person reads, and which they are."""

    key: str
    label: str | Promise
    condition: Callable[[], Q]


class Waiting(NamedTuple):
    """How many records of a model wait for one reason."""

    model: type[models.Model]
    reason: Reason
    number: int


def _expiring() -> Q:
    today = timezone.localdate()
    until = today + timedelta(days=EXPIRING_DAYS)
    return Q(status__in=WORKED_UNDER, expires_latest__gte=today, expires_latest__lte=until)


def _expired() -> Q:
    return Q(status__in=WORKED_UNDER, expires_latest__lt=timezone.localdate())


def _draft() -> Q:
    return Q(visibility=Visibility.DRAFT)


def _lapsed(model: type[Visit | Event]) -> Reason:
    def condition() -> Q:
        return Q(pk__in=model.objects.lapsed().values("pk"))

    return Reason("lapsed", _("day passed, nothing recorded since"), condition)


def _uncited(target: str) -> Reason:
    def condition() -> Q:
        return ~Q(Exists(Citation.objects.filter(**{target: OuterRef("pk")})))

    return Reason("uncited", _("without a citation"), condition)


OVERDUE = Reason("overdue", _("overdue"), lambda: Q(pk__in=FollowUpAction.objects.overdue().values("pk")))
EXPIRING = Reason("expiring", _("about to expire"), _expiring)
EXPIRED = Reason("expired", _("expired by date, still worked under"), _expired)
DRAFT = Reason("draft", _("drafts"), _draft)

#: For each model why its records may wait, the most pressing first.
REASONS: dict[type[models.Model], tuple[Reason, ...]] = {
    FollowUpAction: (OVERDUE, DRAFT, _uncited("action")),
    Agreement: (EXPIRED, EXPIRING, DRAFT, _uncited("agreement")),
    Visit: (_lapsed(Visit), DRAFT, _uncited("visit")),
    Event: (_lapsed(Event), DRAFT, _uncited("event")),
    Delegation: (_uncited("delegation"),),
    Organisation: (_uncited("organisation"),),
    Person: (_uncited("person"),),
    Programme: (_uncited("programme"),),
}


def waiting(allowed: Iterable[type[models.Model]] = tuple(REASONS)) -> list[Waiting]:
    """What waits among the models `allowed`, in one query a model; nothing is listed that has no records."""
    found = []
    for model, reasons in REASONS.items():
        if model not in allowed:
            continue
        counts: dict[str, Any] = model._default_manager.aggregate(
            **{f"count_{reason.key}": Count("pk", filter=reason.condition()) for reason in reasons}
        )
        found += [
            Waiting(model, reason, counts[f"count_{reason.key}"])
            for reason in reasons
            if counts[f"count_{reason.key}"]
        ]
    return found
