"""Measures one importer once, in a process of its own; the answer is a line of JSON.

    python -m bench.measure_import coop|stock|floor WORKBOOK

The database that the settings name must be migrated and empty; it is left as the import left it.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coop.settings")

import django

django.setup()

from django.apps import apps
from django.db import connection, transaction
from python_calamine import CalamineWorkbook

from bench.workbooks import write_workbook
from tracker.imports import running
from tracker.services import bulk


class Counter:
    """Counts statements: those that Django executes, and COPY, which goes past it."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        self.count += 1
        return execute(sql, params, many, context)


@contextmanager
def counted() -> Iterator[Counter]:
    counter, insert = Counter(), bulk.insert_rows

    def count_copy(*args: Any) -> None:
        counter.count += connection.vendor == "postgresql"
        insert(*args)

    bulk.insert_rows = count_copy  # type: ignore[assignment]
    with connection.execute_wrapper(counter):
        yield counter
    bulk.insert_rows = insert


def timed(work: Callable[[], Any]) -> tuple[float, int, Any]:
    """Seconds, statements, and what `work` gave."""
    with counted() as counter:
        start = time.perf_counter()
        given = work()
        seconds = time.perf_counter() - start
    return seconds, counter.count, given


class TooLongError(BaseException):
    """The stock route took longer than it is given. No Exception, since the library keeps those to itself."""


def bounded(work: Callable[[], Any]) -> tuple[float, int, bool]:
    """Seconds, statements, and whether the work was ended after STOCK_MINUTES, before it was done."""

    def end(_number: int, _frame: Any) -> None:
        raise TooLongError

    minutes = int(os.environ.get("STOCK_MINUTES", "20"))
    signal.signal(signal.SIGALRM, end)
    signal.alarm(minutes * 60)
    with counted() as counter:
        start = time.perf_counter()
        try:
            work()
        except TooLongError:
            return minutes * 60, counter.count, True
        finally:
            signal.alarm(0)
        return time.perf_counter() - start, counter.count, False


def coop(content: bytes) -> dict[str, Any]:
    """Coop's importer: upload, check and preview; then confirm."""

    def preview() -> Any:
        record = running.receive(content, "visits.xlsx", by=None)
        running.check(record)
        return record

    seconds, queries, record = timed(preview)
    refused = running.refusal(record, "all")
    if refused:
        raise SystemExit(f"The import is refused: {refused} {record.counts} {record.problem}")
    record.scope = "all"
    written_in, written_by, written = timed(lambda: running.write(record, by=None))
    if not written:
        raise SystemExit(f"The import was not written: {record.problem}")
    return {
        "preview": seconds,
        "preview_queries": queries,
        "confirm": written_in,
        "confirm_queries": written_by,
    }


def stock(content: bytes) -> dict[str, Any]:
    """The stock resource: a dry run, which does everything and takes it back; then for real."""
    from bench.stock import VisitResource, dataset_of

    def run(*, dry: bool) -> Any:
        result = VisitResource().import_data(dataset_of(content), dry_run=dry)
        if result.has_errors() or result.has_validation_errors():
            raise SystemExit(f"The stock import failed: {[row.errors for row in result.error_rows][:1]}")
        return result

    seconds, queries, cut = bounded(lambda: run(dry=True))
    written_in, written_by, write_cut = bounded(lambda: run(dry=False))
    return {
        "preview": seconds,
        "preview_queries": queries,
        "preview_cut": cut,
        "confirm": written_in,
        "confirm_queries": written_by,
        "confirm_cut": write_cut,
    }


def floor(content: bytes) -> dict[str, Any]:
    """The least there is to do: read the workbook, and insert the very rows that Coop's importer writes."""
    coop(content)
    tables: list[tuple[str, list[str], list[tuple[Any, ...]]]] = []
    with connection.cursor() as cursor:
        for model in apps.get_app_config("tracker").get_models(include_auto_created=True):
            table = model._meta.db_table
            if table in ("tracker_country", "tracker_import", "tracker_columnmapping", "tracker_user"):
                continue
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - the models' own names
            rows = cursor.fetchall()
            if rows:
                tables.append((table, [column[0] for column in cursor.description], rows))
        cursor.execute("UPDATE tracker_import SET change_id = NULL")
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = replica")
        else:
            cursor.execute("PRAGMA foreign_keys = OFF")
        for table, _columns, _rows in tables:
            cursor.execute(f'DELETE FROM "{table}"')  # noqa: S608
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = DEFAULT")
        else:
            cursor.execute("PRAGMA foreign_keys = ON")

    def write() -> None:
        import io

        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        workbook.get_sheet_by_index(0).to_python()
        with transaction.atomic(), connection.cursor() as cursor:
            for table, columns, rows in tables:
                names = ", ".join(f'"{name}"' for name in columns)
                if connection.vendor == "postgresql":
                    with cursor.copy(f'COPY "{table}" ({names}) FROM STDIN') as copy:
                        for row in rows:
                            copy.write_row(row)
                else:
                    marks = ", ".join(["%s"] * len(columns))
                    cursor.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', rows)  # noqa: S608

    seconds, queries, _nothing = timed(write)
    return {
        "confirm": seconds,
        "confirm_queries": max(queries, len(tables)),
        "rows": sum(len(t[2]) for t in tables),
    }


def warm_up(importer: Callable[[bytes], Any]) -> None:
    """Import ten rows and take them back, so that no figure has the loading of code in it."""
    with tempfile.TemporaryDirectory() as folder, transaction.atomic():
        path = Path(folder) / "ten.xlsx"
        write_workbook(path, 10)
        importer(path.read_bytes())
        transaction.set_rollback(True)


def main() -> None:
    contender, path = sys.argv[1:]
    importer = {"coop": coop, "stock": stock, "floor": floor}[contender]
    if contender != "floor":  # it has Coop's import before it
        warm_up(importer)
    found = importer(Path(path).read_bytes())
    # Kilobytes on Linux.
    found["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps(found))


if __name__ == "__main__":
    main()
