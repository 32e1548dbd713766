"""Why a record was found: the text in it that has the words, marked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from tracker.names import normalise
from tracker.services.search.index import Indexed
from tracker.services.search.query import Word
from tracker.services.search.texts import Text, label_of, read_texts

#: So much of a long text is shown.
_LENGTH = 160
#: What stands in the link to the record anyway.
_SHOWN = frozenset(("name", "title", "reference"))
_WORD = re.compile(r"\w+(?:[-’'.]\w+)*")


class Piece(NamedTuple):
    """A part of an excerpt, and whether a word stands in it that was looked for."""

    text: str
    is_marked: bool


class Excerpt(NamedTuple):
    """A text of a record, cut to what has the words."""

    #: What the text is: "delegation", "other name".
    label: str
    pieces: list[Piece]


def excerpts(kind: str, records: Sequence[int], words: Sequence[Sequence[Word]]) -> dict[int, Excerpt]:
    """For each record the text that has most of the words, in one query; none where its own name has them."""
    wanted = [word for group in words for word in group]
    found = {}
    for record, texts in read_texts(kind, records).items():
        best = max(texts, key=lambda text: _score(text, wanted), default=None)
        if best is not None and best.path not in _SHOWN and _score(best, wanted)[0]:
            found[record] = Excerpt(label_of(kind, best.path), _pieces(best.text, wanted))
    return found


def _score(text: Text, words: Sequence[Word]) -> tuple[int, int, bool, bool]:
    """How many of the words a text has, and how many whole; of two alike a record's own name is first."""
    indexed = Indexed([text])
    has = [word for word in words if word.is_in(indexed)]
    whole = sum(f" {word.key} " in indexed.names or f" {word.key} " in indexed.prose for word in has)
    return len(has), whole, text.is_name, "__" not in text.path


def _pieces(text: str, words: Sequence[Word]) -> list[Piece]:
    """The text around the first word found, with each such word marked."""
    spans = [span for match in _WORD.finditer(text) for span in _marked(match.group(), match.start(), words)]
    first = spans[0][0] if spans else 0
    begin = 0 if len(text) <= _LENGTH else max(0, first - _LENGTH // 3)
    if begin:
        begin = text.find(" ", begin) + 1 or begin
    end = min(len(text), begin + _LENGTH)
    if end < len(text):
        end = max(text.rfind(" ", begin, end), first + 1, begin + 1)
    pieces = [Piece("… ", False)] if begin else []
    at = begin
    for start, stop in spans:
        if start < at or stop > end:
            continue
        pieces += [Piece(text[at:start], False), Piece(text[start:stop], True)]
        at = stop
    pieces.append(Piece(text[at:end] + (" …" if end < len(text) else ""), False))
    return [piece for piece in pieces if piece.text]


def _marked(text: str, start: int, words: Sequence[Word]) -> list[tuple[int, int]]:
    """What of one word of a text is marked: of Chinese what was typed, else the whole word."""
    for word in words:
        if word.unspaced and (place := text.find(word.unspaced)) >= 0:
            return [(start + place, start + place + len(word.unspaced))]
    key = f" {normalise(text)} "
    if any((f" {word.key}" if word.whole else word.key) in key for word in words):
        return [(start, start + len(text))]
    # Two words of a name that were typed as one.
    return (
        [(start, start + len(text))]
        if any(len(key) > 4 and key.strip() in word.key for word in words)
        else []
    )
