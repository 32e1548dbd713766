"""The forms of the admin: constraints checked whole, each broken one told at its field."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import BaseConstraint, CheckConstraint, F, Q, UniqueConstraint
from django.forms.models import InlineForeignKeyField
from django.utils.translation import gettext_lazy as _

from tracker.admin.relations import RecordField, RecordsField, chosen
from tracker.dates.fields import DateBoundField
from tracker.models.visibility import Visible

#: The fields of a form that are none of the record.
OF_THE_PAGE = frozenset({"change_reason", "opened"})

# A constraint over more fields than this is about the record as a whole.
_FEW = 3


def _names_in(expression: Any) -> Iterator[str]:
    """The fields that a condition or an expression names, in its order."""
    if isinstance(expression, Q):
        for child in expression.children:
            if isinstance(child, tuple):
                yield child[0].partition("__")[0]
                yield from _names_in(child[1])
            else:
                yield from _names_in(child)
    elif isinstance(expression, F):
        yield str(getattr(expression, "name", "")).partition("__")[0]
    elif hasattr(expression, "get_source_expressions"):
        for part in expression.get_source_expressions():
            yield from _names_in(part)


def fields_of(constraint: BaseConstraint) -> list[str]:
    """The fields that a constraint is about, each once, in the order in which it names them."""
    names: Iterable[str] = ()
    if isinstance(constraint, UniqueConstraint):
        names = [*constraint.fields, *(name for part in constraint.expressions for name in _names_in(part))]
    elif isinstance(constraint, CheckConstraint):
        names = _names_in(constraint.condition)
    return list(dict.fromkeys(names))


class ConstrainedForm(forms.ModelForm):
    """A form that checks the constraints over what it edits, the derived bounds of partial dates included.

    Django passes over a constraint that names a field outside the form, and the bounds (`signed_latest`)
    always are outside, so that "signed before it was proposed" would only be refused by the database. What
    the form itself makes sure of (that a chosen record exists, that a date has its bounds in order) costs no
    query.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound and self.instance.pk is not None:
            for name, field in self.fields.items():
                if isinstance(field, RecordField):
                    field.loaded = chosen(self.instance, name)
                elif isinstance(field, RecordsField):
                    field.loaded = {str(record.pk): record for record in self.initial.get(name, ())}

    def _get_validation_exclusions(self) -> set[str]:
        excluded: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]
        return excluded | {name for name, field in self.fields.items() if isinstance(field, RecordField)}

    def _exclusions_of_constraints(self) -> set[str]:
        """Fields over which no constraint is checked: those in error, and of a new record those not here.

        What a stored record has in fields that the form leaves out counts: the form may contradict it.
        """
        excluded: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]
        if self.instance.pk is not None:
            excluded &= set(self.fields)
            return excluded | {bound for bound, of in self._bounds().items() if of in excluded}
        excluded -= {
            bound for bound, of in self._bounds().items() if of in self.fields and of not in self.errors
        }
        return excluded

    def validate_constraints(self) -> None:
        """Check each constraint, and tell a broken one at the field that it is about."""
        excluded, bounds, changed = self._exclusions_of_constraints(), self._bounds(), set(self.changed_data)
        for model, constraints in self.instance.get_constraints():
            for constraint in constraints:
                names = list(dict.fromkeys(bounds.get(name, name) for name in fields_of(constraint)))
                if len(names) == 1 and names[0] in bounds.values():
                    continue  # the bounds of one date follow from it
                if self.instance.pk is not None and not changed.intersection(names):
                    continue  # as whole as it is in the database
                try:
                    constraint.validate(model, self.instance, exclude=excluded)
                except ValidationError as error:
                    self.add_error(self._field_for(constraint, names), ValidationError(error.messages))

    def _bounds(self) -> dict[str, str]:
        """The derived bounds of the model's partial dates → the date that each follows from."""
        columns = self._meta.model._meta.concrete_fields
        return {column.name: column.of for column in columns if isinstance(column, DateBoundField)}

    def _field_for(self, constraint: BaseConstraint, names: list[str]) -> str | None:
        """The field of this form at which a broken constraint is told: None for the form as a whole."""
        shown = [
            name
            for name in names
            if name in self.fields and not isinstance(self.fields[name], InlineForeignKeyField)
        ]
        unique = isinstance(constraint, UniqueConstraint)
        if not shown or (len(names) > _FEW and not unique):
            return None
        # What makes a row a second one of its kind is said last (the name of an alias, the period of a
        # position).
        return shown[-1] if unique else shown[0]

    def _save_m2m(self) -> None:
        """Write the relations that changed; Django would look each of them up first."""
        for field in self._meta.model._meta.many_to_many:
            if field.name in self.changed_data and field.name in self.cleaned_data:
                field.save_form_data(self.instance, self.cleaned_data[field.name])


class RowForm(ConstrainedForm):
    """A row on a record's page; one that nobody touched is not checked against the database again."""

    #: What is said of a row that is no longer there; the rows' formset knows whether it can be ticked away.
    deleted_meanwhile: Any = _(
        "Somebody has deleted this row meanwhile: tick Delete, or enter it again as a new one."
    )

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        # Its key is the first to be refused, in a field that nobody sees.
        if self.errors.pop(self._meta.model._meta.pk.name, None):
            self.add_error(None, self.deleted_meanwhile)
        return cleaned

    def _post_clean(self) -> None:
        if self.instance.pk is None or self.has_changed():
            super()._post_clean()  # type: ignore[misc]
            return
        # But it may contradict what was entered for the record itself, such as a stop outside the new dates.
        for name, field in self.fields.items():
            if isinstance(field, InlineForeignKeyField):
                setattr(self.instance, name, field.parent_instance)
        try:
            self.instance.clean()
        except ValidationError as error:
            self._update_errors(error)  # type: ignore[attr-defined]


class OpenedField(forms.CharField):
    """Goes along with a form and is nothing that anybody changes."""

    widget = forms.HiddenInput

    def has_changed(self, initial: Any, data: Any) -> bool:
        return False


class RecordForm(ConstrainedForm):
    """The form of a record on its own page, with the reason of a change."""

    #: What the page was opened with (`tracker.admin.meanwhile`).
    opened = OpenedField(required=False, max_length=2_000)

    change_reason = forms.CharField(
        label=_("Reason for the change"),
        max_length=500,
        required=False,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text=_("For the history: why, or on whose word. Asked for where the record is public."),
    )

    #: Why this very form was not saved, where the database or somebody else's change stood against it.
    refused: ClassVar[str | list[str] | None] = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "change_reason" in self.fields:
            self.fields["change_reason"].required = wants_reason(self.instance)

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        self.instance._change_reason = self.cleaned_data.get("change_reason") or None
        if self.refused is not None:
            raise ValidationError(self.refused)
        return cleaned


def is_found(record: models.Model) -> bool:
    """Whether anonymous readers find `record`, itself or on the page of what it is a row of, as stored."""
    found = getattr(type(record)._default_manager.all(), "public", None)
    return record.pk is not None and found is not None and bool(found().filter(pk=record.pk).exists())


def wants_reason(record: models.Model) -> bool:
    """Whether a change of `record` is to be explained: it is public, or is a row of what is public.

    Records that are public by what names them (people, organisations…) have pages of their own, and are
    changed without.
    """
    named = hasattr(record, "slug") and not isinstance(record, Visible)
    return not named and is_found(record)
