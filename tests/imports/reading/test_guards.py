import pytest
from django.utils.translation import override

from tests.imports.reading.files import xls, xlsx, zipped
from tracker.imports.reading import read_workbook
from tracker.imports.reading.guards import OLE
from tracker.imports.reading.ole import compound_file
from tracker.imports.workbook import ReadingError

SEEMS = (
    "“visits.xlsx” can't be imported. It seems to be {}. Tables can be imported from .xlsx, .xlsm, .xls,"
    " .ods, .csv and "
    ".tsv files."
)
DAMAGED = (
    "“visits.xlsx” is damaged or incomplete. Get the file once more from where it came from; if it opens in"
    " Excel or "
    "LibreOffice, save it there again as .xlsx."
)
ARCHIVE = "an archive: unpack it and import the files in it one by one"
WEB_PAGE = "a web page: open it in Excel or LibreOffice and save it as .xlsx"


def ole(stream: str, data: bytes = b"x" * 5000) -> bytes:
    """A file of Office's old kind with one stream."""
    return b"".join(compound_file(stream, data))


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"%PDF-1.7\n%\xe2\xe3", "a PDF document"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "a picture"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "a picture"),
        (b"GIF89a", "a picture"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "a picture"),
        (b"MZ\x90\0\x03", "a program"),
        (b"\x7fELF\x02\x01", "a program"),
        (b"#!/bin/sh\necho a,b", "a program"),
        (b"SQLite format 3\0", "a database"),
        (b"\x1f\x8b\x08\0", ARCHIVE),
        (b"7z\xbc\xaf'\x1c\0\x04", ARCHIVE),
        (b"Rar!\x1a\x07\0", ARCHIVE),
        (b"a/b.csv".ljust(257, b"\0") + b"ustar\0", ARCHIVE),
        (b"PK\x05\x06" + b"\0" * 18, "an empty archive"),
        (b"{\\rtf1\\ansi", "a text document (RTF)"),
        (b"\n <!DOCTYPE html><html><table><tr><td>a", WEB_PAGE),
        ('<html xmlns:x="urn:schemas-microsoft-com:office:excel"><table>'.encode("utf-16"), WEB_PAGE),
        (b"<?xml version='1.0'?><!-- x --><html>", WEB_PAGE),
        (b"<table><tr><td>a</td></tr></table>", WEB_PAGE),
        (
            b'<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?><Workbook>',
            "a spreadsheet in XML from 2003: open it in Excel and save it as .xlsx",
        ),
        (
            b'<?xml version="1.0"?><office:document xmlns:office="x">',
            "a flat OpenDocument file: open it in LibreOffice and save it as .ods or .xlsx",
        ),
        (b'<?xml version="1.0"?><visits/>', "a document in XML"),
        (b'[{"name": "Ann"}]', "data in JSON"),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related", None),
        (b"\x09\x04\x06\x00\0\0\x10\0", None),
        (zipped({"[Content_Types].xml": "<a/>", "word/document.xml": "<a/>"}), "a text document (Word)"),
        (zipped({"[Content_Types].xml": "<a/>", "ppt/slides.xml": "<a/>"}), "a presentation (PowerPoint)"),
        (
            zipped({"[Content_Types].xml": "<a/>", "xl/workbook.bin": "x"}),
            "a binary workbook (.xlsb): open it in Excel or LibreOffice and save it as .xlsx",
        ),
        (
            zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<a/>"}),
            "an OpenDocument text, drawing or presentation",
        ),
        (zipped({"mimetype": "application/epub+zip"}), "an e-book"),
        (
            zipped({"Index/Document.iwa": "x"}),
            "a document of Apple's Numbers or Pages: export it there as an Excel workbook",
        ),
        (zipped({"a.csv": "a,b", "b.csv": "c,d"}), ARCHIVE),
        (ole("WordDocument"), "a text document (Word)"),
        (ole("PowerPoint Document"), "a presentation (PowerPoint)"),
        (ole("__properties_version1.0"), "a message (Outlook): save what is attached to it and import that"),
    ],
)
def test_read_workbook_something_else_is_named(content, what):
    with pytest.raises(ReadingError) as raised:
        read_workbook(content, "visits.xlsx")
    if what is None:
        assert str(raised.value).startswith(SEEMS.split("{")[0])
    else:
        assert str(raised.value) == SEEMS.format(what)


@pytest.mark.parametrize(
    "content", [b"", b"\0\0", b"\n\r\n ", b"\xef\xbb\xbf", b"\xff\xfe", b"\xff\xfe \0\n\0"]
)
def test_read_workbook_empty_file(content):
    with pytest.raises(ReadingError, match=r"^“visits\.csv” is empty: there is nothing in it to import\.$"):
        read_workbook(content, "visits.csv")


def test_read_workbook_too_large():
    with pytest.raises(ReadingError) as raised:
        read_workbook(b"a,b\n" * (25 * 1024 * 1024), "visits.csv")
    assert str(raised.value) == (
        "“visits.csv” is too large to be imported at once: it has 100 MB, and 50 MB are allowed. Split it"
        " into several "
        "files, or leave out what isn't to be imported."
    )


@pytest.mark.parametrize("content", [b"PK\x03\x04", OLE, OLE + b"\0" * 600, b"PK\x03\x04" + b"\xff" * 999])
def test_read_workbook_only_the_beginning(content):
    with pytest.raises(ReadingError) as raised:
        read_workbook(content, "visits.xlsx")
    assert str(raised.value) == DAMAGED


@pytest.mark.parametrize("make", [xlsx, xls])
def test_read_workbook_cut_off_anywhere(make):
    rows = [["Reference", "Title"], ["V-1", "Example visit"]] * 50
    content = make(rows)
    refused = []
    for length in range(8, len(content) - 1, len(content) // 40):
        try:
            # What is cut off of an .xls may be room that nothing uses.
            assert read_workbook(content[:length], "visits.xlsx").sheets[0].rows == rows
        except ReadingError as error:
            refused.append(str(error))
    assert set(refused) == {DAMAGED}
    assert len(refused) >= (40 if make is xlsx else 35)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (xlsx([["a"]]), "xlsx"),
        (xls([["a"]]), "xls"),
        (b"a\tb\nc\td\n", "tsv"),
    ],
)
@pytest.mark.parametrize("name", ["a.xls", "a.xlsx", "a.ods", "a.csv", "a", "", "a.pdf"])
def test_read_workbook_kind_is_told_by_content(content, kind, name):
    workbook = read_workbook(content, name)
    assert (workbook.kind, workbook.sheets[0].rows[0][0]) == (kind, "a")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("visits.csv", "visits.csv"),
        ("C:\\Users\\ann\\visits.csv", "visits.csv"),
        ("../../etc/visits.csv", "visits.csv"),
        ("vis\x00its\u202e\n.csv", "visits.csv"),
        ("", "?"),
        ("x" * 200 + ".csv", "x" * 60 + "…" + "x" * 26 + ".csv"),
    ],
)
def test_read_workbook_name_is_shown_safely(name, shown):
    with pytest.raises(ReadingError) as raised:
        read_workbook(b"", name)
    assert str(raised.value) == f"“{shown}” is empty: there is nothing in it to import."


def test_read_workbook_sentence_is_translatable():
    with override("xx"), pytest.raises(ReadingError, match="is empty"):
        read_workbook(b"", "visits.csv")


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (ZeroDivisionError("no one thought of this"), DAMAGED),
        (
            MemoryError(),
            "“visits.xlsx” is too large to be imported at once: there isn't enough memory for it. Split it "
            "into several files, or leave out what isn't to be imported.",
        ),
    ],
)
def test_read_workbook_mistake_of_ours_is_told_and_logged(monkeypatch, caplog, error, sentence):
    def fail(*_arguments):
        raise error

    monkeypatch.setattr("tracker.imports.reading.read_text", fail)
    with pytest.raises(ReadingError) as raised:
        read_workbook(b"a,b", "visits.xlsx")
    assert str(raised.value) == sentence
    assert caplog.messages == ([] if isinstance(error, MemoryError) else ["Reading “visits.xlsx” failed"])


@pytest.mark.parametrize("error", [OSError("disk full"), KeyboardInterrupt()])
def test_read_workbook_trouble_of_the_machine_isn_t_the_file_s(monkeypatch, error):
    def fail(*_arguments):
        raise error

    monkeypatch.setattr("tracker.imports.reading.read_text", fail)
    with pytest.raises(type(error)):
        read_workbook(b"a,b", "visits.xlsx")
