"""The state of the record, for staff: what in it wants something, with the way to mend it."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.contrib.admin.views.decorators import staff_member_required
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.views.decorators.http import require_safe

from tracker.evidence import field_label, name_of, place_of
from tracker.filters import Problem
from tracker.filters.query import read_query
from tracker.models import Citation, FollowUpAction
from tracker.services.state import AREAS, Check, look, read


class Entry(NamedTuple):
    """A record that wants something: its name, what more is to be said of it, and its page."""

    record: Model
    name: str
    also: str
    url: str


class Checked(NamedTuple):
    """A check with what it found."""

    key: str
    label: str | Promise
    number: int
    entries: list[Entry]
    list_url: str


class CheckedArea(NamedTuple):
    """Checks that belong together, those that found something before the others."""

    key: str
    heading: str | Promise
    why: str | Promise
    wanting: list[Checked]
    fine: list[Checked]

    @property
    def number(self) -> int:
        """How many in all."""
        return sum(checked.number for checked in self.wanting)


@require_safe
@staff_member_required
def state(request: HttpRequest) -> HttpResponse:
    """What in the record is late, unpublished, disputed, undated, uncited or incomplete; for staff only."""
    _values, problems = read_query(request.GET, {})
    found = look()
    records = read(found)
    areas = []
    for area in AREAS:
        checked = [
            Checked(
                check.key,
                check.label,
                found[check.key].number,
                [_entry(record) for record in records[check.key]],
                _list_url(check, request.user),
            )
            for check in area.checks
        ]
        wanting = [one for one in checked if one.number]
        fine = [one for one in checked if not one.number]
        areas.append(CheckedArea(area.key, area.heading, area.why, wanting, fine))
    context = {"problems": [Problem(sentence) for sentence in problems], "areas": areas}
    return render(request, "tracker/state.html", context)


def _entry(record: Any) -> Entry:
    if isinstance(record, Citation):
        target: Any = record.target
        label = field_label(type(target), record.field)
        also = " · ".join(filter(None, [place_of(target), label, str(record), record.note]))
        return Entry(record, capfirst(name_of(target)), also, f"{target.get_absolute_url()}#disagreements")
    return Entry(record, str(getattr(record, "title", record)), "", record.get_absolute_url())


def _list_url(check: Check, user: Any) -> str:
    """The list that has all that a check found; "" where there is none, or it is not open to this user."""
    if not check.listed:
        return ""
    meta = check.model._meta
    if not check.listed.startswith("waiting"):
        noun = "action" if check.model is FollowUpAction else meta.model_name
        return f"{reverse(f'{noun}-list')}?{check.listed}"
    if not user.has_perm(f"{meta.app_label}.view_{meta.model_name}"):
        return ""
    return f"{reverse(f'admin:{meta.app_label}_{meta.model_name}_changelist')}?{check.listed}"
