"""Asks the index: which records have words, how well, and what may have been meant where none has them.

A word is found wherever it stands within a word of a text, whatever its case, accents or script. Words of up
to three letters would stand in most texts so: these are found whole, or where a name begins, and typed in
capitals (as abbreviations are) whole only.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import and_, or_
from typing import NamedTuple
from unicodedata import normalize

from django.db import connection
from django.db.models import Case, Exists, IntegerField, Q, QuerySet, Value, When
from django.db.models.expressions import RawSQL
from rapidfuzz.distance import OSA

from tracker.models import SearchStale, SearchText, SearchWord
from tracker.names import normalise
from tracker.services.search.engine import INDEX
from tracker.services.search.index import UNSPACED, Indexed, forms_of, refresh_soon
from tracker.services.search.texts import TEXTS, keys_of

#: Words of so many letters are found whole, or as a beginning of a name.
SHORT = 3
#: What the engines' indexes are made of; nothing shorter is in them.
TRIGRAM = 3
#: At most so many other spellings of a word are tried.
MOST_MEANT = 8


class Word(NamedTuple):
    """A word to look for: as it is compared, and how much of a text's word it must be."""

    key: str
    #: What of it is written without spaces, as it was typed.
    unspaced: str = ""
    whole: bool = False
    begins_names: bool = False
    #: Whether it counts in names alone.
    only_named: bool = False

    @classmethod
    def read(cls, text: str) -> Word:
        """The word that a person typed."""
        key = normalise(text)
        unspaced = "".join(UNSPACED.findall(normalize("NFKC", text)))
        whole = len(key) <= SHORT and not unspaced
        # Of one letter no index knows the beginnings.
        return cls(key, unspaced, whole, whole and len(key) > 1 and not text.isupper())

    def patterns(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """What must stand in which columns; one of these is enough."""
        columns = ("names",) if self.only_named else ("names", "prose")
        if self.unspaced and len(self.key) < TRIGRAM:
            return ()  # 李: no index has so short a syllable, and the character tells more
        if not self.whole:
            return ((self.key, columns),)
        found: tuple[tuple[str, tuple[str, ...]], ...] = ((f" {self.key} ", columns),)
        if self.begins_names:
            found += ((f" {self.key}", ("names",)),)
        return found

    def named(self) -> Word:
        """The same word where it counts in names alone."""
        return self._replace(only_named=True)

    def is_in(self, text: SearchText | Indexed) -> bool:
        """Whether a text of the index has it; the same as the index itself finds."""
        patterns = self.patterns()
        if self.unspaced and self.unspaced not in text.unspaced and (text.unspaced or not patterns):
            return False
        return not patterns or any(
            pattern in getattr(text, column) for pattern, columns in patterns for column in columns
        )


def having(kind: str, words: Sequence[Sequence[Word]]) -> QuerySet[SearchText]:
    """What the index has of the records of a kind in which one of each group of `words` occurs."""
    keys = keys_of(kind)
    rows = SearchText.objects.filter(pk__range=keys)
    indexed = [group for group in words if all(word.patterns() for word in group)]
    if connection.vendor == "postgresql":
        rows = rows.filter(*(reduce(or_, map(_like, group)) for group in indexed), kind=kind)
    elif indexed:
        asked = " AND ".join(f"({' OR '.join(map(_match, group))})" for group in indexed)
        sql = f"SELECT rowid FROM {INDEX} WHERE {INDEX} MATCH %s AND rowid BETWEEN %s AND %s"
        rows = rows.filter(pk__in=RawSQL(sql, [asked, *keys]))  # noqa: S611
    unspaced = [
        reduce(or_, (_has_unspaced(word) for word in group if word.unspaced))
        for group in words
        if any(word.unspaced for word in group)
    ]
    # Chinese names that are romanised alike are not one; where only the romanised form is known, it counts.
    return rows.filter(*unspaced)


def _has_unspaced(word: Word) -> Q:
    has = Q(unspaced__contains=word.unspaced)
    return has | Q(unspaced="") if word.patterns() else has


def kinds_having(words: Sequence[Sequence[Word]]) -> set[str]:
    """The kinds of which a record has them, whoever may see it; one query, where nothing has changed."""
    found, is_stale = _kinds_having(words)
    if is_stale:
        refresh_soon()
        found, _is_stale = _kinds_having(words)
    return found


def _kinds_having(words: Sequence[Sequence[Word]]) -> tuple[set[str], bool]:
    """The same, and whether the index waits to be brought up to date."""
    has = {f"has_{kind}": Exists(having(kind, words)) for kind in TEXTS}
    stale = Exists(SearchStale.objects.all())
    rows = SearchText.objects.order_by().annotate(stale=stale, **has).values("stale", *has)
    answers: dict[str, bool] = rows.first() or {"stale": True}
    is_stale = answers.pop("stale")
    return {name.removeprefix("has_") for name, answer in answers.items() if answer}, is_stale


def _like(word: Word) -> Q:
    return reduce(
        or_,
        (Q(**{f"{column}__contains": pattern}) for pattern, columns in word.patterns() for column in columns),
    )


def _match(word: Word) -> str:
    """The same in the words of FTS5."""
    return " OR ".join(
        f'{{{" ".join(columns)}}} : "{pattern.replace(chr(34), chr(34) * 2)}"'
        for pattern, columns in word.patterns()
    )


def rank(words: Sequence[Word]) -> Case:
    """How well a row of `SearchText` has all of the words, 0 the best, for `order_by`."""
    whole = " ".join(word.key for word in words)
    tests = [
        Q(names__contains=f"| {whole} |"),
        reduce(and_, (Q(names__contains=f" {word.key} ") for word in words)),
        reduce(and_, (Q(names__contains=f" {word.key}") for word in words)),
        reduce(and_, (Q(names__contains=word.key) for word in words)),
    ]
    return Case(
        *(When(test, then=Value(place)) for place, test in enumerate(tests)),
        default=Value(len(tests)),
        output_field=IntegerField(),
    )


def meant(words: Sequence[Word]) -> list[list[Word]]:
    """For each word the words of names that it may be with one letter wrong, itself first."""
    forms = {word.key: forms_of(word.key) for word in words if word.key.isalpha() and len(word.key) >= SHORT}
    asked = set().union(*forms.values()) if forms else set()
    known = SearchWord.objects.filter(form__in=asked).values_list("form", "word").distinct()
    by_form: dict[str, set[str]] = {}
    for form, other in known:
        by_form.setdefault(form, set()).add(other)
    found = []
    for word in words:
        near = {
            (OSA.distance(word.key, other), other)
            for form in forms.get(word.key, ())
            for other in by_form.get(form, ())
            if other != word.key
        }
        others = [other for distance, other in sorted(near) if distance == 1][:MOST_MEANT]
        found.append([word, *(Word(other) for other in others)])
    return found


def reading(words: Sequence[Sequence[Word]], text: SearchText) -> list[Word]:
    """Of each group the word that is in `text`, the first where several are."""
    return [next((word for word in group if word.is_in(text)), group[0]) for group in words]
