"""The rows of a workbook that have problems, as a workbook of the same layout, to be mended."""

from __future__ import annotations

import io
from collections import defaultdict
from datetime import date, datetime, time
from typing import Any

import openpyxl
from django.utils.translation import gettext as _
from openpyxl.cell import WriteOnlyCell

from tracker.imports.naming import refs_of
from tracker.imports.plan import PROBLEM, Entry, Plan
from tracker.imports.workbook import Sheet, Value, Workbook, address

#: What a sheet's name may not hold, and how long it may be.
_NOT_IN_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\", "-"))


def problem_workbook(workbook: Workbook, plan: Plan) -> bytes:
    """The rows that are held back, with the headers above them and what is wrong in a last column (XLSX)."""
    reasons = _reasons(plan)
    rows: dict[str, set[int]] = defaultdict(set)
    for sheet, row in reasons:
        rows[sheet].add(row)
    for entry in plan.entries:
        if entry.verdict == PROBLEM:
            rows[entry.sheet].update(entry.rows)
            for part in (*entry.stops, *entry.members):
                rows[part.sheet].add(part.row)
    written = openpyxl.Workbook(write_only=True)
    for sheet_plan in plan.sheets:
        found = workbook.sheet(sheet_plan.name)
        if found is None:
            continue
        into = written.create_sheet(sheet_plan.name.translate(_NOT_IN_NAMES)[:31])
        wide = max((column.index + 1 for column in sheet_plan.columns), default=0)
        for row in sheet_plan.header_rows:
            last = row == sheet_plan.header_rows[-1]
            into.append([*_cells(into, found, row, wide), _cell(into, _("Problem") if last else None)])
        for row in sorted(rows.get(sheet_plan.name, ())):
            told = "\n".join(reasons.get((sheet_plan.name, row), ()))
            into.append([*_cells(into, found, row, wide, merged=True), _cell(into, told or None)])
    buffer = io.BytesIO()
    written.save(buffer)
    return buffer.getvalue()


def _reasons(plan: Plan) -> dict[tuple[str, int], list[str]]:
    """What is wrong in each row, as sentences with the cell before them."""
    found: dict[tuple[str, int], list[str]] = defaultdict(list)
    for problem in plan.problems:
        if problem.kind != "notice":
            found[problem.sheet, problem.row].append(f"{problem.address}: {problem.sentence}")
    names = {(kind, match.key): match for kind, match in plan.open_names}
    for entry in plan.entries:
        if entry.verdict == PROBLEM:
            for name in _undecided(entry, names):
                sentence = _("It is to be decided who or what “%(name)s” is.") % {"name": name}
                place = address(entry.sheet, entry.rows[0])
                found[entry.sheet, entry.rows[0]].append(f"{place}: {sentence}")
    return found


def _undecided(entry: Entry, names: dict[Any, Any]) -> list[str]:
    found = (names.get((kind, ref)) for kind, ref in refs_of(entry))
    return list(dict.fromkeys(match.text for match in found if match is not None))


def _cells(into: Any, sheet: Sheet, row: int, wide: int, *, merged: bool = False) -> list[Any]:
    """The cells of a row; a cell that is merged over several rows gives each of them its value."""
    values: list[Value] = [sheet.value(row, column) for column in range(wide)]
    if merged:
        for place in sheet.merged:
            if place.first_row < row <= place.last_row and place.first_column < wide:
                values[place.first_column] = sheet.value(place.first_row, place.first_column)
    return [_cell(into, value) for value in values]


def _cell(into: Any, value: Value) -> Any:
    """A cell whose text is a text, whatever it begins with."""
    cell = WriteOnlyCell(into, value=value)
    if isinstance(value, str):
        cell.data_type = "s"
    elif isinstance(value, datetime):
        cell.number_format = "yyyy-mm-dd hh:mm"
    elif isinstance(value, date):
        cell.number_format = "yyyy-mm-dd"
    elif isinstance(value, time):
        cell.number_format = "hh:mm"
    return cell
