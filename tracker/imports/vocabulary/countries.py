"""Finds the country that a cell names, in English, Russian, Chinese or Kazakh, or by its code."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from django.utils import translation
from django_countries import countries

from tracker.imports.vocabulary.country_names import DOUBTFUL, KAZAKH, LETTERS, OTHER
from tracker.imports.vocabulary.keys import roman_key, text_key

_LANGUAGES = ("en", "ru", "zh-hans", "zh-hant")
_BRACKETS = re.compile(r"\s*[(（\[【]([^()（）\[\]【】]*)[)）\]】]\s*")
_CODE = re.compile(r"[A-Z]{2,3}")
# What a long name has around the short one.
_BEFORE = (
    "the republic of ",
    "republic of the ",
    "republic of ",
    "kingdom of ",
    "the ",
    "республика ",
    "королевство ",
)
_AFTER = (" republic", " республикасы", " мемлекети", "共和国", "王国", "联邦")


@cache
def _names() -> dict[str, str]:
    """Key -> ISO code. A name that the catalogues give to two countries is nobody's."""
    index: dict[str, str] = {}
    for names in (OTHER, KAZAKH):
        for code, words in names.items():
            for word in words.split("|"):
                index.setdefault(text_key(word), code)
    ours = set(index)
    shared: set[str] = set()
    for language in _LANGUAGES:
        with translation.override(language):
            for code, name in countries:
                key = text_key(str(name))
                if key not in ours and index.setdefault(key, code) != code:
                    shared.add(key)
    return {key: code for key, code in index.items() if key not in shared and key not in _doubtful()}


@cache
def _doubtful() -> frozenset[str]:
    return frozenset(text_key(name) for name in DOUBTFUL.split("|"))


@cache
def _roman_names() -> dict[str, str]:
    """The same in Latin letters; a spelling that two countries share is nobody's."""
    index: dict[str, str] = {}
    shared: set[str] = set()
    for key, code in _names().items():
        # Abbreviations are too short to be told apart in another script.
        roman = roman_key(key)
        if len(roman) > 4 and index.setdefault(roman, code) != code:
            shared.add(roman)
    return {key: code for key, code in index.items() if key not in shared}


@cache
def _codes() -> dict[str, str]:
    """ISO 3166-1 codes of two and three letters -> the one of two letters."""
    codes = {code: code for code, _name in countries}
    return codes | {countries.alpha3(code): code for code in codes}


def _flag(text: str) -> str:
    """The letters that a flag is made of."""
    letters = [chr(ord(char) - 0x1F1E6 + 65) for char in text if 0x1F1E6 <= ord(char) <= 0x1F1FF]
    return "".join(letters)


def _named(text: str) -> str | None:
    key = text_key(text)
    names = _names()
    found = names.get(key) or _roman_names().get(roman_key(text))
    if found or not key or key in _doubtful():
        return found
    for before in _BEFORE:
        if key.startswith(before) and (found := names.get(key.removeprefix(before))):
            return found
    for after in _AFTER:
        if key.endswith(after) and (found := names.get(key.removesuffix(after))):
            return found
    return None


@lru_cache(maxsize=4_096)
def read_country(text: str) -> str | None:
    """Give the ISO 3166-1 code (two letters) of the country that a text names; None where it names none.

    Case, accents, punctuation and the script of Chinese are aside; a code is taken in capitals only,
    because "in", "no" and "it" are words. A name that may be of two countries ("Korea") is none. What
    stands in brackets may add to the name ("Kazakhstan (Almaty)") but not contradict it ("Georgia (USA)").
    """
    text = text.strip()
    if _CODE.fullmatch(text) and (found := _codes().get(text)):
        return found
    if found := LETTERS.get(text.replace(".", "").upper()):
        return found
    if found := _named(text):
        return found
    if bracket := _BRACKETS.search(text):
        outside = _named(_BRACKETS.sub(" ", text).strip())
        inside = read_country(bracket[1]) if bracket[1].strip() else None
        return outside if inside in (None, outside) else None
    flag = _flag(text)
    return _codes().get(flag) if len(flag) == 2 and not text_key(text).strip(text) else None
