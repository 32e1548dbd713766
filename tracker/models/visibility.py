"""Who may read what.

Visits, events, agreements and follow-up actions say so themselves. All other records are as visible as what
names them: an anonymous reader finds a person, an organisation or a source only where something public leads
there, so that nothing tells of a draft. The paths below say where something public may lead from, once, for
lists, counts, filters and pages alike.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, reduce
from operator import or_
from typing import TYPE_CHECKING, Any, ClassVar, Self

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


# Paths to records that know who may read them: from participants, and from each kind that citations evidence.
PARTICIPANT = ("delegation__visits", "stop__visit", "event", "agreement", "programme")
CITED = {
    "organisation": ("organisation",),
    "fact": ("fact__organisation",),
    "person": ("person",),
    "position": ("position__person",),
    "delegation": ("delegation__visits",),
    "participant": via("participant", PARTICIPANT),
    "visit": ("visit",),
    "stop": ("stop__visit",),
    "event": ("event",),
    "event_organisation": ("event_organisation__event",),
    "programme": ("programme",),
    "agreement": ("agreement",),
    "party": ("party__agreement",),
    "action": ("action",),
}
ALIASED = ("organisation", "person", "delegation", "event", "agreement", "programme", "topic")


class VisibleQuerySet[M: models.Model](RecordQuerySet[M]):
    """Records that say themselves who may read them."""

    def public(self) -> Self:
        return self.filter(visibility=Visibility.PUBLIC)

    def visible_to(self, user: Reader) -> Self:
        """Everything for staff, the public records for all others."""
        return self.all() if is_staff(user) else self.public()


class ReachableQuerySet[M: models.Model](RecordQuerySet[M]):
    """Records that are public where something public leads to them."""

    # Paths to the records that lead to one: these say themselves who may read them, or are asked in turn. An
    # organisation that only a position or a part of it names is not reached by that.
    public_through: ClassVar[tuple[str, ...]]

    def public(self) -> Self:
        return self.filter(_reached(self.model, self.public_through))

    def visible_to(self, user: Reader) -> Self:
        """Everything for staff; for all others what something public leads to."""
        return self.all() if is_staff(user) else self.public()


@cache
def _reached(model: type[models.Model], paths: tuple[str, ...]) -> Q:
    """The condition that a public record at the end of one of `paths` leads to a row; built once."""
    return reduce(or_, (_reached_by(model, path) for path in paths))


def _reached_by(model: Any, path: str) -> Q:
    """The condition that a public record at the end of `path` leads to a row of `model`.

    A subquery, not a join: no row comes twice, and the engine stops at the first hit. It follows the path
    from its end, so that subqueries do not stand one inside the other: SQLite takes only so many levels.
    """
    names = path.split("__")
    first = model._meta.get_field(names[0])
    back: list[str] = []
    for name in names:
        relation = model._meta.get_field(name)
        back.insert(0, relation.remote_field.name)
        model = relation.related_model
    reached = Q(Exists(model._default_manager.public().filter(**{"__".join(back): OuterRef("pk")})))
    # Of rows that hang on one of several kinds of record only those of the kind need the subquery.
    return Q(**{f"{names[0]}__isnull": False}) & reached if first.many_to_one and first.null else reached


class Visible(models.Model):
    """A record that is a draft, internal, or public."""

    visibility = models.CharField(
        _("visibility"),
        max_length=8,
        choices=Visibility,
        default=Visibility.DRAFT,
        # No index: three values, and SQLite would read most of the table through it.
        help_text=_("Anonymous readers see public records only; signed-in staff see all."),
    )

    class Meta:
        abstract = True

    @property
    def is_public(self) -> bool:
        return self.visibility == Visibility.PUBLIC
