"""Pages on paper: what a sheet of A4 shows of them, and what it leaves out."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("live_record")]

# What fits between the margins of A4, in CSS pixels.
A4 = {"width": 658, "height": 960}


@pytest.fixture
def paper(page: Page) -> Page:
    """The page as a printer sees it."""
    page.set_viewport_size(A4)  # type: ignore[arg-type]
    page.emulate_media(media="print")
    return page


def tops(page: Page, *selectors: str) -> list[float]:
    """How far down each of the parts stands."""
    boxes = [page.locator(selector).first.bounding_box() for selector in selectors]
    return [box["y"] for box in boxes if box]


def test_visit_prints_as_a_briefing_sheet(paper: Page) -> None:
    paper.goto("/visits/V-0002/")
    parts = (
        "h1",
        "#delegation",
        "#days",
        "#who-is-who",
        "#agreements",
        "#earlier",
        "#actions",
        "#open",
        "#sources",
        ".address",
    )
    for part in parts:
        expect(paper.locator(part)).to_be_visible()
    found = tops(paper, *parts)
    assert len(found) == len(parts)
    assert found == sorted(found)
    for part in (".mast nav", ".seek", ".skip", ".account"):
        expect(paper.locator(part)).to_be_hidden()
    assert paper.evaluate("document.documentElement.scrollWidth") <= A4["width"]


def test_visit_on_the_screen_keeps_its_columns(page: Page) -> None:
    page.goto("/visits/V-0002/")
    expect(page.locator(".who-is-who")).to_be_hidden()
    expect(page.locator("#delegation")).to_be_visible()
    first, second = page.locator("#days").bounding_box(), page.locator("#delegation").bounding_box()
    assert first
    assert second
    assert second["x"] > first["x"] + 200


def test_visit_makes_a_pdf_of_few_sheets(page: Page) -> None:
    page.goto("/visits/V-0002/")
    pdf = page.pdf(prefer_css_page_size=True)
    assert pdf.startswith(b"%PDF")
    sheets = len(re.findall(rb"/Type\s*/Page\b", pdf))
    assert 1 <= sheets <= 5
    # A4, in points.
    assert re.search(rb"/MediaBox\s*\[0 0 59[45][.\d]* 84[12][.\d]*\]", pdf)


def test_pictures_print_with_their_figures(paper: Page) -> None:
    paper.goto("/overview/")
    for picture in paper.locator(".picture").all():
        expect(picture.locator("svg.bars")).to_be_visible()
        expect(picture.locator("table")).to_be_visible()
    expect(paper.locator(".seen-from")).to_be_hidden()
    assert paper.evaluate("document.documentElement.scrollWidth") <= A4["width"]


def test_pictures_by_keyboard(page: Page) -> None:
    page.goto("/overview/")
    bar = page.locator("svg.bars a").first
    name = str(bar.get_attribute("aria-label"))
    bar.focus()
    expect(page.get_by_role("link", name=name)).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/visits/?period=*")
    expect(page.get_by_role("main")).to_contain_text("of 3 visits")
