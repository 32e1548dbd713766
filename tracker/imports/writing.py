"""Writes what was planned: a few statements a table whatever the rows, with history and citations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db import models

from tracker.choices import AliasKind, SourceKind, Visibility
from tracker.imports.comparing import RELATIONS
from tracker.imports.naming import MODELS
from tracker.imports.plan import CHANGED, NEW, Entry, Plan, Ref, StopDraft
from tracker.models import Alias, Citation, Delegation, Participant, Source, Stop, Visit
from tracker.names import normalise
from tracker.services.bulk import Stamp, add_records, take_ids, tracked
from tracker.services.history import write_history
from tracker.services.slugs import free_slugs

type Progress = Callable[[int], None]


class Rows:
    """Rows of one model, as tuples: what isn't given is the field's default."""

    def __init__(self, model: type[models.Model]) -> None:
        self.model = model
        # The key first, as `add_records` asks.
        key = model._meta.pk.attname
        self.names = [key, *(name for name in tracked(model) if name != key)]
        fields = {field.attname: field for field in model._meta.concrete_fields}
        self._template = [None if name == key else fields[name].get_default() for name in self.names]
        self._at = {name: number for number, name in enumerate(self.names)}
        self.rows: list[list[Any]] = []
        self.related: dict[str, list[tuple[int, int]]] = defaultdict(list)

    def add(self, **values: Any) -> None:
        """One row; `values` by attribute name."""
        row = self._template.copy()
        at = self._at
        for name, value in values.items():
            row[at[name]] = value
        self.rows.append(row)

    def write(self, stamp: Stamp) -> None:
        add_records(self.model, self.names, self.rows, stamp=stamp, related=self.related)


class Writer:
    """Writes one plan, within the transaction of the caller."""

    def __init__(self, plan: Plan, stamp: Stamp, *, file_name: str, sha256: str) -> None:
        self.plan, self.stamp = plan, stamp
        self.file_name, self.sha256 = file_name, sha256
        self._made: dict[str, dict[str, int]] = defaultdict(dict)
        #: Kind of target → (key of the target, sheet, row from 0, field), for citations.
        self._cited: dict[str, list[tuple[int, str, int, str]]] = defaultdict(list)

    def write(self, progress: Progress = lambda percent: None) -> None:
        """Write everything; raises what the database raises, and then the caller's transaction is undone."""
        from tracker.imports.updating import update_visits

        new = [entry for entry in self.plan.entries if entry.verdict == NEW]
        changed = [entry for entry in self.plan.entries if entry.verdict == CHANGED]
        if not new and not changed:
            return
        source = self._source()
        progress(5)
        for kind in ("topic", "programme", "organisation", "person"):
            self._add_names(kind)
        progress(15)
        self._add_delegations()
        progress(35)
        self._add_aliases()
        visits = self._add_visits(new)
        progress(55)
        self._add_stops([(visits[id(entry)], entry.stops) for entry in new if entry.stops])
        update_visits(self, changed)
        progress(75)
        self._add_citations(source)
        progress(100)

    # --- References ---

    def key(self, kind: str, ref: Ref) -> int:
        """The key of a record that is known, or was made by this import."""
        return ref if isinstance(ref, int) else self._made[kind][ref]

    def cite(self, kind: str, key: int, sheet: str, row: int, field: str = "") -> None:
        """Note that a row of the workbook supports a record, or one field of it."""
        self._cited[kind].append((key, sheet, row, field))

    def _source(self) -> Source:
        """The workbook itself, once in the record whatever its name."""
        found = Source.objects.filter(sha256=self.sha256).first()
        if found is not None:
            return found
        source = Source(
            title=self.file_name[:300],
            kind=SourceKind.WORKBOOK,
            file_name=self.file_name[:250],
            sha256=self.sha256,
        )
        source.skip_history_when_saving = True  # type: ignore[attr-defined]
        source.save()
        stamp = self.stamp
        write_history([source], added=True, by=stamp.by, reason=stamp.reason, change=stamp.change)
        return source

    # --- Names ---

    def _add_names(self, kind: str) -> None:
        new = [name for name in self.plan.new_names if name.kind == kind]
        if not new:
            return
        rows = Rows(MODELS[kind])
        countries = self._countries_of_senders() if kind == "organisation" else {}
        slugs = free_slugs(rows.model, [name.text for name in new])
        for name, key, slug in zip(new, take_ids(rows.model, len(new)), slugs, strict=True):
            values = {"id": key, "name": name.text, "key": normalise(name.text), "slug": slug}
            if name.key in countries:
                values["country_id"] = countries[name.key]
            rows.add(**values)
            self._made[kind][name.key] = key
            if kind in Citation.targets:
                self.cite(kind, key, name.sheet, name.row)
        rows.write(self.stamp)

    def _countries_of_senders(self) -> dict[str, str]:
        """New organisation → its country, where all rows in which it sends a delegation name the same one."""
        found: dict[str, set[str]] = defaultdict(set)
        for entry in self.plan.entries:
            if entry.verdict in (NEW, CHANGED) and len(entry.from_countries) == 1:
                for ref in entry.senders:
                    if isinstance(ref, str):
                        found[ref].update(entry.from_countries)
        return {ref: min(codes) for ref, codes in found.items() if len(codes) == 1}

    def _add_delegations(self) -> None:
        new = [name for name in self.plan.new_names if name.kind == "delegation"]
        if not new:
            return
        rows = Rows(Delegation)
        groups: list[tuple[int, Entry]] = []
        slugs = free_slugs(Delegation, [name.text for name in new])
        for name, key, slug in zip(new, take_ids(Delegation, len(new)), slugs, strict=True):
            entry = self.plan.groups[name.key]
            rows.add(id=key, name=name.text, key=normalise(name.text), slug=slug, size=entry.size)
            self._made["delegation"][name.key] = key
            rows.related["senders"] += [(key, self.key("organisation", ref)) for ref in entry.senders]
            for row in entry.rows[:1]:
                self.cite("delegation", key, entry.sheet, row)
            groups.append((key, entry))
        rows.write(self.stamp)
        self.add_members([(key, 0, entry.members) for key, entry in groups])

    def add_members(self, groups: Sequence[tuple[int, int, Iterable[Any]]]) -> None:
        """Add participants: for each delegation its key, the last order there, and who comes after."""
        rows = Rows(Participant)
        members = [
            (key, last + place, member)
            for key, last, found in groups
            for place, member in enumerate(found, 1)
        ]
        for (delegation, order, member), key in zip(
            members, take_ids(Participant, len(members)), strict=True
        ):
            rows.add(
                id=key,
                delegation_id=delegation,
                order=order,
                person_id=None if member.person is None else self.key("person", member.person),
                description=member.description,
                title=member.title,
                organisation_id=None
                if member.organisation is None
                else self.key("organisation", member.organisation),
                role=member.role,
                note=member.note,
            )
            self.cite("participant", key, member.sheet, member.row)
        rows.write(self.stamp)

    def _add_aliases(self) -> None:
        wanted: dict[tuple[str, int, str], tuple[str, str, int]] = {}
        for alias in self.plan.aliases:
            key = self.key(alias.kind, alias.record)
            wanted.setdefault((alias.kind, key, alias.text.casefold()), (alias.text, alias.sheet, alias.row))
        if not wanted:
            return
        there = set()
        for kind in {kind for kind, _key, _text in wanted}:
            keys = [key for other, key, _text in wanted if other == kind]
            found = Alias.objects.filter(**{f"{kind}__in": keys[:5_000]}).values_list(f"{kind}_id", "name")
            there |= {(kind, key, text.casefold()) for key, text in found}
        new = [item for item in wanted.items() if item[0] not in there]
        rows = Rows(Alias)
        for ((kind, key, _text), (text, _sheet, _row)), alias_key in zip(
            new, take_ids(Alias, len(new)), strict=True
        ):
            alias_kind = AliasKind.ALIAS if text.isascii() else AliasKind.SCRIPT
            values = {f"{kind}_id": key, "name": text, "key": normalise(text), "kind": alias_kind.value}
            rows.add(id=alias_key, **values)
        rows.write(self.stamp)

    # --- Visits ---

    def _add_visits(self, new: Sequence[Entry]) -> dict[int, int]:
        """Add the new visits; returns their keys by the identity of their entries."""
        rows = Rows(Visit)
        keys, references = take_ids(Visit, len(new)), Visit.take_references(len(new)) if new else []
        found: dict[int, int] = {}
        for entry, key, reference in zip(new, keys, references, strict=True):
            found[id(entry)] = key
            entry.reference = reference
            dates = entry.values.get("dates")
            values = {"visibility": Visibility.DRAFT.value, **entry.values}
            if dates is not None:
                values |= {"dates_earliest": dates.earliest, "dates_latest": dates.latest}
            delegation = entry.delegation
            assert delegation is not None  # noqa: S101 - planned so, and PROTECTed by the column
            rows.add(
                id=key,
                reference=reference,
                title=entry.title,
                delegation_id=self.key("delegation", delegation),
                **values,
            )
            for relation, refs in entry.related.items():
                pairs = rows.related[relation]
                if relation == "countries":
                    pairs += [(key, code) for code in refs]
                else:
                    kind = RELATIONS[relation]
                    pairs += [(key, self.key(kind, ref)) for ref in refs]
            for row in entry.rows:
                self.cite("visit", key, entry.sheet, row)
        rows.write(self.stamp)
        return found

    def _add_stops(self, visits: Sequence[tuple[int, Sequence[StopDraft]]]) -> None:
        self.add_stops([(key, 0, stops) for key, stops in visits])

    def add_stops(self, visits: Sequence[tuple[int, int, Sequence[StopDraft]]]) -> None:
        """Add stops: for each visit its key, the last order there, and the stops that come after."""
        rows = Rows(Stop)
        stops = [
            (visit, last + place, stop)
            for visit, last, found in visits
            for place, stop in enumerate(found, 1)
        ]
        for (visit, order, stop), key in zip(stops, take_ids(Stop, len(stops)), strict=True):
            day = stop.day
            rows.add(
                id=key,
                visit_id=visit,
                order=order,
                day=day,
                day_earliest=day.earliest if day else None,
                day_latest=day.latest if day else None,
                kind=stop.kind,
                title=stop.title,
                host_id=None if stop.host is None else self.key("organisation", stop.host),
                place=stop.place,
                country_id=stop.country,
                said=stop.said,
            )
            rows.related["topics"] += [(key, self.key("topic", ref)) for ref in stop.topics]
            rows.related["programmes"] += [(key, self.key("programme", ref)) for ref in stop.programmes]
            self.cite("stop", key, stop.sheet, stop.row)
        rows.write(self.stamp)

    # --- Evidence ---

    def _add_citations(self, source: Source) -> None:
        """One citation a record and row; one that is there from an earlier import of this file is enough."""
        there: set[tuple[str, int, str, int, str]] = set()
        if source.history.exclude(change=self.stamp.change).exists():
            for kind in self._cited:
                there.update(
                    (kind, *found)
                    for found in Citation.objects.filter(
                        source=source, **{f"{kind}__isnull": False}
                    ).values_list(f"{kind}_id", "sheet", "line", "field")
                )
        rows = Rows(Citation)
        wanted = [
            (kind, key, sheet, row + 1, field)
            for kind, cited in self._cited.items()
            for key, sheet, row, field in dict.fromkeys(cited)
            if (kind, key, sheet[:120], row + 1, field) not in there
        ]
        for (kind, key, sheet, line, field), citation in zip(
            wanted, take_ids(Citation, len(wanted)), strict=True
        ):
            target = {f"{kind}_id": key}
            rows.add(id=citation, source_id=source.pk, sheet=sheet[:120], line=line, field=field, **target)
        rows.write(self.stamp)
