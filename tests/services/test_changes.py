"""Taking back a change: what it reverses, what it keeps and says, and that it can be taken back in turn."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import IntegrityError, connection, models, transaction
from django.db.models import ProtectedError
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from simple_history.models import HistoricalRecords

from tests import factories
from tests.services.imported import (
    as_part_of,
    existing_record,
    exports,
    import_visits,
    make_change,
    records_in,
    state,
)
from tracker.choices import Visibility
from tracker.dates import PartialDate
from tracker.models import (
    Agreement,
    Alias,
    Change,
    Citation,
    Delegation,
    FollowUpAction,
    Organisation,
    Participant,
    Person,
    Source,
    Stop,
    Topic,
    Visit,
)
from tracker.services.changes import Kept, Named, Report, UndoError, can_undo, last_of_chain, undo

pytestmark = pytest.mark.django_db


def report_of(change: Change) -> Report:
    """What a taking back reported, as it is stored."""
    return Report.from_json(Change.objects.get(pk=change.pk).report)


def take_back(change: Change) -> tuple[Change, Report]:
    """Take back a change; also that no key leads nowhere afterwards."""
    new = undo(change, by=None)
    connection.check_constraints()
    return new, report_of(new)


# --- A whole import ---


def test_undo_leaves_the_exports_as_they_were_and_undoing_it_brings_all_back():
    existing_record()
    before = exports()
    imported = import_visits(20)
    source = Source.objects.get(pk=imported.source)
    visit = Visit.objects.get(reference="V-0001")
    with as_part_of(imported.change):
        visit.dates = PartialDate.from_edtf("2024-05")
        visit.title = "Example visit, corrected"
        visit.save()
        visit.topics.set(imported.topics[:2])
        visit.countries.set([factories.country("KZ"), factories.country("CN")])
        organisation = Organisation.objects.order_by("pk")[0]
        organisation.name = "Example Organisation, renamed"
        organisation.save()
        factories.make_citation(source=source, visit=visit)
        factories.make_participant(delegation=visit.delegation, person=Person.objects.last())
    after, after_state = exports(), state()

    first, report = take_back(imported.change)

    assert exports() == before
    assert report.kept == []
    assert report.missing == {}
    assert report.restored == {"visit": 1, "organisation": 1}
    assert report.removed["visit"] == 20
    assert report.removed["citation"] == len(imported.citations) + 1
    assert report.total == records_in(first)

    second, report = take_back(first)

    assert exports() == after
    assert state() == after_state
    assert report.kept == []
    assert report.returned["visit"] == 20
    assert report.restored == {"visit": 1, "organisation": 1}

    _third, report = take_back(second)
    assert exports() == before
    assert report.kept == []


def test_undo_of_edited_and_referred_records_reports_exactly_those():
    existing_record()
    imported = import_visits(60)
    edited = imported.visits[:20]
    referred = imported.visits[30:50]
    for visit in Visit.objects.filter(pk__in=edited):
        visit.title += ", edited"
        visit.save()
    actions = {key: factories.make_action(visit=Visit.objects.get(pk=key)) for key in referred}

    _new, report = take_back(imported.change)

    assert [(kept.model, kept.pk, kept.fields) for kept in report.kept_because("edited")] == [
        ("visit", key, ("title",)) for key in edited
    ]
    assert [(kept.model, kept.pk, kept.by, kept.by_count) for kept in report.kept_because("referred")] == [
        ("visit", key, (Named("followupaction", actions[key].pk, str(actions[key])),), 1) for key in referred
    ]
    assert report.kept_because("gone") == []
    kept = {*edited, *referred}
    assert set(Visit.objects.filter(pk__in=imported.visits).values_list("pk", flat=True)) == kept
    needed = {(one.model, one.pk) for one in report.kept_because("needed")}
    visits = Visit.objects.filter(pk__in=kept)
    assert {key for name, key in needed if name == "stop"} == set(
        Stop.objects.filter(visit__in=visits).values_list("pk", flat=True)
    )
    assert {key for name, key in needed if name == "delegation"} == set(
        visits.values_list("delegation", flat=True)
    )
    assert ("source", imported.source) in needed
    # All that is left of the import is in the report, and nothing else is.
    made = {
        "source": [imported.source],
        "person": imported.people,
        "participant": imported.members,
        "stop": imported.stops,
        "citation": imported.citations,
        "alias": imported.aliases,
        "topic": imported.topics,
        "organisation": imported.organisations,
        "delegation": imported.delegations,
        "visit": imported.visits,
    }
    now = state()
    left = {(name, key) for name, keys in made.items() for key in keys if key in now[name]}
    assert {(one.model, one.pk) for one in report.kept} == left


def test_undo_takes_the_same_number_of_queries_for_more_records():
    numbers = []
    for visits in (2, 40):
        change = import_visits(visits).change
        with CaptureQueriesContext(connection) as queries:
            first = undo(change, by=None)
        with CaptureQueriesContext(connection) as again:
            undo(first, by=None)
        numbers.append((len(queries), len(again)))
    assert numbers[0] == numbers[1]


def test_undo_writes_a_history_row_each_with_who_when_and_why():
    user = factories.make_user("Publisher")
    imported = import_visits(2, by=user)
    percents: list[int] = []

    new = undo(imported.change, by=user, reason="The wrong workbook", progress=percents.append)

    assert (new.kind, new.undoes, new.by, new.reason) == (
        "undo",
        imported.change,
        user,
        "The wrong workbook",
    )
    rows = Visit.history.filter(change=new)
    assert {
        (row.id, row.history_type, row.history_user, row.history_change_reason, row.history_date)
        for row in rows
    } == {(key, "-", user, "The wrong workbook", new.made_at) for key in imported.visits}
    made = Visit.history.get(change=imported.change, id=imported.visits[0])
    removed = Visit.history.get(change=new, id=imported.visits[0])
    for name in ("countries", "invited_by", "topics"):
        assert pairs(removed, name) == pairs(made, name) != set()
    assert percents == sorted(percents)
    assert percents[-1] == 100


def pairs(row: Any, name: str) -> set[Any]:
    """The keys that a history row names in a relation."""
    target = f"{Visit._meta.get_field(name).m2m_reverse_field_name()}_id"  # type: ignore[union-attr]
    return set(getattr(row, name).values_list(target, flat=True))


# --- What the change altered ---


@pytest.fixture
def visit() -> Visit:
    return factories.make_visit(
        title="Example visit", dates="2025", purpose="", topics=[factories.make_topic(name="Examples")]
    )


def test_undo_restores_a_partial_date_with_its_bounds_and_a_name_with_its_key(visit):
    organisation = factories.make_organisation(name="Example Ministry")
    before = state()
    change = make_change()
    with as_part_of(change):
        visit.dates = PartialDate.from_edtf("2031-02")
        visit.save()
        organisation.name = "Invented Ministry"
        organisation.save()
    take_back(change)
    assert state() == before


def test_undo_of_a_field_edited_since_keeps_it_and_restores_the_others(visit):
    change = make_change()
    other = factories.make_topic()
    topics = list(visit.topics.all())
    with as_part_of(change):
        visit.title, visit.dates, visit.purpose = "Imported title", PartialDate.from_edtf("2031"), "Imported"
        visit.save()
        visit.topics.set([other])
    visit.title = "Edited title"
    visit.save()

    _new, report = take_back(change)

    visit = Visit.objects.get()
    assert (visit.title, str(visit.dates), visit.purpose) == ("Edited title", "2025", "")
    assert list(visit.topics.all()) == topics
    assert [(kept.model, kept.pk, kept.reason, kept.fields) for kept in report.kept] == [
        ("visit", visit.pk, "edited", ("title",))
    ]
    assert report.restored == {"visit": 1}


def test_undo_of_a_relation_edited_since_keeps_it(visit):
    change = make_change()
    with as_part_of(change):
        visit.topics.set([factories.make_topic()])
    visit.topics.add(factories.make_topic())
    edited = set(visit.topics.all())

    new, report = take_back(change)

    assert {kept.fields for kept in report.kept_because("edited")} == {("topics",)}
    assert set(visit.topics.all()) == edited
    assert report.restored == {}
    assert not Visit.history.filter(change=new).exists()


def test_undo_of_what_somebody_set_back_by_hand_has_nothing_to_say(visit):
    change = make_change()
    with as_part_of(change):
        visit.title = "Imported title"
        visit.save()
    visit.title = "Example visit"
    visit.save()
    _new, report = take_back(change)
    assert report == Report()


def test_undo_of_a_record_deleted_since_says_so(visit):
    change = make_change()
    with as_part_of(change):
        visit.title = "Imported title"
        visit.save()
    key, label = visit.pk, str(visit)
    visit.delete()
    _new, report = take_back(change)
    [kept] = report.kept
    assert (kept.pk, kept.reason, kept.detail) == (key, "gone", "deleted")
    assert kept.label.startswith(label)
    assert kept.sentence == "It was deleted since."


def test_undo_cannot_restore_what_refers_to_a_record_that_is_gone(visit):
    former, change = visit.delegation, make_change()
    former_topic = visit.topics.get()
    with as_part_of(change):
        visit.delegation = factories.make_delegation()
        visit.purpose = "Imported"
        visit.save()
        visit.topics.clear()
    former.delete()
    former_topic.delete()

    _new, report = take_back(change)

    visit.refresh_from_db()
    assert visit.purpose == ""
    assert not visit.topics.exists()
    [gone] = report.kept_because("gone")
    assert (gone.pk, gone.detail, gone.fields) == (visit.pk, "target", ("delegation", "topics"))
    # The new delegation has to stay, and is the import's own.
    [referred] = report.kept_because("referred")
    assert (referred.model, referred.pk, referred.by) == (
        "delegation",
        visit.delegation_id,
        (Named("visit", visit.pk, gone.label),),
    )


def test_undo_that_a_rule_of_the_database_refuses_is_kept_and_the_others_are_restored():
    described = factories.make_participant(description="Associate Dean")
    other = factories.make_participant(description="Interpreter", title="Example title")
    change = make_change()
    with as_part_of(change):
        described.person, described.description = factories.make_person(), ""
        described.save()
        other.title = "Imported title"
        other.save()
    described.person = edited = factories.make_person()
    described.save()

    _new, report = take_back(change)

    described.refresh_from_db()
    other.refresh_from_db()
    assert (described.person, described.description, other.title) == (edited, "", "Example title")
    assert {(kept.pk, kept.reason, kept.fields) for kept in report.kept} == {
        (described.pk, "edited", ("person",)),
        (described.pk, "gone", ("description",)),
    }


def test_undo_restores_a_name_that_another_record_took_over():
    organisation = factories.make_organisation()
    first, second, third = (
        factories.make_alias(name, organisation=organisation) for name in ("One", "Two", "Three")
    )
    before = state()
    change = make_change()
    with as_part_of(change):
        Alias.objects.get(pk=first.pk).delete()
        second.name = "One"
        second.save()
        third.name = "Two"
        third.save()
        factories.make_alias("Three", organisation=organisation)
    after = state()
    undone, report = take_back(change)
    assert report.kept == []
    assert state() == before
    _again, report = take_back(undone)
    assert report.kept == []
    assert state() == after


def test_undo_passes_over_an_edit_without_history_when_it_is_undone_itself(visit):
    change = make_change()
    with as_part_of(change):
        visit.title = "Imported title"
        visit.save()
    Visit.objects.update(purpose="Written past history")
    first, _report = take_back(change)
    take_back(first)
    visit.refresh_from_db()
    assert (visit.title, visit.purpose) == ("Imported title", "Written past history")


# --- What the change made ---


@pytest.mark.parametrize(
    ("edit", "fields"),
    [
        pytest.param(lambda visit: visit.topics.clear(), ("topics",), id="relation emptied"),
        pytest.param(lambda visit: visit.countries.add("CN"), ("countries visited",), id="relation added to"),
        pytest.param(
            lambda visit: Visit.objects.filter(pk=visit.pk).update(status="cancelled", purpose="None"),
            ("status", "purpose"),
            id="without history",
        ),
    ],
)
def test_undo_keeps_a_record_edited_since_with_what_it_needs(edit: Callable[[Visit], Any], fields):
    imported = import_visits(10)
    visit = Visit.objects.get(pk=imported.visits[0])
    edit(visit)
    _new, report = take_back(imported.change)
    [kept] = report.kept_because("edited")
    assert (kept.model, kept.pk, kept.fields) == ("visit", visit.pk, fields)
    assert report.kept_because("referred") == []
    delegation = [one for one in report.kept if (one.model, one.pk) == ("delegation", visit.delegation_id)]
    assert [(one.reason, one.by) for one in delegation] == [
        ("needed", (Named("visit", visit.pk, kept.label),))
    ]
    assert Visit.objects.count() == 1
    assert Stop.objects.count() == 2
    assert Participant.objects.count() == 3


def test_undo_removes_what_was_edited_and_set_back():
    imported = import_visits(1)
    visit = Visit.objects.get()
    title, visit.title = visit.title, "Something else"
    visit.save()
    visit.title = title
    visit.save()
    _new, report = take_back(imported.change)
    assert report.kept == []
    assert not Visit.objects.exists()


REFERENCES: dict[str, Callable[[Any], Any]] = {
    "visit, by a stop": lambda found: factories.make_stop(visit_id=found.visits[0], visit=visit_of(found)),
    "visit, by a citation": lambda found: factories.make_citation(visit=visit_of(found)),
    "visit, by an action": lambda found: factories.make_action(visit=visit_of(found)),
    "delegation, by a member": lambda found: factories.make_participant(
        delegation=Delegation.objects.get(pk=found.delegations[0])
    ),
    "person, by an alias": lambda found: factories.make_alias(person=Person.objects.get(pk=found.people[0])),
    "organisation, by a party": lambda found: factories.make_party(
        organisation=Organisation.objects.get(pk=found.organisations[0])
    ),
    "organisation, by senders": lambda found: factories.make_delegation(
        senders=[found.organisations[0]], name="Example Delegation"
    ),
    "topic, by a programme": lambda found: factories.make_programme(topics=[found.topics[0]]),
    "source, by a citation": lambda found: factories.make_citation(
        source=Source.objects.get(pk=found.source)
    ),
}


def visit_of(found: Any) -> Visit:
    return Visit.objects.get(pk=found.visits[0])


@pytest.mark.parametrize("name", REFERENCES)
def test_undo_keeps_a_record_that_others_refer_to_with_the_link(name):
    imported = import_visits(2)
    referrer = REFERENCES[name](imported)
    before = state()
    _new, report = take_back(imported.change)
    [kept] = report.kept_because("referred")
    assert kept.model == name.partition(",")[0]
    assert [(by.model, by.pk) for by in kept.by] == [(referrer._meta.model_name, referrer.pk)]
    assert kept.by_count == 1
    assert kept.by[0].label in kept.sentence
    now = state()
    for one in report.kept:
        assert now[one.model][one.pk] == before[one.model][one.pk]


def test_undo_names_the_first_referrers_and_counts_the_others():
    imported = import_visits(1)
    actions = [factories.make_action(visit=Visit.objects.get(), title=f"Action {n}") for n in range(7)]
    _new, report = take_back(imported.change)
    [kept] = report.kept_because("referred")
    assert [by.pk for by in kept.by] == [action.pk for action in actions[:5]]
    assert kept.by_count == 7
    assert kept.sentence.endswith("; and 2 more.")


def test_undo_of_an_edited_record_that_others_refer_to_names_both_once():
    imported = import_visits(1)
    visit = Visit.objects.get()
    visit.title = "Edited"
    visit.save()
    action = factories.make_action(visit=visit)
    _new, report = take_back(imported.change)
    [kept] = [one for one in report.kept if one.model == "visit"]
    assert (kept.reason, kept.fields, [by.pk for by in kept.by]) == ("edited", ("title",), [action.pk])


def test_undo_does_not_take_a_reference_that_it_takes_back_itself_for_one(visit):
    imported = import_visits(1)
    before = visit.delegation
    with as_part_of(imported.change):
        visit.delegation = Delegation.objects.get(pk=imported.delegations[0])
        visit.save()
    _new, report = take_back(imported.change)
    visit.refresh_from_db()
    assert visit.delegation == before
    assert report.kept == []


def test_undo_of_a_record_that_somebody_deleted_counts_it_as_missing():
    imported = import_visits(1)
    Visit.objects.get().delete()
    first, report = take_back(imported.change)
    assert report.missing == {"citation": 1, "stop": 2, "visit": 1}
    assert report.kept == []
    take_back(first)
    assert not Visit.objects.exists()
    assert Delegation.objects.count() == 1


# --- Undoing an undo ---


def test_undo_of_undo_leaves_out_what_has_been_taken_meanwhile():
    imported = import_visits(3)
    slug = Person.objects.get(pk=imported.people[0]).slug
    first, _report = take_back(imported.change)
    factories.make_person(name="Another Person", slug=slug)

    _second, report = take_back(first)

    assert {(one.model, one.detail) for one in report.kept} == {
        ("person", "taken"),
        ("participant", "target"),
        ("alias", "target"),
        ("citation", "target"),
    }
    assert report.returned["person"] == len(imported.people) - 1
    assert {one.label for one in report.kept if one.model == "person"} == {"Invented Person 0"}


def test_undo_of_undo_says_which_relation_is_not_whole():
    topic = factories.make_topic()
    change = make_change()
    with as_part_of(change):
        made = factories.make_visit(topics=[topic], delegation=factories.make_delegation())
    key = made.pk
    first, _report = take_back(change)
    topic.delete()
    _second, report = take_back(first)
    assert [(one.model, one.pk, one.detail, one.fields) for one in report.kept] == [
        ("visit", key, "target", ("topics",))
    ]
    assert Visit.objects.get().pk == key


def test_undo_of_undo_leaves_alone_what_somebody_brought_back():
    change = make_change()
    with as_part_of(change):
        topic = factories.make_topic(name="Invented")
    key = topic.pk
    first, _report = take_back(change)
    Topic.objects.create(pk=key, name="Invented again", slug="invented")
    _second, report = take_back(first)
    assert [(one.pk, one.reason, one.fields) for one in report.kept] == [(key, "edited", ("name",))]
    assert report.total == 0


# --- The chain ---


def test_only_the_last_of_a_chain_can_be_taken_back():
    user = factories.make_user("Publisher")
    change = import_visits(1).change
    assert can_undo(change, user) == ""
    first, _report = take_back(change)
    assert last_of_chain(change) == first
    assert can_undo(first, user) == ""
    assert can_undo(change, user) == (
        "This was taken back already: to have it again, take back the taking back."
    )
    with pytest.raises(UndoError, match="taken back already"):
        undo(change, by=user)
    second, _report = take_back(first)
    assert last_of_chain(change) == last_of_chain(first) == second
    assert can_undo(first, user) != ""
    assert can_undo(second, user) == ""


def test_a_change_that_wrote_nothing_cannot_be_taken_back():
    user = factories.make_user("Publisher")
    change = make_change()
    assert can_undo(change, user) == "There is nothing to take back: this wrote nothing to the record."
    with pytest.raises(UndoError, match="nothing to take back"):
        undo(change, by=user)
    assert Change.objects.get() == change


def test_an_undo_that_found_nothing_to_do_can_be_tried_again(visit):
    change = make_change()
    with as_part_of(change):
        visit.title = "Imported title"
        visit.save()
    visit.title = "Edited title"
    visit.save()
    take_back(change)
    assert last_of_chain(change) == change
    visit.title = "Imported title"
    visit.save()
    take_back(change)
    visit.refresh_from_db()
    assert visit.title == "Example visit"


def test_can_undo_asks_what_the_role_may_do():
    drafts = import_visits(1).change
    published = make_change()
    with as_part_of(published):
        factories.make_visit()
    made_public = make_change()
    draft = factories.make_visit(visibility=Visibility.DRAFT)
    with as_part_of(made_public):
        draft.visibility = Visibility.PUBLIC
        draft.save()
    may = {
        role: [
            can_undo(change, factories.make_user(role)) == "" for change in (drafts, published, made_public)
        ]
        for role in ("Viewer", "Editor", "Publisher")
    }
    assert may == {
        "Viewer": [False, False, False],
        "Editor": [True, False, False],
        "Publisher": [True, True, True],
    }


def test_undo_that_the_database_refuses_writes_nothing(monkeypatch):
    imported = import_visits(1)
    before = state()

    def refuse(self: Any) -> None:
        raise IntegrityError

    monkeypatch.setattr("tracker.services.undoing.rows.Rows.check", refuse)
    with pytest.raises(UndoError, match="at the same time"):
        undo(imported.change, by=None)
    assert state() == before
    assert Change.objects.get() == imported.change


def test_a_report_is_the_same_when_it_is_read_again():
    kept = Kept("visit", 1, "V-0001", "edited", ("title",), (Named("stop", 2, "Stop"),), 7, "")
    report = Report({"visit": 1}, {"stop": 2}, {"alias": 3}, {"topic": 4}, [kept])
    assert Report.from_json(report.to_json()) == report
    assert Report.from_json({}) == Report()
    assert kept.record_model is Visit


# --- Whatever happens ---

TITLES = ("One", "Two", "Three")


class World:
    """Writes that somebody may make, each chosen by numbers; what can't be done is left undone."""

    def __init__(self) -> None:
        organisation = factories.make_organisation()
        for _n in range(2):
            visit = factories.make_visit(
                delegation=factories.make_delegation(members=1, senders=[organisation]),
                topics=[factories.make_topic()],
                stops=1,
            )
            factories.make_citation(visit=visit)
        factories.make_alias("One", organisation=organisation)
        factories.make_agreement(parties=[organisation])

    def pick(self, model: Any, number: int) -> Any:
        rows = list(model.objects.order_by("pk"))
        return rows[number % len(rows)] if rows else None

    def write(self, what: int, a: int, b: int) -> None:
        writes = [self.make, self.make, self.edit, self.edit, self.relate, self.delete, self.past_history]
        try:
            with transaction.atomic():
                writes[what % len(writes)](a, b)
        except (ProtectedError, IntegrityError, AttributeError, Stop.DoesNotExist):
            pass  # in the way of itself

    def make(self, a: int, b: int) -> None:
        pick = self.pick
        [
            lambda: factories.make_organisation(name=TITLES[b % 3], parent=pick(Organisation, b)),
            lambda: factories.make_person(name=TITLES[b % 3]),
            lambda: factories.make_topic(name=TITLES[b % 3]),
            lambda: factories.make_delegation(senders=[pick(Organisation, b)]),
            lambda: factories.make_visit(
                delegation=pick(Delegation, b), topics=[pick(Topic, b)], dates="2025-11"
            ),
            lambda: factories.make_stop(
                visit=pick(Visit, b), host=pick(Organisation, b + 1), topics=[pick(Topic, b)]
            ),
            lambda: factories.make_participant(delegation=pick(Delegation, b), person=pick(Person, b)),
            lambda: factories.make_participant(stop=pick(Stop, b), organisation=pick(Organisation, b)),
            lambda: factories.make_alias(TITLES[b % 3], organisation=pick(Organisation, b // 3)),
            lambda: factories.make_citation(visit=pick(Visit, b), source=pick(Source, b)),
            lambda: factories.make_action(visit=pick(Visit, b), owner_organisation=pick(Organisation, b)),
            lambda: factories.make_party(agreement=pick(Agreement, b), organisation=pick(Organisation, b)),
        ][a % 12]()

    def edit(self, a: int, b: int) -> None:
        def change(model: Any, **values: Any) -> None:
            record = self.pick(model, b)
            for name, value in values.items():
                setattr(record, name, value)
            record.save()

        pick, number = self.pick, b // 4
        [
            lambda: change(Visit, title=TITLES[number % 3]),
            lambda: change(Visit, dates=["2025", "XXXX-09-22", None][number % 3]),
            lambda: change(Visit, delegation=pick(Delegation, number), purpose=TITLES[number % 3]),
            lambda: change(Organisation, name=TITLES[number % 3], parent=None),
            lambda: change(Stop, host=pick(Organisation, number)),
            lambda: change(Alias, name=TITLES[number % 3]),
            lambda: change(Participant, person=pick(Person, number), description=""),
            lambda: change(Participant, person=None, description="Somebody"),
            lambda: change(Citation, source=pick(Source, number)),
            lambda: change(FollowUpAction, visit=pick(Visit, number), result=TITLES[number % 3]),
        ][a % 10]()

    def relate(self, a: int, b: int) -> None:
        model, name, target = [
            (Visit, "topics", Topic),
            (Visit, "invited_by", Organisation),
            (Stop, "topics", Topic),
            (Delegation, "senders", Organisation),
        ][a % 4]
        chosen = [] if b % 5 == 0 else [self.pick(target, b // 5), self.pick(target, b // 7)]
        getattr(self.pick(model, a // 4), name).set(chosen)

    def delete(self, a: int, b: int) -> None:
        models_: list[Any] = [Visit, Stop, Alias, Citation, Participant, Topic, Delegation, Person]
        self.pick(models_[a % 8], b).delete()

    def past_history(self, a: int, b: int) -> None:
        Visit.objects.filter(pk=self.pick(Visit, a).pk).update(outcome=TITLES[b % 3])


type Writes = list[tuple[int, int, int]]
writes = st.lists(
    st.tuples(st.integers(0, 6), st.integers(0, 23), st.integers(0, 40)), min_size=1, max_size=14
)


@pytest.mark.usefixtures("db")
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(imported=writes, since=writes)
# One deletes what the other's alias is called by then.
@example(imported=[(5, 2, 0), (0, 8, 0)], since=[(3, 5, 4)])
def test_undo_reverses_all_that_it_does_not_report(imported: Writes, since: Writes):
    with transaction.atomic():
        world = World()
        before = state()
        change = make_change()
        with as_part_of(change):
            for what, a, b in imported:
                # What an import writes is in its history.
                world.write(what % 6, a, b)
        after = state()
        for write in since:
            world.write(*write)
        found = state()
        if records_in(change):
            first, report = take_back(change)
            check(before, after, found, state(), report)
            if records_in(first):
                _second, again = take_back(first)
                assert state() == found
                assert again.kept == []
        transaction.set_rollback(True)


@contextmanager
def request_of(user: Any) -> Iterator[None]:
    """As if a request of `user` were answered."""
    HistoricalRecords.context.request = SimpleNamespace(user=user)
    try:
        yield
    finally:
        del HistoricalRecords.context.request


@pytest.mark.usefixtures("db")
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(written=writes)
@example(written=[(3, 0, 0), (3, 6, 0)])
def test_what_a_request_wrote_is_one_change_whose_undoing_leaves_equal_exports(written: Writes):
    with transaction.atomic():
        world, editor = World(), factories.make_user("Editor")
        before, records = exports(), state()
        with request_of(editor):
            for what, a, b in written:
                world.write(what % 6, a, b)
        # Nobody made a change before: the World writes outside of requests.
        changes = list(Change.objects.all())
        assert len(changes) == (1 if any(records_in(change) for change in changes) else 0)
        if state() != records:
            assert changes[0].by == editor
        for change in changes:
            if records_in(change):
                _new, report = take_back(change)
                assert report.kept == []
        assert exports() == before
        assert state() == records
        transaction.set_rollback(True)


def check(before: Any, after: Any, found: Any, now: Any, report: Report) -> None:
    """That `now` is `found` but for what the change did, which is reversed or reported."""
    whole = {(kept.model, kept.pk) for kept in report.kept if not kept.fields or kept.reason != "gone"}
    partly: dict[Any, set[str]] = {}
    for kept in report.kept:
        partly.setdefault((kept.model, kept.pk), set()).update(kept.fields)
    for name, rows in found.items():
        for key in rows.keys() | before[name].keys() | after[name].keys():
            place = (name, key)
            was, made, then, is_ = (one[name].get(key) for one in (before, after, found, now))
            if was == made:
                assert is_ == then, place
            elif was is None:
                assert is_ == (then if place in whole else None), place
            elif made is None:
                assert is_ == was or place in partly, place
            elif then is None:
                assert is_ is None, place
                assert place in whole, place
            else:
                said = said_fields(name, partly.get(place, set()))
                for field, value in is_.items():
                    if was[field] == made[field] or field in said:
                        assert value == then[field], (place, field)
                    else:
                        assert value == was[field], (place, field)


def said_fields(name: str, verbose: set[str]) -> set[str]:
    """Fields by the names that a person knows, with what follows from them."""
    from django.apps import apps

    model: type[models.Model] = apps.get_model("tracker", name)
    found = set()
    for field in (*model._meta.concrete_fields, *model._meta.many_to_many):
        if str(field.verbose_name) in verbose:
            found |= {field.name, f"{field.name}_earliest", f"{field.name}_latest"}
            if field.name == "name":
                found.add("key")
    return found
