"""How the page that reads a typed date answers."""

import pytest
from django.test import Client

from tracker.dates import reading_of


@pytest.mark.parametrize(
    "text", ["", "   ", "2025-11-04/2025-11-05", "XXXX-09-22", "yes", "2025-13", "\0", "“”", "9" * 200]
)
def test_date_read_answers_as_it_is_read(client: Client, text: str) -> None:
    response = client.get("/dates/read/", {"text": text})
    assert (response.status_code, response.json()) == (200, reading_of(text))


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("", "There is nothing to read: give the date as “text”."),
        ("?page=x", "“page” is not known here: give the date as “text”."),
        ("?text=2025&line=3", "“line” is not known here: give the date as “text”."),
    ],
)
def test_date_read_called_wrongly_says_how(client: Client, query: str, sentence: str) -> None:
    response = client.get(f"/dates/read/{query}")
    refused = {"ok": False, "edtf": "", "display": "", "error": sentence}
    assert (response.status_code, response.json()) == (400, refused)


def test_date_read_refuses_what_is_too_long(client: Client) -> None:
    assert client.get("/dates/read/", {"text": "2" * 1_000_000}).json() == {
        "ok": False,
        "edtf": "",
        "display": "",
        "error": "That is too long for a date: give at most 200 characters.",
    }
