"""The page on which staff take a step of an agreement's life."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tracker.models import Agreement
from tracker.services import steps
from tracker.services.steps import STEPS, Opened, StepRefused
from tracker.views.agreements.forms import FORMS, StepForm
from tracker.views.agreements.guards import bounded, for_staff

_TAKE: dict[str, Callable[..., Any]] = {
    "prepare": steps.prepare,
    "agree": steps.agree,
    "sign": steps.sign,
    "enter": steps.enter_into_force,
    "renew": steps.renew,
    "amend": steps.amend,
    "expire": steps.expire,
    "terminate": steps.terminate,
}


@bounded
@require_http_methods(["GET", "HEAD", "POST"])
def agreement_step(request: HttpRequest, reference: str, step: str) -> HttpResponse:
    """Ask for what a step needs, and take it; say why not where it cannot be taken."""
    for_staff(request, "change_agreement")
    if step not in STEPS:
        raise Http404
    agreement = get_object_or_404(Agreement, reference=reference)
    if request.method == "POST":
        form = FORMS[step](request.POST, request.FILES, agreement=agreement)
        problem, status = _take(request, agreement, step, form)
        if not problem and form.is_valid():
            return redirect(agreement)
    else:
        form = FORMS[step](agreement=agreement)
        problem = steps.refusal(agreement, step, timezone.localdate())
        status = 409 if problem else 200
    allowed = not steps.refusal(agreement, step, timezone.localdate())
    context = {
        "agreement": agreement,
        "step": STEPS[step],
        "form": form if allowed else None,
        "problem": problem,
        "lost_file": bool(request.FILES),
    }
    return render(request, "tracker/agreement_step.html", context, status=status)


def _take(request: HttpRequest, agreement: Agreement, step: str, form: StepForm) -> tuple[str, int]:
    """Take the step; the sentence that says why it was not taken, if so, and the status of the answer."""
    if not form.is_valid():
        return "", 200
    opened = Opened.read(form.cleaned_data["opened"])
    if opened is None:
        return _("This form did not come from here: open it again."), 400
    given = {**form.values(), "reason": form.cleaned_data["reason"]}
    try:
        _TAKE[step](agreement, opened=opened, by=request.user, **given)
    except StepRefused as error:
        agreement.refresh_from_db()
        form.reopen()
        return str(error), 409
    except ValidationError as error:
        _tell(form, error)
    return "", 200


def _tell(form: StepForm, error: ValidationError) -> None:
    """Say what was wrong at the fields of the form, and the rest above it."""
    told = error.message_dict if hasattr(error, "error_dict") else {"__all__": error.messages}
    for name, sentences in told.items():
        form.add_error(name if name in form.fields else None, sentences)
