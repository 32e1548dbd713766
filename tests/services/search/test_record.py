"""Search finds whom and what the record names, however it is typed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict

from tests import factories as make
from tracker import filters
from tracker.models import Organisation, Person, Programme, Topic
from tracker.models.visibility import Reader
from tracker.names import normalise, romanise
from tracker.services.search.index import refresh
from tracker.services.search.query import Word, having, meant

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("record")]

NOUNS: dict[Any, type[filters.RecordFilterSet]] = {
    Person: filters.PersonFilters,
    Organisation: filters.OrganisationFilters,
    Topic: filters.TopicFilters,
    Programme: filters.ProgrammeFilters,
}


def records(user: Reader) -> Iterator[tuple[Any, list[str]]]:
    """Each record with its names."""
    for model in NOUNS:
        for record in model._default_manager.visible_to(user).prefetch_related("aliases"):
            yield record, [record.name, *(alias.name for alias in record.aliases.all())]


def is_found(record: Any, text: str, *, misspelt: bool = False) -> bool:
    words = [Word.read(word) for word in text.split() if normalise(word)]
    groups = meant(words) if misspelt else [[word] for word in words]
    return having(record._meta.model_name, groups).filter(record=record.pk).exists()


def spellings(name: str) -> Iterator[str]:
    """A name as it is, romanised, from behind, without spaces, and a part of it."""
    yield name
    yield romanise(name)
    yield " ".join(reversed(name.split()))
    yield name.casefold()
    longest = max(re.findall(r"\w+", romanise(name)), key=len)
    if len(longest) > 5:
        yield longest[1:-1]
    if len(name.split()) < 5:
        yield "".join(normalise(name).split())


def wrong(name: str) -> str | None:
    """The name with one letter of its longest word exchanged; None where all words are short."""
    words = normalise(name).split()
    longest = max(range(len(words)), key=lambda place: len(words[place]))
    word = words[longest]
    if len(word) < 4 or not word.isalpha() or len(word) > 24:
        return None
    other = "q" if word[2] != "q" else "x"
    words[longest] = word[:2] + other + word[3:]
    return " ".join(words)


def test_every_name_is_found() -> None:
    refresh()
    missed = [
        (str(record), text)
        for record, names in records(make.make_user())
        for name in names
        for text in spellings(name)
        if not is_found(record, text)
    ]
    assert missed == []


def test_every_name_is_found_with_one_letter_wrong() -> None:
    refresh()
    tried, missed = 0, []
    for record, names in records(make.make_user()):
        for text in filter(None, map(wrong, names)):
            tried += 1
            if is_found(record, text) or not is_found(record, text, misspelt=True):
                missed.append((str(record), text))
    assert missed == []
    assert tried > 60


def test_a_reader_finds_each_record_by_its_name() -> None:
    user = AnonymousUser()
    missed = [
        str(record)
        for record, [name, *_aliases] in records(user)
        if record not in NOUNS[type(record)](QueryDict(urlencode({"q": name})), user=user).qs
    ]
    assert missed == []
