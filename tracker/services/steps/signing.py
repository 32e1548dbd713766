"""Who signed: signatories become participants of the agreement, each for its party."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils.translation import gettext as _

from tracker.choices import ParticipantRole
from tracker.models import Agreement, Alias, Participant, Party, Person
from tracker.names import normalise
from tracker.services.history import write_history

if TYPE_CHECKING:
    from tracker.models import Change, User


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signed for a party: a name, and the title at the time; either may not be stated."""

    party: Party
    name: str = ""
    title: str = ""


def person_named(name: str) -> Person | None:
    """The person of this name, in any spelling that is recorded, or whose slug it is; None for nobody.

    Raises ValidationError where several have it.
    """
    key = normalise(name)
    aliased = Alias.objects.filter(key=key, person__isnull=False).values("person")
    found = list(
        (
            Person.objects.filter(key=key)
            | Person.objects.filter(pk__in=aliased)
            | Person.objects.filter(slug=name)
        )
        .distinct()
        .order_by("slug")[:6]
    )
    if len(found) > 1:
        slugs = ", ".join(person.slug for person in found)
        raise ValidationError(
            _("Several people are called “%(name)s”. Write instead which one it is: %(slugs)s.")
            % {"name": name, "slugs": slugs}
        )
    return found[0] if found else None


def add_signatories(agreement: Agreement, signatures: list[Signature], *, by: User, change: Change) -> None:
    """Record who signed. A name that nobody has makes a new person; a title alone describes who it was.

    Raises ValidationError where a name is that of several people.
    """
    order = agreement.participants.aggregate(last=Max("order"))["last"] or 0
    made: list[Person] = []
    rows: list[Participant] = []
    for signature in signatures:
        name, title = signature.name.strip(), signature.title.strip()
        if not name and not title:
            continue
        person = person_named(name) if name else None
        if name and person is None:
            person = Person(name=name)
            person.skip_history_when_saving = True  # type: ignore[attr-defined]
            person.full_clean(exclude=["slug", "key"])
            person.save()
            made.append(person)
        order += 1
        row = Participant(
            agreement=agreement,
            order=order,
            person=person,
            description="" if person else title,
            title=title if person else "",
            organisation=signature.party.organisation,
            role=ParticipantRole.SIGNATORY,
        )
        row.skip_history_when_saving = True  # type: ignore[attr-defined]
        row.full_clean()
        row.save()
        rows.append(row)
    for records in (made, rows):
        write_history(records, added=True, by=by, reason=change.reason, change=change)
