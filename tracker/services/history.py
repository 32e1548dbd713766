"""History rows for several records at once, with their many-to-many relations.

What one request writes is one change, whoever writes the rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.db import models
from django.dispatch import receiver
from simple_history.models import HistoricalRecords
from simple_history.signals import pre_create_historical_record
from simple_history.utils import get_history_manager_for_model, get_m2m_field_name

from tracker.choices import ChangeKind
from tracker.models import Change

if TYPE_CHECKING:
    from tracker.models import User

BATCH = 500


def write_history(
    records: Sequence[models.Model],
    *,
    added: bool = False,
    by: User | None = None,
    reason: str | None = None,
    change: Change | None = None,
) -> None:
    """Write one history row a record, as it is now, in a fixed number of queries.

    All `records` are of one model; `change` is the change that they are part of, else that of the request.
    `bulk_history_create` of the library leaves the many-to-many relations out, so that the next difference
    would show all of them as taken away; here they are written too.
    """
    if not records:
        return
    change = change or change_of_request(reason)
    manager = get_history_manager_for_model(type(records[0]))
    rows = manager.bulk_history_create(
        records,
        batch_size=BATCH,
        update=not added,
        default_user=by,
        default_change_reason=reason or None,
        custom_historical_attrs={"change": change},
    )
    history_of = {getattr(row, type(records[0])._meta.pk.attname): row for row in rows}
    for field in manager.model._history_m2m_fields:
        _write_relations(field, history_of, getattr(manager.model, field.name).model)


def _write_relations(
    field: models.ManyToManyField[Any, Any], history_of: dict[Any, Any], history_model: Any
) -> None:
    """Write what each record has in `field` beside the history row of that record."""
    through: Any = field.remote_field.through
    owner = f"{get_m2m_field_name(field)}_id"
    copied = [column.attname for column in through._meta.fields]
    rows = through._default_manager.filter(**{f"{owner}__in": list(history_of)})
    history_model.objects.bulk_create(
        [
            history_model(
                history=history_of[getattr(row, owner)], **{name: getattr(row, name) for name in copied}
            )
            for row in rows
        ],
        batch_size=BATCH,
    )


def change_of_request(reason: str | None = None) -> Change | None:
    """The change that everything is part of which the request that is answered writes; None outside of one.

    It is made with the first row of history, and its reason is the first that is given.
    """
    request: Any = getattr(HistoricalRecords.context, "request", None)
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return None
    change: Change | None = getattr(request, "change", None)
    # It is gone where what was written with it was refused, and more is written after that.
    if change is None or not Change.objects.filter(pk=change.pk).exists():
        change = Change.objects.create(kind=ChangeKind.EDIT, by=user, reason=reason or "")
        request.change = change
    elif reason and not change.reason:
        change.reason = reason
        change.save(update_fields=["reason"])
    return change


@receiver(pre_create_historical_record)
def _name_change(
    instance: Any, history_instance: Any, history_change_reason: str | None, **_signal: Any
) -> None:
    """Let a row that the library writes be part of it too, or of the change that the record names."""
    if history_instance.change_id is None:
        named = getattr(instance, "_change", None)
        history_instance.change = named or change_of_request(history_change_reason)


def save_within(change: Change, record: Any, *, added: bool = False) -> None:
    """Save a record whole, with a row of history that is part of `change`, by whom and why it says."""
    record.skip_history_when_saving = True
    record.save()
    del record.skip_history_when_saving
    write_history([record], added=added, by=change.by, reason=change.reason, change=change)


def delete_within(change: Change, records: Sequence[Any]) -> None:
    """Delete records, each with a row of history that is part of `change`, by whom and why it says."""
    for record in records:
        record._change, record._history_user, record._change_reason = change, change.by, change.reason
        record.delete()
