"""Near names of organisations, delegations, programmes and topics; the rules are those of the package."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import NamedTuple

from tracker.imports.near.spelling import MOST_ALIKE, Slips, syllables
from tracker.imports.near.words import DISTINCT, FIELD, FILLER, KIND, NUMBER, PLACING, RANK, Part, Words

#: How near names are by each rule; a slip of the hand counts by the length of the name.
SAME_WORDS, SAME_LETTERS, ABBREVIATED = 97.0, 95.0, 80.0
_STEP = 4.0  # off for each category of common words in which two names differ
_LEAST_WITH_SLIP = 85.0

_ABBREVIATED_KINDS = frozenset({"organisation", "programme"})
_ABBREVIATION_LETTERS = range(2, 9)
# Cyrillic letters that are romanised by more than one.
_FIRST_LETTERS = ("shch", "sh", "ch", "zh", "kh", "ts", "ya", "yu")


class _Title(NamedTuple):
    """What a name says: what distinguishes it, its numbers, and its words that many names share."""

    key: str
    distinct: list[str]
    numbers: list[str]
    common: list[Part]

    def signature(self) -> str:
        """What near names have in common: distinguishing words, else all words; and numbers."""
        return _signature(self.distinct or [f"={part.text}" for part in {*self.common}], self.numbers)

    def length(self) -> int:
        """How many letters it has, common words in their one form, with the spaces between words."""
        words = [*self.distinct, *(part.text for part in {*self.common})]
        return sum(map(len, words)) + len(words) - 1


def _signature(words: Sequence[str], numbers: Sequence[str]) -> str:
    signature = words[0] if len(words) == 1 else " ".join(sorted(words))
    return f"{signature}#{' '.join(sorted(numbers))}" if numbers else signature


def _read(key: str, words: Words) -> _Title:
    """What the name with this key says; its own abbreviation at the end says nothing more."""
    distinct: list[str] = []
    numbers: list[str] = []
    common: list[Part] = []
    spelled = key.split()
    if len(spelled) > 2 and spelled[-1][0] == spelled[0][0] and len(spelled[-1]) in _ABBREVIATION_LETTERS:
        *full, last = spelled
        if last in _abbreviations(full, words):
            spelled = full
    for word in spelled:
        for part in words[word]:
            category = part[0]
            if category == DISTINCT:
                distinct.append(part[1])
            elif category == NUMBER:
                numbers.append(part[1])
            elif category != FILLER:
                common.append(part)
    return _Title(key, distinct, numbers, common)


def _differences(one: set[Part], other: set[Part]) -> int | None:
    """In how many categories of common words two names differ; None where they contradict each other."""
    categories = {part.category for part in one ^ other}
    for category in categories:
        these = {part.text for part in one if part.category == category}
        those = {part.text for part in other if part.category == category}
        left_out = not these or not those
        in_part = these <= those or those <= these
        # "of Education" within "of Education and Science", not a university and one of education.
        agree = {RANK: in_part, FIELD: in_part and not left_out}.get(category, left_out)
        if not agree:
            return None
    return None if len(categories) > (1 if KIND in categories else 2) else len(categories)


def _places(key: str) -> bool:
    """Whether a name has a word that makes the order of the others count."""
    return not PLACING.isdisjoint(key.split())


def _score(one: _Title, other: _Title, *, slip: bool) -> float:
    """How near two names are whose distinguishing words agree, but for a slip or for spaces; 0: not."""
    if sorted(one.numbers) != sorted(other.numbers):
        return 0
    differences = 0 if one.common == other.common else _differences({*one.common}, {*other.common})
    if differences is None or (differences and (slip or not one.distinct)):
        return 0
    if slip:
        score = 100 * (1 - 1 / max(one.length(), other.length()))
        return score if score >= _LEAST_WITH_SLIP else 0
    same = sorted(one.distinct) == sorted(other.distinct)
    if same and one.distinct != other.distinct and _places(one.key) and _places(other.key):
        return 0
    return (SAME_WORDS if same else SAME_LETTERS) - _STEP * differences


def _abbreviations(spelled: Iterable[str], words: Words) -> set[str]:
    """What the first letters of a name give, small words counted or not, "Sh" as one letter or two."""
    spelled = [word for word in spelled if not word.isdigit()]
    full = [word for word in spelled if not (words[word] and words[word][0].category == FILLER)]
    found = set()
    for chosen in (spelled, full):
        if len(chosen) in _ABBREVIATION_LETTERS:
            found.add("".join(word[0] for word in chosen))
            found.add("".join(next(filter(word.startswith, _FIRST_LETTERS), word[0]) for word in chosen))
    return found


def _as_abbreviation(key: str, words: Words) -> str:
    """The letters of a name that may be an abbreviation ("eu", "e u"); else nothing."""
    spelled = key.split()
    if len(spelled) > 1 and max(map(len, spelled)) > 1:
        return ""
    joined = "".join(spelled)
    if len(joined) not in _ABBREVIATION_LETTERS or not joined.isalpha():
        return ""
    return joined if len(spelled) > 1 or words[joined][0].category == DISTINCT else ""


def _abbreviated(
    wanted: Sequence[str], known: Sequence[str], own: int, words: Words
) -> Iterator[tuple[int, int]]:
    """Pairs (of positions) of which one is the other's abbreviation.

    Of the known ones only the first `own` count as abbreviations: an alias stands for its record's name.
    """
    short: dict[str, list[int]] = {}
    for position, key in enumerate(wanted):
        letters = _as_abbreviation(key, words)
        if letters:
            short.setdefault(letters, []).append(position)
    if short:
        for other, key in enumerate(known):
            if " " in key:
                for letters in _abbreviations(key.split(), words) & short.keys():
                    yield from ((position, other) for position in short[letters])
    long: dict[str, list[int]] = {}
    for other, key in enumerate(known[:own]):
        if len(key) < 2 * _ABBREVIATION_LETTERS.stop:
            letters = _as_abbreviation(key, words)
            if letters:
                long.setdefault(letters, []).append(other)
    if long:
        for position, key in enumerate(wanted):
            if " " in key:
                for letters in _abbreviations(key.split(), words) & long.keys():
                    yield from ((position, other) for other in long[letters])


def _slips(wanted: Iterable[_Title], known: Iterable[str]) -> dict[str, list[str]]:
    """For each distinguishing word wanted the known ones that are a slip away.

    Two that are Chinese are two names, not one with a slip.
    """
    index = Slips({word for title in wanted for word in title.distinct})
    found: dict[str, list[str]] = {}
    for word in known:
        for other in index.of(word):
            if not (syllables(word) and syllables(other)):
                found.setdefault(other, []).append(word)
    return found


class _Wanted:
    """Names that are looked for, by what names near to them have in common with them."""

    def __init__(self, titles: Sequence[_Title], known: Iterable[str]) -> None:
        self._titles = titles
        self._same: dict[str, list[int]] = {}
        self._mended: dict[str, list[int]] = {}
        #: By how many words there are, since the same number of words is most often the same words.
        self._joined: dict[str, dict[int, list[int]]] = {}
        slips = _slips(titles, known)
        for position, title in enumerate(titles):
            distinct = title.distinct
            self._same.setdefault(title.signature(), []).append(position)
            self._joined.setdefault("".join(distinct), {}).setdefault(len(distinct), []).append(position)
            for place, word in enumerate(distinct):
                for meant in slips.get(word, ()):
                    mended = [*distinct[:place], meant, *distinct[place + 1 :]]
                    self._mended.setdefault(_signature(mended, title.numbers), []).append(position)

    def near(self, other: _Title) -> Iterable[tuple[int, float]]:
        """Those that are near to the name `other`, and how near."""
        distinct = other.distinct
        if not distinct and not other.common:
            return ()  # small words and numbers alone say nothing
        signature = other.signature()
        alike, mended = self._same.get(signature, ()), self._mended.get(signature, ())
        joined = self._joined.get("".join(distinct)) if distinct else None
        if joined:
            others = [joined[count] for count in joined if count != len(distinct)]
            alike = [*alike, *chain.from_iterable(others)]
        if not alike and not mended:
            return ()
        return chain(self._scored(alike, other, slip=False), self._scored(mended, other, slip=True))

    def _scored(self, positions: Iterable[int], other: _Title, *, slip: bool) -> Iterator[tuple[int, float]]:
        for position in islice(positions, MOST_ALIKE):
            score = _score(self._titles[position], other, slip=slip)
            if score:
                yield position, score


def near_titles(
    kind: str, wanted: Sequence[str], known: Sequence[str], own: int
) -> Iterator[tuple[int, int, float]]:
    """Positions of a wanted and of a known key that are near, and how near; a pair may come twice."""
    words = Words(kind)
    vocabulary = {word for key in known for word in key.split()}
    distinct = {part.text for word in vocabulary for part in words[word] if part.category == DISTINCT}
    index = _Wanted([_read(key, words) for key in wanted], distinct)
    for other, key in enumerate(known):
        for position, score in index.near(_read(key, words)):
            yield position, other, score
    if kind in _ABBREVIATED_KINDS:
        for position, other in _abbreviated(wanted, known, own, words):
            yield position, other, ABBREVIATED
