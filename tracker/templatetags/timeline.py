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
from tracker.timeline import Bar, Part, Section, Strip, Zoom
from tracker.timeline.strip import MOST

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


@register.filter
def counted(bar: Bar) -> str:
    """What a bar says: "3 visits, 2 events; 1 of them reaching beyond, or known less exactly"."""
    words = []
    if bar.visits:
        words.append(ngettext("%(count)d visit", "%(count)d visits", bar.visits) % {"count": bar.visits})
    if bar.events:
        words.append(ngettext("%(count)d event", "%(count)d events", bar.events) % {"count": bar.events})
    told = ", ".join(words) or _("nothing")
    if not bar.vague:
        return told
    vague = ngettext(
        "%(count)d of them reaching beyond, or known less exactly",
        "%(count)d of them reaching beyond, or known less exactly",
        bar.vague,
    )
    return f"{told}; {vague % {'count': bar.vague}}"


@register.filter
def told_in_words(strip: Strip) -> str:
    """A small strip in one sentence: "2024: 3, 2025: 5"."""
    return ", ".join(f"{bar.unit}: {bar.count}" for bar in strip.bars if bar.count) or _("nothing")


@register.simple_tag
def strip_name(strip: Strip) -> str:
    """What the strip shows: "Visits and events by year, 2019 to 2026"."""
    match strip.zoom:
        case Zoom.DECADES:
            words = _("Visits and events by decade, %(first)s to %(last)s")
        case Zoom.YEARS:
            words = _("Visits and events by year, %(first)s to %(last)s")
        case Zoom.MONTHS:
            words = _("Visits and events by month, %(first)s to %(last)s")
        case _:
            words = _("Visits and events by day, %(first)s to %(last)s")
    return words % {"first": strip.bars[0].unit, "last": strip.bars[-1].unit}


@register.simple_tag
def too_many_bars(strip: Strip) -> str:
    """Why the zoom that was asked for is not shown; "" where it is."""
    if not strip.too_many:
        return ""
    words = {
        Zoom.DECADES: _("The strip has room for %(most)d decades, not for %(count)d"),
        Zoom.YEARS: _("The strip has room for %(most)d years, not for %(count)d"),
        Zoom.MONTHS: _("The strip has room for %(most)d months, not for %(count)d"),
        Zoom.DAYS: _("The strip has room for %(most)d days, not for %(count)d"),
    }
    asked = strip.asked or strip.zoom
    told = words[asked] % {"most": MOST[asked], "count": strip.too_many}
    return _("%(told)s: ask for a shorter period to see them.") % {"told": told}
