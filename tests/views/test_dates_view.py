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


def test_date_read_without_text_is_empty(client: Client) -> None:
    assert client.get("/dates/read/").json() == {"ok": True, "edtf": "", "display": "", "error": ""}


def test_date_read_refuses_what_is_too_long(client: Client) -> None:
    assert client.get("/dates/read/", {"text": "2" * 1_000_000}).json() == {
        "ok": False,
        "edtf": "",
        "display": "",
        "error": "That is too long for a date: give at most 200 characters.",
    }
