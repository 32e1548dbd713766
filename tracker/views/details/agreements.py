"""The page of an agreement."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from tracker.choices import UNSIGNED, AgreementStatus
from tracker.dates import PartialDate
from tracker.evidence import Evidence
from tracker.models import (
    Agreement,
    AgreementDocument,
    DocumentVersion,
    FollowUpAction,
    Party,
    Source,
    Visit,
)
from tracker.models.visibility import Reader, is_staff
from tracker.services.steps import STEPS, open_steps, refusal
from tracker.services.succession import story_of
from tracker.services.terms import standing
from tracker.views.details import rows

_ROAD = (
    (AgreementStatus.PROPOSED, "proposed"),
    (AgreementStatus.PREPARATION, ""),
    (AgreementStatus.AGREED, "agreed"),
    (AgreementStatus.SIGNED, "signed"),
    (AgreementStatus.IN_FORCE, "in_force_from"),
)
_ENDS = (AgreementStatus.EXPIRED, AgreementStatus.RENEWED, AgreementStatus.TERMINATED)


@dataclass(frozen=True)
class Reached:
    """One step of an agreement's life: when it was or is to be, and where the agreement stands to it."""

    status: AgreementStatus
    field: str
    date: PartialDate | None
    # "before", "now", "ahead", or "untold": before the present step, with nothing that tells of it.
    place: str


def steps(agreement: Agreement, evidence: Evidence) -> list[Reached]:
    """The life of an agreement from proposal to its end, the present step marked.

    An earlier step counts as passed only where it has a date or a source of its own: an agreement may well
    come to be signed without ever having been proposed.
    """
    status = AgreementStatus(agreement.status)
    end = status if status in _ENDS else AgreementStatus.EXPIRED
    road = (*_ROAD, (end, "terminated" if end == AgreementStatus.TERMINATED else "expires"))
    present = [step for step, _field in road].index(status)
    found = []
    for index, (step, name) in enumerate(road):
        date = getattr(agreement, name) if name else None
        if index == present:
            place = "now"
        elif index > present:
            place = "ahead"
        else:
            place = "before" if date or (name and evidence.tells(agreement, name)) else "untold"
        found.append(Reached(step, name, date, place))
    return found


def _work(agreement: Agreement, user: Reader) -> dict[str, Any]:
    """What this reader may do with the agreement: which steps, why not others, uploads."""
    if not is_staff(user) or not user.has_perm("tracker.change_agreement"):
        return {}
    today = timezone.localdate()
    shut = [(step.label, refusal(agreement, step.key, today)) for step in STEPS.values()]
    return {
        "open_steps": open_steps(agreement, today),
        "shut_steps": [(label, why_not) for label, why_not in shut if why_not],
        "may_upload": user.has_perms(["tracker.add_agreementdocument", "tracker.add_documentversion"]),
    }


@require_safe
def agreement_detail(request: HttpRequest, reference: str) -> HttpResponse:
    """One agreement: how far it has come, between whom, for how long, and what is still to be done."""
    user = request.user
    agreement = get_object_or_404(
        rows.agreements(user)
        .select_related("country")
        .prefetch_related(
            "topics",
            "programmes",
            "aliases",
            rows.follow("parties", Party.objects.select_related("organisation", "country")),
            rows.follow("participants", rows.participants()),
            rows.follow("visit", Visit.objects.visible_to(user)),
            rows.follow("replaces", Agreement.objects.visible_to(user)),
        ),
        reference=reference,
    )
    documents = AgreementDocument.objects.filter(agreement=agreement).prefetch_related(
        rows.follow("source", Source.objects.visible_to(user)),
        rows.follow("versions", DocumentVersion.objects.visible_to(user)),
    )
    actions = list(rows.actions(user).filter(agreement=agreement))
    parties = list(agreement.parties.all())
    participants = list(agreement.participants.all())
    evidence = Evidence([agreement, *parties, *participants], listed=actions)
    today = timezone.localdate()
    stands = standing(agreement, today)
    context = {
        "agreement": agreement,
        "steps": steps(agreement, evidence),
        "signing_intended": agreement.status in UNSIGNED and agreement.signed,
        "standing": stands,
        "term_over": stands.has_lapsed(today),
        "parties": parties,
        "participants": participants,
        "documents": list(documents),
        **_work(agreement, user),
        "story": story_of(agreement, user, rows.agreements(user)),
        "actions": actions,
        "came_of": FollowUpAction.objects.visible_to(user).filter(became_agreement=agreement),
        "evidence": evidence,
    }
    return render(request, "tracker/agreement_detail.html", context)
