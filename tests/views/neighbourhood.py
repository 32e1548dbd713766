"""A record of each noun with everything that can stand around it, visible or hidden."""

from collections.abc import Callable
from typing import Any

from tests import factories as make
from tracker.models import Citation

MAKERS: dict[str, Callable[..., Any]] = {
    "visit": make.make_visit,
    "event": make.make_event,
    "agreement": make.make_agreement,
    "action": make.make_action,
    "delegation": make.make_delegation,
    "organisation": make.make_organisation,
    "person": make.make_person,
    "programme": make.make_programme,
    "topic": make.make_topic,
    "source": make.make_source,
}


def neighbourhood(noun: str, count: int = 1, *, mark: str = "Shown", visibility: str = "public", of=None):
    """A record of a noun with `count` of everything that can stand around it, each with `mark` in its name.

    `of` is a record to add to. What has a visibility of its own gets `visibility`.
    """
    see = {"visibility": visibility}
    record = of or MAKERS[noun]()
    source = record if noun == "source" else make.make_source(title=f"{mark} source")
    for number in range(count):
        name = f"{mark} {noun} {number}"
        _AROUND[noun](record, name, see, source)
    return record


def _person_and_host(name):
    return make.make_person(name=f"{name} person"), make.make_organisation(
        name=f"{name} host", country=make.country("KZ")
    )


def _visit(visit, name, see, source):
    person, host = _person_and_host(name)
    topic, programme = make.make_topic(name=f"{name} topic"), make.make_programme(name=f"{name} programme")
    other = make.make_visit(title=f"{name} neighbour", delegation=visit.delegation, **see)
    make.make_citation(source=source, visit=other)
    if see["visibility"] == "public":
        visit.invited_by.add(host)
        visit.topics.add(topic)
        visit.programmes.add(programme)
        visit.delegation.senders.add(host)
        make.make_participant(delegation=visit.delegation, person=person, organisation=host)
    event = make.make_event(name=f"{name} event", **see)
    stop = make.make_stop(visit=visit, title="Talks", event=event)
    if see["visibility"] == "public":
        stop.topics.add(topic)
        stop.programmes.add(programme)
        make.make_participant(stop=stop, person=person, organisation=host)
        make.make_citation(source=source, stop=stop)
    make.make_agreement(title=f"{name} agreement", visit=visit, **see)
    make.make_action(title=f"{name} action", visit=visit, owner_organisation=host, **see)
    make.make_action(title=f"{name} action at stop", stop=stop, counterpart_person=person, **see)


def _event(event, name, see, source):
    person, host = _person_and_host(name)
    if see["visibility"] == "public":
        role = make.make_event_organisation(event=event, organisation=host)
        make.make_citation(source=source, event_organisation=role)
        make.make_participant(event=event, person=person, organisation=host)
        event.topics.add(make.make_topic(name=f"{name} topic"))
    make.make_event(name=f"{name} part", part_of=event, **see)
    make.make_stop(title=f"{name} stop", event=event, visit=make.make_visit(title=f"{name} visit", **see))
    make.make_agreement(title=f"{name} agreement", signing_event=event, **see)
    make.make_action(title=f"{name} action", event=event, owner_person=person, **see)
    event.part_of = make.make_event(name=f"{name} whole", **see)
    event.save()


def _agreement(agreement, name, see, source):
    person, host = _person_and_host(name)
    if see["visibility"] == "public":
        make.make_citation(source=source, party=make.make_party(agreement=agreement, organisation=host))
        make.make_participant(agreement=agreement, person=person, organisation=host, role="signatory")
        make.make_document(agreement=agreement, title=f"{name} document")
    hidden_source = make.make_source(title=f"{name} document source")
    make.make_citation(source=hidden_source, visit=make.make_visit(**see))
    make.make_document(agreement=agreement, title="Document", source=hidden_source)
    make.make_agreement(title=f"{name} later", replaces=agreement, **see)
    make.make_action(title=f"{name} action", agreement=agreement, owner_organisation=host, **see)
    agreement.visit = make.make_visit(title=f"{name} visit", **see)
    agreement.signing_event = make.make_event(name=f"{name} event", **see)
    agreement.replaces = make.make_agreement(title=f"{name} earlier", **see)
    agreement.save()


def _action(action, name, see, source):
    person, host = _person_and_host(name)
    if see["visibility"] == "public":
        action.owner_organisation, action.counterpart_person = host, person
        action.topics.add(make.make_topic(name=f"{name} topic"))
        make.make_citation(source=source, action=action)
    action.visit = make.make_visit(title=f"{name} visit", **see)
    action.stop = make.make_stop(visit=action.visit, title=f"{name} stop")
    action.event = make.make_event(name=f"{name} event", **see)
    action.agreement = make.make_agreement(title=f"{name} agreement", **see)
    action.save()


def _delegation(delegation, name, see, source):
    person, host = _person_and_host(name)
    if see["visibility"] == "public":
        delegation.senders.add(host)
        member = make.make_participant(delegation=delegation, person=person, organisation=host)
        make.make_citation(source=source, participant=member)
    make.make_visit(title=f"{name} visit", delegation=delegation, **see)


def _organisation(organisation, name, see, source):
    person, _host = _person_and_host(name)
    visit = make.make_visit(title=f"{name} visit", invited_by=[organisation], **see)
    stop = make.make_stop(visit=visit, title=f"{name} stop", host=organisation)
    make.make_participant(stop=stop, person=person, organisation=organisation, title=f"{name} title")
    sent = make.make_visit(title=f"{name} journey", **see)
    sent.delegation.senders.add(organisation)
    event = make.make_event(name=f"{name} event", topics=[make.make_topic(name=f"{name} topic")], **see)
    role = make.make_event_organisation(event=event, organisation=organisation)
    make.make_citation(source=source, event_organisation=role)
    make.make_agreement(title=f"{name} agreement", parties=[organisation], **see)
    make.make_action(title=f"{name} owed", owner_organisation=organisation, **see)
    make.make_action(title=f"{name} awaited", counterpart_organisation=organisation, **see)
    make.make_position(person=person, organisation=organisation, title=f"{name} position")
    programme = make.make_programme(name=f"{name} programme", partners=[organisation])
    visit.programmes.add(programme)
    part = make.make_organisation(name=f"{name} part", parent=organisation)
    make.make_party(agreement=make.make_agreement(**see), organisation=part)
    published = make.make_source(title=f"{name} text", publisher=organisation)
    make.make_citation(source=published, visit=visit)
    if see["visibility"] == "public":
        # A fact of a visible organisation is visible, and so is the person whom it names.
        named = make.make_person(name=f"{name} named")
        make.make_fact(organisation=organisation, value=f"{name} figure", person=named)
    organisation.parent = make.make_organisation(name=f"{name} whole")
    organisation.save()
    make.make_party(agreement=make.make_agreement(**see), organisation=organisation.parent)


def _person(person, name, see, source):
    host = make.make_organisation(name=f"{name} host")
    delegation = make.make_delegation(name=f"{name} delegation")
    make.make_visit(title=f"{name} visit", delegation=delegation, **see)
    stop = make.make_stop(visit=make.make_visit(**see), title=f"{name} stop")
    programme = make.make_programme(name=f"{name} programme")
    for target in (
        {"delegation": delegation},
        {"stop": stop},
        {"event": make.make_event(name=f"{name} event", **see)},
        {"agreement": make.make_agreement(title=f"{name} agreement", **see)},
        {"programme": programme},
    ):
        taken = make.make_participant(person=person, organisation=host, title=f"{name} title", **target)
        make.make_citation(source=source, participant=taken)
    make.make_event(programmes=[programme], **see)
    make.make_action(title=f"{name} owed", owner_person=person, **see)
    figure = make.make_fact(
        organisation=make.make_organisation(name=f"{name} figured"), value=f"{name} figure", person=person
    )
    make.make_party(agreement=make.make_agreement(**see), organisation=figure.organisation)
    employer = make.make_organisation(name=f"{name} employer")
    make.make_party(agreement=make.make_agreement(**see), organisation=employer)
    make.make_position(person=person, title="Rector", organisation=employer)


def _subject(relation):
    def around(record, name, see, source):
        visit = make.make_visit(title=f"{name} visit", **see)
        stop = make.make_stop(visit=visit, title=f"{name} stop")
        event = make.make_event(name=f"{name} event", **see)
        agreement = make.make_agreement(title=f"{name} agreement", **see)
        action = make.make_action(title=f"{name} action", **see)
        for row in (visit, stop, event, agreement, action):
            getattr(row, relation).add(record)
        if relation == "topics":
            programme = make.make_programme(name=f"{name} programme", topics=[record])
            make.make_event(programmes=[programme], **see)

    return around


def _source(source, name, see, _source):
    person, host = _person_and_host(name)
    visit = make.make_visit(title=f"{name} visit", **see)
    stop = make.make_stop(visit=visit, title=f"{name} stop", host=host)
    event = make.make_event(name=f"{name} event", **see)
    agreement = make.make_agreement(title=f"{name} agreement", **see)
    visit.programmes.add(make.make_programme(name=f"{name} programme"))
    targets = {
        "visit": visit,
        "stop": stop,
        "delegation": visit.delegation,
        "event": event,
        "agreement": agreement,
        "organisation": host,
        "person": person,
        "programme": visit.programmes.get(),
        "participant": make.make_participant(stop=stop, person=person),
        "event_organisation": make.make_event_organisation(event=event, organisation=host),
        "party": make.make_party(agreement=agreement, organisation=host),
        "action": make.make_action(title=f"{name} action", **see),
        "fact": make.make_fact(organisation=host, value=f"{name} figure"),
        "position": make.make_position(person=person, title=f"{name} position"),
    }
    assert set(targets) == set(Citation.targets)
    for line, (kind, target) in enumerate(targets.items(), start=1):
        make.make_citation(source=source, line=line, note=f"{name} note", **{kind: target})


_AROUND = {
    "visit": _visit,
    "event": _event,
    "agreement": _agreement,
    "action": _action,
    "delegation": _delegation,
    "organisation": _organisation,
    "person": _person,
    "programme": _subject("programmes"),
    "topic": _subject("topics"),
    "source": _source,
}
NOUNS = list(_AROUND)
