"""Serves Coop to one person on their own machine: the server, and the worker that writes long imports.

    python -m scripts.serve ADDRESS:PORT

Both end together, whichever ends first and however this script is told to stop.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import suppress
from types import FrameType

#: Seconds that a process has to end in an orderly way.
PATIENCE = 10


def main(address: str) -> int:
    """Run both until one of them ends; returns the server's exit status, 1 where the worker ended first."""
    started: list[subprocess.Popen[bytes]] = []
    told: list[int] = []

    def stop(number: int, _frame: FrameType | None) -> None:
        told.append(number)
        for process in started:
            _signal(process, number)

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    try:
        started.append(_start("db_worker", "--interval", "0.5", "--no-startup-delay", "--no-reload"))
        started.append(_start("runserver", address))
        worker, server = started
        while not told and server.poll() is None and worker.poll() is None:
            with suppress(subprocess.TimeoutExpired):
                server.wait(timeout=0.5)
        alone = not told and server.returncode is None
    finally:
        _end(started)
    if alone:
        print("The worker ended, and so does the server: what it says above is why.", file=sys.stderr)
        return 1
    return max(server.returncode, 0)


def _start(*arguments: str) -> subprocess.Popen[bytes]:
    # In a group of its own: the server watches the code with a second process, which ends with it so.
    return subprocess.Popen([sys.executable, "manage.py", *arguments], start_new_session=True)


def _end(processes: list[subprocess.Popen[bytes]]) -> None:
    for process in processes:
        _signal(process, signal.SIGTERM)
    for process in processes:
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=PATIENCE)
        # Also what is left of its group when the first of it is gone.
        _signal(process, signal.SIGKILL)
        process.wait()


def _signal(process: subprocess.Popen[bytes], number: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, number)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
