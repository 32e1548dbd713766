"""What was chosen about a workbook, for the next one with the same headers and for its own mended rows.

A choice about a layout (the shape, a sheet, its header, the order of day and month) is kept by the headers.
All of it, also what holds for one workbook alone (the year of its dates), goes with the rows that are
downloaded to be mended, on a hidden sheet: fewer rows must not be read in another way than all of them were.

What is found again is put into the options as if it had just been chosen, once, so that staff see and
change it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from tracker.choices import Status
from tracker.imports.columns import fingerprint
from tracker.imports.fields import FIELDS
from tracker.imports.layout import Table, rank_sheets, read_table
from tracker.imports.options import MEMBERS, PEOPLE, SHAPES, STOPS, VISITS, Options, SheetOptions
from tracker.imports.plan import Plan, SheetPlan
from tracker.imports.workbook import Sheet, Value, Workbook
from tracker.models import ColumnMapping

if TYPE_CHECKING:
    from tracker.models import User

#: The hidden sheet of a workbook of rows to be mended, and the first cell that tells it from any other.
CARRIED = "coop-choices"
_ROLES = (VISITS, PEOPLE, STOPS, MEMBERS)
_OF_SHEET = ("header_row", "header_rows", "order", "year", "century", "columns")
LAST_ROW = 1_048_576


def problem_header() -> str:
    """The header of the column that says what is wrong (`tracker.imports.reports`)."""
    return _("Problem")


def fingerprint_of(table: Table) -> str:
    """What tells the headers of a table from other headers.

    The column of problems, in a workbook of rows to be mended, is not one of the office's own.
    """
    own = problem_header()
    return fingerprint([column.header for column in table.columns if column.header.strip() != own])


def found_table(sheet: Sheet, chosen: SheetOptions) -> Table | None:
    """The table of a sheet, with the header that was chosen or found."""
    header = chosen.header_row - 1 if chosen.header_row else None
    return read_table(sheet, header_row=header, header_rows=chosen.header_rows)


class Memory:
    """What is remembered of one workbook."""

    def __init__(self, workbook: Workbook) -> None:
        """Takes the sheet of choices, where there is one, out of `workbook`."""
        self._carried = _take_carried(workbook)
        self._kept: dict[str, ColumnMapping | None] = {}

    def recall(self, workbook: Workbook, options: Options) -> None:
        """Put into `options` what is remembered of the workbook as a whole, where nothing is chosen."""
        if options.recalled is not None:
            return
        options.recalled = {}
        said = self._carried or self._of_sheets(workbook, options)
        shape = said.get("shape", "")
        if not shape or options.shape in ("", shape):
            options.shape = options.shape or shape
            for role, name in said.get("names", {}).items():
                options.of(role).name = options.of(role).name or name
            options.fill_down = options.fill_down or said.get("fill_down", False)
        options.status = options.status or said.get("status", "")
        options.recalled = {name: said[name] for name in ("fill_down", "status") if said.get(name)}

    def recall_sheet(self, role: str, sheet: Sheet, chosen: SheetOptions) -> None:
        """Put into `chosen` what is remembered of a sheet, where nothing is chosen."""
        if chosen.recalled is not None:
            return
        chosen.recalled = {}
        table = found_table(sheet, chosen)
        if table is None:
            return
        if self._carried:
            said = self._carried["sheets"].get(role, {})
        else:
            kept = self.of(table)
            said = kept.choices if kept and kept.choices.get("role") == role else {}
        said = {name: said[name] for name in _OF_SHEET if said.get(name) is not None} | {
            "headers": said.get("headers", "")
        }
        if not _same_header(sheet, table, chosen, said):
            said.pop("header_row", None)
            said.pop("header_rows", None)
        del said["headers"]
        for name, value in said.items():
            if name == "order":
                chosen.order = {**value, **chosen.order}
            elif name != "columns" and getattr(chosen, name) is None:
                setattr(chosen, name, value)
        table = found_table(sheet, chosen) or table
        chosen.columns = {**_placed(said.get("columns", ()), table), **chosen.columns}
        chosen.recalled = {name: value for name, value in said.items() if name != "columns" and value}

    def of(self, table: Table) -> ColumnMapping | None:
        """What is kept of a table with these headers; None where there was none yet."""
        key = fingerprint_of(table)
        if key not in self._kept:
            self._kept[key] = ColumnMapping.objects.filter(fingerprint=key).first()
        return self._kept[key]

    def _of_sheets(self, workbook: Workbook, options: Options) -> dict[str, Any]:
        """What is kept of the sheet that most likely holds the visits, or of one that was chosen by name."""
        sheets = [(sheet, table) for sheet in rank_sheets(workbook) if (table := read_table(sheet))]
        keys = {fingerprint_of(table) for _sheet, table in sheets}
        self._kept = dict.fromkeys(keys)
        self._kept |= {kept.fingerprint: kept for kept in ColumnMapping.objects.filter(fingerprint__in=keys)}
        kept_of = [(sheet, kept.choices) for sheet, table in sheets if (kept := self.of(table))]
        kept_of = [(sheet, choices) for sheet, choices in kept_of if choices.get("role")]
        named = [(sheet, choices) for sheet, choices in kept_of if choices.get("name") == sheet.name]
        main = [choices for _sheet, choices in named if choices["role"] in (VISITS, PEOPLE)]
        if not main:
            main = [choices for sheet, choices in kept_of if sheet is sheets[0][0]]
        if len(main) != 1:
            return {}
        [said] = main
        names: dict[str, str] = {}
        for sheet, choices in named:
            alone = sum(other["role"] == choices["role"] for _sheet, other in named) == 1
            if (
                alone
                and choices.get("shape", "") == said.get("shape", "")
                and not options.of(choices["role"]).name
            ):
                names[choices["role"]] = sheet.name
        return {**said, "names": names}


def _same_header(sheet: Sheet, table: Table, chosen: SheetOptions, said: Mapping[str, Any]) -> bool:
    """Whether the header that was chosen before stands in this sheet too, and is not found anyway."""
    if chosen.header_row or chosen.header_rows is not None:
        return False
    height, row = said.get("header_rows"), said.get("header_row")
    other = read_table(sheet, header_row=row - 1 if row else None, header_rows=height)
    if other is None or other.header_rows == table.header_rows:
        return False
    return said["headers"] in ("", fingerprint_of(other))


def _placed(columns: Iterable[tuple[int, str, str]], table: Table) -> dict[str, str]:
    """Where columns chosen by place and header stand in a table that somebody may have changed since."""
    headers = {column.index: column.header for column in table.columns}
    found = {}
    for index, header, field in columns:
        places = [index]
        if headers.get(index) != header:
            places = [place for place, text in headers.items() if text == header]
        if len(places) == 1 and (header or places == [index]):
            found[str(places[0])] = field
    return found


def told(options: Options, plans: list[SheetPlan]) -> list[str]:
    """What was remembered and still holds, a sentence a sheet, for staff to see."""
    found = []
    for plan in plans:
        chosen = options.of(plan.role)
        words = list(_words(chosen.recalled or {}, chosen))
        if plan.role in (VISITS, PEOPLE):
            words += _words(options.recalled or {}, options)
        if words:
            sentence = _(
                "The sheet “%(sheet)s” is read as it was chosen before for such a table: %(choices)s. Choose"
                " otherwise where that doesn't hold."
            )
            found.append(sentence % {"sheet": plan.name, "choices": "; ".join(words)})
    return found


def _words(recalled: Mapping[str, Any], chosen: Options | SheetOptions) -> Iterator[str]:
    """Each remembered choice that nobody changed since, in words."""
    for name, value in recalled.items():
        now = getattr(chosen, name)
        if name == "order":
            for field, order in value.items():
                if now.get(field) == order:
                    first = _("day first") if order == "day" else _("month first")
                    label = FIELDS[field].label
                    yield _("%(first)s in “%(field)s”") % {"first": first, "field": label}
            continue
        if now != value:
            continue
        if name == "year":
            yield _("the year %(year)s for dates without one") % {"year": value}
        elif name == "century":
            yield _("years of two digits from %(first)s to %(last)s") % {
                "first": value * 100,
                "last": value * 100 + 99,
            }
        elif name == "header_row":
            yield _("the header in row %(row)s") % {"row": value}
        elif name == "status":
            yield _("the status “%(status)s” where none is said") % {"status": Status(value).label}
        elif name == "fill_down":
            yield _("empty cells repeat the ones above")


# --- Keeping ---


def keep(plan: Plan, by: User | None) -> None:
    """Keep what staff chose about the columns and the layout of each sheet, for the next such workbook."""
    options = plan.options
    for sheet in plan.sheets:
        choices = _choices(options, sheet.role, sheet)
        columns = any(column.how == "chosen" for column in sheet.columns)
        stamp = {"by": by, "at": timezone.now()}
        if not columns and len(choices) == 1:
            # Nothing is chosen any more.
            there = ColumnMapping.objects.filter(fingerprint__in=(sheet.fingerprint, sheet.found_as))
            there.exclude(choices={}).update(choices={})
            continue
        values: dict[str, Any] = {"choices": choices, **stamp}
        if columns:
            values["mapping"] = {column.header: column.field for column in sheet.columns}
        ColumnMapping.objects.update_or_create(fingerprint=sheet.fingerprint, defaults=values)
        if sheet.found_as not in ("", sheet.fingerprint):
            # By the headers that would be found next time, which are not the right ones.
            found = {"choices": choices, **stamp}
            ColumnMapping.objects.update_or_create(fingerprint=sheet.found_as, defaults=found)


def _choices(options: Options, role: str, sheet: SheetPlan) -> dict[str, Any]:
    """What staff chose about a sheet, as far as it may hold for another workbook."""
    chosen = options.of(role)
    found: dict[str, Any] = {
        "shape": options.shape,
        "fill_down": options.fill_down if role == PEOPLE else False,
        "name": chosen.name,
        "order": chosen.order,
        "century": chosen.century,
        "header_row": chosen.header_row,
    }
    found = {name: value for name, value in found.items() if value}
    if chosen.header_rows is not None:
        found["header_rows"] = chosen.header_rows
    if chosen.header_row or chosen.header_rows is not None:
        found["headers"] = sheet.fingerprint
    return {**found, "role": role}


# --- With the rows to be mended ---


def carried(plan: Plan, names: Mapping[str, str]) -> list[list[Value]]:
    """The rows of the hidden sheet: how the workbook was read, whether staff chose it or it was found so.

    `names` are what the sheets are called there, by their role.
    """
    options = plan.options
    said: dict[str, Any] = {
        "shape": plan.shape,
        "fill_down": options.fill_down,
        "status": options.status,
    }
    for sheet in plan.sheets:
        chosen = options.of(sheet.role)
        said[f"sheet {sheet.role}"] = {
            "called": names[sheet.role],
            "name": bool(chosen.name),
            "header_row": sheet.header_rows[0] + 1 if sheet.header_rows else None,
            "header_rows": len(sheet.header_rows),
            "order": {**{field: order for field, (order, _by) in sheet.order.items()}, **chosen.order},
            "year": chosen.year,
            "century": chosen.century,
            "columns": [
                (column.index, column.header, column.field)
                for column in sheet.columns
                if column.how == "chosen"
            ],
        }
    rows: list[list[Value]] = [[name, json.dumps(value)] for name, value in said.items()]
    return [[CARRIED], *rows]


def _take_carried(workbook: Workbook) -> dict[str, Any]:
    """What the hidden sheet of choices says, as far as it makes sense; the sheet is taken out."""
    sheet = next((sheet for sheet in workbook.sheets if sheet.name == CARRIED), None)
    if sheet is None or len(workbook.sheets) == 1 or sheet.value(0, 0) != CARRIED:
        return {}
    workbook.sheets.remove(sheet)
    said: dict[str, Any] = {}
    for row in range(1, len(sheet.rows)):
        name, text = sheet.value(row, 0), sheet.value(row, 1)
        if isinstance(name, str) and isinstance(text, str):
            try:
                said[name] = json.loads(text)
            except (ValueError, RecursionError):
                continue
    sheets = {role: _sensible(said.get(f"sheet {role}")) for role in _ROLES if f"sheet {role}" in said}
    if any(workbook.sheet(one["called"]) is None for one in sheets.values()):
        return {}
    return {
        "shape": _one_of(said.get("shape"), SHAPES) or "",
        "fill_down": said.get("fill_down") is True,
        "status": _one_of(said.get("status"), Status.values) or "",
        "sheets": sheets,
        "names": {role: one["called"] for role, one in sheets.items() if one["name"]},
    }


def _one_of(value: Any, known: Any) -> Any:
    return value if isinstance(value, str) and value in known else None


def _within(value: Any, lowest: int, highest: int) -> int | None:
    return value if type(value) is int and lowest <= value <= highest else None


def _sensible(said: Any) -> dict[str, Any]:
    """The choices about a sheet that a workbook carries: anybody may have changed them."""
    said = said if isinstance(said, dict) else {}
    order, columns = said.get("order"), said.get("columns")
    return {
        "called": str(said.get("called", "")),
        "name": said.get("name") is True,
        "header_row": _within(said.get("header_row"), 1, LAST_ROW),
        "header_rows": _within(said.get("header_rows"), 0, 3),
        "order": {
            field: first
            for field, first in (order.items() if isinstance(order, dict) else ())
            if field in ("dates", "end", "day") and first in ("day", "month")
        },
        "year": _within(said.get("year"), 1900, 2100),
        "century": _within(said.get("century"), 19, 20),
        "columns": [
            tuple(one)
            for one in (columns if isinstance(columns, list) else ())
            if isinstance(one, list) and [type(part) for part in one] == [int, str, str]
            if not one[2] or one[2] in FIELDS
        ],
    }
