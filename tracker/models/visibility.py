"""Who may read what.

Visits, events, agreements and follow-up actions say so themselves. All other records are as visible as what
names them: an anonymous reader finds a person, an organisation or a source only where something public leads
there, so that nothing tells of a draft. The paths below say where something public may lead from, once, for
lists, counts, filters and pages alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache, reduce
from itertools import count
from operator import or_
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Expression, F, Q
from django.utils.translation import gettext_lazy as _

from tracker.choices import Visibility
from tracker.models.base import RecordQuerySet

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models.sql.compiler import SQLCompiler

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
    """The condition that a public record at the end of `path` leads to a row of `model`."""
    first = model._meta.get_field(path.split("__")[0])
    reached = Q(Reached(model, path))
    # Of rows that hang on one of several kinds of record only those of the kind need the subquery.
    return Q(**{f"{first.name}__isnull": False}) & reached if first.many_to_one and first.null else reached


class Reached(Expression):
    """Whether a public record at the end of `path` leads to a row of `model`.

    A subquery, not a join: no row comes twice, and the engine stops at the first hit. It follows the path
    from its end, so that subqueries do not stand one inside the other: SQLite takes only so many levels.

    It does what `Exists` with an `OuterRef` would. A page asks hundreds of these, of a few dozen kinds, so
    each kind is made into SQL once, with a mark where the key of the row belongs.
    """

    conditional = True

    def __init__(self, model: type[models.Model], path: str, row: Any = None) -> None:
        super().__init__(output_field=models.BooleanField())
        self.model, self.path = model, path
        self.row: Any = row or F("pk")

    def get_source_expressions(self) -> list[Any]:
        return [self.row]

    def set_source_expressions(self, exprs: Sequence[Any]) -> None:
        (self.row,) = exprs

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, Any]:
        sql, params = _reached_sql(self.model, self.path, connection.alias)
        row, _none = compiler.compile(self.row)
        return sql.replace(_Row.mark, row), params


class _Row(Expression):
    """Stands for the key of the row that is asked about, until the SQL is used."""

    mark = "\0row\0"

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, Any]:
        return self.mark, ()


@cache
def _reached_sql(model: Any, path: str, using: str) -> tuple[str, tuple[Any, ...]]:
    """The subquery of `Reached` and its parameters."""
    key = model._meta.pk
    back: list[str] = []
    for name in path.split("__"):
        relation = model._meta.get_field(name)
        back.insert(0, relation.remote_field.name)
        model = relation.related_model
    rows = model._default_manager.public().filter(**{"__".join(back): _Row(output_field=key)})
    query = rows.query.exists()
    # Names of its own for its tables, since they may be those of the query around it or of one inside.
    number = next(_numbers)
    query = query.relabeled_clone({table: f"reach{number}_{n}" for n, table in enumerate(query.alias_map)})
    sql, params = query.get_compiler(using).as_sql()
    return f"EXISTS ({sql})", tuple(params)


_numbers = count(1)


class Visible(models.Model):
    """A record that is a draft, internal, or public."""

    # Without an index: most records are public, and SQLite would begin with them where a key leads to few.
    visibility = models.CharField(
        _("visibility"),
        max_length=8,
        choices=Visibility,
        default=Visibility.DRAFT,
        help_text=_("Anonymous readers see public records only; signed-in staff see all."),
    )

    class Meta:
        abstract = True

    @property
    def is_public(self) -> bool:
        return self.visibility == Visibility.PUBLIC
