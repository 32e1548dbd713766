"""How words are compared: which match, and where."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict

from tests import factories as make
from tracker import filters
from tracker.filters import words
from tracker.filters.words import Texts, Word


@pytest.mark.parametrize(
    ("word", "name", "prose", "found"),
    [
        ("Jiexin", "Lü Jiexin", "", True),
        ("lu-jiexin", "Lü Jiexin", "", True),
        ("Нурбек", "Nurbek Example", "", True),
        ("nurb", "Нурбек", "", True),
        ("iexin", "Lü Jiexin", "", False),
        ("大学", "北京大学", "", True),
        ("beijing", "北京大学", "", True),
        ("AI", "training", "training", False),
        ("AI", "Aigul Example", "", False),
        ("ai", "Aigul Example", "", True),
        ("ai", "", "aims", False),
        ("AI", "", "about AI in schools", True),
        ("SCO", "UNESCO", "", False),
        ("TEC", "STEM: technology", "technology", False),
        ("TEC", "UNESCO TEC", "", True),
        ("Rector", "Director", "director", False),
        ("rect", "Rector", "", True),
        ("V-0002", "V-0002", "", True),
        ("V-0002", "V-0012", "0002", False),
    ],
)
def test_word_is_found_where_a_word_begins(word: str, name: str, prose: str, found: bool) -> None:
    texts = Texts()
    texts.add(name, name=True)
    texts.add(prose, name=False)
    assert Word.read(word).is_in(texts) is found


def test_word_goes_over_no_end_of_a_text() -> None:
    texts = Texts()
    texts.add("Example", name=True)
    texts.add("School", name=True)
    assert not Word.read("example-school").is_in(texts)


def left(kind: type[filters.RecordFilterSet], text: str) -> list[str]:
    query = QueryDict(mutable=True)
    query["q"] = text
    return [str(row) for row in kind(query, user=AnonymousUser()).qs]


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["MoU", "memorandum", "understanding alpha"])
def test_agreements_found_by_the_words_of_their_kind(text: str) -> None:
    make.make_agreement(title="On Alpha", kind="memorandum")
    make.make_agreement(title="On Alpha too", kind="contract")
    assert left(filters.AgreementFilters, text) == ["A-0001 On Alpha"]


@pytest.mark.django_db
def test_people_found_by_their_organisations() -> None:
    school = make.make_organisation(name="Example School", country=make.country("CN"))
    make.make_alias("EXS", organisation=school)
    person = make.make_person(name="Alpha Person")
    make.make_participant(person=person, event=make.make_event(), organisation=school)
    make.make_participant(person=make.make_person(name="Beta Person"), event=make.make_event())
    for text in ("example school", "exs", "China alpha", "Китай"):
        assert left(filters.PersonFilters, text) == ["Alpha Person"]


@pytest.mark.django_db
def test_words_of_a_very_large_record_are_found_as_written(monkeypatch: pytest.MonkeyPatch) -> None:
    make.make_visit(title="Alpha journey")
    make.make_visit(title="Beta journey")
    monkeypatch.setattr(words, "MOST_TEXTS", 1)
    assert left(filters.VisitFilters, "ALPHA ourney") == ["V-0001 Alpha journey"]


@pytest.mark.django_db
def test_period_says_what_has_no_year() -> None:
    make.make_visit(title="Dated visit", dates="2025-09")
    make.make_visit(title="Visit in September", dates="XXXX-09-22")
    make.make_visit(title="Undated visit")
    make.make_visit(title="Hidden visit", visibility="draft")

    def told(query: str) -> tuple[list[str], str]:
        narrowed = filters.VisitFilters(QueryDict(query), user=AnonymousUser())
        return [row.title for row in narrowed.qs], narrowed.left_out

    both = (
        "2 more have no year in their sources, and so may or may not belong here;"
        " a period without a year (“September”) finds them by their days."
    )
    assert told("period=2025") == (["Dated visit"], both)
    assert told("period=2025&q=dated")[1] == ""
    assert told("period=September") == (["Dated visit", "Visit in September"], "")
    assert told("period=22+September") == (["Dated visit", "Visit in September"], "")
    assert told("period=XXXX-XX-22") == (["Dated visit", "Visit in September"], "")
    assert told("period=October") == ([], "")
    assert told("") == (["Dated visit", "Visit in September", "Undated visit"], "")


@pytest.mark.django_db
def test_agreements_period_looks_at_the_event_of_signing() -> None:
    event = make.make_event(dates="2025-23")
    hidden = make.make_event(dates="2025-23", visibility="draft")
    make.make_agreement(title="Alpha", signing_event=event)
    make.make_agreement(title="Beta", signing_event=hidden)
    assert [
        row.title
        for row in filters.AgreementFilters(QueryDict("period=autumn+2025"), user=AnonymousUser()).qs
    ] == ["Alpha"]
