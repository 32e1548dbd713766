"""The page of a person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from tracker.evidence import Evidence
from tracker.models import Fact, Organisation, Participant, Person, Position
from tracker.models.visibility import is_staff
from tracker.views.details import rows
from tracker.views.details.moved import follow_merges


@dataclass(frozen=True)
class Borne:
    """A title as sources give it on some occasions, in one organisation or in none that is stated."""

    title: str
    organisation: Organisation | None
    occasions: list[Participant]

    def is_of(self, position: Position) -> bool:
        """Whether it is the title of `position`, by itself or among others: "Dr., Director" is "Director"."""
        own, held = self.organisation, position.organisation
        words = {self.title.casefold(), *self.title.casefold().split(", ")}
        return position.title.casefold() in words and (own is None or held is None or own == held)


@dataclass(frozen=True)
class Held:
    """A position, with the occasions on which its title was borne, in the same words or with more."""

    position: Position
    borne: list[Borne]


def by_title(participants: Iterable[Participant]) -> list[Borne]:
    """The titles of a person's participations, each once, with the occasions on which it was borne."""
    found: dict[tuple[str, int | None], Borne] = {}
    for row in participants:
        if row.title:
            key = (row.title, row.organisation_id)
            found.setdefault(key, Borne(row.title, row.organisation, [])).occasions.append(row)
    return list(found.values())


@require_safe
@follow_merges(Person)
def person_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One person: each title held, and every occasion, agreement and programme they had part in."""
    user = request.user
    person = get_object_or_404(Person.objects.visible_to(user).prefetch_related("aliases"), slug=slug)
    positions = list(
        Position.objects.filter(person=person)
        .prefetch_related(rows.follow("organisation", Organisation.objects.visible_to(user)))
        .order_by(rows.newest_first("period_earliest"), "id")
    )
    taken = rows.shown(rows.participations(user).filter(person=person))
    titled = by_title(taken)
    for position in positions:
        position.person = person
    held = [Held(position, [borne for borne in titled if borne.is_of(position)]) for position in positions]
    delegations = [row.delegation_id for row in taken if row.delegation_id]
    facts = list(Fact.objects.visible_to(user).filter(person=person).select_related("organisation"))
    involved = Q(owner_person=person) | Q(counterpart_person=person)
    actions = rows.shown(rows.actions(user).filter(involved))
    context = {
        "person": person,
        "reached_at": "\n".join(filter(None, [person.email, person.telephone])) if is_staff(user) else "",
        "held": held,
        "titled": [borne for borne in titled if not any(borne in row.borne for row in held)],
        "taken": taken,
        "visits": rows.shown(rows.visits(user).filter(delegation__in=delegations)),
        "facts": facts,
        "mutual": [action for action in actions if action.mutual],
        "owned": [action for action in actions if not action.mutual and action.owner_person == person],
        "awaited": [
            action for action in actions if not action.mutual and action.counterpart_person == person
        ],
        "actions": actions,
        "evidence": Evidence([person, *positions, *taken, *facts], listed=actions),
    }
    return render(request, "tracker/person_detail.html", context)
