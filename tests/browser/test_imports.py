"""An import of visits in a real browser, from upload to taking back and doing it again: with scripts and
without, on narrow screens too, each screen accessible.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests import factories as make
from tests.browser.importing import UPLOAD, look_at, sign_in
from tracker.choices import ImportStatus
from tracker.imports import tasks
from tracker.models import Alias, Import, Organisation, Visit

pytestmark = pytest.mark.browser


def ugly_workbook() -> bytes:
    """A register as offices keep them: a title above, headers in their own words, dates that nothing decides,
    a misspelt university, an empty row, a total below.
    """
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.title = "Register 2025"
    rows: list[list[Any]] = [
        ["Register of foreign delegations, 2025"],
        [],
        ["No.", "Delegation", "Who wrote to us", "Date", "Host ", "Remarks"],
        [
            1,
            "Delegation of Zulu Tech",
            "Zulu Technical Universiti",
            "04/11/2025",
            "Quebec Academy",
            "Fictitious",
        ],
        [2, "Delegation of Mike College", "Mike College", "05/11/2025", "Quebec Academy", None],
        [],
        [3, "Delegation of Lima School", "Lima School", "06/12/2025", "Quebec\xa0Academy", None],
        [4, "Delegation of Kilo School", "Kilo School", "some day", "Quebec Academy", None],
        ["Total", 4],
    ]
    for row in rows:
        sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


@pytest.fixture
def register(tmp_path: Path) -> Path:
    path = tmp_path / "Register 2025.xlsx"
    path.write_bytes(ugly_workbook())
    return path


def import_register(page: Page, register: Path, known: Organisation, *, scripts: bool = True) -> None:
    """From the list of visits to an import that is written."""
    page.goto("/admin/tracker/visit/")
    page.get_by_role("link", name="Import visits").click()
    look_at(page, scripts=scripts)
    page.get_by_label("Workbook").set_input_files(register)
    page.get_by_role("button", name="Upload and preview").click()
    # Nothing decides whether the day or the month comes first.
    expect(page.get_by_role("heading", name="How it was read")).to_be_visible()
    expect(page.locator(".ask")).to_contain_text("Nothing in this column decides")
    look_at(page, scripts=scripts)
    page.get_by_label("Day first").check()
    page.get_by_label("Column C is").select_option("senders")
    page.get_by_role("button", name="Read it again so").click()
    expect(page.locator(".messagelist")).to_contain_text("The workbook was read again, as you chose.")
    # A name near to one that is known.
    page.get_by_role("link", name="Names to decide").click()
    look_at(page, scripts=scripts)
    page.get_by_label("Zulu Technical University (Kazakhstan)").check()
    page.get_by_label("Keep “Zulu Technical Universiti” as another name").check()
    page.get_by_role("button", name="Save what is chosen on this page").click()
    expect(page.locator(".messagelist")).to_contain_text("1 answer was taken.")
    for section in ("Problems", "New names", "New visits", "Decided"):
        page.get_by_role("navigation", name="Sections of the preview").get_by_role(
            "link", name=section
        ).click()
        expect(page.locator("#section")).to_have_text(section)
        look_at(page, scripts=scripts)
    assert not Visit.objects.exists()
    page.get_by_role("button", name="Import the 3 visits without problems").click()
    expect(page.locator(".messagelist")).to_contain_text("Written. New visits: 3, changed: 0.")
    look_at(page, scripts=scripts)
    assert Visit.objects.count() == 3
    assert Alias.objects.get().organisation == known


def test_import_from_upload_to_taking_back_and_again(desk: Page, register: Path) -> None:
    known = make.make_organisation(name="Zulu Technical University", country=make.country("KZ"))
    import_register(desk, register, known)
    record = Import.objects.get()
    dates = sorted(str(visit.dates) for visit in Visit.objects.all())
    assert dates == ["4 November 2025", "5 November 2025", "6 December 2025"]
    # What it did leads to the records; one of them is edited.
    desk.get_by_role("link", name="V-0003 Delegation of Lima School").first.click()
    desk.locator("#id_purpose").fill("Edited after the import")
    desk.locator("input[name=_save]").first.click()
    expect(desk.locator(".messagelist .success")).to_be_visible()
    # Taken back, with what was edited kept.
    desk.goto("/admin/tracker/import/")
    look_at(desk)
    desk.get_by_role("link", name="See what it did, or take it back").click()
    desk.get_by_role("link", name="Take back").click()
    look_at(desk)
    desk.get_by_label("Why").fill("It was the wrong register")
    desk.get_by_role("button", name="Take back").click()
    report = desk.locator(".report")
    expect(report).to_contain_text("Kept because edited since")
    expect(report).to_contain_text("Edited since: purpose.")
    expect(report).to_contain_text("It was the wrong register")
    look_at(desk)
    assert [visit.purpose for visit in Visit.objects.all()] == ["Edited after the import"]
    # And done again.
    desk.get_by_role("link", name="Do it again").click()
    look_at(desk)
    desk.get_by_label("Why").fill("It was the right one")
    desk.get_by_role("button", name="Do it again").click()
    expect(desk.locator(".report").first).to_contain_text("It was the right one")
    look_at(desk)
    record.refresh_from_db()
    assert record.status == ImportStatus.DONE
    assert Visit.objects.count() == 3


def test_import_without_javascript(
    browser: Browser, live_server: LiveServer, migrated_rows: None, register: Path
) -> None:
    known = make.make_organisation(name="Zulu Technical University", country=make.country("KZ"))
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    sign_in(page, make.make_user("Editor"))
    import_register(page, register, known, scripts=False)
    page.get_by_role("link", name="Take back").click()
    page.get_by_label("Why").fill("It was the wrong register")
    page.get_by_role("button", name="Take back").click()
    expect(page.locator(".report")).to_contain_text("It was the wrong register")
    assert not Visit.objects.exists()
    context.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_screens_accessible_in_both_themes(desk: Page, register: Path, theme: Any) -> None:
    make.make_organisation(name="Zulu Technical University", country=make.country("KZ"))
    desk.emulate_media(color_scheme=theme)
    desk.goto(UPLOAD)
    desk.get_by_label("Workbook").set_input_files(register)
    desk.get_by_role("button", name="Upload and preview").click()
    expect(desk.get_by_role("heading", name="How it was read")).to_be_visible()
    record = Import.objects.get()
    for show in ("reading", "problems", "new", "decided"):
        desk.goto(f"/admin/tracker/import/{record.pk}/preview/?show={show}")
        look_at(desk)
    Import.objects.update(status="checked", problem="A fictitious problem.")
    desk.goto(f"/admin/tracker/import/{record.pk}/change/")
    look_at(desk)


def test_refused_workbook_says_why(desk: Page, tmp_path: Path) -> None:
    path = tmp_path / "scan.xlsx"
    path.write_bytes(b"%PDF-1.7 nothing to read")
    desk.goto(UPLOAD)
    desk.get_by_label("Workbook").set_input_files(path)
    desk.get_by_role("button", name="Upload and preview").click()
    expect(desk.get_by_role("alert")).to_contain_text("can't be imported")
    look_at(desk)


def test_progress_goes_on_by_itself(desk: Page, register: Path) -> None:
    desk.goto(UPLOAD)
    desk.get_by_label("Workbook").set_input_files(register)
    desk.get_by_role("button", name="Upload and preview").click()
    expect(desk.get_by_role("heading", name="How it was read")).to_be_visible()
    record = Import.objects.get()
    tasks.write_import.enqueue(record.pk, None)
    Import.objects.update(status="queued")
    desk.goto(f"/admin/tracker/import/{record.pk}/progress/")
    expect(desk.locator("progress")).to_be_visible()
    look_at(desk)
    Import.objects.update(status="checked")
    expect(desk.get_by_role("heading", name="How it was read")).to_be_visible()


def test_upload_by_keyboard(desk: Page) -> None:
    desk.goto(UPLOAD)
    summary = desk.get_by_text("More, for text files")
    summary.focus()
    desk.keyboard.press("Enter")
    expect(desk.get_by_label("Encoding")).to_be_visible()
    desk.keyboard.press("Tab")
    expect(desk.get_by_label("Encoding")).to_be_focused()
