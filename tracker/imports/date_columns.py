"""The columns of dates of a sheet: read as wholes, completed by a column of years, joined with last days."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.dates import PartialDate, PartialDateError
from tracker.imports.cells import as_text
from tracker.imports.dates import DateProblem, join_dates, read_dates
from tracker.imports.options import SheetOptions
from tracker.imports.parsed import ParsedSheet
from tracker.imports.workbook import Value, address

#: Notices of one sort beyond these are counted, not listed.
MOST_NOTICES = 200


def parse_dates(parsed: ParsedSheet, cells: dict[str, list[Value]], chosen: SheetOptions) -> None:
    """The columns of dates; a column of last days is joined to that of first days."""
    for name in ("dates", "end", "day"):
        if name not in cells:
            continue
        column = cells[name]
        read = read_dates(
            column,
            order=chosen.order.get(name, ""),
            year=chosen.year,
            century=chosen.century,
            years_apart="year" in cells,
            groups=_groups(parsed),
            series=name != "day",
        )
        for problem in read.problems:
            parsed.add(parsed.rows[problem.index], name, problem.found, problem.sentence)
        _note(parsed, name, read.notices)
        if read.order:
            where = ""
            if read.decided_by is not None:
                where = address(parsed.plan.name, parsed.rows[read.decided_by], parsed.columns[name])
            parsed.plan.order[name] = (read.order, where)
        if read.question:
            parsed.plan.questions[name] = read.question
        parsed.plan.century_question = parsed.plan.century_question or read.century_question
        parsed.values[name] = list(read.values)
        if read.basis:
            parsed.values[f"{name} basis"] = read.basis
        parsed.plan.without_year += sum(
            1 for value in read.values if value is not None and not value.has_year
        )
    _apply_years(parsed)
    if "end" in parsed.values:
        _join_ends(parsed, cells)


def _groups(parsed: ParsedSheet) -> list[Any] | None:
    """Whose dates follow each other: where one row is a person, those of one delegation."""
    if parsed.plan.role != "people":
        return None
    return parsed.values.get("delegation") or parsed.values.get("senders")


def _note(parsed: ParsedSheet, name: str, notices: Sequence[DateProblem]) -> None:
    for notice in notices[:MOST_NOTICES]:
        parsed.add(parsed.rows[notice.index], name, notice.found, notice.sentence, "notice")
    if len(notices) > MOST_NOTICES:
        rest = len(notices) - MOST_NOTICES
        sentence = ngettext("… and %(count)d more like these.", "… and %(count)d more like these.", rest)
        last = notices[-1]
        parsed.add(parsed.rows[last.index], name, last.found, sentence % {"count": rest}, "notice")


def _apply_years(parsed: ParsedSheet) -> None:
    """A column of years completes the dates of its rows that have none."""
    years = parsed.values.get("year")
    if years is None:
        return
    for name in ("dates", "end"):
        dates = parsed.values.get(name)
        if dates is None:
            if name == "dates":
                parsed.values["dates"] = [
                    PartialDate.from_edtf(f"{year:04d}") if year else None for year in years
                ]
                parsed.columns["dates"] = parsed.columns["year"]
            continue
        for number, (value, year) in enumerate(zip(dates, years, strict=True)):
            if year is None:
                continue
            if value is None:
                # A cell that could not be read has its problem; an empty one means the year alone.
                if name == "dates" and parsed.rows[number] not in parsed.bad_rows:
                    dates[number] = PartialDate.from_edtf(f"{year:04d}")
            elif not value.has_year:
                dates[number] = read_dates([value.edtf], year=year).values[0]
            elif value.earliest and value.latest and not value.earliest.year <= year <= value.latest.year:
                sentence = _(
                    "The date is %(date)s, but the column of years says %(year)s. Correct one of the two."
                )
                parsed.add(parsed.rows[number], name, value.edtf, sentence % {"date": value, "year": year})


def _join_ends(parsed: ParsedSheet, cells: dict[str, list[Value]]) -> None:
    starts = parsed.values.setdefault("dates", [None] * len(parsed.rows))
    known: dict[tuple[Any, Any], Any] = {}
    for number, (start, end) in enumerate(zip(starts, parsed.values["end"], strict=True)):
        if end is None or parsed.rows[number] in parsed.bad_rows:
            continue
        if (start, end) not in known:
            try:
                known[start, end] = join_dates(start, end)
            except PartialDateError as error:
                known[start, end] = error
        joined = known[start, end]
        if isinstance(joined, PartialDateError):
            parsed.add(parsed.rows[number], "end", as_text(cells["end"][number]), str(joined))
        else:
            starts[number] = joined
