"""The members of a visit, from the cells and rows that name them."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tracker.choices import ParticipantRole
from tracker.imports.naming import Names
from tracker.imports.parsed import ParsedSheet
from tracker.imports.plan import Entry, Member

#: How long a description of somebody without a name may be.
LONGEST_DESCRIPTION = 250


def add_named(entry: Entry, sheet: ParsedSheet, number: int, field: str, names: Names) -> None:
    """Add the people that a cell of heads or of members names to a visit; who is there is completed."""
    head = field == "head"
    role = ParticipantRole.HEAD if head else ParticipantRole.MEMBER
    for person in sheet.at(field, number) or ():
        # Without a name, what stands there says who it was.
        title, description = (person.title, "") if person.name else ("", person.title)
        ref = names.ref("person", person.name)
        if ref is not None:
            again = next((other for other in entry.members if other.person == ref), None)
        else:
            # The head of a group stands beside each of its members.
            alike = (other for other in entry.members if other.description == description and head)
            again = next(alike, None)
        if again is None:
            row = sheet.rows[number]
            entry.members.append(
                Member(ref, description, title, None, role.value, "", sheet.plan.name, row, head)
            )
        elif title and again.title and title != again.title:
            sentence = _(
                "“%(person)s” is in this visit by row %(row)s already, as “%(title)s”. Make both alike."
            )
            values = {"person": person.name, "row": again.row + 1, "title": again.title}
            sheet.add(sheet.rows[number], field, title, sentence % values)
            entry.held = True
        else:
            again.title = again.title or title


def add_person(entry: Entry, sheet: ParsedSheet, number: int, names: Names) -> None:
    """Add the person of a row to a visit; a row that says something of somebody without a name is one too.

    A person who is in the visit already is completed. Where the rows contradict each other the visit is held.
    """
    member = _member(sheet, number, names)
    if member is None:
        return
    if member.person is not None:
        again = next((other for other in entry.members if other.person == member.person), None)
        if again is not None:
            _complete(entry, again, member, sheet, number, names)
            return
    entry.members.append(member)


def _member(sheet: ParsedSheet, number: int, names: Names) -> Member | None:
    """Who a row names or describes; None where it says nothing of anybody."""
    at = sheet.at
    name, title, note = (at(field, number) or "" for field in ("person", "person_title", "person_note"))
    role, organisation = at("role", number) or "", at("person_organisation", number) or ""
    description = ""
    if not name:
        # By the first of these words that the row has.
        if title:
            description, title = title, ""
        elif role:
            description = str(ParticipantRole(role).label)
        elif 0 < len(note) <= LONGEST_DESCRIPTION:
            description, note = note, ""
        elif note:
            description = str(ParticipantRole.MEMBER.label)
        else:
            description = at("person_other_name", number) or organisation
        if not description:
            return None
    return Member(
        names.ref("person", name),
        description,
        title,
        names.ref("organisation", organisation),
        role or ParticipantRole.MEMBER.value,
        note,
        sheet.plan.name,
        sheet.rows[number],
        bool(role),
    )


def _complete(
    entry: Entry, known: Member, member: Member, sheet: ParsedSheet, number: int, names: Names
) -> None:
    """Add to a member what another row says of the same person."""
    person = names.show("person", known.person) if known.person is not None else ""
    if known.organisation is None or member.organisation is None or known.organisation == member.organisation:
        known.organisation = known.organisation or member.organisation
        wrong = [
            field
            for field, mine, other in (
                ("person_title", known.title, member.title),
                ("role", known.role_said and known.role, member.role_said and member.role),
                ("person_note", known.note, member.note),
            )
            if mine and other and mine != other
        ]
        known.title, known.note = known.title or member.title, known.note or member.note
        if member.role_said and not known.role_said:
            known.role, known.role_said = member.role, True
        sentence = _(
            "“%(person)s” is in this visit by row %(row)s already, where this is different. Make both"
            " alike, or"
            " leave one of the two rows out."
        )
    else:
        wrong = ["person_organisation"]
        sentence = _(
            "“%(person)s” is in this visit by row %(row)s already, with another organisation. If that is one"
            " person, leave one of the two rows out; if these are two, write what tells their names apart,"
            " such as a middle name."
        )
    for field in wrong:
        values = {"person": person, "row": known.row + 1}
        found = sheet.at(field, number)
        sheet.add(member.row, field, found, sentence % values)
        entry.held = True
