"""What an import would do, worked out in memory before anything is written."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from tracker.dates import PartialDate
from tracker.imports.matching import Match
from tracker.imports.options import Options
from tracker.imports.workbook import address as cell_address
from tracker.names import normalise

NEW, CHANGED, UNCHANGED, DUPLICATE, PROBLEM = "new", "changed", "unchanged", "duplicate", "problem"
VERDICTS = (NEW, CHANGED, UNCHANGED, DUPLICATE, PROBLEM)

#: A record by its key, or, as text, a name that is to be made (its comparable form).
type Ref = int | str


class Problem(NamedTuple):
    """What is wrong or to be decided at a cell, as a person is told; a notice stops nothing."""

    sheet: str
    row: int
    column: int | None
    found: str
    sentence: str
    #: "problem" to mend in the workbook, "question" to answer here, "notice" to know.
    kind: str = "problem"

    @property
    def address(self) -> str:
        return cell_address(self.sheet, self.row, self.column) if self.row >= 0 else self.sheet


@dataclass(slots=True)
class Member:
    """A participant that a row names."""

    person: Ref | None
    description: str
    title: str
    organisation: Ref | None
    role: str
    note: str
    sheet: str
    row: int
    #: Whether the workbook says the role; else it is a member as a matter of course.
    role_said: bool = False


def person_key(person: Ref | None, description: str) -> Any:
    """What tells a member from the others of a delegation: the person, or how an unnamed one is described."""
    return person if person is not None else ("described", normalise(description))


@dataclass(slots=True)
class StopDraft:
    """One entry of an itinerary, from a row of the sheet of stops."""

    day: PartialDate | None
    kind: str
    title: str
    host: Ref | None
    place: str
    country: str | None
    said: str
    topics: tuple[Ref, ...]
    programmes: tuple[Ref, ...]
    sheet: str
    row: int
    kind_said: bool = False
    #: What staff gave to its day that the workbook doesn't say, as a sentence.
    basis: str = ""


class FieldChange(NamedTuple):
    """One field of a visit in the record that the workbook changes, as texts for a person."""

    field: str
    before: str
    after: str


class LookAlike(NamedTuple):
    """A visit that a row may be: one of the record (by reference) or of an earlier row."""

    choice: str
    label: str


@dataclass(slots=True)
class Update:
    """What the workbook changes in a visit of the record."""

    #: What is there already (`comparing.Known`).
    known: Any
    changes: list[FieldChange] = field(default_factory=list)
    #: Participants and stops of the record by key, with their new values (of a stop also what it relates to);
    #: and those that come new.
    member_changes: dict[int, dict[str, Any]] = field(default_factory=dict)
    stop_changes: dict[int, dict[str, Any]] = field(default_factory=dict)
    new_members: list[Member] = field(default_factory=list)
    new_stops: list[StopDraft] = field(default_factory=list)
    delegation_changes: dict[str, Any] = field(default_factory=dict)
    #: Whether the row names another delegation of the record, which is not exchanged.
    other_delegation: bool = False
    #: Members (`comparing.KnownMember`) and titles of stops that the workbook doesn't name.
    unnamed_members: Sequence[Any] = ()
    unnamed_stops: Sequence[str] = ()

    @property
    def unnamed(self) -> int:
        """How much the record has that the workbook doesn't name."""
        return len(self.unnamed_members) + len(self.unnamed_stops)


@dataclass(slots=True)
class Entry:
    """One visit of the workbook: what its rows say, and what becomes of it."""

    sheet: str
    rows: list[int]
    verdict: str = NEW
    #: The visit in the record that it is.
    pk: int | None = None
    reference: str = ""
    title: str = ""
    #: Whether the title is made of the row's other words.
    title_made: bool = False
    #: Field → value, only what the workbook says: texts, dates, status.
    values: dict[str, Any] = field(default_factory=dict)
    #: Relation of the visit → records, only where the workbook says something.
    related: dict[str, tuple[Any, ...]] = field(default_factory=dict)
    delegation: Ref | None = None
    delegation_name: str = ""
    senders: tuple[Ref, ...] = ()
    #: Where the senders are, as far as the row says.
    from_countries: tuple[str, ...] = ()
    size: int | None = None
    members: list[Member] = field(default_factory=list)
    stops: list[StopDraft] = field(default_factory=list)
    #: Visits that it may be, where somebody must say so.
    alike: Sequence[LookAlike] = ()
    #: Where it is a visit of the record. Kept apart, since most entries of a long workbook are new.
    update: Update | None = None
    #: Whether a problem or an open question keeps it from being written.
    held: bool = False
    #: What staff gave to its dates that the workbook doesn't say, as a sentence.
    basis: str = ""
    #: Whether its status is said neither by the workbook nor by staff.
    status_made: bool = False

    @property
    def address(self) -> str:
        return cell_address(self.sheet, self.rows[0])

    @property
    def names_delegation(self) -> bool:
        """Whether the workbook names the delegation; else it is one of the visit's own, named by Coop."""
        return self.delegation is not None and not str(self.delegation).startswith("#")

    @property
    def changes(self) -> Sequence[FieldChange]:
        """Field by field what it changes in the record."""
        return self.update.changes if self.update is not None else ()


def update_of(entry: Entry) -> Update:
    """What an entry changes in its visit, which must have been loaded (`comparing.load_known`)."""
    if entry.update is None:
        raise ValueError(f"The visit of {entry.address} was not loaded.")
    return entry.update


class NewAlias(NamedTuple):
    """Another name to be kept of a record that is known or is to be made."""

    kind: str
    record: Ref
    text: str
    sheet: str
    row: int


class NewName(NamedTuple):
    """A record that would be made, and the first cell that names it."""

    kind: str
    key: str
    text: str
    sheet: str
    row: int
    column: int | None


@dataclass(slots=True)
class ColumnPlan:
    """What a column was taken for, and how that was found out."""

    index: int
    header: str
    field: str
    #: "chosen" by staff, "remembered" from an earlier workbook, "recognised", or "left out".
    how: str
    samples: list[str] = dataclasses.field(default_factory=list)


@dataclass(slots=True)
class SheetPlan:
    """How a sheet was read, for staff to check and change."""

    role: str
    name: str
    header_rows: tuple[int, ...]
    columns: list[ColumnPlan]
    rows: int
    #: Rows that are no data, with the reason.
    left_out: list[tuple[int, str]]
    #: Field of a date → ("day" or "month", address of the cell that decided it or "").
    order: dict[str, tuple[str, str]] = field(default_factory=dict)
    #: Field of a date → the question that staff must answer.
    questions: dict[str, str] = field(default_factory=dict)
    century_question: str = ""
    #: What tells its headers from others, for what is remembered of them (`remembering.fingerprint_of`).
    fingerprint: str = ""
    #: The same of the headers that would be found where nobody chose any.
    found_as: str = ""
    without_year: int = 0


@dataclass(slots=True)
class Plan:
    """All that an import would do."""

    options: Options
    shape: str
    sheets: list[SheetPlan]
    #: All sheets of the workbook, the likeliest first.
    sheet_names: list[str]
    entries: list[Entry]
    problems: list[Problem]
    #: (kind, text) → what it was matched with; and where it first stands.
    matches: dict[tuple[str, str], Match]
    new_names: list[NewName]
    #: (kind, key, first text, candidates…) of names that somebody must decide.
    open_names: list[tuple[str, Match]] = field(default_factory=list)
    #: For each open name, by identity of (kind, key): address of the first cell and how many cells.
    where: dict[tuple[str, str], tuple[str, int]] = field(default_factory=dict)
    notices: list[str] = field(default_factory=list)
    #: New delegation → the visit whose row says most of it.
    groups: dict[Ref, Entry] = field(default_factory=dict)
    aliases: list[NewAlias] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        """How many visits of each verdict, names to make, problems, questions and notices."""
        verdicts = Counter(entry.verdict for entry in self.entries)
        kinds = Counter(problem.kind for problem in self.problems)
        made = Counter(name.kind for name in self.new_names)
        return {
            **{verdict: verdicts[verdict] for verdict in VERDICTS},
            "problems": kinds["problem"],
            "questions": kinds["question"] + len(self.open_names),
            "notices": kinds["notice"],
            **{f"new_{kind}": made[kind] for kind in sorted(made)},
        }
