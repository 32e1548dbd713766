"""The workbook of problems: it reads back, says what is wrong where, and imports once it is mended."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date
from typing import Any

import openpyxl
import pytest

from tests.data.make_workbooks import DIRECTORY, WORKBOOKS
from tests.data.making.files import book, fill, xlsx
from tests.factories import make_organisation
from tracker.imports.options import Options, SheetOptions
from tracker.imports.plan import NEW, PROBLEM, Plan
from tracker.imports.planning import PlanningError, plan_import
from tracker.imports.reading import read_workbook
from tracker.imports.remembering import CARRIED
from tracker.imports.reports import problem_workbook
from tracker.imports.running import run_import
from tracker.imports.workbook import Workbook
from tracker.models import Stop, Visit

pytestmark = pytest.mark.django_db

HEADERS = ["Title", "Delegation", "Sending organisation", "Hosts", "Dates", "Status"]


def visits(*rows: Sequence[Any], above: Sequence[Sequence[Any]] = (), headers: Any = HEADERS) -> bytes:
    workbook = book("Visits")
    fill(workbook["Visits"], [*above, headers, *rows])
    return xlsx(workbook)


def planned(content: bytes, options: Options | None = None) -> tuple[Workbook, Plan]:
    workbook = read_workbook(content, "visits.xlsx")
    return workbook, plan_import(workbook, options or Options())


def report(content: bytes, options: Options | None = None) -> bytes:
    return problem_workbook(*planned(content, options))


def shown(content: bytes, sheet: str = "Visits") -> list[list[Any]]:
    """All rows of a sheet, without the empty cells at their ends."""
    found = []
    for row in openpyxl.load_workbook(io.BytesIO(content))[sheet].iter_rows(values_only=True):
        values = list(row)
        while values and values[-1] is None:
            values.pop()
        found.append(values)
    return found


def mended(content: bytes, sheet: str, cell: str, value: Any) -> bytes:
    workbook = openpyxl.load_workbook(io.BytesIO(content))
    workbook[sheet][cell] = value
    return xlsx(workbook)


GOOD = [
    "A good visit",
    "Good Delegation",
    "Example University",
    "Sample Institute",
    date(2025, 3, 4),
    "completed",
]
BAD = ["A bad visit", "Bad Delegation", "Sample College", "Sample Institute", date(2025, 5, 6), "sideways"]
SENTENCE = (
    "“sideways” is none of the words that are known here: planned, confirmed, completed, postponed,"
    " cancelled. Write one of them."
)


def test_report_has_the_rows_with_problems_only() -> None:
    content = report(visits(GOOD, BAD, above=[["Register of the Sample Office"], []]))
    rows = shown(content)
    assert rows[:2] == [["Register of the Sample Office"], []]
    assert rows[2] == [*HEADERS, "Problem"]
    [(title, delegation, sender, host, day, status, problem)] = rows[3:]
    assert (title, delegation, sender, host, status) == (*BAD[:4], "sideways")
    assert day.date() == date(2025, 5, 6)
    assert problem == f"Visits!F5 (here F4): {SENTENCE}"


def test_report_says_the_cell_alone_where_it_is_the_same() -> None:
    assert shown(report(visits(BAD)))[1][-1] == f"Visits!F2: {SENTENCE}"


def test_report_mended_imports() -> None:
    content = report(visits(GOOD, BAD))
    _workbook, again = planned(content)
    assert [entry.verdict for entry in again.entries] == [PROBLEM]
    assert [(column.header, column.field) for column in again.sheets[0].columns][-1] == ("Problem", "")
    record = run_import(mended(content, "Visits", "F2", "completed"), "mended.xlsx", by=None)
    visit = Visit.objects.get()
    assert (record.problem, visit.title, visit.dates and visit.dates.edtf) == (
        "",
        "A bad visit",
        "2025-05-06",
    )


@pytest.mark.parametrize("text", ["=1+1", '=HYPERLINK("http://example.org")', "+7", "-x", "@SUM(A1)", "#REF"])
def test_report_writes_no_formula(text: str) -> None:
    source = openpyxl.load_workbook(io.BytesIO(visits(BAD)))
    source["Visits"]["A2"].value = text
    source["Visits"]["A2"].data_type = "s"
    content = report(xlsx(source))
    cell = openpyxl.load_workbook(io.BytesIO(content))["Visits"]["A2"]
    assert (cell.value, cell.data_type) == (text, "s")
    assert read_workbook(content, "x.xlsx").sheets[0].value(1, 0) == text


def test_report_names_to_be_decided() -> None:
    make_organisation(name="Placeholder Polytechnic University")
    row = [
        "A visit",
        "Some Delegation",
        "Placeholder Polytecnic University",
        "Sample Institute",
        "2025",
        "planned",
    ]
    content = visits(GOOD, row)
    assert [match.text for _kind, match in planned(content)[1].open_names] == [row[2]]
    rows = shown(report(content))
    assert [line[0] for line in rows] == ["Title", "A visit"]
    assert rows[1][-1] == (
        "Visits!C3 (here C2): Decide which organisation “Placeholder Polytecnic University” is, or that it is"
        " a new one. Like it: Placeholder Polytechnic University."
    )


def test_report_keeps_headers_of_two_rows() -> None:
    workbook = book("Visits")
    fill(
        workbook["Visits"],
        [
            ["Delegation", None, "Dates", None, "Status"],
            ["Name", "Number of people", "from", "to", None],
            ["Good Delegation", 3, date(2025, 1, 1), date(2025, 1, 2), "completed"],
            ["Bad Delegation", "many", date(2025, 2, 1), date(2025, 2, 2), "completed"],
        ],
    )
    for cells in ("A1:B1", "C1:D1", "E1:E2"):
        workbook["Visits"].merge_cells(cells)
    source = xlsx(workbook)
    _workbook, before = planned(source)
    content = report(source)
    _workbook, after = planned(content)
    assert before.sheets[0].header_rows == after.sheets[0].header_rows == (0, 1)
    columns = [(column.header, column.field) for column in before.sheets[0].columns]
    assert [(column.header, column.field) for column in after.sheets[0].columns] == [
        *columns,
        ("Problem", ""),
    ]
    assert [entry.verdict for entry in planned(mended(content, "Visits", "B3", 4))[1].entries] == [NEW]


def test_report_writes_the_value_of_merged_cells_to_each_row() -> None:
    workbook = book("People")
    rows: list[list[Any]] = [
        ["Delegation", "Dates", "Full name", "Position", "Role"],
        ["Sample Delegation", date(2025, 1, 1), "Ann Sample", "Rector", "head"],
        [None, None, "Bob Example", "Dean", "sideways"],
    ]
    fill(workbook["People"], rows)
    workbook["People"].merge_cells("A2:A3")
    workbook["People"].merge_cells("B2:B3")
    content = report(xlsx(workbook))
    found = shown(content, "People")
    assert [row[0] for row in found] == ["Delegation", "Sample Delegation", "Sample Delegation"]
    assert len(found[1]) == 5
    assert found[2][-1].startswith("People!E3: “sideways”")
    [entry] = planned(mended(content, "People", "E3", "member"))[1].entries
    assert (entry.verdict, len(entry.members)) == (NEW, 2)


def test_report_of_three_sheets_has_stops_and_members_of_the_visits() -> None:
    workbook = book("Visits", "Stops", "Members")
    fill(workbook["Visits"], [["Visit key", *HEADERS], [1, *GOOD], [2, *BAD]])
    stops: list[list[Any]] = [
        [1, date(2025, 3, 4), "Talks"],
        [2, date(2025, 5, 6), "Tour"],
        [9, date(2025, 5, 6), "Nobody's"],
    ]
    fill(workbook["Stops"], [["Visit key", "Day", "Stop"], *stops])
    members: list[list[Any]] = [
        [2, "Ann Sample", "Rector"],
        [1, "Bob Example", "Dean"],
        ["2", "Ann Sample", "Rector"],
    ]
    fill(workbook["Members"], [["Visit key", "Full name", "Position"], *members])
    content = report(xlsx(workbook))
    assert openpyxl.load_workbook(io.BytesIO(content)).sheetnames[:-1] == ["Visits", "Stops", "Members"]
    assert [row[1] for row in shown(content)[1:]] == ["A good visit", "A bad visit"]
    assert [row[2] for row in shown(content, "Stops")[1:]] == ["Talks", "Tour", "Nobody's"]
    assert shown(content, "Stops")[3][-1].startswith("Stops!A4: No visit on the sheet “Visits”")
    assert [row[1] for row in shown(content, "Members")[1:]] == ["Ann Sample", "Bob Example", "Ann Sample"]
    content = mended(content, "Visits", "G3", "completed")
    record = run_import(mended(content, "Stops", "A4", 2), "mended.xlsx", by=None)
    assert (record.problem, Visit.objects.count()) == ("", 2)
    stops_of_bad = Visit.objects.get(title="A bad visit").stops.values_list("title", flat=True)
    assert sorted(stops_of_bad) == ["Nobody's", "Tour"]


def test_report_of_stops_without_a_visit_can_be_mended_when_the_visits_are_written() -> None:
    workbook = book("Visits", "Stops", "Members")
    other = ["Other visit", "Other Delegation", *GOOD[2:4], date(2025, 3, 9), "completed"]
    fill(workbook["Visits"], [["Visit key", *HEADERS], ["K-01", *GOOD], ["K-02", *other]])
    stops: list[list[Any]] = [["K-01", date(2025, 3, 4), "Talks"], ["K-2", date(2025, 3, 9), "Dinner"]]
    fill(workbook["Stops"], [["Visit key", "Day", "Stop"], *stops])
    fill(workbook["Members"], [["Visit key", "Full name"], ["K-03", "Ann Sample"]])
    source = xlsx(workbook)
    assert run_import(source, "visits.xlsx", by=None, scope="good").is_written
    content = report(source)
    assert [(row[1], row[-1]) for row in shown(content)[1:]] == [
        (
            title,
            f"Visits!{row}: Nothing is wrong here: this visit is here for stops and members to be joined"
            f" to it.",
        )
        for row, title in ((2, "A good visit"), (3, "Other visit"))
    ]
    content = mended(mended(content, "Stops", "A2", "K-02"), "Members", "A2", "K-02")
    assert run_import(content, "mended.xlsx", by=None).is_written
    found = Visit.objects.get(title="Other visit")
    assert [str(stop) for stop in found.stops.all()] == [str(Stop.objects.get(title="Dinner"))]
    assert [str(member.person) for member in found.delegation.members.all()] == ["Ann Sample"]
    assert Visit.objects.count() == 2


def test_report_of_a_sheet_that_staff_described() -> None:
    content = visits(GOOD, BAD, headers=["a", "b", "c", "d", "e", "f"], above=[["x"]])
    names = ("title", "delegation", "senders", "hosts", "dates", "status")
    chosen = SheetOptions(header_row=2, columns={str(place): name for place, name in enumerate(names)})
    options = Options(shape="visits", sheets={"visits": chosen})
    assert shown(report(content, options))[2][-1] == f"Visits!F4 (here F3): {SENTENCE}"
    fixed = mended(report(content, options), "Visits", "F3", "planned")
    assert [entry.verdict for entry in planned(fixed, options)[1].entries] == [NEW]


def test_report_without_problems_has_headers_only() -> None:
    assert shown(report(visits(GOOD))) == [[*HEADERS, "Problem"]]


def test_report_keeps_what_no_spreadsheet_can() -> None:
    """A formula that nobody calculated is no text to be imported; days before 1900 and long numbers stay."""
    text = "Title,Delegation,Dates,Status,Unknown\nA visit,Bad Delegation,x,sideways,y\n"
    workbook = read_workbook(text.encode(), "visits.csv")
    workbook.sheets[0].broken[1, 0] = "=A1"
    workbook.sheets[0].rows[1][0] = None
    workbook.sheets[0].rows[1][2] = date(1899, 5, 6)
    workbook.sheets[0].rows[1][4] = 12345678901234567890
    content = problem_workbook(workbook, plan_import(workbook, Options()))
    again = read_workbook(content, "again.xlsx").sheets[0]
    assert again.rows[1][2:5] == ["1899-05-06", "sideways", "12345678901234567890"]
    assert again.broken == {(1, 0): "#N/A"}


@pytest.mark.parametrize("name", sorted(set(WORKBOOKS) - {"bilingual_24000.xlsx"}))
def test_report_of_ugly_workbooks_has_the_same_problems(name: str) -> None:
    """Each reads back with the same columns; every visit in it that had a cell to mend has it still."""
    workbook = read_workbook((DIRECTORY / name).read_bytes(), name)
    try:
        plan = plan_import(workbook, Options())
    except PlanningError:
        return
    content = problem_workbook(workbook, plan)
    again = read_workbook(content, "again.xlsx")
    assert [sheet.name for sheet in again.sheets] == [*(sheet.name for sheet in plan.sheets), CARRIED]
    held = [entry for entry in plan.entries if entry.verdict == PROBLEM]
    last = [row[-1] for sheet in again.sheets[:-1] for row in sheet.rows if row]
    told = [value for value in last if isinstance(value, str) and "!" in value]
    # A stop or member whose key no visit has holds no visit back.
    problems = [problem for problem in plan.problems if problem.kind == "problem"]
    assert len(told) >= len(held)
    assert bool(told) == bool(held or problems)
    if not held:
        return
    options = Options(shape=plan.shape)
    for sheet in plan.sheets:
        columns = {str(column.index): column.field for column in sheet.columns}
        header = sheet.header_rows
        options.sheets[sheet.role] = SheetOptions(
            name=sheet.name,
            columns=columns,
            header_row=header[0] + 1 if header else None,
            header_rows=len(header),
        )
    after = plan_import(again, options)
    assert len(after.entries) == len(held)
    assert [entry.values.get("dates") for entry in after.entries if entry.values.get("dates")] == [
        entry.values["dates"] for entry in held if entry.values.get("dates")
    ]


def test_report_is_read_with_the_columns_that_were_remembered() -> None:
    """Its own column is none of those that a table is known by."""
    headers = ["Gruppe", "Wann", "Status"]
    options = Options(sheets={"visits": SheetOptions(columns={"0": "delegation", "1": "dates"})})
    run_import(
        visits(["Example group", "4 November 2025", "planned"], headers=headers), "1.xlsx", options, by=None
    )
    content = report(visits(["Sample group", "5 November 2025", "sideways"], headers=headers))
    _workbook, plan = planned(mended(content, "Visits", "C2", "planned"))
    assert [(column.field, column.how) for column in plan.sheets[0].columns] == [
        ("delegation", "remembered"),
        ("dates", "remembered"),
        ("status", "remembered"),
        ("", "left out"),
    ]
    assert [entry.verdict for entry in plan.entries] == [NEW]
