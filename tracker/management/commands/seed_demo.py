"""Fills the record with made-up visits, to try Coop out and to time it."""

from __future__ import annotations

import argparse
from typing import Any

from django.core.management.base import BaseCommand

from tracker.services.demo import seed

_MOST = 5_000_000


def _count(text: str) -> int:
    number = int(text.replace(",", "").replace("_", ""))
    if not 1 <= number <= _MOST:
        raise argparse.ArgumentTypeError(f"give a number from 1 to {_MOST:,}")
    return number


class Command(BaseCommand):
    help = (
        "Add made-up visits to the record, with people, organisations, agreements and actions, all of them"
        " obviously fictitious. For a database to try Coop out with, never for an office's own."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--visits", type=_count, default=1_000, help="how many (default: 1000)")
        parser.add_argument("--seed", type=int, default=1, help="another number gives other visits")

    def handle(self, *args: Any, **options: Any) -> None:
        def tell(percent: int, step: str) -> None:
            if options["verbosity"] and step:
                self.stderr.write(f"{percent:3d} % {step}")

        seed(options["visits"], tell, chance_seed=options["seed"])
        if options["verbosity"]:
            self.stdout.write(f"{options['visits']:,} made-up visits were added.")
