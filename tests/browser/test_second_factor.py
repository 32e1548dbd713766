"""The second factor in a real browser: set up by what the page shows, then signed in with."""

from __future__ import annotations

import time
from base64 import b32decode

import pytest
from django_otp.oath import TOTP
from playwright.sync_api import Page, expect

from tests import factories as make
from tests.browser.importing import look_at
from tracker.models import User

pytestmark = pytest.mark.browser

STEP = 30  # seconds that a code is shown


def shown(secret: str, *, later: int = 0) -> str:
    """What a telephone shows that was told `secret`, so many codes later."""
    telephone = TOTP(b32decode(secret.replace(" ", "")))
    telephone.time = time.time() + later * STEP
    return f"{telephone.token():06}"


def test_second_factor_set_up_and_signed_in_with(desk: Page) -> None:
    page = desk
    user = User.objects.get()
    page.goto("/admin/")
    page.get_by_role("link", name="Second factor").click()
    look_at(page)
    page.get_by_role("button", name="Set one up").click()
    expect(page.get_by_role("img", name="QR code of the secret")).to_be_visible()
    look_at(page)
    secret = page.locator("code").inner_text()
    page.get_by_label("Your password").fill(make.PASSWORD)
    page.get_by_label("Code", exact=False).last.fill(shown(secret))
    page.get_by_role("button", name="Set it up").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    expect(page.locator("code")).to_have_count(10)
    look_at(page)
    page.get_by_role("link", name="I have kept them").click()
    expect(page.get_by_role("main")).to_contain_text("10 recovery codes are left")
    look_at(page)

    page.get_by_role("button", name="Sign out").click()
    page.goto("/admin/")
    page.get_by_label("Username").fill(user.username)
    page.get_by_label("Password").fill(make.PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_text("Not signed in: the name, the password or the code is wrong.")).to_be_visible()
    look_at(page)
    page.get_by_label("Password").fill(make.PASSWORD)
    page.get_by_label("Code").fill(shown(secret, later=1))
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("link", name="Change password")).to_be_visible()
