"""Paging: turning pages meets each row once, in every order, and no place that is asked for fails."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client

from tests import factories as make
from tests.views.test_lists import HTMX, how_many, problems, results, titles
from tracker import filters
from tracker.filters import counting
from tracker.models import Visit
from tracker.views import stretches

pytestmark = pytest.mark.django_db

KINDS = {
    "/visits/": filters.VisitFilters,
    "/events/": filters.EventFilters,
    "/agreements/": filters.AgreementFilters,
    "/actions/": filters.ActionFilters,
    "/organisations/": filters.OrganisationFilters,
    "/people/": filters.PersonFilters,
    "/delegations/": filters.DelegationFilters,
    "/programmes/": filters.ProgrammeFilters,
    "/sources/": filters.SourceFilters,
}
DATES = ["2025-05-14", "2025-05-14", "2025", "/2025-05-13", "XXXX-09-22", "XXXX-21", "XXXX-XX-21", None, None]


@pytest.fixture
def rows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows of every kind that differ in little, some with nothing to be sorted by."""
    monkeypatch.setattr(stretches, "PAGE_SIZE", 2)
    for number, dates in enumerate(DATES):
        name = "Example A" if number % 3 else f"Example {number}"
        country = make.country("KZ") if number % 2 else None
        organisation = make.make_organisation(name=name, country=country)
        person = make.make_person(name=name, family_name="" if number % 2 else "Zed")
        size = 5 if number % 2 else None
        delegation = make.make_delegation(name=name, size=size, senders=[organisation])
        make.make_visit(title=name, dates=dates, delegation=delegation)
        event = make.make_event(name=name, dates=dates)
        make.make_participant(event=event, person=person)
        make.make_agreement(title=name, signed=dates, expires=dates if number % 2 else None)
        make.make_action(title=name, due=dates, owner_organisation=organisation)
        event.programmes.add(make.make_programme(name=name, period=dates))
        make.make_citation(source=make.make_source(title=name, dated=dates), event=event)


def turn(page: str, label: str) -> str | None:
    found = re.search(rf'<a[^>]* href="([^"]*)"[^>]*>{label}</a>', page)
    return unescape(found[1]) if found else None


def slugs(page: str) -> list[str]:
    return re.findall(r'<h2><a href="([^"]+)"', page)


@pytest.mark.usefixtures("rows")
@pytest.mark.parametrize("path", KINDS)
def test_turning_pages_meets_each_row_once_in_order(client: Client, path: str) -> None:
    for sort in KINDS[path].sorts:
        url: str | None = f"{path}?sort={sort}"
        narrowed = KINDS[path](QueryDict(f"sort={sort}"), user=client.get("/").wsgi_request.user)
        whole = [row.get_absolute_url() for row in narrowed.qs]
        pages = []
        while url:
            page = client.get(url).content.decode()
            pages.append(slugs(page))
            here, url = url, turn(page, "Next page")
        assert [slug for page in pages for slug in page] == whole, sort
        last = turn(client.get(f"{path}?sort={sort}").content.decode(), "Last page")
        assert slugs(client.get(str(last)).content.decode()) == pages[-1]
        back: list[list[str]] = []
        url = here
        while url:
            page = client.get(url).content.decode()
            back.insert(0, slugs(page))
            url = turn(page, "Previous page")
        assert back == pages, sort


@pytest.mark.usefixtures("rows")
def test_page_says_which_rows_it_shows(client: Client) -> None:
    page = client.get("/visits/").content.decode()
    assert how_many(page) == "9 visits, 1 to 2 shown"
    page = client.get(str(turn(page, "Next page"))).content.decode()
    assert how_many(page) == "9 visits, 3 to 4 shown"
    assert how_many(client.get("/visits/?before=end").content.decode()) == "9 visits, 9 to 9 shown"
    assert how_many(client.get("/visits/?page=3").content.decode()) == "9 visits, 5 to 6 shown"


@pytest.mark.usefixtures("rows")
def test_page_of_a_long_list_counts_no_further(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (counting, stretches):
        monkeypatch.setattr(module, "MOST", 5)
    page = client.get("/visits/").content.decode()
    assert how_many(page) == "over 5 visits, 1 to 2 shown"
    page = client.get(str(turn(page, "Next page"))).content.decode()
    assert how_many(page) == "over 5 visits, 2 of them shown"
    assert how_many(client.get("/visits/?before=end").content.decode()) == "over 5 visits, 2 of them shown"
    told = problems(client.get("/visits/?page=4").content.decode())
    assert told == ["Only the first 3 pages have numbers; this is the first of all."]


@pytest.mark.usefixtures("rows")
def test_partial_at_a_place_equals_the_part_of_the_page(client: Client) -> None:
    pk = Visit.objects.order_by("pk")[4].pk
    for query in (f"?after={pk}", f"?before={pk}&sort=title", "?before=end", f"?q=A&after={pk}", "?after=x"):
        whole = client.get(f"/visits/{query}").content.decode()
        part = client.get(f"/visits/{query}", headers=HTMX)
        assert part.content.decode().strip() == results(whole)
        again = client.get(part["HX-Push-Url"])
        assert titles(again.content.decode()) == titles(whole)


GONE = "The row that this page began at is gone: this is the first page."


@pytest.mark.usefixtures("rows")
@pytest.mark.parametrize("name", ["after", "before"])
def test_place_that_is_none_says_so_and_shows_the_first_page(client: Client, name: str) -> None:
    hidden = make.make_visit(title="Hidden", visibility="draft")
    first = titles(client.get("/visits/").content.decode())
    cases: dict[str, Any] = {
        "x": "“x” is no place in this list: this is its first page.",
        "-1": "“-1” is no place in this list: this is its first page.",
        "٣": "“٣” is no place in this list: this is its first page.",
        "9" * 19: f"“{'9' * 19}” is no place in this list: this is its first page.",
        "9" * 18: GONE,
        str(hidden.pk): GONE,
        "%27--": "“&#x27;--” is no place in this list: this is its first page.",
    }
    for text, sentence in cases.items():
        page = client.get(f"/visits/?{name}={text}").content.decode()
        assert (problems(page), titles(page)) == ([sentence], first)
