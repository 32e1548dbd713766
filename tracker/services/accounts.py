"""Accounts to try Coop out with, one a role."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.models import Group
from django.db import transaction

from tracker.models import User


@dataclass(frozen=True)
class DemoAccount:
    """What somebody types to sign in, and what they may then do."""

    username: str
    password: str
    role: str


# Their passwords are known to everybody, so they are made in debug only.
DEMO_ACCOUNTS = (
    DemoAccount("demo-viewer", "look-around", "Viewer"),
    DemoAccount("demo-editor", "keep-the-record", "Editor"),
    DemoAccount("demo-publisher", "show-the-world", "Publisher"),
    DemoAccount("demo-admin", "look-after-it-all", ""),
)


@transaction.atomic
def create_demo_accounts() -> tuple[DemoAccount, ...]:
    """Make the demo accounts where nobody has an account yet.

    Returns those made: all or none. The account without a role is a superuser, who keeps the accounts.
    """
    if User.objects.exists():
        return ()
    groups = {group.name: group for group in Group.objects.all()}
    for account in DEMO_ACCOUNTS:
        user = User.objects.create_user(
            account.username, password=account.password, is_staff=True, is_superuser=not account.role
        )
        if account.role:
            user.groups.add(groups[account.role])
    return DEMO_ACCOUNTS


@transaction.atomic
def remove_demo_accounts() -> int:
    """Delete the demo accounts; what they changed stays in the history. Returns how many there were."""
    demo = User.objects.filter(username__in=[account.username for account in DEMO_ACCOUNTS])
    number = demo.count()
    demo.delete()
    return number
