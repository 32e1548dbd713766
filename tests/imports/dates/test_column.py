"""The dates of a column: each cell read right, or refused with a sentence, and what is pointed out."""

from datetime import date, datetime, time

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from tests.imports.dates.columns import column, edtf, reasons
from tracker.imports.dates import DateProblem, ReadDates
from tracker.imports.dates.texts import DAY, MONTH, says_not_stated

# --- One cell, whatever stands around it ---

CELLS = {
    date(2025, 11, 4): "2025-11-04",
    datetime(2025, 11, 4, 14, 30): "2025-11-04",  # noqa: DTZ001 - as spreadsheets have them
    2025: "2025",
    1900: "1900",
    20251104: "2025-11-04",
    "2025-11-04": "2025-11-04",
    "2025-11-04/2025-11-05": "2025-11-04/2025-11-05",
    "XXXX-09-22": "XXXX-09-22",
    "2025-23": "2025-23",
    "../2025-05-14": "../2025-05-14",
    "4–5 Nov 2025": "2025-11-04/2025-11-05",
    "autumn 2025": "2025-23",
    "22 September": "XXXX-09-22",
    "2025年11月4日": "2025-11-04",
    "2025年11月4日至6日": "2025-11-04/2025-11-06",
    "2025年11月30日-12月2日": "2025-11-30/2025-12-02",
    "4 ноября 2025 г.": "2025-11-04",
    "4-6 ноября 2025 года": "2025-11-04/2025-11-06",
    "с 4 по 6 ноября 2025 г.": "2025-11-04/2025-11-06",
    "4 қараша 2025": "2025-11-04",
    "2025/11/4": "2025-11-04",
    "2025.11.4": "2025-11-04",
    "2025.11.4-11.6": "2025-11-04/2025-11-06",
    "20251104": "2025-11-04",
    # Times.
    "2025-11-04 00:00:00": "2025-11-04",
    "2025-11-04T00:00:00": "2025-11-04",
    "2025-11-04T00:00:00Z": "2025-11-04",
    "2025-11-04T00:00:00.000+06:00": "2025-11-04",
    "2025/11/4 0:00": "2025-11-04",
    "04.11.2025 14:30": "2025-11-04",
    "4 Nov 2025, 2:30 PM": "2025-11-04",
    # Numbers that leave one order only.
    "13/05/2025": "2025-05-13",
    "05/13/2025": "2025-05-13",
    "13-05-2025": "2025-05-13",
    "04/04/2025": "2025-04-04",
    "13/05/2025 - 15/05/2025": "2025-05-13/2025-05-15",
    "13/05/2025-02/06/2025": "2025-05-13/2025-06-02",
    "13-05-2025-15-05-2025": "2025-05-13/2025-05-15",
    "13-15/05/2025": "2025-05-13/2025-05-15",
    "13/5–15/5/2025": "2025-05-13/2025-05-15",
    "5/13-15/2025": "2025-05-13/2025-05-15",
    "Tuesday, 13/05/2025": "2025-05-13",
    "с 13/05/2025 по 15/05/2025": "2025-05-13/2025-05-15",
    "about 13/05/2025": "2025-05-13~",
    # Dots: day first.
    "04.11.2025": "2025-11-04",
    "04.11.2025 г.": "2025-11-04",
    "04.11-06.11.2025": "2025-11-04/2025-11-06",
    "4-6.11.2025": "2025-11-04/2025-11-06",
    "4–6.11.2025": "2025-11-04/2025-11-06",
    "4.–6.11.2025": "2025-11-04/2025-11-06",
    "04.11.2025-06.11.2025": "2025-11-04/2025-11-06",
    "28.12.2024-03.01.2025": "2024-12-28/2025-01-03",
    "с 4.11 по 6.11.2025": "2025-11-04/2025-11-06",
    # One day said twice.
    "04.11.2025-04.11.2025": "2025-11-04",
    "2025-11-04/2025-11-04": "2025-11-04",
    "4 Nov 2025 – 4 Nov 2025": "2025-11-04",
    "2025-11-04-2025-11-06": "2025-11-04/2025-11-06",
}

REFUSED = {
    True: "“TRUE” can't be read as a date: it is true or false. Type a date.",
    time(14, 30): "“14:30:00” can't be read as a date: it is a time without a date. Type the date.",
    4.11: "a day and a month typed with a dot become one",
    45967.5: "it is a number with decimals",
    0: "neither a year from 1900 to 2100 nor a day that a spreadsheet would count",
    -5: "neither a year from 1900 to 2100 nor a day that a spreadsheet would count",
    7: "neither a year from 1900 to 2100 nor a day that a spreadsheet would count",
    1899: "neither a year from 1900 to 2100 nor a day that a spreadsheet would count",
    2101: "neither a year from 1900 to 2100 nor a day that a spreadsheet would count",
    16437: "neither a year from 1900 to 2100 nor a day that a spreadsheet would count",
    50_041: "neither a year from 1900 to 2100 nor a day that a spreadsheet would count",
    10**30: "neither a year from 1900 to 2100 nor a day that a spreadsheet would count",
    20251304: "there is no month 13",
    "10011": "neither a year from 1900 to 2100 nor a day that a spreadsheet would count",
    "foo": "“foo” is not understood",
    "#N/A": "“#” is not understood",
    "next autumn": "(This year is 2026.)",
    "31/11/2025": "the days 1 to 30",
    "30.02.2025": "the days 1 to 28",
    "45/13/2025": "there is no month 13",
    "13/14/2025": "there is no month 14",
    "13.14.2025": "there is no month 14",
    "04/11/2025": "is the day first or the month? Choose it for the whole column",
    "04.11.25": "a year has four digits. Type all of them, or choose the century for the whole column.",
    "04-Nov-25": "choose the century",
    "4 ноября 25 г.": "choose the century",
    "25年11月4日": "choose the century",
    "Nov-25": "is “25” a day or a year?",
    "04.11": "its numbers state no year. Give the year for the whole sheet",
    "13/11": "its numbers state no year",
    "4-6.11": "its numbers state no year",
    "2025-11-04T22:00:00Z": "its time is that of a stated time zone",
    "2025-11-04T00:30:00+06:00": "its time is that of a stated time zone",
    "2025 10:30": "is not understood",
    "04.11-06.11.2025 10:30": "is not understood",
    "04.11.2025 10:30-12:00": "is not understood",
    "04.11.2025 99:99": "is not understood",
    "10:30": "is not understood",
    "Nov 2025 – Nov 2025": "both ends are the same",
    "4–4 Nov 2025": "both ends are the same",
    "28.12-03.01.2025": "it ends before it starts",
    "15/05/2025-13/05/2025": "it ends before it starts",
    "04.11.2025 - 06.11": "is not understood",
    "13/05/2025 - 05/14/2025": "one end of it has the day first and the other the month",
    "05.14.2025-15.05.2025": "one end of it has the day first and the other the month",
    "13/05/2025 - 14/15/2025": "there is no month 15",
    "4-6-11-2025": "can't be read as a date",
    "1.4.11.2025": "can't be read as a date",
    "x" * 1000: "A date is no longer than 200 characters",
}


@pytest.mark.parametrize(("cell", "expected"), CELLS.items(), ids=str)
def test_read_dates_cell_read(cell, expected):
    found = column(cell)
    assert (edtf(found), found.problems, found.question) == ([expected], [], "")


@pytest.mark.parametrize(("cell", "reason"), REFUSED.items(), ids=lambda value: str(value)[:40])
def test_read_dates_cell_refused_with_a_sentence(cell, reason):
    found = column(cell)
    (problem,) = found.problems
    assert found.values == [None]
    assert (problem.index, problem.found) == (0, str(cell).upper() if cell is True else str(cell))
    assert problem.sentence.startswith(f"“{problem.found[:60]}")
    assert reason in problem.sentence


def test_read_dates_refused_text_told_what_can_be_typed():
    assert column(None, "Foo").problems == [
        DateProblem(
            1,
            "Foo",
            "“Foo” can't be read as a date: “foo” is not understood. "
            "Dates can be typed like these: 4–5 November 2025; autumn 2025; 22 September; 2025-11-04.",
        )
    ]


def test_read_dates_empty_cells():
    assert column(None, None) == ReadDates(values=[None, None], problems=[])
    assert column() == ReadDates(values=[], problems=[])


def test_read_dates_equal_numbers_of_different_kinds_kept_apart():
    midnight = datetime(2025, 1, 2)  # noqa: DTZ001
    found = column(2025, True, 2025.5, 1, midnight, date(2025, 1, 2))
    assert edtf(found) == ["2025", None, None, None, "2025-01-02", "2025-01-02"]
    assert [problem.found for problem in found.problems] == ["TRUE", "2025.5", "1"]


def test_read_dates_same_problem_in_each_of_its_cells():
    found = column("foo", "2025", "foo")
    assert [(problem.index, problem.found) for problem in found.problems] == [(0, "foo"), (2, "foo")]
    assert found.problems[0].sentence == found.problems[1].sentence


def test_read_dates_in_the_active_language():
    with translation.override("ru"):
        first = column("foo", "04/11/2025")
    with translation.override("en"):
        second = column("foo", "04/11/2025")
    assert second.problems[0].sentence.endswith("22 September; 2025-11-04.")
    assert "11 April 2025" in second.question
    assert "апреля" in first.question


# --- Years of two digits ---


def test_read_dates_short_years_asked():
    found = column("4 Nov 2025", "04.11.25", "5-Nov-25")
    assert edtf(found) == ["2025-11-04", None, None]
    assert list(reasons(found)) == [1, 2]
    assert found.century_question == (
        "Years in this column have two digits, as in “04.11.25”. Choose their century if the year comes last "
        "(with 20 it is 4 November 2025); else type years with four digits."
    )
    assert column("04/11/25").century_question == (
        "Years in this column have two digits, as in “04/11/25”. Choose their century if the year comes "
        "last; else type years with four digits."
    )
    assert "25 November 2004" in column("25.11.04").century_question
    assert "13 May 2025" in column("13/05/25").century_question
    assert column("04.11.2025", "Nov-25").century_question == ""


SHORT = {
    "04.11.25": "2025-11-04",
    "04.11.25 г.": "2025-11-04",
    "04.11.25 00:00": "2025-11-04",
    "04-Nov-25": "2025-11-04",
    "4 Nov 25": "2025-11-04",
    "4 Nov. '25": "2025-11-04",
    "4 ноября 25 г.": "2025-11-04",
    "4-6 Nov 25": "2025-11-04/2025-11-06",
    "28 Dec 24 - 3 Jan 25": "2024-12-28/2025-01-03",
    "4-6.11.25": "2025-11-04/2025-11-06",
    "04.11-06.11.25": "2025-11-04/2025-11-06",
    "28.12.24-03.01.25": "2024-12-28/2025-01-03",
    "28.12.24-03.01.2025": "2024-12-28/2025-01-03",
    "25年11月4日": "2025-11-04",
    "13/05/25": "2025-05-13",
    "05/13/25": "2025-05-13",
}


@pytest.mark.parametrize(("cell", "expected"), SHORT.items())
def test_read_dates_short_year_with_its_century(cell, expected):
    found = column(cell, century=20)
    assert (edtf(found), found.problems, found.century_question) == ([expected], [], "")
    assert [notice.index for notice in found.notices] == [0]
    assert column(cell).century_question


def test_read_dates_short_years_noticed_once():
    found = column("4 Nov 2025", "04.11.25", "05.11.25", "04.11.25", century=20)
    assert found.notices == [
        DateProblem(1, "04.11.25", "3 cells have years of two digits: “04.11.25” is 4 November 2025.")
    ]


def test_read_dates_short_years_follow_and_decide_the_order():
    assert edtf(column("04/11/25", "13/05/25", century=20)) == ["2025-11-04", "2025-05-13"]
    assert edtf(column("04/11/25", "05/13/25", century=19)) == ["1925-04-11", "1925-05-13"]
    assert column("04/11/25", century=20).question
    # Without their century the year may be first, and nothing is decided by them.
    found = column("04/11/2025", "25/11/04")
    assert (edtf(found), found.order) == ([None, None], "")


def test_read_dates_short_years_that_come_first_left_open():
    found = column("98.11.04", "04.11.05", "4 Nov 25", century=19)
    assert edtf(found) == [None, None, "1925-11-04"]
    assert "the year seems to come first in this column, as in “98.11.04”" in reasons(found)[1]


# --- A year for the sheet ---

YEARLESS = {
    "4 November": "2025-11-04",
    "November": "2025-11",
    "autumn": "2025-23",
    "4–6 Nov": "2025-11-04/2025-11-06",
    "30 December – 2 January": "2025-12-30/2026-01-02",
    "December – January": "2025-12/2026-01",
    "9月22日": "2025-09-22",
    "12月30日-1月2日": "2025-12-30/2026-01-02",
    "22 сентября": "2025-09-22",
    "about 22 September": "2025-09-22~",
    "from 22 September": "2025-09-22/..",
    "by 22 September": "../2025-09-22",
    "21日": "2025-XX-21",
    "XXXX-09-22": "2025-09-22",
    "Nov 25": "2025-11-25",
    "04.11": "2025-11-04",
    "04.11.": "2025-11-04",
    "4-6.11": "2025-11-04/2025-11-06",
    "4.-6.11.": "2025-11-04/2025-11-06",
    "04.11-06.11": "2025-11-04/2025-11-06",
    "с 4.11 по 6.11": "2025-11-04/2025-11-06",
    "28.12-03.01": "2025-12-28/2026-01-03",
    "13/11": "2025-11-13",
    "11/13": "2025-11-13",
    "13-15/11": "2025-11-13/2025-11-15",
    "11/13-15": "2025-11-13/2025-11-15",
    "30/12-2/1": "2025-12-30/2026-01-02",
}


@pytest.mark.parametrize(("cell", "expected"), YEARLESS.items())
def test_read_dates_year_given_to_what_has_none(cell, expected):
    found = column(cell, year=2025)
    assert (edtf(found), found.problems, found.question) == ([expected], [], "")
    assert [notice.index for notice in found.notices] == [0]


@pytest.mark.parametrize("cell", ["2024", "4 Nov 2024", "4.11.2024", "2024-23", date(2024, 11, 4), "2020/.."])
def test_read_dates_year_given_left_out_where_there_is_one(cell):
    assert column(cell, year=2025) == column(cell)


def test_read_dates_year_given_noticed_once():
    found = column("2024", "22 September", "TBC", "23 September", "22 September", year=2025)
    assert edtf(found) == ["2024", "2025-09-22", None, "2025-09-23", "2025-09-22"]
    assert found.notices[0] == DateProblem(
        1,
        "22 September",
        "3 cells state no year and were given that of the sheet, 2025: “22 September” is 22 September 2025.",
    )


def test_read_dates_year_given_that_lacks_the_day_refused():
    found = column("29 February", "27 Feb – 29 Feb", year=2023)
    assert edtf(found) == [None, None]
    assert "that month has the days 1 to 28" in reasons(found)[0]
    assert "that month has the days 1 to 28" in reasons(found)[1]
    assert edtf(column("29 February", year=2024)) == ["2024-02-29"]


def test_read_dates_year_given_with_numbers_in_question():
    found = column("04/11", "13/05", year=2025)
    assert (edtf(found), found.order, found.decided_by) == (["2025-11-04", "2025-05-13"], "day", 1)
    assert "“04/11” may be 4 November 2025 or 11 April 2025" in column("04/11", year=2025).question
    assert edtf(column("04/11", year=2025, order="month")) == ["2025-04-11"]
    # Without the year they decide nothing.
    assert column("04/11/2025", "13/05").order == ""


def test_read_dates_numbers_that_may_be_month_and_year_left_open():
    found = column("11/24", "12/24", "01/25", year=2025)
    assert edtf(found) == [None, None, None]
    assert "is “24” the day or month, or a year?" in reasons(found)[0]
    assert edtf(column("11/24", "12/13", year=2025)) == ["2025-11-24", "2025-12-13"]
    assert edtf(column("04.11", year=2011)) == [None]
    assert edtf(column("04.11", "05.12", year=2011)) == ["2011-11-04", "2011-12-05"]


def test_read_dates_numbers_without_year_beside_a_column_of_years():
    found = column("04.11", "04/11", "13/05", "4-6.11", "Nov 25", "2024", years_apart=True)
    assert edtf(found) == [
        "XXXX-11-04",
        "XXXX-11-04",
        "XXXX-05-13",
        "XXXX-11-04/XXXX-11-06",
        "XXXX-11-25",
        "2024",
    ]
    assert (found.order, found.decided_by, found.problems, found.notices) == ("day", 2, [], [])
    assert edtf(column("11/24", "12/25", years_apart=True)) == [None, None]


# --- Any cells ---

VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.text(min_size=1),
    st.text("0123456789./- :тгNovнояб年月日至T", min_size=1, max_size=24),
)


@given(
    st.lists(VALUES, max_size=12),
    st.sampled_from(["", DAY, MONTH]),
    st.one_of(st.none(), st.integers(1, 9999)),
    st.one_of(st.none(), st.integers(0, 99)),
)
def test_read_dates_any_cells_read_refused_or_noticed(cells, order, year, century):
    found = column(*cells, order=order, year=year, century=century)
    assert len(found.values) == len(cells)
    refused = {problem.index for problem in found.problems}
    for index, (cell, value) in enumerate(zip(cells, found.values, strict=True)):
        if cell is None:
            assert (value, index in refused) == (None, False)
        elif isinstance(cell, str) and says_not_stated(cell):
            assert (value, index in refused) == (None, False)
            assert found.notices
        else:
            assert (value is None) == (index in refused)
    assert all(sentence.isprintable() for sentence in [*reasons(found).values(), found.question])
