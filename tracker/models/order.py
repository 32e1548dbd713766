"""Orders that an index can hold: expressions without parameters, which both engines know again in a query."""

from __future__ import annotations

from typing import Any

from django.db.models import CharField, DateField, F, Func, Index
from django.db.models.functions import Coalesce

#: Where what has no day stands: after the oldest in "newest first", after the newest in "oldest first".
NEVER, FOREVER = "0001-01-01", "9999-12-31"


class Day(Func):
    """The first of some days that is known; `otherwise` where none is, so that it is never NULL."""

    template = "COALESCE(%(expressions)s, '%(otherwise)s')"
    output_field = DateField()

    def __init__(self, *days: str, otherwise: str) -> None:
        super().__init__(*days, otherwise=otherwise)


class InCalendar(Func):
    """The place of a partial date among those without a year: the order of their text, but for parts of one.

    Seasons, quarters and halves stand with the month that they begin with; a month not stated comes after
    them, and no date at all last.
    """

    template = (
        "CASE SUBSTR(%(expressions)s, 1, 7)"
        " WHEN 'XXXX-21' THEN 'XXXX-03' WHEN 'XXXX-22' THEN 'XXXX-06' WHEN 'XXXX-23' THEN 'XXXX-09'"
        " WHEN 'XXXX-24' THEN 'XXXX-12' WHEN 'XXXX-33' THEN 'XXXX-01' WHEN 'XXXX-34' THEN 'XXXX-04'"
        " WHEN 'XXXX-35' THEN 'XXXX-07' WHEN 'XXXX-36' THEN 'XXXX-10' WHEN 'XXXX-40' THEN 'XXXX-01'"
        " WHEN 'XXXX-41' THEN 'XXXX-07' ELSE COALESCE(%(expressions)s, 'zzzz') END"
    )
    output_field = CharField()

    def __init__(self, field: Any) -> None:
        super().__init__(field)


class Filled(Func):
    """A text; NULL where it is empty."""

    template = "NULLIF(%(expressions)s, '')"
    output_field = CharField()

    def __init__(self, field: str) -> None:
        super().__init__(field)


class Stated(Func):
    """The first of some partial dates that is stated, as text; after all others where none is."""

    template = "COALESCE(%(expressions)s, 'zzzz')"
    output_field = CharField()

    def __init__(self, *fields: str) -> None:
        super().__init__(*fields)


def by_date(field: str, *, newest: bool = True) -> tuple[Any, ...]:
    """The order of a partial date: those with a year, those without one by the calendar, then none at all."""
    day = Day(f"{field}_earliest", f"{field}_latest", otherwise=NEVER if newest else FOREVER)
    return (day.desc() if newest else day.asc(), InCalendar(field).asc())


def by_last_step(*, newest: bool = True) -> tuple[Any, ...]:
    """The order of agreements: by the furthest step that has a day, as `Agreement.reached` has it."""
    steps = ("in_force_from", "signed", "agreed", "proposed")
    day = Day(*(f"{step}_earliest" for step in steps), otherwise=NEVER if newest else FOREVER)
    return (day.desc() if newest else day.asc(), Stated(*steps).asc())


def by_family_name() -> Any:
    """The order of people: by the family name where it is known, else by the name."""
    return Coalesce(Filled("family_name"), F("name"), output_field=CharField()).asc()


def date_indexes(field: str, *tied: str, label: str) -> list[Index]:
    """Indexes of both orders of a partial date; `tied` says what comes first of two on the same day."""
    return [
        Index(*by_date(field, newest=name == "newest"), *tied, "id", name=f"{label}_{name}")
        for name in ("newest", "oldest")
    ]
