"""Follow-up actions at work: done with a result, coming again, comments, whose they are, what they led to."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.utils import timezone

from tests import factories as make
from tracker.choices import ActionStatus, TermUnit
from tracker.models import ActionComment, Change, FollowUpAction
from tracker.services import changes
from tracker.services.opened import Opened

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def without_history() -> None:
    """These pages write, and what they write is kept in the history."""


def words(answer: Any) -> str:
    """An answer as a person reads it, whatever its status."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", answer.text)).split())


@pytest.fixture
def clerk(client: Client) -> Client:
    client.force_login(make.make_user("Editor", username="zu-clerk"))
    return client


def page_of(action: FollowUpAction) -> str:
    return f"/actions/{action.reference}/done/"


def typed(action: FollowUpAction, **more: str) -> dict[str, str]:
    return {"opened": str(Opened.of(action)), "result": "Zu result", "reason": "Zu reason", **more}


def recurring(**over: Any) -> FollowUpAction:
    return make.make_action(**{"due": "2031-05", "repeats": 1, "repeats_unit": TermUnit.YEARS, **over})


# --- Done ---


def test_done_by_role(client: Client) -> None:
    action = make.make_action()
    answers = []
    for role in (None, "Viewer", "Editor", "Publisher"):
        if role:
            client.force_login(make.make_user(role))
        answers.append((client.get(page_of(action)).status_code, client.post(page_of(action)).status_code))
    assert answers == [(404, 404), (403, 403), (200, 200), (200, 200)]
    assert FollowUpAction.objects.get().status == "open"


def test_done_from_list_page_and_admin(clerk: Client) -> None:
    action = make.make_action()
    pages = ("/actions/", action.get_absolute_url(), f"/admin/tracker/followupaction/{action.pk}/change/")
    for page in pages:
        assert f'href="{page_of(action)}"' in clerk.get(page).text, page
    assert clerk.post(page_of(action), typed(action)).status_code == 302
    action.refresh_from_db()
    assert (action.status, action.result) == (ActionStatus.DONE, "Zu result")
    assert "Result Zu result" in words(clerk.get(action.get_absolute_url()))
    for page in pages:
        assert f'href="{page_of(action)}"' not in clerk.get(page).text, page


def test_done_is_one_change_that_can_be_taken_back(clerk: Client) -> None:
    action = recurring()
    clerk.post(page_of(action), typed(action, again="on"))
    change = Change.objects.get()
    assert (change.kind, change.by.username) == ("done", "zu-clerk")  # type: ignore[union-attr]
    assert change.reason == f"{action.reference} is done. Zu reason"
    changes.undo(change, by=None)
    action.refresh_from_db()
    assert (action.status, action.result, FollowUpAction.objects.count()) == ("open", "", 1)


@pytest.mark.parametrize(
    ("more", "status", "expected"),
    [
        ({"result": " "}, 200, "Say what came of it, in a sentence."),
        ({"reason": ""}, 200, "This field is required."),
        ({"opened": "zu"}, 400, "This form did not come from here: open it again."),
        ({"opened": "done:99999999999999999999"}, 400, "This form did not come from here: open it again."),
        ({"opened": "open:0"}, 409, "Nothing was saved: meanwhile somebody else changed it"),
        ({"result": "x" * 4_001}, 200, "at most 4000 characters"),
    ],
)
def test_done_refused_keeps_what_was_typed(
    clerk: Client, more: dict[str, str], status: int, expected: str
) -> None:
    action = make.make_action()
    answer = clerk.post(page_of(action), typed(action, **more))
    assert answer.status_code == status
    assert expected in words(answer)
    if "result" not in more:
        assert "Zu result" in answer.text
    action.refresh_from_db()
    assert (action.status, Change.objects.count()) == ("open", 0)


def test_done_reopened_and_done_again_makes_no_second_next_one(clerk: Client) -> None:
    action = recurring()
    clerk.post(page_of(action), typed(action, again="on"))
    action.status = ActionStatus.OPEN
    action.save()
    assert "Make the next one" not in clerk.get(page_of(action)).text
    answer = clerk.post(page_of(action), typed(action, again="on", result="Zu second result"))
    assert answer.status_code == 302
    action.refresh_from_db()
    assert (action.status, action.result) == (ActionStatus.DONE, "Zu second result")
    assert FollowUpAction.objects.count() == 2


def test_done_twice_or_changed_meanwhile_is_told(clerk: Client) -> None:
    action = recurring()
    opened = typed(action, again="on")
    clerk.post(page_of(action), opened)
    again = clerk.post(page_of(action), opened)
    assert again.status_code == 409
    assert "It is not open" in words(again) or "meanwhile zu-clerk changed it" in words(again)
    assert FollowUpAction.objects.count() == 2  # the next one is made once

    other = make.make_action()
    opened = typed(other)
    other.title = "Zu changed title"
    other.save()
    answer = clerk.post(page_of(other), opened)
    assert answer.status_code == 409
    assert "changed it (title), and it is now “open”" in words(answer)
    # What was typed is still there, and goes through once it is sent again.
    form = answer.context["form"]
    assert clerk.post(page_of(other), {**opened, "opened": form["opened"].value()}).status_code == 302


# --- Coming again ---


@pytest.mark.parametrize(
    ("due", "number", "unit", "expected"),
    [
        ("2031-05", 1, TermUnit.YEARS, "2032-05"),
        ("2031-12-15", 3, TermUnit.MONTHS, "2032-03-15"),
        ("2031", 2, TermUnit.YEARS, "2033"),
        ("2031-05", 10, TermUnit.DAYS, None),  # ten days after some day of May is no date that can be said
    ],
)
def test_doing_makes_the_next_one(
    clerk: Client, due: str, number: int, unit: str, expected: str | None
) -> None:
    topic = make.make_topic()
    action = recurring(due=due, repeats=number, repeats_unit=unit, topics=[topic])
    clerk.post(page_of(action), typed(action, again="on"))
    made = FollowUpAction.objects.get(follows=action)
    assert (made.due.edtf if made.due else None) == expected
    assert (made.status, made.title, made.result) == ("open", action.title, "")
    assert [*made.topics.all()] == [topic]
    # An Editor may not publish, so the next one of a public action waits for a Publisher.
    assert (action.visibility, made.visibility) == ("public", "internal")
    assert f"The next one {made.reference}" in words(clerk.get(action.get_absolute_url()))
    assert f"Comes after {action.reference}" in words(clerk.get(made.get_absolute_url()))
    assert made.reference not in Client().get(action.get_absolute_url()).text


def test_doing_makes_no_next_one_where_none_is_wanted(clerk: Client) -> None:
    action = recurring()
    clerk.post(page_of(action), typed(action))
    assert FollowUpAction.objects.count() == 1


# --- Comments ---


def test_comments_are_for_staff(client: Client) -> None:
    action = make.make_action()
    url = f"/actions/{action.reference}/comments/"
    answers = []
    for role in (None, "Viewer", "Editor"):
        if role:
            client.force_login(make.make_user(role))
        answers.append(client.post(url, {"text": "Zu comment <b>"}).status_code)
    assert answers == [404, 403, 302]
    client.post(url, {"text": "Zu comment <b>"})  # the button pressed twice
    assert ActionComment.objects.count() == 1
    assert "Zu comment &lt;b&gt;" in client.get(action.get_absolute_url()).text
    assert "Zu comment" not in Client().get(action.get_absolute_url()).text
    assert not ActionComment.objects.visible_to(AnonymousUser()).exists()
    empty = client.post(url, {"text": "\n"})
    assert (empty.status_code, "The comment is empty" in words(empty)) == (200, True)
    assert client.get(url).status_code == 405


# --- Whose they are ---


def test_my_actions(client: Client) -> None:
    me, other = make.make_user("Viewer"), make.make_user("Viewer", username="zu-other")
    late = timezone.localdate() - timedelta(days=40)
    mine = make.make_action(staff=me, due=late.isoformat())
    make.make_action(staff=me, status="done")
    make.make_action(staff=other)
    client.force_login(me)
    assert 'href="/actions/?staff=me&amp;status=to_do"' in client.get("/").text

    def told(query: str, reader: Client = client) -> list[str]:
        return [action.reference for action in reader.get(f"/actions/{query}").context["records"]]

    assert told("?staff=me&status=to_do") == [mine.reference]
    assert told("?staff=me&status=overdue") == [mine.reference]
    assert len(told("?staff=me")) == 2
    assert len(told("?staff=zu-other")) == 1
    unknown = client.get("/actions/?staff=xyzzyx")
    assert (unknown.status_code, len(unknown.context["records"])) == (200, 3)
    # Who is in charge is for staff alone: a stranger's filter says nothing of it.
    assert len(told("?staff=zu-other", Client())) == 3
    assert "zu-other" not in Client().get("/actions/").text


# --- What they led to ---


def test_what_it_led_to_is_shown_to_those_who_may_see_both(client: Client) -> None:
    public, hidden = make.make_visit(), make.make_visit(visibility="internal")
    agreement = make.make_agreement()
    shown = make.make_action(became_visit=public, became_agreement=agreement)
    half = make.make_action(became_visit=hidden)
    secret = make.make_action(became_visit=public, visibility="internal")

    def seen(reader: Client) -> list[bool]:
        return [
            public.title in reader.get(shown.get_absolute_url()).text,
            agreement.title in reader.get(shown.get_absolute_url()).text,
            shown.reference in reader.get(public.get_absolute_url()).text,
            shown.reference in reader.get(agreement.get_absolute_url()).text,
            hidden.title in reader.get(half.get_absolute_url()).text,
            secret.reference in reader.get(public.get_absolute_url()).text,
        ]

    assert seen(client) == [True, True, True, True, False, False]
    client.force_login(make.make_user("Viewer"))
    assert seen(client) == [True] * 6


@pytest.mark.parametrize("kind", ["visit", "agreement"])
def test_what_it_led_to_is_recorded_and_linked(clerk: Client, kind: str) -> None:
    action = make.make_action(title="Zu promise")
    url = f"/admin/tracker/{kind}/add/?from_action={action.reference}"
    assert f'href="{url}"' in clerk.get(action.get_absolute_url()).text
    form = clerk.get(url).context["adminform"].form
    assert form.initial["title"] == "Zu promise"
    data = {"title": "Zu kept", "status": "planned" if kind == "visit" else "proposed", "visibility": "draft"}
    data |= {"kind": "letter"} if kind == "agreement" else {"delegation": str(make.make_delegation().pk)}
    for rows in clerk.get(url).context["inline_admin_formsets"]:
        prefix = rows.formset.prefix
        data |= {f"{prefix}-TOTAL_FORMS": "0", f"{prefix}-INITIAL_FORMS": "0"}
    answer = clerk.post(url, data)
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    action.refresh_from_db()
    made = getattr(action, f"became_{kind}")
    assert made.title == "Zu kept"
    assert action.history.first().history_change_reason == f"It led to {made}"
    assert f'href="{url}"' not in clerk.get(action.get_absolute_url()).text
    # A second one leaves the first where it is, and says so.
    clerk.post(url, data | {"title": "Zu other"})
    action.refresh_from_db()
    assert getattr(action, f"became_{kind}") == made


@pytest.mark.parametrize("reference", ["F-9999", "xyzzyx", "%00", "x" * 300])
def test_unknown_action_begins_a_plain_form(clerk: Client, reference: str) -> None:
    answer = clerk.get(f"/admin/tracker/visit/add/?from_action={reference}")
    assert (answer.status_code, answer.context["adminform"].form.initial.get("title")) == (200, None)
