"""What an import may publish or take back: what its screens let an Editor, and a Publisher, do."""

import io
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests import factories as make
from tracker.imports import running
from tracker.models import Import, Visit

pytestmark = pytest.mark.django_db

CONFIRM = "/admin/tracker/import/process_import/"


def upload(client: Any, *rows: Any) -> Import:
    book = openpyxl.Workbook()
    sheet: Any = book.active
    for row in (("Reference", "Visibility", "Purpose"), *rows):
        sheet.append(list(row))
    file = io.BytesIO()
    book.save(file)
    content = SimpleUploadedFile("visits.xlsx", file.getvalue())
    client.post("/admin/tracker/import/import/", {"import_file": content})
    return Import.objects.latest("pk")


def confirm(client: Any, record: Import, scope: str = "all") -> Any:
    data = {"import_file_name": record.pk, "digest": record.digest, "scope": scope}
    return client.post(CONFIRM, data, follow=True)


def state(*visits: Visit) -> list[tuple[str, str]]:
    return [Visit.objects.values_list("visibility", "purpose").get(pk=visit.pk) for visit in visits]


def test_editor_neither_publishes_nor_takes_back(client):
    client.force_login(make.make_user("Editor"))
    draft, public = make.make_visit(visibility="draft"), make.make_visit(visibility="public")
    record = upload(client, (draft.reference, "public", "A"), (public.reference, "draft", "B"))
    preview = reverse("admin:tracker_import_preview", args=[record.pk])
    page = client.get(preview, {"show": "problems"})
    assert [(item["at"].rpartition("!")[2], item["sentence"]) for item in page.context["items"]] == [
        ("2", "Only a Publisher makes records public: write “internal” or “draft”."),
        ("3", "This record is public, and only a Publisher takes it back: write “public”."),
    ]
    for scope in ("all", "good"):
        confirm(client, record, scope)
    assert state(draft, public) == [("draft", ""), ("public", "")]
    rows = client.get(reverse("admin:tracker_import_problems", args=[record.pk]))
    sheet = openpyxl.load_workbook(io.BytesIO(rows.content)).worksheets[0]
    assert [row[0] for row in sheet.iter_rows(min_row=2, values_only=True)] == [
        draft.reference,
        public.reference,
    ]


def test_editor_edits_what_is_public_as_on_its_own_page(client):
    client.force_login(make.make_user("Editor"))
    public = make.make_visit(visibility="public")
    confirm(client, upload(client, (public.reference, "public", "Talks")))
    assert state(public) == [("public", "Talks")]


def test_publisher_publishes_what_an_editor_can_not_confirm(client):
    draft = make.make_visit(visibility="draft")
    publisher = make.make_user("Publisher")
    client.force_login(publisher)
    record = upload(client, (draft.reference, "public", "Talks"))
    client.force_login(make.make_user("Editor"))
    confirm(client, record)
    assert state(draft) == [("draft", "")]
    client.force_login(publisher)
    running.check(Import.objects.get(pk=record.pk))
    confirm(client, Import.objects.get(pk=record.pk))
    assert state(draft) == [("public", "Talks")]
