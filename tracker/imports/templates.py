"""Template workbooks: what an office can fill in and import as it is."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import openpyxl
from django.utils.translation import gettext as _
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from tracker.choices import ParticipantRole, Status, StopKind, Visibility
from tracker.imports.fields import FIELDS
from tracker.imports.options import MEMBERS, PEOPLE, SHEETS, STOPS, VISITS

_PARTY = ("title", "delegation", "senders", "from_countries", "size")
_REST = (
    *("dates", "status", "countries", "hosts", "programmes", "topics", "purpose", "outcome", "note"),
    *("internal_notes", "visibility"),
)
_PERSON = ("person", "person_other_name", "person_title", "person_organisation", "role", "person_note")
_STOP = (
    *("day", "stop_kind", "stop_title", "stop_host", "place", "stop_country", "said"),
    *("stop_topics", "stop_programmes"),
)
#: Shape → sheet → its role and the fields of its columns. A reference, a last day, a year of their own and
#: names in several columns are for workbooks that have them already.
LAYOUTS: dict[str, dict[str, tuple[str, tuple[str, ...]]]] = {
    VISITS: {"Visits": (VISITS, (*_PARTY, "head", "members", *_REST))},
    PEOPLE: {"People": (PEOPLE, (*_PARTY, *_REST, *_PERSON))},
    SHEETS: {
        "Visits": (VISITS, ("key", *_PARTY, *_REST)),
        "Stops": (STOPS, ("key", *_STOP)),
        "Members": (MEMBERS, ("key", *_PERSON)),
    },
}
#: What the example row says where the field's own example would not go with the others.
_EXAMPLES = {"senders": "Example University", "countries": "China", "role": "head", "person_title": "Rector"}
_CHOICES: dict[str, Any] = {
    "status": Status,
    "role": ParticipantRole,
    "stop_kind": StopKind,
    "visibility": Visibility,
}
#: What a choice may not be in an import: visits come in as drafts, to be published afterwards.
_NOT_IMPORTED = {Visibility.PUBLIC.value}
#: Columns of a word or a number.
_NARROW = frozenset({"size", "key", "status", "role", "day", "stop_kind", "visibility"})
#: A row that says no more than so many words of the example may be anybody's.
_LEAST_OF_EXAMPLE = 4
#: How many rows have drop-downs.
_ROWS = 1000
#: The sheet that the importer does not read, and its first column of choices.
EXPLANATION = "Explanation"
_FIRST_LIST = 7


def template_workbook(shape: str) -> bytes:
    """A workbook (XLSX) of this shape: an example row to overwrite, and a sheet that explains the columns.

    Raises KeyError for a shape that there is none of.
    """
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.worksheets[0])
    explained: dict[str, list[str]] = {}
    for name, (_role, fields) in LAYOUTS[shape].items():
        for field in fields:
            explained.setdefault(field, []).append(name)
    lists = _places_of_choices(explained)
    for name, (_role, fields) in LAYOUTS[shape].items():
        _fill(workbook.create_sheet(name), fields, lists)
    _explain(workbook.create_sheet(EXPLANATION), explained)
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def example_of(field: str) -> str:
    """What the example row of a template says in the column of this field."""
    return _EXAMPLES.get(field, FIELDS[field].example)


def is_example(said: Mapping[str, str]) -> bool:
    """Whether a row, as texts by field, is the example row of a template, which nobody overwrote."""
    return len(said) >= _LEAST_OF_EXAMPLE and all(text == example_of(field) for field, text in said.items())


def heading_of(field: str) -> str:
    """How a template heads the column of this field: by its label."""
    label = str(FIELDS[field].label)
    return label[:1].upper() + label[1:]


def words_of(field: str) -> list[str]:
    """The words that a column of choices takes; none where it takes any text."""
    if field not in _CHOICES:
        return []
    return [str(label) for value, label in _CHOICES[field].choices if value not in _NOT_IMPORTED]


def _places_of_choices(explained: Iterable[str]) -> dict[str, str]:
    """Field → where its words stand on the sheet of explanations, one below the other.

    There, because a list within a rule has 255 characters at the most and no word with a comma.
    """
    found = {}
    for column, field in enumerate((name for name in explained if name in _CHOICES), _FIRST_LIST):
        letter = get_column_letter(column)
        found[field] = f"'{EXPLANATION}'!${letter}$2:${letter}${len(words_of(field)) + 1}"
    return found


def _fill(sheet: Any, fields: Sequence[str], lists: dict[str, str]) -> None:
    sheet.append([heading_of(field) for field in fields])
    sheet.append([example_of(field) for field in fields])
    _style_header(sheet)
    for number, field in enumerate(fields, 1):
        letter = get_column_letter(number)
        sheet.column_dimensions[letter].width = 14 if field in _NARROW else 28
        sheet.cell(2, number).alignment = Alignment(wrap_text=True, vertical="top")
        if field in lists:
            listed = DataValidation(type="list", formula1=lists[field], allow_blank=True)
            listed.showErrorMessage = True
            listed.error = _("Choose one of the list.")
            sheet.add_data_validation(listed)
            listed.add(f"{letter}2:{letter}{_ROWS}")


def _explain(sheet: Any, explained: dict[str, list[str]]) -> None:
    """What each column means, and the words of those that take only some, to the right of that."""
    headers = [_("Column"), _("On the sheet"), _("Meaning"), _("Example"), _("Valid values")]
    sheet.append(headers)
    for field, names in explained.items():
        found = FIELDS[field]
        valid = ", ".join(words_of(field)) or _valid(field)
        sheet.append([heading_of(field), ", ".join(names), str(found.help), found.example, valid])
    for number, field in enumerate((name for name in explained if name in _CHOICES), _FIRST_LIST):
        for row, word in enumerate((heading_of(field), *words_of(field)), 1):
            sheet.cell(row, number, word)
        sheet.column_dimensions[get_column_letter(number)].width = 20
    for letter, width in zip("ABCDE", (26, 22, 70, 36, 50), strict=True):
        sheet.column_dimensions[letter].width = width
        for cell in sheet[letter]:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    _style_header(sheet)


def _valid(field: str) -> str:
    """What a cell of a column without choices may be."""
    if field in ("dates", "day"):
        return _("a date, or what is known of it: 2025, November 2025, autumn 2025, 4–5 November 2025")
    if field == "size":
        return _("a number from 1 to 100,000")
    if field in ("countries", "from_countries", "stop_country"):
        return _("names of countries, or their codes (KZ)")
    return _("any text; several with semicolons between them") if FIELDS[field].list else _("any text")


def _style_header(sheet: Any) -> None:
    for cell in sheet[1]:
        cell.font = Font(bold=True)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "A2"
