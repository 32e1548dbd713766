"""How lists are searched for words, and which texts of a record count."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache, reduce
from operator import or_
from typing import Any, NamedTuple
from unicodedata import normalize

from django.db.models import CharField, F, Model, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast
from django.forms import Field
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from django_countries import countries
from django_filters import Filter

from tracker.dates import PartialDate
from tracker.filters.fields import WordsField
from tracker.filters.links import Link
from tracker.names import normalise

MOST_TEXTS = 20_000
"""How many texts are compared here; above that the database looks for the words as they are written."""

SHORT = 3
"""Words of so many letters are found whole: as a beginning, most of them begin too much."""

ALIAS = ("name",)
"""The field of an alias that words are looked for in."""

# Fields that name something. A short word may begin a name, but no word of a longer text.
_NAMES = {"name", "title", "reference", "number", "place", "label", "file_name"}
# Fields that hold no text to be compared as it is.
_DATES = {"dates", "dated", "period", "due", "proposed", "agreed", "signed", "in_force_from", "expires"}
# Of the languages that the office reads, those that django-countries has: not Kazakh.
_LANGUAGES = ("en", "ru", "zh-hans")


class Word(NamedTuple):
    """A word to look for: as it was typed, as it is compared, and how much of a text's word it must be."""

    typed: str
    key: str
    unspaced: bool
    whole: bool
    begins_names: bool

    @classmethod
    def read(cls, text: str) -> Word:
        """The word that a person typed. In capitals a short one is an abbreviation, and no beginning."""
        key = normalise(text)
        whole = len(key) <= SHORT
        return cls(
            typed=_folded(text),
            key=key,
            # Scripts that write no spaces have no beginnings of words: these are found anywhere.
            unspaced=any(_is_unspaced(character) for character in text),
            whole=whole,
            begins_names=not (whole and text.isupper()),
        )

    def is_in(self, texts: Texts) -> bool:
        """Whether a record's texts have this word."""
        if self.unspaced:
            return self.typed in texts.written
        if f" {self.key} " in texts.names or f" {self.key} " in texts.prose:
            return True
        begun = f" {self.key}"
        return (self.begins_names and begun in texts.names) or (not self.whole and begun in texts.prose)


class Texts:
    """All that is searched of one record: names and prose as they are compared, and both as written."""

    def __init__(self) -> None:
        self.names = self.prose = self.written = "|"

    def add(self, text: str, *, name: bool) -> None:
        """Add one text; no word goes from one text into the next."""
        if name:
            self.names += f" {_key(text)} |"
        else:
            self.prose += f" {_key(text)} |"
        self.written += f"{_folded(text)}|"


class WordsFilter(Filter):
    """Narrows a list to rows in whose texts each word occurs: in their `own` fields or in what is theirs.

    `through` names relations of the row, each with the fields to look in: records that are to be seen
    wherever the row is. `links` lead to others, of which only those that the reader may see count. `also`
    are further words for values of a field with choices.

    Words are compared without case, accents and script, from where a word begins, in Python: neither engine
    can do so without an index of its own, and the record is small. Above `MOST_TEXTS` texts the database
    looks for the words as they are written; an index will take the place of both.
    """

    def __init__(
        self,
        *own: str,
        through: Mapping[str, tuple[str, ...]] | None = None,
        links: Mapping[Link, tuple[str, ...]] | None = None,
        also: Mapping[str, str | Promise] | None = None,
    ) -> None:
        super().__init__(label=_("words"))
        self.paths = [
            *own,
            *(f"{relation}__{name}" for relation, names in (through or {}).items() for name in names),
        ]
        self.links, self.also = dict(links or {}), dict(also or {})

    @property
    def field(self) -> Field:
        if not hasattr(self, "_field"):
            self._field = WordsField(label=self.label)
        return self._field

    def filter(self, qs: QuerySet[Model], value: list[str] | None) -> QuerySet[Model]:
        if not value:
            return qs
        arms = list(self._arms())
        rows = list(arms[0].union(*arms[1:], all=True).order_by()[: MOST_TEXTS + 1])
        if len(rows) > MOST_TEXTS:
            return self._as_written(qs, value)
        found: dict[int, Texts] = {}
        for pk, path, text in rows:
            texts = found.setdefault(pk, Texts())
            name = path.rpartition("__")[2]
            for shown in self._shown(name, text):
                texts.add(shown, name=name not in _DATES and (name in _NAMES or name == "code"))
        words = [Word.read(text) for text in value]
        met = [pk for pk, texts in found.items() if all(word.is_in(texts) for word in words)]
        return qs.filter(pk__in=met)

    def _arms(self) -> Iterator[QuerySet[Any, tuple[int, str, str]]]:
        """The texts of all rows, a query a path; what is not the reader's is left out with its row."""
        for path in self.paths:
            yield _texts(self.model._base_manager.all(), "pk", path)
        for link, names in self.links.items():
            seen = link.seen_both(self.parent.user)
            for name in names:
                yield _texts(seen, link.row, f"{link.other}__{name}")

    def _shown(self, name: str, text: str) -> Iterable[str]:
        """The words for what a field holds."""
        if name == "code":
            return country_names(text)
        if name in _DATES:
            return (text, str(PartialDate.from_edtf(text)))
        if name == "kind":
            label = str(dict(self.model._meta.get_field("kind").flatchoices).get(text, text))
            return (label, str(self.also[text])) if text in self.also else (label,)
        return (text,)

    def _as_written(self, qs: QuerySet[Model], words: list[str]) -> QuerySet[Model]:
        for word in words:
            found = reduce(
                or_,
                (
                    Q(
                        pk__in=self.model._base_manager.filter(**{f"{path}__icontains": word})
                        .order_by()
                        .values("pk")
                    )
                    for path in self.paths
                ),
            )
            for link, names in self.links.items():
                seen = link.seen_both(self.parent.user)
                for name in names:
                    found |= Q(
                        pk__in=seen.filter(**{f"{link.other}__{name}__icontains": word})
                        .order_by()
                        .values(link.row)
                    )
            qs = qs.filter(found)
        return qs


@lru_cache(maxsize=512)
def country_names(code: str) -> tuple[str, ...]:
    """What a country is called in the languages that the office reads."""
    names = []
    for language in _LANGUAGES:
        with override(language):
            names.append(str(countries.name(code)))
    return tuple(dict.fromkeys(names))


def _texts(rows: QuerySet[Any], row: str, path: str) -> QuerySet[Any, tuple[int, str, str]]:
    texts: QuerySet[Any, tuple[int, str, str]] = (
        rows.order_by()
        .annotate(_row=F(row), _path=Value(path, output_field=CharField()), _text=Cast(path, TextField()))
        .filter(_text__gt="")
        .values_list("_row", "_path", "_text")
    )
    return texts


@lru_cache(maxsize=20_000)
def _key(text: str) -> str:
    return normalise(text)


def _folded(text: str) -> str:
    return normalize("NFKC", text).casefold()


def _is_unspaced(character: str) -> bool:
    """Whether a character is of Chinese or Japanese writing."""
    return "\u3040" <= character <= "\u30ff" or "\u3400" <= character <= "\u9fff" or character >= "\U00020000"
