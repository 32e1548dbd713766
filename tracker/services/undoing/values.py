"""Giving changed records their former values back, field by field."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import DataError, IntegrityError, models, transaction

from tracker.dates import PartialDate
from tracker.dates.fields import DateBoundField
from tracker.models.fields import NormalisedField
from tracker.names import normalise
from tracker.services.bulk import change_pairs, in_batches, update_rows
from tracker.services.undoing.kinds import Kind
from tracker.services.undoing.report import Detail
from tracker.services.undoing.rows import Rows

#: How many records are held in memory at a time, three times over.
AT_A_TIME = 2_000

type Values = dict[str, Any]


@dataclass(slots=True)
class Plan:
    """What one record gets back: columns and relations, by the names of fields."""

    key: int
    now: Values
    values: Values = field(default_factory=dict)
    relations: dict[str, tuple[frozenset[Any], frozenset[Any]]] = field(default_factory=dict)


@dataclass(slots=True)
class Outcome:
    """What came of the records of one kind: keys, and the names of fields."""

    restored: set[int] = field(default_factory=set)
    edited: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    gone: dict[int, tuple[Detail, set[str]]] = field(default_factory=dict)
    #: What a rule of the database stands against, as yet.
    refused: list[Plan] = field(default_factory=list)


def restore(rows: Rows, kind: Kind) -> Outcome:
    """Give all records of `kind` that were changed the values from before the change.

    A field that has another value by now than the change gave it stays as it is. `try_again` and `finish`
    come after.
    """
    outcome = Outcome()
    for batch in in_batches(rows.history_rows(kind, "~"), AT_A_TIME):
        plans = list(_plans(kind, batch, outcome))
        _leave_out_what_is_gone(kind, plans, outcome)
        outcome.refused += _write(kind, [plan for plan in plans if plan.values], outcome)
        _write_relations(kind, plans, outcome)
    try_again(kind, outcome)
    return outcome


def try_again(kind: Kind, outcome: Outcome) -> None:
    """Write what was refused, as long as that helps: what stood in the way of one may be gone now."""
    while outcome.refused:
        left = _write(kind, outcome.refused, outcome)
        if len(left) == len(outcome.refused):
            break
        outcome.refused = left


def finish(rows: Rows, kind: Kind, outcome: Outcome) -> None:
    """Give up on what is refused still, and leave only those among `rows` that were restored."""
    for plan in outcome.refused:
        # With a field that was edited since, the others may no longer go together.
        outcome.gone[plan.key] = ("taken", {*outcome.gone.get(plan.key, ("", set()))[1], *plan.values})
    rows.only(kind, "~", sorted(outcome.restored))


def _plans(kind: Kind, batch: Sequence[tuple[int, int, int | None]], outcome: Outcome) -> Iterator[Plan]:
    """Compare the records of a batch before the change, after it, and now."""
    known = [(key, last, before) for key, last, before in batch if before is not None]
    for key, _last, before in batch:
        if before is None:
            outcome.gone[key] = ("unknown", set())
    states = _states(kind, [key for key, *_ in known], kind.model, "pk")
    earlier = _states(kind, [row for _, *pair in known for row in pair], kind.history, "history_id")
    for key, last, before in known:
        now = states.get(key)
        if now is None:
            outcome.gone[key] = ("deleted", set())
            continue
        plan = Plan(key, now)
        for name, value in earlier[before].items():
            changed_to = earlier[last][name]
            if value == changed_to or now[name] == value:
                continue
            if now[name] != changed_to:
                outcome.edited[key].add(name)
            elif isinstance(value, frozenset):
                plan.relations[name] = (now[name] - value, value - now[name])
            else:
                plan.values[name] = value
        yield plan


def _states(kind: Kind, keys: Sequence[int], table: Any, key: str) -> dict[int, Values]:
    """The values of all fields, relations as sets of keys, of records or of rows of their history."""
    names = [column.name for column in kind.fields]
    found: dict[int, Values] = {}
    relations: dict[str, dict[int, set[Any]]] = {}
    for batch in in_batches(keys):
        rows = table._base_manager.filter(**{f"{key}__in": batch})
        for row_key, *values in rows.values_list(key, *(column.attname for column in kind.fields)):
            found[row_key] = dict(zip(names, values, strict=True))
        for name, relation in kind.relations.items():
            joins = relation.through if key == "pk" else relation.history
            owner = relation.owner if key == "pk" else "history_id"
            pairs = relations.setdefault(name, defaultdict(set))
            for row_key, target in joins._base_manager.filter(**{f"{owner}__in": batch}).values_list(
                owner, relation.target
            ):
                pairs[row_key].add(target)
    for name, sets in relations.items():
        for row_key, values in found.items():
            values[name] = frozenset(sets.get(row_key, ()))
    return found


def _leave_out_what_is_gone(kind: Kind, plans: Sequence[Plan], outcome: Outcome) -> None:
    """Take fields out of the plans whose former values name records that are no longer there."""
    targets: dict[str, Any] = {
        f.name: f.remote_field.model
        for f in (*kind.model._meta.concrete_fields, *kind.model._meta.many_to_many)
        if f.remote_field
    }
    wanted: dict[Any, set[Any]] = defaultdict(set)
    for plan in plans:
        for name, value in plan.values.items():
            if name in targets and value is not None:
                wanted[targets[name]].add(value)
        for name, (_taken, given) in plan.relations.items():
            wanted[targets[name]] |= given
    there = {
        model: {
            key
            for batch in in_batches(keys)
            for key in model._base_manager.filter(pk__in=batch).values_list("pk", flat=True)
        }
        for model, keys in wanted.items()
    }
    for plan in plans:
        lost = {
            name
            for name, value in plan.values.items()
            if name in targets and value is not None and value not in there[targets[name]]
        }
        lost |= {name for name, (_, given) in plan.relations.items() if not given <= there[targets[name]]}
        if lost:
            outcome.gone[plan.key] = ("target", lost)
            plan.values = {name: value for name, value in plan.values.items() if name not in lost}
            plan.relations = {name: pair for name, pair in plan.relations.items() if name not in lost}


def _write(kind: Kind, plans: Sequence[Plan], outcome: Outcome) -> list[Plan]:
    """Write the columns of the plans; gives those that a constraint refuses."""
    if not plans:
        return []
    changed = {name for plan in plans for name in plan.values}
    written = [column for column in kind.fields if column.name in changed]
    derived = [
        column
        for column in kind.model._meta.concrete_fields
        if isinstance(column, (DateBoundField, NormalisedField)) and column.of in changed
    ]
    rows = []
    for plan in plans:
        values = {**plan.now, **plan.values}
        rows.append(
            (
                *(values[column.name] for column in written),
                *(_derive(column, values[column.of]) for column in derived),
                plan.key,
            )
        )
    names = [column.attname for column in (*written, *derived)]
    refused = set(_update(kind.model, names, rows))
    outcome.restored |= {plan.key for plan in plans} - refused
    return [plan for plan in plans if plan.key in refused]


def _derive(column: DateBoundField | NormalisedField, value: Any) -> Any:
    if isinstance(column, NormalisedField):
        return normalise(value)
    return getattr(value, column.edge) if isinstance(value, PartialDate) else None


def _update(model: type[models.Model], names: list[str], rows: Sequence[tuple[Any, ...]]) -> list[int]:
    """Write rows; gives the keys of those that a constraint refuses, found by halving."""
    try:
        with transaction.atomic():
            update_rows(model, names, rows)
    except (IntegrityError, DataError):
        if len(rows) == 1:
            return [rows[0][-1]]
        half = len(rows) // 2
        return _update(model, names, rows[:half]) + _update(model, names, rows[half:])
    return []


def _write_relations(kind: Kind, plans: Sequence[Plan], outcome: Outcome) -> None:
    """Write the many-to-many relations of the plans."""
    taken: Mapping[str, list[tuple[int, Any]]] = defaultdict(list)
    given: Mapping[str, list[tuple[int, Any]]] = defaultdict(list)
    for plan in plans:
        for name, (away, back) in plan.relations.items():
            taken[name].extend((plan.key, target) for target in away)
            given[name].extend((plan.key, target) for target in back)
            outcome.restored.add(plan.key)
    for name, relation in kind.relations.items():
        change_pairs(relation, sorted(given[name]), sorted(taken[name]))
