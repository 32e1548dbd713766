"""Whose group a visit has: a delegation of the record, one of its own, or one that several visits share.

A new visit joins a delegation of the record only if its row names members and says exactly what is there: the
same members with the same titles, senders and size. Else it gets one of its own, whatever the name; rows of
one workbook that name the same members so share it. What an import changes in a delegation that other visits
have too is told, and isn't written where it would be seen at a public visit and the row's own isn't public.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _

from tracker.choices import Visibility
from tracker.imports.comparing import other_delegation
from tracker.imports.naming import Names
from tracker.imports.plan import (
    CHANGED,
    DUPLICATE,
    UNCHANGED,
    Entry,
    Problem,
    Update,
    person_key,
    update_of,
)
from tracker.models import Delegation, Participant, Visit
from tracker.names import normalise
from tracker.services.bulk import in_batches

#: So many visits that share a delegation are named.
_MOST_NAMED = 5

#: What is said or known of a group: who was in it with title, organisation and role; who sent it; its size.
type Content = tuple[frozenset[Any], frozenset[Any], int | None]


def own_delegations(entries: Sequence[Entry], names: Names, problems: list[Problem]) -> None:
    """Give each new visit its delegation."""
    fresh = [entry for entry in entries if entry.pk is None and not entry.held and entry.verdict != DUPLICATE]
    named = [entry for entry in fresh if entry.names_delegation]
    known_by = {name: names.may_be("delegation", name) for name in {entry.delegation_name for entry in named}}
    asked = {entry.delegation_name for entry in named if entry.members}
    there = _in_delegations({pk for name in asked for pk in known_by[name]})
    # The first of a name with such a content; of one name there may be very many.
    fitting = {(name, there[pk]): pk for name in asked for pk in sorted(known_by[name], reverse=True)}
    told: set[Any] = set()
    groups: dict[str, dict[Any, str]] = defaultdict(dict)  # name → what rows say of the group → its key
    for entry in named:
        known = known_by[entry.delegation_name]
        there_already = entry.members and fitting.get((entry.delegation_name, _said_of_group(entry)))
        if there_already:
            entry.delegation = there_already
            continue
        ref = names.ref("delegation", entry.delegation_name)
        key = ref if isinstance(ref, str) else normalise(entry.delegation_name)
        people = tuple((m.person, m.description, m.title, m.organisation, m.role) for m in entry.members)
        # Of whom nobody is named, nobody knows that they are the same.
        content = (people, entry.senders, entry.size) if people else entry.rows[0]
        numbered = groups[key]
        kind = (key, bool(people), content if people else None)
        if known and kind not in told:
            told.add(kind)
            sentence = _(
                "The record has a delegation “%(name)s” of other members, senders or size. This visit gets"
                " one"
                " of its own with that name."
            )
            if not people:
                sentence = _(
                    "The record has a delegation “%(name)s”, and this row names no members that would say"
                    " whether it is the same group. This visit gets one of its own with that name."
                )
            shown = sentence % {"name": entry.delegation_name}
            problems.append(Problem(entry.sheet, entry.rows[0], None, entry.delegation_name, shown, "notice"))
        if content not in numbered:
            numbered[content] = f"{key}#{len(numbered) + 1}" if known or numbered else key
        entry.delegation = numbered[content]
        names.show_as("delegation", entry.delegation, entry.delegation_name)


def _said_of_group(entry: Entry) -> Content:
    members = frozenset(
        (person_key(m.person, m.description), m.title, m.organisation, m.role) for m in entry.members
    )
    return members, frozenset(entry.senders), entry.size


def _in_delegations(keys: Iterable[int]) -> dict[int, Content]:
    """What is known of each of these delegations."""
    members: dict[int, set[Any]] = defaultdict(set)
    senders: dict[int, set[int]] = defaultdict(set)
    sizes: dict[int, int | None] = {}
    sent: Any = Delegation.senders.through
    for batch in in_batches(keys):
        people = Participant.objects.filter(delegation__in=batch).order_by()
        for delegation, person, description, *rest in people.values_list(
            "delegation_id", "person_id", "description", "title", "organisation_id", "role"
        ):
            members[delegation].add((person_key(person, description), *rest))
        pairs = sent.objects.filter(delegation__in=batch)
        for delegation, sender in pairs.values_list("delegation_id", "organisation_id"):
            senders[delegation].add(sender)
        sizes.update(Delegation.objects.filter(pk__in=batch).order_by().values_list("pk", "size"))
    return {pk: (frozenset(members[pk]), frozenset(senders[pk]), size) for pk, size in sizes.items()}


# --- Delegations that visits share ---


def hold_contradictions(entries: Sequence[Entry], problems: list[Problem]) -> None:
    """Hold rows that say of a delegation something else than a row of another of its visits.

    Each would undo what the other says, at every import.
    """
    groups: dict[int, list[Entry]] = defaultdict(list)
    for entry in entries:
        groups[update_of(entry).known.delegation].append(entry)
    for group in groups.values():
        claims: dict[Any, tuple[Any, Entry]] = {}
        for entry in group if len(group) > 1 else ():
            for what, said in _claims(entry):
                before, first = claims.setdefault(what, (said, entry))
                if before != said and not entry.held:
                    sentence = _(
                        "In the record this visit and that of row %(row)s have one delegation, “%(name)s”, of"
                        " which the two rows say different things. Make both alike, or give one of the two"
                        " visits a delegation of its own in the record."
                    )
                    name = update_of(entry).known.delegation_name
                    shown = sentence % {"row": first.rows[0] + 1, "name": name}
                    problems.append(Problem(entry.sheet, entry.rows[0], None, name, shown))
                    entry.held = True


def _claims(entry: Entry) -> Iterator[tuple[Any, Any]]:
    """What the rows of a visit say of its delegation: of what, and what."""
    if entry.senders:
        yield "senders", frozenset(entry.senders)
    if entry.size is not None:
        yield "size", entry.size
    if entry.names_delegation:
        yield "name", normalise(entry.delegation_name)
    if entry.members:
        yield "members", Counter(person_key(m.person, m.description) for m in entry.members)
    for member in entry.members:
        key = person_key(member.person, member.description)
        if isinstance(key, tuple):
            continue  # several may be described alike
        for name, value in (
            ("title", member.title),
            ("organisation", member.organisation),
            ("role", member.role if member.role_said else ""),
            ("note", member.note),
        ):
            if value:
                yield (key, name), value


def tell_shared(entries: Sequence[Entry], problems: list[Problem]) -> None:
    """Say which other visits a change of a delegation concerns, and hold what would be seen at public ones.

    A delegation that others have too keeps its name: it may be the name of the others.
    """
    changing = [entry for entry in entries if entry.update and _changes_group(entry.update)]
    visits: dict[int, list[tuple[int, str]]] = defaultdict(list)
    seen: dict[int, list[str]] = defaultdict(list)  # by the public
    for batch in in_batches({update_of(entry).known.delegation for entry in changing}):
        rows = Visit.objects.filter(delegation__in=batch).order_by("reference")
        for delegation, pk, reference, visibility in rows.values_list(
            "delegation_id", "pk", "reference", "visibility"
        ):
            visits[delegation].append((pk, reference))
            if visibility == Visibility.PUBLIC:
                seen[delegation].append(reference)
    for entry in changing:
        update = update_of(entry)
        known = update.known
        sharing = visits[known.delegation]
        if len(sharing) < 2:
            continue
        if update.delegation_changes.pop("name", None):
            update.changes = [change for change in update.changes if change.field != "delegation"]
            entry.verdict = CHANGED if update.changes else UNCHANGED
            problems.append(other_delegation(entry))
            if not _changes_group(update):
                continue
        others = (reference for pk, reference in sharing if pk != entry.pk)
        references = list(islice(others, _MOST_NAMED))
        public = seen[known.delegation]
        if public and known.values["visibility"] != Visibility.PUBLIC:
            sentence = _(
                "The delegation “%(name)s” is also that of %(visits)s, which the public sees, while this"
                " visit isn't public. Give this visit a delegation of its own in the record first, or"
                " change the delegation there."
            )
            references, kind = public[:_MOST_NAMED], "problem"
            entry.held = True
        else:
            sentence = _(
                "The delegation “%(name)s” is also that of %(visits)s: what changes in it, changes there too."
            )
            kind = "notice"
        shown = sentence % {"name": known.delegation_name, "visits": ", ".join(references)}
        problems.append(Problem(entry.sheet, entry.rows[0], None, known.delegation_name, shown, kind))


def _changes_group(update: Update) -> bool:
    return bool(update.delegation_changes or update.member_changes or update.new_members)
