"""Two people at one page: the second is told what the first changed, nothing typed is lost or overwritten."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import factories as make
from tests.admin.forms import add_row, errors, posted
from tracker.models import Alias, Change, Stop

pytestmark = pytest.mark.django_db

LEAD = (
    "Nothing was saved: somebody else changed this while you had it open. What you typed is still below, and"
    " what you left alone shows what they wrote. Look at it, and save again."
)


@pytest.fixture
def first(client):
    """The first to save: a client signed in as zu-first."""
    user = make.make_user("Publisher", username="zu-first")
    client.force_login(user)
    return client


@pytest.fixture
def second():
    other = Client()
    other.force_login(make.make_user("Publisher", username="zu-second"))
    return other


def url_of(record):
    return reverse(f"admin:tracker_{record._meta.model_name}_change", args=[record.pk])


def opened(client, record, **changes):
    """What would be sent from the page, opened now."""
    return posted(client.get(url_of(record)), change_reason="For the test", **changes)


def send(client, record, data):
    return client.post(url_of(record), data)


def saved(client, record, data):
    answer = send(client, record, data)
    assert answer.status_code == 302, errors(answer)


def shown(page):
    """What would be sent from a page that was refused."""
    return posted(page)


def visit_of_two_stops(**over):
    visit = make.make_visit(
        title="First title",
        purpose="First purpose",
        stops=2,
        topics=[make.make_topic(name="Fish")],
        dates="2025-11",
        **over,
    )
    Stop.objects.filter(visit=visit).update(title="First stop")
    for stop in visit.stops.all():
        stop.save()
    return visit


def test_other_field_changed_meanwhile_is_told_and_both_are_kept(first, second):
    visit = visit_of_two_stops()
    data = opened(second, visit, title="Second title")
    saved(first, visit, opened(first, visit, purpose="Other purpose"))
    page = send(second, visit, data)
    lead, sentence = errors(page)
    assert lead == LEAD
    assert sentence.startswith("zu-first changed this on ")
    assert sentence.endswith("Purpose was “First purpose” and is “Other purpose”.")
    visit.refresh_from_db()
    assert (visit.title, visit.purpose) == ("First title", "Other purpose")
    again = shown(page)
    assert (again["title"], again["purpose"]) == ("Second title", "Other purpose")
    saved(second, visit, again)
    visit.refresh_from_db()
    assert (visit.title, visit.purpose) == ("Second title", "Other purpose")


def test_same_field_changed_by_both_keeps_what_was_typed_and_says_so(first, second):
    visit = visit_of_two_stops()
    data = opened(second, visit, title="Second title")
    saved(first, visit, opened(first, visit, title="Other title"))
    page = send(second, visit, data)
    sentence = errors(page)[1]
    assert "Title was “First title” and is “Other title”." in sentence
    assert sentence.endswith("You typed something else, which saving again writes: Title.")
    assert shown(page)["title"] == "Second title"
    saved(second, visit, shown(page))
    visit.refresh_from_db()
    assert visit.title == "Second title"


def test_same_value_typed_by_both_is_no_quarrel(first, second):
    visit = visit_of_two_stops()
    data = opened(second, visit, title="Other title")
    saved(first, visit, opened(first, visit, title="Other title"))
    assert "You typed something else" not in " ".join(errors(send(second, visit, data)))


def test_relations_dates_and_marks_left_alone_take_what_others_wrote(first, second):
    visit = visit_of_two_stops()
    ice = make.make_topic(name="Ice")
    data = opened(second, visit, title="Second title")
    saved(
        first, visit, opened(first, visit, topics=[str(ice.pk)], dates="4–5 November 2025", status="planned")
    )
    page = send(second, visit, data)
    assert "Topics was “Fish” and is “Ice”" in errors(page)[1]
    again = shown(page)
    assert (again["topics"], again["status"]) == ([str(ice.pk)], "planned")
    saved(second, visit, again)
    visit.refresh_from_db()
    assert (visit.title, str(visit.dates), list(visit.topics.all())) == (
        "Second title",
        "4–5 November 2025",
        [ice],
    )


def test_emptied_relation_and_box_left_alone_are_emptied(first, second):
    action = make.make_action(mutual=True, topics=[make.make_topic()])
    data = opened(second, action, title="Second title")
    change = opened(first, action, topics=[])
    del change["mutual"]
    saved(first, action, change)
    page = send(second, action, data)
    assert "mutual" not in shown(page)
    saved(second, action, shown(page))
    action.refresh_from_db()
    assert (action.title, action.mutual, action.topics.count()) == ("Second title", False, 0)


def test_row_changed_meanwhile_is_told_and_both_rows_are_kept(first, second):
    visit = visit_of_two_stops()
    one, two = visit.stops.all()
    data = opened(second, visit, stops__1__title="Second stop")
    saved(first, visit, opened(first, visit, stops__0__title="Other stop"))
    page = send(second, visit, data)
    assert (
        f"Stop “{visit.reference}, 1. Other stop”. Title was “First stop” and is “Other stop”."
        in errors(page)[1]
    )
    again = shown(page)
    assert (again["stops-0-title"], again["stops-1-title"]) == ("Other stop", "Second stop")
    saved(second, visit, again)
    assert [stop.title for stop in visit.stops.all()] == ["Other stop", "Second stop"]
    assert [one.pk, two.pk] == [stop.pk for stop in visit.stops.all()]


def test_same_row_changed_by_both(first, second):
    visit = visit_of_two_stops()
    data = opened(second, visit, stops__0__title="Second stop")
    saved(first, visit, opened(first, visit, stops__0__title="Other stop", stops__0__place="A place"))
    page = send(second, visit, data)
    assert errors(page)[1].endswith("You typed something else, which saving again writes: Title.")
    saved(second, visit, shown(page))
    stop = visit.stops.first()
    assert (stop.title, stop.place) == ("Second stop", "A place")


def test_row_added_meanwhile_stays_and_new_rows_typed_are_kept(first, second):
    visit = visit_of_two_stops()
    data = opened(second, visit)
    add_row(data, "stops", title="Typed by the second", kind="meeting")
    mine = opened(first, visit)
    add_row(mine, "stops", title="Typed by the first", kind="meeting")
    saved(first, visit, mine)
    page = send(second, visit, data)
    [sentence] = errors(page)[1:]
    assert sentence.startswith("zu-first added this on ")
    assert "Typed by the first" in sentence
    saved(second, visit, shown(page))
    assert sorted(stop.title for stop in visit.stops.all()) == [
        "First stop",
        "First stop",
        "Typed by the first",
        "Typed by the second",
    ]


def test_row_removed_meanwhile_is_told_and_what_was_typed_is_still_there(first, second):
    person = make.make_person()
    alias = make.make_alias("Zu Alias", person=person)
    data = opened(second, person, aliases__0__name="Zu Other Alias")
    saved(first, person, opened(first, person, aliases__0__DELETE="on"))
    page = send(second, person, data)
    assert "Somebody has deleted this row meanwhile: tick Delete, or enter it again as a new one." in errors(
        page
    )
    assert "Zu Other Alias" in page.text
    assert not Alias.objects.filter(pk=alias.pk).exists()


def test_row_to_be_deleted_that_was_changed_meanwhile_is_told(first, second):
    visit = visit_of_two_stops()
    data = opened(second, visit, stops__0__DELETE="on")
    saved(first, visit, opened(first, visit, stops__0__title="Other stop"))
    page = send(second, visit, data)
    assert "is “Other stop”" in errors(page)[1]
    assert visit.stops.count() == 2
    assert "stops-0-DELETE" in shown(page)
    saved(second, visit, data | {"opened": shown(page)["opened"]})
    assert visit.stops.count() == 1


def test_one_person_alone_is_never_told(first):
    visit = visit_of_two_stops()
    for title in ("One", "Two\r\nlines", "Three"):
        saved(first, visit, opened(first, visit, purpose=title, stops__0__title=title[:3]))
    saved(first, visit, opened(first, visit))


def test_change_of_another_record_is_not_told(first, second):
    visit, other = visit_of_two_stops(), visit_of_two_stops()
    data = opened(second, visit, title="Second title")
    saved(first, other, opened(first, other, title="Other title", stops__0__title="Other stop"))
    saved(second, visit, data)


@pytest.mark.parametrize("forged", ["", "x", "=1", "=" + "9" * 30 + ".1", "\x00", "=1.1,stops=x", "=0.0"])
def test_forged_or_missing_word_of_opening_loses_nothing(first, forged):
    visit = visit_of_two_stops()
    data = opened(first, visit, title="Second title")
    page = send(first, visit, data | {"opened": forged})
    assert errors(page)[0].startswith("Nothing was saved: ")
    assert not Change.objects.exists()
    assert shown(page)["title"] == "Second title"
    saved(first, visit, shown(page))


@pytest.mark.parametrize("forged", ["9" * 5_000, "-1", "x", ""])
def test_forged_key_of_a_row_is_no_way_to_an_error(first, second, forged):
    visit = visit_of_two_stops()
    data = opened(second, visit, title="Second title", stops__0__id=forged)
    saved(first, visit, opened(first, visit, stops__0__title="Other stop"))
    assert send(second, visit, data).status_code == 200
    assert Change.objects.count() == 1


def test_record_without_history_is_saved(first):
    visit = visit_of_two_stops()
    visit.history.all().delete()
    Stop.history.all().delete()
    saved(first, visit, opened(first, visit, title="Second title"))


def test_as_many_queries_for_ten_changed_rows_as_for_one(first, second):
    numbers = []
    for count in (1, 10):
        visit = make.make_visit(stops=count)
        data = opened(second, visit, title="Second title")
        mine = {f"stops__{number}__title": f"Other {number}" for number in range(count)}
        saved(first, visit, opened(first, visit, **mine))
        with CaptureQueriesContext(connection) as queries:
            page = send(second, visit, data)
        assert len(errors(page)) == count + 1
        numbers.append(len(queries))
    assert numbers[1] - numbers[0] <= 2 * 9  # two a changed row to tell it, and no more


def test_reader_s_page_carries_nothing(client):
    client.force_login(make.make_user("Viewer"))
    assert 'name="opened"' not in client.get(url_of(visit_of_two_stops())).text
