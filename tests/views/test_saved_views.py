"""Saved views: who may keep, share, rename and delete them, and that strangers never see any."""

from __future__ import annotations

import pytest
from django.test import Client

from tests import factories as make
from tests.views.test_lists import HTMX, problems, results
from tracker.models import SavedView, User

pytestmark = pytest.mark.django_db


def signed_in(role: str, **over: object) -> tuple[Client, User]:
    user, client = make.make_user(role, **over), Client()
    client.force_login(user)
    return client, user


def view_of(user: User, name: str = "Example view", **over: object) -> SavedView:
    values = {"owner": user, "name": name, "list_name": "visit-list", "query": "?q=Zu", **over}
    return SavedView.objects.create(**values)


@pytest.mark.parametrize(("role", "shared"), [("Viewer", False), ("Editor", True), ("Publisher", True)])
def test_saved_view_is_kept_and_shown_above_its_list(role: str, shared: bool) -> None:
    client, user = signed_in(role)
    make.make_visit(title="Zu visit", countries=[make.country()])
    assert '"/visits/views/new/?q=Zu"' in client.get("/visits/?q=Zu").content.decode()
    data = {"name": "Example view", "is_shared": "on"}
    answer = client.post("/visits/views/new/?q=Zu&country=KZ&x=1&after=3", data)
    assert answer["Location"] == "/visits/?q=Zu&country=KZ"
    [view] = SavedView.objects.all()
    assert (view.owner, view.name, view.is_shared) == (user, "Example view", shared)
    page = client.get("/visits/").content.decode()
    assert '<a class="chip" href="/visits/?q=Zu&amp;country=KZ">Example view' in page
    assert "Example view" not in client.get("/events/").content.decode()


def test_saved_view_partial_equals_the_part_of_the_page() -> None:
    client, user = signed_in("Editor")
    view_of(user)
    whole, part = client.get("/visits/?q=Zu"), client.get("/visits/?q=Zu", headers=HTMX)
    assert part.content.decode().strip() == results(whole.content.decode())


def test_saved_view_of_others_is_seen_when_shared() -> None:
    other = make.make_user("Editor")
    view_of(other, "Own view")
    view_of(other, "Shared view", is_shared=True)
    for role in ("Viewer", "Editor", "Publisher"):
        client, _user = signed_in(role)
        page = client.get("/visits/").content.decode()
        assert ("Own view" in page, "Shared view" in page) == (False, True)


def test_saved_view_is_never_seen_by_strangers(client: Client) -> None:
    view = view_of(make.make_user("Editor"), is_shared=True)
    assert "Example view" not in client.get("/visits/").content.decode()
    assert "views/new" not in client.get("/visits/").content.decode()
    for path in (f"/views/{view.pk}/", "/visits/views/new/"):
        assert client.get(path).status_code == client.post(path, {"name": "Forged"}).status_code == 404
    assert list(SavedView.objects.values_list("name", flat=True)) == ["Example view"]


def test_saved_view_is_renamed_shared_and_deleted_by_its_owner() -> None:
    client, user = signed_in("Editor")
    view = view_of(user)
    assert client.post(f"/views/{view.pk}/", {"name": "New name", "is_shared": "on"}).status_code == 302
    view.refresh_from_db()
    assert (view.name, view.is_shared, view.query) == ("New name", True, "?q=Zu")
    assert client.post(f"/views/{view.pk}/", {"delete": "yes"})["Location"] == "/visits/"
    assert not SavedView.objects.exists()


@pytest.mark.parametrize(
    ("role", "shared", "status"),
    [
        ("Viewer", False, 404),
        ("Viewer", True, 403),
        ("Editor", False, 404),
        ("Editor", True, 403),
        ("Publisher", False, 404),
        ("Publisher", True, 302),
    ],
)
def test_saved_view_of_others_is_deleted_by_publishers_only(role: str, shared: bool, status: int) -> None:
    view = view_of(make.make_user("Editor"), is_shared=shared)
    client, _user = signed_in(role)
    assert client.post(f"/views/{view.pk}/", {"name": "Forged"}).status_code == (
        403 if status == 302 else status
    )
    assert client.post(f"/views/{view.pk}/", {"delete": "yes"}).status_code == status
    assert SavedView.objects.exists() == (status != 302)


@pytest.mark.parametrize("name", ["", "Example view", "x" * 81, "a\x00b"])
def test_saved_view_with_a_bad_name_is_told_and_not_kept(name: str) -> None:
    client, user = signed_in("Editor")
    view_of(user)
    answer = client.post("/visits/views/new/?q=Zu", {"name": name})
    assert answer.status_code == 200
    assert 'class="errorlist' in answer.content.decode()
    assert SavedView.objects.count() == 1


def test_saved_view_that_is_stale_says_what_was_not_understood() -> None:
    client, user = signed_in("Viewer")
    view = view_of(user, query="?country=ZZ&gone=1&q=Zu")
    make.make_visit(title="Zu visit")
    page = client.get(view.get_absolute_url()).content.decode()
    assert problems(page) == [
        "“gone” was left out: nothing here goes by that name.",
        "Country: nothing here goes by “ZZ”, so that was left out; choose from the list.",
    ]
    assert "Zu visit" in page


def test_saved_view_needs_the_token_of_its_page() -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(make.make_user("Editor"))
    assert client.post("/visits/views/new/", {"name": "Forged"}).status_code == 403
