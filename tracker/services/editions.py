"""What was worked out from the whole record, kept until the record changes.

Some pages count everything there is, which takes seconds in a large record and gives the same until somebody
writes. Triggers in the database note each change of a record's table, whoever made it; an answer counts only
while the notes are those that it was worked out under, on the same day, and for the same kind of reader.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from typing import Any

from asgiref.local import Local
from django.apps import apps
from django.core.cache import caches
from django.core.signals import request_finished, request_started
from django.db import InternalError, OperationalError, connection, transaction
from django.dispatch import receiver
from django.utils import timezone

from tracker.models import Edition
from tracker.models.visibility import Reader, is_staff

logger = logging.getLogger(__name__)

# What SQLite's triggers do.
_NOTE = f"INSERT OR REPLACE INTO {Edition._meta.db_table}(id, token) VALUES (1, lower(hex(randomblob(16))))"
_EVENTS = ("INSERT", "UPDATE", "DELETE")
#: More notes than this, of which only PostgreSQL has more than one, are made one.
_MOST = 500
_request = Local()


def remembered[T](what: str, user: Reader, make: Callable[[], T]) -> T:
    """The answer of `make`, which is asked only where nobody was since the record changed.

    `what` names the question with all that the answer follows from, beside the record, the day and whether
    the reader is of the staff. The names must be few: each is kept for good. The answer must be fit to be
    pickled. Within a transaction nothing is kept, since it may be undone.
    """
    if connection.in_atomic_block:
        return make()
    # Read before the answer is worked out: what is written meanwhile makes it an answer of the past.
    edition = _edition_of_request()
    if edition is None:
        return make()
    kept = caches["record"]
    question = f"{what}|{'staff' if is_staff(user) else 'public'}"
    key = sha256(question.encode()).hexdigest()  # fit for any cache
    found = kept.get(key)
    if found is not None and found[0] == edition:
        answer: T = found[1]
        return answer
    made = make()
    kept.set(key, (edition, made))
    return made


def _edition_of_request() -> tuple[Any, ...] | None:
    """The edition that was found when the request that is answered first asked for it."""
    if not hasattr(_request, "editions"):
        return _edition()
    if not _request.editions:
        _request.editions.append(_edition())
    edition: tuple[Any, ...] | None = _request.editions[0]
    return edition


@receiver(request_started)
def _begin_request(**_signal: Any) -> None:
    _request.editions = []


@receiver(request_finished)
def _end_request(**_signal: Any) -> None:
    if hasattr(_request, "editions"):
        del _request.editions


def _edition() -> tuple[Any, ...] | None:
    """What is the same only as long as nothing was written; None where nothing ever was.

    A transaction that began before others and ends after them adds a note with a smaller key: so they are
    counted.
    """
    count, last, token = _notes()
    if count > _MOST:
        _tidy()
        count, last, token = _notes()
    return (count, last, token, timezone.localdate().isoformat()) if count else None


def _notes() -> tuple[int, int | None, str | None]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*), MAX(id), MAX(token) FROM {Edition._meta.db_table}")
        found: tuple[int, int | None, str | None] = cursor.fetchone()
    return found


def _tidy() -> None:
    """Make many notes one; those of transactions that have not ended are not seen, and stay."""
    table = Edition._meta.db_table
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {table}")
            cursor.execute(f"INSERT INTO {table}(token) VALUES (md5(random()::text))")
    except (OperationalError, InternalError):
        logger.warning("The notes of changes could not be tidied up.", exc_info=True)  # read only, perhaps


def tables() -> list[str]:
    """The tables of the record: those of all that has a history, and the join tables between them."""
    found = set()
    for model in apps.get_app_config("tracker").get_models():
        if hasattr(model, "history"):
            found.add(model._meta.db_table)
            found.update(field.m2m_db_table() for field in model._meta.local_many_to_many)
    return sorted(found)


@contextmanager
def noted_once() -> Iterator[None]:
    """Let many writes leave one note at the end, within a transaction: on SQLite each row would leave one."""
    if connection.vendor != "postgresql":
        with connection.cursor() as cursor:
            for table in tables():
                for event in _EVENTS:
                    cursor.execute(f"DROP TRIGGER IF EXISTS {_name(table, event)}")
    yield
    install()
    if connection.vendor != "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(_NOTE)


def install(**_signal: Any) -> None:
    """Make the triggers anew; a receiver of `post_migrate`, as SQLite drops them with tables it remakes."""
    there = set(connection.introspection.table_names())
    if not there.issuperset([Edition._meta.db_table, *tables()]):
        return  # half-way through the migrations
    statements = _postgresql() if connection.vendor == "postgresql" else _sqlite()
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _name(table: str, event: str) -> str:
    return f"{table}_edition_{event.lower()}"


def _sqlite() -> Iterator[str]:
    for table in tables():
        for event in _EVENTS:
            name = _name(table, event)
            yield f"DROP TRIGGER IF EXISTS {name}"
            yield f"CREATE TRIGGER {name} AFTER {event} ON {table} BEGIN {_NOTE}; END"


def _postgresql() -> Iterator[str]:
    edition = Edition._meta.db_table
    yield (
        f"CREATE OR REPLACE FUNCTION {edition}_note() RETURNS trigger LANGUAGE plpgsql AS $$"
        f" BEGIN INSERT INTO {edition}(token) VALUES (md5(random()::text)); RETURN NULL; END $$"
    )
    for table in tables():
        yield f"DROP TRIGGER IF EXISTS {table}_edition ON {table}"
        yield (
            f"CREATE TRIGGER {table}_edition AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table}"
            f" FOR EACH STATEMENT EXECUTE FUNCTION {edition}_note()"
        )
