"""The second factor: codes of an authenticator (TOTP), which members of staff may ask of themselves.

Whoever set one up signs in with a code of it, or with one of the recovery codes made with it. Each code
counts once, and after a wrong one none does for a second, then two, then four: django-otp sees to both.
"""

from __future__ import annotations

import re
import unicodedata
from base64 import b32encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from textwrap import wrap
from typing import Any

import segno
from django.db import transaction
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from tracker.models import User

RECOVERY_CODES = 10

_LONGEST = 100  # of what is read as a code
_AUTHENTICATOR = re.compile(r"[0-9]{6}")
_RECOVERY = re.compile(r"[a-z2-7]{8}")


def plain(text: str) -> str:
    """A code without what people and input methods put into it: spaces, hyphens, wide digits, capitals."""
    return re.sub(r"[^0-9a-z]", "", unicodedata.normalize("NFKC", text[:_LONGEST]).lower())


def is_set_up(user: User) -> bool:
    """Whether signing in as `user` needs a code."""
    return bool(_devices(user, confirmed=True).exists())


def accepts(user: User, code: str) -> bool:
    """Whether `code`, made plain, lets `user` in, which it does once; anything does without a factor."""
    with transaction.atomic():
        device = _devices(user, confirmed=True).select_for_update().first()
        if device is None:
            return True
        if _AUTHENTICATOR.fullmatch(code):
            return bool(device.verify_token(code))
        recovery = StaticDevice.objects.select_for_update().filter(user=user).first()
        return bool(recovery and _RECOVERY.fullmatch(code) and recovery.verify_token(code))


# --- Setting one up ---


def begin(user: User) -> None:
    """Make a new secret, which counts once a code of it was given; nothing where there is a second factor."""
    with _alone(user):
        if not is_set_up(user):
            _devices(user, confirmed=False).delete()
            TOTPDevice.objects.create(user=user, name="Authenticator", confirmed=False)


def begun(user: User) -> TOTPDevice | None:
    """What was begun and counts not yet."""
    return None if is_set_up(user) else _devices(user, confirmed=False).first()


def confirm(user: User, code: str) -> list[str] | None:
    """Let what was begun count, by its first code; gives the recovery codes, None for a wrong code."""
    with _alone(user):
        device = begun(user)
        if device is None or not _AUTHENTICATOR.fullmatch(code) or not device.verify_token(code):
            return None
        device.confirmed = True
        device.save(update_fields=["confirmed"])
        return _make_recovery_codes(user)


def new_recovery_codes(user: User) -> list[str]:
    """Make other recovery codes in place of those there are; none where there is no second factor."""
    with _alone(user):
        return _make_recovery_codes(user) if is_set_up(user) else []


def recovery_codes_left(user: User) -> int:
    return int(StaticToken.objects.filter(device__user=user).count())


def take_away(user: User) -> bool:
    """Let `user` sign in by password alone, until they set up another; whether there was one."""
    with _alone(user):
        had = is_set_up(user)
        TOTPDevice.objects.filter(user=user).delete()
        StaticDevice.objects.filter(user=user).delete()
        return had


def _make_recovery_codes(user: User) -> list[str]:
    StaticDevice.objects.filter(user=user).delete()
    device = StaticDevice.objects.create(user=user, name="Recovery codes")
    codes: set[str] = set()
    while len(codes) < RECOVERY_CODES:
        codes.add(StaticToken.random_token())
    StaticToken.objects.bulk_create(StaticToken(device=device, token=code) for code in codes)
    return sorted(f"{code[:4]}-{code[4:]}" for code in codes)


def _devices(user: User, *, confirmed: bool) -> Any:
    return TOTPDevice.objects.filter(user=user, confirmed=confirmed).order_by("pk")


@contextmanager
def _alone(user: User) -> Iterator[None]:
    """A transaction in which nobody else changes the second factor of `user`."""
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        yield


# --- What an authenticator is told ---


@dataclass(frozen=True)
class Picture:
    """A QR code: how many modules wide, its margin included, and the path of the dark ones."""

    width: int
    path: str


def secret_of(device: TOTPDevice) -> str:
    """The secret as people type it: letters and digits in groups of four."""
    return " ".join(wrap(b32encode(device.bin_key).decode(), 4))


def picture_of(device: TOTPDevice) -> Picture:
    """What an authenticator reads with a camera."""
    rows = [list(row) for row in segno.make_qr(device.config_url, error="m").matrix_iter(border=4)]
    return Picture(len(rows), "".join(_dark(rows)))


def _dark(rows: list[list[int]]) -> Iterator[str]:
    """A square for each dark module."""
    for y, row in enumerate(rows):
        for x, is_dark in enumerate(row):
            if is_dark:
                yield f"M{x} {y}h1v1h-1z"
