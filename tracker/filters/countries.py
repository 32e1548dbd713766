"""What has to do with which country: the links by which the lists are narrowed to one, counted for all."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import CharField, Count, Exists, F, OuterRef, Q, QuerySet, Value

from tracker.filters.base import RecordFilterSet
from tracker.filters.happenings import EventFilters, VisitFilters
from tracker.filters.links import Link
from tracker.filters.parties import OrganisationFilters, PersonFilters
from tracker.filters.undertakings import ActionFilters, AgreementFilters
from tracker.models import Stop, Visit
from tracker.models.visibility import Reader


def _links(kind: type[RecordFilterSet]) -> Sequence[Link]:
    """How the records of a list and countries meet, as the list's own filter has it."""
    narrowing: Any = kind.base_filters["country"]
    links: Sequence[Link] = narrowing.links
    return links


# A visit within one country is both from it and to it.
LINKS: dict[str, Sequence[Link]] = {
    "visits_from": (Link(Visit, "pk", "delegation__senders__country"),),
    "visits_to": (Link(Visit, "pk", "countries"), Link(Stop, "visit", "country")),
    "visits": _links(VisitFilters),
    "events": _links(EventFilters),
    "agreements": _links(AgreementFilters),
    "actions": _links(ActionFilters),
    "organisations": _links(OrganisationFilters),
    "people": _links(PersonFilters),
}
#: What is told of every country in the list of them: all but people, who come with their organisations.
COUNTED = tuple(name for name in LINKS if name != "people")


def having(name: str, code: str, user: Reader) -> Q:
    """The condition that a record, of those called `name`, has to do with a country."""
    met = (link.seen(user).filter(**{link.other: code}).values(link.row) for link in LINKS[name])
    return reduce(or_, (Q(pk__in=rows) for rows in met))


def counts(user: Reader, names: Iterable[str] = COUNTED) -> dict[str, Counter[str]]:
    """How many records the reader may see have to do with each country, by its code; in one query.

    A record counts once, by whichever of its links it meets the country. Countries that do not occur are not
    in it.
    """
    arms = [
        _arm(name, link, LINKS[name][:index], user)
        for name in names
        for index, link in enumerate(LINKS[name])
    ]
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for name, code, number in arms[0].union(*arms[1:], all=True).order_by():
        found[code][name] += number
    return dict(found)


def _arm(name: str, link: Link, earlier: Sequence[Link], user: Reader) -> QuerySet[Any, tuple[str, str, int]]:
    """The number of records that meet each country by `link`, and by none of the `earlier` ones."""
    rows = link.seen(user).order_by().annotate(_name=Value(name, output_field=CharField()))
    rows = rows.annotate(_row=F(link.row), _code=F(link.other)).filter(_code__isnull=False)
    for other in earlier:
        met = {other.row: OuterRef("_row"), other.other: OuterRef("_code")}
        rows = rows.filter(~Exists(other.model._default_manager.filter(**met)))
    counted: QuerySet[Any, tuple[str, str, int]] = (
        rows.values("_name", "_code")
        .annotate(_number=Count("_row", distinct=True))
        .values_list("_name", "_code", "_number")
    )
    return counted
