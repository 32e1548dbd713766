"""Whether the day or the month comes first: decided by a cell for the whole column, or asked."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.imports.dates.columns import column, edtf, reasons
from tracker.imports.dates.texts import DAY, MONTH

ORDERED = {
    # cells: order, decided by, values
    ("04/11/2025", "13/05/2025"): ("day", 1, ["2025-11-04", "2025-05-13"]),
    ("04/11/2025", "05/13/2025"): ("month", 1, ["2025-04-11", "2025-05-13"]),
    ("13/05/2025", "04/11/2025", "14/05/2025"): ("day", 0, ["2025-05-13", "2025-11-04", "2025-05-14"]),
    (None, "04-11-2025", "13/05/2025"): ("day", 2, [None, "2025-11-04", "2025-05-13"]),
    ("04/11/2025 - 06/11/2025", "13/05/2025"): ("day", 1, ["2025-11-04/2025-11-06", "2025-05-13"]),
    ("04/11/2025-06/11/2025", "4-6/11/2025", "4/11-6/12/2025", "04/11/2025 - 13/11/2025"): (
        "day",
        3,
        ["2025-11-04/2025-11-06", "2025-11-04/2025-11-06", "2025-11-04/2025-12-06", "2025-11-04/2025-11-13"],
    ),
    ("04/11/2025 - 06/11/2025", "11/4-6/2025", "1/2-2/3/2025", "05/13/2025"): (
        "month",
        3,
        ["2025-04-11/2025-06-11", "2025-11-04/2025-11-06", "2025-01-02/2025-02-03", "2025-05-13"],
    ),
    ("about 4/11/2025", "by 4/11/2025", "from 4/11/2025 to 6/11/2025", "с 4/11 по 6/11/2025", "13/1/2025"): (
        "day",
        4,
        ["2025-11-04~", "../2025-11-04", "2025-11-04/2025-11-06", "2025-11-04/2025-11-06", "2025-01-13"],
    ),
    ("04/11/2025 10:00", "04/11/2025 – 04/11/2025", "13/05/2025 00:00:00"): (
        "day",
        2,
        ["2025-11-04", "2025-11-04", "2025-05-13"],
    ),
    # What has no order of its own goes along.
    ("04/11/2025", date(2025, 5, 13), "13 May 2025", "2025-05-13", "5/13/2025", "04/04/2025"): (
        "month",
        4,
        ["2025-04-11", "2025-05-13", "2025-05-13", "2025-05-13", "2025-05-13", "2025-04-04"],
    ),
    # A day that doesn't exist decides nothing: 31 February is a slip, whichever number it is in.
    ("04/11/2025", "31/02/2025", "05/13/2025"): ("month", 2, ["2025-04-11", None, "2025-05-13"]),
    # Dots decide nothing about slashes, and need nobody to decide.
    ("04.11.2025", "13.05.2025"): ("", None, ["2025-11-04", "2025-05-13"]),
    ("04.11.2025", "13/05/2025", "04/11/2025"): ("day", 1, ["2025-11-04", "2025-05-13", "2025-11-04"]),
}


@pytest.mark.parametrize(("cells", "expected"), ORDERED.items(), ids=lambda value: str(value)[:50])
def test_read_dates_order_decided_by_a_cell(cells, expected):
    found = column(*cells)
    assert (found.order, found.decided_by, edtf(found)) == expected
    assert (found.question, found.contradicting) == ("", None)


def test_read_dates_order_undecided_asked():
    found = column("4 Nov 2025", "04/11/2025", "13.05.2025", "4-6/11/2025", "2025-13-01")
    assert edtf(found) == ["2025-11-04", None, "2025-05-13", None, None]
    assert (found.order, found.decided_by, found.contradicting) == ("", None, None)
    assert found.question == (
        "Nothing in this column decides whether the day or the month comes first: “04/11/2025” may be "
        "4 November 2025 or 11 April 2025. Choose which comes first in the whole column."
    )
    assert reasons(found)[1] == (
        "“04/11/2025” can't be read as a date: is the day first or the month? Choose it for the whole "
        "column, or type the month's name, or year-month-day such as 2025-11-04."
    )
    assert list(reasons(found)) == [1, 3, 4]


def test_read_dates_order_undecided_of_a_text_with_one_reading_asked():
    found = column("4-6/11/2025")
    assert edtf(found) == [None]
    assert found.question == (
        "Nothing in this column decides whether the day or the month comes first in “4-6/11/2025”. "
        "Choose which comes first in the whole column."
    )


def test_read_dates_order_contradicted_asked():
    found = column("04/11/2025", "13/05/2025", "14/05/2025", "05/13/2025", "4 May 2025")
    assert edtf(found) == [None, None, None, None, "2025-05-04"]
    assert (found.order, found.decided_by, found.contradicting) == ("", None, (1, 3))
    assert found.question == (
        "Cells of this column contradict each other: “13/05/2025” can only have the day first, “05/13/2025” "
        "only the month. Choose which comes first in the whole column; cells that don't fit are left to be "
        "mended."
    )
    assert list(reasons(found)) == [0, 1, 2, 3]


@pytest.mark.parametrize(
    ("order", "values", "unfit"),
    [
        ("day", ["2025-11-04", "2025-05-13", None, "2025-11-04/2025-11-06", None], [2, 4]),
        ("month", ["2025-04-11", None, "2025-05-13", None, "2025-11-04/2025-11-06"], [1, 3]),
    ],
)
def test_read_dates_order_given_holds_for_the_whole_column(order, values, unfit):
    found = column("04/11/2025", "13/05/2025", "05/13/2025", "4-6/11/2025", "11/4-6/2025", order=order)
    assert (edtf(found), list(reasons(found))) == (values, unfit)
    assert (found.order, found.decided_by, found.question, found.contradicting) == (order, None, "", None)
    assert reasons(found)[unfit[0]].endswith(
        f"can't be read as a date: the {order} comes first in this column, and can't in this cell. "
        "Type the month's name, or year-month-day such as 2025-11-04."
    )


def test_read_dates_order_given_that_is_none_refused():
    with pytest.raises(ValueError, match="not “dmy”"):
        column("04/11/2025", order="dmy")


def test_read_dates_dots_with_the_month_first_asked():
    found = column("04.11.2025", "05.14.2025")
    assert edtf(found) == [None, "2025-05-14"]
    assert found.question == (
        "Dots mean that the day comes first, but “05.14.2025” can only have the month first. "
        "Choose which comes first in the whole column."
    )
    assert edtf(column("04.11.2025", "05.14.2025", order="day")) == ["2025-11-04", None]
    assert edtf(column("04.11.2025", "05.14.2025", order="month")) == ["2025-04-11", "2025-05-14"]


def test_read_dates_dots_that_contradict_each_other_asked():
    found = column("13.05.2025", "04.11.2025", "05.14.2025")
    assert edtf(found) == [None, None, None]
    assert found.contradicting == (0, 2)
    assert found.question.startswith("Cells of this column contradict each other: “13.05.2025”")


def test_read_dates_dots_beside_slashes_with_the_month_first_left_open():
    found = column("04.11.2025", "05/13/2025", "13.05.2025")
    assert (found.order, edtf(found)) == ("month", [None, "2025-05-13", "2025-05-13"])
    assert (
        "dots mean that the day comes first, and elsewhere in this column the month does" in reasons(found)[0]
    )
    assert edtf(column("04.11.2025", "04/11/2025", order="month")) == [None, "2025-04-11"]
    assert edtf(column("04.11.2025", "04/11/2025", order="day")) == ["2025-11-04", "2025-11-04"]


# --- Whatever the column ---

days_of = st.dates(date(1945, 1, 1), date(2036, 12, 31))
SEPARATORS = st.sampled_from([" - ", "–", "-", " to ", "~", "至", " по "])


@st.composite
def numbers(draw, order: str, mark: str, *, days=days_of) -> tuple[str, str]:
    """A date or a range of days as numbers, and the EDTF that it means."""

    def written(day: date, year: bool = True) -> str:
        pad = draw(st.sampled_from(["02", ""]))
        parts = [f"{day.day:{pad}}", f"{day.month:{pad}}"]
        return mark.join((parts if order == DAY else parts[::-1]) + ([f"{day.year:04}"] if year else []))

    start = draw(days)
    text, meant = written(start), start.isoformat()
    end = start + timedelta(draw(st.integers(1, 40)))
    form = draw(st.sampled_from(["one", "one", "two", "short", "days", "time"]))
    to = draw(SEPARATORS)
    if mark == "-" and to in "–-":
        to = " - "
    if form == "time":
        return f"{text} {draw(st.sampled_from(['0:00', '00:00:00', '14:30']))}", meant
    if form == "one" or end.year > 2036:
        return text, meant
    meant = f"{meant}/{end.isoformat()}"
    if form == "short" and start.year == end.year and mark != "-":
        return f"{written(start, year=False)}{to}{written(end)}", meant
    if form == "days" and (start.year, start.month) == (end.year, end.month) and mark != "-":
        if order == DAY:
            return f"{start.day}{to}{written(end)}", meant
        return f"{start.month}/{start.day}{to}{end.day}/{end.year}", meant
    return f"{text}{to}{written(end)}", meant


OTHERS = st.sampled_from([None, "TBC", "autumn 2025", "2025-11-04", "4 Nov 2025", "04/04/2025", "foo", 45965])


@given(st.data(), st.sampled_from([DAY, MONTH]), st.sampled_from("/-"))
def test_read_dates_every_cell_right_where_one_decides(data, order, mark):
    deciding = numbers(order, mark, days=days_of.filter(lambda day: day.day > 12))
    cells = data.draw(
        st.lists(st.one_of(numbers(order, mark), OTHERS.map(lambda cell: (cell, None))), max_size=8)
    )
    cells.insert(data.draw(st.integers(0, len(cells))), data.draw(deciding))
    found = column(*[cell for cell, __ in cells])
    meant = {index: meant for index, (__, meant) in enumerate(cells) if meant}
    assert {index: edtf(found)[index] for index in meant} == meant
    assert (found.order, found.question, found.contradicting) == (order, "", None)
    assert found.decided_by in meant


small = days_of.map(lambda day: day.replace(day=day.day % 12 + 1)).filter(lambda day: day.day != day.month)


@given(
    st.lists(st.one_of(small, OTHERS), max_size=8), small, st.sampled_from("/-"), st.sampled_from(["02", ""])
)
def test_read_dates_nothing_guessed_where_none_decides(others, day, mark, pad):
    def written(cell):
        if not isinstance(cell, date):
            return cell
        return f"{cell.day:{pad}}{mark}{cell.month:{pad}}{mark}{cell.year}"

    cells = [day, *others]
    found = column(*map(written, cells))
    open_ones = [index for index, cell in enumerate(cells) if isinstance(cell, date)]
    assert [found.values[index] for index in open_ones] == [None] * len(open_ones)
    assert set(open_ones) <= set(reasons(found))
    assert (found.order, found.decided_by) == ("", None)
    assert found.question.startswith("Nothing in this column decides")
    answered = column(*map(written, cells), order="day")
    assert [edtf(answered)[index] for index in open_ones] == [cells[index].isoformat() for index in open_ones]


@given(st.lists(numbers(DAY, "."), min_size=1, max_size=8))
def test_read_dates_dots_always_day_first(cells):
    found = column(*[cell for cell, __ in cells])
    assert edtf(found) == [meant for __, meant in cells]
    assert (found.order, found.question) == ("", "")
