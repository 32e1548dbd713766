"""How much the record has of what, counted in the database: the figures behind the pictures."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Literal

from django.db.models import Case, CharField, Count, Exists, IntegerField, OuterRef, Q, Value, When
from django.db.models.functions import ExtractYear, StrIndex, Substr

from tracker.choices import AgreementStatus
from tracker.models import Agreement, Delegation, Stop, Visit
from tracker.models.visibility import Reader

type Direction = Literal["out", "in", "other"]
DIRECTIONS: tuple[Direction, ...] = ("out", "in", "other")


@dataclass
class VisitYears:
    """How many visits began in which year, by direction, and how many are of no certain year."""

    years: dict[int, Counter[str]] = field(default_factory=dict)
    no_date: int = 0
    no_year: int = 0
    no_first_year: int = 0  # "the 1990s", "by May 2025": a year that is known only within bounds

    @property
    def total(self) -> int:
        """All the visits that have a first year."""
        return sum(number.total() for number in self.years.values())


def visit_years(user: Reader, code: str) -> VisitYears:
    """The visits that the reader may see by the year in which they began, as seen from a country; one query.

    Out is what its organisations sent to another country; in is what others sent to it; other is all else:
    within it, between others, or with countries that are not stated.
    """
    rows = (
        Visit.objects.visible_to(user)
        .order_by()
        # A decade or a century ("199X", "20XX"); "2025-XX" has its year.
        .annotate(_unsure=StrIndex(Substr("dates", 1, 4, output_field=CharField()), Value("X")))
        .annotate(_direction=_direction(code), _doubt=_doubt())
        .annotate(
            _year=Case(
                When(_doubt="", then=ExtractYear("dates_earliest")),
                default=None,
                output_field=IntegerField(),
            )
        )
        .values_list("_doubt", "_year", "_direction")
        .annotate(_number=Count("pk"))
    )
    found = VisitYears()
    for doubt, year, direction, number in rows:
        if doubt:
            setattr(found, doubt, getattr(found, doubt) + number)
        else:
            found.years.setdefault(year, Counter())[direction] += number
    return found


def _doubt() -> Case:
    """Why a visit has no first year, as the field of `VisitYears` that counts it; "" where it has one."""
    return Case(
        When(dates__isnull=True, then=Value("no_date")),
        When(dates_earliest__isnull=True, dates_latest__isnull=True, then=Value("no_year")),
        When(dates_earliest__isnull=True, then=Value("no_first_year")),
        When(_unsure__gt=0, then=Value("no_first_year")),
        default=Value(""),
        output_field=CharField(),
    )


def _direction(code: str) -> Case:
    """The direction of a visit as seen from a country, as far as the countries of senders and visit tell."""
    senders = Delegation.senders.through.objects.filter(delegation=OuterRef("delegation"))
    visited = Visit.countries.through.objects.filter(visit=OuterRef("pk"))
    stops = Stop.objects.filter(visit=OuterRef("pk"), country__isnull=False)
    stated = senders.filter(organisation__country__isnull=False)
    from_here = Q(Exists(senders.filter(organisation__country=code)))
    from_elsewhere = Q(Exists(stated.exclude(organisation__country=code)))
    to_here = Q(Exists(visited.filter(country=code))) | Q(Exists(stops.filter(country=code)))
    to_elsewhere = Q(Exists(visited.exclude(country=code))) | Q(Exists(stops.exclude(country=code)))
    return Case(
        When(from_here & to_elsewhere, then=Value("out")),
        When(~from_here & from_elsewhere & to_here, then=Value("in")),
        default=Value("other"),
        output_field=CharField(),
    )


def agreement_states(user: Reader) -> dict[str, int]:
    """How many agreements the reader may see in each state, in the order of their life; one query."""
    rows = Agreement.objects.visible_to(user).order_by().values_list("status").annotate(_number=Count("pk"))
    found: dict[Any, int] = dict(rows)
    return {status: found[status] for status in AgreementStatus.values if status in found}
