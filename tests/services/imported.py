"""A made-up import, written as imports write: rows in bulk and changes to what is there, all one change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import models
from simple_history.signals import pre_create_historical_record

from tests import factories
from tracker.choices import ChangeKind
from tracker.dates import PartialDate
from tracker.dates.fields import DateBoundField
from tracker.exports import export
from tracker.models import (
    Alias,
    Change,
    Citation,
    Delegation,
    Organisation,
    Participant,
    Person,
    Source,
    Stop,
    Topic,
    Visit,
)
from tracker.models.fields import NormalisedField
from tracker.names import normalise
from tracker.services.bulk import Stamp, add_records, relations_of, take_ids, tracked
from tracker.services.record import record_models

DATES = ("2025-11-04/2025-11-05", "XXXX-09-22", "2025-23", "2025")


def exports() -> dict[str, bytes]:
    """Everything that is in the record, as it is exported."""
    return {
        str(model._meta.model_name): export(model._base_manager.order_by("pk"), "csv").content
        for model in record_models()
    }


@contextmanager
def as_part_of(change: Change) -> Iterator[None]:
    """Let all history rows that are written inside be part of `change`."""

    def stamp(history_instance: Any, **_kwargs: Any) -> None:
        history_instance.change = change

    pre_create_historical_record.connect(stamp)
    try:
        yield
    finally:
        pre_create_historical_record.disconnect(stamp)


def make_change(**over: Any) -> Change:
    return Change.objects.create(**{"kind": ChangeKind.IMPORT, "reason": "Imported: example.xlsx", **over})


def add(
    model: type[models.Model], records: list[dict[str, Any]], change: Change, **related: Any
) -> Sequence[int]:
    """Write records in bulk; `related` gives, by relation, the keys for each record."""
    names = tracked(model)
    fields = {field.attname: field for field in model._meta.concrete_fields}
    keys = take_ids(model, len(records))
    rows = []
    for key, record in zip(keys, records, strict=True):
        row: list[Any] = []
        for name in names:
            field = fields[name]
            if field.primary_key:
                row.append(key)
            elif isinstance(field, NormalisedField):
                row.append(normalise(record[field.of]))
            elif isinstance(field, DateBoundField):
                date = record.get(field.of)
                row.append(getattr(date, field.edge) if date else None)
            elif name in record:
                row.append(record[name])
            else:
                default = field.get_default()
                row.append(str(default) if isinstance(default, str) else default)
        rows.append(row)
    pairs = {
        name: [(key, target) for key, targets in zip(keys, many, strict=True) for target in targets]
        for name, many in related.items()
    }
    add_records(model, names, rows, stamp=Stamp.of(change), related=pairs)
    return keys


@dataclass
class Imported:
    change: Change
    source: int
    organisations: Sequence[int]
    people: Sequence[int]
    topics: Sequence[int]
    delegations: Sequence[int]
    members: Sequence[int]
    visits: Sequence[int]
    stops: Sequence[int]
    aliases: Sequence[int]
    citations: Sequence[int]


def import_visits(visits: int, *, by: Any = None) -> Imported:
    """Write an import of so many visits: about 15 records a visit."""
    change = make_change(by=by)
    mark = f"{change.pk}"
    [source] = add(
        Source,
        [{"title": f"example {mark}.xlsx", "slug": f"example-{mark}", "sha256": f"{change.pk:064x}"}],
        change,
    )
    few = max(visits // 10, 1)
    organisations = add(
        Organisation,
        [
            {"name": f"Invented University {n}", "slug": f"invented-{mark}-{n}", "country_id": "KZ"}
            for n in range(few)
        ],
        change,
    )
    people = add(
        Person,
        [{"name": f"Invented Person {n}", "slug": f"invented-{mark}-{n}"} for n in range(3 * visits)],
        change,
    )
    topics = add(
        Topic,
        [{"name": f"Invented topic {n}", "slug": f"invented-{mark}-{n}"} for n in range(min(few, 50))],
        change,
    )
    delegations = add(
        Delegation,
        [{"name": f"Invented Delegation {n}", "slug": f"invented-{mark}-{n}"} for n in range(visits)],
        change,
        senders=[[organisations[n % few]] for n in range(visits)],
    )
    members = add(
        Participant,
        [
            {
                "delegation_id": delegations[n // 3],
                "order": n % 3 + 1,
                "person_id": person,
                "organisation_id": organisations[n % few],
            }
            for n, person in enumerate(people)
        ],
        change,
    )
    references = Visit.take_references(visits)
    made = add(
        Visit,
        [
            {
                "reference": reference,
                "title": f"Invented visit {n}",
                "delegation_id": delegations[n],
                "dates": PartialDate.from_edtf(DATES[n % len(DATES)]),
            }
            for n, reference in enumerate(references)
        ],
        change,
        countries=[["KZ"] for _ in references],
        invited_by=[[organisations[(n + 1) % few]] for n in range(visits)],
        topics=[[topics[n % len(topics)]] for n in range(visits)],
    )
    stops = add(
        Stop,
        [
            {
                "visit_id": visit,
                "order": order,
                "title": f"Invented stop {order}",
                "host_id": organisations[visit % few],
                "day": PartialDate.from_edtf("2025-11-04") if order == 1 else None,
            }
            for visit in made
            for order in (1, 2)
        ],
        change,
        topics=[[topics[0]] if n % 2 else [] for n in range(2 * visits)],
    )
    aliases = add(
        Alias,
        [{"name": f"IP{n}", "person_id": person} for n, person in enumerate(people[::3])],
        change,
    )
    cited = [("visit_id", key) for key in made] + [("delegation_id", key) for key in delegations]
    cited += [("person_id", key) for key in people[::2]] + [("organisation_id", key) for key in organisations]
    citations = add(
        Citation,
        [
            {"source_id": source, "sheet": "Visits", "line": n + 2, name: key}
            for n, (name, key) in enumerate(cited)
        ],
        change,
    )
    return Imported(
        change, source, organisations, people, topics, delegations, members, made, stops, aliases, citations
    )


def records_in(change: Change) -> int:
    """How many history rows a change has."""
    return sum(
        model.history.filter(change=change).count()  # type: ignore[attr-defined]
        for model in record_models()
    )


def existing_record(visits: int = 3) -> list[Visit]:
    """A few records that were there before any import."""
    found = []
    for n in range(visits):
        organisation = factories.make_organisation(country=factories.country("KZ"))
        topic = factories.make_topic()
        delegation = factories.make_delegation(members=2, senders=[organisation])
        visit = factories.make_visit(
            delegation=delegation,
            topics=[topic],
            dates=DATES[n % len(DATES)],
            stops=2,
            invited_by=[organisation],
        )
        factories.make_alias(organisation=organisation)
        factories.make_citation(visit=visit)
        found.append(visit)
    return found


def state() -> dict[str, dict[Any, dict[str, Any]]]:
    """Every column and relation of every record: model → key → field → value."""
    found: dict[str, dict[Any, dict[str, Any]]] = {}
    for model in record_models():
        fields = model._meta.concrete_fields
        rows = {
            values[0]: dict(zip((field.name for field in fields), values[1:], strict=True))
            for values in model._base_manager.values_list("pk", *(field.attname for field in fields))
        }
        for name, relation in relations_of(model).items():
            for row in rows.values():
                row[name] = set()
            for owner, target in relation.through._base_manager.values_list(relation.owner, relation.target):
                rows[owner][name].add(target)
        found[str(model._meta.model_name)] = rows
    return found
