"""What becomes of work that a worker took and never did, since it was killed before it had begun."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.tasks import TaskResultStatus
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from tests.imports.workbooks import visit, visits_xlsx
from tracker.choices import ImportScope, ImportStatus
from tracker.imports import running, tasks
from tracker.models import Import, Visit
from tracker.services.working import working_on

pytestmark = pytest.mark.django_db

STATUSES = (ImportStatus.QUEUED, ImportStatus.CHECKING)
SENTENCES = {
    ImportStatus.QUEUED: (
        ImportStatus.INTERRUPTED,
        "The work was interrupted. Nothing was written: it can be run again.",
    ),
    ImportStatus.CHECKING: (ImportStatus.REFUSED, "Reading it was interrupted: have it read again."),
}


@pytest.fixture
def waiting(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Import:
    """An import that waits for a worker to write or to read it."""
    monkeypatch.setattr(running, "AT_ONCE", 0)
    record = running.receive(visits_xlsx(visit()), "example.xlsx", by=None)
    assert running.check(record) is not None, record.problem
    if request.param == ImportStatus.QUEUED:
        running.confirm(record, ImportScope.ALL, by=None)
    else:
        record.status = ImportStatus.CHECKING
        record.save()
        tasks.check_import.enqueue(record.pk)
    assert record.status == request.param
    return record


def take(ago: timedelta) -> None:
    """The task is taken by a worker, which says no more of it."""
    DBTaskResult.objects.update(status=TaskResultStatus.RUNNING, started_at=timezone.now() - ago)


def settled(record: Import) -> tuple[str, str]:
    found = tasks.settle(Import.objects.get(pk=record.pk))
    return found.status, found.problem


@pytest.mark.parametrize("waiting", STATUSES, indirect=True)
def test_settle_leaves_what_waits_for_a_worker_or_has_just_been_taken(waiting: Import) -> None:
    assert settled(waiting) == (waiting.status, "")
    take(timedelta(seconds=5))
    assert settled(waiting) == (waiting.status, "")


@pytest.mark.parametrize("waiting", STATUSES, indirect=True)
def test_settle_leaves_what_is_being_done(waiting: Import) -> None:
    take(timedelta(hours=1))
    with working_on(waiting.pk):
        assert settled(waiting) == (waiting.status, "")


@pytest.mark.parametrize("waiting", STATUSES, indirect=True)
@pytest.mark.parametrize("left", ["taken", "gone"])
def test_settle_gives_back_what_no_worker_will_do(waiting: Import, left: str) -> None:
    if left == "taken":
        take(timedelta(minutes=1))
    else:
        DBTaskResult.objects.all().delete()
    assert settled(waiting) == SENTENCES[ImportStatus(waiting.status)]


@pytest.mark.parametrize("waiting", [ImportStatus.QUEUED], indirect=True)
def test_settled_import_is_written_by_who_took_it_so_late_or_runs_again(waiting: Import) -> None:
    take(timedelta(minutes=1))
    tasks.settle(waiting)
    assert tasks.write_import.func(waiting.pk, None) is True
    waiting.refresh_from_db()
    assert (waiting.status, waiting.problem, Visit.objects.count()) == (ImportStatus.DONE, "", 1)
    with pytest.raises(running.ImportRefusedError, match="This import is written"):
        running.confirm(waiting, ImportScope.ALL, by=None)


def test_check_import_keeps_the_preview() -> None:
    record = running.receive(visits_xlsx(visit()), "example.xlsx", by=None)
    assert tasks.check_import.func(record.pk) is True
    record.refresh_from_db()
    assert (record.status, record.counts["new"]) == (ImportStatus.CHECKED, 1)
