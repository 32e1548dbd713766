"""One record's screens: mistakes told at their field, deletion, history, publishing, the way to the site."""

import pytest
from django.db import IntegrityError
from django.urls import reverse

from tests import factories as make
from tests.admin.forms import add_row, errors, posted
from tests.admin.samples import MAKERS
from tracker import models

pytestmark = pytest.mark.django_db


@pytest.fixture
def publisher(client):
    user = make.make_user("Publisher")
    client.force_login(user)
    return user


def url_of(record, screen="change", *more):
    name = f"admin:tracker_{record._meta.model_name}_{screen}"
    return reverse(name, args=[record.pk, *more])


def save(client, record, rows=(), **changes):
    """Save a record's page with some values changed and `rows` added: (formset, values)."""
    data = posted(client.get(url_of(record)), change_reason="For the test", **changes)
    for prefix, values in rows:
        add_row(data, prefix, **values)
    return client.post(url_of(record), data)


def form_errors(page):
    return page.context["adminform"].form.errors


def row_errors(page, prefix):
    [formset] = [
        inline.formset for inline in page.context["inline_admin_formsets"] if inline.formset.prefix == prefix
    ]
    return [error for error in formset.errors if error]


# --- Mistakes ---


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (
            {"proposed": "November 2025", "signed": "October 2025"},
            {"signed": ["It cannot be signed before it was proposed: correct one of the two dates."]},
        ),
        (
            {"proposed": "2025-11-05", "agreed": "2025-11-04"},
            {"agreed": ["It cannot be agreed before it was proposed: correct one of the two dates."]},
        ),
        (
            {"signed": "2025", "expires": "2024"},
            {"expires": ["It cannot expire before it was signed: correct one of the two dates."]},
        ),
        (
            {"in_force_from": "2025", "expires": "2024"},
            {"expires": ["It cannot expire before it is in force: correct one of the two dates."]},
        ),
        (
            {"said_term": "2030"},
            {"said_term": ["That is a day: write it into “expires”, and here a duration."]},
        ),
        (
            {"notice_given": "2025"},
            {
                "status": [
                    "Only a terminated agreement has a notice and a day on which it was terminated: take them"
                    " out, or say that it is terminated."
                ]
            },
        ),
    ],
)
def test_agreement_that_contradicts_itself(client, publisher, changes, expected):
    agreement = make.make_agreement()
    page = save(client, agreement, **changes)
    assert form_errors(page) == expected
    agreement.refresh_from_db()
    assert (agreement.proposed, agreement.signed, agreement.term) == (None, None, None)


def test_agreement_durations_typed_as_people_say_them(client, publisher):
    agreement = make.make_agreement()
    said = {"said_term": "five years from signature", "said_renewal": "a year", "said_notice": "90 days"}
    assert save(client, agreement, **said).status_code == 302
    agreement.refresh_from_db()
    found = (agreement.term, agreement.term_unit, agreement.term_from, agreement.renewal)
    assert (*found, agreement.renewal_unit) == (5, "years", "signed", 1, "years")
    assert (agreement.notice_period, agreement.notice_unit) == (90, "days")
    rows = agreement.history.count()
    assert save(client, agreement).status_code == 302
    assert agreement.history.count() == rows
    assert save(client, agreement, said_term="").status_code == 302
    agreement.refresh_from_db()
    assert (agreement.term, agreement.term_unit, agreement.term_from) == (None, "", "")


def test_agreement_replacing_itself(client, publisher):
    agreement = make.make_agreement()
    page = save(client, agreement, replaces=str(agreement.pk))
    assert list(form_errors(page)) == ["replaces"]


@pytest.mark.parametrize("change", [{}, {"signed": "2025"}, {"proposed": "2025", "signed": "November 2025"}])
def test_agreement_that_may_be_so(client, publisher, change):
    assert save(client, make.make_agreement(), **change).status_code == 302


PARTY = "A party is one organisation or one country: choose one of the two."


def test_party_neither_and_both(client, publisher):
    agreement, organisation = make.make_agreement(), make.make_organisation()
    both = {"organisation": str(organisation.pk), "country": "KZ"}
    page = save(client, agreement, [("parties", {"order": "1"}), ("parties", both)])
    assert row_errors(page, "parties") == [{"country": [PARTY]}, {"country": [PARTY]}]
    assert agreement.parties.count() == 0


def test_party_twice_in_one_form(client, publisher):
    agreement, organisation = make.make_agreement(), make.make_organisation()
    rows = [("parties", {"organisation": str(organisation.pk)})] * 2
    page = save(client, agreement, rows)
    sentence = "This organisation is a party of the agreement already."
    assert row_errors(page, "parties") == [{"organisation": [sentence]}]


ALIAS_TWICE = "This record has this alias already: remove one of the two."


@pytest.mark.parametrize(
    "maker",
    [
        make.make_organisation,
        make.make_person,
        make.make_delegation,
        make.make_event,
        make.make_agreement,
        make.make_programme,
        make.make_topic,
    ],
)
def test_alias_twice(client, publisher, maker):
    record = maker()
    make.make_alias("Known Name", **{record._meta.model_name: record})
    page = save(client, record, [("aliases", {"name": "KNOWN NAME", "kind": "alias"})])
    assert row_errors(page, "aliases") == [{"name": [ALIAS_TWICE]}]
    rows = [("aliases", {"name": name, "kind": "alias"}) for name in ("New Name", "new name")]
    page = save(client, record, rows)
    assert row_errors(page, "aliases") == [{"name": [ALIAS_TWICE]}]
    assert record.aliases.count() == 1


def test_alias_of_a_new_record_twice(client, publisher):
    url = reverse("admin:tracker_topic_add")
    data = posted(client.get(url), name="Example topic")
    for name in ("Same", "same"):
        add_row(data, "aliases", name=name, kind="alias")
    page = client.post(url, data)
    assert row_errors(page, "aliases") == [{"name": [ALIAS_TWICE]}]


def test_alias_that_is_the_name_itself(client, publisher):
    topic = make.make_topic(name="Example topic")
    page = save(client, topic, [("aliases", {"name": "Example topic", "kind": "alias"})])
    sentence = "“Example topic” is the name of the record itself: an alias is another name."
    assert row_errors(page, "aliases") == [{"name": [sentence]}]


def test_position_twice(client, publisher):
    person = make.make_person()
    rows = [("positions", {"title": "Example Dean"})] * 2
    page = save(client, person, rows)
    sentence = "This person has this position already: give its period, or change the other."
    assert row_errors(page, "positions") == [{"period": [sentence]}]
    rows = [("positions", {"title": "Example Dean", "period": year}) for year in ("2020", "2024")]
    assert save(client, person, rows).status_code == 302


def test_fact_twice(client, publisher):
    organisation = make.make_organisation()
    page = save(client, organisation, [("facts", {"label": "students", "value": "over 20,000"})] * 2)
    sentence = "This fact stands here already: cite a second source on it instead."
    assert row_errors(page, "facts") == [{"value": [sentence]}]


def test_event_organisation_twice(client, publisher):
    event, organisation = make.make_event(), make.make_organisation()
    rows = [("organisation_roles", {"organisation": str(organisation.pk), "role": "host"})] * 2
    page = save(client, event, rows)
    sentence = "This organisation has this role at the event already."
    assert row_errors(page, "organisation_roles") == [{"role": [sentence]}]


@pytest.mark.parametrize("maker", [make.make_event, make.make_agreement, make.make_programme])
def test_participant_neither_named_nor_described(client, publisher, maker):
    page = save(client, maker(), [("participants", {"title": "Example Title", "role": "guest"})])
    [found] = row_errors(page, "participants")
    assert list(found) == ["person"]
    assert "describe who it was" in found["person"][0]


def test_participant_named_and_described(client, publisher):
    event, person = make.make_event(), make.make_person()
    row = {"person": str(person.pk), "description": "A teacher", "role": "guest"}
    page = save(client, event, [("participants", row)])
    [found] = row_errors(page, "participants")
    assert list(found) == ["person"]
    assert "not both" in found["person"][0]


def test_row_of_its_own_with_two_targets_and_with_none(client, publisher):
    url = reverse("admin:tracker_alias_add")
    data = posted(client.get(url), name="Example alias")
    both = {"person": str(make.make_person().pk), "organisation": str(make.make_organisation().pk)}
    for targets in ({}, both):
        page = client.post(url, data | targets)
        assert form_errors(page) == {"__all__": ["An alias belongs to exactly one record."]}


def test_delegation_of_nobody(client, publisher):
    page = save(client, make.make_delegation(), size="0")
    assert list(form_errors(page)) == ["size"]


def test_organisation_part_of_itself(client, publisher):
    organisation = make.make_organisation()
    page = save(client, organisation, parent=str(organisation.pk))
    assert list(form_errors(page)) == ["parent"]


def test_source_with_a_file_that_is_known(client, publisher):
    make.make_source(sha256="a" * 64)
    page = save(client, make.make_source(), sha256="a" * 64)
    sentence = "A source with this very file is in the record already: cite that one."
    assert form_errors(page) == {"sha256": [sentence]}


@pytest.mark.parametrize(
    ("maker", "field"),
    [
        (make.make_event, "dates"),
        (make.make_agreement, "signed"),
        (make.make_action, "due"),
        (make.make_programme, "period"),
        (make.make_source, "dated"),
        (make.make_stop, "day"),
        (make.make_position, "period"),
        (make.make_fact, "as_of"),
    ],
)
@pytest.mark.parametrize("text", ["whenever", "32 November 2025", "2025-11-05/2025-11-04", "x" * 500, "\0"])
def test_date_that_cannot_be_read(client, publisher, maker, field, text):
    page = save(client, maker(), **{field: text})
    assert page.status_code == 200
    assert list(form_errors(page)) == [field]


# --- Rows of several parents ---


@pytest.mark.parametrize(
    "maker",
    [
        make.make_delegation,
        make.make_event,
        make.make_agreement,
        make.make_programme,
        make.make_organisation,
        make.make_person,
        make.make_action,
    ],
)
def test_citation_of_the_record(client, publisher, maker):
    record, source = maker(), make.make_source()
    about = f"{'action' if maker is make.make_action else record._meta.model_name}-{record.pk}"
    row = {"about": about, "source": str(source.pk), "line": "3", "stance": "supports", "note": "It says so"}
    assert save(client, record, [("citations", row)]).status_code == 302
    [citation] = source.citations.all()
    assert (citation.target, citation.locator, citation.note) == (record, "¶3", "It says so")


@pytest.mark.parametrize(
    ("maker", "part_maker", "owner", "kind"),
    [
        (make.make_delegation, make.make_participant, "delegation", "participant"),
        (make.make_event, make.make_participant, "event", "participant"),
        (make.make_event, make.make_event_organisation, "event", "event_organisation"),
        (make.make_agreement, make.make_party, "agreement", "party"),
        (make.make_agreement, make.make_participant, "agreement", "participant"),
        (make.make_programme, make.make_participant, "programme", "participant"),
        (make.make_organisation, make.make_fact, "organisation", "fact"),
        (make.make_person, make.make_position, "person", "position"),
    ],
)
def test_citation_of_a_part_of_the_record(client, publisher, maker, part_maker, owner, kind):
    record, source = maker(), make.make_source()
    part, other = part_maker(**{owner: record}), part_maker(**{owner: maker()})
    row = {"source": str(source.pk), "stance": "disputes"}
    assert save(client, record, [("citations", {**row, "about": f"{kind}-{part.pk}"})]).status_code == 302
    page = save(client, record, [("citations", {**row, "about": f"{kind}-{other.pk}"})])
    assert list(row_errors(page, "citations")[0]) == ["about"]
    assert [citation.target for citation in source.citations.all()] == [part]


def test_citation_moved_and_deleted(client, publisher):
    organisation = make.make_organisation()
    fact = make.make_fact(organisation=organisation)
    citation = make.make_citation(organisation=organisation)
    save(client, organisation, citations__0__about=f"fact-{fact.pk}")
    citation.refresh_from_db()
    assert (citation.organisation, citation.fact) == (None, fact)
    save(client, organisation, citations__0__DELETE="on")
    assert models.Citation.objects.count() == 0


# --- Deleting ---


def test_delete_organisation_that_visits_refer_to(client, publisher):
    ministry = make.make_organisation(name="Example Ministry")
    visit = make.make_visit(invited_by=[ministry])
    stop = make.make_stop(host=ministry)
    for answer in (
        client.get(url_of(ministry, "delete")),
        client.post(url_of(ministry, "delete"), {"post": "yes", "reason": "Entered twice"}),
    ):
        page = answer.content.decode()
        assert "“Example Ministry” cannot be deleted, because 2 other records refer to it." in page
        assert "Change those first, so that they no longer do, or keep this one." in page
        assert f'<a href="{url_of(visit)}">{visit}</a>' in page
        assert f'<a href="{url_of(stop)}">{stop.visit.reference}, 1. {stop}</a>' in page
        assert "Visit_invited_by" not in page
    assert models.Organisation.objects.filter(pk=ministry.pk).exists()


def test_delete_selected_organisations_that_visits_refer_to(client, publisher):
    ministry, other = make.make_organisation(), make.make_organisation()
    visit = make.make_visit(invited_by=[ministry])
    url = reverse("admin:tracker_organisation_changelist")
    data = {"action": "delete_selected", "_selected_action": [ministry.pk, other.pk], "index": "0"}
    for more in ({}, {"post": "yes", "reason": "Entered twice"}):
        page = client.post(url, data | more).content.decode()
        assert "Nothing has been deleted, because another record refers to what you selected." in page
        assert f'<a href="{url_of(visit)}">{visit}</a>' in page
    assert models.Organisation.objects.count() == 2


def test_delete_record_with_its_rows(client, publisher):
    visit = make.make_visit(stops=2, visibility="draft")
    make.make_citation(stop=visit.stops.first())
    assert client.post(url_of(visit, "delete"), {"post": "yes"}).status_code == 302
    assert (models.Visit.objects.count(), models.Stop.objects.count()) == (0, 0)
    assert models.Visit.history.filter(history_type="-", history_user=publisher).count() == 1


def test_delete_selected_public_visits_by_an_editor(client):
    client.force_login(make.make_user("Editor"))
    visits = [make.make_visit(), make.make_visit(visibility="draft")]
    data = {"action": "delete_selected", "_selected_action": [visit.pk for visit in visits], "index": "0"}
    page = client.post(reverse("admin:tracker_visit_changelist"), data).content.decode()
    assert "public records, for one, can only be deleted by a Publisher" in page
    assert models.Visit.objects.count() == 2


# --- History ---


@pytest.mark.parametrize("model", MAKERS, ids=lambda model: model.__name__)
def test_history_shows_who_why_and_what(client, publisher, model):
    record = MAKERS[model]()
    assert client.get(url_of(record, "history")).status_code == 200


def test_history_with_the_difference(client, publisher):
    topic = make.make_topic(name="Earlier name")
    assert save(client, topic, name="Later name").status_code == 302
    page = client.get(url_of(topic, "history")).content.decode()
    assert "<del>Earlier name</del> → <ins>Later name</ins>" in page
    assert "For the test" in page
    assert str(publisher) in page
    assert "style=" not in page


def test_history_of_relations_with_the_difference(client, publisher):
    programme = make.make_programme(partners=[make.make_organisation(name="Example Partner")])
    save(client, programme, partners=[])
    [version, *_older] = programme.history.all()
    assert [row.organisation_id for row in version.partners.all()] == []
    assert "Example Partner" in client.get(url_of(programme, "history")).content.decode()


def test_history_earlier_version_restored(client, publisher):
    topic = make.make_topic(name="Earlier name")
    topic.name = "Later name"
    topic.save()
    url = url_of(topic, "simple_history", topic.history.last().pk)
    data = {"name": "Earlier name", "change_reason": "The change was wrong"}
    assert client.get(url).status_code == 200
    assert client.post(url, data).status_code == 302
    topic.refresh_from_db()
    assert topic.name == "Earlier name"
    version = topic.history.first()
    assert (version.history_change_reason, version.history_user) == ("The change was wrong", publisher)


def test_reason_alone_changes_nothing(client, publisher):
    topic = make.make_topic()
    save(client, topic)
    assert topic.history.count() == 1


# --- Publishing ---


def act(client, action, records, **more):
    model = type(records[0])
    data = {"action": action, "_selected_action": [record.pk for record in records], "index": "0", **more}
    page = client.post(reverse(f"admin:tracker_{model._meta.model_name}_changelist"), data, follow=True)
    return [str(message) for message in page.context["messages"]]


@pytest.mark.parametrize("reason", ["x" * 501, "\0"])
def test_publish_with_a_reason_that_cannot_be_kept(client, publisher, reason):
    visit = make.make_visit(visibility="draft")
    assert act(client, "publish", [visit], reason=reason) == ["No action selected."]
    assert not models.Visit.objects.public().exists()


def test_publish_says_how_many(client, publisher):
    visits = [make.make_visit(visibility=visibility) for visibility in ("draft", "internal", "public")]
    assert act(client, "publish", visits, reason="Agreed") == [
        "2 records are now public.",
        "1 record was public already.",
    ]
    assert visits[0].history.first().history_change_reason == "Agreed"


def test_make_internal_by_an_editor(client):
    client.force_login(make.make_user("Editor"))
    visits = [make.make_visit(visibility=visibility) for visibility in ("draft", "public")]
    assert act(client, "make_internal", visits, reason="Not agreed") == [
        "1 record is now internal.",
        "1 record is public and stays so: ask a Publisher to take it back.",
    ]


# --- To the site and back ---


@pytest.mark.parametrize("model", MAKERS, ids=lambda model: model.__name__)
def test_view_on_site_is_the_page_itself(client, publisher, model):
    record = MAKERS[model]()
    page = client.get(url_of(record)).content.decode()
    if hasattr(record, "get_absolute_url"):
        assert f'href="{record.get_absolute_url()}" class="viewsitelink"' in page
    else:
        assert "viewsitelink" not in page
    assert "/r/" not in page


def test_organisation_page_leads_to_its_parts_positions_and_visits(client, publisher):
    ministry = make.make_organisation()
    part = make.make_organisation(parent=ministry)
    position = make.make_position(organisation=ministry)
    sent = make.make_visit(delegation=make.make_delegation(senders=[ministry]))
    met = make.make_stop(host=ministry).visit
    page = client.get(url_of(ministry)).content.decode()
    for record in (part, position, sent, met):
        assert f'href="{url_of(record)}"' in page


def test_person_page_with_more_participations_than_it_lists(client, publisher):
    person = make.make_person()
    for _number in range(32):
        make.make_participant(person=person)
    page = client.get(url_of(person)).content.decode()
    assert page.count("/admin/tracker/delegation/") >= 30
    url = f"{reverse('admin:tracker_participant_changelist')}?person__id__exact={person.pk}"
    assert f'href="{url}"' in page
    assert client.get(url).context["cl"].result_count == 32


def test_organisation_page_links_to_all_of_its_parts(client, publisher):
    ministry = make.make_organisation()
    for _number in range(31):
        make.make_position(organisation=make.make_organisation(parent=ministry))
    url = f"{reverse('admin:tracker_organisation_changelist')}?parent__id__exact={ministry.pk}"
    assert f'href="{url}"' in client.get(url_of(ministry)).content.decode()
    assert client.get(url).context["cl"].result_count == 31


def test_source_page_counts_its_citations(client, publisher):
    source = make.make_source()
    for _number in range(2):
        make.make_citation(source=source)
    url = f"{reverse('admin:tracker_citation_changelist')}?source__id__exact={source.pk}"
    assert f'<a href="{url}">2 citations</a>' in client.get(url_of(source)).content.decode()
    assert client.get(url).context["cl"].result_count == 2


# --- At the same moment ---


def test_save_refused_by_the_database(client, publisher, monkeypatch):
    def refuse(*args, **kwargs):
        raise IntegrityError

    topic = make.make_topic(name="Earlier name")
    monkeypatch.setattr(models.Topic, "save", refuse)
    data = posted(client.get(url_of(topic)), name="Later name")
    page = client.post(url_of(topic), data)
    [message] = errors(page)
    assert message.startswith("Nothing was saved: somebody else changed this at the same moment")
    assert page.context["adminform"].form["name"].value() == "Later name"
    topic.refresh_from_db()
    assert topic.name == "Earlier name"


def test_reason_asked_for_on_public_records_only(client, publisher):
    def required(record):
        return client.get(url_of(record)).context["adminform"].form.fields["change_reason"].required

    public, draft = make.make_action(), make.make_action(visibility="draft")
    assert [required(record) for record in (public, make.make_topic(), draft)] == [True, False, False]


def test_errors_names_each_sentence_once(client, publisher):
    page = save(client, make.make_topic(), name="")
    assert errors(page) == ["This field is required."]


def test_save_refused_by_a_constraint_that_says_why(client, publisher, monkeypatch):
    def refuse(*args, **kwargs):
        raise IntegrityError("CHECK constraint failed: agreement_signed_after_proposed")

    agreement = make.make_agreement()
    monkeypatch.setattr(models.Agreement, "save", refuse)
    page = save(client, agreement, title="Typed just now")
    assert errors(page) == ["It cannot be signed before it was proposed: correct one of the two dates."]
    assert page.context["adminform"].form["title"].value() == "Typed just now"


# --- Earlier versions ---


def test_earlier_version_shown_and_restored_with_its_relations(client, publisher):
    earlier, later = make.make_topic(name="Earlier topic"), make.make_topic(name="Later topic")
    visit = make.make_visit(visibility="draft")
    assert save(client, visit, topics=[str(earlier.pk)], countries=["KZ"]).status_code == 302
    version = visit.history.first()
    assert save(client, visit, topics=[str(later.pk)], countries=["CN", "DE"]).status_code == 302
    count = visit.history.count()
    url = url_of(visit, "simple_history", version.pk)
    form = client.get(url).context["adminform"].form
    assert [topic.name for topic in form.initial["topics"]] == ["Earlier topic"]
    assert "Earlier topic" in str(form["topics"])
    assert "Later topic" not in str(form["topics"])
    data = {
        "visibility": "draft",
        "title": visit.title,
        "delegation": str(visit.delegation_id),
        "status": visit.status,
        "topics": [str(topic.pk) for topic in form.initial["topics"]],
        "countries": [country.pk for country in form.initial["countries"]],
        "change_reason": "The change was wrong",
    }
    assert client.post(url, data).status_code == 302
    assert list(visit.topics.all()) == [earlier]
    assert [country.pk for country in visit.countries.all()] == ["KZ"]
    restored = visit.history.first()
    assert visit.history.count() == count + 1
    assert [row.topic_id for row in restored.topics.all()] == [earlier.pk]
    assert (restored.history_user, restored.history_change_reason) == (publisher, "The change was wrong")


def test_earlier_version_shown_to_a_viewer_with_its_relations(client):
    visit = make.make_visit(topics=[make.make_topic(name="Earlier topic")])
    version = visit.history.first()
    visit.topics.set([make.make_topic(name="Later topic")])
    client.force_login(make.make_user("Viewer"))
    page = client.get(url_of(visit, "simple_history", version.pk)).content.decode()
    assert "Earlier topic" in page
    assert "Later topic" not in page


# --- Rows on screens of their own ---


ROWS = [
    (make.make_stop, "visit"),
    (make.make_participant, "delegation"),
    (make.make_alias, "organisation"),
    (make.make_citation, "organisation"),
    (make.make_party, "agreement"),
    (make.make_document, "agreement"),
    (make.make_event_organisation, "event"),
    (make.make_position, "person"),
    (make.make_fact, "organisation"),
]


@pytest.mark.parametrize(("maker", "parent"), ROWS)
def test_row_stays_with_its_record(client, publisher, maker, parent):
    assert parent not in client.get(url_of(maker())).context["adminform"].form.fields


@pytest.mark.parametrize("visibility", ["public", "draft"])
def test_stop_on_its_own_screen_reason_and_deletion_by_an_editor(client, visibility):
    client.force_login(make.make_user("Editor"))
    stop = make.make_stop(visit=make.make_visit(visibility=visibility))
    public = visibility == "public"
    fields = client.get(url_of(stop)).context["adminform"].form.fields
    assert fields["change_reason"].required == public
    answer = client.post(url_of(stop, "delete"), {"post": "yes", "reason": "Entered twice"})
    assert answer.status_code == (403 if public else 302)
    assert models.Stop.objects.exists() == public


# --- Reasons ---


def test_delete_public_record_asks_for_a_reason(client, publisher):
    visit = make.make_visit(stops=1)
    stop = visit.stops.get()
    url, key = url_of(visit, "delete"), visit.pk
    assert (
        'maxlength="500" value="" aria-describedby="id_reason_help" required'
        in client.get(url).content.decode()
    )
    page = client.post(url, {"post": "yes", "reason": " "}, follow=True)
    sentence = "Nothing has been deleted: give a reason, because something public is to be deleted."
    assert [str(message) for message in page.context["messages"]] == [sentence]
    assert models.Visit.objects.filter(pk=key).exists()
    client.post(url, {"post": "yes", "reason": "Entered twice"})
    assert not models.Visit.objects.filter(pk=key).exists()
    versions = [models.Visit.history.filter(id=key).first(), models.Stop.history.filter(id=stop.pk).first()]
    assert [(version.history_type, version.history_change_reason) for version in versions] == [
        ("-", "Entered twice")
    ] * 2


def test_delete_selected_public_records_asks_for_a_reason(client, publisher):
    visits = [make.make_visit(), make.make_visit(visibility="draft")]
    data = {"action": "delete_selected", "_selected_action": [visit.pk for visit in visits], "post": "yes"}
    url = reverse("admin:tracker_visit_changelist")
    page = client.post(url, data)
    assert "Nothing has been deleted: give a reason" in page.content.decode()
    assert models.Visit.objects.count() == 2
    assert client.post(url, data | {"reason": "Entered twice"}).status_code == 302
    assert models.Visit.objects.count() == 0
    reasons = models.Visit.history.filter(history_type="-").values_list("history_change_reason", flat=True)
    assert list(reasons) == ["Entered twice"] * 2


@pytest.mark.parametrize("action", ["make_internal", "make_draft"])
def test_public_record_taken_back_without_a_reason(client, publisher, action):
    visit = make.make_visit()
    assert act(client, action, [visit]) == [
        "Nothing was changed: give a reason, because something public is among what you selected."
    ]
    assert models.Visit.objects.public().count() == 1
    act(client, action, [visit], reason="Not agreed")
    assert models.Visit.objects.public().count() == 0
