"""Texts of cells made clean: what the eye doesn't see is gone, and what looks equal is equal."""

from __future__ import annotations

import re
import unicodedata

from tracker.imports.reading.limits import MAX_TEXT

_REMOVED = [
    *range(0x09),  # control characters; tab and line breaks are below
    *range(0x0E, 0x20),
    *range(0x7F, 0x85),
    *range(0x86, 0xA0),
    0xAD,  # soft hyphen
    0x034F,
    0x061C,
    0x180E,
    *range(0x200B, 0x2010),  # zero-width, and marks of direction
    *range(0x202A, 0x202F),
    *range(0x2060, 0x2070),
    0xFEFF,  # byte order mark
    *range(0xFFF9, 0xFFFC),
    0xFFFE,
    0xFFFF,
]
_SPACES = [0x09, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000]
_BREAKS = [0x0B, 0x0C, 0x0D, 0x85, 0x2028, 0x2029]

_TABLE: dict[int, str | None] = {
    **dict.fromkeys(_REMOVED),
    **dict.fromkeys(_SPACES, " "),
    **dict.fromkeys(_BREAKS, "\n"),
    # Half of a character, which no database takes.
    **dict.fromkeys(range(0xD800, 0xE000), "\N{REPLACEMENT CHARACTER}"),
}
_ODD = re.compile(
    "[" + "".join(f"\\U{code:08x}" for code in _TABLE if code < 0xD800 or code > 0xDFFF) + "\ud800-\udfff]"
)
_SPACES_RUN = re.compile(r" {2,}")
_AROUND_BREAKS = re.compile(r" *\n *")

# What spreadsheets show in place of a value, also once it has been copied as text: in English (and Chinese),
# Russian, German, French and Spanish; LibreOffice's own; and the bars of a column too narrow for its dates.
_ERROR_WORDS = """
#NULL! #DIV/0! #VALUE! #REF! #NAME? #NUM! #N/A #GETTING_DATA #SPILL! #CALC! #FIELD! #BLOCKED! #CONNECT!
#UNKNOWN! #BUSY! #PYTHON! #EXTERNAL! #ERROR!
#ПУСТО! #ДЕЛ/0! #ЗНАЧ! #ССЫЛКА! #ИМЯ? #ЧИСЛО! #Н/Д #ПЕРЕНОС!
#BEZUG! #WERT! #ZAHL! #NV #ÜBERLAUF!
#NUL! #VALEUR! #NOM? #NOMBRE! #PROPAGATION!
#¡DIV/0! #¡VALOR! #¡REF! #¿NOMBRE? #¡NUM! #¡NULO! #¡DESBORDAMIENTO!
"""
_ERRORS = frozenset(_ERROR_WORDS.split())
_OTHER_ERRORS = re.compile(r"Err:[0-9]{3}|#{3,}")


def clean(text: str) -> str | None:
    """Give `text` as it is meant; None where nothing is left of it.

    In Unicode's composed form; without control and zero-width characters, soft hyphens and byte order marks;
    every kind of space and tab a plain one, and one only; every line break "\\n"; no space at either end of a
    line.
    """
    if not text.isascii() or not text.isprintable():
        if _ODD.search(text):
            text = text.replace("\r\n", "\n").translate(_TABLE)
        text = unicodedata.normalize("NFC", text)
        if "\n" in text:
            text = _AROUND_BREAKS.sub("\n", text)
    if "  " in text:
        text = _SPACES_RUN.sub(" ", text)
    return text.strip(" \n") or None


def shows_error(text: str) -> bool:
    """Whether a cell that shows this holds no value: "#N/A", "#ССЫЛКА!", "Err:502", "#####"."""
    return text in _ERRORS or _OTHER_ERRORS.fullmatch(text) is not None


class TextTooLong(Exception):
    """A cell holds more characters than `MAX_TEXT`."""


class Texts(dict[str, str | None]):
    """Texts by how they were read: each is cleaned once, and cells with the same text share it.

    Asking for one raises TextTooLong where it has more than `MAX_TEXT` characters.
    """

    def __init__(self) -> None:
        super().__init__({"": None})
        #: Those that show an error.
        self.errors: set[str] = set()

    def meant(self, text: str) -> str | None:
        """What stands for a text that wasn't met before."""
        return clean(text)

    def __missing__(self, text: str) -> str | None:
        if len(text) > MAX_TEXT:
            raise TextTooLong
        cleaned = self.meant(text)
        if cleaned == text:
            cleaned = text
        elif cleaned is not None:
            cleaned = self[cleaned]
        if cleaned is not None and cleaned[0] in "#E" and shows_error(cleaned):
            self.errors.add(cleaned)
        self[text] = cleaned
        return cleaned
