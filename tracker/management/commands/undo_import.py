"""`manage.py undo_import NUMBER`: take an import back, or bring back what was taken."""

from __future__ import annotations

import sys
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from django.utils.translation import gettext as _

from tracker.imports import running
from tracker.models import Import, User
from tracker.services.changes import Report, can_undo, last_of_chain


class Command(BaseCommand):
    help = "Take back an import as one change; once more brings it back."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("number", type=int, help=_("the number of the import"))
        parser.add_argument("--reason", default="", help=_("why, for the history"))
        parser.add_argument("--yes", action="store_true", help=_("without asking"))
        parser.add_argument("--user", default="", help=_("the member of staff in whose name it is done"))

    def handle(self, *, number: int, reason: str, yes: bool, user: str, **options: Any) -> None:
        try:
            self._undo(number, reason, yes, user)
        except (OSError, DatabaseError) as error:
            sentence = _("The work could not be done: %(why)s. Nothing was taken back.")
            raise CommandError(sentence % {"why": error}, returncode=2) from error
        except (KeyboardInterrupt, EOFError) as error:
            raise CommandError(_("Stopped. Nothing was taken back.")) from error

    def _undo(self, number: int, reason: str, yes: bool, user: str) -> None:
        record = Import.objects.filter(pk=number).first()
        if record is None:
            raise CommandError(_("There is no import %(number)s.") % {"number": number}, returncode=2)
        by = User.objects.filter(username=user, is_active=True, is_staff=True).first() if user else None
        if user and by is None:
            raise CommandError(_("There is no member of staff “%(name)s”.") % {"name": user}, returncode=2)
        # Who names nobody works on the server itself and may do all.
        may_not = can_undo(last_of_chain(record.change), by) if by and record.change else ""
        if may_not:
            raise CommandError(may_not)
        if not yes:
            if sys.stdin is None or not sys.stdin.isatty():
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
        self._tell(Report.from_json(change.report))

    def _tell(self, report: Report) -> None:
        for label, counts in (
            (_("removed"), report.removed),
            (_("restored"), report.restored),
            (_("brought back"), report.returned),
            (_("removed by somebody before"), report.missing),
        ):
            for model, count in counts.items():
                name = apps.get_model("tracker", model)._meta.verbose_name_plural
                self.stdout.write(f"{label}: {name} {count}")
        for kept in report.kept:
            sentence = _("kept: %(kind)s “%(label)s”. %(why)s")
            values = {"kind": kept.record_model._meta.verbose_name, "label": kept.label, "why": kept.sentence}
            self.stdout.write(sentence % values)
