"""The detail pages: to whom they show what, and in how many queries."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import factories as make
from tests.views.neighbourhood import MAKERS, NOUNS, neighbourhood
from tests.views.pages import words

pytestmark = pytest.mark.django_db

MOST_QUERIES = 25


@pytest.fixture
def staff():
    return make.make_user()


@pytest.mark.parametrize("noun", NOUNS)
def test_detail_to_anonymous_tells_nothing_of_hidden_neighbours(client, noun, staff):
    record = neighbourhood(noun)
    for visibility in ("draft", "internal"):
        # Each in turn: a foreign key holds one at a time.
        neighbourhood(noun, mark="Hidden", visibility=visibility, of=record)
        text = words(client.get(record.get_absolute_url()))
        assert re.findall(r"Hidden[\w ]{,40}", text) == []
    client.force_login(staff)
    assert "Hidden" in words(client.get(record.get_absolute_url()))


@pytest.mark.parametrize("noun", NOUNS)
def test_detail_links_to_all_its_visible_neighbours(client, noun):
    record = neighbourhood(noun)
    text = words(client.get(record.get_absolute_url()))
    told = set(re.findall(rf"Shown {noun} 0 ([a-z]+)", text))
    assert told == {
        "visit": {
            "topic", "programme", "host", "person", "event", "agreement", "action", "neighbour",
        },
        "event": {"topic", "host", "person", "part", "whole", "stop", "visit", "agreement", "action"},
        "agreement": {
            "host", "person", "document", "later", "earlier", "visit", "event", "action",
        },
        "action": {"host", "person", "topic", "visit", "stop", "event", "agreement"},
        "delegation": {"host", "person", "visit"},
        "organisation": {
            "person", "named", "visit", "stop", "title", "journey", "event", "topic", "agreement", "owed",
            "awaited", "figure", "position", "programme", "part", "whole", "text",
        },
        "person": {
            "host", "delegation", "visit", "stop", "event", "agreement", "programme", "title", "owed",
            "figured", "figure", "employer",
        },
        "programme": {"visit", "stop", "event", "agreement", "action"},
        "topic": {"visit", "stop", "event", "agreement", "action", "programme"},
        "source": {
            "visit", "stop", "event", "agreement", "host", "person", "programme", "action", "figure",
            "position", "note",
        },
    }[noun]  # fmt: skip


@pytest.mark.parametrize("noun", NOUNS)
def test_detail_queries_do_not_grow_with_rows(client, noun, staff):
    records = [neighbourhood(noun, count, mark=f"Row{count}") for count in (1, 3, 12)]
    for signed_in in (False, True):
        if signed_in:
            client.force_login(staff)
        taken = []
        for record in records:
            with CaptureQueriesContext(connection) as queries:
                assert client.get(record.get_absolute_url()).status_code == 200
            taken.append(len(queries))
        assert len(set(taken)) == 1, (signed_in, taken)
        assert taken[0] <= MOST_QUERIES


@pytest.mark.parametrize("noun", ["visit", "event", "agreement", "action"])
@pytest.mark.parametrize("visibility", ["draft", "internal"])
def test_detail_of_a_hidden_record_is_for_staff_only(client, noun, visibility, staff):
    record = MAKERS[noun](visibility=visibility, internal_notes="Kept among ourselves")
    hidden = client.get(record.get_absolute_url())
    assert hidden.status_code == 404
    assert str(record) not in hidden.content.decode()
    client.force_login(staff)
    text = words(client.get(record.get_absolute_url()))
    assert visibility in text
    assert "Kept among ourselves" in text


@pytest.mark.parametrize("noun", ["delegation", "organisation", "person", "programme", "topic", "source"])
def test_detail_of_what_nothing_public_leads_to_is_for_staff_only(client, noun, staff):
    record = (
        neighbourhood(noun, mark="Hidden", visibility="draft")
        if noun != "organisation"
        else (make.make_organisation())
    )
    assert client.get(record.get_absolute_url()).status_code == 404
    client.force_login(staff)
    assert client.get(record.get_absolute_url()).status_code == 200


@pytest.mark.parametrize(
    "url",
    [
        "/visits/V-9999/", "/visits/nonsense/", "/events/none-such/", "/agreements/A-9999/",
        "/actions/F-9999/", "/delegations/none-such/", "/organisations/none-such/", "/people/none-such/",
        "/programmes/none-such/", "/topics/none-such/", "/sources/none-such/",
    ],
)  # fmt: skip
def test_detail_of_nothing_is_not_found(client, url):
    assert client.get(url).status_code == 404


def test_detail_shows_contact_and_notes_to_staff_only(client, staff):
    person = make.make_person(
        email="nobody@example.org", telephone="000 111", internal_notes="Kept among ourselves"
    )
    make.make_participant(event=make.make_event(), person=person)
    host = make.make_organisation(contact="1 Example Street", internal_notes="Kept among ourselves")
    make.make_event_organisation(event=make.make_event(), organisation=host)
    action = make.make_action(staff=staff, internal_notes="Kept among ourselves")
    secrets = ("nobody@example.org", "000 111", "1 Example Street", "Kept among", staff.username)
    pages = [record.get_absolute_url() for record in (person, host, action)]
    open_text = " ".join(words(client.get(page)) for page in pages)
    assert [secret for secret in secrets if secret in open_text] == []
    client.force_login(staff)
    staff_text = " ".join(words(client.get(page)) for page in pages)
    assert [secret for secret in secrets if secret not in staff_text] == []


@pytest.mark.parametrize("noun", NOUNS)
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_detail_is_for_reading_only(client, noun, method):
    record = neighbourhood(noun)
    assert getattr(client, method)(record.get_absolute_url()).status_code == 405
