"""The pages on which staff move agreements on."""

from __future__ import annotations

from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests import documents as files
from tests import factories as make
from tests.views.pages import main_of, words
from tracker.models import Agreement, AgreementDocument
from tracker.services.steps import STEPS, Opened

pytestmark = pytest.mark.django_db


def page_of(agreement, step):
    return f"/agreements/{agreement.reference}/steps/{step}/"


@pytest.fixture
def clerk(client):
    client.force_login(make.make_user("Editor", username="zu-clerk"))
    return client


@pytest.mark.parametrize("step", STEPS)
def test_step_page_by_role(client, step):
    agreement = make.make_agreement()
    answers = []
    for role in (None, "Viewer", "Editor", "Publisher"):
        if role:
            client.force_login(make.make_user(role))
        answers.append(
            (
                client.get(page_of(agreement, step)).status_code,
                client.post(page_of(agreement, step)).status_code,
            )
        )
    open_now = step in ("prepare", "agree", "sign")
    assert answers == [(404, 404), (403, 403), *[(200 if open_now else 409, 200)] * 2]
    assert Agreement.objects.get().status == "proposed"
    assert client.get(page_of(agreement, "no-such-step")).status_code == 404


def test_page_shows_the_steps_to_those_who_may(client):
    agreement = make.make_agreement(status="agreed")
    assert "Record the signing" not in words(client.get(agreement.get_absolute_url()))
    client.force_login(make.make_user("Viewer"))
    assert "Record the signing" not in words(client.get(agreement.get_absolute_url()))
    client.force_login(make.make_user("Editor"))
    told = words(client.get(agreement.get_absolute_url()))
    assert "Move it on Record the signing Upload a document What cannot be done now, and why" in told
    assert "It has not been signed yet (it is “agreed”): record the signing first." in told
    form = client.get(f"/admin/tracker/agreement/{agreement.pk}/change/").content.decode()
    assert f'href="{page_of(agreement, "sign")}"' in form
    assert f'href="{page_of(agreement, "terminate")}"' not in form


def test_signing_by_its_form(clerk, settings, tmp_path):
    settings.DOCUMENTS_DIR = tmp_path
    party = make.make_organisation(name="Zu Party")
    agreement = make.make_agreement(parties=[party], status="agreed", visibility="internal")
    url, row = page_of(agreement, "sign"), agreement.parties.get()
    asked = words(clerk.get(url))
    assert "Signatory of Zu Party" in asked
    typed = {
        "opened": str(Opened.of(agreement)),
        "signed": "May 2025",
        f"name_{row.pk}": "Zu Signatory",
        f"title_{row.pk}": "Rector",
        "term": "five years from signature",
        "renewal": "a year",
        "document": "Zu text",
        "file": SimpleUploadedFile("zu.pdf", files.PDF),
    }
    answer = clerk.post(url, typed)
    assert (answer.status_code, answer.headers.get("Location")) == (302, agreement.get_absolute_url())
    told = words(clerk.get(agreement.get_absolute_url()))
    for words_told in (
        "signed, May 2025",
        "Term 5 years from signature",
        "Last day May 2030",
        "Renews itself for 1 year each time",
        "Zu text Version 1: PDF",
        "files for staff only",
        "Zu Signatory",
    ):
        assert words_told in told


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"signed": ""}, "A signing has a date: give it as far as it is known"),
        ({"signed": "4/11/2025"}, "day first"),
        ({"term": "until lunch"}, "“until lunch” can't be read as a term."),
        ({"signed": "2025", "term": "2020"}, "It cannot expire before it was signed"),
        ({"reason": ""}, "This field is required."),
        ({"opened": "signed:zu"}, "This form did not come from here"),
        ({"file": SimpleUploadedFile("zu.pdf", files.SVG)}, "SVG drawings and scripts can run"),
    ],
)
def test_signing_refused_keeps_what_was_typed(clerk, changes, expected):
    agreement = make.make_agreement(parties=[make.make_organisation()])
    typed = {
        "opened": str(Opened.of(agreement)),
        "signed": "2025",
        "place": "Zu Place",
        "reason": "Zu reason",
        **changes,
    }
    answer = clerk.post(page_of(agreement, "sign"), typed)
    assert answer.status_code in (200, 400)
    html = answer.content.decode()
    assert (expected in words_of(html), 'value="Zu Place"' in html) == (True, True)
    assert (Agreement.objects.get().status, AgreementDocument.objects.count()) == ("proposed", 0)


def words_of(html):
    return " ".join(unescape(html).split())


def test_second_of_two_people_keeps_what_was_typed(clerk):
    agreement = make.make_agreement(parties=[make.make_organisation()], visibility="draft")
    opened = str(Opened.of(agreement))
    assert clerk.post(page_of(agreement, "agree"), {"opened": opened, "agreed": "2024"}).status_code == 302
    typed = {"opened": opened, "signed": "2025", "place": "Zu Place"}
    answer = clerk.post(page_of(agreement, "sign"), typed)
    assert answer.status_code == 409
    html = main_of_any(answer)
    assert "meanwhile zu-clerk changed it (status, agreed), and it is now “agreed”" in words_of(html)
    assert 'value="Zu Place"' in html
    again = html.partition('name="opened" value="')[2].partition('"')[0]
    assert clerk.post(page_of(agreement, "sign"), {**typed, "opened": again}).status_code == 302


def main_of_any(answer):
    return answer.content.decode().partition("<main")[2]


def test_story_is_told_without_what_the_reader_may_not_see(client, django_assert_num_queries):
    first = make.make_agreement(title="Zu first", status="renewed", signed="2015")
    hidden = make.make_agreement(
        title="Zu hidden", status="renewed", replaces=first, succession="renewal", visibility="draft"
    )
    last = make.make_agreement(title="Zu last", status="signed", replaces=hidden, succession="renewal")
    make.make_agreement(title="Zu change", status="signed", replaces=first, succession="amendment")
    told = words(client.get(first.get_absolute_url())).partition("One story")[2]
    assert "Zu first this one" in told
    assert f"amendment of {first.reference}" in told
    assert "Zu hidden" not in told
    assert "Zu last" not in told
    client.force_login(make.make_user("Viewer"))
    html = main_of(client.get(last.get_absolute_url())).partition("One story")[2]
    places = [html.index(title) for title in ("Zu first", "Zu hidden", "Zu last", "Zu change")]
    assert places == sorted(places)
