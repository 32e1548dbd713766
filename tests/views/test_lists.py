"""The list pages: what they hold, how they are narrowed, and that they tell nobody of what is hidden."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import factories as make
from tracker.choices import Visibility
from tracker.models import Visit

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


def one_of_each(visibility: str = "public", mark: str = "Zu", code: str = "KZ") -> Visit:
    """A visit and one record of every other kind around it, each with `mark` in its name."""
    topic = make.make_topic(name=f"{mark} topic")
    country = make.country(code)
    sender = make.make_organisation(name=f"{mark} sender", country=country)
    host = make.make_organisation(name=f"{mark} host", country=country, kind="school")
    person = make.make_person(name=f"{mark} person")
    make.make_position(person=person, organisation=host, title=f"{mark} title")
    programme = make.make_programme(name=f"{mark} programme", lead=host)
    programme.topics.add(topic)
    programme.partners.add(sender)
    delegation = make.make_delegation(name=f"{mark} delegation", senders=[sender])
    make.make_participant(delegation=delegation, person=person)
    shared: dict[str, Any] = {"visibility": visibility, "topics": [topic], "programmes": [programme]}
    event = make.make_event(
        name=f"{mark} event", kind="seminar", country=country, countries=[country], **shared
    )
    make.make_event_organisation(event=event, organisation=host)
    make.make_participant(event=event, person=person, organisation=host)
    visit = make.make_visit(
        title=f"{mark} visit", delegation=delegation, countries=[country], dates="2025-05-14", **shared
    )
    stop = make.make_stop(visit=visit, title=f"{mark} stop", host=host)
    make.make_participant(stop=stop, person=person)
    agreement = make.make_agreement(
        title=f"{mark} agreement",
        visit=visit,
        signing_event=event,
        parties=[sender, host],
        status="in_force",
        **shared,
    )
    make.make_action(
        title=f"{mark} action",
        visit=visit,
        agreement=agreement,
        event=event,
        owner_organisation=host,
        counterpart_person=person,
        status="in_progress",
        **shared,
    )
    make.make_alias(f"{mark} other name", organisation=host)
    source = make.make_source(title=f"{mark} source", publisher=host, kind="minutes")
    make.make_citation(source=source, visit=visit)
    make.make_citation(source=source, stop=stop)
    return visit


def some_visits(count: int) -> None:
    for _number in range(count):
        delegation = make.make_delegation(members=1, senders=[make.make_organisation(country=make.country())])
        visit = make.make_visit(
            delegation=delegation, countries=[make.country("CN")], topics=[make.make_topic()], dates="2025"
        )
        make.make_citation(visit=visit)
        make.make_stop(visit=visit, host=make.make_organisation())


def some_events(count: int) -> None:
    for _number in range(count):
        event = make.make_event(country=make.country(), topics=[make.make_topic()], dates="2025")
        make.make_event_organisation(event=event)
        make.make_participant(event=event)


def some_agreements(count: int) -> None:
    for _number in range(count):
        parties = [make.make_organisation(country=make.country()), make.make_organisation()]
        make.make_agreement(parties=parties, signing_event=make.make_event(), topics=[make.make_topic()])


def some_actions(count: int) -> None:
    for _number in range(count):
        make.make_action(
            owner_organisation=make.make_organisation(),
            counterpart_person=make.make_person(),
            visit=make.make_visit(),
            event=make.make_event(),
            agreement=make.make_agreement(),
            due="2025",
        )


def some_organisations(count: int) -> None:
    for _number in range(count):
        organisation = make.make_organisation(country=make.country(), parent=make.make_organisation())
        make.make_alias(organisation=organisation)
        make.make_action(owner_organisation=organisation)


def some_people(count: int) -> None:
    for _number in range(count):
        person = make.make_person()
        make.make_alias(person=person)
        make.make_position(person=person, organisation=make.make_organisation(country=make.country()))
        make.make_participant(person=person, event=make.make_event(), organisation=make.make_organisation())


def some_programmes(count: int) -> None:
    for _number in range(count):
        programme = make.make_programme(lead=make.make_organisation())
        programme.topics.add(make.make_topic())
        make.make_alias(programme=programme)
        make.make_event(programmes=[programme])


def some_topics(count: int) -> None:
    for _number in range(count):
        topic = make.make_topic()
        make.make_alias(topic=topic)
        make.make_event(topics=[topic])


def some_sources(count: int) -> None:
    for _number in range(count):
        make.make_citation(source=make.make_source(publisher=make.make_organisation(), dated="2025-05-15"))


# Each list, with what makes rows of it.
LISTS: dict[str, Callable[[int], None]] = {
    "/visits/": some_visits,
    "/events/": some_events,
    "/agreements/": some_agreements,
    "/actions/": some_actions,
    "/organisations/": some_organisations,
    "/people/": some_people,
    "/delegations/": some_visits,
    "/programmes/": some_programmes,
    "/topics/": some_topics,
    "/sources/": some_sources,
}
# How each of them calls the record that stands on it when there is one of each.
NAMES = {
    "/visits/": ["visit"],
    "/events/": ["event"],
    "/agreements/": ["agreement"],
    "/actions/": ["action"],
    "/organisations/": ["host", "sender"],
    "/people/": ["person"],
    "/delegations/": ["delegation"],
    "/programmes/": ["programme"],
    "/topics/": ["topic"],
    "/sources/": ["source"],
}


def titles(page: str) -> list[str]:
    """The headings of a list's rows, in their order."""
    return [re.sub(r"<[^>]+>", "", found).strip() for found in re.findall(r"<h2>(.*?)</h2>", page, re.DOTALL)]


def problems(page: str) -> list[str]:
    """The sentences on what was not understood."""
    found = re.search(r'<ul class="problems">(.*?)</ul>', page, re.DOTALL)
    return re.findall(r"<li[^>]*>(.*?)</li>", found[1]) if found else []


def how_many(page: str) -> str:
    found = re.search(r'<p id="how-many">(.*?)</p>', page, re.DOTALL)
    assert found
    return found[1]


def results(page: str) -> str:
    """The part of a whole page that htmx would get."""
    found = re.search(r'<div class="results"[^>]*>(.*)</div>\s*</main>', page, re.DOTALL)
    assert found
    return found[1].strip()


@pytest.mark.parametrize("path", LISTS)
def test_list_same_queries_for_one_three_and_three_hundred_rows(client: Client, path: str) -> None:
    staff = Client()
    staff.force_login(make.make_user())
    counts: dict[int, tuple[int, int]] = {}
    made = 0
    for rows in (1, 3, 300):
        LISTS[path](rows - made)
        made = rows
        asked = []
        for reader in (client, staff):
            with CaptureQueriesContext(connection) as queries:
                page = reader.get(path).content.decode()
            assert len(titles(page)) >= min(rows, 50)
            asked.append(len(queries))
        counts[rows] = (asked[0], asked[1])
    assert counts == dict.fromkeys((1, 3, 300), counts[1])
    assert max(counts[1]) <= 25


@pytest.mark.parametrize("path", LISTS)
def test_list_partial_equals_the_part_of_the_page(client: Client, path: str) -> None:
    one_of_each()
    for query in ("", "?q=Zu", "?q=nothing-at-all", "?page=x", "?nonsense=1"):
        whole = client.get(path + query)
        part = client.get(path + query, headers=HTMX)
        assert part.content.decode().strip() == results(whole.content.decode())
        for response in (whole, part):
            varies = {name.strip() for name in response["Vary"].split(",")}
            assert varies >= {"HX-Request", "HX-History-Restore-Request"}


def test_list_partial_of_a_later_page_equals_the_part_of_the_page(client: Client) -> None:
    for number in range(51):
        make.make_visit(title=f"Example {number:02}")
    whole = client.get("/visits/?sort=title&page=2").content.decode()
    part = client.get("/visits/?sort=title&page=2", headers=HTMX)
    assert part.content.decode().strip() == results(whole)
    [visit] = Visit.objects.filter(title="Example 49")
    assert part["HX-Push-Url"] == f"/visits/?sort=title&after={visit.pk}"
    assert titles(whole) == ["Example 50"]
    assert how_many(whole) == "51 visits, 51 to 51 shown"


def test_list_history_restore_gives_the_whole_page(client: Client) -> None:
    headers = {**HTMX, "HX-History-Restore-Request": "true"}
    assert b"<!doctype html>" in client.get("/visits/", headers=headers).content


def test_list_partial_names_the_address_without_what_was_not_understood(client: Client) -> None:
    one_of_each()
    response = client.get("/visits/?q=Zu&country=&status=nonsense&x=1", headers=HTMX)
    assert response["HX-Push-Url"] == "/visits/?q=Zu"


BAD = [
    ("?country=ZZ", ["Country: nothing here goes by “ZZ”, so that was left out; choose from the list."]),
    (
        "?topic=none-such",
        ["Topic: nothing here goes by “none-such”, so that was left out; choose from the list."],
    ),
    (
        "?sort=nonsense",
        ["Sorted by: nothing here goes by “nonsense”, so that was left out; choose from the list."],
    ),
    ("?x=1", ["“x” was left out: nothing here goes by that name."]),
    (
        "?a=1&b=1&c=1&d=1&e=1",
        [
            "“a” was left out: nothing here goes by that name.",
            "“b” was left out: nothing here goes by that name.",
            "“c” was left out: nothing here goes by that name.",
            "So were 2 more.",
        ],
    ),
    ("?q=Zu&q=Zu", ["“Words” was given 2 times: only the last counts."]),
    ("?q=" + "a" * 1_000_000, ["“Words” was left out: it may have 200 characters, and this had 1000000."]),
    ("?q=Z%00u", ["“Words” was left out: it has characters that cannot be typed."]),
    ("?q=" + "Zu+" * 13, ["Words: they were left out: give at most 12 words."]),
    ("?page=x", ["“x” is no number of a page: this is page 1."]),
    ("?page=0", ["There is no page 0: this list has 1 page."]),
    ("?page=-7", ["There is no page -7: this list has 1 page."]),
    ("?page=99", ["There is no page 99: this list has 1 page."]),
    ("?page=" + "9" * 199, [f"There is no page {'9' * 39}…: this list has 1 page."]),
    ("?%00=%00", ["“�” was left out: nothing here goes by that name."]),
    (
        "?q=%ED%A0%80%FF",
        ["Words: there is nothing to search for in “����”: give letters or figures."],
    ),
    (
        "?q=%25_%27%22--",
        ["Words: there is nothing to search for in “%_&#x27;&quot;--”: give letters or figures."],
    ),
]
# What a list does not have is not understood there.
HAS = {
    "country": set(LISTS) - {"/topics/", "/sources/"},
    "topic": set(LISTS) - {"/topics/", "/sources/"},
}


@pytest.mark.parametrize("path", LISTS)
def test_list_bad_query_says_so_and_shows_the_rest(client: Client, path: str) -> None:
    one_of_each()
    expected, told = {}, {}
    for query, sentences in BAD:
        name = query[1:].partition("=")[0]
        unknown = [f"“{name}” was left out: nothing here goes by that name."]
        shown = [f"Zu {noun}" for noun in NAMES[path]] if sentences else None
        expected[query[:40]] = (200, sentences if path in HAS.get(name, LISTS) else unknown, shown)
        response = client.get(path + query)
        page = response.content.decode()
        shown = sorted(titles(page)) if sentences else None
        told[query[:40]] = (response.status_code, problems(page), shown)
        assert len(page) < 100_000
    assert told == expected


@pytest.mark.parametrize(
    "path",
    ["/visits/", "/events/", "/agreements/", "/actions/", "/delegations/", "/programmes/", "/sources/"],
)
@pytest.mark.parametrize(
    ("period", "start"),
    [
        ("yes", "Period: “yes” can&#x27;t be read as a date"),
        ("2025-13", "Period: "),
    ],
)
def test_list_bad_period_says_so_and_shows_the_rest(
    client: Client, path: str, period: str, start: str
) -> None:
    one_of_each()
    page = client.get(path, {"period": period}).content.decode()
    assert [sentence.startswith(start) for sentence in problems(page)] == [True]
    assert titles(page) == [f"Zu {name}" for name in NAMES[path]]


def test_list_bad_filter_leaves_the_others_in_force(client: Client) -> None:
    one_of_each()
    one_of_each(mark="Other", code="FJ")
    page = client.get("/visits/?country=FJ&period=yes&status=nonsense").content.decode()
    assert titles(page) == ["Other visit"]
    assert how_many(page) == "1 of 2 visits"
    assert len(problems(page)) == 2


def test_list_unknown_order_keeps_the_usual_one(client: Client) -> None:
    for year in (2024, 2026, 2025):
        make.make_visit(title=f"Example {year}", dates=str(year))
    page = client.get("/visits/?sort=nonsense").content.decode()
    assert titles(page) == ["Example 2026", "Example 2025", "Example 2024"]


# --- Who sees what ---


@pytest.mark.parametrize("path", LISTS)
def test_list_anonymous_finds_no_trace_of_hidden_records(client: Client, path: str) -> None:
    one_of_each()
    one_of_each(Visibility.DRAFT, "Hidraft", "BT")
    one_of_each(Visibility.INTERNAL, "Hiinternal", "FJ")
    # From the public records to hidden ones.
    hidden = Visit.objects.get(title="Hidraft visit")
    shown = Visit.objects.get(title="Zu visit")
    shown.actions.update(visit=hidden, event=hidden.agreements.get().signing_event)
    shown.agreements.update(visit=hidden, signing_event=hidden.agreements.get().signing_event)
    page = client.get(path).content.decode()
    assert re.findall(r"Hidraft|Hiinternal|Bhutan|Fiji|hidraft|hiinternal|draft|internal", page) == []
    assert sorted(titles(page)) == [f"Zu {name}" for name in NAMES[path]]
    assert how_many(page).startswith(f"{len(NAMES[path])} ")


@pytest.mark.parametrize("path", LISTS)
def test_list_anonymous_choices_are_those_without_any_hidden_record(client: Client, path: str) -> None:
    one_of_each()
    before = client.get(path).content.decode()
    one_of_each(Visibility.DRAFT, "Hidraft", "BT")
    assert client.get(path).content.decode() == before


@pytest.mark.parametrize("path", LISTS)
def test_list_anonymous_hidden_choice_is_refused_like_an_unknown_one(client: Client, path: str) -> None:
    one_of_each()
    one_of_each(Visibility.DRAFT, "Hidraft", "BT")
    for name, hidden, unknown in (
        ("organisation", "hidraft-host", "no-such-host"),
        ("person", "hidraft-person", "no-such-person"),
        ("topic", "hidraft-topic", "no-such-topic"),
        ("programme", "hidraft-programme", "no-such-programme"),
        ("country", "BT", "ZZ"),
        ("visibility", "draft", "nonsense"),
    ):
        told = problems(client.get(path, {name: hidden}).content.decode())
        assert told == [
            sentence.replace(unknown, hidden)
            for sentence in problems(client.get(path, {name: unknown}).content.decode())
        ]
        assert len(told) == 1


@pytest.mark.parametrize("path", LISTS)
def test_list_words_find_nothing_hidden(client: Client, path: str) -> None:
    one_of_each(Visibility.DRAFT, "Hidraft", "BT")
    page = client.get(path, {"q": "Hidraft"}).content.decode()
    assert titles(page) == []
    assert how_many(page).startswith("0 ")


@pytest.mark.parametrize("path", ["/visits/", "/events/", "/agreements/", "/actions/"])
def test_list_staff_sees_all_with_the_state_marked(client: Client, path: str) -> None:
    client.force_login(make.make_user())
    for visibility in Visibility.values:
        one_of_each(visibility, f"Zu {visibility}")
    page = client.get(path).content.decode()
    noun = NAMES[path][0]
    assert sorted(titles(page)) == [f"Zu {visibility} {noun}" for visibility in sorted(Visibility.values)]
    assert set(re.findall(r'<span class="state unseen">(\w+)</span>', page)) == {"draft", "internal"}
    drafts = client.get(path, {"visibility": "draft"}).content.decode()
    assert titles(drafts) == [f"Zu draft {noun}"]
    assert how_many(drafts) == f"1 of 3 {noun}s"


@pytest.mark.parametrize("path", LISTS)
def test_list_keeps_to_the_office_what_is_for_the_office(client: Client, path: str) -> None:
    staff = make.make_user(username="zu-clerk")
    visit = one_of_each()
    Visit.objects.update(internal_notes="Secret notes")
    for record in (*visit.delegation.senders.all(), visit.stops.get().host):
        assert record is not None
        record.contact = record.internal_notes = "Secret contact"
        record.save()
    action = visit.actions.get()
    action.staff = staff
    action.save()
    for person in (client, Client()):
        page = person.get(path).content.decode()
        assert "Secret" not in page
        assert "zu-clerk" not in page
    assert titles(client.get(path, {"q": "Secret"}).content.decode()) == []


# --- What the rows say ---


def test_visit_list_row_says_what_a_person_needs(client: Client) -> None:
    one_of_each()
    part = re.sub(r"<[^>]+>", " ", client.get("/visits/", headers=HTMX).content.decode())
    assert " ".join(part.split()) == (
        "1 visit As a file: XLSX CSV 14 May 2025 Zu visit Kazakhstan → to Kazakhstan Zu delegation V-0001"
        " was planned for 14 May 2025; nothing recorded since"
        " 1 stop 1 agreement 1 open action 1 source Zu topic"
    )


def test_agreement_list_says_of_a_signing_that_lapsed(client: Client) -> None:
    event = make.make_event(name="Example Congress", dates="2020-23", status="planned")
    make.make_agreement(title="Example memorandum", status="preparation", signing_event=event)
    make.make_agreement(title="Example contract", status="signed", signed="2020-05-14")
    part = re.sub(r"<[^>]+>", " ", client.get("/agreements/", headers=HTMX).content.decode())
    assert " ".join(part.split()) == (
        "2 agreements As a file: XLSX CSV Example contract Memorandum A-0002 signed, 14 May 2020"
        " Example memorandum Memorandum A-0001 in preparation"
        " signing was planned for autumn 2020; nothing recorded since"
    )


def test_action_list_marks_in_words_what_is_overdue(client: Client) -> None:
    make.make_action(title="Example task", due="2020-05", owner_country=make.country())
    make.make_action(title="Later task", status="done")
    part = re.sub(r"<[^>]+>", " ", client.get("/actions/", headers=HTMX).content.decode())
    assert " ".join(part.split()) == (
        "2 actions As a file: XLSX CSV Example task Kazakhstan F-0001 open, overdue: was due May 2020"
        " Later task owner not stated F-0002 done"
    )


def test_action_list_tells_the_basis_and_what_both_sides_owe(client: Client) -> None:
    sides = {"owner_country": make.country(), "counterpart_country": make.country("CN")}
    make.make_action(title="Example hope", basis="wished", **sides)
    make.make_action(title="Example task", basis="agreed", mutual=True, **sides)
    part = re.sub(r"<[^>]+>", " ", client.get("/actions/", headers=HTMX).content.decode())
    assert " ".join(part.split()) == (
        "2 actions As a file: XLSX CSV"
        " Example hope Kazakhstan → to China F-0001 wished for open, due date not stated"
        " Example task Kazakhstan and China (each owes it to the other)"
        " F-0002 agreed open, due date not stated"
    )
    assert titles(client.get("/actions/?basis=wished").content.decode()) == ["Example hope"]


def test_delegation_list_tells_stated_from_named(client: Client) -> None:
    delegation = make.make_delegation(name="Example group", size=23, members=1)
    make.make_participant(delegation=delegation, description="Associate Dean")
    make.make_visit(title="Example visit", delegation=delegation, dates="XXXX-09-22")
    part = re.sub(r"<[^>]+>", " ", client.get("/delegations/", headers=HTMX).content.decode())
    assert " ".join(part.split()) == (
        "1 delegation As a file: XLSX CSV Example group sender not stated 23 members stated 1 named"
        " 1 described without a name Example visit , 22 September, year not stated"
    )


def test_source_list_counts_records_once_and_only_visible_ones(client: Client) -> None:
    visit = one_of_each()
    source = visit.citations.get().source
    make.make_citation(source=source, visit=visit, line=2)
    make.make_citation(source=source, visit=make.make_visit(visibility="draft"))
    assert "evidences 2 entries of the record" in client.get("/sources/").content.decode()
    client.force_login(make.make_user())
    assert "evidences 3 entries of the record" in client.get("/sources/").content.decode()


def test_list_chips_take_one_filter_off(client: Client) -> None:
    one_of_each()
    page = client.get("/visits/?q=Zu&country=KZ&sort=title").content.decode()
    chips = re.findall(r'<a class="chip" href="(/visits/[^"]*)">(.*?)<span', page)
    assert chips == [
        ("/visits/?sort=title&amp;country=KZ", "Words: <bdi>“Zu”</bdi>"),
        ("/visits/?q=Zu&amp;sort=title", "Country: <bdi>Kazakhstan</bdi>"),
    ]
