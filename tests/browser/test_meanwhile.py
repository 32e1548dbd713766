"""Two browsers at one visit, and a change taken back, from click to result."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests import factories as make
from tests.browser.importing import sign_in
from tests.browser.test_site import violations
from tracker.models import Visit

pytestmark = pytest.mark.browser


@pytest.fixture(params=[True, False], ids=["script", "no script"])
def other(request: pytest.FixtureRequest, browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    """A second browser, with and without JavaScript."""
    context = browser.new_context(
        base_url=live_server.url, locale="en-GB", timezone_id="UTC", java_script_enabled=request.param
    )
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


def test_two_browsers_at_one_visit_lose_nothing_and_overwrite_nothing(page: Page, other: Page) -> None:
    sign_in(page, make.make_user("Publisher", username="zu-first"))
    sign_in(other, make.make_user("Publisher", username="zu-second"))
    visit = make.make_visit(
        title="Zulu visit", purpose="First purpose", outcome="", dates="2025-11", stops=1, visibility="draft"
    )
    where = f"/admin/tracker/visit/{visit.pk}/change/"
    for one in (page, other):
        one.goto(where)
    page.get_by_label("Purpose", exact=False).first.fill("Purpose of the first")
    page.get_by_role("button", name="Save", exact=True).first.click()
    expect(page.get_by_role("list").filter(has_text="was changed successfully")).to_be_visible()

    other.locator("#id_outcome").fill("Typed by the second")
    other.get_by_role("button", name="Save", exact=True).first.click()
    told = other.locator(".errorlist.nonfield")
    expect(told).to_contain_text("Nothing was saved: somebody else changed this")
    expect(told).to_contain_text("Purpose was “First purpose” and is “Purpose of the first”")
    expect(other.locator("#id_outcome")).to_have_value("Typed by the second")
    expect(other.locator("#id_purpose")).to_have_value("Purpose of the first")
    assert Visit.objects.get().outcome == ""
    other.get_by_role("button", name="Save", exact=True).first.click()
    expect(other.get_by_role("list").filter(has_text="was changed successfully")).to_be_visible()
    saved = Visit.objects.get()
    assert (saved.purpose, saved.outcome) == ("Purpose of the first", "Typed by the second")


def test_change_looked_at_and_taken_back(page: Page) -> None:
    sign_in(page, make.make_user("Publisher"))
    visit = make.make_visit(title="Zulu visit", purpose="First purpose", visibility="draft")
    page.goto(f"/admin/tracker/visit/{visit.pk}/change/")
    page.locator("#id_purpose").fill("Second purpose")
    page.locator("#id_change_reason").fill("A fictitious letter")
    page.get_by_role("button", name="Save", exact=True).first.click()
    page.goto("/admin/")
    page.get_by_role("link", name="Changes", exact=True).first.click()
    expect(page.get_by_role("cell", name="A fictitious letter")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("row").filter(has_text="A fictitious letter").get_by_role("link").first.click()
    expect(page.get_by_role("group", name="Visits: changed").locator("li")).to_have_text(
        ["Purpose: First purpose → Second purpose"]
    )
    assert violations(page) == []
    page.get_by_role("link", name="Take back").click()
    assert violations(page) == []
    page.get_by_label("Why (goes into the history):").fill("It was wrong")
    page.get_by_role("button", name="Take back").click()
    expect(page.get_by_role("main")).to_contain_text("Reversed: 1 record.")
    assert violations(page) == []
    assert Visit.objects.get().purpose == "First purpose"
    page.get_by_role("link", name="Do it again").click()
    page.get_by_label("Why (goes into the history):").fill("It was right")
    page.get_by_role("button", name="Do it again").click()
    expect(page.get_by_role("main")).to_contain_text("It was right")
    assert Visit.objects.get().purpose == "Second purpose"
