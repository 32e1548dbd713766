"""Zipped files opened with care: what they say of themselves is checked before, and held to while, they
unpack.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator

from django.utils.translation import gettext as _

from tracker.imports.reading.guards import damaged, encrypted, too_large
from tracker.imports.reading.limits import MAX_PARTS, MAX_RATIO, MAX_UNPACKED, RATIO_FLOOR

_CHUNK = 256 * 1024
_ENCRYPTED = 0x1
_DIRECTORY_ENTRY = b"PK\x01\x02"

# Whatever Python's reader raises on a broken file: its own error, and those of what it uses.
_BROKEN = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
    LookupError,
    OverflowError,
)


class Archive:
    """The parts of a zipped file. Their names are asked for in whatever case."""

    def __init__(self, content: bytes, name: str) -> None:
        """Raises ReadingError where the directory of the file is broken or announces more than is allowed."""
        self.name = name
        if content.count(_DIRECTORY_ENTRY) > MAX_PARTS:
            raise too_large(
                name, _("there are more than %(limit)s files in it") % {"limit": f"{MAX_PARTS:,}"}
            )
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
            entries = self._zip.infolist()
        except _BROKEN:
            raise damaged(name) from None
        self._entries = {entry.filename.replace("\\", "/").lower(): entry for entry in entries}
        unpacked = sum(entry.file_size for entry in entries)
        if unpacked > MAX_UNPACKED or (unpacked > RATIO_FLOOR and unpacked > MAX_RATIO * len(content)):
            raise too_large(
                name,
                _("it unpacks to %(size)s MB, and %(limit)s MB are allowed")
                % {"size": f"{unpacked // 1024**2:,}", "limit": f"{MAX_UNPACKED // 1024**2:,}"}
                if unpacked > MAX_UNPACKED
                else _("it unpacks to %(ratio)s times its size") % {"ratio": f"{unpacked // len(content):,}"},
            )
        if len(self._entries) < len(entries):
            # Two parts of one name: programs differ in which of them they read.
            raise damaged(name)

    def __contains__(self, part: str) -> bool:
        return part.lower() in self._entries

    def names(self) -> list[str]:
        """The names of all parts, in small letters, with plain slashes."""
        return list(self._entries)

    def size(self, part: str) -> int:
        """How many bytes the part unpacks to; 0 where there is none."""
        entry = self._entries.get(part.lower())
        return entry.file_size if entry else 0

    def chunks(self, part: str) -> Iterator[bytes]:
        """What is in a part, piece by piece; raises ReadingError where it is missing, broken, encrypted, or
        longer than the directory says.
        """
        entry = self._entries.get(part.lower())
        if entry is None:
            raise damaged(self.name)
        if entry.flag_bits & _ENCRYPTED:
            raise encrypted(self.name)
        if entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            raise damaged(self.name)
        read = 0
        try:
            with self._zip.open(entry) as stream:
                while chunk := stream.read(_CHUNK):
                    read += len(chunk)
                    if read > entry.file_size:
                        raise damaged(self.name)
                    yield chunk
        except _BROKEN:
            raise damaged(self.name) from None
        if read != entry.file_size:
            raise damaged(self.name)

    def read(self, part: str, limit: int) -> bytes:
        """The whole of a part; raises ReadingError as `chunks` does, and where it has more than `limit`
        bytes.
        """
        if self.size(part) > limit:
            raise damaged(self.name)
        return b"".join(self.chunks(part))
