"""XML read as far as it must be before the library may read it.

Nearly all of a large sheet is rows of one plain form. These are recognised by an expression, several times
faster than a parser tells the same; whatever is between them goes to a parser, with an element in their place
so that it stays whole.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any
from xml.parsers import expat

from tracker.imports.reading.limits import MAX_TOKEN

_ENCODINGS = frozenset({"utf-8", "utf8", "us-ascii", "ascii"})
_PLACE_TAKER = b"<plain/>"


class Unreadable(Exception):
    """XML that no spreadsheet program writes: broken, with a DOCTYPE (which can grow without end), a CDATA
    section, or in another encoding than UTF-8.
    """


def _refuse(*_anything: object) -> None:
    raise Unreadable


def _check_encoding(_version: str, encoding: str | None, _standalone: int) -> None:
    if encoding and encoding.lower() not in _ENCODINGS:
        raise Unreadable


def parser(
    start: Callable[[str, dict[str, str]], Any] | None = None,
    end: Callable[[str], Any] | None = None,
    characters: Callable[[str], Any] | None = None,
) -> expat.XMLParserType:
    """A parser that calls these, and raises Unreadable for what no spreadsheet program writes."""
    made = expat.ParserCreate()
    made.buffer_text = True
    # Events come as soon as they can; what a long token could cost is bounded by `MAX_TOKEN`.
    if hasattr(made, "SetReparseDeferralEnabled"):
        made.SetReparseDeferralEnabled(False)
    made.StartDoctypeDeclHandler = _refuse
    made.StartCdataSectionHandler = _refuse
    made.XmlDeclHandler = _check_encoding
    made.StartElementHandler = start
    made.EndElementHandler = end
    made.CharacterDataHandler = characters
    return made


def feed(to: expat.XMLParserType, data: bytes, final: bool = False) -> None:
    """Give the parser more to read; raises Unreadable."""
    try:
        to.Parse(data, final)
    except (expat.ExpatError, ValueError, UnicodeError):
        raise Unreadable from None


def elements(
    chunks: Iterable[bytes], wanted: frozenset[str], limit: int = 100_000
) -> list[tuple[str, dict[str, str]]]:
    """The elements called so, with their attributes, all names without prefix; raises Unreadable, also past
    `limit`.
    """
    found: list[tuple[str, dict[str, str]]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(":")[2]
        if name in wanted:
            if len(found) >= limit:
                raise Unreadable
            found.append((name, {key.rpartition(":")[2]: value for key, value in attributes.items()}))

    reader = parser(start)
    for chunk in chunks:
        feed(reader, chunk)
    feed(reader, b"", final=True)
    return found


def skim(
    chunks: Iterable[bytes],
    *,
    plain: re.Pattern[bytes],
    row_end: bytes,
    rows: Callable[[bytes, list[re.Match[bytes]]], Any],
    rest: expat.XMLParserType,
    write: Callable[[bytes], Any],
    mend: Callable[[bytes], bytes] = bytes,
) -> None:
    """Go once through a part of a spreadsheet.

    Runs of rows that match `plain` are given to `rows`, with the text they are in; all else, in pieces that
    end with `row_end` where they can, to the parser `rest`, in the order of the part. Everything is written:
    plain rows as they are, the rest as `mend` makes it. Raises Unreadable.
    """
    kept = b""
    for chunk in chunks:
        text = kept + chunk
        done = _runs(text, plain, rows, rest, write, mend)
        # Rows that are whole, and yet not plain.
        end = text.rfind(row_end, done)
        if end >= 0:
            end += len(row_end)
            feed(rest, text[done:end])
            write(mend(text[done:end]))
            done = end
        kept = text[done:]
        if len(kept) > 2 * MAX_TOKEN:
            if len(kept) - kept.rfind(b"<") > MAX_TOKEN:
                raise Unreadable
            feed(rest, kept)
            write(mend(kept))
            kept = b""
    feed(rest, kept, final=True)
    write(mend(kept))


def _runs(
    text: bytes,
    plain: re.Pattern[bytes],
    rows: Callable[[bytes, list[re.Match[bytes]]], Any],
    rest: expat.XMLParserType,
    write: Callable[[bytes], Any],
    mend: Callable[[bytes], bytes],
) -> int:
    """Hand out the runs of plain rows in `text` and what is between them; give where the last run ends."""
    done = 0
    run: list[re.Match[bytes]] = []
    for row in plain.finditer(text):
        if run and row.start() != run[-1].end():
            done = _hand_out(text, run, rows, rest, write, mend)
            run = []
        if not run and row.start() != done:
            feed(rest, text[done : row.start()])
            write(mend(text[done : row.start()]))
        run.append(row)
    return _hand_out(text, run, rows, rest, write, mend) if run else done


def _hand_out(
    text: bytes,
    run: list[re.Match[bytes]],
    rows: Callable[[bytes, list[re.Match[bytes]]], Any],
    rest: expat.XMLParserType,
    write: Callable[[bytes], Any],
    mend: Callable[[bytes], bytes],
) -> int:
    feed(rest, _PLACE_TAKER)
    rows(text, run)
    write(mend(text[run[0].start() : run[-1].end()]))
    return run[-1].end()
