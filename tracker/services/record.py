"""The first record: the fixtures, loaded into an empty database whole or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core import serializers
from django.core.serializers.base import DeserializationError
from django.db import DatabaseError, connection, models, transaction
from django.utils.translation import gettext as _
from simple_history.utils import get_history_manager_for_model

from tracker.models import Agreement, Country, FollowUpAction, ReferenceCounter, Visit
from tracker.services.history import write_history
from tracker.services.search.index import refresh as refresh_search


class RecordError(Exception):
    """The record could not be loaded; `str()` of it is a sentence that says why and what to do."""


class RecordNotEmptyError(RecordError):
    """There is a record already, which loading must not touch."""


@dataclass(frozen=True)
class LoadedRecord:
    """How many rows of each kind were loaded, in the order of the models; only kinds that have any."""

    counts: dict[type[models.Model], int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def record_models() -> list[type[models.Model]]:
    """All kinds of the record: what keeps a history, except the countries, which a migration fills."""
    return [
        model
        for model in apps.get_app_config("tracker").get_models()
        if hasattr(model._meta, "simple_history_manager_attribute") and model is not Country
    ]


def is_empty() -> bool:
    """Whether there has never been a record here: no row of any kind, and no history of one.

    A record of which everything was deleted is not empty: its references are never given again.
    """
    return not any(
        model._base_manager.exists() or get_history_manager_for_model(model).exists()
        for model in record_models()
    )


def fixture_files() -> list[Path]:
    """The files of the fixtures in the order in which they are loaded: each refers to earlier ones only."""
    return sorted(path for folder in settings.FIXTURE_DIRS for path in Path(folder).glob("*.json"))


@transaction.atomic
def load_record(*, only_if_empty: bool = False) -> LoadedRecord | None:
    """Load the fixtures into an empty record, and write the first history row of each row.

    Gives what was loaded; None where the record isn't empty and `only_if_empty` says that this is no mistake.
    Raises RecordNotEmptyError where it isn't empty otherwise, and RecordError where a fixture is missing or
    broken; then nothing is written.
    """
    if not is_empty():
        if only_if_empty:
            return None
        raise RecordNotEmptyError(
            _(
                "The record is not empty, so nothing was loaded: the fixtures would mix with what people"
                " have written. Load them into a new database, or say --if-empty to pass over a record"
                " that is there."
            )
        )
    files = fixture_files()
    if not files:
        raise RecordError(
            _("There are no fixtures to load: no *.json file is in the folders that FIXTURE_DIRS names.")
        )
    for path in files:
        _load_file(path)
    _write_first_history()
    _raise_reference_counters()
    refresh_search()
    counts = {model: model._base_manager.count() for model in record_models()}
    return LoadedRecord({model: count for model, count in counts.items() if count})


def _load_file(path: Path) -> None:
    """Write the rows of one file; raises RecordError, which tells how far it came and why no farther."""
    written = 0
    try:
        with transaction.atomic():
            for row in serializers.deserialize("json", path.read_text(encoding="utf-8")):
                # Raw saves write no history, but setting a many-to-many relation would, a row each time.
                row.object.skip_history_when_saving = True  # type: ignore[attr-defined]
                row.save()
                written += 1
            connection.check_constraints()
    except (DeserializationError, DatabaseError, ValueError, OSError) as error:
        raise RecordError(
            _(
                "The record could not be loaded, and nothing was written: %(file)s, after row"
                " %(written)d: %(reason)s. Mend the file and load again."
            )
            % {"file": path.name, "written": written, "reason": _reason(error)}
        ) from error


def _reason(error: Exception) -> str:
    """What went wrong, in one line; Django wraps what JSON and fields say into an error that says nothing."""
    said = str(error) or str(error.__cause__ or "") or type(error).__name__
    return " ".join(said.split()).rstrip(".")


def _write_first_history() -> None:
    """Write one history row a loaded row, in bulk."""
    reason = _("First record, drawn from the documents")
    for model in record_models():
        write_history(list(model._base_manager.all()), added=True, reason=reason)


def _raise_reference_counters() -> None:
    """Let the next references follow those of the fixtures; a counter never goes back."""
    for model in (Visit, Agreement, FollowUpAction):
        references = model._base_manager.values_list("reference", flat=True)
        highest = max((int(reference.partition("-")[2]) for reference in references), default=0)
        counter, _created = ReferenceCounter.objects.get_or_create(prefix=model.reference_prefix)
        if counter.last < highest:
            counter.last = highest
            counter.save()
