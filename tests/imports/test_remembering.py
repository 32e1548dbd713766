"""What staff chose about a workbook holds for its mended rows, and, by its headers, for the next one."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import openpyxl
import pytest

from tests.imports.workbooks import xlsx
from tracker.choices import ImportScope
from tracker.imports import running
from tracker.imports.options import Options, SheetOptions
from tracker.imports.plan import Plan
from tracker.imports.planning import plan_import
from tracker.imports.preview import Preview
from tracker.imports.reading import read_workbook
from tracker.imports.remembering import CARRIED
from tracker.imports.reports import problem_workbook
from tracker.models import ColumnMapping, Import, Visit

pytestmark = pytest.mark.django_db

HEADERS = ["Delegation", "Sent by", "Dates", "Status"]


def rows_of(*dates: Any, status: str = "completed") -> list[list[Any]]:
    return [
        HEADERS,
        *([f"Group {'ABCDE'[n]}", "Example University", day, status] for n, day in enumerate(dates)),
    ]


def imported(rows: Sequence[Sequence[Any]], options: Options, name: str = "Visits") -> Import:
    """The good rows, written with these choices."""
    record = running.receive(xlsx({name: rows}), "example.xlsx", by=None, options=options)
    assert running.check(record) is not None, record.problem
    record.scope = ImportScope.GOOD
    assert running.write(record, by=None), record.problem
    return record


def to_mend(record: Import) -> bytes:
    workbook = running.open_workbook(record)
    return problem_workbook(workbook, plan_import(workbook, Options.from_json(record.options)))


def mended(content: bytes, cells: dict[str, Any], sheet: str = "Visits") -> bytes:
    workbook = openpyxl.load_workbook(io.BytesIO(content))
    for place, value in cells.items():
        workbook[sheet][place] = value
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def again(content: bytes, options: Options | None = None) -> tuple[Import, Plan]:
    record = running.receive(content, "again.xlsx", by=None, options=options)
    plan = running.check(record)
    assert plan is not None, record.problem
    return record, plan


def dates_of(plan: Plan) -> list[str | None]:
    found = [entry.values.get("dates") for entry in plan.entries]
    return [day.edtf if day else None for day in found]


def of_visits(**chosen: Any) -> Options:
    return Options(sheets={"visits": SheetOptions(**chosen)})


# --- Rows to be mended ---


def test_mended_rows_keep_the_order_that_staff_chose() -> None:
    rows = rows_of("13/11/2024", "11/25/2024", "04/11/2024")
    rows[3][3] = "sideways"
    record = imported(rows, of_visits(order={"dates": "day"}))
    _record, plan = again(mended(to_mend(record), {"D3": "completed"}))
    assert dates_of(plan) == [None, "2024-11-04"]
    [problem] = [problem for problem in plan.problems if problem.kind == "problem"]
    assert (problem.address, "the day comes first in this column" in problem.sentence) == ("Visits!C2", True)
    assert plan.sheets[0].order == {"dates": ("day", "")}
    assert plan.notices == [
        "The sheet “Visits” is read as it was chosen before for such a table: day first in “dates”. Choose"
        " otherwise where that doesn't hold."
    ]


def test_mended_rows_keep_the_order_that_a_cell_decided() -> None:
    rows = rows_of("13/11/2024", "04/11/2024")
    rows[2][3] = "sideways"
    record = imported(rows, Options())
    _record, plan = again(mended(to_mend(record), {"D2": "completed"}))
    assert (dates_of(plan), plan.sheets[0].questions) == (["2024-11-04"], {})


def test_mended_rows_keep_year_century_status_and_columns() -> None:
    rows: list[list[Any]] = [["Delegation", "Sent by", "When so", "Size"]]
    rows.append(["Group A", "Example University", "4 Nov", "many"])
    rows.append(["Group B", "Example University", "5.11.24", 3])
    chosen = of_visits(year=2023, century=20, columns={"2": "dates"})
    chosen.status = "completed"
    content = mended(to_mend(imported(rows, chosen)), {"D2": 5})
    # Somebody puts a column before all others; the choices are of the columns, wherever they stand.
    workbook = openpyxl.load_workbook(io.BytesIO(content))
    workbook["Visits"].insert_cols(1)
    buffer = io.BytesIO()
    workbook.save(buffer)
    record, plan = again(buffer.getvalue())
    assert dates_of(plan) == ["2023-11-04"]
    assert [entry.values["status"] for entry in plan.entries] == ["completed"]
    kept = Options.from_json(record.options)
    assert (kept.of("visits").year, kept.of("visits").century, kept.status) == (2023, 20, "completed")


def test_mended_rows_are_read_otherwise_where_staff_choose_so() -> None:
    rows = rows_of("4 Nov")
    rows[1][3] = "sideways"
    record = imported([*rows, ["Group Z", "Example University", "4 Nov", "planned"]], of_visits(year=2023))
    record, plan = again(mended(to_mend(record), {"D2": "completed"}))
    assert dates_of(plan) == ["2023-11-04"]
    options = Options.from_json(record.options)
    options.of("visits").year = None
    running.set_options(record, options)
    plan_after = running.check(record)
    assert plan_after is not None
    assert (dates_of(plan_after), plan_after.notices) == (["XXXX-11-04"], [])


def test_mended_rows_of_people_keep_their_shape_and_filling() -> None:
    rows: list[list[Any]] = [
        ["Delegation", "Dates", "Full name", "Role"],
        ["Group A", "2024-11-04", "Ann Sample", "head"],
        [None, None, "Bob Example", "sideways"],
        ["Group B", "2024-11-05", "Cem Placeholder", "head"],
    ]
    options = Options(shape="people", fill_down=True)
    content = to_mend(imported(rows, options, "People"))
    _record, plan = again(mended(content, {"D3": "member"}, "People"))
    assert [(entry.verdict, len(entry.members)) for entry in plan.entries] == [("new", 2)]


@pytest.mark.parametrize(
    "changed",
    [
        {"A1": "something else"},
        {"B2": "not JSON"},
        {"B5": '{"header_row": "x", "order": {"dates": "sideways"}, "year": 1, "columns": [[0]]}'},
        {"B5": "[" * 30_000},
        {"B5": '{"called": "No such sheet"}'},
    ],
)
def test_choices_that_somebody_spoilt_are_passed_over(changed: dict[str, Any]) -> None:
    rows = rows_of("4 Nov 2024", "5 Nov 2024")
    rows[1][3] = "sideways"
    content = mended(to_mend(imported(rows, Options())), changed, CARRIED)
    _record, plan = again(mended(content, {"D2": "completed"}))
    assert dates_of(plan) == ["2024-11-04"]


def test_sheet_of_choices_is_hidden_and_no_table() -> None:
    rows = rows_of("4 Nov 2024", "5 Nov 2024")
    rows[1][3] = "sideways"
    content = to_mend(imported(rows, Options()))
    assert openpyxl.load_workbook(io.BytesIO(content))[CARRIED].sheet_state == "hidden"
    _record, plan = again(content)
    assert (plan.sheet_names, plan.notices) == (["Visits"], [])


# --- The next workbook with the same headers ---


def test_order_is_remembered_and_what_does_not_fit_is_a_problem() -> None:
    imported(rows_of("04/11/2024"), of_visits(order={"dates": "day"}))
    assert ColumnMapping.objects.get().mapping == {}
    record, plan = again(xlsx({"Visits": rows_of("05/11/2024", "11/25/2024")}))
    assert dates_of(plan) == ["2024-11-05", None]
    assert [problem.address for problem in plan.problems if problem.kind == "problem"] == ["Visits!C3"]
    assert "day first in “dates”" in Preview(record).summary()["notices"][0]


def test_year_and_status_of_one_workbook_are_not_those_of_the_next() -> None:
    chosen = of_visits(year=2023)
    chosen.status = "completed"
    imported(rows_of("4 Nov", status=""), chosen)
    _record, plan = again(xlsx({"Visits": rows_of("5 Nov", status="")}))
    assert dates_of(plan) == ["XXXX-11-05"]
    assert [entry.values["status"] for entry in plan.entries] == ["planned"]


def test_header_shape_and_sheet_are_remembered() -> None:
    listing = [["Delegation", "Dates", "Status"], ["x", "y", "z"], *rows_of("4 Nov 2024")]
    sheets = {"Register": listing, "Old": rows_of("1 Nov 2024")}
    options = Options(shape="visits", sheets={"visits": SheetOptions(name="Register", header_row=3)})
    record = running.receive(xlsx(sheets), "example.xlsx", by=None, options=options)
    assert running.check(record) is not None
    assert running.write(record, by=None), record.problem
    _record, plan = again(
        xlsx({"Old": rows_of("2 Nov 2024"), "Register": listing[:3] + rows_of("5 Nov 2024")[1:]})
    )
    assert (plan.sheets[0].name, plan.sheets[0].header_rows) == ("Register", (2,))
    assert dates_of(plan) == ["2024-11-05"]
    # Where the header stands elsewhere, it is looked for as ever.
    _record, plan = again(xlsx({"Register": rows_of("6 Nov 2024")}))
    assert (plan.sheets[0].header_rows, dates_of(plan)) == ((0,), ["2024-11-06"])


def test_what_is_no_longer_chosen_is_forgotten() -> None:
    imported(rows_of("04/11/2024"), of_visits(order={"dates": "day"}))
    record, _plan = again(xlsx({"Visits": rows_of("25/11/2024")}))
    options = Options.from_json(record.options)
    options.of("visits").order = {}
    running.set_options(record, options)
    assert running.check(record) is not None
    assert running.write(record, by=None), record.problem
    assert ColumnMapping.objects.get().choices == {}
    assert Visit.objects.count() == 2
    _record, plan = again(xlsx({"Visits": rows_of("05/11/2024")}))
    assert list(plan.sheets[0].questions) == ["dates"]


def test_memory_of_another_shape_holds_for_that_shape_alone() -> None:
    imported(rows_of("04/11/2024"), of_visits(order={"dates": "day"}))
    workbook = read_workbook(xlsx({"Visits": rows_of("05/11/2024")}), "x.xlsx")
    plan = plan_import(workbook, Options(shape="people"))
    assert plan.sheets[0].order == {}
