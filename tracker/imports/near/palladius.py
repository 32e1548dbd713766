"""Chinese names as Russian writes them (the system of Palladius), to be found by their Pinyin.

Keys are romanised letter by letter, so that "Чжан Миньсюань" is "chzhan minsyuan" and shares nothing with
"zhang minxuan". Each syllable has one Russian spelling; but keys have no soft sign, which alone tells
"минь" (min) from "мин" (ming). So -n and -ng are one here, and what is found is near, not the same.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import islice, product

from tracker.imports.near.spelling import syllables_of
from tracker.names import normalise

_FIRST = {
    "b": "б", "p": "п", "m": "м", "f": "ф", "d": "д", "t": "т", "n": "н", "l": "л", "g": "г", "k": "к",
    "h": "х", "j": "цз", "q": "ц", "x": "с", "zh": "чж", "ch": "ч", "sh": "ш", "r": "ж", "z": "цз",
    "c": "ц", "s": "с",
}  # fmt: skip
_REST = {
    "a": "а", "ai": "ай", "an": "ань", "ang": "ан", "ao": "ао", "e": "э", "ei": "эй", "en": "энь",
    "eng": "эн", "er": "эр", "i": "и", "ia": "я", "ian": "янь", "iang": "ян", "iao": "яо", "ie": "е",
    "in": "инь", "ing": "ин", "iong": "юн", "iu": "ю", "o": "о", "ong": "ун", "ou": "оу", "u": "у",
    "ua": "уа", "uai": "уай", "uan": "уань", "uang": "уан", "ue": "юэ", "ui": "уй", "un": "унь",
    "uo": "о", "v": "юй", "yu": "юй",
}  # fmt: skip
#: After j, q and x, what is written u is ü.
_ROUNDED = {"u": "юй", "uan": "юань", "un": "юнь"}
_WHOLE = {
    "ya": "я", "yan": "янь", "yang": "ян", "yao": "яо", "ye": "е", "yi": "и", "yin": "инь", "ying": "ин",
    "yong": "юн", "you": "ю", "yu": "юй", "yuan": "юань", "yue": "юэ", "yun": "юнь", "wa": "ва",
    "wai": "вай", "wan": "вань", "wang": "ван", "wei": "вэй", "wen": "вэнь", "weng": "вэн", "wo": "во",
    "wu": "у", "zi": "цзы", "ci": "цы", "si": "сы", "hui": "хуэй", "er": "эр",
}  # fmt: skip
#: Names have so many syllables at the most, and so many readings of one are looked at.
_MOST_SYLLABLES, _MOST_READINGS = 4, 16
_FINAL_NG = re.compile(r"ng(?=$|[^aeiouv])")
_ROUND = re.compile(r"(?<=[ln])(?:yu|v)(?=$|[^aeiou])")


def _russian(first: str, rest: str) -> str:
    """A syllable as Russian writes it; "" for one that it doesn't know."""
    whole = first + rest
    if whole in _WHOLE:
        return _WHOLE[whole]
    if first in ("y", "w"):
        return ""
    if first in ("j", "q", "x") and rest in _ROUNDED:
        return _FIRST[first] + _ROUNDED[rest]
    return _FIRST.get(first, "") + _REST[rest]


@cache
def _table() -> dict[str, set[str]]:
    """A syllable as keys have it → what it may be in Pinyin, -ng as -n."""
    table: dict[str, set[str]] = {}
    for first, rest in syllables_of():
        if russian := _russian(first, rest):
            table.setdefault(normalise(russian), set()).add(_short(first + rest))
    return table


def _short(pinyin: str) -> str:
    """Pinyin without what keys of Russian spellings don't tell."""
    return _ROUND.sub("u", _FINAL_NG.sub("n", pinyin))


@lru_cache(maxsize=1 << 15)
def _readings(word: str) -> tuple[tuple[str, int], ...]:
    """What a word of a key may be in Pinyin, and of how many syllables; nothing for other words."""
    table = _table()
    longest = max(map(len, table))
    found: list[tuple[str, int]] = []
    open_ones = [("", 0, 0)]
    while open_ones and len(found) < _MOST_READINGS:
        read, start, count = open_ones.pop()
        if start == len(word):
            found.append((read, count))
        elif count < _MOST_SYLLABLES:
            for end in range(start + 1, min(start + longest, len(word)) + 1):
                open_ones += [(read + one, end, count + 1) for one in sorted(table.get(word[start:end], ()))]
    return tuple(found)


def from_russian(words: tuple[str, ...]) -> set[str]:
    """What a name, as the words of its key, may be in Pinyin, in one word; empty for other names."""
    if len(words) > _MOST_SYLLABLES or not all(words):
        return set()
    readings = []
    for word in words:
        found = _readings(word) if len(word) <= 30 else ()
        if not found:
            return set()
        readings.append(found)
    return {
        "".join(read for read, _count in parts)
        for parts in islice(product(*readings), _MOST_READINGS)
        if 1 < sum(count for _read, count in parts) <= _MOST_SYLLABLES
    }


def from_pinyin(words: tuple[str, ...]) -> set[str]:
    """A name in Pinyin, by the words of its key, as `from_russian` has it: family name first or last."""
    parts = [_short(word) for word in words]
    return {"".join(parts), "".join([*parts[1:], parts[0]]), "".join([parts[-1], *parts[:-1]])}
