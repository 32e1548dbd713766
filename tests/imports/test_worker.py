"""Long imports, which the worker writes (`manage.py db_worker`), and `make run`, which starts it."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import time
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from tests.databases import SETUP, Database
from tests.imports.workbooks import visit, visits_xlsx

WORKER = ("manage.py", "db_worker", "--batch", "--no-startup-delay", "--interval", "0.1")
ROWS = 40

QUEUE = """
from pathlib import Path
from tracker.choices import ImportScope
from tracker.imports import running, tasks
running.AT_ONCE = 0
record = running.receive(Path(sys.argv[1]).read_bytes(), "example.xlsx", by=None)
assert running.check(record) is not None, record.problem
running.confirm(record, ImportScope.ALL, by=None)
for _more in range(int(sys.argv[2])):
    tasks.write_import.enqueue(record.pk, None)
record.refresh_from_db()
print(record.status)
"""
STATE = """
import json
from django_tasks_db.models import DBTaskResult
from tracker.imports import running
from tracker.models import Change, Import, Visit
record = Import.objects.get()
print(json.dumps({
    "status": record.status,
    "problem": record.problem,
    "changes": Change.objects.count(),
    "visits": Visit.objects.count(),
    "history": Visit.history.count(),
    "progress": running.progress_of(record)[0],
    "tasks": sorted(DBTaskResult.objects.values_list("status", flat=True)),
}))
"""


def queue(database: Database, tmp_path: Path, *, more: int = 0) -> None:
    """Have an import wait to be written; also `more` times too often."""
    path = tmp_path / "example.xlsx"
    path.write_bytes(visits_xlsx(*(visit(number) for number in range(ROWS))))
    assert database.run("-c", SETUP + QUEUE, str(path), str(more)).splitlines()[-1] == "queued"


def state(database: Database) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(database.run("-c", SETUP + STATE).splitlines()[-1])
    return found


def done(tasks: int) -> dict[str, Any]:
    return {
        "status": "done",
        "problem": "",
        "changes": 1,
        "visits": ROWS,
        "history": ROWS,
        "progress": 100,
        "tasks": ["SUCCESSFUL"] * tasks,
    }


def test_worker_writes_what_waits(own_database: Database, tmp_path: Path) -> None:
    queue(own_database, tmp_path)
    assert state(own_database) == done(0) | {
        "status": "queued",
        "changes": 0,
        "visits": 0,
        "history": 0,
        "progress": 0,
        "tasks": ["READY"],
    }
    own_database.run(*WORKER)
    assert state(own_database) == done(1)


def test_two_workers_write_it_once(own_database: Database, tmp_path: Path) -> None:
    queue(own_database, tmp_path, more=3)
    workers = [own_database.start(*WORKER) for _worker in range(2)]
    said = [worker.communicate(timeout=120)[0] for worker in workers]
    assert [worker.returncode for worker in workers] == [0, 0], said
    assert state(own_database) == done(4)


# --- scripts/serve.py ---


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


def serve(database: Database, port: int) -> subprocess.Popen[str]:
    return database.start("-m", "scripts.serve", f"127.0.0.1:{port}")


def children(number: int) -> list[int]:
    """The processes that a process has started and that run."""
    listed = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True)
    pairs = [tuple(map(int, line.split())) for line in listed.stdout.splitlines()]
    return [pid for pid, parent in pairs if parent == number]


def all_below(number: int) -> list[int]:
    return [one for child in children(number) for one in (child, *all_below(child))]


def wait_for(port: int) -> None:
    until = time.monotonic() + 60
    while True:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=30).close()
            return
        except OSError:
            assert time.monotonic() < until
            time.sleep(0.2)


def running(numbers: list[int]) -> list[int]:
    """Those of these processes that still run after a moment."""
    for _moment in range(50):
        numbers = [number for number in numbers if alive(number)]
        if not numbers:
            break
        time.sleep(0.1)
    return numbers


def alive(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_serve_ends_with_all_that_it_started(own_database: Database, number: signal.Signals) -> None:
    port = free_port()
    with serve(own_database, port) as process:
        wait_for(port)
        started = all_below(process.pid)
        process.send_signal(number)
        said, _nothing = process.communicate(timeout=30)
    # The worker, the server, and the one of the server that watches the code.
    assert len(started) == 3, said
    assert (process.returncode, running(started)) == (0, []), said


@pytest.mark.parametrize(("which", "status"), [(0, 1), (1, 0)], ids=["worker", "server"])
def test_serve_ends_when_one_of_them_is_gone(own_database: Database, which: int, status: int) -> None:
    port = free_port()
    with serve(own_database, port) as process:
        wait_for(port)
        started = all_below(process.pid)
        os.kill(sorted(children(process.pid))[which], signal.SIGKILL)
        said, _nothing = process.communicate(timeout=30)
    assert (process.returncode, running(started)) == (status, []), said
    assert ("The worker ended, and so does the server" in said) == (which == 0)
