"""Making records public, internal or drafts, several at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.core.exceptions import PermissionDenied
from django.db import models, transaction

from tracker.choices import Visibility
from tracker.models.visibility import Visible
from tracker.services.history import BATCH, write_history
from tracker.services.roles import may_publish

if TYPE_CHECKING:
    from tracker.models import User


class Outcome(NamedTuple):
    """How many records changed, had this visibility already, and were left because only a Publisher may."""

    changed: int
    unchanged: int
    refused: int


@transaction.atomic
def set_visibility[M: Visible](
    records: models.QuerySet[M], visibility: Visibility, *, by: User, reason: str = ""
) -> Outcome:
    """Give all `records` this visibility, with a history row for each that changes.

    Raises PermissionDenied where `by` may not publish and is to. For who may not publish, public records stay
    public, and are counted as refused.
    """
    model = records.model
    publisher = may_publish(by, model)
    if visibility == Visibility.PUBLIC and not publisher:
        raise PermissionDenied
    # The selection may be sorted, joined or cut, which a locking query must not be.
    chosen = model._default_manager.filter(pk__in=list(records.values_list("pk", flat=True)))
    rows = list(chosen.select_for_update().order_by("pk"))
    others = [row for row in rows if row.visibility != visibility]
    changed = [row for row in others if publisher or not row.is_public]
    for row in changed:
        row.visibility = visibility
    for start in range(0, len(changed), BATCH):
        batch = [row.pk for row in changed[start : start + BATCH]]
        model._default_manager.filter(pk__in=batch).update(visibility=visibility)
    write_history(changed, by=by, reason=reason)
    return Outcome(len(changed), len(rows) - len(others), len(others) - len(changed))
