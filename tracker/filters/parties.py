"""How the lists of organisations, people and delegations can be narrowed."""

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
from tracker.models import (
    Agreement,
    Country,
    Delegation,
    Event,
    Fact,
    Organisation,
    Participant,
    Person,
    Position,
    Programme,
    Stop,
    Topic,
    Visit,
)
from tracker.models.order import by_family_name


class OrganisationFilters(RecordFilterSet):
    q = WordsFilter()
    sort = SortFilter()
    kind = StoredFilter("kind", label=_("kind"))
    country = LinkedFilter(Country, Link(Organisation, "pk", "country"), label=_("country"))
    person = LinkedFilter(
        Person,
        Link(Position, "organisation", "person"),
        Link(Participant, "organisation", "person"),
        Link(Fact, "organisation", "person"),
        label=_("person"),
    )
    topic = LinkedFilter(
        Topic,
        Link(Visit, "delegation__senders", "topics"),
        Link(Visit, "invited_by", "topics"),
        Link(Stop, "host", "topics"),
        Link(Stop, "host", "visit__topics"),
        Link(Event, "organisation_roles__organisation", "topics"),
        Link(Agreement, "parties__organisation", "topics"),
        label=_("topic"),
    )
    programme = LinkedFilter(
        Programme, Link(Programme, "lead", "pk"), Link(Programme, "partners", "pk"), label=_("programme")
    )

    first = ("q", "kind", "country", "sort")
    sorts = {
        "name": Sort(_("name"), ("name",)),
        "country": Sort(_("country"), ("country__english_name", "name")),
        "kind": Sort(_("kind"), ("kind", "name")),
    }

    class Meta:
        model = Organisation
        fields: list[str] = []


class PersonFilters(RecordFilterSet):
    q = WordsFilter(
        # Not in the index: a title may name an organisation that nothing public leads to, or be of a draft.
        Link(Position, "person", "organisation"),
        Link(Participant, "person", "organisation"),
    )
    sort = SortFilter()
    organisation = LinkedFilter(
        Organisation,
        Link(Position, "person", "organisation"),
        Link(Participant, "person", "organisation"),
        label=_("organisation"),
    )
    country = LinkedFilter(
        Country,
        Link(Position, "person", "organisation__country"),
        Link(Participant, "person", "organisation__country"),
        label=_("country"),
    )
    topic = LinkedFilter(
        Topic,
        Link(Visit, "delegation__members__person", "topics"),
        Link(Stop, "participants__person", "topics"),
        Link(Stop, "participants__person", "visit__topics"),
        Link(Event, "participants__person", "topics"),
        label=_("topic"),
    )

    first = ("q", "organisation", "sort")
    sorts = {
        "family": Sort(_("family name, where it is known; else name"), (by_family_name(), "name")),
        "name": Sort(_("name"), ("name",)),
    }

    class Meta:
        model = Person
        fields: list[str] = []


class DelegationFilters(RecordFilterSet):
    q = WordsFilter()
    period = PeriodFilter(of=Link(Visit, "delegation", "pk"))
    sort = SortFilter()
    organisation = LinkedFilter(
        Organisation,
        Link(Delegation, "pk", "senders"),
        Link(Delegation, "pk", "members__organisation"),
        label=_("organisation"),
    )
    country = LinkedFilter(
        Country,
        Link(Delegation, "pk", "senders__country"),
        Link(Visit, "delegation", "countries"),
        label=_("country"),
    )
    person = LinkedFilter(Person, Link(Delegation, "pk", "members__person"), label=_("person"))
    topic = LinkedFilter(Topic, Link(Visit, "delegation", "topics"), label=_("topic"))

    sorts = {"name": Sort(_("name"), ("name",)), "size": Sort(_("stated size"), ("-size", "name"))}

    class Meta:
        model = Delegation
        fields: list[str] = []
