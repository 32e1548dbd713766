"""Taking an import back in a real browser, and that again: what was reversed, what was kept, and why."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests import factories as make
from tests.browser.importing import (
    expect_told,
    look_at_in_both_themes,
    take_back,
    upload_visits,
)
from tests.imports.workbooks import visit
from tracker.choices import ImportStatus
from tracker.models import Agreement, Import, Organisation, Visit

pytestmark = pytest.mark.browser


@pytest.fixture
def known(desk: Page) -> Visit:
    """A visit that was in the record before, which the import changed."""
    return make.make_visit(title="Zulu Tech visits Quebec Academy", purpose="Before", visibility="draft")


@pytest.fixture
def imported(desk: Page, known: Visit) -> Import:
    """An import of three new visits and a change of a known one; the page of it is open."""
    changed = {"reference": known.reference, "purpose": "To see the example", "dates": "4 November 2025"}
    record = upload_visits(desk, visit(1), visit(2), visit(3), changed)
    desk.get_by_role("button", name="Import all 4 visits").click()
    expect_told(desk, "Written. New visits: 3, changed: 1.")
    return record


def titles() -> list[str]:
    return list(Visit.objects.order_by("pk").values_list("title", flat=True))


def status(record: Import) -> str:
    record.refresh_from_db()
    return record.status


def test_whole_import_taken_back_and_done_again(desk: Page, known: Visit, imported: Import) -> None:
    written = titles()
    report = take_back(desk, "The wrong register")
    expect_told(desk, "Done: 45 records were put back, 0 stayed as they are. The report is below.")
    expect(report).to_contain_text("Reversed: 45 records.")
    expect(report.locator("li")).to_have_text(
        [
            "Removed: citations (22), participants (6), sources (1), topics (1), visits (3), delegations (3),"
            " people (4), organisations (4)",
            "Values restored: visits (1)",
        ]
    )
    expect(desk.get_by_role("region", name="What it did")).to_be_visible()
    known.refresh_from_db()
    assert (known.purpose, known.dates) == ("Before", None)
    assert titles() == [known.title]
    assert not Organisation.objects.filter(name="Sample Institute").exists()
    assert status(imported) == ImportStatus.UNDONE
    # Undone in turn, all is as it was written; both reports stay, the last one first.
    report = take_back(desk, "It was right after all", button="Do it again")
    expect(report.locator("li")).to_have_text(
        [
            "Values restored: visits (1)",
            "Brought back: citations (22), participants (6), sources (1), topics (1), visits (3), delegations"
            " (3), people (4), organisations (4)",
        ]
    )
    expect(desk.locator(".report h3")).to_have_text(
        [re.compile("It was right after all$"), re.compile("The wrong register$")]
    )
    known.refresh_from_db()
    assert (known.purpose, str(known.dates)) == ("To see the example", "4 November 2025")
    assert titles() == written
    assert status(imported) == ImportStatus.DONE
    # And once more.
    take_back(desk, "No, it was the wrong one")
    expect(desk.locator(".report")).to_have_count(3)
    assert titles() == [known.title]
    assert status(imported) == ImportStatus.UNDONE


def test_what_was_edited_or_is_referred_to_is_kept(desk: Page, known: Visit, imported: Import) -> None:
    edited, referred, other = Visit.objects.exclude(pk=known.pk).order_by("pk")
    for visit_, field in ((edited, "outcome"), (known, "purpose")):
        desk.goto(f"/admin/tracker/visit/{visit_.pk}/change/")
        desk.locator(f"#id_{field}").fill("Edited after the import")
        desk.locator("input[name=_save]").first.click()
        expect(desk.locator(".messagelist .success")).to_be_visible()
    agreement = make.make_agreement(title="Memorandum on examples", visit=referred)
    desk.goto(imported.get_admin_url())
    report = take_back(desk, "The wrong register")
    expect_told(desk, "Done: 15 records were put back, 31 stayed as they are. The report is below.")
    expect(report.get_by_role("heading", level=4)).to_have_text(
        [
            "Kept because edited since: 2",
            "Kept because others refer to it: 1",
            "Kept because needed by those: 28",
        ]
    )
    names = [f"{one.reference} {one.title}" for one in (known, edited, referred)]
    groups = report.get_by_role("list")
    expect(groups.nth(1).locator("li")).to_have_text(
        [
            f"Visit: {names[0]} – Edited since: purpose.",
            f"Visit: {names[1]} (2 March 2025) – Edited since: outcome.",
        ]
    )
    told = f"Visit: {names[2]} (3 March 2025) – Others refer to it: A-0001 Memorandum on examples."
    expect(groups.nth(2).locator("li")).to_have_text([told])
    # What is needed by several is told once, with all of them.
    expect(groups.nth(3).locator("li").nth(1)).to_contain_text("Organisation: Sample Institute – Needed by")
    # What somebody edited stays, and only that: the dates are again what they were.
    assert titles() == [known.title, edited.title, referred.title]
    known.refresh_from_db()
    assert (known.purpose, known.dates) == ("Edited after the import", None)
    assert not Organisation.objects.filter(name=f"University of {other.title.split()[0]}").exists()
    assert Agreement.objects.get().visit == referred
    # All that was kept stands on a page of its own, from which what refers is two clicks away.
    desk.get_by_role("link", name="All that was kept").click()
    look_at_in_both_themes(desk)
    expect(desk.locator(".lead")).to_contain_text("The wrong register")
    rows = desk.get_by_role("group", name="What stayed as it was, and why").locator("tbody tr")
    expect(rows).to_have_count(31)
    expect(rows.nth(2)).to_have_text(re.compile(rf"Kept because others refer to it\s*{re.escape(told)}"))
    desk.get_by_role("link", name="A-0001 Memorandum on examples").click()
    expect(desk).to_have_url(re.compile(f"/admin/tracker/agreement/{agreement.pk}/change/$"))
    desk.goto(imported.get_admin_url())
    report.get_by_role("link", name=names[2]).first.click()
    expect(desk).to_have_url(re.compile(f"/admin/tracker/visit/{referred.pk}/change/$"))
    # Done again, what was edited stays edited, and the rest is as it was written.
    desk.goto(imported.get_admin_url())
    report = take_back(desk, "It was right after all", button="Do it again")
    expect(report.locator("li")).to_have_text(
        [
            "Values restored: visits (1)",
            "Brought back: citations (8), participants (2), visits (1), delegations (1), people (1),"
            " organisations (1)",
        ]
    )
    expect(report).not_to_contain_text("Kept")
    assert titles() == [known.title, edited.title, referred.title, other.title]
    known.refresh_from_db()
    edited.refresh_from_db()
    assert (known.purpose, str(known.dates)) == ("Edited after the import", "4 November 2025")
    assert edited.outcome == "Edited after the import"
    assert status(imported) == ImportStatus.DONE
