"""A timeline of any length, of which only what is looked at is read.

The database counts the entries by where they stand, to the month; what a page shows is then read month by
month, and put into its exact order here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple, overload

from django.db.models import Case, CharField, Count, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, Concat, Substr
from django.utils import timezone

from tracker.choices import STILL_AHEAD, EventKind
from tracker.dates import PartialDate, PartialDateError
from tracker.dates.value import WINTER
from tracker.models import Event, Visit
from tracker.timeline.figures import IsoStart, united
from tracker.timeline.order import Key, Part, order


@dataclass(frozen=True)
class Totals:
    """How many entries a timeline has, and how many of them are in doubt."""

    visits: int = 0
    events: int = 0
    planned: int = 0
    lapsed: int = 0
    no_year: int = 0
    no_date: int = 0


class _Stand(NamedTuple):
    """A stretch of the timeline, and how many entries stand there.

    `name` is how the database says it: a month ("2025-05"), what no month holds ("2020~", for the 2020s),
    a date without a year ("?XXXX-09-22"), or "-" for no date; "!" goes before what is planned.
    """

    place: tuple[Any, ...]
    name: str
    number: int


_PLANNED, _NO_YEAR, _NO_DATE, _VAGUE = "!", "?", "-", "~"
#: Of more entries than this in the months that a page shows, only those of its days are read.
_MANY = 300
_FIRST_DAY = IsoStart(Coalesce("dates_earliest", "dates_latest"), 10)


class Counted(NamedTuple):
    """How many entries a timeline has, and where they stand, in order."""

    totals: Totals
    stands: list[_Stand]


def count(visits: QuerySet[Visit], events: QuerySet[Event]) -> Counted:
    """Count the timeline of the given visits and events, in one query."""
    return _Standing(visits, events).count()


class Keys(Sequence[Key]):
    """The timeline of the given visits and events: `order` of them, read piece by piece.

    Making it takes one query, unless it was `counted` already; a slice takes one, and of months with very
    many entries one more.
    """

    def __init__(
        self, visits: QuerySet[Visit], events: QuerySet[Event], counted: Counted | None = None
    ) -> None:
        self._standing = _Standing(visits, events)
        self.totals, self._stands = counted or self._standing.count()
        self._length = sum(stand.number for stand in self._stands)

    def __len__(self) -> int:
        return self._length

    @overload
    def __getitem__(self, at: int) -> Key: ...

    @overload
    def __getitem__(self, at: slice) -> list[Key]: ...

    def __getitem__(self, at: int | slice) -> Key | list[Key]:
        if isinstance(at, int):
            return self[at : at + 1][0]
        start, stop, _step = at.indices(self._length)
        passed, stands, skipped = 0, [], 0
        for stand in self._stands:
            if passed + stand.number <= start:
                skipped += stand.number
            elif passed < stop:
                stands.append(stand)
            passed += stand.number
        if not stands:
            return []
        return self._standing.read(stands, start - skipped, stop - skipped)


class _Standing:
    """Visits and events by where they stand in the timeline."""

    def __init__(self, visits: QuerySet[Visit], events: QuerySet[Event]) -> None:
        self._today = timezone.localdate()
        self._rows: dict[str, QuerySet[Any]] = {"visit": visits, "event": events}

    def count(self) -> Counted:
        """How many there are, and where they stand."""
        counts: Counter[str] = Counter()
        found: Counter[str] = Counter()
        arms = []
        for kind, rows in self._rows.items():
            over = Q(dates_latest__lt=self._today, status__in=STILL_AHEAD)
            if kind == "event":
                over &= ~Q(kind=EventKind.THEMED_YEAR)
            counted = self._named(rows).order_by().values("stands", kinds=Value(f"{kind}s", CharField()))
            arms.append(counted.annotate(n=Count("pk"), lapsed=Count("pk", filter=over)))
        for row in united(arms):
            name, number = row["stands"], row["n"]
            counts[name] += number
            found[row["kinds"]] += number
            found["lapsed"] += row["lapsed"]
            found["planned"] += number if name[0] == _PLANNED else 0
            found["no_year"] += number if name.lstrip(_PLANNED)[0] == _NO_YEAR else 0
            found["no_date"] += number if name.lstrip(_PLANNED)[0] == _NO_DATE else 0
        stands = sorted(_Stand(_place(name), name, number) for name, number in counts.items())
        return Counted(Totals(**found), stands)

    def read(self, stands: Sequence[_Stand], start: int, stop: int) -> list[Key]:
        """The keys from the place `start` to `stop` of what stands there, in order."""
        days: set[str] = set()
        if sum(stand.number for stand in stands) > _MANY:
            start, stop, days = self._days_within(stands, start, stop)
        names = [stand.name for stand in stands]
        found = order(*(self._narrowed(rows, names, days) for rows in self._rows.values()))
        return found[start:stop]

    def _days_within(self, stands: Sequence[_Stand], start: int, stop: int) -> tuple[int, int, set[str]]:
        """The days that such a piece begins on, and where among what begins on them it stands."""
        names = [stand.name for stand in stands]
        arms = [
            self._narrowed(rows, names)
            .order_by()
            .values("stands", first=_FIRST_DAY, kinds=Value(kind, CharField()))
            .annotate(n=Count("pk"))
            for kind, rows in self._rows.items()
        ]
        places = {stand.name: stand.place for stand in stands}
        found: dict[tuple[Any, ...], tuple[int, set[str]]] = {}
        for row in united(arms):
            name, first = row["stands"], row["first"] or ""
            # A winter may begin in January, and stands with the first of December.
            month = name.lstrip(_PLANNED)
            at = max(first, f"{month}-01") if first and month.endswith("-12") else first
            number, days = found.get((*places[name], at), (0, set()))
            found[*places[name], at] = (number + row["n"], days | {first})
        passed, skipped, wanted = 0, 0, set[str]()
        for _at, (number, days) in sorted(found.items(), key=lambda item: item[0]):
            if passed + number <= start:
                skipped += number
            elif passed < stop:
                wanted |= days
            passed += number
        return start - skipped, stop - skipped, wanted

    def _named(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The rows, each with where it stands."""
        ahead = Q(status__in=STILL_AHEAD) & (Q(dates_latest=None) | Q(dates_latest__gte=self._today))
        if rows.model is Event:
            begun = Q(
                kind=EventKind.THEMED_YEAR, dates_earliest__lte=self._today, dates_earliest__isnull=False
            )
            ahead &= ~begun
        first = Coalesce("dates_earliest", "dates_latest")
        # The first four figures of the first date, and what follows them: "2025", "-24".
        dated = {
            f"at_{number}": Substr("dates", number, 4, output_field=CharField()) for number in (1, 2, 4)
        } | {f"on_{number}": Substr("dates", number + 4, 3, output_field=CharField()) for number in (1, 2, 4)}
        begins = (Q(dates_earliest__isnull=False), Q(dates__startswith="/"), Q(dates__startswith="../"))
        points = tuple(zip(begins, (1, 2, 4), strict=True))
        winter = [
            When(where & Q(**{f"on_{n}": f"-{WINTER}"}), then=Concat(f"at_{n}", Value("-12")))
            for where, n in points
        ]
        vague = [
            When(where & Q(**{f"at_{n}__endswith": "X"}), then=Concat(IsoStart(first, 4), Value(_VAGUE)))
            for where, n in points
        ]
        no_year = When(
            dates_earliest=None,
            dates_latest=None,
            then=Concat(Value(_NO_YEAR), Substr("dates", 1, output_field=CharField())),
        )
        own = [When(dates=None, then=Value(_NO_DATE)), no_year, *winter]
        month = IsoStart(first, 7)
        by_plan = Case(*own, default=month, output_field=CharField())
        by_date = Case(*own, *vague, default=month, output_field=CharField())
        named: QuerySet[Any] = rows.annotate(**dated).annotate(
            stands=Case(
                When(ahead, then=Concat(Value(_PLANNED), by_plan)), default=by_date, output_field=CharField()
            )
        )
        return named

    def _narrowed(self, rows: QuerySet[Any], names: list[str], days: Collection[str] = ()) -> QuerySet[Any]:
        """The rows that stand there, and begin on one of the days if any are given ("" for no day).

        First narrowed by what has an index.
        """
        timeless = any(name.lstrip(_PLANNED)[0] in (_NO_YEAR, _NO_DATE) for name in names)
        bounds = [bound for name in names for bound in _days(name)]
        if days:
            timeless, bounds = "" in days, [date.fromisoformat(day) for day in days if day]
        near = Q(dates_earliest=None, dates_latest=None) if timeless else Q(pk=None)
        if bounds:
            window = (min(bounds), max(bounds))
            near |= Q(dates_earliest__range=window) | Q(dates_earliest=None, dates_latest__range=window)
        found: QuerySet[Any] = self._named(rows.filter(near)).filter(stands__in=names)
        if not days:
            return found
        begins = Q(first__in=[day for day in days if day])
        begun: QuerySet[Any] = found.annotate(first=_FIRST_DAY)
        return begun.filter(begins | Q(first=None) if "" in days else begins)


def _days(name: str) -> Iterator[date]:
    """The first and last day that may begin what stands there; nothing where no year is stated."""
    name = name.lstrip(_PLANNED)
    if name[0] in (_NO_YEAR, _NO_DATE):
        return
    year = int(name[:4])
    if name.endswith((_VAGUE, "-12")):
        # A winter may begin in January or end in February, but stands in December.
        yield from (date(year, 1, 1), date(min(year + 1, 9999), 3, 1))
        return
    first = date(year, int(name[5:7]), 1)
    yield from (first, first + timedelta(days=30))


def _place(name: str) -> tuple[Any, ...]:
    """The place of a stretch among the others, as `order` has it."""
    planned = name[0] == _PLANNED
    part = [Part.PLANNED] if planned else []
    name = name.removeprefix(_PLANNED)
    if name[0] == _NO_DATE:
        return (*part, Part.NO_DATE)
    if name[0] == _NO_YEAR:
        try:
            dates = PartialDate.from_edtf(name[1:])
        except PartialDateError:  # what is no date stands with what has none
            return (*part, Part.NO_DATE)
        return (*part, Part.NO_YEAR, *dates.calendar_key(), dates.edtf)
    year, vague = int(name[:4]), name.endswith(_VAGUE)
    month = 0 if vague else int(name[5:7])
    return (*part, Part.DATED, year, month) if planned else (Part.DATED, -year, vague, month)
