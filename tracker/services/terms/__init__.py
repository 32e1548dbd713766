"""How long agreements last: durations as people say them, and the days that follow from them.

`Duration` is the value, `read_duration` and `read_term` read what people type, `reckoning` gives the last
day, the day by which a notice is due, and whether an agreement is in force on a day.
"""

from tracker.services.terms.durations import Duration, Span
from tracker.services.terms.reckoning import (
    InForce,
    Terms,
    in_force_on,
    last_day,
    notice_deadline,
    set_durations,
    stated_end,
    terms_of,
)
from tracker.services.terms.spoken import Term, TermError, read_duration, read_term
from tracker.services.terms.standing import Standing, standing

__all__ = [
    "Duration",
    "InForce",
    "Span",
    "Standing",
    "Term",
    "TermError",
    "Terms",
    "in_force_on",
    "last_day",
    "notice_deadline",
    "read_duration",
    "read_term",
    "set_durations",
    "standing",
    "stated_end",
    "terms_of",
]
