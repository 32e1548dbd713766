"""The pages on which staff work on follow-up actions: done with a result, and comments."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods, require_POST

from tracker.models import ActionComment, FollowUpAction
from tracker.services import doing
from tracker.services.doing import NotDone
from tracker.services.opened import Opened
from tracker.services.roles import is_public
from tracker.views.agreements.guards import for_staff


class DoneForm(forms.Form):
    """What came of an action; `again` where it comes again, `reason` as a public record needs it."""

    opened = forms.CharField(widget=forms.HiddenInput)
    result = forms.CharField(
        label=_lazy("Result"),
        max_length=4_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_lazy("What came of it, in a sentence."),
        error_messages={"required": _lazy("Say what came of it, in a sentence.")},
    )

    def __init__(self, *args: Any, action: FollowUpAction, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.action = action
        self.initial.update(opened=str(Opened.of(action)), result=action.result)
        if action.is_owed_again:
            due = doing.next_due(action)
            self.fields["again"] = forms.BooleanField(
                label=_("Make the next one, due %(date)s") % {"date": due}
                if due
                else _("Make the next one, without a day: it cannot be reckoned from this one's"),
                required=False,
                initial=True,
            )
        self.fields["reason"] = forms.CharField(
            label=_("Reason for the change"),
            max_length=400,
            required=is_public(action),
            help_text=_("For the history: on whose word, or by which document."),
        )

    def reopen(self) -> None:
        """Goes on from what is stored now, with what was typed."""
        self.data = {
            **{name: self.data.get(name, "") for name in self.data},
            "opened": str(Opened.of(self.action)),
        }


class CommentForm(forms.Form):
    """A comment; the same text twice in a row is one (a button pressed twice)."""

    text = forms.CharField(
        label=_lazy("Comment"),
        max_length=4_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_lazy("For staff only: readers never see it."),
        error_messages={"required": _lazy("The comment is empty: write something, or leave it.")},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def action_done(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask what came of an action, and mark it as done; say why not where it cannot be."""
    for_staff(request, "change_followupaction")
    action = get_object_or_404(FollowUpAction, reference=reference)
    problem, status = doing.refusal(action), 200
    if request.method == "POST":
        form = DoneForm(request.POST, action=action)
        problem, status = _do(request, action, form)
        if not problem and form.is_valid():
            return redirect(action)
    else:
        form = DoneForm(action=action)
        status = 409 if problem else 200
    shown = form if not doing.refusal(action) else None
    context = {"action": action, "form": shown, "problem": problem}
    return render(request, "tracker/action_done.html", context, status=status)


def _do(request: HttpRequest, action: FollowUpAction, form: DoneForm) -> tuple[str, int]:
    """Do it; the sentence that says why it was not done, if so, and the status of the answer."""
    if not form.is_valid():
        return "", 200
    opened = Opened.read(form.cleaned_data["opened"])
    if opened is None:
        return _("This form did not come from here: open it again."), 400
    try:
        doing.do(
            action,
            opened=opened,
            by=request.user,  # type: ignore[arg-type]
            result=form.cleaned_data["result"],
            reason=form.cleaned_data["reason"],
            again=form.cleaned_data.get("again", False),
        )
    except NotDone as error:
        action.refresh_from_db()
        form.reopen()
        return str(error), 409
    except ValidationError as error:
        form.add_error(None, error.messages)
    return "", 200


@require_POST
def action_comment(request: HttpRequest, reference: str) -> HttpResponse:
    """Keep a comment, and lead back to the action; say what is wrong with it otherwise."""
    for_staff(request, "add_actioncomment")
    action = get_object_or_404(FollowUpAction, reference=reference)
    form = CommentForm(request.POST)
    if form.is_valid():
        text = form.cleaned_data["text"]
        last = action.comments.last()
        if last is None or (last.text, last.by) != (text, request.user):
            ActionComment.objects.create(action=action, text=text, by_id=request.user.pk)
        return redirect(f"{action.get_absolute_url()}#comments")
    return render(request, "tracker/action_comment.html", {"action": action, "form": form})
