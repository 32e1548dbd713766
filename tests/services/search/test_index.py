"""The index is what the record says, whoever wrote it and how."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.management import call_command
from django.db import connection

from tests import factories as make
from tracker.models import Alias, Person, SearchStale, SearchText, SearchWord, Topic, Visit
from tracker.services.bulk import insert_rows, take_ids
from tracker.services.search.engine import install
from tracker.services.search.index import rebuild, refresh
from tracker.services.search.query import Word, having

pytestmark = pytest.mark.django_db


def found(kind: str, *words: str) -> list[int]:
    refresh()
    rows = having(kind, [[Word.read(word)] for word in words])
    return sorted(rows.values_list("record", flat=True))


def journey() -> Visit:
    person = make.make_person(name="Alpha Person")
    delegation = make.make_delegation(name="Example group")
    make.make_participant(person=person, delegation=delegation)
    visit = make.make_visit(title="Example journey", delegation=delegation)
    visit.topics.add(make.make_topic(name="Beta"))
    make.make_stop(visit=visit, title="Gamma talks")
    assert found("visit", "alpha", "beta", "gamma") == [visit.pk]
    return visit


def by_save(visit: Visit) -> None:
    visit.title = "Omega journey"
    visit.save()


def by_update(visit: Visit) -> None:
    Visit.objects.update(purpose="omega")


def by_a_name_of_a_person(visit: Visit) -> None:
    Person.objects.update(name="Omega Person")


def by_an_alias(visit: Visit) -> None:
    Alias.objects.bulk_create([Alias(person=Person.objects.get(), name="Omega", kind="alias")])


def by_a_statement(visit: Visit) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE tracker_stop SET said = 'omega'")


def by_a_join(visit: Visit) -> None:
    [topic] = take_ids(Topic, 1)
    insert_rows(
        Topic,
        ("id", "name", "key", "slug", "description", "internal_notes"),
        [(topic, "Omega", "omega", "omega", "", "")],
    )
    insert_rows(
        Visit.topics.through,
        ("id", "visit_id", "topic_id"),
        [(take_ids(Visit.topics.through, 1)[0], visit.pk, topic)],
    )


WRITES = [by_save, by_update, by_a_name_of_a_person, by_an_alias, by_a_statement, by_a_join]


@pytest.mark.parametrize("write", WRITES)
def test_index_keeps_up_with_a_write(write: Callable[[Visit], None]) -> None:
    visit = journey()
    assert found("visit", "omega") == []
    write(visit)
    assert found("visit", "omega") == [visit.pk]
    kept = dict(SearchText.objects.values_list("kind", "names"))
    rebuild()
    assert dict(SearchText.objects.values_list("kind", "names")) == kept


def test_index_forgets_what_is_deleted() -> None:
    visit = journey()
    visit.delegation.members.all().delete()
    assert found("visit", "alpha") == []
    visit.topics.clear()
    assert found("visit", "beta") == []
    visit.stops.all().delete()
    assert found("visit", "gamma") == []
    visit.delete()
    assert found("visit", "journey") == []
    assert not SearchText.objects.filter(kind="visit").exists()


def test_index_holds_no_internal_note() -> None:
    visit = journey()
    Visit.objects.update(internal_notes="omega")
    assert found("visit", "omega") == []
    assert visit.pk


def test_refresh_looks_at_what_changed_alone() -> None:
    journey()
    make.make_visit(title="Another journey")
    refresh()
    assert not SearchStale.objects.exists()
    assert refresh() == 0
    Topic.objects.update(name="Delta")
    # The topic, and the one visit that bears it.
    assert refresh() == 2


def test_rebuild_search_restores_the_index(capsys: pytest.CaptureFixture[str]) -> None:
    visit = journey()
    total = SearchText.objects.count()
    SearchText.objects.all().delete()
    SearchWord.objects.all().delete()
    assert found("visit", "alpha") == []
    call_command("rebuild_search")
    assert capsys.readouterr().out == f"{total} records are indexed.\n"
    assert found("visit", "alpha") == [visit.pk]
    assert SearchWord.objects.filter(word="alpha").count() == 6


def test_install_twice_changes_nothing() -> None:
    install()
    visit = journey()
    install()
    by_update(visit)
    assert SearchStale.objects.count() == 1
    assert found("visit", "omega") == [visit.pk]
