"""Runs a command with a throw-away PostgreSQL server of its own, named by DATABASE_URL.

    python -m scripts.with_postgres -- pytest

The server listens on a socket in a temporary folder only, and is gone with its folder when the command ends,
however it ends: by itself, by Ctrl-C, or because this program is told to stop or who started it is gone. Root
can't run PostgreSQL, so there it runs as another user.
"""

import os
import pwd
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import psycopg

OLDEST = 15
HOW_TO_GET_IT = f"a PostgreSQL server, version {OLDEST} or later (Debian: apt-get install postgresql)"
# Where systems keep them off PATH, so that several versions fit beside each other.
PLACES = (
    "usr/lib/postgresql/*/bin",
    "usr/pgsql-*/bin",
    "usr/local/pgsql/bin",
    "opt/homebrew/opt/postgresql*/bin",
)
SECONDS_TO_START = 60

# Nothing here outlives the command, so nothing needs to survive a crash.
SERVER_OPTIONS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "60",
}


class ServerError(Exception):
    """There is no server, or it doesn't start; the message says why."""


def find_binaries() -> Path | None:
    """Return the folder of the newest server binaries of a version that will do, or None."""
    folders = {folder for place in PLACES for folder in Path("/").glob(place)}
    if on_path := shutil.which("postgres"):
        folders.add(Path(on_path).resolve().parent)
    if config := shutil.which("pg_config"):
        told = subprocess.run([config, "--bindir"], capture_output=True, text=True, check=False)
        folders.add(Path(told.stdout.strip() or "/"))
    versions = {folder: version for folder in folders if (version := _version(folder)) >= OLDEST}
    return max(versions, key=lambda folder: versions[folder], default=None)


def _version(folder: Path) -> int:
    """Return the major version of the server in the folder, 0 where there is none that runs."""
    if not (folder / "initdb").exists():
        return 0
    try:
        told = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=False)
    except OSError:
        return 0
    match = re.search(r"\d+", told.stdout)
    return int(match.group()) if match else 0


def _other_user() -> pwd.struct_passwd | None:
    """Return whom root runs the server as; None for anybody else, who runs it as themselves."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise ServerError("Root can't run PostgreSQL, and this machine has neither a user postgres nor nobody.")


@contextmanager
def throw_away_server(binaries: Path) -> Iterator[str]:
    """Give the URL of a database on a new server, which is stopped and deleted afterwards.

    Raises ServerError where the server can't be made or doesn't start.
    """
    user = _other_user()
    # A socket's path may have about 100 characters, which the folder that TMPDIR names can pass.
    folder = Path(tempfile.mkdtemp(prefix="coop-pg-", dir="/tmp" if os.access("/tmp", os.W_OK) else None))  # noqa: S108
    server = None
    try:
        if user:
            os.chown(folder, user.pw_uid, user.pw_gid)
        server = _start(binaries, folder, user)
        yield f"postgres://coop@/coop?host={folder}"
    finally:
        if server is not None:
            server.send_signal(signal.SIGQUIT)  # at once: nothing in it is worth an orderly end
            server.wait()
        shutil.rmtree(folder, ignore_errors=True)


def _start(binaries: Path, folder: Path, user: pwd.struct_passwd | None) -> subprocess.Popen[bytes]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    data, log = folder / "data", folder / "log"

    def popen(arguments: Sequence[str | Path]) -> subprocess.Popen[bytes]:
        with log.open("ab") as out:
            return subprocess.Popen(
                arguments,
                cwd=folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                start_new_session=True,  # Ctrl-C is for the command: the server stays until that has ended
                user=user and user.pw_uid,
                group=user and user.pw_gid,
                extra_groups=[] if user else None,
            )

    initdb: list[str | Path] = [binaries / "initdb", "--pgdata", data, "--username=coop", "--auth=trust"]
    with _killed_on_error(popen([*initdb, "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"])) as making:
        if making.wait() != 0:
            raise ServerError(f"PostgreSQL's initdb failed:\n{log.read_text(errors='replace')}")
    options = [f"--{name}={value}" for name, value in SERVER_OPTIONS.items()]
    server = popen([binaries / "postgres", "-D", data, f"--unix_socket_directories={folder}", *options])
    with _killed_on_error(server):
        _make_database(server, folder, log)
    return server


@contextmanager
def _killed_on_error(process: subprocess.Popen[bytes]) -> Iterator[subprocess.Popen[bytes]]:
    try:
        yield process
    except BaseException:
        process.kill()
        process.wait()
        raise


def _make_database(server: subprocess.Popen[bytes], folder: Path, log: Path) -> None:
    until = time.monotonic() + SECONDS_TO_START
    while True:
        try:
            with psycopg.connect(
                host=str(folder), user="coop", dbname="postgres", autocommit=True
            ) as connection:
                connection.execute("CREATE DATABASE coop")
                return
        except psycopg.OperationalError as error:
            if server.poll() is not None or time.monotonic() > until:
                text = log.read_text(errors="replace")
                raise ServerError(f"PostgreSQL did not start ({error}):\n{text}") from error
            time.sleep(0.1)


def end_orderly() -> None:
    """Let the signals that ask a program to end raise SystemExit, so that every `finally` has its turn."""
    signal.signal(signal.SIGTERM, _end)
    signal.signal(signal.SIGHUP, _end)


def _end(number: int, _frame: object) -> NoReturn:
    raise SystemExit(128 + number)


def main(arguments: list[str]) -> int:
    """Run the command in the arguments and return its exit status."""
    command = arguments[1:] if arguments[:1] == ["--"] else arguments
    if not command:
        print("Say which command to run: python -m scripts.with_postgres -- pytest", file=sys.stderr)
        return 2
    binaries = find_binaries()
    if not binaries:
        print(f"This needs {HOW_TO_GET_IT}.", file=sys.stderr)
        return 2
    end_orderly()
    try:
        with throw_away_server(binaries) as url:
            environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
            return run(command, environment | {"DATABASE_URL": url})
    except ServerError as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


def run(command: list[str], environment: dict[str, str]) -> int:
    """Run the command and return its exit status.

    When this program is told to stop, or who started it is gone, the command is stopped first and waited for.
    """
    starter = os.getppid()
    process = subprocess.Popen(command, env=environment)
    try:
        while True:
            try:
                return process.wait(timeout=1)
            except subprocess.TimeoutExpired:
                if os.getppid() != starter:
                    raise SystemExit(128 + signal.SIGTERM) from None
    except KeyboardInterrupt:
        process.wait()  # the terminal has told it too
        raise
    except BaseException:
        process.terminate()
        process.wait()
        raise


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
