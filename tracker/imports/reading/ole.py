"""The files that Office kept everything in before 2007: a file system in a file ([MS-CFB]), read and
written.
"""

from __future__ import annotations

import struct
from typing import NamedTuple

from tracker.imports.reading.guards import OLE

_END = 0xFFFFFFFE
_FREE = 0xFFFFFFFF
_ALLOCATION = 0xFFFFFFFD
_LAST_SECTOR = 0xFFFFFFFA
_TABLES_IN_HEADER = 109
_SECTOR = 4096
_ENTRY = 128


class BrokenFile(Exception):
    """The file system doesn't hold together."""


class Stream(NamedTuple):
    """Where a stream begins, and how long it is."""

    start: int
    length: int


class CompoundFile:
    """The streams of such a file. Every chain of sectors is followed with a limit: broken ones go round in
    circles.
    """

    def __init__(self, content: bytes) -> None:
        """Raises BrokenFile."""
        self._content = content
        if len(content) < 512:
            raise BrokenFile
        sector_power, mini_power = struct.unpack_from("<HH", content, 30)
        if sector_power not in {9, 12} or mini_power != 6:
            raise BrokenFile
        self._size = 1 << sector_power
        self._table = self._allocation_table()
        (directory,) = struct.unpack_from("<I", content, 48)
        self._cutoff, mini_table = struct.unpack_from("<II", content, 56)
        entries = self._chain(directory)
        #: Streams and storages by name, in small letters.
        self.streams: dict[str, Stream] = {}
        self.storages: set[str] = set()
        root = None
        for place in range(0, len(entries) - _ENTRY + 1, _ENTRY):
            length, kind = struct.unpack_from("<HB", entries, place + 64)
            name = entries[place : place + min(max(length - 2, 0), 62)].decode("utf-16-le", "replace").lower()
            start, size = struct.unpack_from("<IQ", entries, place + 116)
            if self._size == 512:
                size &= 0xFFFFFFFF
            if kind == 5 and root is None:
                root = Stream(start, size)
            elif kind == 2:
                self.streams.setdefault(name, Stream(start, size))
            elif kind == 1:
                self.storages.add(name)
        if root is None:
            raise BrokenFile
        self._mini_table: list[int] = []
        self._mini = b""
        if mini_table < _LAST_SECTOR:
            self._mini_table = _numbers(self._chain(mini_table))
            self._mini = self._chain(root.start, root.length)

    def _allocation_table(self) -> list[int]:
        """Which sector follows each."""
        most = len(self._content) // self._size + 1
        sectors = _numbers(self._content[76:512])
        (more,) = struct.unpack_from("<I", self._content, 68)
        steps = 0
        while more < _LAST_SECTOR:
            steps += 1
            if steps > most:
                raise BrokenFile
            numbers = _numbers(self._sector(more))
            more = numbers.pop()
            sectors.extend(numbers)
        tables = [number for number in sectors if number < _LAST_SECTOR]
        if len(tables) > most:
            raise BrokenFile
        return _numbers(b"".join(map(self._sector, tables)))

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self._size
        sector = self._content[start : start + self._size]
        if not sector:
            raise BrokenFile
        return sector

    def _chain(self, number: int, length: int | None = None) -> bytes:
        """What lies in a chain of sectors, as far as `length`."""
        most = len(self._content) // self._size + 1
        sectors: list[bytes] = []
        while number < _LAST_SECTOR and (length is None or len(sectors) * self._size < length):
            if len(sectors) >= most or number >= len(self._table):
                raise BrokenFile
            sectors.append(self._sector(number))
            number = self._table[number]
        if any(len(sector) < self._size for sector in sectors[:-1]):
            raise BrokenFile
        # The file may end within its last sector, as long as nothing is missing.
        whole = b"".join(sectors)
        if length is not None and len(whole) < length:
            raise BrokenFile
        return whole if length is None else whole[:length]

    def read(self, name: str) -> bytes:
        """What a stream holds; raises BrokenFile where it isn't whole, KeyError where there is none."""
        stream = self.streams[name.lower()]
        if stream.length > len(self._content):
            raise BrokenFile
        if stream.length >= self._cutoff:
            return self._chain(stream.start, stream.length)
        found: list[bytes] = []
        number = stream.start
        while len(found) * 64 < stream.length:
            if number >= len(self._mini_table):
                raise BrokenFile
            found.append(self._mini[number * 64 : number * 64 + 64])
            number = self._mini_table[number]
        return b"".join(found)[: stream.length]


def _numbers(data: bytes) -> list[int]:
    return list(struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4]))


def compound_file(name: str, stream: bytes) -> list[bytes]:
    """A file system that holds nothing but one stream, in pieces to be written one after the other.

    Raises BrokenFile where the stream is longer than a simple one can hold (450 MB).
    """
    # Short streams would lie elsewhere; NULs after the end of a workbook do no harm.
    length = max(len(stream), _SECTOR)
    sectors = -(-length // _SECTOR)
    tables = 1
    while tables * (_SECTOR // 4) < tables + 1 + sectors:
        tables += 1
    if tables > _TABLES_IN_HEADER:
        raise BrokenFile
    # First the allocation table, then the directory, then the stream.
    header = struct.pack(
        "<8s16xHHHHH6x10I", OLE, 0x3E, 4, 0xFFFE, 12, 6, 1, tables, tables, 0, 4096, _END, 0, _END, 0, 0
    )[:76] + struct.pack(f"<{_TABLES_IN_HEADER}I", *[*range(tables), *[_FREE] * (_TABLES_IN_HEADER - tables)])
    table = [
        *[_ALLOCATION] * tables,
        _END,
        *range(tables + 2, tables + 1 + sectors),
        _END,
    ]
    table += [_FREE] * (tables * (_SECTOR // 4) - len(table))
    # Readers take a root without a start for an empty file.
    directory = _entry("Root Entry", 5, 1, 0, 0) + _entry(name, 2, _FREE, tables + 1, length)
    return [
        header.ljust(_SECTOR, b"\0"),
        struct.pack(f"<{len(table)}I", *table),
        directory.ljust(_SECTOR, b"\0"),
        stream,
        b"\0" * (sectors * _SECTOR - len(stream)),
    ]


def _entry(name: str, kind: int, child: int, start: int, length: int) -> bytes:
    encoded = name.encode("utf-16-le")
    return struct.pack(
        "<64sHBBIII36xIQ", encoded, len(encoded) + 2, kind, 1, _FREE, _FREE, child, start, length
    )
