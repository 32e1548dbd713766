"""`make bench-import`: how fast Coop imports a workbook, beside the stock route and the least there is to do.

All three import the same workbook into a database of their own, each in a process of its own, one after the
other; figures are medians over the runs, and ratios are of figures of this one run. The stock route takes
minutes at 10,000 rows, so it runs fewer times there, and at 100,000 rows only with STOCK_MOST=100000. A step
of it that takes longer than STOCK_MINUTES (20) is ended, and told as longer than that.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import psycopg

from bench.workbooks import write_workbook

ROOT = Path(__file__).resolve().parent.parent
SIZES = tuple(int(size) for size in os.environ.get("ROWS", "1000 10000 100000").split())
RUNS = int(os.environ.get("RUNS", "5"))
STOCK_MOST = int(os.environ.get("STOCK_MOST", "10000"))
#: Rows → how often the stock route runs at the most.
STOCK_RUNS = {1_000: 3}


def _environment(folder: Path, url: str) -> dict[str, str]:
    return os.environ | {
        "DATABASE_URL": url,
        # As in production: with debugging on, Django keeps every statement it executed.
        "COOP_DEBUG": "false",
        "COOP_SECRET_KEY": "only-for-this-benchmark-" + "x" * 40,
        "COOP_ALLOWED_HOSTS": "localhost",
        "COOP_ENV_FILE": "",
        "COOP_VAR_DIR": str(folder),
        "COOP_LOG_LEVEL": "ERROR",
        "PYTHONPATH": str(ROOT),
    }


class Engine:
    """Gives fresh, migrated databases."""

    def __init__(self, name: str, folder: Path, url: str = "") -> None:
        self.name, self.folder, self.url = name, folder, url
        self.template = folder / "template.sqlite3"
        template = f"sqlite:///{self.template}" if not url else self._create("coop_template")
        subprocess.run(
            [sys.executable, "manage.py", "migrate", "--verbosity", "0"],
            cwd=ROOT,
            env=_environment(folder, template),
            check=True,
        )
        if not url:
            # What the log of writes holds must be in the file before it is copied.
            subprocess.run(
                [
                    sys.executable,
                    "-c",
                    "import sqlite3, sys; sqlite3.connect(sys.argv[1]).execute('PRAGMA"
                    " wal_checkpoint(TRUNCATE)')",
                    str(self.template),
                ],
                check=True,
            )

    def fresh(self) -> str:
        """The address of a new database."""
        if self.url:
            return self._create("coop_bench", "coop_template")
        path = self.folder / "bench.sqlite3"
        for old in self.folder.glob("bench.sqlite3*"):
            old.unlink()
        shutil.copy(self.template, path)
        return f"sqlite:///{path}"

    def _create(self, name: str, template: str = "template1") -> str:
        with psycopg.connect(self.url, autocommit=True) as server:
            server.execute(f'DROP DATABASE IF EXISTS "{name}"')
            server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return self.url.rpartition("/")[0] + f"/{name}" if "?" not in self.url else self._named(name)

    def _named(self, name: str) -> str:
        address, _mark, query = self.url.partition("?")
        return f"{address.rpartition('/')[0]}/{name}?{query}"


def measure(engine: Engine, contender: str, workbook: Path) -> dict[str, Any]:
    """One run of one importer in a new database."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.measure_import", contender, str(workbook)],
        cwd=ROOT,
        env=_environment(engine.folder, engine.fresh()),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def medians(runs: list[dict[str, Any]]) -> dict[str, float]:
    return {name: statistics.median(run[name] for run in runs) for name in runs[0]}


def _seconds(figures: dict[str, float], step: str) -> str:
    """How long a step took; > where it was ended before it was done, – where there is none."""
    if step not in figures:
        return f"{'–':>11}"
    told = f"{'> ' if figures.get(f'{step}_cut') else ''}{figures[step]:.2f} s"
    return f"{told:>11}"


def _times(stock: dict[str, float], coop: dict[str, float], step: str) -> str:
    least = "at least " if stock[f"{step}_cut"] else ""
    return f"{least}{stock[step] / coop[step]:.0f} ×"


def compare(engine: Engine, rows: int, workbook: Path) -> None:
    """Measure all three at one size, in turn, and print a line each."""
    runs: dict[str, list[dict[str, Any]]] = {"coop": [], "floor": [], "stock": []}
    stock_runs = 0 if rows > STOCK_MOST else min(RUNS, STOCK_RUNS.get(rows, 1))
    for turn in range(RUNS):
        for contender in ("coop", "floor", "stock"):
            if contender != "stock" or turn < stock_runs:
                runs[contender].append(measure(engine, contender, workbook))
    found = {contender: medians(done) for contender, done in runs.items() if done}
    coop, floor, stock = found["coop"], found["floor"], found.get("stock")
    for contender, figures in found.items():
        print(
            f"{engine.name:<10} {rows:>7,} {contender:<6} {len(runs[contender]):>4} "
            + _seconds(figures, "preview")
            + " "
            + _seconds(figures, "confirm")
            + (f" {figures['preview_queries']:>9,.0f}" if "preview" in figures else f" {'–':>9}")
            + f" {figures['confirm_queries']:>9,.0f} {figures['peak_mb']:>6.0f} MB",
            flush=True,
        )
    ratios = [
        f"confirm is {coop['confirm'] / floor['confirm']:.1f} × the floor"
        f" ({floor['rows']:,.0f} rows of tables)"
    ]
    if stock:
        preview, confirm = (_times(stock, coop, step) for step in ("preview", "confirm"))
        ratios.insert(0, f"preview {preview} and confirm {confirm} as fast as stock")
    print(f"{'':<10} {rows:>7,} {'; '.join(ratios)}", flush=True)


def main() -> None:
    print(
        f"{'engine':<10} {'rows':>7} {'':<6} {'runs':>4} {'preview':>11} {'confirm':>11}"
        f" {'queries':>9} {'queries':>9} {'peak':>9}"
    )
    url = os.environ.get("DATABASE_URL", "")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        workbooks = {rows: folder / f"visits-{rows}.xlsx" for rows in SIZES}
        for rows, path in workbooks.items():
            write_workbook(path, rows)
        wanted = os.environ.get("ENGINES", "sqlite postgresql").split()
        for engine_name in wanted:
            if engine_name == "postgresql" and not url:
                raise SystemExit("PostgreSQL is measured on the server that DATABASE_URL names.")
            place = folder / engine_name
            place.mkdir()
            engine = Engine(engine_name, place, url if engine_name == "postgresql" else "")
            for rows, path in workbooks.items():
                compare(engine, rows, path)


if __name__ == "__main__":
    main()
