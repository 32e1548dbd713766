"""A record of any size that nobody can take for a real one: to try Coop out with, and to time it."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from tracker.choices import (
    AgreementKind,
    AgreementStatus,
    EventKind,
    OrganisationKind,
    ParticipantRole,
    Status,
    StopKind,
    Visibility,
)
from tracker.dates import PartialDate
from tracker.models import (
    Agreement,
    Country,
    Delegation,
    Event,
    FollowUpAction,
    Organisation,
    Participant,
    Party,
    Person,
    Programme,
    Stop,
    Topic,
    Visit,
)
from tracker.names import normalise
from tracker.services.bulk import take_ids
from tracker.services.editions import noted_once
from tracker.services.rows import Rows
from tracker.services.search.engine import without_triggers
from tracker.services.search.index import rebuild

type Progress = Callable[[int, str], None]

_SYLLABLES = (
    "ba",
    "ke",
    "lo",
    "mi",
    "nu",
    "ra",
    "se",
    "ti",
    "vo",
    "zu",
    "da",
    "fe",
    "go",
    "hi",
    "ju",
    "pa",
)
_GIVEN = (
    "Ann",
    "Bob",
    "Cem",
    "Dana",
    "Emil",
    "Faye",
    "Gus",
    "Hana",
    "Ivo",
    "Jun",
    "Kim",
    "Lia",
    "Max",
    "Noa",
    "Oda",
    "Pia",
)
_BODIES = ("University of {}", "{} Institute", "{} School", "{} Academy", "Ministry of Examples of {}")
_TITLES = ["Rector", "Vice-Rector", "Dean", "Professor", "Director", "Head of Department", "Interpreter"]
_AREAS = ["rural", "sample", "digital", "vocational", "early", "higher", "inclusive", "distance"]
_SUBJECTS = (
    "teachers",
    "examples",
    "curricula",
    "exchange",
    "research",
    "textbooks",
    "languages",
    "assessment",
)
_WEIGHTS = {Visibility.PUBLIC: 80, Visibility.INTERNAL: 15, Visibility.DRAFT: 5}
_FIRST_DAY, _DAYS = date(1996, 1, 1), 11_300


def seed(visits: int, progress: Progress = lambda percent, step: None, *, chance_seed: int = 1) -> None:
    """Add `visits` made-up visits and all that goes with them to the record, in one transaction.

    The same number and seed give the same record. It has no history and no sources, since nobody made it and
    no document says so.
    """
    with _room(), transaction.atomic():
        with without_triggers(), noted_once():
            # Chance of which nobody's safety depends.
            _Seed(visits, random.Random(chance_seed), progress).write()  # noqa: S311
        progress(70, "index of search")
        rebuild()
        progress(100, "")


@contextmanager
def _room() -> Iterator[None]:
    """Let SQLite keep the ends of its indexes in memory, into which rows go in no order; PostgreSQL does."""
    if connection.vendor == "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        usual = cursor.execute("PRAGMA cache_size").fetchone()[0]
        cursor.execute("PRAGMA cache_size = -1000000")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA cache_size = {usual}")


class _Seed:
    def __init__(self, visits: int, chance: random.Random, progress: Progress) -> None:
        self.count, self.chance, self.progress = visits, chance, progress
        self.countries = list(Country.objects.order_by("code").values_list("code", flat=True)[:40])
        self._weights = ([choice.value for choice in _WEIGHTS], list(_WEIGHTS.values()))

    def write(self) -> None:
        count = self.count
        self.progress(0, "names")
        self.topics = self._named(Topic, min(64, 8 + count), self._topic)
        self.organisations = self._named(
            Organisation,
            min(20_000, max(20, count // 20)),
            self._body,
            kind=lambda: self.chance.choice(OrganisationKind.values),
            country_id=lambda: self.chance.choice(self.countries),
        )
        self.people = self._named(Person, min(200_000, max(30, count // 5)), self._person)
        self.programmes = self._named(
            Programme,
            min(40, 2 + count // 10),
            lambda number: f"Sample Programme {_word(self.chance)}",
            lead_id=lambda: self.chance.choice(self.organisations),
        )
        self.progress(5, "visits")
        self._visits()
        self._events(count // 20)
        self._agreements(count // 10)

    # --- Names ---

    def _named(
        self, model: Any, count: int, name: Callable[[int], str], **values: Callable[[], Any]
    ) -> Sequence[int]:
        rows = Rows(model, None)
        keys = take_ids(model, count)
        for number, key in enumerate(keys):
            text = name(number)
            slug = f"{normalise(text).replace(' ', '-')}-{key}"[:90]
            own = {field: value() for field, value in values.items()}
            rows.add(id=key, name=text, key=normalise(text), slug=slug, **own)
        rows.flush()
        return keys

    def _topic(self, number: int) -> str:
        return f"{_AREAS[number % 8]} {_SUBJECTS[number // 8 % 8]}".capitalize()

    def _body(self, number: int) -> str:
        return self.chance.choice(_BODIES).format(_word(self.chance, 4))

    def _person(self, number: int) -> str:
        return f"{self.chance.choice(_GIVEN)} Sample-{_word(self.chance)}"

    # --- Visits ---

    def _visits(self) -> None:
        chance, count = self.chance, self.count
        keys, references = take_ids(Visit, count), Visit.take_references(count)
        groups, members = take_ids(Delegation, count), Rows(Participant, None)
        visits, delegations = Rows(Visit, None), Rows(Delegation, None)
        stops, actions = Rows(Stop, None), Rows(FollowUpAction, None)
        due = iter(FollowUpAction.take_references(count // 5 + 1))
        for number, (key, reference, group) in enumerate(zip(keys, references, groups, strict=True)):
            sender, host = chance.choice(self.organisations), chance.choice(self.organisations)
            place, name = _word(chance, 3), _word(chance, 3)
            days, first = self._days()
            visibility = self._visibility()
            delegations.add(
                id=group,
                name=f"Sample delegation {name} {number + 1}",
                key=normalise(f"Sample delegation {name} {number + 1}"),
                slug=f"sample-delegation-{group}",
                size=chance.randrange(2, 30),
            )
            delegations.related["senders"].append((group, sender))
            for order in range(1, chance.randrange(2, 6)):
                members.add(
                    delegation_id=group,
                    order=order,
                    person_id=chance.choice(self.people),
                    title=chance.choice(_TITLES),
                    role=ParticipantRole.HEAD if order == 1 else ParticipantRole.MEMBER,
                )
            visits.add(
                id=key,
                reference=reference,
                title=f"Sample delegation {name} visits {place}",
                delegation_id=group,
                **_bounds("dates", days),
                status=self._status(first),
                visibility=visibility,
                purpose=f"Talks on {chance.choice(_SUBJECTS)} with {_word(chance, 3)}.",
            )
            visits.related["countries"].append((key, chance.choice(self.countries)))
            visits.related["invited_by"].append((key, host))
            visits.related["topics"] += [(key, topic) for topic in chance.sample(self.topics, 2)]
            if not number % 4:
                visits.related["programmes"].append((key, chance.choice(self.programmes)))
            for order in range(1, chance.randrange(1, 4)):
                stops.add(
                    visit_id=key,
                    order=order,
                    **_bounds("day", _day(first + timedelta(days=order - 1)) if first else None),
                    kind=chance.choice(StopKind.values),
                    title=f"Talks at {place}",
                    host_id=host,
                    place=place,
                )
            if not number % 5:
                actions.add(
                    reference=next(due),
                    title=f"Send the examples of {place}",
                    visit_id=key,
                    **_bounds("due", _day(first + timedelta(days=90)) if first else None),
                    owner_organisation_id=host,
                    counterpart_organisation_id=sender,
                    visibility=visibility,
                )
            if not number % 50_000:
                self.progress(5 + 60 * number // count, "visits")
        for rows in (delegations, visits, members, stops, actions):
            rows.flush()

    def _days(self) -> tuple[PartialDate | None, date | None]:
        """When, as sources tell it: most often days, sometimes a month, a season, a year, or no year."""
        chance = self.chance
        first = _FIRST_DAY + timedelta(days=chance.randrange(_DAYS))
        kind = chance.random()
        if kind < 0.80:
            last = first + timedelta(days=chance.randrange(1, 6))
            return PartialDate.from_edtf(f"{first.isoformat()}/{last.isoformat()}"), first
        if kind < 0.90:
            return PartialDate.from_edtf(f"{first:%Y-%m}"), None
        if kind < 0.94:
            return PartialDate.from_edtf(f"{first:%Y}-{chance.choice((21, 22, 23, 24))}"), None
        if kind < 0.97:
            return PartialDate.from_edtf(f"{first:%Y}"), None
        return PartialDate.from_edtf(f"XXXX-{first:%m-%d}"), None

    def _status(self, first: date | None) -> str:
        if first is not None and first > timezone.localdate():
            return self.chance.choice((Status.PLANNED, Status.CONFIRMED)).value
        return (Status.CANCELLED if self.chance.random() < 0.05 else Status.COMPLETED).value

    def _visibility(self) -> str:
        [chosen] = self.chance.choices(*self._weights)
        return chosen

    # --- What goes with them ---

    def _events(self, count: int) -> None:
        chance, rows = self.chance, Rows(Event, None)
        for key in take_ids(Event, count):
            name = f"Sample congress {_word(chance)}"
            rows.add(
                id=key,
                name=name,
                slug=f"sample-congress-{key}",
                kind=chance.choice(EventKind.values),
                **_bounds("dates", self._days()[0]),
                status=Status.COMPLETED,
                country_id=chance.choice(self.countries),
                visibility=self._visibility(),
            )
            rows.related["topics"].append((key, chance.choice(self.topics)))
        rows.flush()

    def _agreements(self, count: int) -> None:
        chance, rows, parties = self.chance, Rows(Agreement, None), Rows(Party, None)
        references = Agreement.take_references(count) if count else []
        for key, reference in zip(take_ids(Agreement, count), references, strict=True):
            signed = _FIRST_DAY + timedelta(days=chance.randrange(_DAYS))
            rows.add(
                id=key,
                reference=reference,
                title=f"Sample memorandum on {chance.choice(_SUBJECTS)} of {_word(chance)}",
                kind=chance.choice(AgreementKind.values),
                status=AgreementStatus.SIGNED,
                **_bounds("signed", _day(signed)),
                **_bounds("expires", _day(signed + timedelta(days=1826))),
                visibility=self._visibility(),
            )
            rows.related["topics"].append((key, chance.choice(self.topics)))
            for order, organisation in enumerate(chance.sample(self.organisations, 2), 1):
                parties.add(agreement_id=key, order=order, organisation_id=organisation)
        rows.flush()
        parties.flush()


def _word(chance: random.Random, syllables: int = 5) -> str:
    return "".join(chance.choices(_SYLLABLES, k=syllables)).capitalize()


def _day(day: date) -> PartialDate:
    return PartialDate.from_edtf(day.isoformat())


def _bounds(field: str, value: PartialDate | None) -> dict[str, Any]:
    """A partial date with its earliest and latest day."""
    return {
        field: value,
        f"{field}_earliest": value.earliest if value else None,
        f"{field}_latest": value.latest if value else None,
    }
