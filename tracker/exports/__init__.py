"""Exports of the record as tables."""

from tracker.exports.resources import resource_for
from tracker.exports.tables import FORMATS, export

__all__ = ["FORMATS", "export", "resource_for"]
