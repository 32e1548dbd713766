"""The countries of the record: a list of them, and a page with everything about one."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from django.db.models import CharField, QuerySet, Value
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from django_countries import countries as known

from tracker.choices import OPEN_ACTIONS
from tracker.filters import AgreementFilters, Problem
from tracker.filters.countries import LINKS, counts, having
from tracker.filters.query import read_query
from tracker.models import Country, Organisation
from tracker.models.visibility import Reader
from tracker.names import normalise
from tracker.views import rows as listed
from tracker.views.details import rows

#: How many records of each kind a country's page shows; the lists have the rest.
FEW = 8
_CODE = re.compile(r"\A[A-Za-z]{2}\Z")
# Of the languages that the office reads, those that django-countries has.
_LANGUAGES = ("en", "ru", "zh-hans")
_NEWEST_AGREEMENTS = AgreementFilters.sorts["newest"].by


class Name(NamedTuple):
    """What a country is called in one language; `language` is what HTML's `lang` has."""

    language: str
    name: str


class Listed(NamedTuple):
    """One country of the list, with its other names and how much of the record has to do with it."""

    country: Country
    names: list[Name]
    counts: dict[str, int]


class Section(NamedTuple):
    """The latest few records of one kind that have to do with a country, and where they all are."""

    key: str
    heading: str | Promise
    part: str
    records: list[Any]
    total: int
    list_url: str

    @property
    def is_all(self) -> bool:
        """Whether all of them are shown."""
        return len(self.records) >= self.total


def other_names(country: Country) -> list[Name]:
    """What a country is called in the other languages that the office reads."""
    found = []
    for language in _LANGUAGES:
        if language == get_language():
            continue
        with override(language):
            found.append(
                Name("zh-Hans" if language == "zh-hans" else language, str(known.name(country.code)))
            )
    return [name for name in found if name.name not in ("", country.name)]


@require_safe
def country_list(request: HttpRequest) -> HttpResponse:
    """The countries that occur in what the reader may see."""
    found = counts(request.user)
    occurring = sorted(Country.objects.filter(code__in=found), key=lambda country: normalise(country.name))
    _values, problems = read_query(request.GET, {})
    context = {
        "problems": [Problem(sentence) for sentence in problems],
        "countries": [Listed(country, other_names(country), found[country.code]) for country in occurring],
    }
    return render(request, "tracker/country_list.html", context)


@require_safe
def country_detail(request: HttpRequest, code: str) -> HttpResponse:
    """Everything with one country, the latest of each kind; where it does not occur there is no page."""
    if not _CODE.match(code):
        raise Http404
    if code != code.upper():
        return redirect("country-detail", code.upper(), permanent=True)
    country = get_object_or_404(Country, code=code)
    sections = _sections(country, request.user)
    if not sections:
        raise Http404
    _values, problems = read_query(request.GET, {})
    context = {
        "problems": [Problem(sentence) for sentence in problems],
        "country": country,
        "names": other_names(country),
        "sections": [section for section in sections if section.key not in ("organisations", "people")],
        "beside": [section for section in sections if section.key in ("organisations", "people")],
    }
    return render(request, "tracker/country_detail.html", context)


def _sections(country: Country, user: Reader) -> list[Section]:
    """What there is of each kind, in one query for the numbers and a constant number for the records."""
    visits, agreements = rows.visits(user), rows.agreements(user).order_by(*_NEWEST_AGREEMENTS, "pk")
    kinds: tuple[tuple[str, str | Promise, str, QuerySet[Any], str], ...] = (
        ("visits_from", _("Visits from it"), "visit", visits, "visit-list"),
        ("visits_to", _("Visits to it"), "visit", visits, "visit-list"),
        ("events", _("Events"), "event", rows.events(user), "event-list"),
        ("agreements", _("Agreements"), "agreement", agreements, "agreement-list"),
        (
            "actions",
            _("Open actions"),
            "action",
            rows.actions(user).filter(status__in=OPEN_ACTIONS),
            "action-list",
        ),
        (
            "organisations",
            _("Organisations"),
            "organisation",
            Organisation.objects.visible_to(user).order_by("name", "pk"),
            "organisation-list",
        ),
        ("people", _("People"), "person", listed.people(user).order_by("name", "pk"), "person-list"),
    )
    found = {name: all_of.filter(having(name, country.code, user)) for name, _h, _p, all_of, _u in kinds}
    totals = _totals(found)
    # Done actions alone make no section, but the country occurs.
    if not any(totals.values()) and not counts(user, LINKS).get(country.code):
        return []
    return [
        Section(
            name,
            heading,
            f"tracker/parts/{part}_rows.html",
            list(found[name][:FEW]) if totals[name] else [],
            totals[name],
            f"{reverse(url_name)}?country={country.code}",
        )
        for name, heading, part, _all_of, url_name in kinds
    ]


def _totals(found: dict[str, QuerySet[Any]]) -> dict[str, int]:
    """How many rows each queryset has, in one query."""
    arms = [
        # Without what a line shows of each row: only its key is counted.
        records.model._default_manager.filter(pk__in=records.order_by().values("pk"))
        .order_by()
        .annotate(_name=Value(name, output_field=CharField()), _number=listed.counted())
        .values_list("_name", "_number")
        for name, records in found.items()
    ]
    return dict(arms[0].union(*arms[1:], all=True).order_by())
