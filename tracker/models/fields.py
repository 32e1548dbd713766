"""Fields that keep what they refer to, or that follow from another."""

from __future__ import annotations

from typing import Any

from django.db.models import PROTECT, CharField, ManyToManyField, Model
from django.db.models.fields.related import lazy_related_operation
from django.db.models.query_utils import DeferredAttribute

from tracker.names import normalise


class ProtectedManyToManyField(ManyToManyField):
    """A many-to-many relation whose targets cannot be deleted while a record names them.

    Django's own join table cascades from both sides: deleting an organisation would silently take it off
    every visit. Here only the record that holds the field lets go of its rows.
    """

    def contribute_to_class(self, cls: type[Model], name: str, **kwargs: Any) -> None:  # type: ignore[override]
        super().contribute_to_class(cls, name, **kwargs)
        if cls._meta.abstract:
            return

        def protect(_model: type[Model], _target: type[Model], join: type[Model]) -> None:
            if join._meta.auto_created:
                reference = join._meta.get_field(self.m2m_reverse_field_name())
                reference.remote_field.on_delete = PROTECT  # type: ignore[union-attr]

        through = self.remote_field.through
        lazy_related_operation(protect, cls, self.remote_field.model, through)  # type: ignore[arg-type]


class _NormalisedAttribute(DeferredAttribute):
    """Always the key of the name that the instance has now."""

    def __get__(self, instance: Any, cls: Any = None) -> Any:
        source = getattr(self.field, "of", None)
        if instance is not None and source in instance.__dict__:
            return normalise(instance.__dict__[source])
        return super().__get__(instance, cls)

    def __set__(self, instance: Any, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


class NormalisedField(CharField):
    """The comparable form (`tracker.names.normalise`) of the field named `of`.

    It is derived whenever it is read, so that saves, bulk writes and fixtures all store what the name gives.
    """

    descriptor_class = _NormalisedAttribute

    def __init__(self, *args: Any, of: str = "name", **kwargs: Any) -> None:
        self.of = of
        kwargs.setdefault("editable", False)
        kwargs.setdefault("db_index", True)
        kwargs.setdefault("default", "")
        # Romanised, a name of 250 Chinese characters is seven times as long.
        kwargs.setdefault("max_length", 2000)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        # All are always said, since each has an unusual default.
        said = {"of": self.of, "editable": False, "db_index": self.db_index}  # type: ignore[attr-defined]
        return name, path, args, {**kwargs, **said}
