"""The import of visits as a resource of django-import-export."""

import pytest
from import_export.results import RowResult

from tests import factories as make
from tests.admin.test_imports import row, workbook
from tracker.choices import ImportScope, ImportStatus
from tracker.imports import running
from tracker.imports.resource import WorkbookResource
from tracker.models import Import, Visit

pytestmark = pytest.mark.django_db


def received(*rows: object) -> Import:
    return running.receive(workbook(*rows), "visits.xlsx", by=None)


def totals(**over: int) -> dict[str, int]:
    kinds = ("new", "update", "delete", "skip", "error", "invalid")
    return {**dict.fromkeys(kinds, 0), **over}


def test_resource_plans_and_writes_nothing_when_dry():
    record = received(row(1), row(1), row(2, Dates="whenever"), row(3))
    result = WorkbookResource(record).import_data(dry_run=True)
    assert dict(result.totals) == totals(new=2, skip=1, invalid=1)
    assert (result.total_rows, result.has_errors(), result.has_validation_errors()) == (4, False, True)
    [invalid] = result.invalid_rows
    assert invalid.number == 4
    assert invalid.non_field_specific_errors[0].startswith("Visits!C4: ")
    assert Visit.objects.count() == 0


def test_resource_writes_what_was_planned():
    record = received(row(1), row(2))
    resource = WorkbookResource(record)
    resource.import_data(dry_run=True)
    user = make.make_user("Editor")
    result = resource.import_data(user=user, scope=ImportScope.ALL)
    assert result.totals[RowResult.IMPORT_TYPE_NEW] == 2
    assert record.change is not None
    assert (record.status, record.change.by, Visit.objects.count()) == (ImportStatus.DONE, user, 2)
    with pytest.raises(running.ImportRefusedError):
        resource.import_data(user=user)


def test_resource_of_what_is_no_workbook():
    record = running.receive(b"%PDF-1.7", "scan.pdf", by=None)
    result = WorkbookResource(record).import_data(dry_run=True)
    assert result.has_errors()
    assert str(result.base_errors[0].error) == record.problem
    assert (dict(result.totals), result.plan) == (totals(), None)


def test_resource_whose_check_fails_says_so(monkeypatch, caplog):
    def fail(*args, **kwargs):
        raise RuntimeError("a fictitious mistake")

    monkeypatch.setattr(running, "plan_import", fail)
    record = received(row(1))
    result = WorkbookResource(record).import_data(dry_run=True)
    assert "for a reason that isn't yours" in str(result.base_errors[0].error)
    assert record.status == ImportStatus.REFUSED
    assert "a fictitious mistake" in caplog.text
