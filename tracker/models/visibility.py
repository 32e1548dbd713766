"""Who may read what.

Visits, events, agreements and follow-up actions say so themselves. All other records are as visible as what
names them: an anonymous reader finds a person, an organisation or a source only where something public leads
there, so that nothing tells of a draft. The paths below say where something public may lead from, once, for
lists, counts, filters and pages alike.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from tracker.choices import Visibility
from tracker.models.base import RecordQuerySet

if TYPE_CHECKING:
    from tracker.models.users import User

type Reader = User | AnonymousUser


def is_staff(user: Reader) -> bool:
    """Whether `user` is a signed-in member of the office, who may read drafts and internal notes."""
    return bool(user.is_active and user.is_staff)


def via(relation: str, paths: Iterable[str]) -> tuple[str, ...]:
    """The same `paths`, as they are reached through `relation`."""
    return tuple(f"{relation}__{path}" for path in paths)


# Each path leads from a row to records that carry a visibility of their own.
SUBJECT = ("visits", "stops__visit", "events", "agreements", "actions")
DELEGATION = ("visits",)
PROGRAMME = SUBJECT
TOPIC = (*SUBJECT, *via("programmes", PROGRAMME))
PARTICIPANT = ("delegation__visits", "stop__visit", "event", "agreement", *via("programme", PROGRAMME))
_PERSON_NAMED = (*via("participations", PARTICIPANT), "owned_actions", "awaited_actions")
_ORGANISATION_NAMED = (
    "delegations__visits",
    "invited_visits",
    "stops__visit",
    "event_roles__event",
    "agreement_parties__agreement",
    "owned_actions",
    "awaited_actions",
    *via("participants", PARTICIPANT),
    *via("led_programmes", PROGRAMME),
    *via("programmes", PROGRAMME),
)
ORGANISATION = (
    *_ORGANISATION_NAMED,
    *via("positions__person", _PERSON_NAMED),
    *via("parts", _ORGANISATION_NAMED),
)
PERSON = (*_PERSON_NAMED, *via("facts__organisation", _ORGANISATION_NAMED))
COUNTRY = (
    "visits",
    "stops__visit",
    "events",
    "held_events",
    "agreements",
    "agreement_parties__agreement",
    "owned_actions",
    "awaited_actions",
    *via("organisations", ORGANISATION),
)
# What a citation evidences, and the paths from there.
CITED = {
    "organisation": ORGANISATION,
    "fact": via("organisation", ORGANISATION),
    "person": PERSON,
    "position": via("person", PERSON),
    "delegation": DELEGATION,
    "participant": PARTICIPANT,
    "visit": (),
    "stop": ("visit",),
    "event": (),
    "event_organisation": ("event",),
    "programme": PROGRAMME,
    "agreement": (),
    "party": ("agreement",),
    "action": (),
}
ALIASED = {
    "organisation": ORGANISATION,
    "person": PERSON,
    "delegation": DELEGATION,
    "event": (),
    "agreement": (),
    "programme": PROGRAMME,
    "topic": TOPIC,
}
SOURCE = tuple(
    f"citations__{path}"
    for target, paths in CITED.items()
    for path in (via(target, paths) if paths else (target,))
)


class VisibleQuerySet[M: models.Model](RecordQuerySet[M]):
    """Records that say themselves who may read them."""

    def public(self) -> Self:
        return self.filter(visibility=Visibility.PUBLIC)

    def visible_to(self, user: Reader) -> Self:
        """Everything for staff, the public records for all others."""
        return self.all() if is_staff(user) else self.public()


class ReachableQuerySet[M: models.Model](RecordQuerySet[M]):
    """Records that are public where something public leads to them."""

    public_through: ClassVar[tuple[str, ...]]

    def public(self) -> Self:
        conditions = Q()
        for path in self.public_through:
            # A subquery a path, not joins: no row comes twice, and the engine stops at the first hit.
            reached = self.model._base_manager.filter(
                **{"pk": OuterRef("pk"), f"{path}__visibility": Visibility.PUBLIC}
            )
            conditions |= Q(Exists(reached))
        return self.filter(conditions)

    def visible_to(self, user: Reader) -> Self:
        """Everything for staff; for all others what something public leads to."""
        return self.all() if is_staff(user) else self.public()


class Visible(models.Model):
    """A record that is a draft, internal, or public."""

    visibility = models.CharField(
        _("visibility"),
        max_length=8,
        choices=Visibility,
        default=Visibility.DRAFT,
        db_index=True,
        help_text=_("Anonymous readers see public records only; signed-in staff see all."),
    )

    class Meta:
        abstract = True

    @property
    def is_public(self) -> bool:
        return self.visibility == Visibility.PUBLIC
