"""What records are called where their name alone could be another's."""

import pytest

from tests import factories as make
from tracker.models import Delegation, Person
from tracker.services.labels import for_labels, label_of

pytestmark = pytest.mark.django_db


def test_label_of_records_with_what_is_known():
    ministry = make.make_organisation(name="Example Ministry", country=make.country("KZ"))
    person = make.make_person(name="Fictitious Person")
    visit = make.make_visit(title="Example visit", dates="2025-11")
    stop = make.make_stop(visit=visit, title="Example stop")
    agreement = make.make_agreement()
    event = make.make_event(name="Example Forum", dates="2025")
    position = make.make_position(person=person, title="Example Dean", organisation=ministry)
    labels = {
        label_of(record)
        for record in (
            ministry,
            make.make_organisation(name="Example Unit", parent=ministry),
            person,
            visit,
            stop,
            event,
            position,
            make.make_participant(person=person, title="Example Dean", stop=stop),
            make.make_fact(organisation=ministry, label="staff", value="40"),
            make.make_party(agreement=agreement, organisation=ministry),
            make.make_event_organisation(event=event, organisation=ministry),
            make.make_programme(name="Example Programme", lead=ministry),
            make.make_delegation(name="Example Delegation", senders=[ministry]),
            make.make_source(title="Example article", publisher=ministry, dated="2025"),
            make.make_citation(stop=stop, source=make.make_source(title="Example letter")),
            make.make_topic(name="Example topic"),
        )
    }
    assert labels == {
        "Example Ministry (Kazakhstan)",
        "Example Unit (Example Ministry)",
        "Fictitious Person (Example Dean, Example Ministry)",
        "V-0001 Example visit (November 2025)",
        "V-0001, 1. Example stop",
        "Example Forum (2025)",
        "Fictitious Person: Example Dean, Example Ministry",
        "Fictitious Person (Example Dean, Example stop)",
        "Example Ministry: staff: 40",
        "A-0001: Example Ministry",
        "Example Forum: Example Ministry (participant)",
        "Example Programme (Example Ministry)",
        "Example Delegation (Example Ministry)",
        "Example article (Example Ministry, 2025)",
        "Example letter ¶1 (Example stop)",
        "Example topic",
    }


def test_label_of_records_of_which_nothing_else_is_known():
    assert label_of(make.make_person(name="Fictitious Person")) == "Fictitious Person"
    assert label_of(make.make_event(name="Example Forum")) == "Example Forum"


@pytest.mark.parametrize("model", [Person, Delegation])
def test_for_labels_queries_with_1_and_5_records(django_assert_num_queries, model):
    for number in (1, 4):
        for _record in range(number):
            make.make_position(organisation=make.make_organisation())
            make.make_delegation(senders=[make.make_organisation()])
        with django_assert_num_queries(3 if model is Person else 2):
            assert len([label_of(record) for record in for_labels(model.objects.all())]) > 0
