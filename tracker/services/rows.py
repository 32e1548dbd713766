"""Rows of one table on their way to the database, a few thousand at a time."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.db import models

from tracker.services.bulk import Stamp, add_records, insert_rows, relations_of, take_ids, tracked

#: So many rows are held at the most before they are sent: memory doesn't grow with what is written.
HELD = 20_000


class Rows:
    """Rows of one model, as tuples: what isn't given is the field's default.

    With a `stamp` each gets a history row of that change; without one, none. Rows without a key get the next
    ones. Call `flush` after the last row.
    """

    def __init__(self, model: type[models.Model], stamp: Stamp | None) -> None:
        self.model, self.stamp = model, stamp
        # The key first, as `add_records` asks.
        key = model._meta.pk.attname
        self.names = [key, *(name for name in tracked(model) if name != key)]
        fields = {field.attname: field for field in model._meta.concrete_fields}
        self._template = [None if name == key else fields[name].get_default() for name in self.names]
        self._at = {name: number for number, name in enumerate(self.names)}
        self._rows: list[list[Any]] = []
        #: Relation → pairs of the keys of the last row added, or of one before it, and of what it relates to.
        self.related: dict[str, list[tuple[int, Any]]] = defaultdict(list)

    def add(self, **values: Any) -> None:
        """One row; `values` by attribute name."""
        if len(self._rows) == HELD:
            self.flush()
        row = self._template.copy()
        at = self._at
        for name, value in values.items():
            row[at[name]] = value
        self._rows.append(row)

    def flush(self) -> None:
        """Send what is held."""
        without = [row for row in self._rows if row[0] is None]
        for row, key in zip(without, take_ids(self.model, len(without)), strict=True):
            row[0] = key
        if self.stamp is not None:
            add_records(self.model, self.names, self._rows, stamp=self.stamp, related=self.related)
        elif self._rows:
            insert_rows(self.model, self.names, self._rows)
            for name, pairs in self.related.items():
                relation = relations_of(self.model)[name]
                keys = take_ids(relation.through, len(pairs))
                joined = ((key, *pair) for key, pair in zip(keys, pairs, strict=True))
                insert_rows(relation.through, ["id", relation.owner, relation.target], joined)
        self._rows, self.related = [], defaultdict(list)
