#!/usr/bin/env python
"""Django's command line for Coop."""

import os
import sys

from coop.env import SettingError

# What a developer runs on the code itself. It serves nobody, so it asks for no secret and no host.
ON_THE_CODE = {"makemigrations", "makemessages", "compilemessages"}


def main() -> None:
    """Run the command that the arguments name; a wrong setting ends it with one sentence."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coop.settings")
    if len(sys.argv) > 1 and sys.argv[1] in ON_THE_CODE:
        os.environ.setdefault("COOP_DEBUG", "true")
    try:
        from django.core.management import execute_from_command_line
    except ImportError:
        sys.exit("Django is not installed for this Python. Run `make run` once, then use .venv/bin/python.")
    try:
        execute_from_command_line(sys.argv)
    except SettingError as error:
        sys.exit(f"Coop can't start: {error}")


if __name__ == "__main__":
    main()
