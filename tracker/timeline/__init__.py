"""The timeline: visits and events in one order of time, as far as their dates tell it.

`Keys` is the whole of it and gives any piece (`order` puts a few into the order that it has), `read` the
records of such a piece, `strip` how much happened when.
"""

from tracker.timeline.entries import Entry, Group, Section, read
from tracker.timeline.keys import Counted, Keys, Totals, count
from tracker.timeline.order import Key, Kind, Part, order
from tracker.timeline.strip import Bar, Strip, strip
from tracker.timeline.units import Unit, Zoom

__all__ = [
    "Bar",
    "Counted",
    "Entry",
    "Group",
    "Key",
    "Keys",
    "Kind",
    "Part",
    "Section",
    "Strip",
    "Totals",
    "Unit",
    "Zoom",
    "count",
    "order",
    "read",
    "strip",
]
