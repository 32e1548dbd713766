"""What staff chose about a workbook; kept with the import, as JSON."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, fields
from typing import Any, Self

from tracker.imports.matching import Decision

#: What a sheet holds, and what a workbook is as a whole.
VISITS, PEOPLE, STOPS, MEMBERS, SHEETS = "visits", "people", "stops", "members", "sheets"
SHAPES = (VISITS, PEOPLE, SHEETS)


@dataclass(slots=True)
class SheetOptions:
    """What staff chose about one sheet; everything left empty is for Coop to find out."""

    name: str = ""
    #: The first row of the header, from 1, as the spreadsheet counts.
    header_row: int | None = None
    header_rows: int | None = None
    #: Index of the column → field; "" leaves the column out. Columns that are not here are recognised.
    columns: dict[str, str] = field(default_factory=dict)
    #: Field of a date → "day" or "month": what comes first in 04/11/2025.
    order: dict[str, str] = field(default_factory=dict)
    #: The year of dates that have none, and the century of years with two digits.
    year: int | None = None
    century: int | None = None
    #: What of this was remembered (`tracker.imports.remembering`); None where it was not asked for yet.
    recalled: dict[str, Any] | None = None


@dataclass(slots=True)
class Options:
    """All that staff chose about one workbook."""

    shape: str = ""
    #: Role of the sheet ("visits", "people", "stops", "members") → what was chosen about it.
    sheets: dict[str, SheetOptions] = field(default_factory=dict)
    #: Whether an empty cell repeats the one above, where one row is a person.
    fill_down: bool = False
    #: The status of visits of which the workbook says none.
    status: str = ""
    #: Encoding and separator of a text; empty: found out.
    encoding: str = ""
    separator: str = ""
    #: "kind|key of the name" → {"use": key of the record or null for a new one, "alias": bool}
    names: dict[str, dict[str, Any]] = field(default_factory=dict)
    #: "sheet!row" (from 1) → reference of the visit that the row is, "new" for a visit of its own, or
    #: "row 12" for the visit of an earlier row.
    same: dict[str, str] = field(default_factory=dict)
    #: What of this was remembered; None where it was not asked for yet.
    recalled: dict[str, Any] | None = None

    def of(self, role: str) -> SheetOptions:
        """What was chosen about the sheet of this role, to read or to change."""
        return self.sheets.setdefault(role, SheetOptions())

    def decisions(self) -> dict[tuple[str, str], Decision]:
        """The decisions on names, as `match_names` takes them."""
        found = {}
        for name, chosen in self.names.items():
            kind, _bar, key = name.partition("|")
            found[kind, key] = Decision(chosen.get("use"), bool(chosen.get("alias")))
        return found

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Self:
        """The options that `to_json` gave; what is unknown or missing is passed over."""
        names = {one.name for one in fields(cls)}
        sheet_names = {one.name for one in fields(SheetOptions)}
        known = {name: value for name, value in kept.items() if name in names}
        known["sheets"] = {
            role: SheetOptions(**{name: value for name, value in chosen.items() if name in sheet_names})
            for role, chosen in kept.get("sheets", {}).items()
        }
        return cls(**known)
