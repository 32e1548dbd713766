"""One sheet of an .xlsx workbook, gone through once: how far it reaches, what is merged, and which cells hold
no value although they aren't empty.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache
from xml.sax.saxutils import unescape

from tracker.imports.reading.facts import Facts, formula_text
from tracker.imports.reading.limits import MAX_TOKEN
from tracker.imports.reading.markup import Unreadable, parser, skim
from tracker.imports.workbook import Range

# A row as Excel, LibreOffice and the usual libraries write it. No groups within the repetition: Python's
# engine can't keep them there.
_FORMULA = rb"<f(?: [^<>]*+)?>(?:[^<]*+</f>)?+"
_ROW = re.compile(
    rb'<row r="([0-9]{1,7})"(?: [\w:.]++="[^"<>]*+")*+ ?'
    rb"(?:/>|>(?:"
    rb'<c r="[A-Z]{1,2}\1"(?: (?:s|cm|vm|ph)="[0-9]++")*+'
    rb'(?: t="s" ?><v>[0-9]++</v></c>'
    rb'|(?: t="(?:n|b|e|str|inlineStr)")?+ ?'
    rb"(?:/>"
    rb"|>(?:" + _FORMULA + rb")?+(?:<v>[^<]*+</v>|<v ?/>)?+</c>"
    rb'|><is><t(?: xml:space="preserve")?+>[^<]*+</t></is></c>))'
    rb")*+</row>)"
)
_COLUMN = re.compile(rb'<c r="([A-Z]{1,2})[0-9]++"[^<>]*+(?<!/)>(?!</c>|<v></v>|<v ?/>)')
_STRING = re.compile(rb' t="s" ?><v>([0-9]++)</v>')
#: The shortest cell that refers to a shared text.
_STRING_CELL = len(b'<c r="A1" t="s"><v>0</v></c>')
_ERROR_KIND = b' t="e"'
_ERROR_CELL = re.compile(
    rb'<c r="([A-Z]{1,2})([0-9]++)"[^<>]*? t="e" ?>(?:' + _FORMULA + rb")?+(?:<v>([^<]*)</v>)?"
)
# A formula with no value after it, or an empty one.
_UNCALCULATED_CELL = re.compile(
    rb'<c r="([A-Z]{1,2})([0-9]++)"([^<>]*+)>(' + _FORMULA + rb")(<v></v>|<v ?/>)?</c>"
)
_TAG = re.compile(rb"<[^<>]*>")
_TAG_BEGINS = ord("<")

_REFERENCE = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")
# An error that the library doesn't know, for which it would refuse the sheet: it is told of a known one
# instead.
_UNKNOWN_ERROR = re.compile(
    rb'(<(?:\w+:)?c [^<>]*?\bt="e"[^<>]*+>(?:<(?:\w+:)?f\b[^<>]*+>(?:[^<]*+</(?:\w+:)?f>)?+)?+<(?:\w+:)?v>)'
    rb"(?!(?:#DIV/0!|#N/A|#NAME\?|#NULL!|#NUM!|#REF!|#VALUE!)<)[^<]*+(?=</)"
)


@cache
def _beyond(column: int) -> re.Pattern[bytes]:
    """What finds a cell, empty or not, to the right of a column."""
    one = b"[%c-Z][0-9]|" % (66 + column) if column < 25 else b""
    return re.compile(b'<c r="(?:' + one + b"[A-Z][A-Z])")


def column_number(letters: str) -> int:
    """The column of these letters, from 0."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


class SheetReader:
    """Finds out the facts of one sheet while it is copied."""

    def __init__(self, facts: Facts, strings: list[int], coarse: dict[str, str], size: int) -> None:
        """`strings` are the lengths of the shared texts, `coarse` the styles that show no day, `size` the
        bytes of the part.
        """
        self.facts = facts
        self._strings = strings
        self._coarse = coarse
        # Counted only where the texts could be too much at all.
        self._count_texts = max(strings, default=0) * (size // _STRING_CELL) > 100_000_000
        self._coarse_cell = (
            re.compile(rb'<c r="([A-Z]{1,2})([0-9]++)" s="(%s)"' % "|".join(coarse).encode())
            if coarse
            else None
        )
        #: Where the parser is: the row, the cell in it, the element of a cell; and what it knows of the cell.
        self._row = 0
        self._place = 0, 0
        self._in_cell = False
        self._within: list[str] | None = None
        self._kind = ""
        self._style = ""
        self._texts: dict[str, list[str]] = {}
        self._size = 0

    def read(self, chunks: Iterable[bytes], write: Callable[[bytes], object]) -> None:
        """Go through the sheet and copy it; raises Unreadable and ReadingError."""
        skim(
            chunks,
            plain=_ROW,
            row_end=b"row>",
            rows=self._plain_rows,
            rest=parser(self._start, self._end, self._characters),
            write=write,
            mend=_mend,
        )
        self.facts.close()

    # --- Plain rows ---

    def _plain_rows(self, text: bytes, rows: list[re.Match[bytes]]) -> None:
        start, end = rows[0].start(), rows[-1].end()
        self._row = int(rows[-1][1])
        last = -1
        for row in rows:
            number = int(row[1])
            if number > last and _holds_something(text, row.start(), row.end()):
                last = number
        if last >= 0:
            column = max(self.facts.last_column, 0)
            if _beyond(min(column, 25)).search(text, start, end):
                columns = {
                    column_number(letters.decode()) for letters in set(_COLUMN.findall(text, start, end))
                }
                column = max(column, *columns)
            self.facts.uses(last - 1, column)
        if self._count_texts:
            for number in _STRING.findall(text, start, end):
                self._shared(number)
        if self._coarse_cell:
            for letters, digits, style in self._coarse_cell.findall(text, start, end):
                self.facts.coarse[_cell(letters, digits)] = self._coarse[style.decode()]
        if text.find(_ERROR_KIND, start, end) >= 0:
            for letters, digits, shown in _ERROR_CELL.findall(text, start, end):
                self.facts.add_broken(
                    *_cell(letters, digits), unescape(shown.decode(errors="replace")) or "#"
                )
        if text.find(b"<f", start, end) >= 0:
            for letters, digits, given, formula, value in _UNCALCULATED_CELL.findall(text, start, end):
                if _ERROR_KIND not in given and not (value and b' t="str"' in given):
                    shown = formula_text(unescape(_TAG.sub(b"", formula).decode(errors="replace")))
                    self.facts.add_broken(*_cell(letters, digits), shown)

    def _shared(self, number: bytes | str) -> None:
        """A cell holds the shared text of this number."""
        # The library takes what isn't a number for the first text.
        if not (number.isascii() and number.isdigit() and len(number) < 10) or int(number) >= len(
            self._strings
        ):
            raise Unreadable
        self.facts.add_text(self._strings[int(number)])

    # --- What the parser tells of other rows, and of all that isn't a row ---

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self.facts.room.element()
        name = name.rpartition(":")[2]
        if name in {"c", "row", "mergeCell"}:
            if name == "c":
                self._begin_cell(attributes.get("r", ""), attributes.get("t", ""), attributes.get("s", ""))
            elif name == "row":
                if "r" in attributes:
                    self._row = _row_number(attributes["r"])
                self._place = self._row, 0
            else:
                first, _colon, last = attributes.get("ref", "").partition(":")
                self.facts.add_merged(Range(*_place(first), *_place(last or first)))
        elif self._in_cell and name in {"v", "f", "t"}:
            self._within = self._texts.setdefault(name, [])

    def _begin_cell(self, reference: str, kind: str, style: str) -> None:
        if reference:
            self._place = _place(reference)
        self._in_cell = True
        self._kind = kind
        self._style = style
        self._texts = {}
        self._size = 0

    def _characters(self, text: str) -> None:
        if self._within is not None:
            self._within.append(text)
            self._size += len(text)
            if self._size > MAX_TOKEN:
                raise Unreadable

    def _end(self, name: str) -> None:
        self._within = None
        name = name.rpartition(":")[2]
        if name == "c":
            self._end_cell()
            self._in_cell = False
            row, column = self._place
            self._place = row, column + 1
        elif name == "row":
            self._row += 1

    def _end_cell(self) -> None:
        texts, place = self._texts, self._place
        value = "".join(texts.get("v", ""))
        if "v" in texts or "t" in texts:
            self.facts.uses(*place)
            if self._kind == "s" and value:
                self._shared(value)
            if self._style in self._coarse:
                self.facts.coarse[place] = self._coarse[self._style]
        if self._kind == "e":
            self.facts.add_broken(*place, value or "#")
        elif "f" in texts and not value and not ("v" in texts and self._kind == "str"):
            # A formula whose result is an empty text says so: it has the kind of a text and an empty value.
            self.facts.add_broken(*place, formula_text("".join(texts["f"])))


def _holds_something(text: bytes, start: int, end: int) -> bool:
    """Whether a cell of a plain row holds a value."""
    place = text.find(b"<v>", start, end)
    while place >= 0:
        if text[place + 3] != _TAG_BEGINS:
            return True
        place = text.find(b"<v>", place + 3, end)
    return text.find(b"<is>", start, end) >= 0


def _cell(letters: bytes, digits: bytes) -> tuple[int, int]:
    """The row and column of a plain cell, from 0."""
    return int(digits) - 1, column_number(letters.decode())


def _row_number(text: str) -> int:
    """The row that a number from 1 stands for, from 0."""
    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:9]) <= 9_999_999:
        raise Unreadable
    return int(text[:9]) - 1


def _place(reference: str) -> tuple[int, int]:
    """The row and column that a reference names, from 0."""
    found = _REFERENCE.fullmatch(reference)
    if not found:
        raise Unreadable
    return _row_number(found[2]), column_number(found[1])


def _mend(text: bytes) -> bytes:
    return _UNKNOWN_ERROR.sub(rb"\1#N/A", text) if b't="e"' in text else text
