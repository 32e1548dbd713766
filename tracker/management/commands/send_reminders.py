"""`manage.py send_reminders`: mails to staff of what is due, overdue, expiring or needs a notice."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.services import reminders


class Command(BaseCommand):
    help = "Mail each member of staff what is due, overdue, expiring or needs a notice; each thing once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help=_("print the mails and send none"))

    def handle(self, *, dry_run: bool, **options: Any) -> None:
        report = reminders.send(dry_run=dry_run)
        if dry_run:
            for mail in report.mails:
                self.stdout.write(f"To: {', '.join(mail.to)}\nSubject: {mail.subject}\n\n{mail.body}")
        told = ngettext("%(count)d mail was sent.", "%(count)d mails were sent.", report.sent)
        self.stdout.write(told % {"count": report.sent})
        if report.problems:
            end = _("What was not sent is sent by the next run.")
            raise CommandError("\n".join([*report.problems, end]))
