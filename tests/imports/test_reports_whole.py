"""The rows with problems of each ugly workbook, as if every row had one: nothing is lost on the way."""

from __future__ import annotations

import io

import openpyxl
import pytest

from tests.data.make_workbooks import WORKBOOKS
from tests.imports.test_ugly_workbooks import key_of, path_of, planned
from tracker.imports.options import Options
from tracker.imports.plan import NEW, PROBLEM
from tracker.imports.planning import plan_import
from tracker.imports.reading import read_workbook
from tracker.imports.reports import problem_workbook
from tracker.imports.running import run_import

pytestmark = pytest.mark.django_db


def workbook_of(*rows: list[str]) -> bytes:
    workbook = openpyxl.Workbook()
    for row in rows:
        workbook.worksheets[0].append(row)
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize("name", sorted(WORKBOOKS))
def test_problem_workbook_of_all_rows_reads_as_the_workbook_does(name):
    options = Options.from_json(key_of(name)["options"])
    options.same = {}  # it is said by the number of a row
    workbook = read_workbook(path_of(name).read_bytes(), name)
    plan = plan_import(workbook, options)
    before = list(planned(plan).values())
    for entry in plan.entries:
        if entry.verdict == NEW:
            entry.verdict = PROBLEM
    # Which of a whole column's cells decided is for staff to say, where they are not there.
    for sheet in plan.sheets:
        options.of(sheet.role).order |= {field: order for field, (order, _at) in sheet.order.items()}
    again = plan_import(read_workbook(problem_workbook(workbook, plan), "again.xlsx"), options)
    assert list(planned(again).values()) == before


def test_problem_workbook_is_read_with_the_columns_that_were_remembered():
    """Its own column is none of those that a table is known by."""
    headers = ["Gruppe", "Wann", "Status"]
    options = Options()
    options.of("visits").columns = {"0": "delegation", "1": "dates"}
    run_import(
        workbook_of(headers, ["Example group", "4 November 2025", "planned"]), "1.xlsx", options, by=None
    )
    content = workbook_of(headers, ["Sample group", "5 November 2025", "perhaps"])
    workbook = read_workbook(content, "2.xlsx")
    again = read_workbook(problem_workbook(workbook, plan_import(workbook, Options())), "again.xlsx")
    columns = plan_import(again, Options()).sheets[0].columns
    assert [column.field for column in columns] == ["delegation", "dates", "status", ""]
