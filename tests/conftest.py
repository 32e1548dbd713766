"""What every test may use. The environment of the tests is set in `tests/settings.py`."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from playwright.sync_api import Browser, ConsoleMessage, Page, Response, sync_playwright
from pytest_django import DjangoDbBlocker
from pytest_django.live_server_helper import LiveServer

from scripts import chromium
from tests.databases import ON_POSTGRES, Database, Template
from tracker.models import Country

# --- The database ---


@pytest.fixture(scope="session")
def migrated_template(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Template:
    """A migrated database to copy, the same for all workers of this run."""
    folder = tmp_path_factory.getbasetemp()
    if hasattr(request.config, "workerinput"):
        folder = folder.parent
    template = Template(folder / "migrated")
    template.make()
    return template


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, migrated_template: Template
) -> Iterator[None]:
    """Let pytest-django begin with a copy of that."""
    own = settings.DATABASES["default"]["TEST"]
    if ON_POSTGRES:
        own["TEMPLATE"] = migrated_template.name
        yield
        return
    file = Path(own["NAME"])
    migrated_template.copy_file(file)
    yield
    connection.close()
    file.unlink()


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """Whether pytest-django takes the database as it finds it, and leaves it: there it was put, see above."""
    return not ON_POSTGRES


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Drop the template once all workers have gone."""
    if ON_POSTGRES and not hasattr(session.config, "workerinput"):
        Template.drop()


@pytest.fixture
def own_database(migrated_template: Template) -> Iterator[Database]:
    """A migrated database for processes of their own."""
    with migrated_template.copy() as found:
        yield found


# --- The record ---


@pytest.fixture(scope="module")
def record(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The whole record of the fixtures, loaded once for all tests of the module and gone after the last.

    Ask for it for the module as a whole, because a test of the same module that didn't ask would find it
    there or not by its place in the order:

        pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("record")]

    Each test still undoes its own changes. Tests with a live server take `live_record` instead.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_record", verbosity=0)
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="session")
def migrated(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> str:
    """What migrations put into the database."""
    with django_db_blocker.unblock():
        return connection.creation.serialize_db_to_string()


@pytest.fixture
def migrated_rows(live_server: LiveServer, migrated: str) -> None:
    """Those rows again, which the flush after each test with a live server takes away.

    pytest-django's own serialized rollback keeps them on a connection that isn't that of Playwright's loop.
    """
    if not Country.objects.exists():
        # Content types and permissions are there already, under numbers of their own.
        call_command("flush", interactive=False, inhibit_post_migrate=True, verbosity=0)
        connection.creation.deserialize_db_from_string(migrated)


@pytest.fixture
def live_record(live_server: LiveServer, migrated_rows: None) -> None:
    """The whole record of the fixtures for one test, committed, so that the live server's threads see it."""
    call_command("load_record", verbosity=0)


# --- The browser ---


@pytest.fixture(scope="session")
def browser(migrated: str) -> Iterator[Browser]:
    """One Chromium for all tests; without any, they are skipped, or fail where CI=true."""
    executable = chromium.find_chromium()
    if not executable:
        reason = f"This test needs {chromium.HOW_TO_GET_IT}."
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    with pytest.MonkeyPatch.context() as patch:
        # Playwright keeps an event loop running in this thread, in which Django would refuse the database,
        # although nothing here is asynchronous.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        with sync_playwright() as playwright:
            opened = playwright.chromium.launch(executable_path=executable, args=chromium.ARGUMENTS)
            yield opened
            opened.close()


@pytest.fixture
def problems() -> list[str]:
    """What went wrong in `page` so far. A test that provokes an error on purpose clears the list after it."""
    return []


@pytest.fixture
def page(
    browser: Browser,
    live_server: LiveServer,
    migrated_rows: None,
    problems: list[str],
) -> Iterator[Page]:
    """A page of a fresh browser context, at the live server: `page.goto("/visits/")`.

    The test fails when the page had an error: one told in the console (also a broken Content-Security-Policy,
    or a file that isn't found), an exception in a script, or an answer of 500 and above.
    """
    context = browser.new_context(base_url=live_server.url, locale="en-GB", timezone_id="UTC")
    context.set_default_timeout(15_000)

    def console(message: ConsoleMessage) -> None:
        # Browsers ask every site for this file; a page that names another icon may come without it.
        if message.type == "error" and not message.location["url"].endswith("/favicon.ico"):
            problems.append(f"console: {message.text} ({message.location['url']})")

    def response(answer: Response) -> None:
        if answer.status >= 500:
            problems.append(f"answer {answer.status}: {answer.url}")

    opened = context.new_page()
    opened.on("console", console)
    opened.on("pageerror", lambda error: problems.append(f"script: {error}"))
    opened.on("response", response)
    yield opened
    context.close()
    assert problems == []
