"""The pages of countries: what occurs for whom, what is told of each, and in how many queries."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import factories as make
from tests.views.pages import main_of, words
from tracker.choices import Visibility

pytestmark = pytest.mark.django_db

MOST_QUERIES = 25


def fill(code: str = "KZ", visibility: str = "public", mark: str = "Zu", away: str = "CN") -> None:
    """One of everything with a country, each with `mark` in its name; its visit goes to `away`."""
    here = make.country(code)
    host = make.make_organisation(name=f"{mark} university", country=here)
    person = make.make_person(name=f"{mark} person")
    sent = make.make_delegation(name=f"{mark} delegation", senders=[host])
    make.make_participant(delegation=sent, person=person, organisation=host, title=f"{mark} title")
    make.make_visit(title=f"{mark} journey", delegation=sent, countries=[away], visibility=visibility)
    visit = make.make_visit(title=f"{mark} arrival", countries=[code], visibility=visibility)
    make.make_stop(visit=visit, host=host, country=here)
    make.make_event(name=f"{mark} forum", country=here, countries=[code], visibility=visibility)
    agreement = make.make_agreement(title=f"{mark} memorandum", parties=[host], visibility=visibility)
    make.make_party(agreement=agreement, country=here)
    make.make_action(title=f"{mark} task", owner_organisation=host, visibility=visibility)
    make.make_action(title=f"{mark} old task", owner_country=here, status="done", visibility=visibility)


def sections(page: str) -> dict[str, str]:
    """What stands under each heading of a country's page, as plain words."""
    found = re.findall(r"<h2[^>]*>(.*?)</h2>(.*?)</section>", page, re.DOTALL)
    return {
        " ".join(re.sub(r"<[^>]+>", " ", heading).split()): " ".join(re.sub(r"<[^>]+>", " ", text).split())
        for heading, text in found
    }


# --- One country ---


def test_country_tells_everything_with_it(client: Client) -> None:
    fill()
    page = client.get("/countries/KZ/").content.decode()
    found = sections(page)
    assert list(found) == [
        "Visits from it 1",
        "Visits to it 1",
        "Events 1",
        "Agreements 1",
        "Open actions 1",
        "Organisations 1",
        "People 1",
    ]
    for heading, told in (
        ("Visits from it 1", "Zu journey"),
        ("Visits to it 1", "Zu arrival"),
        ("Events 1", "Zu forum"),
        ("Agreements 1", "Zu memorandum"),
        ("Open actions 1", "Zu task"),
        ("Organisations 1", "Zu university"),
        ("People 1", "Zu person Zu title, Zu university"),
    ):
        assert told in found[heading], heading
    assert "Zu old task" not in page
    assert '<span lang="ru">Казахстан</span>' in page
    assert '<span lang="zh-Hans">哈萨克斯坦</span>' in page


def test_country_of_a_visit_is_told_from_its_stops_too(client: Client) -> None:
    make.make_stop(visit=make.make_visit(title="Zu stopover"), country=make.country("DE"))
    assert "Zu stopover" in sections(client.get("/countries/DE/").content.decode())["Visits to it 1"]


def test_country_shows_the_latest_few_and_leads_to_all(client: Client) -> None:
    for year in range(2001, 2012):
        make.make_visit(title=f"Zu visit of {year}", dates=str(year), countries=["KZ"])
        make.make_agreement(title=f"Zu pact of {year}", signed=str(year), status="signed", country_id="KZ")
    page = main_of(client.get("/countries/KZ/"))
    assert re.findall(r"Zu visit of (\d+)", page) == [str(year) for year in range(2011, 2003, -1)]
    assert re.findall(r"Zu pact of (\d+)", page) == [str(year) for year in range(2011, 2003, -1)]
    links = set(re.findall(r'href="(/[a-z]+/\?country=KZ)"', page))
    assert links == {
        "/timeline/?country=KZ", "/visits/?country=KZ", "/delegations/?country=KZ", "/agreements/?country=KZ",
    }  # fmt: skip
    assert [client.get(link).status_code for link in sorted(links)] == [200] * 4
    assert "See all 11 in the list" in page


def test_country_numbers_equal_those_of_the_lists(client: Client) -> None:
    for number in range(3):
        fill(mark=f"Zu {number}")
    fill("CN", mark="Other", away="KZ")
    found = sections(client.get("/countries/KZ/").content.decode())
    for heading, path in (
        ("Events 3", "events"),
        ("Agreements 3", "agreements"),
        ("Organisations 3", "organisations"),
        ("People 3", "people"),
    ):
        assert heading in found
        listed = client.get(f"/{path}/?country=KZ").content.decode()
        assert re.search(r'id="how-many">(\d+)', listed)[1] == heading.split()[1]  # type: ignore[index]
    # From there or to there: that within the country, or to it from elsewhere, is in the list once.
    assert {"Visits from it 3", "Visits to it 4"} <= set(found)


@pytest.mark.parametrize("visibility", [Visibility.DRAFT, Visibility.INTERNAL])
def test_country_tells_anonymous_nothing_hidden(client: Client, visibility: str) -> None:
    fill()
    before = {path: client.get(path).content for path in ("/countries/", "/countries/KZ/", "/countries/CN/")}
    fill(visibility=visibility, mark="Hidden")
    fill("FJ", visibility=visibility, mark="Hidden", away="BT")
    assert {path: client.get(path).content for path in before} == before
    assert client.get("/countries/FJ/").status_code == 404
    client.force_login(make.make_user())
    page = words(client.get("/countries/FJ/"))
    assert len(re.findall(r"Hidden (journey|arrival|forum|memorandum|task|university|person)", page)) >= 7
    assert page.count(visibility) >= 5


@pytest.mark.parametrize(
    "code", ["ZZ", "FJ", "K", "KAZ", "K1", "кз", "%00%00", "ß", "K" * 5000, "-", "KZ%0A"]
)
@pytest.mark.parametrize("signed_in", [False, True])
def test_country_unknown_or_not_occurring_is_not_found(client: Client, code: str, signed_in: bool) -> None:
    fill()
    if signed_in:
        client.force_login(make.make_user())
    response = client.get(f"/countries/{code}/")
    assert response.status_code == 404
    assert "There is no such page" in response.content.decode()


def test_country_in_lower_case_leads_to_the_page(client: Client) -> None:
    fill()
    response = client.get("/countries/kz/")
    assert (response.status_code, response["Location"]) == (301, "/countries/KZ/")


def test_country_with_done_actions_only_has_a_page(client: Client) -> None:
    make.make_action(owner_country=make.country("DE"), status="done")
    assert "Germany" in words(client.get("/countries/"))
    assert client.get("/countries/DE/").status_code == 200


@pytest.mark.parametrize("path", ["/countries/", "/countries/KZ/"])
def test_country_says_what_it_does_not_know(client: Client, path: str) -> None:
    fill()
    assert "“foo” was left out: nothing here goes by that name." in words(client.get(f"{path}?foo=%00bar"))


@pytest.mark.parametrize("path", ["/countries/", "/countries/KZ/"])
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_country_is_for_reading_only(client: Client, path: str, method: str) -> None:
    assert getattr(client, method)(path).status_code == 405


@pytest.mark.parametrize("path", ["/countries/", "/countries/KZ/"])
@pytest.mark.parametrize("signed_in", [False, True])
def test_country_same_queries_for_few_and_many(client: Client, path: str, signed_in: bool) -> None:
    if signed_in:
        client.force_login(make.make_user())
    taken = []
    for rows in (1, 3, 20):
        for number in range(rows):
            fill(mark=f"Zu {rows} {number}")
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        taken.append(len(queries))
    assert taken == [taken[0]] * 3
    assert taken[0] <= MOST_QUERIES


# --- All countries ---


def test_countries_lists_what_occurs(client: Client) -> None:
    fill()
    rows = re.findall(r'<li class="row pair">(.*?)</ul>', main_of(client.get("/countries/")), re.DOTALL)
    assert [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in rows] == [
        "China Китай · 中国 1 visit to there",
        "Kazakhstan Казахстан · 哈萨克斯坦 1 visit from there 1 visit to there 1 event 1 agreement 2 actions"
        " 1 organisation",
    ]


def test_countries_of_an_empty_record(client: Client) -> None:
    assert "Nothing is recorded here yet." in words(client.get("/countries/"))
    client.force_login(make.make_user())
    assert "Nothing is recorded here yet." in words(client.get("/countries/"))


# --- Links to them ---


def test_countries_are_linked_from_other_pages(client: Client) -> None:
    here = make.country("KZ")
    host = make.make_organisation(country=here)
    visit = make.make_visit(delegation=make.make_delegation(senders=[host]), countries=["KZ"])
    make.make_stop(visit=visit, country=make.country("CN"))
    event = make.make_event(country=here, countries=["CN"])
    agreement = make.make_agreement(country=make.country("CN"))
    make.make_party(agreement=agreement, country=here)
    action = make.make_action(owner_country=here)
    for record, codes in (
        (host, ["KZ"]), (visit, ["KZ", "CN"]), (event, ["KZ", "CN"]), (agreement, ["CN", "KZ"]),
        (action, ["KZ"]),
    ):  # fmt: skip
        page = main_of(client.get(record.get_absolute_url()))
        assert re.findall(r'href="/countries/([A-Z]+)/"', page) == codes, record
