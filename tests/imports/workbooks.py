"""Small workbooks for tests of imports; all people in them are made up."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

import openpyxl

from tracker.imports.reading import read_workbook
from tracker.imports.workbook import Workbook

#: Field → the header of its column, in the order of the columns.
HEADERS = {
    "reference": "Reference",
    "title": "Title of visit",
    "delegation": "Delegation",
    "senders": "Sent by",
    "members": "Members",
    "dates": "Dates",
    "status": "Status",
    "countries": "Host countries",
    "hosts": "Hosts",
    "topics": "Topics",
    "purpose": "Purpose",
    "size": "Size",
}


def visit(number: int = 1, **over: Any) -> dict[str, Any]:
    """The cells of a visit; unlike those of any other number."""
    word = ("Alba", "Brevo", "Corvi", "Dunmor", "Esterl", "Fjordin", "Garum", "Hestia", "Ilmar", "Jorvik")[
        number % 10
    ] * (number // 10 + 1)
    return {
        "title": f"{word} teachers visit the Sample Institute",
        "delegation": f"Delegation of {word}",
        "senders": f"University of {word}",
        "members": f"Ann {word} (Rector); Bob Made-up (Dean)",
        "dates": f"2025-03-{number % 28 + 1:02d}",
        "status": "completed",
        "countries": "Kazakhstan",
        "hosts": "Sample Institute",
        "topics": "rural teachers",
        "purpose": f"Talks on example {number}",
        "size": number + 4,
        **over,
    }


def table(rows: Sequence[Mapping[str, Any]]) -> list[list[Any]]:
    """Visits as the rows of a sheet, below their headers."""
    return [list(HEADERS.values()), *([row.get(name) for name in HEADERS] for row in rows)]


def xlsx(sheets: Mapping[str, Sequence[Sequence[Any]]]) -> bytes:
    """A workbook of these sheets; its bytes differ from those of any other, even with the same cells."""
    workbook = openpyxl.Workbook(write_only=True)
    for name, rows in sheets.items():
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def visits_xlsx(*rows: Mapping[str, Any]) -> bytes:
    return xlsx({"Visits": table(rows)})


def opened(sheets: Mapping[str, Sequence[Sequence[Any]]]) -> Workbook:
    """The workbook as imports read it."""
    return read_workbook(xlsx(sheets), "example.xlsx")
