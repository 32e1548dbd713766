"""Bringing back the records that a change removed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from django.db import models

from tracker.services.undoing.kinds import Kind, quoted
from tracker.services.undoing.report import Detail
from tracker.services.undoing.rows import Rows, fetch, run

#: Of each kind: key → why the record could not be brought back, or which of its relations could not be whole.
type Lost = dict[Kind, dict[int, tuple[Detail, set[str]]]]


def leave_those_already_back(rows: Rows) -> dict[Kind, dict[int, set[str]]]:
    """Leave those that are in the record again; gives how they differ from what they were."""
    found = {}
    for kind in rows.having("-"):
        absent = set(rows.absent(kind, "-"))
        present = [key for key, *_ in rows.history_rows(kind, "-") if key not in absent]
        if present:
            found[kind] = rows.differences(kind, "-")
            rows.pass_over(kind, present)
    return found


def bring_back(rows: Rows) -> Lost:
    """Make the removed records again, as far as everything that they refer to is there.

    Gives those that could not be, or not whole. It can be tried again when what was in the way is gone.
    """
    back = rows.having("-")
    lost: Lost = defaultdict(dict)
    for kind in reversed(back):
        rows.bring_back(kind)
    # What refers to a record that didn't come back can't stay either.
    while hanging := [(kind, key) for kind in back for key in _hanging(kind)]:
        for kind, key in hanging:
            lost[kind][key] = ("target", set())
    for kind in back:
        for key in rows.absent(kind, "-"):
            lost[kind].setdefault(key, ("taken", set()))
    for kind in back:
        for key, name in _bring_back_relations(kind):
            _detail, names = lost[kind].get(key, ("target", set()))
            lost[kind][key] = ("target", {*names, name})
    return lost


def _hanging(kind: Kind) -> list[int]:
    """Take those out again that refer to what is not there; gives their keys."""
    found: set[int] = set()
    for field in kind.model._meta.concrete_fields:
        if not isinstance(field, models.ForeignKey):
            continue
        target = field.remote_field.model._meta
        column = quoted(field.column)
        found.update(
            key
            for (key,) in fetch(
                f"SELECT s.{kind.key} FROM coop_undo u JOIN {kind.table} s ON s.{kind.key} = u.id"
                f" WHERE u.kind = {kind.number} AND u.what = '-' AND s.{column} IS NOT NULL AND NOT EXISTS"
                f" (SELECT 1 FROM {quoted(target.db_table)} t"
                f" WHERE t.{quoted(target.pk.column)} = s.{column})"
            )
        )
    for key in found:
        run(f"DELETE FROM {kind.table} WHERE {kind.key} = %s", [key])
    return sorted(found)


def _bring_back_relations(kind: Kind) -> Iterator[tuple[int, str]]:
    """Relate those that are there again to what they were related to; gives those that miss something, and in
    which relation.
    """
    for name, relation in kind.relations.items():
        owner, column = quoted(relation.owner), quoted(relation.target)
        target = kind.model._meta.get_field(name).remote_field.model._meta  # type: ignore[union-attr]
        was = (
            f"FROM coop_undo u JOIN {kind.table} m ON m.{kind.key} = u.id"
            f" JOIN {quoted(relation.history._meta.db_table)} j ON j.history_id = u.joins_id"
            f" WHERE u.kind = {kind.number} AND u.what = '-'"
        )
        there = (
            f"EXISTS (SELECT 1 FROM {quoted(target.db_table)} t"
            f" WHERE t.{quoted(target.pk.column)} = j.{column})"
        )
        run(
            f"INSERT INTO {quoted(relation.through._meta.db_table)} (id, {owner}, {column})"
            f" SELECT j.id, j.{owner}, j.{column} {was} AND {there} ON CONFLICT DO NOTHING"
        )
        for (key,) in fetch(f"SELECT DISTINCT j.{owner} {was} AND NOT {there}"):
            yield key, name
