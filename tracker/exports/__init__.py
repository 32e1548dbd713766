"""Exports of the record as tables."""

from tracker.exports.resources import resource_for
from tracker.exports.tables import FORMATS, Table, export, written

__all__ = ["FORMATS", "Table", "export", "resource_for", "written"]
