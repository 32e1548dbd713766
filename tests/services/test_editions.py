"""What was worked out from the whole record is given again only as long as nobody changed the record."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.signals import request_finished, request_started
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from tests import factories as make
from tracker.choices import Status, Visibility
from tracker.models import Edition, SavedView, Topic, Visit
from tracker.services import editions
from tracker.services.bulk import insert_rows
from tracker.services.editions import noted_once, remembered

# Within a transaction nothing is kept, so these commit.
pytestmark = pytest.mark.django_db(transaction=True)

STRANGER = AnonymousUser()


class Question:
    """Gives another answer each time it is really asked."""

    def __init__(self) -> None:
        self.asked = 0

    def __call__(self) -> int:
        self.asked += 1
        return self.asked

    def answer(self, user: Any = STRANGER) -> int:
        return remembered("example", user, self)


@pytest.fixture
def visit(settings: Any, tmp_path: Any) -> Visit:
    """A visit with a topic, and a cache of this test alone."""
    kept = {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": tmp_path}
    settings.CACHES = {**settings.CACHES, "record": kept}
    made = make.make_visit(status=Status.COMPLETED)
    made.topics.add(make.make_topic(name="Example topic"))
    return made


def by_sql(visit: Visit) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE tracker_visit SET outcome = 'x' WHERE id = %s", [visit.pk])


def in_bulk(_visit: Visit) -> None:
    names = ("name", "key", "slug", "description", "internal_notes")
    insert_rows(Topic, names, [("New", "new", "new", "", "")])


WRITES: dict[str, Callable[[Visit], object]] = {
    "saved": lambda visit: visit.save(),
    "updated": lambda visit: Visit.objects.filter(pk=visit.pk).update(visibility=Visibility.PUBLIC),
    "deleted": lambda visit: visit.delete(),
    "joined": lambda visit: visit.topics.clear(),
    "in bulk": in_bulk,
    "by SQL": by_sql,
}


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
def test_answer_is_kept_until_the_record_changes(visit: Visit, write: Callable[[Visit], object]) -> None:
    question = Question()
    assert [question.answer(), question.answer()] == [1, 1]
    write(visit)
    assert [question.answer(), question.answer()] == [2, 2]


def test_answer_is_kept_while_something_else_is_written(visit: Visit) -> None:
    question = Question()
    owner = make.make_user()
    assert question.answer() == 1
    SavedView.objects.create(owner=owner, name="Example", list_name="visit-list")
    assert question.answer() == 1


def test_staff_and_public_have_answers_of_their_own(visit: Visit) -> None:
    question, staff = Question(), make.make_user()
    assert [question.answer(), question.answer(staff)] == [1, 2]
    assert [question.answer(), question.answer(staff)] == [1, 2]


def test_answer_is_of_its_day(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    question = Question()
    assert question.answer() == 1
    tomorrow = timezone.localdate() + timedelta(days=1)
    monkeypatch.setattr(timezone, "localdate", lambda: tomorrow)
    assert question.answer() == 2


def test_nothing_is_kept_of_what_may_be_undone(visit: Visit) -> None:
    question = Question()
    with transaction.atomic():
        visit.save()
        assert question.answer() == 1
        transaction.set_rollback(True)
    assert question.answer() == 2


def test_answer_worked_out_while_somebody_writes_is_of_the_past(visit: Visit) -> None:
    def slowly() -> str:
        visit.save()
        return "before"

    assert remembered("example", STRANGER, slowly) == "before"
    assert remembered("example", STRANGER, lambda: "after") == "after"


def test_request_asks_once_for_the_edition(visit: Visit, django_assert_num_queries: Any) -> None:
    question = Question()
    question.answer()
    request_started.send(sender=None)
    with django_assert_num_queries(1):
        assert [question.answer(), question.answer()] == [1, 1]
    request_finished.send(sender=None)
    visit.save()
    assert question.answer() == 2


def test_many_writes_are_noted_once(visit: Visit) -> None:
    question = Question()
    question.answer()
    with transaction.atomic(), noted_once():
        visit.save()
        visit.save()
    assert question.answer() == 2
    visit.save()  # noted as before
    assert question.answer() == 3


def test_notes_do_not_become_many(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(editions, "_MOST", 3)
    question = Question()
    for turn in range(1, 8):
        visit.save()
        assert [question.answer(), question.answer()] == [turn, turn]
    # A visit is saved with its history, and each leaves a note on PostgreSQL.
    assert Edition.objects.count() <= 6


def test_first_page_counts_what_became_public(visit: Visit) -> None:
    def told(visibility: Visibility) -> bool:
        Visit.objects.update(visibility=visibility)
        return visit.title in Client().get("/").text

    assert [told(Visibility.PUBLIC), told(Visibility.DRAFT), told(Visibility.PUBLIC)] == [True, False, True]
