"""The lists: a constant number of queries, search by any name, and no query string that breaks them."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from tests import factories as make
from tests.admin.samples import MAKERS
from tracker import models
from tracker.choices import Visibility

pytestmark = pytest.mark.django_db


@pytest.fixture
def viewer(client):
    user = make.make_user("Viewer")
    client.force_login(user)
    return user


def list_of(model, **query):
    return reverse(f"admin:tracker_{model._meta.model_name}_changelist", query=query or None)


def queries_of(client, url):
    with CaptureQueriesContext(connection) as captured:
        page = client.get(url)
    assert page.status_code == 200
    return page.context["cl"].result_count, len(captured)


# --- Queries ---


def whole(model):
    """A record with every relation that its list shows."""
    organisation = make.make_organisation(
        country=make.country("KZ"), parent=make.make_organisation(country=make.country("CN"))
    )
    person, country = make.make_person(), make.country("DE")
    match model:
        case models.Agreement:
            record = make.make_agreement(parties=[organisation], signed="2025", expires="2030")
            make.make_party(agreement=record, country=country)
            return record
        case models.Delegation:
            return make.make_delegation(members=2, senders=[organisation])
        case models.Event:
            return make.make_event(country=country, dates="2025-10", topics=[make.make_topic()])
        case models.FollowUpAction:
            sides = {"owner_organisation": organisation, "owner_person": person, "owner_country": country}
            return make.make_action(due="2025-01", staff=make.make_user(), **sides)
        case models.Organisation:
            return organisation
        case models.Participant:
            return make.make_participant(organisation=organisation, stop=make.make_stop())
        case models.Person:
            make.make_position(person=person, organisation=organisation)
            return person
        case models.Programme:
            return make.make_programme(lead=organisation, topics=[make.make_topic()])
        case models.Source:
            return make.make_citation(source=make.make_source(publisher=organisation, dated="2025")).source
        case models.Stop:
            return make.make_stop(host=organisation, country=country)
        case models.Visit:
            return make.make_visit(countries=[country], dates="2025-11", topics=[make.make_topic()])
        case _:
            return MAKERS[model]()


@pytest.mark.parametrize("model", MAKERS, ids=lambda model: model.__name__)
def test_list_queries_with_1_and_3_rows(client, viewer, model):
    made = [whole(model)]
    client.get(list_of(model))
    one = queries_of(client, list_of(model))
    made += [whole(model), whole(model)]
    three = queries_of(client, list_of(model))
    assert three[0] > one[0]
    assert three[1] == one[1]
    assert one[1] <= 25
    assert len(made) == 3


def in_bulk(model, number):
    """As many records of `model`, written at once, each with a foreign key of its own if it can have one."""
    start = models.Organisation.objects.count()
    organisations = models.Organisation.objects.bulk_create(
        models.Organisation(name=f"Example {n}", slug=f"bulk-{start + n}", country_id="KZ")
        for n in range(number)
    )
    people = models.Person.objects.bulk_create(
        models.Person(name=f"Fictitious {n}", slug=f"bulk-{start + n}") for n in range(number)
    )
    delegation, event, agreement = make.make_delegation(), make.make_event(), make.make_agreement()
    visit, source = make.make_visit(), make.make_source()
    row: dict[Any, Any] = {
        models.Agreement: lambda n: {
            "reference": f"A-{start + n + 1000}",
            "title": "x",
            "visibility": "draft",
        },
        models.AgreementDocument: lambda n: {"agreement": agreement, "title": f"{n}"},
        models.Alias: lambda n: {"organisation": organisations[n], "name": f"Alias {n}"},
        models.Citation: lambda n: {"source": source, "organisation": organisations[n]},
        models.Delegation: lambda n: {"name": f"{n}", "slug": f"bulk-{start + n}"},
        models.Event: lambda n: {
            "name": f"{n}",
            "slug": f"bulk-{start + n}",
            "country_id": "KZ",
            "dates": "2025",
        },
        models.EventOrganisation: lambda n: {"event": event, "organisation": organisations[n]},
        models.Fact: lambda n: {"organisation": organisations[n], "label": "students", "value": f"{n}"},
        models.FollowUpAction: lambda n: {
            "reference": f"F-{start + n + 1000}",
            "title": "x",
            "owner_person": people[n],
        },
        models.Participant: lambda n: {"delegation": delegation, "person": people[n], "order": n},
        models.Party: lambda n: {"agreement": agreement, "organisation": organisations[n], "order": n},
        models.Position: lambda n: {"person": people[n], "organisation": organisations[n], "title": "x"},
        models.Programme: lambda n: {"name": f"{n}", "slug": f"bulk-{start + n}", "lead": organisations[n]},
        models.Source: lambda n: {
            "title": f"{n}",
            "slug": f"bulk-{start + n}",
            "publisher": organisations[n],
        },
        models.Stop: lambda n: {"visit": visit, "order": n, "title": f"{n}", "host": organisations[n]},
        models.Topic: lambda n: {"name": f"{n}", "slug": f"bulk-{start + n}"},
        models.Visit: lambda n: {
            "reference": f"V-{start + n + 1000}",
            "title": "x",
            "delegation": delegation,
        },
    }
    if model not in (models.Organisation, models.Person):
        model.objects.bulk_create(model(**row[model](n)) for n in range(number))


@pytest.mark.parametrize("model", MAKERS, ids=lambda model: model.__name__)
def test_list_queries_with_300_rows(client, viewer, model):
    in_bulk(model, 3)
    client.get(list_of(model))
    _few, with_few = queries_of(client, list_of(model))
    in_bulk(model, 300)
    many, with_many = queries_of(client, list_of(model))
    assert many >= 300
    assert with_many == with_few


def test_first_page_queries_with_few_and_many_records(client, viewer):
    make.make_visit(visibility="draft", status="planned", dates="2020")
    client.get(reverse("admin:index"))
    counts = []
    for number in (1, 300):
        in_bulk(models.Visit, number)
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("admin:index"))
        counts.append(len(captured))
    assert models.Visit.objects.count() > 300
    assert counts[0] == counts[1]
    assert counts[0] <= 15


# --- Search and autocomplete ---


def found(client, model, term):
    page = client.get(list_of(model, q=term))
    return [str(record) for record in page.context["cl"].result_list]


@pytest.mark.parametrize(
    "term",
    ["Nurbek", "nurbek", "Нурбек", "НУРБЕК", "Example Nurbek", "Нурбек example", "努尔别克", "nurbek-"],
)
def test_search_person_by_any_spelling(client, viewer, term):
    person = make.make_person(name="Nurbek Example")
    make.make_alias("Нурбек Пример", person=person)
    make.make_alias("努尔别克", person=person)
    make.make_person(name="Nobody Else")
    assert found(client, models.Person, term) == ["Nurbek Example"]


def test_search_accents_aside(client, viewer):
    make.make_person(name="Lü Fictitious")
    assert found(client, models.Person, "lu fictitious") == ["Lü Fictitious"]


def test_search_each_record_once(client, viewer):
    organisation = make.make_organisation(name="Example Ministry")
    for name in ("Example Min.", "Example Mini", "Minexample"):
        make.make_alias(name, organisation=organisation)
    assert found(client, models.Organisation, "min") == ["Example Ministry"]


def test_search_all_words_wanted(client, viewer):
    make.make_organisation(name="Example Ministry")
    assert found(client, models.Organisation, "ministry school") == []


def test_search_visit_by_an_alias_of_its_delegation(client, viewer):
    visit = make.make_visit()
    make.make_alias("Пример", delegation=visit.delegation)
    make.make_visit()
    assert found(client, models.Visit, "пример") == [str(visit)]


def complete(client, model, field, term):
    query = {"app_label": "tracker", "model_name": model._meta.model_name, "field_name": field, "term": term}
    return client.get(reverse("admin:autocomplete"), query)


def texts(answer):
    return [result["text"] for result in answer.json()["results"]]


def test_autocomplete_homonyms_told_apart(client, viewer):
    for title, period in (("Example Dean", "2020"), ("Example Rector", "2024")):
        person = make.make_person(name="Same Name")
        make.make_position(person=person, title="Old Title", period="2010")
        make.make_position(
            person=person, title=title, period=period, organisation=make.make_organisation(name="Example U")
        )
    assert texts(complete(client, models.Participant, "person", "same")) == [
        "Same Name (Example Dean, Example U)",
        "Same Name (Example Rector, Example U)",
    ]
    make.make_organisation(name="Example School", country=make.country("KZ"))
    make.make_organisation(name="Example School", country=make.country("CN"))
    assert sorted(texts(complete(client, models.Stop, "host", "example school"))) == [
        "Example School (China)",
        "Example School (Kazakhstan)",
    ]


def test_autocomplete_person_without_position_by_the_title_at_the_time(client, viewer):
    make.make_participant(person=make.make_person(name="Same Name"), title="Example Guide")
    assert texts(complete(client, models.Fact, "person", "same")) == ["Same Name (Example Guide)"]


def test_autocomplete_other_scripts(client, viewer):
    person = make.make_person(name="Nurbek Example")
    make.make_alias("Нурбек Пример", person=person)
    assert texts(complete(client, models.Participant, "person", "пример")) == ["Nurbek Example"]


def test_autocomplete_country_in_the_language_of_the_page(client, viewer):
    with translation.override("ru"):
        assert texts(complete(client, models.Stop, "country", "казахст")) == ["Казахстан"]
    assert texts(complete(client, models.Stop, "country", "kazakhst")) == ["Kazakhstan"]


RELATIONS = [
    (model, field.name)
    for model in MAKERS
    for field in (*model._meta.concrete_fields, *model._meta.many_to_many)
    if field.is_relation and field.editable
]


@pytest.mark.parametrize(("model", "field"), RELATIONS, ids=str)
def test_autocomplete_for_every_relation(client, model, field):
    client.force_login(make.make_user("Editor"))
    answer = complete(client, model, field, "x")
    assert (answer.status_code, "results" in answer.json()) == (200, True)
    page = client.get(reverse(f"admin:tracker_{model._meta.model_name}_add"))
    form = page.context["adminform"].form
    assert f'data-field-name="{field}"' in str(form[field])


def test_autocomplete_queries_with_3_and_20_people(client, viewer):
    counts = []
    for number in (3, 17):
        for _person in range(number):
            person = make.make_person(name="Same Name")
            make.make_position(person=person, organisation=make.make_organisation())
        complete(client, models.Participant, "person", "same")
        with CaptureQueriesContext(connection) as captured:
            complete(client, models.Participant, "person", "same")
        counts.append(len(captured))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("term", ["\0", "a\0b", "x" * 200_000, "%", "_", "\\", "'", "*" * 1000, "a " * 5000])
def test_search_wild_terms(client, viewer, term):
    make.make_person(name="Nurbek Example")
    assert complete(client, models.Participant, "person", term).status_code == 200
    assert complete(client, models.FollowUpAction, "staff", term).status_code == 403
    assert client.get(list_of(models.Person, q=term), follow=True).status_code == 200
    assert client.get(list_of(models.Country, q=term), follow=True).status_code == 200


# --- Query strings ---

WILD = [
    "p=x",
    "p=-1",
    "p=999999",
    "p=" + "9" * 5000,
    "o=x",
    "o=99.-99",
    "q=%00",
    "visibility__exact=%00",
    "visibility__exact=nonsense",
    "status__exact=nonsense",
    "waiting=nonsense",
    "waiting=lapsed&waiting=draft",
    "countries__code__exact=ZZ",
    "topics__id__exact=x",
    "topics__id__exact=99999999999999999999999",
    "dates_earliest__year=x",
    "dates_earliest__year=99999999999",
    "dates_earliest__year=2025&dates_earliest__month=13",
    "dates_earliest__year=0",
    "dates_earliest__gte=nonsense",
    "id__in=x",
    "id__range=1",
    "id__in=" + ",".join("9" * 20 for _n in range(5)),
    "nonsense=1",
    "e=1",
    "e=1&p=x&topics__id__exact=x",
    "_facets=True",
    "_facets=nonsense",
    "_popup=1",
    "all=",
    "delegation__name__regex=(((",
    "_to_field=nonsense",
    "_to_field=password",
]


@pytest.mark.parametrize("query", WILD)
def test_list_with_a_wild_query_string(client, viewer, query):
    make.make_visit(dates="2025-11")
    client.raise_request_exception = False
    answer = client.get(f"{list_of(models.Visit)}?{query}", follow=True)
    assert answer.status_code in (200, 400)


@pytest.mark.parametrize("key", ["x", "0", "9" * 30, "1_41", "V-0001", "%00"])
@pytest.mark.parametrize("screen", ["change/", "delete/", "history/", "history/1/", "history/x/"])
def test_record_that_is_not_there(client, key, screen):
    client.force_login(make.make_user("Publisher"))
    client.raise_request_exception = False
    for model in ("visit", "country", "participant"):
        answer = client.get(f"/admin/tracker/{model}/{key}/{screen}")
        assert answer.status_code in (302, 403, 404), model


# --- What waits ---


def waiting_on(client):
    page = client.get(reverse("admin:index"))
    return {(str(item["models"]), str(item["reason"])): item for item in page.context["waiting"]}


def test_first_page_counts_and_leads_to_what_waits(client, viewer):
    records = {
        ("follow-up actions", "overdue"): make.make_action(due="2020-01"),
        ("agreements", "about to expire"): None,
        ("agreements", "expired by date, still worked under"): make.make_agreement(
            status="in_force", expires="2020"
        ),
        ("visits", "day passed, nothing recorded since"): make.make_visit(status="planned", dates="2020-09"),
        ("events", "day passed, nothing recorded since"): make.make_event(status="confirmed", dates="2020"),
        ("visits", "drafts"): make.make_visit(visibility=Visibility.DRAFT),
        ("events", "drafts"): make.make_event(visibility=Visibility.DRAFT),
        ("agreements", "drafts"): make.make_agreement(visibility=Visibility.DRAFT),
        ("follow-up actions", "drafts"): make.make_action(visibility=Visibility.DRAFT),
        ("people", "without a citation"): make.make_person(),
        ("organisations", "without a citation"): make.make_organisation(),
        ("programmes", "without a citation"): make.make_programme(),
    }
    soon = timezone.localdate() + timedelta(days=30)
    records["agreements", "about to expire"] = make.make_agreement(status="signed", expires=soon.isoformat())
    found = waiting_on(client)
    for key, record in records.items():
        assert found[key]["count"] == 1, key
        page = client.get(found[key]["url"])
        assert list(page.context["cl"].result_list) == [record], key


def test_first_page_what_does_not_wait(client, viewer):
    make.make_citation(action=make.make_action(due="2020-01", status="done"))
    make.make_citation(visit=make.make_visit(status="completed", dates="2020"))
    make.make_citation(visit=make.make_visit(status="planned"))
    make.make_citation(agreement=make.make_agreement(status="agreed", expires="2020"))
    for delegation in models.Delegation.objects.all():
        make.make_citation(delegation=delegation)
    assert waiting_on(client) == {}
    assert "Nothing: no action is overdue" in client.get(reverse("admin:index")).content.decode()


def test_first_page_for_somebody_without_a_role(client):
    make.make_action(due="2020-01")
    client.force_login(make.make_user())
    assert waiting_on(client) == {}
