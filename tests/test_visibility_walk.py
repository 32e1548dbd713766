"""No anonymous reader finds a draft or internal record, nor a trace of one, on any page of the site.

The record below has a full set of records a visibility, each with a name that tells it, and every relation
from a public record to a hidden one that the model allows. The walk opens every URL pattern of the site and
every link on every page that it reaches.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from io import BytesIO
from types import SimpleNamespace
from typing import Any
from urllib.parse import urldefrag, urljoin

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve
from pytest_django import DjangoDbBlocker

from tests import documents as files
from tracker.choices import Visibility
from tracker.models import (
    Agreement,
    AgreementDocument,
    Alias,
    Change,
    Citation,
    Country,
    Delegation,
    DocumentVersion,
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
from tracker.services.documents import add_version

pytestmark = pytest.mark.django_db

# What each hidden record's name starts with, and the country that only hidden records name.
HIDDEN = {"draft": ("Zudraft", "BT"), "internal": ("Zuinternal", "FJ")}
SHOWN = ("Zupublic", "KZ")
SECRET = "Zusecret"


def secret_document(agreement: Agreement) -> AgreementDocument:
    """A document whose files are for staff only, also where the agreement is public."""
    return AgreementDocument.objects.create(agreement=agreement, title="Zupublic title of a paper")


def full_set(visibility: str, mark: str, country_code: str) -> SimpleNamespace:
    """One record of every kind, all with `mark` in their names, around a visit of that visibility."""
    clerk = User.objects.create_user(f"clerk of {mark}", is_staff=True)
    country = Country.objects.get(code=country_code)
    topic = Topic.objects.create(name=f"{mark} topic", internal_notes=SECRET)
    host = Organisation.objects.create(name=f"{mark} host", country=country, contact=SECRET)
    sender = Organisation.objects.create(name=f"{mark} sender", internal_notes=SECRET)
    person = Person.objects.create(name=f"{mark} person", email=f"{SECRET}@example.org", telephone=SECRET)
    programme = Programme.objects.create(name=f"{mark} programme", lead=host, internal_notes=SECRET)
    delegation = Delegation.objects.create(name=f"{mark} delegation", internal_notes=SECRET)
    delegation.senders.add(sender)
    visit = Visit.objects.create(
        title=f"{mark} visit",
        delegation=delegation,
        dates="2025-03-04",
        visibility=visibility,
        internal_notes=SECRET,
    )
    visit.countries.add(country)
    visit.invited_by.add(host)
    visit.topics.add(topic)
    visit.programmes.add(programme)
    event = Event.objects.create(
        name=f"{mark} event", dates="2025-03", place=f"{mark} place", country=country, visibility=visibility
    )
    event.countries.add(country)
    event.topics.add(topic)
    role = EventOrganisation.objects.create(event=event, organisation=host)
    stop = Stop.objects.create(
        visit=visit, title=f"{mark} stop", host=host, said=f"{mark} said", country=country
    )
    stop.topics.add(topic)
    agreement = Agreement.objects.create(
        title=f"{mark} agreement", visibility=visibility, number=f"{mark} number", internal_notes=SECRET
    )
    agreement.topics.add(topic)
    party = Party.objects.create(agreement=agreement, organisation=host)
    document = AgreementDocument.objects.create(agreement=agreement, title=f"{mark} document", is_public=True)
    for paper, marked in ((document, mark), (secret_document(agreement), SECRET)):
        content = files.PDF.replace(b"Catalog", marked.encode())
        change = Change.objects.create(kind="step")
        add_version(paper, SimpleUploadedFile("a.pdf", content), by=clerk, change=change)
    action = FollowUpAction.objects.create(
        title=f"{mark} action", visibility=visibility, owner_organisation=host, internal_notes=SECRET
    )
    action.topics.add(topic)
    member = Participant.objects.create(delegation=delegation, person=person, title=f"{mark} title")
    places: list[dict[str, Any]] = [
        {"stop": stop},
        {"event": event},
        {"agreement": agreement},
        {"programme": programme},
    ]
    for target in places:
        Participant.objects.create(person=person, organisation=host, title=f"{mark} title", **target)
    position = Position.objects.create(person=person, organisation=host, title=f"{mark} position")
    fact = Fact.objects.create(organisation=host, label=f"{mark} label", value=f"{mark} value", person=person)
    source = Source.objects.create(title=f"{mark} source", paragraphs=3, internal_notes=SECRET)
    cited: dict[str, Any] = {
        "organisation": host,
        "fact": fact,
        "person": person,
        "position": position,
        "delegation": delegation,
        "participant": member,
        "visit": visit,
        "stop": stop,
        "event": event,
        "event_organisation": role,
        "programme": programme,
        "agreement": agreement,
        "party": party,
        "action": action,
    }
    assert set(cited) == set(Citation.targets)
    for kind, target in cited.items():
        Citation.objects.create(source=source, line=1, note=f"{mark} note", **{kind: target})
    for kind in Alias.targets:
        named = topic if kind == "topic" else cited[kind]
        Alias.objects.create(name=f"{mark} alias of {kind}", **{kind: named})
    return SimpleNamespace(
        **cited, topic=topic, sender=sender, source=source, party_country=country, mark=mark
    )


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[SimpleNamespace]:
    """Three full sets, and every link from the public one to the hidden ones; made once for the module."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_world()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def anonymous_pages(world: SimpleNamespace, django_db_blocker: DjangoDbBlocker) -> dict[str, str]:
    """All that an anonymous reader reaches, walked once for the module."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        # So few stops would come with the timeline, and their own address be linked to nowhere.
        patch.setattr("tracker.timeline.entries.MOST_STOPS", 0)
        return walk(Client())


def make_world() -> SimpleNamespace:
    shown = full_set(Visibility.PUBLIC, *SHOWN)
    for visibility, (mark, code) in HIDDEN.items():
        hidden = full_set(visibility, mark, code)
        # Public records that refer to hidden ones.
        event = Event.objects.create(
            name=f"Zupublic part of {visibility}", part_of=hidden.event, visibility="public"
        )
        Stop.objects.create(visit=shown.visit, title=f"Zupublic attendance {visibility}", event=hidden.event)
        Stop.objects.create(
            visit=hidden.visit, title=f"{mark} attendance", event=shown.event, host=shown.organisation
        )
        Agreement.objects.create(
            title=f"Zupublic agreement after {visibility}",
            visibility="public",
            replaces=hidden.agreement,
            visit=hidden.visit,
            signing_event=hidden.event,
        )
        FollowUpAction.objects.create(
            title=f"Zupublic action from {visibility}",
            visibility="public",
            visit=hidden.visit,
            stop=hidden.stop,
            event=hidden.event,
            agreement=hidden.agreement,
        )
        # Hidden records that refer to public ones.
        Event.objects.create(
            name=f"{mark} part", part_of=shown.event, visibility=visibility, dates="2024-02"
        ).programmes.add(shown.programme)
        again = Visit.objects.create(
            title=f"{mark} visit again", delegation=shown.delegation, visibility=visibility
        )
        again.invited_by.add(shown.organisation)
        again.topics.add(shown.topic)
        again.programmes.add(shown.programme)
        again.countries.add(shown.party_country)
        Agreement.objects.create(
            title=f"{mark} agreement again",
            visibility=visibility,
            replaces=shown.agreement,
            visit=shown.visit,
            signing_event=shown.event,
        )
        Party.objects.create(agreement=hidden.agreement, organisation=shown.organisation)
        Participant.objects.create(
            event=hidden.event,
            person=shown.person,
            organisation=shown.organisation,
            title=f"{mark} title there",
        )
        EventOrganisation.objects.create(event=hidden.event, organisation=shown.organisation)
        FollowUpAction.objects.create(
            title=f"{mark} action again",
            visibility=visibility,
            owner_person=shown.person,
            counterpart_organisation=shown.organisation,
            visit=shown.visit,
            stop=shown.stop,
            event=shown.event,
            agreement=shown.agreement,
        )
        Organisation.objects.create(name=f"{mark} part of the host", parent=shown.organisation)
        Programme.objects.create(name=f"{mark} programme again", lead=shown.organisation).topics.add(
            shown.topic
        )
        # A public source that also speaks of hidden records.
        Citation.objects.create(source=shown.source, line=2, note=f"{mark} cited", visit=hidden.visit)
        Citation.objects.create(source=shown.source, line=2, note=f"{mark} cited", person=hidden.person)
        Citation.objects.create(source=hidden.source, line=2, note=f"{mark} cites", event=hidden.event)
        assert event.is_public
    return shown


def patterns(resolver: URLResolver | None = None, prefix: str = "") -> list[tuple[str, str]]:
    """Each named URL pattern of the public site, as its name and its route."""
    found = []
    for entry in (resolver or get_resolver()).url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            if not route.startswith("admin/"):
                found += patterns(entry, route)
        elif isinstance(entry, URLPattern):
            found.append((str(entry.name), route))
    return found


def text_of(response: Any) -> str:
    """What an answer says; of a workbook, what is in its cells."""
    if response.streaming:
        return b"".join(response.streaming_content).decode()
    if "spreadsheet" not in response["Content-Type"]:
        text: str = response.content.decode()
        return text
    sheet = openpyxl.load_workbook(BytesIO(response.content)).active
    return "\n".join(str(cell) for row in sheet.values for cell in row)


def links(url: str, html: str) -> set[str]:
    """The site's own addresses that a page links to, without what leads into the admin or to static files."""
    targets = {urljoin(url, unescape(link)) for link in re.findall(r'(?:href|action|hx-get)="([^"]*)"', html)}
    own = {
        urldefrag(target).url for target in targets if target.startswith("/") and not target.startswith("//")
    }
    return {target for target in own if not target.startswith(("/admin/", "/static/"))}


def walk(client: Client, *, parameters: int = 2, limit: int = 1500) -> dict[str, str]:
    """Open every page that links lead to from the front door, in full and as partials; the text of each.

    Of addresses those with at most so many parameters, since the product of all filters is endless and shows
    nothing new.
    """
    seen: dict[str, str] = {}
    waiting = {"/"}
    while waiting:
        url = min(waiting)
        waiting.discard(url)
        if url in seen or url.count("&") >= parameters:
            continue
        assert len(seen) < limit, f"More pages than {limit}: is there a link that breeds others? {url}"
        response = client.get(url)
        assert response.status_code == 200, f"{url} answers {response.status_code}"
        seen[url] = text_of(response)
        if "hx-get" in seen[url]:
            partial = client.get(url, headers={"HX-Request": "true"})
            seen[f"{url} (partial)"] = partial.content.decode()
        if "html" in response["Content-Type"]:
            waiting |= links(url, seen[url])
    return seen


def test_anonymous_walk_finds_no_trace_of_hidden_records(anonymous_pages):
    told = [
        (url, word)
        for url, text in anonymous_pages.items()
        for word in ("zudraft", "zuinternal", SECRET.lower(), "bhutan", "fiji")
        if word in text.lower()
    ]
    assert told == []


def test_anonymous_walk_opens_every_pattern(anonymous_pages):
    opened = {resolve(url.split("?")[0].split(" ")[0]).url_name for url in anonymous_pages}
    # One answers a form of the admin, another machines: no page links to them, neither reads a record. The
    # others are for staff, and the one of the design for developers.
    apart = {"design", "date-read", "robots", "state", "saved-view-new", "saved-view-edit"}
    apart |= {
        "reminders",
        "second-factor",
        "action-done",
        "action-comment",
        "agreement-step",
        "document-new",
        "radar",
        "radar-export",
    }
    assert {name for name, route in patterns()} - opened - apart == set()


def test_anonymous_hidden_details_are_not_found(client, world):
    hidden = [
        record
        for model in (Visit, Event, Agreement, FollowUpAction)
        for record in model.objects.exclude(visibility=Visibility.PUBLIC)
    ] + [
        record
        for model in (Delegation, Organisation, Person, Programme, Topic, Source)
        for record in model.objects.all()
        if "Zupublic" not in str(record)
    ]
    assert len(hidden) >= 2 * 10
    addresses = [record.get_absolute_url() for record in hidden]
    addresses += [
        version.get_absolute_url()
        for version in DocumentVersion.objects.select_related("document__agreement")
        if not (version.document.is_public and version.document.agreement.is_public)
    ]
    addresses += [f"{record.get_absolute_url()}days/" for record in hidden if isinstance(record, Visit)]
    assert {client.get(address).status_code for address in addresses} == {404}


@pytest.mark.parametrize(
    "query",
    [
        "q=zudraft",
        "q=Zuinternal+person",
        "q=zusecret",
        "country=BT",
        "q=V-0002",
        "visibility=draft",
        "visibility=internal",
    ],
)
def test_anonymous_asking_for_hidden_records_finds_none(client, world, query):
    for name, route in patterns():
        if name.endswith("-list") or name == "timeline":
            text = client.get(f"/{route}?{query}").content.decode().lower()
            shown = text.replace(query.lower(), "").replace(
                query.partition("=")[2].replace("+", " ").lower(), ""
            )
            assert not re.search(r"zudraft|zuinternal|zusecret|bhutan|fiji", shown), (name, query)


def test_staff_walk_finds_the_hidden_records(client, world):
    """The walk above could not pass by looking in the wrong place: staff find every mark by it."""
    client.force_login(User.objects.create_user("zustaff", is_staff=True))
    pages = walk(client, parameters=1)
    text = " ".join(pages.values()).lower()
    kinds = (
        "visit",
        "event",
        "agreement",
        "action",
        "delegation",
        "host",
        "person",
        "programme",
        "topic",
        "source",
    )
    missing = [
        f"{mark} {kind}"
        for mark in ("zudraft", "zuinternal", "zupublic")
        for kind in kinds
        if f"{mark} {kind}" not in text
    ]
    assert missing == []
