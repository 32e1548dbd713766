"""What a change did to the fields of records: each as it was and as it became."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from simple_history.template_utils import ObjDiffDisplay

from tracker.choices import ChangeKind
from tracker.models import Change
from tracker.services.labels import for_labels, label_of
from tracker.services.undoing.kinds import Kind, kind_of
from tracker.services.undoing.rows import Did

#: Longer values are cut to where they differ.
LONGEST = 200


class FieldChange(NamedTuple):
    """One field of one record; "" is an empty value."""

    label: str
    before: str
    after: str


def field_changes(
    change: Change, model: type[models.Model], keys: Sequence[int], did: Did = "~"
) -> dict[int, list[FieldChange]]:
    """What `change` did to the fields of records of `model` that it made, changed or removed, by key.

    In a fixed number of queries. Of a record that was changed and has no earlier history nothing can be said,
    and it is left out.
    """
    kind = kind_of(model)
    pairs = _pairs(kind, change, keys, did)
    late = did == "-" and change.kind != ChangeKind.UNDO
    return differences(kind, pairs, are_relations_gone=late)


def differences(
    kind: Kind, pairs: Mapping[int, tuple[Any, Any]], *, are_relations_gone: bool = False
) -> dict[int, list[FieldChange]]:
    """How the two history rows of each record differ, either of which may be None, by the keys of `pairs`.

    `are_relations_gone` says that the first rows were written when their relations had been removed.
    """
    rows = [row for pair in pairs.values() for row in pair if row is not None]
    many = {name: _targets(kind, name, rows) for name in kind.relations}
    if are_relations_gone:
        _add_relations_of_removed(kind, rows, many)
    names = _names(kind, rows, many)
    found: dict[int, list[FieldChange]] = {}
    for key, (before, after) in pairs.items():
        changes = [
            _said(field, *said)
            for field in kind.fields
            if _differ(field, before, after)
            and any(said := [_one(field, row, names) if row else "" for row in (before, after)])
        ]
        for name, targets in many.items():
            had, has = (targets[row.history_id] if row else [] for row in (before, after))
            if set(had) != set(has):
                field = kind.model._meta.get_field(name)
                changes.append(_said(field, *(_several(field, these, names) for these in (had, has))))
        found[key] = changes
    return found


def _differ(field: models.Field[Any, Any], before: Any, after: Any) -> bool:
    if before is None or after is None:
        return True
    return bool(getattr(before, field.attname) != getattr(after, field.attname))


def _pairs(kind: Kind, change: Change, keys: Sequence[int], did: Did) -> dict[int, tuple[Any, Any]]:
    """Of each record the history row that says how it was before `change`, and how it was after."""
    first: dict[int, int] = {}
    last: dict[int, Any] = {}
    for row in kind.history.objects.filter(change=change, id__in=keys).order_by("history_id"):
        first.setdefault(row.id, row.history_id)
        last[row.id] = row
    if did == "+":
        return {key: (None, row) for key, row in last.items()}
    if did == "-":
        return {key: (row, None) for key, row in last.items()}
    before = _earlier(kind, first.values())
    return {key: (before[key], row) for key, row in last.items() if key in before}


def _earlier(kind: Kind, versions: Collection[int]) -> dict[int, Any]:
    """Of each record the history row before the one among `versions`."""
    # Each subquery finds the one row by the index on the record's key.
    earlier = (
        kind.history.objects.filter(id=models.OuterRef("id"), history_id__lt=models.OuterRef("history_id"))
        .order_by("-history_id")
        .values("history_id")[:1]
    )
    wanted = (
        kind.history.objects.filter(history_id__in=versions).order_by().values(was=models.Subquery(earlier))
    )
    return {row.id: row for row in kind.history.objects.filter(history_id__in=wanted).order_by()}


def _add_relations_of_removed(kind: Kind, rows: Sequence[Any], many: dict[str, dict[int, list[int]]]) -> None:
    """Say which relations removed records had: the library writes their last row when those are gone."""
    if not many:
        return
    before = _earlier(kind, [row.history_id for row in rows])
    for name, targets in many.items():
        had = _targets(kind, name, before.values())
        for row in rows:
            if row.id in before:
                targets[row.history_id] = had[before[row.id].history_id]


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
