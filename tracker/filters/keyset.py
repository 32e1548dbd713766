"""Pages that begin where another one ends: as fast deep down as at the top, whatever comes in between.

A place in a list is the key of a row. The rows after it are found by its values in the order of the list,
which the row's own key makes total.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce
from operator import or_
from typing import Any, NamedTuple

from django.db.models import F, Model, Q, QuerySet
from django.db.models.expressions import OrderBy


class Key(NamedTuple):
    """One expression that a list is ordered by. Where it may be NULL, NULL comes last in both directions."""

    expression: Any
    descending: bool = False
    nullable: bool = False


def keys_of(model: type[Model], by: Iterable[str | OrderBy]) -> list[Key]:
    """An order, as `order_by` would take it, as keys; that of the row itself comes last."""
    keys = [
        Key(part.expression, part.descending, bool(part.nulls_last))
        if isinstance(part, OrderBy)
        else Key(F(part.removeprefix("-")), part.startswith("-"), _is_nullable(model, part.removeprefix("-")))
        for part in by
    ]
    return [*keys, Key(F("pk"))]


def ordered(rows: QuerySet[Any], keys: Sequence[Key], *, backwards: bool = False) -> QuerySet[Any]:
    """`rows` in the order of `keys`, or from its end."""
    return rows.order_by(*(_order(key, backwards=backwards) for key in keys))


def beyond(
    rows: QuerySet[Any], keys: Sequence[Key], values: Sequence[Any], most: int, *, backwards: bool = False
) -> list[int]:
    """The keys of up to `most` rows after the place with these `values`, or before it from there backwards.

    Two queries at most, each a range of an index where there is one: the rows that share the first value with
    the place, then those beyond.
    """
    found: list[int] = []
    named = rows.alias(**_named(keys))
    parts: list[tuple[Q, Sequence[Key]]] = []
    if len(keys) > 1 and (rest := _past(keys, values, 1, backwards)) is not None:
        # The first value is the same for all of these; told to sort by it, SQLite would sort.
        parts.append((_at(keys, values, 0) & rest, keys[1:]))
    if (further := _over(keys, values, 0, backwards)) is not None:
        parts.append((further, keys))
    for condition, order in parts:
        if len(found) < most:
            left = ordered(named.filter(condition), order, backwards=backwards)
            found += left.values_list("pk", flat=True)[: most - len(found)]
    return found


def before(
    rows: QuerySet[Any], keys: Sequence[Key], values: Sequence[Any], *, and_there: bool = False
) -> QuerySet[Any]:
    """The rows before the place with these `values`, and the row at it if told so."""
    there = Q(pk=values[-1]) if and_there else None
    conditions = [part for part in (_past(keys, values, 0, backwards=True), there) if part is not None]
    return rows.alias(**_named(keys)).filter(reduce(or_, conditions)) if conditions else rows.none()


def place_of(rows: QuerySet[Any], keys: Sequence[Key], pk: int) -> tuple[Any, ...] | None:
    """The values that a row has in an order; None where it is not among `rows`."""
    names = _named(keys)
    found: tuple[Any, ...] | None = rows.annotate(**names).filter(pk=pk).values_list(*names).first()
    return found


def _named(keys: Sequence[Key]) -> dict[str, Any]:
    return {f"key{number}": key.expression for number, key in enumerate(keys)}


def _order(key: Key, *, backwards: bool) -> OrderBy:
    nulls = {"nulls_first" if backwards else "nulls_last": True} if key.nullable else {}
    return OrderBy(key.expression, descending=key.descending != backwards, **nulls)


def _past(keys: Sequence[Key], values: Sequence[Any], number: int, backwards: bool) -> Q | None:
    """The condition that a row comes after the place by the keys from `number` on; None where none can."""
    over = _over(keys, values, number, backwards)
    rest = _past(keys, values, number + 1, backwards) if number + 1 < len(keys) else None
    if rest is None:
        return over
    here = _at(keys, values, number) & rest
    if over is None:
        return here
    # The first of these is implied by the second, and tells the engine where to begin.
    return (
        (over | _at(keys, values, number)) & (over | here)
        if keys[number].nullable
        else (_from(keys, values, number, backwards) & (over | here))
    )


def _at(keys: Sequence[Key], values: Sequence[Any], number: int) -> Q:
    """The condition that a row has the place's value of a key."""
    if values[number] is None:
        return Q(**{f"key{number}__isnull": True})
    return Q(**{f"key{number}": values[number]})


def _from(keys: Sequence[Key], values: Sequence[Any], number: int, backwards: bool) -> Q:
    lookup = "lte" if keys[number].descending != backwards else "gte"
    return Q(**{f"key{number}__{lookup}": values[number]})


def _over(keys: Sequence[Key], values: Sequence[Any], number: int, backwards: bool) -> Q | None:
    """The condition that a row comes after the place by one key alone; None where none can."""
    if values[number] is None:
        return Q(**{f"key{number}__isnull": False}) if backwards else None
    lookup = "lt" if keys[number].descending != backwards else "gt"
    over = Q(**{f"key{number}__{lookup}": values[number]})
    if keys[number].nullable and not backwards:
        over |= Q(**{f"key{number}__isnull": True})
    return over


def _is_nullable(model: Any, path: str) -> bool:
    """Whether the value at the end of a path may be NULL."""
    for name in path.split("__"):
        field = model._meta.pk if name == "pk" else model._meta.get_field(name)
        if field.null:
            return True
        model = field.related_model
    return False
