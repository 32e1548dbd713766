"""How the lists of visits and of events can be narrowed."""

from django.utils.translation import gettext_lazy as _

from tracker.filters.base import (
    LinkedFilter,
    RecordFilterSet,
    Sort,
    SortFilter,
    StoredFilter,
    VisibilityFilter,
)
from tracker.filters.links import Link
from tracker.filters.period import PeriodFilter
from tracker.filters.words import WordsFilter
from tracker.models import Country, Event, Organisation, Person, Programme, Stop, Topic, Visit
from tracker.models.order import by_date

LAPSED = _("planned, nothing recorded since")


class VisitFilters(RecordFilterSet):
    q = WordsFilter()
    period = PeriodFilter("dates")
    sort = SortFilter()
    country = LinkedFilter(
        Country,
        Link(Visit, "pk", "countries"),
        Link(Stop, "visit", "country"),
        Link(Visit, "pk", "delegation__senders__country"),
        label=_("country"),
    )
    organisation = LinkedFilter(
        Organisation,
        Link(Visit, "pk", "delegation__senders"),
        Link(Visit, "pk", "delegation__members__organisation"),
        Link(Visit, "pk", "invited_by"),
        Link(Stop, "visit", "host"),
        Link(Stop, "visit", "participants__organisation"),
        label=_("organisation"),
    )
    person = LinkedFilter(
        Person,
        Link(Visit, "pk", "delegation__members__person"),
        Link(Stop, "visit", "participants__person"),
        label=_("person"),
    )
    topic = LinkedFilter(Topic, Link(Visit, "pk", "topics"), Link(Stop, "visit", "topics"), label=_("topic"))
    programme = LinkedFilter(
        Programme, Link(Visit, "pk", "programmes"), Link(Stop, "visit", "programmes"), label=_("programme")
    )
    status = StoredFilter("status", label=_("status"), special={"lapsed": LAPSED})
    visibility = VisibilityFilter()

    sorts = {
        "newest": Sort(_("newest first"), (*by_date("dates"), "reference")),
        "oldest": Sort(_("oldest first"), (*by_date("dates", newest=False), "reference")),
        "title": Sort(_("title"), ("title", "reference")),
        "reference": Sort(_("reference"), ("reference",)),
    }

    class Meta:
        model = Visit
        fields: list[str] = []


class EventFilters(RecordFilterSet):
    q = WordsFilter()
    period = PeriodFilter("dates")
    sort = SortFilter()
    kind = StoredFilter("kind", label=_("kind"))
    country = LinkedFilter(
        Country, Link(Event, "pk", "country"), Link(Event, "pk", "countries"), label=_("country")
    )
    organisation = LinkedFilter(
        Organisation,
        Link(Event, "pk", "organisation_roles__organisation"),
        Link(Event, "pk", "participants__organisation"),
        label=_("organisation"),
    )
    person = LinkedFilter(Person, Link(Event, "pk", "participants__person"), label=_("person"))
    topic = LinkedFilter(Topic, Link(Event, "pk", "topics"), label=_("topic"))
    programme = LinkedFilter(Programme, Link(Event, "pk", "programmes"), label=_("programme"))
    status = StoredFilter("status", label=_("status"), special={"lapsed": LAPSED})
    visibility = VisibilityFilter()

    sorts = {
        "newest": Sort(_("newest first"), (*by_date("dates"), "name")),
        "oldest": Sort(_("oldest first"), (*by_date("dates", newest=False), "name")),
        "name": Sort(_("name"), ("name",)),
    }

    class Meta:
        model = Event
        fields: list[str] = []
