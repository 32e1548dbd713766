"""What the detail pages say, and how they mark the evidence of it."""

import re
from datetime import date
from typing import Any

import pytest
from django.db.models import DateField

from tests import factories as make
from tests.views.neighbourhood import NOUNS, neighbourhood
from tests.views.pages import main_of, words

pytestmark = pytest.mark.django_db

TODAY = date(2026, 1, 15)


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.localdate", lambda: TODAY)


# --- Evidence on the page ---

# What is no claim of a source: how the record is kept, and what only staff read.
NOT_CITED = {"id", "key", "visibility", "internal_notes", "contact", "email", "telephone", "staff"}


def filled(noun: str) -> Any:
    """A public record with all fields filled in."""
    host, person = make.make_organisation(), make.make_person()
    kz = make.country("KZ")
    record: Any
    topics, programmes = [make.make_topic()], [make.make_programme()]
    text: dict[str, Any] = {"note": "A note.", "description": "A description."}
    subjects: dict[str, Any] = {"topics": topics, "programmes": programmes}
    match noun:
        case "visit":
            return make.make_visit(
                dates="2025", purpose="To see.", outcome="Seen.", countries=[kz], invited_by=[host],
                note="A note.", **subjects,
            )  # fmt: skip
        case "event":
            return make.make_event(
                dates="2025", theme="A theme", place="Example Town", country=kz, countries=[kz],
                part_of=make.make_event(), outcome="Done.", **text, **subjects,
            )  # fmt: skip
        case "agreement":
            return make.make_agreement(
                number="7", proposed="2020", agreed="2021", signed="2022", in_force_from="2023",
                expires="2030", term=5, term_unit="years", term_from="signed", renewal=1,
                renewal_unit="years", notice_period=3, notice_unit="months", status="terminated",
                notice_given="2024", terminated="2025", termination="Notice of one party.",
                succession="renewal", place="Example Town", country=kz,
                signing_event=make.make_event(), visit=make.make_visit(),
                replaces=make.make_agreement(), **text, **subjects,
            )  # fmt: skip
        case "action":
            visit = make.make_visit()
            return make.make_action(
                owner_organisation=host, owner_person=person, owner_country=kz,
                counterpart_organisation=host, counterpart_person=person, counterpart_country=kz,
                due="2026", result="Done.", visit=visit, stop=make.make_stop(visit=visit),
                event=make.make_event(), agreement=make.make_agreement(), repeats=1,
                repeats_unit="years", follows=make.make_action(), became_visit=visit,
                became_agreement=make.make_agreement(), **text, **subjects,
            )  # fmt: skip
        case "delegation":
            record = make.make_delegation(size=4, senders=[host], **text)
            make.make_visit(delegation=record)
            return record
        case "organisation":
            parent = make.make_organisation()
            make.make_event_organisation(organisation=parent)
            record = make.make_organisation(
                country=kz, place="Example Town", parent=parent, website="https://example.org", **text
            )
            make.make_event_organisation(organisation=record)
            return record
        case "person":
            record = make.make_person(family_name="Person", language="kk", note="A note.")
            make.make_participant(event=make.make_event(), person=record)
            return record
        case "programme":
            record = make.make_programme(
                lead=host,
                partners=[host],
                period="2025",
                website="https://example.org",
                topics=topics,
                **text,
            )
            make.make_visit(programmes=[record])
            return record
    raise AssertionError(noun)


@pytest.mark.parametrize(
    "noun",
    ["visit", "event", "agreement", "action", "delegation", "organisation", "person", "programme"],
)
def test_detail_marks_the_evidence_of_every_field(client, noun):
    record = filled(noun)
    meta = record._meta
    fields = [
        field.name
        for field in [*meta.concrete_fields, *meta.many_to_many]
        if field.name not in NOT_CITED and not isinstance(field, DateField)
    ]
    source = make.make_source(slug="text")
    for line, field in enumerate(["", *fields], start=1):
        make.make_citation(source=source, line=line, field=field, **{noun: record})
    marked = re.findall(r'href="/sources/text/#line-(\d+)"', main_of(client.get(record.get_absolute_url())))
    missing = [field for line, field in enumerate(["", *fields], start=1) if str(line) not in marked]
    assert missing == []


def test_detail_counts_what_each_source_evidences(client):
    visit = make.make_visit(dates="2025", status="completed")
    one, two = make.make_source(title="One text"), make.make_source(title="Two text")
    make.make_citation(source=one, visit=visit, line=1)
    make.make_citation(source=one, visit=visit, line=2)
    make.make_citation(source=one, visit=visit, line=3, field="dates")
    make.make_citation(source=two, visit=visit, line=4, field="dates", stance="disputes", note="Not then.")
    text = words(client.get(visit.get_absolute_url()))
    assert "One text — evidences 2 facts on this page" in text
    assert "Two text — evidences 0 facts on this page, disputes 1" in text
    assert "Sources disagree " in text
    assert "2 ¶4 disputes Not then." in text


# --- What each page says ---


def test_visit_detail_tells_the_story(client):
    sender = make.make_organisation(name="Example Centre", country=make.country("CN"))
    delegation = make.make_delegation(name="Example Delegation", senders=[sender], size=4)
    head = make.make_person(name="Fictitious Head")
    make.make_participant(
        delegation=delegation, person=head, role="head", title="Director", organisation=sender
    )
    make.make_participant(delegation=delegation, description="Two doctoral students")
    visit = make.make_visit(
        title="Example visit",
        delegation=delegation,
        dates="2025-11-04/2025-11-05",
        status="completed",
        countries=[make.country("KZ")],
    )
    host = make.make_organisation(name="Example University")
    stop = make.make_stop(
        visit=visit, title="First talks", day="2025-11-04", host=host, said="Much was wished."
    )
    make.make_participant(stop=stop, description="Vice Rector", role="host")
    make.make_stop(visit=visit, title="Second talks", day="2025-11-04", kind="tour", place="Example Museum")

    assert words(client.get(visit.get_absolute_url())) == (
        f"Visit {visit.reference} · completed Example visit "
        "China → to Kazakhstan · 4–5 November 2025 "
        "Countries visited Kazakhstan "
        "Day by day "
        "4 Nov First talks meeting · host: Example University Much was wished. "
        "Vice Rector (name not stated) host "
        "Second talks tour · Example Museum "
        "Who is who Name Title at the time Met at Vice Rector (name not stated) First talks "
        "Delegation Example Delegation sent by Example Centre 4 members stated, 1 named, "
        "1 described without a name "
        "Fictitious Head head Director, Example Centre "
        "Two doctoral students (name not stated) "
        f"Address of this page: http://testserver/visits/{visit.reference}/"
    )


def test_visit_detail_of_a_lapsed_plan_says_so(client):
    visit = make.make_visit(dates="2025-23", status="planned")
    assert "was planned for autumn 2025; nothing recorded since" in words(
        client.get(visit.get_absolute_url())
    )


def test_visit_detail_names_neighbours_as_far_as_dates_tell(client):
    sender = make.make_organisation()
    places = {}
    for title, dates in (
        ("earliest", "2019"), ("earlier", "2024"), ("this", "2025-05"), ("later", "2026"),
        ("unsure", "2025"), ("yearless", "XXXX-05"), ("undated", None),
    ):  # fmt: skip
        places[title] = make.make_visit(
            title=f"The {title} visit", dates=dates, delegation=make.make_delegation(senders=[sender])
        )
    make.make_visit(title="The stranger's visit", dates="2020")
    text = words(client.get(places["this"].get_absolute_url()))
    _page, before, after, beside = re.split("Before this|After this|By the same senders", text)
    found = [re.findall(r"The (\w+) visit", part) for part in (before, after, beside)]
    assert found == [["earlier", "earliest"], ["later"], ["unsure", "yearless", "undated"]]


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("proposed", ["now", "ahead", "ahead", "ahead", "ahead", "ahead"]),
        ("agreed", ["untold", "untold", "now", "ahead", "ahead", "ahead"]),
        ("in_force", ["untold", "untold", "untold", "untold", "now", "ahead"]),
        ("terminated", ["untold", "untold", "untold", "untold", "untold", "now"]),
    ],
)
def test_agreement_detail_marks_the_present_step(client, status, expected):
    agreement = make.make_agreement(status=status)
    html = main_of(client.get(agreement.get_absolute_url()))
    assert re.findall(r'<li class="(before|untold|now|ahead)"', html) == expected
    assert html.count('aria-current="step"') == 1


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"status": "agreed", "signed": "2027"}, "to be signed 2027"),
        ({"status": "agreed", "signed": "2025"}, "signing was planned for 2025; nothing recorded since"),
        ({"status": "in_force", "expires": "2025"}, "its term ended 2025; nothing recorded since"),
        ({"term": 5, "term_unit": "years"}, "Term 5 years"),
        ({"term": 1, "term_unit": "months"}, "Term 1 month"),
        ({"term": 90, "term_unit": "days"}, "Term 90 days"),
        (
            {"term": 5, "term_unit": "years", "term_from": "signed", "signed": "2025", "status": "signed"},
            "Term 5 years from signature Last day 2030 reckoned from what is stated In force today perhaps",
        ),
        (
            {"term": 3, "term_unit": "years", "term_from": "in_force", "status": "signed"},
            "its last day cannot be reckoned: the day it counts from is not stated",
        ),
        (
            {
                **{"expires": "2020-06-30", "renewal": 2, "renewal_unit": "years", "status": "in_force"},
                **{"in_force_from": "2016", "notice_period": 6, "notice_unit": "months"},
            },
            "Renews itself for 2 years each time, unless notice is given Period of notice 6 months Last day",
        ),
        (
            {"status": "terminated", "notice_given": "2025", "termination": "By the first party."},
            "Notice given 2025 By the first party.",
        ),
        ({"number": "No. 7/2025"}, "Number No. 7/2025"),
    ],
)
def test_agreement_detail_says(client, values, expected):
    assert expected in words(client.get(make.make_agreement(**values).get_absolute_url()))


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, "open, due date not stated"),
        ({"due": "2026-23"}, "open, due autumn 2026"),
        ({"due": "2025-23"}, "open, overdue: was due autumn 2025"),
        ({"due": "2025-23", "status": "done"}, "done"),
    ],
)
def test_action_detail_says_when_it_is_due(client, values, expected):
    action = make.make_action(title="Example action", **values)
    assert words(client.get(action.get_absolute_url())).startswith(
        f"Follow-up action {action.reference} · {expected} Example action"
    )


def test_person_detail_groups_occasions_under_each_title(client):
    person, centre = make.make_person(), make.make_organisation(name="Example Centre")
    for name, title in (("One", "Director"), ("Two", "Professor"), ("Three", "Director")):
        event = make.make_event(name=f"{name} Forum", dates="2025", status="completed")
        make.make_participant(event=event, person=person, title=title, organisation=centre)
    text = words(client.get(person.get_absolute_url()))
    titles = text.partition("Titles ")[2].partition(" Where they took part")[0]
    assert titles == (
        "Director, Example Centre at One Forum at Three Forum Professor, Example Centre at Two Forum"
    )


def test_aliases_carry_their_language(client):
    organisation = make.make_organisation()
    make.make_event_organisation(organisation=organisation)
    make.make_alias("中心", organisation=organisation, language="zh-Hans", kind="script")
    html = main_of(client.get(organisation.get_absolute_url()))
    assert '<span lang="zh-Hans">中心</span> <span class="small">(original script)</span>' in html


def test_detail_with_too_many_rows_says_so_and_leads_to_the_list(client, monkeypatch):
    monkeypatch.setattr("tracker.views.details.rows.MOST", 2)
    topic = make.make_topic(slug="example-topic")
    for number in range(3):
        make.make_event(name=f"Forum {number}", dates=f"202{number}", topics=[topic])
    response = client.get(topic.get_absolute_url())
    assert re.findall(r"Forum \d", words(response)) == ["Forum 2", "Forum 1"]
    assert "Only the first 2 are shown. See all of them in the list" in words(response)
    assert 'href="/events/?topic=example-topic"' in main_of(response)


@pytest.mark.parametrize("noun", NOUNS)
def test_edit_link_is_for_those_who_may_change(client, noun):
    record = neighbourhood(noun)
    assert "/change/" not in main_of(client.get(record.get_absolute_url()))
    client.force_login(make.make_user())
    assert "/change/" not in main_of(client.get(record.get_absolute_url()))
    client.force_login(make.make_user(is_superuser=True))
    link = f"/admin/tracker/{record._meta.model_name}/{record.pk}/change/"
    assert link in main_of(client.get(record.get_absolute_url()))


def test_agreement_detail_marks_as_passed_only_what_is_told(client):
    agreement = make.make_agreement(status="in_force", signed="2025-05")
    source = make.make_source()
    make.make_citation(source=source, agreement=agreement, field="agreed", line=1)
    make.make_citation(source=source, agreement=agreement, field="proposed", line=2, stance="disputes")
    response = client.get(agreement.get_absolute_url())
    assert re.findall(r'<li class="(before|untold|now|ahead)"', main_of(response)) == [
        "untold", "untold", "before", "before", "now", "ahead",
    ]  # fmt: skip
    steps = words(response).partition("How far it has come ")[2].partition(" expires")[0]
    assert steps == (
        "proposed not told 1 ¶2 disputes in preparation not told agreed date not stated 1 ¶1 "
        "signed May 2025 in force now"
    )


def test_agreement_detail_cites_the_title_beside_the_title(client):
    agreement = make.make_agreement(title="Example memorandum", status="agreed", agreed="2025-05")
    source = make.make_source()
    make.make_citation(source=source, agreement=agreement, field="title", line=1)
    make.make_citation(source=source, agreement=agreement, field="status", line=2)
    assert words(client.get(agreement.get_absolute_url())).startswith(
        f"Agreement {agreement.reference} · memorandum · agreed, May 2025 1 ¶2 Example memorandum 1 ¶1 "
    )


def test_stop_without_evidence_of_what_was_said_bears_that_of_the_stop(client):
    stop = make.make_stop(title="Talks", said="Much was wished.")
    make.make_citation(stop=stop, line=11)
    text = words(client.get(stop.visit.get_absolute_url()))
    assert "Talks meeting 1 ¶11 Much was wished. 1 ¶11" in text


@pytest.mark.parametrize("noun", ["organisation", "person"])
def test_mutual_actions_stand_under_a_heading_of_their_own(client, noun):
    one = make.make_organisation() if noun == "organisation" else make.make_person()
    other = make.make_organisation(name="Other side")
    make.make_action(title="Owing", **{f"owner_{noun}": one}, counterpart_organisation=other)
    make.make_action(title="Awaiting", owner_organisation=other, **{f"counterpart_{noun}": one})
    shared = make.make_action(
        title="Sharing", mutual=True, owner_organisation=other, **{f"counterpart_{noun}": one}, basis="agreed"
    )
    make.make_citation(action=shared, line=4)
    make.make_participant(event=make.make_event(), **({"person": one} if noun == "person" else
                          {"description": "Somebody", "organisation": one}))  # fmt: skip
    text = words(client.get(one.get_absolute_url()))
    headings = ("Actions (?:it shares|they share) ", "Actions (?:it owes|they owe) ", "Actions owed to ")
    _before, sharing, owing, awaiting = re.split("|".join(headings), text)
    found = [re.findall("Owing|Awaiting|Sharing", part) for part in (sharing, owing, awaiting)]
    assert found == [["Sharing"], ["Owing"], ["Awaiting"]]
    assert "1 ¶4" in sharing
    assert "agreed" in sharing


def test_participants_are_not_told_twice_what_they_are(client):
    ministry = make.make_organisation(name="Example Ministry")
    event = make.make_event(name="Forum")
    make.make_participant(event=event, description="Minister", title="Minister", organisation=ministry)
    make.make_participant(
        event=event, description="A guest", title="Head of the Example Ministry", organisation=ministry
    )
    response = client.get(event.get_absolute_url())
    text = words(response).partition("Who was there ")[2].partition(" Address")[0]
    assert text == (
        "Minister (name not stated) Example Ministry A guest (name not stated) Head of the Example Ministry"
    )
    assert f'<a href="{ministry.get_absolute_url()}">Head of the Example Ministry</a>' in main_of(response)


def test_person_detail_tells_a_title_once_with_its_occasions(client):
    person, centre = make.make_person(), make.make_organisation(name="Example Centre")
    make.make_position(person=person, title="Director", organisation=centre)
    for name, title in (("One", "Director"), ("Two", "Dr., director"), ("Three", "Deputy Director")):
        event = make.make_event(name=f"{name} Forum", dates="2025", status="completed")
        make.make_participant(event=event, person=person, title=title, organisation=centre)
    text = words(client.get(person.get_absolute_url()))
    assert text.partition("Titles ")[2].partition(" Where they took part")[0] == (
        "Director, Example Centre period not stated at One Forum Dr., director · at Two Forum "
        "Deputy Director, Example Centre at Three Forum"
    )
