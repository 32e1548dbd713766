"""Counts: how many rows each choice of each facet would show, and that nothing is counted without end."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from tests import factories as make
from tests.views.test_lists import one_of_each
from tracker import filters
from tracker.filters import counting
from tracker.filters.base import FACETS
from tracker.filters.fields import SuggestingInput

KINDS = [
    filters.VisitFilters,
    filters.EventFilters,
    filters.AgreementFilters,
    filters.ActionFilters,
    filters.OrganisationFilters,
    filters.PersonFilters,
    filters.DelegationFilters,
    filters.ProgrammeFilters,
    filters.TopicFilters,
    filters.SourceFilters,
]


def told(kind: type[filters.RecordFilterSet], query: str, user: Any) -> dict[str, dict[str, str]]:
    """What each facet says of each of its choices, by key."""
    narrowed = kind(QueryDict(query), user=user)
    narrowed.count_choices()
    found: dict[str, dict[str, str]] = {}
    for name, given in narrowed.filters.items():
        if not isinstance(given, FACETS):
            continue
        field = narrowed.form.fields[name]
        if isinstance(field.widget, SuggestingInput):
            found[name] = {key: field.widget.names[key] for key in field.widget.names}
        else:
            found[name] = {key: text for key, text in field.widget.choices if key}
    return found


def shown(kind: type[filters.RecordFilterSet], query: str, user: Any) -> dict[str, dict[str, str]]:
    """The same by choosing each of them in turn and counting the rows."""
    found: dict[str, dict[str, str]] = {}
    whole = kind(QueryDict(query), user=user)
    for name, given in whole.filters.items():
        if not isinstance(given, FACETS):
            continue
        found[name] = {}
        for choice in whole.form.fields[name].choices:
            asked = QueryDict(query, mutable=True)
            asked[name] = choice.key
            rows = len(kind(asked, user=user).qs)
            if rows or choice.key == whole.data.get(name):
                found[name][choice.key] = f"{choice.name} ({rows})"
    return found


def readers() -> list[Any]:
    return [AnonymousUser(), make.make_user()]


@pytest.mark.django_db
class TestMadeUp:
    @pytest.fixture(autouse=True)
    def _world(self) -> None:
        one_of_each()
        one_of_each("draft", "Hidraft", "BT")
        one_of_each("internal", "Zo", "KZ")
        visit = one_of_each(mark="Za", code="CN")
        # A row that meets a choice in two ways counts once.
        visit.countries.add(make.country("KZ"))
        make.make_stop(visit=visit, host=visit.stops.get().host, country=make.country("KZ"))

    @pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
    @pytest.mark.parametrize("most", [10_000, 0])
    def test_choices_say_how_many_rows_they_show(
        self, kind: Any, most: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        # With every list "too long", each choice is counted by itself; up to one more than the limit.
        for user in readers():
            for query in ("", "q=Za", "country=KZ", "topic=zu-topic", "q=nothing-at-all", "status=nonsense"):
                if query.split("=")[0] not in kind.base_filters:
                    continue
                expected = shown(kind, query, user)
                if most:
                    assert told(kind, query, user) == expected
                else:
                    with monkeypatch.context() as patch:
                        patch.setattr(counting, "MOST", 1)
                        capped = {
                            name: {key: _capped(text) for key, text in choices.items()}
                            for name, choices in expected.items()
                        }
                        assert told(kind, query, user) == capped

    @pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
    def test_choices_are_counted_in_the_same_queries_for_any_number_of_rows(self, kind: Any) -> None:
        numbers = []
        for mark in ("Zb", "Zc"):
            narrowed = kind(QueryDict(), user=AnonymousUser())
            assert narrowed.form.is_valid()
            with CaptureQueriesContext(connection) as queries:
                narrowed.count_choices()
            numbers.append(len(queries))
            one_of_each(mark=mark)
        assert numbers == [2, 2]

    def test_count_stops_at_the_limit(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(counting, "MOST", 1)
        narrowed = filters.VisitFilters(QueryDict(), user=AnonymousUser())
        assert (narrowed.total, counting.in_words(narrowed.total)) == (2, "over 1")
        with CaptureQueriesContext(connection) as queries:
            counting.count(narrowed.queryset)
        assert "LIMIT 2" in queries.captured_queries[0]["sql"]


def _capped(text: str) -> str:
    name, _space, number = text.rpartition(" ")
    return text if int(number.strip("()")) <= 1 else f"{name} (over 1)"


@pytest.mark.parametrize(
    ("number", "words"), [(0, "0"), (9_999, "9,999"), (10_000, "10,000"), (10_001, "over 10,000")]
)
def test_numbers_in_words(number: int, words: str) -> None:
    assert counting.in_words(number) == words
