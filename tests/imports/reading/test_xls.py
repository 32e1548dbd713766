import struct
from contextlib import suppress
from datetime import date

import pytest
import xlwt

from tests.imports.reading.files import moment, saved, xls
from tracker.imports.reading import read_workbook
from tracker.imports.reading.ole import BrokenFile, CompoundFile, compound_file
from tracker.imports.workbook import Range, ReadingError, Sheet

DAMAGED = r"^“visits\.xls” is damaged or incomplete\."


def only_sheet(content: bytes) -> Sheet:
    """The one sheet of a workbook."""
    [sheet] = read_workbook(content, "visits.xls").sheets
    return sheet


def stream_of(content: bytes) -> bytearray:
    """The records of a workbook."""
    return bytearray(CompoundFile(content).read("Workbook"))


def records(stream: bytes | bytearray) -> list[tuple[int, int, int]]:
    """The number, the place of the data and the length of each record."""
    found = []
    place = 0
    while place + 4 <= len(stream):
        number, length = struct.unpack_from("<HH", stream, place)
        found.append((number, place + 4, length))
        place += 4 + length
    return found


def with_record(content: bytes, number: int, data: bytes, offset: int = 0) -> bytes:
    """A workbook with the first record of this number overwritten from an offset on."""
    stream = stream_of(content)
    place = next(place for found, place, _length in records(stream) if found == number)
    stream[place + offset : place + offset + len(data)] = data
    return b"".join(compound_file("Workbook", bytes(stream)))


def test_read_xls_values_of_every_kind():
    workbook = read_workbook(
        xls(
            [
                ["  Ms Ann\N{NO-BREAK SPACE}Sample", "Қазақстан 王", "line\ntwo", "x" * 300, "王" * 300],
                [7, 7.25, 1e300, True, None, -3],
                [
                    (date(2025, 11, 4), "yyyy-mm-dd"),
                    (moment("2025-11-04 10:30"), "dd.mm.yy hh:mm"),
                    (date(2024, 5, 1), "mmm-yy"),
                    (date(2024, 1, 1), "yyyy"),
                    (date(2024, 5, 2), "mmm-yy"),
                    (26.5 / 24, "[h]:mm"),
                ],
            ]
        ),
        "visits.xls",
    )
    assert (workbook.kind, workbook.notices) == ("xls", [])
    assert workbook.sheets[0].rows == [
        ["Ms Ann Sample", "Қазақстан 王", "line\ntwo", "x" * 300, "王" * 300],
        [7, 7.25, 1e300, True, None, -3],
        [date(2025, 11, 4), moment("2025-11-04 10:30"), "2024-05", "2024", date(2024, 5, 2), "26:30"],
    ]


def test_read_xls_texts_that_run_on_from_record_to_record():
    rows = [
        [f"{'Қ' if n % 2 else 'x'}{'y' * (n % 50)} {n}" for n in range(row * 15, row * 15 + 15)]
        for row in range(500)
    ]
    assert only_sheet(xls(rows)).rows == rows


def test_read_xls_dates_from_1904():
    book = xlwt.Workbook()
    book.dates_1904 = True
    style = xlwt.XFStyle()
    style.num_format_str = "yyyy-mm-dd"
    book.add_sheet("Visits").write(0, 0, date(2025, 11, 4), style)
    assert only_sheet(saved(book)).rows == [[date(2025, 11, 4)]]


def test_read_xls_hidden_and_merged():
    book = xlwt.Workbook()
    book.add_sheet("Visits").write_merge(0, 0, 0, 3, "Title")
    hidden = book.add_sheet("Тізім")
    hidden.write(1, 1, "x")
    hidden.visibility = 2
    assert read_workbook(saved(book), "visits.xls").sheets == [
        Sheet("Visits", [["Title"]], [Range(0, 0, 0, 3)]),
        Sheet("Тізім", [[], [None, "x"]], hidden=True),
    ]


def test_read_xls_errors_are_broken():
    content = xls([["a", True, True]])
    stream = stream_of(content)
    first, second = [place for number, place, _length in records(stream) if number == 0x0205]
    stream[first + 6 : first + 8] = b"\x2a\x01"
    stream[second + 6 : second + 8] = b"\x99\x01"
    sheet = only_sheet(b"".join(compound_file("Workbook", bytes(stream))))
    assert (sheet.rows, sheet.broken) == ([["a"]], {(0, 1): "#N/A", (0, 2): "#"})


def test_read_xls_formulas_of_a_program_that_can_t_calculate_are_broken():
    sheet = only_sheet(xls([["a", xlwt.Formula("1+1")], [xlwt.Formula('A1&"x"'), "b"]]))
    assert (sheet.rows, sheet.broken) == ([["a"], [None, "b"]], {(0, 1): "=", (1, 0): "="})


@pytest.mark.parametrize(
    ("result", "value", "broken"),
    [
        (struct.pack("<d", 7), 7, {}),
        (b"\x01\0\x01\0\0\0\xff\xff", True, {}),
        (b"\x02\0\x07\0\0\0\xff\xff", None, {(0, 0): "#DIV/0!"}),
        (b"\x02\0\x55\0\0\0\xff\xff", None, {(0, 0): "#"}),
    ],
)
def test_read_xls_formula_results(result, value, broken):
    content = xls([[xlwt.Formula("1+1"), xlwt.Formula('""'), "b"]])
    sheet = only_sheet(with_record(content, 0x0006, result, 6))
    # The second has an empty text for a result, now that the first shows that results are kept.
    assert (sheet.rows, sheet.broken) == ([[value, None, "b"]], broken)


def test_read_xls_encrypted():
    content = with_record(xls([["a"]]), 0x0042, b"")
    stream = stream_of(content)
    place = next(place for number, place, _length in records(stream) if number == 0x0042)
    stream[place - 4 : place - 2] = struct.pack("<H", 0x2F)
    with pytest.raises(ReadingError, match=r"^“visits\.xls” is protected with a password\."):
        read_workbook(b"".join(compound_file("Workbook", bytes(stream))), "visits.xls")


def test_read_xlsx_encrypted():
    content = b"".join(compound_file("EncryptedPackage", b"x" * 5000))
    with pytest.raises(ReadingError) as raised:
        read_workbook(content, "visits.xlsx")
    assert str(raised.value) == (
        "“visits.xlsx” is protected with a password. Open it in the program it was made with, take the"
        " password away, "
        "and save it again."
    )


def test_read_xls_macros_are_told():
    content = bytearray(xls([["a"]]))
    file = CompoundFile(bytes(content))
    assert file.storages == set()
    pieces = compound_file("Workbook", file.read("Workbook"))
    storage = struct.pack("<64sHB61x", "_VBA_PROJECT_CUR".encode("utf-16-le"), 34, 1)
    pieces[2] = (pieces[2][:256] + storage).ljust(4096, b"\0")
    workbook = read_workbook(b"".join(pieces), "visits.xls")
    assert workbook.sheets[0].rows == [["a"]]
    assert workbook.notices == ["The macros in this workbook were left alone: they are never run."]


def test_read_xls_chart_sheet_is_left_out():
    book = xlwt.Workbook()
    book.add_sheet("Chart").write(0, 0, "not read")
    book.add_sheet("Visits").write(0, 0, "a")
    workbook = read_workbook(with_record(saved(book), 0x0085, b"\x02", 5), "visits.xls")
    assert [(sheet.name, sheet.rows) for sheet in workbook.sheets] == [("Visits", [["a"]])]
    assert workbook.notices == ["Left out, because they have no cells: “Chart”."]


@pytest.mark.parametrize(
    ("number", "data", "offset"),
    [
        (0x00FD, struct.pack("<I", 99), 6),
        (0x0085, struct.pack("<I", 10**9), 0),
        (0x0085, struct.pack("<I", 0), 0),
        (0x00FC, struct.pack("<HB", 65535, 1), 8),
        (0x0208, b"\x00\xff", -2),
    ],
)
def test_read_xls_record_that_no_program_writes(number, data, offset):
    content = with_record(xls([["a", 1]]), number, data, offset)
    with pytest.raises(ReadingError, match=DAMAGED):
        read_workbook(content, "visits.xls")


def test_read_xls_without_end():
    stream = stream_of(xls([["a", 1]]))
    end = [place for number, place, _length in records(stream) if number == 0x000A][-1]
    with pytest.raises(ReadingError, match=DAMAGED):
        read_workbook(b"".join(compound_file("Workbook", bytes(stream[: end - 4]))), "visits.xls")


@pytest.mark.parametrize(
    ("number", "data", "sentence"),
    [
        (0x0203, struct.pack("<HH", 5, 60_000), r"^There is something in Visits!\w+6,"),
        (
            0x0203,
            struct.pack("<HH", 65_535, 200),
            "reaches to Visits!GS65536, it uses more than 4,000,000 cells",
        ),
    ],
)
def test_read_xls_too_large(number, data, sentence):
    with pytest.raises(ReadingError, match=sentence):
        read_workbook(with_record(xls([["a", 1e300]]), number, data), "visits.xls")


def test_read_xls_announced_size_isn_t_believed():
    content = with_record(xls([["a", 1]]), 0x0200, struct.pack("<IIHH", 0, 2**32 - 1, 0, 65_535))
    assert only_sheet(content).rows == [["a", 1]]


def test_read_xls_long_text_in_many_cells():
    book = xlwt.Workbook()
    sheet = book.add_sheet("Visits")
    for row in range(15_000):
        sheet.write(row, 0, "x" * 30_000)
    with pytest.raises(ReadingError, match="the texts in all its cells take more than 300 MB"):
        read_workbook(saved(book), "visits.xls")


@pytest.mark.parametrize("length", [0, 1, 4095, 4096, 4097, 10_000, 5_000_000])
def test_compound_file_is_read_as_written(length):
    data = bytes(range(256)) * (length // 256) + b"x" * (length % 256)
    file = CompoundFile(b"".join(compound_file("Workbook", data)))
    assert file.read("workbook") == data.ljust(4096, b"\0")
    assert file.streams.keys() == {"workbook"}


@pytest.mark.parametrize("place", [4096 + 4, 4096 + 8, 48, 44, 68, 60, 30, 2 * 4096 + 128 + 116])
@pytest.mark.parametrize("number", [0, 1, 2, 5, 1_000_000, 0xFFFFFFF0])
def test_compound_file_broken_chains_end(place, number):
    content = bytearray(b"".join(compound_file("Workbook", b"x" * 20_000)))
    struct.pack_into("<I", content, place, number)
    with suppress(BrokenFile, KeyError, struct.error):
        CompoundFile(bytes(content)).read("workbook")
