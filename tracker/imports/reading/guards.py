"""What a file is, by its first bytes and never by its name, and what is refused before anything parses it."""

from __future__ import annotations

import re
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.imports.reading.limits import MAX_FILE
from tracker.imports.workbook import ReadingError

#: The three containers that a table comes in.
Container = Literal["zip", "ole", "text"]

ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_PICTURE = gettext_lazy("a picture")
_ARCHIVE = gettext_lazy("an archive: unpack it and import the files in it one by one")
_PROGRAM = gettext_lazy("a program")
_DATABASE = gettext_lazy("a database")
_SOUND_OR_FILM = gettext_lazy("a sound or a film")
_OLD_EXCEL = gettext_lazy("a spreadsheet from before Excel 5: open it in LibreOffice and save it as .xlsx")

#: How files begin that hold no table: where, with what, and what they are.
_BEGINNINGS: list[tuple[int, bytes, Promise | str]] = [
    (0, b"%PDF", gettext_lazy("a PDF document")),
    (0, b"{\\rtf", gettext_lazy("a text document (RTF)")),
    (0, b"\x89PNG\r\n", _PICTURE),
    (0, b"\xff\xd8\xff", _PICTURE),
    (0, b"GIF8", _PICTURE),
    (0, b"II*\0", _PICTURE),
    (0, b"MM\0*", _PICTURE),
    (0, b"8BPS", _PICTURE),
    (0, b"\0\0\1\0", _PICTURE),
    (8, b"WEBP", _PICTURE),
    (4, b"ftyphei", _PICTURE),
    (4, b"ftypavif", _PICTURE),
    (4, b"ftyp", _SOUND_OR_FILM),
    (0, b"ID3", _SOUND_OR_FILM),
    (0, b"OggS", _SOUND_OR_FILM),
    (0, b"RIFF", _SOUND_OR_FILM),
    (0, b"\x1aE\xdf\xa3", _SOUND_OR_FILM),
    (0, b"PK\x05\x06", gettext_lazy("an empty archive")),
    (0, b"Rar!\x1a\x07", _ARCHIVE),
    (0, b"7z\xbc\xaf'\x1c", _ARCHIVE),
    (0, b"\x1f\x8b", _ARCHIVE),
    (0, b"BZh", _ARCHIVE),
    (0, b"\xfd7zXZ", _ARCHIVE),
    (0, b"\x28\xb5\x2f\xfd", _ARCHIVE),
    (257, b"ustar", _ARCHIVE),
    (0, b"MZ", _PROGRAM),
    (0, b"\x7fELF", _PROGRAM),
    (0, b"\xcf\xfa\xed\xfe", _PROGRAM),
    (0, b"\xca\xfe\xba\xbe", _PROGRAM),
    (0, b"#!/", _PROGRAM),
    (0, b"SQLite format 3\0", _DATABASE),
    (4, b"Standard Jet DB", _DATABASE),
    (4, b"Standard ACE DB", _DATABASE),
    (0, b"PAR1", _DATABASE),
    (0, b"\x09\x00\x04\x00", _OLD_EXCEL),
    (0, b"\x09\x02\x06\x00", _OLD_EXCEL),
    (0, b"\x09\x04\x06\x00", _OLD_EXCEL),
    (
        0,
        b"\x00\x00\x02\x00",
        gettext_lazy("a Lotus spreadsheet: open it in LibreOffice and save it as .xlsx"),
    ),
]

#: How texts begin that hold no table, after spaces, in small letters.
_MARKED_UP: list[tuple[re.Pattern[str], Promise]] = [
    (
        re.compile(r"<\?xml.*(urn:schemas-microsoft-com:office:spreadsheet|progid=.excel\.sheet)", re.DOTALL),
        gettext_lazy("a spreadsheet in XML from 2003: open it in Excel and save it as .xlsx"),
    ),
    (
        re.compile(r"<\?xml.*office:document\b", re.DOTALL),
        gettext_lazy("a flat OpenDocument file: open it in LibreOffice and save it as .ods or .xlsx"),
    ),
    (
        re.compile(
            r"(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)?<(!doctype html|html|head|body|table|meta|style|div)\b",
            re.DOTALL,
        ),
        gettext_lazy("a web page: open it in Excel or LibreOffice and save it as .xlsx"),
    ),
    (re.compile(r"<(\?xml|svg)\b"), gettext_lazy("a document in XML")),
    (
        re.compile(r"(mime-version:|content-type: multipart)"),
        gettext_lazy("a web page or message saved with all its parts: open it in Excel and save it as .xlsx"),
    ),
    (re.compile(r'[\[{]\s*([\[{]\s*)?"[^"\n]*"\s*[:,\]]'), gettext_lazy("data in JSON")),
]


def not_a_table(name: str, what: object) -> ReadingError:
    """The error for a file that is something else; `what` says what, and may say how to mend it after a
    colon.
    """
    return ReadingError(
        _(
            "“%(name)s” can't be imported. It seems to be %(what)s. Tables can be imported from .xlsx, "
            ".xlsm, .xls, .ods, .csv and .tsv files."
        )
        % {"name": name, "what": what}
    )


def damaged(name: str) -> ReadingError:
    """The error for a spreadsheet that is broken off, or broken."""
    return ReadingError(
        _(
            "“%(name)s” is damaged or incomplete. Get the file once more from where it came from; if it "
            "opens in Excel or LibreOffice, save it there again as .xlsx."
        )
        % {"name": name}
    )


def encrypted(name: str) -> ReadingError:
    """The error for a file that asks for a password."""
    return ReadingError(
        _(
            "“%(name)s” is protected with a password. Open it in the program it was made with, take the "
            "password away, and save it again."
        )
        % {"name": name}
    )


def too_large(name: str, what: object) -> ReadingError:
    """The error for a file that holds too much; `what` says of what."""
    return ReadingError(
        _(
            "“%(name)s” is too large to be imported at once: %(what)s. Split it into several files, or leave "
            "out what isn't to be imported."
        )
        % {"name": name, "what": what}
    )


def unusual(name: str) -> ReadingError:
    """The error for a spreadsheet that no usual program wrote, so that reading it would take too long."""
    return ReadingError(
        _(
            "“%(name)s” is written in an unusual way, and reading it would take too long. Open it in Excel "
            "or LibreOffice, save it there as .xlsx, and try again."
        )
        % {"name": name}
    )


def container(content: bytes, name: str) -> Container:
    """In what a table may be kept in this file; raises ReadingError where the file is empty, too large, or
    something else.
    """
    if len(content) > MAX_FILE:
        raise too_large(
            name,
            _("it has %(size)d MB, and %(limit)d MB are allowed")
            % {"size": len(content) // 1024**2, "limit": MAX_FILE // 1024**2},
        )
    if not content.strip(b"\0\t\n\r \xef\xbb\xbf\xff\xfe"):
        raise ReadingError(_("“%(name)s” is empty: there is nothing in it to import.") % {"name": name})
    if content.startswith(ZIP):
        return "zip"
    if content.startswith(OLE):
        return "ole"
    for place, beginning, what in _BEGINNINGS:
        if content.startswith(beginning, place):
            raise not_a_table(name, what)
    # As if in ASCII, which also reads what matters of UTF-16.
    start = content[:4_096].replace(b"\0", b"").decode("ascii", "ignore").lstrip().lower()
    for pattern, what in _MARKED_UP:
        if pattern.match(start):
            raise not_a_table(name, what)
    return "text"
