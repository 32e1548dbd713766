"""Merging: every reference moves, nothing is lost, and a merge that is taken back leaves equal exports."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection, models, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import factories as make
from tests.services.imported import exports, state
from tracker.choices import ChangeKind
from tracker.models import (
    Alias,
    Citation,
    Delegation,
    FollowUpAction,
    Organisation,
    Participant,
    Party,
    Person,
    Position,
    Visit,
)
from tracker.services.changes import undo
from tracker.services.merging import NotMerged, merge, merged_into, refusal
from tracker.services.undoing.kinds import links
from tracker.services.undoing.report import Report

pytestmark = pytest.mark.django_db


def unmerged(change: Any) -> None:
    """Take a merge back; nothing may be left over."""
    new = undo(change, by=None)
    new.refresh_from_db()
    assert Report.from_json(new.report).kept == []
    connection.check_constraints()


def refer(link: Any, record: Any) -> Any:
    """Something that refers to `record` by `link`."""
    model = link.owner_model
    makers: dict[Any, Any] = {
        FollowUpAction: make.make_action,
        Alias: lambda **over: make.make_alias("Zu Other Name", **over),
        Citation: make.make_citation,
        Participant: lambda **over: make.make_participant(delegation=make.make_delegation(), **over),
        Position: make.make_position,
        Party: make.make_party,
    }
    name = model._meta.model_name
    maker = makers.get(model) or getattr(make, f"make_{name}", None) or make.make_event_organisation
    over = {link.name: [record] if link.many else record}
    if model is Participant and link.name == "organisation":
        over["description"] = "Somebody"
    return maker(**over)


LINKS = [link for link in links() if link.target.model in (Person, Organisation)]


@pytest.mark.parametrize(
    "link", LINKS, ids=[f"{one.target.name} {one.owner_model.__name__}.{one.name}" for one in LINKS]
)
def test_every_reference_moves_and_comes_back(link: Any) -> None:
    maker = make.make_person if link.target.model is Person else make.make_organisation
    kept, gone = maker(name="Zu Kept"), maker(name="Zu Gone")
    owner = refer(link, gone)
    before, exported = state(), exports()
    change = merge(kept, gone, by=make.make_user("Publisher"), reason="One and the same")
    owner.refresh_from_db()
    value = getattr(owner, link.name)
    assert (list(value.all()) if link.many else value) == ([kept] if link.many else kept)
    assert not type(gone)._default_manager.filter(pk=gone.pk).exists()
    assert "Zu Gone" in {alias.name for alias in kept.aliases.all()}
    assert change.kind == ChangeKind.MERGE
    unmerged(change)
    assert state() == before
    assert exports() == exported


def test_rows_that_would_stand_twice_are_folded_with_their_citations() -> None:
    kept, gone = make.make_organisation(name="Zu Kept"), make.make_organisation(name="Zu Gone")
    agreement = make.make_agreement(parties=[kept, gone])
    mine, theirs = agreement.parties.order_by("pk")
    citation = make.make_citation(party=theirs)
    person = make.make_person()
    make.make_position(person=person, organisation=kept, title="Rector")
    other = make.make_position(person=person, organisation=gone, title="Rector", note="Since long")
    make.make_alias("ZK", organisation=kept)
    make.make_alias("zk", organisation=gone)
    exported = exports()
    change = merge(kept, gone, by=make.make_user("Publisher"), reason="")
    assert list(agreement.parties.all()) == [mine]
    assert not Party.objects.filter(pk=theirs.pk).exists()
    [position] = person.positions.all()
    assert (position.organisation, position.note) == (kept, other.note)
    assert {alias.name for alias in kept.aliases.all()} == {"ZK", "Zu Gone"}
    citation.refresh_from_db()
    assert citation.party == mine
    unmerged(change)
    assert exports() == exported


def test_what_only_the_other_says_is_taken_over_and_both_notes_kept() -> None:
    kept = make.make_person(name="Zu Kept", email="kept@example.org", note="First note")
    gone = make.make_person(
        name="Zu Gone", email="gone@example.org", telephone="12 34", family_name="Gone", note="Second note"
    )
    merge(kept, gone, by=make.make_user("Publisher"), reason="")
    kept.refresh_from_db()
    assert (kept.name, kept.email, kept.telephone, kept.family_name, kept.note) == (
        "Zu Kept",
        "kept@example.org",
        "12 34",
        "Gone",
        "First note\nSecond note",
    )


def test_name_of_the_one_that_stays_is_no_alias_of_it() -> None:
    kept, gone = make.make_person(name="Zu Kept"), make.make_person(name="Zu Gone")
    make.make_alias("Zu Kept", person=gone)
    merge(kept, gone, by=make.make_user("Publisher"), reason="")
    assert [alias.name for alias in kept.aliases.all()] == ["Zu Gone"]


def test_part_and_whole_become_one_without_a_circle() -> None:
    whole = make.make_organisation(name="Zu Whole")
    part = make.make_organisation(name="Zu Part", parent=whole)
    below = make.make_organisation(name="Zu Below", parent=part)
    exported = exports()
    change = merge(part, whole, by=make.make_user("Publisher"), reason="")
    part.refresh_from_db()
    below.refresh_from_db()
    assert (part.parent, below.parent) == (None, part)
    unmerged(change)
    assert exports() == exported
    change = merge(whole, part, by=make.make_user("Publisher"), reason="")
    below.refresh_from_db()
    assert below.parent == whole
    unmerged(change)
    assert exports() == exported


def test_refusals_are_sentences_and_change_nothing() -> None:
    whole = make.make_organisation(name="Zu Whole")
    middle = make.make_organisation(name="Zu Middle", parent=whole)
    part = make.make_organisation(name="Zu Part", parent=middle)
    person, publisher = make.make_person(), make.make_user("Publisher")
    exported = exports()
    assert refusal(part, part) == "This is one record: it cannot be merged with itself."
    assert refusal(part, person) == "Only two people, or two organisations, can be merged."
    assert refusal(part, whole).startswith("“Zu Part” is a part of a part of “Zu Whole”.")
    for kept, gone in ((part, part), (part, whole)):
        with pytest.raises(NotMerged):
            merge(kept, gone, by=publisher, reason="")
    other = make.make_person()
    merge(person, other, by=publisher, reason="")
    with pytest.raises(NotMerged, match="it was deleted, or merged with another already"):
        merge(person, other, by=publisher, reason="")
    assert exports()["organisation"] == exported["organisation"]


def test_old_address_leads_to_what_it_was_merged_into() -> None:
    first, second, third = (make.make_person(name=f"Zu {n}") for n in ("One", "Two", "Three"))
    publisher = make.make_user("Publisher")
    merge(second, first, by=publisher, reason="")
    change = merge(third, second, by=publisher, reason="")
    assert merged_into(Person, first.slug) == merged_into(Person, second.slug) == third
    undo(change, by=None)
    assert merged_into(Person, first.slug) == second
    assert merged_into(Person, "zu-nobody") is None


def world() -> tuple[list[Any], list[Any]]:
    """A few people and organisations that are tied to each other in many ways."""
    organisations = [make.make_organisation(name=f"Zu {n} Academy") for n in range(4)]
    people = [make.make_person(name=f"Zu Person {n}") for n in range(4)]
    return organisations, people


ties = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 3), st.integers(0, 3)), max_size=16)


def tie(organisations: list[Any], people: list[Any], what: int, one: int, other: int) -> None:
    first, second = organisations[one], organisations[other]
    person = people[one]
    visit = Visit.objects.order_by("pk").first() or make.make_visit(stops=2)
    delegation: Delegation = visit.delegation
    made: list[Any] = [
        lambda: delegation.senders.add(first),
        lambda: visit.invited_by.add(first, second),
        lambda: make.make_position(person=person, organisation=second, title="Rector"),
        lambda: make.make_participant(delegation=delegation, person=person, organisation=second),
        lambda: make.make_participant(stop=visit.stops.first(), person=person),
        lambda: make.make_agreement(parties=list({first, second})),
        lambda: make.make_action(owner_organisation=first, counterpart_person=people[other]),
        lambda: make.make_alias(f"ZU{other}", organisation=first),
        lambda: make.make_citation(person=person),
        lambda: make.make_fact(organisation=first, label="students", value=str(other), person=person),
    ]
    with transaction.atomic():
        made[what]()


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(tied=ties, pair=st.tuples(st.integers(0, 3), st.integers(0, 3)), which=st.booleans())
def test_merge_then_unmerge_leaves_equal_exports(tied: Any, pair: tuple[int, int], which: bool) -> None:
    from django.db import IntegrityError

    with transaction.atomic():
        organisations, people = world()
        for one in tied:
            try:
                tie(organisations, people, *one)
            except IntegrityError:
                continue  # there already
        records = organisations if which else people
        kept, gone = records[pair[0]], records[pair[1]]
        before, exported = state(), exports()
        if kept == gone:
            with pytest.raises(NotMerged):
                merge(kept, gone, by=make.make_user("Publisher"), reason="")
        else:
            change = merge(kept, gone, by=make.make_user("Publisher"), reason="")
            connection.check_constraints()
            assert str(gone.pk) not in referring(type(gone))
            unmerged(change)
        assert exports() == exported
        assert state() == before
        transaction.set_rollback(True)


def referring(model: type[models.Model]) -> set[str]:
    """The keys of records of `model` that anything refers to."""
    found: set[str] = set()
    for link in LINKS:
        if link.target.model is model:
            owners: Any = link.owner_model._default_manager
            found |= {str(key) for key in owners.values_list(link.name, flat=True) if key is not None}
    return found
