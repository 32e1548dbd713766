"""One word and its spellings: how it sounds, whether it is Chinese, and which words are a slip away."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

from rapidfuzz.distance import OSA

#: Of names that all have the same words, so many are looked at.
MOST_ALIKE = 100
#: A slip of the hand is looked for in words of this many letters; in shorter ones a letter more or less
#: makes another name, unless others beside it are the same (`near.people`).
SHORTEST_WITH_SLIP, LONGEST_WITH_SLIP = 5, 40
#: So many words are remembered with what was found out about them.
_REMEMBERED = 1 << 15

# The syllables of Chinese as Hanyu Pinyin writes them: first letters, and what may follow.
_PINYIN = {
    "": "a ai an ang ao e ei en er o ou",
    "b": "a ai an ang ao ei en eng i ian iao ie in ing o u",
    "p": "a ai an ang ao ei en eng i ian iao ie in ing o ou u",
    "m": "a ai an ang ao e ei en eng i ian iao ie in ing iu o ou u",
    "f": "a an ang ei en eng o ou u",
    "d": "a ai an ang ao e ei en eng i ia ian iao ie ing iu ong ou u uan ui un uo",
    "t": "a ai an ang ao e eng i ian iao ie ing ong ou u uan ui un uo",
    "n": "a ai an ang ao e ei en eng i ian iang iao ie in ing iu ong ou u uan ue uo v yu",
    "l": "a ai an ang ao e ei eng i ia ian iang iao ie in ing iu ong ou u uan ue un uo v yu",
    "g": "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo",
    "k": "a ai an ang ao e en eng ong ou u ua uai uan uang ui un uo",
    "h": "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo",
    "j": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "q": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "x": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "zh": "a ai an ang ao e en eng i ong ou u ua uai uan uang ui un uo",
    "ch": "a ai an ang ao e en eng i ong ou u ua uai uan uang ui un uo",
    "sh": "a ai an ang ao e ei en eng i ou u ua uai uan uang ui un uo",
    "r": "an ang ao e en eng i ong ou u ua uan ui un uo",
    "z": "a ai an ang ao e ei en eng i ong ou u uan ui un uo",
    "c": "a ai an ang ao e en eng i ong ou u uan ui un uo",
    "s": "a ai an ang ao e en eng i ong ou u uan ui un uo",
    "y": "a an ang ao e i in ing o ong ou u uan ue un",
    "w": "a ai an ang ei en eng o u",
}
_SYLLABLES = frozenset(first + rest for first, rests in _PINYIN.items() for rest in rests.split())
_LONGEST_SYLLABLE = max(map(len, _SYLLABLES))
# Letters that no Chinese word has beside each other, to be done with most other words at once.
_NOT_CHINESE = re.compile(
    r"[bpmfdtgkqxjwy](?![aeiou])(?<!ng)|[lr](?![aeiouyv])(?<!er)|[zcs](?![aeiouh])|h(?![aeiou])|(?<![ln])v|[^a-z]"
)

_HAN = re.compile(r"[\u3005\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")
_DOUBLED = re.compile(r"(.)\1+")
# Ways to romanise one sound, in the order in which they are made one.
_SOUNDS = (
    ("shch", "sh"),
    ("sch", "sh"),
    ("dzh", "j"),
    ("dj", "j"),
    ("kh", "h"),
    ("ph", "f"),
    ("ck", "k"),
    ("ks", "x"),
    ("q", "k"),
    ("w", "v"),
    ("ts", "c"),
    ("tz", "c"),
    ("yo", "e"),
    ("ye", "e"),
    ("y", "i"),
    ("j", "i"),
)


def syllables_of() -> Iterator[tuple[str, str]]:
    """Each syllable of Chinese in Pinyin: its first letters, and the rest."""
    return ((first, rest) for first, rests in _PINYIN.items() for rest in rests.split())


def words_of(text: str) -> frozenset[str]:
    """The words of `text`, to look others up among them."""
    return frozenset(text.split())


def han(text: str) -> str:
    """The Chinese characters of `text`; many that differ are romanised alike."""
    return "" if text.isascii() else "".join(_HAN.findall(unicodedata.normalize("NFKC", text)))


@lru_cache(maxsize=_REMEMBERED)
def syllables(word: str) -> int:
    """The least number of Chinese syllables that `word` can be read as; 0 where it can't be."""
    length = len(word)
    if length > LONGEST_WITH_SLIP or _NOT_CHINESE.search(word):
        return 0
    count, starts, reached = 0, [0], {0}
    while starts:
        count += 1
        ends = {
            end
            for start in starts
            for end in range(start + 1, min(start + _LONGEST_SYLLABLE, length) + 1)
            if word[start:end] in _SYLLABLES
        }
        if length in ends:
            return count
        starts = [*(ends - reached)]
        reached |= ends
    return 0


@lru_cache(maxsize=_REMEMBERED)
def sound(word: str) -> str:
    """`word` with the usual ways of romanising one sound made one.

    >>> sound("yuliya") == sound("iuliia") == sound("julia")
    True
    """
    if word.isdigit():
        return word
    for spelling, one in _SOUNDS:
        if spelling in word:
            word = word.replace(spelling, one)
    return _DOUBLED.sub(r"\1", word)


def chinese(word: str) -> str:
    """A Chinese word with the spellings of ü (as in passports: "lyu", "lv") made one."""
    return re.sub(r"^([ln])(?:yu|v)(?=$|[^aeiou])", r"\1u", word)


class Slips:
    """Words, to find those that are one slip away from another word.

    A slip is a letter missing, added or changed, or two neighbours swapped; not the first letter. Words of
    fewer letters than `shortest` have none.
    """

    def __init__(self, words: Iterable[str], shortest: int = SHORTEST_WITH_SLIP) -> None:
        self._shortest = shortest
        # By the word itself and by what is left of it without one letter: two words a slip apart share one of
        # these. Most have one word only, and a list for each would take most of the time.
        self._first: dict[str, str] = {}
        self._more: dict[str, list[str]] = {}
        for word in words:
            if self._may_have_slip(word):
                self._add(word, word)
                for cut in range(1, len(word)):
                    self._add(word[:cut] + word[cut + 1 :], word)

    def _add(self, left: str, word: str) -> None:
        if self._first.setdefault(left, word) != word:
            self._more.setdefault(left, []).append(word)

    def of(self, word: str) -> set[str]:
        """The words one slip away from `word`, itself not among them."""
        first, more = self._first, self._more
        if not first or not self._may_have_slip(word):
            return set()
        found = set()
        for left in (word, *[word[:cut] + word[cut + 1 :] for cut in range(1, len(word))]):
            if left in first:
                found.add(first[left])
                found.update(more.get(left, ()))
        return {
            other for other in found if other[0] == word[0] and OSA.distance(word, other, score_cutoff=1) == 1
        }

    def _may_have_slip(self, word: str) -> bool:
        return self._shortest <= len(word) <= LONGEST_WITH_SLIP and word.isalpha()
