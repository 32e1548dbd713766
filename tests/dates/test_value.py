"""What EDTF is kept, what is refused, and which days it can mean."""

import copy
import pickle
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.dates import PartialDate, PartialDateError, Precision

# EDTF: earliest, latest, precision.
BOUNDS = {
    "2025-11-04": ("2025-11-04", "2025-11-04", Precision.DAY),
    "2024-02-29": ("2024-02-29", "2024-02-29", Precision.DAY),
    "0001-01-01": ("0001-01-01", "0001-01-01", Precision.DAY),
    "9999-12-31": ("9999-12-31", "9999-12-31", Precision.DAY),
    "2025-11": ("2025-11-01", "2025-11-30", Precision.MONTH),
    "2024-02": ("2024-02-01", "2024-02-29", Precision.MONTH),
    "2025": ("2025-01-01", "2025-12-31", Precision.YEAR),
    "202X": ("2020-01-01", "2029-12-31", Precision.DECADE),
    "20XX": ("2000-01-01", "2099-12-31", Precision.CENTURY),
    "2025-21": ("2025-03-01", "2025-05-31", Precision.SEASON),
    "2025-22": ("2025-06-01", "2025-08-31", Precision.SEASON),
    "2025-23": ("2025-09-01", "2025-11-30", Precision.SEASON),
    # December 2025 to February 2026 or January and February 2025.
    "2025-24": ("2025-01-01", "2026-02-28", Precision.SEASON),
    "2023-24": ("2023-01-01", "2024-02-29", Precision.SEASON),
    "9999-24": ("9999-01-01", "9999-12-31", Precision.SEASON),
    "2025-33": ("2025-01-01", "2025-03-31", Precision.QUARTER),
    "2025-36": ("2025-10-01", "2025-12-31", Precision.QUARTER),
    "2025-40": ("2025-01-01", "2025-06-30", Precision.HALF),
    "2025-41": ("2025-07-01", "2025-12-31", Precision.HALF),
    "2025-XX-04": ("2025-01-04", "2025-12-04", Precision.DAY),
    "2025-XX-31": ("2025-01-31", "2025-12-31", Precision.DAY),
    "2025-XX": ("2025-01-01", "2025-12-31", Precision.YEAR),
    "2025-XX-XX": ("2025-01-01", "2025-12-31", Precision.YEAR),
    "2025-11-XX": ("2025-11-01", "2025-11-30", Precision.MONTH),
    # A doubt does not widen.
    "2025-11-04?": ("2025-11-04", "2025-11-04", Precision.DAY),
    "2025~": ("2025-01-01", "2025-12-31", Precision.YEAR),
    "2025-23%": ("2025-09-01", "2025-11-30", Precision.SEASON),
    "202X~": ("2020-01-01", "2029-12-31", Precision.DECADE),
    "2025-11-04/2025-11-05": ("2025-11-04", "2025-11-05", Precision.DAY),
    "2025/2026": ("2025-01-01", "2026-12-31", Precision.YEAR),
    "2025-11-04/2026": ("2025-11-04", "2026-12-31", Precision.YEAR),
    "2025-23/2026-02": ("2025-09-01", "2026-02-28", Precision.SEASON),
    "2025-11-04~/2025-11-05?": ("2025-11-04", "2025-11-05", Precision.DAY),
    "../2025-05-14": (None, "2025-05-14", Precision.DAY),
    "2025-05-14/..": ("2025-05-14", None, Precision.DAY),
    "/2025-05-14": (None, "2025-05-14", Precision.DAY),
    "2025-05-14/": ("2025-05-14", None, Precision.DAY),
    "../202X": (None, "2029-12-31", Precision.DECADE),
    # Without a year nothing is known of when.
    "XXXX-09-22": (None, None, Precision.DAY),
    "XXXX-02-29": (None, None, Precision.DAY),
    "XXXX-09": (None, None, Precision.MONTH),
    "XXXX-09-XX": (None, None, Precision.MONTH),
    "XXXX-XX-21": (None, None, Precision.DAY),
    "XXXX-23": (None, None, Precision.SEASON),
    "XXXX-34": (None, None, Precision.QUARTER),
    "XXXX-41": (None, None, Precision.HALF),
    "XXXX-09-22?": (None, None, Precision.DAY),
    "XXXX-11-04/XXXX-11-05": (None, None, Precision.DAY),
    "XXXX-XX-21/XXXX-XX-24": (None, None, Precision.DAY),
    "XXXX-XX-24/XXXX-XX-21": (None, None, Precision.DAY),
    "XXXX-12-30/XXXX-01-02": (None, None, Precision.DAY),
    "XXXX-11/XXXX-02": (None, None, Precision.MONTH),
    "XXXX-23/XXXX-24": (None, None, Precision.SEASON),
    "../XXXX-09-22": (None, None, Precision.DAY),
}

# Text that is no partial date, and a piece of why.
REFUSED = {
    "": "write it as EDTF",
    "2025-02-29": "there is no day 29; that month has the days 1 to 28",
    "1900-02-29": "the days 1 to 28",
    "2025-11-31": "the days 1 to 30",
    "2025-11-00": "there is no day 0",
    "XXXX-02-30": "the days 1 to 29",
    "XXXX-XX-32": "the days 1 to 31",
    "2025-13": "there is no month 13",
    "2025-00": "there is no month 00",
    "2025-25": "there is no month 25",  # a season of one hemisphere
    "2025-37": "there is no month 37",  # a third of a year
    "2025-23-04": "has no day",
    "XXXX": "neither year, month nor day",
    "XXXX-XX": "neither year, month nor day",
    "XXXX-XX-XX": "neither year, month nor day",
    "XXXX~": "neither year, month nor day",
    "0000": "between 0001 and 9999",
    "000X": "between 0001 and 9999",
    "00XX": "between 0001 and 9999",
    "-2025": "write it as EDTF",
    "Y-17E7": "write it as EDTF",
    "Y12025": "write it as EDTF",
    "12025": "write it as EDTF",
    "19X5": "write it as EDTF",
    "202x": "write it as EDTF",
    "202X-11": "a decade or a century has no month",
    "2025-1": "write it as EDTF",
    "2025-3X": "write it as EDTF",
    " 2025": "write it as EDTF",
    "2025\n": "write it as EDTF",
    "２０２５": "write it as EDTF",
    "٢٠٢٥": "write it as EDTF",
    "2025?-11": "write it as EDTF",
    "2025?~": "write it as EDTF",
    "2025-11-04T10:00": "write it as EDTF",
    "[2025, 2026]": "write it as EDTF",
    "{2025}": "write it as EDTF",
    "2025..2026": "write it as EDTF",
    "2026/2025": "it ends before it starts",
    "2025-11-05/2025-11-04": "it ends before it starts",
    "2025-11/2025-03": "it ends before it starts",
    "XXXX-09-23/XXXX-09-22": "it ends before it starts",
    "XXXX-09/XXXX-05": "it ends before it starts",
    "2025-11-04/2025-11-04": "both ends are the same",
    "2025/2025?": "both ends are the same",
    "2025-11-04/XXXX-11-05": "one end has a year",
    "XXXX-11-04/2025-11-05": "one end has a year",
    "XXXX-11-04/XXXX-XX-05": "different parts unstated",
    "../..": "at least one end",
    "/": "at least one end",
    "../": "at least one end",
    "2025/2026/2027": "one slash",
}


@pytest.mark.parametrize(("edtf", "expected"), BOUNDS.items())
def test_bounds_of_each_form(edtf, expected):
    value = PartialDate.from_edtf(edtf)
    earliest, latest = (day.isoformat() if day else None for day in (value.earliest, value.latest))
    assert (value.edtf, earliest, latest, value.precision) == (edtf, *expected)
    assert value.has_year == ("XXXX" not in edtf)
    assert value.is_interval == ("/" in edtf)


@pytest.mark.parametrize(("text", "reason"), REFUSED.items())
def test_from_edtf_refused_with_a_sentence(text, reason):
    with pytest.raises(PartialDateError) as refusal:
        PartialDate.from_edtf(text)
    sentence = str(refusal.value)
    assert reason in sentence
    assert sentence.endswith(".")
    assert isinstance(refusal.value, ValueError)


def test_from_edtf_long_text_refused_without_repeating_it():
    with pytest.raises(PartialDateError) as refusal:
        PartialDate.from_edtf("2" * 1_000_000)
    assert str(refusal.value) == "A partial date is no longer than 200 characters; this text has 1000000."


@pytest.mark.parametrize("value", [2025, None, date(2025, 11, 4), b"2025"])
def test_from_edtf_other_types_refused(value):
    with pytest.raises(PartialDateError, match="is read from text"):
        PartialDate.from_edtf(value)


@pytest.mark.parametrize("text", ["\x00", "2025\x00", "\ud800", "2025\ud800-11"])
def test_from_edtf_unprintable_text_refused_in_printable_words(text):
    with pytest.raises(PartialDateError) as refusal:
        PartialDate.from_edtf(text)
    assert str(refusal.value).isprintable()


def test_partial_date_equal_by_text_and_immutable():
    one, other = PartialDate.from_edtf("2025"), PartialDate.from_edtf("2025?")
    assert one == PartialDate.from_edtf("2025")
    assert one != other
    assert one != "2025"
    assert {one, other, PartialDate.from_edtf("2025")} == {one, other}
    assert repr(one) == "PartialDate('2025')"
    with pytest.raises(AttributeError):
        one.edtf = "2026"  # type: ignore[misc]


@pytest.mark.parametrize("edtf", ["2025-11-04/2025-11-05", "../2025-23?", "XXXX-XX-21"])
def test_partial_date_copied_and_pickled_the_same(edtf):
    value = PartialDate.from_edtf(edtf)
    for twin in (pickle.loads(pickle.dumps(value)), copy.copy(value), copy.deepcopy(value)):
        assert (twin, twin.earliest, twin.latest, twin.points) == (
            value,
            value.earliest,
            value.latest,
            value.points,
        )


def test_from_edtf_same_text_read_once():
    assert PartialDate.from_edtf("1987-06-05") is PartialDate.from_edtf("1987-06-05")


def test_calendar_key_orders_dates_without_a_year():
    in_order = [
        "XXXX-01-31",
        "XXXX-23",
        "XXXX-09",
        "XXXX-09-02/XXXX-09-04",
        "XXXX-09-22",
        "XXXX-36",
        "XXXX-10-01",
        "XXXX-24",
        "XXXX-12-30/XXXX-01-02",
        "XXXX-XX-04",
        "XXXX-XX-21",
    ]
    dates = [PartialDate.from_edtf(edtf) for edtf in reversed(in_order)]
    assert [date.edtf for date in sorted(dates, key=PartialDate.calendar_key)] == in_order


@given(st.text(max_size=300))
def test_from_edtf_any_text_read_or_refused(text):
    try:
        value = PartialDate.from_edtf(text)
    except PartialDateError:
        return
    assert value.edtf == text


@given(st.text(alphabet="0123456789X-/.?~%", min_size=4, max_size=23))
def test_from_edtf_any_edtf_like_text_has_bounds_in_order(text):
    try:
        value = PartialDate.from_edtf(text)
    except PartialDateError:
        return
    assert value.earliest is None or value.latest is None or value.earliest <= value.latest


@given(st.dates(), st.sampled_from(["", "?", "~", "%"]))
def test_from_edtf_every_day_of_the_calendar(day, qualifier):
    value = PartialDate.from_edtf(f"{day.isoformat()}{qualifier}")
    assert (value.earliest, value.latest) == (day, day)
