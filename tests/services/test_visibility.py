"""Publishing several records at once, and taking them back."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import factories as make
from tracker.choices import Visibility
from tracker.models import Visit
from tracker.services.visibility import Outcome, set_visibility

pytestmark = pytest.mark.django_db


def visibilities():
    return list(Visit.objects.order_by("pk").values_list("visibility", flat=True))


def test_set_visibility_counts_what_changed():
    for visibility in ("draft", "internal", "public"):
        make.make_visit(visibility=visibility)
    publisher = make.make_user("Publisher")
    assert set_visibility(Visit.objects.all(), Visibility.PUBLIC, by=publisher) == Outcome(2, 1, 0)
    assert visibilities() == ["public"] * 3


def test_set_visibility_one_row_of_history_with_relations():
    kazakhstan, china = make.country("KZ"), make.country("CN")
    changed = make.make_visit(visibility="draft", countries=[kazakhstan, china], topics=[make.make_topic()])
    unchanged = make.make_visit()
    publisher = make.make_user("Publisher")
    before = unchanged.history.count()
    set_visibility(Visit.objects.all(), Visibility.PUBLIC, by=publisher, reason="Agreed with the embassy")
    version, previous, *_older = changed.history.all()
    assert (
        version.history_type,
        version.visibility,
        version.history_user,
        version.history_change_reason,
    ) == (
        "~",
        "public",
        publisher,
        "Agreed with the embassy",
    )
    delta = version.diff_against(previous)
    assert [(change.field, change.old, change.new) for change in delta.changes] == [
        ("visibility", "draft", "public")
    ]
    assert sorted(row.country_id for row in version.countries.all()) == ["CN", "KZ"]
    assert unchanged.history.count() == before


def test_set_visibility_by_an_editor():
    for visibility in ("draft", "internal", "public"):
        make.make_visit(visibility=visibility)
    editor = make.make_user("Editor")
    assert set_visibility(Visit.objects.all(), Visibility.INTERNAL, by=editor) == Outcome(1, 1, 1)
    assert visibilities() == ["internal", "internal", "public"]


@pytest.mark.parametrize("role", ["Viewer", "Editor", ""])
def test_set_visibility_public_without_permission(role):
    make.make_visit(visibility="draft")
    with pytest.raises(PermissionDenied):
        set_visibility(Visit.objects.all(), Visibility.PUBLIC, by=make.make_user(role))
    assert visibilities() == ["draft"]


def test_set_visibility_of_a_sorted_and_joined_selection():
    for _number in range(2):
        make.make_visit(visibility="draft", countries=[make.country("KZ"), make.country("CN")])
    selection = Visit.objects.filter(countries__isnull=False).distinct().order_by("-dates_earliest")
    outcome = set_visibility(selection, Visibility.PUBLIC, by=make.make_user("Publisher"))
    assert outcome == Outcome(2, 0, 0)


def test_set_visibility_queries_with_1_and_30_records():
    publisher = make.make_user("Publisher", is_superuser=True)
    counts = []
    for number in (1, 30):
        for _visit in range(number):
            make.make_visit(visibility="draft", countries=[make.country("KZ")])
        with CaptureQueriesContext(connection) as captured:
            set_visibility(Visit.objects.filter(visibility="draft"), Visibility.PUBLIC, by=publisher)
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_set_visibility_of_nothing():
    publisher = make.make_user("Publisher")
    assert set_visibility(Visit.objects.none(), Visibility.DRAFT, by=publisher) == Outcome(0, 0, 0)
