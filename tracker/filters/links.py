"""How rows of a list and records of another kind meet."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.db.models import Model, QuerySet

from tracker.models.visibility import Reader


class Link(NamedTuple):
    """How rows of a list and records of another kind meet: in a `model` that leads to both, by two paths.

    Only what the reader may see of `model` counts.
    """

    model: type[Model]
    row: str
    other: str

    def seen(self, user: Reader) -> QuerySet[Model]:
        """The records of `model` that the reader may see."""
        return self.model._default_manager.visible_to(user)  # type: ignore[attr-defined, no-any-return]

    def seen_both(self, user: Reader) -> QuerySet[Model]:
        """Those of them that lead to a record which the reader may see too."""
        other: Any = self.model._meta.get_field(self.other).related_model
        return self.seen(user).filter(**{f"{self.other}__in": other._default_manager.visible_to(user)})
