"""Template workbooks: what an office can fill in and import as it is."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
from django.utils.translation import gettext as _
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from tracker.choices import ParticipantRole, Status, StopKind, Visibility
from tracker.imports.fields import FIELDS
from tracker.imports.options import MEMBERS, PEOPLE, SHEETS, STOPS, VISITS

_VISIT = ("title", "delegation", "senders", "size")
_REST = ("dates", "status", "countries", "hosts", "programmes", "topics", "purpose", "outcome", "note")
_PERSON = ("person", "person_title", "person_organisation", "role")
#: Shape → sheet → its role and the fields of its columns.
LAYOUTS: dict[str, dict[str, tuple[str, tuple[str, ...]]]] = {
    VISITS: {"Visits": (VISITS, (*_VISIT, "head", "members", *_REST))},
    PEOPLE: {"People": (PEOPLE, (*_VISIT, *_REST, *_PERSON))},
    SHEETS: {
        "Visits": (VISITS, ("key", *_VISIT, *_REST)),
        "Stops": (
            STOPS,
            (
                "key",
                "day",
                "stop_kind",
                "stop_title",
                "stop_host",
                "place",
                "stop_country",
                "said",
                "stop_topics",
            ),
        ),
        "Members": (MEMBERS, ("key", *_PERSON)),
    },
}
#: What the example row says where the field's own example would not go with the others.
_EXAMPLES = {
    "title": "Example University visits the Sample Institute",
    "delegation": "Delegation of Example University",
    "senders": "Example University",
    "key": "2025-07",
    "day": "4 November 2025",
    "dates": "4–5 November 2025",
}
_CHOICES: dict[str, Any] = {
    "status": Status,
    "role": ParticipantRole,
    "stop_kind": StopKind,
    "visibility": Visibility,
}
#: How many rows have drop-downs.
_ROWS = 1000


def template_workbook(shape: str) -> bytes:
    """A workbook (XLSX) of this shape with an example row to overwrite, and a sheet that explains the columns.

    Raises KeyError for a shape that there is none of.
    """
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)  # type: ignore[arg-type]
    explained: dict[str, str] = {}
    for name, (_role, fields) in LAYOUTS[shape].items():
        sheet = workbook.create_sheet(name)
        _fill(sheet, fields)
        for field in fields:
            explained.setdefault(field, name)
    _explain(workbook.create_sheet("Explanation"), explained)
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def heading_of(field: str) -> str:
    """How a template heads the column of this field."""
    label = str(FIELDS[field].label)
    return label[:1].upper() + label[1:]


def _fill(sheet: Any, fields: tuple[str, ...]) -> None:
    sheet.append([heading_of(field) for field in fields])
    sheet.append([_EXAMPLES.get(field, FIELDS[field].example) for field in fields])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "A2"
    for number, field in enumerate(fields, 1):
        letter = get_column_letter(number)
        sheet.column_dimensions[letter].width = (
            14 if field in ("size", "key", "status", "role", "day") else 28
        )
        if field in _CHOICES:
            words = ",".join(str(label) for label in _CHOICES[field].labels)
            listed = DataValidation(type="list", formula1=f'"{words[:250]}"', allow_blank=True)
            listed.error = _("Choose one of the list.")
            sheet.add_data_validation(listed)
            listed.add(f"{letter}2:{letter}{_ROWS}")


def _explain(sheet: Any, explained: dict[str, str]) -> None:
    sheet.append(
        [_("About the column"), _("On the sheet"), _("Meaning"), _("For example"), _("Valid values")]
    )
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for field, name in explained.items():
        found = FIELDS[field]
        values = ", ".join(str(label) for label in _CHOICES[field].labels) if field in _CHOICES else ""
        sheet.append([heading_of(field), name, str(found.help), found.example, values])
    for letter, width in zip("ABCDE", (26, 14, 80, 40, 60), strict=True):
        sheet.column_dimensions[letter].width = width
        for cell in sheet[letter]:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
