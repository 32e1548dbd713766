"""Take pictures of the pages: the README's two, or with --all FOLDER each at three widths, light and dark.

The pages show the record of the fixtures in a database of their own, so each is the same whoever takes it.
"""

from __future__ import annotations

import argparse
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Page, sync_playwright

from scripts import chromium

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
    "not-found": "/visits/V-9999/",
}
WIDTHS = (360, 768, 1440)
type Theme = Literal["light", "dark"]
THEMES: tuple[Theme, ...] = ("light", "dark")


@contextmanager
def served_record() -> Iterator[str]:
    """Serve the record of the fixtures from a database in a temporary folder; gives the address."""
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"COOP_DEBUG": "true", "COOP_VAR_DIR": folder, "COOP_ENV_FILE": ""}
        environment.pop("DATABASE_URL", None)
        manage = [sys.executable, str(ROOT / "manage.py")]
        for command in (["migrate", "--verbosity", "0"], ["load_record"], ["create_demo_accounts"]):
            subprocess.run([*manage, *command], env=environment, check=True, stdout=subprocess.DEVNULL)
        with socket.create_server(("127.0.0.1", 0)) as probe:
            port = probe.getsockname()[1]
        address = f"http://127.0.0.1:{port}"
        server = subprocess.Popen(
            [*manage, "runserver", "--noreload", f"127.0.0.1:{port}"],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            _wait_for(address)
            yield address
        finally:
            server.terminate()
            server.wait()


def _wait_for(address: str) -> None:
    for _ in range(100):
        try:
            urllib.request.urlopen(address, timeout=5).close()  # noqa: S310 - our own server
            return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("The server for the pictures did not start: try `make run` to see why.")


def open_page(page: Page, address: str, path: str) -> None:
    """Open `path`; one that ends in * stands for the first link below it that the list shows."""
    if path.endswith("*"):
        page.goto(address + path[:-1])
        link = page.locator(f"main a[href^='{path[:-1]}']:not([href*='?'])").first
        page.goto(address + str(link.get_attribute("href")))
    else:
        page.goto(address + path)


def opened(
    browser: Browser, address: str, pages: dict[str, str], *, width: int, theme: Theme
) -> Iterator[tuple[str, Page]]:
    """Open `pages` one after the other at a width and in a theme; gives each with its name, to be taken."""
    context = browser.new_context(
        viewport={"width": width, "height": 1300}, color_scheme=theme, reduced_motion="reduce"
    )
    page = context.new_page()
    for name, path in pages.items():
        open_page(page, address, path)
        yield name, page
    context.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--all", type=Path, metavar="FOLDER", help="every page, three widths, both themes")
    folder: Path | None = parser.parse_args().all
    executable = chromium.find_chromium()
    if not executable:
        raise SystemExit(f"The pictures need {chromium.HOW_TO_GET_IT}.")
    with served_record() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=chromium.ARGUMENTS)
        if folder:
            for width in WIDTHS:
                for theme in THEMES:
                    for name, page in opened(browser, address, PAGES, width=width, theme=theme):
                        page.screenshot(path=folder / f"{name}-{width}-{theme}.png", full_page=True)
        else:
            for name, page in opened(browser, address, README_PICTURES, width=1200, theme="light"):
                page.screenshot(path=ROOT / "docs" / f"{name}.png")
        browser.close()


if __name__ == "__main__":
    main()
