"""What each list shows of a record: rows with all that they need, in a constant number of queries.

Each function gives the queryset of one noun for one reader. Whatever a row links to is fetched through
`visible_to`, so that a template may follow it: what the reader must not see is not there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from typing import Any

from django.db.models import Count, F, Func, IntegerField, Model, OuterRef, Prefetch, QuerySet, Subquery

from tracker.choices import OPEN_ACTIONS
from tracker.models import (
    Agreement,
    Citation,
    Delegation,
    Event,
    EventOrganisation,
    FollowUpAction,
    Organisation,
    Participant,
    Party,
    Person,
    Position,
    Programme,
    Source,
    Stop,
    Topic,
    Visit,
)
from tracker.models.visibility import CITED, Reader

#: The key of the row that is asked about, from within the querysets that `among` takes.
OUTER = OuterRef(OuterRef("pk"))


def count(rows: QuerySet[Model], of: str = "pk") -> Subquery:
    """How many of `rows`, a queryset with OuterRef, there are; each value of the path `of` counts once."""
    return Subquery(rows.order_by().annotate(n=counted(of)).values("n"), output_field=IntegerField())


def counted(of: str = "pk") -> Func:
    """The number of different values of a path, for `annotate` on a queryset that is to give nothing else."""
    # Not an aggregate to Django, which would group the rows: one number, also where there are none.
    return Func(
        F(of),
        function="COUNT",
        template="%(function)s(DISTINCT %(expressions)s)",
        output_field=IntegerField(),
    )


def among(rows: QuerySet[Any], *found: QuerySet[Any]) -> QuerySet[Any]:
    """Those of `rows` whose key is in one of the querysets of keys.

    A union of them, each of which an index finds: told "one or the other", an engine looks through all rows.
    What they refer to stands one level further out for them than for `rows`: `OUTER`.
    """
    keys = [arm.order_by() for arm in found]
    return rows.filter(pk__in=keys[0].union(*keys[1:], all=True))


#: An alias is seen by whoever sees the record that it is of: to ask again takes an engine longest of all.
_ALIASES: Prefetch[str] = Prefetch("aliases")


def _organisation(relation: str, user: Reader) -> Prefetch[str]:
    """The organisation that `relation` leads to, with its country; None where the reader must not see it."""
    return Prefetch(relation, queryset=Organisation.objects.visible_to(user).select_related("country"))


def visits_in_short(user: Reader) -> QuerySet[Visit]:
    """Visits with what tells from where to where they went."""
    return (
        Visit.objects.visible_to(user)
        .select_related("delegation")
        .prefetch_related(_organisation("delegation__senders", user), "countries")
    )


def visits(user: Reader) -> QuerySet[Visit]:
    """Visits with their delegation, its senders, the countries, topics, and what came of them."""
    own = OuterRef("pk")
    cited = among(
        Source.objects.all(),
        Citation.objects.filter(visit=OUTER).values("source"),
        Citation.objects.filter(stop__visit=OUTER).values("source"),
    )
    actions = among(
        FollowUpAction.objects.visible_to(user),
        FollowUpAction.objects.filter(visit=OUTER).values("pk"),
        FollowUpAction.objects.filter(stop__visit=OUTER).values("pk"),
    )
    return (
        visits_in_short(user)
        .prefetch_related("topics")
        .annotate(
            stop_count=count(Stop.objects.filter(visit=own)),
            agreement_count=count(Agreement.objects.visible_to(user).filter(visit=own)),
            open_count=count(actions.filter(status__in=OPEN_ACTIONS)),
            source_count=count(cited),
        )
    )


def events_in_short(user: Reader) -> QuerySet[Event]:
    """Events with the country where they are held."""
    return Event.objects.visible_to(user).select_related("country")


def events(user: Reader) -> QuerySet[Event]:
    """Events with where they are held, their topics, and who is there."""
    own = OuterRef("pk")
    return (
        events_in_short(user)
        .prefetch_related("topics")
        .annotate(
            organisation_count=count(EventOrganisation.objects.filter(event=own), "organisation"),
            country_count=count(Event.objects.filter(pk=own), "countries"),
            participant_count=count(Participant.objects.filter(event=own)),
            source_count=count(Citation.objects.filter(event=own), "source"),
        )
    )


def agreements(user: Reader) -> QuerySet[Agreement]:
    """Agreements with their parties, topics, and the event of signing where the reader may see it."""
    parties = Party.objects.select_related("country").prefetch_related(_organisation("organisation", user))
    return (
        Agreement.objects.visible_to(user)
        .prefetch_related(Prefetch("parties", queryset=parties), "topics")
        .prefetch_related(Prefetch("signing_event", queryset=Event.objects.visible_to(user)))
        .annotate(source_count=count(Citation.objects.filter(agreement=OuterRef("pk")), "source"))
    )


def actions(user: Reader) -> QuerySet[FollowUpAction]:
    """Follow-up actions with both sides, and what they arise from where the reader may see it."""
    return (
        FollowUpAction.objects.visible_to(user)
        .select_related(
            *(
                f"{side}_{kind}"
                for side in ("owner", "counterpart")
                for kind in ("organisation", "person", "country")
            )
        )
        .prefetch_related(Prefetch("visit", queryset=Visit.objects.visible_to(user)))
        .prefetch_related(Prefetch("event", queryset=Event.objects.visible_to(user)))
        .prefetch_related(Prefetch("agreement", queryset=Agreement.objects.visible_to(user)))
        .annotate(source_count=count(Citation.objects.filter(action=OuterRef("pk")), "source"))
    )


def organisations_in_short(user: Reader) -> QuerySet[Organisation]:
    """Organisations with their country."""
    return Organisation.objects.visible_to(user).select_related("country")


def organisations(user: Reader) -> QuerySet[Organisation]:
    """Organisations with their other names, their parent, and how often they are met."""
    own = OuterRef("pk")
    visible_visits = Visit.objects.visible_to(user)
    return (
        Organisation.objects.visible_to(user)
        .select_related("country")
        .prefetch_related(_ALIASES, Prefetch("parent", queryset=Organisation.objects.visible_to(user)))
        .annotate(
            sent_count=count(visible_visits.filter(delegation__senders=own)),
            received_count=count(
                among(
                    visible_visits,
                    Stop.objects.filter(host=OUTER).values("visit"),
                    Visit.objects.filter(invited_by=OUTER).values("pk"),
                )
            ),
            # Where its people were, it was.
            attended_count=count(visible_visits.filter(stops__participants__organisation=own)),
            event_count=count(
                among(
                    Event.objects.visible_to(user),
                    EventOrganisation.objects.filter(organisation=OUTER).values("event"),
                    Participant.objects.filter(organisation=OUTER, event__isnull=False).values("event"),
                )
            ),
            agreement_count=count(Agreement.objects.visible_to(user).filter(parties__organisation=own)),
            person_count=count(
                among(
                    Person.objects.visible_to(user),
                    Position.objects.filter(organisation=OUTER).values("person"),
                    Participant.objects.visible_to(user)
                    .filter(organisation=OUTER, person__isnull=False)
                    .values("person"),
                )
            ),
        )
    )


def people(user: Reader) -> QuerySet[Person]:
    """People with their other names, their positions, latest first, and the titles they bore."""
    own = OuterRef("pk")
    positions = Position.objects.order_by(
        F("period_latest").desc(nulls_first=True), F("period_earliest").desc(nulls_last=True), "id"
    ).prefetch_related(_organisation("organisation", user))
    participations = (
        Participant.objects.visible_to(user)
        .order_by("-pk")
        .prefetch_related(_organisation("organisation", user))
    )
    visited = among(
        Visit.objects.visible_to(user),
        Visit.objects.filter(delegation__members__person=OUTER).values("pk"),
        Stop.objects.filter(participants__person=OUTER).values("visit"),
    )
    return (
        Person.objects.visible_to(user)
        .prefetch_related(
            _ALIASES,
            Prefetch("positions", queryset=positions),
            Prefetch("participations", queryset=participations),
        )
        .annotate(
            visit_count=count(visited),
            event_count=count(Event.objects.visible_to(user).filter(participants__person=own)),
        )
    )


def delegations(user: Reader) -> QuerySet[Delegation]:
    """Delegations with their senders, their visits, and how many members are named and described."""
    members = Participant.objects.filter(delegation=OuterRef("pk"))
    return (
        Delegation.objects.visible_to(user)
        .prefetch_related(
            _ALIASES,
            _organisation("senders", user),
            Prefetch("visits", queryset=Visit.objects.visible_to(user)),
        )
        .annotate(
            named_count=count(members.filter(person__isnull=False)),
            described_count=count(members.filter(person__isnull=True)),
        )
    )


def programmes(user: Reader) -> QuerySet[Programme]:
    """Programmes with who leads them, their topics, and what belongs to them."""
    own = OuterRef("pk")
    return (
        Programme.objects.visible_to(user)
        .prefetch_related(_ALIASES, _organisation("lead", user), "topics")
        .annotate(
            partner_count=count(Programme.objects.filter(pk=own), "partners"),
            **_subject_counts(user, "programmes"),
        )
    )


def topics(user: Reader) -> QuerySet[Topic]:
    """Topics with their other names, and how much of the record is about them."""
    return (
        Topic.objects.visible_to(user)
        .prefetch_related(_ALIASES)
        .annotate(
            **_subject_counts(user, "topics"),
            programme_count=count(Programme.objects.visible_to(user).filter(topics=OuterRef("pk"))),
        )
    )


def sources(user: Reader) -> QuerySet[Source]:
    """Sources with their publisher."""
    return Source.objects.visible_to(user).prefetch_related(_organisation("publisher", user))


def evidenced(user: Reader, sources: Collection[int]) -> Counter[int]:
    """How many records of the reader's each of `sources` evidences, in one query.

    Asked of the records, not of the citations: of each citation in turn, `visible_to` takes seconds.
    """
    counts = []
    for target in CITED:
        model = Citation._meta.get_field(target).related_model
        seen = model._default_manager.visible_to(user)  # type: ignore[union-attr]
        cited = seen.filter(citations__source__in=sources).order_by()
        counts.append(cited.values_list("citations__source").annotate(n=Count("pk", distinct=True)))
    found: Counter[int] = Counter()
    for source, number in counts[0].union(*counts[1:], all=True).order_by():
        found[source] += number
    return found


def _subject_counts(user: Reader, relation: str) -> dict[str, Subquery]:
    """How many visits (or their stops), events, agreements and actions bear a topic or programme."""
    own = OuterRef("pk")
    visits = among(
        Visit.objects.visible_to(user),
        Visit.objects.filter(**{relation: OUTER}).values("pk"),
        Stop.objects.filter(**{relation: OUTER}).values("visit"),
    )
    return {
        "visit_count": count(visits),
        "event_count": count(Event.objects.visible_to(user).filter(**{relation: own})),
        "agreement_count": count(Agreement.objects.visible_to(user).filter(**{relation: own})),
        "action_count": count(FollowUpAction.objects.visible_to(user).filter(**{relation: own})),
    }
