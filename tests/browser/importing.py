"""What the browser tests of imports share: signing in, uploading, walking the preview, and what holds for
each screen.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests import factories as make
from tests.browser.test_site import SETTLED, THEMES, violations
from tests.imports.workbooks import visits_xlsx
from tracker.models import Import, User

UPLOAD = "/admin/tracker/import/import/"
WIDTHS = (360, 768, 1440)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def sign_in(page: Page, user: User) -> None:
    page.goto("/admin/")
    page.fill("#id_username", user.username)
    page.fill("#id_password", make.PASSWORD)
    page.click("input[type=submit]")


def look_at(page: Page, *, scripts: bool = True) -> None:
    """What holds for each screen: accessible, and never wider than the window."""
    size = page.viewport_size
    if scripts:
        assert violations(page) == []
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (page.url, width)
    if size:
        page.set_viewport_size(size)


def look_at_in_both_themes(page: Page) -> None:
    """The same, light and dark."""
    for theme in THEMES:
        page.emulate_media(color_scheme=theme)
        page.evaluate(SETTLED)
        look_at(page)


def upload(page: Page, content: bytes, name: str = "Visits 2025.xlsx") -> Import:
    """Upload a workbook, to the screen that comes next."""
    page.goto(UPLOAD)
    page.get_by_label("Workbook").set_input_files({"name": name, "mimeType": XLSX, "buffer": content})
    page.get_by_role("button", name="Upload and preview").click()
    expect(page.get_by_role("navigation", name="Sections of the preview")).to_be_visible()
    return Import.objects.latest("pk")


def upload_visits(page: Page, *rows: Mapping[str, Any]) -> Import:
    """The same with visits by the names of the fields (`tests.imports.workbooks.visit`)."""
    return upload(page, visits_xlsx(*rows))


def open_section(page: Page, name: str) -> Locator:
    """Go to a section of the preview, look at it, and give it."""
    sections = page.get_by_role("navigation", name="Sections of the preview")
    sections.get_by_role("link", name=re.compile(rf"^{name}( [\d,]+)?$")).click()
    section = page.get_by_role("region", name=name, exact=True)
    expect(section.get_by_role("heading", name=name, exact=True)).to_be_visible()
    look_at_in_both_themes(page)
    return section


def sections_of(page: Page) -> list[str]:
    """The sections that the preview has, each with how long it is."""
    links = page.get_by_role("navigation", name="Sections of the preview").get_by_role("link")
    return links.all_inner_texts()


def counts_of(page: Page) -> dict[str, str]:
    """What the preview counts."""
    pairs = page.locator(".counts > div").all()
    return {
        one.locator("dt").inner_text(): one.locator("dd").inner_text().split("\n")[0].split(" ")[0]
        for one in pairs
    }


def expect_rows(section: Locator, rows: Sequence[Sequence[str]]) -> None:
    """The table of a section has these rows, cell by cell, as they can be read."""
    found = section.locator("table tbody tr")
    expect(found).to_have_count(len(rows))
    for row, cells in zip(found.all(), rows, strict=True):
        expect(row.locator("> th, > td")).to_have_text(list(cells), use_inner_text=True)


def expect_told(page: Page, sentence: str) -> None:
    """The page tells this, and only this, of what was just done."""
    expect(page.locator(".messagelist li")).to_have_text([sentence])


def take_back(page: Page, reason: str, *, button: str = "Take back") -> Locator:
    """From the page of an import, take it back or do it again; gives the report of it."""
    page.get_by_role("link", name=button, exact=True).click()
    look_at_in_both_themes(page)
    page.get_by_label("Why").fill(reason)
    page.get_by_role("button", name=button, exact=True).click()
    report = page.locator(".report").first
    expect(report.get_by_role("heading", name=reason)).to_be_visible()
    look_at_in_both_themes(page)
    return report
