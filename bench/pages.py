"""`make bench-pages`: how fast Coop's pages come from a real server, beside stock pages over the same data.

For each engine and size a database of made-up visits (`seed_demo`), gunicorn with two workers, and one reader
who asks for each page in turn, so that all pages meet the same circumstances. Figures are of this one run.
"""

from __future__ import annotations

import http.client
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
from urllib.parse import quote

from bench.importing import Engine

ROOT = Path(__file__).resolve().parent.parent
SIZES = tuple(int(size) for size in os.environ.get("VISITS", "1000 100000 1000000").split())
RUNS = int(os.environ.get("RUNS", "20"))
PORT = int(os.environ.get("PORT", "8767"))
#: A page that takes longer than this is not asked for again.
SLOW = 30.0

ONE, TWO, THREE, NONE = "curricula", "curricula exchange", "mik", "xyzzyx"


def pages(visits: int, topic: str, reference: str) -> dict[str, tuple[str, str]]:
    """What is asked for: name → Coop's address, and the stock one that does the same work."""
    deep = max(2, min(2_000, visits * 4 // 5 // 50 // 2))
    listed = "/stock/visits/"
    return {
        "home": ("/", listed),
        "timeline": ("/timeline/", listed),
        "list": ("/visits/", listed),
        "list, deep down": (f"/visits/?page={deep}", f"{listed}?page={deep}"),
        "list of a topic": (f"/visits/?topic={topic}", f"{listed}?topic={topic}"),
        "search, one word": (f"/search/?q={ONE}", f"{listed}?q={ONE}"),
        "search, two words": (f"/search/?q={quote(TWO)}", f"{listed}?q={quote(TWO)}"),
        "search, three letters": (f"/search/?q={THREE}", f"{listed}?q={THREE}"),
        "search, nothing found": (f"/search/?q={NONE}", f"{listed}?q={NONE}"),
        "detail": (f"/visits/{reference}/", f"{listed}{reference}/"),
    }


def environment(engine: Engine, url: str) -> dict[str, str]:
    from bench.importing import _environment

    return _environment(engine.folder, url) | {
        "DJANGO_SETTINGS_MODULE": "bench.page_settings",
        "COOP_HTTPS": "false",
        "COOP_ALLOWED_HOSTS": "127.0.0.1",
    }


@contextmanager
def served(settings: dict[str, str]) -> Iterator[None]:
    """A server with two workers, for as long as it is needed."""
    server = subprocess.Popen(
        [
            *(sys.executable, "-m", "gunicorn", "coop.wsgi", "--workers", "2", "--timeout", "600"),
            *("--bind", f"127.0.0.1:{PORT}", "--log-level", "error"),
        ],
        cwd=ROOT,
        env=settings,
    )
    try:
        for _attempt in range(200):
            try:
                http.client.HTTPConnection("127.0.0.1", PORT, timeout=1).connect()
                break
            except OSError:
                time.sleep(0.1)
        yield
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait()


class Measured:
    """What one address gave, each time it was asked for."""

    def __init__(self) -> None:
        self.times: list[float] = []
        self.queries = self.bytes = 0

    def ask(self, address: str) -> None:
        if self.times and max(self.times) > SLOW:
            return
        connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=900)
        start = time.perf_counter()
        connection.request("GET", address, headers={"Accept-Encoding": "gzip"})
        answer = connection.getresponse()
        body = answer.read()
        self.times.append(time.perf_counter() - start)
        if answer.status != 200:
            raise SystemExit(f"{address} answered {answer.status}.")
        self.queries, self.bytes = int(answer.headers["X-Queries"]), len(body)
        connection.close()

    @property
    def p50(self) -> float:
        return statistics.median(self.times)

    @property
    def p95(self) -> float:
        return sorted(self.times)[int(0.95 * (len(self.times) - 1) + 0.5)]


def measure(engine: Engine, visits: int) -> dict[str, Measured]:
    """All pages at one size, in turn; prints a line each and gives Coop's."""
    url = engine.fresh()
    settings = environment(engine, url)
    start = time.perf_counter()
    subprocess.run(
        [sys.executable, "manage.py", "seed_demo", "--visits", str(visits), "--verbosity", "0"],
        cwd=ROOT,
        env=settings,
        check=True,
    )
    print(f"{engine.name:<10} {visits:>9,} visits made in {time.perf_counter() - start:.0f} s", flush=True)
    probe = (
        "import django; django.setup();"
        "from tracker.models import Topic, Visit;"
        "print(Topic.objects.order_by('pk')[0].slug,"
        " Visit.objects.filter(visibility='public').order_by('pk')[0].reference)"
    )
    done = subprocess.run(
        [sys.executable, "-c", probe], cwd=ROOT, env=settings, check=True, stdout=subprocess.PIPE, text=True
    )
    topic, reference = done.stdout.split()
    asked = pages(visits, topic, reference)
    own = {name: Measured() for name in asked}
    stock = {name: Measured() for name in asked}
    with served(settings):
        for name, addresses in asked.items():
            for found, address in zip((own[name], stock[name]), addresses, strict=True):
                for _worker in range(4):  # both workers have everything loaded
                    found.ask(address)
                found.times = [time_ for time_ in found.times if time_ > SLOW]
        for _turn in range(RUNS):
            for name, addresses in asked.items():
                own[name].ask(addresses[0])
                stock[name].ask(addresses[1])
    for name, found in own.items():
        other = stock[name]
        print(
            f"{engine.name:<10} {visits:>9,} {name:<22} {found.p50 * 1000:>8.0f} ms"
            f" {found.p95 * 1000:>8.0f} ms {found.queries:>4} {found.bytes / 1024:>6.1f} KB"
            f" | stock {other.p50 * 1000:>8.0f} ms"
            f" {other.p95 * 1000:>8.0f} ms {other.queries:>4}",
            flush=True,
        )
    return own


def main() -> None:
    print(
        f"{'engine':<10} {'visits':>9} {'page':<22} {'p50':>11} {'p95':>11} {'sql':>4} {'size':>9} |"
        f" {'p50':>17} {'p95':>11} {'sql':>4}"
    )
    url = os.environ.get("DATABASE_URL", "")
    with tempfile.TemporaryDirectory() as name:
        for engine_name in os.environ.get("ENGINES", "sqlite postgresql").split():
            if engine_name == "postgresql" and not url:
                raise SystemExit("PostgreSQL is measured on the server that DATABASE_URL names.")
            place = Path(name) / engine_name
            place.mkdir()
            engine = Engine(engine_name, place, url if engine_name == "postgresql" else "")
            found = {visits: measure(engine, visits) for visits in SIZES}
            smallest, largest = min(SIZES), max(SIZES)
            for page in found[smallest]:
                ratio = found[largest][page].p95 / found[smallest][page].p95
                print(
                    f"{engine_name:<10} {page:<22} p95 at {largest:,} is {ratio:.1f} × that at {smallest:,}"
                )


if __name__ == "__main__":
    main()
