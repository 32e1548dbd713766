"""Where an agreement stands today: its last day, when notice is due, whether it is in force."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tracker.choices import WORKED_UNDER
from tracker.models import Agreement
from tracker.services.terms.durations import Duration, Span
from tracker.services.terms.reckoning import (
    InForce,
    Terms,
    in_force_on,
    last_day,
    notice_deadline,
    stated_end,
    terms_of,
)


@dataclass(frozen=True, slots=True)
class Standing:
    """What follows, today, from what an agreement states."""

    terms: Terms
    last_day: Span | None
    deadline: Span | None
    in_force: InForce

    @property
    def is_reckoned(self) -> bool:
        """Whether its last day follows from other things that are stated, and is not stated itself."""
        stated = self.terms.terminated or self.terms.expires
        return self.last_day is not None and self.last_day.said != stated

    @property
    def cannot_be_reckoned(self) -> bool:
        """Whether a term is stated, but not the day from which it counts, or that day is without a year."""
        return self.terms.term is not None and stated_end(self.terms) is None

    @property
    def renewal(self) -> Duration | None:
        """For how long it renews itself; None where it doesn't, or no longer."""
        return self.terms.renewal if self.terms.renews_itself else None

    def has_lapsed(self, today: date) -> bool:
        """Whether its last day has passed for certain, and nothing is recorded since."""
        end = self.last_day
        return self.terms.status in WORKED_UNDER and bool(end and end.latest and end.latest < today)


def standing(agreement: Agreement, today: date) -> Standing:
    """Where `agreement` stands `today`."""
    return standing_of(terms_of(agreement), today)


def standing_of(terms: Terms, today: date) -> Standing:
    """Where an agreement of these `terms` stands `today`."""
    return Standing(
        terms, last_day(terms, today), notice_deadline(terms, today), in_force_on(terms, today, today)
    )
