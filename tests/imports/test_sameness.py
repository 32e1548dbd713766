"""The same workbook again, and a corrected one: what is the same, what changes, what is asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import make_user, make_visit
from tests.imports.workbooks import opened, table, visit, xlsx
from tracker.choices import ImportScope, ImportStatus
from tracker.imports import running
from tracker.imports.options import Options
from tracker.imports.plan import FieldChange, Plan
from tracker.imports.planning import plan_import
from tracker.imports.running import ImportRefusedError
from tracker.models import Citation, Delegation, Import, Participant, Stop, User, Visit

pytestmark = pytest.mark.django_db

#: The sheets of a workbook, each with its rows.
type Sheets = Mapping[str, Sequence[Sequence[Any]]]


def of(*rows: Mapping[str, Any]) -> Sheets:
    return {"Visits": table(rows)}


def plan(sheets: Sheets, options: Options | None = None, by: User | None = None) -> Plan:
    return plan_import(opened(sheets), options or Options(), by=by)


def write(sheets: Sheets, options: Options | None = None, name: str = "example.xlsx") -> Import:
    record = running.run_import(xlsx(sheets), name, options, by=None)
    assert record.is_written, record.problem
    return record


def verdicts(found: Plan) -> list[str]:
    return [entry.verdict for entry in found.entries]


def said(found: Plan, kind: str) -> list[tuple[str, str]]:
    return [(problem.address, problem.sentence) for problem in found.problems if problem.kind == kind]


def changes(found: Plan) -> list[FieldChange]:
    return [change for entry in found.entries for change in entry.changes]


def offered(found: Plan) -> list[list[str]]:
    return [[choice.choice for choice in entry.alike] for entry in found.entries]


def names(delegation: Delegation) -> list[str]:
    return [str(member) for member in delegation.members.all()]


# --- Who may publish ---


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        ("draft", "public", "Only a Publisher makes records public: write “internal” or “draft”."),
        ("public", "draft", "This record is public, and only a Publisher takes it back: write “public”."),
    ],
)
def test_visibility_is_a_publishers_business(before: str, after: str, sentence: str) -> None:
    known = make_visit(visibility=before)
    sheets = {"Visits": [["Reference", "Visibility", "Purpose"], [known.reference, after, "Talks"]]}
    found = plan(sheets, by=make_user("Editor"))
    assert (verdicts(found), said(found, "problem")) == (["problem"], [("Visits!2", sentence)])
    for by in (make_user("Publisher"), None):
        found = plan(sheets, by=by)
        assert (verdicts(found), said(found, "problem")) == (["changed"], [])


def test_visibility_that_isnt_the_publics_is_an_editors_business_too() -> None:
    known = make_visit(visibility="draft")
    public = make_visit(visibility="public")
    sheets: Sheets = {
        "Visits": [
            ["Reference", "Visibility", "Purpose"],
            [known.reference, "internal", "Talks"],
            [public.reference, "public", "More talks"],
            [public.reference.lower(), None, "More talks"],
        ]
    }
    found = plan(sheets, by=make_user("Editor"))
    assert verdicts(found)[:2] == ["changed", "changed"]
    assert sorted(changes(found), reverse=True) == [
        ("visibility", "draft", "internal"),
        ("purpose", "", "Talks"),
        ("purpose", "", "More talks"),
    ]


def test_confirming_what_a_publisher_previewed_asks_who_confirms() -> None:
    known = make_visit(visibility="draft")
    content = xlsx({"Visits": [["Reference", "Visibility", "Purpose"], [known.reference, "public", "Talks"]]})
    publisher, editor = make_user("Publisher"), make_user("Editor")
    record = running.receive(content, "example.xlsx", by=publisher)
    running.check(record)
    assert record.counts["changed"] == 1
    running.confirm(record, ImportScope.ALL, by=editor)
    record.refresh_from_db()
    assert record.status == ImportStatus.CHECKED
    assert record.problem.startswith("The record has changed since the preview, or you may not write all")
    assert record.counts["changed"] == 0
    with pytest.raises(ImportRefusedError, match="There is nothing to write"):
        running.confirm(record, ImportScope.ALL, by=editor)
    known.refresh_from_db()
    assert (known.visibility, known.purpose) == ("draft", "")


# --- Whose group it is ---

FAR: dict[str, Any] = {"delegation": "Example group", "senders": None, "size": None}


def test_visit_that_says_nobody_gets_a_delegation_of_its_own() -> None:
    write(of(visit(1, **FAR)))
    write(
        of(visit(1, **FAR | {"members": None, "dates": "2027-05-01", "hosts": "Placeholder College"})),
        name="b.xlsx",
    )
    first, second = Visit.objects.order_by("pk")
    assert first.delegation != second.delegation
    assert (names(first.delegation), names(second.delegation)) == (["Ann Brevo", "Bob Made-up"], [])
    found = plan(of(visit(2), visit(1, **FAR | {"members": None, "dates": "2029-05-01"})))
    assert said(found, "notice") == [
        (
            "Visits!3",
            "The record has a delegation “Example group”, and this row names no members that would say"
            " whether it is the same group. This visit gets one of its own with that name.",
        )
    ]


def test_visits_of_one_name_that_say_nobody_have_delegations_of_their_own() -> None:
    nobody = FAR | {"members": None}
    write(of(visit(1, **nobody), visit(2, **nobody)))
    write(of(visit(1, **nobody), visit(2, **nobody | {"members": "Ann Sample"})))
    assert [names(one.delegation) for one in Visit.objects.order_by("dates")] == [[], ["Ann Sample"]]
    assert set(Delegation.objects.values_list("name", flat=True)) == {"Example group"}


def test_visit_of_the_very_same_people_joins_their_delegation() -> None:
    write(of(visit(1)))
    known = Delegation.objects.get()
    later = {"dates": "2027-05-01"}
    joins, other = (
        plan_import(opened(of(visit(2), visit(1, **later, **over))), Options()).entries[1].delegation
        for over in ({}, {"members": "Ann Brevo (President); Bob Made-up (Dean)"})
    )
    assert joins == known.pk
    assert isinstance(other, str)


def shared(visibility: str) -> tuple[Visit, Visit]:
    """Two visits of one delegation, of which the first has this visibility."""
    write(of(visit(1), visit(1, dates="2027-05-01", purpose="Later talks")))
    first, second = Visit.objects.order_by("dates_earliest")
    assert first.delegation == second.delegation
    Visit.objects.filter(pk=first.pk).update(visibility=visibility)
    return first, second


WITH_GUEST = "Ann Brevo (Rector); Bob Made-up (Dean); Secret Guest"


def test_change_of_a_delegation_that_others_share_is_told() -> None:
    first, _second = shared("draft")
    found = plan(of(visit(2), visit(1, dates="2027-05-01", purpose="Later talks", members=WITH_GUEST)))
    assert verdicts(found) == ["new", "changed"]
    assert said(found, "notice") == [
        (
            "Visits!3",
            f"The delegation “Delegation of Brevo” is also that of {first.reference}: what changes in it,"
            " changes there too.",
        )
    ]


def test_change_of_a_delegation_that_the_public_sees_elsewhere_is_held() -> None:
    first, _second = shared("public")
    found = plan(of(visit(2), visit(1, dates="2027-05-01", purpose="Later talks", members=WITH_GUEST)))
    assert verdicts(found) == ["new", "problem"]
    assert said(found, "problem") == [
        (
            "Visits!3",
            f"The delegation “Delegation of Brevo” is also that of {first.reference}, which the public sees,"
            " while this visit isn't public. Give this visit a delegation of its own in the record first, or"
            " change the delegation there.",
        )
    ]


@pytest.mark.parametrize("members", ["Ann Brevo (President); Bob Made-up (Dean)", "Ann Brevo; Cem Sample"])
def test_rows_that_contradict_each_other_on_a_shared_delegation(members: str) -> None:
    shared("draft")
    found = plan(of(visit(1, members=members), visit(1, dates="2027-05-01", purpose="Later talks")))
    assert verdicts(found) == ["changed", "problem"]
    [(where, sentence)] = said(found, "problem")
    assert where == "Visits!3"
    assert sentence.startswith("In the record this visit and that of row 2 have one delegation")


def test_somebody_new_in_two_rows_of_one_delegation_is_added_once() -> None:
    shared("draft")
    sheets = of(
        visit(1, members=WITH_GUEST), visit(1, dates="2027-05-01", purpose="Later talks", members=WITH_GUEST)
    )
    assert verdicts(plan(sheets)) == ["changed", "unchanged"]
    write(sheets)
    assert names(Delegation.objects.get()) == ["Ann Brevo", "Bob Made-up", "Secret Guest"]
    assert verdicts(plan(sheets)) == ["unchanged", "unchanged"]


# --- The same again ---

PEOPLE_ONLY: Sheets = {
    "Visits": [
        ["Head of delegation", "Members", "Dates", "Host"],
        ["Ann Sample", "Bob Made-up (Dean); Cem Placeholder (Clerk)", "4–5 Nov 2024", "Sample Institute"],
        ["Dana Example", None, "2024-06", "Sample Institute"],
    ]
}


def test_rows_of_people_alone_are_known_again() -> None:
    write(PEOPLE_ONLY)
    found = plan(PEOPLE_ONLY)
    assert (verdicts(found), found.problems, found.counts["questions"]) == (["unchanged"] * 2, [], 0)


def test_rows_of_people_alone_with_one_more_are_asked_about() -> None:
    write(PEOPLE_ONLY)
    known = Visit.objects.order_by("pk").first()
    header, first, second = PEOPLE_ONLY["Visits"]
    found = plan({"Visits": [header, ["Ann Sample", f"{first[1]}; Faye Example", *first[2:]], second]})
    assert (verdicts(found), offered(found)) == (["problem", "unchanged"], [[known and known.reference], []])


def test_somebody_described_is_known_again() -> None:
    row = ["2024-11-04", "Sample Institute", None, "Interpreter"]
    sheets: dict[str, list[list[Any]]] = {"People": [["Dates", "Host", "Name", "Position"], row, row]}
    write(sheets, Options(shape="people"))
    assert names(Delegation.objects.get()) == ["Interpreter", "Interpreter"]
    assert verdicts(plan(sheets, Options(shape="people"))) == ["unchanged"]
    sheets["People"].append(row)
    assert changes(plan(sheets, Options(shape="people"))) == [("members", "", "Interpreter")]


def test_undated_visit_that_says_nothing_else_is_unchanged() -> None:
    sheets = of(visit(1, dates=None), visit(2, dates=None), visit(2, dates=None, purpose="Other talks"))
    write(sheets)
    found = plan(sheets)
    assert (verdicts(found), said(found, "question")) == (["unchanged"] * 3, [])
    found = plan(of(visit(1, dates=None, purpose="More talks")))
    assert (verdicts(found), len(said(found, "question"))) == (["problem"], 1)


def test_undated_visit_that_got_its_date_by_hand_is_known_by_its_row() -> None:
    sheets = of(visit(1, dates=None))
    write(sheets)
    Visit.objects.update(dates="2025-04", dates_earliest="2025-04-01", dates_latest="2025-04-30")
    assert verdicts(plan(sheets)) == ["unchanged"]
    other = plan(of(visit(2), visit(1, dates=None)))
    assert (verdicts(other), len(said(other, "question"))) == (["new", "problem"], 1)


def two(**second: Any) -> Sheets:
    return of(visit(1, purpose="morning"), visit(1, **{"purpose": "evening"} | second))


def test_alike_visits_said_to_be_two_are_not_asked_about_again() -> None:
    write(two(), Options(same={"Visits!3": "new"}))
    found = plan(two())
    assert (verdicts(found), found.problems) == (["unchanged", "unchanged"], [])
    # One is corrected: it is the one that nobody else is.
    found = plan(two(purpose="late evening"))
    assert (verdicts(found), said(found, "question")) == (["unchanged", "changed"], [])
    assert changes(found) == [("purpose", "evening", "late evening")]
    # The second says less than the first, and comes before it.
    Visit.objects.filter(purpose="evening").update(purpose="")
    found = plan(of(visit(1, purpose=None), visit(1, purpose="morning")))
    assert (verdicts(found), found.problems) == (["unchanged", "unchanged"], [])


def test_third_row_like_two_visits_of_the_record_is_asked_about() -> None:
    write(two(), Options(same={"Visits!3": "new"}))
    found = plan({"Visits": [*two()["Visits"], table([visit(1, purpose="noon")])[1]]})
    assert (verdicts(found), offered(found)) == (["unchanged", "unchanged", "problem"], [[], [], ["row 2"]])


# --- Rows that are one visit ---


def test_row_that_is_the_visit_of_another_adds_what_it_says() -> None:
    sheets = of(
        visit(1, members="Ann Brevo; Cem Sample (Clerk)", purpose=None, topics="rural teachers", status=None),
        visit(1, members="Ann Brevo (Rector); Dana Example", topics="invented subjects"),
    )
    answer = Options(same={"Visits!3": "row 2"})
    found = plan(sheets, answer)
    assert (verdicts(found), found.problems) == (["new", "duplicate"], [])
    write(sheets, answer)
    known = Visit.objects.get()
    assert (known.purpose, known.status) == ("Talks on example 1", "completed")
    assert [(str(m), m.title) for m in known.delegation.members.all()] == [
        ("Ann Brevo", "Rector"),
        ("Cem Sample", "Clerk"),
        ("Dana Example", ""),
    ]
    assert sorted(str(topic) for topic in known.topics.all()) == ["invented subjects", "rural teachers"]
    lines = Citation.objects.filter(visit=known).order_by("line").values_list("line", flat=True)
    assert list(lines) == [2, 3]


def test_row_that_is_the_visit_of_another_and_says_otherwise() -> None:
    found = plan(two(title="Another title"), Options(same={"Visits!3": "row 2"}))
    assert verdicts(found) == ["new", "problem"]
    assert said(found, "problem") == [
        (
            "Visits!3",
            "Row 2, which is the same visit, says otherwise: purpose (“morning”, here “evening”); title"
            " (“Brevo teachers visit the Sample Institute”, here “Another title”). Make both alike, or say"
            " that they are two visits.",
        )
    ]


def test_rows_joined_once_are_not_asked_about_again() -> None:
    sheets = of(visit(1, purpose=None), visit(1, members="Ann Brevo (Rector); Dana Example"))
    write(sheets, Options(same={"Visits!3": "row 2"}))
    found = plan(sheets)
    assert (verdicts(found), said(found, "question")) == (["unchanged", "duplicate"], [])


# --- A corrected workbook ---


@pytest.mark.parametrize(
    "over",
    [
        {"hosts": "Placeholder College"},
        {"dates": "2025-03-12"},
        {"dates": "March 2025"},
        {"delegation": "Quite another group"},
        {"hosts": "Sample Institute; Placeholder College"},
        # Told by the row that made it.
        {"dates": "2026-03-02"},
        {"delegation": "Quite another group", "dates": "2025-03-20"},
    ],
)
def test_correction_of_what_a_visit_is_known_by_is_asked_about_once(over: dict[str, Any]) -> None:
    write(of(visit(0), visit(1), visit(2)))
    known = Visit.objects.get(title=visit(1)["title"])
    sheets = of(visit(0), visit(1, **over), visit(2))
    found = plan(sheets)
    assert verdicts(found) == ["unchanged", "problem", "unchanged"]
    assert offered(found) == [[], [known.reference], []]
    answer = Options(same={"Visits!3": known.reference})
    found = plan(sheets, answer)
    assert verdicts(found) == ["unchanged", "changed", "unchanged"]
    assert [problem for problem in found.problems if problem.kind != "notice"] == []
    write(sheets, answer)
    assert Visit.objects.count() == 3
    again = plan(sheets)
    assert (verdicts(again), said(again, "question")) == (["unchanged"] * 3, [])


def test_visits_that_other_rows_are_are_not_offered() -> None:
    write(of(visit(1)))
    found = plan(of(visit(1), visit(1, hosts="Placeholder College"), visit(1, dates="2025-03-04")))
    assert (verdicts(found), said(found, "question")) == (["unchanged", "new", "new"], [])


def test_other_visits_in_a_workbook_of_one_name_are_no_question() -> None:
    write(of(*(visit(number) for number in range(30))))
    found = plan(of(*(visit(number) for number in range(30, 60))))
    assert (verdicts(found), said(found, "question")) == (["new"] * 30, [])


def test_other_people_of_a_delegation_of_one_name_are_no_question() -> None:
    write(of(visit(1)), name="other.xlsx")
    over = {"members": "Cem Placeholder", "hosts": "Placeholder College", "senders": None, "size": None}
    found = plan(of(visit(1, **over)))
    assert (verdicts(found), said(found, "question")) == (["new"], [])


def test_senders_are_exchanged_for_what_the_workbook_says() -> None:
    write(of(visit(1)))
    sheets = of(visit(1, senders="Placeholder College"))
    assert changes(plan(sheets)) == [("senders", "University of Brevo", "Placeholder College")]
    record = write(sheets)
    assert [str(one) for one in Delegation.objects.get().senders.all()] == ["Placeholder College"]
    assert verdicts(plan(sheets)) == ["unchanged"]
    running.take_back(record, by=None)
    assert [str(one) for one in Delegation.objects.get().senders.all()] == ["University of Brevo"]


def test_name_of_a_delegation_is_corrected_where_no_other_visit_has_it() -> None:
    write(of(visit(1)))
    known = Visit.objects.get()
    sheets = of(visit(1, reference=known.reference, delegation="Quite another group"))
    assert changes(plan(sheets)) == [("delegation", "Delegation of Brevo", "Quite another group")]
    write(sheets)
    delegation = Delegation.objects.get()
    assert (delegation.name, delegation.key) == ("Quite another group", "quite another group")
    make_visit(delegation=delegation)
    found = plan(of(visit(1, reference=known.reference, delegation="A third group")))
    assert (verdicts(found), changes(found)) == (["unchanged"], [])
    assert [sentence.partition(".")[0] for _where, sentence in said(found, "notice")] == [
        "In the record the delegation is “Quite another group”"
    ]


VISITS = ["Visit key", "Delegation", "Dates", "Hosts"]
ONE = ["a", "Delegation of Alba", "2025-03-01/2025-03-03", "Sample Institute"]
STOPS = ["Visit key", "Day", "Stop", "Topics of the stop"]
MEMBERS = ["Visit key", "Name", "Position", "Note on the person"]


def three(stops: Sequence[Sequence[Any]], members: Sequence[Sequence[Any]]) -> Sheets:
    return {"Visits": [VISITS, ONE], "Stops": [STOPS, *stops], "Members": [MEMBERS, *members]}


BEFORE = three(
    [["a", "2025-03-01", "Lecture", "rural teachers"], ["a", "2025-03-02", "Tour of labs", None]],
    [["a", "Ann Sample", "Rector", "came late"], ["a", "Bob Made-up", "Dean", None]],
)


def test_corrected_stops_and_notes_on_people_are_written() -> None:
    shape = Options(shape="sheets")
    write(BEFORE, shape)
    after = three(
        [
            ["a", "2025-03-03", "Lecture", "invented subjects"],
            ["a", "2025-03-02", "Tour of labs", "rural teachers"],
        ],
        [["a", "Ann Sample", "Rector", "came on time"], ["a", "Bob Made-up", "Dean", None]],
    )
    found = plan(after, shape)
    assert changes(found) == [
        ("members", "Ann Sample, came late", "Ann Sample, came on time"),
        ("stops", "Lecture: 2025-03-01", "Lecture: 2025-03-03"),
        ("stops", "Lecture: rural teachers", "Lecture: invented subjects"),
        ("stops", "Tour of labs: ", "Tour of labs: rural teachers"),
    ]
    assert found.problems == []
    record = write(after, shape)
    assert [
        (str(stop.day and stop.day.edtf), stop.title, [str(topic) for topic in stop.topics.all()])
        for stop in Stop.objects.all()
    ] == [
        ("2025-03-03", "Lecture", ["invented subjects"]),
        ("2025-03-02", "Tour of labs", ["rural teachers"]),
    ]
    days = [str(day) for day in Stop.objects.values_list("day_earliest", flat=True)]
    assert days == ["2025-03-03", "2025-03-02"]
    assert list(Participant.objects.values_list("note", flat=True)) == ["came on time", ""]
    cited = Citation.objects.filter(source__sha256=record.sha256).exclude(field="")
    assert sorted(cited.values_list("sheet", "line", "field")) == [
        ("Members", 2, "note"),
        ("Stops", 2, "day"),
        ("Stops", 2, "topics"),
        ("Stops", 3, "topics"),
    ]
    assert verdicts(plan(after, shape)) == ["unchanged"]
    running.take_back(record, by=None)
    assert verdicts(plan(BEFORE, shape)) == ["unchanged"]


def test_stops_of_one_title_on_several_days_are_not_moved() -> None:
    shape = Options(shape="sheets")
    write(three([["a", "2025-03-01", "Lecture", None], ["a", "2025-03-02", "Lecture", None]], []), shape)
    found = plan(three([["a", "2025-03-03", "Lecture", None]], []), shape)
    assert changes(found) == [("stops", "", "3 March 2025: Lecture")]


def test_members_and_stops_that_the_workbook_leaves_out_stay_and_are_told() -> None:
    shape = Options(shape="sheets")
    write(BEFORE, shape)
    found = plan(
        three([["a", "2025-03-02", "Tour of labs", None]], [["a", "Ann Sample", "Rector", None]]), shape
    )
    assert verdicts(found) == ["unchanged"]
    assert said(found, "notice") == [
        (
            "Visits!2",
            "In the record, not in the workbook: Bob Made-up; Lecture. What a workbook leaves out stays.",
        )
    ]
    # Who is silent about members leaves none out.
    assert plan({"Visits": [VISITS, ONE]}).problems == []


def test_reference_is_known_however_it_is_written() -> None:
    known = make_visit()
    found = plan(of(visit(1, reference=f" {known.reference.lower()} ")))
    assert [entry.pk for entry in found.entries] == [known.pk]


# --- How much is asked of the database ---


def test_questions_take_as_many_queries_for_20_rows_as_for_2(django_assert_max_num_queries: Any) -> None:
    def corrected(count: int) -> Sheets:
        rows = [visit(number) for number in range(count)]
        write(of(*rows[Visit.objects.count() :]))
        return of(*(row | {"hosts": "Placeholder College"} for row in rows))

    workbook = opened(corrected(2))
    with CaptureQueriesContext(connection) as few:
        assert verdicts(plan_import(workbook, Options())) == ["problem"] * 2
    workbook = opened(corrected(20))
    with django_assert_max_num_queries(len(few)):
        assert verdicts(plan_import(workbook, Options())) == ["problem"] * 20


def test_host_of_a_stop_is_corrected() -> None:
    shape = Options(shape="sheets")
    header = ["Visit key", "Day", "Stop", "Host of the stop"]
    before, after = (
        {"Visits": [VISITS, ONE], "Stops": [header, ["a", "2025-03-01", "Lecture", host]]}
        for host in ("Sample Institute", "Placeholder College")
    )
    write(before, shape)
    found = plan(after, shape)
    assert changes(found) == [("stops", "Lecture: Sample Institute", "Lecture: Placeholder College")]
    write(after, shape)
    assert str(Stop.objects.get().host) == "Placeholder College"
