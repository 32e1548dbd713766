"""Names as people write them, made comparable: case, accents, script and punctuation aside."""

import re
import unicodedata

from anyascii import anyascii
from django.utils.text import slugify

# The soft and the hard sign are romanised as an apostrophe, but no word ends there: Ольга is "olga".
_SIGNS = dict.fromkeys(map(ord, "ьЬъЪ"))
_NOT_WORD = re.compile(r"[^0-9a-z]+")
# The same for plain ASCII, which most names are: several times as fast.
_PLAIN = bytes(ord(chr(code).lower()) if chr(code).isalnum() else 32 for code in range(128)) + bytes(128)


def romanise(text: str) -> str:
    """Write `text` in Latin letters without accents; what is already so comes back unchanged."""
    return anyascii(unicodedata.normalize("NFKC", text))


def normalise(text: str) -> str:
    """Give the key under which two spellings of one name are equal.

    >>> normalise("Lü  Jiexin") == normalise("lu-jiexin")
    True

    A name without a letter to romanise keeps its own characters, so that no key is empty by accident.
    """
    if text.isascii() and (plain := " ".join(text.encode().translate(_PLAIN).decode().split())):
        return plain
    romanised = _NOT_WORD.sub(" ", romanise(text.translate(_SIGNS)).casefold()).strip()
    return romanised or unicodedata.normalize("NFKC", text).casefold().strip()


def slug_for(text: str, *, max_length: int = 80) -> str:
    """Give the part of a URL that names `text`, cut at a word where it can be; never empty."""
    slug = slugify(romanise(text))
    if len(slug) > max_length:
        slug = slug[: max_length + 1].rsplit("-", 1)[0][:max_length]
    return slug.strip("-") or "record"
