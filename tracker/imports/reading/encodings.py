"""In which encoding a text file was written, found out from the text alone.

A byte order mark says it. So does UTF-8, which other encodings hardly ever look like. Among the others the
one wins under which the bytes are likeliest: each has the letters, and the neighbours of letters, that its
languages have.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.imports.reading.likelihood import chinese, cyrillic, other, western
from tracker.imports.workbook import ReadingError

#: What can be chosen by hand, as staff know it, with Python's name.
ENCODINGS: dict[str, str] = {
    "UTF-8": "utf-8",
    "UTF-16": "utf-16",
    "UTF-16LE": "utf-16-le",
    "UTF-16BE": "utf-16-be",
    "GB18030": "gb18030",
    "windows-1251": "cp1251",
    "KZ-1048": "kz1048",
    "windows-1252": "cp1252",
}

_MARKS = [
    (codecs.BOM_UTF8, "UTF-8", "utf-8"),
    (codecs.BOM_UTF16_LE, "UTF-16", "utf-16-le"),
    (codecs.BOM_UTF16_BE, "UTF-16", "utf-16-be"),
]
_NOT_ASCII = re.compile(rb"[\x80-\xff]")
_SEQUENCE = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|(?:[\xe0-\xec\xee\xef][\x80-\xbf]|\xed[\x80-\x9f])[\x80-\xbf]"
    rb"|[\xf0-\xf4][\x80-\xbf]{3}"
)
#: Half of a character, as a program writes it that cuts texts without looking.
_HALF = re.compile(rb"\xed[\xa0-\xbf][\x80-\xbf]")

#: How many bytes of lines with more than ASCII are weighed.
_SAMPLE = 40_000
# Below this likelihood of a byte (natural logarithm), no encoding of ours explains the text.
_IMPLAUSIBLE = -5.2


class Decoded(NamedTuple):
    """A text, and the encoding it was read in as staff know it."""

    text: str
    encoding: str


def decode(content: bytes, name: str, encoding: str | None = None) -> Decoded:
    """Give the text of a file, in `encoding` (a key of `ENCODINGS`, whatever its case, or Python's name of
    one) or in the one found out; raises ReadingError where it isn't a text, or not one in that encoding, or
    none can be told.
    """
    if encoding:
        return _decode_as(content, name, encoding)
    for mark, label, codec in _MARKS:
        if content.startswith(mark):
            return Decoded(_strictly(content[len(mark) :], name, label, codec), label)
    if b"\0" in content:
        return _utf_16_without_mark(content, name)
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        _check_not_damaged_utf_8(content, name, error)
        return _legacy(content, name)
    if text.isascii() or not _rather_chinese(content, text):
        return Decoded(text, "UTF-8")
    return Decoded(content.decode("gb18030"), "GB18030")


def _decode_as(content: bytes, name: str, encoding: str) -> Decoded:
    wanted = encoding.strip().casefold()
    for label, codec in ENCODINGS.items():
        if wanted in {label.casefold(), codec}:
            break
    else:
        raise ReadingError(
            _("The encoding “%(encoding)s” isn't known here. Choose one of: %(known)s.")
            % {"encoding": encoding[:40], "known": ", ".join(ENCODINGS)}
        )
    if codec == "utf-16" and not content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _utf_16_without_mark(content, name)
    text = _strictly(content, name, label, codec)
    return Decoded(text.removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}"), label)


def _strictly(content: bytes, name: str, label: str, codec: str) -> str:
    try:
        return content.decode(codec)
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise ReadingError(
            _(
                "“%(name)s” isn't whole as a text in %(encoding)s: line %(line)d holds bytes that mean "
                "nothing in it. Save the file again as “CSV UTF-8”, or choose another encoding."
            )
            % {"name": name, "encoding": label, "line": line}
        ) from None


def _utf_16_without_mark(content: bytes, name: str) -> Decoded:
    """The text of a file with NULs, which only UTF-16 has in a text."""
    best, score = None, 0.75
    for label in ("UTF-16LE", "UTF-16BE"):
        try:
            text = content.decode(ENCODINGS[label])
        except UnicodeDecodeError:
            continue
        sample = text[:4_000]
        good = sum(unicodedata.category(char)[0] in "LNPSZM" or char in "\t\r\n" for char in sample)
        broken = any(char in sample for char in "\r\n\t,;")
        if sample and "\0" not in text and good / len(sample) + broken - 0.5 > score:
            best, score = Decoded(text, label), good / len(sample) + broken - 0.5
    if best is None:
        raise ReadingError(
            _(
                "“%(name)s” isn't a text: it holds NUL bytes. If it came from a spreadsheet, save it there "
                "as .xlsx or as “CSV UTF-8”."
            )
            % {"name": name}
        )
    return best


def _check_not_damaged_utf_8(content: bytes, name: str, error: UnicodeDecodeError) -> None:
    """Refuse UTF-8 with a few bad bytes, which would pass for a legacy encoding and turn every letter into
    two.
    """
    others = len(_NOT_ASCII.findall(content))
    sequences = _SEQUENCE.findall(content)
    bad = others - sum(map(len, sequences))
    only_halves = bad == 3 * len(_HALF.findall(content))
    if only_halves or (len(sequences) > 3 and bad * 4 < others):
        line = content[: error.start].count(b"\n") + 1
        raise ReadingError(
            ngettext(
                "“%(name)s” is a text in UTF-8 in which %(bad)d byte is damaged, in line %(line)d. Mend "
                "that line, or save the file again as “CSV UTF-8”.",
                "“%(name)s” is a text in UTF-8 in which %(bad)d bytes are damaged, the first in line "
                "%(line)d. Mend those lines, or save the file again as “CSV UTF-8”.",
                bad,
            )
            % {"name": name, "bad": bad, "line": line}
        )


def _sample(content: bytes) -> bytes:
    """The lines with more than ASCII, as far as they are weighed."""
    lines, size = [], 0
    for line in content.splitlines():
        if not line.isascii():
            lines.append(line[:_SAMPLE])
            size += len(line)
            if size > _SAMPLE:
                break
    return b"\n".join(lines)


def _legacy(content: bytes, name: str) -> Decoded:
    """The text in the likeliest of the encodings from before UTF-8."""
    sample = _sample(content)
    weighed = len(_NOT_ASCII.findall(sample))
    found: list[tuple[float, Decoded]] = []
    for label, weigh in (
        ("GB18030", chinese),
        ("windows-1252", western),
        ("windows-1251", cyrillic),
        ("KZ-1048", cyrillic),
    ):
        try:
            text = content.decode(ENCODINGS[label])
            likely = weigh(sample.decode(ENCODINGS[label], "replace")) / weighed
        except UnicodeDecodeError:
            continue
        found.append((likely, Decoded(text, label)))
    # The first of equals: the Western one where there are no letters but marks, and windows-1251 where no
    # letter tells it from its Kazakh sister.
    likely, best = max(found, key=lambda pair: pair[0], default=(_IMPLAUSIBLE - 1, None))
    if best is None or likely < _IMPLAUSIBLE:
        raise ReadingError(
            _(
                "It can't be told in which encoding “%(name)s” is written: it is none of %(known)s. Open it "
                "in the program it came from and save it as “CSV UTF-8” or .xlsx."
            )
            % {
                "name": name,
                "known": ", ".join(label for label in ENCODINGS if label[-2:] not in {"LE", "BE"}),
            }
        )
    return best


def _rather_chinese(content: bytes, text: str) -> bool:
    """Whether a text that could be UTF-8 is one of the rare Chinese ones that only look like it.

    A few characters, all of them two bytes long in UTF-8: more could not be by chance.
    """
    others = [char for char in text if char > "\x7f"]
    if len(others) > 12 or max(others) > "\u07ff":
        return False
    try:
        as_chinese = content.decode("gb18030")
    except UnicodeDecodeError:
        return False
    return chinese(as_chinese) - 3 > max(cyrillic(text), western(text), other(text))
