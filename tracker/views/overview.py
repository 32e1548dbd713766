"""The record at a glance: pictures of how much there is of what, each with its figures as a table."""

from __future__ import annotations

from collections import Counter
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe
from django_countries import countries as known

from tracker.choices import AgreementStatus
from tracker.filters import Problem
from tracker.filters.countries import counts
from tracker.filters.query import quoted, read_query
from tracker.models.visibility import Reader
from tracker.names import normalise
from tracker.services.figures import DIRECTIONS, VisitYears, agreement_states, visit_years
from tracker.views import charts
from tracker.views.charts import Item, Part

#: How many countries are drawn; the list of countries has them all.
MOST_COUNTRIES = 12
# A longer stretch of years is drawn by decades.
_MOST_YEARS = 40
_TOGETHER = ("visits", "events", "agreements")

DIRECTION_LABELS: dict[str, str | Promise] = {
    "out": _lazy("out"),
    "in": _lazy("in"),
    "other": _lazy("other"),
}
KIND_LABELS: dict[str, str | Promise] = {
    "visits": _lazy("visits"),
    "events": _lazy("events"),
    "agreements": _lazy("agreements"),
}


class Chosen(NamedTuple):
    """A country that visits may be seen from."""

    code: str
    name: str


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Pictures of the record: visits by year and direction, agreements by state, cooperation by country."""
    user = request.user
    values, problems = read_query(request.GET, {"country": _("country")})
    found = counts(user, ("visits_from", "visits_to", *_TOGETHER))
    choices = [Chosen(code, str(known.name(code))) for code in found]
    choices.sort(key=lambda choice: normalise(choice.name))
    country, problem = _country(values.get("country", ""), choices, found)
    if problem:
        problems.append(problem)
    years = visit_years(user, country.code if country else "")
    items = year_items(years)
    states = state_items(user)
    shared = country_items(found)
    context: dict[str, Any] = {
        "problems": [Problem(sentence) for sentence in problems],
        "country": country,
        "is_asked": bool(values.get("country")) and not problem,
        "choices": choices,
        "years": years,
        "left_out": left_out(years),
        "year_items": items,
        "year_picture": charts.columns(items),
        "directions": DIRECTION_LABELS,
        "state_items": states,
        "state_picture": charts.lying(states),
        "country_items": shared[:MOST_COUNTRIES],
        "country_picture": charts.lying(shared[:MOST_COUNTRIES]),
        "country_count": len(shared),
        "kinds": KIND_LABELS,
    }
    return render(request, "tracker/overview.html", context)


def _country(asked: str, choices: list[Chosen], found: dict[str, Counter[str]]) -> tuple[Chosen | None, str]:
    """The country that is asked for, by code or name, else that of most visits; and a sentence if unknown."""
    for choice in choices:
        if asked and asked.casefold() in (choice.code.casefold(), choice.name.casefold()):
            return choice, ""
    usual = max(choices, key=lambda choice: found[choice.code]["visits"], default=None)
    if not asked:
        return usual, ""
    sentence = _("Nothing of the record has to do with a country “%(country)s”, so that was left out.")
    return usual, sentence % {"country": quoted(asked)}


def left_out(years: VisitYears) -> str:
    """How many visits are in no bar, and why; "" where all are."""
    doubts = (
        (
            years.no_year,
            ngettext(
                "%(count)d visit whose sources state no year",
                "%(count)d visits whose sources state no year",
                years.no_year,
            ),
        ),
        (
            years.no_date,
            ngettext("%(count)d visit without a date", "%(count)d visits without a date", years.no_date),
        ),
        (
            years.no_first_year,
            ngettext(
                "%(count)d visit of which it is not stated in which year it began",
                "%(count)d visits of which it is not stated in which year they began",
                years.no_first_year,
            ),
        ),
    )
    return "; ".join(sentence % {"count": count} for count, sentence in doubts if count)


def year_items(years: VisitYears) -> list[Item]:
    """A bar a year, also where a year between has no visit; a bar a decade where there are too many years."""
    if not years.years:
        return []
    first, last = min(years.years), max(years.years)
    step = 1 if last - first < _MOST_YEARS else 10
    by_step: dict[int, Counter[str]] = {
        start: Counter() for start in range(first - first % step, last + 1, step)
    }
    for year, numbers in years.years.items():
        by_step[year - year % step].update(numbers)
    items = []
    for start, numbers in by_step.items():
        label = str(start) if step == 1 else _("%(year)ss") % {"year": start}
        period = f"{start:04}" if step == 1 else f"{start // 10:03}X"
        parts = [Part(direction, numbers[direction]) for direction in DIRECTIONS]
        total = sum(part.number for part in parts)
        sentence = ngettext(
            "%(label)s: %(total)d visit; out %(out)d, in %(in)d, other %(other)d",
            "%(label)s: %(total)d visits; out %(out)d, in %(in)d, other %(other)d",
            total,
        ) % {"label": label, "total": total, **dict(parts)}
        items.append(Item(label, sentence, f"{reverse('visit-list')}?period={period}", parts))
    return items


def state_items(user: Reader) -> list[Item]:
    """A bar a state of agreements, in the order of their life."""
    items = []
    for status, number in agreement_states(user).items():
        label = str(AgreementStatus(status).label)
        sentence = ngettext("%(label)s: %(total)d agreement", "%(label)s: %(total)d agreements", number)
        url = f"{reverse('agreement-list')}?status={status}"
        items.append(Item(label, sentence % {"label": label, "total": number}, url, [Part("all", number)]))
    return items


def country_items(found: dict[str, Counter[str]]) -> list[Item]:
    """A bar a country, the one with the most cooperation first."""
    items = []
    for code, numbers in found.items():
        parts = [Part(kind, numbers[kind]) for kind in _TOGETHER]
        label = str(known.name(code))
        told = _("%(label)s: visits %(visits)d, events %(events)d, agreements %(agreements)d")
        sentence = told % {"label": label, **dict(parts)}
        items.append(Item(label, sentence, reverse("country-detail", args=[code]), parts))
    return sorted(
        (item for item in items if item.total), key=lambda item: (-item.total, normalise(item.label))
    )
