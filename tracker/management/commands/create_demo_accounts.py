"""Make one account a role, to try Coop out with."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from tracker.services.accounts import create_demo_accounts, remove_demo_accounts


class Command(BaseCommand):
    help = "Make one demo account a role, where nobody has an account yet; in debug only."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--remove", action="store_true", help="delete the demo accounts instead")

    def handle(self, *args: Any, remove: bool, **options: Any) -> None:
        if remove:
            self.stdout.write(f"Demo accounts deleted: {remove_demo_accounts()}.")
            return
        if not settings.DEBUG:
            raise CommandError(
                "Demo accounts have passwords that everybody knows, so they are made in debug only."
                " For a real account: python manage.py createsuperuser."
            )
        accounts = create_demo_accounts()
        if not accounts:
            self.stdout.write("There are accounts already: no demo accounts made.")
            return
        self.stdout.write("Demo accounts, to sign in at /admin/:")
        for account in accounts:
            role = account.role or "superuser"
            self.stdout.write(f"  {account.username:<16} {account.password:<18} {role}")
