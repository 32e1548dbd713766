"""Query strings made safe and single-valued."""

import pytest
from django.http import QueryDict

from tracker.filters.query import read_query

KNOWN = {"q": "words", "country": "country"}


@pytest.mark.parametrize(
    ("query", "values", "problems"),
    [
        ("", {}, []),
        ("q=&country=", {}, []),
        ("q=+Zu++visit+", {"q": "Zu  visit"}, []),
        ("q=1&q=2&q=3", {"q": "3"}, ["“Words” was given 3 times: only the last counts."]),
        ("q=" + "a" * 200, {"q": "a" * 200}, []),
        ("q=" + "a" * 201, {}, ["“Words” was left out: it may have 200 characters, and this had 201."]),
        ("q=a%00b", {}, ["“Words” was left out: it has characters that cannot be typed."]),
        (
            "q=a%0Ab&country=KZ",
            {"country": "KZ"},
            ["“Words” was left out: it has characters that cannot be typed."],
        ),
        ("x=1", {}, ["“x” was left out: nothing here goes by that name."]),
        ("Q=1", {}, ["“Q” was left out: nothing here goes by that name."]),
        ("%00=1", {}, ["“�” was left out: nothing here goes by that name."]),
        ("y" * 99 + "=1", {}, ["“" + "y" * 39 + "…” was left out: nothing here goes by that name."]),
        ("q=%ED%A0%80", {"q": "���"}, []),
        (
            "a=1&b=1&c=1&d=1",
            {},
            [
                "“a” was left out: nothing here goes by that name.",
                "“b” was left out: nothing here goes by that name.",
                "“c” was left out: nothing here goes by that name.",
                "So was 1 more.",
            ],
        ),
    ],
)
def test_query_read(query: str, values: dict[str, str], problems: list[str]) -> None:
    assert read_query(QueryDict(query), KNOWN) == (values, problems)
