"""The resource that reads a table back into the records of one kind, row by row."""

from __future__ import annotations

import logging
from collections import Counter
from functools import cache
from typing import Any, ClassVar, NamedTuple

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from import_export import fields, resources, results
from import_export.instance_loaders import BaseInstanceLoader

from tracker.choices import ChangeKind, Visibility
from tracker.dates.value import quoted
from tracker.imports.records.cells import Reading, RecordsCell, cell_for, says, text_of
from tracker.imports.records.checks import full_clean
from tracker.imports.records.naming import Names, id_of
from tracker.models import Change
from tracker.models.base import Referenced, Slugged
from tracker.models.visibility import Visible
from tracker.services.columns import columns_of, is_derived, names_of
from tracker.services.history import BATCH, write_history
from tracker.services.roles import may_publish

logger = logging.getLogger(__name__)

#: How many names a sentence about the header lists.
SHOWN = 12


class HeaderError(Exception):
    """What is wrong with the header of a file; `str()` of it is a sentence."""


class CellChange(NamedTuple):
    """What a row changes in one column, as the export writes it."""

    column: str
    before: str
    after: str


class RecordRowResult(results.RowResult):
    """What a row does; its `diff` is a list of CellChange."""

    #: What names the records that are called as a new one already.
    namesakes: tuple[str, ...] = ()


class RecordResult(results.Result):
    """What a file does."""

    #: For each row of data its row in the spreadsheet, counted from 1.
    lines: list[int]

    def __init__(self) -> None:
        super().__init__()
        self.lines = []

    def line_of(self, number: int) -> int:
        """The row of the spreadsheet that is the `number`th row of data."""
        return self.lines[number - 1] if number <= len(self.lines) else number + 1


class RecordLoader(BaseInstanceLoader):
    """Finds the records that a file names, loaded in a few queries for all rows."""

    def __init__(self, resource: RecordImport, dataset: Any) -> None:
        super().__init__(resource, dataset)
        [name] = resource.get_import_id_fields()
        many = [
            field.attribute for field in resource.fields.values() if isinstance(field.widget, RecordsCell)
        ]
        rows = resource.get_queryset().fetch_mode(models.FETCH_PEERS).prefetch_related(*many).order_by("pk")
        if not resource.dry_run:
            # Nobody publishes a record, or changes it, between this and the writing.
            rows = rows.select_for_update()
        wanted = sorted({key for cell in dataset[name] if (key := resource.key_of(cell, strict=False))})
        self.found: dict[str, Any] = {}
        for start in range(0, len(wanted), BATCH):
            batch = rows.filter(**{f"{name}__in": wanted[start : start + BATCH]})
            self.found |= {getattr(record, name): record for record in batch}

    def get_instance(self, row: Any) -> Any:
        [name] = self.resource.get_import_id_fields()
        return self.found.get(self.resource.key_of(row[name]))


class RecordImport(resources.ModelResource):
    """Reads a table with the columns of the export; see `import_resource_for`.

    `import_data` takes `user`, who imports, and `file_name`, for the history. With `dry_run`, or where
    anything is wrong in any row (given `rollback_on_validation_errors`), nothing is written.
    """

    #: What the file may have besides: columns that follow from others.
    derived: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.dry_run = True
        self.lines: list[int] = []
        self._names: dict[type[models.Model], Names] = {}
        self._seen: dict[Any, int] = {}
        self._added: list[models.Model] = []
        self._changed: list[models.Model] = []
        self._new_rows = 0
        self._references: list[str] = []
        self._start_row(0)

    def _start_row(self, line: int) -> None:
        self._line = line
        self._changes: list[CellChange] = []
        self._many: dict[str, list[Any]] = {}
        self._namesakes: tuple[str, ...] = ()

    # --- The whole file ---

    @classmethod
    def get_result_class(cls) -> type[RecordResult]:
        return RecordResult

    @classmethod
    def get_row_result_class(cls) -> type[RecordRowResult]:
        return RecordRowResult

    def import_data(self, dataset: Any, dry_run: bool = False, **kwargs: Any) -> Any:
        self.dry_run = dry_run
        self.lines = getattr(dataset, "lines", [])
        dataset.headers = [str(header or "").strip().casefold() for header in dataset.headers or ()]
        problems = self._problems_of(dataset.headers)
        if not problems:
            [name] = self.get_import_id_fields()
            self._new_rows = sum(1 for cell in dataset[name] if not self.key_of(cell, strict=False))
            return super().import_data(dataset, dry_run=dry_run, **kwargs)
        result = RecordResult()
        for problem in problems:
            result.append_base_error(results.Error(HeaderError(problem)))
        return result

    def _problems_of(self, headers: list[str]) -> list[str]:
        """What is wrong with the header: told at once for all columns, before any row is looked at."""
        [name] = self.get_import_id_fields()
        known = {*self.fields, *self.derived}
        found = []
        if name not in headers:
            found.append(
                _(
                    "The column “%(name)s” is missing, which says which record a row is: add it, and leave"
                    " it empty for new records."
                )
                % {"name": name}
            )
        twice = [header for header, number in Counter(headers).items() if number > 1 and header]
        if twice:
            sentence = ngettext(
                "This column is there more than once: %(names)s. Keep one of each.",
                "These columns are there more than once: %(names)s. Keep one of each.",
                len(twice),
            )
            found.append(sentence % {"names": listed(twice)})
        if "" in headers:
            found.append(_("A column with values has no heading: name it, or take it out."))
        unknown = [header for header in dict.fromkeys(headers) if header and header not in known]
        if unknown:
            sentence = ngettext(
                "This column can't be imported here: %(names)s. Take it out. What can be: %(known)s.",
                "These columns can't be imported here: %(names)s. Take them out. What can be: %(known)s.",
                len(unknown),
            )
            values = {"names": listed(unknown), "known": ", ".join(self.fields)}
            found.append(sentence % values)
        return found

    def after_import(self, dataset: Any, result: Any, **kwargs: Any) -> None:
        """Write the history, as one change.

        The library would set the sequences back here, to the loss of who adds records at the same time; keys
        are never imported.
        """
        result.lines = self.lines
        if self.dry_run or result.has_errors() or result.has_validation_errors():
            return
        if not self._added and not self._changed:
            return
        user = kwargs.get("user")
        reason = _("Imported from %(file)s") % {"file": kwargs.get("file_name") or _("a table")}
        change = Change.objects.create(kind=ChangeKind.IMPORT, by=user, reason=reason)
        write_history(self._added, added=True, by=user, reason=reason, change=change)
        write_history(self._changed, by=user, reason=reason, change=change)

    # --- One row ---

    def import_row(self, row: Any, instance_loader: Any, **kwargs: Any) -> Any:
        number = kwargs["row_number"]
        self._start_row(self.lines[number - 1] if number <= len(self.lines) else number + 1)
        found = super().import_row(row, instance_loader, **kwargs)
        if found.errors:
            # Whatever the database refused has broken the row's savepoint, which must not be kept.
            transaction.set_rollback(True, using=self.get_db_connection_name())
            error = found.errors[0].error
            logger.warning("Row %s of an import of %s failed", self._line, self._meta.model, exc_info=error)
        return found

    def key_of(self, cell: Any, *, strict: bool = True) -> str:
        """What a cell of the identifying column says; without `strict` nothing where that is no text."""
        try:
            key = text_of(cell)
        except ValueError:
            if strict:
                raise
            return ""
        return key.upper() if issubclass(self._meta.model, Referenced) else key.lower()

    def get_or_init_instance(self, instance_loader: Any, row: Any) -> tuple[Any, bool]:
        [name] = self.get_import_id_fields()
        try:
            key = self.key_of(row[name])
        except ValueError as error:
            raise ValidationError({name: str(error)}) from error
        if not key:
            return self.init_instance(row), True
        record = instance_loader.get_instance(row)
        if record is None:
            sentence = _("There is no “%(key)s” in the record: correct it, or leave it empty for a new one.")
            raise ValidationError({name: sentence % {"key": quoted(key)}})
        if record.pk in self._seen:
            sentence = _("Row %(row)d is “%(key)s” too: one record has one row.")
            raise ValidationError({name: sentence % {"row": self._seen[record.pk], "key": quoted(key)}})
        self._seen[record.pk] = self._line
        return record, False

    def names_of(self, model: type[models.Model]) -> Names:
        """The records of `model` by name, those of earlier rows among them."""
        if model not in self._names:
            self._names[model] = Names(model)
        return self._names[model]

    def import_instance(self, instance: Any, row: Any, **kwargs: Any) -> None:
        """Set what the row changes; raises ValidationError with everything in it that can't be read."""
        errors: dict[str, Any] = {}
        for name, column in self.fields.items():
            if name in self._meta.import_id_fields or name not in row:
                continue
            try:
                self._import_cell(instance, column, row[name])
            except ValueError as error:
                errors[name] = ValidationError(str(error), code="invalid")
        if "visibility" not in errors and isinstance(instance, Visible):
            refusal = self._refused_visibility(instance, kwargs.get("user"))
            if refusal:
                errors["visibility"] = ValidationError(refusal)
        if errors:
            raise ValidationError(errors)

    def _import_cell(self, instance: Any, column: fields.Field, cell: Any) -> None:
        new = instance.pk is None
        if new and (cell is None or str(cell).strip() == ""):
            return  # what a new record has there by default
        many = isinstance(column.widget, RecordsCell)
        before: Any = column.get_value(instance)
        if many:
            before = [] if new else list(before.all())
        render = names_of if many else column.widget.render
        if not new and says(cell, render(before)):
            return
        among = frozenset(record.pk for record in before) if many else frozenset()
        after = column.widget.clean(cell, reading=Reading(self.names_of, among))
        if many and set(after) != set(before):
            self._many[column.attribute] = after
        elif not many and after != before:
            setattr(instance, column.attribute, after)
        else:
            return
        self._changes.append(CellChange(column.column_name, "" if new else render(before), render(after)))

    def _refused_visibility(self, instance: Any, user: Any) -> str:
        """Why `user` may not give the record this visibility; empty where they may."""
        change = next((change for change in self._changes if change.column == "visibility"), None)
        if change is None or Visibility.PUBLIC not in (change.before, change.after):
            return ""
        if user is not None and may_publish(user, type(instance)):
            return ""
        if change.after == Visibility.PUBLIC:
            return _("Only a Publisher makes records public: write “internal” or “draft”.")
        return _("This record is public, and only a Publisher takes it back: write “public”.")

    def skip_row(self, instance: Any, original: Any, row: Any, import_validation_errors: Any = None) -> bool:
        return instance.pk is not None and not self._changes and not import_validation_errors

    def validate_instance(
        self, instance: Any, import_validation_errors: Any = None, validate_unique: bool = True
    ) -> None:
        """As the library does, in fewer queries."""
        errors = dict(import_validation_errors or {})
        [key] = self.get_import_id_fields()
        try:
            changed = {change.column for change in self._changes}
            full_clean(instance, changed=changed, unread=errors, key=key)
        except ValidationError as error:
            errors = error.update_error_dict(errors)
        if errors:
            raise ValidationError(errors)

    def do_instance_save(self, instance: Any, is_create: bool) -> None:
        # One row of history for all that changes, relations too: see `after_import`.
        instance.skip_history_when_saving = True
        if is_create:
            names = self.names_of(type(instance))
            called = names.called(str(getattr(instance, "name", None) or instance.title))
            self._namesakes = tuple(id_of(record) for record in called)
            if isinstance(instance, Referenced):
                instance.reference = self._take_reference()
            instance.save(force_insert=True)
            names.add(instance)
            self._added.append(instance)
            return
        changed = {change.column for change in self._changes} - set(self._many)
        columns = instance._meta.concrete_fields
        # What follows from a field is written with it.
        instance.save(update_fields=[f.name for f in columns if {f.name, getattr(f, "of", None)} & changed])
        self._changed.append(instance)

    def _take_reference(self) -> str:
        """The next reference; those of all new rows are taken at once."""
        if not self._references:
            self._references = self._meta.model.take_references(max(1, self._new_rows))[::-1]
        return self._references.pop()

    def save_m2m(self, instance: Any, row: Any, **kwargs: Any) -> None:
        for name, related in self._many.items():
            getattr(instance, name).set(related)
        del instance.skip_history_when_saving

    def after_import_row(self, row: Any, row_result: Any, **kwargs: Any) -> None:
        row_result.diff = self._changes
        row_result.namesakes = self._namesakes
        if row_result.is_new() and isinstance(row_result.instance, Referenced):
            # The reference is given when the file is confirmed, and may be another then.
            row_result.object_repr = getattr(row_result.instance, "title", "")


def listed(names: list[str]) -> str:
    """Names for a sentence, each short and not too many: a file may have thousands."""
    shown = [f"“{quoted(name)}”" for name in names[:SHOWN]]
    return ", ".join([*shown, "…"] if len(names) > SHOWN else shown)


@cache
def import_resource_for(model: type[models.Model]) -> type[RecordImport]:
    """The resource that imports `model`, which has a slug or a reference."""
    key = "slug" if issubclass(model, Slugged) else "reference"
    columns = columns_of(model)
    read = {
        field.name: fields.Field(attribute=field.name, column_name=field.name, widget=cell_for(field))
        for field in columns
        if not is_derived(field)
    }
    options = {
        "model": model,
        "fields": list(read),
        "import_order": list(read),
        "import_id_fields": [key],
        "instance_loader_class": RecordLoader,
        "clean_model_instances": True,
        "skip_unchanged": True,
        "report_skipped": True,
        "store_instance": True,
        # Differences are kept as texts: the library's own are HTML with styles inline.
        "skip_diff": True,
        "use_transactions": True,
    }
    derived = frozenset(field.name for field in columns if is_derived(field))
    body = {"Meta": type("Meta", (), options), "derived": derived, **read}
    return type(f"{model.__name__}Import", (RecordImport,), body)
