"""What follows from what an agreement states of its term: pure functions of the stated dates and durations.

Nothing is widened or guessed: where a date is partial, the answer is a day within bounds, or "perhaps". The
answers are those of one day, `today`: a renewal that nobody stopped has happened, one that is still ahead
may yet be stopped.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from tracker.choices import UNSIGNED, WORKED_UNDER, AgreementStatus, TermStart
from tracker.dates import PartialDate
from tracker.models import Agreement
from tracker.services.terms.durations import Duration, Span
from tracker.services.terms.spoken import Term

_ONE_DAY = timedelta(days=1)


class InForce(StrEnum):
    """Whether an agreement is in force on a day, as far as its dates tell."""

    YES = "yes"
    NO = "no"
    PERHAPS = "perhaps"


@dataclass(frozen=True, slots=True)
class Terms:
    """What an agreement states of its life: how far it has come, its dates, its term, renewal and notice."""

    status: str
    signed: PartialDate | None = None
    in_force_from: PartialDate | None = None
    expires: PartialDate | None = None
    term: Duration | None = None
    term_from: str = ""
    renewal: Duration | None = None
    notice: Duration | None = None
    notice_given: PartialDate | None = None
    terminated: PartialDate | None = None

    @property
    def renews_itself(self) -> bool:
        """Whether it goes on by itself as long as nobody gives notice."""
        return self.renewal is not None and self.status in WORKED_UNDER


def terms_of(agreement: Agreement) -> Terms:
    """What a recorded agreement states of its life."""
    return Terms(
        status=agreement.status,
        signed=agreement.signed,
        in_force_from=agreement.in_force_from,
        expires=agreement.expires,
        term=Duration.of(agreement.term, agreement.term_unit),
        term_from=agreement.term_from,
        renewal=Duration.of(agreement.renewal, agreement.renewal_unit),
        notice=Duration.of(agreement.notice_period, agreement.notice_unit),
        notice_given=agreement.notice_given,
        terminated=agreement.terminated,
    )


_UNCHANGED: Any = object()


def set_durations(
    agreement: Agreement,
    *,
    term: Term | None = _UNCHANGED,
    renewal: Duration | None = _UNCHANGED,
    notice: Duration | None = _UNCHANGED,
) -> None:
    """Give `agreement` the durations that are named here, None for none, without saving it.

    A term that names the last day sets that day.
    """
    if term is not _UNCHANGED:
        duration = term.duration if term else None
        agreement.term, agreement.term_unit = _columns(duration)
        agreement.term_from = term.start if term and duration else ""
        if term and term.until:
            agreement.expires = term.until
    if renewal is not _UNCHANGED:
        agreement.renewal, agreement.renewal_unit = _columns(renewal)
    if notice is not _UNCHANGED:
        agreement.notice_period, agreement.notice_unit = _columns(notice)


def _columns(duration: Duration | None) -> tuple[int | None, str]:
    return (duration.number, duration.unit) if duration else (None, "")


def stated_end(terms: Terms) -> Span | None:
    """The last day of the first term: as stated, or reckoned; None where nothing tells of it.

    A term that doesn't say from when it counts may count from the signing or from the entry into force.
    """
    return _any_of(_ends(terms))


def _ends(terms: Terms) -> list[Span]:
    """What that last day may be: one day, or one for each day from which the term may count."""
    if terms.expires is not None:
        return [Span.of(terms.expires)]
    if terms.term is None:
        return []
    starts = {TermStart.SIGNED: terms.signed, TermStart.IN_FORCE: terms.in_force_from}
    possible = [starts[TermStart(terms.term_from)]] if terms.term_from else list(starts.values())
    # Of a start that isn't stated nothing is known, and so of the whole.
    stated = [start for start in possible if start]
    return [Span.of(start).plus(terms.term) for start in stated] if len(stated) == len(possible) else []


def _any_of(spans: list[Span]) -> Span | None:
    """The bounds of a day that is one of several; None where nothing is known of it."""
    first = [span.earliest for span in spans if span.earliest]
    last = [span.latest for span in spans if span.latest]
    bounds = Span(
        min(first) if first and len(first) == len(spans) else None,
        max(last) if last and len(last) == len(spans) else None,
        spans[0].said if spans and all(span == spans[0] for span in spans) else None,
    )
    return bounds if bounds.is_known else None


def last_day(terms: Terms, today: date) -> Span | None:
    """The last day on which it is in force, as things stand `today`; None where nothing tells of one.

    One that renews itself ends with the term that runs today. One that was terminated ends on the stated
    day, else when the period of notice is over, else by today.
    """
    if terms.status == AgreementStatus.TERMINATED:
        return _terminated(terms, today)
    end = stated_end(terms)
    if end is None:
        return None
    if (
        terms.status == AgreementStatus.EXPIRED
        and end.latest
        and (end.earliest or today) <= today < end.latest
    ):
        return Span(end.earliest, today)
    if terms.renewal is not None and terms.renews_itself:
        # Each by itself: a day between two that are possible isn't, and would be renewed otherwise.
        return _any_of([_renewed(possible, terms.renewal, today) for possible in _ends(terms)])
    return end


def _terminated(terms: Terms, today: date) -> Span:
    if terms.terminated is not None:
        return Span.of(terms.terminated)
    if terms.notice_given is not None and terms.notice is not None:
        end = Span.of(terms.notice_given).plus(terms.notice)
        if end.is_known:
            return end
    return Span(None, today)


def _renewed(end: Span, renewal: Duration, today: date) -> Span:
    """The end of the term that runs today, where each term is followed by another."""
    if end.earliest is None or end.latest is None:
        return Span(max(end.earliest or today, today), None)
    most, fewest = _renewals(end.earliest, renewal, today), _renewals(end.latest, renewal, today)
    if most == fewest:
        return end.plus(renewal.times(most)) if most else end
    bounds: list[date] = []
    # Each number of renewals belongs to a stretch of possible ends; their bounds give the bounds of all.
    first = end.latest
    for count in range(fewest, most + 1):
        last = first if count == fewest else first - _ONE_DAY
        first = _first_end(end.earliest, last, renewal, count, today)
        if first <= last:
            bounds += [day for day in (_after(first, renewal, count), _after(last, renewal, count)) if day]
    return Span(min(bounds), max(bounds)) if bounds else Span(today, None)


def _after(day: date, renewal: Duration, count: int) -> date | None:
    return renewal.times(count).after(day) if count else day


def _renewals(end: date, renewal: Duration, today: date) -> int:
    """How many renewals of a term that ended on `end` have begun by `today`."""
    low, high = 0, 1
    while _is_over(end, renewal, high, today):
        low, high = high, high * 2
    if not _is_over(end, renewal, 0, today):
        return 0
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if _is_over(end, renewal, middle, today) else (low, middle)
    return high


def _is_over(end: date, renewal: Duration, count: int, today: date) -> bool:
    day = _after(end, renewal, count)
    return day is not None and day < today


def _first_end(first: date, last: date, renewal: Duration, count: int, today: date) -> date:
    """The first day from `first` to `last` whose term, renewed `count` times, is not over today."""
    low, high = first.toordinal(), last.toordinal() + 1
    while low < high:
        middle = (low + high) // 2
        if _is_over(date.fromordinal(middle), renewal, count, today):
            low = middle + 1
        else:
            high = middle
    return date.fromordinal(low)


def notice_deadline(terms: Terms, today: date) -> Span | None:
    """The last day on which a notice still ends the term that runs today; None where nothing tells of it."""
    if terms.notice is None or terms.status not in WORKED_UNDER:
        return None
    end = last_day(terms, today)
    deadline = end and end.minus(terms.notice)
    return deadline if deadline and deadline.is_known else None


def in_force_on(terms: Terms, day: date, today: date) -> InForce:
    """Whether it is in force on `day`, as things stand `today`.

    It is in force from the stated day; where none is stated, perhaps from the signing on, and for certain
    from today where it is recorded as in force. What renews itself may still be stopped after the term that
    runs today.
    """
    if terms.status in UNSIGNED:
        return InForce.NO
    earliest, latest = _begin(terms, today)
    if earliest is not None and day < earliest:
        return InForce.NO
    end = last_day(terms, today)
    begun = latest is not None and day >= latest
    if end is None:
        return InForce.YES if begun else InForce.PERHAPS
    if end.latest is not None and day > end.latest:
        return InForce.PERHAPS if terms.renews_itself else InForce.NO
    lasts = end.earliest is not None and day <= end.earliest
    return InForce.YES if begun and lasts else InForce.PERHAPS


def _begin(terms: Terms, today: date) -> tuple[date | None, date | None]:
    """The earliest and the latest day on which it can have come into force."""
    stated = terms.in_force_from
    if stated is not None:
        earliest, latest = stated.earliest, stated.latest
    else:
        earliest, latest = terms.signed.earliest if terms.signed else None, None
    if terms.status == AgreementStatus.IN_FORCE and (earliest is None or earliest <= today):
        latest = min(latest, today) if latest else today
    return earliest, latest
