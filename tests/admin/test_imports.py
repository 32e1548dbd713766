"""The screens of an import of visits: who sees them, each step of it, and what is refused."""

import io
import re
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
from django.contrib.admin import site
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from django_tasks_db.models import DBTaskResult

from tests import factories as make
from tests.services.imported import state
from tracker.admin import import_forms, import_pages, import_undo
from tracker.choices import ImportStatus
from tracker.imports import running, tasks
from tracker.imports.options import Options
from tracker.models import Alias, Change, ColumnMapping, Import, NotTheSame, Organisation, Source, Visit

pytestmark = pytest.mark.django_db

UPLOAD = "/admin/tracker/import/import/"
CONFIRM = "/admin/tracker/import/process_import/"
LIST = "/admin/tracker/import/"
HEADER = ("Delegation", "Sending organisation", "Dates", "Invited by", "Topics")


@pytest.fixture
def editor(client):
    user = make.make_user("Editor")
    client.force_login(user)
    return user


def workbook(*rows: Any, header: Any = HEADER, title: str = "Visits") -> bytes:
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.title = title
    for row in (header, *rows):
        sheet.append(list(row))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def row(number: Any = 1, **over: Any) -> tuple[Any, ...]:
    said = {
        "Delegation": f"Delegation of Zulu Tech {number}",
        "Sending organisation": "Zulu Tech",
        "Dates": "4–5 November 2025",
        "Invited by": "Quebec Academy",
        "Topics": "fictitious studies",
    }
    return tuple({**said, **over}.values())


def upload(client: Any, *rows: Any, content: bytes = b"", name: str = "visits.xlsx", **data: Any) -> Any:
    file = SimpleUploadedFile(name, content or workbook(*rows))
    return client.post(UPLOAD, {"import_file": file, **data}, follow=True)


def last() -> Import:
    return Import.objects.latest("pk")


def at(record: Import, screen: str) -> str:
    return reverse(f"admin:tracker_import_{screen}", args=[record.pk])


def preview(client: Any, show: str, page: Any = 1, *, record: Import | None = None) -> Any:
    return client.get(at(record or last(), "preview"), {"show": show, "page": page})


def answer(client: Any, show: str, page: Any = 1, **data: Any) -> Any:
    url = f"{at(last(), 'preview')}?show={show}&page={page}"
    return client.post(url, data, follow=True)


def confirm(client: Any, record: Import | None = None, **over: Any) -> Any:
    record = record or last()
    data = {"import_file_name": record.pk, "digest": record.digest, "scope": "all", **over}
    return client.post(CONFIRM, data, follow=True)


def undo(client: Any, reason: str = "A fictitious mistake", *, record: Import | None = None) -> Any:
    record = record or last()
    page = client.get(at(record, "undo"))
    seen = page.context["last"].pk
    return client.post(at(record, "undo"), {"last": seen, "reason": reason}, follow=True)


def reading(page: Any) -> dict[str, Any]:
    """What the form of how the workbook was read would post as it stands."""
    form = page.context["form"]
    found = {}
    for field in form:
        value = field.value()
        if value is True:
            found[field.name] = "on"
        elif value not in (None, False):
            found[field.name] = value
    return found


def told(page: Any) -> list[str]:
    return [str(message) for message in page.context["messages"]]


def where(page: Any) -> str:
    return str(page.redirect_chain[-1][0])


def work() -> None:
    """What a worker does with all that waits."""
    for waiting in DBTaskResult.objects.filter(status="READY"):
        DBTaskResult.objects.filter(pk=waiting.pk).update(status="SUCCESSFUL")
        waiting.task.func(*waiting.args_kwargs["args"])


def imported(client: Any, *rows: Any) -> Import:
    upload(client, *rows)
    confirm(client)
    record = last()
    assert record.status == ImportStatus.DONE
    return record


# --- Who ---


def statuses(client: Any, record: Import) -> dict[str, int]:
    """How each screen answers."""
    gets = ("change", "preview", "file", "problems", "progress", "state", "undo", "history")
    found = {name: client.get(at(record, name)).status_code for name in gets}
    found["list"] = client.get(LIST).status_code
    found["upload"] = client.get(UPLOAD).status_code
    found["template"] = client.get("/admin/tracker/import/template/visits/").status_code
    posts = {name: client.post(at(record, name)).status_code for name in ("preview", "read", "undo")}
    posts["upload"] = client.post(UPLOAD).status_code
    posts["confirm"] = client.post(CONFIRM).status_code
    return {**found, **{f"post {name}": status for name, status in posts.items()}}


READ = {
    "change": 200, "preview": 200, "file": 200, "problems": 200, "progress": 302, "state": 200,
    "history": 200, "list": 200, "template": 200,
}  # fmt: skip
ALLOWED = {
    **READ, "undo": 200, "upload": 200, "post preview": 302, "post read": 302, "post undo": 302,
    "post upload": 200, "post confirm": 302,
}  # fmt: skip
REFUSED = dict.fromkeys(ALLOWED.keys() - READ.keys(), 403)


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        ("Viewer", {**READ, **REFUSED}),
        ("Editor", ALLOWED),
        ("Publisher", ALLOWED),
        ("", dict.fromkeys(ALLOWED, 403)),
        (None, dict.fromkeys(ALLOWED, 302)),
    ],
)
def test_imports_by_role(client, editor, role, expected):
    record = imported(client, row())
    client.logout()
    if role is not None:
        client.force_login(make.make_user(role))
    assert statuses(client, record) == expected
    assert Visit.objects.count() == 1


def test_imports_of_a_superuser(client, editor):
    record = imported(client, row())
    client.force_login(make.make_user("", is_superuser=True))
    assert statuses(client, record) == ALLOWED


@pytest.mark.parametrize("missing", ["add_import", "add_visit", "change_visit"])
def test_import_with_a_permission_missing(client, missing):
    user = make.make_user("Viewer")
    names = {"add_import", "add_visit", "change_visit"} - {missing}
    user.user_permissions.set(Permission.objects.filter(codename__in=names))
    client.force_login(user)
    assert client.get(UPLOAD).status_code == 403
    assert client.post(CONFIRM).status_code == 403


@pytest.mark.parametrize(("role", "shown"), [("Editor", True), ("Publisher", True), ("Viewer", False)])
def test_import_button_on_the_lists(client, role, shown):
    client.force_login(make.make_user(role))
    for page in ("/admin/tracker/visit/", LIST):
        assert (f'href="{UPLOAD}"' in client.get(page).content.decode()) is shown
    front = client.get("/admin/").content.decode()
    assert f'href="{LIST}"' in front


def test_imports_are_neither_added_nor_deleted_by_hand(client):
    client.force_login(make.make_user("", is_superuser=True))
    upload(client, row())
    record = last()
    assert client.get(f"{LIST}add/").status_code == 403
    assert client.post(f"{LIST}{record.pk}/delete/", {"post": "yes"}).status_code == 403
    assert client.post(at(record, "change"), {"file_name": "x"}).status_code == 405
    assert last() == record


# --- Upload ---


def test_upload_leads_to_the_preview(client, editor):
    page = upload(client, row(1), row(2))
    record = last()
    assert page.redirect_chain == [(at(record, "preview"), 302)]
    assert (record.status, record.uploaded_by, record.file_name) == ("checked", editor, "visits.xlsx")
    assert {str(label): count for label, count, _key in page.context["counts"]} == {
        "New visits": 2,
        "Changed visits": 0,
        "Unchanged": 0,
        "Duplicates in the file": 0,
        "Problems": 0,
        "Questions": 0,
        "Visits held back by them": 0,
    }
    assert page.context["show"] == "new"
    assert [item["title"] for item in page.context["items"]] == [
        "Delegation of Zulu Tech 1 visits Quebec Academy",
        "Delegation of Zulu Tech 2 visits Quebec Academy",
    ]
    assert "Import all 2 visits" in page.content.decode()
    assert Visit.objects.count() == 0


def test_upload_of_what_is_no_workbook_says_why(client, editor):
    page = upload(client, content=b"%PDF-1.7 nothing to read", name="scan.pdf")
    record = last()
    assert where(page) == at(record, "change")
    assert record.status == "refused"
    assert escape(record.problem) in page.content.decode()
    assert client.get(at(record, "preview"), follow=True).redirect_chain == [(at(record, "change"), 302)]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(None, "This field is required."), (b"", "This file is empty. Choose another one.")],
)
def test_upload_without_a_file(client, editor, content, sentence):
    data = {} if content is None else {"import_file": SimpleUploadedFile("x.csv", content)}
    page = client.post(UPLOAD, data)
    assert page.context["form"].errors == {"import_file": [sentence]}
    assert not Import.objects.exists()


def test_upload_of_a_file_that_is_too_large(client, editor, monkeypatch):
    monkeypatch.setattr(import_forms, "MAX_FILE", 1024 * 1024)
    page = upload(client, content=b"x" * (1024 * 1024 + 1))
    assert page.context["form"].errors == {
        "import_file": ["The file has more than 1 MB. Divide it, and import one part after the other."]
    }
    assert not Import.objects.exists()


def test_upload_of_a_text_in_a_chosen_encoding(client, editor):
    text = "Делегация|Даты|Пригласил\nДелегация Примера|4 ноября 2025|Институт образцов\n"
    page = upload(
        client, content=text.encode("cp1251"), name="t.csv", encoding="windows-1251", separator="U+007C"
    )
    assert last().options["encoding"] == "windows-1251"
    assert last().options["separator"] == "|"
    assert page.context["items"][0]["delegation"] == "Делегация Примера"


def test_upload_with_a_forged_encoding(client, editor):
    page = upload(client, row(), encoding="rot13")
    assert list(page.context["form"].errors) == ["encoding"]
    assert not Import.objects.exists()


def test_upload_of_the_very_same_file_again(client, editor):
    content = workbook(row())
    upload(client, content=content)
    first = last()
    page = upload(client, content=content)
    assert last() != first
    assert told(page) == ["This very file was uploaded before: see below."]
    assert f'href="{first.get_admin_url()}"' in page.content.decode()


def test_upload_of_a_large_file_is_read_by_the_worker(client, editor, monkeypatch):
    monkeypatch.setattr(import_pages, "READ_AT_ONCE", 1)
    page = upload(client, row())
    record = last()
    assert where(page) == at(record, "progress")
    assert record.status == "checking"
    work()
    assert client.get(at(record, "progress"), follow=True).redirect_chain == [(at(record, "preview"), 302)]


def test_template_of_each_shape(client, editor):
    for shape in ("visits", "people", "sheets"):
        answered = client.get(f"/admin/tracker/import/template/{shape}/")
        openpyxl.load_workbook(io.BytesIO(answered.content))
        assert answered["Content-Disposition"] == f'attachment; filename="coop-{shape}.xlsx"'
    assert client.get("/admin/tracker/import/template/none/").status_code == 404


# --- The preview ---


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"show": "nothing"}, "There is no such section of the preview. This is another one."),
        ({"show": "new", "page": "0"}, "There is no such page of this list. This is the first one."),
        ({"show": "new", "page": "x"}, "There is no such page of this list. This is the first one."),
        ({"show": "new", "page": "٣"}, "There is no such page of this list. This is the first one."),
        ({"show": "open", "page": "9999"}, "There is no such page of this list. This is the first one."),
        ({"page": "9" * 40}, "There is no such page of this list. This is the first one."),
    ],
)
def test_preview_of_what_is_not_there(client, editor, query, sentence):
    upload(client, row())
    page = client.get(at(last(), "preview"), query)
    assert page.status_code == 200
    assert page.context["wrong"] == sentence
    assert sentence in page.content.decode()


@pytest.mark.parametrize("number", ["0", "99999", "x", "9" * 40, "1%00"])
def test_screens_of_an_import_that_is_not_there(client, editor, number):
    upload(client, row())
    for screen in ("change", "preview", "undo", "progress", "state", "file", "problems"):
        assert client.get(f"{LIST}{number}/{screen}/").status_code in (302, 404)
    assert client.get(f"{LIST}{number}/preview/").status_code == 404


def test_preview_in_pages(client, editor):
    upload(client, *(row(number) for number in range(120)))
    titles = []
    for number in (1, 2, 3):
        page = preview(client, "new", number)
        assert page.context["pages"] == 3
        titles += [item["title"] for item in page.context["items"]]
    assert len(set(titles)) == 120
    assert "?show=new&amp;page=2" in preview(client, "new").content.decode()


@pytest.mark.parametrize("show", ["reading", "problems", "open", "names", "new"])
def test_preview_takes_as_many_queries_whatever_it_shows(client, editor, show):
    for number in range(301):
        make.make_organisation(name=f"Bravo {number:03} Polytechnic Institute")
    counts = set()
    for many in (1, 3, 300):
        rows = [
            row(
                number,
                Dates="whenever" if number % 2 else "4 November 2025",
                **{
                    "Sending organisation": f"Bravo {number:03} Polytechnic Institut",
                },
            )
            for number in range(many)
        ]
        upload(client, *rows, row(1000))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert preview(client, show).status_code == 200
        counts.add(len(queries))
    assert len(counts) == 1
    assert counts.pop() <= 12


def test_preview_addresses_each_problem(client, editor):
    page = upload(client, row(1, Dates="whenever"), row(2))
    assert page.context["show"] == "problems"
    [problem] = page.context["items"]
    assert (problem["at"], problem["found"]) == ("Visits!C2", "whenever")
    text = page.content.decode()
    assert "Import the 1 visit without problems" in text
    assert "Import all" not in text
    sent = client.get(at(last(), "problems"))
    sheet = openpyxl.load_workbook(io.BytesIO(sent.content))["Visits"]
    assert [cell.value for cell in sheet[2]][:5] == list(row(1, Dates="whenever"))
    assert "filename" in sent["Content-Disposition"]


def test_preview_shows_what_changes_field_by_field(client, editor):
    imported(client, row(1))
    page = upload(client, row(1, Topics="other studies"), row(2))
    [visit] = preview(client, "changed").context["items"]
    assert visit["changes"] == [
        {"field": "topics", "label": "Topics", "before": "fictitious studies", "after": "other studies"}
    ]
    names = preview(client, "names").context["items"]
    assert [(item["label"], item["text"]) for item in names] == [
        ("Topic", "other studies"),
        ("Delegation", "Delegation of Zulu Tech 2"),
    ]
    assert "Import all 2 visits" in page.content.decode()


def test_preview_of_the_same_workbook_again(client, editor):
    content = workbook(row(1), row(2))
    upload(client, content=content)
    confirm(client)
    page = upload(client, content=content)
    assert page.context["show"] == "unchanged"
    text = page.content.decode()
    assert "the record says already what the workbook says" in text
    assert "Import all" not in text
    assert told(confirm(client)) == ["There is nothing to write: no visit is new, and none changes."]


def test_preview_escapes_what_the_workbook_says(client, editor):
    evil = "<script>alert(1)</script>"
    upload(client, row(1, Delegation=evil, Topics=evil), row(2, Dates=evil), name="<b>.xlsx")
    for show in ("reading", "problems", "names", "new"):
        assert "<script>alert" not in preview(client, show).content.decode()
    confirm(client, scope="good")
    assert "<script>alert" not in client.get(at(last(), "change")).content.decode()


def test_screens_have_nothing_inline(client, editor):
    make.make_organisation(name="Zulu Technical University")
    upload(
        client,
        row(1),
        row(2, Dates="whenever"),
        row(3, **{"Sending organisation": "Zulu Technical Universiti"}),
    )
    record = last()
    pages = [client.get(UPLOAD), client.get(LIST)]
    pages += [preview(client, show) for show in ("reading", "problems", "open", "new", "names", "decided")]
    confirm(client, scope="good")
    pages += [client.get(at(record, "change")), client.get(at(record, "undo"))]
    undo(client)
    pages += [client.get(at(record, "change")), client.get(at(record, "undo"))]
    Import.objects.update(status="queued")
    pages.append(client.get(at(record, "progress")))
    for page in pages:
        text = page.content.decode()
        assert page.status_code == 200
        assert re.findall(r"<script(?![^>]*\bsrc=)[^>]*>", text) == []
        assert re.findall(r"<style|\sstyle=|\son[a-z]+=", text) == []


def test_preview_whose_file_is_gone(client, editor):
    upload(client, row())
    record = last()
    record.preview.storage.delete(str(record.preview.name))
    page = client.get(at(record, "preview"), follow=True)
    assert page.redirect_chain == [(at(record, "change"), 302)]
    page = client.post(at(record, "read"), follow=True)
    assert where(page) == at(record, "preview")


# --- How it was read ---


def test_column_mapped_and_left_out(client, editor):
    header = ("Delegation", "Remarkable things", "When", "Invited by", "Topics")
    upload(client, content=workbook(row(1), header=header))
    page = preview(client, "reading")
    [sheet] = page.context["form"].sheets()
    assert [(column["letters"], column["select"].value()) for column in sheet["columns"]] == [
        ("A", "delegation"),
        ("B", "?"),
        ("C", "dates"),
        ("D", "hosts"),
        ("E", "topics"),
    ]
    data = {**reading(page), "visits-column-1": "senders", "visits-column-4": ""}
    page = answer(client, "reading", **data)
    assert told(page) == ["The workbook was read again, as you chose."]
    assert last().options["sheets"]["visits"]["columns"] == {"1": "senders", "4": ""}
    [visit] = preview(client, "new").context["items"]
    assert (visit["senders"], visit["topics"]) == (["Zulu Tech"], [])
    confirm(client)
    # What was chosen holds for the next workbook with these headers.
    assert ColumnMapping.objects.count() == 1
    upload(client, content=workbook(row(2), header=header))
    [sheet] = preview(client, "reading").context["form"].sheets()
    assert str(sheet["columns"][1]["how"]) == "remembered from an earlier workbook"


def test_reading_left_as_it_is_makes_no_choice(client, editor):
    upload(client, row())
    before = last().options
    answer(client, "reading", **reading(preview(client, "reading")))
    assert {**last().options, "sheets": {}} == {**before, "sheets": {}}
    assert last().options["sheets"]["visits"]["columns"] == {}


def test_date_question_answered(client, editor):
    page = upload(client, row(1, Dates="04/11/2025"), row(2, Dates="05/11/2025"))
    assert page.context["show"] == "reading"
    assert page.context["needs_reading"]
    assert "Nothing in this column decides" in page.content.decode()
    data = {**reading(page), "visits-order-dates": "day"}
    answer(client, "reading", **data)
    dates = [item["dates"] for item in preview(client, "new").context["items"]]
    assert dates == ["4 November 2025", "5 November 2025"]


def test_year_given_for_the_sheet(client, editor):
    page = upload(client, row(1, Dates="22 September"))
    assert "1 date has no year" in preview(client, "reading").content.decode()
    data = {**reading(preview(client, "reading")), "visits-year": "2024"}
    page = answer(client, "reading", **data)
    assert preview(client, "new").context["items"][0]["dates"] == "22 September 2024"
    data = {**reading(preview(client, "reading")), "visits-year": ""}
    page = answer(client, "reading", **data)
    assert page.status_code == 200
    assert last().options["sheets"]["visits"]["year"] is None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("shape", "circle"),
        ("visits-name", "No such sheet"),
        ("visits-header_row", "0"),
        ("visits-header_row", "x"),
        ("visits-header_rows", "9"),
        ("visits-year", "20255"),
        ("visits-century", "18"),
        ("visits-column-0", "pk"),
        ("visits-column-0", "stop_title"),
        ("visits-column-4", "delegation"),
        ("status", "done"),
    ],
)
def test_reading_forged(client, editor, name, value):
    upload(client, row())
    record = last()
    page = answer(client, "reading", **{**reading(preview(client, "reading")), name: value})
    assert page.status_code == 200
    assert list(page.context["form"].errors) == [name]
    assert page.context["form"].errors[name][0] in page.content.decode().replace("&#x27;", "'")
    assert last().options == record.options


def test_reading_that_finds_no_table_is_taken_back(client, editor):
    upload(client, row())
    before = last().options
    data = {**reading(preview(client, "reading")), "visits-header_row": "900"}
    page = answer(client, "reading", **data)
    assert len(told(page)) == 1
    assert "No table of visits was found" in told(page)[0]
    assert (last().status, last().options["sheets"]) == ("checked", before["sheets"])


def test_shape_changed_forgets_the_sheets(client, editor):
    upload(client, row())
    data = {**reading(preview(client, "reading")), "shape": "people"}
    answer(client, "reading", **data)
    assert last().options["shape"] == "people"
    assert preview(client, "reading").context["summary"]["shape"] == "people"


# --- Questions ---


def near(client: Any) -> tuple[Organisation, Any]:
    known = make.make_organisation(name="Zulu Technical University", country=make.country("KZ"))
    page = upload(client, row(1, **{"Sending organisation": "Zulu Technical Universiti"}))
    return known, page


def test_name_decided_and_kept_as_another_name(client, editor):
    known, page = near(client)
    assert page.context["show"] == "open"
    [item] = page.context["items"]
    assert item["candidates"][0]["known"] == "Zulu Technical University (Kazakhstan)"
    page = answer(client, "open", **{"key-1": item["id"], "use-1": str(known.pk), "alias-1": "on"})
    assert told(page) == ["1 answer was taken."]
    confirm(client)
    assert Visit.objects.get().delegation.senders.get() == known
    assert Alias.objects.get().name == "Zulu Technical Universiti"


def test_name_told_apart_is_not_offered_again(client, editor):
    known, page = near(client)
    [item] = page.context["items"]
    answer(client, "open", **{"key-1": item["id"], "use-1": "new"})
    assert last().options["names"] == {
        item["id"]: {"use": None, "alias": False, "not": [known.pk], "text": "Zulu Technical Universiti"}
    }
    confirm(client)
    assert NotTheSame.objects.get().record == known.pk
    assert Organisation.objects.filter(name="Zulu Technical Universiti").exists()


def test_names_all_new(client, editor):
    make.make_organisation(name="Zulu Technical University")
    make.make_organisation(name="Quebec Polytechnic University")
    rows = [
        row(
            1,
            **{
                "Sending organisation": "Zulu Technical Universiti",
                "Invited by": "Quebec Polytechnic Universiti",
            },
        )
    ]
    page = upload(client, *rows)
    assert len(page.context["items"]) == 2
    keys = {f"key-{number}": item["id"] for number, item in enumerate(page.context["items"], start=1)}
    page = answer(client, "open", all_new="1", **keys)
    assert told(page) == ["2 answers were taken."]
    assert preview(client, "open").context["items"] == []
    assert page.context["counts"][5][1] == 0


@pytest.mark.parametrize("use", ["0", "999999", "x", "-1"])
def test_name_forged(client, editor, use):
    _known, page = near(client)
    [item] = page.context["items"]
    page = answer(client, "open", **{"key-1": item["id"], "use-1": use})
    assert told(page) == [
        "“Zulu Technical Universiti” can't be that record: it was not offered. Nothing was saved."
    ]
    assert last().options["names"] == {}


def test_name_of_a_page_that_has_changed(client, editor):
    known, _page = near(client)
    page = answer(client, "open", **{"key-1": "organisation|nothing", "use-1": str(known.pk)})
    assert told(page) == [
        "These names have changed since you opened the page: nothing was saved. Look at them again."
    ]
    assert told(answer(client, "open")) == ["Nothing was chosen."]
    assert told(answer(client, "names")) == ["There is nothing to answer here."]


def alike(client: Any) -> Visit:
    imported(client, row(1))
    page = upload(client, row(1, Dates="November 2025"))
    assert page.context["show"] == "questions"
    return Visit.objects.get()


@pytest.mark.parametrize("same", ["reference", "new"])
def test_visit_that_looks_alike(client, editor, same):
    visit = alike(client)
    [item] = preview(client, "questions").context["items"]
    assert [choice["choice"] for choice in item["alike"]] == [visit.reference]
    chosen = visit.reference if same == "reference" else "new"
    answer(client, "questions", **{"row-1": item["row"], "same-1": chosen})
    counts = last().counts
    assert (counts["new"], counts["changed"]) == ((0, 1) if same == "reference" else (1, 0))
    # Asked again, it is as it was.
    [decided] = preview(client, "decided").context["items"]
    page = answer(client, "decided", again=decided["id"])
    assert told(page) == ["1 is asked again."]
    assert last().counts["questions"] == 1


@pytest.mark.parametrize("same", ["V-9999", "row 1", "x"])
def test_visit_that_looks_alike_forged(client, editor, same):
    alike(client)
    [item] = preview(client, "questions").context["items"]
    page = answer(client, "questions", **{"row-1": item["row"], "same-1": same})
    assert told(page) == ["Visits!2 can't be that visit: it was not offered. Nothing was saved."]
    page = answer(client, "questions", **{"row-1": "Visits!77", "same-1": "new"})
    assert "have changed since you opened the page" in told(page)[0]
    page = answer(client, "decided", again="same:Visits!77")
    assert told(page) == ["One of these was not answered, or was taken back already. Nothing was saved."]
    assert last().options["same"] == {}


# --- Confirmation ---


def test_import_confirmed(client, editor):
    upload(client, row(1), row(2))
    page = confirm(client)
    record = last()
    assert page.redirect_chain == [(at(record, "change"), 302)]
    assert told(page) == ["Written. New visits: 2, changed: 0."]
    assert record.change is not None
    assert (record.status, record.change.by, Visit.objects.count()) == ("done", editor, 2)
    source = Source.objects.get()
    assert source.sha256 == record.sha256
    text = page.content.decode()
    assert record.sha256 in text
    assert f"/admin/tracker/source/{source.pk}/change/" in text
    made = {one["kind"]: (one["made"], one["changed"]) for one in page.context["did"]}
    assert made["visit"] == (2, 0)
    assert made["organisation"] == (2, 0)
    assert [(item["label"], item["at"]) for item in page.context["rows"]] == [
        ("V-0001 Delegation of Zulu Tech 1 visits Quebec Academy (4–5 November 2025)", "Visits!2"),
        ("V-0002 Delegation of Zulu Tech 2 visits Quebec Academy (4–5 November 2025)", "Visits!3"),
    ]


def test_import_of_the_good_rows(client, editor):
    upload(client, row(1), row(2, Dates="whenever"))
    page = confirm(client)
    assert told(page) == [
        "Some rows have problems or open questions. Mend or answer them, or import only the rows without."
    ]
    assert Visit.objects.count() == 0
    confirm(client, scope="good")
    assert Visit.objects.count() == 1
    assert last().status == "done"


@pytest.mark.parametrize(
    "over", [{"scope": "some"}, {"digest": ""}, {"import_file_name": "x"}, {"import_file_name": "9" * 30}]
)
def test_confirmation_forged(client, editor, over):
    upload(client, row())
    page = confirm(client, **over)
    assert told(page) == ["Nothing was imported: open the preview, and confirm there."]
    assert Visit.objects.count() == 0
    assert client.get(CONFIRM).status_code == 405


def test_confirmation_of_an_older_preview(client, editor):
    upload(client, row())
    page = confirm(client, digest="0" * 64)
    assert told(page) == [
        "Nothing was imported: the preview has changed since you opened it. Look at it again."
    ]
    assert Visit.objects.count() == 0


def test_confirmation_after_the_record_changed(client, editor):
    upload(client, row())
    make.make_organisation(name="Zulu Tech")
    page = confirm(client)
    assert where(page) == at(last(), "preview")
    assert "The record has changed since the preview" in page.content.decode()
    assert Visit.objects.count() == 0
    confirm(client)
    assert Visit.objects.count() == 1


def test_confirmation_twice(client, editor):
    upload(client, row())
    confirm(client)
    page = confirm(client)
    assert told(page) == ["This import is written."]
    assert Visit.objects.count() == 1


def test_confirmation_by_two_at_once(client, editor, monkeypatch):
    upload(client, row())
    other = Import.objects.get()
    refusal = running.refusal

    def meanwhile(record: Import, scope: str) -> str:
        sentence = refusal(record, scope)
        Import.objects.update(status=ImportStatus.QUEUED)
        return sentence

    monkeypatch.setattr(running, "refusal", meanwhile)
    with pytest.raises(running.ImportRefusedError, match="Somebody else has just worked on this import"):
        running.confirm(other, "all", by=editor)
    assert Visit.objects.count() == 0


def test_import_whose_workbook_is_gone(client, editor):
    upload(client, row())
    record = last()
    record.file.storage.delete(str(record.file.name))
    sentence = "The workbook is no longer where it was kept. Upload it again."
    for screen in ("file", "problems"):
        assert told(client.get(at(record, screen), follow=True)) == [sentence]
    data = {**reading(preview(client, "reading")), "visits-year": "2024"}
    assert told(answer(client, "reading", **data)) == [sentence]
    Import.objects.update(status="checked")
    page = confirm(client, record)
    assert (last().status, last().problem) == ("refused", sentence)
    assert sentence in page.content.decode()
    assert Visit.objects.count() == 0


def test_workbook_sent_as_it_was(client, editor):
    content = workbook(row())
    upload(client, content=content, name="Визиты.xlsx")
    sent = client.get(at(last(), "file"))
    assert b"".join(sent.streaming_content) == content
    assert sent["Content-Type"] == "application/octet-stream"
    assert sent["Content-Disposition"].startswith("attachment;")


# --- Progress ---


def queued(client: Any, monkeypatch: Any) -> Import:
    monkeypatch.setattr(running, "AT_ONCE", 0)
    upload(client, row())
    page = confirm(client)
    record = last()
    assert where(page) == at(record, "progress")
    return record


def test_large_import_is_written_by_the_worker(client, editor, monkeypatch):
    record = queued(client, monkeypatch)
    state = client.get(at(record, "state")).json()
    assert state == {
        "status": "queued",
        "percent": 0,
        "step": "Waiting to begin",
        "busy": True,
        "lacks_worker": False,
        "next": at(record, "progress"),
    }
    page = client.get(at(record, "progress")).content.decode()
    assert "<noscript><meta http-equiv" in page
    assert "<progress" in page
    work()
    state = client.get(at(record, "state")).json()
    assert (state["status"], state["busy"], state["next"]) == ("done", False, at(record, "change"))
    assert Visit.objects.count() == 1


def test_progress_without_a_worker_says_how_to_start_one(client, editor, monkeypatch):
    record = queued(client, monkeypatch)
    page = client.get(at(record, "progress"))
    assert not page.context["state"]["lacks_worker"]
    DBTaskResult.objects.update(enqueued_at=timezone.now() - timedelta(seconds=16))
    assert client.get(at(record, "state")).json()["lacks_worker"] is True
    assert "python manage.py db_worker" in client.get(at(record, "progress")).content.decode()


def test_progress_tells_how_far_it_is(client, editor, monkeypatch):
    record = queued(client, monkeypatch)
    DBTaskResult.objects.all().delete()
    running.tell_progress(record, 42, "Writing")
    found = client.get(at(record, "state")).json()
    assert (found["percent"], found["step"]) == (42, "Writing")


def test_import_interrupted_and_run_again(client, editor):
    upload(client, row())
    Import.objects.update(status="writing", scope="all")
    record = last()
    page = client.get(at(record, "change"))
    assert "The work was interrupted. Nothing was written: it can be run again." in page.content.decode()
    assert page.context["can_run_again"]
    page = confirm(client, last())
    assert last().status == "done"
    assert Visit.objects.count() == 1


@pytest.mark.parametrize("status", ["queued", "checking"])
def test_import_that_is_worked_on(client, editor, status):
    upload(client, row())
    Import.objects.update(status=status)
    tasks.check_import.enqueue(last().pk)
    record = last()
    assert client.get(at(record, "preview"), follow=True).redirect_chain == [(at(record, "progress"), 302)]
    assert client.post(at(record, "preview"), follow=True).redirect_chain == [(at(record, "progress"), 302)]
    assert len(told(confirm(client, record))) == 1
    assert len(told(client.get(at(record, "undo"), follow=True))) == 1
    assert Visit.objects.count() == 0
    assert client.get(LIST).status_code == 200


def test_answers_to_an_import_that_was_written(client, editor):
    record = imported(client, row())
    page = answer(client, "reading", shape="visits")
    assert told(page) == ["This import is written."]
    assert told(client.post(at(record, "read"), follow=True)) == ["This import is written."]
    assert last().status == "done"


def test_refused_import_read_again_in_another_encoding(client, editor):
    upload(client, content="Делегация;Даты\n".encode("cp1251"), name="t.csv", encoding="UTF-8")
    record = last()
    assert record.status == "refused"
    page = client.post(at(record, "read"), {"encoding": "rot13"}, follow=True)
    assert told(page) == ["This is none of the encodings or separators that are known here."]
    page = client.post(at(record, "read"), {"encoding": "windows-1251", "separator": ""}, follow=True)
    assert where(page) == at(record, "preview")
    page = client.post(at(record, "read"), {"forget": "1"}, follow=True)
    options = Options.from_json(last().options)
    # What is remembered was asked for, and nothing was.
    assert (options.encoding, options.separator, options.recalled) == ("", "", {})


def test_import_says_which_year_staff_gave(client, editor):
    upload(client, row(1, Dates="4 Nov"))
    record = last()
    options = Options.from_json(record.options)
    options.of("visits").year, options.of("visits").century = 2023, 20
    running.set_options(record, options)
    running.check(record)
    confirm(client, record)
    page = " ".join(client.get(at(record, "change")).content.decode().split())
    assert "Dates for which the workbook gives no year were given 2023, which staff chose." in page
    assert "Years of two digits were taken for 2000–2099, which staff chose." in page


# --- What it did ---


def test_page_lists_what_was_changed(client, editor):
    imported(client, row(1))
    record = imported(client, row(1, Topics="other studies"))
    page = client.get(at(record, "change"), {"kind": "visit", "did": "changed"})
    [item] = page.context["rows"]
    assert item["url"] == f"/admin/tracker/visit/{Visit.objects.get().pk}/change/"
    assert item["history"] == f"/admin/tracker/visit/{Visit.objects.get().pk}/history/"


@pytest.mark.parametrize(
    "query",
    [{"kind": "user"}, {"kind": "visit", "did": "eaten"}, {"page": "0"}, {"page": "x"}, {"page": "9999"}],
)
def test_page_of_what_is_not_there(client, editor, query):
    record = imported(client, row())
    page = client.get(at(record, "change"), query)
    assert page.status_code == 200
    assert page.context["wrong"].startswith("There is no such")


def test_page_takes_as_many_queries_whatever_it_lists(client, editor):
    counts = set()
    for many in (1, 3, 300):
        # Far apart, so that no visit looks like one of those before.
        dates = f"4 November {1990 + many % 30}"
        record = imported(client, *(row(f"{many}.{number}", Dates=dates) for number in range(many)))
        with CaptureQueriesContext(connection) as queries:
            page = client.get(at(record, "change"))
        assert len(page.context["rows"]) == min(many, 50)
        counts.add(len(queries))
    assert len(counts) == 1
    assert counts.pop() <= 25


def test_list_takes_as_many_queries_whatever_it_lists(client, editor):
    counts = set()
    for many in (1, 3, 30):
        for number in range(many):
            upload(client, row(f"{many}.{number}"))
        with CaptureQueriesContext(connection) as queries:
            client.get(LIST)
        counts.add(len(queries))
    assert len(counts) == 1


@pytest.mark.parametrize("query", ["p=x", "status__exact=%00", "q=%00", "uploaded_at__year=x", "nothing=1"])
def test_list_of_nonsense(client, editor, query):
    upload(client, row())
    assert client.get(f"{LIST}?{query}", follow=True).status_code == 200


# --- Taking back ---


def test_import_taken_back_and_done_again(client, editor):
    before = state()
    record = imported(client, row(1), row(2))
    after = state()
    page = client.get(at(record, "undo"))
    assert page.context["standing"]
    assert "Records that it made are removed." in page.content.decode()
    page = undo(client)
    assert where(page) == f"{at(record, 'change')}#reports"
    assert last().status == "undone"
    assert state() == before
    [report] = page.context["reports"]
    assert report["change"].reason == "A fictitious mistake"
    assert report["groups"] == []
    assert "no longer in the record" in page.content.decode()
    page = client.get(at(record, "undo"))
    assert not page.context["standing"]
    page = undo(client, "It was right")
    assert last().status == "done"
    assert state() == after
    assert [one["change"].reason for one in page.context["reports"]] == [
        "It was right",
        "A fictitious mistake",
    ]


def test_taking_back_asks_for_a_reason(client, editor):
    imported(client, row())
    page = undo(client, " ")
    assert page.context["wrong"] == "Say why: the reason stands in the history of every record."
    assert Visit.objects.count() == 1


def test_taking_back_keeps_what_was_edited_and_what_is_referred_to(client, editor):
    record = imported(client, row(1), row(2))
    first, second = Visit.objects.order_by("pk")
    first.purpose = "Edited"
    first.save()
    agreement = make.make_agreement(visit=second)
    page = undo(client)
    [report] = page.context["reports"]
    kept = {group["reason"]: group["rows"] for group in report["groups"]}
    assert [(one["label"], one["sentence"]) for one in kept["edited"]] == [
        (f"{first.reference} {first.title} (4–5 November 2025)", "Edited since: purpose.")
    ]
    assert [one["url"] for one in kept["referred"]] == [f"/admin/tracker/visit/{second.pk}/change/"]
    assert kept["referred"][0]["by"][0]["url"] == f"/admin/tracker/agreement/{agreement.pk}/change/"
    assert kept["needed"]
    change = Change.objects.get(kind="undo")
    url = reverse("admin:tracker_import_report", args=[record.pk, change.pk])
    page = client.get(url)
    assert len(page.context["rows"]) == sum(group["count"] for group in report["groups"])
    for number in ("0", "x", "77"):
        assert client.get(url, {"page": number}).context["wrong"].startswith("There is no such page")
    assert client.get(reverse("admin:tracker_import_report", args=[record.pk, 99999])).status_code == 404


def test_taking_back_what_somebody_else_took_back(client, editor):
    record = imported(client, row())
    assert record.change is not None
    undo(client)
    page = client.post(at(record, "undo"), {"last": record.change.pk, "reason": "Twice"}, follow=True)
    assert told(page) == [
        "Somebody else has just taken this back, or done it again. Look at it as it is now."
    ]
    assert last().status == "undone"
    with pytest.raises(running.ImportRefusedError):
        running.take_back(last(), by=editor, last=record.change.pk)
    assert Visit.objects.count() == 0


def test_taking_back_of_public_visits_is_a_publishers_business(client, editor):
    imported(client, row())
    Visit.objects.update(visibility="public")
    visit = Visit.objects.get()
    visit.visibility = "public"
    visit.save()
    page = undo(client)
    assert page.status_code == 200
    assert Visit.objects.count() == 1


def test_taking_back_of_a_large_import_is_done_by_the_worker(client, editor, monkeypatch):
    monkeypatch.setattr(import_undo, "UNDONE_AT_ONCE", 0)
    record = imported(client, row())
    page = undo(client)
    assert where(page) == at(record, "progress")
    assert client.get(at(record, "state")).json()["status"] == "undoing"
    assert told(client.get(at(record, "undo"), follow=True)) == [
        "This import is being worked on. Wait until that is done."
    ]
    work()
    assert (last().status, Visit.objects.count()) == ("undone", 0)


def test_taking_back_that_was_interrupted(client, editor):
    record = imported(client, row())
    Import.objects.update(status="undoing")
    page = client.get(at(record, "change"))
    assert "Taking it back was interrupted. Nothing was taken back" in page.content.decode()
    assert last().status == "done"
    undo(client)
    Import.objects.update(status="undoing")
    client.get(at(record, "change"))
    assert last().status == "undone"


def test_taking_back_by_the_worker_that_is_refused(client, editor):
    record = imported(client, row())
    assert record.change is not None
    undo(client)
    assert tasks.undo_import.func(record.pk, editor.pk, "Late", record.change.pk) is False
    assert last().status == "undone"
    assert "Somebody else has just taken this back" in last().problem


def test_taking_back_what_was_never_written(client, editor):
    upload(client, row())
    page = client.get(at(last(), "undo"), follow=True)
    assert told(page) == ["This import has written nothing that could be taken back."]


def test_status_says_what_it_counts(client, editor):
    upload(client, row(1), row(2, Dates="whenever"))
    admin: Any = site.get_model_admin(Import)
    assert admin.shown_status(last()) == "ready to be looked at: 1 new, 1 problem"
