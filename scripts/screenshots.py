"""`make screenshots`: pictures of every page at three widths, light and dark, and the README's two.

The pages show the record of the fixtures in a database of their own, so each is the same whoever takes it.
Those of the README go to docs/, all others to var/screenshots/, to be looked at. Ends with 1 where a page is
wider than its window or cuts text off.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Page, sync_playwright

from scripts import chromium
from scripts.serving import NAME, PASSWORD, served_record

ROOT = Path(__file__).resolve().parent.parent
README_PICTURES = {"timeline": "/timeline/", "visit": "/visits/V-0002/"}
PAGES = {
    "home": "/",
    "timeline": "/timeline/",
    "timeline-month": "/timeline/?period=May+2025",
    "timeline-lanes": "/timeline/?lanes=country",
    "overview": "/overview/",
    "visits": "/visits/",
    "visit": "/visits/V-0001/",
    "delegations": "/delegations/",
    "delegation": "/delegations/*",
    "events": "/events/",
    "event": "/events/*",
    "agreements": "/agreements/",
    "agreement": "/agreements/A-0001/",
    "actions": "/actions/",
    "action": "/actions/F-0001/",
    "organisations": "/organisations/",
    "organisation": "/organisations/*",
    "countries": "/countries/",
    "country": "/countries/KZ/",
    "people": "/people/",
    "person": "/people/*",
    "programmes": "/programmes/",
    "programme": "/programmes/*",
    "topics": "/topics/",
    "topic": "/topics/*",
    "sources": "/sources/",
    "source": "/sources/*",
    "search": "/search/?q=Kazakhstan",
    "search-near": "/search/?q=Kazakstan",
    "search-nothing": "/search/?q=xyzzyx",
    "visits-nothing": "/visits/?q=xyzzyx",
    "visits-misread": "/visits/?period=perhaps&topic=xyzzyx",
    "not-found": "/visits/V-9999/",
    "sign-in": "/admin/login/",
}
STAFF_PAGES = {
    "staff-home": "/",
    "staff-visit": "/visits/V-0002/",
    "staff-agreement": "/agreements/A-0004/",
    "state": "/state/",
    "radar": "/agreements/radar/",
    "signing": "/agreements/A-0001/steps/sign/",
    "document": "/agreements/A-0001/documents/new/",
    "saved-view": "/visits/views/new/?q=Urumqi",
    "admin": "/admin/",
    "admin-visits": "/admin/tracker/visit/",
    "admin-visit": "/admin/tracker/visit/1/change/",
    "admin-import": "/admin/tracker/import/import/",
}
FOLDER = ROOT / "var" / "screenshots"
WIDTHS = (360, 768, 1440)
type Theme = Literal["light", "dark"]
THEMES: tuple[Theme, ...] = ("light", "dark")
#: What can be told of a page without looking: wider than its window, or a line of text that goes on unseen.
WRONG = """() => {
  const told = [], root = document.documentElement;
  if (root.scrollWidth > root.clientWidth) told.push(`${root.scrollWidth} px wide`);
  for (const one of document.querySelectorAll("main *")) {
    const { overflowX, textOverflow } = getComputedStyle(one);
    // An ellipsis tells that there is more.
    const hides = ["hidden", "clip"].includes(overflowX) && textOverflow !== "ellipsis";
    if (hides && one.clientWidth > 9 && one.scrollWidth > one.clientWidth + 1 && one.innerText?.trim())
      told.push(`cut off: ${one.innerText.trim().slice(0, 60)}`);
  }
  return told;
}"""


def open_page(page: Page, address: str, path: str) -> None:
    """Open `path`; one that ends in * stands for the first link below it that the list shows."""
    if path.endswith("*"):
        page.goto(address + path[:-1])
        link = page.locator(f"main a[href^='{path[:-1]}']:not([href*='?'])").first
        page.goto(address + str(link.get_attribute("href")))
    else:
        page.goto(address + path)


def opened(
    browser: Browser,
    address: str,
    pages: dict[str, str],
    *,
    width: int,
    theme: Theme,
    signed_in: bool = False,
) -> Iterator[tuple[str, Page]]:
    """Open `pages` one after the other at a width and in a theme; gives each with its name, to be taken."""
    context = browser.new_context(
        viewport={"width": width, "height": 1300}, color_scheme=theme, reduced_motion="reduce"
    )
    page = context.new_page()
    if signed_in:
        _sign_in(page, address)
    for name, path in pages.items():
        open_page(page, address, path)
        yield name, page
    context.close()


def _sign_in(page: Page, address: str) -> None:
    page.goto(f"{address}/admin/login/?next=/")
    page.fill("#id_username", NAME)
    page.fill("#id_password", PASSWORD)
    page.click("input[type=submit]")


def take_all(browser: Browser, address: str, folder: Path) -> list[str]:
    """Take every page into `folder`; what is wrong with any that can be told without looking."""
    wrong = []
    for width in WIDTHS:
        for theme in THEMES:
            for pages, signed_in in ((PAGES, False), (STAFF_PAGES, True)):
                for name, page in opened(
                    browser, address, pages, width=width, theme=theme, signed_in=signed_in
                ):
                    picture = f"{name}-{width}-{theme}.png"
                    page.screenshot(path=folder / picture, full_page=True)
                    wrong += [f"{picture}: {sentence}" for sentence in page.evaluate(WRONG)]
    return wrong


def main() -> int:
    """Take the pictures and return the exit status."""
    executable = chromium.find_chromium()
    if not executable:
        raise SystemExit(f"The pictures need {chromium.HOW_TO_GET_IT}.")
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as name,
        served_record(Path(name)) as address,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=executable, args=chromium.ARGUMENTS)
        for picture, page in opened(browser, address, README_PICTURES, width=1200, theme="light"):
            page.screenshot(path=ROOT / "docs" / f"{picture}.png")
        wrong = take_all(browser, address, FOLDER)
        browser.close()
    print(
        "\n".join([*wrong, f"{len(list(FOLDER.glob('*.png')))} pictures are in {FOLDER.relative_to(ROOT)}/."])
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
