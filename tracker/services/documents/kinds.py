"""What a file is, by its content and not by its name.

A file must be of one kind through and through: what begins as a PDF and is a ZIP archive or a web page too is
refused, since some program would open it as the other. Whatever is kept is served as a download that no
browser runs; this is the first of two fences.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from pathlib import PurePath

from django.utils.translation import gettext as _

from tracker.choices import DocumentKind

_PNG = b"\x89PNG\r\n\x1a\n"
_ZIP = b"PK\x03\x04"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_MARKUP = re.compile(rb"<\s*(?:!doctype\s+html|html|script|svg|body|iframe|\?php)", re.IGNORECASE)
_PDF = re.compile(rb"%PDF-[12]\.[0-9]")
_WORD = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
#: How far into a file a browser looks for what it could be.
_SNIFFED = 1024
_MOST_PARTS = 5_000
_MOST_OF_CONTENT_TYPES = 1024 * 1024
_END_OF_ZIP = 22

_ENDINGS = {
    **{f".{kind}": kind for kind in DocumentKind},
    ".jpeg": DocumentKind.JPEG,
}


class DocumentError(Exception):
    """Why a file is not taken, and what to do instead, as a sentence."""


def kind_of(content: bytes, name: str = "") -> DocumentKind:
    """What `content` is; raises DocumentError where it is nothing that is kept, or not what `name` says."""
    if not content:
        raise DocumentError(_("The file is empty: choose another, or save it again."))
    kind = _by_content(content)
    said = _ENDINGS.get(PurePath(name).suffix.casefold())
    if said is not None and said != kind:
        raise DocumentError(
            _("By its name the file is “%(said)s”, but it holds “%(kind)s”: is it the right one?")
            % {"said": said.label, "kind": kind.label}
        )
    return kind


def _by_content(content: bytes) -> DocumentKind:
    if content.startswith(_ZIP):
        _check_docx(content)
        return DocumentKind.DOCX
    start = content[:_SNIFFED]
    if content.startswith(b"%PDF-"):
        _check_pdf(content)
        kind = DocumentKind.PDF
    elif content.startswith(_PNG):
        _check_png(content)
        kind = DocumentKind.PNG
    elif content.startswith(b"\xff\xd8\xff"):
        _check_jpeg(content)
        kind = DocumentKind.JPEG
    elif content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        _check_webp(content)
        kind = DocumentKind.WEBP
    else:
        raise _unknown(content)
    if _MARKUP.search(start) or zipfile.is_zipfile(io.BytesIO(content)):
        raise DocumentError(
            _(
                "The file is two things at once: it begins as “%(kind)s”, and is a web page or an archive"
                " too. Print the document into a new PDF, and upload that."
            )
            % {"kind": kind.label}
        )
    return kind


def _unknown(content: bytes) -> DocumentError:
    if _MARKUP.search(content[:_SNIFFED]) or content.lstrip().startswith((b"<", b"#!")):
        return DocumentError(
            _("Web pages, SVG drawings and scripts can run, and are not kept: save it as PDF or PNG.")
        )
    if content.startswith(_OLD_OFFICE):
        return DocumentError(
            _("This is an old Word document, or one with a password: save it as DOCX or PDF without one.")
        )
    return DocumentError(
        _("This is none of the kinds that are kept: PDF, DOCX, PNG, JPEG, WebP. Save it as one of them.")
    )


def _damaged(kind: DocumentKind) -> DocumentError:
    return DocumentError(
        _("The file begins as “%(kind)s”, but is damaged or goes on as something else: save it again.")
        % {"kind": kind.label}
    )


def _check_pdf(content: bytes) -> None:
    """A PDF ends with its own mark, and nothing but white space after it."""
    end = content.rfind(b"%%EOF")
    if not _PDF.match(content) or end < 0 or content[end + 5 :].strip(b"\0 \t\r\n"):
        raise _damaged(DocumentKind.PDF)


def _check_png(content: bytes) -> None:
    """A PNG is a chain of chunks, each with its checksum, from IHDR to IEND, and then nothing."""
    place, first = len(_PNG), True
    while place + 12 <= len(content):
        length, kind = struct.unpack(">I4s", content[place : place + 8])
        body = content[place + 4 : place + 8 + length]
        check = content[place + 8 + length : place + 12 + length]
        if (first and kind != b"IHDR") or check != struct.pack(">I", zlib.crc32(body)):
            break
        place, first = place + 12 + length, False
        if kind == b"IEND":
            if place != len(content):
                break
            return
    raise _damaged(DocumentKind.PNG)


def _check_jpeg(content: bytes) -> None:
    """A JPEG is a chain of segments up to its picture, and ends with its own mark."""
    place = 2
    while place + 4 <= len(content) and content[place] == 0xFF:
        mark = content[place + 1]
        if mark == 0xDA:
            if content.rstrip(b"\0").endswith(b"\xff\xd9"):
                return
            break
        place += 2 + int.from_bytes(content[place + 2 : place + 4])
    raise _damaged(DocumentKind.JPEG)


def _check_webp(content: bytes) -> None:
    """A WebP says its length, and begins with a picture."""
    length = int.from_bytes(content[4:8], "little") + 8
    if length != len(content) or content[12:16] not in (b"VP8 ", b"VP8L", b"VP8X"):
        raise _damaged(DocumentKind.WEBP)


def _check_docx(content: bytes) -> None:
    """A DOCX is an archive with nothing before or after it, whose parts make a document without macros."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            ends_well = content[-_END_OF_ZIP:].startswith(b"PK\x05\x06") and not archive.comment
            names = {part.filename for part in parts}
            first = min((part.header_offset for part in parts), default=-1)
            if not ends_well or first != 0 or len(parts) > _MOST_PARTS:
                raise _damaged(DocumentKind.DOCX)
            if not {"[Content_Types].xml", "word/document.xml"} <= names:
                raise DocumentError(
                    _("This is an archive, but no Word document: upload the document itself, as DOCX or PDF.")
                )
            with archive.open("[Content_Types].xml") as types:
                said = types.read(_MOST_OF_CONTENT_TYPES)
    except DocumentError:
        raise
    except Exception as error:
        # Whatever a damaged archive makes the library trip over.
        raise _damaged(DocumentKind.DOCX) from error
    if _WORD not in said or any(name.casefold().endswith("vbaproject.bin") for name in names):
        raise DocumentError(
            _("Word documents with macros are not kept, because they can run: save it as PDF.")
        )
