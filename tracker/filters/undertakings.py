"""How the lists of agreements and of follow-up actions can be narrowed."""

from django.db.models import F, Model, QuerySet
from django.forms import Field
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django_filters import Filter

from tracker.filters.base import (
    LinkedFilter,
    RecordFilterSet,
    Sort,
    SortFilter,
    StoredFilter,
    VisibilityFilter,
)
from tracker.filters.fields import Choice, ChosenField
from tracker.filters.links import Link
from tracker.filters.period import PeriodFilter
from tracker.filters.words import WordsFilter
from tracker.models import (
    Agreement,
    Country,
    Event,
    FollowUpAction,
    Organisation,
    Person,
    Programme,
    Topic,
    User,
)
from tracker.models.order import FOREVER, Day, by_date, by_last_step


class AgreementFilters(RecordFilterSet):
    q = WordsFilter()
    period = PeriodFilter(
        "proposed", "agreed", "signed", "in_force_from", "expires", of=Link(Event, "agreements", "pk")
    )
    sort = SortFilter()
    kind = StoredFilter("kind", label=_("kind"))
    status = StoredFilter("status", label=_("status"))
    country = LinkedFilter(
        Country,
        Link(Agreement, "pk", "parties__country"),
        Link(Agreement, "pk", "parties__organisation__country"),
        Link(Agreement, "pk", "country"),
        label=_("country"),
    )
    organisation = LinkedFilter(
        Organisation,
        Link(Agreement, "pk", "parties__organisation"),
        Link(Agreement, "pk", "participants__organisation"),
        label=_("organisation"),
    )
    person = LinkedFilter(Person, Link(Agreement, "pk", "participants__person"), label=_("person"))
    topic = LinkedFilter(Topic, Link(Agreement, "pk", "topics"), label=_("topic"))
    programme = LinkedFilter(Programme, Link(Agreement, "pk", "programmes"), label=_("programme"))
    visibility = VisibilityFilter()

    sorts = {
        "newest": Sort(_("newest first"), (*by_last_step(), "reference")),
        "oldest": Sort(_("oldest first"), (*by_last_step(newest=False), "reference")),
        "expires": Sort(_("first to expire"), (F("expires_latest").asc(nulls_last=True), "reference")),
        "title": Sort(_("title"), ("title", "reference")),
        "reference": Sort(_("reference"), ("reference",)),
    }

    class Meta:
        model = Agreement
        fields: list[str] = []


class InChargeFilter(Filter):
    """Narrows the list of actions to those that a member of staff is in charge of; for staff only."""

    #: What stands for whoever reads, so that an address can be shared.
    ME = "me"

    def __init__(self) -> None:
        super().__init__(label=_("in charge"))

    @property
    def field(self) -> Field:
        if not hasattr(self, "_field"):
            users = User.objects.filter(actions__isnull=False).distinct().order_by("username")
            choices = [Choice(self.ME, _now("me")), *(Choice(user.username, str(user)) for user in users)]
            self._field = ChosenField(choices, label=self.label, empty=_now("any"))
        return self._field

    def filter(self, qs: QuerySet[Model], value: Choice | None) -> QuerySet[Model]:
        if value is None:
            return qs
        return (
            qs.filter(staff=self.parent.user.pk)
            if value.key == self.ME
            else qs.filter(staff__username=value.key)
        )


class ActionFilters(RecordFilterSet):
    q = WordsFilter()
    period = PeriodFilter("due")
    sort = SortFilter()
    status = StoredFilter(
        "status",
        label=_("status"),
        special={
            "to_do": _("open or in progress"),
            "overdue": _("open, and the day it was due has passed"),
        },
    )
    basis = StoredFilter("basis", label=_("basis"))
    country = LinkedFilter(
        Country,
        Link(FollowUpAction, "pk", "owner_country"),
        Link(FollowUpAction, "pk", "owner_organisation__country"),
        Link(FollowUpAction, "pk", "counterpart_country"),
        Link(FollowUpAction, "pk", "counterpart_organisation__country"),
        label=_("country"),
    )
    organisation = LinkedFilter(
        Organisation,
        Link(FollowUpAction, "pk", "owner_organisation"),
        Link(FollowUpAction, "pk", "counterpart_organisation"),
        label=_("organisation"),
    )
    person = LinkedFilter(
        Person,
        Link(FollowUpAction, "pk", "owner_person"),
        Link(FollowUpAction, "pk", "counterpart_person"),
        label=_("person"),
    )
    topic = LinkedFilter(Topic, Link(FollowUpAction, "pk", "topics"), label=_("topic"))
    programme = LinkedFilter(Programme, Link(FollowUpAction, "pk", "programmes"), label=_("programme"))
    staff = InChargeFilter()
    visibility = VisibilityFilter()

    sorts = {
        "due": Sort(
            _("first due first"),
            (Day("due_latest", otherwise=FOREVER).asc(), *by_date("due", newest=False), "reference"),
        ),
        "title": Sort(_("title"), ("title", "reference")),
        "reference": Sort(_("reference"), ("reference",)),
    }

    class Meta:
        model = FollowUpAction
        fields: list[str] = []
