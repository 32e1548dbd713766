"""An import whose process is killed while it writes: all of it is there or nothing, and it can be run again.

A process checks a workbook and writes it, and is killed with SIGKILL at ten moments chosen by chance (but
the same in every run), each time on a fresh copy of the database.
"""

from __future__ import annotations

import json
import random
import signal
import subprocess
import time
from collections.abc import Iterator
from typing import Any

import pytest

from bench.workbooks import write_workbook
from tests.databases import SETUP, Database, Template

ROWS = 2_000
KILLS = 10
#: So many at the least must have been killed before the end, or the test has tested nothing.
AT_LEAST = 3
INTERRUPTED = "The work was interrupted. Nothing was written: it can be run again."

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
#: Answers for one database after the other, by their names: starting a process takes longer than the answer.
ASK = """
import json
from django.db import connection
from tracker.choices import ImportScope
from tracker.imports import running
from tracker.models import Change, Import
from tracker.services.bulk import relations_of
from tracker.services.record import record_models
running.AT_ONCE = 1_000_000

def counts():
    yield "change", Change.objects.count()
    for model in record_models():
        name = model._meta.model_name
        yield name, model._base_manager.count()
        yield f"{name} history", model.history.count()
        for relation, found in relations_of(model).items():
            yield f"{name} {relation}", found.through.objects.count()
            yield f"{name} {relation} history", found.history.objects.count()

for line in sys.stdin:
    wish, connection.settings_dict["NAME"] = line.split()
    record = Import.objects.get()
    if wish == "again":
        running.confirm(record, ImportScope.ALL, by=None)
    before = record.status
    running.settle(record)
    print(json.dumps([dict(counts()), before, record.status, record.problem]), flush=True)
    connection.close()
"""


class Answers:
    """Asks what is in databases, and has an import written again."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process

    def ask(self, wish: str, database: Database) -> list[Any]:
        """The counts of all rows, the import's status as it was and once settled, and its problem."""
        assert self.process.stdin
        assert self.process.stdout
        print(wish, database.name, file=self.process.stdin, flush=True)
        line = self.process.stdout.readline()
        assert line.startswith("["), line + self.process.stdout.read()
        found: list[Any] = json.loads(line)
        return found

    def settled(self, database: Database) -> list[Any]:
        """What is in a database when its server, too, knows that the process is gone."""
        until = time.monotonic() + 30
        while (found := self.ask("state", database))[2] == "writing" and time.monotonic() < until:
            time.sleep(0.1)
        return found


@pytest.fixture(scope="module")
def answers(checked: Database) -> Iterator[Answers]:
    with checked.start("-c", SETUP + ASK, stdin=subprocess.PIPE) as process:
        yield Answers(process)
        assert process.stdin
        process.stdin.close()


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
    migrated_template: Template, checked: Database, answers: Answers
) -> None:
    with migrated_template.copy(checked) as database:
        nothing, *_said = answers.ask("state", database)
        took = write(database)
        whole = answers.ask("state", database)
    assert (nothing["visit"], nothing["change"], nothing["source"]) == (0, 0, 0)
    assert (whole[0]["visit"], whole[0]["change"], whole[1:]) == (ROWS, 1, ["done", "done", ""])

    chance = random.Random(20_260_101)
    left: list[str] = []
    for _kill in range(KILLS):
        with migrated_template.copy(checked) as database:
            write(database, kill_after=chance.random() * took)
            found = answers.settled(database)
            left.append("nothing" if found[0] == nothing else "whole")
            if left[-1] == "whole":
                assert found == whole
                continue
            assert found[1:] == ["writing", "interrupted", INTERRUPTED]
            if left.count("nothing") <= AT_LEAST:
                assert answers.ask("again", database) == whole
    assert left.count("nothing") >= AT_LEAST, left
