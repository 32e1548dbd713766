"""What `make` calls: the Python, the port, starting over, the throw-away server, the closing lines."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings

from scripts import free_port, with_postgres
from scripts.test import Step, summary

ROOT = Path(settings.BASE_DIR)


# --- scripts/find-python ---


@pytest.fixture
def find_python(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run scripts/find-python where PATH holds only the stand-ins given, as name=what it prints or does."""

    def run(**stand_ins: str) -> subprocess.CompletedProcess[str]:
        for name, does in stand_ins.items():
            file = tmp_path / name.replace("_", ".")
            file.write_text(f"#!/bin/sh\n{does}\n")
            file.chmod(0o755)
        return subprocess.run(
            ["/bin/sh", ROOT / "scripts" / "find-python"],
            env={"PATH": str(tmp_path), "HOME": str(tmp_path)},
            capture_output=True,
            text=True,
            check=False,
        )

    return run


def test_find_python_takes_the_first_that_runs(
    find_python: Callable[..., subprocess.CompletedProcess[str]],
) -> None:
    found = find_python(
        python3_13="echo 'python3.13: command not found' >&2; exit 127",
        python3_14="echo old 3.11.2 /old/python3",
        python3_12="echo fit 3.12.1 /a folder/python3.12",
        python3="echo fit 3.13.5 /later/python3",
    )
    assert (found.returncode, found.stdout, found.stderr) == (0, "/a folder/python3.12\n", "")


HOW_TO_GET_ONE = (
    "install one (Debian 13 or Ubuntu 24.04: the packages python3 and python3-venv; anywhere: pyenv or"
    " python.org), or name it, like `make run PYTHON=/path/to/python`.\n"
)


@pytest.mark.parametrize(
    ("stand_ins", "sentence"),
    [
        ({}, f"Coop needs Python 3.12 or later, and none was found: {HOW_TO_GET_ONE}"),
        (
            {
                "python3_13": "exit 127",
                "python3": "echo old 3.11.2 /usr/bin/python3",
                "python": "echo old 3.9.1 x",
            },
            f"Coop needs Python 3.12 or later, and only 3.11.2, 3.9.1 was found: {HOW_TO_GET_ONE}",
        ),
        (
            {"python3": "echo bare 3.13.5 /usr/bin/python3"},
            "Python 3.13.5 is here, but its venv module is not whole: install the package python3.13-venv"
            " (Debian, Ubuntu), then try again.\n",
        ),
    ],
)
def test_find_python_without_any_that_fits(
    find_python: Callable[..., subprocess.CompletedProcess[str]], stand_ins: dict[str, str], sentence: str
) -> None:
    found = find_python(**stand_ins)
    assert (found.returncode, found.stdout, found.stderr) == (1, "", sentence)


def test_find_python_runs_what_it_finds() -> None:
    found = subprocess.run(
        [ROOT / "scripts" / "find-python"],
        env={**os.environ, "PYTHON": sys.executable},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (found.returncode, found.stdout, found.stderr) == (0, f"{sys.executable}\n", "")


# --- scripts/free_port.py ---


@pytest.mark.parametrize("text", ["", "x", "0", "65536", "-1", "80.5", "８０００"])
def test_port_unfit(text: str) -> None:
    assert free_port.problem(text) == (
        f"PORT is {text!r}, which is no port. Choose a number from 1024 to 65535, like PORT=8001."
    )


def test_port_free_and_taken() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        taken = free_port.problem(str(port))
    assert (taken, free_port.problem(str(port))) == (
        f"Port {port} is taken, perhaps by a Coop that runs already: http://127.0.0.1:{port}/."
        " Stop that, or choose another one, like `make run PORT=8001`.",
        "",
    )


# --- scripts/reset.py ---


def reset(folder: Path, *, answer: str = "", **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COOP_")}
    environment |= {
        "COOP_ENV_FILE": "",
        "COOP_VAR_DIR": str(folder),
        "COOP_DEBUG": "true",
        "DATABASE_URL": "",
    }
    return subprocess.run(
        [sys.executable, "-m", "scripts.reset"],
        cwd=ROOT,
        env=environment | variables,
        input=answer,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """A folder like var/ after some use."""
    for name in ("coop.sqlite3", "coop.sqlite3-wal", "coop.sqlite3-shm", "secret-key"):
        (tmp_path / name).write_text("kept")
    return tmp_path


def names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


@pytest.mark.parametrize(
    ("answer", "variables"), [("yes\n", {}), ("YES\n", {}), ("", {"YES": "1"})], ids=["yes", "YES", "YES=1"]
)
def test_reset_with_leave(kept: Path, answer: str, variables: dict[str, str]) -> None:
    ended = reset(kept, answer=answer, **variables)
    assert (ended.returncode, ended.stderr, names(kept)) == (0, "", ["secret-key"])


@pytest.mark.parametrize("answer", ["", "\n", "y\n", "no\n"])
def test_reset_without_leave(kept: Path, answer: str) -> None:
    before = names(kept)
    ended = reset(kept, answer=answer)
    assert (ended.returncode, ended.stderr, names(kept)) == (1, "Nothing was deleted.\n", before)


@pytest.mark.parametrize("url", ["postgres://coop@db.example.org/coop", "sqlite:////tmp/other.sqlite3"])
def test_reset_with_another_database(kept: Path, url: str) -> None:
    before = names(kept)
    ended = reset(kept, YES="1", DATABASE_URL=url)
    assert (ended.returncode, ended.stderr, names(kept)) == (
        1,
        "Nothing was deleted: DATABASE_URL is set, and `make reset` deletes only the SQLite file in var/."
        " To start that database over, drop it and create it anew by hand, then run `make run`.\n",
        before,
    )


def test_reset_with_nothing_there(tmp_path: Path) -> None:
    ended = reset(tmp_path)
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")


# --- scripts/with_postgres.py ---

needs_server = pytest.mark.skipif(
    with_postgres.find_binaries() is None, reason=f"needs {with_postgres.HOW_TO_GET_IT}"
)
WITH_POSTGRES = [sys.executable, "-m", "scripts.with_postgres", "--"]


@needs_server
def test_throw_away_server_serves_and_goes() -> None:
    code = (
        "import os, psycopg, sys\n"
        "with psycopg.connect(os.environ['DATABASE_URL']) as connection:\n"
        "    row = connection.execute(\"SELECT current_database(), current_user, upper('жü')\").fetchone()\n"
        "    print(row, connection.info.host, sep='\\n')\n"
        "sys.exit(3)\n"
    )
    ended = subprocess.run(
        [*WITH_POSTGRES, sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    row, folder = ended.stdout.splitlines()
    assert (ended.returncode, ended.stderr, row) == (3, "", "('coop', 'coop', 'ЖÜ')")
    assert not Path(folder).exists()


@needs_server
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_throw_away_server_goes_when_told_to_stop(number: signal.Signals) -> None:
    command = [*WITH_POSTGRES, "/bin/sh", "-c", "echo $DATABASE_URL; exec sleep 60"]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as running:
        assert running.stdout
        folder = Path(running.stdout.readline().strip().partition("host=")[2])
        server = int((folder / "data" / "postmaster.pid").read_text().split()[0])
        os.killpg(running.pid, number)  # as a terminal tells everybody in it
        status = running.wait(timeout=20)
    assert (status, folder.exists(), running_process(server)) == (128 + number, False, False)


@needs_server
def test_throw_away_server_goes_when_its_starter_is_gone() -> None:
    code = (
        "import os, subprocess, sys\n"
        f"subprocess.Popen({[*WITH_POSTGRES, '/bin/sh', '-c', 'echo $DATABASE_URL; exec sleep 60']!r})\n"
        "sys.stdin.read()\n"  # until the test has read the URL
    )
    pipe = subprocess.PIPE
    with subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, stdin=pipe, stdout=pipe, text=True
    ) as starter:
        assert starter.stdout
        folder = Path(starter.stdout.readline().strip().partition("host=")[2])
        there = folder.exists()
        starter.kill()
        starter.stdout.read()  # ends when the last of them has ended
    assert (there, folder.exists()) == (True, False)


def running_process(number: int) -> bool:
    """Return whether there is such a process, giving one that has just been told to end a moment."""
    for _ in range(20):
        try:
            os.kill(number, 0)
        except ProcessLookupError:
            return False
        time.sleep(0.1)
    return True


def test_throw_away_server_without_a_command() -> None:
    assert with_postgres.main(["--"]) == 2


def test_find_binaries_needs_the_whole_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stand_in(major: int, *programs: str) -> None:
        for program in programs:
            file = tmp_path / str(major) / program
            file.parent.mkdir(exist_ok=True)
            file.write_text(f"#!/bin/sh\necho 'postgres (PostgreSQL) {major}.4'\n")
            file.chmod(0o755)

    stand_in(14, "postgres", "initdb")
    stand_in(16, "postgres", "initdb")
    stand_in(18, "postgres")
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    monkeypatch.setattr(with_postgres, "PLACES", [f"{tmp_path.relative_to('/')}/*"])
    assert with_postgres.find_binaries() == tmp_path / "16"
    shutil.rmtree(tmp_path / "16")
    assert with_postgres.find_binaries() is None


# --- scripts/test.py ---


def test_summary_with_a_failure() -> None:
    done = [Step("lint", [], result="passed", seconds=1.25), Step("types", [], result="failed", seconds=10)]
    assert summary(done, everything=False) == (
        ["lint   passed       1.2 s", "types  failed      10.0 s", "Steps: 1 passed, 1 failed, 0 skipped"],
        False,
    )


@pytest.mark.parametrize("everything", [False, True])
def test_summary_with_something_left_out(everything: bool) -> None:
    done = [Step("lint", [], result="passed"), Step("browser", [], missing="Chromium (a package)")]
    done[1].run()
    assert summary(done, everything=everything) == (
        [
            "lint     passed       0.0 s",
            "browser  left out     0.0 s",
            "Left out: browser. It needs Chromium (a package).",
            *(["With CI=true nothing may be left out."] if everything else []),
            "Steps: 1 passed, 0 failed, 1 skipped",
        ],
        not everything,
    )


@pytest.mark.parametrize(("status", "result"), [(0, "passed"), (1, "failed"), (5, "failed")])
def test_step_ends_as_its_command(status: int, result: str, capfd: pytest.CaptureFixture[str]) -> None:
    step = Step("tried", [sys.executable, "-c", f"import sys; sys.exit({status})"])
    step.run()
    assert step.result == result
    assert capfd.readouterr().out == f"\n=== tried: python -c import sys; sys.exit({status})\n"
