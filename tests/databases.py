"""Databases of the tests: each a copy of one that was migrated once a run, whoever of its workers came first.

Migrating takes a quarter of a minute, copying nothing. Tests that start processes of their own have copies of
their own too, beside the database of the test run, on its engine, with a folder for workbooks.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
ON_POSTGRES = settings.DATABASES["default"]["ENGINE"].endswith("postgresql")
#: What begins each program of a test.
SETUP = """
import os, sys
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coop.settings")
import django
django.setup()
"""


@dataclass
class Database:
    """A database and a folder, which programs are told by their environment."""

    folder: Path
    url: str
    environment: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("COOP_")}
        kept.pop("DJANGO_SETTINGS_MODULE", None)
        self.environment = kept | {
            "DATABASE_URL": self.url,
            "COOP_VAR_DIR": str(self.folder),
            "COOP_DEBUG": "true",
            "COOP_ENV_FILE": "",
            "COOP_LOG_LEVEL": "WARNING",
            "COOP_POOL_MAX": "0",  # one connection a process is enough, and easier to be rid of
        }

    @property
    def name(self) -> str:
        """The database as Django's settings name it."""
        return self.url.removeprefix("sqlite:///") if not ON_POSTGRES else urlsplit(self.url).path[1:]

    def start(self, *arguments: str, **options: Any) -> subprocess.Popen[str]:
        """Start Python with `arguments`; what it prints can be read."""
        return subprocess.Popen(
            [sys.executable, *arguments],
            **{
                "cwd": ROOT,
                "env": self.environment,
                "stdout": subprocess.PIPE,
                "stderr": subprocess.STDOUT,
                "text": True,
                **options,
            },
        )

    def run(self, *arguments: str) -> str:
        """Run Python with `arguments` and give what it prints; fails where that fails."""
        with self.start(*arguments) as process:
            said, _nothing = process.communicate(timeout=300)
        assert process.returncode == 0, said
        return said


def _url(name: str) -> str:
    """The address of another database on the server of this test run."""
    parts = urlsplit(os.environ["DATABASE_URL"])
    return urlunsplit((parts.scheme, parts.netloc, f"/{name}", parts.query, ""))


def _on_server(*statements: str) -> None:
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
        for statement in statements:
            server.execute(statement.encode())


class Template:
    """A migrated database that is copied, never used; one for all workers of a run, which share `folder`."""

    #: On PostgreSQL the name of the database, as fixed as those that Django gives to its test databases.
    name = f"test_{urlsplit(os.environ.get('DATABASE_URL', '')).path[1:] or 'coop'}_template"

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._copies = 0

    def _place(self, name: str) -> Database:
        folder = self.folder / name
        folder.mkdir(parents=True)
        return Database(folder, _url(name) if ON_POSTGRES else f"sqlite:///{folder / 'record.sqlite3'}")

    def make(self) -> None:
        """Migrate it, unless another worker did or does, for which this waits."""
        self.folder.mkdir(exist_ok=True)
        made = self.folder / "made"
        with (self.folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if made.exists():
                return
            if ON_POSTGRES:
                self.drop()
                _on_server(f'CREATE DATABASE "{self.name}"')
            self._place(self.name).run("manage.py", "migrate", "--verbosity", "0")
            made.touch()

    @classmethod
    def drop(cls) -> None:
        """Drop that of PostgreSQL; the folder goes with the others of the run."""
        _on_server(f'DROP DATABASE IF EXISTS "{cls.name}" WITH (FORCE)')

    def copy_file(self, target: Path) -> None:
        """Copy that of SQLite to `target`."""
        _copy_file(self.folder / self.name / "record.sqlite3", target)

    @contextmanager
    def copy(self, source: Database | None = None) -> Iterator[Database]:
        """A fresh copy of the template, or of `source`, which nobody may use meanwhile; gone afterwards."""
        self._copies += 1
        name = f"{self.name}_{os.getpid()}_{self._copies}"
        origin = source.folder if source else self.folder / self.name
        found = self._place(name)
        shutil.copytree(origin, found.folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("*.sqlite3*"))
        if ON_POSTGRES:
            _on_server(f'CREATE DATABASE "{name}" TEMPLATE "{origin.name}"')
        else:
            _copy_file(origin / "record.sqlite3", found.folder / "record.sqlite3")
        try:
            yield found
        finally:
            if ON_POSTGRES:
                _on_server(f'DROP DATABASE "{name}" WITH (FORCE)')
            shutil.rmtree(found.folder)


def _copy_file(origin: Path, target: Path) -> None:
    with closing(sqlite3.connect(origin)) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)
