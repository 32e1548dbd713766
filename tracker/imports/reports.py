"""The rows of a workbook that have problems, as a workbook of the same layout, to be mended."""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from typing import Any

import openpyxl
from django.utils.translation import gettext as _
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.dimensions import ColumnDimension

from tracker.imports.cells import as_text
from tracker.imports.layout import Table
from tracker.imports.matching import Match
from tracker.imports.naming import MODELS, refs_of
from tracker.imports.options import MEMBERS, SHEETS, STOPS, VISITS
from tracker.imports.plan import DUPLICATE, PROBLEM, Entry, Plan, Ref, SheetPlan
from tracker.imports.reading.limits import MAX_TEXT
from tracker.imports.reading.text import shows_error
from tracker.imports.remembering import CARRIED, carried, found_table, problem_header
from tracker.imports.workbook import Value, Workbook, address, column_letters

#: What a sheet's name may not hold, and how long it may be.
_NOT_IN_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\", "-"))
_LONGEST_NAME = 31
#: Earlier days are written as texts: Excel has no days before 1900 and counts the first ones wrongly.
_FIRST_YEAR = 1901
#: Longer numbers are written as texts: spreadsheets keep fifteen digits.
_LONGEST_NUMBER = 10**15
#: What a cell without a value is written as, where what it showed could pass for a value.
_NO_VALUE = "#N/A"

#: Kind of a name → the fields whose cells may hold it.
_FIELDS = {
    "organisation": ("senders", "hosts", "person_organisation", "stop_host"),
    "person": ("person", "head", "members"),
    "delegation": ("delegation",),
    "topic": ("topics", "stop_topics"),
    "programme": ("programmes", "stop_programmes"),
}

#: A row: the name of its sheet, and its number from 0.
type Row = tuple[str, int]


def problem_workbook(workbook: Workbook, plan: Plan) -> bytes:
    """What is held back, in the layout it came in, with what is wrong in a last column (XLSX).

    Each sheet has all rows down to its headers, and below them only the rows of visits that have problems or
    open questions, and other rows that have problems.
    """
    told = _told(workbook, plan)
    rows: dict[str, set[int]] = defaultdict(set)
    for sheet, row in told:
        rows[sheet].add(row)
    for entry in plan.entries:
        if entry.verdict == PROBLEM:
            _add_rows(rows, entry)
    for sheet, row in _joined(workbook, plan):
        rows[sheet].add(row)
    for entry in _to_join(workbook, plan):
        sentence = _("Nothing is wrong here: this visit is here for stops and members to be joined to it.")
        told[entry.sheet, entry.rows[0]].append((None, sentence))
        _add_rows(rows, entry)
    written = openpyxl.Workbook(write_only=True)
    for sheet_plan in plan.sheets:
        table = _table(workbook, plan, sheet_plan)
        if table is not None:
            _write(written, sheet_plan, table, sorted(rows[sheet_plan.name]), told)
    _carry(written, plan)
    buffer = io.BytesIO()
    written.save(buffer)
    return buffer.getvalue()


def _add_rows(rows: dict[str, set[int]], entry: Entry) -> None:
    """The rows of a visit, and of its stops and members where these have sheets of their own."""
    rows[entry.sheet].update(entry.rows)
    for stop in entry.stops:
        rows[stop.sheet].add(stop.row)
    for member in entry.members:
        rows[member.sheet].add(member.row)


def _table(workbook: Workbook, plan: Plan, sheet_plan: SheetPlan) -> Table | None:
    """The table of a sheet, as the plan read it."""
    sheet = workbook.sheet(sheet_plan.name)
    if sheet is None:
        return None
    return found_table(sheet, plan.options.of(sheet_plan.role))


def _column(sheet_plan: SheetPlan, field: str) -> int | None:
    """The column that a field is in."""
    return next((column.index for column in sheet_plan.columns if column.field == field), None)


# --- Which rows ---


def _joined(workbook: Workbook, plan: Plan) -> Iterator[Row]:
    """The rows of stops and members, on sheets of their own, whose visit is held back.

    Not only those that the visit has: a member who stands there twice is one member.
    """
    if plan.shape != SHEETS:
        return
    sheets = {sheet_plan.role: sheet_plan for sheet_plan in plan.sheets}
    tables = {role: _table(workbook, plan, sheet_plan) for role, sheet_plan in sheets.items()}
    main, place = tables.get(VISITS), _column(sheets[VISITS], "key") if VISITS in sheets else None
    if main is None or place is None:
        return
    held: dict[str, bool] = {}
    for entry in plan.entries:
        # Where two visits have one key, stops and members are those of the first.
        held.setdefault(as_text(main.value(entry.rows[0], place)), entry.verdict == PROBLEM)
    for role in (STOPS, MEMBERS):
        table = tables.get(role)
        key = _column(sheets[role], "key") if role in sheets else None
        if table is not None and key is not None:
            for row in table.rows:
                text = as_text(table.value(row, key))
                if text and held.get(text):
                    yield table.sheet.name, row


def _to_join(workbook: Workbook, plan: Plan) -> Iterator[Entry]:
    """The visits that are not held back, where there are stops or members whose visit isn't found.

    Which one is theirs nobody knows yet; once it is written there, it must be on its sheet.
    """
    sheets = {sheet_plan.role: sheet_plan for sheet_plan in plan.sheets}
    keys = {(one.name, _column(one, "key")) for role, one in sheets.items() if role in (STOPS, MEMBERS)}
    lost = any(one.kind == "problem" and (one.sheet, one.column) in keys for one in plan.problems)
    main = _table(workbook, plan, sheets[VISITS]) if lost and VISITS in sheets else None
    if main is None:
        return
    places = [_column(sheets[VISITS], field) for field in ("key", "reference")]
    columns = [place for place in places if place is not None]
    for entry in plan.entries:
        row = entry.rows[0]
        if entry.verdict not in (PROBLEM, DUPLICATE) and any(main.value(row, place) for place in columns):
            yield entry


# --- What is wrong ---


def _told(workbook: Workbook, plan: Plan) -> dict[Row, list[tuple[int | None, str]]]:
    """What is wrong in each row, as sentences, each with the column of its cell."""
    found: dict[Row, list[tuple[int | None, str]]] = defaultdict(list)
    headers = {sheet_plan.name: max(sheet_plan.header_rows, default=-1) for sheet_plan in plan.sheets}
    for problem in plan.problems:
        # A question about a column as a whole stands at its header: no row is mended to answer it.
        if problem.kind != "notice" and problem.row > headers.get(problem.sheet, -1):
            found[problem.sheet, problem.row].append((problem.column, problem.sentence))
    for row, column, sentence in _undecided(workbook, plan):
        if (column, sentence) not in found[row]:
            found[row].append((column, sentence))
    return found


def _undecided(workbook: Workbook, plan: Plan) -> Iterator[tuple[Row, int | None, str]]:
    """The names that hold visits back until somebody decides what they are, where they stand."""
    names = {(kind, match.key): match for kind, match in plan.open_names}
    if not names:
        return
    texts: dict[tuple[str, str], list[str]] = defaultdict(list)
    for (kind, text), one in plan.matches.items():
        if (kind, one.key) in names:
            texts[kind, one.key].append(text)
    sheets = {sheet_plan.name: sheet_plan for sheet_plan in plan.sheets}
    tables = {sheet_plan.name: _table(workbook, plan, sheet_plan) for sheet_plan in plan.sheets}
    for entry in plan.entries:
        if entry.verdict != PROBLEM:
            continue
        for (kind, ref), rows in _named_in(entry).items():
            if not isinstance(ref, str) or (kind, ref) not in names:
                continue
            match = names[kind, ref]
            for sheet, row in rows:
                column, text = _cell_of(tables[sheet], sheets[sheet], row, kind, texts[kind, ref])
                yield (sheet, row), column, _to_decide(kind, text or match.text, match)


def _named_in(entry: Entry) -> dict[tuple[str, Ref], list[Row]]:
    """The names that a visit needs, and the rows that have them."""
    first = (entry.sheet, entry.rows[0])
    found: dict[tuple[str, Ref], list[Row]] = {}
    for member in entry.members:
        for kind, ref in (("person", member.person), ("organisation", member.organisation)):
            if ref is not None:
                found.setdefault((kind, ref), []).append((member.sheet, member.row))
    for stop in entry.stops:
        of_stop: list[tuple[str, Ref]] = [("topic", ref) for ref in stop.topics]
        of_stop += [("programme", ref) for ref in stop.programmes]
        if stop.host is not None:
            of_stop.append(("organisation", stop.host))
        for name in of_stop:
            found.setdefault(name, []).append((stop.sheet, stop.row))
    own: list[tuple[str, Ref]] = [("organisation", ref) for ref in entry.senders]
    own += [("organisation", ref) for ref in entry.related.get("invited_by", ())]
    for name in [*own, *(name for name in refs_of(entry) if name not in found)]:
        if first not in found.setdefault(name, []):
            found[name].append(first)
    return found


def _cell_of(
    table: Table | None, sheet_plan: SheetPlan, row: int, kind: str, texts: Iterable[str]
) -> tuple[int | None, str]:
    """The cell of a row that has one of these names, and which; None where it can't be told."""
    if table is not None:
        for field in _FIELDS[kind]:
            column = _column(sheet_plan, field)
            if column is not None:
                cell = " ".join(as_text(table.value(row, column)).split())
                for text in texts:
                    if text in cell:
                        return column, text
    return None, ""


def _to_decide(kind: str, text: str, match: Match) -> str:
    values = {
        "kind": MODELS[kind]._meta.verbose_name,
        "name": text,
        "candidates": "; ".join(candidate.name for candidate in match.candidates),
    }
    if not match.candidates:
        return _("Decide which %(kind)s “%(name)s” is, or that it is a new one.") % values
    return (
        _("Decide which %(kind)s “%(name)s” is, or that it is a new one. Like it: %(candidates)s.") % values
    )


# --- Writing ---


def _name_of(sheet_plan: SheetPlan) -> str:
    """What a sheet is called in the workbook of its rows."""
    return sheet_plan.name.translate(_NOT_IN_NAMES)[:_LONGEST_NAME]


def _carry(into: Any, plan: Plan) -> None:
    """How the workbook was read, on a sheet that nobody needs to see."""
    hidden = into.create_sheet(CARRIED)
    hidden.sheet_state = "hidden"
    for row in carried(plan, {sheet.role: _name_of(sheet) for sheet in plan.sheets}):
        hidden.append([_cell(hidden, value) for value in row])


def _write(
    into: Any,
    sheet_plan: SheetPlan,
    table: Table,
    rows: list[int],
    told: dict[Row, list[tuple[int | None, str]]],
) -> None:
    """One sheet: all down to its headers as it is, then `rows`."""
    sheet = table.sheet
    written = into.create_sheet(_name_of(sheet_plan))
    headers = sheet_plan.header_rows
    first = headers[-1] + 1 if headers else (table.rows[0] if table.rows else 0)
    rows = [row for row in rows if row >= first]
    width = max(
        (
            *(column.index + 1 for column in table.columns),
            *(len(sheet.rows[row]) for row in range(min(first, len(sheet.rows)))),
        ),
        default=0,
    )
    letter = get_column_letter(width + 1)
    written.column_dimensions[letter] = ColumnDimension(written, index=letter, width=80)
    if headers:
        written.freeze_panes = f"A{first + 1}"
    for row in range(first):
        cells = [_cell(written, sheet.value(row, column)) for column in range(width)]
        if headers and row == headers[0]:
            problem = _cell(written, problem_header())
            problem.font = Font(bold=True)
            cells.append(problem)
        written.append(cells)
    for number, row in enumerate(rows, first):
        sentences = [
            _placed(sheet.name, row, column, number, sentence)
            for column, sentence in told.get((sheet.name, row), ())
        ]
        problem = _cell(written, "\n".join(sentences)[:MAX_TEXT] or None)
        problem.alignment = Alignment(wrap_text=True, vertical="top")
        written.append([*(_cell(written, _value(table, row, column)) for column in range(width)), problem])
    merged = [place for place in sheet.merged if place.last_row < first]
    for place in merged:
        written.merged_cells.ranges.add(
            CellRange(
                min_row=place.first_row + 1,
                max_row=place.last_row + 1,
                min_col=place.first_column + 1,
                max_col=place.last_column + 1,
            )
        )


def _placed(sheet: str, row: int, column: int | None, now: int, sentence: str) -> str:
    """A sentence with its cell before it: where it was in the whole workbook, and where it is here."""
    values = {"cell": address(sheet, row, column), "sentence": sentence}
    if now == row:
        return _("%(cell)s: %(sentence)s") % values
    values["here"] = f"{'' if column is None else column_letters(column)}{now + 1}"
    if column is None:
        return _("%(cell)s (here row %(here)s): %(sentence)s") % values
    return _("%(cell)s (here %(here)s): %(sentence)s") % values


def _value(table: Table, row: int, column: int) -> Value:
    """What a cell of a record holds; one that shows an error instead must show one again."""
    shown = table.sheet.broken.get((row, column))
    if shown is not None:
        return shown if shows_error(shown) else _NO_VALUE
    return table.value(row, column)


def _cell(into: Any, value: Value) -> Any:
    """A cell whose text is a text, whatever it begins with."""
    if isinstance(value, date | datetime) and value.year < _FIRST_YEAR:
        value = as_text(value)
    elif isinstance(value, int) and not isinstance(value, bool) and abs(value) >= _LONGEST_NUMBER:
        value = str(value)
    cell = WriteOnlyCell(into, value=value)
    if isinstance(value, str):
        cell.data_type = "s"
    elif isinstance(value, datetime):
        cell.number_format = "yyyy-mm-dd hh:mm:ss"
    elif isinstance(value, date):
        cell.number_format = "yyyy-mm-dd"
    elif isinstance(value, time):
        cell.number_format = "hh:mm:ss"
    return cell
