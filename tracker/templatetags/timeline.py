"""Tags of the timeline."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.dates import PartialDate, Precision
from tracker.models import Event, Stop, Visit
from tracker.templatetags.coop import date
from tracker.timeline import Part, Section

register = template.Library()


@register.filter
def heading(section: Section) -> str:
    """What stands above the entries of a section."""
    match section.part:
        case Part.PLANNED:
            return _("Planned")
        case Part.NO_YEAR:
            return _("Year not stated")
        case Part.NO_DATE:
            return _("Date not stated")
        case _:
            return section.year


@register.simple_tag
def column_date(dates: PartialDate | None, part: Part) -> SafeString:
    """A date for the column: what the heading has said already is left out, other doubt stands below it."""
    if not isinstance(dates, PartialDate):
        told = _("planned; date not stated") if part == Part.PLANNED else ""
        return format_html('<span class="quiet">{}</span>', told) if told else SafeString("")
    if part == Part.PLANNED:
        return date(dates)
    unstated = {name for point in dates.points for name in point.unstated}
    if "/" in (dates.edtf[0], dates.edtf[-1]):
        doubt = dates.doubt()
    elif "month" in unstated:
        doubt = _("month not stated")
    else:
        doubt = _("day not stated") if "day" in unstated else ""
    told = format_html('<br><span class="quiet small">{}</span>', doubt) if doubt else ""
    return format_html('<span class="date">{}</span>{}', dates.short(), told)


@register.simple_tag
def people(record: Visit | Event) -> str:
    """How many people are named, and how many entries describe somebody, or a group, without a name."""
    named: int = getattr(record, "named", 0)
    described: int = getattr(record, "described", 0)
    words = []
    if named:
        words.append(ngettext("%(count)d person named", "%(count)d people named", named) % {"count": named})
    if described:
        told = ngettext("%(count)d described without a name", "%(count)d described without a name", described)
        words.append(told % {"count": described})
    return ", ".join(words)


def _is_one_day(day: PartialDate) -> bool:
    return "/" not in day.edtf and day.points[0].precision == Precision.DAY


@register.filter
def days_and_stops(stops: Iterable[Stop]) -> str:
    """How many stops on how many days, in words; the days only where sources give them.

    Only what names one day is counted: "by 14 May" may be the 14th itself.
    """
    rows = list(stops)
    days = len({stop.day for stop in rows if stop.day and _is_one_day(stop.day)})
    words = ngettext("%(count)d stop", "%(count)d stops", len(rows)) % {"count": len(rows)}
    if not days:
        return words
    on = ngettext("%(count)d day", "%(count)d days", days) % {"count": days}
    return _("%(days)s, %(stops)s") % {"days": on, "stops": words}
