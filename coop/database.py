"""The database from one URL: SQLite with nothing to install, PostgreSQL for an office with many people."""

from pathlib import Path
from typing import Any

import dj_database_url

from coop.env import SettingError, env_int

EXAMPLE = "DATABASE_URL=postgres://coop:password@db.example.org:5432/coop"

SQLITE_OPTIONS = {
    # A transaction takes the write lock when it begins, and waits for it: one that first reads and then
    # writes can't wait for it and fails at once with "database is locked".
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    # With WAL readers and the one writer don't stop each other, and NORMAL is as safe with it as FULL
    # against everything but a loss of power, which can cost the last commits but never the file.
    "init_command": (
        "PRAGMA journal_mode = WAL;"
        "PRAGMA synchronous = NORMAL;"
        "PRAGMA foreign_keys = ON;"
        "PRAGMA temp_store = MEMORY;"
        "PRAGMA cache_size = -20000"
    ),
}


def database(url: str, *, default_file: Path) -> dict[str, Any]:
    """Return Django's database settings for the URL, or for the SQLite file where there is no URL.

    Raises SettingError for a URL that is neither `postgres://…` nor `sqlite:///…`, or leaves out the
    database's name. No message repeats the URL, which may hold a password.
    """
    if not url:
        return _sqlite(default_file)
    scheme = url.partition("://")[0]
    if scheme not in ("postgres", "postgresql", "sqlite"):
        raise SettingError(
            f"DATABASE_URL begins with neither postgres:// nor sqlite:///. Write it like {EXAMPLE}."
        )
    try:
        parsed: dict[str, Any] = dict(dj_database_url.parse(url))
    except ValueError as error:
        raise SettingError(
            "DATABASE_URL can't be read; a special character in its password must be percent-encoded"
            f" (@ as %40, / as %2F). Write it like {EXAMPLE}."
        ) from error
    if scheme == "sqlite":
        return _sqlite(Path(parsed["NAME"]))
    if not parsed["NAME"]:
        raise SettingError(f"DATABASE_URL names no database after the last slash. Write it like {EXAMPLE}.")
    return parsed | _postgres(parsed.get("OPTIONS", {}))


def _sqlite(file: Path) -> dict[str, Any]:
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": file, "OPTIONS": dict(SQLITE_OPTIONS)}


def _postgres(options: dict[str, Any]) -> dict[str, Any]:
    # Asking what is public takes many small subqueries; compiling them just in time costs seconds and wins
    # nothing back.
    options = options | {"options": f"-c jit=off {options.get('options', '')}".rstrip()}
    # Django's pool hands a connection back after each request, so connections must not be kept as well;
    # with the pool off, one is kept per thread instead. The health check fits both.
    largest = env_int("COOP_POOL_MAX", 8)
    if not largest:
        return {"OPTIONS": options, "CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
    smallest = env_int("COOP_POOL_MIN", min(2, largest), maximum=largest)
    pool = {"min_size": smallest, "max_size": largest, "timeout": env_int("COOP_POOL_TIMEOUT", 10, minimum=1)}
    return {"OPTIONS": options | {"pool": pool}, "CONN_MAX_AGE": 0, "CONN_HEALTH_CHECKS": True}
