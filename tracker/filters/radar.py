"""How the radar of agreements can be narrowed, and how far it looks."""

from __future__ import annotations

from typing import Any

from django.db.models import Model, QuerySet
from django.forms import Field
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy
from django_filters import Filter

from tracker.filters.base import LinkedFilter, RecordFilterSet, StoredFilter, VisibilityFilter
from tracker.filters.fields import Choice, ChosenField
from tracker.filters.links import Link
from tracker.filters.words import WordsFilter
from tracker.models import Agreement, Country, Organisation, Programme, Topic
from tracker.services.radar import SECTIONS, Reach

_DAYS, _MONTHS, _YEARS = (30, 90, 180), (3, 6, 12, 24, 36), (1, 2, 3, 5, 10)


class GivenFilter(Filter):
    """Asks for one of a few values and narrows nothing: what the values mean is the page's business."""

    def __init__(self, choices: dict[str, str | Promise], *, label: str | Promise, usual: Any = "") -> None:
        super().__init__(label=label)
        self.choices, self.usual = choices, usual

    @property
    def field(self) -> Field:
        if not hasattr(self, "_field"):
            choices = [Choice(key, str(name)) for key, name in self.choices.items()]
            self._field = ChosenField(choices, label=self.label, empty=self.usual)
        return self._field

    def filter(self, qs: QuerySet[Model], value: Choice | None) -> QuerySet[Model]:
        return qs


def _spans(numbers: tuple[int, ...], words: Any) -> dict[str, str | Promise]:
    return {str(number): words % number for number in numbers}


class RadarFilters(RecordFilterSet):
    only = GivenFilter(
        {section.key: section.heading for section in SECTIONS}, label=_("list"), usual=_("all of them")
    )
    days = GivenFilter(
        _spans(_DAYS, ngettext_lazy("%d day", "%d days")),
        label=_("ahead"),
        usual=_("180 days (usual)"),
    )
    months = GivenFilter(
        _spans(_MONTHS, ngettext_lazy("%d month", "%d months")),
        label=_("nothing for"),
        usual=_("12 months (usual)"),
    )
    years = GivenFilter(
        _spans(_YEARS, ngettext_lazy("%d year", "%d years")),
        label=_("partners visited in the last"),
        usual=_("3 years (usual)"),
    )
    q = WordsFilter()
    kind = StoredFilter("kind", label=_("kind"))
    country = LinkedFilter(
        Country,
        Link(Agreement, "pk", "parties__country"),
        Link(Agreement, "pk", "parties__organisation__country"),
        label=_("country"),
    )
    organisation = LinkedFilter(
        Organisation, Link(Agreement, "pk", "parties__organisation"), label=_("organisation")
    )
    topic = LinkedFilter(Topic, Link(Agreement, "pk", "topics"), label=_("topic"))
    programme = LinkedFilter(Programme, Link(Agreement, "pk", "programmes"), label=_("programme"))
    visibility = VisibilityFilter()

    first = ("only", "days", "months", "years")
    sorts = {}

    class Meta:
        model = Agreement
        fields: list[str] = []

    @property
    def reach(self) -> Reach:
        """How far the radar looks, by what was chosen."""
        self.form.is_valid()  # fills in cleaned_data
        chosen = {name: self.form.cleaned_data.get(name) for name in ("days", "months", "years")}
        return Reach(**{name: int(choice.key) for name, choice in chosen.items() if choice})

    @property
    def section(self) -> str:
        """The key of the one list that is asked for; "" for all."""
        self.form.is_valid()
        chosen = self.form.cleaned_data.get("only")
        return chosen.key if chosen else ""

    def partners(self) -> QuerySet[Organisation]:
        """The organisations among which partners are looked for."""
        self.form.is_valid()
        rows = Organisation.objects.visible_to(self.user)
        country, organisation = (self.form.cleaned_data.get(name) for name in ("country", "organisation"))
        if country:
            rows = rows.filter(country__code=country.key)
        return rows.filter(slug=organisation.key) if organisation else rows
