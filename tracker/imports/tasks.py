"""What the worker does outside of requests (`manage.py db_worker`)."""

from __future__ import annotations

from django.tasks import task

from tracker.imports import running
from tracker.models import Import, User


@task()
def write_import(import_id: int, user_id: int | None) -> bool:
    """Write a confirmed import. Returns whether it was written."""
    record = Import.objects.get(pk=import_id)
    by = User.objects.filter(pk=user_id).first() if user_id is not None else None
    return running.write(record, by=by)


@task()
def check_import(import_id: int) -> bool:
    """Read a long workbook and plan its import. Returns whether it could be read."""
    record = Import.objects.get(pk=import_id)
    plan = running.check(record, lambda percent, step: running.tell_progress(record, percent, step))
    return plan is not None
