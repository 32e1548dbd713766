"""An import whose process is killed while it writes: all of it is there or nothing, and it can be run again.

A process checks a workbook and writes it, and is killed with SIGKILL at ten moments chosen by chance (but
the same in every run), each time on a fresh copy of the database.
"""

from __future__ import annotations

import random
import signal
import time
from collections.abc import Iterator
from typing import Any

import pytest

from bench.workbooks import write_workbook
from tests.imports.processes import SETUP, Database, Template

ROWS = 2_000
KILLS = 10
#: So many at the least must have been killed before the end, or the test has tested nothing.
AT_LEAST = 3

CHECK = """
from pathlib import Path
from tracker.imports import running
record = running.receive(Path(sys.argv[1]).read_bytes(), "example.xlsx", by=None)
assert running.check(record) is not None, record.problem
print(record.pk)
"""
WRITE = """
from tracker.choices import ImportScope
from tracker.imports import running
from tracker.models import Import
running.AT_ONCE = 1_000_000
record = Import.objects.get()
write = running._write_in_one
def told(*arguments):
    print("begins", flush=True)
    written = write(*arguments)
    print("ends", flush=True)
    return written
running._write_in_one = told
running.confirm(record, ImportScope.ALL, by=None)
"""
STATE = """
import json
from tracker.imports import running
from tracker.models import Change, Import
from tracker.services.record import record_models
from tracker.services.bulk import relations_of
counts = {"change": Change.objects.count()}
for model in record_models():
    name = model._meta.model_name
    counts[name] = model._base_manager.count()
    counts[f"{name} history"] = model.history.count()
    for relation, found in relations_of(model).items():
        counts[f"{name} {relation}"] = found.through.objects.count()
        counts[f"{name} {relation} history"] = found.history.objects.count()
record = Import.objects.get()
before = record.status
running.settle(record)
print(json.dumps({"counts": counts, "before": before, "after": record.status, "problem": record.problem}))
"""


@pytest.fixture(scope="module")
def checked(migrated_template: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A database in which the import of a workbook is checked and can be confirmed."""
    path = tmp_path_factory.mktemp("workbook") / "example.xlsx"
    write_workbook(path, ROWS)
    with migrated_template.copy() as found:
        found.run("-c", SETUP + CHECK, str(path))
        yield found


def write(database: Database, *, kill_after: float | None = None) -> float:
    """Write the import; gives the seconds it took. `kill_after` is counted from when it begins to write."""
    with database.start("-c", SETUP + WRITE) as process:
        assert process.stdout
        assert process.stdout.readline() == "begins\n"
        began = time.monotonic()
        if kill_after is None:
            assert process.stdout.readline() == "ends\n"
            took = time.monotonic() - began
            said, _nothing = process.communicate(timeout=60)
            assert process.returncode == 0, said
            return took
        time.sleep(kill_after)
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=60)
        return time.monotonic() - began


def test_import_killed_while_it_writes_is_there_whole_or_not_at_all(
    migrated_template: Template, checked: Database
) -> None:
    nothing = checked.ask(STATE)["counts"]
    with migrated_template.copy(checked) as database:
        took = write(database)
        whole: dict[str, Any] = database.ask(STATE)
    assert (whole["before"], whole["after"], whole["problem"]) == ("done", "done", "")
    assert (whole["counts"]["visit"], whole["counts"]["change"]) == (ROWS, 1)
    assert (nothing["visit"], nothing["change"], nothing["source"]) == (0, 0, 0)

    chance = random.Random(20_260_101)
    left: list[str] = []
    for _kill in range(KILLS):
        with migrated_template.copy(checked) as database:
            write(database, kill_after=chance.random() * took)
            found = database.ask(STATE)
            if found["counts"] == whole["counts"]:
                assert (found["before"], found["after"]) == ("done", "done")
                left.append("whole")
                continue
            assert found["counts"] == nothing
            assert (found["before"], found["after"]) == ("writing", "interrupted")
            assert found["problem"] == "The work was interrupted. Nothing was written: it can be run again."
            left.append("nothing")
            if left.count("nothing") <= AT_LEAST:
                write(database)
                assert database.ask(STATE) == whole
    assert left.count("nothing") >= AT_LEAST, left
