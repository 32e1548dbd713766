"""Doing a follow-up action: one change, which also makes the next one where it comes again.

Whoever does it says with what they opened its form (`Opened`): where somebody else changed it since, or it is
done already, nothing is written. So the next one is made once, however often the button is pressed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from tracker.choices import ActionStatus, ChangeKind, Visibility
from tracker.dates import PartialDate
from tracker.models import Change, FollowUpAction
from tracker.services.history import save_within, write_history
from tracker.services.opened import Opened, changed_since
from tracker.services.roles import is_public, may_publish
from tracker.services.terms import Duration, Span

if TYPE_CHECKING:
    from tracker.models import User

#: What the next one has of the one before it.
_KEPT = (
    *("title", "description", "basis", "owner_organisation", "owner_person", "owner_country", "staff"),
    *("counterpart_organisation", "counterpart_person", "counterpart_country", "mutual"),
    *("repeats", "repeats_unit", "visit", "stop", "event", "agreement", "note", "internal_notes"),
)


class NotDone(Exception):
    """Why an action was not marked as done, as a sentence."""


def refusal(action: FollowUpAction) -> str:
    """Why it cannot be marked as done now; "" where it can."""
    if action.is_open:
        return ""
    return _("It is not open: it is “%(status)s” already.") % {"status": action.get_status_display()}


def next_due(action: FollowUpAction) -> PartialDate | None:
    """When the next one is due: as exactly stated as this one; None where that cannot be said so."""
    every = Duration.of(action.repeats, action.repeats_unit)
    return Span.of(action.due).plus(every).said if every and action.due else None


def do(
    action: FollowUpAction, *, opened: Opened, by: User, result: str, reason: str = "", again: bool = True
) -> FollowUpAction | None:
    """Mark `action` as done with its result; gives the next one, where it comes again and `again` is wanted.

    Raises NotDone with a sentence, and ValidationError for values that contradict others.
    """
    with transaction.atomic():
        locked = FollowUpAction.objects.select_for_update().get(pk=action.pk)
        if Opened.of(locked) != opened:
            raise NotDone(changed_since(locked, opened))
        if why_not := refusal(locked):
            raise NotDone(why_not)
        if is_public(locked) and not reason:
            raise NotDone(_("Give a reason, because the action is public."))
        told = _("%(reference)s is done") % {"reference": locked.reference}
        change = Change.objects.create(
            kind=ChangeKind.DONE, by=by, reason=f"{told}. {reason}" if reason else told
        )
        locked.status, locked.result = ActionStatus.DONE, result
        locked.full_clean()
        save_within(change, locked)
        return _make_next(locked, change, by) if again and locked.is_owed_again else None


def _make_next(done: FollowUpAction, change: Change, by: User) -> FollowUpAction:
    """The one after it: open, due so much later, and no more public than the one who did it may make it."""
    made = FollowUpAction(
        **{name: getattr(done, name) for name in _KEPT},
        due=next_due(done),
        status=ActionStatus.OPEN,
        follows=done,
        visibility=done.visibility,
    )
    if made.visibility == Visibility.PUBLIC and not may_publish(by, FollowUpAction):
        made.visibility = Visibility.INTERNAL
    made.full_clean(exclude=["reference"])
    made.skip_history_when_saving = True  # type: ignore[attr-defined]
    made.save()
    made.topics.set(done.topics.all())
    made.programmes.set(done.programmes.all())
    del made.skip_history_when_saving  # type: ignore[attr-defined]
    write_history([made], added=True, by=by, reason=change.reason, change=change)
    return made
