"""How the timeline can be narrowed: by what narrows the list of visits and the list of events alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Case, CharField, Count, F, Model, QuerySet, Value, When
from django.forms import Field
from django.http import QueryDict
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext_lazy as _
from django_filters import Filter

from tracker.choices import Status
from tracker.dates import PartialDate
from tracker.filters.base import Chip, LinkedFilter, RecordFilterSet
from tracker.filters.fields import Choice, ChosenField
from tracker.filters.happenings import LAPSED, EventFilters, VisitFilters
from tracker.models import Event, Visit
from tracker.models.visibility import Reader
from tracker.services.editions import remembered
from tracker.timeline import Zoom


class SharedFilter(Filter):
    """A filter that visits and events have alike, asked once: each half narrows itself."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(label=VisitFilters.base_filters[name].label)

    @property
    def field(self) -> Field:
        field: Field = self.parent.halves[Visit].filters[self.name].field
        return field

    def filter(self, qs: QuerySet[Model], value: Any) -> QuerySet[Model]:
        narrowed: QuerySet[Model] = self.parent.halves[qs.model].filters[self.name].filter(qs, value)
        return narrowed


class SharedLinkedFilter(SharedFilter):
    """Offers what occurs in visits or in events, in one query."""

    @property
    def field(self) -> Field:
        if not hasattr(self, "_field"):
            halves = [half.filters[self.name] for half in self.parent.halves.values()]
            both = LinkedFilter(
                halves[0].other, *(link for half in halves for link in half.links), label=self.label
            )
            both.parent, both.model = self.parent, Visit
            self._field = both.field
        return self._field


class SharedStatusFilter(SharedFilter):
    """Offers each status that occurs in visits or in events, and plans that have lapsed, in one query."""

    @property
    def field(self) -> Field:
        if not hasattr(self, "_field"):
            occurring = remembered("occurring status", self.parent.user, self._occurring)
            named: list[tuple[str, str | Promise]] = [*Status.choices, ("lapsed", LAPSED)]
            choices = [Choice(key, str(name)) for key, name in named if key in occurring]
            self._field = ChosenField(choices, label=self.label)
        return self._field

    def _occurring(self) -> set[str]:
        visits, events = (
            half.queryset.order_by().annotate(told=_lapsed(half)).values_list(F("status"), "told")
            for half in self.parent.halves.values()
        )
        return {key for row in visits.union(events).order_by() for key in row}


def _lapsed(half: RecordFilterSet) -> Case:
    """Says "lapsed" of a row that is; else nothing."""
    lapsed = half.queryset.lapsed().order_by().values("pk")
    return Case(When(pk__in=lapsed, then=Value("lapsed")), default=Value(""), output_field=CharField())


def _number(rows: Sequence[QuerySet[Any]]) -> int:
    """How many rows there are in all of them, in one query."""
    arms: list[QuerySet[Any]] = [
        own.order_by().values(of=Value("", CharField())).annotate(n=Count("pk")).values_list("n")
        for own in rows
    ]
    return sum(number for (number,) in arms[0].union(*arms[1:], all=True).order_by())


class KindFilter(Filter):
    """Leaves only the visits or only the events."""

    kinds = {"visits": (Visit, _("visits")), "events": (Event, _("events"))}

    def __init__(self) -> None:
        super().__init__(label=_("show"))

    @property
    def field(self) -> Field:
        if not hasattr(self, "_field"):
            choices = [Choice(key, str(name)) for key, (_model, name) in self.kinds.items()]
            self._field = ChosenField(choices, label=self.label, empty=str(_("visits and events")))
        return self._field

    def filter(self, qs: QuerySet[Model], value: Choice | None) -> QuerySet[Model]:
        return qs if value is None or self.kinds[value.key][0] is qs.model else qs.none()


class ShapeFilter(Filter):
    """Says how the timeline is shown; it leaves all entries."""

    def __init__(self, choices: Mapping[Any, Any], *, label: str | Promise, empty: str | Promise) -> None:
        super().__init__(label=label)
        self.choices, self.empty = choices, empty

    @property
    def field(self) -> Field:
        if not hasattr(self, "_field"):
            choices = [Choice(key, str(name)) for key, name in self.choices.items()]
            self._field = ChosenField(choices, label=self.label, empty=str(self.empty))
        return self._field

    def filter(self, qs: QuerySet[Model], value: Choice | None) -> QuerySet[Model]:
        return qs


ZOOMS = {
    Zoom.DECADES: _("decades"),
    Zoom.YEARS: _("years"),
    Zoom.MONTHS: _("months"),
    Zoom.DAYS: _("days"),
}
LANES = {"country": _("country"), "organisation": _("organisation"), "programme": _("programme")}


class TimelineFilters(RecordFilterSet):
    """The filters of the timeline; `visits` and `events` are what they leave."""

    q = SharedFilter("q")
    period = SharedFilter("period")
    kind = KindFilter()
    zoom = ShapeFilter(ZOOMS, label=_("zoom"), empty=_("as fits"))
    lanes = ShapeFilter(LANES, label=_("lanes by"), empty=_("none"))
    country = SharedLinkedFilter("country")
    organisation = SharedLinkedFilter("organisation")
    person = SharedLinkedFilter("person")
    topic = SharedLinkedFilter("topic")
    programme = SharedLinkedFilter("programme")
    status = SharedStatusFilter("status")
    visibility = SharedFilter("visibility")

    sorts = {}
    first = ("q", "period", "kind", "zoom", "lanes")

    class Meta:
        model = Visit
        fields: list[str] = []

    def __init__(self, data: QueryDict, *, user: Reader) -> None:
        self.halves = {
            Visit: VisitFilters(QueryDict(), user=user),
            Event: EventFilters(QueryDict(), user=user),
        }
        super().__init__(data, user=user)

    @property
    def chips(self) -> list[Chip]:
        """The active filters that leave something out."""
        shapes = [self.filters[name].label for name in ("zoom", "lanes")]
        return [chip for chip in super().chips if chip.label not in shapes]

    @property
    def asked_period(self) -> PartialDate | None:
        """The period that is asked for."""
        period: PartialDate | None = self._given("period")
        return period

    @property
    def asked_zoom(self) -> Zoom | None:
        """The zoom of the strip that is asked for."""
        zoom: Choice | None = self._given("zoom")
        return Zoom(zoom.key) if zoom else None

    @property
    def lanes_by(self) -> str:
        """The name of the filter by which there are lanes; "" for none."""
        lanes: Choice | None = self._given("lanes")
        return lanes.key if lanes else ""

    @property
    def is_whole(self) -> bool:
        """Whether no filter leaves anything out."""
        return not self.chips

    @property
    def at_any_time(self) -> dict[str, QuerySet[Any]]:
        """What the filters leave of each kind, whatever the period, unless that has no year."""
        other = "period" if self.asked_period and self.asked_period.has_year else ""
        return {"visit": self._left(Visit, without=other), "event": self._left(Event, without=other)}

    @property
    def visits(self) -> QuerySet[Visit]:
        """The visits that the filters leave."""
        return self._left(Visit)

    @property
    def events(self) -> QuerySet[Event]:
        """The events that the filters leave."""
        return self._left(Event)

    @cached_property
    def count_of_all(self) -> int:
        """How many visits and events there are without any filter."""
        return remembered(
            "all in the timeline",
            self.user,
            lambda: _number([half.queryset for half in self.halves.values()]),
        )

    def _without_year(self) -> int:
        """How many no period with a year can hold."""
        without = []
        for model, half in self.halves.items():
            period: Any = half.filters["period"]
            without.append(period.without_year(self._left(model, without="period")))
        return _number(without)

    def _given(self, name: str) -> Any:
        self.form.is_valid()  # fills in cleaned_data
        return self.form.cleaned_data.get(name)

    def _left(self, model: Any, without: str = "") -> QuerySet[Any]:
        rows: QuerySet[Any] = self.halves[model].queryset
        for name in self._active:
            if name != without:
                rows = self.filters[name].filter(rows, self.form.cleaned_data[name])
        return rows
