"""Two people who are one, in a real browser: from the list of people to the merge, and back."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests import factories as make
from tests.browser.importing import look_at, sign_in
from tracker.models import Person

pytestmark = pytest.mark.browser


def test_pair_looked_at_merged_and_unmerged(page: Page) -> None:
    sign_in(page, make.make_user("Publisher"))
    kept, gone = make.make_person(name="Quebec Oscar"), make.make_person(name="Quebec Oscr")
    member = make.make_participant(delegation=make.make_delegation(), person=gone)
    page.goto("/admin/tracker/person/")
    page.get_by_role("link", name="Likely one").click()
    look_at(page)
    page.get_by_role("link", name="Look at both").click()
    look_at(page)
    page.get_by_label("How you know that they are one").fill("The same card")
    page.get_by_role("button", name="Merge", exact=True).click()
    expect(page.get_by_role("group", name="People: removed")).to_contain_text("Quebec Oscr")
    look_at(page)
    member.refresh_from_db()
    assert (member.person, Person.objects.count()) == (kept, 1)

    page.get_by_role("link", name="Take back").click()
    page.get_by_label("Why (goes into the history):").fill("They are two")
    page.get_by_role("button", name="Take back").click()
    expect(page.get_by_role("heading", name="What was taken back")).to_be_visible()
    member.refresh_from_db()
    assert (member.person, Person.objects.count()) == (gone, 2)

    page.goto("/admin/tracker/person/duplicates/")
    page.get_by_role("link", name="Look at both").click()
    page.get_by_role("button", name="Not the same").click()
    expect(page.get_by_role("main")).to_contain_text("No two look like one.")
