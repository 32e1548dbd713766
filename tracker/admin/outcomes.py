"""A visit or an agreement that is recorded because a follow-up action led to it is linked to that action."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from tracker.models import FollowUpAction


class OutcomeAdmin:
    """Begins a new record with what `?from_action=F-0001` says, and links the two when it is saved."""

    #: The field of an action that names a record of this kind.
    outcome_field: str

    def get_changeform_initial_data(self, request: HttpRequest) -> Any:
        initial = super().get_changeform_initial_data(request)  # type: ignore[misc]
        action = self._action(request)
        return {"title": action.title, **initial} if action else initial

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)  # type: ignore[misc]
        action = None if change else self._action(request, lock=True)
        if action is None:
            return
        if getattr(action, self.outcome_field) is not None:
            told = _("%(action)s had led to another record already, and still names that one.")
            messages.warning(request, told % {"action": action})
            return
        setattr(action, self.outcome_field, form.instance)
        action._change_reason = _("It led to %(record)s") % {"record": form.instance}  # type: ignore[attr-defined]
        action.save()

    def _action(self, request: HttpRequest, *, lock: bool = False) -> FollowUpAction | None:
        """The action that the address names, if this member of staff may change it."""
        reference = request.GET.get("from_action", "").replace("\0", "")
        if not reference or not request.user.has_perm("tracker.change_followupaction"):
            return None
        rows = FollowUpAction.objects.select_for_update() if lock else FollowUpAction.objects.all()
        return rows.filter(reference=reference[:20]).first()
