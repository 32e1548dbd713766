"""How somebody wants to be reminded, in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.importing import look_at
from tracker.models import ReminderPreferences

pytestmark = pytest.mark.browser


def test_lead_times_refused_and_kept(desk: Page) -> None:
    desk.goto("/reminders/")
    desk.get_by_label("Days ahead").fill("soon")
    desk.get_by_role("button", name="Keep").click()
    expect(desk.get_by_label("Days ahead")).to_have_value("soon")
    look_at(desk)
    desk.get_by_label("Days ahead").fill("30, 7")
    desk.get_by_label("Language").select_option("kk")
    desk.get_by_role("button", name="Keep").click()
    expect(desk.get_by_role("status")).to_have_text("Kept. The next mail follows it.")
    look_at(desk)
    kept = ReminderPreferences.objects.get()
    assert (kept.is_on, kept.language, kept.leads) == (True, "kk", [7, 30])
