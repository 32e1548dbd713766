"""Makes the index of search anew, from the record."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import ngettext

from tracker.services.search.engine import install
from tracker.services.search.index import rebuild


class Command(BaseCommand):
    help = (
        "Make the index of search anew from the record. It keeps itself up; this is for after a restore of"
        " some tables only, or when somebody switched its triggers off."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        install()
        count = rebuild()
        sentence = ngettext("%(count)d record is indexed.", "%(count)d records are indexed.", count)
        self.stdout.write(sentence % {"count": count})
