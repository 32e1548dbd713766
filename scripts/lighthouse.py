"""`make lighthouse`: score pages with Lighthouse in Chromium, served with the record as in production.

    PAGES="home search" make lighthouse

Prints a table of the scores, for a telephone (Lighthouse's own choice); the figures of performance are the
median of RUNS runs. Ends with 1 where accessibility or best practices are below 100, or performance is below
95. Not part of `make test`: how fast a page is there depends on what else the machine does.
"""

from __future__ import annotations

import http.client
import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scripts import chromium, node_tools

ROOT = Path(__file__).resolve().parent.parent
PORT = int(os.environ.get("PORT") or "8768")
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


@contextmanager
def served(folder: Path) -> Iterator[None]:
    """The record, served as README says for real use but for HTTPS."""
    settings = os.environ | {
        "COOP_ENV_FILE": "",
        "COOP_DEBUG": "false",
        "COOP_SECRET_KEY": "only-for-lighthouse-" + "x" * 40,
        "COOP_ALLOWED_HOSTS": "localhost",
        "COOP_HTTPS": "false",
        "COOP_LOG_LEVEL": "ERROR",
        "COOP_VAR_DIR": str(folder),
        "DATABASE_URL": "",
    }
    for command in (
        ["migrate", "--verbosity=0"],
        ["load_record"],
        ["collectstatic", "--noinput", "--verbosity=0"],
    ):
        subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=settings, check=True)
    command = [sys.executable, "-m", "gunicorn", "coop.wsgi", "--workers=2", f"--bind=127.0.0.1:{PORT}"]
    server = subprocess.Popen([*command, "--log-level=error"], cwd=ROOT, env=settings)
    try:
        _wait()
        yield
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait()


def _wait() -> None:
    """Until the server answers, or SystemExit after twenty seconds."""
    for _attempt in range(200):
        try:
            http.client.HTTPConnection("127.0.0.1", PORT, timeout=1).connect()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit(f"The server did not start on port {PORT}: is it taken? PORT=… chooses another.")


def scores(address: str, folder: Path) -> tuple[dict[str, int], list[str]]:
    """What Lighthouse gives a page, of 100, and what it finds wrong with it."""
    out = folder / "report.json"
    command = [
        *("node", str(node_tools.install() / "lighthouse" / "cli" / "index.js")),
        f"http://localhost:{PORT}{address}",
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
    with tempfile.TemporaryDirectory() as name, served(Path(name)):
        print(f"{'page':<10}{''.join(f'{category:>16}' for category in LEAST)}")
        for page in chosen:
            runs = [scores(ADDRESSES[page], Path(name)) for _run in range(RUNS)]
            middle = {one: int(statistics.median(found[one] for found, _wrong in runs)) for one in LEAST}
            print(f"{page:<10}{''.join(f'{middle[category]:>16}' for category in LEAST)}", flush=True)
            if any(middle[one] < least for one, least in LEAST.items()):
                short = True
                for sentence in sorted({one for _found, wrong in runs for one in wrong}):
                    print(f"    {sentence}")
    return 1 if short else 0


if __name__ == "__main__":
    sys.exit(main())
