"""`manage.py undo_import NUMBER`: take an import back, or bring back what was taken."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from tracker.imports import running
from tracker.models import Import, User
from tracker.services.changes import Report


class Command(BaseCommand):
    help = "Take back an import as one change; once more brings it back."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("number", type=int, help=_("the number of the import"))
        parser.add_argument("--reason", default="", help=_("why, for the history"))
        parser.add_argument("--yes", action="store_true", help=_("without asking"))
        parser.add_argument("--user", default="", help=_("the member of staff in whose name it is done"))

    def handle(self, *, number: int, reason: str, yes: bool, user: str, **options: Any) -> None:
        record = Import.objects.filter(pk=number).first()
        if record is None:
            raise CommandError(_("There is no import %(number)s.") % {"number": number}, returncode=2)
        by = User.objects.filter(username=user).first() if user else None
        if user and by is None:
            raise CommandError(_("There is no member of staff “%(name)s”.") % {"name": user}, returncode=2)
        if not yes:
            if not sys.stdin.isatty():
                raise CommandError(
                    _("Nothing was done: say --yes to do it without being asked."), returncode=2
                )
            answer = input(_("Take back the import of %(file)s? [y/N] ") % {"file": record.file_name})
            if answer.strip().lower() not in ("y", "yes"):
                raise CommandError(_("Nothing was done."))
        try:
            change = running.take_back(record, by=by, reason=reason)
        except running.ImportRefusedError as error:
            raise CommandError(str(error)) from error
        report = Report.from_json(change.report)
        for label, counts in (
            (_("removed"), report.removed),
            (_("restored"), report.restored),
            (_("brought back"), report.returned),
        ):
            for kind, count in counts.items():
                self.stdout.write(f"{label}: {kind} {count}")
        for kept in report.kept:
            self.stdout.write(f"{kept.model} {kept.label}: {kept.sentence}")
