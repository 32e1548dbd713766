"""Follow-up actions at work in a real browser: from the list to done, with a comment, and on to a visit."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests import factories as make
from tests.browser.test_site import violations
from tracker.models import FollowUpAction

pytestmark = pytest.mark.browser


def test_action_commented_done_and_become_a_visit(desk: Page) -> None:
    page = desk
    action = make.make_action(title="Zulu invitation", due="2031-05", repeats=1, repeats_unit="years")
    page.goto(action.get_absolute_url())
    page.get_by_role("textbox", name="Comment").fill("Asked by telephone")
    page.get_by_role("button", name="Keep the comment").click()
    expect(page.get_by_role("main")).to_contain_text("Asked by telephone")
    assert violations(page) == []

    page.goto("/actions/")
    page.get_by_role("link", name="Mark as done").click()
    expect(page.get_by_label("Make the next one, due May 2032")).to_be_checked()
    assert violations(page) == []
    page.get_by_label("Result").fill("They came")
    page.get_by_label("Reason for the change").fill("A fictitious letter")
    page.get_by_role("button", name="Mark as done").click()
    expect(page.get_by_role("main")).to_contain_text("They came")
    page.get_by_role("link", name="F-0002").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Zulu invitation")

    page.goto(action.get_absolute_url())
    page.get_by_role("link", name="Record the visit that it led to").click()
    expect(page.locator("#id_title")).to_have_value("Zulu invitation")
    assert [one.status for one in FollowUpAction.objects.order_by("pk")] == ["done", "open"]
