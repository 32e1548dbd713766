"""The derived days of agreements, compared with a model that walks the calendar day by day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tracker.choices import UNSIGNED, WORKED_UNDER, AgreementStatus, TermStart, TermUnit
from tracker.dates import PartialDate
from tracker.services.terms import Duration, InForce, Span, Terms, in_force_on, last_day, notice_deadline

ONE_DAY = timedelta(days=1)

# --- The model: one concrete life at a time, walked day by day ---


def walk(day: date, duration: Duration, way: int) -> date:
    """The day a duration after (or before) `day`, found by walking over every day between."""
    if duration.unit == TermUnit.DAYS:
        for _step in range(duration.number):
            day += way * ONE_DAY
        return day
    months = duration.number * (12 if duration.unit == TermUnit.YEARS else 1)
    wanted, seen, at = day.day, 0, day
    while seen < months:  # to the first day met of the month
        before, at = at, at + way * ONE_DAY
        seen += (at.year, at.month) != (before.year, before.month)
    month = (at.year, at.month)
    while (at.year, at.month) == month:  # to its end, or its beginning
        at += way * ONE_DAY
    days = []
    at -= way * ONE_DAY
    while (at.year, at.month) == month:
        days.append(at)
        at -= way * ONE_DAY
    return next((one for one in days if one.day == wanted), max(days))


def every_day(stated: PartialDate) -> list[date]:
    """Every day that a partial date can mean."""
    day, found = stated.earliest, []
    while day is not None and stated.latest is not None and day <= stated.latest:
        found.append(day)
        day += ONE_DAY
    return found


def ends(terms: Terms, today: date) -> set[date] | None:
    """Every last day that the agreement can have; None where nothing tells of one."""
    if terms.status == AgreementStatus.TERMINATED and terms.terminated:
        return set(every_day(terms.terminated))
    if terms.expires:
        first = every_day(terms.expires)
    elif terms.term:
        stated = {TermStart.SIGNED: terms.signed, TermStart.IN_FORCE: terms.in_force_from}
        starts = [stated[TermStart(terms.term_from)]] if terms.term_from else list(stated.values())
        if None in starts:
            return None
        first = [walk(day, terms.term, 1) for start in starts if start for day in every_day(start)]
    else:
        return None
    if not (terms.renewal and terms.status in WORKED_UNDER):
        return set(first)
    return {renewed(day, terms.renewal, today) for day in set(first)}


def renewed(end: date, renewal: Duration, today: date) -> date:
    """Where the term that runs today ends: one more renewal as long as it is over."""
    count, last = 0, end
    while last < today:
        count += 1
        last = walk(end, Duration(renewal.number * count, renewal.unit), 1)
    return last


def begins(terms: Terms, today: date) -> Iterator[date]:
    """Every day on which it can have come into force, by what is stated."""
    for day in every_day(terms.in_force_from) if terms.in_force_from else []:
        if terms.status != AgreementStatus.IN_FORCE or day <= today:
            yield day


# --- Random histories ---

DAY = st.dates(date(2019, 1, 1), date(2027, 12, 31))
PARTIAL = st.builds(
    lambda day, cut: PartialDate.from_edtf(day.isoformat()[:cut]), DAY, st.sampled_from((4, 7, 10, 10))
)
DURATION = st.one_of(
    st.builds(Duration, st.integers(1, 6), st.just(TermUnit.YEARS)),
    st.builds(Duration, st.integers(1, 30), st.just(TermUnit.MONTHS)),
    st.builds(Duration, st.integers(1, 400), st.just(TermUnit.DAYS)),
)


@st.composite
def histories(draw: st.DrawFn) -> Terms:
    status = draw(st.sampled_from(AgreementStatus.values))
    if status == AgreementStatus.EXPIRED:  # has its own test: what has expired ended by today
        status = AgreementStatus.RENEWED
    return Terms(
        status=status,
        signed=draw(st.none() | PARTIAL),
        in_force_from=draw(PARTIAL),
        expires=draw(st.none() | st.none() | PARTIAL),
        term=draw(st.none() | DURATION),
        term_from=draw(st.sampled_from(("", *TermStart.values))),
        renewal=draw(st.none() | DURATION),
        notice=draw(st.none() | DURATION),
        terminated=draw(PARTIAL) if status == AgreementStatus.TERMINATED else None,
    )


# Two days from which the term may count, so far apart that no end lies between theirs.
APART = Terms(
    status=AgreementStatus.SIGNED,
    signed=PartialDate.from_edtf("2020"),
    in_force_from=PartialDate.from_edtf("2019-01"),
    term=Duration(1, TermUnit.YEARS),
    renewal=Duration(1, TermUnit.YEARS),
)


@settings(max_examples=50, deadline=None)
@example(APART, date(2019, 1, 1), date(2020, 2, 1))
@given(histories(), DAY, DAY)
def test_derived_days_agree_with_a_model_that_walks(terms: Terms, day: date, today: date) -> None:
    expected = ends(terms, today)
    found = last_day(terms, today)
    assert (found is None) == (expected is None)
    if found is not None and expected is not None:
        assert (found.earliest, found.latest) == (min(expected), max(expected))
        if found.said is not None:  # said in fewer words, and no more exactly than it is known
            assert found.said.earliest is not None
            assert found.said.latest is not None
            assert found.said.earliest <= min(expected) <= max(expected) <= found.said.latest

    deadline = notice_deadline(terms, today)
    if terms.notice and expected and terms.status in WORKED_UNDER:
        by = {walk(end, terms.notice, -1) for end in expected}
        assert deadline is not None
        assert (deadline.earliest, deadline.latest) == (min(by), max(by))
    else:
        assert deadline is None

    assert in_force_on(terms, day, today) == modelled(terms, day, today, expected)


def modelled(terms: Terms, day: date, today: date, expected: set[date] | None) -> InForce:
    """Whether it is in force on a day: in every life that it can have had, in some, in none."""
    if terms.status in UNSIGNED:
        return InForce.NO
    possible = list(begins(terms, today))
    stated = every_day(terms.in_force_from) if terms.in_force_from else []
    possible = possible or ([min(stated)] and stated)
    last = expected or {date.max}
    lives = {begin <= day for begin in possible}
    lasting = {day <= end for end in last}
    if terms.renewal and terms.status in WORKED_UNDER and expected and day > max(last):
        return InForce.PERHAPS if True in lives else InForce.NO  # it may yet be stopped
    if lives == lasting == {True}:
        return InForce.YES
    return InForce.PERHAPS if True in lives and True in lasting else InForce.NO


TODAY = date(2026, 6, 15)


def partial(text: str) -> PartialDate:
    return PartialDate.from_edtf(text)


@pytest.mark.parametrize(
    ("terms", "expected"),
    [
        ({"signed": partial("2025"), "term": Duration(5, TermUnit.YEARS), "term_from": "signed"}, "2030"),
        (
            {"signed": partial("2025-11"), "term": Duration(18, TermUnit.MONTHS), "term_from": "signed"},
            "May 2027",
        ),
        (
            {"signed": partial("2025-23"), "term": Duration(2, TermUnit.YEARS), "term_from": "signed"},
            "autumn 2027",
        ),
        (
            {"signed": partial("2025~"), "term": Duration(2, TermUnit.YEARS), "term_from": "signed"},
            "about 2027",
        ),
        (
            {"signed": partial("2025"), "term": Duration(90, TermUnit.DAYS), "term_from": "signed"},
            "between 1 April 2025 and 31 March 2026",
        ),
        (
            {"signed": partial("2024-02-29"), "term": Duration(1, TermUnit.YEARS), "term_from": "signed"},
            "28 February 2025",
        ),
        (
            {
                "signed": partial("2025-11-04/2025-11-05"),
                "term": Duration(1, TermUnit.YEARS),
                "term_from": "signed",
            },
            "4–5 November 2026",
        ),
        (
            {"signed": partial("XXXX-09-22"), "term": Duration(1, TermUnit.YEARS), "term_from": "signed"},
            "None",
        ),
        ({"signed": partial("2025"), "term": Duration(1, TermUnit.YEARS)}, "None"),
        (
            {
                "signed": partial("2024"),
                "in_force_from": partial("2025"),
                "term": Duration(1, TermUnit.YEARS),
            },
            "between 1 January 2025 and 31 December 2026",
        ),
        (
            {"expires": partial("2020-06-30"), "renewal": Duration(2, TermUnit.YEARS), "status": "in_force"},
            "30 June 2026",
        ),
        ({"expires": partial("2026"), "status": "expired"}, "between 1 January 2026 and 15 June 2026"),
        ({"status": "terminated"}, "by 15 June 2026"),
        (
            {
                "status": "terminated",
                "notice_given": partial("2026-01-10"),
                "notice": Duration(6, TermUnit.MONTHS),
            },
            "10 July 2026",
        ),
        ({"expires": partial("2030/..")}, "from 2030"),
    ],
)
def test_last_day_said(terms, expected):
    assert str(last_day(Terms(**{"status": "signed", **terms}), TODAY)) == expected


@pytest.mark.parametrize(
    ("terms", "day", "expected"),
    [
        ({"status": "agreed", "in_force_from": partial("2020")}, TODAY, "no"),
        ({"status": "signed"}, TODAY, "perhaps"),
        ({"status": "signed", "signed": partial("2026-07")}, TODAY, "no"),
        ({"status": "in_force"}, TODAY, "yes"),
        ({"status": "in_force"}, date(2020, 1, 1), "perhaps"),
        ({"status": "in_force", "in_force_from": partial("2026")}, TODAY, "yes"),
        ({"status": "in_force", "in_force_from": partial("2026")}, date(2026, 2, 1), "perhaps"),
        ({"status": "in_force", "expires": partial("2025")}, TODAY, "no"),
    ],
)
def test_in_force_said(terms, day, expected):
    assert in_force_on(Terms(**terms), day, TODAY) == expected


def test_span_beyond_the_calendar_is_unknown():
    assert Span.of(partial("9999")).plus(Duration(1, TermUnit.YEARS)) == Span(None, None)
