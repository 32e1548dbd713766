"""Tables kept as text: CSV with whatever separator, and text with tabs."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import PurePath

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from tracker.imports.reading.encodings import decode
from tracker.imports.reading.limits import MAX_CELLS, MAX_COLUMNS, MAX_ROWS
from tracker.imports.reading.text import Texts, TextTooLong
from tracker.imports.reading.values import finish, no_collection, too_long
from tracker.imports.workbook import ReadingError, Sheet, Value, Workbook

#: What can stand between columns, with what staff call it.
SEPARATORS = {
    ",": gettext_lazy("comma"),
    ";": gettext_lazy("semicolon"),
    "\t": gettext_lazy("tab"),
    "|": gettext_lazy("vertical bar"),
}

# Excel's own way to say which separator a file has; it hides the line.
_SEPARATOR_LINE = re.compile(r'"?sep=([^" \r\n])"?[ \t]*(?:\r\n?|\n|\Z)', re.IGNORECASE)
# Not meant in a text; tabs, line breaks, page breaks and the end-of-file mark of DOS are.
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x19\x1b-\x1f\x7f]")
# For a table of one column: what no text holds, since it would have been refused.
_NONE = "\x1f"

#: How much of a file decides on the separator.
_SAMPLE = 64_000
_SAMPLE_ROWS = 300


def read_text(
    content: bytes, name: str, encoding: str | None = None, separator: str | None = None
) -> Workbook:
    """Give the workbook of one sheet that a text file holds, in the encoding and with the separator given or
    found out; raises ReadingError where it can't be read as a table.
    """
    decoded = decode(content, name, encoding)
    text = decoded.text.removesuffix("\x1a")
    if not text.strip():
        raise ReadingError(_("“%(name)s” is empty: there is nothing in it to import.") % {"name": name})
    notices = _check_control_characters(text, name)
    line = _SEPARATOR_LINE.match(text)
    if line:
        text = text[line.end() :]
    used = _wanted(separator) if separator else line[1] if line else find_separator(text)
    sheet = Sheet(PurePath(name).stem or pgettext("of a workbook", "Sheet"), [])
    try:
        _fill(sheet, _quoted(text, used), name)
    except _UnmatchedQuotes as error:
        if _may_quote(text, used):
            raise ReadingError(
                _(
                    "The quotation marks of “%(name)s” don't match from line %(line)d on: a text that begins "
                    "with one must end with one before the next separator, and quotation marks within it "
                    "must be doubled. Mend that line, or save the table as .xlsx."
                )
                % {"name": name, "line": error.line}
            ) from None
        sheet.rows.clear()
        _fill(sheet, (line.split(used) for line in _lines(text)), name)
        notices.append(
            _("Quotation marks were read as parts of the texts, because they don't enclose whole cells.")
        )
    between = SEPARATORS.get(used, used) if used != _NONE else ""
    notices.insert(
        0,
        _("Read as text in %(encoding)s, with a %(separator)s between columns.")
        % {"encoding": decoded.encoding, "separator": between}
        if between
        else _("Read as text in %(encoding)s with one column.") % {"encoding": decoded.encoding},
    )
    return Workbook(name, "tsv" if used == "\t" else "csv", [sheet], notices)


def _check_control_characters(text: str, name: str) -> list[str]:
    """What must be told of characters that no one typed; raises ReadingError where they are so many that it
    isn't a text.
    """
    found = _CONTROL.search(text)
    if not found:
        return []
    many = sum(1 for _found in _CONTROL.finditer(text))
    values = {
        "name": name,
        "line": len(re.findall(r"\r\n?|\n", text[: found.start()])) + 1,
        "code": f"U+{ord(found[0]):04X}",
    }
    if many * 500 > len(text) + 1_000:
        raise ReadingError(
            _(
                "“%(name)s” isn't a text: it holds many control characters, the first (%(code)s) in line "
                "%(line)d. If it came from a spreadsheet, save it there as .xlsx or as “CSV UTF-8”."
            )
            % values
        )
    return [_("Control characters were left out; the first (%(code)s) is in line %(line)d.") % values]


def _wanted(separator: str) -> str:
    """The separator that was asked for, as a character."""
    wanted = {"\\t": "\t", "tab": "\t"}.get(separator.casefold(), separator)
    if len(wanted) != 1 or wanted in '" \r\n\0':
        raise ReadingError(
            _("“%(separator)s” can't separate columns. Choose one of: %(known)s.")
            % {"separator": separator[:20], "known": ", ".join(map(str, SEPARATORS.values()))}
        )
    return wanted


def find_separator(text: str) -> str:
    """The separator under which most rows have equally many columns, and many of them; a character that the
    text doesn't hold where there is but one column.
    """
    sample = text[:_SAMPLE]
    if len(text) > _SAMPLE:
        sample = sample[: max(sample.rfind("\n"), sample.rfind("\r")) + 1] or sample
    best, best_score = _NONE, 0.1
    for separator in SEPARATORS:
        if separator not in sample:
            continue
        widths: Counter[int] = Counter()
        try:
            reader = csv.reader(io.StringIO(sample, newline=""), delimiter=separator, skipinitialspace=True)
            for row in islice(reader, _SAMPLE_ROWS):
                while row and not row[-1].strip():
                    row.pop()
                widths[len(row)] += 1
        except csv.Error:
            # What was read before it counts.
            pass
        rows = widths.total() - widths[0]
        score = max(
            (_agreement(width, widths) / rows * (1 - 1 / width) for width in widths if width > 1),
            default=0.0,
        )
        if separator == "\t":
            # No one writes a tab within a text.
            score *= 1.3
        if score > best_score:
            best, best_score = separator, score
    return best


def _agreement(width: int, widths: Counter[int]) -> float:
    """How many rows are this wide; those a little narrower, whose last cells are empty, count half."""
    narrower = sum(rows for other, rows in widths.items() if 1 < width / 2 < other < width)
    return widths[width] + narrower / 2


class _UnmatchedQuotes(Exception):
    """Quotation marks are neither doubled nor around a whole cell, in the row that begins in this line."""

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line


def _quoted(text: str, separator: str) -> Iterator[list[str]]:
    """The rows of a text in which quotation marks may enclose cells; raises _UnmatchedQuotes."""
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=separator, strict=True, skipinitialspace=True
    )
    before = 0
    try:
        for row in reader:
            before = reader.line_num
            yield row
    except csv.Error:
        raise _UnmatchedQuotes(before + 1) from None


def _lines(text: str) -> Iterator[str]:
    """The lines of a text without their ends."""
    return (line.removesuffix("\n") for line in io.StringIO(text, newline=None))


def _may_quote(text: str, separator: str) -> bool:
    """Whether quotation marks could enclose cells, or lines: one stands alone in a line, or two around a
    cell.
    """
    if any(line.count('"') % 2 for line in _lines(text)):
        return True
    alone = re.compile(rf"""(?:^|{re.escape(separator)})"[^"]*"(?:{re.escape(separator)}|$)""")
    return any(alone.search(line) for line in _lines(text))


def _fill(sheet: Sheet, rows: Iterable[list[str]], name: str) -> None:
    """Put the cleaned rows into the sheet; raises ReadingError where there is too much of them."""
    texts = Texts()
    cells = 0
    with no_collection():
        for index, read in enumerate(rows):
            try:
                row: list[Value] = [texts[cell] for cell in read]
            except TextTooLong:
                raise too_long(sheet.name, index, read) from None
            while row and row[-1] is None:
                row.pop()
            if index >= MAX_ROWS:
                raise ReadingError(
                    _(
                        "“%(name)s” has more than %(limit)s rows, which is more than can be imported at "
                        "once. Split it into several files."
                    )
                    % {"name": name, "limit": f"{MAX_ROWS:,}"}
                )
            if len(row) > MAX_COLUMNS:
                raise ReadingError(
                    _(
                        "Row %(row)s of “%(name)s” has %(columns)s columns, and at most %(limit)s can be "
                        "imported. Another separator may be meant; otherwise leave out the columns that hold "
                        "no visits."
                    )
                    % {
                        "row": f"{index + 1:,}",
                        "name": name,
                        "columns": f"{len(row):,}",
                        "limit": f"{MAX_COLUMNS:,}",
                    }
                )
            cells += len(row)
            if cells > MAX_CELLS:
                raise ReadingError(
                    _("“%(name)s” has more than %(limit)s cells. Split it into several files.")
                    % {"name": name, "limit": f"{MAX_CELLS:,}"}
                )
            sheet.rows.append(row)
    finish(sheet, texts)
