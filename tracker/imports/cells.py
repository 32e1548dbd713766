"""What one cell says where it says several things: lists of names, and numbers of people."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, time

from tracker.imports.workbook import Value

_SEPARATORS = re.compile(r"\s*[\n;；、]\s*")
_WITH_COMMAS = re.compile(r"\s*[\n;；、,，]\s*")
# "1. ", "2)", "•" before a name; not the "3." of 3.5, nor the "-" of -2.
_NUMBERED = re.compile(r"\A(?:\(?[0-9]{1,3}[.)）]\s*(?=[^\s0-9])|[-–—]\s*(?=[^\s0-9])|[•·*]\s*(?=\S))")
_IN_BRACKETS = re.compile(r"[(（](?:[^()（）]|[(（][^()（）]*[)）])*[)）]")
# The "2) " within "1) Ann Sample 2) Bob Example".
_COUNTING = re.compile(r"(?:(?<=\s)|(?<=[;；,，.])|\A)[(（]?([0-9]{1,2})[)）.、．]\s*(?=[^\s0-9])")
# "12", "12.0" as some programs write it, "1,200". A number that is not exact ("about 12") is none.
_SIZE = re.compile(r"\A(?P<number>[0-9]{1,6}|[0-9]{1,3},[0-9]{3})(?:\.0+)?\s*(?P<unit>[^\W\d]*\.?)\Z")
_PEOPLE_UNITS = frozenset(
    [
        "people",
        "persons",
        "person",
        "members",
        "member",
        "pax",
        "participants",
        "человек",
        "чел",
        "чел.",
        "ч.",
        "адам",
        "人",
        "名",
        "位",
    ]
)


def as_text(value: Value) -> str:
    """A cell as a text, as a spreadsheet shows it; "" for an empty one."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime):
        return value.isoformat(" ", "minutes")
    if isinstance(value, date | time):
        return value.isoformat()
    return repr(value)


def has_separator(texts: Iterable[str]) -> bool:
    """Whether one of `texts` is plainly a list: with a line break, a semicolon, or 、."""
    return any("\n" in text or ";" in text or "；" in text or "、" in text for text in texts)


def split_names(text: str, *, commas: bool = False) -> tuple[str, ...]:
    """The names that a cell lists, without numbers or bullets before them; each once."""
    return tuple(dict.fromkeys(split_pieces(text, commas=commas)))


def split_pieces(text: str, *, commas: bool = False) -> list[str]:
    """The same, as often as they are there."""
    if (text[:1].isdigit() or text[:1] in ("(", "（")) and (counted := _counted(text)):
        return [piece for whole in counted for piece in split_pieces(whole, commas=commas)]
    pieces = _split(_WITH_COMMAS if commas else _SEPARATORS, text)
    names = ((piece if piece[:1].isalpha() else _NUMBERED.sub("", piece)).strip() for piece in pieces)
    return [name for name in names if name]


def _counted(text: str) -> list[str]:
    """The pieces of a text that counts them up from 1; none of any other."""
    found = list(_COUNTING.finditer(text))
    if len(found) < 2 or [int(one[1]) for one in found] != list(range(1, len(found) + 1)):
        return []
    ends = [*(one.start() for one in found[1:]), len(text)]
    return [text[one.end() : end].strip(" \n;；,，、") for one, end in zip(found, ends, strict=True)]


def _split(separators: re.Pattern[str], text: str) -> list[str]:
    """The pieces between separators, of which those in brackets are none."""
    if "(" not in text and "（" not in text:
        return separators.split(text)
    bracketed = [match.span() for match in _IN_BRACKETS.finditer(text)]
    pieces, start = [], 0
    for match in separators.finditer(text):
        if not any(first < match.start() < last for first, last in bracketed):
            pieces.append(text[start : match.start()])
            start = match.end()
    return [*pieces, text[start:]]


def read_size(value: Value) -> int | None:
    """The number of people that a cell states; None where it isn't one number of people."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    match = _SIZE.match(as_text(value).strip().lower())
    if match is None or (match["unit"] and match["unit"] not in _PEOPLE_UNITS):
        return None
    return int(match["number"].replace(",", ""))
