"""Writes what a workbook changes in visits that are in the record."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Max

from tracker.imports.comparing import RELATIONS
from tracker.imports.plan import Entry, update_of
from tracker.imports.stops import STOP_RELATIONS
from tracker.models import Delegation, Participant, Stop, Visit
from tracker.names import normalise
from tracker.services.bulk import change_pairs, in_batches, relations_of, update_rows
from tracker.services.history import write_history

if TYPE_CHECKING:
    from tracker.imports.writing import Writer


def update_visits(writer: Writer, changed: Sequence[Entry]) -> None:
    """Write the changes of `changed`, each with a history row and a citation of each field."""
    if not changed:
        return
    visits: dict[int, dict[str, Any]] = {}
    relations: set[int] = set()
    delegations: dict[int, dict[str, Any]] = {}
    senders: dict[int, tuple[set[int], set[int]]] = {}
    for entry in changed:
        key = entry.pk or 0
        if entry.values:
            visits[key] = _columns(entry.values)
        if entry.related:
            relations.add(key)
        for name in (*entry.values, *entry.related):
            note = entry.basis if name == "dates" else ""
            writer.cite("visit", key, entry.sheet, entry.rows[0], name, note)
        update = update_of(entry)
        group = update.known.delegation
        for name, value in update.delegation_changes.items():
            if name == "senders":
                senders[group] = (
                    set(update.known.senders),
                    {writer.key("organisation", ref) for ref in value},
                )
            else:
                delegations.setdefault(group, {})[name] = value
                if name == "name":
                    delegations[group]["key"] = normalise(value)
            writer.cite("delegation", group, entry.sheet, entry.rows[0], name)
    _update(Visit, visits)
    _relate(writer, changed)
    _write_history(writer, Visit, visits.keys() | relations)
    _update(Delegation, delegations)
    _exchange(Delegation, "senders", senders)
    _write_history(writer, Delegation, delegations.keys() | senders.keys())
    _update_rows_of(writer, changed)


def _columns(values: Mapping[str, Any]) -> dict[str, Any]:
    """The columns that follow from the fields of a visit or a stop."""
    columns = dict(values)
    for name in ("dates", "day"):
        if found := columns.get(name):
            columns |= {f"{name}_earliest": found.earliest, f"{name}_latest": found.latest}
    return columns


def _exchange(model: Any, relation: str, pairs: Mapping[int, tuple[set[int], set[int]]]) -> None:
    """Give rows, by key, what they relate to after instead of before."""
    added = [(key, other) for key, (before, after) in pairs.items() for other in sorted(after - before)]
    removed = [(key, other) for key, (before, after) in pairs.items() for other in sorted(before - after)]
    if added or removed:
        change_pairs(relations_of(model)[relation], added, removed)


def _update(model: type[models.Model], changes: Mapping[int, Mapping[str, Any]]) -> None:
    """Set columns of rows, one statement for all rows of which the same columns change."""
    by_columns: dict[tuple[str, ...], list[tuple[Any, ...]]] = defaultdict(list)
    for key, columns in changes.items():
        if not columns:
            continue  # only what it relates to changes
        names = tuple(sorted(columns))
        by_columns[names].append((*(columns[name] for name in names), key))
    for names, rows in by_columns.items():
        update_rows(model, names, rows)


def _relate(writer: Writer, changed: Sequence[Entry]) -> None:
    for name, kind in RELATIONS.items():
        pairs: dict[int, tuple[set[Any], set[Any]]] = {}
        for entry in changed:
            if name in entry.related:
                refs = entry.related[name]
                after = set(refs) if kind == "country" else {writer.key(kind, ref) for ref in refs}
                pairs[entry.pk or 0] = (set(update_of(entry).known.related[name]), after)
        _exchange(Visit, name, pairs)


def _write_history(writer: Writer, model: Any, keys: Iterable[int]) -> None:
    stamp = writer.stamp
    for batch in in_batches(sorted(keys)):
        rows = list(model.objects.filter(pk__in=batch).order_by("pk"))
        write_history(rows, by=stamp.by, reason=stamp.reason, change=stamp.change)


def _update_rows_of(writer: Writer, changed: Sequence[Entry]) -> None:
    """The participants and stops that change, and those that come new."""
    members: dict[int, dict[str, Any]] = {}
    stops: dict[int, dict[str, Any]] = {}
    related: dict[str, dict[int, tuple[set[int], set[int]]]] = {name: {} for name in STOP_RELATIONS}
    for entry in changed:
        update = update_of(entry)
        for found, target, kind in (
            (update.member_changes, members, "participant"),
            (update.stop_changes, stops, "stop"),
        ):
            for key, values in found.items():
                columns = {name: value for name, value in values.items() if name not in ("row", "sheet")}
                for name in columns:
                    writer.cite(kind, key, values["sheet"], values["row"], name.removesuffix("_id"))
                for name in ("organisation_id", "host_id"):
                    if name in columns:
                        columns[name] = writer.key("organisation", columns[name])
                for name in columns.keys() & related.keys():
                    refs = {writer.key(STOP_RELATIONS[name], ref) for ref in columns.pop(name)}
                    before = next(stop for stop in update.known.stops if stop.pk == key).related[name]
                    related[name][key] = (set(before), refs)
                target[key] = _columns(columns)
    _update(Participant, members)
    _write_history(writer, Participant, members)
    _update(Stop, stops)
    for name, pairs in related.items():
        _exchange(Stop, name, pairs)
    _write_history(writer, Stop, stops)
    groups = [(update_of(entry).known.delegation, update_of(entry).new_members) for entry in changed]
    writer.add_members(_in_order(Participant, "delegation", groups))
    visits = [(entry.pk or 0, update_of(entry).new_stops) for entry in changed]
    writer.add_stops(_in_order(Stop, "visit", visits))


def _in_order(
    model: Any, parent: str, groups: Iterable[tuple[int, Sequence[Any]]]
) -> list[tuple[int, int, Sequence[Any]]]:
    """The parents that get rows, each with the place of the last row before these, and the rows."""
    groups = [(key, found) for key, found in groups if found]
    last: dict[int, int] = defaultdict(int)
    for batch in in_batches({key for key, _found in groups}):
        there = model.objects.filter(**{f"{parent}__in": batch}).order_by().values_list(parent)
        last.update(there.annotate(last=Max("order")))
    placed = []
    for key, found in groups:
        placed.append((key, last[key], found))
        # Two visits of one delegation may both bring members.
        last[key] += len(found)
    return placed
