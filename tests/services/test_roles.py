"""The roles, their permissions, and what each may do on every screen of the admin: by real requests."""

from types import SimpleNamespace

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.urls import reverse

from tests import factories as make
from tests.admin.samples import MAKERS, PUBLISHED
from tracker import models
from tracker.models import User
from tracker.services import roles
from tracker.services.roles import (
    BROUGHT_IN,
    EDITOR,
    KEPT,
    LOOKED_UP,
    MATRIX,
    OWN,
    PUBLISHER,
    ROLES,
    VIEWER,
    WRITTEN,
)

pytestmark = pytest.mark.django_db

NOBODY = ""
SUPERUSER = "superuser"

# What a role is expected to be answered, here written out and not taken from the matrix.
READERS = (VIEWER, EDITOR, PUBLISHER, SUPERUSER)
WRITERS = (EDITOR, PUBLISHER, SUPERUSER)
PUBLISHERS = (PUBLISHER, SUPERUSER)
EVERYBODY = (NOBODY, *READERS)
RECORDS = sorted(MAKERS, key=lambda model: model.__name__)


def act(client, model, action, record, **more):
    """Post an action on one record of a list."""
    data = {"action": action, "_selected_action": [record.pk], "index": "0", **more}
    return client.post(screen(model, "changelist"), data)


def sign_in(client, role):
    user = make.make_user("", is_superuser=True) if role == SUPERUSER else make.make_user(role)
    client.force_login(user)
    return user


def screen(model, name, *args):
    return reverse(f"admin:tracker_{model._meta.model_name}_{name}", args=args)


def draft(model):
    """A record that nobody outside can see: a draft, and nothing public that names it."""
    record = MAKERS[model]()
    for published in PUBLISHED:
        published.objects.update(visibility="draft")
    record.refresh_from_db()
    return record


# --- The groups ---


def test_roles_given_by_the_migration():
    given = {
        group.name: set(group.permissions.values_list("codename", flat=True))
        for group in Group.objects.prefetch_related("permissions")
    }
    view = {f"view_{model}" for model in (*KEPT, *LOOKED_UP, *BROUGHT_IN, *WRITTEN)}
    view |= {f"{action}_savedview" for action in ("view", "add", "change", "delete")}
    edit = {f"{action}_{model}" for model in KEPT for action in ("add", "change", "delete")}
    edit |= {f"{action}_{model}" for model in BROUGHT_IN for action in ("add", "change")}
    edit.add("share_savedview")
    publish = {
        "tidy_savedview",
        "publish_visit",
        "publish_event",
        "publish_agreement",
        "publish_followupaction",
    }
    publish.add("revert_change")
    assert given == {VIEWER: view, EDITOR: view | edit, PUBLISHER: view | edit | publish}


def test_roles_every_model_of_the_record_is_in_the_matrix():
    every = {model._meta.model_name for model in apps.get_app_config("tracker").get_models()}
    record = {name for name in every if not str(name).startswith("historical")}
    own = {"user", "referencecounter", "columnmapping", "notthesame"}  # nobody edits these by hand
    own |= {"searchtext", "searchword", "searchstale", "edition"}
    own |= {"reminder", "reminderpreferences", "toldapart"}
    assert record - {*KEPT, *LOOKED_UP, *BROUGHT_IN, *WRITTEN, *OWN} == own
    assert {model._meta.model_name for model in MAKERS} == set(KEPT)
    assert set(MATRIX) == set(ROLES)


def test_roles_granted_again_keep_what_an_office_added():
    group = Group.objects.get(name=VIEWER)
    group.permissions.add(Permission.objects.get(codename="change_topic"))
    group.permissions.remove(Permission.objects.get(codename="view_topic"))
    roles.grant_roles(apps, SimpleNamespace(connection=connection))
    given = set(group.permissions.values_list("codename", flat=True))
    assert {"view_topic", "change_topic"} <= given
    assert Group.objects.count() == 3


# --- Each role on each screen ---


@pytest.mark.parametrize("model", RECORDS, ids=lambda model: model.__name__)
@pytest.mark.parametrize("role", EVERYBODY)
def test_role_on_the_screens_of_a_record(client, role, model):
    sign_in(client, role)
    record = draft(model)
    version = record.history.first().pk
    expected = {
        screen(model, "changelist"): READERS,
        screen(model, "add"): WRITERS,
        screen(model, "change", record.pk): READERS,
        screen(model, "history", record.pk): READERS,
        screen(model, "simple_history", record.pk, version): READERS,
        screen(model, "delete", record.pk): WRITERS,
    }
    answers = {url: client.get(url).status_code for url in expected}
    assert answers == {url: 200 if role in allowed else 403 for url, allowed in expected.items()}


@pytest.mark.parametrize("model", RECORDS, ids=lambda model: model.__name__)
@pytest.mark.parametrize("role", EVERYBODY)
def test_role_posts_to_a_record(client, role, model):
    """Forged requests: what the pages don't offer is refused when it is posted."""
    sign_in(client, role)
    record = draft(model)
    posts = {
        screen(model, "add"): ({}, WRITERS),
        screen(model, "change", record.pk): ({}, WRITERS),
        screen(model, "delete", record.pk): ({"post": "yes"}, WRITERS),
    }
    for url, (data, allowed) in posts.items():
        answer = client.post(url, data)
        # Who may is told what is missing, or has deleted it.
        assert (answer.status_code == 403) == (role not in allowed), url
    assert model.objects.filter(pk=record.pk).exists() == (role not in WRITERS)


@pytest.mark.parametrize("model", RECORDS, ids=lambda model: model.__name__)
@pytest.mark.parametrize("role", READERS)
def test_role_actions_offered(client, role, model):
    sign_in(client, role)
    draft(model)
    form = client.get(screen(model, "changelist")).context["action_form"]
    offered = {value for value, _label in form.fields["action"].choices if value}
    expected = {"export_xlsx", "export_csv"}
    if role in WRITERS:
        expected |= {"delete_selected"}
        expected |= {"make_internal", "make_draft"} if model in PUBLISHED else set()
    if role in PUBLISHERS and model in PUBLISHED:
        expected |= {"publish"}
    assert offered == expected


@pytest.mark.parametrize("model", RECORDS, ids=lambda model: model.__name__)
@pytest.mark.parametrize("role", READERS)
def test_role_exports(client, role, model):
    sign_in(client, role)
    record = draft(model)
    answer = act(client, model, "export_csv", record)
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/csv")
    assert len(answer.content.decode("utf-8-sig").splitlines()) == 2


ACTIONS = {
    "publish": ("draft", "public", PUBLISHERS),
    "make_internal": ("draft", "internal", WRITERS),
    "make_draft": ("internal", "draft", WRITERS),
}


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("model", PUBLISHED, ids=lambda model: model.__name__)
@pytest.mark.parametrize("role", READERS)
def test_role_sets_visibility(client, role, model, action):
    sign_in(client, role)
    before, after, allowed = ACTIONS[action]
    record = MAKERS[model](visibility=before)
    act(client, model, action, record)
    record.refresh_from_db()
    assert record.visibility == (after if role in allowed else before)


@pytest.mark.parametrize("action", ["make_internal", "make_draft"])
@pytest.mark.parametrize("model", PUBLISHED, ids=lambda model: model.__name__)
@pytest.mark.parametrize("role", READERS)
def test_role_takes_back_what_is_public(client, role, model, action):
    sign_in(client, role)
    record = MAKERS[model]()
    act(client, model, action, record, reason="Example reason")
    record.refresh_from_db()
    assert (record.visibility == "public") == (role not in PUBLISHERS)


# --- What is public ---


@pytest.mark.parametrize("model", PUBLISHED, ids=lambda model: model.__name__)
@pytest.mark.parametrize("role", WRITERS)
def test_role_deletes_what_is_public(client, role, model):
    sign_in(client, role)
    record = MAKERS[model]()
    answer = client.post(screen(model, "delete", record.pk), {"post": "yes", "reason": "Example reason"})
    assert answer.status_code == (302 if role in PUBLISHERS else 403)
    act(client, model, "delete_selected", MAKERS[model](), post="yes", reason="Example reason")
    assert model.objects.count() == (0 if role in PUBLISHERS else 2)


def reachable():
    """A programme and a topic that a public event names."""
    programme, topic = make.make_programme(), make.make_topic()
    make.make_event(programmes=[programme], topics=[topic])
    return [programme, topic]


@pytest.mark.parametrize("role", WRITERS)
def test_role_deletes_what_something_public_names(client, role):
    sign_in(client, role)
    for record in reachable():
        data = {"post": "yes", "reason": "Example reason"}
        answer = client.post(screen(type(record), "delete", record.pk), data)
        # A Publisher is allowed to, and told what stands in the way.
        assert answer.status_code == (200 if role in PUBLISHERS else 403)


def test_editor_visibility_of_a_public_record_is_shown_only(client):
    sign_in(client, EDITOR)
    visit = make.make_visit()
    url = screen(models.Visit, "change", visit.pk)
    form = client.get(url).context["adminform"].form
    assert "visibility" not in form.fields
    data = {
        "opened": form.initial["opened"],
        "title": "Changed",
        "delegation": str(visit.delegation_id),
        "status": "planned",
        "visibility": "draft",
    }
    for prefix in ("stops", "members", "stop_participants", "actions", "agreements", "citations"):
        data |= {f"{prefix}-TOTAL_FORMS": "0", f"{prefix}-INITIAL_FORMS": "0"}
    assert client.post(url, {**data, "change_reason": "Forged"}).status_code == 302
    visit.refresh_from_db()
    assert (visit.title, visit.visibility) == ("Changed", "public")


@pytest.mark.parametrize("stored", ["draft", "internal"])
def test_editor_publishes_by_a_forged_form(client, stored):
    sign_in(client, EDITOR)
    action = make.make_action(visibility=stored)
    url = screen(models.FollowUpAction, "change", action.pk)
    form = client.get(url).context["adminform"].form
    assert [value for value, _label in form.fields["visibility"].choices] == ["draft", "internal"]
    data = {"title": "Changed", "status": "open", "visibility": "public"}
    data |= {"citations-TOTAL_FORMS": "0", "citations-INITIAL_FORMS": "0"}
    page = client.post(url, data)
    assert "visibility" in page.context["adminform"].form.errors
    action.refresh_from_db()
    assert action.visibility == stored


def test_editor_adds_as_draft_or_internal_only(client):
    sign_in(client, EDITOR)
    form = client.get(screen(models.FollowUpAction, "add")).context["adminform"].form
    assert [value for value, _label in form.fields["visibility"].choices] == ["draft", "internal"]
    sign_in(client, PUBLISHER)
    form = client.get(screen(models.FollowUpAction, "add")).context["adminform"].form
    assert [value for value, _label in form.fields["visibility"].choices] == ["draft", "internal", "public"]


@pytest.mark.parametrize(
    ("earlier", "now"), [("draft", "public"), ("public", "draft"), ("draft", "internal")]
)
def test_editor_restores_an_earlier_version(client, earlier, now):
    """An earlier version brings its visibility along: it neither publishes nor takes back."""
    sign_in(client, EDITOR)
    action = make.make_action(visibility=earlier, title="Earlier")
    action.visibility, action.title = now, "Now"
    action.save()
    url = screen(models.FollowUpAction, "simple_history", action.pk, action.history.last().pk)
    data = {"title": "Earlier", "status": "open", "visibility": earlier, "change_reason": "Undone"}
    client.post(url, data)
    action.refresh_from_db()
    expected = {
        ("draft", "public"): ("Earlier", "public"),
        ("public", "draft"): ("Now", "draft"),  # refused: the form has no such choice
        ("draft", "internal"): ("Earlier", "draft"),
    }
    assert (action.title, action.visibility) == expected[earlier, now]


def test_viewer_posts_an_earlier_version(client):
    sign_in(client, VIEWER)
    topic = make.make_topic(name="Earlier")
    topic.name = "Now"
    topic.save()
    url = screen(models.Topic, "simple_history", topic.pk, topic.history.last().pk)
    answer = client.post(url, {"name": "Earlier"})
    topic.refresh_from_db()
    assert (topic.name, answer.status_code) == ("Now", 403)


# --- Who keeps the accounts ---


@pytest.mark.parametrize("role", EVERYBODY)
def test_role_on_the_screens_of_accounts(client, role):
    user = sign_in(client, role)
    # Even where somebody gave a role the permissions by hand.
    group = Group.objects.get(name=PUBLISHER)
    for every in Group.objects.all():
        every.permissions.add(*Permission.objects.filter(content_type__model__in=["user", "group"]))
    urls = [
        reverse("admin:tracker_user_changelist"),
        reverse("admin:tracker_user_add"),
        reverse("admin:tracker_user_change", args=[user.pk]),
        reverse("admin:tracker_user_delete", args=[user.pk]),
        reverse("admin:auth_user_password_change", args=[user.pk]),
        reverse("admin:auth_group_changelist"),
        reverse("admin:auth_group_change", args=[group.pk]),
    ]
    expected = 200 if role == SUPERUSER else 403
    assert [client.get(url).status_code for url in urls] == [expected] * len(urls)


@pytest.mark.parametrize("role", [VIEWER, EDITOR, PUBLISHER])
def test_role_makes_itself_superuser(client, role):
    user = sign_in(client, role)
    url = reverse("admin:tracker_user_change", args=[user.pk])
    assert client.post(url, {"username": user.username, "is_superuser": "on"}).status_code == 403
    assert not User.objects.get(pk=user.pk).is_superuser


@pytest.mark.parametrize(("role", "expected"), [(VIEWER, 403), (EDITOR, 200), (PUBLISHER, 200)])
def test_role_puts_a_colleague_in_charge(client, role, expected):
    sign_in(client, role)
    query = {"app_label": "tracker", "model_name": "followupaction", "field_name": "staff", "term": ""}
    assert client.get(reverse("admin:autocomplete"), query).status_code == expected


@pytest.mark.parametrize("role", EVERYBODY)
def test_role_on_countries(client, role):
    sign_in(client, role)
    answers = [
        client.get(screen(models.Country, "changelist")).status_code,
        client.get(screen(models.Country, "change", "KZ")).status_code,
        client.get(screen(models.Country, "add")).status_code,
        client.get(screen(models.Country, "delete", "KZ")).status_code,
        client.post(screen(models.Country, "change", "KZ"), {"english_name": "x"}).status_code,
    ]
    assert answers == ([200, 200] if role in READERS else [403, 403]) + [403, 403, 403]


@pytest.mark.parametrize("role", READERS)
def test_role_first_page_leads_to_what_it_may_see(client, role):
    sign_in(client, role)
    page = client.get(reverse("admin:index"))
    listed = [model["object_name"] for app in page.context["app_list"] for model in app["models"]]
    record = ["Agreement", "Change", "Citation", "Country", "Delegation", "Event", "FollowUpAction", "Import"]
    record += ["Organisation", "Person", "Programme", "Source", "Topic", "Visit"]
    accounts = ["DBTaskResult", "Group", "User"] if role == SUPERUSER else []
    assert sorted(listed) == sorted([*record, *accounts])


def test_anonymous_reader_is_asked_to_sign_in(client):
    answer = client.get(screen(models.Visit, "changelist"))
    assert (answer.status_code, answer.url.startswith(reverse("admin:login"))) == (302, True)
