"""The record of the fixtures, served as README says for real use but for HTTPS: for pictures and scores."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
#: Who may do everything there.
NAME, PASSWORD = "zu-clerk", "not-a-secret-1"
_COMMANDS = (
    ["migrate"],
    ["load_record"],
    ["createsuperuser", "--noinput", f"--username={NAME}", "--email=zu-clerk@example.org"],
    ["collectstatic", "--noinput"],
)


@contextmanager
def served_record(folder: Path) -> Iterator[str]:
    """Serve it from a new database in `folder`; gives the address. SystemExit where it doesn't start."""
    settings = os.environ | {
        "COOP_ENV_FILE": "",
        "COOP_DEBUG": "false",
        "COOP_SECRET_KEY": "only-for-a-minute-" + "x" * 40,
        "COOP_ALLOWED_HOSTS": "localhost",
        "COOP_HTTPS": "false",
        "COOP_LOG_LEVEL": "ERROR",
        "COOP_VAR_DIR": str(folder),
        "DATABASE_URL": "",
        "DJANGO_SUPERUSER_PASSWORD": PASSWORD,
    }
    for command in _COMMANDS:
        manage = [sys.executable, "manage.py", *command, "--verbosity=0"]
        subprocess.run(manage, cwd=ROOT, env=settings, check=True, stdout=subprocess.DEVNULL)
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    gunicorn = [sys.executable, "-m", "gunicorn", "coop.wsgi", "--workers=2", f"--bind=127.0.0.1:{port}"]
    server = subprocess.Popen([*gunicorn, "--log-level=error"], cwd=ROOT, env=settings)
    try:
        _wait(port)
        yield f"http://localhost:{port}"
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait()


def _wait(port: int) -> None:
    """Until the server answers."""
    for _attempt in range(200):
        try:
            http.client.HTTPConnection("127.0.0.1", port, timeout=1).connect()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("The server did not start: try `make run` to see why.")
