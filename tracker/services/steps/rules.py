"""Which step of an agreement's life may follow which, and the sentence that says why not."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from tracker.choices import UNSIGNED, WORKED_UNDER, AgreementStatus
from tracker.models import Agreement
from tracker.services.terms import last_day, terms_of

_ORDER = tuple(AgreementStatus)


class Step(NamedTuple):
    """One step: its word in addresses, what its button says, and the state that it leads to."""

    key: str
    label: str | Promise
    to: AgreementStatus


STEPS: dict[str, Step] = {
    step.key: step
    for step in (
        Step("prepare", _("Begin to prepare it"), AgreementStatus.PREPARATION),
        Step("agree", _("Record that it is agreed"), AgreementStatus.AGREED),
        Step("sign", _("Record the signing"), AgreementStatus.SIGNED),
        Step("enter", _("Record its entry into force"), AgreementStatus.IN_FORCE),
        Step("renew", _("Record its renewal"), AgreementStatus.RENEWED),
        Step("amend", _("Record an amendment"), AgreementStatus.IN_FORCE),
        Step("expire", _("Record that it has expired"), AgreementStatus.EXPIRED),
        Step("terminate", _("Terminate it"), AgreementStatus.TERMINATED),
    )
}
_UNTIL_SIGNED = ("prepare", "agree", "sign")


def refusal(agreement: Agreement, key: str, today: date) -> str:
    """Why the step `key` cannot be taken now; "" where it can. Asks nothing of the database."""
    status = AgreementStatus(agreement.status)
    if key in _UNTIL_SIGNED:
        return "" if _ORDER.index(status) < _ORDER.index(STEPS[key].to) else _already(status)
    if status in UNSIGNED:
        return _now("It has not been signed yet (it is “%(status)s”): record the signing first.") % {
            "status": status.label
        }
    match key:
        case "enter" if status != AgreementStatus.SIGNED:
            return _already(status)
        case "renew" if status == AgreementStatus.TERMINATED:
            return _now("It was terminated, so nothing of it can be renewed: record a new agreement.")
        case "renew" if status == AgreementStatus.RENEWED:
            return _already(status)
        case "amend" | "expire" | "terminate" if status not in WORKED_UNDER:
            return _now("It has ended already: it is “%(status)s”.") % {"status": status.label}
        case "expire":
            return _not_over(agreement, today)
    return ""


def _already(status: AgreementStatus) -> str:
    return _now("It has come further already: it is “%(status)s”.") % {"status": status.label}


def _not_over(agreement: Agreement, today: date) -> str:
    """Why it has not expired: its last day, by what is stated, is still ahead."""
    end = last_day(terms_of(agreement), today)
    if end is None or end.earliest is None or end.earliest < today:
        return ""
    if agreement.renewal:
        return _now(
            "It renews itself, and the term that runs now ends %(date)s: if notice was given, terminate it."
        ) % {"date": end}
    return _now("Its last day (%(date)s) has not passed.") % {"date": end}


def open_steps(agreement: Agreement, today: date) -> list[Step]:
    """The steps that can be taken now, in the order of its life."""
    return [step for step in STEPS.values() if not refusal(agreement, step.key, today)]
