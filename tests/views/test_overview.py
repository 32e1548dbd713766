"""The record at a glance: what the pictures count, for whom, and where their bars lead."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import factories as make
from tests.views.pages import main_of, words
from tracker.choices import Visibility
from tracker.views import charts
from tracker.views.charts import Item, Part

pytestmark = pytest.mark.django_db

MOST_QUERIES = 25


def make_journey(source: str | None, *to: str, **over: Any) -> None:
    """A visit sent from a country, or by an organisation without one, to others."""
    sender = make.make_organisation(country=make.country(source) if source else None)
    make.make_visit(delegation=make.make_delegation(senders=[sender]), countries=list(to), **over)


def sentences(page: str, anchor: str) -> list[str]:
    """What the bars of one picture say to a screen reader, in their order."""
    picture = page.partition(f'<h2 id="{anchor}"')[2].partition("</section>")[0]
    return [unescape(label) for label in re.findall(r'<a href="[^"]*" aria-label="([^"]*)"', picture)]


def table(page: str, anchor: str) -> list[list[str]]:
    """The figures below one picture, row by row."""
    picture = page.partition(f'<h2 id="{anchor}"')[2].partition("</section>")[0]
    rows = re.findall(r"<tr>(.*?)</tr>", picture, re.DOTALL)
    return [
        [re.sub(r"<[^>]+>", "", cell).strip() for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL)]
        for row in rows
    ]


def fill(visibility: str = "public", home: str = "KZ", away: str = "CN") -> None:
    make_journey(home, away, dates="2024-05-14", visibility=visibility)
    make_journey(away, home, dates="XXXX-09-22", visibility=visibility)
    make_journey(away, home, visibility=visibility)
    make_journey(away, home, visibility=visibility, dates="199X")
    make.make_event(country_id=home, visibility=visibility)
    make.make_agreement(status="signed", visibility=visibility, country_id=home)


def test_overview_visits_by_year_and_direction(client: Client) -> None:
    make_journey("KZ", "CN", dates="2023-12-30/2024-01-02")  # began in 2023
    make_journey("KZ", "CN", "KZ", dates="2025")
    make_journey("CN", "KZ", dates="2025-05-14")
    make_journey("CN", "KZ", dates="2025-23")
    make_journey("KZ", "KZ", dates="2025-05")  # within
    make_journey("CN", "DE", dates="2025-05")  # between others
    make_journey(None, "KZ", dates="2025-05")  # from where is not stated
    make_journey("KZ", dates="2025-05")  # to where is not stated
    page = client.get("/overview/?country=KZ").content.decode()
    assert sentences(page, "years") == [
        "2023: 1 visit; out 1, in 0, other 0",
        "2025: 7 visits; out 1, in 2, other 4",
    ]
    assert table(page, "years") == [
        ["Year", "Out", "In", "Other", "All"],
        ["2023", "1", "0", "0", "1"],
        ["2024", "0", "0", "0", "0"],
        ["2025", "1", "2", "4", "7"],
    ]
    assert "Not in the picture" not in page


def test_overview_country_of_stops_and_of_further_senders_tells_direction(client: Client) -> None:
    senders = [make.make_organisation(country_id=code) for code in ("CN", "DE")]
    visit = make.make_visit(delegation=make.make_delegation(senders=senders), dates="2025")
    make.make_stop(visit=visit, country=make.country("KZ"))
    for code, told in (("KZ", "out 0, in 1"), ("CN", "out 1, in 0"), ("DE", "out 1, in 0")):
        page = client.get(f"/overview/?country={code}").content.decode()
        assert sentences(page, "years") == [f"2025: 1 visit; {told}, other 0"]


def test_overview_says_which_visits_are_in_no_year(client: Client) -> None:
    make_journey("KZ", "CN", dates="2025")
    for dates in ("XXXX-09-22", "XXXX-03", None, "199X", "20XX", "202X~", "/2025-05-14", "2020/.."):
        make_journey("KZ", "CN", dates=dates)
    text = words(client.get("/overview/"))
    assert (
        "Not in the picture: 2 visits whose sources state no year; 1 visit without a date;"
        " 4 visits of which it is not stated in which year they began." in text
    )
    page = client.get("/overview/").content.decode()
    assert [row[0] for row in table(page, "years") if row[-1] == "1"] == ["2020", "2025"]


def test_overview_many_years_are_told_by_decade(client: Client) -> None:
    for year in (1951, 1959, 1991, 2025):
        make_journey("KZ", "CN", dates=str(year))
    page = client.get("/overview/").content.decode()
    assert [(row[0], row[-1]) for row in table(page, "years")] == [
        ("Year", "All"), ("1950s", "2"), ("1960s", "0"), ("1970s", "0"), ("1980s", "0"), ("1990s", "1"),
        ("2000s", "0"), ("2010s", "0"), ("2020s", "1"),
    ]  # fmt: skip
    assert re.findall(r'<a href="/visits/\?period=(195X)" aria-label', page) == ["195X"]
    assert "2 of 4 visits" in words(client.get("/visits/?period=195X"))


def test_overview_agreements_by_state_in_the_order_of_their_life(client: Client) -> None:
    for status in ("in_force", "proposed", "signed", "signed"):
        make.make_agreement(status=status)
    page = client.get("/overview/").content.decode()
    assert table(page, "states") == [
        ["State", "All"], ["Proposed", "1"], ["Signed", "2"], ["In force", "1"],
    ]  # fmt: skip
    assert sentences(page, "states") == [
        "proposed: 1 agreement",
        "signed: 2 agreements",
        "in force: 1 agreement",
    ]


def test_overview_cooperation_by_country_most_first(client: Client) -> None:
    make_journey("KZ", "CN")
    make.make_event(countries=["KZ"])
    agreement = make.make_agreement(parties=[make.make_organisation(country_id="KZ")])
    make.make_party(agreement=agreement, country=make.country("DE"))
    page = client.get("/overview/").content.decode()
    assert table(page, "cooperation") == [
        ["Country", "Visits", "Events", "Agreements", "All"],
        ["Kazakhstan", "1", "1", "1", "3"],
        ["China", "1", "0", "0", "1"],
        ["Germany", "0", "0", "1", "1"],
    ]


def test_overview_draws_the_countries_with_the_most_only(client: Client) -> None:
    for code in ["AT", "BE", "BG", "CN", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU"]:
        make.make_event(country_id=code)
    text = words(client.get("/overview/"))
    assert "Only the 12 with the most are drawn." in text


def test_overview_bars_lead_to_the_lists_behind_them(client: Client) -> None:
    fill()
    page = main_of(client.get("/overview/"))
    links = re.findall(r'<a href="([^"]*)" aria-label', page)
    assert links == ["/visits/?period=2024", "/agreements/?status=signed", "/countries/KZ/", "/countries/CN/"]
    assert "1 of 4 visits" in words(client.get(links[0]))
    assert [client.get(link).status_code for link in links] == [200] * len(links)


@pytest.mark.parametrize("visibility", [Visibility.DRAFT, Visibility.INTERNAL])
def test_overview_counts_nothing_hidden_for_anonymous(client: Client, visibility: str) -> None:
    fill()
    before = client.get("/overview/").content
    for _number in range(3):
        fill(visibility)
        fill(visibility, home="FJ", away="BT")
    assert client.get("/overview/").content == before
    assert b"Fiji" not in client.get("/overview/?country=FJ").content
    client.force_login(make.make_user())
    page = client.get("/overview/?country=FJ").content.decode()
    assert sentences(page, "years") == ["2024: 7 visits; out 3, in 0, other 4"]
    assert sentences(page, "states") == ["signed: 7 agreements"]


@pytest.mark.parametrize(
    "query",
    [
        "country=ZZ", "country=FJ", "country=%00", "country=" + "K" * 5000, "country=%25%27%22*",
        "country=KZ&country=CN", "country[]=KZ", "page=2", "country=%E5%93%88", "country=-1",
    ],
)  # fmt: skip
def test_overview_of_what_is_not_understood_says_so(client: Client, query: str) -> None:
    fill()
    response = client.get(f"/overview/?{query}")
    assert response.status_code == 200
    page = response.content.decode()
    assert '<ul class="problems">' in page
    assert len(sentences(page, "years")) == 1


def test_overview_takes_a_country_by_code_or_name(client: Client) -> None:
    fill()
    for asked in ("CN", "cn", "China", "CHINA"):
        page = client.get(f"/overview/?country={asked}").content.decode()
        assert '<option value="CN" selected>' in page
        assert "unless another is chosen" not in page


def test_overview_of_an_empty_record(client: Client) -> None:
    text = words(client.get("/overview/"))
    for told in ("No visit with a year", "No agreement", "No country"):
        assert f"{told} is recorded yet." in text


@pytest.mark.parametrize("signed_in", [False, True])
def test_overview_same_queries_for_few_and_many(client: Client, signed_in: bool) -> None:
    if signed_in:
        client.force_login(make.make_user())
    taken = []
    for rows in (1, 3, 20):
        for _number in range(rows):
            fill()
        with CaptureQueriesContext(connection) as queries:
            client.get("/overview/")
        taken.append(len(queries))
    assert taken == [taken[0]] * 3
    assert taken[0] <= 5


def test_overview_has_no_inline_style_or_script(client: Client) -> None:
    fill()
    page = main_of(client.get("/overview/"))
    assert not re.search(r"<style|<script| style=| on[a-z]+=", page)


# --- Where bars stand ---


def test_columns_stand_on_the_base_and_reach_the_top() -> None:
    items = [Item(str(year), "", "", [Part("out", year), Part("in", 0), Part("other", 2)]) for year in (2, 8)]
    picture = charts.columns(items)
    low, high = picture.bars
    assert [(piece.kind, piece.y, piece.height) for piece in high.pieces] == [
        ("out", "62", "152"), ("other", "24", "38"),
    ]  # fmt: skip
    assert [(piece.kind, piece.y, piece.height) for piece in low.pieces] == [
        ("out", "176", "38"), ("other", "138", "38"),
    ]  # fmt: skip
    assert (low.x, low.width, high.x) == ("0%", "12.5%", "12.5%")


def test_columns_leave_out_labels_where_there_is_no_room() -> None:
    items = [Item(str(year), "", "", [Part("out", 1)]) for year in range(2000, 2030)]
    bars = charts.columns(items).bars
    assert [bar.label for bar in bars if bar.label] == [str(year) for year in range(2000, 2030, 3)]
    on_narrow = [bar.label for bar in bars if bar.label and not bar.label_class]
    assert on_narrow == [str(year) for year in range(2000, 2030, 6)]
    assert not any(bar.numbered for bar in bars)


def test_lying_bars_share_the_width_of_the_longest() -> None:
    items = [Item("A" * 60, "", "", [Part("a", 3), Part("b", 1)]), Item("B", "", "", [Part("b", 2)])]
    first, second = charts.lying(items).bars
    assert [(piece.kind, piece.x, piece.width) for piece in first.pieces] == [
        ("a", "0%", "75%"), ("b", "75%", "25%"),
    ]  # fmt: skip
    assert [(piece.kind, piece.x, piece.width) for piece in second.pieces] == [("b", "0%", "50%")]
    assert first.label == "A" * 33 + "…"


def test_charts_of_nothing() -> None:
    assert charts.columns([]).bars == charts.lying([]).bars == []
