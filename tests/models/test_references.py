"""References: given once, in order, never again."""

import threading

import pytest
from django.db import connection, connections

from tracker.models import Agreement, Delegation, FollowUpAction, Visit


@pytest.fixture
def delegation(db):
    return Delegation.objects.create(name="Fictitious delegation")


def test_reference_first_of_each_kind(delegation):
    visit = Visit.objects.create(title="Fictitious", delegation=delegation)
    agreement = Agreement.objects.create(title="Fictitious")
    action = FollowUpAction.objects.create(title="Fictitious")
    assert (visit.reference, agreement.reference, action.reference) == ("V-0001", "A-0001", "F-0001")


def test_reference_of_a_deleted_record_is_not_given_again(delegation):
    Visit.objects.create(title="First", delegation=delegation)
    Visit.objects.create(title="Second", delegation=delegation).delete()
    assert Visit.objects.create(title="Third", delegation=delegation).reference == "V-0003"


def test_reference_after_records_that_brought_their_own(delegation):
    Visit.objects.bulk_create(
        Visit(title="Brought", delegation=delegation, reference=reference)
        for reference in ("V-0001", "V-10000")
    )
    assert Visit.objects.create(title="Next", delegation=delegation).reference == "V-10001"


def test_reference_block_for_many(delegation):
    assert Visit.take_references(3) == ["V-0001", "V-0002", "V-0003"]
    assert Visit.take_references(2) == ["V-0004", "V-0005"]


def test_reference_kept_on_a_later_save(delegation):
    visit = Visit.objects.create(title="Fictitious", delegation=delegation)
    visit.title = "Renamed"
    visit.save()
    assert Visit.objects.get().reference == "V-0001"


def test_slug_made_once_and_told_apart(db):
    first = Delegation.objects.create(name="Делегация")
    second = Delegation.objects.create(name="Делегация")
    first.name = "Another name"
    first.save()
    assert [first.slug, second.slug] == ["delegatsiya", "delegatsiya-2"]


@pytest.mark.django_db(transaction=True)
def test_reference_for_two_at_once():
    given: list[str] = []

    def take() -> None:
        try:
            given.extend(Agreement.objects.create(title="Fictitious").reference for _ in range(5))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=take) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(given) == [f"A-{number:04d}" for number in range(1, 11)]
    assert connection.vendor in {"sqlite", "postgresql"}
