"""`manage.py load_record`: the record of the five documents, into an empty database."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from tracker.services.record import LoadedRecord, RecordError, load_record


class Command(BaseCommand):
    help = "Load the record of the fixtures into an empty database, whole or not at all."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--if-empty",
            action="store_true",
            help=_("do nothing, without an error, where there is a record already"),
        )

    def handle(self, *, if_empty: bool, verbosity: int, **options: Any) -> None:
        try:
            loaded = load_record(only_if_empty=if_empty)
        except RecordError as error:
            raise CommandError(str(error)) from error
        if verbosity > 0:
            self.stdout.write(
                _table(loaded) if loaded else _("There is a record already; nothing was loaded.")
            )


def _table(loaded: LoadedRecord) -> str:
    """The count of each kind in a line of its own, and the sum below."""
    lines = [(str(model._meta.verbose_name_plural), count) for model, count in loaded.counts.items()]
    lines.append((_("rows in all"), loaded.total))
    wide = max(len(name) for name, _count in lines)
    return "\n".join(f"{name:<{wide}}  {count:>5}" for name, count in lines)
