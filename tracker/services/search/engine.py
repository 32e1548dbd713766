"""What each engine keeps beside the tables of search: an index of trigrams, and triggers that note changes.

Triggers, because they see every write: forms, bulk writes, COPY, cascades, a statement typed by hand. They
are made anew after each `migrate`, since SQLite drops them whenever a migration rebuilds their table.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any

from django.db import connection, models

from tracker.models import SearchStale, SearchText
from tracker.services.search.texts import TEXTS, hops, model_of

#: SQLite's full-text table over `SearchText`.
INDEX = "tracker_searchindex"
_COLUMNS = ("names", "prose")
#: How much memory an engine may take to make the whole index, in megabytes.
_MEMORY = 256
# FTS5's own settings: how much it gathers before it writes, and how many pieces it merges.
_USUAL_HASH, _USUAL_MERGE = 1 << 20, 4
_EVENTS = ("INSERT", "UPDATE", "DELETE")


@cache
def marks() -> dict[str, frozenset[tuple[str, str]]]:
    """Table → (kind of record, column with its key) that a change of one of its rows makes stale."""
    found: dict[str, set[tuple[str, str]]] = {}

    def mark(table: str, model: type[models.Model], column: str) -> None:
        found.setdefault(table, set()).add((str(model._meta.model_name), column))

    for kind, relations in TEXTS.items():
        own = model_of(kind)
        mark(own._meta.db_table, own, "id")
        for relation in filter(None, relations):
            for model, field in hops(kind, relation):
                other = field.related_model
                if field.many_to_many:
                    mark(field.m2m_db_table(), model, field.m2m_column_name())
                elif field.one_to_many:
                    mark(other._meta.db_table, model, field.field.column)
                if other._meta.pk.attname == "id":  # countries have codes, and their names don't change
                    mark(other._meta.db_table, other, "id")
    return {table: frozenset(kinds) for table, kinds in found.items()}


@cache
def dependants() -> dict[str, frozenset[tuple[str, str]]]:
    """Kind of record → (kind that shows its texts, path from there)."""
    found: dict[str, set[tuple[str, str]]] = {}
    for kind, relations in TEXTS.items():
        for relation in filter(None, relations):
            path: list[str] = []
            for _model, field in hops(kind, relation):
                path.append(field.name)
                other = str(field.related_model._meta.model_name)
                found.setdefault(other, set()).add((kind, "__".join(path)))
    return {kind: frozenset(paths) for kind, paths in found.items()}


def install(**_signal: Any) -> None:
    """Make what is missing, and the triggers anew; a receiver of `post_migrate`."""
    tables = connection.introspection.table_names()
    if SearchText._meta.db_table not in tables or any(table not in tables for table in marks()):
        return  # half-way through the migrations
    statements = _postgresql() if connection.vendor == "postgresql" else _sqlite()
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


@contextmanager
def without_triggers() -> Iterator[None]:
    """Let writes go unnoticed, within a transaction: whoever does that rebuilds the index afterwards."""
    with connection.cursor() as cursor:
        for table in marks():
            for event in _EVENTS:
                name = f"{table}_stale_{event.lower()}"
                cursor.execute(
                    f"ALTER TABLE {table} DISABLE TRIGGER {name}"
                    if connection.vendor == "postgresql"
                    else f"DROP TRIGGER IF EXISTS {name}"
                )
    yield
    install()


def note_added(rows: Iterable[Sequence[Any]]) -> None:
    """Take rows into SQLite's index: key, names, prose. PostgreSQL's keeps itself."""
    if connection.vendor == "postgresql":
        return
    # Not by a trigger: within one, each row would be merged into the index by itself.
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {INDEX}(rowid, names, prose) VALUES (%s, %s, %s)", list(rows))


def note_changed(rows: Iterable[Sequence[Any]]) -> None:
    """Take what rows said before out of SQLite's index: key, names, prose."""
    if connection.vendor == "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {INDEX}({INDEX}, rowid, names, prose) VALUES ('delete', %s, %s, %s)", list(rows)
        )


@contextmanager
def emptied() -> Iterator[None]:
    """Empty `SearchText`, and index at one go what is written to it within; in a transaction."""
    text = SearchText._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for column in _COLUMNS:
                cursor.execute(f"DROP INDEX IF EXISTS {text}_{column}_trgm")
        else:
            cursor.execute(f"DROP TRIGGER IF EXISTS {INDEX}_delete")
            cursor.execute(f"DROP TABLE IF EXISTS {INDEX}")
        cursor.execute(f"DELETE FROM {text}")
        yield
        if connection.vendor == "postgresql":
            cursor.execute(f"SET LOCAL maintenance_work_mem = '{_MEMORY}MB'")
    install()
    if connection.vendor != "postgresql":
        with connection.cursor() as cursor:
            # As much is gathered in memory before it is written: what is written often is merged often.
            for option, size in (("hashsize", _MEMORY << 20), ("automerge", 0)):
                cursor.execute(f"INSERT INTO {INDEX}({INDEX}, rank) VALUES (%s, %s)", [option, size])
            cursor.execute(f"INSERT INTO {INDEX}({INDEX}) VALUES ('rebuild')")
            for option, size in (("hashsize", _USUAL_HASH), ("automerge", _USUAL_MERGE)):
                cursor.execute(f"INSERT INTO {INDEX}({INDEX}, rank) VALUES (%s, %s)", [option, size])


def _sqlite() -> Iterator[str]:
    text = SearchText._meta.db_table
    yield (
        f"CREATE VIRTUAL TABLE IF NOT EXISTS {INDEX} USING fts5"
        f"(names, prose, content='{text}', content_rowid='id', tokenize='trigram')"
    )
    yield from _trigger_of_sqlite(
        f"{INDEX}_delete",
        "DELETE",
        text,
        f"INSERT INTO {INDEX}({INDEX}, rowid, names, prose) VALUES ('delete', old.id, old.names, old.prose);",
    )
    stale = SearchStale._meta.db_table
    for table, kinds in marks().items():
        for event in _EVENTS:
            actions = "".join(
                f"INSERT INTO {stale}(kind, record) SELECT '{kind}', {row}.{column}"
                f" WHERE {row}.{column} IS NOT NULL;"
                for kind, column in sorted(kinds)
                for row in {"INSERT": ("new",), "DELETE": ("old",), "UPDATE": ("old", "new")}[event]
                if not (event == "UPDATE" and row == "old" and column == "id")
            )
            yield from _trigger_of_sqlite(f"{table}_stale_{event.lower()}", event, table, actions)


def _trigger_of_sqlite(name: str, event: str, table: str, actions: str) -> Iterator[str]:
    yield f"DROP TRIGGER IF EXISTS {name}"
    yield f"CREATE TRIGGER {name} AFTER {event} ON {table} BEGIN {actions} END"


def _postgresql() -> Iterator[str]:
    text = SearchText._meta.db_table
    for column in _COLUMNS:
        yield (f"CREATE INDEX IF NOT EXISTS {text}_{column}_trgm ON {text} USING gin ({column} gin_trgm_ops)")
    stale = SearchStale._meta.db_table
    for table, kinds in marks().items():
        for event, rows in (("INSERT", ("new",)), ("UPDATE", ("old", "new")), ("DELETE", ("old",))):
            name = f"{table}_stale_{event.lower()}"
            found = " UNION ".join(
                f"SELECT '{kind}', {column} FROM {row}_rows WHERE {column} IS NOT NULL"
                for kind, column in sorted(kinds)
                for row in rows
            )
            yield (
                f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$"
                f" BEGIN INSERT INTO {stale}(kind, record) {found}; RETURN NULL; END $$"
            )
            yield f"DROP TRIGGER IF EXISTS {name} ON {table}"
            referencing = " ".join(f"{row.upper()} TABLE AS {row}_rows" for row in rows)
            # Once a statement: a COPY of ten thousand rows is one.
            yield (
                f"CREATE TRIGGER {name} AFTER {event} ON {table} REFERENCING {referencing}"
                f" FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
            )
