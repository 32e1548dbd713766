"""Rules that several models share, as constraints: bulk writes skip `clean()`, and these guard them too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


def listed(name: str, choices: type[models.TextChoices], *, model_label: str) -> models.CheckConstraint:
    """The constraint that the field `name` holds one of its choices."""
    return models.CheckConstraint(
        condition=Q(**{f"{name}__in": choices.values}),
        name=f"{model_label}_{name}_listed",
        violation_error_message=_("Choose one of the values that are listed."),
    )


def filled(name: str, *, model_label: str) -> models.CheckConstraint:
    """The constraint that the text field `name` is not empty."""
    return models.CheckConstraint(
        condition=~Q(**{name: ""}),
        name=f"{model_label}_{name}_filled",
        violation_error_message=_("A record needs a name: this must not be empty."),
    )


def refuse_circle(record: Any, name: str, sentence: StrOrPromise) -> None:
    """Raise ValidationError at `name`, a foreign key to its own model, when it leads back to `record`.

    `sentence` may name the record chosen, as %(chosen)s.
    """
    chosen = above = getattr(record, name)
    seen = {record.pk} - {None}
    while above is not None:
        if above.pk in seen:
            raise ValidationError({name: ValidationError(sentence, params={"chosen": chosen})})
        seen.add(above.pk)
        above = getattr(above, name)
