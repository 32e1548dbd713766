"""The site in a real browser, with the whole record: accessible, never too wide, whole without JavaScript."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from tests import pages
from tracker.models import User

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("live_record")]

THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
WIDTHS = (320, 360, 768, 1440)
#: Colours of links and buttons change little by little: what is seen on the way is neither theme.
SETTLED = "Promise.allSettled(document.getAnimations().map((one) => one.finished))"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def violations(page: Page, options: dict[str, object] | None = None) -> list[str]:
    """What axe finds wrong with the page, each with the first element that has it."""
    page.wait_for_load_state()  # a click returns once the next page has begun
    found = Axe().run(page, options=options or RULES).response["violations"]
    return [f"{rule['id']}: {rule['help']} ({rule['nodes'][0]['html'][:160]})" for rule in found]


@pytest.fixture
def signed_in(page: Page) -> Page:
    """The page, signed in as somebody who may do everything."""
    User.objects.create_superuser("zu-clerk", password="not-a-secret-1")
    page.goto("/admin/")
    page.get_by_label("Username").fill("zu-clerk")
    page.get_by_label("Password").fill("not-a-secret-1")
    page.get_by_role("button", name="Log in").click()
    return page


def looked_at(page: Page, addresses: Iterable[str]) -> list[str]:
    """What is wrong with the pages: with axe on a telephone by day and on a desk by night; and too wide."""
    found = []
    for address in addresses:
        page.emulate_media(color_scheme="light")
        page.set_viewport_size({"width": 360, "height": 800})
        page.goto(address)
        wrong = violations(page)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            scroll = page.evaluate("document.documentElement.scrollWidth")
            if scroll > width:
                wrong.append(f"{scroll} px wide in a window of {width} px")
        page.emulate_media(color_scheme="dark")
        page.evaluate(SETTLED)
        found += [f"{address}: {sentence}" for sentence in (*wrong, *violations(page))]
    return found


def test_site_accessible_and_never_too_wide(page: Page, problems: list[str]) -> None:
    found = pages.site_pages(pages.stranger(), records=1)
    told = looked_at(page, [*chain(*found.values()), "/visits/V-9999/"])
    problems.clear()  # the browser tells of the status 404
    assert told == []


def test_site_of_staff_accessible_and_never_too_wide(signed_in: Page) -> None:
    clerk = User.objects.get()
    pages.make_work(by=clerk)
    found = pages.site_pages(clerk, records=1)
    own = [found[name] for name in (*pages.STAFF, "agreement-detail", "visit-list")]
    assert looked_at(signed_in, chain(*own)) == []


def test_design_accessible_and_never_too_wide(page: Page, settings: Settings) -> None:
    settings.DEBUG = True
    assert looked_at(page, ["/design/"]) == []


def test_admin_accessible(signed_in: Page) -> None:
    """Its first page and lists. In its forms Django gives the fields of rows no names of their own."""
    wrong = []
    for address in ("/admin/", "/admin/tracker/visit/", "/admin/tracker/agreement/"):
        signed_in.goto(address)
        # In the colours of the site.
        accent = "getComputedStyle(document.documentElement).getPropertyValue('--link-fg')"
        assert signed_in.evaluate(accent) == signed_in.evaluate(accent.replace("link-fg", "accent"))
        for theme in THEMES:
            signed_in.emulate_media(color_scheme=theme)
            signed_in.evaluate(SETTLED)
            wrong += [f"{address}, {theme}: {sentence}" for sentence in violations(signed_in)]
    assert wrong == []


def test_site_without_javascript(browser: Browser, live_server: LiveServer) -> None:
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/visits/")
    expect(page.get_by_role("main")).to_contain_text("3 visits")
    page.get_by_label("Words").fill("Urumqi")
    page.get_by_role("button", name="Apply").click()
    expect(page.get_by_role("main")).to_contain_text("1 of 3 visits")
    context.close()


def test_list_filter_by_htmx(page: Page) -> None:
    page.goto("/visits/")
    page.evaluate("window.stillTheSamePage = true")
    page.get_by_label("Words").fill("Urumqi")
    page.get_by_label("Words").press("Tab")
    expect(page.get_by_role("main")).to_contain_text("1 of 3 visits")
    assert "q=Urumqi" in page.url
    assert page.evaluate("window.stillTheSamePage") is True
    page.go_back()
    expect(page.get_by_role("main")).to_contain_text("3 visits")


def test_citation_leads_to_the_line_of_its_source(page: Page) -> None:
    page.goto("/visits/V-0002/")
    marker = page.locator(".cite a").first
    target = str(marker.get_attribute("href"))
    marker.click()
    assert page.url.endswith(target)
    line = page.locator(f"#{target.partition('#')[2]}")
    expect(line).to_be_visible()
    expect(line).to_contain_text("Teacher Education Centre")


def test_keyboard_skips_to_the_content(page: Page) -> None:
    page.goto("/timeline/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


def test_staff_visit_edited_whole(signed_in: Page) -> None:
    page = signed_in
    page.goto("/visits/V-0002/")
    page.get_by_role("link", name="Edit", exact=True).first.click()
    dates = page.locator("#id_dates")
    dates.fill("4th of Nov")
    expect(page.locator("#id_dates_reading")).to_contain_text("4 November, year not stated")
    dates.fill("4/11/2025")
    expect(page.locator("#id_dates_reading")).to_contain_text("day first")
    page.locator("input[name=_save]").first.click()
    expect(page.locator(".errornote")).to_be_visible()
    expect(page.locator("#id_dates")).to_have_value("4/11/2025")
    page.locator("#id_dates").fill("4–5 November 2025")
    page.locator("#id_purpose").fill("Fictitious purpose")
    page.locator("#id_change_reason").fill("A fictitious reason")
    page.locator("input[name=_save]").first.click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    page.goto("/visits/V-0002/")
    expect(page.get_by_role("main")).to_contain_text("4–5 November 2025")
    expect(page.get_by_role("main")).to_contain_text("Fictitious purpose")


ADMIN = ("/admin/", "/admin/tracker/visit/", "/admin/tracker/person/", "/admin/tracker/agreement/add/")


def test_staff_screens_obey_the_policy(signed_in: Page) -> None:
    """The page fixture fails on any breach of the Content-Security-Policy: here, screens are just opened."""
    for path in ADMIN:
        signed_in.goto(path)
        expect(signed_in.locator("#content")).to_be_visible()
    signed_in.goto("/admin/tracker/visit/")
    signed_in.locator("#result_list tbody th a").first.click()
    signed_in.locator("a.historylink").click()
    expect(signed_in.locator("#content")).to_contain_text("First record")
