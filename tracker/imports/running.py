"""The course of an import: received, checked, confirmed, written, taken back."""

from __future__ import annotations

import gc
import hashlib
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.core.cache import cache
from django.core.files.base import ContentFile
from django.db import DatabaseError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tracker.choices import ChangeKind, ImportScope, ImportStatus
from tracker.imports.options import Options
from tracker.imports.plan import CHANGED, NEW, Plan
from tracker.imports.planning import PlanningError, plan_import
from tracker.imports.preview import digest_of, write_preview
from tracker.imports.reading import read_workbook
from tracker.imports.remembering import keep
from tracker.imports.workbook import ReadingError, Workbook
from tracker.imports.writing import Writer
from tracker.models import Change, Import, NotTheSame
from tracker.services.bulk import Stamp, lock_writes
from tracker.services.changes import UndoError, is_standing, last_of_chain, undo
from tracker.services.editions import noted_once
from tracker.services.search.index import refresh as refresh_search
from tracker.services.working import BusyError, is_worked_on, working_on

if TYPE_CHECKING:
    from tracker.models import User

logger = logging.getLogger(__name__)

#: Imports of at most so many rows are written at once; longer ones by the worker.
AT_ONCE = 500
#: Confirmed, and not yet through.
_TAKEN = (ImportStatus.QUEUED, ImportStatus.WRITING, ImportStatus.UNDOING)
#: How long progress is remembered after the last word of it, in seconds.
_REMEMBERED = 24 * 60 * 60

type Progress = Callable[[int, str], None]


class ImportRefusedError(Exception):
    """Why an import can't be written as it is, as a sentence; nothing was written."""


@contextmanager
def _no_collecting() -> Iterator[None]:
    """Of the objects made none is garbage yet, and looking for some would take a third of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


# --- Receiving and checking ---


def receive(content: bytes, file_name: str, *, by: User | None, options: Options | None = None) -> Import:
    """Keep a workbook that was uploaded, to be checked next. Whether it can be read is not asked yet."""
    record = Import(
        file_name=file_name[:250] or _("workbook"),
        sha256=hashlib.sha256(content).hexdigest(),
        uploaded_by=by,
        options=(options or Options()).to_json(),
    )
    record.file.save("workbook", ContentFile(content), save=False)
    record.save()
    return record


def open_workbook(record: Import) -> Workbook:
    """The workbook of an import, read; raises ReadingError."""
    options = Options.from_json(record.options)
    try:
        with record.file.open("rb") as file:
            content = file.read()
    except FileNotFoundError as error:
        raise ReadingError(_("The workbook is no longer where it was kept. Upload it again.")) from error
    return read_workbook(
        content, record.file_name, encoding=options.encoding or None, separator=options.separator or None
    )


@_no_collecting()
def check(record: Import, progress: Progress = lambda percent, step: None) -> Plan | None:
    """Read the workbook and plan its import; nothing of the record is written.

    Keeps the counts and the preview with the import. Returns the plan, or None where the workbook can't be
    read (`record.problem` says why).
    """
    progress(0, _("Reading the workbook"))
    try:
        held = [open_workbook(record)]
        progress(30, _("Comparing it with the record"))
        # Given away rather than kept here: planning lets go of its cells when it has read them.
        plan = plan_import(held.pop(), Options.from_json(record.options), by=record.uploaded_by)
    except (ReadingError, PlanningError) as error:
        record.status, record.problem = ImportStatus.REFUSED, str(error)
        record.save(update_fields=["status", "problem"])
        return None
    progress(80, _("Preparing the preview"))
    # Somebody may have confirmed what was previewed before.
    if not Import.objects.filter(pk=record.pk, change=None).exclude(status__in=_TAKEN).exists():
        record.refresh_from_db()
        return None
    keep_preview(record, plan)
    progress(100, "")
    return plan


def keep_preview(record: Import, plan: Plan, problem: str = "") -> None:
    """Keep what `plan` shows, and that it is this plan which somebody may confirm."""
    if record.preview:
        record.preview.delete(save=False)
    record.preview.save("preview", write_preview(plan), save=False)
    record.counts, record.digest = plan.counts, digest_of(plan)
    # With what was remembered, which is from now on as if staff had chosen it.
    record.options = plan.options.to_json()
    record.status, record.problem = ImportStatus.CHECKED, problem
    record.save(update_fields=["preview", "counts", "digest", "options", "status", "problem"])


def set_options(record: Import, options: Options) -> None:
    """Keep what staff chose; the import is to be checked again with it."""
    record.options = options.to_json()
    record.save(update_fields=["options"])


# --- Writing ---


def refusal(record: Import, scope: str) -> str:
    """Why an import can't be confirmed now, as a sentence; "" where it can."""
    counts = record.counts
    if record.status not in (ImportStatus.CHECKED, ImportStatus.INTERRUPTED, ImportStatus.FAILED):
        return _("This import is %(status)s.") % {"status": record.get_status_display()}
    if not counts.get(NEW) and not counts.get(CHANGED):
        return _("There is nothing to write: no visit is new, and none changes.")
    open_ones = counts.get("problem", 0) or counts.get("problems", 0) or counts.get("questions", 0)
    if scope == ImportScope.ALL and open_ones:
        return _(
            "Some rows have problems or open questions. Mend or answer them, or import only the rows without."
        )
    return ""


def confirm(record: Import, scope: str, *, by: User | None) -> None:
    """Have an import written, as it was shown: at once where it is small, else by the worker.

    Raises ImportRefusedError with the reason where it can't be.
    """
    from tracker.imports.tasks import write_import

    sentence = refusal(record, scope)
    if sentence:
        raise ImportRefusedError(sentence)
    small = sum(record.counts.get(verdict, 0) for verdict in (NEW, CHANGED)) <= AT_ONCE
    with transaction.atomic():
        # Of two people who confirm at once, the second finds that the first did.
        seen = Import.objects.filter(pk=record.pk, status=record.status, digest=record.digest)
        if not seen.update(scope=scope, status=ImportStatus.QUEUED, problem=""):
            raise ImportRefusedError(_("Somebody else has just worked on this import. Look at it again."))
        record.scope, record.status, record.problem = scope, ImportStatus.QUEUED, ""
        if not small:
            # Together with the status: one without the other would wait for ever.
            write_import.enqueue(record.pk, by.pk if by else None)
    if small:
        write(record, by=by)


def write(record: Import, *, by: User | None, progress: Progress | None = None) -> bool:
    """Write a confirmed import in one transaction: all of it, or nothing.

    Returns whether it was written; else `record.problem` says why not. What happens to the process on the way
    leaves the record as it was; `settle` then marks the import interrupted.
    """
    tell = progress or (lambda percent, step: tell_progress(record, percent, step))
    try:
        with working_on(record.pk):
            # Whoever waited for the mark finds what the other one did.
            record.refresh_from_db()
            if record.is_written:
                return True
            record.status, record.problem = ImportStatus.WRITING, ""
            record.save(update_fields=["status", "problem"])
            try:
                written = _write_in_one(record, by, tell)
            except BaseException as error:
                _give_up(record, error)
                if isinstance(error, (DatabaseError, ReadingError, PlanningError)):
                    return False
                raise
    except BusyError:
        return False
    return written


@_no_collecting()
def _write_in_one(record: Import, by: User | None, tell: Progress) -> bool:
    tell(0, _("Reading the workbook"))
    held = [open_workbook(record)]
    with transaction.atomic():
        lock_writes()
        tell(10, _("Comparing it with the record"))
        plan = plan_import(held.pop(), Options.from_json(record.options), by=by)
        if digest_of(plan) != record.digest:
            sentence = _(
                "The record has changed since the preview, and so would what is written. Look at the preview"
                " again."
            )
            if by != record.uploaded_by:
                sentence = _(
                    "The record has changed since the preview, or you may not write all that was previewed by"
                    " somebody else, or may write more. Look at the preview again."
                )
            keep_preview(record, plan, sentence)
            return False
        tell(30, _("Writing"))
        reason = _("Import of %(file)s") % {"file": record.file_name}
        change = Change.objects.create(kind=ChangeKind.IMPORT, by=by, reason=reason)
        writer = Writer(plan, Stamp.of(change), file_name=record.file_name, sha256=record.sha256)
        with noted_once():
            writer.write(lambda percent: tell(30 + percent * 50 // 100, _("Writing")))
        _remember(plan, by)
        record.change, record.status = change, ImportStatus.DONE
        record.counts = plan.counts
        # With the import, so that nobody who searches next waits for it; the plan is needed no more.
        tell(80, _("Keeping search up"))
        del plan, writer
        refresh_search()
        record.finished_at = timezone.now()
        record.save(update_fields=["change", "status", "counts", "finished_at"])
        tell(95, _("Finishing"))
    tell(100, "")
    return True


def interrupted() -> str:
    """What is said of an import whose process ended before it was written."""
    return _("The work was interrupted. Nothing was written: it can be run again.")


def _give_up(record: Import, error: BaseException) -> None:
    """Say what became of an import that could not be written; the record is as it was."""
    record.change, record.finished_at = None, None
    if isinstance(error, DatabaseError):
        logger.warning("Import %s was refused by the database: %s", record.pk, error)
        record.status = ImportStatus.FAILED
        record.problem = _(
            "The database refused what was to be written, perhaps because somebody changed the record at the"
            " same"
            " moment. Nothing was written: try again."
        )
    elif isinstance(error, (ReadingError, PlanningError)):
        record.status, record.problem = ImportStatus.FAILED, str(error)
    else:
        record.status = ImportStatus.INTERRUPTED
        record.problem = interrupted()
    record.save(update_fields=["change", "finished_at", "status", "problem"])


def _remember(plan: Plan, by: User | None) -> None:
    """Keep for the next workbook what staff decided about columns, layout and names."""
    keep(plan, by)
    apart = [
        NotTheSame(kind=name.partition("|")[0], key=name.partition("|")[2], record=pk, by=by)
        for name, chosen_name in plan.options.names.items()
        for pk in chosen_name.get("not", ())
    ]
    NotTheSame.objects.bulk_create(apart, ignore_conflicts=True, batch_size=500)


# --- Progress ---


def tell_progress(record: Import, percent: int, step: str) -> None:
    """Note how far the work has come, where every process can read it while a transaction is open."""
    cache.set(f"import-{record.pk}", (percent, step), _REMEMBERED)


def progress_of(record: Import) -> tuple[int, str]:
    """How far the work has come, in per cent, and what is being done."""
    found: tuple[int, str] = cache.get(f"import-{record.pk}") or (0, "")
    return found


def settle(record: Import) -> Import:
    """Mark an import interrupted whose process is gone; gives the import as it is now."""
    busy = (ImportStatus.WRITING, ImportStatus.UNDOING)
    if record.status in busy and not is_worked_on(record.pk):
        record.refresh_from_db()
        if record.status == ImportStatus.UNDOING:
            stop_undoing(record)
        elif record.status == ImportStatus.WRITING:
            record.status = ImportStatus.INTERRUPTED
            record.problem = interrupted()
            record.save(update_fields=["status", "problem"])
    return record


def stop_undoing(record: Import, sentence: str = "") -> None:
    """Say that an import which was to be taken back stands as it stood, and why."""
    standing = record.change is None or is_standing(record.change)
    record.status = ImportStatus.DONE if standing else ImportStatus.UNDONE
    record.problem = sentence or _(
        "Taking it back was interrupted. Nothing was taken back: it can be done again."
    )
    record.save(update_fields=["status", "problem"])


# --- Taking back ---


def take_back(
    record: Import,
    *,
    by: User | None,
    reason: str = "",
    last: int | None = None,
    progress: Progress | None = None,
) -> Change:
    """Undo a written import, or undo its undoing: what was done last. Returns the change with its report.

    `last` is the change that somebody saw as the last one: two who take back at once don't take back each
    other's taking back. Raises ImportRefusedError where there is nothing to take back, where somebody is at
    it, and where `last` is no longer the last.
    """
    tell = progress or (lambda percent, step: tell_progress(record, percent, step))
    if record.change is None:
        raise ImportRefusedError(_("This import has written nothing that could be taken back."))
    try:
        with working_on(record.pk), transaction.atomic():
            change = last_of_chain(record.change)
            if last is not None and change.pk != last:
                raise ImportRefusedError(
                    _("Somebody else has just taken this back, or done it again. Look at it as it is now.")
                )
            step = _("Taking back")
            change = undo(change, by=by, reason=reason, progress=lambda percent: tell(percent, step))
            refresh_search()
            record.status = ImportStatus.DONE if is_standing(record.change) else ImportStatus.UNDONE
            record.problem = ""
            record.save(update_fields=["status", "problem"])
    except BusyError as error:
        raise ImportRefusedError(
            _("This import is being worked on at the moment. Wait until that is done.")
        ) from error
    except UndoError as error:
        raise ImportRefusedError(str(error)) from error
    return change


# --- All in one ---


def run_import(
    content: bytes, file_name: str, options: Options | None = None, *, by: User | None, **kept: Any
) -> Import:
    """Receive, check and write a workbook at once, for the command line and for tests.

    `scope` is "all" (refused while there are problems) or "good". Raises ImportRefusedError; a workbook that
    can't be read gives an import that says why.
    """
    record = receive(content, file_name, by=by, options=options)
    if check(record) is None:
        return record
    scope = kept.get("scope", ImportScope.ALL)
    sentence = refusal(record, scope)
    if sentence:
        raise ImportRefusedError(sentence)
    record.scope = scope
    write(record, by=by)
    return record
