"""Names that may be one name spelled in two ways: offered to staff, never taken for the same unasked.

All names come as keys (`tracker.names.normalise`), so that case, accents, punctuation and script are aside
already. An office with ten thousand people must not be asked about every second name, so each rule says
what makes two names near, and all else is two names.

For all kinds of names:

- *Numbers* are equal ("School No 5" isn't "School No 6", "Delegation 2024" isn't "Delegation 2025"). "Fifth"
  in English and "II" count as numbers.
- A *slip* of the hand is one letter missing, added or changed, or two neighbours swapped, in one word of at
  least 5 letters, its first letter aside ("Exmaple"). It never turns one Chinese syllable into another: those
  are two names ("Beijing" and "Nanjing", "Xiaoming" and "Xiaoning").
- Names in Chinese characters that differ, but are romanised alike, are not one name, though they have one
  key: they are near, 90. (So traditional characters are near to the simplified ones.)

People:

- The same words in another order: 98; with other spaces, the family name first or last: 97.
- Words that sound the same in the usual romanisations ("Yuliya", "Iuliia", "Julia"): 95. Not in Chinese names
  (all of Pinyin syllables, at most four), where each letter counts.
- A slip: 100 less the share of the letter in the whole, if that is at least 88 (names of 9 letters and more).
  Beside an equal word of at least 4 letters a slip also counts in a word of 4 ("Carl Reed", "Carl Reid"), and
  so does a letter that is added to a word of 3 ("Jon Smith", "John Smith").
- One more name, of at least 5 letters or an initial, beside two equal ones of which one has at least 5: a
  patronymic that one source leaves out: 90. Not in Chinese names.
- Initials for names, in their order, beside an equal word of at least 5 letters: 88. Not in Chinese names.
- A Chinese name in Pinyin and as Russian writes it ("Чжан Миньсюань", "Zhang Minxuan"), -n and -ng being
  one: 90.
- Titles ("Dr", "Ms", "xiansheng") don't count.

Organisations, delegations and programmes: words that many names share (university, ministry, education,
state, city; for programmes: programme, project) are read in English and in romanised Russian, Kazakh and
Chinese, their own slips mended, and set aside. What is left distinguishes a name. Names are near if

- the distinguishing words are equal, in any order (97) or with other spaces (95); beside a word like "in"
  the order counts ("of Example in Sample");
- and the shared words don't contradict each other: what kind of body it is, its level (city, region) and
  single letters ("Building A") are the same or left out in one; "state", "national" and "of Education and
  Science" may be said in part. 4 off for each of these; not more than two, and only one if it is the kind;
- or there is one slip in the distinguishing words and no other difference: as for people, at least 85 (names
  of 7 letters and more).
- Names without distinguishing words ("Ministry of Education") have all shared words equal.
- An organisation's or programme's first letters, 2 to 8 of them, are near to its name: 80. Aliases that
  are an abbreviation don't count there: they stand for the name of their own record. Behind the whole name
  ("Example University (EU)") its abbreviation is set aside.

Topics: as those, but that no words but small ones ("of", "in") are set aside: "Rural education" and "Higher
education" are two topics.

How it is fast: no name is compared with all. Each is looked up by what near names have in common: their words
in one order, their letters in one word, their words with one of them mended. The time grows with the number
of names, not with its square.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from tracker.imports.near.people import near_people
from tracker.imports.near.spelling import han
from tracker.imports.near.titles import near_titles
from tracker.names import normalise

__all__ = ["SAME_ROMANISED", "Near", "Spelled", "find_near", "near_each_other", "spelled"]

#: How near different Chinese characters are that are romanised alike.
SAME_ROMANISED = 90.0

#: Longer keys are no names: the longest name of a record has 250 characters.
_LONGEST_KEY = 500


class Spelled(NamedTuple):
    """A name as it is compared."""

    key: str
    #: Its Chinese characters, if it has any.
    han: str

    def contradicts(self, other: Spelled) -> bool:
        """Whether two names with one key are written in different Chinese characters."""
        return bool(self.han and other.han) and self.han != other.han


class Near(NamedTuple):
    """A known name that is near: its position among the known ones, and how near it is (0 to 100)."""

    position: int
    score: float


def spelled(text: str) -> Spelled:
    """`text` as it is compared."""
    return Spelled(normalise(text), han(text))


def find_near(
    kind: str, wanted: Sequence[str], known: Sequence[str], *, own: int | None = None
) -> list[list[Near]]:
    """For each wanted key the known ones near to it, the nearest first.

    `kind` is "organisation", "person", "delegation", "topic" or "programme". The first `own` of `known` (all
    of them unless told) are names of records, the others are aliases. Equal keys aren't near, but the same.
    """
    if not known:
        return [[] for _key in wanted]
    best: dict[tuple[int, int], float] = {}
    kept = [key if len(key) <= _LONGEST_KEY else "" for key in wanted]
    pairs = (
        near_people(kept, known)
        if kind == "person"
        else near_titles(kind, kept, known, len(known) if own is None else own)
    )
    for position, other, score in pairs:
        if kept[position] and wanted[position] != known[other]:
            pair = position, other
            best[pair] = max(score, best.get(pair, 0))
    found: list[list[Near]] = [[] for _key in wanted]
    for (position, other), score in best.items():
        found[position].append(Near(other, score))
    for near in found:
        near.sort(key=lambda candidate: (-candidate.score, candidate.position))
    return found


def near_each_other(kind: str, texts: Iterable[str]) -> list[tuple[str, str, float]]:
    """Pairs of `texts` that may be one name spelled in two ways, and how near they are, in their order.

    Texts that are the same (`Spelled`) are one name, and stand under the first of them.
    """
    first: dict[Spelled, str] = {}
    for text in texts:
        first.setdefault(spelled(text), text)
    names = list(first.values())
    keys = [name.key for name in first]
    best: dict[tuple[int, int], float] = {}
    alike: dict[str, list[int]] = {}
    for position, near in enumerate(find_near(kind, keys, keys)):
        for other in alike.get(keys[position], ()):
            best[other, position] = SAME_ROMANISED
        alike.setdefault(keys[position], []).append(position)
        for other, score in near:
            pair = (position, other) if position < other else (other, position)
            best[pair] = max(score, best.get(pair, 0))
    return [(names[one], names[other], score) for (one, other), score in sorted(best.items())]
