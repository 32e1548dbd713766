"""Agreements at work in a real browser: signed, terminated, their documents uploaded, on the radar."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests import documents as files
from tests import factories as make
from tests.browser.importing import look_at, sign_in
from tests.browser.test_site import THEMES, violations
from tracker.models import Agreement

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.DOCUMENTS_DIR = tmp_path / "documents"
    return tmp_path


def file(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def agreed() -> Agreement:
    """An agreement of two parties that has come as far as being agreed."""
    parties = [make.make_organisation(name="Zulu Academy"), make.make_organisation(name="Yankee College")]
    return make.make_agreement(title="Memorandum of Zulu and Yankee", status="agreed", parties=parties)


def test_agreement_signed_and_terminated(desk: Page, folder: Path) -> None:
    page, agreement = desk, agreed()
    page.goto(agreement.get_absolute_url())
    page.get_by_role("link", name="Record the signing").click()
    look_at(page)
    page.get_by_role("button", name="Record the signing").click()
    # The browser itself holds back what is needed and empty.
    assert page.url.endswith("/steps/sign/")
    page.get_by_label("Signed on").fill("4 May 2025")
    expect(page.locator("#id_signed_reading")).to_contain_text("4 May 2025 · 2025-05-04")
    page.get_by_label("Place of signing").fill("Example Town")
    page.get_by_label("Signatory of Zulu Academy", exact=True).fill("Fictitious Rector")
    page.get_by_label("Title of the signatory of Zulu Academy").fill("Rector")
    page.get_by_label("Term", exact=True).fill("five years from lunch")
    page.get_by_label("Reason for the change").fill("A fictitious letter")
    page.get_by_label("The signed document").set_input_files(file(folder, "zu.pdf", files.PDF))
    page.get_by_role("button", name="Record the signing").click()
    expect(page.get_by_role("main")).to_contain_text("can't be read as a term")
    expect(page.get_by_label("Place of signing")).to_have_value("Example Town")
    assert violations(page) == []
    page.get_by_label("Term", exact=True).fill("five years from signature")
    page.get_by_label("The signed document").set_input_files(file(folder, "zu.pdf", files.PDF))
    page.get_by_role("button", name="Record the signing").click()
    main = page.get_by_role("main")
    expect(main).to_contain_text("signed, 4 May 2025")
    expect(main).to_contain_text("4 May 2030 reckoned from what is stated")
    expect(main).to_contain_text("Fictitious Rector")
    expect(main).to_contain_text("Version 1: PDF")
    look_at(page)
    page.get_by_role("link", name="Terminate it").click()
    page.get_by_label("Notice given on").fill("2025-06")
    page.get_by_label("The notice", exact=False).first.fill("Yankee College gave notice.")
    page.get_by_label("Last day").fill("2025-12-31")
    page.get_by_label("Reason for the change").fill("A fictitious letter")
    page.get_by_role("button", name="Terminate it").click()
    expect(main).to_contain_text("given June 2025 Yankee College gave notice.")
    expect(main).to_contain_text("It has ended already: it is “terminated”.")


def test_document_uploaded_in_versions(desk: Page, folder: Path) -> None:
    page, agreement = desk, agreed()
    page.goto(agreement.get_absolute_url())
    page.get_by_role("link", name="Upload a document").click()
    look_at(page)
    page.get_by_label("Title").fill("Text of the memorandum")
    page.get_by_label("Reason for the change").fill("A fictitious letter")
    page.get_by_label("File").set_input_files(file(folder, "zu.png", files.SVG))
    page.get_by_role("button", name="Upload").click()
    expect(page.get_by_role("main")).to_contain_text("SVG drawings and scripts can run, and are not kept")
    assert violations(page) == []
    page.get_by_label("File").set_input_files(file(folder, "zu.pdf", files.PDF))
    page.get_by_role("button", name="Upload").click()
    page.get_by_role("link", name="Upload a new version of Text of the memorandum").click()
    page.get_by_label("File").set_input_files(file(folder, "zu.docx", files.DOCX))
    page.get_by_label("What is new in it").fill("clean copy")
    page.get_by_label("Reason for the change").fill("A fictitious letter")
    page.get_by_role("button", name="Upload").click()
    expect(page.get_by_role("main")).to_contain_text("Version 2: Word document (DOCX)")
    with page.expect_download() as download:
        page.get_by_role("link", name="Version 1: PDF").click()
    assert download.value.suggested_filename.startswith(f"{agreement.reference}-")
    assert Path(download.value.path()).read_bytes() == files.PDF


def test_document_too_large_is_told(desk: Page, folder: Path, settings: Any, problems: list[str]) -> None:
    settings.DOCUMENT_MOST_BYTES = 1000
    agreement = agreed()
    desk.goto(f"/agreements/{agreement.reference}/documents/new/")
    desk.get_by_label("Title").fill("Zu")
    desk.get_by_label("Reason for the change").fill("Zu")
    desk.get_by_label("File").set_input_files(file(folder, "zu.pdf", files.PDF + b" " * 2_000_000))
    desk.get_by_role("button", name="Upload").click()
    expect(desk.get_by_role("heading", name="That file is too large")).to_be_visible()
    problems.clear()  # the browser tells of the status 413


def test_step_of_an_agreement_without_javascript(
    browser: Browser, live_server: LiveServer, migrated_rows: None
) -> None:
    agreement = agreed()
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    sign_in(page, make.make_user("Editor"))
    page.goto(agreement.get_absolute_url())
    page.get_by_role("link", name="Record the signing").click()
    page.get_by_label("Signed on").fill("2025")
    page.get_by_label("Reason for the change").fill("A fictitious letter")
    page.get_by_role("button", name="Record the signing").click()
    expect(page.get_by_role("main")).to_contain_text("signed, 2025")
    context.close()


@pytest.mark.parametrize("theme", THEMES)
def test_radar_from_click_to_result(desk: Page, theme: str) -> None:
    desk.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
    agreement = agreed()
    make.make_agreement(title="Zulu in force", status="in_force", in_force_from="2024", expires="2099")
    desk.goto("/")
    desk.get_by_role("link", name="The radar of agreements").click()
    expect(desk.get_by_role("heading", name="Radar of agreements")).to_be_visible()
    look_at(desk)
    expect(desk.locator("svg.lives a")).to_have_count(1)
    desk.get_by_label("List", exact=True).select_option("Agreed, never signed")
    desk.get_by_role("button", name="Apply").click()
    expect(desk.get_by_role("heading", name="Agreed, never signed 1")).to_be_visible()
    with desk.expect_download() as download:
        desk.get_by_role("link", name="CSV").click()
    assert agreement.title in Path(download.value.path()).read_text(encoding="utf-8-sig")
    desk.get_by_role("link", name=agreement.title).click()
    expect(desk.get_by_role("heading", name=agreement.title)).to_be_visible()
