"""Reads partial dates as people type them."""

from datetime import date

from tracker.dates.value import PartialDate


def read(text: str, *, today: date | None = None) -> PartialDate:
    return PartialDate.from_edtf(text.strip())
