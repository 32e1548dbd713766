"""`full_clean` of a record that a row was read into, in a query or two: a file has thousands of rows."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache, partial, reduce
from operator import and_
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import CheckConstraint, Model, Q, UniqueConstraint

from tracker.dates.fields import DateBoundField


def full_clean(record: Any, *, changed: Collection[str], unread: Collection[str], key: str) -> None:
    """Check a record of which a row has set the fields `changed`, as Django's `full_clean` would.

    Nothing is said of the fields in `unread`, whose cells could not be read. The field `key` names the record
    and isn't set by a row; what relations lead to has just been looked up, and what the row leaves alone is
    as whole as it was. Raises ValidationError with everything that is wrong.
    """
    looked_up = {
        field.name
        for field in record._meta.concrete_fields
        if field.is_relation and (field.null or getattr(record, field.attname) is not None)
    }
    errors: dict[str, Any] = {}
    try:
        record.clean_fields(exclude={*unread, *looked_up, key})
    except ValidationError as error:
        errors = error.update_error_dict(errors)
    try:
        record.clean()
    except ValidationError as error:
        errors = error.update_error_dict(errors)
    wrong = frozenset({*unread, *errors} - {NON_FIELD_ERRORS})
    for check in (
        partial(record.validate_unique, {*wrong, key}),
        partial(_validate_constraints, record, frozenset(changed), wrong),
    ):
        try:
            check()
        except ValidationError as error:
            errors = error.update_error_dict(errors)
    if errors:
        raise ValidationError(errors)


def _validate_constraints(record: Any, changed: frozenset[str], wrong: frozenset[str]) -> None:
    """Check the constraints over what changed, none of it wrong by itself; raises ValidationError.

    Django asks the database about one after the other. Here the checks are asked about together, and one by
    one only where one of them is broken.
    """
    model: Any = type(record)
    whole, checks = _checks(model, changed, wrong)
    errors: dict[str, Any] = {}
    suspects: list[Any] = [c for c in model._meta.constraints if isinstance(c, UniqueConstraint)]
    if whole is not None:
        try:
            whole.validate(model, record)
        except ValidationError:
            suspects += checks
    for constraint in suspects:
        try:
            constraint.validate(model, record, exclude=wrong)
        except ValidationError as error:
            errors = error.update_error_dict(errors)
    if errors:
        raise ValidationError(errors)


@lru_cache(maxsize=500)
def _checks(
    model: type[Model], changed: frozenset[str], wrong: frozenset[str]
) -> tuple[CheckConstraint | None, list[CheckConstraint]]:
    """The checks over fields of which some are in `changed` and none in `wrong`, as one and singly."""
    bounds = {f.name: f.of for f in model._meta.concrete_fields if isinstance(f, DateBoundField)}
    found = []
    for constraint in model._meta.constraints:
        if not isinstance(constraint, CheckConstraint) or not isinstance(constraint.condition, Q):
            continue
        names: set[str] = {bounds.get(name, name) for name in constraint.condition.referenced_base_fields}
        follows = len(names) == 1 and names <= set(bounds.values())  # the bounds of a date follow from it
        if names & changed and not names & wrong and not follows:
            found.append(constraint)
    if not found:
        return None, []
    return CheckConstraint(condition=reduce(and_, (c.condition for c in found)), name="all"), found
