"""The page that the box at the head of each page leads to."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import factories as make
from tests.views.pages import main_of, words
from tests.views.test_lists import one_of_each, problems
from tracker.choices import Visibility
from tracker.services.search.index import refresh

pytestmark = pytest.mark.django_db

NOTHING = (
    "Nothing in the record has all of these words."
    " Try fewer words, the beginning of a name, another spelling, or an abbreviation."
)
HELP = (
    "Search the record Write a few words into the box above: a name in any script, an abbreviation,"
    " a country, a topic, a reference such as V-0001, or a year."
    " Parts of words are found too, but for words of up to three letters."
)


def found(client: Client, text: str) -> dict[str, tuple[int, list[str]]]:
    """Of each noun how many were found, and the first of them."""
    page = main_of(client.get("/search/", {"q": text}))
    return {
        heading.strip(): (int(total), re.findall(r"<li><a [^>]*>(.*?)</a>", rows))
        for heading, total, rows in re.findall(
            r"<h2[^>]*>(.*?)<span[^>]*>(\d+)</span></h2>(.*?)</section>", page, re.DOTALL
        )
    }


def test_search_finds_each_noun(client: Client) -> None:
    one_of_each()
    assert found(client, "ZÜ") == {
        "Visits": (1, ["V-0001 Zu visit"]),
        "Events": (1, ["Zu event"]),
        "Agreements": (1, ["A-0001 Zu agreement"]),
        "Follow-up actions": (1, ["F-0001 Zu action"]),
        "Organisations": (2, ["Zu host", "Zu sender"]),
        "People": (1, ["Zu person"]),
        "Delegations": (1, ["Zu delegation"]),
        "Programmes": (1, ["Zu programme"]),
        "Topics": (1, ["Zu topic"]),
        "Sources": (1, ["Zu source"]),
    }


def test_search_shows_five_and_leads_to_all(client: Client) -> None:
    for number in range(7):
        make.make_visit(title=f"Example journey {number}")
    total, shown = found(client, "journey exam")["Visits"]
    assert (total, len(shown)) == (7, 5)
    page = main_of(client.get("/search/", {"q": "journey exam"}))
    assert 'href="/visits/?q=journey+exam"' in page
    assert "7 of 7" not in page
    assert "7 visits" in words(client.get("/visits/?q=journey+exam"))


def test_search_anonymous_finds_no_trace_of_hidden_records(client: Client) -> None:
    one_of_each()
    before = client.get("/search/?q=zu").content
    one_of_each(Visibility.DRAFT, "Zu hidden", "BT")
    one_of_each(Visibility.INTERNAL, "Zu inner", "FJ")
    assert client.get("/search/?q=zu").content == before
    for text in ("hidden", "inner", "Bhutan", "V-0002"):
        assert found(client, text) == {}
        assert NOTHING in words(client.get("/search/", {"q": text}))


def test_search_anonymous_finds_nobody_by_an_organisation_of_a_draft(client: Client) -> None:
    person = make.make_person(name="Example Person")
    make.make_participant(person=person, event=make.make_event())
    draft = make.make_event(visibility="draft")
    make.make_participant(
        person=person, event=draft, organisation=make.make_organisation(name="Hidden office")
    )
    make.make_position(person=person, organisation=make.make_organisation(name="Hidden school"), title="Head")
    assert found(client, "hidden") == {}
    client.force_login(make.make_user())
    assert found(client, "hidden office")["People"] == (1, ["Example Person"])
    assert found(client, "hidden school")["People"] == (1, ["Example Person"])


def test_search_without_words_says_what_to_write(client: Client) -> None:
    for query in ("", "?q=", "?q=+"):
        assert words(client.get(f"/search/{query}")) == HELP


@pytest.mark.parametrize(
    ("query", "sentences"),
    [
        ("?q=%27", ["Words: there is nothing to search for in “&#x27;”: give letters or figures."]),
        ("?q=" + "a" * 201, ["“Words” was left out: it may have 200 characters, and this had 201."]),
        ("?q=Z%00u", ["“Words” was left out: it has characters that cannot be typed."]),
        ("?q=" + "Zu+" * 13, ["Words: they were left out: give at most 12 words."]),
        ("?x=1", ["“x” was left out: nothing here goes by that name."]),
    ],
)
def test_search_bad_query_says_so(client: Client, query: str, sentences: list[str]) -> None:
    one_of_each()
    response = client.get(f"/search/{query}")
    assert (response.status_code, problems(response.content.decode())) == (200, sentences)


@pytest.mark.parametrize("signed_in", [False, True])
def test_search_same_queries_for_few_and_many(client: Client, signed_in: bool) -> None:
    if signed_in:
        client.force_login(make.make_user())
    counts = []
    for rows in (1, 2, 10):
        for number in range(rows):
            one_of_each(mark=f"Zu {rows} {number}")
        refresh()
        with CaptureQueriesContext(connection) as queries:
            client.get("/search/?q=zu")
        counts.append(len(queries))
    assert counts == [counts[0]] * 3
    assert counts[0] <= 25


def test_search_says_why_a_record_was_found(client: Client) -> None:
    person = make.make_person(name="Alpha Person")
    make.make_alias("Альфа", person=person)
    delegation = make.make_delegation(name="Example group")
    make.make_participant(person=person, delegation=delegation)
    make.make_visit(title="Example journey", delegation=delegation, purpose="Talks on <b>alphabets</b>.")
    page = main_of(client.get("/search/?q=alpha"))
    told = re.findall(r'<span class="why[^>]*>(.*?)</span>', page)
    assert told == [
        "person: <mark>Alpha</mark> Person",
        "person: <mark>Alpha</mark> Person",
    ]


def test_search_puts_the_best_first(client: Client) -> None:
    for name in ("School of Beta", "Alphabeta", "Beta school", "Beta"):
        make.make_visit(delegation=make.make_delegation(senders=[make.make_organisation(name=name)]))
    total, shown = found(client, "beta")["Organisations"]
    assert (total, shown) == (4, ["Beta", "Beta school", "School of Beta", "Alphabeta"])


def test_search_misspelt_finds_what_may_be_meant(client: Client) -> None:
    make.make_visit(title="Journey to Exampletown")
    page = client.get("/search/?q=jorney+exampeltown")
    assert found(client, "jorney exampeltown") == {"Visits": (1, ["V-0001 Journey to Exampletown"])}
    assert "Nothing has all of these words as they are written." in words(page)
    assert '<a href="?q=journey%20exampletown"><bdi>journey exampletown</bdi></a>' in main_of(page)


def test_search_anonymous_is_offered_no_word_of_a_draft(client: Client) -> None:
    make.make_visit(title="Journey to Secretville", visibility="draft")
    make.make_visit(title="Journey to Exampletown")
    assert NOTHING in words(client.get("/search/?q=secretvile"))
    client.force_login(make.make_user())
    assert "Did you mean secretville ?" in words(client.get("/search/?q=secretvile"))


def test_search_is_where_every_page_leads(client: Client) -> None:
    page = client.get("/").content.decode()
    assert 'action="/search/"' in page
    assert 'placeholder="Search"' in page


def test_robots_asks_for_each_page_once(client: Client) -> None:
    response = client.get("/robots.txt")
    assert (response.status_code, response["Content-Type"]) == (200, "text/plain; charset=utf-8")
    assert response.content.decode().splitlines()[:2] == ["User-agent: *", "Disallow: /admin/"]


def test_answers_to_staff_are_kept_by_no_cache(client: Client) -> None:
    assert "Cache-Control" not in client.get("/visits/")
    client.force_login(make.make_user())
    told = {part.strip() for part in client.get("/visits/")["Cache-Control"].split(",")}
    assert told == {"private", "no-store"}
