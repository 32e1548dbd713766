"""Writes of many rows at once: one statement a table, whatever the number of rows, with their history.

Django's own `bulk_create` makes an object a row and a statement a few hundred rows; here rows are tuples,
sent by COPY on PostgreSQL and by one prepared statement on SQLite. Constraints guard what is written so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import connection, models
from simple_history.models import HistoricalChanges
from simple_history.utils import get_history_manager_for_model

from tracker.dates import PartialDate, PartialDateField

if TYPE_CHECKING:
    from tracker.models import Change, User

#: How many keys one query asks for; SQLite takes no more than 32,766 parameters.
KEYS = 5_000
#: What writers of many rows lock on PostgreSQL, so that only one of them works at a time; any number will do.
IMPORT_LOCK = 7_206_811_453
#: So many rows written at once change how PostgreSQL ought to plan.
_MANY = 1_000


@dataclass(frozen=True, slots=True)
class Stamp:
    """What the history rows of one change have in common."""

    change: Change
    by: User | None
    reason: str
    at: datetime

    @classmethod
    def of(cls, change: Change) -> Stamp:
        return cls(change, change.by, change.reason, change.made_at)


def lock_writes() -> None:
    """Wait until nobody else writes many rows, and let nobody else until this transaction ends.

    On SQLite a transaction does so as it begins (`coop.database`).
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [IMPORT_LOCK])


def tell_planner(written: int) -> None:
    """Have PostgreSQL look at the tables again, after so many rows were written that it would plan wrongly.

    Its own daemon looks at what is committed, a minute later: until then a table into which a transaction
    has written ten thousand rows is planned for as if it were empty, and a query takes minutes.
    """
    if connection.vendor == "postgresql" and written >= _MANY:
        tables = ", ".join(connection.ops.quote_name(model._meta.db_table) for model in _written_in_bulk())
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {tables}")


def _written_in_bulk() -> list[type[models.Model]]:
    """All tables of the record, those between two others among them; not their history."""
    found = []
    for model in apps.get_app_config("tracker").get_models(include_auto_created=True):
        if not issubclass(model, HistoricalChanges):
            found.append(model)
    return found


def in_batches[T](items: Iterable[T], size: int = KEYS) -> Iterator[list[T]]:
    """`items` in lists of at most `size`, so that a query takes them."""
    batch: list[T] = []
    for item in items:
        batch.append(item)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def take_ids(model: type[models.Model], count: int) -> Sequence[int]:
    """The next `count` keys of `model`, which nobody else is given.

    On SQLite that holds within the transaction that writes them, which is the only one that writes.
    """
    if not count:
        return []
    table, column = model._meta.db_table, str(model._meta.pk.column)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
                [table, column, count],
            )
            return [row[0] for row in cursor.fetchall()]
        quoted = connection.ops.quote_name
        cursor.execute(
            f"SELECT MAX(COALESCE((SELECT MAX({quoted(column)}) FROM {quoted(table)}), 0),"
            " COALESCE((SELECT seq FROM sqlite_sequence WHERE name = %s), 0))",
            [table],
        )
        last = cursor.fetchone()[0]
    return range(last + 1, last + 1 + count)


def insert_rows(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert `rows`, whose values are those of the fields `names` (attribute names: `visit_id`).

    Values are as Python has them: partial dates, dates, aware times. Raises IntegrityError or DataError as
    the database does.
    """
    quoted = connection.ops.quote_name
    fields: dict[str, Any] = {field.attname: field for field in model._meta.concrete_fields}
    columns = ", ".join(quoted(fields[name].column) for name in names)
    table = quoted(model._meta.db_table)
    adapted = _adapted(model, names, rows)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for row in adapted:
                    copy.write_row(row)
        else:
            marks = ", ".join(["%s"] * len(names))
            # Rows are made as they are sent: the driver takes any iterable.
            cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", adapted)  # type: ignore[arg-type]


def _adapted(
    model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]
) -> Iterator[Sequence[Any]]:
    """The rows with each date as the database's driver takes it; other values go as they are.

    Only the columns that hold dates are looked at, and each date is adapted once.
    """
    fields = {field.attname: field for field in model._meta.concrete_fields}
    special = [(at, adapt) for at, name in enumerate(names) if (adapt := _adapter(fields[name])) is not None]
    if not special:
        yield from rows
        return
    known: dict[Any, Any] = {None: None}
    for row in rows:
        adapted = list(row)
        for at, adapt in special:
            value = adapted[at]
            if value not in known:
                known[value] = adapt(value)
            adapted[at] = known[value]
        yield adapted


def _adapter(field: Any) -> Any:
    """What makes of a value of this field what the driver takes; None where it takes it as it is."""
    if isinstance(field, PartialDateField):
        return lambda value: value.edtf if isinstance(value, PartialDate) else value
    if isinstance(field, models.DateTimeField):
        return connection.ops.adapt_datetimefield_value
    return connection.ops.adapt_datefield_value if isinstance(field, models.DateField) else None


def update_rows(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Set the fields `names` of rows; each row gives their values in order, then its key."""
    quoted = connection.ops.quote_name
    fields: dict[str, Any] = {field.attname: field for field in model._meta.concrete_fields}
    settings = ", ".join(f"{quoted(fields[name].column)} = %s" for name in names)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {quoted(model._meta.db_table)} SET {settings}"
            f" WHERE {quoted(str(model._meta.pk.column))} = %s",
            list(_adapted(model, names, rows)),
        )


def change_pairs(
    relation: Relation, added: Sequence[tuple[int, int]], removed: Sequence[tuple[int, int]]
) -> None:
    """Add and take away join rows, without history: write that of their owners afterwards."""
    if removed:
        quoted = connection.ops.quote_name
        with connection.cursor() as cursor:
            cursor.executemany(
                f"DELETE FROM {quoted(relation.through._meta.db_table)}"
                f" WHERE {quoted(relation.owner)} = %s AND {quoted(relation.target)} = %s",
                list(removed),
            )
    if added:
        ids = take_ids(relation.through, len(added))
        rows = [(key, *pair) for key, pair in zip(ids, added, strict=True)]
        insert_rows(relation.through, ["id", relation.owner, relation.target], rows)


def tracked(model: type[models.Model]) -> list[str]:
    """The attribute names of a record's fields that its history keeps: all of the table's columns."""
    history: Any = get_history_manager_for_model(model).model
    return [field.attname for field in history.tracked_fields if not field.many_to_many]


@dataclass(frozen=True, slots=True)
class Relation:
    """A many-to-many relation with history: its join table, that table's history, and their columns."""

    through: Any
    history: Any
    owner: str
    target: str


def relations_of(model: type[models.Model]) -> dict[str, Relation]:
    """The many-to-many relations of `model` that its history keeps, by name, in the order of the model."""
    history: Any = get_history_manager_for_model(model).model
    kept = {field.name for field in history._history_m2m_fields}  # the library keeps them in no order
    return {
        field.name: Relation(
            field.remote_field.through,
            getattr(history, field.name).model,
            f"{field.m2m_field_name()}_id",
            f"{field.m2m_reverse_field_name()}_id",
        )
        for field in model._meta.many_to_many
        if field.name in kept
    }


def add_records(
    model: type[models.Model],
    names: Sequence[str],
    rows: Sequence[Sequence[Any]],
    *,
    stamp: Stamp,
    related: Mapping[str, Sequence[tuple[int, int]]] | None = None,
) -> None:
    """Insert records of `model`, each with a history row of `stamp` that says it was made.

    `rows` hold the values of all fields, `names`, of which the first is the key. `related` gives the
    many-to-many relations by name, as pairs of the record's key and the other's.
    """
    if not rows:
        return
    if set(names) != set(tracked(model)):
        raise ValueError(f"{model.__name__} needs {tracked(model)}, not {list(names)}")
    insert_rows(model, names, rows)
    history: Any = get_history_manager_for_model(model).model
    stamped = (stamp.at, stamp.reason or None, "+", stamp.by.pk if stamp.by else None, stamp.change.pk)
    extra = ["history_date", "history_change_reason", "history_type", "history_user_id", "change_id"]
    relations = relations_of(model)
    if not relations:
        insert_rows(history, [*names, *extra], ((*row, *stamped) for row in rows))
        return
    ids = take_ids(history, len(rows))
    insert_rows(
        history,
        [*names, *extra, "history_id"],
        ((*row, *stamped, key) for row, key in zip(rows, ids, strict=True)),
    )
    history_of = {row[0]: key for row, key in zip(rows, ids, strict=True)}
    for name, pairs in (related or {}).items():
        if pairs:
            _relate(relations[name], pairs, history_of)


def _relate(relation: Relation, pairs: Sequence[tuple[int, int]], history_of: Mapping[int, int]) -> None:
    """Insert join rows, and their history beside that of their owners."""
    columns = ["id", relation.owner, relation.target]
    ids = take_ids(relation.through, len(pairs))
    rows = [(key, *pair) for key, pair in zip(ids, pairs, strict=True)]
    insert_rows(relation.through, columns, rows)
    insert_rows(relation.history, [*columns, "history_id"], ((*row, history_of[row[1]]) for row in rows))
