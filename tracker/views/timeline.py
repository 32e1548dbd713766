"""The timeline: visits and events by year and day."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page, Paginator
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from tracker import timeline as reading
from tracker.filters.timeline import TimelineFilters
from tracker.views.lists import NumberedList

PAGE_SIZE = 100


class Timeline(NumberedList):
    """Shows visits and events in one order of time: what is planned, the years, what has no year."""

    filters = TimelineFilters
    template = "tracker/timeline.html"
    heading = _("Who went where, and what came of it")
    intro = _("Visits and events in the order of time, as far as the sources tell it.")

    def _paginator(self, narrowed: Any) -> Paginator[Any]:
        return Paginator(reading.order(narrowed.visits, narrowed.events), PAGE_SIZE)

    def _records(self, page: Page[Any]) -> list[Any]:
        keys: Any = page.paginator.object_list
        start, end = max(page.start_index(), 1) - 1, page.end_index()
        return reading.read(
            keys[start:end], user=self.request.user, before=keys[start - 1] if start else None
        )

    def _how_many(self, narrowed: Any, page: Page[Any]) -> str:
        return how_many(
            reading.totals(list(page.paginator.object_list)),
            narrowed.count_of_all if narrowed.chips else None,
        )


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


timeline = Timeline.as_view()
