"""Dates that count up, as a fill handle makes them."""

from datetime import date, timedelta

import pytest

from tests.imports.dates.columns import column, dates
from tracker.dates import PartialDate
from tracker.imports.dates import DateProblem, find_series

DAY_RUN = (
    "4 rows, one below the other, are each a day later than the one above, from 29 November 2025 to "
    "2 December 2025. The spreadsheet may have counted up a date that was meant to be repeated. "
    "Compare them with the original."
)


def test_read_dates_series_of_days_noticed():
    found = column("1 May 2025", *[date(2025, 11, 29) + timedelta(days) for days in range(4)], "1 May 2025")
    assert found.notices == [DateProblem(1, "2025-11-29", DAY_RUN, last=4)]
    assert column(*[date(2025, 11, 29) + timedelta(days) for days in range(4)], series=False).notices == []


def days(first: str, count: int) -> list[str]:
    return [(date.fromisoformat(first) + timedelta(number)).isoformat() for number in range(count)]


#: Values, groups: the runs (first, last).
SERIES = {
    "three days": (days("2025-11-04", 3), None, []),
    "four days": (days("2025-11-04", 4), None, [(0, 3)]),
    "into another year": (days("2025-12-30", 5), None, [(0, 4)]),
    "a row without a date": ([*days("2025-11-04", 2), None, *days("2025-11-06", 3)], None, []),
    "the same day": (["2025-11-04"] * 6, None, []),
    "days repeated": ([day for day in days("2025-11-04", 5) for __ in range(2)], None, []),
    "a run after repeats": (["2025-11-04"] * 3 + days("2025-11-05", 3), None, [(2, 5)]),
    "backwards": (days("2025-11-04", 5)[::-1], None, []),
    "each second day": (days("2025-11-04", 9)[::2], None, []),
    "years": (["2022-11-04", "2023-11-04", "2024-11-04", "2025-11-04"], None, [(0, 3)]),
    "ranges by years": ([f"{year}-11-04/{year}-11-05" for year in range(2020, 2025)], None, [(0, 4)]),
    "ranges over new year": (
        [f"{year}-12-30/{year + 1}-01-02" for year in range(2020, 2025)],
        None,
        [(0, 4)],
    ),
    "ranges by days": ([f"2025-11-0{day}/2025-11-0{day + 1}" for day in range(1, 6)], None, []),
    "years alone": ([str(year) for year in range(2020, 2026)], None, []),
    "months of years": ([f"{year}-11" for year in range(2020, 2026)], None, []),
    "no year": ([f"XXXX-11-0{day}" for day in range(1, 8)], None, []),
    "two runs": ([*days("2025-11-04", 4), *days("2025-01-01", 4)], None, [(0, 3), (4, 7)]),
    "days, then years": (
        [*days("2025-11-01", 4), "2026-11-04", "2027-11-04", "2028-11-04"],
        None,
        [(0, 3), (3, 6)],
    ),
    "one group": (days("2025-11-04", 4), ["a"] * 4, [(0, 3)]),
    "two groups": (days("2025-11-04", 6), [*"aaabbb"], []),
    "a run within a group": (days("2025-11-04", 7), [*"abbbbcc"], [(1, 4)]),
    "groups that return": (days("2025-11-04", 6), [*"ababab"], []),
}


@pytest.mark.parametrize(("texts", "groups", "runs"), SERIES.values(), ids=SERIES)
def test_find_series(texts, groups, runs):
    found = find_series(dates(*texts), groups)
    assert [(notice.index, notice.last) for notice in found] == runs
    assert [notice.found for notice in found] == [str(PartialDate.from_edtf(texts[run[0]])) for run in runs]


def test_find_series_of_years_says_so():
    (notice,) = find_series(dates("2022-11-04", "2023-11-04", "2024-11-04", "2025-11-04"))
    assert notice.sentence == (
        "4 rows, one below the other, are the same day of one year after another, from 4 November 2022 to "
        "4 November 2025. The spreadsheet may have counted up a date that was meant to be repeated. "
        "Compare them with the original."
    )


def test_read_dates_series_within_groups():
    cells = [date(2025, 11, 4) + timedelta(number) for number in range(4)]
    assert column(*cells, groups=["A", "A", "B", "B"]).notices == []
    assert [notice.index for notice in column(*cells, groups=["A"] * 4).notices] == [0]
