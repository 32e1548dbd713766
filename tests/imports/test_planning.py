"""What rows become before anything is written: which are one visit, whose group it is, what is asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import make_delegation, make_organisation, make_person, make_visit
from tests.imports.workbooks import opened, table, visit, visits_xlsx, xlsx
from tracker.choices import ImportScope
from tracker.imports import running
from tracker.imports.options import Options
from tracker.imports.plan import Plan
from tracker.imports.planning import PlanningError, plan_import
from tracker.imports.preview import Preview
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
    found = plan(visit(1), visit(1, purpose=None), options=options)
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


def test_visit_at_another_time_is_another() -> None:
    write(visit(1))
    found = plan(
        visit(2), visit(1, dates="2026-05-01"), visit(1, dates="2025-06-01", hosts="Placeholder College")
    )
    assert (verdicts(found), said(found, "question")) == (["new", "new", "new"], [])


def test_status_that_nobody_said_changes_none() -> None:
    write(visit(1, status=None))
    Visit.objects.update(status="completed")
    found = plan(visit(1, status=None), visit(2, status=None))
    assert verdicts(found) == ["unchanged", "new"]
    assert [entry.status_made for entry in found.entries] == [True, True]
    chosen = plan(visit(1, status=None), visit(2), options=Options(status="cancelled"))
    assert [change.after for change in chosen.entries[0].changes] == ["cancelled"]


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


JOINED: list[Any] = ["Visit key", "Delegation", "Sent by", "Size", "Dates", "Name"]


def test_rows_joined_by_a_key_that_contradict_each_other() -> None:
    rows: list[list[Any]] = [
        JOINED,
        ["a", "Delegation of Alba", "University of Alba", 5, "2025-03-01", "Ann Sample"],
        ["a", "Delegation of Brevo", "University of Brevo", 7, "2025-03-01", "Bob Made-up"],
        ["b", None, None, None, "2025-04-01", "Cem Placeholder"],
        ["b", "Delegation of Corvi", "University of Corvi", 3, None, "Dana Invented"],
    ]
    found = plan_sheets({"People": rows}, Options(shape="people"))
    assert verdicts(found) == ["problem", "new"]
    assert said(found) == [
        (f"People!{cell}3", "This differs from row 2, which is of the same visit") for cell in "BCD"
    ]
    other = found.entries[1]
    assert (other.delegation_name, len(other.senders), other.size) == ("Delegation of Corvi", 1, 3)


MEMBER: list[Any] = ["Name", "Position", "Role", "Organisation", "Note on the person"]


@pytest.mark.parametrize(
    ("second", "expected", "wrong"),
    [
        # The second row completes the first, repeats it, or contradicts it.
        (["Ann Sample", None, "interpreter", None, None], ("Dean", "interpreter", True, "late"), []),
        (["Ann Sample", "Dean", None, "University of Alba", "late"], ("Dean", "member", True, "late"), []),
        (["Ann Sample", "Rector", None, None, "early"], ("Dean", "member", True, "late"), ["E", "H"]),
        (
            ["Ann Sample", "Driver", None, "Placeholder College", None],
            ("Dean", "member", True, "late"),
            ["G"],
        ),
    ],
)
def test_person_who_stands_in_a_visit_twice(
    second: list[Any], expected: tuple[Any, ...], wrong: list[str]
) -> None:
    first = ["Ann Sample", "Dean", None, "University of Alba", "late"]
    rows = [[*PEOPLE[:3], *MEMBER], [*GROUP, *first], [*GROUP, *second]]
    found = plan_sheets({"People": rows}, Options(shape="people"))
    [entry] = found.entries
    [member] = entry.members
    assert (member.title, member.role, member.organisation is not None, member.note) == expected
    problems = [problem for problem in found.problems if problem.kind == "problem"]
    assert [problem.address for problem in problems] == [f"People!{column}3" for column in wrong]
    assert all("“Ann Sample” is in this visit by row 2 already" in one.sentence for one in problems)
    assert entry.verdict == ("problem" if wrong else "new")


def test_head_of_each_row_who_has_two_titles() -> None:
    rows: list[list[Any]] = [
        [*PEOPLE, "Head"],
        [*GROUP, "Ann Sample", "Dean", "Bob Made-up, Rector"],
        [*GROUP, "Cem Placeholder", "Dean", "Bob Made-up, Vice-Rector"],
        ["Delegation of Brevo", *GROUP[1:], "Ann Sample", "Dean", "Bob Made-up, Rector"],
        ["Delegation of Brevo", *GROUP[1:], "Bob Made-up", None, "Bob Made-up"],
    ]
    found = plan_sheets({"People": rows}, Options(shape="people"))
    assert [(entry.verdict, len(entry.members)) for entry in found.entries] == [("problem", 3), ("new", 2)]
    assert said(found) == [
        ("People!F3", "“Bob Made-up” is in this visit by row 2 already, as “Rector”"),
    ]
    assert [member.title for member in found.entries[1].members] == ["Rector", "Dean"]


def test_people_without_a_name_are_members_by_what_is_said_of_them() -> None:
    rows = [
        [*PEOPLE[:3], *MEMBER],
        [*GROUP, "Ann Sample", "Dean", None, None, None],
        [*GROUP, None, "Dean of Examples", None, None, "was late"],
        [*GROUP, None, None, "interpreter", None, None],
        [*GROUP, None, None, None, "Sample College", "a driver"],
        [*GROUP, None, None, None, "Sample College", None],
        [*GROUP, None, None, None, None, "x" * 300],
    ]
    [entry] = plan_sheets({"People": rows}, Options(shape="people")).entries
    assert [(one.description, one.role, one.note[:9]) for one in entry.members] == [
        ("", "member", ""),
        ("Dean of Examples", "member", "was late"),
        ("interpreter", "interpreter", ""),
        ("a driver", "member", ""),
        ("Sample College", "member", ""),
        ("member", "member", "x" * 9),
    ]
    assert [one.organisation is not None for one in entry.members] == [False, False, False, True, True, False]


def test_rows_that_say_a_part_of_the_visit_above_belong_to_it() -> None:
    rows: list[list[Any]] = [
        PEOPLE,
        [*GROUP, "Ann Sample", "Rector"],
        [GROUP[0], None, None, "Bob Made-up", "Dean"],
        [None, *GROUP[1:], "Cem Placeholder", "Dean"],
        # This one says something else of itself, and that one is not read.
        [GROUP[0], None, "Placeholder College", "Dana Invented", "Dean"],
        [GROUP[0], "whenever", None, "Eve Example", "Dean"],
    ]
    found = plan_sheets({"People": rows}, Options(shape="people"))
    assert [entry.rows for entry in found.entries] == [[1, 2, 3], [4], [5]]
    assert said(found, "notice") == [
        (
            "People!3",
            "2 rows, of which this is the first, say only a part of what the visit above them says, and the"
            " same",
        )
    ]


SCRIPTS: list[Any] = [*PEOPLE[:3], "Name", "Name in another script"]


def aliases(found: Plan) -> list[tuple[str, int]]:
    return [(alias.text, alias.row) for alias in found.aliases]


def test_other_name_that_is_somebody_elses_is_a_problem() -> None:
    make_person(name="Ann Sample")
    other = make_person(name="Wang Xiaoming")
    rows = [SCRIPTS, [*GROUP, "Ann Sample", "Wang Xiaoming"], [*GROUP, "Bob Made-up", "Боб Придуманный"]]
    found = plan_sheets({"People": rows}, Options(shape="people"))
    [problem] = [problem for problem in found.problems if problem.kind == "problem"]
    assert (problem.address, problem.sentence) == (
        "People!E2",
        "“Wang Xiaoming” is a name of Wang Xiaoming in the record, and not of “Ann Sample”, who is somebody"
        " else. Correct one of the two names.",
    )
    assert (verdicts(found), aliases(found)) == (["problem"], [])
    # The same of a person who staff said is a new one.
    options = Options(shape="people", names={"person|bob made up": {"use": None}})
    rows = [SCRIPTS, [*GROUP, "Bob Made-up", other.name]]
    assert verdicts(plan_sheets({"People": rows}, options)) == ["problem"]


def test_all_other_names_of_a_person_are_kept_and_listed() -> None:
    elsewhere = ["Delegation of Brevo", "2025-04-01", "Sample Institute"]
    rows = [SCRIPTS, [*GROUP, "Ann Sample", "Анна Образцова"], [*elsewhere, "Ann Sample", "安娜"]]
    record = running.receive(xlsx({"People": rows}), "x.xlsx", by=None, options=Options(shape="people"))
    found = running.check(record)
    assert found is not None
    assert aliases(found) == [("Анна Образцова", 1), ("安娜", 2)]
    listed = Preview(record).page("names", 1)
    assert [(item["text"], item["of"], item["at"]) for item in listed if "of" in item] == [
        ("Анна Образцова", "Ann Sample", "People!2"),
        ("安娜", "Ann Sample", "People!3"),
    ]


def test_other_names_of_rows_held_back_are_not_kept() -> None:
    known = make_organisation(name="Placeholder University of Examples")
    ann = make_person(name="Ann Sample")
    misspelt = "Placeholder Universty of Examples"
    found = plan(visit(1, hosts=misspelt))
    [(kind, match)] = found.open_names
    names = {f"{kind}|{match.key}": {"use": known.pk, "alias": True}}
    held = plan(visit(1, hosts=misspelt, status="sideways"), visit(2), options=Options(names=names))
    assert (verdicts(held), aliases(held)) == (["problem", "new"], [])
    good = plan(visit(1, hosts=misspelt), options=Options(names=names))
    assert (verdicts(good), aliases(good)) == (["new"], [(misspelt, 1)])
    rows = [SCRIPTS, ["Delegation of Alba", "whenever", "Sample Institute", ann.name, "Анна Образцова"]]
    assert aliases(plan_sheets({"People": rows}, Options(shape="people"))) == []


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
    make_delegation(name="Example group", members=2)
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


def test_sheet_of_visits_without_a_column_of_keys_is_read_alone_and_asked_about() -> None:
    sheets: dict[str, Any] = {
        "Visits": [["Delegation", "Dates", "Host", "Code of the office"], [*TWO[1:], "b"]],
        "Stops": [STOPS, ["b", "2025-04-01", "Tour", None]],
        "Members": [MEMBERS, ["b", "Ann Sample", "Rector"]],
    }
    found = plan_sheets(sheets)
    assert (found.shape, [sheet.role for sheet in found.sheets]) == ("sheets", ["visits", "stops", "members"])
    assert verdicts(found) == ["new"]
    assert said(found) == []
    [question] = [problem for problem in found.problems if problem.kind == "question"]
    assert (question.address, question.sentence) == (
        "Visits!1",
        "The sheet “Visits” has no column of keys, so that visits (“Visits”) and what belongs to them"
        " (“Stops”,"
        " “Members”) can't be joined. Choose which column has the keys, the same on all sheets for one visit,"
        " or add one; without it the visits are imported alone.",
    )
    options = Options(shape="sheets")
    options.of("visits").columns = {"3": "key"}
    joined = plan_sheets(sheets, options)
    assert (said(joined, "question"), len(joined.entries[0].stops), people(joined)) == (
        [],
        1,
        [["Ann Sample"]],
    )


def test_sheet_of_members_without_a_column_of_keys_is_asked_about() -> None:
    found = plan_sheets(
        {
            "Visits": [VISITS, TWO],
            "Stops": [STOPS, ["b", "2025-04-01", "Tour", None]],
            "Members": [["Name", "Position"], ["Ann Sample", "Rector"]],
        }
    )
    assert said(found, "question") == [
        (
            "Members!1",
            "The sheet “Members” has no column of keys, so that visits (“Visits”) and what belongs to them"
            " (“Stops”, “Members”) can't be joined",
        )
    ]
    assert (verdicts(found), len(found.entries[0].stops)) == (["new"], 1)


def test_stops_are_joined_by_the_reference_of_a_visit_as_well() -> None:
    known = make_visit(title="Example visit", dates="2025-04-01")
    found = plan_sheets(
        {
            "Visits": [["Reference", "Purpose"], [known.reference, "Talks"]],
            "Stops": [STOPS, [known.reference, "2025-04-01", "Tour", None]],
        },
        Options(shape="sheets"),
    )
    assert [stop.title for stop in found.entries[0].stops] == ["Tour"]


@pytest.mark.parametrize(
    ("other", "sentence"),
    [
        (
            {"2024": [VISITS[1:], ONE[1:]]},
            "Only the sheet “Visits” is read. Not read: “2024”. If others hold visits too, import each"
            " in turn.",
        ),
        (
            {"Stops": [STOPS[1:], ["2025-04-01", "Tour", None]]},
            "Only the sheet “Visits” is read. Not read: “Stops”. “Stops” seems to belong to the visits"
            " of another"
            " sheet. To have it read too, choose the shape of several sheets; each needs a column of"
            " keys, the"
            " same on all of them for one visit.",
        ),
    ],
)
def test_sheets_that_are_not_read_are_told(other: dict[str, Any], sentence: str) -> None:
    assert plan_sheets({"Visits": [VISITS[1:], TWO[1:]], **other}).notices == [sentence]


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
