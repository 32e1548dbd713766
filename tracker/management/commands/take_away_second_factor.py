"""Take away the second factor of somebody who lost it, where no superuser can do so in the admin."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tracker.models import User
from tracker.services import second_factor


class Command(BaseCommand):
    help = "Let somebody sign in by password alone who lost their telephone and the recovery codes."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="what they sign in as")

    def handle(self, *args: Any, name: str, **options: Any) -> None:
        user = User.objects.filter(username=name).first()
        if user is None:
            raise CommandError(f"Nobody is called {name} here.")
        if not second_factor.take_away(user):
            raise CommandError(f"{name} has no second factor: their password alone signs them in.")
        self.stdout.write(f"{name} signs in by password alone now.")
