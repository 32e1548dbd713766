"""Plans an import: what each row of a workbook would become, worked out in memory before anything is written.

Every cell is read once a column, every name is looked up once a workbook, and every visit in a handful of
queries whatever the number of rows.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from tracker.imports.columns import find_sheets, fingerprint, guess_shape
from tracker.imports.entries import EntryBuilder
from tracker.imports.layout import Table, rank_sheets, read_table
from tracker.imports.naming import Names
from tracker.imports.options import MEMBERS, PEOPLE, SHEETS, STOPS, VISITS, Options
from tracker.imports.parsed import ParsedSheet
from tracker.imports.parsing import parse_sheet
from tracker.imports.plan import PROBLEM, Plan
from tracker.imports.sameness import find_same
from tracker.imports.workbook import Sheet, Workbook
from tracker.models import ColumnMapping


class PlanningError(Exception):
    """Why nothing can be planned with this workbook, and how to mend it, as a sentence."""


#: Shape → the roles of the sheets that it reads.
ROLES = {VISITS: (VISITS,), PEOPLE: (PEOPLE,), SHEETS: (VISITS, STOPS, MEMBERS)}


def plan_import(workbook: Workbook, options: Options) -> Plan:
    """What importing `workbook` would do to the record as it is now, with what staff chose in `options`.

    Raises PlanningError where there is no table to read at all; everything else that is wrong is in the plan.
    """
    shape = options.shape or guess_shape(_chosen(workbook, options))
    parsed = dict(_parsed(workbook, options, shape))
    if VISITS not in parsed and PEOPLE not in parsed:
        raise PlanningError(
            _(
                "No table of visits was found in this workbook. A table has a row of headers, such as"
                " “Delegation”,"
                " “Dates” and “Host”, and the visits below it. The template shows one."
            )
        )
    main = parsed.get(VISITS) or parsed[PEOPLE]
    names = Names(parsed.values(), options)
    builder = EntryBuilder(parsed, names, options)
    notices = [*workbook.notices, *_unread(workbook, parsed)]
    sheet_names = [sheet.name for sheet in workbook.sheets]
    # Cells take most of the memory, and nobody asks for them any more; tables refer to their sheets.
    for sheet in workbook.sheets:
        sheet.tables.clear()
    del workbook
    entries = builder.build()
    for sheet_parsed in parsed.values():
        sheet_parsed.values.clear()
    problems = [problem for sheet in parsed.values() for problem in sheet.problems]
    problems += builder.problems
    problems += find_same(entries, names, options)
    plan = Plan(
        options=options,
        shape=shape,
        sheets=[sheet.plan for sheet in parsed.values()],
        sheet_names=sheet_names,
        entries=entries,
        problems=problems,
        matches=names.matches,
        new_names=[],
        notices=notices,
    )
    for entry in entries:
        if entry.held:
            entry.verdict = PROBLEM
    names.finish(plan)
    plan.problems.sort(
        key=lambda problem: (
            problem.sheet != main.plan.name,
            problem.sheet,
            problem.row,
            problem.column or -1,
        )
    )
    return plan


def _chosen(workbook: Workbook, options: Options) -> Workbook:
    """The workbook as far as staff chose of it: what a row is, that sheet alone says."""
    for role in (VISITS, PEOPLE):
        name = options.sheets[role].name if role in options.sheets else ""
        sheet = workbook.sheet(name) if name else None
        if sheet is not None:
            return Workbook(workbook.name, workbook.kind, [sheet])
    return workbook


def _parsed(workbook: Workbook, options: Options, shape: str) -> Iterator[tuple[str, ParsedSheet]]:
    """The sheets that this shape reads, by their role; one that isn't there is left out."""
    if shape == SHEETS:
        likely: dict[str, Sheet] = find_sheets(workbook)
    else:
        likely = {role: sheet for role in ROLES[shape] for sheet in rank_sheets(workbook)[:1]}
    for role in ROLES[shape]:
        chosen = options.of(role)
        sheet = workbook.sheet(chosen.name) if chosen.name else likely.get(role)
        if sheet is None:
            continue
        header = chosen.header_row - 1 if chosen.header_row else None
        table = read_table(sheet, header_row=header, header_rows=chosen.header_rows)
        if table is not None:
            sheet_parsed = parse_sheet(table, role, chosen, _remembered(table), joined=shape == SHEETS)
            sheet_parsed.plan.fingerprint = fingerprint_of(table)
            yield role, sheet_parsed


def _remembered(table: Table) -> dict[str, str] | None:
    """What the columns of a table with these headers were taken for the last time; None where never."""
    kept = ColumnMapping.objects.filter(fingerprint=fingerprint_of(table)).first()
    return kept.mapping if kept else None


def fingerprint_of(table: Table) -> str:
    """What tells the headers of a table from other headers.

    The column of problems, in a workbook of rows to be mended, is not one of the office's own.
    """
    own = problem_header()
    return fingerprint([column.header for column in table.columns if column.header.strip() != own])


def problem_header() -> str:
    """The header of the column that says what is wrong (`tracker.imports.reports`)."""
    return _("Problem")


def _unread(workbook: Workbook, parsed: dict[str, ParsedSheet]) -> list[str]:
    """That other sheets with values are not read is said."""
    read = {sheet.plan.name for sheet in parsed.values()}
    others = [sheet.name for sheet in rank_sheets(workbook) if sheet.name not in read and sheet.rows]
    if not others:
        return []
    sentence = _("Only “%(read)s” is read. Not read: %(others)s. Import each sheet of visits in turn.")
    return [sentence % {"read": "”, “".join(sorted(read)), "others": ", ".join(others)}]
