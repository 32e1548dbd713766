"""Near names of people; the rules are those of the package."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from string import ascii_lowercase
from typing import NamedTuple

from tracker.imports.near.palladius import from_pinyin, from_russian
from tracker.imports.near.spelling import (
    MOST_ALIKE,
    SHORTEST_WITH_SLIP,
    Slips,
    chinese,
    sound,
    syllables,
    words_of,
)

#: How near names are by each rule; a slip of the hand counts by the length of the name.
SAME_WORDS, SAME_LETTERS, SAME_SOUND = 98.0, 97.0, 95.0
ONE_MORE_NAME, INITIALS = 90.0, 88.0
#: A Chinese name in Pinyin, and as Russian writes it, which doesn't tell all of it.
IN_RUSSIAN = 90.0
_LEAST_WITH_SLIP = 88.0
#: A shorter word may have a slip beside an equal word of so many letters: if it has so many itself, or one
#: less and the slip is a letter more or less. By its sound it may have one letter less again ("Ann").
_SHORT_WITH_SLIP, _SHORTEST_SOUND = 4, 2

_TITLES = words_of("""
    mr mrs ms miss dr prof professor sir madam dame phd doctor academician rector
    gospodin gospozha akademik doktor doc dots myrza khanym xiansheng nushi jiaoshou boshi
""")
# What Chinese puts behind a name, in one word with it.
_CHINESE_TITLES = ("xiansheng", "nushi", "jiaoshou", "boshi")
# One letter, or the letters that romanise one.
_INITIALS = words_of("yu ya yo ye sh ch zh kh ts shch dzh") | frozenset(ascii_lowercase)
#: Shorter words are so common that an initial or one more name beside them proves nothing.
_TELLING = 5
#: Chinese names have two to four syllables.
_MOST_SYLLABLES = 4
#: A name of more words is compared as a whole only.
_MOST_WORDS = 6


class _Name(NamedTuple):
    """A name as it is compared."""

    position: int
    words: tuple[str, ...]  # as they sound; of Chinese names as they are written
    spelled: tuple[str, ...]  # the same words as they are written


class _Words(dict[str, tuple[str, str, int]]):
    """The sound, the Chinese spelling and the number of Chinese syllables of a word, read once a word."""

    def __missing__(self, word: str) -> tuple[str, str, int]:
        count = syllables(word)
        read = self[word] = (sound(word), chinese(word) if count else word, count)
        return read


def _without_title(words: list[str]) -> list[str]:
    """The words of a name without titles, unless it has nothing else."""
    if not _TITLES.isdisjoint(words):
        rest = [word for word in words if word not in _TITLES]
        return rest or words
    if len(words) == 1:
        for title in _CHINESE_TITLES:
            rest_of_word = words[0].removesuffix(title)
            if rest_of_word != words[0] and syllables(rest_of_word) > 1:
                return [rest_of_word]
    return words


def _by_way(keys: Iterable[str], known: _Words) -> tuple[list[_Name], list[_Name]]:
    """The names by the way they are compared: by their sound, and as Chinese ones.

    A name that may be a Chinese one with a slip is in both.
    """
    others: list[_Name] = []
    chinese_ones: list[_Name] = []
    for position, key in enumerate(keys):
        words = key.split()
        if len(words) == 1 or not _TITLES.isdisjoint(words):
            words = _without_title(words)
        if not words:
            continue
        sounds, spellings, counts = zip(*map(known.__getitem__, words), strict=True)
        count, spelled = sum(counts), tuple(words)
        whole = count and 0 not in counts and count <= _MOST_SYLLABLES
        if not whole:
            others.append(_Name(position, sounds, spelled))
        if whole or (0 < count <= _MOST_SYLLABLES and len(words) <= 3):
            chinese_ones.append(_Name(position, spellings, spelled))
    return others, chinese_ones


def _joined(words: tuple[str, ...]) -> set[str]:
    """A name in one word, the family name where it stands, first or last."""
    if len(words) > 3:
        return {"".join(words)}
    return {"".join(words), "".join([*words[1:], words[0]]), "".join([words[-1], *words[:-1]])}


def _signature(words: Iterable[str]) -> str:
    return " ".join(sorted(words))


def _without_one(words: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each word in turn, and the others."""
    if len(words) <= _MOST_WORDS:
        for place, word in enumerate(words):
            yield word, (*words[:place], *words[place + 1 :])


def _may_be_left_out(word: str) -> bool:
    """Whether one source may give a name with this word, and another without: a patronymic, an initial."""
    return word in _INITIALS or (len(word) >= _TELLING and word.isalpha())


def _differ_by_one_more_name(more: _Name, less: _Name) -> bool:
    """Whether `more` has all words of `less` and one that may be left out."""
    rest = list(more.words)
    for word in less.words:
        if word not in rest:
            return False
        rest.remove(word)
    return (
        len(rest) == 1
        and len(less.words) > 1
        and _may_be_left_out(rest[0])
        and any(len(word) >= _TELLING for word in less.words)
    )


def _differ_by_initials(one: _Name, other: _Name) -> bool:
    """Whether two names share a telling word, and the rest agrees in order where one gives initials."""
    rest = list(zip(one.words, one.spelled, strict=True))
    others = list(zip(other.words, other.spelled, strict=True))
    telling = False
    for word in rest[:]:
        if word[1] not in _INITIALS:
            same = next((candidate for candidate in others if candidate[0] == word[0]), None)
            if same:
                rest.remove(word)
                others.remove(same)
                telling = telling or len(word[0]) >= _TELLING
    if not telling or not rest or not others:
        return False
    for (heard, written), (other_heard, other_written) in zip(rest, others, strict=False):
        agree = (written in _INITIALS and other_written.startswith(written)) or (
            other_written in _INITIALS and written.startswith(other_written)
        )
        if not agree and not (
            (len(written) == 1 and other_heard.startswith(heard))
            or (len(other_written) == 1 and heard.startswith(other_heard))
        ):
            return False
    longer, paired = (rest, len(others)) if len(rest) > len(others) else (others, len(rest))
    return len(longer) - paired <= 1 and all(_may_be_left_out(written) for _, written in longer[paired:])


def _score_of_slip(one: _Name, other: _Name) -> float:
    """How near two names are that differ by a slip in one word, maybe a short one; 0 if it is too short."""
    rest = list(zip(other.words, other.spelled, strict=True))
    lengths, differing = 0, []
    telling = False
    for heard, written in zip(one.words, one.spelled, strict=True):
        same = next((candidate for candidate in rest if candidate[0] == heard), None)
        if same is None:
            differing.append(written)
            continue
        rest.remove(same)
        lengths += max(len(written), len(same[1])) + 1
        telling = telling or min(len(written), len(same[1])) >= _SHORT_WITH_SLIP
    if not telling or len(differing) != 1 or len(rest) != 1:
        return 0
    shorter, longer = sorted((len(differing[0]), len(rest[0][1])))
    if shorter < _SHORT_WITH_SLIP and (shorter, longer) != (_SHORT_WITH_SLIP - 1, _SHORT_WITH_SLIP):
        return 0
    return 100 * (1 - 1 / (longer + lengths))


class _Wanted:
    """Names that are looked for, by what names near to them have in common with them."""

    def __init__(self, names: Sequence[_Name], known: Iterable[str], *, as_chinese: bool) -> None:
        self._as_chinese = as_chinese
        self._same: dict[str, list[_Name]] = {}
        self._mended: dict[str, list[tuple[_Name, float]]] = {}
        self._mended_short: dict[str, list[_Name]] = {}
        self._less: dict[str, list[_Name]] = {}
        self._joined: dict[str, list[_Name]] = {}
        self._in_one_word: dict[str, list[_Name]] = {}
        self._telling: dict[str, list[_Name]] = {}
        self._shortened: dict[str, list[_Name]] = {}
        slips = self._slips(names, known)
        #: The words that names near to these have, but for one and for initials.
        self._words = {word for name in names for word in name.words}
        self._words.update(chain.from_iterable(slips.values()))
        for name in names:
            self._add(name, slips)

    def _slips(self, names: Sequence[_Name], known: Iterable[str]) -> dict[str, list[str]]:
        """For each word the known ones that are a slip away, where not both are whole Chinese words."""
        words = {word for name in names for word in name.words}
        index = index_for_whole = Slips(words, _SHORTEST_SOUND)
        if self._as_chinese:
            index_for_whole = Slips((word for word in words if not syllables(word)), _SHORTEST_SOUND)
        found: dict[str, list[str]] = {}
        for word in known if words else ():
            for other in (index_for_whole if self._as_chinese and syllables(word) else index).of(word):
                found.setdefault(other, []).append(word)
        return found

    def _add(self, name: _Name, slips: dict[str, list[str]]) -> None:
        words = name.words
        self._same.setdefault(_signature(words), []).append(name)
        for joined in _joined(words):
            self._joined.setdefault(joined, []).append(name)
        if len(words) == 1:
            self._in_one_word.setdefault(words[0], []).append(name)
        telling = any(len(word) >= _SHORT_WITH_SLIP for word in name.spelled)
        for word, rest in _without_one(words):
            for meant in slips.get(word, ()):
                longest = max(len(word), len(meant)) + sum(map(len, rest)) + len(rest)
                score = 100 * (1 - 1 / longest)
                if score < _LEAST_WITH_SLIP or min(len(word), len(meant)) < SHORTEST_WITH_SLIP:
                    if telling:
                        self._mended_short.setdefault(_signature((*rest, meant)), []).append(name)
                else:
                    self._mended.setdefault(_signature((*rest, meant)), []).append((name, score))
            if len(rest) > 1 and not self._as_chinese:
                self._less.setdefault(_signature(rest), []).append(name)
        if not self._as_chinese:
            shortened = not _INITIALS.isdisjoint(name.spelled)
            for word in words:
                if len(word) >= _TELLING:
                    self._telling.setdefault(word, []).append(name)
                    if shortened:
                        self._shortened.setdefault(word, []).append(name)

    def near(self, other: _Name) -> list[tuple[_Name, float]]:
        """Those that are near to the name `other`, and how near; one may come twice."""
        found: list[tuple[_Name, float]] = []
        words = other.words
        alike = self._joined.get("".join(words), [])
        if self._in_one_word and len(words) > 1:
            joined = (self._in_one_word.get(joined, ()) for joined in _joined(words))
            alike = [*alike, *chain.from_iterable(joined)]
        if alike:
            found += self._same_letters(other, alike)
        if len(self._words.intersection(words)) + 1 >= len(words):
            signature = _signature(words)
            if signature in self._same:
                found += self._same_words(other, self._same[signature])
            if signature in self._mended:
                found += self._mended[signature][:MOST_ALIKE]
            for name in islice(self._mended_short.get(signature, ()), MOST_ALIKE):
                if score := _score_of_slip(name, other):
                    found.append((name, score))
            if not self._as_chinese:
                found += self._one_more_name(other, signature)
        if not self._as_chinese:
            index = self._shortened if _INITIALS.isdisjoint(other.spelled) else self._telling
            if index:
                found += self._initials(other, index)
        return found

    def _same_letters(self, other: _Name, alike: list[_Name]) -> Iterator[tuple[_Name, float]]:
        """Those that differ from `other` by spaces (and by where the family name stands), or sound so."""
        for name in islice(alike, MOST_ALIKE):
            same = sorted("".join(name.spelled)) == sorted("".join(other.spelled))
            yield name, SAME_LETTERS if same else SAME_SOUND

    def _same_words(self, other: _Name, alike: list[_Name]) -> Iterator[tuple[_Name, float]]:
        """Those that differ from `other` by the order of the words, or by the way they are romanised."""
        for name in islice(alike, MOST_ALIKE):
            yield name, SAME_WORDS if sorted(name.spelled) == sorted(other.spelled) else SAME_SOUND

    def _one_more_name(self, other: _Name, signature: str) -> Iterator[tuple[_Name, float]]:
        """Those that differ from `other` by a name more or less, such as a patronymic."""
        for name in islice(self._less.get(signature, ()), MOST_ALIKE):
            if _differ_by_one_more_name(name, other):
                yield name, ONE_MORE_NAME
        if len(other.words) > 2:
            for _word, rest in _without_one(other.words):
                for name in islice(self._same.get(_signature(rest), ()), MOST_ALIKE):
                    if _differ_by_one_more_name(other, name):
                        yield name, ONE_MORE_NAME

    def _initials(self, other: _Name, index: dict[str, list[_Name]]) -> Iterator[tuple[_Name, float]]:
        """Those that differ from `other` by initials in one of the two."""
        for word in other.words:
            for name in islice(index.get(word, ()), MOST_ALIKE):
                if _differ_by_initials(name, other):
                    yield name, INITIALS


def _in_russian(
    names: tuple[list[_Name], list[_Name]], others: tuple[list[_Name], list[_Name]]
) -> Iterator[tuple[_Name, _Name]]:
    """Names of the one list that are, as Russian writes Chinese ones, names of the other in Pinyin.

    Each list by the way its names are compared (`_by_way`).
    """
    for russian, pinyin, swapped in ((names[0], others[1], False), (others[0], names[1], True)):
        read: dict[str, list[_Name]] = {}
        for name in russian if pinyin else ():
            for spelling in from_russian(name.spelled):
                read.setdefault(spelling, []).append(name)
        for name in pinyin if read else ():
            for spelling in from_pinyin(name.spelled):
                for found in islice(read.get(spelling, ()), MOST_ALIKE):
                    yield (name, found) if swapped else (found, name)


def near_people(wanted: Sequence[str], known: Sequence[str]) -> Iterator[tuple[int, int, float]]:
    """Positions of a wanted and of a known key that are near, and how near; a pair may come twice."""
    words = _Words()
    ways, known_ways = _by_way(wanted, words), _by_way(known, words)
    for name, other in _in_russian(ways, known_ways):
        yield name.position, other.position, IN_RUSSIAN
    by_way = zip(ways, known_ways, (False, True), strict=True)
    for names, others, as_chinese in by_way:
        vocabulary = {word for other in others for word in other.words}
        index = _Wanted(names, vocabulary, as_chinese=as_chinese)
        for other in others if names else ():
            for name, score in index.near(other):
                yield name.position, other.position, score
