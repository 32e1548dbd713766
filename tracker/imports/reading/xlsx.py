"""Excel's workbooks (.xlsx, .xlsm): what is in them, checked, and copied into a plain file for the library to
read.

The library is given nothing else than was checked: the texts, the formats of numbers and the rows of the
sheets, in a file whose frame is written here. It takes sheets by their number, so what they are called
doesn't matter to it.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import IO

from django.utils.translation import gettext as _

from tracker.imports.reading import number_formats
from tracker.imports.reading.archives import Archive
from tracker.imports.reading.facts import Facts, Room
from tracker.imports.reading.guards import damaged, too_large, unusual
from tracker.imports.reading.limits import MAX_CELLS, MAX_SHEETS, MAX_STRINGS
from tracker.imports.reading.markup import Unreadable, elements, parser, skim
from tracker.imports.reading.sheet_xml import SheetReader

#: Bytes of the parts that tell how a workbook is made up.
_FRAME = 4 * 1024 * 1024
#: Bytes of the part that names the sheets, and much else.
_BOOK = 16 * 1024 * 1024
#: Bytes of the formats.
_STYLES = 16 * 1024 * 1024

_STRING = re.compile(rb'<si><t(?: xml:space="preserve")?+>[^<]*+</t></si>')
_EMPTY_STRING = len(b"<si><t></t></si>")

_RELATIONSHIP = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_CONTENT_TYPES = (
    b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    b'<Default Extension="xml" ContentType="application/xml"/></Types>'
)
_PACKAGE = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">%s</Relationships>'
)
_WORKBOOK = (
    '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    f'xmlns:r="{_RELATIONSHIP[:-1]}"><workbookPr date1904="%d"/><sheets>%s</sheets></workbook>'
)


@dataclass(slots=True)
class Frame:
    """How a workbook is made up: where its parts are."""

    #: Name of the sheet, its part, and whether it is hidden.
    sheets: list[tuple[str, str, bool]] = field(default_factory=list)
    #: Names of sheets without cells: charts, dialogs.
    left_out: list[str] = field(default_factory=list)
    strings: str = ""
    styles: str = ""
    from_1904: bool = False


def copy_workbook(archive: Archive, to: IO[bytes]) -> tuple[list[Facts], list[str]]:
    """Write what the library is to read; give what is known of each sheet in its order, and the names of the
    sheets left out because they have no cells. Raises ReadingError.
    """
    try:
        frame = read_frame(archive)
        with zipfile.ZipFile(to, "w") as out:
            _write_frame(out, frame)
            room = Room(archive.name, MAX_CELLS)
            lengths: list[int] = []
            coarse: dict[str, str] = {}
            if frame.strings:
                with out.open("xl/sharedStrings.xml", "w") as stream:
                    lengths = _copy_strings(archive, frame.strings, room, stream.write)
            if frame.styles:
                styles = archive.read(frame.styles, _STYLES)
                coarse = number_formats.coarse_styles(styles)
                out.writestr("xl/styles.xml", styles)
            found = []
            for number, (name, part, hidden) in enumerate(frame.sheets, 1):
                facts = Facts(room, name, hidden)
                reader = SheetReader(facts, lengths, coarse, archive.size(part))
                with out.open(f"xl/worksheets/{number}.xml", "w") as stream:
                    reader.read(archive.chunks(part), stream.write)
                found.append(facts)
    except Unreadable:
        raise damaged(archive.name) from None
    return found, frame.left_out


def read_frame(archive: Archive) -> Frame:
    """Find the parts of a workbook by its relationships; raises Unreadable and ReadingError."""
    book = "xl/workbook.xml"
    if "_rels/.rels" in archive:
        for _kind, attributes in _relationships(archive, "_rels/.rels"):
            if attributes.get("Type", "").endswith("/officeDocument"):
                book = _target(attributes, "")
    folder, file = posixpath.split(book)
    related = {
        attributes.get("Id", ""): (
            attributes.get("Type", "").rpartition("/")[2],
            _target(attributes, folder),
        )
        for _kind, attributes in _relationships(archive, posixpath.join(folder, "_rels", f"{file}.rels"))
    }
    frame = Frame()
    for kind, part in related.values():
        if kind == "sharedStrings" and part in archive:
            frame.strings = part
        elif kind == "styles" and part in archive:
            frame.styles = part
    if archive.size(book) > _BOOK:
        raise Unreadable
    parts = elements(archive.chunks(book), frozenset({"sheet", "workbookPr"}))
    for kind, attributes in parts:
        if kind == "workbookPr":
            frame.from_1904 = attributes.get("date1904") in {"1", "true"}
            continue
        name = attributes.get("name", "")
        related_kind, part = related.get(attributes.get("id", ""), ("", ""))
        if related_kind == "worksheet":
            frame.sheets.append((name, part, attributes.get("state", "visible") != "visible"))
        else:
            frame.left_out.append(name)
    names = {name.casefold() for name, _part, _hidden in frame.sheets}
    if len(names) < len(frame.sheets):
        raise Unreadable
    if len(frame.sheets) > MAX_SHEETS:
        raise too_large(archive.name, _("it has more than %(limit)d sheets") % {"limit": MAX_SHEETS})
    return frame


def _relationships(archive: Archive, part: str) -> list[tuple[str, dict[str, str]]]:
    if archive.size(part) > _FRAME:
        raise Unreadable
    return elements(archive.chunks(part), frozenset({"Relationship"}))


def _target(attributes: dict[str, str], folder: str) -> str:
    """The part that a relationship points to, from a part in `folder`."""
    target = attributes.get("Target", "").replace("\\", "/")
    return posixpath.normpath(
        target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
    )


def _write_frame(out: zipfile.ZipFile, frame: Frame) -> None:
    """Everything but texts, formats and sheets."""
    numbers = range(1, len(frame.sheets) + 1)
    out.writestr("[Content_Types].xml", _CONTENT_TYPES)
    book = f'<Relationship Id="r" Type="{_RELATIONSHIP}officeDocument" Target="xl/workbook.xml"/>'
    out.writestr("_rels/.rels", _PACKAGE % book)
    parts = [
        f'<Relationship Id="r{number}" Type="{_RELATIONSHIP}worksheet" Target="worksheets/{number}.xml"/>'
        for number in numbers
    ]
    out.writestr("xl/_rels/workbook.xml.rels", _PACKAGE % "".join(parts))
    sheets = [f'<sheet name="{number}" sheetId="{number}" r:id="r{number}"/>' for number in numbers]
    out.writestr("xl/workbook.xml", _WORKBOOK % (frame.from_1904, "".join(sheets)))


def _copy_strings(archive: Archive, part: str, room: Room, write: Callable[[bytes], object]) -> list[int]:
    """Copy the texts that cells share; give how many bytes each has at most."""
    lengths: list[int] = []
    within: list[int] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        room.element()
        name = name.rpartition(":")[2]
        if name == "si":
            within.append(0)
        elif name == "sst":
            # The library makes room for as many as are announced.
            count = attributes.get("uniqueCount", "")
            if count.isdecimal() and int(count[:20]) > archive.size(part):
                raise Unreadable

    def end(name: str) -> None:
        if name.rpartition(":")[2] == "si" and within:
            lengths.append(within.pop())

    def characters(text: str) -> None:
        if within:
            within[-1] += len(text.encode())

    def plain(_text: bytes, found: list[re.Match[bytes]]) -> None:
        lengths.extend([match.end() - match.start() - _EMPTY_STRING for match in found])
        if len(lengths) > MAX_STRINGS:
            raise unusual(archive.name)

    skim(
        archive.chunks(part),
        plain=_STRING,
        row_end=b"si>",
        rows=plain,
        rest=parser(start, end, characters),
        write=write,
    )
    return lengths
