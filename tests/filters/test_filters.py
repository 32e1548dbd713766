"""What each filter leaves of a list, what it offers, and in which order the rows stand."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict

from tests import factories as make
from tracker import filters
from tracker.filters import base

pytestmark = pytest.mark.django_db

ANYBODY = AnonymousUser()


def left(kind: type[filters.RecordFilterSet], query: str, user: Any = ANYBODY) -> list[str]:
    """The names of the rows that a query string leaves, in their order; nothing in it may be a problem."""
    narrowed = kind(QueryDict(query), user=user)
    assert narrowed.problems == []
    return [getattr(row, "title", None) or row.name for row in narrowed.qs]


def offered(kind: type[filters.RecordFilterSet], name: str, user: Any = ANYBODY) -> list[tuple[str, str]]:
    """The choices of a filter."""
    return [tuple(choice) for choice in kind(QueryDict(), user=user).form.fields[name].choices]


# --- Visits, by every filter ---


@pytest.fixture
def visits() -> None:
    """Two visits, each with all that a visit can be found by, and a draft that nobody may find."""
    for mark, code, dates, status, visibility in (
        ("Alpha", "KZ", "2025-05-14", "completed", "public"),
        ("Beta", "CN", "XXXX-11-04/XXXX-11-05", "confirmed", "public"),
        ("Hidden", "FJ", "2025-05-14", "cancelled", "draft"),
    ):
        country = make.country(code)
        sender = make.make_organisation(name=f"{mark} sender")
        inviter = make.make_organisation(name=f"{mark} inviter")
        host = make.make_organisation(name=f"{mark} host")
        home = make.make_organisation(name=f"{mark} home")
        member = make.make_person(name=f"{mark} member")
        met = make.make_person(name=f"{mark} met")
        delegation = make.make_delegation(name=f"{mark} delegation", senders=[sender])
        make.make_participant(delegation=delegation, person=member, organisation=home)
        visit = make.make_visit(
            title=f"{mark} visit",
            delegation=delegation,
            countries=[country],
            invited_by=[inviter],
            topics=[make.make_topic(name=f"{mark} topic")],
            programmes=[make.make_programme(name=f"{mark} programme")],
            dates=dates,
            status=status,
            visibility=visibility,
        )
        stop = make.make_stop(
            visit=visit,
            host=host,
            place=f"{mark}ville",
            said=f"{mark} was said",
            topics=[make.make_topic(name=f"{mark} theme")],
        )
        make.make_participant(stop=stop, person=met)
        make.make_alias(f"Lü {mark}", person=met)
        make.make_alias(f"{mark} 大学", organisation=host)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["Alpha visit", "Beta visit"]),
        ("country=KZ", ["Alpha visit"]),
        ("country=kazakhstan", ["Alpha visit"]),
        ("organisation=beta-sender", ["Beta visit"]),
        ("organisation=beta-inviter", ["Beta visit"]),
        ("organisation=beta-host", ["Beta visit"]),
        ("organisation=beta-home", ["Beta visit"]),
        ("person=alpha-member", ["Alpha visit"]),
        ("person=alpha-met", ["Alpha visit"]),
        ("topic=beta-topic", ["Beta visit"]),
        ("topic=beta-theme", ["Beta visit"]),
        ("programme=alpha-programme", ["Alpha visit"]),
        ("status=completed", ["Alpha visit"]),
        ("country=KZ&status=confirmed", []),
        ("period=2025", ["Alpha visit"]),
        ("period=2025-05/2025-09", ["Alpha visit"]),
        ("period=2025-05-14", ["Alpha visit"]),
        ("period=2025-06/2025-09", []),
        ("period=/2025-05-14", ["Alpha visit"]),
        ("period=2025-05-15/", []),
        ("q=alpha", ["Alpha visit"]),
        ("q=visit", ["Alpha visit", "Beta visit"]),
        ("q=betaville", ["Beta visit"]),
        ("q=BETA+said", ["Beta visit"]),
        ("q=beta+alpha", []),
        ("q=lu+alpha", ["Alpha visit"]),
        ("q=" + "lu-beta", ["Beta visit"]),
        ("q=大学", ["Alpha visit", "Beta visit"]),
        ("q=kazakhstan", ["Alpha visit"]),
        ("q=lü-betá", ["Beta visit"]),
        ("q=lph", []),
        ("q=Kazakhstan+alp", ["Alpha visit"]),
        ("q=Казахстан", ["Alpha visit"]),
        ("q=哈萨克斯坦", ["Alpha visit"]),
        ("q=2025", ["Alpha visit"]),
        ("q=May+2025", ["Alpha visit"]),
        ("q=alpha+%26+visit", ["Alpha visit"]),
        ("period=May", ["Alpha visit"]),
        ("period=4+November", ["Beta visit"]),
        ("period=September", []),
        ("period=XXXX-XX-05", ["Beta visit"]),
        ("q=hidden", []),
        ("sort=oldest", ["Alpha visit", "Beta visit"]),
        ("sort=title", ["Alpha visit", "Beta visit"]),
    ],
)
def test_visits_narrowed(visits: None, query: str, expected: list[str]) -> None:
    assert left(filters.VisitFilters, query) == expected


def test_visits_choices_are_what_occurs_in_visible_ones(visits: None) -> None:
    assert {
        name: offered(filters.VisitFilters, name)
        for name in ("country", "organisation", "person", "topic", "programme", "status")
    } == {
        "country": [("CN", "China"), ("KZ", "Kazakhstan")],
        "organisation": [
            (f"{mark.lower()}-{role}", f"{mark} {role}")
            for mark in ("Alpha", "Beta")
            for role in ("home", "host", "inviter", "sender")
        ],
        "person": [
            (f"{mark.lower()}-{role}", f"{mark} {role}")
            for mark in ("Alpha", "Beta")
            for role in ("member", "met")
        ],
        "topic": [
            (f"{mark.lower()}-{role}", f"{mark} {role}")
            for mark in ("Alpha", "Beta")
            for role in ("theme", "topic")
        ],
        "programme": [("alpha-programme", "Alpha programme"), ("beta-programme", "Beta programme")],
        "status": [("confirmed", "confirmed"), ("completed", "completed")],
    }


def test_visits_staff_may_choose_by_visibility_and_finds_drafts(visits: None) -> None:
    staff = make.make_user()
    assert left(filters.VisitFilters, "visibility=draft", staff) == ["Hidden visit"]
    assert left(filters.VisitFilters, "q=hiddenville", staff) == ["Hidden visit"]
    assert ("FJ", "Fiji") in offered(filters.VisitFilters, "country", staff)
    anonymous = filters.VisitFilters(QueryDict("visibility=draft"), user=ANYBODY)
    assert [problem.sentence for problem in anonymous.problems] == [
        "“visibility” was left out: nothing here goes by that name."
    ]


def test_visits_lapsed_ones_are_a_choice_where_there_are_some() -> None:
    make.make_visit(title="Later visit", dates="2999")
    assert offered(filters.VisitFilters, "status") == [("planned", "planned")]
    make.make_visit(title="Lapsed visit", dates="2020-23")
    assert offered(filters.VisitFilters, "status") == [
        ("planned", "planned"),
        ("lapsed", "planned, nothing recorded since"),
    ]
    assert left(filters.VisitFilters, "status=lapsed") == ["Lapsed visit"]


# --- The order of partial dates ---

DATES = [
    "2026",
    "2025-05-14",
    "2025-05",
    "/2025-05-13",
    "2024-23",
    "XXXX-01",
    "XXXX-09-22",
    "XXXX-11-04/XXXX-11-05",
    "XXXX-XX-21/XXXX-XX-24",
    None,
]


def test_visits_newest_first_then_by_the_calendar_then_undated() -> None:
    for dates in reversed(DATES):
        make.make_visit(title=str(dates), dates=dates)
    assert left(filters.VisitFilters, "") == [
        "2026",
        "2025-05-14",
        "/2025-05-13",
        "2025-05",
        "2024-23",
        "XXXX-01",
        "XXXX-09-22",
        "XXXX-11-04/XXXX-11-05",
        "XXXX-XX-21/XXXX-XX-24",
        "None",
    ]


def test_visits_oldest_first_then_by_the_calendar_then_undated() -> None:
    for dates in DATES:
        make.make_visit(title=str(dates), dates=dates)
    assert left(filters.VisitFilters, "sort=oldest") == [
        "2024-23",
        "2025-05",
        "/2025-05-13",
        "2025-05-14",
        "2026",
        "XXXX-01",
        "XXXX-09-22",
        "XXXX-11-04/XXXX-11-05",
        "XXXX-XX-21/XXXX-XX-24",
        "None",
    ]


def test_visits_parts_of_a_year_stand_with_their_first_month() -> None:
    for dates in ("XXXX-12", "XXXX-08", "XXXX-23", "XXXX-21", "XXXX-02", "XXXX-41"):
        make.make_visit(title=dates, dates=dates)
    assert left(filters.VisitFilters, "") == [
        "XXXX-02",
        "XXXX-21",
        "XXXX-41",
        "XXXX-08",
        "XXXX-23",
        "XXXX-12",
    ]


# --- The other lists ---


@pytest.fixture
def web() -> None:
    """Two of every kind of record, each around its own organisation, person, country, topic and programme."""
    for mark, code, year in (("Alpha", "KZ", "2025"), ("Beta", "CN", "2020")):
        country = make.country(code)
        organisation = make.make_organisation(
            name=f"{mark} school", country=country, kind="school" if mark == "Alpha" else "centre"
        )
        person = make.make_person(name=f"{mark} person")
        make.make_position(person=person, organisation=organisation, title=f"{mark} rector")
        topic = make.make_topic(name=f"{mark} topic")
        programme = make.make_programme(name=f"{mark} programme", lead=organisation, period=year)
        programme.topics.add(topic)
        make.make_participant(programme=programme, person=person)
        delegation = make.make_delegation(name=f"{mark} delegation", senders=[organisation])
        make.make_participant(delegation=delegation, person=person)
        shared: dict[str, Any] = {"topics": [topic], "programmes": [programme]}
        make.make_visit(delegation=delegation, dates=year, countries=[country], **shared)
        event = make.make_event(
            name=f"{mark} event",
            country=country,
            dates=year,
            kind="forum" if mark == "Alpha" else "speech",
            **shared,
        )
        make.make_event_organisation(event=event, organisation=organisation)
        make.make_participant(event=event, person=person)
        agreement = make.make_agreement(
            title=f"{mark} agreement",
            parties=[organisation],
            kind="letter" if mark == "Alpha" else "contract",
            status="signed" if mark == "Alpha" else "expired",
            signed=year,
            **shared,
        )
        make.make_participant(agreement=agreement, person=person)
        make.make_action(
            title=f"{mark} action",
            owner_organisation=organisation,
            counterpart_person=person,
            due=year,
            status="done" if mark == "Alpha" else "open",
            **shared,
        )
        make.make_citation(
            source=make.make_source(
                title=f"{mark} source",
                publisher=organisation,
                dated=year,
                kind="letter" if mark == "Alpha" else "report",
            ),
            event=event,
        )
    # Hidden links from what is visible to what is of the other mark: by them nothing is found.
    make.make_visit(
        delegation=filters.DelegationFilters.Meta.model.objects.get(name="Beta delegation"),
        countries=[make.country("KZ")],
        topics=[filters.TopicFilters.Meta.model.objects.get(name="Alpha topic")],
        dates="2025",
        visibility="draft",
    )


LINKS = (
    "country=KZ",
    "organisation=alpha-school",
    "person=alpha-person",
    "topic=alpha-topic",
    "programme=alpha-programme",
)
FOUND = {
    filters.EventFilters: ("event", [*LINKS, "kind=forum", "period=2025", "q=alpha", "q=alpha+person"]),
    filters.AgreementFilters: (
        "agreement",
        [*LINKS, "kind=letter", "status=signed", "period=2024/2025", "q=alpha", "q=alpha+school"],
    ),
    filters.ActionFilters: ("action", [*LINKS, "status=done", "period=2025", "q=alpha", "q=alpha+person"]),
    filters.OrganisationFilters: (
        "school",
        [
            "country=KZ",
            "person=alpha-person",
            "topic=alpha-topic",
            "programme=alpha-programme",
            "kind=school",
        ],
    ),
    filters.PersonFilters: (
        "person",
        ["country=KZ", "organisation=alpha-school", "topic=alpha-topic", "q=alpha+rector"],
    ),
    filters.DelegationFilters: (
        "delegation",
        [
            "country=KZ",
            "organisation=alpha-school",
            "person=alpha-person",
            "topic=alpha-topic",
            "period=2025",
        ],
    ),
    filters.ProgrammeFilters: (
        "programme",
        [
            "country=KZ",
            "organisation=alpha-school",
            "person=alpha-person",
            "topic=alpha-topic",
            "period=2025",
        ],
    ),
    filters.TopicFilters: ("topic", ["programme=alpha-programme", "q=alpha"]),
    filters.SourceFilters: ("source", ["organisation=alpha-school", "kind=letter", "period=2025", "q=alpha"]),
}


@pytest.mark.parametrize("kind", FOUND, ids=lambda kind: kind.__name__)
def test_lists_narrowed_to_what_is_linked(web: None, kind: type[filters.RecordFilterSet]) -> None:
    noun, queries = FOUND[kind]
    assert {query: left(kind, query) for query in ["", *queries]} == {
        "": left(kind, ""),
        **{query: [f"Alpha {noun}"] for query in queries},
    }
    assert sorted(left(kind, "")) == [f"Alpha {noun}", f"Beta {noun}"]


@pytest.mark.parametrize("kind", [filters.VisitFilters, *FOUND], ids=lambda kind: kind.__name__)
def test_lists_sorted_each_way_hold_the_same_rows(web: None, kind: type[filters.RecordFilterSet]) -> None:
    every = sorted(left(kind, ""))
    assert {key: sorted(left(kind, f"sort={key}")) for key in kind.sorts} == dict.fromkeys(kind.sorts, every)


def test_actions_overdue_are_a_choice(web: None) -> None:
    assert left(filters.ActionFilters, "status=overdue") == ["Beta action"]


# --- Many choices ---


@pytest.fixture
def many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base, "MOST_CHOICES", 2)
    for name in ("Zu Alpha", "Zu Beta", "Zu Gamma", "Zu Delta"):
        host = make.make_organisation(name=name)
        make.make_alias(f"{name} 大学", organisation=host)
        make.make_stop(visit=make.make_visit(title=f"Visit to {name}"), host=host)
    hidden = make.make_organisation(name="Zu Hidden")
    make.make_stop(visit=make.make_visit(visibility="draft"), host=hidden)


@pytest.mark.usefixtures("many")
@pytest.mark.parametrize("value", ["zu-gamma", "Zu Gamma", "zu gamma", "Zu Gamma 大学"])
def test_long_choice_is_typed_by_slug_name_or_alias(value: str) -> None:
    query = QueryDict(mutable=True)
    query["organisation"] = value
    assert left(filters.VisitFilters, query.urlencode()) == ["Visit to Zu Gamma"]


@pytest.mark.usefixtures("many")
def test_long_choice_suggests_only_some_and_no_hidden_ones() -> None:
    html = str(filters.VisitFilters(QueryDict(), user=ANYBODY).form["organisation"])
    assert "<select" not in html
    assert [name for name in ("Alpha", "Beta", "Delta", "Gamma", "Hidden") if f"Zu {name}" in html] == [
        "Alpha",
        "Beta",
    ]


@pytest.mark.usefixtures("many")
def test_long_choice_refuses_what_is_hidden_or_unknown() -> None:
    told = [
        [
            problem.sentence
            for problem in filters.VisitFilters(QueryDict(f"organisation={name}"), user=ANYBODY).problems
        ]
        for name in ("zu-hidden", "nobody")
    ]
    assert told == [
        [f"Organisation: nothing here goes by “{name}”, so that was left out; choose from the list."]
        for name in ("zu-hidden", "nobody")
    ]


def test_query_of_a_narrowed_list_holds_what_was_understood() -> None:
    make.make_visit(countries=[make.country()])
    narrowed = filters.VisitFilters(QueryDict("country=kazakhstan&q=a+b&status=x&y=1"), user=ANYBODY)
    assert narrowed.query() == "?q=a+b&country=KZ"
    assert narrowed.query(page="2", q="") == "?country=KZ&page=2"


def test_query_of_the_usual_order_goes_without_it() -> None:
    orders = [
        filters.VisitFilters(QueryDict(f"sort={key}"), user=ANYBODY) for key in ("newest", "oldest", "x")
    ]
    assert [narrowed.query() for narrowed in orders] == ["", "?sort=oldest", ""]
