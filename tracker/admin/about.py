"""Rows that hang on a record or on rows of it, and say on which: citations, participants at stops."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from typing import Any, ClassVar

from django import forms
from django.contrib.admin.checks import InlineModelAdminChecks
from django.contrib.admin.utils import flatten_fieldsets
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.forms.models import BaseModelFormSet, modelformset_factory
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from tracker.admin.forms import RowForm
from tracker.admin.rows import RowsMixin, TabularRows
from tracker.models.targets import Targeted


class AboutForm(RowForm):
    """A row that says which of the record's own parts it is about."""

    about = forms.ChoiceField(
        label=_("About"),
        error_messages={
            "invalid_choice": _(
                "Somebody has deleted what this row was about: make a valid choice, or tick Delete."
            )
        },
    )

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
    #: All formsets of the page, this one among them.
    beside: Sequence[BaseModelFormSet] = ()

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

    def clean(self) -> None:
        super().clean()
        going = {row for rows in self.beside if isinstance(rows, RowsMixin) for row in rows.going}
        for form in self.forms:
            if not going or not form.has_changed() or self._is_going(form):
                continue
            part = self._part(form.cleaned_data.get("about"))
            if part in going or (isinstance(part, Targeted) and part.target in going):
                sentence = _(
                    "“%(part)s” is ticked for deletion, and this row would go with it: choose another, or"
                    " leave that one."
                )
                form.add_error("about", ValidationError(sentence, params={"part": part}))

    def _part(self, about: str | None) -> models.Model | None:
        """What a row is about."""
        kind, _dash, key = (about or "").rpartition("-")
        return next((part for part in self.parts.get(kind, ()) if str(part.pk) == key), None)

    def parent_of(self, form: Any) -> Hashable:
        return str(form.cleaned_data.get("about"))


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
