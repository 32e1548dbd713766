"""`make lighthouse`: score pages with Lighthouse in Chromium, served with the record as in production.

    PAGES="home search" make lighthouse

Prints a table of the scores, for a telephone (Lighthouse's own choice); the figures of performance are the
median of RUNS runs. Ends with 1 where accessibility or best practices are below 100, or performance is below
95. Not part of `make test`: how fast a page is there depends on what else the machine does.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from scripts import chromium, node_tools
from scripts.serving import served_record

RUNS = int(os.environ.get("RUNS", "3"))
ADDRESSES = {
    "home": "/",
    "timeline": "/timeline/",
    "list": "/visits/",
    "detail": "/visits/V-0001/",
    "search": "/search/?q=Kazakhstan",
}
#: Category → the least that will do.
LEAST = {"performance": 95, "accessibility": 100, "best-practices": 100}
FLAGS = " ".join([*chromium.ARGUMENTS, "--headless=new"])


def scores(address: str, folder: Path) -> tuple[dict[str, int], list[str]]:
    """What Lighthouse gives a page, of 100, and what it finds wrong with it."""
    out = folder / "report.json"
    command = [
        *("node", str(node_tools.install() / "lighthouse" / "cli" / "index.js")),
        address,
        *("--quiet", "--output=json", f"--output-path={out}", f"--chrome-flags={FLAGS}"),
        f"--only-categories={','.join(LEAST)}",
    ]
    environment = os.environ | {"CHROME_PATH": chromium.find_chromium() or "", "HOME": str(folder)}
    # On a busy machine Chromium now and then begins later than Lighthouse looks.
    if subprocess.run(command, env=environment, check=False).returncode:
        subprocess.run(command, env=environment, check=True)
    report = json.loads(out.read_text())
    found = {name: round(100 * (report["categories"][name]["score"] or 0)) for name in LEAST}
    wrong = [
        report["audits"][reference["id"]]["title"]
        for name, least in LEAST.items()
        if found[name] < least
        for reference in report["categories"][name]["auditRefs"]
        if report["audits"][reference["id"]]["score"] not in (None, 1) and reference["weight"]
    ]
    return found, wrong


def main() -> int:
    """Score the pages and return the exit status."""
    lacking = [
        what
        for what in (node_tools.missing(), "" if chromium.find_chromium() else chromium.HOW_TO_GET_IT)
        if what
    ]
    if lacking:
        raise SystemExit(f"Lighthouse needs {' and '.join(lacking)}.")
    node_tools.install()
    chosen = os.environ.get("PAGES", "").split() or list(ADDRESSES)
    if unknown := set(chosen) - set(ADDRESSES):
        raise SystemExit(f"No page is called {', '.join(sorted(unknown))}; there are {', '.join(ADDRESSES)}.")
    short = False
    with tempfile.TemporaryDirectory() as name, served_record(Path(name)) as start:
        print(f"{'page':<10}{''.join(f'{category:>16}' for category in LEAST)}")
        for page in chosen:
            runs = [scores(start + ADDRESSES[page], Path(name)) for _run in range(RUNS)]
            middle = {one: int(statistics.median(found[one] for found, _wrong in runs)) for one in LEAST}
            print(f"{page:<10}{''.join(f'{middle[category]:>16}' for category in LEAST)}", flush=True)
            if any(middle[one] < least for one, least in LEAST.items()):
                short = True
                for sentence in sorted({one for _found, wrong in runs for one in wrong}):
                    print(f"    {sentence}")
    return 1 if short else 0


if __name__ == "__main__":
    sys.exit(main())
