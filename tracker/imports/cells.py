"""What one cell says where it says several things: lists of names, and people with their titles."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, time
from typing import NamedTuple

from tracker.imports.workbook import Value

_SEPARATORS = re.compile(r"\s*[\n;；、]\s*")
_WITH_COMMAS = re.compile(r"\s*[\n;；、,，]\s*")
# "1. ", "2)", "•" before a name; not the "3." of 3.5.
_NUMBERED = re.compile(r"\A(?:\(?[0-9]{1,3}[.)）]\s*(?=[^\s0-9])|[-–—•·*]\s*(?=\S))")
_IN_BRACKETS = re.compile(r"[(（][^()（）]*[)）]")
_BRACKETS = re.compile(r"\A(?P<name>[^()（）]+?)\s*[(（](?P<title>.+)[)）]\Z", re.DOTALL)
_TITLE_AFTER = re.compile(r"\A(?P<name>.+?)(?:\s*[,，]\s*|\s+[-–—]\s+)(?P<title>.+)\Z", re.DOTALL)
_SIZE = re.compile(r"\A(?:about |around |ок\.? |около |约)?(?P<number>[0-9]{1,6})\s*(?P<unit>[^\W\d]*\.?)\Z")
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


class Named(NamedTuple):
    """A person that a cell names, with the title beside the name."""

    name: str
    title: str


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
    pieces = _split(_WITH_COMMAS if commas else _SEPARATORS, text)
    names = ((piece if piece[:1].isalpha() else _NUMBERED.sub("", piece)).strip() for piece in pieces)
    return tuple(dict.fromkeys(name for name in names if name))


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


def read_person(text: str, *, title_after: bool = True) -> Named:
    """One person: "Name (Title)", and with `title_after` "Name, Title" and "Name – Title" too."""
    match = _BRACKETS.match(text) or (_TITLE_AFTER.match(text) if title_after else None)
    if match:
        return Named(match["name"].strip(), match["title"].strip())
    return Named(text, "")


def split_people(text: str, *, commas: bool) -> tuple[Named, ...]:
    """The people that a cell lists; with `commas` commas are between them, else before their titles."""
    if commas:
        return tuple(read_person(name, title_after=False) for name in split_names(text, commas=True))
    return tuple(read_person(name) for name in split_names(text))


def commas_between_people(texts: Iterable[str]) -> bool:
    """Whether commas in a column of people stand between them.

    They do only where no cell separates people otherwise, and no title stands in brackets.
    """
    texts = list(texts)
    return not has_separator(texts) and not any("(" in text or "（" in text for text in texts)


def read_size(value: Value) -> int | None:
    """The number of people that a cell states; None where it isn't one number of people."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    match = _SIZE.match(as_text(value).strip().lower())
    if match is None or (match["unit"] and match["unit"] not in _PEOPLE_UNITS):
        return None
    return int(match["number"])
