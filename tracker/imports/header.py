"""Finds the row or rows over a table that say what its columns hold."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from tracker.imports.headings import is_familiar
from tracker.imports.workbook import Range, Sheet, Value

#: How many rows with values are looked at, and how many columns of them.
_SEARCHED_ROWS = 40
_SEARCHED_COLUMNS = 200
_HIGHEST = 3
#: Between the texts of a header over several rows.
JOINT = " / "

_DIGITS = re.compile(r"\d")


@dataclass(slots=True)
class Header:
    """Where a header is, and the text of each column that has one."""

    rows: tuple[int, ...]
    texts: dict[int, str]
    #: How many of them are words that stand over columns.
    familiar: int


def find_header(sheet: Sheet) -> Header | None:
    """The header that looks most like one; None where nothing does.

    That is the row with most familiar words, together with a row above or below it that belongs to it by
    merged cells or by its words. Where no word is familiar, it is the first row of texts that is as wide as
    those below it.
    """
    spans = _spans(sheet)
    rows = list(_first_rows(sheet))
    widest = max((len(filled(sheet, row)) for row in rows), default=0)
    best: Header | None = None
    for row in rows:
        header = _read(sheet, row, _height(sheet, row, spans), spans)
        if header and header.familiar > (best.familiar if best else 0):
            best = header
    if best and widest == 1:
        return best
    if best and best.familiar > 1 and 2 * best.familiar >= len(best.texts):
        return best
    # A few familiar words may stand in a record as well.
    above = [row for row in rows if best and row < best.rows[0] and 3 * len(filled(sheet, row)) >= 2 * widest]
    if best and best.familiar > 1 and not above:
        return best
    found = _unfamiliar(sheet, rows, widest, spans)
    return found or (best if best and len(best.texts) > 1 and not above else None)


def header_at(sheet: Sheet, row: int, height: int | None = None) -> Header:
    """The header that begins at a row, `height` rows high, or as high as it looks."""
    spans = _spans(sheet)
    if height is None:
        height = _height(sheet, row, spans)
    height = max(0, min(height, len(sheet.rows) - row))
    return _read(sheet, row, height, spans) or Header(tuple(range(row, row + height)), {}, 0)


def heading(value: Value) -> str:
    """A cell of a header as text; "" for an empty one."""
    if value is None:
        return ""
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return str(value)


def filled(sheet: Sheet, row: int) -> list[tuple[int, Value]]:
    """The columns of a row that hold something, with what they hold."""
    return [(column, value) for column, value in enumerate(sheet.rows[row]) if value is not None]


def _first_rows(sheet: Sheet) -> Iterator[int]:
    count = 0
    for row, cells in enumerate(sheet.rows):
        if len(cells) > cells.count(None):
            yield row
            count += 1
            if count == _SEARCHED_ROWS:
                return


def _spans(sheet: Sheet) -> dict[int, list[Range]]:
    """The merged cells that a header could be made of, by each of their rows."""
    spans: dict[int, list[Range]] = {}
    for merged in sheet.merged:
        for row in range(merged.first_row, min(merged.last_row, merged.first_row + _HIGHEST) + 1):
            spans.setdefault(row, []).append(merged)
    return spans


def _texts(sheet: Sheet, row: int) -> dict[int, str] | None:
    """The texts of a row that could be part of a header; None where something in it is no text."""
    texts = {}
    for column, value in enumerate(sheet.rows[row][:_SEARCHED_COLUMNS]):
        if isinstance(value, str):
            texts[column] = value
        elif value is not None:
            return None
    return texts


def _height(sheet: Sheet, row: int, spans: dict[int, list[Range]]) -> int:
    """How many rows a header that begins at `row` has."""
    height = 1
    while height < _HIGHEST and row + height < len(sheet.rows):
        if not _belongs(sheet, row + height - 1, spans):
            break
        height += 1
    return height


def _belongs(sheet: Sheet, upper: int, spans: dict[int, list[Range]]) -> bool:
    """Whether the row below `upper` is part of the same header."""
    over, under = _texts(sheet, upper), _texts(sheet, upper + 1)
    if not over or under is None:
        return False
    merged = [span for span in spans.get(upper, []) if span.first_column in over or span.first_row < upper]
    across = [span for span in merged if span.last_column > span.first_column and span.last_row == upper]
    down = [span for span in merged if span.last_row > upper]
    if len(over) == 1 and not down and not _groups(over, under, across):
        # One text over all columns is the table's title.
        return False
    if len(down) > 1 and (under or any(span.last_row == upper + 1 for span in down)):
        return True
    if any(sum(span.first_column <= column <= span.last_column for column in under) > 1 for span in across):
        covered = {column for span in across for column in range(span.first_column, span.last_column + 1)}
        groups = [over[span.first_column] for span in across if span.first_column in over]
        # A title and a number of the form stand over some columns too, but over no others.
        return bool(down) or any(map(is_familiar, groups)) or all(c in covered or c in over for c in under)
    return _continues(over, under)


def _groups(over: dict[int, str], under: dict[int, str], across: list[Range]) -> bool:
    """Whether the only text of a row is over some columns of the row below, not a title over all."""
    [(column, text)] = over.items()
    width = next((span.last_column - column + 1 for span in across if span.first_column == column), 1)
    if 2 * width > len(under) or not under:
        return False
    return is_familiar(text) and (column > min(under) or width > 1)


def _continues(over: dict[int, str], under: dict[int, str]) -> bool:
    """Whether the texts of a row look like the rest of the header above: nearly all familiar, and others."""
    if len(under) < 2 or all(over.get(column) == text for column, text in under.items()):
        return False
    if sum(map(is_familiar, under.values())) * 4 < len(under) * 3:
        return False
    # Data that consists of such words would fill columns that have a header of their own; the lower row of a
    # header fills gaps, or says the same in another language.
    gaps = sum(column not in over for column in under)
    return gaps > 0 or len(under) >= len(over)


def _read(sheet: Sheet, row: int, height: int, spans: dict[int, list[Range]]) -> Header | None:
    """The header of some rows, its texts joined column by column; None where it is none."""
    levels: list[dict[int, str]] = []
    for at in range(row, row + height):
        level = {column: heading(value) for column, value in filled(sheet, at)}
        last = at == row + height - 1
        if not last:
            level = _spread(level, at, sheet, height > 1, spans)
        levels.append(level)
    texts: dict[int, str] = {}
    for column in sorted({column for level in levels for column in level}):
        parts = [level[column] for level in levels if column in level]
        joined = [part for place, part in enumerate(parts) if place == 0 or part != parts[place - 1]]
        texts[column] = JOINT.join(joined)
    if not texts:
        return None
    rows = tuple(range(row, row + height))
    if height == 1 and _texts(sheet, row) is None and not _mostly_text(sheet, row):
        return None
    seen = itertools.islice(texts.values(), _SEARCHED_COLUMNS)
    return Header(rows, texts, sum(map(is_familiar, seen)))


def _spread(
    level: dict[int, str], row: int, sheet: Sheet, several: bool, spans: dict[int, list[Range]]
) -> dict[int, str]:
    """The texts of an upper row, also over the columns that they stand above."""
    spread = dict(level)
    merged = {span.first_column: span for span in spans.get(row, []) if span.first_row == row}
    below = {column for column, _value in filled(sheet, row + 1)}
    for column, text in level.items():
        if span := merged.get(column):
            for beside in range(column + 1, min(span.last_column, _SEARCHED_COLUMNS) + 1):
                spread.setdefault(beside, text)
        elif several and column in below and not merged:
            # Without merged cells, as in a text file: over what follows, until the next text.
            beside = column + 1
            while beside in below and beside not in level:
                spread[beside] = text
                beside += 1
    return spread


def _mostly_text(sheet: Sheet, row: int) -> bool:
    """Whether a row could be a header although not all of it is text: years stand over columns as numbers."""
    values = [value for _column, value in filled(sheet, row)]
    return 3 * sum(isinstance(value, str) for value in values) > 2 * len(values)


def _unfamiliar(sheet: Sheet, rows: list[int], widest: int, spans: dict[int, list[Range]]) -> Header | None:
    """The first row that is nearly as wide as the widest, if it could be a header; else there is none."""
    for row in rows:
        values = [value for _column, value in filled(sheet, row)]
        if widest < 2 or 3 * len(values) < 2 * widest:
            continue
        texts = [value for value in values if isinstance(value, str)]
        if max(map(len, texts), default=0) > 100:
            continue
        # Where a record stands first, the table has no header.
        record = any(isinstance(value, date | datetime | time) for value in values) or not _mostly_text(
            sheet, row
        )
        record = record or len(set(texts)) < len(texts)
        record = record or 4 * sum(_DIGITS.search(text) is not None for text in texts) >= len(texts)
        return None if record else _read(sheet, row, _height(sheet, row, spans), spans)
    return None
