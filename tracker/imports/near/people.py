"""Near names of people; the rules are those of the package."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from tracker.imports.near.spelling import Slips, chinese, sound, syllables, words_of

#: How near names are by each rule; a slip of the hand counts by the length of the name.
SAME_WORDS, SAME_LETTERS, SAME_SOUND = 98.0, 97.0, 95.0
ONE_MORE_NAME, INITIALS = 90.0, 88.0
_LEAST_WITH_SLIP = 88.0
#: Of names that all have the same words, so many are looked at.
MOST_ALIKE = 50

_TITLES = words_of("""
    mr mrs ms miss dr prof professor sir madam dame phd doctor academician rector
    gospodin gospozha akademik doktor doc dots myrza khanym xiansheng nushi jiaoshou boshi
""")
# What Chinese puts behind a name, in one word with it.
_CHINESE_TITLES = ("xiansheng", "nushi", "jiaoshou", "boshi")
_INITIALS = words_of("yu ya yo ye sh ch zh kh ts shch dzh")
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


def _sorted(keys: Iterable[str], known: _Words) -> tuple[list[_Name], list[_Name]]:
    """The names by the way they are compared: by their sound, and as Chinese ones.

    A name that may be a Chinese one with a slip is in both.
    """
    others: list[_Name] = []
    chinese_ones: list[_Name] = []
    for position, key in enumerate(keys):
        words = _without_title(key.split())
        if not words:
            continue
        sounds, spellings, counts = zip(*[known[word] for word in words], strict=True)
        count, spelled = sum(counts), tuple(words)
        whole = count and 0 not in counts and count <= _MOST_SYLLABLES
        if whole or (0 < count <= _MOST_SYLLABLES and len(words) <= 3):
            chinese_ones.append(_Name(position, spellings, spelled))
        if not whole:
            others.append(_Name(position, sounds, spelled))
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


def _is_initial(word: str) -> bool:
    return len(word) == 1 or word in _INITIALS


def _may_be_left_out(word: str) -> bool:
    """Whether one source may give a name with this word, and another without: a patronymic, an initial."""
    return _is_initial(word) or (len(word) >= _TELLING and word.isalpha())


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
    rest = [(sound, written) for sound, written in zip(one.words, one.spelled, strict=True)]
    others = [(sound, written) for sound, written in zip(other.words, other.spelled, strict=True)]
    telling = False
    for word in rest[:]:
        if not _is_initial(word[1]):
            same = next((candidate for candidate in others if candidate[0] == word[0]), None)
            if same:
                rest.remove(word)
                others.remove(same)
                telling = telling or len(word[0]) >= _TELLING
    if not telling or not rest or not others:
        return False
    for (heard, written), (other_heard, other_written) in zip(rest, others, strict=False):
        agree = (_is_initial(written) and other_written.startswith(written)) or (
            _is_initial(other_written) and written.startswith(other_written)
        )
        if not agree and not (
            (len(written) == 1 and other_heard.startswith(heard))
            or (len(other_written) == 1 and heard.startswith(other_heard))
        ):
            return False
    longer, paired = (rest, len(others)) if len(rest) > len(others) else (others, len(rest))
    return len(longer) - paired <= 1 and all(_may_be_left_out(written) for _, written in longer[paired:])


def _slips(wanted: Sequence[_Name], known: Sequence[_Name], *, as_chinese: bool) -> dict[str, list[str]]:
    """For each word wanted the known ones that are a slip away, where not both are whole Chinese words."""
    index = Slips({word for name in wanted for word in name.words})
    found: dict[str, list[str]] = {}
    for word in {word for name in known for word in name.words}:
        for other in index.of(word):
            if not (as_chinese and syllables(word) and syllables(other)):
                found.setdefault(other, []).append(word)
    return found


def _same_words(
    wanted: Sequence[_Name], by_signature: dict[str, list[_Name]]
) -> Iterator[tuple[_Name, _Name, float]]:
    """Pairs with the same words in another order, or that sound the same."""
    for name in wanted:
        for other in islice(by_signature.get(_signature(name.words), ()), MOST_ALIKE):
            same = sorted(name.spelled) == sorted(other.spelled)
            yield name, other, SAME_WORDS if same else SAME_SOUND


def _same_letters(wanted: Sequence[_Name], known: Sequence[_Name]) -> Iterator[tuple[_Name, _Name, float]]:
    """Pairs that differ by spaces (and by where the family name stands)."""
    index: dict[str, list[_Name]] = {}
    in_one_word: dict[str, list[_Name]] = {}
    for name in wanted:
        for joined in _joined(name.words):
            index.setdefault(joined, []).append(name)
        if len(name.words) == 1:
            in_one_word.setdefault(name.words[0], []).append(name)
    for other in known:
        found = index.get("".join(other.words))
        if found:
            yield from ((name, other, SAME_LETTERS) for name in islice(found, MOST_ALIKE))
        if in_one_word and len(other.words) > 1:
            for joined in _joined(other.words):
                found = in_one_word.get(joined)
                if found:
                    yield from ((name, other, SAME_LETTERS) for name in islice(found, MOST_ALIKE))


def _with_slip(
    wanted: Sequence[_Name],
    known: Sequence[_Name],
    by_signature: dict[str, list[_Name]],
    *,
    as_chinese: bool,
) -> Iterator[tuple[_Name, _Name, float]]:
    """Pairs that differ by one slip in one word."""
    slips = _slips(wanted, known, as_chinese=as_chinese)
    for name in wanted:
        for word, rest in _without_one(name.words):
            for meant in slips.get(word, ()):
                words = (*rest, meant)
                longest = max(sum(map(len, words)), sum(map(len, name.words))) + len(words) - 1
                score = 100 * (1 - 1 / longest)
                if score >= _LEAST_WITH_SLIP:
                    alike = by_signature.get(_signature(words), ())
                    yield from ((name, other, score) for other in islice(alike, MOST_ALIKE))


def _one_more_name(
    wanted: Sequence[_Name], known: Sequence[_Name], by_signature: dict[str, list[_Name]]
) -> Iterator[tuple[_Name, _Name, float]]:
    """Pairs of which one gives a name more, such as a patronymic."""
    wanted_by_signature: dict[str, list[_Name]] = {}
    for name in wanted:
        wanted_by_signature.setdefault(_signature(name.words), []).append(name)
        if len(name.words) > 2:
            for _word, rest in _without_one(name.words):
                for other in islice(by_signature.get(_signature(rest), ()), MOST_ALIKE):
                    if _differ_by_one_more_name(name, other):
                        yield name, other, ONE_MORE_NAME
    for other in known:
        if len(other.words) > 2:
            for _word, rest in _without_one(other.words):
                for name in islice(wanted_by_signature.get(_signature(rest), ()), MOST_ALIKE):
                    if _differ_by_one_more_name(other, name):
                        yield name, other, ONE_MORE_NAME


def _by_telling_word(names: Iterable[_Name]) -> dict[str, list[_Name]]:
    index: dict[str, list[_Name]] = {}
    for name in names:
        for word in name.words:
            if len(word) >= _TELLING:
                index.setdefault(word, []).append(name)
    return index


def _initials(wanted: Sequence[_Name], known: Sequence[_Name]) -> Iterator[tuple[_Name, _Name, float]]:
    """Pairs of which one gives initials."""
    shortened = [name for name in wanted if any(map(_is_initial, name.spelled))]
    index = _by_telling_word(shortened)
    if index:
        for other in known:
            for word in other.words:
                if word in index:
                    for name in islice(index[word], MOST_ALIKE):
                        if _differ_by_initials(name, other):
                            yield name, other, INITIALS
    known_shortened = [name for name in known if any(map(_is_initial, name.spelled))]
    if known_shortened:
        index = _by_telling_word(wanted)
        for other in known_shortened:
            for word in other.words:
                for name in islice(index.get(word, ()), MOST_ALIKE):
                    if _differ_by_initials(name, other):
                        yield name, other, INITIALS


def near_people(wanted: Sequence[str], known: Sequence[str]) -> Iterator[tuple[int, int, float]]:
    """Positions of a wanted and of a known key that are near, and how near; a pair may come twice."""
    words = _Words()
    ways = zip(_sorted(wanted, words), _sorted(known, words), (False, True), strict=True)
    for names, others, as_chinese in ways:
        if not names or not others:
            continue
        by_signature: dict[str, list[_Name]] = {}
        for other in others:
            by_signature.setdefault(_signature(other.words), []).append(other)
        pairs = [
            _same_words(names, by_signature),
            _same_letters(names, others),
            _with_slip(names, others, by_signature, as_chinese=as_chinese),
        ]
        if not as_chinese:
            pairs += [_one_more_name(names, others, by_signature), _initials(names, others)]
        for found in pairs:
            for name, other, score in found:
                yield name.position, other.position, score
