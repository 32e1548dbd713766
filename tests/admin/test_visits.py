"""A visit is edited whole on one page."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import factories as make
from tests.admin.forms import add_row, errors, posted
from tracker.models import Agreement, Citation, FollowUpAction, Participant, Stop, Visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def publisher(client):
    user = make.make_user("Publisher")
    client.force_login(user)
    return user


def url_of(visit):
    return reverse("admin:tracker_visit_change", args=[visit.pk])


def full_visit(rows, **over):
    """A visit with as many rows of each kind as `rows`, all relations set."""
    host, topic, event = make.make_organisation(), make.make_topic(), make.make_event()
    country, source = make.country("KZ"), make.make_source()
    values = {"countries": [country], "dates": "2025-11", "visibility": "draft", **over}
    visit = make.make_visit(delegation=make.make_delegation(members=rows), **values)
    for _number in range(rows):
        stop = make.make_stop(
            visit=visit, host=host, event=event, country=country, topics=[topic], day="2025-11-04"
        )
        participant = make.make_participant(stop=stop, organisation=host, title="Example Title")
        make.make_citation(source=source, participant=participant)
        make.make_action(visit=visit, owner_organisation=host)
        make.make_agreement(visit=visit)
    return visit


def small_visit(stops=3, **over):
    return make.make_visit(stops=stops, visibility="draft", **over)


def queries_of(client, url, data=None):
    with CaptureQueriesContext(connection) as captured:
        page = client.get(url) if data is None else client.post(url, data)
    return page, len(captured)


def itinerary(visit):
    return list(visit.stops.values_list("order", "title"))


def reasons(record):
    return list(record.history.values_list("history_type", "history_change_reason"))


# --- Twenty rows ---


def test_visit_form_opened_with_2_and_20_rows(client, publisher):
    few, many = full_visit(2), full_visit(20)
    client.get(url_of(few))
    queries = [queries_of(client, url_of(visit))[1] for visit in (few, many)]
    assert queries[0] == queries[1]
    assert queries[1] <= 35


def test_visit_form_saved_with_20_rows_untouched(client, publisher):
    visit = full_visit(20)
    data = posted(client.get(url_of(visit)))
    before = [Stop.history.count(), Participant.history.count(), Citation.history.count()]
    page, queries = queries_of(client, url_of(visit), data)
    assert page.status_code == 302
    assert queries <= 55  # the rows are read twice: before, whether somebody changed them meanwhile
    assert before == [Stop.history.count(), Participant.history.count(), Citation.history.count()]
    assert visit.history.filter(history_type="~").count() == 1  # from the countries, when it was made


def test_visit_form_saved_with_20_rows_of_each_kind_changed(client, publisher):
    visit = full_visit(20)
    data = posted(client.get(url_of(visit)), change_reason="As the minutes say")
    changed = {"stops": "title", "members": "title", "stop_participants": "title", "actions": "title"}
    for prefix, name in {**changed, "citations": "note"}.items():
        for number in range(20):
            data[f"{prefix}-{number}-{name}"] += "!"
    page, queries = queries_of(client, url_of(visit), data)
    assert page.status_code == 302
    assert queries <= 330  # a hundred rows written, and a few queries for each kind
    assert Stop.objects.filter(visit=visit, title__endswith="!").count() == 20
    assert Participant.objects.filter(title__endswith="!").count() == 40
    assert FollowUpAction.objects.filter(visit=visit, title__endswith="!").count() == 20
    assert Citation.objects.filter(note="!").count() == 20
    stop = visit.stops.first()
    version = stop.history.first()
    assert (version.history_user, version.history_change_reason) == (publisher, "As the minutes say")
    assert [row.topic_id for row in version.topics.all()] == [stop.topics.get().pk]


# --- A visit from the beginning ---


def test_visit_added_with_stops(client, publisher):
    delegation = make.make_delegation()
    host = make.make_organisation()
    url = reverse("admin:tracker_visit_add")
    page = client.get(url)
    shown = [inline.formset.prefix for inline in page.context["inline_admin_formsets"]]
    assert shown == ["stops", "actions", "agreements"]
    assert "once the visit has been saved" in page.content.decode()
    data = posted(page, title="Example visit", delegation=str(delegation.pk), dates="4–5 Nov 2025")
    data["countries"] = ["KZ", "CN"]
    add_row(data, "stops", title="Second", kind="tour", order="2")
    add_row(data, "stops", title="First", kind="meeting", order="1", host=str(host.pk), day="4 Nov 2025")
    add_row(data, "actions", title="Send the papers", status="open", due="2025-12")
    add_row(data, "agreements", title="Example letter", kind="letter", status="proposed")
    page = client.post(url, data)
    assert page.status_code == 302, errors(page)
    visit = Visit.objects.get(title="Example visit")
    assert (visit.reference, visit.visibility, str(visit.dates)) == ("V-0001", "draft", "4–5 November 2025")
    assert itinerary(visit) == [(1, "First"), (2, "Second")]
    assert visit.stops.get(order=1).host == host
    assert [action.title for action in visit.actions.all()] == ["Send the papers"]
    assert Agreement.objects.get(visit=visit).kind == "letter"
    # One row of history for the visit, with its countries.
    [version] = visit.history.all()
    assert (version.history_type, version.history_user) == ("+", publisher)
    assert sorted(row.country_id for row in version.countries.all()) == ["CN", "KZ"]


def test_visit_changed_one_row_of_history(client, publisher):
    visit = small_visit(countries=[make.country("KZ")])
    before = visit.history.count()
    data = posted(client.get(url_of(visit)), title="Another title", change_reason="Misread")
    data["countries"] = ["CN", "DE"]
    client.post(url_of(visit), data)
    [version, *_older] = visit.history.all()
    assert visit.history.count() == before + 1
    assert (version.history_type, version.history_change_reason, version.title) == (
        "~",
        "Misread",
        "Another title",
    )
    assert sorted(row.country_id for row in version.countries.all()) == ["CN", "DE"]


def test_visit_public_changed_without_reason(client, publisher):
    visit = make.make_visit()
    data = posted(client.get(url_of(visit)), title="Another title")
    page = client.post(url_of(visit), data)
    assert errors(page) == ["This field is required."]
    assert "change_reason" in page.context["adminform"].form.errors
    assert client.post(url_of(visit), {**data, "change_reason": "Misread"}).status_code == 302


# --- Stops in order ---


def test_stops_new_one_with_a_number_that_is_taken(client, publisher):
    visit = small_visit()
    [first, second, third] = [stop.title for stop in visit.stops.all()]
    data = posted(client.get(url_of(visit)))
    add_row(data, "stops", title="New", kind="meeting", order="2")
    client.post(url_of(visit), data)
    assert itinerary(visit) == [(1, first), (2, "New"), (3, second), (4, third)]


def test_stops_new_one_without_number(client, publisher):
    visit = small_visit()
    data = posted(client.get(url_of(visit)))
    add_row(data, "stops", title="New", kind="meeting", order="")
    client.post(url_of(visit), data)
    assert itinerary(visit)[-1] == (4, "New")


def test_stops_moved_to_the_front(client, publisher):
    visit = small_visit()
    [first, second, third] = [stop.title for stop in visit.stops.all()]
    client.post(url_of(visit), posted(client.get(url_of(visit)), stops__2__order="1"))
    assert itinerary(visit) == [(1, third), (2, first), (3, second)]


def test_stops_with_gaps_left_alone(client, publisher):
    visit = small_visit(stops=0)
    for order in (2, 5):
        make.make_stop(visit=visit, order=order, title=f"Stop {order}")
    data = posted(client.get(url_of(visit)), stops__0__title="Stop two")
    client.post(url_of(visit), data)
    assert itinerary(visit) == [(2, "Stop two"), (5, "Stop 5")]


def test_stops_pushed_down_in_history(client, publisher):
    visit = small_visit(stops=1)
    stop = visit.stops.get()
    data = posted(client.get(url_of(visit)), change_reason="It came later")
    add_row(data, "stops", title="New", kind="meeting", order="1")
    client.post(url_of(visit), data)
    assert reasons(stop) == [("~", "It came later"), ("+", None)]


# --- Members, participants, citations ---


def test_members_bound_to_the_delegation_of_the_visit(client, publisher):
    visit, other = small_visit(), make.make_participant()
    member = make.make_participant(delegation=visit.delegation, role="head")
    page = client.get(url_of(visit))
    data = posted(page)
    assert (data["members-TOTAL_FORMS"], data["members-0-id"]) == ("1", str(member.pk))
    person = make.make_person()
    add_row(data, "members", person=str(person.pk), role="member", title="Example Title")
    add_row(data, "members", description="Associate Dean for Research", role="member")
    client.post(url_of(visit), data)
    members = visit.delegation.members.values_list("order", "person", "description", "role")
    assert list(members) == [
        (1, member.person_id, "", "head"),
        (2, person.pk, "", "member"),
        (3, None, "Associate Dean for Research", "member"),
    ]
    assert other.delegation.members.count() == 1


def test_members_of_another_delegation_forged(client, publisher):
    visit, other = small_visit(), make.make_participant(title="Theirs")
    make.make_participant(delegation=visit.delegation)
    data = posted(client.get(url_of(visit)), members__0__id=str(other.pk), members__0__title="Mine")
    page = client.post(url_of(visit), data)
    assert page.status_code == 200
    other.refresh_from_db()
    assert (other.title, other.delegation_id == visit.delegation_id) == ("Theirs", False)


def test_members_when_the_delegation_is_changed_at_once(client, publisher):
    visit, other = small_visit(), make.make_delegation()
    member = make.make_participant(delegation=visit.delegation)
    data = posted(client.get(url_of(visit)), delegation=str(other.pk), members__0__title="Example Title")
    page = client.post(url_of(visit), data)
    sentence = "Save the new delegation first; its members are entered after that."
    assert page.context["adminform"].form.errors == {"delegation": [sentence]}
    member.refresh_from_db()
    assert (member.title, other.members.count()) == ("", 0)
    assert client.post(url_of(visit), data | {"members-0-title": ""}).status_code == 302
    visit.refresh_from_db()
    assert visit.delegation == other


def test_member_neither_named_nor_described(client, publisher):
    visit = small_visit()
    data = posted(client.get(url_of(visit)))
    add_row(data, "members", title="Example Title", role="member")
    page = client.post(url_of(visit), data)
    formset = next(i.formset for i in page.context["inline_admin_formsets"] if i.formset.prefix == "members")
    sentence = (
        "Choose a person, or describe who it was where no name is given (“Associate Dean for Research”)."
    )
    assert formset.errors == [{"person": [sentence]}]


def test_participants_at_stops_added_and_moved(client, publisher):
    visit = small_visit()
    [first, second, _third] = visit.stops.all()
    there = make.make_participant(stop=first)
    data = posted(client.get(url_of(visit)), stop_participants__0__about=f"stop-{second.pk}")
    add_row(data, "stop_participants", about=f"stop-{second.pk}", description="A teacher", role="guest")
    client.post(url_of(visit), data)
    found = Participant.objects.filter(stop__visit=visit).values_list(
        "stop", "order", "person", "description"
    )
    assert list(found) == [(second.pk, 1, there.person_id, ""), (second.pk, 2, None, "A teacher")]


@pytest.mark.parametrize("forged", ["stop-{other}", "visit-{visit}", "delegation-1", "stop-", "", "x"])
def test_participants_at_stops_of_another_visit_forged(client, publisher, forged):
    visit, other = small_visit(), make.make_stop()
    about = forged.format(other=other.pk, visit=visit.pk)
    data = posted(client.get(url_of(visit)))
    add_row(data, "stop_participants", about=about, description="A teacher", role="guest")
    page = client.post(url_of(visit), data)
    assert page.status_code == 200
    assert Participant.objects.filter(description="A teacher").count() == 0


def test_citations_of_the_visit_its_stops_and_its_people(client, publisher):
    visit, source = small_visit(stops=1), make.make_source()
    stop = visit.stops.get()
    member = make.make_participant(delegation=visit.delegation)
    there = make.make_participant(stop=stop)
    action, agreement = make.make_action(stop=stop), make.make_agreement(visit=visit)
    page = client.get(url_of(visit))
    [inline] = [i for i in page.context["inline_admin_formsets"] if i.formset.prefix == "citations"]
    choices = [
        value
        for _group, options in inline.formset.empty_form.fields["about"].choices
        if isinstance(options, list)
        for value, _label in options
    ]
    wanted = [f"visit-{visit.pk}", f"stop-{stop.pk}", f"participant-{member.pk}", f"participant-{there.pk}"]
    wanted += [f"action-{action.pk}", f"agreement-{agreement.pk}"]
    assert sorted(choices) == sorted(wanted)
    data = posted(page)
    for number, about in enumerate(wanted, start=1):
        add_row(data, "citations", about=about, source=str(source.pk), line=str(number), stance="supports")
    client.post(url_of(visit), data)
    found = source.citations.order_by("line").values_list(
        "line", "visit", "stop", "participant", "action", "agreement"
    )
    assert list(found) == [
        (1, visit.pk, None, None, None, None),
        (2, None, stop.pk, None, None, None),
        (3, None, None, member.pk, None, None),
        (4, None, None, there.pk, None, None),
        (5, None, None, None, action.pk, None),
        (6, None, None, None, None, agreement.pk),
    ]


def test_rows_typed_for_a_stop_that_is_deleted(client, publisher):
    visit = small_visit()
    first = visit.stops.first()
    there = make.make_participant(stop=first)
    make.make_citation(stop=first)
    data = posted(client.get(url_of(visit)), stops__0__DELETE="on")
    changed = data | {"citations-0-note": "Changed"}
    source = str(make.make_source().pk)
    row = {"source": source, "stance": "supports", "about": f"participant-{there.pk}"}
    add_row(changed, "citations", **row)
    add_row(changed, "stop_participants", about=f"stop-{first.pk}", description="A teacher", role="guest")
    page = client.post(url_of(visit), changed)
    end = "is ticked for deletion, and this row would go with it: choose another, or leave that one."
    assert errors(page) == [f"“{first}” {end}", f"“{there}” {end}"]
    assert (Citation.objects.count(), visit.stops.count()) == (1, 3)
    # What nobody touched goes with the stop.
    assert client.post(url_of(visit), data).status_code == 302
    assert (Citation.objects.count(), visit.stops.count()) == (0, 2)


@pytest.mark.parametrize("gone", [0, 2])
def test_row_that_somebody_deleted_meanwhile(client, publisher, gone):
    visit = small_visit()
    data = posted(client.get(url_of(visit)))
    visit.stops.all()[gone].delete()
    page = client.post(url_of(visit), data)
    sentence = "Somebody has deleted this row meanwhile: tick Delete, or enter it again as a new one."
    assert errors(page) == [sentence]
    content = page.content.decode()
    assert sentence in content
    assert all(f'name="stops-{number}-DELETE"' in content for number in range(3))
    assert client.post(url_of(visit), data | {f"stops-{gone}-DELETE": "on"}).status_code == 302
    assert visit.stops.count() == 2


def test_part_that_somebody_deleted_meanwhile(client, publisher):
    visit = small_visit()
    data = posted(client.get(url_of(visit)))
    last = visit.stops.last()
    add_row(data, "stop_participants", about=f"stop-{last.pk}", description="A teacher", role="guest")
    last.delete()
    page = client.post(url_of(visit), data | {"stops-2-DELETE": "on"})
    sentence = "Somebody has deleted what this row was about: make a valid choice, or tick Delete."
    assert errors(page) == [sentence]


def test_agreement_row_that_contradicts_what_its_row_does_not_show(client, publisher):
    visit = small_visit()
    make.make_agreement(visit=visit, proposed="2025-05-01")
    data = posted(client.get(url_of(visit)), title="Typed just now", agreements__0__signed="2024")
    page = client.post(url_of(visit), data)
    sentence = "It cannot be signed before it was proposed: correct one of the two dates."
    assert errors(page) == [sentence]
    assert page.context["adminform"].form["title"].value() == "Typed just now"


def test_rows_pushed_beyond_the_last_number(client, publisher):
    visit = small_visit(stops=0)
    make.make_stop(visit=visit, order=9999)
    data = posted(client.get(url_of(visit)))
    add_row(data, "stops", title="New", kind="meeting", order="")
    page = client.post(url_of(visit), data)
    assert errors(page) == ["No row has a number above 9999: give this one, or those before it, a lower one."]


def test_visit_added_leads_to_its_own_page(client, publisher):
    url = reverse("admin:tracker_visit_add")
    data = posted(client.get(url), title="Example visit", delegation=str(make.make_delegation().pk))
    assert client.post(url, data).url == url_of(Visit.objects.get())


def test_stop_deleted_that_an_action_names(client, publisher):
    visit = small_visit(stops=1)
    action = make.make_action(stop=visit.stops.get())
    page = client.post(url_of(visit), posted(client.get(url_of(visit)), stops__0__DELETE="on"))
    assert page.status_code == 200
    assert str(action) in errors(page)[0]
    assert visit.stops.count() == 1


# --- Mistakes ---


@pytest.mark.parametrize(
    ("changes", "field", "part"),
    [
        ({"dates": "some day soon"}, "dates", "“some day soon”"),
        ({"dates": "5 Nov 2025 – 4 Nov 2025"}, "dates", ""),
        ({"dates": "2025-11-05/2025-11-04"}, "dates", ""),
        ({"title": ""}, "title", "required"),
        ({"delegation": "999999"}, "delegation", "valid choice"),
        ({"delegation": "x"}, "delegation", "valid choice"),
        ({"countries": ["ZZ"]}, "countries", "valid choice"),
        ({"visibility": "secret"}, "visibility", "valid choice"),
    ],
)
def test_visit_mistake_at_its_field(client, publisher, changes, field, part):
    visit = small_visit()
    page = client.post(url_of(visit), posted(client.get(url_of(visit)), **changes))
    assert page.status_code == 200
    found = page.context["adminform"].form.errors
    assert list(found) == [field]
    assert part in found[field][0]


def test_stop_outside_the_new_dates_of_the_visit(client, publisher):
    visit = small_visit(stops=0, dates="2025-11")
    make.make_stop(visit=visit, day="2025-11-04")
    page = client.post(url_of(visit), posted(client.get(url_of(visit)), dates="December 2025"))
    assert page.status_code == 200
    assert "is outside the visit's dates (December 2025)" in errors(page)[0]


def test_stop_outside_the_dates_of_a_visit_that_is_added(client, publisher):
    url = reverse("admin:tracker_visit_add")
    data = posted(client.get(url), title="Example visit", dates="December 2025")
    data["delegation"] = str(make.make_delegation().pk)
    add_row(data, "stops", title="Example stop", kind="meeting", day="4 Nov 2025")
    page = client.post(url, data)
    assert page.status_code == 200
    assert "is outside the visit's dates (December 2025)" in errors(page)[0]


@pytest.mark.parametrize(
    "forged",
    [
        {"stops-TOTAL_FORMS": "x"},
        {"stops-TOTAL_FORMS": "99999999999"},
        {"stops-0-id": "x"},
        {"stops-0-id": "99999999999999999999999"},
        {"stops-0-host": "99999999999999999999999"},
        {"stops-0-host": "x\0"},
        {"stops-0-topics": ["x", "1"]},
        {"stops-0-order": "99999999999999999999"},
        {"stops-0-order": "10000"},
        {"stops-0-order": "-3"},
        {"stops-0-title": "\0"},
        {"citations-TOTAL_FORMS": ""},
        {"members-0-id": "x"},
    ],
)
def test_visit_forged_rows_refused(client, publisher, forged):
    visit = small_visit()
    make.make_participant(delegation=visit.delegation)
    before = itinerary(visit)
    page = client.post(url_of(visit), posted(client.get(url_of(visit))) | forged)
    assert page.status_code == 200
    assert itinerary(visit) == before
