"""The timeline's strip and lanes as pages show them, and the days of one visit."""

import re
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import factories as make
from tests.views.pages import main_of, words
from tests.views.test_timeline import MOST_QUERIES, get, titles

pytestmark = pytest.mark.django_db

TODAY = date(2026, 1, 15)


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.localdate", lambda: TODAY)


def bars(html: str) -> dict[str, str]:
    """What each bar says, and where it leads."""
    found = re.findall(r'<a href="([^"]*)" class="bar[^"]*" aria-label="([^"]*)"', html)
    return {unescape(label): unescape(url) for url, label in found}


def ways(html: str) -> dict[str, str]:
    """The links to other periods."""
    nav = html.partition('<nav class="ways"')[2].partition("</nav>")[0]
    return {label: unescape(url) for url, label in re.findall(r'href="([^"]*)"[^>]*>([^<]*)<', nav)}


def rows(html: str) -> list[list[str]]:
    """The rows of the table of figures that are not all nought."""
    body = html.partition('<table class="figures">')[2].partition("<tbody>")[2].partition("</tbody>")[0]
    found = [
        [
            unescape(re.sub(r"<[^>]*>", "", cell)).strip()
            for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)
        ]
        for row in re.findall(r"<tr>(.*?)</tr>", body, re.DOTALL)
    ]
    return [row for row in found if row[1:3] != ["0", "0"]]


@pytest.fixture
def three_years():
    for text in ("2023-03-04", "2025-05-14", "2025-05-30/2025-06-02", "2025"):
        make.make_visit(dates=text, status="completed")
    make.make_event(dates="2025-05-20", status="completed")
    make.make_event(dates="2026-01-15", status="completed")


def test_strip_says_what_its_table_says(client, three_years):
    html = get(client, "?zoom=years")
    assert list(bars(html)) == ["2023: 1 visit", "2025: 3 visits, 1 event", "2026: 1 event; today"]
    assert rows(html) == [["2023", "1", "0", "0"], ["2025", "3", "1", "0"], ["2026 today", "0", "1", "0"]]
    html = get(client, "?period=2025")
    assert bars(html)["May 2025: 3 visits, 1 event; 2 of them reaching beyond, or known less exactly"]
    assert ["May 2025", "3", "1", "2"] in rows(html)


@pytest.mark.parametrize("query", ["", "?zoom=decades", "?period=2020s", "?period=2025", "?period=May+2025"])
def test_strip_bars_lead_to_as_many_entries_as_they_say(client, three_years, query):
    found = bars(get(client, query))
    assert found
    for label, url in found.items():
        path, _hash, fragment = url.partition("#")
        said = sum(
            int(number) for number in re.findall(r"(\d+) (?:visit|event)s?\b", label.partition(": ")[2])
        )
        html = get(client, path.removeprefix("/timeline/"))
        assert (len(titles(html)), fragment) == (said, "strip"), label
        assert 'id="strip"' in html


def test_strip_narrows_step_by_step_and_widens_again(client, three_years):
    assert bars(get(client, "?zoom=decades&kind=visits")) == {
        "2020s: 4 visits; today": "/timeline/?kind=visits&period=202X#strip"
    }
    steps = []
    query = "?zoom=decades"
    for start in ("2020s", "2025", "May 2025", "14 May 2025"):
        url = next(url for label, url in bars(get(client, query)).items() if label.startswith(f"{start}:"))
        query = url.removeprefix("/timeline/").partition("#")[0]
        steps.append(query)
    assert steps == ["?period=202X", "?period=2025", "?period=2025-05", "?period=2025-05-14"]
    assert [ways(get(client, step)) for step in steps] == [
        {"Wider: all years": "/timeline/#strip"},
        {
            "Earlier: 2023": "/timeline/?period=2023#strip",
            "Wider: 2020s": "/timeline/?period=202X#strip",
            "Later: 2026": "/timeline/?period=2026#strip",
        },
        {
            "Earlier: March 2023": "/timeline/?period=2023-03#strip",
            "Wider: 2025": "/timeline/?period=2025#strip",
            "Later: January 2026": "/timeline/?period=2026-01#strip",
        },
        {
            "Earlier: 4 March 2023": "/timeline/?period=2023-03-04#strip",
            "Wider: May 2025": "/timeline/?period=2025-05#strip",
            "Later: 20 May 2025": "/timeline/?period=2025-05-20#strip",
        },
    ]


def test_strip_counts_what_the_other_filters_leave(client, three_years):
    assert list(bars(get(client, "?zoom=years&kind=events&period=2025"))) == [
        "2025: 1 event",
        "2026: 1 event; today",
    ]
    assert 'id="strip"' not in get(client, "?q=nothing-like-it")


def test_strip_tells_anonymous_readers_nothing_of_hidden_records(client):
    hidden: dict[str, Any] = {"status": "completed", "dates": "2019-05", "countries": [make.country("BT")]}
    make.make_visit(visibility="draft", **hidden)
    make.make_event(visibility="internal", programmes=[make.make_programme(name="Hidden one")], **hidden)
    make.make_event(dates="2025-05", status="completed", name="Open forum", countries=[make.country("KZ")])
    for query in ("?zoom=years", "?period=2025", "?lanes=country", "?lanes=programme", "?period=2019"):
        html = get(client, query).partition('id="results"')[2]
        assert [word for word in ("2019: ", "Earlier: 2019", "Bhutan", "Hidden one") if word in html] == [], (
            query
        )
    client.force_login(make.make_user())
    assert list(bars(get(client, "?zoom=years"))) == ["2019: 1 visit, 1 event", "2025: 1 event"]
    assert "Earlier: 2019" in ways(get(client, "?period=2025"))
    assert "Bhutan" in get(client, "?lanes=country")


def test_today_stands_between_what_is_ahead_and_what_has_passed(client):
    make.make_event(name="Next", dates="2026-02", status="planned")
    make.make_event(name="Last", dates="2025-12", status="completed")
    text = words(client.get("/timeline/"))
    assert text.index("Next") < text.index("Today, 15 January 2026") < text.index("Last")
    assert "Today, " in words(client.get("/timeline/?period=2026"))
    assert "Today, " not in words(client.get("/timeline/?period=2025"))


def test_months_and_seasons_stand_once_within_their_year(client):
    for text in (
        "2025",
        "2025-03",
        "2025-03-02",
        "2025-21",
        "2025-09/2026-02",
        "2025-23",
        "2025-09-05",
        "202X",
    ):
        make.make_event(dates=text, status="completed")
    html = get(client)
    assert re.findall(r"<h2[^>]*>([^<]*)|<h3 class=\"month\">([^<]*)", html) == [
        ("2025", ""),
        ("", "Month not stated"),
        ("", "Spring"),
        ("", "March"),
        ("", "Autumn"),
        ("", "September"),
        ("2020s", ""),
    ]


# --- Lanes ---


def lanes(html: str) -> dict[str, list[str]]:
    """The titles in each lane."""
    found = {}
    for part in html.split('<section class="year lane"')[1:]:
        part = part.partition("</section>")[0]
        name = re.search(r"<h2[^>]*>([^<]*)", part)
        assert name is not None
        listed = part.partition("<ol")[2].partition("</ol>")[0]
        found[unescape(name[1])] = re.findall(r'<a href="[^"]*">([^<]*)</a>', listed)
    return found


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        ("country", {"China": ["One", "Two"], "Kazakhstan": ["One"], "None stated": ["Three"]}),
        ("organisation", {"Zu host": ["One", "Two"], "Zu sender": ["One"], "None stated": ["Three"]}),
        ("programme", {"Zu programme": ["Two"], "None stated": ["One", "Three"]}),
    ],
)
def test_lanes_hold_each_entry_wherever_it_belongs(client, by, expected):
    host, sender = make.make_organisation(name="Zu host"), make.make_organisation(name="Zu sender")
    programme = make.make_programme(name="Zu programme")
    visit = make.make_visit(
        title="One", dates="2025-05", status="completed", countries=[make.country("CN"), make.country("KZ")]
    )
    visit.delegation.senders.add(sender)
    make.make_stop(visit=visit, host=host)
    make.make_stop(visit=visit, host=host)
    event = make.make_event(
        name="Two", dates="2025-06", status="completed", country=make.country("CN"), programmes=[programme]
    )
    make.make_event_organisation(event=event, organisation=host)
    make.make_visit(title="Three", dates="2025-07", status="completed")
    html = get(client, f"?lanes={by}")
    assert lanes(html) == expected
    # Its strip counts each entry once, and only its own.
    first = next(iter(expected))
    said = {"country": "May 2025: 1, June 2025: 1", "organisation": "May 2025: 1, June 2025: 1"}
    assert f'aria-label="How many when: {said.get(by, "June 2025: 1")}"' in html, first
    for name, url in re.findall(
        r'<a href="(/timeline/[^"]*)">This alone<span class="unheard">: ([^<]*)', html
    ):
        alone = get(client, unescape(name).removeprefix("/timeline/"))
        assert titles(alone) == expected[unescape(url)]


def test_lanes_are_bounded(client, monkeypatch):
    monkeypatch.setattr("tracker.filters.lanes.MOST_LANES", 2)
    monkeypatch.setattr("tracker.filters.lanes.MOST_NAMED", 1)
    monkeypatch.setattr("tracker.filters.lanes.MOST_ENTRIES", 1)
    for number in range(4):
        programme = make.make_programme(name=f"Programme {number}")
        for _copy in range(4 - number):
            make.make_event(name=f"Forum {number}", dates="2025", status="completed", programmes=[programme])
    html = get(client, "?lanes=programme")
    assert lanes(html) == {"Programme 0": ["Forum 0"], "Programme 1": ["Forum 1"]}
    text = words(client.get("/timeline/?lanes=programme"))
    assert "3 more of this page stand here." in text
    assert "Further lanes: Programme 2 (2) and 1 more" in text


@pytest.mark.parametrize("viewer", ["anonymous", "staff"])
@pytest.mark.parametrize(
    "query",
    ["?period=2025", "?period=2025&zoom=years&lanes=country", "?lanes=organisation", "?lanes=programme"],
)
def test_strip_and_lanes_queries_do_not_grow_with_rows(client, viewer, query):
    if viewer == "staff":
        client.force_login(make.make_user())
    taken, made = [], 0
    for wanted in (1, 3):
        for _number in range(wanted - made):
            host, programme = make.make_organisation(country=make.country("KZ")), make.make_programme()
            visit = make.make_visit(
                dates="2025", stops=2, countries=[make.country("CN")], programmes=[programme]
            )
            visit.delegation.senders.add(host)
            event = make.make_event(dates="2025", country=make.country("KZ"), programmes=[programme])
            make.make_event_organisation(event=event, organisation=host)
        made = wanted
        with CaptureQueriesContext(connection) as queries:
            get(client, query)
        taken.append(len(queries))
    assert len(set(taken)) == 1, taken
    # Within a transaction, as here, nothing of what else is kept is at hand.
    assert taken[0] <= MOST_QUERIES + 1


# --- The days of a visit ---


@pytest.fixture
def days():
    visit = make.make_visit(title="Example visit", dates="2025-05-14/2025-05-15", status="completed")
    host = make.make_organisation(name="Example host")
    make.make_stop(visit=visit, title="Talks", day="2025-05-14", host=host, place="Example Town")
    make.make_stop(visit=visit, title="Tour", day="2025-05-15", kind="tour")
    return visit


def test_days_of_a_visit_are_a_page_and_a_part_of_it(client, days):
    page = client.get(f"/visits/{days.reference}/days/")
    part = client.get(f"/visits/{days.reference}/days/", headers={"HX-Request": "true"})
    assert words(page) == (
        f"Example visit {days.reference} · 14–15 May 2025"
        " 14 May Talks meeting · Example host · Example Town 15 May Tour tour"
        " All about this visit"
    )
    assert part.content.decode().strip() in main_of(page)
    assert "<html" not in part.content.decode()
    assert "HX-Request" in part["Vary"]


def test_days_of_a_hidden_visit_are_not_found(client, days):
    for visibility in ("draft", "internal"):
        days.visibility = visibility
        days.save()
        for headers in ({}, {"HX-Request": "true"}):
            assert client.get(f"/visits/{days.reference}/days/", headers=headers).status_code == 404
    client.force_login(make.make_user())
    assert "Talks" in words(client.get(f"/visits/{days.reference}/days/"))


def test_days_of_a_visit_without_stops_say_so(client):
    visit = make.make_visit()
    assert "No stops are recorded." in words(client.get(f"/visits/{visit.reference}/days/"))


def test_days_come_later_where_a_page_has_many_stops(client, days, monkeypatch):
    assert "hx-get" not in get(client).partition('<details class="days">')[2].partition("</details>")[0]
    monkeypatch.setattr("tracker.timeline.entries.MOST_STOPS", 1)
    opened = get(client).partition('<details class="days">')[2].partition("</details>")[0]
    assert "<summary>2 days, 2 stops</summary>" in opened
    assert "Talks" not in opened
    assert f'data-hx-get="/visits/{days.reference}/days/"' in opened
    assert f'<a href="/visits/{days.reference}/days/">The days of this visit</a>' in opened


def test_hosts_of_a_visit_are_named_once(client, days):
    for number in range(4):
        make.make_stop(visit=days, host=make.make_organisation(name=f"Host {number}"))
    make.make_stop(visit=days, host=days.stops.first().host)
    days.invited_by.add(make.make_organisation(name="Inviter"))
    assert "invited by Inviter · hosts: Example host , Host 0 , Host 1 and 2 more" in words(
        client.get("/timeline/")
    )
