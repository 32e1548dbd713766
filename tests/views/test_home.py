"""The first page: what it tells whom."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests import factories as make
from tracker.choices import Visibility

pytestmark = pytest.mark.django_db


def sections(page: str) -> dict[str, str]:
    """What stands under each heading of the first page, as plain words."""
    found = re.findall(r"<section[^>]*>\s*<h2[^>]*>(.*?)</h2>(.*?)</section>", page, re.DOTALL)
    return {heading: " ".join(re.sub(r"<[^>]+>", " ", text).split()) for heading, text in found}


def numbers(page: str) -> str:
    found = re.search(r'<ul class="numbers".*?</ul>', page, re.DOTALL)
    assert found
    return " ".join(re.sub(r"<[^>]+>", " ", found[0]).split())


def fill(visibility: str = "public", mark: str = "Zu") -> None:
    """One of what the page tells of, each with `mark` in its name."""
    sender = make.make_organisation(name=f"{mark} sender")
    delegation = make.make_delegation(name=f"{mark} delegation", senders=[sender])
    make.make_visit(
        title=f"{mark} visit",
        delegation=delegation,
        status="completed",
        dates="2025-05-14",
        visibility=visibility,
    )
    make.make_event(name=f"{mark} seminar", status="completed", dates="XXXX-09-22", visibility=visibility)
    make.make_event(name=f"{mark} congress", dates="2020-23", visibility=visibility)
    make.make_event(name=f"{mark} forum", dates="2999", kind="forum", visibility=visibility)
    agreement = make.make_agreement(title=f"{mark} memorandum", visibility=visibility)
    make.make_action(title=f"{mark} task", due="2020", visibility=visibility)
    make.make_citation(source=make.make_source(title=f"{mark} article"), agreement=agreement)


PUBLIC = {
    "What happened last": "14 May 2025 Zu visit Visit · Zu sender The whole timeline",
    "Happened, year not stated": "22 September, year not stated Zu seminar Other",
    "What is ahead": "2999 Zu forum Forum",
    "Planned, nothing recorded since": (
        "autumn 2020 Zu congress Other was planned for autumn 2020; nothing recorded since All such events"
    ),
    "Newest sources": "Zu article Article, date not stated All sources",
}


def test_home_of_an_empty_record(client: Client) -> None:
    page = client.get("/").content.decode()
    assert sections(page) == {
        "What happened last": "Nothing that is recorded. The whole timeline",
        "What is ahead": "Nothing that is recorded.",
        "Newest sources": "No source is recorded yet. All sources",
    }
    assert numbers(page) == (
        "0 visits 0 events 0 agreements 0 actions 0 organisations 0 people 0 delegations 0 programmes"
        " 0 topics 0 sources"
    )


def test_home_anonymous_finds_public_records_only(client: Client) -> None:
    fill()
    before = client.get("/").content.decode()
    assert sections(before) == PUBLIC
    assert numbers(before) == (
        "1 visit 3 events 1 agreement 1 action 1 organisation 0 people 1 delegation 0 programmes"
        " 0 topics 1 source"
    )
    fill(Visibility.DRAFT, "Hidraft")
    fill(Visibility.INTERNAL, "Hiinternal")
    assert client.get("/").content.decode() == before


def test_home_staff_sees_what_waits(client: Client) -> None:
    fill()
    fill(Visibility.DRAFT, "Draft")
    client.force_login(make.make_user())
    assert sections(client.get("/").content.decode())["What waits"] == (
        "2 actions are overdue 2 actions to be done Zu task open, overdue: was due 2020"
        " Draft task draft open, overdue: was due 2020"
        " 2 agreements still to be signed Zu memorandum proposed Draft memorandum draft proposed"
        " The radar of agreements The state of the record"
    )


def test_home_puts_the_latest_first(client: Client) -> None:
    for dates in ("XXXX-09-22", "2024", "XXXX-03", "2025-05-14", "/2025-05-15"):
        make.make_event(name=f"Example of {dates}", status="completed", dates=dates)
    told = sections(client.get("/").content.decode())
    assert {
        heading: re.findall(r"Example of (\S+)", told[heading])
        for heading in ("What happened last", "Happened, year not stated")
    } == {
        "What happened last": ["/2025-05-15", "2025-05-14", "2024"],
        "Happened, year not stated": ["XXXX-03", "XXXX-09-22"],
    }


def test_home_puts_undated_visits_before_events(client: Client) -> None:
    make.make_event(name="Example of event", status="completed", dates="XXXX-09-22")
    make.make_visit(title="Example of visit", status="completed", dates="XXXX-09-22")
    told = sections(client.get("/").content.decode())["Happened, year not stated"]
    assert re.findall(r"Example of (\S+)", told) == ["visit", "event"]


def test_home_folds_parts_into_the_whole(client: Client) -> None:
    whole = make.make_event(name="Example of whole", status="completed", dates="2025-09-22")
    hidden = make.make_event(name="Hidden", status="completed", dates="2025", visibility="draft")
    for name, part_of in (("part", whole), ("other", hidden)):
        make.make_event(name=f"Example of {name}", part_of=part_of, status="completed", dates="2025-09-22")
    told = sections(client.get("/").content.decode())["What happened last"]
    assert re.findall(r"Example of (\S+)", told) == ["whole", "other"]


def test_home_themed_year_that_has_begun_is_neither_ahead_nor_lapsed(client: Client) -> None:
    for year in ("2020", str(timezone.localdate().year), "2999"):
        make.make_event(name=f"Example of {year}", kind="themed_year", status="confirmed", dates=year)
    told = sections(client.get("/").content.decode())
    assert {heading: re.findall(r"Example of (\S+)", text) for heading, text in told.items()} == {
        "What happened last": [],
        "What is ahead": ["2999"],
        "Newest sources": [],
    }


def test_home_undated_plans_stand_apart(client: Client) -> None:
    make.make_event(name="Example of forum", dates="XXXX-09")
    make.make_event(name="Example of seminar", dates="2999")
    told = sections(client.get("/").content.decode())
    assert re.findall(r"Example of (\S+)", told["What is ahead"]) == ["seminar"]
    assert re.findall(r"Example of (\S+)", told["Planned, date not stated"]) == ["forum"]


def test_home_says_what_it_does_not_know(client: Client) -> None:
    page = client.get("/?foo=bar").content.decode()
    assert "“foo” was left out: nothing here goes by that name." in page


@pytest.mark.parametrize("signed_in", [False, True])
def test_home_same_queries_for_few_and_many(client: Client, signed_in: bool) -> None:
    if signed_in:
        client.force_login(make.make_user())
    counts = []
    for rows in (1, 2, 10):
        for number in range(rows):
            fill(mark=f"Zu {rows} {number}")
        with CaptureQueriesContext(connection) as queries:
            client.get("/")
        counts.append(len(queries))
    assert counts == [counts[0]] * 3
    assert counts[0] <= 20


def test_home_leads_everywhere(client: Client) -> None:
    places = re.findall(r'href="(/[a-z]+/)"', client.get("/").content.decode())
    lists = {"visits", "events", "agreements", "actions", "organisations", "people"}
    lists |= {"delegations", "programmes", "topics", "sources", "timeline"}
    assert {f"/{name}/" for name in lists} <= set(places)
    assert [client.get(place).status_code for place in sorted(set(places))] == [200] * len(set(places))
