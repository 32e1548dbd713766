"""What is pointed out about a column that could be read."""

from datetime import date

import pytest

from tests.imports.dates.columns import column, dates, edtf
from tracker.imports.dates import DateProblem, ReadDates
from tracker.imports.dates.texts import says_not_stated


@pytest.mark.parametrize(
    "text",
    [
        "TBC",
        "tbd.",
        "To be confirmed",
        "N/A",
        "unknown",
        "-",
        "—",
        "...",
        "???",
        "/",
        "不详",
        "待定",
        "Уточняется",
        "нет данных",
        "н/д",
        "Белгісіз",
        "нақтыланады",
        "(TBC)",
    ],
)
def test_read_dates_not_stated_empty_with_a_notice(text):
    assert column("2025", text) == ReadDates(
        values=dates("2025", None),
        problems=[],
        notices=[
            DateProblem(
                1, text, f"“{text}” says that no date is stated: the date of this cell is left empty."
            )
        ],
    )


def test_read_dates_not_stated_counted_by_word():
    found = column("TBC", "—", "TBC")
    assert [(notice.index, notice.sentence) for notice in found.notices] == [
        (0, "“TBC” says that no date is stated: the dates of 2 cells are left empty."),
        (1, "“—” says that no date is stated: the date of this cell is left empty."),
    ]


@pytest.mark.parametrize("text", ["2025", "year not stated", "maybe", "TBC 2025", "no", "4 Nov", "不详2025"])
def test_says_not_stated_of_other_text_false(text):
    assert not says_not_stated(text)


def test_read_dates_serials_read_with_a_notice():
    found = column(45965, "45965", 16438, 50_040)
    assert edtf(found) == ["2025-11-04", "2025-11-04", "1945-01-01", "2036-12-31"]
    assert [notice.index for notice in found.notices] == [0, 1, 2, 3]
    assert found.notices[0] == DateProblem(
        0,
        "45965",
        "45965 is a number, and was taken for the day that a spreadsheet means by it: 4 November 2025.",
    )


def test_read_dates_many_serials_counted():
    found = column(*range(45000, 45100, 2))
    assert len(found.values) == 50
    assert [notice.index for notice in found.notices] == list(range(21))
    assert found.notices[20].sentence == "30 more cells hold numbers that were taken for days."


def test_read_dates_month_and_two_digits_noticed():
    found = column("Nov 25", "25 Nov", "Nov 4")
    assert edtf(found) == ["XXXX-11-25", "XXXX-11-25", "XXXX-11-04"]
    assert found.notices == [
        DateProblem(
            0,
            "Nov 25",
            "“Nov 25” was read as a day without a year: 25 November, year not stated. "
            "Type four digits if a year is meant.",
        )
    ]


@pytest.mark.parametrize(
    ("cell", "improbable"),
    [
        (date(1944, 12, 31), True),
        (date(1945, 1, 1), False),
        (date(2036, 12, 31), False),
        (date(2037, 1, 1), True),
        ("2205-11-04", True),
        ("0205-11-04", True),
        ("2025-11-04/2052-11-05", True),
        ("1941", True),
        ("1930s", True),
        ("1940s", False),
        ("19XX", False),
        ("18XX", True),
        ("21XX", True),
        ("22 September", False),
        ("2025/..", False),
    ],
)
def test_read_dates_improbable_year_noticed(cell, improbable):
    found = column(cell)
    assert found.values != [None]
    expected = f"The year of {found.values[0]} is improbable. Is it right?"
    assert found.notices == ([DateProblem(0, str(cell), expected)] if improbable else [])


def test_read_dates_many_improbable_years_counted():
    found = column(*[f"{year} June 4" for year in range(1800, 1850, 2)])
    assert [notice.index for notice in found.notices] == list(range(21))
    assert found.notices[20].sentence == "5 more cells have improbable years."


def test_read_dates_spreadsheet_that_exchanged_day_and_month_noticed():
    days = [date(2025, month, 5) for month in (1, 5, 3, 7)]
    first = (
        "None of the dates that the spreadsheet knows as dates is later than the 12th of a month, while "
        "“13/05/2025” is a text. A spreadsheet that is set to another country may have exchanged day and "
        "month where it could: this date may be 1 May 2025. Compare the dates with the original."
    )
    others = [
        DateProblem(2, "2025-03-05", "The same holds for this date: it may be 3 May 2025."),
        DateProblem(3, "2025-07-05", "The same holds for this date: it may be 7 May 2025."),
    ]
    assert column(*days, "13/05/2025").notices == [DateProblem(0, "2025-01-05", first), *others]
    assert column(*days[:3], "13/05/2025", "14/05/2025").notices == [
        DateProblem(0, "2025-01-05", first),
        others[0],
    ]
    assert column(*days, date(2025, 5, 13), "13/05/2025").notices == []
    assert column(*days, "04/11/2025", "13/05/2025").notices == []
    assert column(*days, "13 May 2025").notices == []
    assert column(*days[:3], "13/05/2025").notices == []
