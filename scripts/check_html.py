"""`make check-html`: render every page with the record of the fixtures, for the Nu HTML checker to read.

Pages are rendered by Django's test client, from a database of their own, for a stranger and for a superuser;
one process of the checker reads them all. Ends with 1 where it finds an error.
"""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import unquote

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
os.environ["DATABASE_URL"] = ""

import django

django.setup()

from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.template.loader import render_to_string
from django.test import Client
from django.test.runner import DiscoverRunner
from django.urls import reverse

from scripts import node_tools
from tests import pages
from tracker.models import Topic, User

#: Pages that tell what went wrong.
ERRORS = ("400.html", "403.html", "403_csrf.html", "500.html")
#: What the checker warns of in Django's own templates of the admin: `<meta … />`, and rows of its sidebar.
DJANGOS = ("Trailing slash on void elements", "A table row was 2 columns wide")


@contextmanager
def loaded_record() -> Iterator[User]:
    """A database with the record and the work of staff in it; gives a superuser."""
    runner = DiscoverRunner(verbosity=0, interactive=False)
    runner.setup_test_environment()
    databases = runner.setup_databases()
    try:
        call_command("load_record", verbosity=0)
        user = User.objects.create_superuser("zu-clerk", password="not-a-secret-1")  # noqa: S106
        pages.make_work(by=user)
        yield user
    finally:
        runner.teardown_databases(databases)
        runner.teardown_test_environment()


def rendered(user: User) -> Iterator[tuple[str, str]]:
    """Every page as HTML, with what it is called: who reads it and its address."""
    for template in ERRORS:
        yield template, render_to_string(template)
    client = Client()
    everything = _all(pages.site_pages(pages.stranger()))
    for address in (*everything, "/visits/V-9999/", reverse("admin:login")):
        yield f"stranger {address}", _html(client.get(address))
    client.force_login(user)
    for address in _all(pages.site_pages(user, records=1)) + _all(pages.admin_pages()):
        yield f"staff {address}", _html(client.get(address))
    for address, data in _sent().items():
        yield f"sent to {address}", _html(client.post(address, data))


def _html(answer: Any) -> str:
    """The page that was answered, which may also be one that says why not."""
    if answer.status_code not in (200, 403, 404) or "html" not in answer["Content-Type"]:
        raise SystemExit(f"{answer.request['PATH_INFO']} answered {answer.status_code}.")
    html: str = answer.content.decode()
    return html


def _sent() -> dict[str, dict[str, Any]]:
    """What pages answer: a form with mistakes, a choice of rows, a file; by the address it is sent to."""
    chosen = {"action": "delete_selected", "_selected_action": Topic.objects.earliest("pk").pk, "index": "0"}
    file = SimpleUploadedFile("topics.csv", b"Name\nFictitious topic\n")
    return {
        "/admin/tracker/visit/add/": {},
        "/admin/tracker/topic/": chosen,
        # The library takes a form without any other field for none.
        "/admin/tracker/topic/import/": {"csrfmiddlewaretoken": "x", "import_file": file},
        "/admin/login/": {"username": "nobody"},
    }


def _all(found: dict[str, list[str]]) -> list[str]:
    return [address for addresses in found.values() for address in addresses]


def check(folder: Path) -> list[dict[str, Any]]:
    """What the checker says of the HTML files in a folder."""
    jar = node_tools.install() / "vnu-jar" / "build" / "dist" / "vnu.jar"
    command = ["java", "-Xss2m", "-jar", str(jar), "--format", "json", "--exit-zero-always", str(folder)]
    done = subprocess.run(command, stderr=subprocess.PIPE, text=True, check=True)
    found: list[dict[str, Any]] = json.loads(done.stderr)["messages"]
    return found


def main() -> int:
    """Check all pages and return the exit status."""
    logging.getLogger("django.request").setLevel(logging.ERROR)  # refusals have pages too, and are meant
    if lacking := node_tools.missing(java=True):
        raise SystemExit(f"The HTML checker needs {lacking}.")
    node_tools.install()
    with tempfile.TemporaryDirectory() as name:
        folder, names = Path(name), {}
        with loaded_record() as user:
            for number, (called, html) in enumerate(rendered(user)):
                file = folder / f"{number}.html"
                file.write_text(html)
                names[file.name] = called
        found = check(folder)
    counts = Counter(tell(one, names[Path(unquote(str(one["url"]))).name]) for one in found)
    print(
        f"{len(names)} pages: {counts['error']} errors, {counts['warning']} warnings"
        f" (and {counts['django']} of Django's own templates)"
    )
    return 1 if counts["error"] else 0


def tell(message: dict[str, Any], page: str) -> str:
    """Print what the checker says of a page, unless it is Django's business; return which it is."""
    if message["type"] != "info":
        kind = "error"
    elif "/admin/" in page and message["message"].startswith(DJANGOS):
        return "django"
    else:
        kind = "warning"
    print(f"{page}, line {message.get('lastLine', '?')}: {kind}: {message['message']}")
    print(f"    {' '.join(message.get('extract', '').split())}")
    return kind


if __name__ == "__main__":
    sys.exit(main())
