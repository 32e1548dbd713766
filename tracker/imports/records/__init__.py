"""Plain imports of the records beside visits: a table with the columns of the export is read back.

One row is one record: the one that its slug or reference names, or a new one where that cell is empty. A cell
that says what the record says already changes nothing, so that an export that is imported again changes
nothing either; only what differs is written, and only records that differ get a row of history.
"""

from tracker.imports.records.resource import (
    CellChange,
    HeaderError,
    RecordImport,
    RecordResult,
    import_resource_for,
)

__all__ = ["CellChange", "HeaderError", "RecordImport", "RecordResult", "import_resource_for"]
