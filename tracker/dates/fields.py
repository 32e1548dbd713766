"""The model field of a partial date, with its bounds beside it."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import CheckConstraint, F, Q
from django.db.models.query_utils import DeferredAttribute
from django.utils.functional import cached_property
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from tracker.dates.value import PartialDate, PartialDateError

EDGES = ("earliest", "latest")


def as_partial_date(value: object) -> PartialDate | None:
    """The partial date of a value that is one already, an EDTF text, or empty; raises PartialDateError."""
    if value is None or value == "":
        return None
    if isinstance(value, PartialDate):
        return value
    return PartialDate.from_edtf(value if isinstance(value, str) else str(value))


class PartialDateAttribute(DeferredAttribute):
    """Gives the field's value as a partial date, whatever was set: a partial date, an EDTF text, nothing.

    A text that is no EDTF stays as it is until it is cleaned or saved: only then is there somebody to tell.
    """

    field: "PartialDateField"

    def __get__(self, instance: models.Model | None, cls: type[models.Model] | None = None) -> Any:
        value = super().__get__(instance, cls)
        if isinstance(value, str):
            try:
                value = as_partial_date(value)
            except PartialDateError:
                return value
            instance.__dict__[self.field.attname] = value
        return value

    def __set__(self, instance: models.Model, value: object) -> None:
        instance.__dict__[self.field.attname] = value
        # A field without a place in the instance is "deferred", and save() leaves it out. The bounds follow
        # from this value, so they are never left out once it is there, even after only("dates").
        for name in self.bounds:
            instance.__dict__.setdefault(name, None)

    @cached_property
    def bounds(self) -> tuple[str, ...]:
        """Names of the bounds that stand beside this field in its model."""
        fields = self.field.model._meta.concrete_fields
        return tuple(f.name for f in fields if isinstance(f, DateBoundField) and f.of == self.field.name)


class DateBoundAttribute(DeferredAttribute):
    """Gives the bound of the partial date that is loaded; what was set or stored counts only where that is
    deferred.
    """

    field: "DateBoundField"

    def __get__(self, instance: models.Model | None, cls: type[models.Model] | None = None) -> Any:
        if instance is None or self.field.of not in instance.__dict__:
            return super().__get__(instance, cls)
        value = getattr(instance, self.field.of)
        return getattr(value, self.field.edge) if isinstance(value, PartialDate) else None

    def __set__(self, instance: models.Model, value: object) -> None:
        instance.__dict__[self.field.attname] = value


class DateBoundField(models.DateField):
    """The earliest or latest day of the partial date `of` of the same model: derived, never set by anyone.

    `PartialDateField` adds these; they are written out in migrations only.
    """

    descriptor_class = DateBoundAttribute

    def __init__(self, *args: Any, of: str, edge: str, **kwargs: Any) -> None:
        self.of, self.edge = of, edge
        # Not serialised: fixtures state the date, and its bounds follow.
        kwargs |= {"null": True, "blank": True, "editable": False, "serialize": False, "db_index": True}
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        for implied in ("null", "blank", "editable", "serialize", "db_index", "verbose_name"):
            kwargs.pop(implied, None)
        return name, path, args, {"of": self.of, "edge": self.edge, **kwargs}

    def contribute_to_class(
        self, cls: type[models.Model], name: str, private_only: bool = False, **kwargs: Any
    ) -> None:
        # Copies of a model's fields (simple-history, SQLite's remade tables) bring this one along beside the
        # partial date, which has added its own by then.
        if not any(field.name == name for field in cls._meta.local_fields):
            super().contribute_to_class(cls, name, **kwargs)


if TYPE_CHECKING:
    _TextField = models.CharField[PartialDate | str | None, PartialDate | None]
else:
    _TextField = models.CharField


class PartialDateField(_TextField):
    """Holds a `PartialDate` as its EDTF text; NULL when empty. Adds `<name>_earliest` and `<name>_latest` to
    the model.

    The bounds are derived: they are right after save, bulk_create, bulk_update and loading of fixtures,
    whoever set what. Only `QuerySet.update` writes nothing but what it is given: pass it
    `partial_date_values(name, value)`.

    The attribute takes a PartialDate, an EDTF text or None, and gives a PartialDate or None. A text that is
    no EDTF raises ValidationError in `full_clean` and PartialDateError in `save`. Lookups compare the text;
    order and filter by the bounds. Null where blank, unless told otherwise.
    """

    description = _("Partial date (EDTF)")
    descriptor_class = PartialDateAttribute

    def __init__(self, *args: Any, add_bounds: bool = True, **kwargs: Any) -> None:
        self.add_bounds = add_bounds
        kwargs.setdefault("max_length", 64)
        kwargs.setdefault("null", kwargs.get("blank", False))
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        # A migration lists the bounds as fields of their own. Both are always said, since both have unusual
        # defaults.
        return name, path, args, {**kwargs, "null": self.null, "add_bounds": False}

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        # An abstract model has no table; its children get copies of this field, which add their own bounds.
        if not self.add_bounds or cls._meta.abstract:
            return
        for edge, label in zip(EDGES, (_("{field}: earliest day"), _("{field}: latest day")), strict=True):
            bound = DateBoundField(format_lazy(label, field=self.verbose_name), of=name, edge=edge)
            cls.add_to_class(f"{name}_{edge}", bound)
        models.signals.post_save.connect(self._save_bounds, sender=cls)

    def _save_bounds(self, instance: models.Model, using: str, update_fields: Any, **kwargs: Any) -> None:
        """Write the bounds after `save(update_fields=[name])`, which does not name them."""
        if not update_fields or self.name not in update_fields:
            return
        missing = {f"{self.name}_{edge}" for edge in EDGES} - set(update_fields)
        if missing:
            rows = type(instance)._base_manager.using(using).filter(pk=instance.pk)
            rows.update(**{name: getattr(instance, name) for name in missing})

    def from_db_value(
        self, value: str | None, expression: object, connection: object
    ) -> PartialDate | str | None:
        # What somebody wrote past Django must not make every page that lists it fail: it is shown as it
        # stands, and cleaning the record says what is wrong.
        try:
            return as_partial_date(value)
        except PartialDateError:
            return value

    def to_python(self, value: object) -> PartialDate | None:
        try:
            return as_partial_date(value)
        except PartialDateError as error:
            raise ValidationError(str(error), code="invalid") from error

    def get_prep_value(self, value: object) -> Any:
        # Not CharField's own, which would go through `to_python`: a lookup of a text that is no date, or of a
        # piece of one (`startswith`), finds nothing rather than fails.
        return value.edtf if isinstance(value, PartialDate) else models.Field.get_prep_value(self, value)

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        if not hasattr(value, "as_sql"):
            value = as_partial_date(value)
        return super().get_db_prep_save(value, connection)

    def value_to_string(self, obj: models.Model) -> str:
        value: object = self.value_from_object(obj)
        return value.edtf if isinstance(value, PartialDate) else str(value or "")

    def run_validators(self, value: object) -> None:
        super().run_validators(value.edtf if isinstance(value, PartialDate) else value)

    def formfield(self, **kwargs: Any) -> forms.Field | None:
        from tracker.dates.forms import PartialDateFormField, partial_date_widget

        if "widget" in kwargs:
            # The admin gives every CharField its text widget; ours takes over its attributes (vTextField).
            kwargs["widget"] = partial_date_widget(kwargs["widget"])
        return models.Field.formfield(self, form_class=PartialDateFormField, **kwargs)


def partial_date_values(name: str, value: PartialDate | None) -> dict[str, Any]:
    """What `QuerySet.update` must set for the partial date `name` to become `value`: the text and both
    bounds.
    """
    return {name: value, **{f"{name}_{edge}": getattr(value, edge, None) for edge in EDGES}}


def partial_date_constraints(name: str, *, model_label: str) -> list[CheckConstraint]:
    """Constraints for the `Meta.constraints` of a model with the partial date `name`.

    `model_label` (such as "visit") starts the constraints' names, which are unique in the database. What they
    guard can only be broken by writes past the field, such as `QuerySet.update` or SQL.
    """
    earliest, latest = (f"{name}_{edge}" for edge in EDGES)
    no_bounds = Q(**{f"{earliest}__isnull": True, f"{latest}__isnull": True})
    open_bound = Q(**{f"{earliest}__isnull": True}) | Q(**{f"{latest}__isnull": True})
    return [
        CheckConstraint(
            name=f"{model_label}_{name}_bounds_in_order",
            condition=open_bound | Q(**{f"{earliest}__lte": F(latest)}),
            violation_error_message=_("The earliest day of a date can't be after its latest day."),
        ),
        CheckConstraint(
            name=f"{model_label}_{name}_bounds_need_date",
            condition=Q(**{f"{name}__isnull": False}) | no_bounds,
            violation_error_message=_("A date that is empty has no earliest and no latest day."),
        ),
    ]
