"""What the record refuses, in forms (`full_clean`) and in the database alike, and in which words."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from tracker.models import (
    Agreement,
    Alias,
    Citation,
    Country,
    Delegation,
    Event,
    EventOrganisation,
    Fact,
    Organisation,
    Participant,
    Party,
    Person,
    Position,
    Source,
    Stop,
    Topic,
    Visit,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def organisation():
    return Organisation.objects.create(name="Fictitious University")


@pytest.fixture
def visit(organisation):
    delegation = Delegation.objects.create(name="Fictitious delegation")
    delegation.senders.add(organisation)
    return Visit.objects.create(
        title="Fictitious visit", delegation=delegation, dates="2025-11-04/2025-11-05"
    )


def sentences(record) -> str:
    with pytest.raises(ValidationError) as refused:
        record.full_clean()
    return " ".join(refused.value.messages)


def refused_by_both(record) -> str:
    """What the form says, once it is sure that the database refuses the same row."""
    said = sentences(record)
    with pytest.raises(IntegrityError), transaction.atomic():
        type(record).objects.bulk_create([record])
    return said


def test_participant_neither_named_nor_described(visit):
    said = refused_by_both(Participant(delegation=visit.delegation, title="Rector", order=1))
    assert said == (
        "Choose a person, or describe who it was where no name is given (“Associate Dean for Research”)."
    )


def test_participant_named_and_described(visit):
    person = Person.objects.create(name="Aruzhan Fictitious")
    participant = Participant(delegation=visit.delegation, person=person, description="Rector", order=1)
    assert "not both" in refused_by_both(participant)


@pytest.mark.parametrize("targets", [(), ("delegation", "event")])
def test_participant_without_one_target(visit, targets):
    event = Event.objects.create(name="Fictitious forum")
    chosen = {"delegation": visit.delegation, "event": event}
    said = refused_by_both(Participant(description="Rector", **{name: chosen[name] for name in targets}))
    assert "A participant belongs to one delegation, stop, event, agreement or programme." in said


def test_citation_without_target():
    source = Source.objects.create(title="Fictitious letter")
    assert "exactly one record" in refused_by_both(Citation(source=source, line=1))


def test_alias_twice_on_one_record(organisation):
    Alias.objects.create(organisation=organisation, name="FU")
    said = refused_by_both(Alias(organisation=organisation, name="fu"))
    assert said == "This record has this alias already: remove one of the two."


def test_alias_same_on_two_records(organisation):
    Alias.objects.create(organisation=organisation, name="FU")
    Alias(organisation=Organisation.objects.create(name="Another"), name="FU").full_clean()


def test_alias_same_as_the_name(organisation):
    said = sentences(Alias(organisation=organisation, name="Fictitious University"))
    assert said == "“Fictitious University” is the name of the record itself: an alias is another name."


def test_alias_key_follows_name_in_bulk(organisation):
    Alias.objects.bulk_create([Alias(organisation=organisation, name="Ойдан шығарылған")])
    assert Alias.objects.get(key__contains="oydan").name == "Ойдан шығарылған"


@pytest.mark.parametrize(
    ("earlier", "later", "said"),
    [
        ({"proposed": "2025-05"}, {"signed": "2025-04"}, "It cannot be signed before it was proposed"),
        ({"proposed": "2025-05"}, {"agreed": "2024"}, "It cannot be agreed before it was proposed"),
        ({"agreed": "2025-05"}, {"signed": "2024-05"}, "It cannot be signed before it was agreed"),
        ({"signed": "2025-05-14"}, {"expires": "2025-05-13"}, "It cannot expire before it was signed"),
        ({"in_force_from": "2026"}, {"expires": "2025-12"}, "It cannot expire before it is in force"),
    ],
)
def test_agreement_steps_out_of_order(earlier, later, said):
    assert said in refused_by_both(Agreement(title="Fictitious", reference="A-0001", **earlier, **later))


@pytest.mark.parametrize(
    "steps",
    [
        {"proposed": "2025-05", "signed": "2025"},  # signed at some time of that year: may be later
        {"proposed": "XXXX-05-02", "signed": "XXXX-05-01"},  # the years are not known
        {"proposed": "2025-05-14", "signed": "2025-05-14", "expires": "2030-05-13"},
        {"signed": "2025"},
    ],
)
def test_agreement_steps_possibly_in_order(steps):
    Agreement(title="Fictitious", **steps).full_clean()


@pytest.mark.parametrize(("term", "unit"), [(5, ""), (None, "years"), (0, "years")])
def test_agreement_term_by_half(term, unit):
    said = refused_by_both(Agreement(title="Fictitious", reference="A-0001", term=term, term_unit=unit))
    assert said == "Give a term as a number above zero and its unit (5, years), or leave both empty."


def test_agreement_replacing_itself_by_way_of_another():
    first = Agreement.objects.create(title="First")
    second = Agreement.objects.create(title="Second", replaces=first)
    first.replaces = second
    assert sentences(first) == f"“{second}” already replaces this one, directly or by way of others."


@pytest.mark.parametrize("both", [True, False])
def test_party_of_two_kinds_or_none(organisation, both):
    agreement = Agreement.objects.create(title="Fictitious")
    party = Party(agreement=agreement, order=1)
    if both:
        party.organisation, party.country = organisation, Country.objects.get(code="KZ")
    assert refused_by_both(party) == "A party is one organisation or one country: choose one of the two."


def test_party_listed_twice(organisation):
    agreement = Agreement.objects.create(title="Fictitious")
    Party.objects.create(agreement=agreement, organisation=organisation)
    said = refused_by_both(Party(agreement=agreement, organisation=organisation, order=2))
    assert said == "This organisation is a party of the agreement already."


@pytest.mark.parametrize("dates", ["2025-11-05/2025-11-04", "yesterday", "2025-02-30"])
def test_visit_dates_unreadable(visit, dates):
    visit.dates = dates
    assert dates.split("/")[0] in sentences(visit)


def test_visit_bounds_out_of_order_in_the_database(visit):
    with pytest.raises(IntegrityError), transaction.atomic():
        Visit.objects.filter(pk=visit.pk).update(dates_earliest="2025-11-06", dates_latest="2025-11-04")


def test_stop_outside_the_visit(visit):
    said = sentences(Stop(visit=visit, title="Fictitious stop", day="2025-11-07"))
    assert said.startswith("7 November 2025 is outside the visit's dates (4–5 November 2025)")


def test_stop_on_a_day_that_may_be_inside(visit):
    Stop(visit=visit, title="Fictitious stop", day="2025-11").full_clean()


def test_organisation_part_of_its_own_part(organisation):
    part = Organisation.objects.create(name="Faculty", parent=organisation)
    organisation.parent = part
    assert sentences(organisation).startswith("“Faculty” is itself a part of this organisation")


def test_organisation_part_of_itself_in_the_database(organisation):
    with pytest.raises(IntegrityError), transaction.atomic():
        Organisation.objects.filter(pk=organisation.pk).update(parent=organisation.pk)


def test_event_part_of_its_own_part():
    whole = Event.objects.create(name="Whole")
    whole.part_of = Event.objects.create(name="Part", part_of=whole)
    assert sentences(whole) == "“Part” is itself a part of this event: choose another, or none."


def test_event_part_of_itself_by_way_of_two_others():
    first = Event.objects.create(name="First")
    second = Event.objects.create(name="Second", part_of=first)
    first.part_of = Event.objects.create(name="Third", part_of=second)
    assert sentences(first).startswith("“Third” is itself a part of this event")


@pytest.mark.parametrize(("field", "value"), [("status", "zz"), ("visibility", "zz"), ("title", "")])
def test_visit_value_that_no_form_would_give(visit, field, value):
    setattr(visit, field, value)
    sentences(visit)
    with pytest.raises(IntegrityError), transaction.atomic():
        Visit.objects.filter(pk=visit.pk).update(**{field: value})


@pytest.mark.parametrize(
    ("line", "field", "said"),
    [
        (4, "", "This source has 3 paragraphs only"),
        (0, "", "Paragraphs and rows are counted from 1."),
        (1, "nonsense", "“nonsense” is no field here."),
    ],
)
def test_citation_of_what_is_not_there(visit, line, field, said):
    source = Source.objects.create(title="Fictitious letter", paragraphs=3)
    assert said in sentences(Citation(source=source, line=line, field=field, visit=visit))


def test_citation_keeps_its_source(visit):
    source = Source.objects.create(title="Fictitious letter")
    Citation.objects.create(source=source, line=1, visit=visit)
    with pytest.raises(ProtectedError):
        source.delete()


def test_alias_in_another_case_of_another_script(organisation):
    Alias.objects.create(organisation=organisation, name="Ойдан")
    said = sentences(Alias(organisation=organisation, name="ОЙДАН"))
    assert said == "This record has this alias already: remove one of the two."


def test_event_organisation_twice_in_one_role(organisation):
    event = Event.objects.create(name="Fictitious forum")
    EventOrganisation.objects.create(event=event, organisation=organisation, role="host")
    said = refused_by_both(EventOrganisation(event=event, organisation=organisation, role="host"))
    assert said == "This organisation has this role at the event already."


@pytest.mark.parametrize("period", [None, "2025"])
def test_position_twice(organisation, period):
    person = Person.objects.create(name="Aruzhan Fictitious")
    Position.objects.create(person=person, organisation=organisation, title="Rector", period=period)
    said = refused_by_both(Position(person=person, organisation=organisation, title="Rector", period=period))
    assert said == "This person has this position already: give its period, or change the other."


def test_position_again_in_another_period(organisation):
    person = Person.objects.create(name="Aruzhan Fictitious")
    Position.objects.create(person=person, organisation=organisation, title="Rector", period="2019")
    Position(person=person, organisation=organisation, title="Rector", period="2025").full_clean()


def test_fact_twice(organisation):
    Fact.objects.create(organisation=organisation, label="students", value="over 20")
    said = refused_by_both(Fact(organisation=organisation, label="students", value="over 20"))
    assert "cite a second source" in said


def test_delegation_of_nobody():
    said = refused_by_both(Delegation(name="Nobody", slug="nobody", size=0))
    assert said.startswith("A delegation has at least one member")


def test_source_file_twice():
    Source.objects.create(title="One", sha256="a" * 64)
    assert "cite that one" in refused_by_both(Source(title="Two", slug="two", sha256="a" * 64))


def test_source_checksum_malformed():
    assert "64 characters" in sentences(Source(title="One", sha256="A" * 64))


@pytest.mark.parametrize("relation", ["senders", "invited_by", "topics", "countries"])
def test_delete_what_a_visit_names(visit, organisation, relation):
    holder = visit.delegation if relation == "senders" else visit
    target = {
        "senders": organisation,
        "invited_by": Organisation.objects.create(name="Inviting"),
        "topics": Topic.objects.create(name="Fictitious topic"),
        "countries": Country.objects.get(code="KZ"),
    }[relation]
    getattr(holder, relation).add(target)
    with pytest.raises(ProtectedError):
        target.delete()
    assert list(getattr(holder, relation).all()) == [target]


def test_delete_visit_lets_go_of_what_it_names(visit):
    topic = Topic.objects.create(name="Fictitious topic")
    visit.topics.add(topic)
    visit.delete()
    assert Topic.objects.get() == topic
