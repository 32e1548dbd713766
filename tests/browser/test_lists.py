"""The lists in a real browser: choices counted, pages turned, views kept and files taken."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests import factories as make
from tracker.models import User

pytestmark = pytest.mark.browser

PASSWORD = "not-a-secret-1"


@pytest.fixture
def topics(live_server: LiveServer, migrated_rows: None) -> None:
    """Three visits of 2024 and one of 2025, of two topics and two countries."""
    robots, almanacs = make.make_topic(name="Fictitious robots"), make.make_topic(name="Made-up almanacs")
    kz, cn = make.country("KZ"), make.country("CN")
    for number, (topic, country, year) in enumerate(
        [(robots, kz, 2024), (robots, cn, 2024), (almanacs, kz, 2024), (robots, kz, 2025)], 1
    ):
        make.make_visit(
            title=f"Example visit {number}", topics=[topic], countries=[country], dates=f"{year}-05-0{number}"
        )


@pytest.fixture
def uncounted(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a long list, whose choices are counted only where that is asked for."""
    monkeypatch.setattr("tracker.views.lists.COUNTED_AT_ONCE", 0)


@pytest.fixture
def plain_page(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    """A page without JavaScript."""
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False, locale="en-GB")
    yield context.new_page()
    context.close()


def choices(page: Page, label: str) -> list[str]:
    """What can be chosen in the field, but for its first line."""
    return page.get_by_label(label, exact=True).locator("option").all_text_contents()[1:]


def counted(page: Page, label: str, expected: list[str]) -> None:
    """The field has these choices, at once or when the server has answered."""
    expect(page.get_by_label(label, exact=True).locator("option:not(:first-child)")).to_have_text(expected)


def test_choices_counted_when_more_filters_open(page: Page, topics: None, uncounted: None) -> None:
    page.goto("/visits/")
    assert choices(page, "Topic") == ["Fictitious robots", "Made-up almanacs"]
    page.get_by_text("More filters").click()
    counted(page, "Topic", ["Fictitious robots (3)", "Made-up almanacs (1)"])
    counted(page, "Country", ["China (1)", "Kazakhstan (3)"])
    expect(page.get_by_role("link", name="Say how many each choice has")).to_have_count(0)
    # They follow what is chosen beside them, on the same page.
    page.evaluate("window.stillTheSamePage = true")
    page.get_by_label("Topic", exact=True).select_option("Fictitious robots (3)")
    expect(page.get_by_role("main")).to_contain_text("3 of 4 visits")
    counted(page, "Country", ["China (1)", "Kazakhstan (2)"])
    page.get_by_label("Country", exact=True).select_option("China (1)")
    expect(page.get_by_role("main")).to_contain_text("1 of 4 visits")
    counted(page, "Topic", ["Fictitious robots (1)"])
    assert page.evaluate("window.stillTheSamePage") is True
    # The address alone gives the same page.
    page.goto(page.url)
    expect(page.get_by_role("main")).to_contain_text("1 of 4 visits")
    expect(page.get_by_label("Topic", exact=True)).to_have_value("fictitious-robots")


def test_choices_counted_without_javascript(plain_page: Page, topics: None, uncounted: None) -> None:
    page = plain_page
    page.goto("/visits/")
    page.get_by_text("More filters").click()
    assert choices(page, "Topic") == ["Fictitious robots", "Made-up almanacs"]
    page.get_by_role("link", name="Say how many each choice has").click()
    assert choices(page, "Topic") == ["Fictitious robots (3)", "Made-up almanacs (1)"]
    page.get_by_label("Topic", exact=True).select_option("Fictitious robots (3)")
    page.get_by_role("button", name="Apply").click()
    expect(page.get_by_role("main")).to_contain_text("3 of 4 visits")
    # Counting takes time in a long list, so it is asked for each time.
    page.get_by_role("link", name="Say how many each choice has").click()
    expect(page.get_by_role("main")).to_contain_text("3 of 4 visits")
    assert choices(page, "Country") == ["China (1)", "Kazakhstan (2)"]


@pytest.mark.parametrize("javascript", [True, False])
def test_pages_turned_to_the_last_and_back(
    page: Page, plain_page: Page, topics: None, javascript: bool
) -> None:
    for number in range(60):
        make.make_visit(title=f"Example journey {number:02}", dates="2023")
    reader = page if javascript else plain_page
    reader.goto("/visits/?sort=title")
    titles = reader.locator("#results a[href^='/visits/V-']")
    met: list[str] = []
    while True:
        expect(titles.first).to_be_visible()
        met += [title for title in titles.all_text_contents() if title.startswith("Example")]
        forward = reader.locator("nav.paging a[rel=next]")
        if not forward.count():
            break
        following = re.compile(re.escape(str(forward.get_attribute("href"))) + "$")
        forward.click()
        expect(reader).to_have_url(following)
    journeys = [f"Example journey {number:02}" for number in range(60)]
    assert met == [*journeys, *(f"Example visit {number}" for number in range(1, 5))]
    reader.locator("nav.paging a[rel=prev]").first.click()
    expect(titles.first).to_contain_text("Example journey")


def test_view_kept_shared_and_deleted(page: Page, topics: None) -> None:
    User.objects.create_superuser("zu-clerk", password=PASSWORD)
    page.goto("/admin/login/?next=/visits/?q=almanacs")
    page.get_by_label("Username").fill("zu-clerk")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("main")).to_contain_text("1 of 4 visits")
    page.get_by_role("link", name="Keep this view").click()
    page.get_by_label("Name").fill("All of the almanacs")
    page.get_by_role("button", name="Keep").click()
    page.goto("/visits/")
    expect(page.get_by_role("main")).to_contain_text("4 visits")
    page.get_by_role("link", name="All of the almanacs", exact=True).click()
    expect(page.get_by_role("main")).to_contain_text("1 of 4 visits")
    page.get_by_role("link", name="Change the saved view “All of the almanacs”").click()
    page.get_by_role("button", name="Delete this view").click()
    page.goto("/visits/")
    expect(page.get_by_role("link", name="Keep this view")).to_be_visible()
    expect(page.get_by_role("link", name="All of the almanacs")).to_have_count(0)


def test_file_has_what_is_filtered(page: Page, topics: None) -> None:
    page.goto("/visits/?period=2024&sort=oldest")
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    rows = list(csv.DictReader(download.value.path().read_text("utf-8-sig").splitlines()))
    assert [row["title"] for row in rows] == [f"Example visit {number}" for number in range(1, 4)]
