"""Visits of the record that the visits of a workbook are, or may be, looked up in a handful of queries.

A visit *is* one of the record by the business key: who travelled, hosts, dates. It *looks like* one, and
somebody is asked, where

- who travelled is the same and the dates may mean the same days, or are near and the hosts fit;
- hosts and dates are the same and so are the senders, or most of the people;
- an earlier workbook of this file's name has it in this very row, and it agrees in two of: who travelled or
  sent them, hosts, dates, title.

Groups of which all people are known, and none is in both, don't look alike. A visit of the record that
another row is already is not offered.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Q

from tracker.choices import SourceKind
from tracker.dates import PartialDate
from tracker.imports.entries import who_of
from tracker.imports.naming import Names
from tracker.imports.plan import Entry, person_key
from tracker.models import Alias, Citation, Delegation, Participant, Source, Visit
from tracker.names import normalise
from tracker.services.bulk import in_batches

#: A day that was corrected is seldom further from the one it was.
NEAR = timedelta(days=14)
#: Dates of more days than that say too little to compare what else differs.
SHORT = timedelta(days=31)
#: Of more visits at one place on one date nothing follows from place and date; and so many of the visits of
#: one delegation in a month, or at a host, are looked at.
_MANY = 50
#: Ways to look up who travelled: by host, and whatever the host.
_HOST, _ANY = "host", -1


class Days:
    """The days that dates may mean; reading them off EDTF at each comparison would take too long."""

    __slots__ = ("dates", "first", "is_short", "last")

    def __init__(self, dates: PartialDate | None) -> None:
        self.dates = dates
        self.first = dates.earliest if dates else None
        self.last = dates.latest if dates else None
        self.is_short = self.first is not None and self.last is not None and self.last - self.first <= SHORT

    def months(self, margin: timedelta = timedelta()) -> list[int | None]:
        """The months that they touch, counted on; only None where they are too many or unknown."""
        if not self.is_short or self.first is None or self.last is None:
            return [None]
        first = self.first - margin if self.first > date.min + margin else self.first
        last = self.last + margin if self.last < date.max - margin else self.last
        return list(range(first.year * 12 + first.month, last.year * 12 + last.month + 1))

    def may_be(self, other: Days, margin: timedelta = timedelta()) -> bool:
        """Whether both may mean the same days, or days so near; dates that aren't known may mean any."""
        if self.dates is None or other.dates is None or self.dates == other.dates:
            return True
        if self.first is None or self.last is None or other.first is None or other.last is None:
            return False  # the same day and month without a year is the same text
        return self.first - other.last <= margin and other.first - self.last <= margin


@dataclass(slots=True)
class InRecord:
    """A visit of the record, as far as it takes to recognise it."""

    pk: int
    reference: str
    title: str
    dates: PartialDate | None
    delegation: int
    #: What it may be known by: its delegation, who sent it, and (where that is asked) who was in it.
    who: set[tuple[str, Any]] = field(default_factory=set)
    senders: frozenset[int] = frozenset()
    hosts: frozenset[int] = frozenset()
    people: frozenset[Any] = frozenset()
    days: Days | None = None

    @property
    def label(self) -> str:
        return (
            f"{self.reference} {self.title} ({self.dates})"
            if self.dates
            else f"{self.reference} {self.title}"
        )


class Candidates:
    """The visits of the record that visits of a workbook could be."""

    def __init__(self, entries: Sequence[Entry], names: Names, file_name: str) -> None:
        self._names, self._file_name = names, file_name
        self._by_people = any((who_of(entry) or ("",))[0] == "people" for entry in entries)
        cited = Citation.objects.none()
        if file_name and Source.objects.filter(kind=SourceKind.WORKBOOK, file_name=file_name).exists():
            cited = Citation.objects.filter(
                source__kind=SourceKind.WORKBOOK, source__file_name=file_name, visit__isnull=False
            )
        self._cited = cited.order_by()
        self._visits = self._load(entries)
        self._exact: dict[Any, list[InRecord]] = defaultdict(list)
        for visit in self._visits.values():
            for who in visit.who:
                self._exact[who, visit.hosts, visit.dates].append(visit)
        self._looked_up: _Lookup | None = None

    def __bool__(self) -> bool:
        return bool(self._visits)

    def same(self, entry: Entry) -> list[InRecord]:
        """The visits that `entry` is by the business key."""
        hosts, dates = _hosts(entry), entry.values.get("dates")
        found = (self._exact.get((who, hosts, dates), ()) for who in self._whos(entry))
        return list({visit.pk: visit for visits in found for visit in visits}.values())

    def may_say_the_same(self, entry: Entry) -> list[InRecord]:
        """The visits that `entry` is if all it says is there; those that its row made first.

        Where it names no host these are all of its dates; where it has no date, also what its row made.
        """
        found = {visit.pk: visit for visit in self.same(entry)}
        dates, whos = entry.values.get("dates"), self._whos(entry)
        at_its_row = [visit for visit in self._lookup().at(entry) if visit.who.intersection(whos)]
        if dates is None:
            found |= {visit.pk: visit for visit in at_its_row}
        if not _hosts(entry):
            of_its_dates = (self._lookup().dated.get((who, dates), ()) for who in whos)
            found |= {visit.pk: visit for visits in of_its_dates for visit in visits}
        first = {visit.pk for visit in at_its_row}
        return sorted(found.values(), key=lambda visit: (visit.pk not in first, visit.pk))

    def alike(
        self, entries: Sequence[Entry], taken: Collection[int]
    ) -> Iterator[tuple[Entry, list[InRecord]]]:
        """The visits that each of `entries` looks like, the likeliest first, without those `taken`."""
        lookup = self._lookup()
        said = [_Said(entry, self._whos(entry)) for entry in entries]
        found = [
            (one, {visit.pk: visit for visit in self._near(one) if visit.pk not in taken}) for one in said
        ]
        self._load_people([visit for _one, visits in found for visit in visits.values()])
        for one, visits in found:
            cited = {visit.pk for visit in lookup.at(one.entry)}
            like = [visit for visit in visits.values() if one.looks_like(visit, visit.pk in cited)]
            if like:
                yield one.entry, sorted(like, key=lambda visit: (visit.pk not in cited, visit.pk))

    def _whos(self, entry: Entry) -> list[tuple[str, Any]]:
        """What `entry` may be known by in the record: its delegation by name and by key, else as it says."""
        who = who_of(entry)
        if who is None:
            return []
        if who[0] == "delegation" and isinstance(entry.delegation, int):
            return [who, ("delegation", entry.delegation)]
        return [who]

    def _near(self, said: _Said) -> Iterator[InRecord]:
        """What is worth a second look."""
        lookup = self._lookup()
        yield from lookup.at(said.entry)
        whos = list(said.whos)
        if said.by_people:
            whos += [("person", key) for key in said.people]
        for who in whos:
            yield from lookup.about(who, said.days, said.hosts)
        if said.hosts and said.days.dates:
            there = lookup.hosted.get((said.hosts, said.days.dates), ())
            if len(there) <= _MANY:
                yield from there

    # --- What is loaded ---

    def _load(self, entries: Sequence[Entry]) -> dict[int, InRecord]:
        if not self._is_anything_known(entries):
            return {}  # whoever travelled is new to the record, and so is the visit
        delegations = {normalise(entry.delegation_name) for entry in entries}
        rows = self._rows(entries)
        visits: dict[int, InRecord] = {}
        of_delegation: dict[int, list[InRecord]] = defaultdict(list)
        for pk, reference, title, dates, delegation in rows.values_list(
            "pk", "reference", "title", "dates", "delegation_id"
        ):
            visits[pk] = visit = InRecord(pk, reference, title, dates, delegation)
            visit.who.add(("delegation", delegation))
            of_delegation[delegation].append(visit)
        chosen = rows.values("delegation_id")
        for pk, key in Delegation.objects.filter(pk__in=chosen, key__in=_few(delegations)).values_list(
            "pk", "key"
        ):
            for visit in of_delegation[pk]:
                visit.who.add(("delegation", key))
        for pk, key in Alias.objects.filter(delegation__in=chosen).values_list("delegation_id", "key"):
            for visit in of_delegation[pk]:
                visit.who.add(("delegation", key))
        through: Any = Delegation.senders.through
        sent = _gathered(
            through.objects.filter(delegation__in=chosen).values_list("delegation_id", "organisation_id")
        )
        for pk, organisations in sent.items():
            for visit in of_delegation[pk]:
                visit.senders = organisations
                visit.who.add(("senders", organisations))
        through = Visit.invited_by.through
        invited = through.objects.filter(visit__in=rows.values("pk"))
        for pk, organisations in _gathered(invited.values_list("visit_id", "organisation_id")).items():
            visits[pk].hosts = organisations
        if self._by_people:
            self._load_people(visits.values())
            for visit in visits.values():
                if visit.people:
                    visit.who.add(("people", visit.people))
        return visits

    def _is_anything_known(self, entries: Iterable[Entry]) -> bool:
        return self._cited.exists() or any(
            (entry.names_delegation and self._names.may_be("delegation", entry.delegation_name))
            or any(isinstance(ref, int) for ref in entry.senders)
            or any(isinstance(member.person, int) for member in entry.members)
            for entry in entries
        )

    def _rows(self, entries: Iterable[Entry]) -> Any:
        """The visits at about the dates of `entries`, those without dates, and those of such a workbook."""
        days: list[date] = []
        texts: set[str] = set()
        undated = False
        for entry in entries:
            dates = entry.values.get("dates")
            if dates is None:
                undated = True
            elif dates.earliest and dates.latest:
                days += (dates.earliest, dates.latest)
            else:
                texts.add(dates.edtf)
        near = Q(dates__isnull=True) | Q(pk__in=self._cited.values("visit"))
        if undated:
            near |= Q(pk__isnull=False)
        if days:
            first, last = min(days), max(days)
            first = first - NEAR if first > date.min + NEAR else first
            last = last + NEAR if last < date.max - NEAR else last
            near |= Q(dates_earliest__lte=last, dates_latest__gte=first)
        if texts:
            near |= Q(dates__in=sorted(texts)[:5_000])
        return Visit.objects.filter(near).order_by()

    def _load_people(self, visits: Collection[InRecord]) -> None:
        """Who is in the delegations of `visits`."""
        people: dict[int, set[Any]] = defaultdict(set)
        for batch in in_batches({visit.delegation for visit in visits}):
            members = Participant.objects.filter(delegation__in=batch).order_by()
            for delegation, person, description in members.values_list(
                "delegation_id", "person_id", "description"
            ):
                people[delegation].add(person_key(person, description))
        for visit in visits:
            visit.people = frozenset(people.get(visit.delegation, ()))

    def _lookup(self) -> _Lookup:
        if self._looked_up is None:
            self._looked_up = _Lookup(self._visits, self._cited)
        return self._looked_up


class _Said:
    """What a visit of the workbook says, to be compared with visits of the record."""

    def __init__(self, entry: Entry, whos: Sequence[tuple[str, Any]]) -> None:
        self.entry, self.whos = entry, frozenset(whos)
        self.days, self.hosts = Days(entry.values.get("dates")), _hosts(entry)
        self.senders = frozenset(entry.senders)
        self.people = frozenset(person_key(member.person, member.description) for member in entry.members)
        self.by_people = any(kind == "people" for kind, _who in whos)

    def looks_like(self, visit: InRecord, cited: bool) -> bool:
        """Whether it may be `visit`, which an earlier workbook of this name has in its row where `cited`."""
        same_who = not self.whos.isdisjoint(visit.who)
        same_hosts = bool(self.hosts) and visit.hosts == self.hosts
        if not (same_who or same_hosts or cited or self.by_people):
            return False
        days, other = self.days, visit.days or Days(visit.dates)
        common = len(self.people & visit.people)
        fewer = min(len(self.people), len(visit.people))
        other_people = bool(fewer and not common)
        hosts_fit = not self.hosts or not visit.hosts or not self.hosts.isdisjoint(visit.hosts)
        both_short = days.is_short and other.is_short
        if same_who or (self.by_people and common and 2 * common >= fewer):
            if days.may_be(other) and (hosts_fit or (both_short and not other_people)):
                return True
            if hosts_fit and both_short and not other_people and days.may_be(other, NEAR):
                return True
        same_senders = bool(self.senders) and visit.senders == self.senders
        same_place = same_hosts and days.dates == visit.dates
        if same_place and (2 * common > fewer or (same_senders and not other_people)):
            return True
        if not cited:
            return False
        entry = self.entry
        same_title = bool(entry.title) and not entry.title_made and entry.title == visit.title
        same_days = both_short and days.may_be(other)
        near = both_short and days.may_be(other, SHORT)
        agreed = (same_who or same_senders) + same_hosts + same_days + same_title
        return agreed >= 2 and (same_who or same_days or same_title or near)


class _Lookup:
    """Ways to find visits for which the business key is not enough; most workbooks need none of them."""

    def __init__(self, visits: dict[int, InRecord], cited: Any) -> None:
        self.dated: dict[Any, list[InRecord]] = defaultdict(list)
        self.hosted: dict[Any, list[InRecord]] = defaultdict(list)
        self._about: dict[Any, list[InRecord]] = defaultdict(list)
        for visit in visits.values():
            whos = [*visit.who, *(("person", key) for key in visit.people)]
            visit.days = Days(visit.dates)
            months = visit.days.months()
            for who in whos:
                self.dated[who, visit.dates].append(visit)
                for month in months:
                    self._about[who, month].append(visit)
                for host in (*(visit.hosts or (None,)), _ANY):
                    self._about[who, _HOST, host].append(visit)
            if visit.hosts and visit.dates:
                self.hosted[visit.hosts, visit.dates].append(visit)
        self._at: dict[tuple[str, int], dict[int, InRecord]] = defaultdict(dict)
        for pk, sheet, line in cited.values_list("visit_id", "sheet", "line"):
            if pk in visits:
                self._at[sheet, line][pk] = visits[pk]

    def at(self, entry: Entry) -> list[InRecord]:
        """The visits that this row of an earlier workbook of this name made or changed."""
        found = (self._at.get((entry.sheet[:120], row + 1), {}) for row in entry.rows[:1])
        return [visit for visits in found for visit in visits.values()]

    def about(self, who: tuple[str, Any], days: Days, hosts: Collection[Any]) -> Iterator[InRecord]:
        """The visits of these people at about these dates, or, where dates say little, at these hosts."""
        places: list[Any] = [(who, month) for month in days.months(NEAR)]
        if not days.is_short:
            places = [(who, _HOST, host) for host in ((*hosts, None) if hosts else (_ANY,))]
        for place in (*places, (who, None)):
            yield from self._about.get(place, ())[:_MANY]


def _hosts(entry: Entry) -> frozenset[Any]:
    return frozenset(entry.related.get("invited_by", ()))


def _gathered(pairs: Iterable[tuple[int, int]]) -> dict[int, frozenset[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    for key, other in pairs:
        found[key].add(other)
    return {key: frozenset(others) for key, others in found.items()}


def _few(keys: set[str]) -> Any:
    """Keys as a query takes them; too many are not narrowed by."""
    return sorted(keys) if len(keys) <= 20_000 else Delegation.objects.values("key")
