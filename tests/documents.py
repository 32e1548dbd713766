"""Small files of every kind that is kept, made here byte by byte, and files that only pretend."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xda\x00\x02\x00\xff\xd9"
WEBP = b"RIFF" + (4 + 8 + 4).to_bytes(4, "little") + b"WEBPVP8L" + (4).to_bytes(4, "little") + b"\x2f\0\0\0"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


PNG = (
    b"\x89PNG\r\n\x1a\n"
    + _chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    + _chunk(b"IDAT", zlib.compress(b"\0\0"))
    + _chunk(b"IEND", b"")
)


def archive(**parts: str) -> bytes:
    """A ZIP archive; `__` in the names of its parts stands for a slash, `_DOT_` for a dot."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        for name, text in parts.items():
            packed.writestr(name, text)
    return file.getvalue()


def docx(**more: str) -> bytes:
    """A Word document, with further parts."""
    types = f'<Types><Override PartName="/word/document.xml" ContentType="{_WORD}"/></Types>'
    return archive(**{"[Content_Types].xml": types, "word/document.xml": "<document/>", **more})


DOCX = docx()
