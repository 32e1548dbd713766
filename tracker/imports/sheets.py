"""Which sheet of a workbook holds what."""

from __future__ import annotations

from tracker.imports.columns import recognise
from tracker.imports.layout import rank_sheets, read_table
from tracker.imports.options import MEMBERS, SHEETS, STOPS
from tracker.imports.workbook import Sheet, Workbook

#: What a sheet of stops or of members must have, beside the key that joins it to its visits.
_MARKS = {STOPS: {"day", "stop_title", "stop_kind", "said"}, MEMBERS: {"person", "person_title"}}


def sheet_for(workbook: Workbook, role: str, shape: str) -> Sheet | None:
    """The sheet that most likely holds what `role` says; None where none does."""
    ranked = [sheet for sheet in rank_sheets(workbook) if sheet.rows]
    if shape != SHEETS:
        return next(iter(ranked), None)
    best: tuple[int, Sheet] | None = None
    for sheet in ranked:
        roles = {other: _fields(sheet, other) for other in ("visits", STOPS, MEMBERS)}
        fields = roles[role]
        marked = {other: roles[other] & _MARKS[other] for other in _MARKS}
        if "key" not in fields:
            continue
        if role in _MARKS:
            fits = bool(marked[role]) and len(fields) >= max(len(found) for found in roles.values())
        else:
            fits = len(fields) > max(len(roles[other]) for other in _MARKS)
        if fits and (best is None or len(fields) > best[0]):
            best = (len(fields), sheet)
    return best[1] if best else None


def _fields(sheet: Sheet, role: str) -> set[str]:
    table = read_table(sheet)
    if table is None:
        return set()
    return {name for name in recognise([column.header for column in table.columns], role) if name}
