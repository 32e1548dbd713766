"""The import of visits behind the classes of django-import-export.

The library looks up and writes row by row, which takes minutes where an office waits seconds. Here its
resource plans the whole workbook in memory and writes it in bulk (`tracker.imports.running`), and tells the
plan as the library's own kind of result.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from import_export.resources import Resource
from import_export.results import Error, InvalidRow, Result, RowResult

from tracker.choices import ImportScope, ImportStatus
from tracker.imports import running
from tracker.imports.plan import CHANGED, DUPLICATE, NEW, PROBLEM, UNCHANGED, Plan
from tracker.models import Import

if TYPE_CHECKING:
    from tracker.models import User

logger = logging.getLogger(__name__)

#: What became of a visit, in the library's words.
TYPES = {
    NEW: RowResult.IMPORT_TYPE_NEW,
    CHANGED: RowResult.IMPORT_TYPE_UPDATE,
    UNCHANGED: RowResult.IMPORT_TYPE_SKIP,
    DUPLICATE: RowResult.IMPORT_TYPE_SKIP,
    PROBLEM: RowResult.IMPORT_TYPE_INVALID,
}
_NOTHING_WRITTEN = (ImportStatus.REFUSED, ImportStatus.FAILED, ImportStatus.INTERRUPTED)


class WorkbookResult(Result):
    """What importing a workbook did or would do. What it counts are visits, which may have several rows."""

    def __init__(self, record: Import, plan: Plan | None = None) -> None:
        super().__init__()
        self.record, self.plan = record, plan
        for verdict, kind in TYPES.items():
            self.totals[kind] += record.counts.get(verdict, 0)
        self.total_rows = sum(self.totals.values())
        if record.status in _NOTHING_WRITTEN and record.problem:
            self.append_base_error(Error(running.ImportRefusedError(record.problem)))
        if plan is not None:
            self._list_problems(plan)

    def has_validation_errors(self) -> bool:
        return bool(self.invalid_rows or self.totals[RowResult.IMPORT_TYPE_INVALID])

    def _list_problems(self, plan: Plan) -> None:
        """One invalid row for each row of the workbook with problems or open questions."""
        sentences: dict[tuple[str, int], list[str]] = defaultdict(list)
        for problem in plan.problems:
            if problem.kind != "notice":
                sentences[problem.sheet, problem.row].append(f"{problem.address}: {problem.sentence}")
        for (_sheet, row), said in sentences.items():
            self.invalid_rows.append(InvalidRow(row + 1, ValidationError(said), ()))


class WorkbookResource(Resource):
    """Imports the visits of one upload (`tracker.models.Import`, given as `record`)."""

    def __init__(self, record: Import, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.record = record

    @classmethod
    def get_display_name(cls) -> str:
        return _("Visits")

    def import_data(
        self,
        dataset: Any = None,
        dry_run: bool = False,
        *,
        user: User | None = None,
        scope: str = ImportScope.ALL,
        progress: running.Progress | None = None,
        **kwargs: Any,
    ) -> WorkbookResult:
        """Plan the workbook, and unless `dry_run`, have it written as it was shown.

        `dataset` is not used: the workbook is read from the record's file, with all of its sheets, and what
        was previewed is recognised by the digest of its plan. Raises ImportRefusedError where it can't be
        written now.
        """
        if dry_run:
            return WorkbookResult(self.record, self._check(progress))
        running.confirm(self.record, scope, by=user)
        self.record.refresh_from_db()
        return WorkbookResult(self.record)

    def _check(self, progress: running.Progress | None) -> Plan | None:
        """The plan; None where there is none, and `record.problem` says why."""
        record = self.record
        try:
            return running.check(record, progress or (lambda percent, step: None))
        except Exception:
            logger.exception("Import %s could not be checked", record.pk)
            sentence = _(
                "The workbook could not be read, for a reason that isn't yours: it is in the log. Nothing was"
                " written."
            )
        record.status, record.problem = ImportStatus.REFUSED, sentence
        record.save(update_fields=["status", "problem"])
        return None
