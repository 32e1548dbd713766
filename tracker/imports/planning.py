"""Plans an import: what each row of a workbook would become, worked out in memory before anything is written.

Every cell is read once a column, every name is looked up once a workbook, and every visit in a handful of
queries whatever the number of rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.imports.cells import as_text
from tracker.imports.columns import find_sheets, guess_shape, recognise
from tracker.imports.entries import EntryBuilder
from tracker.imports.layout import LeftOut, Table, rank_sheets, read_table
from tracker.imports.naming import Names
from tracker.imports.options import MEMBERS, PEOPLE, SHEETS, STOPS, VISITS, Options
from tracker.imports.parsed import ParsedSheet
from tracker.imports.parsing import map_columns, parse_sheet
from tracker.imports.plan import PROBLEM, Plan
from tracker.imports.remembering import Memory, fingerprint_of, found_table, told
from tracker.imports.sameness import find_same
from tracker.imports.templates import EXPLANATION, is_example
from tracker.imports.vocabulary import text_key
from tracker.imports.vocabulary.plain_words import SHEET_NAMES
from tracker.imports.workbook import Sheet, Workbook

if TYPE_CHECKING:
    from tracker.models import User


class PlanningError(Exception):
    """Why nothing can be planned with this workbook, and how to mend it, as a sentence."""


#: Shape → the roles of the sheets that it reads.
ROLES = {VISITS: (VISITS,), PEOPLE: (PEOPLE,), SHEETS: (VISITS, STOPS, MEMBERS)}


def plan_import(workbook: Workbook, options: Options, *, by: User | None = None) -> Plan:
    """What importing `workbook` would do to the record as it is now, with what staff chose in `options`.

    `by` is who would write it; None, as from the command line, may do all.

    What is remembered of such a workbook is put into `options` first. Raises PlanningError where there is no
    table to read at all; everything else that is wrong is in the plan.
    """
    memory = Memory(workbook)
    memory.recall(_chosen(workbook, options), options)
    shape = options.shape or guess_shape(_chosen(workbook, options))
    parsed = dict(_parsed(workbook, options, shape, memory))
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
    file_name = workbook.name
    notices = [*workbook.notices, *_unread(workbook, parsed)]
    notices += told(options, [sheet_parsed.plan for sheet_parsed in parsed.values()])
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
    problems += find_same(entries, names, options, file_name=file_name, by=by)
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


def _parsed(
    workbook: Workbook, options: Options, shape: str, memory: Memory
) -> Iterator[tuple[str, ParsedSheet]]:
    """The sheets that this shape reads, by their role; one that isn't there is left out."""
    if shape == SHEETS:
        likely = _likely_sheets(workbook)
    else:
        likely = {role: sheet for role in ROLES[shape] for sheet in rank_sheets(workbook)[:1]}
    for role in ROLES[shape]:
        chosen = options.of(role)
        sheet = workbook.sheet(chosen.name) if chosen.name else likely.get(role)
        if sheet is None:
            continue
        memory.recall_sheet(role, sheet, chosen)
        table = found_table(sheet, chosen)
        if table is not None:
            kept = memory.of(table)
            remembered = kept.mapping if kept else None
            joined = shape == SHEETS
            fields = map_columns(table, role, chosen, remembered, joined=joined)
            own = _without_example(table, {column.index: column.field for column in fields if column.field})
            sheet_parsed = parse_sheet(own, role, chosen, remembered, joined=joined)
            sheet_parsed.plan.fingerprint = fingerprint_of(table)
            found = table if chosen.header_row is chosen.header_rows is None else read_table(sheet)
            sheet_parsed.plan.found_as = fingerprint_of(found) if found else ""
            yield role, sheet_parsed


def _without_example(table: Table, fields: Mapping[int, str]) -> Table:
    """The table without the example row of our own template. `fields` are those of its columns."""
    first = table.rows[0] if table.rows else 0
    cells = [table.sheet.value(first, column) for column in fields]
    said = {
        fields[place]: as_text(cell) for place, cell in zip(fields, cells, strict=True) if cell is not None
    }
    if not table.rows or not is_example(said):
        return table
    left_out = [*table.left_out, LeftOut(first, _("example row of the template"))]
    return replace(table, rows=table.rows[1:], left_out=sorted(left_out, key=lambda one: one.row))


def _likely_sheets(workbook: Workbook) -> dict[str, Sheet]:
    """The sheets of visits, stops and members, also those that lack the column to join them by."""
    found = find_sheets(workbook)
    for role in (STOPS, MEMBERS):
        if role not in found and (sheet := _called(workbook, role)) is not None:
            found[role] = sheet
    if VISITS not in found:
        taken = [id(sheet) for sheet in found.values()]
        for sheet in rank_sheets(workbook):
            table = read_table(sheet) if id(sheet) not in taken else None
            if table is not None and any(recognise(table.headers, VISITS)):
                found[VISITS] = sheet
                break
    return found


def _called(workbook: Workbook, role: str) -> Sheet | None:
    """The first sheet whose name says that it holds this."""
    return next((sheet for sheet in workbook.sheets if text_key(sheet.name) in SHEET_NAMES[role]), None)


def _unread(workbook: Workbook, parsed: dict[str, ParsedSheet]) -> list[str]:
    """That other sheets with values are not read is said."""
    read = {sheet.plan.name for sheet in parsed.values()}
    # Our own template explains itself on a sheet that is none of the office's.
    passed = read | {EXPLANATION}
    others = [sheet.name for sheet in rank_sheets(workbook) if sheet.name not in passed and sheet.rows]
    if not others:
        return []
    shown = "”, “".join(sorted(read))
    sentence = ngettext(
        "Only the sheet “%(read)s” is read. Not read: “%(others)s”.",
        "Only the sheets “%(read)s” are read. Not read: “%(others)s”.",
        len(read),
    )
    found = [sentence % {"read": shown, "others": "”, “".join(others)}]
    parts = [
        sheet.name
        for role in (STOPS, MEMBERS)
        if (sheet := _called(workbook, role)) is not None and sheet.name in others
    ]
    if parts:
        sentence = ngettext(
            "“%(parts)s” seems to belong to the visits of another sheet. To have it read too, choose the"
            " shape"
            " of several sheets; each needs a column of keys, the same on all of them for one visit.",
            "“%(parts)s” seem to belong to the visits of another sheet. To have them read too, choose"
            " the shape"
            " of several sheets; each needs a column of keys, the same on all of them for one visit.",
            len(parts),
        )
        found.append(sentence % {"parts": "”, “".join(parts)})
    if len(parts) < len(others):
        found.append(_("If others hold visits too, import each in turn."))
    return [" ".join(found)]
