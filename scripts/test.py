"""Everything that `make test` checks, one step after the other, with a table of the steps at the end.

Each step runs whatever became of those before it. What this machine can't run is left out and named in the
last lines with how to get it; with CI=true nothing may be left out.
"""

import os
import sys
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from scripts import chromium, node_tools, with_postgres

PYTHON = sys.executable
COVERED = "95"  # per cent of tracker/
# Two workers pay on two cores already; more than four only take memory from each other.
WORKERS = ["--numprocesses=auto", "--maxprocesses=4"]

# What `check --deploy` is to see: real serving as .env.example describes it, whatever .env says.
SERVING = {
    "COOP_ENV_FILE": "",
    "COOP_DEBUG": "false",
    "COOP_SECRET_KEY": "only-for-check-deploy-8Zt1vNqkLw3xYb7RmHc5sJdGf9PaTe2UoiQ4",
    "COOP_ALLOWED_HOSTS": "coop.example.org",
    "COOP_HSTS_SECONDS": "31536000",
}


@dataclass
class Step:
    """One command; `missing` names what the machine lacks for it, and how to get that."""

    name: str
    command: list[str]
    missing: str = ""
    environment: Mapping[str, str] = field(default_factory=dict)
    result: str = ""
    seconds: float = 0

    def run(self) -> None:
        """Run the command, unless something is missing for it, and keep how it ended and how long it took."""
        if self.missing:
            self.result = "left out"
            return
        shown = " ".join("python" if part == PYTHON else part for part in self.command)
        print(f"\n=== {self.name}: {shown}", flush=True)
        start = time.monotonic()
        status = with_postgres.run(self.command, os.environ | dict(self.environment))
        self.seconds = time.monotonic() - start
        self.result = "failed" if status else "passed"


def steps() -> list[Step]:
    """Return the steps in their order, the quick ones first."""
    pytest = [PYTHON, "-m", "pytest"]
    no_server = "" if with_postgres.find_binaries() else with_postgres.HOW_TO_GET_IT
    no_browser = "" if chromium.find_chromium() else chromium.HOW_TO_GET_IT
    on_postgres = [PYTHON, "-m", "scripts.with_postgres", "--", *pytest, *WORKERS]
    in_browser = [*pytest, *WORKERS, "-m", "browser"]
    covered = ["--cov", "--cov-report=term", f"--cov-fail-under={COVERED}"]
    manage = [PYTHON, "manage.py"]
    return [
        Step("lint", [PYTHON, "-m", "ruff", "check", "."]),
        Step("format", [PYTHON, "-m", "ruff", "format", "--check", "."]),
        Step("types", [PYTHON, "-m", "mypy"]),
        Step("migrations", [*manage, "makemigrations", "--check", "--dry-run"], environment=SERVING),
        Step("deployment", [*manage, "check", "--deploy", "--fail-level=WARNING"], environment=SERVING),
        Step("html", [PYTHON, "-m", "scripts.check_html"], missing=node_tools.missing(java=True)),
        Step("tests on SQLite", [*pytest, *WORKERS, *covered], environment={"DATABASE_URL": ""}),
        Step("tests on PostgreSQL", on_postgres, missing=no_server),
        Step("browser", in_browser, missing=no_browser, environment={"DATABASE_URL": ""}),
    ]


def summary(done: list[Step], *, everything: bool) -> tuple[list[str], bool]:
    """Return the closing lines, and whether the run passed; nothing is left out when everything must run."""
    width = max(len(step.name) for step in done)
    lines = [f"{step.name:<{width}}  {step.result:<8}  {step.seconds:6.1f} s" for step in done]
    count = Counter(step.result for step in done)
    for step in done:
        if step.missing:
            lines.append(f"Left out: {step.name}. It needs {step.missing}.")
    if count["left out"] and everything:
        lines.append("With CI=true nothing may be left out.")
    lines.append(f"Steps: {count['passed']} passed, {count['failed']} failed, {count['left out']} skipped")
    return lines, not count["failed"] and not (everything and count["left out"])


def main() -> int:
    """Run the steps and return the exit status."""
    with_postgres.end_orderly()
    done = steps()
    for step in done:
        try:
            step.run()
        except KeyboardInterrupt:
            return 130
    lines, passed = summary(done, everything=os.environ.get("CI") == "true")
    print("\n" + "\n".join(lines))
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main())
