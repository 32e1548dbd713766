"""Terms as people type them."""

from __future__ import annotations

import pytest

from tracker.choices import TermStart, TermUnit
from tracker.dates import PartialDate
from tracker.services.terms import Duration, Term, TermError, read_duration, read_term
from tracker.services.terms.forms import TermField, term_in_words

YEARS, MONTHS, DAYS = TermUnit.YEARS, TermUnit.MONTHS, TermUnit.DAYS


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("five years from signature", Term(Duration(5, YEARS), TermStart.SIGNED)),
        ("Three years from entry into force", Term(Duration(3, YEARS), TermStart.IN_FORCE)),
        ("for 18 months after the date of signing.", Term(Duration(18, MONTHS), TermStart.SIGNED)),
        ("90 days", Term(Duration(90, DAYS))),
        ("a year", Term(Duration(1, YEARS))),
        ("half a year", Term(Duration(6, MONTHS))),
        ("P5Y", Term(Duration(5, YEARS))),
        ("5 лет со дня подписания", Term(Duration(5, YEARS), TermStart.SIGNED)),
        ("три года с даты вступления в силу", Term(Duration(3, YEARS), TermStart.IN_FORCE)),
        ("自签署之日起五年", Term(Duration(5, YEARS), TermStart.SIGNED)),
        ("6个月", Term(Duration(6, MONTHS))),
        ("until 31 December 2030", Term(until=PartialDate.from_edtf("2030-12-31"))),
        ("2030", Term(until=PartialDate.from_edtf("2030"))),
        ("2030-06", Term(until=PartialDate.from_edtf("2030-06"))),
    ],
)
def test_term_read_as_typed(text, expected):
    assert read_term(text) == expected


@pytest.mark.parametrize(
    "text", ["soon", "five", "0 years", "10000 years", "five years from lunch", "x" * 300]
)
def test_term_unreadable_says_what_can_be_read(text):
    with pytest.raises(TermError, match="term"):
        read_term(text)
    with pytest.raises(TermError):
        read_duration(text)


@pytest.mark.parametrize("start", ["", *TermStart.values])
@pytest.mark.parametrize("duration", [Duration(1, YEARS), Duration(18, MONTHS), Duration(90, DAYS)])
def test_term_shown_reads_back(duration, start):
    shown = term_in_words(duration, start)
    assert read_term(shown) == Term(duration, start)
    assert not TermField().has_changed(Term(duration, start), shown)
