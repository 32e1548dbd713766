import io
import struct
import time
import zipfile

import pytest

from tests.imports.reading.files import xlsx, xlsx_parts, zipped
from tracker.imports.reading import read_workbook
from tracker.imports.workbook import ReadingError

PARTS = xlsx_parts({"Visits": '<row r="1"><c r="A1"><v>1</v></c></row>'})
DAMAGED = r"^“visits\.xlsx” is damaged or incomplete\."


def with_long_part(megabytes: int, name: str = "xl/worksheets/sheet1.xml") -> bytes:
    """A small file of which one part unpacks to so much."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as out:
        for part, data in PARTS.items():
            if part != name:
                out.writestr(part, data)
        with out.open(name, "w") as long:
            for _number in range(megabytes):
                long.write(b" " * 1024 * 1024)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("megabytes", "name", "sentence"),
    [
        (310, "xl/worksheets/sheet1.xml", "it unpacks to 310 MB, and 300 MB are allowed"),
        (100, "xl/worksheets/sheet1.xml", "it unpacks to 1,0"),
        (310, "xl/media/image1.png", "it unpacks to 310 MB, and 300 MB are allowed"),
    ],
)
def test_archive_bomb_is_refused_before_it_unpacks(megabytes, name, sentence):
    content = with_long_part(megabytes, name)
    start = time.process_time()
    with pytest.raises(
        ReadingError, match=r"^“visits\.xlsx” is too large to be imported at once: " + sentence
    ):
        read_workbook(content, "visits.xlsx")
    assert time.process_time() - start < 1.5


@pytest.mark.parametrize("size", [0, 10, 1000])
def test_archive_bomb_that_lies_of_its_size(size):
    content = with_long_part(300)
    place = content.rindex(b"PK\x01\x02")
    assert b"sheet1.xml" in content[place : place + 80]
    lying = bytearray(content)
    struct.pack_into("<I", lying, place + 24, size)
    start = time.process_time()
    with pytest.raises(ReadingError, match=DAMAGED):
        read_workbook(bytes(lying), "visits.xlsx")
    assert time.process_time() - start < 1.5


def test_archive_with_too_many_parts():
    content = zipped({**PARTS, **{f"xl/media/{number}": b"" for number in range(5_001)}})
    with pytest.raises(ReadingError, match="there are more than 5,000 files in it"):
        read_workbook(content, "visits.xlsx")


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("name", ["xl/worksheets/sheet1.xml", "XL\\Worksheets/Sheet1.xml"])
def test_archive_with_two_parts_of_one_name(name):
    stream = io.BytesIO(zipped(PARTS))
    with zipfile.ZipFile(stream, "a") as out:
        out.writestr(name, "<worksheet/>")
    with pytest.raises(ReadingError, match=DAMAGED):
        read_workbook(stream.getvalue(), "visits.xlsx")


def test_archive_encrypted_part():
    content = bytearray(xlsx([["a"]]))
    for signature, offset in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        place = -1
        while (place := content.find(signature, place + 1)) >= 0:
            content[place + offset] |= 1
    with pytest.raises(ReadingError, match=r"^“visits\.xlsx” is protected with a password\."):
        read_workbook(bytes(content), "visits.xlsx")


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_archive_packed_in_another_way(method):
    with pytest.raises(ReadingError, match=DAMAGED):
        read_workbook(zipped(PARTS, method), "visits.xlsx")


def test_archive_stored_without_packing():
    assert read_workbook(zipped(PARTS, zipfile.ZIP_STORED), "visits.xlsx").sheets[0].rows == [[1]]


def test_archive_changed_byte_is_found():
    content = bytearray(zipped(PARTS, zipfile.ZIP_STORED))
    content[content.index(b"<v>1</v>") + 3] = ord("2")
    with pytest.raises(ReadingError, match=DAMAGED):
        read_workbook(bytes(content), "visits.xlsx")


def test_archive_many_nested_elements():
    data = "<a>" * 200_000 + "</a>" * 200_000
    parts = {**PARTS, "xl/worksheets/sheet1.xml": f"<worksheet>{data}<sheetData/></worksheet>"}
    with pytest.raises(ReadingError, match="is empty"):
        read_workbook(zipped(parts), "visits.xlsx")


@pytest.mark.parametrize("filler", [" ", "x", "<!-- ", "<c ", '<c r="', "&#120;"])
def test_archive_endless_token(filler):
    part = "<worksheet><sheetData>" + filler * (8_000_000 // len(filler))
    start = time.process_time()
    with pytest.raises(ReadingError, match=DAMAGED):
        read_workbook(zipped({**PARTS, "xl/worksheets/sheet1.xml": part}), "visits.xlsx")
    assert time.process_time() - start < 5
