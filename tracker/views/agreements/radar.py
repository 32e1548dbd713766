"""The radar of agreements, for staff: what is about to happen, what was let slip, what was never there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from django.contrib.admin.views.decorators import staff_member_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tracker.exports import FORMATS, written
from tracker.filters.radar import RadarFilters
from tracker.services.radar import SECTIONS, Found, Radar, look
from tracker.views import rows
from tracker.views.agreements.lives import lives, picture

#: How many rows a list shows beside the others, and by itself; the file has them all.
FEW, MOST = 10, 500
#: How many lives are drawn, and told below.
DRAWN = 40


class Row(NamedTuple):
    """A record of a list, with the day that matters and what is said of it."""

    record: Any
    found: Found


class Listed(NamedTuple):
    """A list of the radar, with as many of its rows as are shown."""

    key: str
    heading: str | Promise
    why: str | Promise
    number: int
    rows: list[Row]
    query: str


@require_safe
@staff_member_required
def radar(request: HttpRequest) -> HttpResponse:
    """Each list of the radar with its first rows, or one of them whole; and the lives of the agreements."""
    narrowed = RadarFilters(request.GET, user=request.user)
    found = look(narrowed.qs, narrowed.partners(), narrowed.reach)
    only = narrowed.section
    most = MOST if only else FEW
    shown = {
        section.key: found.found[section.key][:most] for section in SECTIONS if only in ("", section.key)
    }
    drawn = [] if only else found.bars[-DRAWN:]
    records = _records(request, shown, [bar.pk for bar in drawn])
    drawn_lives = list(lives(drawn, records[False]))
    context = {
        "filters": narrowed,
        "problems": narrowed.problems,
        "lists": list(_lists(found, shown, records, narrowed)),
        "only": only,
        "files": [(name.upper(), f"{request.path.rstrip('/')}.{name}{narrowed.query()}") for name in FORMATS],
        "lives": drawn_lives,
        "picture": picture(drawn_lives, timezone.localdate()),
        "undrawn": len(found.bars) - len(drawn),
    }
    return render(request, "tracker/radar.html", context)


@require_safe
@staff_member_required
def radar_export(request: HttpRequest, file_format: str) -> HttpResponse:
    """The lists of the radar as one table, all rows of each, as they are filtered."""
    narrowed = RadarFilters(request.GET, user=request.user)
    found = look(narrowed.qs, narrowed.partners(), narrowed.reach)
    shown = {key: rows for key, rows in found.found.items() if narrowed.section in ("", key)}
    records = _records(request, shown, [])
    table = written(
        ["list", "reference", "title", "status", "parties", "day", "note", "address"],
        [
            _cells(str(listed.heading), row, request)
            for listed in _lists(found, shown, records, narrowed)
            for row in listed.rows
        ],
        file_format,
        title=_("Radar of agreements"),
    )
    name = f"radar-{timezone.localdate():%Y-%m-%d}.{table.extension}"
    return HttpResponse(
        table.content,
        content_type=table.content_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _cells(heading: str, row: Row, request: HttpRequest) -> list[str]:
    record = row.record
    parties = [str(party) for party in record.parties.all()] if hasattr(record, "parties") else []
    return [
        heading,
        getattr(record, "reference", ""),
        str(getattr(record, "title", record)),
        getattr(record, "status", ""),
        "; ".join(parties),
        str(row.found.day or ""),
        row.found.why,
        request.build_absolute_uri(record.get_absolute_url()),
    ]


def _records(
    request: HttpRequest, shown: dict[str, list[Found]], drawn: Iterable[int]
) -> dict[bool, dict[int, Any]]:
    """The records that are shown: by key, partners under True, agreements under False."""
    keys: dict[bool, set[int]] = {True: set(), False: set(drawn)}
    for section in SECTIONS:
        keys[section.of_partners] |= {found.pk for found in shown.get(section.key, ())}
    partners = rows.organisations_in_short(request.user)
    return {
        True: partners.in_bulk(list(keys[True])),
        False: rows.agreements(request.user).in_bulk(list(keys[False])),
    }


def _lists(
    found: Radar, shown: dict[str, list[Found]], records: dict[bool, dict[int, Any]], narrowed: RadarFilters
) -> Iterator[Listed]:
    for section in SECTIONS:
        if section.key not in shown:
            continue
        known = records[section.of_partners]
        # One may have been deleted in between.
        listed = [Row(known[one.pk], one) for one in shown[section.key] if one.pk in known]
        number = len(found.found[section.key])
        query = narrowed.query(only=section.key)
        yield Listed(section.key, section.heading, section.why, number, listed, query)
