"""Files gone bad: valid workbooks damaged at random, from a seed, by accident and by intent."""

from __future__ import annotations

import random
import re
import struct
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache

import xlwt
from odf.table import TableCell
from openpyxl import Workbook

from tests.imports.reading.files import (
    moment,
    ods,
    ods_cell,
    saved,
    unzipped,
    xls,
    xlsx_parts,
    zipped,
)
from tracker.imports.reading.guards import OLE, ZIP
from tracker.imports.reading.ole import CompoundFile, compound_file

#: What stands in for a number or a reference, and for a whole value.
_EVIL = [
    *[
        "0",
        "-1",
        "1",
        "9",
        "26",
        "1048577",
        "4294967295",
        "4294967296",
        "99999999999999999999",
        "1e308",
        "nan",
        "-",
        "",
        " ",
    ],
    *[
        "A1",
        "A0",
        "XFD1048576",
        "ZZZZ9",
        "A1:B",
        "A1:A1:A1",
        "B2:A1",
        "$A$1",
        "x",
        "&amp;",
        "&#0;",
        "&#xD800;",
        "&x;",
        "\0",
        "Ә" * 40,
    ],
]
_EVIL_NUMBERS = [0, 1, 2, 0x7F, 0xFF, 0x100, 0x7FFF, 0x8000, 0xFFFF]
_EVIL_LONGS = [0, 1, 0xFF, 0xFFFF, 0x10000, 0x7FFFFFFF, 0x80000000, 0xFFFFFFF0, 0xFFFFFFFE, 0xFFFFFFFF]


@cache
def valid_files() -> dict[str, list[bytes]]:
    """Valid files by kind: small, and with something of everything."""
    book = Workbook()
    sheet = book.active
    sheet.append(["Reference", "Title", "Start", "Size", "Note", "Sum"])
    for row in range(12):
        sheet.append([f"V-{row}", "Пример 王", moment("2025-11-04 10:30"), row / 4, True, "=1+1"])
    sheet["A20"] = date(2024, 5, 1)
    sheet["A20"].number_format = "mmm-yy"
    sheet.merge_cells("A1:B1")
    book.create_sheet("Second").append(["x"])
    data = "".join(
        f'<row r="{row}"><c r="A{row}" t="s"><v>{row % 3}</v></c><c r="B{row}" s="1"><v>4567{row}</v></c>'
        f'<c r="C{row}" t="inlineStr"><is><t>text</t></is></c>'
        f'<c r="D{row}" t="{"e" if row % 2 else "str"}"><f>A1</f><v>#N/A</v></c></row>'
        for row in range(1, 9)
    )
    by_hand = xlsx_parts({"Visits": data, "Other": ""}, strings=["one", "two", "Қазақстан"])
    rows = [
        ["Title", ods_cell("04.11.25", valuetype="date", datevalue="2025-11-04"), ods_cell("x" * 50)],
        [
            TableCell(numbercolumnsrepeated=3),
            ods_cell("#DIV/0!", formula="of:=1/0", valuetype="float", value="0"),
            ods_cell("a\nb", valuetype="string", numbercolumnsspanned=2, numberrowsspanned=2),
            TableCell(numbercolumnsrepeated=1000),
        ],
        [
            ods_cell("10:30", valuetype="time", timevalue="PT10H30M00S"),
            ods_cell("yes", valuetype="boolean", booleanvalue="true"),
        ],
    ]
    old = [
        ["Reference", "Қазақстан 王", 1, 7.25, 1e300, True],
        *[
            [f"V-{row}", f"text {row} " * 9, (date(2025, 11, 4), "yyyy-mm-dd"), 5, 6, xlwt.Formula("A1+1")]
            for row in range(9)
        ],
    ]
    text = "Дата;Город;Note\n" + '2025-11-04;"Алматы; x";y\n' * 9
    return {
        "xlsx": [saved(book), zipped(by_hand)],
        "ods": [ods(rows)],
        "xls": [xls(old), b"".join(compound_file("Workbook", CompoundFile(xls(old)).read("Workbook")))],
        "text": [
            text.encode(),
            text.encode("cp1251"),
            text.encode("utf-16"),
            "姓名,单位\n王小明,示例大学\n".encode("gb18030") * 9,
            b'a,"b""c",d\r\n' * 20,
        ],
    }


def bytes_changed(content: bytes, chance: random.Random) -> bytes:
    """Some bytes or bits changed, a stretch cut out, doubled, moved or filled, or the rest cut off."""
    changed = bytearray(content)
    for _time in range(chance.choice([1, 1, 2, 5, 20])):
        if not changed:
            break
        start = chance.randrange(len(changed))
        end = min(len(changed), start + chance.choice([1, 2, 4, 16, 200]))
        match chance.randrange(8):
            case 0 | 1:
                changed[start] ^= 1 << chance.randrange(8)
            case 2:
                changed[start] = chance.randrange(256)
            case 3:
                del changed[start:end]
            case 4:
                changed[start:start] = changed[start:end]
            case 5:
                to = chance.randrange(len(changed))
                changed[to : to + end - start] = changed[start:end]
            case 6:
                changed[start:end] = bytes([chance.choice([0, 0xFF, 0x20, 0x3C])]) * (end - start)
            case 7:
                if chance.random() < 0.3:
                    del changed[start:]
    return bytes(changed)


def spliced(content: bytes, other: bytes, chance: random.Random) -> bytes:
    """A stretch of one file within another, or the beginning of one and the end of the other."""
    place = chance.randrange(len(content))
    start = chance.randrange(len(other))
    if chance.random() < 0.5:
        return content[:place] + other[start:]
    return content[:place] + other[start : start + chance.randrange(2000)] + content[place:]


def markup_changed(part: bytes, chance: random.Random) -> bytes:
    """XML with values, tags or bytes changed."""
    for _time in range(chance.choice([1, 1, 1, 2, 4])):
        match chance.randrange(7):
            case 0 | 1:
                found = list(re.finditer(rb'"([^"<>]*)"', part))
                new = chance.choice(_EVIL).encode()
            case 2:
                found = list(re.finditer(rb">([^<>]+)<", part))
                new = chance.choice(_EVIL).encode()
            case 3:
                found = list(re.finditer(rb"(<[^<>]*>)", part))
                new = b""
            case 4:
                found = list(re.finditer(rb"(<[^<>]*>)", part))
                new = chance.choice(found)[1] * chance.choice([1, 2, 50]) if found else b""
            case 5:
                found = list(re.finditer(rb"([\w:-]+)(?==)", part))
                new = chance.choice(
                    [
                        b"r",
                        b"t",
                        b"s",
                        b"table:number-rows-repeated",
                        b"table:number-columns-repeated",
                        b"x:y",
                    ]
                )
            case _:
                part = bytes_changed(part, chance)
                continue
        if found:
            chosen = chance.choice(found)
            part = part[: chosen.start(1)] + new + part[chosen.end(1) :]
    return part


def parts_changed(content: bytes, chance: random.Random) -> bytes:
    """A zipped file with one or two of its parts changed, missing, or another's."""
    parts = unzipped(content)
    for _time in range(chance.choice([1, 1, 2])):
        name = chance.choice(list(parts))
        match chance.randrange(12):
            case 0:
                del parts[name]
            case 1:
                parts[name] = parts[chance.choice(list(parts))]
            case 2:
                parts[name] = chance.randbytes(200)
            case _:
                parts[name] = markup_changed(parts[name], chance)
        if not parts:
            break
    return zipped(parts, method=chance.choice([0, 8]))


def records_changed(content: bytes, chance: random.Random) -> bytes:
    """An .xls with fields of its records changed, and all else of the file in order."""
    stream = bytearray(CompoundFile(content).read("Workbook"))
    places = []
    place = 0
    while place + 4 <= len(stream):
        number, length = struct.unpack_from("<HH", stream, place)
        if number:
            places.append((place, length))
        place += 4 + length
    for _time in range(chance.choice([1, 1, 2, 4])):
        place, length = chance.choice(places)
        match chance.randrange(5):
            case 0:
                struct.pack_into(
                    "<H",
                    stream,
                    place,
                    chance.choice([0x06, 0x0A, 0x2F, 0x3C, 0x85, 0xBD, 0xFC, 0xFD, 0x203, 0x205, 0x809]),
                )
            case 1:
                struct.pack_into("<H", stream, place + 2, chance.choice(_EVIL_NUMBERS))
            case 2 if length >= 2:
                struct.pack_into(
                    "<H", stream, place + 4 + chance.randrange(length - 1), chance.choice(_EVIL_NUMBERS)
                )
            case 3 if length >= 4:
                struct.pack_into(
                    "<I", stream, place + 4 + chance.randrange(length - 3), chance.choice(_EVIL_LONGS)
                )
            case _:
                stream[place + 4 : place + 4 + length] = chance.randbytes(length)
    return b"".join(compound_file("Workbook", bytes(stream)))


def frame_changed(content: bytes, chance: random.Random) -> bytes:
    """An .xls with numbers of its file system changed."""
    changed = bytearray(content)
    for _time in range(chance.choice([1, 1, 2, 4])):
        place = chance.choice([chance.randrange(24, 512), chance.randrange(0, len(changed) - 4)]) // 4 * 4
        struct.pack_into("<I", changed, place, chance.choice([*_EVIL_LONGS, chance.randrange(40)]))
    return bytes(changed)


def magic_alone(chance: random.Random) -> bytes:
    """The right beginning, and noise."""
    beginning = chance.choice(
        [ZIP, OLE, b"PK\x05\x06", b"\xff\xfe", b"\xef\xbb\xbf", b"\x09\x08", b"sep=", b""]
    )
    return beginning + chance.randbytes(chance.choice([1, 30, 600, 5000]))


def bad_files(seed: int, times: int) -> Iterator[tuple[str, bytes]]:
    """Bad files, with how each came about: `times` of every way for each valid one."""
    chance = random.Random(seed)
    files = valid_files()
    everything = [content for contents in files.values() for content in contents]
    ways: dict[str, list[Callable[[bytes, random.Random], bytes]]] = {
        "xlsx": [parts_changed, parts_changed],
        "ods": [parts_changed, parts_changed, parts_changed],
        "xls": [records_changed, records_changed, frame_changed],
        "text": [],
    }
    for kind, contents in files.items():
        for content in contents:
            for change in [bytes_changed, *ways[kind]]:
                for _time in range(times):
                    yield f"{kind} {change.__name__}", change(content, chance)
            for _time in range(times):
                yield f"{kind} spliced", spliced(content, chance.choice(everything), chance)
    for _time in range(times):
        yield "magic", magic_alone(chance)
