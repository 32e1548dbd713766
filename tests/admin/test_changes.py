"""What one request writes is one change, with its page, and a Publisher takes it back whole."""

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import factories as make
from tests.admin.forms import add_row, posted
from tests.services.imported import existing_record, exports
from tracker.choices import ChangeKind
from tracker.models import Change, Person, Topic, Visit
from tracker.services.changes import UndoError

pytestmark = pytest.mark.django_db


@pytest.fixture
def publisher(client):
    user = make.make_user("Publisher")
    client.force_login(user)
    return user


def url_of(record, screen="change"):
    return reverse(f"admin:tracker_{record._meta.model_name}_{screen}", args=[record.pk])


def save(client, record, rows=(), reason="For the test", **changes):
    """Save a record's page with some values changed and `rows` added; gives the change that this is."""
    data = posted(client.get(url_of(record)), change_reason=reason, **changes)
    for prefix, values in rows:
        add_row(data, prefix, **values)
    before = Change.objects.count()
    answer = client.post(url_of(record), data)
    assert answer.status_code == 302
    assert Change.objects.count() == before + 1
    return Change.objects.latest("pk")


def take_back(client, change, reason="A mistake"):
    """Press the button on its page, and the next."""
    page = client.get(url_of(change))
    assert page.context["may_undo"]
    form = client.get(url_of(change, "undo"))
    data = {"last": form.context["last"].pk, "reason": reason}
    return client.post(url_of(change, "undo"), data, follow=True)


def said(page):
    """What the page of a change says: the list of records → record → its fields."""
    return {
        f"{one['shown'].label}: {one['shown'].what_label}": {
            row["label"]: [tuple(change) for change in row["changes"]] for row in one["rows"]
        }
        for one in page.context["lists"]
    }


def visit_with_stop():
    visit = make.make_visit(
        title="First title", purpose="First purpose", stops=1, topics=[make.make_topic(name="Fish")]
    )
    return visit, visit.stops.get()


def test_saved_page_is_one_change_that_says_what_it_did(client, publisher):
    visit, stop = visit_with_stop()
    ice = make.make_topic(name="Ice")
    change = save(
        client,
        visit,
        rows=[("stops", {"title": "A new stop", "kind": "meeting"})],
        reason="A letter says so",
        title="Second title",
        topics=[str(ice.pk)],
        stops__0__title="Another stop",
    )
    assert (change.kind, change.by, change.reason) == (ChangeKind.EDIT, publisher, "A letter says so")
    visit.refresh_from_db()
    new = visit.stops.exclude(pk=stop.pk).get()
    assert said(client.get(url_of(change))) == {
        "Visits: changed": {
            str(visit): [("Title", "First title", "Second title"), ("Topics", "Fish", "Ice")]
        },
        "Stops: made": {
            f"{visit.reference}, 2. A new stop": [
                ("Visit", "", str(visit)),
                ("Order", "", "2"),
                ("Kind", "", "meeting"),
                ("Title", "", "A new stop"),
            ]
        },
        "Stops: changed": {f"{visit.reference}, 1. Another stop": [("Title", str(stop), "Another stop")]},
    }
    for record in (visit, stop, new):
        assert url_of(change) in client.get(url_of(record, "history")).text


def test_change_taken_back_leaves_everything_as_it_was(client, publisher):
    visit, _stop = visit_with_stop()
    before = exports()
    change = save(
        client,
        visit,
        rows=[("stops", {"title": "A new stop", "kind": "meeting"})],
        title="Second title",
        topics=[],
        stops__0__title="Another stop",
    )
    after = exports()
    page = take_back(client, change)
    assert exports() == before
    assert [str(message) for message in page.context["messages"]] == [
        "Done: 3 records were put back, 0 stayed as they are. The report is below."
    ]
    assert not page.context["standing"]
    take_back(client, change, "It was right")
    assert exports() == after


def test_deletion_taken_back_brings_back_all_that_went_with_it(client, publisher):
    visit = existing_record(1)[0]
    before = exports()
    client.post(url_of(visit, "delete"), {"post": "yes", "reason": "A mistake"})
    assert not Visit.objects.exists()
    change = Change.objects.latest("pk")
    page = client.get(url_of(change))
    assert {one["kind"]: one["removed"] for one in page.context["did"]} == {
        "visit": 1,
        "stop": 2,
        "citation": 1,
    }
    [fields] = said(page)["Visits: removed"].values()
    was = {label: before for label, before, _after in fields}
    assert (was["Reference"], was["Topics"]) == (visit.reference, Topic.objects.get().name)
    take_back(client, change)
    assert exports() == before


def test_change_keeps_what_was_edited_since_and_says_so(client, publisher):
    visit, _stop = visit_with_stop()
    change = save(client, visit, title="Second title", purpose="Second purpose")
    save(client, visit, purpose="Third purpose")
    page = take_back(client, change)
    visit.refresh_from_db()
    assert (visit.title, visit.purpose) == ("First title", "Third purpose")
    [report] = page.context["reports"]
    assert [(group["label"], [row["sentence"] for row in group["rows"]]) for group in report["groups"]] == [
        ("Kept because edited since", ["Edited since: purpose."])
    ]


def test_change_keeps_what_others_refer_to_with_the_link(client, publisher):
    person = make.make_person(name="Zu Example")
    data = posted(client.get(reverse("admin:tracker_person_add")), name="Yu Example")
    client.post(reverse("admin:tracker_person_add"), data)
    change, made = Change.objects.latest("pk"), Person.objects.exclude(pk=person.pk).get()
    member = make.make_participant(delegation=make.make_delegation(), person=made)
    page = take_back(client, change)
    assert Person.objects.filter(pk=made.pk).exists()
    [report] = page.context["reports"]
    [group] = report["groups"]
    assert group["label"] == "Kept because others refer to it"
    assert [one["url"] for one in group["rows"][0]["by"]] == [url_of(member)]


def test_refused_form_makes_no_change(client, publisher):
    visit, _stop = visit_with_stop()
    data = posted(client.get(url_of(visit)), title="", purpose="Other", change_reason="x", dates="32 May")
    assert client.post(url_of(visit), data).status_code == 200
    assert not Change.objects.exists()


def test_form_that_the_database_refuses_makes_no_change(client, publisher, monkeypatch):
    visit, _stop = visit_with_stop()
    data = posted(client.get(url_of(visit)), title="Other", change_reason="x")

    def refuse(*args, **kwargs):
        raise IntegrityError

    monkeypatch.setattr("tracker.admin.base.RecordAdmin.save_formset", refuse)
    assert client.post(url_of(visit), data).status_code == 200
    assert not Change.objects.exists()
    visit.refresh_from_db()
    assert visit.title == "First title"


def test_action_on_several_records_is_one_change(client, publisher):
    topics = [make.make_topic(), make.make_topic()]
    data = {"action": "delete_selected", "_selected_action": [t.pk for t in topics], "post": "yes"}
    client.post(reverse("admin:tracker_topic_changelist"), data)
    [change] = Change.objects.all()
    [counted] = client.get(url_of(change)).context["did"]
    assert (counted["kind"], counted["removed"]) == ("topic", 2)


def test_reading_makes_no_change(client, publisher):
    visit, _stop = visit_with_stop()
    for screen in ("change", "history", "delete"):
        client.get(url_of(visit, screen))
    assert not Change.objects.exists()


@pytest.mark.parametrize(("role", "may"), [("Viewer", False), ("Editor", False), ("Publisher", True)])
def test_only_a_publisher_takes_back(client, role, may):
    client.force_login(make.make_user("Publisher"))
    visit, _stop = visit_with_stop()
    change = save(client, visit, title="Second title")
    client.force_login(make.make_user(role))
    page = client.get(url_of(change))
    assert page.context["may_undo"] is may
    assert (url_of(change, "undo") in page.text) is may
    answer = client.post(url_of(change, "undo"), {"last": change.pk, "reason": "Forged"})
    visit.refresh_from_db()
    assert (answer.status_code, visit.title) == ((302, "First title") if may else (403, "Second title"))


def test_stranger_sees_no_change(client, publisher):
    visit, _stop = visit_with_stop()
    change = save(client, visit, title="Second title")
    client.logout()
    for screen in ("change", "undo", "report"):
        assert client.get(url_of(change, screen)).status_code == 302
    assert client.get(reverse("admin:tracker_change_changelist")).status_code == 302


def test_taking_back_asks_why_and_whether_it_is_still_the_last(client, publisher):
    visit, _stop = visit_with_stop()
    change = save(client, visit, title="Second title")
    answer = client.post(url_of(change, "undo"), {"last": change.pk, "reason": " "})
    assert answer.context["wrong"] == "Say why: the reason stands in the history of every record."
    answer = client.post(url_of(change, "undo"), {"last": "x" * 30, "reason": "Why"})
    assert answer.context["wrong"].startswith("Somebody else has just taken this back")
    visit.refresh_from_db()
    assert visit.title == "Second title"


def test_refusal_of_the_engine_is_a_sentence(client, publisher, monkeypatch):
    visit, _stop = visit_with_stop()
    change = save(client, visit, title="Second title")

    def refuse(*args, **kwargs):
        raise UndoError("Somebody else changed these records.")

    monkeypatch.setattr("tracker.admin.changes.undo", refuse)
    answer = client.post(url_of(change, "undo"), {"last": change.pk, "reason": "Why"})
    assert (answer.status_code, answer.context["wrong"]) == (200, "Somebody else changed these records.")


@pytest.mark.parametrize("query", [{"kind": "nonsense"}, {"did": "x"}, {"page": "99"}, {"page": "-1"}])
def test_page_that_is_not_there_is_told_so(client, publisher, query):
    visit, _stop = visit_with_stop()
    page = client.get(url_of(save(client, visit, title="Second title")), query)
    assert page.status_code == 200
    assert page.context["wrong"] in page.text
    assert page.context["wrong"]


def test_list_says_what_each_change_did_in_as_many_queries_for_many(client, publisher):
    numbers = []
    for count in (1, 3):
        for _number in range(count):
            visit, _stop = visit_with_stop()
            save(client, visit, title="Second title", stops__0__title="Another stop")
        with CaptureQueriesContext(connection) as queries:
            page = client.get(reverse("admin:tracker_change_changelist"))
        numbers.append(len(queries))
        assert "1 visit, 1 stop" in page.text
    assert numbers[0] == numbers[1] <= 25


@pytest.mark.parametrize("forged", ["0", "x", "9" * 30, "1%00"])
def test_change_that_is_not_there_is_not_found(client, publisher, forged):
    for screen in ("change", "undo", "report"):
        assert client.get(f"/admin/tracker/change/{forged}/{screen}/").status_code == 404


def test_step_of_an_agreement_can_be_taken_back(client, publisher):
    agreement = make.make_agreement(status="proposed")
    url = reverse("agreement-step", args=[agreement.reference, "prepare"])
    form = client.get(url)
    assert form.status_code == 200
    before = exports()
    data = {**form.context["form"].initial, "reason": "They said so"}
    client.post(url, {name: value for name, value in data.items() if value is not None})
    change = Change.objects.latest("pk")
    assert change.kind == ChangeKind.STEP
    take_back(client, change)
    assert exports() == before
