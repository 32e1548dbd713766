"""Rows on a record's page: stops, members, citations and the rest, in order and without doubles."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import Any, ClassVar, NamedTuple

from django import forms
from django.contrib.admin.options import InlineModelAdmin, StackedInline, TabularInline
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import QuerySet, UniqueConstraint
from django.forms.formsets import DELETION_FIELD_NAME
from django.forms.models import (
    BaseInlineFormSet,
    BaseModelFormSet,
    InlineForeignKeyField,
)
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tracker.admin.forms import RowForm, fields_of
from tracker.admin.relations import (
    Loaded,
    RecordField,
    RecordsField,
    RelationsMixin,
    as_key,
    chosen,
    load,
)
from tracker.services.history import write_history

#: How many rows one saving may add, and the highest number in an order.
NEW_ROWS = 200
LAST_NUMBER = 9999


class DeletedRow(NamedTuple):
    """Stands on the page for a row that somebody deleted while it was edited here."""

    pk: Any

    def __str__(self) -> str:
        return gettext("deleted meanwhile")


class RowsMixin(BaseModelFormSet):
    """A formset whose rows keep their order, are refused when they stand twice, and cost few queries.

    Related records are loaded once for all rows (`RecordField.loaded`). A row without a number goes to the
    end; one with the number of another pushes that one down, and those after it. History is written for all
    rows at once, with the reason that the record's own form gives (`change_reason`).
    """

    model: Any
    data: Any
    _pk_field: Any
    change_reason: str | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._loaded: dict[str, Loaded] = {}
        self._pushed: list[models.Model] = []
        super().__init__(*args, **kwargs)
        # A forged number of rows is refused before they are made.
        self.absolute_max = len(self.get_queryset()) + NEW_ROWS
        self.max_num = min(self.max_num, self.absolute_max)

    def get_queryset(self) -> Any:
        """The stored rows; once forms are posted, what each of them is about.

        The page pairs these with the forms one by one, and would lose the last form where a row is gone.
        """
        if not (self.is_bound and "forms" in self.__dict__):
            return super().get_queryset()
        key = self.model._meta.pk.name
        return [
            form.instance
            if form.instance.pk is not None
            else DeletedRow(as_key(self.model, self.data.get(form.add_prefix(key))) or 0)
            for form in self.initial_forms
        ]

    @property
    def going(self) -> set[models.Model]:
        """The rows that are ticked for deletion."""
        return {
            form.instance
            for form in self.initial_forms
            if form.instance.pk is not None and self._is_going(form)
        }

    def _is_going(self, form: Any) -> bool:
        form.is_valid()  # which reads what was posted, once
        return bool(self.can_delete and form.cleaned_data.get(DELETION_FIELD_NAME))

    # --- Loading ---

    def add_fields(self, form: forms.ModelForm, index: int | None) -> None:
        super().add_fields(form, index)
        for name, field in form.fields.items():
            if isinstance(field, RecordField | RecordsField):
                field.loaded = self._load(name, field)
        if not self.can_delete and isinstance(form, RowForm):
            form.deleted_meanwhile = _(
                "Somebody has deleted this row meanwhile: open this page anew to go on without it."
            )
        own = RecordField(self.model._default_manager.all(), required=False, widget=forms.HiddenInput)
        own.initial = form.fields[self._pk_field.name].initial
        own.loaded = {str(row.pk): row for row in self.get_queryset()}
        form.fields[self._pk_field.name] = own
        if "order" in form.fields:
            form.fields["order"] = forms.IntegerField(
                label=form.fields["order"].label,
                widget=form.fields["order"].widget,
                required=False,
                min_value=0,
                max_value=LAST_NUMBER,
            )
            if form.instance.pk is None:
                form.initial["order"] = None

    def _load(self, name: str, field: RecordField | RecordsField) -> Loaded:
        if name not in self._loaded:
            self._loaded[name] = self._posted(name, field) if self.is_bound else self._stored(name)
        return self._loaded[name]

    def _posted(self, name: str, field: RecordField | RecordsField) -> Loaded:
        """The related records that were chosen, among those that may be."""
        posted = (f"{self.prefix}-{number}-{name}" for number in range(self.total_form_count()))
        choices: Any = field.queryset
        return load(choices, (key for prefixed in posted for key in self.data.getlist(prefixed)))

    def _stored(self, name: str) -> Loaded:
        """The related records that the rows have."""
        return {key: record for row in self.get_queryset() for key, record in chosen(row, name).items()}

    # --- Checking ---

    def clean(self) -> None:
        super().clean()
        kept = [
            form
            for form in self.forms
            if form.is_valid()
            and form not in self.deleted_forms
            and (form.instance.pk is not None or form.has_changed())
        ]
        if any("order" in form.fields for form in kept):
            self._number(kept)

    def validate_unique(self) -> None:
        """Refuse rows that are each new to the database but the same as another row of this form."""
        for _model, constraints in self.model().get_constraints():
            for constraint in constraints:
                if isinstance(constraint, UniqueConstraint):
                    self._refuse_doubles(constraint)

    def _refuse_doubles(self, constraint: UniqueConstraint) -> None:
        names = fields_of(constraint)
        seen: set[tuple[Hashable, ...]] = set()
        for form in self.forms:
            if not form.is_valid() or form in self.deleted_forms or not form.cleaned_data:
                continue
            if any(name not in form.cleaned_data for name in names):
                continue
            # Which record they all belong to makes no difference here; it may not be there yet.
            own = [name for name in names if not isinstance(form.fields[name], InlineForeignKeyField)]
            values = [form.cleaned_data[name] for name in own]
            # NULLs are distinct, but for expressions, which say what stands for nothing.
            if not constraint.expressions and None in values:
                continue
            key = tuple(value.casefold() if isinstance(value, str) else value for value in values)
            if key in seen:
                form.add_error(names[-1], str(constraint.violation_error_message))
            seen.add(key)

    def _number(self, kept: Iterable[Any]) -> None:
        """Give each row its number, among those with the same parent."""
        last: dict[Hashable, int] = {}

        def given(form: Any) -> tuple[float, bool]:
            order = form.cleaned_data.get("order") or form.instance.order
            # What was typed just now stands before what had the number so far.
            return (order or float("inf"), "order" not in form.changed_data)

        for form in sorted(kept, key=given):
            parent = self.parent_of(form)
            row = form.instance
            number = max(int(row.order or 0), last.get(parent, 0) + 1)
            if number > LAST_NUMBER:
                sentence = _(
                    "No row has a number above %(last)d: give this one, or those before it, a lower one."
                )
                form.add_error("order", ValidationError(sentence, params={"last": LAST_NUMBER}))
                return
            last[parent] = number
            if row.order != number:
                row.order = number
                if row.pk is not None and not form.has_changed():
                    self._pushed.append(row)

    def parent_of(self, form: Any) -> Hashable:
        """What a row's number counts within: here the one record that all rows belong to."""
        return None

    # --- Saving ---

    def save(self, commit: bool = True) -> Any:
        saved = super().save(commit=commit)
        if commit:
            for row in self._pushed:
                self._save_quietly(row)
                self.changed_objects.append((row, ["order"]))
                saved.append(row)
            write_history(self.new_objects, added=True, reason=self.change_reason)
            write_history([row for row, _fields in self.changed_objects], reason=self.change_reason)
        return saved

    def save_new(self, form: Any, commit: bool = True) -> Any:
        return self._without_history(form.instance, lambda: super(RowsMixin, self).save_new(form, commit))

    def save_existing(self, form: Any, obj: Any, commit: bool = True) -> Any:
        return self._without_history(obj, lambda: super(RowsMixin, self).save_existing(form, obj, commit))

    def delete_existing(self, obj: Any, commit: bool = True) -> None:
        obj._change_reason = self.change_reason
        super().delete_existing(obj, commit)

    def _save_quietly(self, row: Any) -> None:
        self._without_history(row, row.save)

    @staticmethod
    def _without_history(row: Any, write: Any) -> Any:
        """Write a row and its relations; `save` writes the history of all rows after."""
        row.skip_history_when_saving = True
        try:
            return write()
        finally:
            del row.skip_history_when_saving


class RowsFormSet(RowsMixin, BaseInlineFormSet):
    """Rows that belong to the record by a foreign key of their own."""


class RowsInline(RelationsMixin, InlineModelAdmin):
    """What the inlines share. The rows need no empty one to begin with: a link adds them."""

    extra = 0
    form = RowForm
    formset: Any = RowsFormSet
    compact_relations = True
    show_change_link = True
    #: Columns that hold whole phrases.
    long: ClassVar[frozenset[str]] = frozenset({"title", "description", "note"})
    #: Whether the rows belong to something that is only there once the record has been saved.
    after_first_save = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        # Labels of rows follow relations (a participant's person): one query for all rows, not one for each.
        return super().get_queryset(request).fetch_mode(models.FETCH_PEERS)

    def get_view_on_site_url(self, obj: Any = None) -> None:
        """Rows are shown on the page of their record, which has a link of its own."""


class TabularRows(RowsInline, TabularInline):
    """Rows as lines of a table, whose cells are small: their text areas grow as they are typed in."""

    def formfield_for_dbfield(
        self, db_field: models.Field[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and (isinstance(field.widget, forms.Textarea) or db_field.name in self.long):
            field.widget = forms.Textarea(attrs={"rows": 1, "class": "cell"})
        elif field is not None and isinstance(field.widget, forms.TextInput | forms.NumberInput):
            field.widget.attrs["class"] = "cell"
        return field


class StackedRows(RowsInline, StackedInline):
    """Rows that unfold one by one, for those with many fields."""

    template = "tracker/admin/folded_rows.html"
