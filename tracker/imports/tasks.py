"""What the worker does outside of requests (`manage.py db_worker`)."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from django.tasks import TaskResultStatus, task
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks_db.models import DBTaskResult

from tracker.choices import ImportStatus
from tracker.imports import running
from tracker.models import Import, User
from tracker.services.working import BusyError, is_worked_on, working_on

#: Between taking a task and marking that it works, a worker has so long.
_TO_BEGIN = timedelta(seconds=30)


def _user(user_id: int | None) -> User | None:
    return User.objects.filter(pk=user_id).first() if user_id is not None else None


@task()
def write_import(import_id: int, user_id: int | None) -> bool:
    """Write a confirmed import. Returns whether it was written."""
    record = Import.objects.get(pk=import_id)
    return running.write(record, by=_user(user_id))


@task()
def check_import(import_id: int) -> bool:
    """Read a long workbook and plan its import. Returns whether it could be read."""
    from tracker.imports.resource import WorkbookResource

    record = Import.objects.get(pk=import_id)
    progress = partial(running.tell_progress, record)
    try:
        with working_on(import_id):
            return WorkbookResource(record).import_data(dry_run=True, progress=progress).plan is not None
    except BusyError:
        return False


@task()
def undo_import(import_id: int, user_id: int | None, reason: str, last: int | None = None) -> bool:
    """Take back a written import, or take back its taking back. Returns whether that was done.

    `last` is the change that somebody saw as the last one, so that the same wish twice isn't its opposite.
    """
    record = Import.objects.get(pk=import_id)
    try:
        running.take_back(record, by=_user(user_id), reason=reason, last=last)
    except running.ImportRefusedError as error:
        running.stop_undoing(record, str(error))
        return False
    except BaseException:
        running.stop_undoing(record)
        raise
    return True


def waiting_since(record: Import) -> datetime | None:
    """Since when work on an import waits for a worker to begin it; None where none waits."""
    waiting = DBTaskResult.objects.filter(
        status=TaskResultStatus.READY,
        task_path__startswith=f"{__name__}.",
        args_kwargs__args__0=record.pk,
    )
    return waiting.order_by("enqueued_at").values_list("enqueued_at", flat=True).first()


def settle(record: Import) -> Import:
    """`running.settle`, also for what a worker has yet to begin, or never will; gives the import as it is."""
    if record.status == ImportStatus.UNDOING and waiting_since(record) is not None:
        return record
    if record.status in (ImportStatus.QUEUED, ImportStatus.CHECKING) and _is_given_up(record):
        _give_back(record)
    return running.settle(record)


def _is_given_up(record: Import) -> bool:
    """Whether no worker will do what an import waits for: the one that took it ended, however it did."""
    unfinished = DBTaskResult.objects.filter(
        status__in=(TaskResultStatus.READY, TaskResultStatus.RUNNING),
        task_path__startswith=f"{__name__}.",
        args_kwargs__args__0=record.pk,
    )
    lost = timezone.now() - _TO_BEGIN
    waits = unfinished.exclude(status=TaskResultStatus.RUNNING, started_at__lt=lost).exists()
    return not waits and not is_worked_on(record.pk)


def _give_back(record: Import) -> None:
    """Say that an import can be run, or read, again; unless it has gone on meanwhile."""
    if record.status == ImportStatus.QUEUED:
        status, sentence = ImportStatus.INTERRUPTED, running.interrupted()
    else:
        status, sentence = ImportStatus.REFUSED, _("Reading it was interrupted: have it read again.")
    still = Import.objects.filter(pk=record.pk, status=record.status, change=None)
    still.update(status=status, problem=sentence)
    record.refresh_from_db()
