"""Documents of agreements: uploaded in versions, and served to those who may see them."""

from __future__ import annotations

import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests import documents as files
from tests import factories as make
from tests.views.pages import words
from tracker.models import AgreementDocument, Change, DocumentVersion

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.DOCUMENTS_DIR = tmp_path
    return tmp_path


@pytest.fixture
def clerk(client):
    client.force_login(make.make_user("Publisher"))
    return client


def upload(client, agreement, content, name="zu.pdf", **given):
    data = {"file": SimpleUploadedFile(name, content), "reason": "Zu reason", **given}
    return client.post(f"/agreements/{agreement.reference}/documents/new/", data)


def test_versions_newest_first_each_one_change(clerk, folder):
    agreement = make.make_agreement()
    assert upload(clerk, agreement, files.PDF, title="Zu text").status_code == 302
    document = AgreementDocument.objects.get()
    assert (
        upload(clerk, agreement, files.DOCX, "zu.docx", document=document.pk, note="clean").status_code == 302
    )
    told = words(clerk.get(agreement.get_absolute_url()))
    assert told.index("Version 2: Word document (DOCX)") < told.index("Version 1: PDF")
    kept = sorted(path.name for path in folder.rglob("*") if path.is_file())
    assert kept == sorted(hashlib.sha256(content).hexdigest() for content in (files.PDF, files.DOCX))
    assert [change.kind for change in Change.objects.all()] == ["step", "step"]
    assert document.versions.get(number=2).history.get().change == Change.objects.first()
    answer = upload(clerk, agreement, files.DOCX, "zu.docx", document=document.pk)
    assert "This is the very file of version 2." in words(answer)
    assert document.versions.count() == 2


@pytest.mark.parametrize(
    ("content", "name", "expected"),
    [
        (b"", "zu.pdf", "The file is empty"),
        (files.SVG, "zu.png", "SVG drawings and scripts can run"),
        (files.PDF + files.archive(x="y"), "zu.pdf", "goes on as something else"),
        (files.PNG, "zu.pdf", "By its name the file is “PDF”"),
    ],
)
def test_upload_that_is_not_what_it_says_changes_nothing(clerk, folder, content, name, expected):
    agreement = make.make_agreement()
    answer = upload(clerk, agreement, content, name, title="Zu text")
    assert expected in words(answer)
    assert 'value="Zu text"' in answer.content.decode()
    assert (AgreementDocument.objects.count(), Change.objects.count(), list(folder.iterdir())) == (0, 0, [])


def test_upload_too_large_is_refused_unread(clerk, settings):
    settings.DOCUMENT_MOST_BYTES = 100
    agreement = make.make_agreement()
    assert "larger than 100" in words(upload(clerk, agreement, files.PDF + b" " * 200, title="Zu"))

    class Unread:
        def read(self, *_size):
            raise AssertionError("It was read.")

        readline = read

    url = f"/agreements/{agreement.reference}/documents/new/"
    answer = clerk.generic("POST", url, CONTENT_LENGTH=str(2 * 1024**3), **{"wsgi.input": Unread()})
    assert answer.status_code == 413
    assert "The file is larger than 100" in answer.content.decode().replace("\xa0", " ")
    assert AgreementDocument.objects.count() == 0


def test_upload_without_the_token_of_the_form_is_refused(clerk):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(make.make_user("Editor"))
    assert upload(strict, make.make_agreement(), files.PDF, title="Zu").status_code == 403


def test_upload_by_role(client):
    agreement = make.make_agreement(visibility="draft")
    found = []
    for role in (None, "Viewer", "Editor", "Publisher"):
        if role:
            client.force_login(make.make_user(role))
        url = f"/agreements/{agreement.reference}/documents/new/"
        answer = client.get(url)
        sees = answer.status_code == 200 and 'name="is_public"' in answer.content.decode()
        done = upload(client, agreement, files.PDF, title=f"Zu {role}", is_public="on").status_code
        found.append((answer.status_code, done, sees))
    assert found == [(404, 404, False), (403, 403, False), (200, 302, False), (200, 302, True)]
    marked = AgreementDocument.objects.order_by("pk").values_list("title", "is_public")
    assert list(marked) == [("Zu Editor", False), ("Zu Publisher", True)]


@pytest.mark.parametrize("visibility", ["public", "internal", "draft"])
@pytest.mark.parametrize("is_public", [True, False])
def test_file_served_to_those_who_may_see_it(clerk, client, visibility, is_public):
    agreement = make.make_agreement(visibility=visibility)
    upload(clerk, agreement, files.PDF, "../../etc/zu<script>.pdf", title="Zu text")
    AgreementDocument.objects.update(is_public=is_public)
    version = DocumentVersion.objects.get()
    url = version.get_absolute_url()
    served = client.get(url)
    assert b"".join(served.streaming_content) == files.PDF
    headers = {
        name: served.headers[name]
        for name in (
            "Content-Type",
            "Content-Disposition",
            "X-Content-Type-Options",
            "Content-Security-Policy",
        )
    }
    assert headers == {
        "Content-Type": "application/pdf",
        "Content-Disposition": f'attachment; filename="{agreement.reference}-{version.document_id}-1.pdf"',
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
    }
    other = make.make_agreement()
    assert client.get(f"/agreements/{other.reference}/documents/{version.pk}/").status_code == 404
    client.logout()
    seen = visibility == "public" and is_public
    served = client.get(url)
    assert served.status_code == (200 if seen else 404)
    if seen:
        assert b"".join(served.streaming_content) == files.PDF
    page = client.get(agreement.get_absolute_url())
    assert (page.status_code == 200 and "Version 1" in page.content.decode()) == seen


def test_file_that_is_gone_is_not_found(clerk, folder, caplog):
    agreement = make.make_agreement()
    upload(clerk, agreement, files.PDF, title="Zu text")
    for path in folder.rglob("*"):
        if path.is_file():
            path.unlink()
    assert clerk.get(DocumentVersion.objects.get().get_absolute_url()).status_code == 404
    assert "is not in COOP_VAR_DIR/documents" in caplog.text
