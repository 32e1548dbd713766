"""Reads a sheet by columns: each cell as what its column is taken for, each distinct cell once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from tracker.imports.cells import as_text
from tracker.imports.columns import doubtful, recognise
from tracker.imports.date_columns import parse_dates
from tracker.imports.fields import FIELDS, PEOPLE
from tracker.imports.layout import Table
from tracker.imports.options import SheetOptions
from tracker.imports.parsed import ParsedSheet
from tracker.imports.person_columns import join_names, part_persons
from tracker.imports.plan import ColumnPlan, Problem, SheetPlan
from tracker.imports.readers import parse_column
from tracker.imports.workbook import Value, column_letters


def map_columns(
    table: Table, role: str, chosen: SheetOptions, remembered: dict[str, str] | None, *, joined: bool = False
) -> list[ColumnPlan]:
    """What each column is taken for: as staff chose, as remembered, as recognised by its header."""
    recognised = recognise([column.header for column in table.columns], role, joined=joined)
    kept = {name: place for place, name in _kept(table, role, remembered or {}).items()}
    chosen_fields = {name for name in chosen.columns.values() if name}
    taken = chosen_fields | {
        name
        for name, place in kept.items()
        if str(table.columns[place].index) not in chosen.columns and name not in chosen_fields
    }
    plans: list[ColumnPlan] = []
    for place, (column, guess) in enumerate(zip(table.columns, recognised, strict=True)):
        if str(column.index) in chosen.columns:
            name, how = chosen.columns[str(column.index)], "chosen"
            name = name if _may_be(name, role) else ""
        elif remembered is not None and remembered.get(column.header) == "":
            name, how = "", "remembered"
        else:
            name = next((name for name, at in kept.items() if at == place and name not in chosen_fields), "")
            how = "remembered" if name else "recognised"
            # What was remembered for rows of another kind says nothing here: then the header does.
            name = name or (guess if guess not in taken else "")
        if name:
            taken.add(name)
        plans.append(
            ColumnPlan(column.index, column.header, name, how if name or how == "chosen" else "left out")
        )
    return plans


def _kept(table: Table, role: str, remembered: Mapping[str, str]) -> dict[int, str]:
    """The fields that are remembered of columns and that this kind of sheet has, by place, each once."""
    found: dict[int, str] = {}
    for place, column in enumerate(table.columns):
        name = remembered.get(column.header, "")
        if _may_be(name, role) and name not in found.values():
            found[place] = name
    return found


def _may_be(name: str, role: str) -> bool:
    return name in FIELDS and role in FIELDS[name].sheets


def parse_sheet(
    table: Table,
    role: str,
    chosen: SheetOptions,
    remembered: dict[str, str] | None = None,
    *,
    joined: bool = False,
) -> ParsedSheet:
    """Read all rows of `table` as the fields that its columns are taken for."""
    columns = map_columns(table, role, chosen, remembered, joined=joined)
    cells = {column.field: table.cells(column.index) for column in columns if column.field}
    for column in columns:
        shown = cells[column.field] if column.field else table.cells(column.index)
        column.samples = _samples(shown)
    plan = SheetPlan(
        role,
        table.sheet.name,
        table.header_rows,
        columns,
        len(table.rows),
        [(left.row, str(left.why)) for left in table.left_out],
    )
    parsed = ParsedSheet(plan, table.rows, {}, {c.field: c.index for c in columns if c.field})
    _refuse_twice(parsed, columns)
    _ask_doubtful(parsed, columns)
    _note_grouping(parsed)
    for name, found in cells.items():
        if name not in ("dates", "end", "day"):
            parsed.values[name] = parse_column(parsed, name, found)
    join_names(parsed)
    part_persons(parsed, cells)
    parse_dates(parsed, cells, chosen)
    _refuse_broken(parsed, table)
    return parsed


def _samples(cells: Sequence[Value]) -> list[str]:
    found: dict[str, None] = {}
    for value in cells:
        if value is not None:
            found[as_text(value)[:60]] = None
            if len(found) == 3:
                break
    return list(found)


def _refuse_twice(parsed: ParsedSheet, columns: Sequence[ColumnPlan]) -> None:
    """Two columns of one field, which staff may have chosen: the second would win unseen."""
    seen: dict[str, ColumnPlan] = {}
    for column in columns:
        if not column.field:
            continue
        if column.field in seen:
            sentence = _(
                "Columns %(first)s and %(second)s are both taken for “%(field)s”. Leave one of them out."
            )
            values = {
                "first": column_letters(seen[column.field].index),
                "second": column_letters(column.index),
                "field": FIELDS[column.field].label,
            }
            row = parsed.plan.header_rows[-1] if parsed.plan.header_rows else 0
            parsed.problems.append(
                Problem(parsed.plan.name, row, column.index, column.header, sentence % values, "question")
            )
        seen[column.field] = column


def _ask_doubtful(parsed: ParsedSheet, columns: Sequence[ColumnPlan]) -> None:
    """A column whose header fits several fields is nobody's to guess, nor to drop."""
    open_ones = doubtful([column.header for column in columns], parsed.plan.role)
    for place, names in open_ones.items():
        column = columns[place]
        if column.field or column.how == "chosen" or not column.samples:
            continue
        sentence = _(
            "Column %(column)s, “%(header)s”, may be %(fields)s. Choose what it is, or leave it out."
        )
        labels = ", ".join(f"“{FIELDS[name].label}”" for name in names)
        values = {"column": column_letters(column.index), "header": column.header, "fields": labels}
        row = parsed.plan.header_rows[-1] if parsed.plan.header_rows else 0
        parsed.problems.append(
            Problem(parsed.plan.name, row, column.index, column.header, sentence % values, "question")
        )


#: One of these tells the visits of people who travel at the same time apart.
_APART = {"reference", "key", "title", "delegation", "senders", "hosts"}


def _note_grouping(parsed: ParsedSheet) -> None:
    """Rows of persons become one visit where they say the same of it: little, without such columns."""
    if parsed.plan.role != PEOPLE or not _APART.isdisjoint(parsed.columns) or not parsed.rows:
        return
    sentence = _(
        "No column says of which delegation a person is, nor who received it: persons with the same"
        " dates are taken for one delegation. If that is wrong, add a column “Delegation”."
    )
    row = parsed.plan.header_rows[-1] if parsed.plan.header_rows else 0
    parsed.problems.append(Problem(parsed.plan.name, row, None, "", sentence, "notice"))


def _refuse_broken(parsed: ParsedSheet, table: Table) -> None:
    """Cells that show an error of a formula are not empty, and nobody knows what they should say."""
    if not table.sheet.broken:
        return
    rows = set(parsed.rows)
    names = {index: name for name, index in parsed.columns.items()}
    sentence = _("This cell shows “%(shown)s” and no value. Mend the formula, or type the value.")
    for (row, column), shown in sorted(table.sheet.broken.items()):
        if row in rows and column in names:
            parsed.add(row, names[column], shown, sentence % {"shown": shown})
