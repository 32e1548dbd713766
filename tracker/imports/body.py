"""Sorts the rows below a header: which are records, and which are left out, and why."""

from __future__ import annotations

import itertools
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time

from django.utils.translation import gettext as _

from tracker.imports.header import Header, filled, heading
from tracker.imports.headings import candidates, is_familiar, is_numbering, starts_header
from tracker.imports.vocabulary import row_words as words
from tracker.imports.vocabulary import text_key
from tracker.imports.workbook import Range, Sheet, Value, address

#: In a row with fewer values than this, it is asked whether it is a section, a note or the like.
_FULL = 3
#: From here on a number may be a year, or a day as spreadsheets count them.
_FIRST_YEAR = 1900
_DASHES = frozenset("-–—―－_/")


@dataclass(slots=True)
class LeftOut:
    """A row that is no record."""

    row: int
    #: A short reason for people: "section", "totals".
    why: str


@dataclass(slots=True)
class Body:
    """What is below a header."""

    rows: list[int] = field(default_factory=list)
    sections: dict[int, str] = field(default_factory=dict)
    left_out: list[LeftOut] = field(default_factory=list)


def read_body(sheet: Sheet, header: Header, first: int, columns: Sequence[int]) -> Body:
    """Sort the rows from `first` on. `columns` are those of the table."""
    return _Sorter(sheet, header, columns).sort(first)


class _Sorter:
    def __init__(self, sheet: Sheet, header: Header, columns: Sequence[int]) -> None:
        self.sheet = sheet
        self.header = header
        self.columns = columns
        #: The texts of each of the header's rows, as they stand there.
        self.header_rows = [
            {column: text_key(heading(value)) for column, value in filled(sheet, row)} for row in header.rows
        ]
        self.header_texts = {heading(value) for row in header.rows for _column, value in filled(sheet, row)}
        self.numbering = next((c for c, text in header.texts.items() if is_numbering(text)), None)
        #: Where sections are written: the first column, or the one after the numbers.
        used = [column for column in columns if column != self.numbering]
        self.section_columns = {*used[:1], *([self.numbering] if self.numbering is not None else [])}
        self.section_column_named = bool(used) and is_familiar(header.texts.get(used[0], ""))
        self.across: dict[int, list[Range]] = {}
        for merged in sheet.merged:
            if merged.last_column > merged.first_column:
                self.across.setdefault(merged.first_row, []).append(merged)
        self.why: dict[int, str] = {}
        #: Headers again, of this table or of another.
        self.headers: set[int] = set()
        self.section_texts: dict[int, str] = {}

    def sort(self, first: int) -> Body:
        data, thin, present = self._split(first)
        if thin:
            self._read_thin(thin, set(data), present)
        sections, left_out = self.section_texts, self.why
        rows = [row for row in present if row not in left_out]
        return Body(
            rows, _sections(rows, sections), [LeftOut(row, left_out[row]) for row in sorted(left_out)]
        )

    def _split(self, first: int) -> tuple[list[int], list[int], list[int]]:
        """Rows that are records at first sight, those to look at again, and all that hold something."""
        rows = self.sheet.rows
        narrow = len(self.columns) < _FULL + 1
        enough = 1 if len(self.columns) < 2 else 2 if narrow else _FULL
        header_texts, starts = self.header_texts, starts_header()
        data: list[int] = []
        thin: list[int] = []
        present: list[int] = []
        block_checked, blank_above, seen, below_header = -1, False, False, True
        values = 0
        for row in range(first, len(rows)):
            cells = rows[row]
            count = len(cells) - cells.count(None)
            if not count:
                blank_above = True
                continue
            if self._only_dashes(cells):
                # As good as empty: nothing below or above it counts it as a row.
                self.why[row] = _("only dashes")
                continue
            present.append(row)
            if row <= block_checked:
                continue
            if blank_above:
                blank_above = False
                if seen and (last := self._totals_table(row, values / max(1, len(data)))):
                    block_checked = last
                    continue
            text = None
            for value in cells:
                if type(value) is str:
                    text = value
                    break
            if text is not None and (
                text in header_texts or text.lower() in starts or words.may_be_marked(text)
            ):
                if seen and self._is_other_table(row):
                    present += self._end(row)
                    break
                if self._marked(row, text):
                    below_header = below_header or row in self.headers
                    continue
            if count < enough:
                thin.append(row)
                continue
            if below_header and self._under_header(row):
                continue
            seen, below_header = True, False
            data.append(row)
            values += count
        return data, thin, present

    # --- What a row is by itself ---

    def _only_dashes(self, cells: Sequence[Value]) -> bool:
        """Whether a row has nothing but a dash in each cell that isn't empty, and maybe its number."""
        found = False
        for column, value in enumerate(cells):
            if value is None or column == self.numbering:
                continue
            if type(value) is not str or not _DASHES.issuperset(value):
                return False
            found = True
        return found

    def _marked(self, row: int, text: str) -> bool:
        """Leave a row out that its words or its likeness to the header mark as no record."""
        values = filled(self.sheet, row)
        if self._repeats_header(values):
            self.why[row] = _("repeated header")
            self.headers.add(row)
        elif words.is_total(text) and _only_counts(values, text):
            self.why[row] = _("totals")
        elif _is_signature(values, text):
            self.why[row] = _("signature")
        elif words.is_note(text) and (len(values) == 1 or (len(values) == 2 and text[-1:] in (":", "："))):
            self.why[row] = _("note")
        return row in self.why

    def _repeats_header(self, values: list[tuple[int, Value]]) -> bool:
        if any(
            len(values) * 2 >= len(texts) and all(texts.get(c) == text_key(heading(v)) for c, v in values)
            for texts in self.header_rows
            if texts
        ):
            return True
        # In other words, but the same columns.
        return _is_header(values) and all(
            candidates(self.header.texts.get(column, "")).keys() == candidates(heading(value)).keys()
            for column, value in values
        )

    def _under_header(self, row: int) -> bool:
        """Leave out what stands between a header and the records: numbers of columns, hints in brackets."""
        values = [heading(value) for _column, value in filled(self.sheet, row)]
        if len(values) > 2 and [value.strip("().") for value in values] == [
            str(number) for number in range(1, len(values) + 1)
        ]:
            self.why[row] = _("numbers of the columns")
        elif all(value.startswith(("(", "[", "（")) and value.endswith((")", "]", "）")) for value in values):
            self.why[row] = _("hints under the header")
        return row in self.why

    def _is_other_table(self, row: int) -> bool:
        """Whether another header stands here, whose columns are not those of the one above."""
        values = filled(self.sheet, row)
        return _is_header(values) and not self._repeats_header(values)

    def _end(self, row: int) -> list[int]:
        """Leave out everything from here on; give the rows below this one."""
        self.headers.add(row)
        where = address(self.sheet.name, row)
        why = _("another table, with other columns: choose its header (%(where)s) to import it") % {
            "where": where
        }
        rows = [other for other in range(row, len(self.sheet.rows)) if filled(self.sheet, other)]
        self.why.update(dict.fromkeys(rows, why))
        return rows[1:]

    def _totals_table(self, first: int, usual: float) -> int:
        """Leave out a table of totals that begins after a blank row; give its last row, or 0.

        `usual` is how many values the records above have: a row of a label and a count is none of them where
        they have more.
        """
        rows: list[int] = []
        headed = counted = total = over_counts = False
        pairs, widest = True, 0
        for row in range(first, len(self.sheet.rows)):
            values = filled(self.sheet, row)
            if not values:
                break
            texts = [
                value for _column, value in values if isinstance(value, str) and not words.is_number(value)
            ]
            heads = len(texts) == len(values) and len(rows) < _FULL
            if heads and not over_counts and _heads_counts(texts) and not self._repeats_header(values):
                # What they count may be months, which spreadsheets know as dates.
                over_counts, pairs, widest = True, True, 0
                headed = headed or any(map(words.is_summary, texts))
                rows.append(row)
                continue
            dated = _has_date(values[1:] if over_counts else values)
            if dated or (len(texts) > 1 and (len(rows) > 2 or len(texts) < len(values))):
                return 0
            if len(texts) == len(values):
                headed = headed or any(map(words.is_summary, texts))
            else:
                counted = counted or len(values) > 1
                total = total or any(map(words.is_total, texts))
            pairs = pairs and self._is_counted(values, by_words=over_counts)
            widest = max(widest, len(values))
            rows.append(row)
        why = _("totals")
        # In a narrow table the records may look like that themselves.
        if not counted or not (headed or (total and len(self.columns) > _FULL)):
            if not pairs or not widest or (not over_counts and widest >= usual):
                return 0
            if not over_counts:
                why = _("a label and a count below an empty row, taken for totals")
        self.why.update(dict.fromkeys(rows, why))
        return rows[-1]

    def _is_counted(self, values: list[tuple[int, Value]], *, by_words: bool) -> bool:
        """Whether a row has a label and then counts. `by_words` of the header, it may count anything."""
        (column, label), counts = values[0], [value for _column, value in values[1:]]
        if by_words:
            return all(map(_is_number, counts or [label]))
        # 7 and a name are a record's number and its name; a name and 2025, 04.11 or 45965 may be its date.
        return (
            column != self.numbering
            and isinstance(label, str)
            and not words.is_number(label)
            and bool(counts)
            and all(map(_is_small_count, counts))
        )

    # --- Rows with one or two values, when it is known which rows are records ---

    def _read_thin(self, thin: list[int], data: set[int], present: list[int]) -> None:
        last = max(data, default=-1)
        following = dict(itertools.pairwise(present))
        # From below, because a section is one by what follows it.
        for row in reversed(thin):
            below = following.get(row, -1)
            follows = below in data or below in self.section_texts
            titles = below in self.headers and self._is_title(row, below)
            if not titles and not self._is_section(row, follows=follows):
                data.add(row)
                last = max(last, row)
            elif titles and row > last:
                self.why[row] = self.why[below]
            elif row < last:
                self.section_texts[row] = self._only_text(row)
                self.why[row] = _("section")
            else:
                self.why[row] = _("note below the table")

    def _is_title(self, row: int, below: int) -> bool:
        """Whether a row is the title of the header below it: one text, and apart from the records above."""
        apart = not filled(self.sheet, row - 1) or not self._repeats_header(filled(self.sheet, below))
        return apart and len(filled(self.sheet, row)) == 1

    def _only_text(self, row: int) -> str:
        values = filled(self.sheet, row)
        return heading(next((value for column, value in values if column != self.numbering), values[0][1]))

    def _is_section(self, row: int, *, follows: bool) -> bool:
        """Whether a row with hardly a value says what the rows below it are.

        It does where its only text is in cells merged across the table, or stands in the first column with
        records below and either is what only a section is called ("2024", "Outgoing visits") or that column
        is none that a record's name would be in. In doubt it is a record.
        """
        values = [pair for pair in filled(self.sheet, row) if pair[0] != self.numbering]
        values = values or filled(self.sheet, row)
        if len(values) != 1:
            return False
        [(column, value)] = values
        if not isinstance(value, str | int | float) or isinstance(value, bool):
            return False
        if self._is_across(row, column):
            return True
        text = heading(value)
        if column not in self.section_columns or not follows:
            return False
        if len(filled(self.sheet, row)) > 1:
            return words.is_section(text)
        return words.is_section(text) or (isinstance(value, str) and not self.section_column_named)

    def _is_across(self, row: int, column: int) -> bool:
        """Whether a cell is merged over more than half of the table."""
        return any(
            span.first_column <= column <= span.last_column
            and 2 * sum(span.first_column <= own <= span.last_column for own in self.columns)
            > len(self.columns)
            for span in self.across.get(row, ())
        )


def _sections(rows: Sequence[int], texts: dict[int, str]) -> dict[int, str]:
    """What each record stands under: "2024 / Outgoing visits". A year stays until the next one."""
    if not texts:
        return {}
    sections: dict[int, str] = {}
    order = sorted(texts)
    year, own, before = "", "", -1
    place = 0
    for row in rows:
        while place < len(order) and order[place] < row:
            text, at = texts[order[place]], order[place]
            if words.has_year(text):
                year, own = text, ""
            elif own and bisect_right(rows, at) == bisect_right(rows, before):
                own = f"{own} / {text}"
            else:
                own = text
            before = at
            place += 1
        if year or own:
            sections[row] = " / ".join(part for part in (year, own) if part)
    return sections


def _is_header(values: list[tuple[int, Value]]) -> bool:
    """Whether a row has nothing but texts without figures, and nearly all are such as stand over columns."""
    texts = [value for _column, value in values if isinstance(value, str)]
    if len(values) < _FULL or len(texts) < len(values) or any(map(str.isdigit, "".join(texts))):
        return False
    return 4 * sum(map(is_familiar, texts)) >= 3 * len(texts)


def _is_signature(values: list[tuple[int, Value]], text: str) -> bool:
    """Whether a row is where people sign: few values, or several that say so."""
    if _has_date(values) or not words.is_signature(text, alone=len(values) == 1):
        return False
    signed = sum(words.is_signature(value) for _column, value in values if isinstance(value, str))
    return len(values) <= _FULL or signed > 1


def _has_date(values: list[tuple[int, Value]]) -> bool:
    return any(isinstance(value, date | datetime | time) for _column, value in values)


def _heads_counts(texts: Sequence[str]) -> bool:
    """Whether texts head a table of counts: "Country", "Number"."""
    return 1 < len(texts) <= _FULL + 1 and all(map(words.heads_counts, texts[1:]))


def _is_number(value: Value) -> bool:
    """Whether a value is a count or a share."""
    if isinstance(value, bool):
        return False
    return isinstance(value, int | float) or (isinstance(value, str) and words.is_number(value))


def _is_small_count(value: Value) -> bool:
    """Whether a value can only be a count: neither a year nor a day, as whatever it is written."""
    return _is_number(value) and str(value).isdecimal() and int(str(value)) < _FIRST_YEAR


def _only_counts(values: list[tuple[int, Value]], label: str) -> bool:
    """Whether a row has nothing beside a label but counts: 12, "12 visits"."""
    for _column, value in values:
        if isinstance(value, date | datetime | time):
            return False
        if isinstance(value, str) and value != label and not words.is_count(value):
            return False
    return True
