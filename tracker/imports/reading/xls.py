"""Excel's workbooks from before 2007 (.xls): their records, checked, and copied into a plain file for the
library to read.

The library believes what a record says of the sizes to come, and writes out every formula. So each record
that it looks at is looked at before, and formulas are taken out of the copy: only their results count.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO

from django.utils.translation import gettext as _

from tracker.imports.reading.facts import Facts, Room
from tracker.imports.reading.guards import damaged, encrypted, not_a_table, too_large
from tracker.imports.reading.limits import MAX_CELLS_OLDER, MAX_SHEETS
from tracker.imports.reading.number_formats import coarseness
from tracker.imports.reading.ole import BrokenFile, CompoundFile, compound_file

# Records, by their number in [MS-XLS].
_FORMULA = 0x0006
_END = 0x000A
_DATE_MODE = 0x0022
_FILE_PASS = 0x002F
_CONTINUE = 0x003C
_BOUND_SHEET = 0x0085
_MUL_RK = 0x00BD
_XF = 0x00E0
_SST = 0x00FC
_LABEL_SST = 0x00FD
_DIMENSIONS = 0x0200
_NUMBER = 0x0203
_BOOL_ERR = 0x0205
_FORMAT = 0x041E
_BEGIN = 0x0809
#: Those that hold one cell and no error.
_CELLS = frozenset({_NUMBER, 0x0204, 0x00D6, 0x027E})
#: Names and references, which the library reads, and which may refer to what has been taken out.
_DROPPED = frozenset({0x0017, 0x0018})
#: A number that no record has.
_NO_RECORD = 0xFFFF

_ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}
_TEXT, _ERROR, _EMPTY_TEXT = 0, 2, 3
#: What is shown of a formula without a result: an .xls keeps no text of it.
_UNCALCULATED = "="


@dataclass(slots=True)
class Found:
    """What is known of a workbook."""

    sheets: list[Facts] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    macros: bool = False


def copy_workbook(content: bytes, name: str, to: IO[bytes]) -> Found:
    """Write what the library is to read, and give what is known of it; raises ReadingError, also for what
    else is kept in such a file.
    """
    try:
        file = CompoundFile(content)
        stream = next((one for one in ("workbook", "book") if one in file.streams), "")
        if not stream:
            raise _something_else(file, name)
        book = _Book(bytearray(file.read(stream)), name)
        found = book.check()
        found.macros = "_vba_project_cur" in file.storages
        for piece in compound_file(stream.title(), bytes(book.stream)):
            to.write(piece)
    except (BrokenFile, struct.error, IndexError, KeyError):
        raise damaged(name) from None
    return found


def _something_else(file: CompoundFile, name: str) -> Exception:
    """The error for a file of Office's old kind that holds no workbook."""
    if "encryptedpackage" in file.streams:
        return encrypted(name)
    kinds = {
        "worddocument": _("a text document (Word)"),
        "powerpoint document": _("a presentation (PowerPoint)"),
        "__properties_version1.0": _("a message (Outlook): save what is attached to it and import that"),
        "visiodocument": _("a drawing (Visio)"),
    }
    what = next((kind for stream, kind in kinds.items() if stream in file.streams), None)
    return not_a_table(name, what) if what else damaged(name)


class _Book:
    """The records of a workbook. Changes its stream while it is checked."""

    def __init__(self, stream: bytearray, name: str) -> None:
        self.stream = stream
        self._name = name
        self._room = Room(name, MAX_CELLS_OLDER)
        self._strings: list[int] = []
        self._formats: dict[int, str] = {17: "month", 57: "month"}
        self._styles: list[int] = []
        self._blank_results: list[tuple[Facts, int, int]] = []
        self._other_results = 0
        self._pending: list[tuple[int, str, int, bool]] = []

    def _records(self, place: int) -> Iterator[tuple[int, int, int]]:
        """The number, the place of the data, and the length of each record from a place on, as far as they
        go.
        """
        stream = self.stream
        end = len(stream) - 4
        while place <= end:
            number = stream[place] | stream[place + 1] << 8
            length = stream[place + 2] | stream[place + 3] << 8
            place += 4
            if place + length > len(stream):
                raise BrokenFile
            yield number, place, length
            place += length

    def _drop(self, place: int) -> None:
        """Make a record, of which this is the place of the data, one that nobody knows."""
        struct.pack_into("<H", self.stream, place - 4, _NO_RECORD)

    def check(self) -> Found:
        """Go through all that the library will go through; raises ReadingError, BrokenFile and
        struct.error.
        """
        found = Found()
        sheets: list[tuple[int, Facts]] = []
        shared: list[tuple[int, int]] = []
        follows = False
        end = 0
        for number, place, length in self._records(0):
            end = place + length
            if number == _CONTINUE:
                if follows:
                    shared.append((place, length))
                continue
            follows = False
            if number == _FILE_PASS:
                raise encrypted(self._name)
            if number == _SST:
                shared, follows = [(place, length)], True
            elif number == _BOUND_SHEET:
                self._bound_sheet(place, length, sheets, found)
            elif number == _XF:
                self._styles.append(struct.unpack_from("<H", self.stream, place + 2)[0])
            elif number == _FORMAT:
                self._format(place, length)
            elif number in _DROPPED:
                self._drop(place)
            elif number == _END:
                break
        else:
            raise BrokenFile
        if len(sheets) > MAX_SHEETS:
            raise too_large(self._name, _("it has more than %(limit)d sheets") % {"limit": MAX_SHEETS})
        if shared:
            self._strings = _Strings(self.stream, shared).lengths()
        coarse = {
            style: self._formats[number]
            for style, number in enumerate(self._styles)
            if self._formats.get(number)
        }
        # Sheets that overlap would be read several times.
        for start, facts in sorted(sheets, key=lambda pair: pair[0]):
            if start < end:
                raise BrokenFile
            end = self._sheet(start, facts, coarse)
        found.sheets = [facts for _start, facts in sheets]
        if not self._other_results:
            # No formula has a result: they were written by a program that can't calculate.
            for facts, row, column in self._blank_results:
                facts.add_broken(row, column, _UNCALCULATED)
        return found

    def _bound_sheet(self, place: int, length: int, sheets: list[tuple[int, Facts]], found: Found) -> None:
        start, state, kind, characters, flags = struct.unpack_from("<IBBBB", self.stream, place)
        data = bytes(self.stream[place + 8 : place + length])
        name = (
            data[: characters * 2].decode("utf-16-le", "replace") if flags & 1 else data.decode("latin-1")
        )[:characters]
        if kind == 0:
            sheets.append((start, Facts(self._room, name, bool(state & 0x3F))))
        else:
            found.left_out.append(name)
            self._drop(place)

    def _format(self, place: int, length: int) -> None:
        number, characters, flags = struct.unpack_from("<HHB", self.stream, place)
        data = bytes(self.stream[place + 5 : place + length])
        code = data.decode("utf-16-le", "replace") if flags & 1 else data.decode("latin-1")
        self._formats[number] = coarseness(code[:characters])

    def _sheet(self, start: int, facts: Facts, coarse: dict[int, str]) -> int:
        """Check a sheet; give where it ends."""
        stream = self.stream
        unpack = struct.unpack_from
        depth = -1
        formula = 0, 0
        for number, place, length in self._records(start):
            if number == _BEGIN:
                depth += 1
            elif number == _END:
                depth -= 1
                if depth < 0:
                    facts.close()
                    return place + length
            if depth > 0:
                continue
            if number == _LABEL_SST:
                row, column, style, text = unpack("<HHHI", stream, place)
                if text >= len(self._strings):
                    raise BrokenFile
                facts.uses(row, column)
                facts.add_text(self._strings[text])
            elif number in _CELLS:
                row, column, style = unpack("<HHH", stream, place)
                facts.uses(row, column)
                if style in coarse:
                    facts.coarse[row, column] = coarse[style]
            elif number == _MUL_RK:
                row, column = unpack("<HH", stream, place)
                (last,) = unpack("<H", stream, place + length - 2)
                facts.uses(row, max(last, column))
                for offset in range((length - 6) // 6):
                    (style,) = unpack("<H", stream, place + 4 + 6 * offset)
                    if style in coarse:
                        facts.coarse[row, column + offset] = coarse[style]
            elif number == _FORMULA:
                formula = self._formula(place, length, facts, coarse)
            elif number == _BOOL_ERR:
                row, column, _style, _value, error = unpack("<HHHBB", stream, place)
                facts.uses(row, column)
                if error:
                    self._error(place + 6, facts, row, column)
            elif number == 0x0207:
                facts.uses(*formula)
            elif number == _DIMENSIONS:
                # The library makes room for so many cells at once, and needs none.
                self._drop(place)
        raise BrokenFile

    def _formula(self, place: int, length: int, facts: Facts, coarse: dict[int, str]) -> tuple[int, int]:
        """A calculated cell: its result counts, the formula is taken out."""
        if length < 22:
            raise BrokenFile
        row, column, style = struct.unpack_from("<HHH", self.stream, place)
        facts.uses(row, column)
        struct.pack_into("<H", self.stream, place + 20, 0)
        kind = self.stream[place + 6]
        if self.stream[place + 12 : place + 14] != b"\xff\xff":
            kind = -1
            if style in coarse:
                facts.coarse[row, column] = coarse[style]
        if kind == _ERROR:
            self._error(place + 8, facts, row, column)
        if kind == _EMPTY_TEXT:
            self._blank_results.append((facts, row, column))
        else:
            self._other_results += 1
        return row, column

    def _error(self, place: int, facts: Facts, row: int, column: int) -> None:
        """A cell shows an error, of which the number is here; one that the library doesn't know becomes
        another.
        """
        number = self.stream[place]
        facts.add_broken(row, column, _ERRORS.get(number, "#"))
        if number not in _ERRORS:
            self.stream[place] = 0x2A


class _Strings:
    """How long the texts are that cells share. They run on from one record into the next, also within a
    text.
    """

    def __init__(self, stream: bytearray, parts: list[tuple[int, int]]) -> None:
        self._stream = stream
        self._parts = parts
        self._part = 0
        place, length = parts[0]
        # The counts of texts come first.
        self._place, self._end = place + 8, place + length

    def lengths(self) -> list[int]:
        """How many bytes each text takes at most."""
        found: list[int] = []
        while self._more():
            characters, flags = struct.unpack("<HB", self._take(3))
            runs = struct.unpack("<H", self._take(2))[0] if flags & 8 else 0
            extra = struct.unpack("<I", self._take(4))[0] if flags & 4 else 0
            found.append(characters * 3)
            self._skip_text(characters, flags & 1)
            self._skip(runs * 4 + extra)
        return found

    def _more(self) -> bool:
        """Whether something is left, in this record or the next; goes to that."""
        while self._place >= self._end:
            self._part += 1
            if self._part >= len(self._parts):
                return False
            place, length = self._parts[self._part]
            self._place, self._end = place, place + length
        return True

    def _take(self, length: int) -> bytes:
        """Bytes that lie in one record."""
        if self._place + length > self._end:
            raise BrokenFile
        self._place += length
        return bytes(self._stream[self._place - length : self._place])

    def _skip(self, length: int) -> None:
        while length:
            if not self._more():
                raise BrokenFile
            step = min(length, self._end - self._place)
            self._place += step
            length -= step

    def _skip_text(self, characters: int, wide: int) -> None:
        while True:
            here = min(characters, (self._end - self._place) >> wide)
            self._place += here << wide
            characters -= here
            if not characters:
                return
            self._place = self._end
            if not self._more():
                raise BrokenFile
            # The rest begins with whether it is wide.
            wide = self._take(1)[0] & 1
