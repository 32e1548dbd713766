"""The page of a follow-up action."""

from __future__ import annotations

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from tracker.evidence import Evidence
from tracker.models import ActionComment, Agreement, Event, FollowUpAction, Stop, Visit
from tracker.models.visibility import Reader, is_staff
from tracker.views.details import rows
from tracker.views.doing import CommentForm


@require_safe
def action_detail(request: HttpRequest, reference: str) -> HttpResponse:
    """One follow-up action: what is owed, by whom to whom, when it is due, and from what it arose."""
    user = request.user
    found = rows.actions(user).prefetch_related(
        "topics",
        "programmes",
        rows.follow("visit", Visit.objects.visible_to(user)),
        rows.follow("stop", Stop.objects.visible_to(user).select_related("visit")),
        rows.follow("event", Event.objects.visible_to(user)),
        rows.follow("agreement", Agreement.objects.visible_to(user)),
        rows.follow("follows", FollowUpAction.objects.visible_to(user)),
        rows.follow("became_visit", Visit.objects.visible_to(user)),
        rows.follow("became_agreement", Agreement.objects.visible_to(user)),
    )
    if is_staff(user):
        found = found.select_related("staff").prefetch_related(
            Prefetch("comments", queryset=ActionComment.objects.visible_to(user).select_related("by"))
        )
    action = get_object_or_404(found, reference=reference)
    context = {
        "action": action,
        "evidence": Evidence([action]),
        "next_one": FollowUpAction.objects.visible_to(user).filter(follows=action).first(),
        "may_do": action.is_open and user.has_perm("tracker.change_followupaction"),
        "may_become": [kind for kind in ("visit", "agreement") if _may_become(action, kind, user)],
        "comment_form": CommentForm() if user.has_perm("tracker.add_actioncomment") else None,
    }
    return render(request, "tracker/action_detail.html", context)


def _may_become(action: FollowUpAction, kind: str, user: Reader) -> bool:
    """Whether this reader may record the visit or agreement that it led to: there is none yet."""
    needed = [f"tracker.add_{kind}", "tracker.change_followupaction"]
    return getattr(action, f"became_{kind}_id") is None and user.has_perms(needed)
