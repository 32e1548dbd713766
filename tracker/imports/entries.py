"""Makes visits of the rows of a workbook: one a row, one a group of rows, or one joined over three sheets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _

from tracker.choices import ParticipantRole, Status, StopKind, Visibility
from tracker.imports.naming import Names
from tracker.imports.options import MEMBERS, PEOPLE, STOPS, VISITS, Options
from tracker.imports.parsed import ParsedSheet
from tracker.imports.plan import Entry, Member, Problem, Ref, StopDraft
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
#: What tells one visit from another where one row is a person.
GROUPING = ("delegation", "senders", "dates", "hosts", "countries", "title")
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
            entries = [self._from_group(numbers) for numbers in self._groups()]
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
        row = main.rows[number]
        for name, role in (("head", ParticipantRole.HEAD), ("members", ParticipantRole.MEMBER)):
            for person in at(name, number) or ():
                ref = names.ref("person", person.name)
                again = next((member for member in entry.members if member.person == ref), None)
                if again is not None:
                    # The head, named among the members again.
                    again.title = again.title or person.title
                    continue
                entry.members.append(
                    Member(
                        ref,
                        "",
                        person.title,
                        None,
                        role.value,
                        "",
                        main.plan.name,
                        row,
                        name == "head",
                    )
                )
        return entry

    # --- One row a person ---

    def _groups(self) -> Iterator[list[int]]:
        """The numbers of the rows of each visit."""
        main = self.main
        columns = [main.values[name] for name in GROUPING if name in main.values]
        joining = [main.values[name] for name in ("reference", "key") if name in main.values]
        groups: dict[Any, list[int]] = {}
        self._orphans = set()
        filled: Any = None
        for number in range(len(main.rows)):
            key: Any = next((("=", column[number]) for column in joining if column[number]), None)
            if key is None:
                key = tuple(column[number] or None for column in columns)
                if not any(key):
                    key = filled if self.options.fill_down and filled is not None else ("row", number)
                    if key == ("row", number):
                        self._orphans.add(main.rows[number])
            filled = key
            groups.setdefault(key, []).append(number)
        yield from groups.values()

    def _from_group(self, numbers: Sequence[int]) -> Entry:
        """One visit: what its first row says, completed by the others, with a member a row."""
        main = self.main
        entry = self._from_row(numbers[0])
        entry.members = []
        entry.rows = [main.rows[number] for number in numbers]
        for number in numbers[1:]:
            other = self._from_row(number)
            entry.held = entry.held or other.held
            entry.size = entry.size or other.size
            for name, value in other.values.items():
                if entry.values.setdefault(name, value) != value:
                    sentence = _(
                        "This differs from row %(row)s, which is of the same visit. Make both alike."
                    )
                    main.add(main.rows[number], name, str(value), sentence % {"row": entry.rows[0] + 1})
                    entry.held = True
            for name, refs in other.related.items():
                entry.related[name] = tuple(dict.fromkeys((*entry.related.get(name, ()), *refs)))
        for number in numbers:
            for person in main.at("head", number) or ():
                ref = self.names.ref("person", person.name)
                if all(member.person != ref for member in entry.members):
                    row = main.rows[number]
                    entry.members.append(
                        Member(
                            ref,
                            "",
                            person.title,
                            None,
                            ParticipantRole.HEAD.value,
                            "",
                            main.plan.name,
                            row,
                            True,
                        )
                    )
        self._add_people(entry, main, numbers)
        return entry

    def _add_people(self, entry: Entry, sheet: ParsedSheet, numbers: Sequence[int]) -> None:
        """A member for each row that names a person, or has a title alone."""
        for number in numbers:
            name, title = sheet.at("person", number), sheet.at("person_title", number) or ""
            if not name and not title:
                continue
            organisation = sheet.at("person_organisation", number)
            member = Member(
                self.names.ref("person", name) if name else None,
                "" if name else title,
                title if name else "",
                self.names.ref("organisation", organisation) if organisation else None,
                sheet.at("role", number) or ParticipantRole.MEMBER.value,
                sheet.at("person_note", number) or "",
                sheet.plan.name,
                sheet.rows[number],
                bool(sheet.at("role", number)),
            )
            for other in entry.members:
                if other.person is not None and other.person == member.person:
                    # The head of the group in a column of its own, and again among the members.
                    other.title = other.title or member.title
                    other.organisation = other.organisation or member.organisation
                    break
            else:
                entry.members.append(member)

    # --- Three sheets ---

    def _join_sheets(self, entries: list[Entry]) -> None:
        """Stops and members to their visits, by the key that each sheet has."""
        sheets = [self.parsed[role] for role in (STOPS, MEMBERS) if role in self.parsed]
        if not sheets:
            return
        by_key: dict[str, Entry] = {}
        keys = self.main.values.get("key", [])
        for entry, key in zip(entries, keys, strict=False):
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
        for role in (STOPS, MEMBERS):
            sheet = self.parsed.get(role)
            if sheet is None:
                continue
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
                    self._add_people(found, sheet, [number])

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
        tuple((s.day, s.kind, s.title, s.host, s.place, s.country, s.said) for s in entry.stops),
    )


def who_of(entry: Entry) -> tuple[str, Any] | None:
    """The business key's first part: the delegation by its name, else the senders, else who was in it."""
    if entry.delegation_name and not str(entry.delegation).startswith("#"):
        return ("delegation", normalise(entry.delegation_name))
    if entry.senders:
        return ("senders", frozenset(entry.senders))
    people: frozenset[Ref] = frozenset(m.person for m in entry.members if m.person is not None)
    return ("people", people) if people else None
