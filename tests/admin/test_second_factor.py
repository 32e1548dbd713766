"""The second factor, on the real forms: set up, signed in with, renewed, taken away, and kept secret."""

from __future__ import annotations

import re
import threading
from base64 import b32decode
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from html import unescape
from types import SimpleNamespace
from typing import Any

import pytest
import segno
from asgiref.sync import async_to_sync
from axes.models import AccessAttempt
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client, RequestFactory
from django.utils import timezone
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp import models as library
from django_otp.plugins.otp_totp.models import TOTPDevice

from coop.sign_in import PasswordAndCode
from tests import factories as make
from tests.admin.forms import posted
from tracker.models import User
from tracker.services import second_factor

pytestmark = pytest.mark.django_db

LOGIN = "/admin/login/"
PAGE = "/second-factor/"
REFUSED = "Not signed in: the name, the password or the code is wrong."
UNCHANGED = "Nothing was changed: the password or the code is wrong."


class Clock:
    """What time the server and the telephone have; each code is of half a minute, and works once."""

    def __init__(self) -> None:
        self.now = 1_900_000_000.0

    def code(self, device: TOTPDevice) -> str:
        """What the telephone shows in the next half minute."""
        self.now += 30
        return self.shown(device.bin_key)

    def shown(self, key: bytes) -> str:
        telephone = TOTP(key)
        telephone.time = self.now
        return f"{telephone.token():06}"


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(library, "time", SimpleNamespace(time=lambda: clock.now))
    return clock


@pytest.fixture
def impatient(settings: Any) -> None:
    """No waiting after a wrong code."""
    settings.OTP_TOTP_THROTTLE_FACTOR = settings.OTP_STATIC_THROTTLE_FACTOR = 0


def wrong(code: str) -> str:
    """Another code than this."""
    return f"{(int(code) + 1) % 1_000_000:06}"


def sign_in(client: Client, user: User, code: str | None = None, password: str = make.PASSWORD) -> Any:
    data = {"username": user.username, "password": password}
    return client.post(LOGIN, data if code is None else {**data, "code": code})


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def ask(client: Client, do: str, code: str = "", password: str = make.PASSWORD) -> Any:
    return client.post(PAGE, {"do": do, "code": code, "password": password})


def with_factor(clock: Clock, role: str = "Editor", **over: Any) -> tuple[User, TOTPDevice, list[str]]:
    """A member of staff with a second factor, its device and the recovery codes."""
    user = make.make_user(role, **over)
    second_factor.begin(user)
    device = second_factor.begun(user)
    assert device
    codes = second_factor.confirm(user, clock.code(device))
    assert codes
    return user, device, codes


def shown_codes(page: str) -> list[str]:
    return re.findall(r"<code>([a-z2-7]{4}-[a-z2-7]{4})</code>", page)


# --- Set up ---


def test_set_up_shows_secret_and_picture_and_counts_after_a_code(client: Client, clock: Clock) -> None:
    user = make.make_user("Viewer")
    client.force_login(user)
    page = client.get(PAGE)
    assert "your password alone signs you in" in page.text
    assert not TOTPDevice.objects.exists()  # looking makes nothing
    assert client.post(PAGE, {"do": "begin"}).status_code == 302
    page = client.get(PAGE)
    found = re.search(r"<code>([A-Z2-7 ]+)</code>", page.text)
    assert found
    key = b32decode(found[1].replace(" ", ""))
    assert len(key) == 20
    assert 'role="img" aria-label="QR code of the secret"' in page.text
    address = re.search(r'href="(otpauth:[^"]+)"', page.text)
    assert address
    assert unescape(address[1]) == TOTPDevice.objects.get().config_url
    assert not re.search(r"<script(?! src)| style=", page.text)
    assert "no-store" in page.headers["Cache-Control"]
    # Not yet: the password alone signs in.
    assert is_in(other := Client()) is False
    assert sign_in(other, user).status_code == 302
    # Neither without the password nor without the code.
    assert UNCHANGED in ask(client, "confirm", clock.shown(key), password="wrong").text
    assert "needed" in ask(client, "confirm", "").text
    assert second_factor.is_set_up(user) is False
    page = ask(client, "confirm", clock.shown(key))
    codes = shown_codes(page.text)
    assert len(set(codes)) == second_factor.RECOVERY_CODES
    assert {code.replace("-", "") for code in codes} == set(
        StaticToken.objects.filter(device__user=user).values_list("token", flat=True)
    )
    assert "no-store" in page.headers["Cache-Control"]
    # Shown once, and so is the secret.
    page = client.get(PAGE)
    assert "You have a second factor, and 10 recovery codes are left." in page.text
    assert shown_codes(page.text) == []
    assert found[1] not in page.text
    assert "otpauth" not in page.text


def test_picture_says_what_the_authenticator_needs(clock: Clock) -> None:
    """The modules of the picture are those of a QR code of the address, and the margin is free."""
    user = make.make_user("Viewer", username="zu viewer")
    second_factor.begin(user)
    device = second_factor.begun(user)
    assert device
    assert device.config_url.startswith("otpauth://totp/Coop%3Azu%20viewer?secret=")
    picture = second_factor.picture_of(device)
    expected = {
        (x + 4, y + 4)
        for y, row in enumerate(segno.make_qr(device.config_url, error="m").matrix)
        for x, is_dark in enumerate(row)
        if is_dark
    }
    drawn = re.findall(r"M(\d+) (\d+)h1v1h-1z", picture.path)
    assert {(int(x), int(y)) for x, y in drawn} == expected
    assert picture.width == max(x for x, _y in expected) + 5


@pytest.mark.usefixtures("impatient")
def test_set_up_with_a_wrong_code_can_be_tried_again(client: Client, clock: Clock) -> None:
    user = make.make_user("Viewer")
    client.force_login(user)
    ask(client, "begin")
    key = TOTPDevice.objects.get().bin_key
    page = ask(client, "confirm", wrong(clock.shown(key)))
    assert UNCHANGED in page.text
    assert "otpauth" in page.text
    assert second_factor.is_set_up(user) is False
    assert len(shown_codes(ask(client, "confirm", clock.shown(key)).text)) == 10


def test_set_up_begun_again_has_another_secret(client: Client, clock: Clock) -> None:
    client.force_login(make.make_user("Viewer"))
    ask(client, "begin")
    first = TOTPDevice.objects.get().bin_key
    ask(client, "begin")
    assert TOTPDevice.objects.get().bin_key != first
    assert UNCHANGED in ask(client, "confirm", clock.shown(first)).text


def test_set_up_twice_or_out_of_place_is_told(client: Client, clock: Clock) -> None:
    user, device, _codes = with_factor(clock)
    client.force_login(user)
    before = list(TOTPDevice.objects.values()), list(StaticToken.objects.values())
    ask(client, "begin")
    answer = ask(client, "confirm", clock.code(device))
    assert answer.status_code == 409
    assert "This was done already, or taken back" in answer.text
    assert (list(TOTPDevice.objects.values()), list(StaticToken.objects.values())) == before
    client.force_login(make.make_user("Editor"))
    for do in ("confirm", "new-codes", "take-away", "nonsense", ""):
        answer = ask(client, do, "123456")
        assert answer.status_code == 409
        assert "This was done already, or taken back" in answer.text


def test_page_is_for_staff_alone(client: Client) -> None:
    assert client.get(PAGE).status_code == 404
    assert ask(client, "begin").status_code == 404
    client.force_login(make.make_user(is_staff=False))
    assert client.get(PAGE).status_code == 404
    assert ask(client, "begin").status_code == 404
    assert not TOTPDevice.objects.exists()


def test_page_is_linked_from_the_admin_and_the_site(client: Client) -> None:
    client.force_login(make.make_user("Viewer"))
    for address in ("/admin/", "/"):
        assert f'<a href="{PAGE}">Second factor</a>' in client.get(address).text


# --- Signing in ---


def test_sign_in_needs_password_and_code(client: Client, clock: Clock) -> None:
    user, device, _codes = with_factor(clock)
    code = clock.code(device)
    for answer in (
        sign_in(client, user),
        sign_in(client, user, ""),
        sign_in(client, user, code, password="wrong"),
    ):
        assert answer.status_code == 200
        assert REFUSED in answer.text
        assert not is_in(client)
    assert sign_in(client, user, code).status_code == 302
    assert is_in(client)
    assert client.get("/admin/").status_code == 200


@pytest.mark.parametrize("typed", ["{0} {1}", " {0}-{1} ", "{0}\u00a0{1}"])
def test_sign_in_with_a_code_as_people_type_it(client: Client, clock: Clock, typed: str) -> None:
    user, device, _codes = with_factor(clock)
    code = clock.code(device)
    assert sign_in(client, user, typed.format(code[:3], code[3:])).status_code == 302


def test_sign_in_with_wide_digits(client: Client, clock: Clock) -> None:
    user, device, _codes = with_factor(clock)
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in clock.code(device))
    assert sign_in(client, user, wide).status_code == 302


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("kind", ["wrong", "replayed", "old", "unshaped", "null", "long", "of another"])
def test_sign_in_with_a_bad_code_is_refused(client: Client, clock: Clock, kind: str) -> None:
    user, device, codes = with_factor(clock)
    _other, others_device, others_codes = with_factor(clock)
    code = clock.code(device)
    if kind == "replayed":
        assert sign_in(Client(), user, code).status_code == 302
    if kind == "old":
        clock.now += 90
    bad = {
        "wrong": [wrong(code)],
        "replayed": [code],
        "old": [code],
        "unshaped": ["0", "-1", "1e5", code[:5], f"{code}0", "²" * 6, codes[0][:-1]],
        "null": ["\x00", f"{wrong(code)}\x00"],
        "long": ["9" * 10_000],
        "of another": [clock.shown(others_device.bin_key), others_codes[0]],
    }[kind]
    for typed in bad:
        AccessAttempt.objects.all().delete()
        answer = sign_in(client, user, typed)
        assert (answer.status_code, is_in(client)) == (200, False)
        assert REFUSED in answer.text
    assert second_factor.recovery_codes_left(user) == 10


def test_sign_in_tells_nothing_of_the_password(client: Client, clock: Clock) -> None:
    """Whatever is typed as code, the answer to the right password is that to a wrong one."""
    user, device, _codes = with_factor(clock)
    for code in ("", None, wrong(clock.code(device)), "zu", "\x00", "9" * 10_000, "x" * 500):
        AccessAttempt.objects.all().delete()
        pages = []
        for password in (make.PASSWORD, "wrong"):
            answer = sign_in(client, user, code, password=password)
            text = re.sub(r'(name="csrfmiddlewaretoken" value=)"[^"]*"', r"\1", answer.text)
            headers = {name: value for name, value in answer.headers.items() if name != "Expires"}  # the time
            pages.append((answer.status_code, text, headers))
            assert REFUSED in text
            assert "value=" not in re.findall(r'<input[^>]*name="code"[^>]*>', text)[0]
        assert pages[0] == pages[1]
        assert AccessAttempt.objects.get().failures_since_start == 2


def test_sign_in_waits_after_a_wrong_code(client: Client, clock: Clock, settings: Any) -> None:
    """So that many addresses together can't guess; axes counts each address by itself."""
    assert TOTPDevice().get_throttle_factor() == 1  # second; an hour here, for slow machines
    settings.OTP_TOTP_THROTTLE_FACTOR = 3600
    user, device, _codes = with_factor(clock)
    code = clock.code(device)
    assert sign_in(client, user, wrong(code)).status_code == 200
    assert sign_in(client, user, code).status_code == 200
    past = timezone.now() - timedelta(hours=1)
    TOTPDevice.objects.update(throttling_failure_timestamp=past)
    assert sign_in(client, user, code).status_code == 302


@pytest.mark.usefixtures("impatient")
def test_sign_in_after_five_wrong_codes_has_to_wait(client: Client, clock: Clock) -> None:
    user, device, codes = with_factor(clock)
    bad = [wrong(clock.code(device)), "", "zu", "zzzzzzzz"]
    assert [sign_in(client, user, code).status_code for code in bad] == [200] * 4
    assert sign_in(client, user, wrong(clock.code(device))).status_code == 429
    assert sign_in(client, user, clock.code(device)).status_code == 429
    assert sign_in(client, user, codes[0]).status_code == 429
    assert not is_in(client)
    call_command("axes_reset_username", user.username)
    assert sign_in(client, user, clock.code(device)).status_code == 302


def test_sign_in_with_a_recovery_code_once(client: Client, clock: Clock, settings: Any) -> None:
    assert StaticDevice().get_throttle_factor() == 1  # second; an hour here, for slow machines
    settings.OTP_STATIC_THROTTLE_FACTOR = 3600
    user, _device, codes = with_factor(clock)
    assert sign_in(client, user, codes[3].upper()).status_code == 302
    assert "9 recovery codes are left" in client.get(PAGE).text
    assert sign_in(Client(), user, codes[3]).status_code == 200
    assert sign_in(other := Client(), user, codes[4].replace("-", "")).status_code == 200  # waits
    StaticDevice.objects.update(throttling_failure_timestamp=timezone.now() - timedelta(hours=1))
    assert sign_in(other, user, codes[4].replace("-", "")).status_code == 302


def test_sign_in_without_a_second_factor_is_as_before(client: Client) -> None:
    user = make.make_user("Editor")
    second_factor.begin(user)  # begun, and left
    for code in (None, "", "123456", "\x00", "x" * 500):
        other = Client()
        assert sign_in(other, user, code).status_code == 302
        assert is_in(other)


def test_every_door_asks_for_the_code(clock: Clock) -> None:
    user, device, _codes = with_factor(clock)
    request = RequestFactory().post("/")
    name = user.username
    assert authenticate(request, username=name, password=make.PASSWORD) is None
    assert authenticate(request, username=name, password=make.PASSWORD, token=clock.code(device)) == user


def test_every_door_asks_for_the_code_asynchronously_too(clock: Clock) -> None:
    user, device, _codes = with_factor(clock)
    asked = async_to_sync(PasswordAndCode().aauthenticate)
    assert asked(None, username=user.username, password=make.PASSWORD) is None
    assert asked(None, username=user.username, password=make.PASSWORD, token=clock.code(device)) == user


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", ["authenticator", "recovery"])
def test_code_typed_in_several_places_at_once_counts_once(clock: Clock, kind: str) -> None:
    user, device, codes = with_factor(clock, role="")
    code = clock.code(device) if kind == "authenticator" else second_factor.plain(codes[0])
    start = threading.Barrier(4)

    def accepted(_number: int) -> bool:
        try:
            start.wait()
            return second_factor.accepts(user, code)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(accepted, range(4))) == [False, False, False, True]


# --- New recovery codes, and away with it ---


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("do", ["new-codes", "take-away"])
def test_change_needs_password_and_code(client: Client, clock: Clock, do: str) -> None:
    user, device, codes = with_factor(clock)
    client.force_login(user)
    before = set(StaticToken.objects.values_list("token", flat=True))
    code = clock.code(device)
    for answer in (ask(client, do, code, password="wrong"), ask(client, do, wrong(code))):
        assert answer.status_code == 200
        assert UNCHANGED in answer.text
    assert "needed" in ask(client, do, "").text
    assert (second_factor.is_set_up(user), set(StaticToken.objects.values_list("token", flat=True))) == (
        True,
        before,
    )
    answer = ask(client, do, code)
    if do == "take-away":
        assert answer.status_code == 302
        assert "Taken away. Your password alone signs you in." in client.get(PAGE).text
        assert not TOTPDevice.objects.exists()
        assert not StaticDevice.objects.exists()
        assert sign_in(Client(), user).status_code == 302
    else:
        new = shown_codes(answer.text)
        assert len(new) == 10
        assert not set(new) & set(codes)
        assert sign_in(Client(), user, codes[0]).status_code == 200
        assert sign_in(Client(), user, new[0]).status_code == 302


@pytest.mark.usefixtures("impatient")
def test_change_guessed_at_is_closed(client: Client, clock: Clock) -> None:
    """Whoever finds a page open can't guess there what sign-in wouldn't let them guess."""
    user, device, _codes = with_factor(clock)
    client.force_login(user)
    bad = wrong(clock.code(device))
    answers = [ask(client, "take-away", bad).status_code for _number in range(5)]
    assert answers == [200] * 4 + [429]
    assert ask(client, "take-away", clock.code(device)).status_code == 429
    assert second_factor.is_set_up(user)


def test_change_with_a_recovery_code(client: Client, clock: Clock) -> None:
    user, _device, codes = with_factor(clock)
    client.force_login(user)
    assert ask(client, "take-away", codes[0]).status_code == 302
    assert not second_factor.is_set_up(user)


# --- A lost telephone ---


def change_page(user: User) -> str:
    return f"/admin/tracker/user/{user.pk}/change/"


def saved(page: Any, **changes: Any) -> dict[str, Any]:
    """What saving the page of a member of staff would send; its moments are two fields each."""
    return posted(page, date_joined_0="2026-01-01", date_joined_1="12:00:00", **changes)


def test_superuser_takes_away_that_of_another(client: Client, clock: Clock) -> None:
    user, _device, _codes = with_factor(clock)
    client.force_login(make.make_user(is_superuser=True))
    page = client.get(change_page(user))
    assert "Take the second factor away" in page.text
    assert client.post(change_page(user), saved(page)).status_code == 302
    assert second_factor.is_set_up(user)  # saved without the tick, it stays
    assert client.post(change_page(user), saved(page, ends_second_factor="on")).status_code == 302
    assert not TOTPDevice.objects.exists()
    assert not StaticDevice.objects.exists()
    assert "Take the second factor away" in LogEntry.objects.latest("pk").get_change_message()
    assert "Take the second factor away" not in client.get(change_page(user)).text
    assert sign_in(Client(), user).status_code == 302


def test_superuser_takes_away_their_own_on_its_page_alone(client: Client, clock: Clock) -> None:
    user, _device, _codes = with_factor(clock, role="", is_superuser=True)
    client.force_login(user)
    page = client.get(change_page(user))
    assert "Take the second factor away" not in page.text
    answer = client.post(change_page(user), saved(page, ends_second_factor="on"))
    assert answer.status_code == 302
    assert second_factor.is_set_up(user)


def test_nobody_else_takes_it_away(client: Client, clock: Clock) -> None:
    user, _device, _codes = with_factor(clock)
    client.force_login(make.make_user("Publisher"))
    assert client.post(change_page(user), {"ends_second_factor": "on"}).status_code == 403
    assert second_factor.is_set_up(user)


def test_command_takes_it_away(clock: Clock, capsys: Any) -> None:
    user, _device, _codes = with_factor(clock, username="zu-clerk")
    call_command("take_away_second_factor", "zu-clerk")
    assert capsys.readouterr().out == "zu-clerk signs in by password alone now.\n"
    assert not second_factor.is_set_up(user)
    with pytest.raises(CommandError, match="zu-clerk has no second factor"):
        call_command("take_away_second_factor", "zu-clerk")
    with pytest.raises(CommandError, match="Nobody is called zu-nobody"):
        call_command("take_away_second_factor", "zu-nobody")


# --- Secrets ---


def test_secrets_are_on_no_screen_of_the_admin(client: Client, clock: Clock) -> None:
    assert not {TOTPDevice, StaticDevice, StaticToken} & set(admin.site._registry)
    user, device, codes = with_factor(clock)
    client.force_login(make.make_user(is_superuser=True))
    start = "/admin/tracker/user/"
    screens = [start, *(f"{start}{user.pk}/{screen}/" for screen in ("change", "history", "delete"))]
    pages = [client.get(address) for address in (*screens, "/admin/")]
    assert [page.status_code for page in pages] == [200] * 5
    secrets = [device.key, second_factor.secret_of(device), device.config_url, *codes]
    secrets += [code.replace("-", "") for code in codes]
    assert [secret for secret in secrets for page in pages if secret in page.text] == []
    for app in ("otp_totp/totpdevice", "otp_static/staticdevice"):
        assert client.get(f"/admin/{app}/").status_code == 404


def test_codes_are_not_kept_with_wrong_tries(client: Client, clock: Clock) -> None:
    """A recovery code beside a mistyped password is still good."""
    user, _device, codes = with_factor(clock)
    sign_in(client, user, codes[0], password="mistyped")
    kept = str(AccessAttempt.objects.values().get())
    assert "code=****" in kept
    assert codes[0] not in kept
    assert "mistyped" not in kept
