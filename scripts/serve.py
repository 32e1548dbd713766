"""Serves Coop to one person on their own machine: the server, and the worker that writes long imports.

    python -m scripts.serve ADDRESS:PORT

Both end together, whichever ends first and however this script is told to stop.
"""

from __future__ import annotations

import signal
import subprocess
import sys
from types import FrameType

MANAGE = [sys.executable, "manage.py"]
#: Seconds that a process has to end in an orderly way.
PATIENCE = 10


def main(address: str) -> int:
    """Run both until one of them ends; returns the server's exit status."""
    worker = subprocess.Popen(
        [*MANAGE, "db_worker", "--interval", "0.5", "--no-startup-delay", "--no-reload"]
    )
    server = subprocess.Popen([*MANAGE, "runserver", address])
    both = (server, worker)

    def stop(number: int, _frame: FrameType | None) -> None:
        for process in both:
            if process.poll() is None:
                process.send_signal(number)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    try:
        while server.poll() is None and worker.poll() is None:
            try:
                server.wait(timeout=0.5)
            except subprocess.TimeoutExpired:
                continue
    finally:
        for process in both:
            if process.poll() is None:
                process.terminate()
        for process in both:
            try:
                process.wait(timeout=PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
    return server.returncode if server.returncode >= 0 else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
