"""Pairs that are likely one: found, looked at side by side, merged, told apart."""

import pytest
from django.urls import reverse

from tests import factories as make
from tests.services.imported import exports
from tracker.models import Change, Person, ToldApart

pytestmark = pytest.mark.django_db


@pytest.fixture
def publisher(client):
    user = make.make_user("Publisher")
    client.force_login(user)
    return user


def pairs(client, kind="person"):
    page = client.get(reverse(f"admin:tracker_{kind}_duplicates"))
    return [(str(pair["one"]), str(pair["other"]), pair["reason"]) for pair in page.context["pairs"]]


def at(kept, gone):
    return reverse(f"admin:tracker_{kept._meta.model_name}_merge", args=[kept.pk, gone.pk])


def test_pairs_by_name_script_alias_and_contact(client, publisher):
    make.make_person(name="Nurbek Zuludaev")
    make.make_person(name="Нурбек Зулудаев", language="ru")
    one, other = make.make_person(name="Quebec Oscar"), make.make_person(name="Whiskey Tango")
    make.make_alias("Q. O. Papa", person=one)
    make.make_alias("q o papa", person=other)
    make.make_person(name="Kilo Lima", email="Office@example.org")
    make.make_person(name="Mike Yankee", email="office@example.org")
    make.make_person(name="Nobody Likeme")
    assert sorted((one, other) for one, other, _reason in pairs(client)) == [
        ("Kilo Lima", "Mike Yankee"),
        ("Nurbek Zuludaev", "Нурбек Зулудаев"),
        ("Quebec Oscar", "Whiskey Tango"),
    ]
    assert {one: reason for one, _other, reason in pairs(client)}["Kilo Lima"] == (
        "the same e-mail: office@example.org"
    )


def test_organisations_alike_but_not_a_part_and_its_whole(client, publisher):
    whole = make.make_organisation(name="Zulu Pedagogical University")
    make.make_organisation(name="Zulu Pedagogical Universty")
    make.make_organisation(name="Zulu Pedagogical Universitye", parent=whole)
    found = {(one, other) for one, other, _reason in pairs(client, "organisation")}
    assert ("Zulu Pedagogical University", "Zulu Pedagogical Universty") in found
    assert ("Zulu Pedagogical University", "Zulu Pedagogical Universitye") not in found


def test_both_are_shown_side_by_side_and_merged(client, publisher):
    kept = make.make_person(name="Quebec Oscar", email="q@example.org")
    gone = make.make_person(name="Quebec Oscr", telephone="12 34")
    make.make_position(person=gone, title="Rector")
    page = client.get(at(kept, gone))
    assert {row["label"]: row["values"] for row in page.context["rows"]} == {
        "Name": ["Quebec Oscar", "Quebec Oscr"],
        "E-mail": ["q@example.org", ""],
        "Telephone": ["", "12 34"],
        "Positions (person)": ["", "1"],
    }
    answer = client.post(at(kept, gone), {"reason": "The same card"}, follow=True)
    change = Change.objects.get()
    assert (change.by, change.reason) == (
        publisher,
        "“Quebec Oscr” is merged into “Quebec Oscar”. The same card",
    )
    assert answer.redirect_chain[0][0] == change.get_admin_url()
    assert not Person.objects.filter(pk=gone.pk).exists()
    answer = client.get(f"/people/{gone.slug}/")
    assert (answer.status_code, answer["Location"]) == (302, kept.get_absolute_url())


def test_merge_taken_back_on_the_page_of_the_change(client, publisher):
    kept, gone = make.make_person(name="Quebec Oscar"), make.make_person(name="Quebec Oscr")
    before = exports()
    client.post(at(kept, gone), {"reason": "The same card"})
    change = Change.objects.get()
    url = reverse("admin:tracker_change_undo", args=[change.pk])
    client.post(url, {"last": change.pk, "reason": "They are two"})
    assert exports() == before
    assert client.get(f"/people/{gone.slug}/").status_code == 200


def test_not_the_same_is_remembered(client, publisher):
    one, other = make.make_person(name="Quebec Oscar"), make.make_person(name="Quebec Oscr")
    assert len(pairs(client)) == 1
    for _time in range(2):
        client.post(at(other, one), {"apart": "1"})
    assert pairs(client) == []
    assert ToldApart.objects.get().by == publisher
    assert client.get(at(one, other)).context["told_apart"]
    assert Person.objects.count() == 2


def test_bad_merges_are_sentences_and_change_nothing(client, publisher):
    one, other = make.make_person(name="Quebec Oscar"), make.make_person(name="Quebec Oscr")
    before = exports()
    answer = client.post(at(one, one), {"reason": "Why"})
    assert (answer.status_code, answer.context["refusal"]) == (
        403,
        "This is one record: it cannot be merged with itself.",
    )
    answer = client.post(at(one, other), {"reason": " "})
    assert answer.context["wrong"].startswith("Say how you know")
    assert exports() == before
    url = at(one, other)
    client.post(url, {"reason": "Why"})
    answer = client.post(url, {"reason": "Why"}, follow=True)
    assert [str(message) for message in answer.context["messages"]][-1] == (
        "One of them is no longer there: it was deleted, or merged with another already."
    )
    assert client.get(url).status_code == 404
    assert client.get("/admin/tracker/person/x/merge/99999999999999999999999/").status_code == 404


def test_editor_merges_what_is_not_public_and_viewer_nothing(client):
    one, other = make.make_person(name="Quebec Oscar"), make.make_person(name="Quebec Oscr")
    client.force_login(make.make_user("Viewer"))
    assert client.get(at(one, other)).status_code == 403
    assert client.post(at(one, other), {"reason": "Forged"}).status_code == 403
    assert "Likely one" not in client.get(reverse("admin:tracker_person_changelist")).text
    assert client.get(reverse("admin:tracker_person_duplicates")).status_code == 403

    client.force_login(make.make_user("Editor"))
    assert "Likely one" in client.get(reverse("admin:tracker_person_changelist")).text
    visit = make.make_visit(visibility="public")
    make.make_participant(delegation=visit.delegation, person=other)
    answer = client.post(at(one, other), {"reason": "Forged"})
    assert (answer.status_code, answer.context["refusal"]) == (
        403,
        "“Quebec Oscr” is public, and only a Publisher takes it away.",
    )
    assert client.post(at(other, one), {"reason": "The same card"}).status_code == 302
    assert list(Person.objects.all()) == [other]


def test_old_address_tells_strangers_nothing_of_what_they_may_not_read(client, publisher):
    kept, gone = make.make_person(), make.make_person()
    client.post(at(kept, gone), {"reason": "The same card"})
    client.logout()
    assert client.get(f"/people/{gone.slug}/").status_code == 404
    visit = make.make_visit(visibility="public")
    make.make_participant(delegation=visit.delegation, person=kept)
    assert client.get(f"/people/{gone.slug}/").status_code == 302
