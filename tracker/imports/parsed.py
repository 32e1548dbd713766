"""A sheet whose cells were read as what their columns are taken for."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tracker.imports.plan import Problem, SheetPlan


@dataclass(slots=True)
class ParsedSheet:
    """The rows of a sheet as values: `values[field][n]` is that of the row `rows[n]`."""

    plan: SheetPlan
    rows: list[int]
    values: dict[str, list[Any]]
    columns: dict[str, int]
    problems: list[Problem] = field(default_factory=list)
    bad_rows: set[int] = field(default_factory=set)

    def add(self, row: int, name: str | None, found: object, sentence: str, kind: str = "problem") -> None:
        """Note a problem at a cell of the field `name`, or of the row as a whole."""
        column = self.columns.get(name) if name else None
        self.problems.append(Problem(self.plan.name, row, column, str(found), sentence, kind))
        if kind != "notice":
            self.bad_rows.add(row)

    def at(self, name: str, number: int) -> Any:
        """The value of a field in the row of this number; None where there is no such column."""
        column = self.values.get(name)
        return column[number] if column is not None else None
