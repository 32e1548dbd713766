"""Partial dates: dates as far as they are known, written in EDTF (ISO 8601-2).

`PartialDate` is the value, `read` reads what people type, `PartialDateField` keeps it in a model.
"""

from tracker.dates.fields import PartialDateField, partial_date_constraints, partial_date_values
from tracker.dates.forms import PartialDateFormField, PartialDateWidget, reading_of
from tracker.dates.spoken import read
from tracker.dates.value import PartialDate, PartialDateError, Point, Precision

__all__ = [
    "PartialDate",
    "PartialDateError",
    "PartialDateField",
    "PartialDateFormField",
    "PartialDateWidget",
    "Point",
    "Precision",
    "partial_date_constraints",
    "partial_date_values",
    "read",
    "reading_of",
]
