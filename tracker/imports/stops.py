"""What a workbook changes in the stops of visits that are in the record.

A stop is the same by its day and title; else by its title, where neither the visit nor the workbook has
another of that title: its day changes.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from tracker.dates import PartialDate
from tracker.imports.naming import Names
from tracker.imports.plan import Entry, FieldChange, StopDraft, update_of
from tracker.models import Stop
from tracker.names import normalise

#: Relation of a stop → the kind of its names.
STOP_RELATIONS = {"topics": "topic", "programmes": "programme"}


@dataclass(slots=True)
class KnownStop:
    """A stop of the record."""

    pk: int
    values: dict[str, Any]
    related: dict[str, dict[int, str]] = field(
        default_factory=lambda: {relation: {} for relation in STOP_RELATIONS}
    )


def shown_as(value: Any) -> str:
    """A value for the list of changes."""
    return value.edtf if isinstance(value, PartialDate) else str(value or "")


def load_stops(visits: list[int]) -> dict[int, list[KnownStop]]:
    """The stops of these visits, by visit."""
    found: dict[int, list[KnownStop]] = defaultdict(list)
    names = ("day", "kind", "title", "host_id", "host__name", "place", "country_id", "said")
    stops: dict[int, KnownStop] = {}
    rows = Stop.objects.filter(visit__in=visits).order_by("order", "pk")
    for pk, visit, *values in rows.values_list("pk", "visit_id", *names):
        stops[pk] = stop = KnownStop(pk, dict(zip(names, values, strict=True)))
        found[visit].append(stop)
    if not stops:
        return found
    for relation, kind in STOP_RELATIONS.items():
        through: Any = getattr(Stop, relation).through
        joined = through.objects.filter(stop__visit__in=visits)
        for pk, other, text in joined.values_list("stop_id", f"{kind}_id", f"{kind}__name"):
            if pk in stops:
                stops[pk].related[relation][other] = text
    return found


def compare_stops(entry: Entry, names: Names) -> None:
    """Find what `entry` changes in the stops of its visit (`plan.Update`), and which it leaves out."""
    update = update_of(entry)
    known: Sequence[KnownStop] = update.known.stops
    pairs = _same_stops(entry.stops, known)
    naming = []
    for number, stop in enumerate(entry.stops):
        there = pairs.get(number)
        if there is None:
            update.new_stops.append(stop)
            update.changes.append(
                FieldChange("stops", "", f"{stop.day}: {stop.title}" if stop.day else stop.title)
            )
            continue
        changed = _stop_changes(stop, there, names, update.changes)
        if changed:
            update.stop_changes[there.pk] = changed | {"row": stop.row, "sheet": stop.sheet}
            naming.append(stop)
    if entry.stops:
        named = {there.pk for there in pairs.values()}
        update.unnamed_stops = [there.values["title"] for there in known if there.pk not in named]
    entry.stops = [*update.new_stops, *naming]


def _same_stops(stops: Sequence[StopDraft], known: Sequence[KnownStop]) -> dict[int, KnownStop]:
    """Which stop of the record each of `stops` is, by its number."""
    by_day: dict[Any, list[KnownStop]] = defaultdict(list)
    by_title: dict[str, list[KnownStop]] = defaultdict(list)
    for there in reversed(known):
        title = normalise(there.values["title"])
        by_day[there.values["day"], title].append(there)
        by_title[title].append(there)
    said = Counter(normalise(stop.title) for stop in stops)
    pairs: dict[int, KnownStop] = {}
    for number, stop in enumerate(stops):
        title = normalise(stop.title)
        if left := by_day.get((stop.day, title)):
            pairs[number] = left.pop()
        elif said[title] == 1 and len(by_title.get(title, ())) == 1:
            pairs[number] = by_title[title][0]
    return pairs


def _stop_changes(
    stop: StopDraft, there: KnownStop, names: Names, changes: list[FieldChange]
) -> dict[str, Any]:
    """The fields of a stop that a row changes, with their new values; each is told in `changes`."""
    changed: dict[str, Any] = {}
    said: tuple[tuple[str, Any], ...] = (
        ("day", stop.day),
        ("kind", stop.kind if stop.kind_said else ""),
        ("host_id", stop.host),
        ("place", stop.place),
        ("country_id", stop.country),
        ("said", stop.said),
    )
    for name, value in said:
        if value and value != there.values[name]:
            changed[name] = value
            shown = names.show("organisation", value) if name == "host_id" else shown_as(value)
            before = shown_as(there.values["host__name" if name == "host_id" else name])
            changes.append(FieldChange("stops", f"{stop.title}: {before}", f"{stop.title}: {shown}"))
    for relation, kind in STOP_RELATIONS.items():
        refs = getattr(stop, relation)
        if refs and set(refs) != set(there.related[relation]):
            changed[relation] = refs
            before = "; ".join(sorted(there.related[relation].values()))
            after = "; ".join(sorted(names.show(kind, ref) for ref in refs))
            changes.append(FieldChange("stops", f"{stop.title}: {before}", f"{stop.title}: {after}"))
    return changed
