"""A long import is taken back after some of its visits were edited and others referred to."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest

from bench.workbooks import write_workbook
from tests.services.imported import existing_record, exports
from tracker.choices import ImportScope, ImportStatus
from tracker.imports import running
from tracker.models import FollowUpAction, Visit
from tracker.services.undoing.report import Kept, Report

pytestmark = pytest.mark.django_db

ROWS = 10_000
TOUCHED = 20


def table(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_long_import_taken_back_keeps_and_names_just_what_was_touched(tmp_path: Path) -> None:
    existing_record()
    before = exports()
    there = set(Visit.objects.values_list("pk", flat=True))
    path = tmp_path / "example.xlsx"
    write_workbook(path, ROWS)
    record = running.run_import(path.read_bytes(), "example.xlsx", by=None, scope=ImportScope.ALL)
    assert (record.status, record.problem) == (ImportStatus.DONE, "")
    made = list(Visit.objects.exclude(pk__in=there).order_by("pk"))
    assert len(made) == ROWS

    edited, referred = made[:: ROWS // TOUCHED], made[1 :: ROWS // TOUCHED]
    for visit in edited:
        visit.purpose = "Edited by hand"
        visit.save()
    actions = [FollowUpAction.objects.create(title="Example action", visit=visit) for visit in referred]

    report = Report.from_json(running.take_back(record, by=None).report)

    def named(kept: list[Kept], model: str = "visit") -> list[tuple[Any, ...]]:
        return [
            (one.pk, one.fields, [by.pk for by in one.by], one.by_count) for one in kept if one.model == model
        ]

    assert named(report.kept_because("edited")) == [(visit.pk, ("purpose",), [], 0) for visit in edited]
    assert [one.model for one in report.kept_because("edited")] == ["visit"] * TOUCHED
    assert named(report.kept_because("referred")) == [
        (visit.pk, (), [action.pk], 1) for visit, action in zip(referred, actions, strict=True)
    ]
    assert [one.model for one in report.kept_because("referred")] == ["visit"] * TOUCHED
    assert report.kept_because("gone") == []
    assert report.removed["visit"] == ROWS - 2 * TOUCHED

    # What is left beside what was there is what the report names, and the actions; each row as it was.
    kept = {model: sum(one.model == model for one in report.kept) for model in before}
    kept["followupaction"] = TOUCHED
    for model, content in exports().items():
        rows, earlier = table(content), table(before[model])
        assert rows[: len(earlier)] == earlier, model
        assert len(rows) - len(earlier) == kept[model], model
