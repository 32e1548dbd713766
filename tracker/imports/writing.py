"""Writes what was planned: a few statements a table whatever the rows, with history and citations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

from tracker.choices import AliasKind, SourceKind, Visibility
from tracker.imports.comparing import RELATIONS
from tracker.imports.naming import MODELS
from tracker.imports.plan import CHANGED, NEW, Entry, Plan, Ref, StopDraft
from tracker.models import Alias, Citation, Delegation, Participant, Source, Stop, Visit
from tracker.names import normalise
from tracker.services.bulk import Stamp, take_ids, tell_planner
from tracker.services.history import write_history
from tracker.services.rows import Rows
from tracker.services.slugs import free_slugs

type Progress = Callable[[int], None]


class Writer:
    """Writes one plan, within the transaction of the caller."""

    def __init__(self, plan: Plan, stamp: Stamp, *, file_name: str, sha256: str) -> None:
        self.plan, self.stamp = plan, stamp
        self.file_name, self.sha256 = file_name, sha256
        self._made: dict[str, dict[str, int]] = defaultdict(dict)
        self._citations = Rows(Citation, stamp)
        self._source_key = 0
        #: What is cited of fields of records that were there before: (kind, key, sheet, line, field).
        self._cited: set[tuple[str, int, str, int, str]] = set()

    def write(self, progress: Progress = lambda percent: None) -> None:
        """Write everything; raises what the database raises, and then the caller's transaction is undone."""
        from tracker.imports.updating import update_visits

        new = [entry for entry in self.plan.entries if entry.verdict == NEW]
        changed = [entry for entry in self.plan.entries if entry.verdict == CHANGED]
        if not new and not changed:
            return
        self._find_source()
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
        self._citations.flush()
        tell_planner(len(new) + len(changed))
        progress(100)

    # --- References ---

    def key(self, kind: str, ref: Ref) -> int:
        """The key of a record that is known, or was made by this import."""
        return ref if isinstance(ref, int) else self._made[kind][ref]

    def cite(self, kind: str, key: int, sheet: str, row: int, field: str = "", note: str = "") -> None:
        """Note that a row (from 0) of the workbook supports a record, or one field of it.

        `note` says what was added to what stands there.
        One citation of a field is enough, also where it is there from an earlier import of this file; a
        record as a whole is cited when it is made.
        """
        if field:
            cited = (kind, key, sheet[:120], row + 1, field)
            if cited in self._cited:
                return
            self._cited.add(cited)
        # The database looks for the record when the transaction ends: it may be on its way still.
        target = {f"{kind}_id": key}
        self._citations.add(
            source_id=self._source_key, sheet=sheet[:120], line=row + 1, field=field, note=note, **target
        )

    def _find_source(self) -> None:
        """The workbook itself, once in the record whatever its name; and what of it is cited already."""
        found = Source.objects.filter(sha256=self.sha256).first()
        if found is not None:
            self._source_key = found.pk
            for kind in Citation.targets:
                cited = Citation.objects.filter(source=found, **{f"{kind}__isnull": False}).exclude(field="")
                rows = cited.order_by().values_list(f"{kind}_id", "sheet", "line", "field")
                self._cited.update((kind, *row) for row in rows)
            return
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
        self._source_key = source.pk

    # --- Names ---

    def _add_names(self, kind: str) -> None:
        new = [name for name in self.plan.new_names if name.kind == kind]
        if not new:
            return
        rows = Rows(MODELS[kind], self.stamp)
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
        rows.flush()

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
        rows = Rows(Delegation, self.stamp)
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
        rows.flush()
        self.add_members([(key, 0, entry.members) for key, entry in groups])

    def add_members(self, groups: Sequence[tuple[int, int, Sequence[Any]]]) -> None:
        """Add participants: for each delegation its key, the last order there, and who comes after."""
        rows = Rows(Participant, self.stamp)
        members = (
            (key, last + place, member)
            for key, last, found in groups
            for place, member in enumerate(found, 1)
        )
        count = sum(len(found) for _key, _last, found in groups)
        for (delegation, order, member), key in zip(members, take_ids(Participant, count), strict=True):
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
        rows.flush()

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
        rows = Rows(Alias, self.stamp)
        for ((kind, key, _text), (text, _sheet, _row)), alias_key in zip(
            new, take_ids(Alias, len(new)), strict=True
        ):
            alias_kind = AliasKind.ALIAS if text.isascii() else AliasKind.SCRIPT
            values = {f"{kind}_id": key, "name": text, "key": normalise(text), "kind": alias_kind.value}
            rows.add(id=alias_key, **values)
        rows.flush()

    # --- Visits ---

    def _add_visits(self, new: Sequence[Entry]) -> dict[int, int]:
        """Add the new visits; returns their keys by the identity of their entries."""
        rows = Rows(Visit, self.stamp)
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
                self.cite("visit", key, entry.sheet, row, note=entry.basis)
        rows.flush()
        return found

    def _add_stops(self, visits: Sequence[tuple[int, Sequence[StopDraft]]]) -> None:
        self.add_stops([(key, 0, stops) for key, stops in visits])

    def add_stops(self, visits: Sequence[tuple[int, int, Sequence[StopDraft]]]) -> None:
        """Add stops: for each visit its key, the last order there, and the stops that come after."""
        rows = Rows(Stop, self.stamp)
        stops = (
            (visit, last + place, stop)
            for visit, last, found in visits
            for place, stop in enumerate(found, 1)
        )
        count = sum(len(found) for _visit, _last, found in visits)
        for (visit, order, stop), key in zip(stops, take_ids(Stop, count), strict=True):
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
            self.cite("stop", key, stop.sheet, stop.row, note=stop.basis)
        rows.flush()
