"""What a change, such as an import, did to the fields of records: each as it was and as it became."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any, NamedTuple

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from simple_history.template_utils import ObjDiffDisplay

from tracker.models import Change
from tracker.services.labels import for_labels, label_of
from tracker.services.undoing.kinds import Kind, kinds

#: Longer values are cut to where they differ.
LONGEST = 200


class FieldChange(NamedTuple):
    """One field of one record; "" is an empty value."""

    label: str
    before: str
    after: str


def field_changes(
    change: Change, model: type[models.Model], keys: Sequence[int]
) -> dict[int, list[FieldChange]]:
    """What `change` changed in records of `model`, by key; in a fixed number of queries.

    A record that has no earlier history is left out: nobody can say what it was.
    """
    kind = next(kind for kind in kinds() if kind.model is model)
    pairs = _pairs(kind, change, keys)
    rows = [row for pair in pairs.values() for row in pair]
    many = {name: _targets(kind, name, rows) for name in kind.relations}
    names = _names(kind, rows, many)
    found: dict[int, list[FieldChange]] = {}
    for key, (before, after) in pairs.items():
        changes = [
            _said(field, *(_one(field, row, names) for row in (before, after)))
            for field in kind.fields
            if getattr(before, field.attname) != getattr(after, field.attname)
        ]
        for name, targets in many.items():
            had, has = targets[before.history_id], targets[after.history_id]
            if set(had) != set(has):
                field = model._meta.get_field(name)
                changes.append(_said(field, *(_several(field, these, names) for these in (had, has))))
        found[key] = changes
    return found


def _pairs(kind: Kind, change: Change, keys: Sequence[int]) -> dict[int, tuple[Any, Any]]:
    """Of each record the history row before the first of `change`, and the last one of it."""
    first: dict[int, int] = {}
    last: dict[int, Any] = {}
    for row in kind.history.objects.filter(change=change, history_type="~", id__in=keys).order_by(
        "history_id"
    ):
        first.setdefault(row.id, row.history_id)
        last[row.id] = row
    # Each subquery finds the one row by the index on the record's key.
    earlier = (
        kind.history.objects.filter(id=models.OuterRef("id"), history_id__lt=models.OuterRef("history_id"))
        .order_by("-history_id")
        .values("history_id")[:1]
    )
    wanted = (
        kind.history.objects.filter(history_id__in=first.values())
        .order_by()
        .values(was=models.Subquery(earlier))
    )
    before = {row.id: row for row in kind.history.objects.filter(history_id__in=wanted).order_by()}
    return {key: (before[key], row) for key, row in last.items() if key in before}


def _targets(kind: Kind, name: str, rows: Iterable[Any]) -> dict[int, list[int]]:
    """What each history row has in a many-to-many relation."""
    relation = kind.relations[name]
    found: dict[int, list[int]] = defaultdict(list)
    shown = relation.history.objects.filter(history_id__in=[row.history_id for row in rows])
    for version, target in shown.order_by(relation.target).values_list("history_id", relation.target):
        found[version].append(target)
    return found


type Names = dict[tuple[type[models.Model], Any], str]


def _names(kind: Kind, rows: Sequence[Any], many: dict[str, dict[int, list[int]]]) -> Names:
    """What to call the records that the rows refer to, as far as these are there."""
    wanted: dict[type[models.Model], set[Any]] = defaultdict(set)
    for field in kind.fields:
        if isinstance(field, models.ForeignKey):
            wanted[_target(field)].update(getattr(row, field.attname) for row in rows)
    for name, targets in many.items():
        wanted[_target(kind.model._meta.get_field(name))].update(
            key for keys in targets.values() for key in keys
        )
    return {
        (model, record.pk): label_of(record)
        for model, keys in wanted.items()
        for record in for_labels(model._default_manager.filter(pk__in=keys - {None}))
    }


def _target(field: Any) -> type[models.Model]:
    target: type[models.Model] = field.remote_field.model
    return target


def _one(field: Any, row: Any, names: Names) -> str:
    value = getattr(row, field.attname)
    if value is None or value == "":
        return ""
    if isinstance(field, models.ForeignKey):
        return _several(field, [value], names)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(dict(field.flatchoices).get(value, value))


def _several(field: Any, keys: Collection[Any], names: Names) -> str:
    gone = _("number %(pk)s, no longer there")
    return "; ".join(names.get((_target(field), key)) or gone % {"pk": key} for key in keys)


def _said(field: Any, before: str, after: str) -> FieldChange:
    before, after = ObjDiffDisplay(max_length=LONGEST).common_shorten_repr(before, after)
    return FieldChange(capfirst(str(field.verbose_name)), before, after)
