"""The timeline's strip: its zooms, what its bars count, and what it cannot draw."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import factories as make
from tracker import timeline
from tracker.dates import PartialDate, read
from tracker.models import Event, Visit
from tracker.timeline import Strip, Unit, Zoom

pytestmark = pytest.mark.django_db

TODAY = date(2026, 1, 15)


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.localdate", lambda: TODAY)


def strip(period: str = "", zoom: str = "") -> Strip:
    rows: dict[str, Any] = {"visit": Visit.objects.all(), "event": Event.objects.all()}
    return timeline.strip(rows, period=read(period) if period else None, zoom=Zoom(zoom) if zoom else None)


def told(made: Strip) -> dict[str, tuple[int, int, int]]:
    """The bars that have something: visits, events, and how many of them are vague."""
    return {str(bar.unit): (bar.visits, bar.events, bar.vague) for bar in made.bars if bar.count}


def ends(made: Strip) -> tuple[str, str, str]:
    return str(made.zoom), str(made.bars[0].unit), str(made.bars[-1].unit)


@pytest.mark.parametrize(
    ("dates", "period", "zoom", "expected"),
    [
        (["2025-05-14"], "", "", ("months", "January 2025", "December 2026")),
        (["2019", "2025"], "", "", ("years", "2019", "2026")),
        (["1850", "2025"], "", "", ("decades", "1850s", "2020s")),
        # Today is drawn only where it is near.
        (["1990", "1995"], "", "", ("years", "1990", "1999")),
        (["2030-05"], "", "", ("years", "2026", "2030")),
        (["2019"], "2020s", "", ("years", "2020", "2029")),
        (["2019"], "2025", "", ("months", "January 2025", "December 2025")),
        (["2019"], "autumn 2025", "", ("months", "January 2025", "December 2025")),
        (["2019"], "May 2025", "", ("days", "1 May 2025", "31 May 2025")),
        (["2019"], "14 May 2025", "", ("days", "1 May 2025", "31 May 2025")),
        (["2019"], "25 Apr – 5 May 2025", "", ("days", "25 April 2025", "5 May 2025")),
        (["2019"], "2025/2026", "", ("months", "January 2025", "December 2026")),
        (["2019"], "2025", "years", ("years", "2020", "2029")),
        (["2019"], "2025", "decades", ("decades", "2020s", "2020s")),
        (["2019", "2022"], "by 2020", "", ("months", "January 2019", "December 2020")),
        (["2019", "2022"], "from 2021", "", ("months", "January 2021", "December 2022")),
        (["2019", "2022"], "from 2040", "", ("months", "January 2040", "December 2040")),
        # Too much for it: what fits is drawn instead.
        (["2019", "2025"], "", "months", ("years", "2019", "2026")),
        (["2019", "2025"], "", "days", ("years", "2019", "2026")),
        (["0001", "9999"], "", "", ("decades", "1910s", "2140s")),
    ],
)
def test_strip_draws_what_fits_the_period(dates, period, zoom, expected):
    for text in dates:
        make.make_event(dates=text)
    assert ends(strip(period, zoom)) == expected


@pytest.mark.parametrize(
    ("zoom", "expected"), [("days", ("days", 2922)), ("months", ("months", 96)), ("years", (None, 0))]
)
def test_strip_says_how_many_bars_would_be_too_many(zoom, expected):
    for text in ("2019", "2025"):
        make.make_event(dates=text)
    made = strip("", zoom)
    assert (made.asked if made.too_many else None, made.too_many) == expected


def test_strip_counts_each_entry_wherever_it_may_have_been():
    make.make_visit(dates="2025-05-14")
    make.make_visit(dates="2025-05-30/2025-06-02")
    make.make_event(dates="2025-21")  # spring
    make.make_event(dates="2024-12-30/2025-01-02")
    make.make_event(dates="/2025-05-14")
    make.make_event(dates="2025-08-01/")
    make.make_event(dates="XXXX-05")
    make.make_event()
    assert told(strip("2025")) == {
        "January 2025": (0, 1, 1),
        "March 2025": (0, 1, 1),
        "April 2025": (0, 1, 1),
        "May 2025": (2, 2, 3),
        "June 2025": (1, 0, 1),
        "August 2025": (0, 1, 1),
    }
    assert told(strip("", "years")) == {"2024": (0, 1, 1), "2025": (2, 4, 3)}
    assert told(strip("", "decades")) == {"2020s": (2, 4, 2)}
    assert told(strip("May 2025"))["31 May 2025"] == (1, 1, 2)


def test_strip_marks_today_the_period_and_what_is_ahead():
    make.make_visit(dates="2026-01-20")
    make.make_visit(dates="2026-01-10")
    made = strip("10 January 2026")
    assert [bar.unit.short for bar in made.bars if bar.chosen] == ["10"]
    assert [bar.unit.short for bar in made.bars if bar.now] == ["15"]
    assert [bar.unit.short for bar in made.bars if bar.ahead and bar.count] == ["20"]
    assert (made.now, made.now_early) == ("45.161%", True)
    assert strip("2024").now == ""


@pytest.mark.parametrize(
    ("period", "wider", "unit"),
    [
        ("14 May 2025", "May 2025", "14 May 2025"),
        ("May 2025", "2025", "May 2025"),
        ("autumn 2025", "2025", None),
        ("2025", "2020s", "2025"),
        ("2020s", None, "2020s"),
        ("2019/2021", None, None),
    ],
)
def test_strip_knows_the_way_to_a_wider_period(period, wider, unit):
    make.make_visit(dates="2025-05-14")
    made = strip(period)
    assert (str(made.wider) if made.wider else None) == wider
    assert (str(made.unit) if made.unit else None) == unit


def test_strip_leads_to_the_nearest_time_with_anything_in_it():
    for text in ("2019-03", "2025-05-14", "2026-12"):
        make.make_visit(dates=text)
    made = strip("2025")
    assert (str(made.before), str(made.after)) == ("2019", "2026")
    made = strip("2019")
    assert (made.before, str(made.after)) == (None, "2025")


def test_strip_of_nothing_has_no_bars():
    make.make_visit(dates="XXXX-05")
    make.make_visit()
    assert strip().bars == []
    assert strip("", "days").bars == []
    assert told(strip("2025")) == {}


def test_strip_bars_are_as_high_as_their_counts():
    for text in ("2025-05-14", "2025-05-15", "2025-05", "2025-04/2025-05", "2025-06-01"):
        make.make_visit(dates=text)
    bars = {bar.unit.short: bar for bar in strip("2025").bars if bar.count}
    heights = {name: (bar.height, bar.sure_height) for name, bar in bars.items()}
    assert heights == {"Apr": (14, 0), "May": (58, 44), "Jun": (14, 14)}


@pytest.mark.parametrize("period", ["", "2025", "May 2025", "from 2024"])
def test_strip_takes_few_queries_however_many_rows(period):
    taken = []
    for _round in range(2):
        for number in range(4):
            make.make_visit(dates=f"202{number}-05-01")
            make.make_event(dates=f"2025-{number + 1:02d}")
        with CaptureQueriesContext(connection) as queries:
            strip(period)
        taken.append(len(queries))
    assert taken == [taken[0]] * 2
    assert taken[0] <= 2


@pytest.mark.parametrize("zoom", list(Zoom))
def test_unit_is_the_period_that_it_says(zoom):
    unit = Unit.of(date(2025, 11, 4), zoom)
    period = PartialDate.from_edtf(unit.edtf)
    assert (period.earliest, period.latest) == (unit.first, unit.last)
    assert read(str(unit)) == period


@pytest.mark.parametrize("zoom", list(Zoom))
def test_unit_at_the_ends_of_the_calendar(zoom):
    assert Unit.of(date.max, zoom).last == date.max
    assert Unit.of(date.max, zoom).step(1) is None
    assert Unit.of(date.min, zoom).first == date.min
    assert Unit.of(date.min, zoom).step(-1) is None
