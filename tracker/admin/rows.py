"""Rows on a record's page: stops, members, citations and the rest, in order and without doubles."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import Any, ClassVar

from django import forms
from django.contrib.admin.checks import InlineModelAdminChecks
from django.contrib.admin.options import InlineModelAdmin, StackedInline, TabularInline
from django.contrib.admin.utils import flatten_fieldsets
from django.db import models
from django.db.models import Q, QuerySet, UniqueConstraint
from django.forms.models import (
    BaseInlineFormSet,
    BaseModelFormSet,
    InlineForeignKeyField,
    modelformset_factory,
)
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from tracker.admin.forms import RowForm, fields_of
from tracker.admin.relations import Loaded, RecordField, RecordsField, RelationsMixin, chosen, load
from tracker.services.history import write_history


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

    # --- Loading ---

    def add_fields(self, form: forms.ModelForm, index: int | None) -> None:
        super().add_fields(form, index)
        for name, field in form.fields.items():
            if isinstance(field, RecordField | RecordsField):
                field.loaded = self._load(name, field)
        own = RecordField(self.model._default_manager.all(), required=False, widget=forms.HiddenInput)
        own.initial = form.fields[self._pk_field.name].initial
        own.loaded = {str(row.pk): row for row in self.get_queryset()}
        form.fields[self._pk_field.name] = own
        if "order" in form.fields:
            form.fields["order"].required = False
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


class AboutForm(RowForm):
    """A row that says which of the record's own parts it is about."""

    about = forms.ChoiceField(label=_("About"))

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        chosen = self.cleaned_data.get("about")
        if chosen:
            kind, _dash, key = chosen.rpartition("-")
            for target in self.instance.targets:
                setattr(self.instance, f"{target}_id", int(key) if target == kind else None)
        return cleaned


class AboutFormSet(RowsMixin):
    """Rows that hang on the record or on rows of it: citations of a visit's stops, participants at them.

    `parts` of the inline says what the rows may be about. What is not among them can be neither seen nor
    chosen here, whatever is posted.
    """

    inline: ClassVar[AboutInline]

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        instance: Any = None,
        save_as_new: bool = False,
        prefix: str | None = None,
        queryset: Any = None,
        **kwargs: Any,
    ) -> None:
        self.instance = instance
        self.save_as_new = save_as_new
        parts = self.inline.parts(instance) if instance is not None and instance.pk is not None else {}
        self.parts = {kind: list(records) for kind, records in parts.items()}
        about = Q()
        for kind, records in self.parts.items():
            about |= Q(**{f"{kind}__in": [record.pk for record in records]})
        rows = queryset.filter(about) if self.parts else queryset.none()
        super().__init__(data, files, prefix=prefix, queryset=rows, **kwargs)

    @classmethod
    def get_default_prefix(cls) -> str:
        return cls.inline.prefix

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["about"].choices = self._choices
        form.fields["about"].label = self.inline.about_label
        row = form.instance
        if row.target_kind:
            form.initial["about"] = f"{row.target_kind}-{getattr(row, f'{row.target_kind}_id')}"
        elif len(self._choices) == 1 and not isinstance(self._choices[0][1], list):
            form.initial["about"] = self._choices[0][0]

    @property
    def _choices(self) -> list[Any]:
        """What a row may be about, a group a kind; one kind alone needs no groups, and one part no choice."""
        if not hasattr(self, "_made_choices"):
            groups = []
            for kind, records in self.parts.items():
                options = [(f"{kind}-{record.pk}", self.inline.label_of(record)) for record in records]
                if options:
                    target: Any = self.model._meta.get_field(kind)
                    groups.append((capfirst(str(target.verbose_name)), options))
            self._made_choices: list[Any] = groups[0][1] if len(groups) == 1 else groups
            if len(self._made_choices) != 1:
                self._made_choices = [("", "---------"), *self._made_choices]
        return self._made_choices

    def parent_of(self, form: Any) -> Hashable:
        return str(form.cleaned_data.get("about"))


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


class _AboutChecks(InlineModelAdminChecks):
    """The usual checks, but for the foreign key to the record, which these rows don't have."""

    def _check_exclude_of_parent_model(self, obj: Any, parent_model: Any) -> list[Any]:
        return []

    def _check_relation(self, obj: Any, parent_model: Any) -> list[Any]:
        return []


class AboutInline(TabularRows):
    """An inline for `AboutFormSet`. Its `fields` begin with "about"."""

    form = AboutForm
    formset: Any = AboutFormSet
    checks_class = _AboutChecks
    after_first_save = True
    prefix = ""
    about_label: str | Promise = _("about")

    def parts(self, record: Any) -> dict[str, Iterable[models.Model]]:
        """What the rows may be about: a field of the row's targets → the records, each in its order."""
        raise NotImplementedError

    def label_of(self, part: models.Model) -> str:
        """How a part is called in the choice."""
        return str(part)

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        can_change = self.has_change_permission(request, obj)
        can_add = self.has_add_permission(request, obj)

        class PermittedForm(self.form):  # type: ignore[name-defined]
            def has_changed(self) -> bool:
                if not (can_add if self.instance._state.adding else can_change):
                    return False
                return bool(super().has_changed())

        readonly = self.get_readonly_fields(request, obj)
        fields = [
            name
            for name in kwargs.pop("fields", None) or flatten_fieldsets(self.get_fieldsets(request, obj))
            if name not in readonly
        ]
        return modelformset_factory(
            self.model,
            form=PermittedForm,
            formset=type(self.formset.__name__, (self.formset,), {"inline": self}),
            fields=fields,
            formfield_callback=lambda field, **options: self.formfield_for_dbfield(field, request, **options),
            extra=self.get_extra(request, obj),
            max_num=self.get_max_num(request, obj),
            can_delete=self.can_delete and self.has_delete_permission(request, obj),
        )
