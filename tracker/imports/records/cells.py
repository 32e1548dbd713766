"""Cells of a table read as the values of a record's fields."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any, NamedTuple, NoReturn

from django.db import models
from django.utils.translation import gettext as _
from import_export.widgets import Widget

from tracker.dates import PartialDateField, read
from tracker.dates.value import quoted
from tracker.imports.records.naming import Names
from tracker.models import Country
from tracker.services.columns import (
    DateWidget,
    RelatedManyWidget,
    RelatedWidget,
    as_text,
    out_of_text,
)

#: No cell of a workbook holds more characters.
LONGEST_CELL = 32_767
# What no text has; SQLite would keep a NUL that PostgreSQL refuses.
_NO_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_BREAKS = re.compile(r"\r\n?")
_WHOLE = re.compile(r"[0-9]{1,12}")
_SEPARATORS = re.compile(r"[;；]")
_ERRORS = frozenset({"#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NULL!", "#NUM!"})
_YES = frozenset({"1", "true", "yes"})
_NO = frozenset({"0", "false", "no"})


def text_of(cell: Any) -> str:
    """What a cell says, as text without spaces around it; raises ValueError for what is no text."""
    if cell is None:
        return ""
    if isinstance(cell, datetime) and not (cell.hour or cell.minute or cell.second or cell.microsecond):
        cell = cell.date()
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    text = cell.isoformat() if isinstance(cell, date) else str(cell)
    if _NO_TEXT.search(text):
        raise ValueError(
            _("“%(text)s” holds characters that no text has: type it anew.") % {"text": quoted(text)}
        )
    text = _BREAKS.sub("\n", text).strip()
    if text in _ERRORS:
        raise ValueError(_("%(error)s is an error of the spreadsheet: mend its formula.") % {"error": text})
    return out_of_text(text)


def says(cell: Any, written: str) -> bool:
    """Whether a cell says what an export of the record writes there.

    Line breaks are written in several ways, and a workbook's cell is cut off where it is full: what it lost
    isn't taken away.
    """
    found = _plain(str("" if cell is None else cell))
    expected = as_text(written)
    return found == _plain(expected) or found == _plain(expected[:LONGEST_CELL])


def _plain(text: str) -> str:
    return _BREAKS.sub("\n", text).strip()


def refuse(text: str, wanted: str) -> NoReturn:
    """Raise ValueError: `text` stands where something else is wanted."""
    if not text:
        raise ValueError(_("This can't be empty. It wants: %(wanted)s.") % {"wanted": wanted})
    raise ValueError(
        _("“%(text)s” can't stand here. It wants: %(wanted)s.") % {"text": quoted(text), "wanted": wanted}
    )


class Reading(NamedTuple):
    """What the reading of a cell needs beside it."""

    names: Callable[[type[models.Model]], Names]
    #: Keys of the records that the field names so far, where it names several.
    among: frozenset[Any] = frozenset()


class Cell(Widget):
    """Reads the cells of one field, a text; `clean` raises ValueError, with a sentence, for what can't be
    read.
    """

    def __init__(self, field: models.Field[Any, Any]) -> None:
        super().__init__()
        self.field = field

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        return self.read(text_of(value), kwargs["reading"])

    def read(self, text: str, reading: Reading) -> Any:
        # Only long texts have lines.
        return text if isinstance(self.field, models.TextField) else " ".join(text.split())

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "" if value is None else str(value)

    def wanted(self) -> str:
        """What goes into the column, for people."""
        return _("text")


class ChoiceCell(Cell):
    """One of a closed list, by its stored word."""

    def read(self, text: str, reading: Reading) -> str:
        word = text.casefold()
        if word in self._words() or (not word and self.field.blank):
            return word
        refuse(text, self.wanted())

    def _words(self) -> list[str]:
        return [str(word) for word, _label in self.field.flatchoices if word]

    def wanted(self) -> str:
        return _("one of %(words)s") % {"words": ", ".join(self._words())}


class NumberCell(Cell):
    def read(self, text: str, reading: Reading) -> int | None:
        if not text:
            return None
        if not _WHOLE.fullmatch(text):
            refuse(text, self.wanted())
        return int(text)

    def wanted(self) -> str:
        return _("a whole number")


class YesNoCell(Cell):
    def read(self, text: str, reading: Reading) -> bool:
        word = text.casefold()
        if word not in _YES | _NO:
            refuse(text, self.wanted())
        return word in _YES

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "1" if value else "0"

    def wanted(self) -> str:
        return _("1 for yes, 0 for no")


class DateCell(DateWidget, Cell):
    def read(self, text: str, reading: Reading) -> Any:
        return read(text) if text else None

    def wanted(self) -> str:
        return _("a date as far as it is known, such as 4–5 Nov 2025, autumn 2025 or 2025-11-04")


class RecordCell(RelatedWidget, Cell):
    """A related record, which must be there already."""

    def read(self, text: str, reading: Reading) -> Any:
        return reading.names(self._model()).find(text, among=reading.among) if text else None

    def _model(self) -> type[models.Model]:
        model: type[models.Model] = self.field.related_model  # type: ignore[assignment]
        return model

    def wanted(self) -> str:
        if self._model() is Country:
            return _("the code or the English name of a country")
        return _("what is in the record already, by its slug, reference or name (%(kind)s)") % {
            "kind": self._model()._meta.verbose_name
        }


class RecordsCell(RelatedManyWidget, RecordCell):
    """Several related records."""

    def read(self, text: str, reading: Reading) -> list[Any]:
        parts = [part.strip() for part in _SEPARATORS.split(text)]
        found = [RecordCell.read(self, part, reading) for part in parts if part]
        return list({record.pk: record for record in found}.values())

    def wanted(self) -> str:
        return _("%(one)s; several with a semicolon between them") % {"one": RecordCell.wanted(self)}


def cell_for(field: models.Field[Any, Any]) -> Cell:
    """What reads the column of `field`."""
    if field.many_to_many:
        return RecordsCell(field)
    if field.is_relation:
        return RecordCell(field)
    if isinstance(field, PartialDateField):
        return DateCell(field)
    if field.choices:
        return ChoiceCell(field)
    if isinstance(field, models.BooleanField):
        return YesNoCell(field)
    return NumberCell(field) if isinstance(field, models.IntegerField) else Cell(field)
