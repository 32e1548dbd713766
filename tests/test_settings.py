"""The settings as a whole: how a start goes well, and the sentence with which it doesn't."""

import os
import re
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from playwright.sync_api import Page

from coop.database import SQLITE_OPTIONS, database
from coop.env import SettingError
from coop.secret import local_secret

ROOT = Path(settings.BASE_DIR)
EXAMPLE = "Write it like DATABASE_URL=postgres://coop:password@db.example.org:5432/coop."


def start(folder: Path, code: str = "", **variables: str) -> subprocess.CompletedProcess[str]:
    """Run `manage.py shell` (or `check`, without code) in a fresh environment that writes to the folder."""
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("COOP_") and name not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")
    }
    environment |= {"COOP_ENV_FILE": "", "COOP_VAR_DIR": str(folder), **variables}
    command = ["shell", "--no-imports", "--command", code] if code else ["check"]
    return subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


# --- Starting ---


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({}, "COOP_SECRET_KEY is not set. Make one with"),
        (
            {"COOP_SECRET_KEY": "x" * 50},
            "COOP_ALLOWED_HOSTS is not set. Name the hosts that people reach Coop by",
        ),
        ({"COOP_DEBUG": "perhaps"}, "COOP_DEBUG is 'perhaps', which is neither true nor false."),
        (
            {"COOP_DEBUG": "1", "DATABASE_URL": "mysql://x/y"},
            "DATABASE_URL begins with neither postgres:// nor",
        ),
    ],
)
def test_start_without_what_it_needs(tmp_path: Path, variables: dict[str, str], sentence: str) -> None:
    ended = start(tmp_path, **variables)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.startswith(f"Coop can't start: {sentence}")
    assert ended.stderr.count("\n") == 1


def test_start_for_serving(tmp_path: Path) -> None:
    shown = (
        "from django.conf import settings as s\n"
        "print(s.DEBUG, s.SECURE_SSL_REDIRECT, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE,"
        " s.SECURE_HSTS_SECONDS, s.SECURE_PROXY_SSL_HEADER, s.STORAGES['staticfiles']['BACKEND'])"
    )
    ended = start(
        tmp_path,
        shown,
        COOP_SECRET_KEY="x" * 50,
        COOP_ALLOWED_HOSTS="coop.example.org",
        COOP_PROXY_HTTPS_HEADER="X-Forwarded-Proto",
    )
    assert (ended.stderr, ended.stdout) == (
        "",
        "False True True True 3600 ('HTTP_X_FORWARDED_PROTO', 'https')"
        " whitenoise.storage.CompressedManifestStaticFilesStorage\n",
    )
    assert list(tmp_path.iterdir()) == []


def test_start_for_debugging_keeps_its_secret(tmp_path: Path) -> None:
    shown = "from django.conf import settings; print(settings.DEBUG, settings.SECRET_KEY)"
    first = start(tmp_path, shown, COOP_DEBUG="true")
    second = start(tmp_path, shown, COOP_DEBUG="true")
    assert re.fullmatch(r"True [\w-]{60,}\n", first.stdout)
    assert second.stdout == first.stdout


def test_local_secret_is_for_its_owner(tmp_path: Path) -> None:
    file = tmp_path / "secret-key"
    secret = local_secret(file)
    assert (file.read_text(), stat.S_IMODE(file.stat().st_mode)) == (secret, 0o600)


def test_env_example_names_every_variable() -> None:
    read = set()
    for module in ("settings", "database"):
        code = (ROOT / "coop" / f"{module}.py").read_text()
        read |= set(re.findall(r'env_\w+\(\s*"(\w+)"', code))
    told = set(re.findall(r"^#?([A-Z_]+)=", (ROOT / ".env.example").read_text(), flags=re.MULTILINE))
    assert told == read


# --- The database ---


def test_database_default(tmp_path: Path) -> None:
    file = tmp_path / "coop.sqlite3"
    assert database("", default_file=file) == {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": file,
        "OPTIONS": SQLITE_OPTIONS,
    }


def test_database_sqlite_url(tmp_path: Path) -> None:
    told = database(f"sqlite:///{tmp_path}/other.sqlite3", default_file=Path("unused"))
    assert told == {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": tmp_path / "other.sqlite3",
        "OPTIONS": SQLITE_OPTIONS,
    }


@pytest.mark.parametrize("scheme", ["postgres", "postgresql"])
def test_database_postgres_url(scheme: str) -> None:
    told = database(
        f"{scheme}://coop:p%40ss@db.example.org:5433/record?sslmode=require", default_file=Path("x")
    )
    assert told == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "record",
        "USER": "coop",
        "PASSWORD": "p@ss",
        "HOST": "db.example.org",
        "PORT": 5433,
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": False,
        "OPTIONS": {
            "sslmode": "require",
            "options": "-c jit=off",
            "pool": {"min_size": 2, "max_size": 8, "timeout": 10},
        },
    }


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        (
            {"COOP_POOL_MAX": "1"},
            (0, {"options": "-c jit=off", "pool": {"min_size": 1, "max_size": 1, "timeout": 10}}),
        ),
        (
            {"COOP_POOL_MIN": "4", "COOP_POOL_MAX": "9", "COOP_POOL_TIMEOUT": "3"},
            (0, {"options": "-c jit=off", "pool": {"min_size": 4, "max_size": 9, "timeout": 3}}),
        ),
        ({"COOP_POOL_MAX": "0"}, (60, {"options": "-c jit=off"})),
    ],
)
def test_database_pool_sizes(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], expected: tuple[int, dict[str, Any]]
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    told = database("postgres://coop@db.example.org/coop", default_file=Path("x"))
    assert (told["CONN_MAX_AGE"], told["OPTIONS"]) == expected


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("mysql://u:swordfish@h/n", "DATABASE_URL begins with neither postgres:// nor sqlite:///. "),
        ("swordfish", "DATABASE_URL begins with neither postgres:// nor sqlite:///. "),
        ("postgres://u:swordfish@h/", "DATABASE_URL names no database after the last slash. "),
        (
            "postgres://u:sword[fish@h/n",
            "DATABASE_URL can't be read; a special character in its password must be percent-encoded"
            " (@ as %40, / as %2F). ",
        ),
        (
            "postgres://u:p@h:port/n",
            "DATABASE_URL can't be read; a special character in its password must be percent-encoded"
            " (@ as %40, / as %2F). ",
        ),
    ],
)
def test_database_url_unfit(url: str, problem: str) -> None:
    with pytest.raises(SettingError) as caught:
        database(url, default_file=Path("x"))
    assert str(caught.value) == problem + EXAMPLE


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="asks SQLite")
def test_sqlite_connection() -> None:
    with connection.cursor() as cursor:
        answers = {
            name: cursor.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert answers == {"journal_mode": "wal", "synchronous": 1, "foreign_keys": 1, "busy_timeout": 20_000}


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "postgresql", reason="asks PostgreSQL")
def test_postgres_connection() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_encoding")
        encoding = cursor.fetchone()
    assert (encoding, connection.pool.max_size) == (("UTF8",), 8)  # type: ignore[attr-defined]


# --- What every answer carries ---


@pytest.mark.django_db
def test_headers_of_a_page(client: Client) -> None:
    headers = client.get("/admin/login/").headers
    names = ("Content-Security-Policy", "X-Frame-Options", "X-Content-Type-Options", "Referrer-Policy")
    assert {name: headers[name] for name in names} == {
        "Content-Security-Policy": (
            "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self';"
            " frame-ancestors 'none'"
        ),
        "X-Frame-Options": "DENY",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
    }


@pytest.mark.browser
def test_admin_login_under_the_policy(page: Page) -> None:
    page.goto("/admin/login/")
    assert page.locator("input[type=submit]").is_visible()


@pytest.mark.browser
def test_page_breaking_the_policy_is_told(page: Page, problems: list[str]) -> None:
    page.goto("/admin/login/")
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<p style=\"color: red\">Never red</p>')")
    page.evaluate("setTimeout(() => { throw new Error('provoked') })")
    page.evaluate("fetch('https://elsewhere.example/').catch(() => null)")
    page.wait_for_timeout(200)
    kinds = sorted({problem.split(":")[0] for problem in problems})
    policies = sum("Content Security Policy" in problem for problem in problems)
    problems.clear()
    assert (kinds, policies >= 2) == (["console", "script"], True)
