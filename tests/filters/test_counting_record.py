"""Facet counts on the record of the fixtures."""

from typing import Any

import pytest

from tests.filters.test_counting import KINDS, readers, shown, told

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("record")]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_choices_of_the_record_say_how_many_rows_they_show(kind: Any) -> None:
    for user in readers():
        assert told(kind, "", user) == shown(kind, "", user)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_choices_of_the_record_follow_the_other_filters(kind: Any) -> None:
    for user in readers():
        for query in ("country=KZ", "organisation=none-such", "q=university"):
            if query.split("=")[0] in kind.base_filters:
                assert told(kind, query, user) == shown(kind, query, user)
