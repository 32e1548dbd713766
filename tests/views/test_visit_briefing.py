"""What a visit's page tells a traveller: what was agreed before, what is still open, who is who."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import factories as make
from tests.views.pages import main_of
from tracker.choices import Visibility
from tracker.models import Organisation, Visit

pytestmark = pytest.mark.django_db

MOST_QUERIES = 25


@pytest.fixture
def sender() -> Organisation:
    return make.make_organisation(name="Zu sender")


@pytest.fixture
def host() -> Organisation:
    return make.make_organisation(name="Zu host")


@pytest.fixture
def visit(sender: Organisation, host: Organisation) -> Visit:
    """A visit of 2025 from the sender to the host."""
    visit = make.make_visit(delegation=make.make_delegation(senders=[sender]), dates="2025-05-14")
    make.make_stop(visit=visit, host=host, title="Zu talks")
    return visit


def section(client: Client, visit: Visit, anchor: str) -> str:
    """What stands under one heading of a visit's page, as plain words; "" where there is no such section."""
    page = main_of(client.get(visit.get_absolute_url()))
    html = page.partition(f'<h2 id="{anchor}">')[2].partition("</section>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def pacts(text: str) -> list[str]:
    return re.findall(r"Zu pact (\w+)", text)


def test_visit_tells_what_was_agreed_before_with_its_partners(
    client: Client, visit: Visit, sender: Organisation, host: Organisation
) -> None:
    inviting = make.make_organisation()
    visit.invited_by.add(inviting)
    for name, parties, over in (
        ("sender", [sender], {"signed": "2019", "status": "signed"}),
        ("host", [host, sender], {"signed": "2020-05", "status": "signed"}),
        ("inviting", [inviting], {"proposed": "2025-05-13"}),
        ("stranger", [make.make_organisation()], {"signed": "2020"}),
        ("later", [host], {"signed": "2025-05-15"}),
        ("arising", [host], {"signed": "2020", "visit": visit}),
    ):
        make.make_agreement(title=f"Zu pact {name}", parties=parties, **over)
    text = section(client, visit, "earlier")
    assert text.startswith("Agreed before with these partners")
    assert pacts(text) == ["inviting", "host", "sender"]
    assert "memorandum · Zu host, Zu sender" in text
    assert "do not tell" not in text


def test_visit_tells_where_dates_do_not_tell_whether_before(
    client: Client, visit: Visit, host: Organisation
) -> None:
    for name, over in (("undated", {}), ("vague", {"signed": "2025"}), ("dayless", {"agreed": "XXXX-05-14"})):
        make.make_agreement(title=f"Zu pact {name}", parties=[host], **over)
    text = section(client, visit, "earlier")
    assert text.startswith(
        "Agreed with these partners The dates do not tell whether before or after this visit:"
    )
    assert sorted(pacts(text)) == ["dayless", "undated", "vague"]
    visit.dates = None
    visit.save()
    make.make_agreement(title="Zu pact dated", parties=[host], signed="2019", status="signed")
    assert section(client, visit, "earlier").startswith("Agreed with these partners")
    assert "dated" in pacts(section(client, visit, "earlier"))


def test_visit_tells_what_is_still_open_with_its_partners(
    client: Client, visit: Visit, sender: Organisation, host: Organisation
) -> None:
    stop = visit.stops.get()
    for name, over in (
        ("owed", {"owner_organisation": sender}),
        ("awaited", {"counterpart_organisation": host, "status": "in_progress"}),
        ("done", {"owner_organisation": sender, "status": "done"}),
        ("dropped", {"owner_organisation": sender, "status": "dropped"}),
        ("own", {"owner_organisation": sender, "visit": visit}),
        ("ofstop", {"owner_organisation": sender, "stop": stop}),
        ("stranger", {"owner_organisation": make.make_organisation()}),
    ):
        make.make_action(title=f"Zu task {name}", **over)
    assert re.findall(r"Zu task (\w+)", section(client, visit, "open")) == ["owed", "awaited"]
    assert re.findall(r"Zu task (\w+)", section(client, visit, "actions")) == ["own", "ofstop"]


def test_visit_names_only_so_much_and_says_so(client: Client, visit: Visit, host: Organisation) -> None:
    for number in range(13):
        make.make_agreement(title=f"Zu pact {number}", parties=[host], signed="2019")
        make.make_action(title=f"Zu task {number}", owner_organisation=host)
    for anchor in ("earlier", "open"):
        text = section(client, visit, anchor)
        assert len(re.findall(r"Zu (?:pact|task)", text)) == 12
        assert "There are more" in text


def test_visit_without_partners_tells_of_none(client: Client) -> None:
    make.make_agreement(parties=[make.make_organisation()], signed="2019")
    make.make_action(owner_organisation=make.make_organisation())
    visit = make.make_visit(dates="2025")
    assert [section(client, visit, anchor) for anchor in ("earlier", "open", "who-is-who")] == [""] * 3


@pytest.mark.parametrize("visibility", [Visibility.DRAFT, Visibility.INTERNAL])
def test_visit_briefing_tells_anonymous_nothing_hidden(
    client: Client, visit: Visit, host: Organisation, visibility: str
) -> None:
    before = client.get(visit.get_absolute_url()).content
    make.make_agreement(title="Zu pact hidden", parties=[host], signed="2019", visibility=visibility)
    make.make_action(title="Zu task hidden", owner_organisation=host, visibility=visibility)
    assert client.get(visit.get_absolute_url()).content == before
    client.force_login(make.make_user())
    assert pacts(section(client, visit, "earlier")) == ["hidden"]
    assert f"Zu task hidden open, due date not stated {visibility}" in section(client, visit, "open")


def test_visit_tells_who_is_who(client: Client, visit: Visit, host: Organisation) -> None:
    talks = visit.stops.get()
    tour = make.make_stop(visit=visit, title="Zu tour")
    own, rector = make.make_person(name="Zu Member"), make.make_person(name="Zu Rector")
    make.make_participant(delegation=visit.delegation, person=own)
    for stop, over in (
        (talks, {"person": own}),
        (talks, {"person": rector, "title": "Rector", "organisation": host}),
        (tour, {"person": rector, "title": "Rector", "organisation": host}),
        (tour, {"person": rector, "title": "Chair"}),
        (tour, {"description": "Vice Rector", "organisation": host}),
    ):
        make.make_participant(stop=stop, **over)
    assert section(client, visit, "who-is-who") == (
        "Who is who Name Title at the time Met at"
        " Zu Rector Rector, Zu host; Chair Zu talks; Zu tour"
        " Vice Rector (name not stated) Zu host Zu tour"
    )


@pytest.mark.parametrize("signed_in", [False, True])
def test_visit_briefing_same_queries_for_few_and_many(client: Client, signed_in: bool) -> None:
    if signed_in:
        client.force_login(make.make_user())
    taken = []
    for rows in (1, 3, 20):
        sender, host = make.make_organisation(), make.make_organisation()
        visit = make.make_visit(
            delegation=make.make_delegation(senders=[sender]), dates="2025", invited_by=[host]
        )
        for number in range(rows):
            over: dict[str, Any] = {"signing_event": make.make_event()}
            make.make_agreement(parties=[sender, host], signed="2019", **over)
            make.make_agreement(visit=visit, **over)
            make.make_action(owner_organisation=host, counterpart_organisation=sender)
            make.make_action(visit=visit)
            stop = make.make_stop(visit=visit, host=host, topics=[make.make_topic()])
            make.make_participant(stop=stop, organisation=host, title=f"Zu {number}")
            make.make_citation(stop=stop)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(visit.get_absolute_url()).status_code == 200
        taken.append(len(queries))
    assert taken == [taken[0]] * 3
    assert taken[0] <= MOST_QUERIES
