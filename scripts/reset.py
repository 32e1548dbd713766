"""Deletes the SQLite record in var/, after asking. YES=1 in the environment answers beforehand."""

import os
import sys

from coop.env import SettingError


def main() -> None:
    """Delete the file with its companions, or end with a sentence that says why not."""
    try:
        from coop.settings import DATABASES, VAR_DIR
    except SettingError as error:
        sys.exit(f"Nothing was deleted: {error}")
    file = VAR_DIR / "coop.sqlite3"
    if DATABASES["default"]["NAME"] != file:
        sys.exit(
            "Nothing was deleted: DATABASE_URL is set, and `make reset` deletes only the SQLite file in var/."
            " To start that database over, drop it and create it anew by hand, then run `make run`."
        )
    if os.environ.get("YES") != "1" and file.exists():
        print(f"This deletes the record in {file}, with every edit and account in it.")
        try:
            answer = input("Type yes to go on: ")
        except EOFError:
            answer = ""
        if answer.strip().lower() != "yes":
            sys.exit("Nothing was deleted.")
    for part in ("", "-wal", "-shm"):  # SQLite's own companions of the file
        file.with_name(file.name + part).unlink(missing_ok=True)


if __name__ == "__main__":
    main()
