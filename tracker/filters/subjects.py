"""How the lists of programmes, topics and sources can be narrowed."""

from django.utils.translation import gettext_lazy as _

from tracker.filters.base import (
    LinkedFilter,
    RecordFilterSet,
    Sort,
    SortFilter,
    StoredFilter,
)
from tracker.filters.links import Link
from tracker.filters.period import PeriodFilter
from tracker.filters.words import WordsFilter
from tracker.models import Country, Organisation, Person, Programme, Source, Topic
from tracker.models.order import by_date


class ProgrammeFilters(RecordFilterSet):
    q = WordsFilter()
    period = PeriodFilter("period")
    sort = SortFilter()
    organisation = LinkedFilter(
        Organisation,
        Link(Programme, "pk", "lead"),
        Link(Programme, "pk", "partners"),
        label=_("organisation"),
    )
    country = LinkedFilter(
        Country,
        Link(Programme, "pk", "lead__country"),
        Link(Programme, "pk", "partners__country"),
        label=_("country"),
    )
    person = LinkedFilter(Person, Link(Programme, "pk", "participants__person"), label=_("person"))
    topic = LinkedFilter(Topic, Link(Programme, "pk", "topics"), label=_("topic"))

    sorts = {
        "name": Sort(_("name"), ("name",)),
        "newest": Sort(_("newest first"), (*by_date("period"), "name")),
    }

    class Meta:
        model = Programme
        fields: list[str] = []


class TopicFilters(RecordFilterSet):
    q = WordsFilter()
    sort = SortFilter()
    programme = LinkedFilter(Programme, Link(Programme, "topics", "pk"), label=_("programme"))

    first = ("q", "programme", "sort")
    sorts = {"name": Sort(_("name"), ("name",)), "reversed": Sort(_("name, from Z to A"), ("-name",))}

    class Meta:
        model = Topic
        fields: list[str] = []


class SourceFilters(RecordFilterSet):
    q = WordsFilter()
    period = PeriodFilter("dated")
    sort = SortFilter()
    kind = StoredFilter("kind", label=_("kind"))
    organisation = LinkedFilter(Organisation, Link(Source, "pk", "publisher"), label=_("publisher"))

    sorts = {
        "title": Sort(_("title"), ("title",)),
        "newest": Sort(_("newest first"), (*by_date("dated"), "title")),
        "oldest": Sort(_("oldest first"), (*by_date("dated", newest=False), "title")),
    }

    class Meta:
        model = Source
        fields: list[str] = []
