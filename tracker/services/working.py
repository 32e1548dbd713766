"""Which long work is being done now: a mark that ends with the process, however that ends.

PostgreSQL holds it with the session, SQLite's is a lock on a file beside the database. So a killed process
leaves no work that looks as if it went on.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection

#: What tells these locks from others of the same server.
_KIND = 72_068


class BusyError(Exception):
    """Somebody else does this very work now."""


@contextmanager
def working_on(number: int) -> Iterator[None]:
    """Do the work `number`, an import's key, alone; raises BusyError where somebody does it already."""
    if connection.vendor == "postgresql":
        with _held_by_session(number):
            yield
        return
    path = _lock_file(number)
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BusyError from error
        # Whoever had it may have taken the file away since it was opened, and that one locks nobody out.
        if not os.fstat(file.fileno()).st_nlink:
            raise BusyError
        try:
            yield
        finally:
            path.unlink(missing_ok=True)


@contextmanager
def _held_by_session(number: int) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [_KIND, number])
        if not cursor.fetchone()[0]:
            raise BusyError
    try:
        yield
    finally:
        if connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [_KIND, number])


def is_worked_on(number: int) -> bool:
    """Whether a process that is alive does the work `number`."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND granted"
                " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
                " AND classid = %s AND objid = %s)",
                [_KIND, number],
            )
            return bool(cursor.fetchone()[0])
    path = _lock_file(number)
    try:
        with path.open("r") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False


def _lock_file(number: int) -> Path:
    return Path(f"{connection.settings_dict['NAME']}.import-{number}.lock")
