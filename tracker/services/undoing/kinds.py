"""What the statements that take back a change must know of each kind of record, read from its model."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from django.apps import apps
from django.db import connection, models
from simple_history.utils import get_history_manager_for_model

from tracker.dates.fields import DateBoundField
from tracker.models.fields import NormalisedField
from tracker.services.bulk import Relation, relations_of, tracked
from tracker.services.record import record_models


def quoted(name: str | None) -> str:
    return str(connection.ops.quote_name(str(name)))


def is_derived(field: models.Field[Any, Any]) -> bool:
    """Whether a column follows from another: nobody edits it, and it is written with that other."""
    return isinstance(field, (DateBoundField, NormalisedField))


@dataclass(frozen=True)
class Kind:
    """One kind of record; `number` stands for it in the tables of `rows`."""

    number: int
    model: type[models.Model]

    def __hash__(self) -> int:
        return self.number

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Kind) and self.number == other.number

    @property
    def name(self) -> str:
        return str(self.model._meta.model_name)

    @cached_property
    def history(self) -> Any:
        return get_history_manager_for_model(self.model).model

    @cached_property
    def table(self) -> str:
        return quoted(self.model._meta.db_table)

    @cached_property
    def history_table(self) -> str:
        return quoted(self.history._meta.db_table)

    @cached_property
    def key(self) -> str:
        return quoted(self.model._meta.pk.column)

    @cached_property
    def columns(self) -> list[str]:
        """All columns that history keeps, quoted; they are called the same there."""
        fields = {field.attname: field for field in self.model._meta.concrete_fields}
        return [quoted(fields[name].column) for name in tracked(self.model)]

    @cached_property
    def fields(self) -> list[models.Field[Any, Any]]:
        """What people write: all columns but the key and what follows from others."""
        names = set(tracked(self.model))
        return [
            field
            for field in self.model._meta.concrete_fields
            if field.attname in names and not field.primary_key and not is_derived(field)
        ]

    @cached_property
    def relations(self) -> dict[str, Relation]:
        return relations_of(self.model)

    def said(self, names: Collection[str]) -> tuple[str, ...]:
        """Fields (by name) as a person calls them, in their order."""
        own = [*self.model._meta.concrete_fields, *self.model._meta.many_to_many]
        return tuple(str(field.verbose_name) for field in own if field.name in names)


@dataclass(frozen=True)
class Link:
    """A column that refers to a kind of record: a foreign key, or the far side of a many-to-many relation.

    `owner` is the column that holds the key of the record that refers. Where the owner belongs to the
    target (a stop to its visit), it goes and stays with it.
    """

    table: str
    column: str
    target: Kind
    owner: str
    owner_kind: Kind | None
    owner_model: type[models.Model]
    belongs: bool
    many: bool
    name: str


@cache
def kinds() -> tuple[Kind, ...]:
    """All kinds of the record, those first that refer to the others: the order in which rows can go."""
    ordered: list[type[models.Model]] = []

    def add(model: type[models.Model], seen: frozenset[type[models.Model]]) -> None:
        if model in ordered or model in seen or model not in known:
            return
        for field in model._meta.concrete_fields:
            if isinstance(field, models.ForeignKey):
                add(field.remote_field.model, seen | {model})
        ordered.append(model)

    known = record_models()
    for model in known:
        add(model, frozenset())
    return tuple(Kind(number, model) for number, model in enumerate(reversed(ordered)))


def kind_of(model: type[models.Model]) -> Kind:
    """What is known of the records of `model`."""
    return next(kind for kind in kinds() if kind.model is model)


@cache
def links() -> tuple[Link, ...]:
    """Everything in the database that may refer to a record."""
    by_model = {kind.model: kind for kind in kinds()}
    return tuple(_links(by_model))


def _links(by_model: dict[Any, Kind]) -> Iterator[Link]:
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.concrete_fields:
            if not isinstance(field, models.ForeignKey) or not field.db_constraint:  # type: ignore[attr-defined]
                continue  # the tables of histories refer to nothing that must be there
            target = by_model.get(field.remote_field.model)
            holder: Any = model._meta.auto_created
            if target is None:
                continue
            if not holder:
                yield Link(
                    table=quoted(model._meta.db_table),
                    column=quoted(field.column),
                    target=target,
                    owner=quoted(model._meta.pk.column),
                    owner_kind=by_model.get(model),
                    owner_model=model,
                    belongs=field.remote_field.on_delete is models.CASCADE,
                    many=False,
                    name=field.name,
                )
                continue
            own = next(many for many in holder._meta.many_to_many if many.remote_field.through is model)
            if field.name == own.m2m_reverse_field_name():
                yield Link(
                    table=quoted(model._meta.db_table),
                    column=quoted(field.column),
                    target=target,
                    owner=quoted(f"{own.m2m_field_name()}_id"),
                    owner_kind=by_model.get(holder),
                    owner_model=holder,
                    belongs=False,
                    many=True,
                    name=own.name,
                )
