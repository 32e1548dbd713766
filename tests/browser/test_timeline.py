"""The timeline in a real browser: strip, days opened in place, lanes; also without JavaScript."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.test_site import THEMES, violations

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("live_record")]

STATES = (
    "?zoom=decades",
    "?period=2025",
    "?period=May+2025",
    "?zoom=days",
    "?lanes=country",
    "?lanes=programme",
)


@pytest.fixture
def plain(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    """A page without JavaScript."""
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    yield context.new_page()
    context.close()


def tab_to(page: Page, name: str) -> None:
    """Press Tab until what has that name has the focus."""
    for _press in range(80):
        page.keyboard.press("Tab")
        told = page.evaluate(
            "document.activeElement.getAttribute('aria-label') || document.activeElement.textContent"
        )
        if str(told).strip().startswith(name):
            return
    raise AssertionError(f"No Tab leads to “{name}”.")


def walk_the_strip(page: Page) -> None:
    page.goto("/timeline/?zoom=years")
    tab_to(page, "2025: 1 visit")
    page.keyboard.press("Enter")
    expect(page).to_have_url(at("?period=2025#strip"))
    tab_to(page, "May 2025: 1 visit")
    page.keyboard.press("Enter")
    expect(page).to_have_url(at("?period=2025-05#strip"))
    expect(page.get_by_role("group", name="Visits and events by day")).to_be_visible()
    tab_to(page, "Wider: 2025")
    page.keyboard.press("Enter")
    expect(page).to_have_url(at("?period=2025#strip"))
    expect(page.get_by_role("textbox", name="Period")).to_have_value("2025")
    tab_to(page, "These figures as a table")
    page.keyboard.press("Enter")
    row = page.get_by_role("row", name="May 2025")
    expect(row.get_by_role("cell")).to_have_text(["1", "2", "2"])
    tab_to(page, "May 2025")
    page.keyboard.press("Enter")
    expect(page).to_have_url(at("?period=2025-05#strip"))


def at(tail: str) -> re.Pattern[str]:
    """The address of the timeline with that at its end."""
    return re.compile(re.escape(f"/timeline/{tail}") + "$")


def test_timeline_strip_walked_by_keyboard(page: Page) -> None:
    walk_the_strip(page)


def test_timeline_strip_walked_by_keyboard_without_javascript(plain: Page) -> None:
    walk_the_strip(plain)


def test_timeline_entry_opens_in_place(plain: Page) -> None:
    plain.goto("/timeline/?q=Urumqi")
    stop = plain.locator(".days .day a").first
    expect(stop).to_be_hidden()
    plain.locator(".days summary").first.click()
    expect(stop).to_be_visible()


def test_timeline_days_that_come_later(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tracker.timeline.entries.MOST_STOPS", 0)
    page.goto("/timeline/?q=Urumqi")
    expect(page.locator(".days .day")).to_have_count(0)
    summary = page.locator(".days summary").first
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".days .day a").first).to_be_visible()
    assert "/days/" not in page.url
    summary.click()
    expect(page.locator(".days .day a").first).to_be_hidden()


def test_timeline_days_that_come_later_without_javascript(
    plain: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tracker.timeline.entries.MOST_STOPS", 0)
    plain.goto("/timeline/?q=Urumqi")
    plain.locator(".days summary").first.click()
    plain.get_by_role("link", name="The days of this visit").click()
    expect(plain.locator(".day a").first).to_be_visible()
    plain.get_by_role("link", name="All about this visit").click()
    expect(plain.get_by_role("heading", level=1)).to_be_visible()


def test_timeline_lanes_by_htmx(page: Page) -> None:
    page.goto("/timeline/")
    page.evaluate("window.stillTheSamePage = true")
    page.get_by_label("Lanes by").select_option("country")
    lane = page.get_by_role("region", name="Kazakhstan")
    expect(lane).to_be_visible()
    assert "lanes=country" in page.url
    assert page.evaluate("window.stillTheSamePage") is True
    expect(lane.get_by_role("listitem").first).to_be_visible()
    expect(lane.get_by_role("img")).to_have_accessible_name("How many when: 2013: 1, 2025: 4, 2026: 1")
    lane.get_by_role("link", name=re.compile("This alone.*Kazakhstan")).click()
    expect(page.get_by_role("main")).to_contain_text("Country: Kazakhstan")
    expect(page.get_by_role("heading", name="Year not stated")).to_be_visible()


def test_timeline_lanes_without_javascript(plain: Page) -> None:
    plain.goto("/timeline/")
    plain.get_by_label("Lanes by").select_option("programme")
    plain.get_by_role("button", name="Apply").click()
    expect(plain.get_by_role("region", name="None stated")).to_be_visible()


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("width", [360, 768, 1440])
def test_timeline_accessible_and_never_too_wide(page: Page, theme: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
    found = {}
    for query in ("", *STATES):
        page.goto(f"/timeline/{query}")
        wrong = violations(page)
        scroll = page.evaluate("document.documentElement.scrollWidth")
        if wrong or scroll > width:
            found[query] = [*wrong, f"{scroll} px wide"]
    assert found == {}
