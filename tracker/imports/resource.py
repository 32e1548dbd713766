"""The import of visits behind the classes of django-import-export.

The library looks up and writes row by row, which takes minutes where an office waits seconds. Here its resource
plans the whole workbook in memory and writes it in bulk, and gives the library's own kind of result.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from import_export.resources import Resource
from import_export.results import Error, Result, RowResult

from tracker.choices import ImportScope
from tracker.imports import running
from tracker.imports.plan import CHANGED, DUPLICATE, NEW, PROBLEM, UNCHANGED, Plan
from tracker.models import Import

if TYPE_CHECKING:
    from tracker.models import User

#: What became of a visit, in the library's words.
TYPES = {
    NEW: RowResult.IMPORT_TYPE_NEW,
    CHANGED: RowResult.IMPORT_TYPE_UPDATE,
    UNCHANGED: RowResult.IMPORT_TYPE_SKIP,
    DUPLICATE: RowResult.IMPORT_TYPE_SKIP,
    PROBLEM: RowResult.IMPORT_TYPE_INVALID,
}


class WorkbookResult(Result):
    """What importing a workbook did or would do: the library's totals, and the plan they were counted from."""

    plan: Plan | None = None

    def has_validation_errors(self) -> bool:
        return bool(self.totals[RowResult.IMPORT_TYPE_INVALID])


class WorkbookResource(Resource):
    """Imports the visits of one upload (`tracker.models.Import`, given as `record`)."""

    def __init__(self, record: Import, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.record = record

    def import_data(  # type: ignore[override]
        self,
        dataset: Any = None,
        dry_run: bool = False,
        *,
        user: User | None = None,
        scope: str = ImportScope.ALL,
        **kwargs: Any,
    ) -> WorkbookResult:
        """Plan the workbook, and unless `dry_run`, have it written as it was shown.

        `dataset` is not used: the workbook is read from the record's file, with all of its sheets. Raises
        ImportRefusedError where it can't be written now.
        """
        result = WorkbookResult()
        if dry_run:
            result.plan = running.check(self.record)
            if result.plan is None:
                result.append_base_error(Error(self.record.problem))
        else:
            running.confirm(self.record, scope, by=user)
        for verdict, kind in TYPES.items():
            result.totals[kind] += self.record.counts.get(verdict, 0)
        return result
