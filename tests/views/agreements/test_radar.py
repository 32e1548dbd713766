"""The radar of agreements: its lists, filters, picture and file, for staff only."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests import factories as make
from tests.views.pages import main_of, words

pytestmark = pytest.mark.django_db

URL = "/agreements/radar/"


@pytest.fixture
def clerk(client):
    client.force_login(make.make_user("Viewer"))
    return client


def one_of_each(mark):
    """Something for every list, some of it a draft."""
    this_year, parties = timezone.localdate().year, [make.make_organisation(), make.make_organisation()]
    make.make_agreement(title=f"{mark} expiring", status="signed", expires=str(this_year), parties=parties,
                        signed="2019", notice_period=1, notice_unit="days", visibility="draft")  # fmt: skip
    lapsed = make.make_agreement(title=f"{mark} lapsed", status="signed", expires="2020", parties=parties)
    make.make_action(agreement=lapsed)
    make.make_agreement(title=f"{mark} over", status="signed", expires="2020", signed="2010", parties=parties)
    make.make_agreement(title=f"{mark} preparing", visibility="internal", parties=parties)
    make.make_agreement(title=f"{mark} unsigned", status="agreed", parties=parties)
    make.make_agreement(title=f"{mark} idle", status="in_force", in_force_from="2015", parties=parties)
    host = make.make_organisation(name=f"{mark} partner", country=make.country())
    visit = make.make_visit(dates=str(this_year - 1), status="completed")
    make.make_stop(visit=visit, host=host)


def lists(page):
    """The names in each list, by its heading and number."""
    found = {}
    for part in main_of(page).split('<section class="area"')[1:]:
        heading = " ".join(re.sub(r"<[^>]+>", " ", part.partition("</h2>")[0].partition(">")[2]).split())
        names = re.findall(r'<li><a href="[^"]*">(.*?)</a>', part.partition("</section>")[0])
        found[unescape(heading)] = [unescape(name) for name in names]
    return found


def test_radar_for_staff_only(client):
    make.make_agreement(title="Zu secret", status="agreed")
    for url in (URL, "/agreements/radar.csv"):
        answer = client.get(url)
        assert (answer.status_code, answer.headers["Location"]) == (302, f"/admin/login/?next={url}")
    client.force_login(make.make_user("Viewer"))
    assert "Zu secret" in words(client.get(URL))
    assert (client.post(URL).status_code, client.get("/agreements/radar.pdf").status_code) == (405, 404)
    assert "/agreements/radar/" in client.get("/").content.decode()
    client.logout()
    assert "/agreements/radar/" not in client.get("/").content.decode()


def test_radar_lists_and_picture(clerk):
    one_of_each("Zu")
    page = clerk.get(URL)
    assert lists(page) == {
        "Expiring 1": ["Zu expiring"],
        "Notice due 1": ["Zu expiring"],
        "Lapsed, but still worked under 1": ["Zu lapsed"],
        "Lapsed, nothing recorded since 1": ["Zu over"],
        "Long in preparation 1": ["Zu preparing"],
        "Agreed, never signed 1": ["Zu unsigned"],
        "Signed, not yet in force 1": ["Zu expiring"],
        "Partners without an agreement 1": ["Zu partner"],
        "Agreements without a visit or an action 2": ["Zu expiring", "Zu idle"],
    }
    html = main_of(page)
    drawn = [unescape(label) for label in re.findall(r'aria-label="(Zu [^"]*)"', html)]
    year = timezone.localdate().year
    assert drawn == [
        "Zu over: from 2010, last day 2020",
        "Zu idle: from 2015, last day not stated",
        f"Zu expiring: from 2019, last day {year}",
    ]
    # Of these only one states when it came into force, and so is in force for certain.
    assert (html.count('class="piece perhaps" x'), html.count('class="piece sure" x')) == (4, 2)
    told = words(page).partition("The same as a table")[2]
    assert "Zu idle 2015 no last day stated in force" in told


def test_radar_filters(clerk):
    one_of_each("Zu")
    other = make.make_organisation(name="Zu other", country=make.country("CN"))
    make.make_agreement(title="Zu chosen", status="agreed", parties=[other])
    chosen = lists(clerk.get(f"{URL}?country=CN"))
    assert {key: names for key, names in chosen.items() if names} == {"Agreed, never signed 1": ["Zu chosen"]}
    assert lists(clerk.get(f"{URL}?only=preparing")) == {"Long in preparation 1": ["Zu preparing"]}
    assert lists(clerk.get(f"{URL}?only=uncovered&years=1"))["Partners without an agreement 1"] == [
        "Zu partner"
    ]
    for query in ("days=zu", "only=zu", "zu=1", "months=%00", "country=XX", "years=999"):
        page = clerk.get(f"{URL}?{query}")
        assert page.status_code == 200
        assert "left out" in words(page)


def test_radar_queries_do_not_grow(clerk):
    counts = []
    for marks in (("Zu1",), ("Zu2", "Zu3")):
        for mark in marks:
            one_of_each(mark)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            clerk.get(URL)
        with CaptureQueriesContext(connection) as exported:
            clerk.get("/agreements/radar.csv")
        counts.append((len(asked), len(exported)))
    assert counts[0] == counts[1]
    assert max(counts[0]) < 60


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_radar_as_a_file(clerk, file_format):
    one_of_each("Zu")
    make.make_agreement(title="=Zu formula", status="agreed")
    answer = clerk.get(f"/agreements/radar.{file_format}?only=unsigned")
    today = timezone.localdate()
    assert (
        answer.headers["Content-Disposition"]
        == f'attachment; filename="radar-{today:%Y-%m-%d}.{file_format}"'
    )
    if file_format == "csv":
        rows = answer.content.decode("utf-8-sig").splitlines()
        assert rows[0] == "list,reference,title,status,parties,day,note,address"
        assert len(rows) == 3
        assert '"Agreed, never signed",' in rows[1]
        assert ",'=Zu formula,agreed," in rows[2]
