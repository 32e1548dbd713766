"""Records for tests: plain functions that fill in what a record must have and take the rest by name.

Every name is obviously made up, and distinct within a run. Records with a visibility are public unless told
otherwise, because most tests are about what readers see; `visibility="draft"` says otherwise.
"""

from itertools import count
from typing import Any

from django.contrib.auth.models import Group

from tracker.choices import Visibility
from tracker.models import (
    Agreement,
    AgreementDocument,
    Alias,
    Citation,
    Country,
    Delegation,
    Event,
    EventOrganisation,
    Fact,
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
    User,
    Visit,
)

PASSWORD = "only-for-the-tests"

_numbers = count(1)


def _number() -> int:
    """The next number, to tell records of one test run apart."""
    return next(_numbers)


def country(code: str = "KZ") -> Country:
    """The country with this code; a migration has put all of them into the table."""
    return Country.objects.get(code=code)


# --- Who ---


def make_organisation(**over: Any) -> Organisation:
    return Organisation.objects.create(**{"name": f"Example Organisation {_number()}", **over})


def make_person(**over: Any) -> Person:
    return Person.objects.create(**{"name": f"Fictitious Person {_number()}", **over})


def make_position(**over: Any) -> Position:
    """A position; without `person` a new person's."""
    over.setdefault("person", None)
    over["person"] = over["person"] or make_person()
    return Position.objects.create(**{"title": f"Example Title {_number()}", **over})


def make_delegation(*, members: int = 0, senders: Any = (), **over: Any) -> Delegation:
    """A delegation, with as many new people as `members`, sent by the organisations `senders`."""
    delegation = Delegation.objects.create(**{"name": f"Example Delegation {_number()}", **over})
    delegation.senders.set(senders)
    for _member in range(members):
        make_participant(delegation=delegation)
    return delegation


def make_participant(**over: Any) -> Participant:
    """A participant at the target given by name (`stop=`, `event=`…), else in a new delegation.

    Without `person` and without `description` a new person.
    """
    if not any(over.get(target) for target in Participant.targets):
        over["delegation"] = make_delegation()
    if not over.get("person") and not over.get("description"):
        over["person"] = make_person()
    return Participant.objects.create(**over)


def make_user(role: str = "", **over: Any) -> User:
    """A member of staff in the group `role` ("Viewer", "Editor", "Publisher"), with `PASSWORD`."""
    name = over.pop("username", f"{role.lower() or 'staff'}-{_number()}")
    user = User.objects.create_user(name, password=PASSWORD, **{"is_staff": True, **over})
    if role:
        user.groups.add(Group.objects.get(name=role))
    return user


# --- What happened ---


def _with_relations(model: Any, values: dict[str, Any]) -> Any:
    """Create a record whose many-to-many relations may be among `values`."""
    many = {field.name for field in model._meta.many_to_many}
    record = model.objects.create(**{name: value for name, value in values.items() if name not in many})
    for name in many & values.keys():
        getattr(record, name).set(values[name])
    return record


def make_visit(*, stops: int = 0, **over: Any) -> Visit:
    """A visit with as many stops as `stops`; without `delegation` that of a new one."""
    if "delegation" not in over:
        over["delegation"] = make_delegation()
    values = {"title": f"Example visit {_number()}", "visibility": Visibility.PUBLIC, **over}
    visit: Visit = _with_relations(Visit, values)
    for _stop in range(stops):
        make_stop(visit=visit)
    return visit


def make_stop(**over: Any) -> Stop:
    """A stop; without `visit` one of a new visit."""
    if "visit" not in over:
        over["visit"] = make_visit()
    stop: Stop = _with_relations(Stop, {"title": f"Example stop {_number()}", **over})
    return stop


def make_event(**over: Any) -> Event:
    values = {"name": f"Example Forum {_number()}", "visibility": Visibility.PUBLIC, **over}
    event: Event = _with_relations(Event, values)
    return event


def make_event_organisation(**over: Any) -> EventOrganisation:
    """What an organisation does at an event; both new unless given."""
    values = {
        "event": over.get("event") or make_event(),
        "organisation": over.get("organisation") or make_organisation(),
    }
    return EventOrganisation.objects.create(**{**over, **values})


def make_agreement(*, parties: Any = (), **over: Any) -> Agreement:
    """An agreement between the organisations `parties`."""
    values = {"title": f"Example memorandum {_number()}", "visibility": Visibility.PUBLIC, **over}
    agreement: Agreement = _with_relations(Agreement, values)
    for organisation in parties:
        make_party(agreement=agreement, organisation=organisation)
    return agreement


def make_party(**over: Any) -> Party:
    """A party; without `agreement` of a new one, without `organisation` and `country` a new organisation."""
    values = {"agreement": over.get("agreement") or make_agreement()}
    if not over.get("organisation") and not over.get("country"):
        values["organisation"] = make_organisation()
    return Party.objects.create(**{**over, **values})


def make_document(**over: Any) -> AgreementDocument:
    values = {
        "title": f"Example document {_number()}",
        "agreement": over.get("agreement") or make_agreement(),
    }
    return AgreementDocument.objects.create(**{**values, **over})


def make_action(**over: Any) -> FollowUpAction:
    values = {"title": f"Example action {_number()}", "visibility": Visibility.PUBLIC, **over}
    action: FollowUpAction = _with_relations(FollowUpAction, values)
    return action


# --- About what, and who says so ---


def make_programme(**over: Any) -> Programme:
    programme: Programme = _with_relations(Programme, {"name": f"Example Programme {_number()}", **over})
    return programme


def make_topic(**over: Any) -> Topic:
    return Topic.objects.create(**{"name": f"Example topic {_number()}", **over})


def make_source(**over: Any) -> Source:
    return Source.objects.create(**{"title": f"Example article {_number()}", "paragraphs": 20, **over})


def make_citation(**over: Any) -> Citation:
    """A citation of the target given by name (`visit=`, `stop=`…), else of a new visit."""
    if not any(over.get(target) for target in Citation.targets):
        over["visit"] = make_visit()
    return Citation.objects.create(**{"source": over.pop("source", None) or make_source(), "line": 1, **over})


def make_fact(**over: Any) -> Fact:
    """A fact; without `organisation` one of a new organisation."""
    values = {"organisation": over.get("organisation") or make_organisation(), "value": f"about {_number()}"}
    return Fact.objects.create(**{"label": "students", **values, **over})


def make_alias(name: str = "", **over: Any) -> Alias:
    """Another name of the target given by name (`person=`…), else of a new organisation."""
    if not any(over.get(target) for target in Alias.targets):
        over["organisation"] = make_organisation()
    return Alias.objects.create(name=name or f"Example alias {_number()}", **over)
