"""Which fields a header of a column may name, and how surely; without looking at its neighbours."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from tracker.imports.vocabulary import VOCABULARY, has_han, roman_key, text_key
from tracker.imports.vocabulary import plain_words as plain

#: How surely: written just so; in other letters; but for words that say nothing; by what it stands under;
#: as one of several parts; inside a longer header; but for a slip of the pen; by what stands over it only.
EXACT, HINTED, ROMAN, UNDER, REDUCED, PART, INSIDE, NEAR, OVER = 100, 98, 96, 94, 90, 86, 70, 60, 50

_HINT = re.compile(r"\s*[(（\[【]([^()（）\[\]【】]*)[)）\]】]\s*")
_NUMBERED = re.compile(r"^\s*(?:\d{1,2}|[一二三四五六七八九十]+)\s*[.)、．](?=\s*\D)\s*")
_PARTS = re.compile(
    r"\s*[/|／]\s*|\s+[-–—]\s+|(?<=[\u4e00-\u9fff])\s*(?=[A-Za-zА-я])|(?<=[a-zа-я])\s*(?=[\u4e00-\u9fff])"
)
_SCRIPTS = re.compile("([A-Za-z])|([А-яЁёӘ-ӿ])|([\u3400-\u9fff])")
_HAN = re.compile("[\u3400-\u9fff]+")
_LONGEST_PART = 8

type Fields = frozenset[str]


class _Index:
    """The vocabulary by its keys."""

    def __init__(self) -> None:
        exact: dict[str, set[str]] = {}
        roman: dict[str, set[str]] = {}
        reduced: dict[tuple[str, ...], set[str]] = {}
        vague = plain.KEYS.union(*plain.GENERAL.values(), *plain.LOWER.values())
        for field, languages in VOCABULARY.items():
            for word in (word for words in languages.values() for word in words):
                key = text_key(word)
                exact.setdefault(key, set()).add(field)
                if other := roman_key(word):
                    roman.setdefault(other, set()).add(field)
                for content in (_content(key, plain.ARTICLES), _content(key)):
                    # "Country of visit" says more than "country", although "of visit" alone says nothing.
                    if content and (" ".join(content) not in vague or content == (key,)):
                        reduced.setdefault(content, set()).add(field)
        self.exact = {key: frozenset(fields) for key, fields in exact.items()}
        self.roman = {key: frozenset(fields) for key, fields in roman.items() if key not in exact}
        self.reduced = {key: frozenset(fields) for key, fields in reduced.items()}
        #: Long enough that a slip or two leave no doubt which word it was.
        self.long = [key for key in self.exact if len(key) >= 6 and not has_han(key)]


@cache
def _index() -> _Index:
    return _Index()


def _content(key: str, fillers: Fields = plain.FILLERS) -> tuple[str, ...]:
    """The words of a key that say something, in no order. Chinese words count as one each."""
    words = []
    for word in key.split():
        if has_han(word):
            for before in plain.HAN_BEFORE:
                word = word.removeprefix(before) or word
            for after in plain.HAN_AFTER:
                word = word.removesuffix(after) or word
        if word not in fillers:
            words.append(word)
    return tuple(sorted(words))


def without_hints(header: str) -> str:
    """A header without brackets and without a number before it: "2) Dates (dd.mm.)" -> "Dates"."""
    plain_header = _HINT.sub(" ", header).strip()
    return _NUMBERED.sub("", plain_header or header).strip() or header


def _whole(header: str) -> dict[str, int]:
    """The fields that a header names as a whole, the surest way first."""
    index = _index()
    bare = without_hints(header)
    key = text_key(bare)
    for fields, score in (
        (index.exact.get(text_key(header)), EXACT),
        (index.exact.get(key), HINTED),
        (index.roman.get(roman_key(bare)), ROMAN),
        (index.reduced.get(_content(key, plain.ARTICLES)), REDUCED),
        (index.reduced.get(_content(key)), REDUCED),
    ):
        if fields:
            return dict.fromkeys(fields, score)
    return {}


def _parts(header: str) -> list[str]:
    """The pieces of a header over two rows, or in two languages."""
    pieces: list[str] = []
    for piece in _PARTS.split(without_hints(header)):
        lines = piece.split("\n")
        # One language broken into lines is one piece.
        scripts = [{match.lastindex for match in _SCRIPTS.finditer(line)} for line in lines]
        apart = all(one.isdisjoint(other) for one, other in itertools.pairwise(scripts))
        pieces += lines if apart else [piece]
    return [piece.strip() for piece in pieces if piece.strip()]


def _in(words: Mapping[str, frozenset[str]], header: str) -> str | None:
    """Under which name of a dictionary of words a header is."""
    for key in (text_key(header), text_key(without_hints(header)), roman_key(header)):
        for name, keys in words.items():
            if key in keys:
                return name
    return None


@lru_cache(maxsize=4_096)
def general(header: str) -> str | None:
    """Which of the general words (`plain_words.GENERAL`) a header is: "Country", "Name"; None for others."""
    header = header[:300]
    found = _in(plain.GENERAL, header)
    if found or not (parts := _parts(header)):
        return found
    # Two languages in one header, or a word under one that says nothing.
    kinds = {kind for part in parts if (kind := _in(plain.GENERAL, part))}
    return kinds.pop() if len(kinds) == 1 and _in(plain.GENERAL, parts[-1]) else None


def is_numbering(header: str) -> bool:
    """Whether a column of this header only counts its rows."""
    return text_key(header) in plain.NUMBERING


def may_be_key(header: str) -> bool:
    """Whether a list of visits may have the key that others refer to under this header."""
    return text_key(header) in plain.KEYS


def is_code(header: str) -> bool:
    """Whether a column of this header has codes, by which sheets may be joined."""
    return text_key(header) in plain.CODES


def _blocked(key: str) -> bool:
    words = key.split()
    return (
        not (plain.BLOCKING.isdisjoint(words) and plain.INTENDED.isdisjoint(words))
        or key.startswith(plain.INTENDED_HAN)
        or any(word in key for word in plain.BLOCKING_HAN)
    )


@lru_cache(maxsize=4_096)
def candidates(header: str) -> Mapping[str, int]:
    """The fields that a header may name, each with how surely (0–100); empty where it names none.

    Beside those of `fields.FIELDS` there are `start` (of the dates) and `departure` (a start or an end).
    """
    header = header[:300].strip()
    if not header:
        return {}
    whole = _whole(header)
    key = text_key(without_hints(header))
    surely = max(whole.values(), default=0)
    if surely < EXACT and (hinted := _hinted_part(header)):
        return hinted
    if surely >= HINTED:
        return whole
    if key in plain.NOTHING:
        return {}
    if _blocked(key):
        return _intended(key)
    found = dict(whole)
    parts = _parts(header)
    if len(parts) > 1:
        _keep(found, _by_parts(parts))
    elif "\n" in header:
        _keep(found, _agreed(header))
    if found or general(header) or is_numbering(header):
        return found
    return _inside(key) or _near(key)


def _keep(found: dict[str, int], more: Mapping[str, int]) -> None:
    for field, score in more.items():
        found[field] = max(score, found.get(field, 0))


def _hinted_part(header: str) -> dict[str, int]:
    """What a header means by the word in brackets after it: "Dates (to)" is the end."""
    match = _HINT.search(header)
    if not match or _in(plain.LOWER, match[1]) not in ("start", "end", "size"):
        return {}
    return _under(without_hints(header), match[1])


def _under(upper: str, lower: str) -> dict[str, int]:
    """What a word means under another header: "Delegation", "Size" -> size."""
    kinds = [kind for kind, keys in plain.LOWER.items() if text_key(without_hints(lower)) in keys]
    if _in(plain.GENERAL, upper) in kinds:
        return {}  # the same word in two languages
    over = [*_whole(upper), *([name] if (name := _in(plain.UPPER, upper)) else [])]
    if _in(plain.GENERAL, upper) == "organisation":
        over.append("senders")
    found = {
        plain.UNDER[field][kind] for field in over for kind in kinds if kind in plain.UNDER.get(field, {})
    }
    return dict.fromkeys(found, UNDER) if len(found) == 1 else {}


def _by_parts(parts: list[str]) -> dict[str, int]:
    """The fields of a header over two rows, or in two languages."""
    for lower in range(len(parts) - 1, 0, -1):
        for upper in range(lower):
            if found := _under(parts[upper], parts[lower]):
                return found
    last = _whole(parts[-1])
    if last:
        # Two languages that say the same are surer than a word under another.
        same = [field for field in last if any(field in _whole(part) for part in parts[:-1])]
        # "Agreement / Date" is no date of the visit.
        lone = text_key(without_hints(parts[-1])) in plain.WEAK
        over = [text_key(part) for part in parts[:-1]]
        if lone and not same and not all(key in plain.NEUTRAL for key in over):
            return {}
        return dict.fromkeys(last, PART) | dict.fromkeys(same, HINTED)
    if _known(parts[-1]):
        return {}
    found = {}
    for part in parts[:-1]:
        _keep(found, dict.fromkeys(_whole(part), OVER))
    return found


def _intended(key: str) -> dict[str, int]:
    """Dates and sizes that were planned, where a column has no others; what was expected is no outcome."""
    words = [word for word in key.split() if word not in plain.INTENDED]
    if has_han(key):
        words = [key.removeprefix(next((word for word in plain.INTENDED_HAN if key.startswith(word)), " "))]
    rest = " ".join(words)
    fields = _whole(rest) if rest != key and not _blocked(rest) else {}
    return {field: NEAR for field in fields if field in ("dates", "start", "end", "size")}


def _agreed(header: str) -> dict[str, int]:
    """The field that each line of a header names, as in two languages of one script."""
    lines = [frozenset(_whole(line)) for line in without_hints(header).split("\n")]
    return dict.fromkeys(frozenset.intersection(*lines), PART)


def _known(header: str) -> bool:
    """Whether a header is a word of its own, although it names no field."""
    key = text_key(without_hints(header))
    return (
        key in plain.NOTHING
        or is_numbering(header)
        or _blocked(key)
        or _in(plain.GENERAL, header) is not None
        or _in(plain.LOWER, header) is not None
    )


def _inside(key: str) -> dict[str, int]:
    """The field whose name is most of a longer header: "Name of the sending organisation (full)"."""
    index = _index()
    found: dict[str, int] = {}
    if not has_han(key):
        words = [word for word in key.split() if word not in plain.FILLERS]
        for length in range(min(len(words) - 1, _LONGEST_PART), 0, -1):
            if 2 * length < len(words):
                break
            for first in range(len(words) - length + 1):
                piece = tuple(sorted(words[first : first + length]))
                if length == 1 and (len(piece[0]) < 6 or piece[0] in plain.WEAK):
                    continue
                _keep(found, dict.fromkeys(index.reduced.get(piece, ()), INSIDE))
            if found:
                break
        return found
    # What a Chinese header is about comes last.
    whole = "".join(_HAN.findall(key))
    for after in plain.HAN_AFTER:
        whole = whole.removesuffix(after) or whole
    for length in range(len(whole) - 1, 1, -1):
        if 2 * length < len(whole):
            break
        if fields := index.exact.get(whole[-length:]):
            return dict.fromkeys(fields, INSIDE)
    return {}


def _near(key: str) -> dict[str, int]:
    """The field that a header names but for a slip or two; none where that might be two fields."""
    if len(key) < 6 or has_han(key) or len(key) > 60:
        return {}
    allowed = 1 if len(key) < 10 else 2 if len(key) < 16 else 3
    near = process.extract(key, _index().long, scorer=OSA.distance, score_cutoff=allowed, limit=None)
    fields = {field for word, _distance, _place in near for field in _index().exact[word]}
    return dict.fromkeys(fields, NEAR) if len(fields) == 1 else {}


@lru_cache(maxsize=16_384)
def is_familiar(header: str) -> bool:
    """Whether a text is one that stands over columns; quick, to tell a header's row from others."""
    if len(header) > 120:
        return False
    return any(
        _whole(part) or _known(part) or text_key(part) in plain.NEUTRAL or _in(plain.UPPER, part)
        for part in (header, *_parts(header))
    )


@cache
def starts_header() -> frozenset[str]:
    """Texts in small letters that the first column of a table may be headed with."""
    words: Iterable[str] = (
        word for languages in VOCABULARY.values() for words in languages.values() for word in words
    )
    general_words = (word for keys in plain.GENERAL.values() for word in keys)
    return (
        frozenset(word.lower() for word in words) | plain.NUMBERING | frozenset(general_words) | {"№", "no."}
    )
