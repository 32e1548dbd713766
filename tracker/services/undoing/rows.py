"""The rows of a change in the database's own hands: which there are, how they differ, and writes of them all.

A change may have made 150,000 records. Their keys never come here: two temporary tables hold them, and each
step is one statement a kind of record.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Literal

from django.db import connection

from tracker.choices import ChangeKind
from tracker.services.bulk import Relation, Stamp, in_batches
from tracker.services.undoing.kinds import Kind, kinds, quoted

if TYPE_CHECKING:
    from tracker.models import Change

#: What the change did to a record, all its history rows taken together.
type Did = Literal["+", "~", "-"]

#: `what` is Did. `last_id` is the record's last history row of the change, `before_id` the one before its
#: first. `from_id` and `joins_id` say how a removed record was: its columns, its many-to-many relations.
_TABLES = (
    "CREATE TEMPORARY TABLE coop_undo (kind smallint NOT NULL, id bigint NOT NULL, what char(1) NOT NULL,"
    " last_id bigint NOT NULL, before_id bigint, from_id bigint NOT NULL, joins_id bigint NOT NULL,"
    " PRIMARY KEY (kind, id))",
    # Records picked out of them, in rounds.
    "CREATE TEMPORARY TABLE coop_kept (kind smallint NOT NULL, id bigint NOT NULL, round smallint NOT NULL,"
    " PRIMARY KEY (kind, id, round))",
)
# `+ 0` keeps the engines from looking for the largest key from the end of the whole history, a row a record.
_FILL = """
INSERT INTO coop_undo (kind, id, what, last_id, before_id, from_id, joins_id)
SELECT {number}, x.id, x.what, x.last_id, x.before_id,
    CASE WHEN x.first_id <> x.last_id THEN COALESCE(x.before_id, x.last_id) ELSE x.last_id END,
    CASE WHEN {whole} THEN x.last_id ELSE COALESCE(x.before_id, x.last_id) END
FROM (
    SELECT r.id, r.first_id, r.last_id,
        CASE WHEN a.history_type = '+' THEN '+' WHEN z.history_type = '-' THEN '-' ELSE '~' END AS what,
        CASE WHEN a.history_type = '+' THEN NULL ELSE (
            SELECT MAX(p.history_id + 0) FROM {history} p WHERE p.id = r.id AND p.history_id < r.first_id
        ) END AS before_id
    FROM (
        SELECT id, MIN(history_id) AS first_id, MAX(history_id) AS last_id
        FROM {history} WHERE change_id = %s GROUP BY id
    ) r
    JOIN {history} a ON a.history_id = r.first_id
    JOIN {history} z ON z.history_id = r.last_id
    WHERE NOT (a.history_type = '+' AND z.history_type = '-')
) x
"""
_HISTORY = "history_date, history_change_reason, history_type, history_user_id, change_id"
_AS_FOUND = -1


def fetch(sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """The rows that a query gives."""
    with connection.cursor() as cursor:
        cursor.execute(sql, list(params))
        return list(cursor.fetchall())


def run(sql: str, params: Sequence[Any] = ()) -> int:
    """Run a statement; gives the number of rows that it wrote."""
    with connection.cursor() as cursor:
        cursor.execute(sql, list(params))
        return int(cursor.rowcount)


class Rows:
    """The records that a change made (+), changed (~) or removed (-); within one transaction."""

    def __init__(self, change: Change) -> None:
        self.change = change
        self._counts: dict[tuple[int, str], int] = {}

    @classmethod
    @contextmanager
    def of(cls, change: Change) -> Iterator[Rows]:
        rows = cls(change)
        for statement in _TABLES:
            run(statement)
        rows._fill()
        yield rows
        # Where it fails, the transaction takes them away.
        run("DROP TABLE coop_kept")
        run("DROP TABLE coop_undo")

    def _fill(self) -> None:
        # Only taking back writes the relations of a removed record beside its last row. The library writes
        # that row when they are gone already, so that the row before it has to tell.
        whole = "1 = 1" if self.change.kind == ChangeKind.UNDO else "1 = 0"
        for kind in kinds():
            sql = _FILL.format(number=kind.number, history=kind.history_table, whole=whole)
            run(sql, [self.change.pk])
        if connection.vendor == "postgresql":
            run("ANALYZE coop_undo")
        self._counts = {
            (number, what): count
            for number, what, count in fetch("SELECT kind, what, COUNT(*) FROM coop_undo GROUP BY kind, what")
        }

    # --- Which there are ---

    def having(self, did: Did) -> list[Kind]:
        """The kinds of which the change did this to any record, in the order in which rows can go."""
        return [kind for kind in kinds() if self._counts.get((kind.number, did))]

    def count(self, did: Did) -> dict[str, int]:
        """How many records of each kind are still to be dealt with."""
        counted = dict(
            fetch("SELECT kind, COUNT(*) FROM coop_undo WHERE what = %s GROUP BY kind ORDER BY kind", [did])
        )
        return {kind.name: counted[kind.number] for kind in kinds() if kind.number in counted}

    def lock(self) -> None:
        """Keep others from editing these records, or referring to them, until the transaction ends.

        On SQLite nobody else writes meanwhile.
        """
        if connection.vendor != "postgresql":
            return
        for kind in kinds():
            if any(self._counts.get((kind.number, did)) for did in "+~"):
                fetch(
                    f"SELECT COUNT(*) FROM (SELECT m.{kind.key} FROM {kind.table} m JOIN coop_undo u"
                    f" ON u.id = m.{kind.key} AND u.kind = {kind.number} ORDER BY m.{kind.key}"
                    " FOR UPDATE OF m) x"
                )

    def absent(self, kind: Kind, did: Did) -> list[int]:
        """The keys of those that are not in the record."""
        return [
            key
            for (key,) in fetch(
                f"SELECT u.id FROM coop_undo u WHERE u.kind = {kind.number} AND u.what = %s AND NOT EXISTS"
                f" (SELECT 1 FROM {kind.table} m WHERE m.{kind.key} = u.id) ORDER BY u.id",
                [did],
            )
        ]

    def pass_over(self, kind: Kind, keys: Collection[int]) -> None:
        """Have nothing to do with these any more."""
        with connection.cursor() as cursor:
            cursor.executemany(
                f"DELETE FROM coop_undo WHERE kind = {kind.number} AND id = %s", [(key,) for key in keys]
            )

    def only(self, kind: Kind, did: Did, keys: Iterable[int]) -> None:
        """Have nothing to do with any but these."""
        run(f"DELETE FROM coop_undo WHERE kind = {kind.number} AND what = %s", [did])
        rows = [(key, did) for key in keys]
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO coop_undo (kind, id, what, last_id, from_id, joins_id)"
                f" VALUES ({kind.number}, %s, %s, 0, 0, 0)",
                rows,
            )

    def history_rows(self, kind: Kind, did: Did) -> list[tuple[int, int, int | None]]:
        """Each record's key, its last history row of the change, and that before the change."""
        return [
            (key, last, before)
            for key, last, before in fetch(
                f"SELECT id, last_id, before_id FROM coop_undo WHERE kind = {kind.number} AND what = %s"
                " ORDER BY id",
                [did],
            )
        ]

    # --- How they differ ---

    def differences(self, kind: Kind, did: Did) -> dict[int, set[str]]:
        """How records differ from what the change left: key → the names of fields.

        The record itself is compared, not its later history: that finds what was written past history, and
        passes over what somebody changed and changed back.
        """
        return self._differences(kind, did, "u.from_id" if did == "-" else "u.last_id", "u.joins_id")

    def _differences(self, kind: Kind, did: Did, row: str, joins: str) -> dict[int, set[str]]:
        found: dict[int, set[str]] = defaultdict(set)
        of_kind = f"u.kind = {kind.number} AND u.what = %s"
        differs = "IS DISTINCT FROM" if connection.vendor == "postgresql" else "IS NOT"
        flags = [f"m.{quoted(f.column)} {differs} h.{quoted(f.column)}" for f in kind.fields]
        rows = fetch(
            f"SELECT m.{kind.key}, {', '.join(flags)} FROM coop_undo u"
            f" JOIN {kind.table} m ON m.{kind.key} = u.id JOIN {kind.history_table} h ON h.history_id = {row}"
            f" WHERE {of_kind} AND ({' OR '.join(flags)})",
            [did],
        )
        for key, *differing in rows:
            found[key].update(f.name for f, is_so in zip(kind.fields, differing, strict=True) if is_so)
        for name, relation in kind.relations.items():
            now, then = self._pairs(relation, of_kind, joins if did == "-" else row)
            for first, second in ((now, then), (then, now)):
                for key, _target in fetch(f"{first} EXCEPT {second}", [did, did]):
                    found[key].add(name)
        if kind.relations and did == "-":
            # One that is not there differs in nothing.
            for key in set(found).intersection(self.absent(kind, did)):
                del found[key]
        return dict(found)

    @staticmethod
    def _pairs(relation: Relation, of_kind: str, row: str) -> tuple[str, str]:
        """The queries of a relation's pairs as they are, and as they were in the history row `row`."""
        owner, target = quoted(relation.owner), quoted(relation.target)
        now, then = quoted(relation.through._meta.db_table), quoted(relation.history._meta.db_table)
        return (
            f"SELECT j.{owner}, j.{target} FROM coop_undo u JOIN {now} j ON j.{owner} = u.id WHERE {of_kind}",
            f"SELECT j.{owner}, j.{target} FROM coop_undo u JOIN {then} j ON j.history_id = {row}"
            f" WHERE {of_kind}",
        )

    # --- Writes of them all ---

    def write_history(self, kind: Kind, did: Did, history_type: Did, stamp: Stamp) -> None:
        """Write one history row each, as the records are now."""
        run(
            self._history_of(kind, f"JOIN coop_undo u ON u.id = m.{kind.key}")
            + f" WHERE u.kind = {kind.number} AND u.what = %s",
            [*self._stamped(history_type, stamp), stamp.change.pk, did],
        )
        for relation in kind.relations.values():
            run(
                self._relation_history_of(kind, relation) + " WHERE h.change_id = %s AND h.history_type = %s",
                [stamp.change.pk, history_type],
            )

    def write_as_found(self, kind: Kind, stamp: Stamp) -> None:
        """Give those that were changed past history a row that says how they are now.

        Else the row that taking back writes next would make those edits seem its own.
        """
        latest = f"(SELECT MAX(p.history_id + 0) FROM {kind.history_table} p WHERE p.id = u.id)"
        keys = self._differences(kind, "~", latest, latest)
        if not keys:
            return
        self.pick(kind, keys, _AS_FOUND)
        picked = (
            f"JOIN coop_kept k ON k.id = m.{kind.key} AND k.kind = {kind.number} AND k.round = {_AS_FOUND}"
        )
        run(self._history_of(kind, picked), [*self._stamped("~", stamp), None])
        for relation in kind.relations.values():
            run(
                self._relation_history_of(kind, relation)
                + f" JOIN coop_kept k ON k.id = h.id AND k.kind = {kind.number} AND k.round = {_AS_FOUND}"
                f" WHERE h.history_id = {latest.replace('u.id', 'k.id')}"
            )

    @staticmethod
    def _stamped(history_type: Did, stamp: Stamp) -> list[Any]:
        at = connection.ops.adapt_datetimefield_value(stamp.at)
        return [at, stamp.reason or None, history_type, stamp.by.pk if stamp.by else None]

    @staticmethod
    def _history_of(kind: Kind, joined: str) -> str:
        columns = ", ".join(kind.columns)
        own = ", ".join(f"m.{column}" for column in kind.columns)
        return (
            f"INSERT INTO {kind.history_table} ({columns}, {_HISTORY})"
            f" SELECT {own}, %s, %s, %s, %s, %s FROM {kind.table} m {joined}"
        )

    @staticmethod
    def _relation_history_of(kind: Kind, relation: Relation) -> str:
        owner, target = quoted(relation.owner), quoted(relation.target)
        return (
            f"INSERT INTO {quoted(relation.history._meta.db_table)} (id, {owner}, {target}, history_id)"
            f" SELECT j.id, j.{owner}, j.{target}, h.history_id"
            f" FROM {quoted(relation.through._meta.db_table)} j"
            f" JOIN {kind.history_table} h ON h.id = j.{owner}"
        )

    def remove(self, kind: Kind) -> None:
        """Delete those that the change made, and their many-to-many relations."""
        doomed = f"(SELECT u.id FROM coop_undo u WHERE u.kind = {kind.number} AND u.what = '+')"
        for relation in kind.relations.values():
            table = quoted(relation.through._meta.db_table)
            run(f"DELETE FROM {table} WHERE {quoted(relation.owner)} IN {doomed}")
        run(f"DELETE FROM {kind.table} WHERE {kind.key} IN {doomed}")

    def bring_back(self, kind: Kind) -> None:
        """Insert those again that the change removed, under their own keys, as far as nothing is in the way.

        Their many-to-many relations come after (`returning`).
        """
        columns = ", ".join(kind.columns)
        own = ", ".join(f"h.{column}" for column in kind.columns)
        of_kind = f"u.kind = {kind.number} AND u.what = '-'"
        run(
            f"INSERT INTO {kind.table} ({columns}) SELECT {own} FROM coop_undo u"
            f" JOIN {kind.history_table} h ON h.history_id = u.from_id WHERE {of_kind} ON CONFLICT DO NOTHING"
        )

    def check(self) -> None:
        """Let the database check now what it would check at the end; raises IntegrityError.

        On PostgreSQL that takes as long as the writes. SQLite has counted along, and the end takes no time.
        """
        if connection.vendor == "postgresql":
            connection.check_constraints()

    def pick(self, kind: Kind, keys: Iterable[int], round_: int) -> None:
        """Put records aside under a round, for statements to join."""
        with connection.cursor() as cursor:
            for batch in in_batches(keys):
                cursor.executemany(
                    f"INSERT INTO coop_kept (kind, id, round) VALUES ({kind.number}, %s, {round_})",
                    [(key,) for key in batch],
                )
