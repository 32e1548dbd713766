"""The timeline: visits and events by year and day, and the days of one visit."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from tracker import timeline as reading
from tracker.filters.lanes import lanes
from tracker.filters.timeline import TimelineFilters
from tracker.models import Stop, Visit
from tracker.services.editions import remembered
from tracker.views.lists import NumberedList

PAGE_SIZE = 50


class _Pages(Paginator):
    """Pages of keys, each with the key `before` its first, read at one go: a slice of keys is dear."""

    def page(self, number: int | str) -> Any:
        number = self.validate_number(number)
        start = (number - 1) * self.per_page
        first = max(start - 1, 0)
        found = self.object_list[first : start + self.per_page]
        page: Any = Page(found[start - first :], number, self)
        page.before = found[0] if start and found else None
        return page


class Timeline(NumberedList):
    """Shows visits and events in one order of time: what is planned, the years, what has no year."""

    filters = TimelineFilters
    template = "tracker/timeline.html"
    heading = _("Who went where, and what came of it")
    intro = _("Visits and events in the order of time, as far as the sources tell it.")

    def _paginator(self, narrowed: Any) -> Paginator[Any]:
        self.in_lanes = bool(narrowed.lanes_by)
        visits, events = narrowed.visits, narrowed.events
        counted = None
        if narrowed.is_whole:
            counted = remembered("timeline", narrowed.user, lambda: reading.count(visits, events))
        return _Pages(reading.Keys(visits, events, counted), PAGE_SIZE)

    def _records(self, page: Any) -> list[Any]:
        return reading.read(
            page.object_list, user=self.request.user, before=page.before, in_short=self.in_lanes
        )

    def _how_many(self, narrowed: Any, page: Page[Any]) -> str:
        keys: Any = page.paginator.object_list
        return how_many(keys.totals, narrowed.count_of_all if narrowed.chips else None)

    def _more(self, narrowed: Any, context: dict[str, Any]) -> dict[str, Any]:
        def draw() -> reading.Strip:
            return reading.strip(narrowed.at_any_time, period=narrowed.asked_period, zoom=narrowed.asked_zoom)

        strip = (
            remembered(f"strip {narrowed.asked_zoom}", narrowed.user, draw) if narrowed.is_whole else draw()
        )
        told = {"strip": strip, "ways": _ways(narrowed, strip), "today": timezone.localdate()}
        # Of another time, all is past or all is ahead.
        told["today_shows"] = not strip.narrowed or bool(strip.now)
        if narrowed.lanes_by:
            entries = [entry for section in context["records"] for entry in section.entries]
            told["lanes"] = lanes(narrowed, entries, strip)
        return told


def how_many(found: reading.Totals, of: int | None = None) -> str:
    """What the timeline holds, in words: "3 visits and 11 events; 5 have no year in their sources"."""
    visits = ngettext("%(count)d visit", "%(count)d visits", found.visits) % {"count": found.visits}
    events = ngettext("%(count)d event", "%(count)d events", found.events) % {"count": found.events}
    words = _now("%(visits)s and %(events)s") % {"visits": visits, "events": events}
    if of is not None and of != found.visits + found.events:
        words = _now("%(found)s, of %(count)d in all") % {"found": words, "count": of}
    doubts = (
        (
            found.no_year,
            ngettext(
                "%(count)d has no year in its sources",
                "%(count)d have no year in their sources",
                found.no_year,
            ),
        ),
        (found.no_date, ngettext("%(count)d has no date", "%(count)d have no date", found.no_date)),
        (
            found.lapsed,
            ngettext(
                "%(count)d was planned, with nothing recorded since",
                "%(count)d were planned, with nothing recorded since",
                found.lapsed,
            ),
        ),
    )
    return "; ".join([words, *(sentence % {"count": count} for count, sentence in doubts if count)])


class Way(NamedTuple):
    """A link from the strip to another period; `rel` where it is the one before or after."""

    label: str
    url: str
    rel: str = ""


def _ways(narrowed: TimelineFilters, strip: reading.Strip) -> list[Way]:
    """Give each bar with something in it its link; and the ways to a wider period and to its neighbours."""
    for bar in strip.bars:
        bar.url = f"{narrowed.query(period=bar.unit.edtf, zoom='')}#strip" if bar.count else ""
    if not strip.narrowed:
        return []

    def way(label: str, unit: reading.Unit | None, rel: str = "") -> Way:
        return Way(label, f"{narrowed.query(period=unit.edtf if unit else '', zoom='')}#strip", rel)

    ways = [way(_now("Wider: %(period)s") % {"period": strip.wider or _now("all years")}, strip.wider)]
    if strip.before:
        ways.insert(0, way(_now("Earlier: %(period)s") % {"period": strip.before}, strip.before, "prev"))
    if strip.after:
        ways.append(way(_now("Later: %(period)s") % {"period": strip.after}, strip.after, "next"))
    return ways


@require_safe
def visit_days(request: HttpRequest, reference: str) -> HttpResponse:
    """The days of one visit, which the timeline opens in place; without JavaScript a page of its own."""
    visit = get_object_or_404(Visit.objects.visible_to(request.user), reference=reference)
    stops = Stop.objects.filter(visit=visit).select_related("host").order_by("order", "id")
    context = {"visit": visit, "stops": stops}
    template = "tracker/visit_days.html"
    htmx = request.htmx  # type: ignore[attr-defined]
    partial = htmx and not htmx.history_restore_request
    response = TemplateResponse(request, f"{template}#days" if partial else template, context)
    patch_vary_headers(response, ["HX-Request", "HX-History-Restore-Request"])
    return response


timeline = Timeline.as_view()
