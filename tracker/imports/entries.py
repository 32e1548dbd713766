"""Makes visits of the rows of a workbook: one a row, one a group of rows, or one joined over three sheets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from tracker.choices import Status, StopKind, Visibility
from tracker.imports.grouping import group_rows
from tracker.imports.members import add_named, add_person
from tracker.imports.naming import Names
from tracker.imports.options import MEMBERS, PEOPLE, STOPS, VISITS, Options
from tracker.imports.parsed import ParsedSheet
from tracker.imports.plan import Entry, Problem, StopDraft, person_key
from tracker.imports.workbook import address
from tracker.names import normalise

#: Field of a workbook → field of a visit, for what is kept as it is read.
PLAIN = ("status", "purpose", "outcome", "note", "internal_notes", "visibility")
#: Field of a workbook → relation of a visit, and the kind of names.
RELATED = {
    "hosts": ("invited_by", "organisation"),
    "topics": ("topics", "topic"),
    "programmes": ("programmes", "programme"),
}
LONGEST_TITLE = 250


class EntryBuilder:
    """Builds the visits of a workbook from its parsed sheets."""

    def __init__(self, parsed: dict[str, ParsedSheet], names: Names, options: Options) -> None:
        self.main = parsed.get(VISITS) or parsed[PEOPLE]
        self.by_person = VISITS not in parsed
        self.parsed, self.names, self.options = parsed, names, options
        self.problems: list[Problem] = []
        #: Rows that name a person and not the visit.
        self._orphans: set[int] = set()
        self._columns = [
            (name, target, kind, self.main.values[name])
            for name, (target, kind) in RELATED.items()
            if name in self.main.values
        ]
        self._plain = [(name, self.main.values[name]) for name in PLAIN if name in self.main.values]

    def build(self) -> list[Entry]:
        """All visits, in the order of their first rows; `held` where a problem keeps one back."""
        if self.by_person:
            groups, self._orphans = group_rows(self.main, fill_down=self.options.fill_down)
            entries = [self._from_group(numbers) for numbers in groups]
        else:
            entries = [self._from_row(number) for number in range(len(self.main.rows))]
        self._join_sheets(entries)
        for number, entry in enumerate(entries):
            self._complete(entry, number)
        return entries

    # --- One row ---

    def _from_row(self, number: int) -> Entry:
        main, names = self.main, self.names
        entry = Entry(main.plan.name, [main.rows[number]])
        entry.held = main.rows[number] in main.bad_rows
        at = main.at
        entry.reference = at("reference", number) or ""
        entry.title = at("title", number) or ""
        entry.size = at("size", number)
        if dates := at("dates", number):
            entry.values["dates"] = dates
            entry.basis = at("dates basis", number) or at("end basis", number) or ""
        for name, column in self._plain:
            if column[number]:
                entry.values[name] = column[number]
        for _name, target, kind, column in self._columns:
            if column[number]:
                entry.related[target] = names.refs(kind, column[number])
        if countries := at("countries", number):
            entry.related["countries"] = countries
        if senders := at("senders", number):
            entry.senders = names.refs("organisation", senders)
        entry.from_countries = at("from_countries", number) or ()
        if delegation := at("delegation", number):
            entry.delegation_name = delegation
            entry.delegation = names.ref("delegation", delegation)
        add_named(entry, main, number, "head", names)
        add_named(entry, main, number, "members", names)
        return entry

    # --- One row a person ---

    def _from_group(self, numbers: Sequence[int]) -> Entry:
        """One visit: what its first row says, completed by the others, with a member a row."""
        main = self.main
        entry = self._from_row(numbers[0])
        entry.members = []
        entry.rows = [main.rows[number] for number in numbers]
        for number in numbers[1:]:
            self._add_row(entry, number)
        for number in numbers:
            add_named(entry, main, number, "head", self.names)
        for number in numbers:
            add_person(entry, main, number, self.names)
        return entry

    def _add_row(self, entry: Entry, number: int) -> None:
        """Complete a visit by what another of its rows says; a contradiction holds it."""
        other = self._from_row(number)
        entry.held = entry.held or other.held
        wrong = [
            name for name, value in other.values.items() if entry.values.setdefault(name, value) != value
        ]
        for name in ("reference", "title", "size", "delegation", "senders", "from_countries"):
            mine, value = getattr(entry, name), getattr(other, name)
            if not mine:
                setattr(entry, name, value)
            elif value and (set(value) != set(mine) if isinstance(value, tuple) else value != mine):
                wrong.append(name)
        entry.delegation_name = entry.delegation_name or other.delegation_name
        entry.basis = entry.basis or other.basis
        for name, refs in other.related.items():
            entry.related[name] = tuple(dict.fromkeys((*entry.related.get(name, ()), *refs)))
        sentence = _("This differs from row %(row)s, which is of the same visit. Make both alike.")
        for name in wrong:
            found = self.main.at(name, number)
            shown = "; ".join(map(str, found)) if isinstance(found, tuple) else str(found)
            self.main.add(self.main.rows[number], name, shown, sentence % {"row": entry.rows[0] + 1})
            entry.held = True

    # --- Three sheets ---

    def _join_sheets(self, entries: list[Entry]) -> None:
        """Stops and members to their visits, by the key that each sheet has."""
        sheets = {role: self.parsed[role] for role in (STOPS, MEMBERS) if role in self.parsed}
        if not sheets or self._lack_keys(sheets):
            return
        by_key = self._by_key(entries)
        for role, sheet in sheets.items():
            for number, row in enumerate(sheet.rows):
                key = sheet.at("key", number)
                found = by_key.get(key) if key else None
                if found is None:
                    sentence = _(
                        "No visit on the sheet “%(sheet)s” has the key “%(key)s”. Write the key of its visit"
                        " here."
                    )
                    sheet.add(
                        row, "key", key or "", sentence % {"sheet": self.main.plan.name, "key": key or ""}
                    )
                    continue
                found.held = found.held or row in sheet.bad_rows
                if role == STOPS:
                    self._add_stop(found, sheet, number)
                else:
                    add_person(found, sheet, number, self.names)

    def _lack_keys(self, sheets: dict[str, ParsedSheet]) -> bool:
        """Ask for the column of keys of sheets that have none; whether nothing can be joined then."""
        main = self.main
        joins = "key" in main.values or "reference" in main.values
        lacking = [] if joins else [main]
        for role, sheet in [*sheets.items()]:
            if "key" not in sheet.values:
                lacking.append(sheet)
                del sheets[role]
        names = "”, “".join(sheet.plan.name for sheet in self.parsed.values() if sheet is not main)
        sentence = _(
            "The sheet “%(sheet)s” has no column of keys, so that visits (“%(main)s”) and what belongs"
            " to them"
            " (“%(others)s”) can't be joined. Choose which column has the keys, the same on all sheets"
            " for one"
            " visit, or add one; without it the visits are imported alone."
        )
        for sheet in lacking:
            row = sheet.plan.header_rows[-1] if sheet.plan.header_rows else 0
            values = {"sheet": sheet.plan.name, "main": main.plan.name, "others": names}
            self.problems.append(Problem(sheet.plan.name, row, None, "", sentence % values, "question"))
        return not joins or not sheets

    def _by_key(self, entries: list[Entry]) -> dict[str, Entry]:
        """The visits by their keys, and by their references, which join as well."""
        by_key: dict[str, Entry] = {}
        for entry, key in zip(entries, self.main.values.get("key", []), strict=False):
            if not key:
                continue
            if key in by_key:
                sentence = _(
                    "The key “%(key)s” stands for row %(row)s already. Give each visit a key of its own."
                )
                first = by_key[key].rows[0] + 1
                self.main.add(entry.rows[0], "key", key, sentence % {"key": key, "row": first})
                entry.held = True
            by_key.setdefault(key, entry)
        for entry in entries:
            if entry.reference:
                by_key.setdefault(entry.reference, entry)
        return by_key

    def _add_stop(self, entry: Entry, sheet: ParsedSheet, number: int) -> None:
        at, names = sheet.at, self.names
        host = names.ref("organisation", at("stop_host", number) or "")
        title = at("stop_title", number) or (names.show("organisation", host) if host is not None else "")
        if not title:
            sentence = _("This stop has neither a title nor a host. Say in a few words what it was.")
            sheet.add(sheet.rows[number], "stop_title", "", sentence)
            entry.held = True
        entry.stops.append(
            StopDraft(
                at("day", number),
                at("stop_kind", number) or StopKind.MEETING.value,
                title,
                host,
                at("place", number) or "",
                at("stop_country", number),
                at("said", number) or "",
                names.refs("topic", at("stop_topics", number) or ()),
                names.refs("programme", at("stop_programmes", number) or ()),
                sheet.plan.name,
                sheet.rows[number],
                bool(at("stop_kind", number)),
                at("day basis", number) or "",
            )
        )

    # --- What a visit needs ---

    def _complete(self, entry: Entry, number: int) -> None:
        """Say what is missing or open, and make a title and a delegation where the row has none."""
        names, row = self.names, entry.rows[0]
        if entry.values.get("visibility") == Visibility.PUBLIC and not entry.reference:
            sentence = _(
                "Visits come in as drafts. Write “draft” or “internal” here, and publish them afterwards."
            )
            self._hold(entry, "visibility", _("public"), sentence)
        said = entry.delegation_name or entry.senders or entry.members or entry.reference
        if row in self._orphans or not said:
            sentence = _(
                "This row says neither which delegation it was, nor who sent it, nor who was in it. Fill in"
                " one of them."
            )
            if self.by_person:
                sentence = _(
                    "This row doesn't say of which visit it is. Fill in its delegation and dates, or choose"
                    " that empty"
                    " cells repeat the ones above."
                )
            self._hold(entry, None, "", sentence)
            return
        if "status" not in entry.values and not entry.reference:
            entry.values["status"] = self.options.status or Status.PLANNED.value
            entry.status_made = not self.options.status
        if not entry.delegation_name:
            entry.delegation_name = self._delegation_name(entry)[:LONGEST_TITLE]
            entry.delegation = f"#{number}"
            names.show_as("delegation", entry.delegation, entry.delegation_name)
        if not entry.title and not entry.reference:
            entry.title = self._title(entry)
            entry.title_made = True
        from tracker.imports.naming import refs_of

        for kind, ref in refs_of(entry):
            if names.is_open(kind, ref):
                entry.held = True
                break
        self._check_stops(entry)
        if row in self.main.bad_rows:
            entry.held = True

    def _hold(self, entry: Entry, name: str | None, found: str, sentence: str) -> None:
        self.main.add(entry.rows[0], name, found, sentence)
        entry.held = True

    def _delegation_name(self, entry: Entry) -> str:
        names = self.names
        if entry.senders:
            senders = ", ".join(names.show("organisation", ref) for ref in entry.senders)
            return _("Delegation of %(senders)s") % {"senders": senders}
        person = next((member.person for member in entry.members if member.person is not None), None)
        if person is None:
            return _("Delegation of %(senders)s") % {
                "senders": entry.members[0].description if entry.members else ""
            }
        name = names.show("person", person)
        if len(entry.members) == 1:
            return name
        return _("Delegation of %(person)s and others") % {"person": name}

    def _title(self, entry: Entry) -> str:
        """Who visits whom, in the words of the row."""
        from django_countries import countries

        names = self.names
        where = [names.show("organisation", ref) for ref in entry.related.get("invited_by", ())]
        where = where or [str(countries.name(code)) for code in entry.related.get("countries", ())]
        values = {"who": entry.delegation_name, "where": ", ".join(where)}
        title = _("%(who)s visits %(where)s") % values if where else _("Visit of %(who)s") % values
        return title if len(title) <= LONGEST_TITLE else f"{title[: LONGEST_TITLE - 1]}…"

    def _check_stops(self, entry: Entry) -> None:
        """A stop's day lies within the visit's dates, as the model's own `clean` asks."""
        dates = entry.values.get("dates")
        if not entry.stops or dates is None or dates.earliest is None or dates.latest is None:
            return
        sheet = self.parsed[STOPS]
        for stop in entry.stops:
            if stop.day is None or stop.day.earliest is None or stop.day.latest is None:
                continue
            if stop.day.latest < dates.earliest or stop.day.earliest > dates.latest:
                sentence = _(
                    "%(day)s is outside the visit's dates (%(dates)s, %(where)s): correct one of the two."
                )
                values = {"day": stop.day, "dates": dates, "where": address(entry.sheet, entry.rows[0])}
                sheet.add(stop.row, "day", str(stop.day), sentence % values)
                entry.held = True


def content_of(entry: Entry) -> tuple[Any, ...]:
    """All that a visit's rows say, to tell a repeated row from one that only looks alike."""
    return (
        entry.reference,
        entry.title,
        frozenset(entry.values.items()),
        frozenset(entry.related.items()),
        entry.delegation if not str(entry.delegation).startswith("#") else None,
        entry.senders,
        entry.size,
        tuple((m.person, m.description, m.title, m.organisation, m.role, m.note) for m in entry.members),
        tuple(
            (s.day, s.kind, s.title, s.host, s.place, s.country, s.said, s.topics, s.programmes)
            for s in entry.stops
        ),
    )


def who_of(entry: Entry) -> tuple[str, Any] | None:
    """The business key's first part: the delegation by its name, else the senders, else who was in it."""
    if entry.delegation_name and not str(entry.delegation).startswith("#"):
        return ("delegation", normalise(entry.delegation_name))
    if entry.senders:
        return ("senders", frozenset(entry.senders))
    people = frozenset(person_key(m.person, m.description) for m in entry.members)
    return ("people", people) if people else None
