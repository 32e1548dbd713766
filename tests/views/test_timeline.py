"""The timeline's page: its sections, filters, pages, partial, and how many there are."""

import re
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import factories as make
from tracker.timeline import Totals
from tracker.views.timeline import how_many

pytestmark = pytest.mark.django_db

TODAY = date(2026, 1, 15)
MOST_QUERIES = 25


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.localdate", lambda: TODAY)


def results(html: str) -> str:
    """The part of the page that htmx swaps."""
    return (
        html.partition('<div class="results" id="results" tabindex="-1">')[2]
        .partition("</main>")[0]
        .rpartition("</div>")[0]
    )


def words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())


def get(client, query: str = "") -> str:
    response = client.get(f"/timeline/{query}")
    assert response.status_code == 200
    html: str = response.content.decode()
    return html


def titles(html: str) -> list[str]:
    return re.findall(r"<h[34]><a [^>]*>([^<]*)</a></h[34]>", html)


MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
MONTH_NAMES = [
    f"{month} {year}" for year in (2025, 2026) for month in (
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
        "November", "December",
    )
]  # fmt: skip
# An event of autumn 2025, and one of 3 February 2026: as the strip has them, and as its table.
STRIP = (
    "today Jan 2025 Feb Mar Apr May Jun Jul Aug 1 Sep 1 Oct 1 Nov Dec Jan 2026 1 Feb "
    + " ".join(MONTHS[2:])
)  # fmt: skip
FIGURES = "When Visits Events of these reaching beyond, or known less exactly " + " ".join(
    f"{name}{' today' if name == 'January 2026' else ''} 0 {int(number in (8, 9, 10, 13))}"
    f" {int(number in (8, 9, 10))}"
    for number, name in enumerate(MONTH_NAMES)
)


def test_timeline_shows_entries_with_what_is_known(client):
    sender = make.make_organisation(name="Example Centre", country=make.country("CN"))
    delegation = make.make_delegation(name="Example Delegation", senders=[sender], members=2)
    visit = make.make_visit(
        title="Example visit",
        delegation=delegation,
        dates="XXXX-XX-21/XXXX-XX-24",
        status="completed",
        countries=[make.country("KZ")],
        topics=[make.make_topic(name="rural teachers")],
    )
    make.make_stop(visit=visit, title="First talks", day="XXXX-XX-21", place="Example Town")
    make.make_stop(visit=visit, title="Second talks", day="XXXX-XX-21", kind="tour")
    make.make_stop(visit=visit, title="Third talks")
    make.make_agreement(visit=visit)
    event = make.make_event(
        name="Example Forum", dates="2025-23", status="planned", kind="forum", place="Example Town"
    )
    make.make_event_organisation(event=event, organisation=sender, role="organiser")
    make.make_citation(event=event)
    make.make_event(name="Next Forum", dates="2026-02-03", status="confirmed")

    assert words(results(get(client))) == (
        "1 visit and 2 events; 1 has no year in its sources; 1 was planned, with nothing recorded since "
        "Visits and events by month, January 2025 to December 2026 "
        "Outlined: reaches beyond, or is known less exactly. "
        f"{STRIP} These figures as a table {FIGURES} "
        "Planned 2026 3 February 2026 Next Forum Other confirmed "
        "Today, 15 January 2026 "
        "2025 Autumn autumn Example Forum Forum · Example Town · Example Centre "
        "was planned for autumn 2025; nothing recorded since 1 source "
        "Year not stated Month not stated 21–24 month not stated Example visit "
        f"China → to Kazakhstan · Example Delegation {visit.reference} completed 2 people named 1 agreement "
        "rural teachers 1 day, 3 stops "
        "the 21st First talks meeting · Example Town Second talks tour "
        "day not stated Third talks meeting "
        "Address of this page: http://testserver/timeline/"
    )


@pytest.mark.parametrize(
    ("dates", "status", "expected"),
    [
        ("2025-05-14", "completed", "14 May"),
        ("2025-05-XX", "completed", "May day not stated"),
        ("/2025-05-14", "completed", "by 14 May start not stated"),
        ("../2025-05-14", "completed", "by 14 May"),
        ("2025", "completed", "2025"),
        ("XXXX-09-22", "completed", "22 Sep"),
        ("2026-09-22", "planned", "22 September 2026"),
        (None, "planned", "planned; date not stated"),
        (None, "completed", ""),
    ],
)
def test_timeline_date_column_says_what_the_heading_does_not(client, dates, status, expected):
    make.make_event(dates=dates, status=status)
    [column] = re.findall(r'<div class="when">(.*?)</div>', get(client), re.DOTALL)
    assert words(column) == expected


@pytest.fixture
def record():
    """A visit and an event that have all that can be asked for, and one of each that has nothing of it."""
    kz, host, person = (
        make.country("KZ"),
        make.make_organisation(slug="host"),
        make.make_person(slug="person"),
    )
    topic, programme = make.make_topic(slug="topic"), make.make_programme(slug="programme")
    subjects: dict[str, Any] = {"topics": [topic], "programmes": [programme], "countries": [kz]}
    visit = make.make_visit(
        title="Marked visit", dates="2025-05", status="completed", invited_by=[host], **subjects
    )
    make.make_participant(delegation=visit.delegation, person=person)
    event = make.make_event(name="Marked forum", dates="2025-06", status="completed", **subjects)
    make.make_event_organisation(event=event, organisation=host)
    make.make_participant(event=event, person=person)
    make.make_visit(title="Plain visit", dates="2024", status="planned")
    make.make_event(name="Plain forum", dates="2024", status="planned")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["Marked visit", "Marked forum", "Plain visit", "Plain forum"]),
        ("?kind=visits", ["Marked visit", "Plain visit"]),
        ("?kind=events", ["Marked forum", "Plain forum"]),
        ("?country=KZ", ["Marked visit", "Marked forum"]),
        ("?organisation=host", ["Marked visit", "Marked forum"]),
        ("?person=person", ["Marked visit", "Marked forum"]),
        ("?topic=topic", ["Marked visit", "Marked forum"]),
        ("?programme=programme", ["Marked visit", "Marked forum"]),
        ("?period=2025", ["Marked visit", "Marked forum"]),
        ("?period=2025-06/2025-09", ["Marked forum"]),
        ("?status=lapsed", ["Plain visit", "Plain forum"]),
        ("?status=completed", ["Marked visit", "Marked forum"]),
        ("?q=marked", ["Marked visit", "Marked forum"]),
        ("?q=plain&kind=events", ["Plain forum"]),
        ("?q=nothing-like-it", []),
    ],
)
def test_timeline_filters_visits_and_events_alike(client, record, query, expected):
    assert titles(get(client, query)) == expected


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("country=ZZ", "Country: nothing here goes by “ZZ”"),
        ("topic=none-such", "Topic: nothing here goes by “none-such”"),
        ("status=nonsense", "Status: nothing here goes by “nonsense”"),
        ("zoom=hours", "Zoom: nothing here goes by “hours”"),
        ("zoom=days", "The strip has room for 46 days, not for 1096: ask for a shorter period"),
        ("lanes=person", "Lanes by: nothing here goes by “person”"),
        ("kind=parties", "Show: nothing here goes by “parties”"),
        ("period=yes", "Period: "),
        ("page=x", "“x” is no number of a page"),
        ("page=99", "There is no page 99"),
        ("page=-1", "There is no page -1"),
        ("visibility=draft", "“visibility” was left out"),
        ("q=" + "x" * 100_000, "“Words” was left out"),
        ("q=%00", "“Words” was left out"),
        ("nonsense=1", "“nonsense” was left out"),
        ("kind=visits&kind=events&kind=", "“Show” was given 3 times"),
    ],
)
def test_timeline_of_a_bad_query_says_so_and_shows_the_rest(client, record, query, sentence):
    html = get(client, f"?{query}")
    assert sentence in words(results(html))
    assert len(titles(html)) == 4


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?kind=visits",
        "?country=KZ",
        "?organisation=host",
        "?person=person",
        "?topic=topic",
        "?programme=programme",
        "?status=lapsed",
        "?q=marked",
        "?period=2025",
        "?period=May+2025&zoom=months",
        "?period=September",
        "?zoom=decades",
        "?zoom=days",
        "?lanes=country",
        "?lanes=organisation&period=2025",
        "?lanes=programme&zoom=months",
        "?country=ZZ",
        "?page=7",
    ],
)
def test_timeline_partial_is_the_same_part_of_the_page(client, record, query):
    partial = client.get(f"/timeline/{query}", headers={"HX-Request": "true"})
    assert partial.content.decode().strip() == results(get(client, query)).strip()
    assert "HX-Request" in partial["Vary"]


def test_timeline_tells_anonymous_readers_nothing_of_hidden_records(client):
    for visibility in ("draft", "internal"):
        hidden: dict[str, Any] = {
            "visibility": visibility,
            "dates": "2025",
            "status": "postponed",
            "countries": [make.country("BT")],
            "topics": [make.make_topic(name=f"Hidden topic {visibility}")],
            "programmes": [make.make_programme(name=f"Hidden programme {visibility}")],
        }
        make.make_visit(title="Hidden visit", **hidden)
        make.make_event(name="Hidden event", **hidden)
    make.make_event(name="Open forum", dates="2025", status="completed")
    text = words(get(client).partition("<main")[2])
    assert [word for word in ("Hidden", "Bhutan", "postponed", "draft", "internal") if word in text] == []
    assert "0 visits and 1 event" in text
    client.force_login(make.make_user())
    text = words(get(client).partition("<main")[2])
    assert "2 visits and 3 events" in text
    assert [word for word in ("Hidden", "Bhutan", "postponed", "draft", "internal") if word not in text] == []


def test_timeline_pages_are_whole_and_say_what_continues(client, monkeypatch):
    monkeypatch.setattr("tracker.views.timeline.PAGE_SIZE", 2)
    for day in range(1, 6):
        make.make_event(name=f"Forum {day}", dates=f"2025-05-0{day}", status="completed")
    pages = [get(client, f"?page={page}") for page in (1, 2, 3)]
    assert [titles(page) for page in pages] == [
        ["Forum 1", "Forum 2"], ["Forum 3", "Forum 4"], ["Forum 5"],
    ]  # fmt: skip
    assert ["continued" in page for page in pages] == [False, True, True]
    assert "Page 2 of 3" in words(pages[1])


@pytest.mark.parametrize("viewer", ["anonymous", "staff"])
def test_timeline_queries_do_not_grow_with_rows(client, viewer):
    if viewer == "staff":
        client.force_login(make.make_user())
    taken, made = [], 0
    for wanted in (1, 3, 25):
        for _number in range(wanted - made):
            host = make.make_organisation(country=make.country("KZ"))
            visit = make.make_visit(
                dates="2025", stops=2, topics=[make.make_topic()], countries=[make.country("CN")]
            )
            visit.delegation.senders.add(host)
            event = make.make_event(dates="2025", topics=[make.make_topic()], country=make.country("KZ"))
            make.make_event_organisation(event=event, organisation=host, role="host")
            make.make_participant(event=event, organisation=host)
            make.make_agreement(visit=visit, signing_event=event, programmes=[make.make_programme()])
            make.make_action(visit=visit)
            make.make_citation(visit=visit)
        made = wanted
        with CaptureQueriesContext(connection) as queries:
            assert len(titles(get(client))) == 2 * wanted
        taken.append(len(queries))
    assert len(set(taken)) == 1, taken
    assert taken[0] <= MOST_QUERIES


@pytest.mark.parametrize(
    ("found", "of", "expected"),
    [
        (Totals(visits=3, events=11, no_year=5), None, "3 visits and 11 events;"
         " 5 have no year in their sources"),
        (Totals(visits=1, events=1, no_year=1), None, "1 visit and 1 event; 1 has no year in its sources"),
        (Totals(), None, "0 visits and 0 events"),
        (Totals(visits=2, no_date=1, lapsed=2), 9, "2 visits and 0 events, of 9 in all; 1 has no date; "
         "2 were planned, with nothing recorded since"),
        (Totals(visits=2), 2, "2 visits and 0 events"),
    ],
)  # fmt: skip
def test_how_many_says_it_in_words(found, of, expected):
    assert how_many(found, of) == expected


def test_timeline_without_entries_says_so(client):
    assert "Nothing is recorded here yet." in words(get(client))


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (["/2025-05-14", "2025-05-14"], "1 day, 2 stops"),
        (["2025-05-13", "2025-05-14", "2025-05-14"], "2 days, 3 stops"),
        (["2025-05", None], "2 stops"),
    ],
)
def test_timeline_counts_only_days_that_are_told_as_such(client, days, expected):
    visit = make.make_visit(dates="2025-05", status="completed")
    for day in days:
        make.make_stop(visit=visit, day=day)
    assert f"<summary>{expected}</summary>" in get(client)


def test_timeline_of_a_themed_year_counts_no_countries(client):
    for kind in ("themed_year", "forum"):
        make.make_event(kind=kind, dates="2025", status="completed", countries=[make.country("KZ")])
    assert words(get(client)).count("1 country") == 1
