"""The site in a real browser, with the whole record: accessible, never too wide, whole without JavaScript."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from tracker.models import User

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("live_record")]

LISTS = (
    "/visits/",
    "/delegations/",
    "/events/",
    "/agreements/",
    "/actions/",
    "/organisations/",
    "/countries/",
    "/people/",
    "/programmes/",
    "/topics/",
    "/sources/",
)
THEMES = ("light", "dark")
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def one_of_each(page: Page) -> list[str]:
    """One address a kind of page: the front doors, the lists, one detail a list."""
    details = []
    for path in LISTS:
        page.goto(path)
        link = page.locator(f"main a[href^='{path}']:not([href*='?'])").first
        details.append(str(link.get_attribute("href")))
    return ["/", "/timeline/", "/overview/", *LISTS, *details]


def violations(page: Page, options: dict[str, object] | None = None) -> list[str]:
    """What axe finds wrong with the page, each with the first element that has it."""
    found = Axe().run(page, options=options or RULES).response["violations"]
    return [f"{rule['id']}: {rule['help']} ({rule['nodes'][0]['html'][:160]})" for rule in found]


@pytest.mark.parametrize("theme", THEMES)
def test_site_accessible(page: Page, theme: str) -> None:
    found = {}
    for path in one_of_each(page):
        page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
        page.goto(path)
        if wrong := violations(page):
            found[path] = wrong
    assert found == {}


@pytest.mark.parametrize("width", [320, 360, 768, 1440])
def test_site_never_wider_than_the_window(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    wide = {}
    for path in one_of_each(page):
        page.goto(path)
        scroll = page.evaluate("document.documentElement.scrollWidth")
        if scroll > width:
            wide[path] = scroll
    assert wide == {}


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


@pytest.fixture
def signed_in(page: Page) -> Page:
    """The page, signed in as somebody who may do everything."""
    User.objects.create_superuser("zu-clerk", password="not-a-secret-1")
    page.goto("/admin/")
    page.get_by_label("Username").fill("zu-clerk")
    page.get_by_label("Password").fill("not-a-secret-1")
    page.get_by_role("button", name="Log in").click()
    return page


@pytest.mark.parametrize("theme", THEMES)
def test_staff_state_of_the_record_accessible(signed_in: Page, theme: str) -> None:
    signed_in.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
    signed_in.goto("/")
    signed_in.get_by_role("link", name="State of the record", exact=True).click()
    expect(signed_in.get_by_role("heading", name="The state of the record")).to_be_visible()
    assert violations(signed_in) == []
    for width in (320, 768):
        signed_in.set_viewport_size({"width": width, "height": 800})
        assert signed_in.evaluate("document.documentElement.scrollWidth") <= width


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
