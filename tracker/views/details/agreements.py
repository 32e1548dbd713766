"""The page of an agreement."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from tracker.choices import UNSIGNED, WORKED_UNDER, AgreementStatus
from tracker.dates import PartialDate
from tracker.evidence import Evidence
from tracker.models import Agreement, AgreementDocument, Party, Source, Visit
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
class Step:
    """One step of an agreement's life: when it was or is to be, and whether it stands there now."""

    status: AgreementStatus
    field: str
    date: PartialDate | None
    place: str  # "before", "now" or "ahead"


def steps(agreement: Agreement) -> list[Step]:
    """The life of an agreement from proposal to its end, the present step marked."""
    status = AgreementStatus(agreement.status)
    end = status if status in _ENDS else AgreementStatus.EXPIRED
    road = (*_ROAD, (end, "expires"))
    present = [step for step, _field in road].index(status)
    found = []
    for index, (step, name) in enumerate(road):
        place = "now" if index == present else "before" if index < present else "ahead"
        found.append(Step(step, name, getattr(agreement, name) if name else None, place))
    return found


def _passed(date: PartialDate | None) -> bool:
    return bool(date and date.latest and date.latest < timezone.localdate())


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
    documents = AgreementDocument.objects.filter(agreement=agreement)
    actions = list(rows.actions(user).filter(agreement=agreement))
    parties = list(agreement.parties.all())
    participants = list(agreement.participants.all())
    context = {
        "agreement": agreement,
        "steps": steps(agreement),
        "signing_intended": agreement.status in UNSIGNED and agreement.signed,
        "term_over": agreement.status in WORKED_UNDER and _passed(agreement.expires),
        "parties": parties,
        "participants": participants,
        "documents": list(documents.prefetch_related(rows.follow("source", Source.objects.visible_to(user)))),
        "replaced_by": list(rows.agreements(user).filter(replaces=agreement)),
        "actions": actions,
        "evidence": Evidence([agreement, *parties, *participants, *actions]),
    }
    return render(request, "tracker/agreement_detail.html", context)
