"""What rows become before anything is written: which are one visit, whose group it is, what is asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import make_delegation, make_organisation, make_visit
from tests.imports.workbooks import opened, table, visit, visits_xlsx
from tracker.choices import ImportScope
from tracker.imports import running
from tracker.imports.options import Options
from tracker.imports.plan import Plan
from tracker.imports.planning import PlanningError, plan_import
from tracker.imports.workbook import Workbook
from tracker.models import Delegation, Organisation, Person, Topic, Visit

pytestmark = pytest.mark.django_db


def plan(*rows: Mapping[str, Any], options: Options | None = None) -> Plan:
    """The plan of a workbook with a sheet of visits."""
    return plan_import(opened({"Visits": table(rows)}), options or Options())


def plan_sheets(sheets: Mapping[str, Sequence[Sequence[Any]]], options: Options | None = None) -> Plan:
    return plan_import(opened(sheets), options or Options())


def verdicts(found: Plan) -> list[str]:
    return [entry.verdict for entry in found.entries]


def said(found: Plan, kind: str = "problem") -> list[tuple[str, str]]:
    """Where each problem is, and how its sentence begins."""
    return [
        (problem.address, problem.sentence.partition(":")[0].partition(".")[0])
        for problem in found.problems
        if problem.kind == kind
    ]


def write(*rows: Mapping[str, Any], options: Options | None = None) -> None:
    record = running.run_import(visits_xlsx(*rows), "example.xlsx", options, by=None, scope=ImportScope.ALL)
    assert record.is_written, record.problem


def test_plan_of_a_workbook_without_a_table() -> None:
    with pytest.raises(PlanningError, match="No table of visits was found in this workbook"):
        plan_sheets({"Notes": [["a word"], ["another"]]})


# --- Which visit a row is ---


def test_reference_tells_the_visit_whatever_else_is_said() -> None:
    known = make_visit(title="Example visit", dates="2024-01-01")
    found = plan({"reference": known.reference, "purpose": "Another purpose"})
    [entry] = found.entries
    assert (entry.verdict, entry.pk, entry.values) == ("changed", known.pk, {"purpose": "Another purpose"})
    assert (entry.title, found.problems) == ("Example visit", [])


def test_reference_that_nothing_has() -> None:
    found = plan(visit(1, reference="V-9999"), visit(2))
    assert verdicts(found) == ["problem", "new"]
    assert said(found) == [("Visits!2", "No visit of the record has the reference “V-9999”")]


def test_two_rows_of_one_visit_of_the_record() -> None:
    write(visit(1))
    known = Visit.objects.get()
    found = plan(visit(1), {"reference": known.reference, "purpose": "Another"})
    assert verdicts(found) == ["unchanged", "problem"]
    assert said(found) == [("Visits!3", "Row 2 is the same visit of the record")]


def test_row_repeated_word_for_word_is_a_duplicate() -> None:
    found = plan(visit(1), visit(2), visit(1))
    assert (verdicts(found), found.problems) == (["new", "new", "duplicate"], [])


@pytest.mark.parametrize(
    ("answer", "expected", "questions"),
    [("", ["new", "problem"], 1), ("row 2", ["new", "duplicate"], 0), ("new", ["new", "new"], 0)],
)
def test_rows_that_look_alike_are_asked_about(answer: str, expected: list[str], questions: int) -> None:
    options = Options(same={"Visits!3": answer} if answer else {})
    found = plan(visit(1), visit(1, purpose="Something else"), options=options)
    assert verdicts(found) == expected
    assert len(said(found, "question")) == questions
    if questions:
        assert said(found, "question") == [("Visits!3", "This looks like the visit of row 2")]
        assert [choice.choice for choice in found.entries[1].alike] == ["row 2"]


def test_visit_that_looks_like_one_of_the_record_is_asked_about() -> None:
    write(visit(1, dates="2025-03-02/2025-03-05"))
    known = Visit.objects.get()
    row = visit(1, dates="2025-03-04")
    found = plan(row)
    assert verdicts(found) == ["problem"]
    assert said(found, "question") == [("Visits!2", "This may be a visit that is in the record")]
    assert [choice.choice for choice in found.entries[0].alike] == [known.reference]

    same = plan(row, options=Options(same={"Visits!2": known.reference}))
    assert [(entry.verdict, entry.pk) for entry in same.entries] == [("changed", known.pk)]
    assert [change.field for change in same.entries[0].changes] == ["dates"]
    other = plan(row, options=Options(same={"Visits!2": "new"}))
    assert [(entry.verdict, entry.pk, other.problems) for entry in other.entries] == [("new", None, [])]


def test_visit_at_another_time_or_elsewhere_is_another() -> None:
    write(visit(1))
    found = plan(visit(1, dates="2026-05-01"), visit(1, hosts="Placeholder College"))
    assert (verdicts(found), said(found, "question")) == (["new", "new"], [])


# --- One row a person ---

PEOPLE: list[Any] = ["Delegation", "Dates", "Host", "Name", "Position"]
GROUP: list[Any] = ["Delegation of Alba", "2025-03-01", "Sample Institute"]


def people(found: Plan) -> list[list[str]]:
    names = {match.key: text for (kind, text), match in found.matches.items() if kind == "person"}
    return [[names[str(member.person)] for member in entry.members] for entry in found.entries]


def test_rows_of_people_are_grouped_by_their_visit() -> None:
    other = ["Delegation of Brevo", "2025-04-01", "Sample Institute"]
    found = plan_sheets(
        {
            "People": [
                PEOPLE,
                [*GROUP, "Ann Sample", "Rector"],
                [*other, "Cem Placeholder", "Dean"],
                [*GROUP, "Bob Made-up", "Dean"],
            ]
        }
    )
    assert found.shape == "people"
    assert people(found) == [["Ann Sample", "Bob Made-up"], ["Cem Placeholder"]]
    assert [entry.rows for entry in found.entries] == [[1, 3], [2]]
    assert verdicts(found) == ["new", "new"]


@pytest.mark.parametrize("fill_down", [False, True])
def test_empty_cells_repeat_the_ones_above_only_if_told(fill_down: bool) -> None:
    rows: list[list[Any]] = [
        PEOPLE,
        [*GROUP, "Ann Sample", "Rector"],
        [None, None, None, "Bob Made-up", "Dean"],
        [None, None, None, "Cem Placeholder", "Dean"],
    ]
    found = plan_sheets({"People": rows}, Options(shape="people", fill_down=fill_down))
    if fill_down:
        assert people(found) == [["Ann Sample", "Bob Made-up", "Cem Placeholder"]]
        assert (verdicts(found), said(found)) == (["new"], [])
    else:
        assert people(found) == [["Ann Sample"], ["Bob Made-up"], ["Cem Placeholder"]]
        assert verdicts(found) == ["new", "problem", "problem"]
        assert said(found) == [
            ("People!3", "This row doesn't say of which visit it is"),
            ("People!4", "This row doesn't say of which visit it is"),
        ]


def test_rows_of_one_visit_that_contradict_each_other() -> None:
    rows = [
        [*PEOPLE, "Purpose"],
        [*GROUP, "Ann Sample", "Rector", "Talks"],
        [*GROUP, "Bob Made-up", "Dean", "Sightseeing"],
    ]
    found = plan_sheets({"People": rows}, Options(shape="people"))
    assert verdicts(found) == ["problem"]
    assert said(found) == [("People!F3", "This differs from row 2, which is of the same visit")]


# --- Whose group it is ---


def test_delegations_of_one_name_with_other_members_are_groups_of_their_own() -> None:
    write(
        visit(1, delegation="Example group", members="Ann Sample", dates="2025-03-01"),
        visit(1, delegation="Example group", members="Bob Made-up", dates="2025-04-01"),
        visit(1, delegation="Example group", members="Ann Sample", dates="2025-05-01"),
    )
    groups = {
        str(one.dates and one.dates.edtf): (
            one.delegation.name,
            [str(m.person) for m in one.delegation.members.all()],
        )
        for one in Visit.objects.all()
    }
    assert groups == {
        "2025-03-01": ("Example group", ["Ann Sample"]),
        "2025-04-01": ("Example group", ["Bob Made-up"]),
        "2025-05-01": ("Example group", ["Ann Sample"]),
    }
    assert Delegation.objects.count() == 2


def test_delegation_of_the_record_with_other_members_is_another_and_is_said() -> None:
    known = make_delegation(name="Example group", members=2)
    fits = plan(visit(1, delegation="Example group", members=None, senders=None, size=None))
    assert [entry.delegation for entry in fits.entries] == [known.pk]
    found = plan(visit(1, delegation="Example group"))
    [entry] = found.entries
    assert isinstance(entry.delegation, str)
    assert entry.verdict == "new"
    assert said(found, "notice") == [
        ("Visits!2", "The record has a delegation “Example group” of other members, senders or size")
    ]


@pytest.mark.parametrize(
    ("row", "delegation", "title"),
    [
        (
            {"delegation": "Example group", "hosts": "Sample Institute"},
            "Example group",
            "Example group visits Sample Institute",
        ),
        (
            {"senders": "Example University", "countries": "Kazakhstan"},
            "Delegation of Example University",
            "Delegation of Example University visits Kazakhstan",
        ),
        ({"members": "Ann Sample (Rector)"}, "Ann Sample", "Visit of Ann Sample"),
        (
            {"members": "Ann Sample; Bob Made-up"},
            "Delegation of Ann Sample and others",
            "Visit of Delegation of Ann Sample and others",
        ),
    ],
)
def test_title_and_delegation_are_made_of_what_the_row_says(
    row: dict[str, str], delegation: str, title: str
) -> None:
    found = plan({"dates": "2025-03-01", **row}, visit(2))
    entry = found.entries[0]
    assert (entry.delegation_name, entry.title, entry.title_made, entry.verdict) == (
        delegation,
        title,
        True,
        "new",
    )


def test_row_that_says_nobody() -> None:
    found = plan({"dates": "2025-03-01", "purpose": "Talks"}, visit(2))
    assert verdicts(found) == ["problem", "new"]
    assert said(found) == [
        ("Visits!2", "This row says neither which delegation it was, nor who sent it, nor who was in it")
    ]


# --- Three sheets ---

VISITS = ["Visit key", "Delegation", "Dates", "Hosts"]
STOPS = ["Visit key", "Day", "Stop", "Host of the stop"]
MEMBERS = ["Visit key", "Name", "Position"]


def three(
    visits: Sequence[Sequence[Any]], stops: Sequence[Sequence[Any]], members: Sequence[Sequence[Any]]
) -> Plan:
    return plan_sheets(
        {"Visits": [VISITS, *visits], "Stops": [STOPS, *stops], "Members": [MEMBERS, *members]},
        Options(shape="sheets"),
    )


ONE = ["a", "Delegation of Alba", "2025-03-01/2025-03-03", "Sample Institute"]
TWO = ["b", "Delegation of Brevo", "2025-04-01", "Sample Institute"]


def test_sheets_are_joined_by_their_keys() -> None:
    found = three(
        [ONE, TWO],
        [["b", "2025-04-01", "Tour", None], ["a", "2025-03-02", "Lecture", "Placeholder College"]],
        [["a", "Ann Sample", "Rector"], ["b", "Bob Made-up", "Dean"]],
    )
    assert (verdicts(found), said(found)) == (["new", "new"], [])
    assert people(found) == [["Ann Sample"], ["Bob Made-up"]]
    assert [[stop.title for stop in entry.stops] for entry in found.entries] == [["Lecture"], ["Tour"]]


def test_keys_that_lead_nowhere_or_stand_twice() -> None:
    found = three(
        [ONE, [*ONE[:1], *TWO[1:]]],
        [["z", "2025-03-02", "Lecture", None]],
        [[None, "Ann Sample", "Rector"], ["a", "Bob Made-up", "Dean"]],
    )
    assert verdicts(found) == ["new", "problem"]
    assert people(found) == [["Bob Made-up"], []]
    assert said(found) == [
        ("Visits!A3", "The key “a” stands for row 2 already"),
        ("Members!A2", "No visit on the sheet “Visits” has the key “”"),
        ("Stops!A2", "No visit on the sheet “Visits” has the key “z”"),
    ]


def test_stop_outside_of_the_dates_of_its_visit() -> None:
    found = three([ONE, TWO], [["a", "2025-03-09", "Lecture", None], ["b", "2025-04-01", "Tour", None]], [])
    assert verdicts(found) == ["problem", "new"]
    [(where, sentence)] = said(found)
    assert where == "Stops!B2"
    assert "outside the visit's dates" in sentence


# --- What is held back ---


def test_rows_held_back_make_no_names() -> None:
    record = running.receive(
        visits_xlsx(
            visit(1), visit(2, dates="some day, perhaps", hosts="Placeholder College", topics="unheard of")
        ),
        "example.xlsx",
        by=None,
    )
    found = running.check(record)
    assert found is not None
    assert verdicts(found) == ["new", "problem"]
    running.confirm(record, ImportScope.GOOD, by=None)
    assert Organisation.objects.filter(name="Placeholder College").count() == 0
    assert sorted(Topic.objects.values_list("name", flat=True)) == ["rural teachers"]
    assert sorted(Person.objects.values_list("name", flat=True)) == ["Ann Brevo", "Bob Made-up"]
    assert Delegation.objects.count() == 1


def test_name_that_is_open_holds_its_rows_alone() -> None:
    make_organisation(name="Placeholder University of Examples")
    found = plan(visit(1, hosts="Placeholder Universty of Examples"), visit(2))
    assert verdicts(found) == ["problem", "new"]
    assert [(kind, match.text) for kind, match in found.open_names] == [
        ("organisation", "Placeholder Universty of Examples")
    ]


# --- How much is asked of the database ---


def prepared(count: int) -> Workbook:
    """A workbook of which a third of the rows changes visits, a third leaves them, and a third is new."""
    rows = [visit(number) for number in range(count)]
    there = Visit.objects.count()
    write(*rows[there : count * 2 // 3])
    for row in rows[: count // 3]:
        row["purpose"] = f"Something else, of {count}"
    return opened({"Visits": table(rows)})


def test_plan_takes_as_many_queries_for_30_rows_as_for_3(django_assert_max_num_queries: Any) -> None:
    workbook = prepared(3)
    with CaptureQueriesContext(connection) as few:
        found = plan_import(workbook, Options())
    assert verdicts(found) == ["changed", "unchanged", "new"]
    workbook = prepared(30)
    with django_assert_max_num_queries(len(few)):
        found = plan_import(workbook, Options())
    assert verdicts(found) == ["changed"] * 10 + ["unchanged"] * 10 + ["new"] * 10
