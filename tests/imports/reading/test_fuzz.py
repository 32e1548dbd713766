"""Bad files: thousands are refused with a sentence, or read as what they still are; nothing else happens."""

import csv
import io
from collections import Counter
from unittest.mock import patch

from hypothesis import given
from hypothesis import strategies as st

from tests.imports.reading.mutations import bad_files, valid_files
from tracker.imports import reading
from tracker.imports.reading import read_workbook
from tracker.imports.reading.guards import OLE, ZIP
from tracker.imports.reading.text import clean, shows_error
from tracker.imports.workbook import ReadingError

ENOUGH = 2_000


def outcome(content: bytes) -> str:
    """Whether a file is read or refused; any other exception is the test's failure."""
    try:
        workbook = read_workbook(content, "visits.xlsx")
    except ReadingError as error:
        return "refused" if str(error).endswith(".") else "refused without a sentence"
    return "read" if workbook.sheets else "read nothing"


def test_fuzz_valid_files_are_read():
    found = [outcome(content) for contents in valid_files().values() for content in contents]
    assert found == ["read"] * 10


def test_fuzz_damaged_files_are_refused_or_read(caplog):
    outcomes = Counter(outcome(content) for _way, content in bad_files(seed=2025, times=100))
    assert outcomes["refused"] >= ENOUGH
    assert outcomes.keys() == {"refused", "read"}
    # Nothing was refused for a mistake of ours.
    assert caplog.messages == []


@given(st.sampled_from([b"", ZIP, OLE, b"\xff\xfe", b"\xef\xbb\xbf", b"sep="]), st.binary(max_size=600))
def test_fuzz_any_bytes(beginning, content):
    with patch.object(reading.logger, "exception", side_effect=AssertionError):
        assert outcome(beginning + content) in {"refused", "read"}


@given(
    st.lists(st.lists(st.text(max_size=12), min_size=2, max_size=5), min_size=1, max_size=6),
    st.sampled_from(",;\t|"),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "gb18030"]),
)
def test_fuzz_any_table_comes_back_clean(rows, separator, encoding):
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=separator, quoting=csv.QUOTE_ALL).writerows(rows)
    try:
        content = stream.getvalue().encode(encoding)
    except UnicodeEncodeError:
        return
    try:
        [sheet] = read_workbook(content, "visits.csv", encoding.removesuffix("-sig"), separator).sheets
    except ReadingError:
        # Empty, or with more control characters than text.
        return
    expected = [[clean(cell) for cell in row] for row in rows]
    broken = {
        (index, column): cell
        for index, row in enumerate(expected)
        for column, cell in enumerate(row)
        if cell is not None and shows_error(cell)
    }
    assert sheet.broken == broken
    assert [
        [sheet.value(index, column) for column in range(len(row))] for index, row in enumerate(expected)
    ] == [
        [None if (index, column) in broken else cell for column, cell in enumerate(row)]
        for index, row in enumerate(expected)
    ]
