"""Rows that hang on exactly one of several kinds of record: participants, citations, aliases.

A nullable foreign key a kind, and a constraint that one of them is set: the database keeps every link whole,
and a query can follow it, neither of which a generic relation allows.
"""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any, ClassVar

from django.apps import apps
from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


def target_key(
    model: str, *, related_name: str, verbose_name: StrOrPromise, on_delete: Any = models.CASCADE
) -> models.ForeignKey[Any, Any]:
    """A foreign key to one kind of target; its index is partial (see `target_indexes`), as most rows are."""
    return models.ForeignKey(
        f"tracker.{model}",
        on_delete=on_delete,
        null=True,
        blank=True,
        db_index=False,
        related_name=related_name,
        verbose_name=verbose_name,
    )


def one_target(targets: tuple[str, ...], *, name: str, message: StrOrPromise) -> models.CheckConstraint:
    """The constraint that exactly one of `targets` is set."""
    one_each = (Q(**{f"{other}__isnull": other != chosen for other in targets}) for chosen in targets)
    return models.CheckConstraint(condition=reduce(or_, one_each), name=name, violation_error_message=message)


def target_indexes(targets: tuple[str, ...], *, prefix: str) -> list[models.Index]:
    """An index a target, over the rows that have it."""
    return [
        models.Index(
            fields=[target], name=f"{prefix}_{target}"[:30], condition=Q(**{f"{target}__isnull": False})
        )
        for target in targets
    ]


class Targeted(models.Model):
    """A row with one target among `targets`."""

    targets: ClassVar[tuple[str, ...]] = ()

    class Meta:
        abstract = True

    @property
    def target_kind(self) -> str | None:
        """The name of the field that holds the target, or None while none is chosen."""
        return next((name for name in self.targets if getattr(self, f"{name}_id") is not None), None)

    @property
    def target(self) -> Any:
        """The record that this row hangs on."""
        return getattr(self, self.target_kind) if self.target_kind else None

    def target_natural_key(self) -> tuple[Any, ...]:
        """The target's kind and natural key, flat."""
        return (self.target_kind, *self.target.natural_key()) if self.target_kind else (None,)

    @classmethod
    def target_by_natural_key(cls, kind: str, *key: Any) -> dict[str, Any]:
        """The filter that finds the rows of the target that `target_natural_key` named."""
        model = apps.get_model("tracker", cls._meta.get_field(kind).related_model._meta.model_name)  # type: ignore[union-attr]
        return {kind: model._default_manager.get_by_natural_key(*key)}
