"""Makes one visit of two rows of which somebody said that they are one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from tracker.imports.fields import FIELDS
from tracker.imports.options import Options
from tracker.imports.plan import DUPLICATE, Entry, Member, Problem, person_key
from tracker.names import normalise

#: So much of a value is shown.
_SHOWN = 60


def merge(first: Entry, entry: Entry, options: Options) -> Problem | None:
    """Add to `first` what `entry` says besides: what is empty there, other members, topics and stops.

    Where both say different things nothing is added, and the problem is given back.
    """
    differing = list(_differing(first, entry, options))
    if differing:
        entry.held = True
        sentence = _(
            "Row %(row)s, which is the same visit, says otherwise: %(differing)s. Make both alike, or say"
            " that they are two visits."
        )
        values = {"row": first.rows[0] + 1, "differing": "; ".join(differing)}
        return Problem(entry.sheet, entry.rows[0], None, entry.title, sentence % values)
    for name, value in entry.values.items():
        if name == "status" and not _is_given(first, options):
            continue
        first.values[name] = value
    first.status_made = first.status_made and entry.status_made
    if entry.title and (not first.title or (first.title_made and not entry.title_made)):
        first.title, first.title_made = entry.title, entry.title_made
    first.senders = first.senders or entry.senders
    first.from_countries = first.from_countries or entry.from_countries
    first.size = first.size or entry.size
    if entry.names_delegation and not first.names_delegation:
        first.delegation, first.delegation_name = entry.delegation, entry.delegation_name
    for relation, refs in entry.related.items():
        first.related[relation] = tuple(dict.fromkeys((*first.related.get(relation, ()), *refs)))
    members = {person_key(member.person, member.description): member for member in first.members}
    for member in entry.members:
        known = members.get(person_key(member.person, member.description))
        if known is None:
            first.members.append(member)
        else:
            _complete(known, member)
    stops = {(stop.day, normalise(stop.title)) for stop in first.stops}
    first.stops += [stop for stop in entry.stops if (stop.day, normalise(stop.title)) not in stops]
    first.rows += entry.rows
    entry.verdict, entry.pk, entry.reference = DUPLICATE, None, ""
    return None


def _complete(known: Member, member: Member) -> None:
    known.title = known.title or member.title
    known.organisation = known.organisation if known.organisation is not None else member.organisation
    known.note = known.note or member.note
    if member.role_said and not known.role_said:
        known.role, known.role_said = member.role, True


def _is_given(entry: Entry, options: Options) -> bool:
    """Whether the status may be one that the workbook doesn't say."""
    return entry.status_made or entry.values.get("status") in (None, options.status)


def _differing(first: Entry, entry: Entry, options: Options) -> Iterator[str]:
    """What both say and say differently, as texts for a person."""
    given = _is_given(first, options) or _is_given(entry, options)
    for name, value in entry.values.items():
        said = first.values.get(name)
        if said and value and said != value and not (name == "status" and given):
            yield _shown(name, said, value)
    if first.title != entry.title and not (first.title_made or entry.title_made):
        yield _shown("title", first.title, entry.title)
    if first.size and entry.size and first.size != entry.size:
        yield _shown("size", first.size, entry.size)
    if first.senders and entry.senders and set(first.senders) != set(entry.senders):
        yield str(FIELDS["senders"].label)
    members = {person_key(member.person, member.description): member for member in first.members}
    for member in entry.members:
        known = members.get(person_key(member.person, member.description))
        if known is None:
            continue
        if known.title and member.title and known.title != member.title:
            yield _shown("person_title", known.title, member.title)
        if known.note and member.note and known.note != member.note:
            yield _shown("person_note", known.note, member.note)
        if known.role_said and member.role_said and known.role != member.role:
            yield _shown("role", known.role, member.role)
        if (
            None not in (known.organisation, member.organisation)
            and known.organisation != member.organisation
        ):
            yield str(FIELDS["person_organisation"].label)


def _shown(name: str, said: Any, value: Any) -> str:
    label = str(FIELDS[name].label)
    return _("%(field)s (“%(there)s”, here “%(here)s”)") % {
        "field": label,
        "there": str(said)[:_SHOWN],
        "here": str(value)[:_SHOWN],
    }
