"""The state of the record: what it finds, for staff only."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import factories as make
from tests.views.pages import main_of, words
from tracker.services.state import AREAS, CHECKS

pytestmark = pytest.mark.django_db

MOST_QUERIES = 25


@pytest.fixture
def clerk(client: Client) -> Client:
    """A client signed in as an editor."""
    client.force_login(make.make_user("Editor"))
    return client


def checks(client: Client) -> list[tuple[str, list[str]]]:
    """The names under each check that found something, with the number in its heading."""
    found = []
    for block in main_of(client.get("/state/")).split('<div class="check">')[1:]:
        heading = " ".join(re.sub(r"<[^>]+>", " ", block.partition("</h3>")[0]).split())
        names = re.findall(r'<li><a href="[^"]*">(.*?)</a>', block)
        found.append((unescape(heading), [unescape(name) for name in names]))
    return found


def one_of_each(mark: str = "Zu") -> None:
    """Something for every check."""
    delegation = make.make_delegation(name=f"{mark} delegation")
    visit = make.make_visit(title=f"{mark} visit", delegation=delegation, visibility="draft")
    make.make_visit(title=f"{mark} old plan", dates="2020", delegation=delegation)
    make.make_visit(
        title=f"{mark} autumn visit", dates="XXXX-09-22", status="completed", delegation=delegation
    )
    make.make_event(name=f"{mark} forum", visibility="draft")
    make.make_event(name=f"{mark} congress", dates="XXXX-09", status="completed")
    make.make_event(name=f"{mark} old seminar", dates="2020")
    make.make_agreement(title=f"{mark} pact", status="signed")
    make.make_agreement(title=f"{mark} draft pact", visibility="draft")
    make.make_action(title=f"{mark} late task", due="2020")
    make.make_action(title=f"{mark} draft task", visibility="draft")
    make.make_person(name=f"{mark} person")
    make.make_organisation(name=f"{mark} university", kind="university")
    make.make_programme(name=f"{mark} programme")
    make.make_citation(visit=visit, stance="disputes", field="dates", note=f"{mark} says otherwise")


def test_state_finds_what_wants_something(clerk: Client) -> None:
    one_of_each()
    assert checks(clerk) == [
        ("Follow-up actions 1", ["Zu late task"]),
        ("Visits 1", ["Zu old plan"]),
        ("Events 1", ["Zu old seminar"]),
        ("Visits 1", ["Zu visit"]),
        ("Events 1", ["Zu forum"]),
        ("Agreements 1", ["Zu draft pact"]),
        ("Follow-up actions 1", ["Zu draft task"]),
        ("Disputed facts 1", ["Zu visit"]),
        ("Visits without a date 1", ["Zu visit"]),
        ("Visits without a year 1", ["Zu autumn visit"]),
        ("Events without a date 1", ["Zu forum"]),
        ("Events without a year 1", ["Zu congress"]),
        ("Signed agreements without the date of signing 1", ["Zu pact"]),
        ("Follow-up actions 2", ["Zu draft task", "Zu late task"]),
        ("Agreements 2", ["Zu draft pact", "Zu pact"]),
        ("Visits 2", ["Zu autumn visit", "Zu old plan"]),
        ("Events 3", ["Zu old seminar", "Zu congress", "Zu forum"]),
        ("Delegations 1", ["Zu delegation"]),
        ("Organisations 1", ["Zu university"]),
        ("People 1", ["Zu person"]),
        ("Programmes 1", ["Zu programme"]),
        ("Visits without stops 3", ["Zu autumn visit", "Zu old plan", "Zu visit"]),
        ("Visits without a host 3", ["Zu autumn visit", "Zu old plan", "Zu visit"]),
        ("People without a title or an organisation 1", ["Zu person"]),
        ("Organisations without a country 1", ["Zu university"]),
    ]


def test_state_leaves_out_what_is_as_it_should_be(clerk: Client) -> None:
    here = make.country("KZ")
    host = make.make_organisation(country=here)
    body = make.make_organisation(kind="intergovernmental")
    held, borne = make.make_position(organisation=host).person, make.make_person()
    delegation = make.make_delegation()
    make.make_participant(delegation=delegation, person=borne, title="Zu title")
    visit = make.make_visit(dates="2020", status="completed", delegation=delegation)
    make.make_stop(visit=visit, host=host)
    invited = make.make_visit(
        dates="2020", status="completed", delegation=delegation, invited_by=[host], stops=1
    )
    cancelled = make.make_visit(dates="2020", status="cancelled", delegation=delegation)
    year = make.make_event(dates="2020", kind="themed_year", status="confirmed")
    agreement = make.make_agreement(status="signed", signed="2020")
    proposed = make.make_agreement(status="proposed")
    done = make.make_action(due="2020", status="done")
    source = make.make_source()
    cited: dict[str, list[Any]] = {
        "organisation": [host, body],
        "person": [held, borne],
        "delegation": [delegation],
        "visit": [visit, invited, cancelled],
        "event": [year],
        "agreement": [agreement, proposed],
        "action": [done],
    }
    for kind, records in cited.items():
        for record in records:
            make.make_citation(source=source, **{kind: record})
    assert checks(clerk) == []
    assert words(clerk.get("/state/")).count("Nothing among:") == len(AREAS)


def test_state_of_an_empty_record(clerk: Client) -> None:
    assert checks(clerk) == []


def test_state_leads_to_pages_forms_and_lists(clerk: Client) -> None:
    one_of_each()
    page = main_of(clerk.get("/state/"))
    links = {unescape(link) for link in re.findall(r'href="(/[^"#]*)', page)}
    lists = {
        "/actions/?status=overdue", "/visits/?status=lapsed", "/events/?status=lapsed",
        "/visits/?visibility=draft", "/events/?visibility=draft", "/agreements/?visibility=draft",
        "/actions/?visibility=draft", "/admin/tracker/person/?waiting=uncited",
    }  # fmt: skip
    assert lists <= links
    assert any(re.fullmatch(r"/admin/tracker/organisation/\d+/change/", link) for link in links)
    assert any(re.fullmatch(r"/admin/tracker/citation/\d+/change/", link) for link in links)
    assert {link: clerk.get(link).status_code for link in sorted(links)} == dict.fromkeys(sorted(links), 200)


def test_state_lists_hold_as_many_as_it_tells(clerk: Client) -> None:
    for number in range(7):
        one_of_each(f"Zu {number}")
    page = main_of(clerk.get("/state/"))
    told = re.findall(r'href="(/[a-z]+/\?[^"]*)">See all (\d+) in the list', page)
    assert len(told) == 7
    for link, number in told:
        assert f"{number} of " in words(clerk.get(unescape(link))), link
    assert "Only the newest 5 are named." in words(clerk.get("/state/"))


def test_state_tells_what_sources_disagree_on(clerk: Client) -> None:
    stop = make.make_stop(title="Zu stop", visit=make.make_visit(title="Zu visit"))
    make.make_citation(stop=stop, stance="disputes", field="day", note="Zu says otherwise", line=7)
    page = main_of(clerk.get("/state/"))
    told = words(clerk.get("/state/"))
    assert re.search(r"Zu stop V-\d+ Zu visit · day · Example article \d+ ¶7 · Zu says otherwise", told)
    assert f'href="{stop.visit.get_absolute_url()}#stop-1' in page


@pytest.mark.parametrize(
    "kind", [kind for area in AREAS[:1] for kind in ("organisation", "participant", "party")]
)
def test_state_names_any_kind_that_is_disputed(clerk: Client, kind: str) -> None:
    made = {
        "organisation": make.make_organisation,
        "participant": make.make_participant,
        "party": make.make_party,
    }
    make.make_citation(stance="disputes", **{kind: made[kind]()})
    assert checks(clerk)[0][0] == "Disputed facts 1"


def test_state_is_for_staff_only(client: Client) -> None:
    one_of_each()
    response = client.get("/state/")
    assert (response.status_code, response["Location"]) == (302, f"{reverse('admin:login')}?next=/state/")
    client.force_login(make.make_user(is_staff=False))
    assert client.get("/state/").status_code == 302


def test_state_gives_a_viewer_no_forms(client: Client) -> None:
    one_of_each()
    user = make.make_user()
    client.force_login(user)
    assert "/change/" not in main_of(client.get("/state/"))
    assert "waiting=" not in main_of(client.get("/state/"))
    user.groups.add(Group.objects.get(name="Viewer"))
    assert "/change/" not in main_of(client.get("/state/"))
    assert "waiting=" in main_of(client.get("/state/"))


def test_state_says_what_it_does_not_know(clerk: Client) -> None:
    assert "“foo” was left out: nothing here goes by that name." in words(clerk.get("/state/?foo=%00"))


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_state_is_for_reading_only(clerk: Client, method: str) -> None:
    assert getattr(clerk, method)("/state/").status_code == 405


def test_state_same_queries_for_few_and_many(clerk: Client) -> None:
    taken = []
    for rows in (1, 3, 20):
        for number in range(rows):
            one_of_each(f"Zu {rows} {number}")
        with CaptureQueriesContext(connection) as queries:
            clerk.get("/state/")
        taken.append(len(queries))
    assert taken == [taken[0]] * 3
    assert taken[0] <= MOST_QUERIES


def test_state_checks_have_keys_of_their_own() -> None:
    keys = [check.key for check in CHECKS]
    assert len(set(keys)) == len(keys)


def test_state_is_linked_for_staff_only(client: Client) -> None:
    assert "/state/" not in client.get("/").content.decode()
    client.force_login(make.make_user())
    assert client.get("/").content.decode().count('href="/state/"') == 2
