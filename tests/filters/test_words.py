"""How words are compared: which match, and where."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict

from tests import factories as make
from tracker import filters


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
def test_period_says_what_has_no_year() -> None:
    make.make_visit(title="Autumn visit", dates="2025-09")
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
    assert told("period=2025") == (["Autumn visit"], both)
    assert told("period=2025&q=autumn")[1] == ""
    assert told("period=September") == (["Autumn visit", "Visit in September"], "")
    assert told("period=22+September") == (["Autumn visit", "Visit in September"], "")
    assert told("period=XXXX-XX-22") == (["Autumn visit", "Visit in September"], "")
    assert told("period=October") == ([], "")
    assert told("") == (["Autumn visit", "Visit in September", "Undated visit"], "")


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
