"""Choosing related records: an autocomplete for every relation, loaded once for all rows of a formset."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.admin.options import BaseModelAdmin
from django.contrib.admin.widgets import (
    AutocompleteMixin,
    AutocompleteSelect,
    AutocompleteSelectMultiple,
    RelatedFieldWidgetWrapper,
)
from django.core.exceptions import ValidationError
from django.db import models
from django.forms.models import ModelChoiceField, ModelMultipleChoiceField
from django.http import HttpRequest

type Loaded = dict[str, models.Model]

if TYPE_CHECKING:
    # The mixin is only ever mixed into a select.
    class _Autocomplete(AutocompleteMixin, forms.Select):
        pass
else:
    _Autocomplete = AutocompleteMixin


#: As Django's own selects say it.
NOTHING_CHOSEN = models.fields.BLANK_CHOICE_DASH[0][1]
# Both engines hold a key in 64 bits, with its sign.
_KEY_BITS = 63


class _KnownOptions(_Autocomplete):
    """Shows what is selected from what its field has loaded; Django asks the database per widget."""

    def optgroups(self, name: str, value: Sequence[str], attr: Any = None) -> Any:
        field = self.choices.field
        # What a browser sends back may be no key at all, which Django's own widget doesn't survive.
        loaded = load(field.queryset, value) if field.loaded is None else field.loaded
        options = []
        if not self.allow_multiple_selected:
            # Also where one must be chosen: the first option of such a select stands for "nothing chosen".
            options.append(self.create_option(name, "", NOTHING_CHOSEN, False, 0))
        for key in value:
            record = loaded.get(str(key))
            if record is not None:
                label = field.label_from_instance(record)
                options.append(self.create_option(name, record.pk, label, True, len(options)))
        return [(None, options, 0)]


class RecordSelect(_KnownOptions, AutocompleteSelect):
    """An autocomplete for one record."""


class RecordSelectMultiple(_KnownOptions, AutocompleteSelectMultiple):
    """An autocomplete for several records."""


class RecordField(ModelChoiceField):
    """A choice of one record; `loaded`, where it is set, has every record that a formset's rows name."""

    loaded: Loaded | None = None

    def to_python(self, value: Any) -> models.Model | None:
        if value in self.empty_values:
            return None
        loaded = load(self.queryset, [value]) if self.loaded is None else self.loaded
        record = loaded.get(str(value))
        if record is None:
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return record


class RecordsField(ModelMultipleChoiceField):
    """A choice of several records; see `RecordField` for `loaded`."""

    loaded: Loaded | None = None

    def clean(self, value: Any) -> Any:
        if not value or not isinstance(value, list | tuple):
            return super().clean(value)
        loaded = load(self.queryset, value) if self.loaded is None else self.loaded
        missing = [key for key in value if str(key) not in loaded]
        if missing:
            raise ValidationError(
                self.error_messages["invalid_choice"], code="invalid_choice", params={"value": missing[0]}
            )
        return [loaded[key] for key in dict.fromkeys(map(str, value))]


def chosen(row: models.Model, name: str) -> Loaded:
    """What `row` has in its relation `name`, without a query where it is at hand."""
    related = getattr(row, name)
    records = related.all() if hasattr(related, "all") else [related] if related is not None else []
    return {str(record.pk): record for record in records}


def as_key(model: type[models.Model], value: object) -> Any:
    """The primary key that `value` is for `model`, or None where it can be none of any record."""
    try:
        key = model._meta.pk.to_python(value)
    except ValidationError:
        return None
    if isinstance(key, int) and key.bit_length() > _KEY_BITS:
        return None
    return None if key == "" or (isinstance(key, str) and "\0" in key) else key


def load(queryset: Any, keys: Iterable[Any]) -> Loaded:
    """Those records of `queryset` that `keys` name, in one query; what is no key is passed over."""
    wanted = {as_key(queryset.model, key) for key in keys} - {None}
    if not wanted:
        return {}
    # Labels may follow a relation; then that is one query for all of them.
    records = queryset.filter(pk__in=wanted).fetch_mode(models.FETCH_PEERS)
    return {str(record.pk): record for record in records}


class RelationsMixin(BaseModelAdmin):
    """For an admin or an inline: each relation of its model is chosen by autocomplete."""

    #: Inlines keep the icon that adds a record, and leave out those that change, delete and view one.
    compact_relations = False

    def formfield_for_foreignkey(
        self, db_field: models.ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField | None:
        kwargs.setdefault("widget", RecordSelect(db_field, self.admin_site))
        kwargs.setdefault("form_class", RecordField)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(
        self, db_field: models.ManyToManyField[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> ModelMultipleChoiceField | None:
        kwargs.setdefault("widget", RecordSelectMultiple(db_field, self.admin_site))
        kwargs.setdefault("form_class", RecordsField)
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def formfield_for_dbfield(
        self, db_field: models.Field[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if (
            self.compact_relations
            and field is not None
            and isinstance(field.widget, RelatedFieldWidgetWrapper)
        ):
            field.widget.can_change_related = False
            field.widget.can_delete_related = False
            field.widget.can_view_related = False
        return field
