"""Signing in: wrong passwords are counted, and whoever guesses is made to wait."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.test import Client
from pytest_django import Settings

from tests import factories as make

pytestmark = pytest.mark.django_db

LOGIN = "/admin/login/"


def sign_in(client: Client, name: str, password: str, address: str = "192.0.2.1") -> int:
    """Try to sign in from the address; the answer: 302 is in, 200 is wrong, 429 is to wait."""
    return client.post(LOGIN, {"username": name, "password": password}, REMOTE_ADDR=address).status_code


def test_sign_in_after_five_wrong_passwords_has_to_wait(client: Client) -> None:
    clerk = make.make_user("Editor", username="zu-clerk")
    assert [sign_in(client, clerk.username, f"wrong {number}") for number in range(4)] == [200] * 4
    assert sign_in(client, clerk.username, "wrong again") == 429
    # Now the right one too, and the page says why.
    answer = client.post(
        LOGIN, {"username": clerk.username, "password": make.PASSWORD}, REMOTE_ADDR="192.0.2.1"
    )
    assert answer.status_code == 429
    page = answer.content.decode()
    assert "Too many wrong passwords" in page
    assert "Signing in as “zu-clerk” failed 5 times" in page
    assert "quarter of an hour" in page
    assert "_auth_user_id" not in client.session
    # Neither from elsewhere nor for somebody else.
    assert sign_in(Client(), clerk.username, make.PASSWORD, address="192.0.2.2") == 302
    other = make.make_user("Editor")
    assert sign_in(Client(), other.username, make.PASSWORD) == 302


def test_sign_in_opened_again_by_command(client: Client) -> None:
    clerk = make.make_user("Editor", username="zu-clerk")
    for number in range(5):
        sign_in(client, clerk.username, f"wrong {number}")
    assert sign_in(client, clerk.username, make.PASSWORD) == 429
    call_command("axes_reset_username", "zu-clerk")
    assert sign_in(client, clerk.username, make.PASSWORD) == 302


def test_sign_in_forgets_wrong_passwords_after_a_right_one(client: Client) -> None:
    clerk = make.make_user("Editor")
    for _turn in range(2):
        assert [sign_in(client, clerk.username, "wrong") for _number in range(4)] == [200] * 4
        assert sign_in(client, clerk.username, make.PASSWORD) == 302
        client.logout()


def test_sign_in_after_the_wait(client: Client, settings: Settings) -> None:
    clerk = make.make_user("Editor")
    for _number in range(5):
        sign_in(client, clerk.username, "wrong")
    settings.AXES_COOLOFF_TIME = timedelta(0)
    assert sign_in(client, clerk.username, make.PASSWORD) == 302


@pytest.mark.parametrize("name", ["", "x" * 5_000, "%00", "\x00", "'; --", "<script>"])
def test_sign_in_with_a_strange_name_is_refused(client: Client, name: str) -> None:
    assert {sign_in(client, name, "wrong") for _number in range(6)} <= {200, 429}
