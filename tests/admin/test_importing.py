"""The screens of an import: who sees them, what a preview says, and that nothing else is ever written."""

import io
import re
import zipfile
from datetime import timedelta
from typing import Any, Literal

import openpyxl
import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission
from django.core import signing
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests import factories as make
from tests.admin.samples import MAKERS
from tests.imports.test_records import KINDS, each_kind
from tracker import models
from tracker.admin import importing, uploads
from tracker.exports import export

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client):
    user = make.make_user("Editor")
    client.force_login(user)
    return user


@pytest.fixture(autouse=True)
def _no_files_left():
    """Each test starts without uploaded files."""
    for name in pending():
        default_storage.delete(f"{uploads.PendingStorage.FOLDER}/{name}")


def pending() -> list[str]:
    """The uploaded files that are kept."""
    try:
        return default_storage.listdir(uploads.PendingStorage.FOLDER)[1]
    except FileNotFoundError:
        return []


def address(model: Any, action: str = "import") -> str:
    return reverse(f"admin:tracker_{model._meta.model_name}_{action}")


def upload(client: Any, content: bytes | str, *, model: Any = models.Topic, name: str = "example.csv") -> Any:
    content = content.encode() if isinstance(content, str) else content
    # The library takes a form without any field, such as the token that each page has, for none.
    data = {"csrfmiddlewaretoken": "x", "import_file": SimpleUploadedFile(name, content)}
    return client.post(address(model), data)


def confirm(client: Any, page: Any, *, model: Any = models.Topic, follow: bool = True, **over: Any) -> Any:
    data = {"token": page.context["confirm_form"]["token"].value(), **over}
    return client.post(address(model, "process_import"), data, follow=follow)


def workbook(*rows: Any) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(list(row))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def refusals(page: Any) -> list[str]:
    """What the page says is wrong with the file."""
    assert page.status_code == 200
    assert "confirm_form" not in page.context
    return list(page.context["form"].errors.get("import_file", []))


def problems(page: Any) -> list[tuple[Any, str, str]]:
    assert page.status_code == 200
    assert "confirm_form" not in page.context
    return [(problem.row, problem.column, problem.sentence) for problem in page.context["problems"]]


def told(page: Any) -> list[str]:
    return [str(message) for message in page.context["messages"]]


# --- Who ---


@each_kind
def test_import_button_for_editors_and_not_for_viewers(client, model):
    for role, shown in (("Editor", True), ("Publisher", True), ("Viewer", False)):
        client.force_login(make.make_user(role))
        page = client.get(address(model, "changelist"))
        assert (f'href="{address(model)}"' in page.content.decode()) is shown, role


@each_kind
def test_import_forged_by_a_viewer(client, model):
    client.force_login(make.make_user("Viewer"))
    assert client.get(address(model)).status_code == 403
    assert upload(client, "slug,name\n,Example\n", model=model).status_code == 403
    assert client.post(address(model, "process_import"), {"token": "x"}).status_code == 403
    assert pending() == []


@pytest.mark.parametrize("permission", ["add", "change"])
def test_import_with_one_of_the_permissions_alone(client, permission):
    user = make.make_user("Viewer")
    user.user_permissions.add(Permission.objects.get(codename=f"{permission}_topic"))
    client.force_login(user)
    assert client.get(address(models.Topic)).status_code == 403


def test_import_is_for_these_kinds_only():
    for model in MAKERS:
        if model in KINDS:
            continue
        with pytest.raises(NoReverseMatch):
            address(model, "process_import")


def test_import_page_of_a_stranger(client):
    assert client.get(address(models.Topic)).status_code == 302


@each_kind
def test_import_page_explains_every_column(client, editor, model):
    page = client.get(address(model))
    columns = {heading for heading, _label, _wanted in page.context["columns"]}
    header = export(model.objects.none(), "csv").content.decode("utf-8-sig").strip().split(",")
    assert columns == {name for name in header if not name.endswith(("_earliest", "_latest"))}
    assert all(label and wanted for _heading, label, wanted in page.context["columns"])
    assert 'enctype="multipart/form-data"' in page.content.decode()


# --- Nothing inline ---


def test_import_pages_have_nothing_inline(client, editor):
    topic = make.make_topic(name="Old")
    pages = [
        client.get(address(models.Topic)),
        client.get(address(models.Topic, "changelist")),
        upload(client, f"slug,name\n{topic.slug},New\n,Another\n"),
        upload(client, "slug,name\n,\n"),
    ]
    for page in pages:
        text = page.content.decode()
        assert re.findall(r"<script(?![^>]*\bsrc=)[^>]*>", text) == []
        assert re.findall(r"<style|\sstyle=|\son[a-z]+=", text) == []


# --- Preview and confirm ---


def test_import_previewed_and_confirmed(client, editor):
    old = make.make_topic(name="Old name", slug="old")
    same = make.make_topic(name="Same", slug="same")
    page = upload(client, "slug,name\nold,New name\nsame,Same\n,Third\n", name="topics.csv")
    assert page.context["counts"] == {"new": 1, "changed": 1, "same": 1}
    shown = [(row.row, str(row.kind), row.name, row.changes) for row in page.context["rows"]]
    assert shown == [
        (2, "changed", "New name", [("name", "Old name", "New name")]),
        (4, "new", "Third", [("name", "", "Third")]),
    ]
    # Nothing is written yet.
    assert {topic.name for topic in models.Topic.objects.all()} == {"Old name", "Same"}
    assert len(pending()) == 1

    page = confirm(client, page)
    assert page.redirect_chain == [(address(models.Topic, "changelist"), 302)]
    assert told(page) == ["Imported from topics.csv: 1 new, 1 changed, 1 unchanged."]
    assert {topic.name for topic in models.Topic.objects.all()} == {"New name", "Same", "Third"}
    assert pending() == []
    version = old.history.first()
    assert (version.history_user, version.history_change_reason) == (editor, "Imported from topics.csv")
    assert same.history.count() == 1
    entries = LogEntry.objects.order_by("action_flag").values_list("object_repr", "change_message")
    assert list(entries) == [
        ("Third", "Imported from topics.csv"),
        ("New name", "Imported from topics.csv"),
    ]


@each_kind
def test_import_of_an_export_would_change_nothing(client, editor, model):
    MAKERS[model]()
    for file_format in ("csv", "xlsx"):
        table = export(model.objects.all(), file_format)
        page = upload(client, table.content, model=model, name=f"example.{file_format}")
        assert "Nothing would change" in page.content.decode()
        assert "confirm_form" not in page.context
        assert pending() == []


def test_import_with_problems_is_refused_whole(client, editor):
    page = upload(client, "slug,name\n,Good\n\nno-such-topic,Bad\n")
    sentence = "There is no “no-such-topic” in the record: correct it, or leave it empty for a new one."
    assert problems(page) == [(4, "slug", sentence)]
    assert models.Topic.objects.count() == 0
    assert pending() == []


def test_import_preview_points_out_namesakes(client, editor):
    make.make_topic(name="Rural teachers", slug="rural-teachers")
    page = upload(client, "slug,name\n,RURAL TEACHERS\n")
    [row] = page.context["rows"]
    assert row.namesakes == ("rural-teachers",)
    assert "the record has this name already: rural-teachers" in page.content.decode()


def test_import_preview_escapes_what_the_file_says(client, editor):
    topic = make.make_topic()
    page = upload(client, f"slug,name\n{topic.slug},<script>alert(1)</script>\n", name="<b>.csv")
    assert "<script>alert" not in page.content.decode()
    page = upload(client, "slug,<script>alert(1)</script>\n,x\n")
    assert "<script>alert" not in page.content.decode()


def test_import_preview_of_many_rows_lists_the_first(client, editor, monkeypatch):
    monkeypatch.setattr(importing, "SHOWN", 2)
    page = upload(client, "slug,name\n" + "".join(f",Topic {number}\n" for number in range(5)))
    assert len(page.context["rows"]) == 2
    assert "Only the first 2 are listed; all are imported." in page.content.decode()
    confirm(client, page)
    assert models.Topic.objects.count() == 5


def test_import_preview_of_many_problems_lists_the_first(client, editor, monkeypatch):
    monkeypatch.setattr(importing, "SHOWN", 2)
    page = upload(client, "slug,name\n" + "".join(f"no-{number},x\n" for number in range(5)))
    assert len(problems(page)) == 2
    assert "5 problems, and nothing is written" in page.content.decode()


def test_import_preview_shows_what_changes_in_a_long_text(client, editor):
    text = "Lorem ipsum," * 100
    topic = make.make_topic(description=text + "one" + text)
    page = upload(client, f'slug,description\n{topic.slug},"{text}two{text}"\n')
    [row] = page.context["rows"]
    [(column, before, after)] = row.changes
    assert column == "description"
    assert (len(before), len(after)) == (2 * importing.AROUND + 5, 2 * importing.AROUND + 5)
    assert ("one" in before, "two" in after) == (True, True)


def test_import_queries_with_1_and_50_unchanged_rows(client, editor):
    def queries() -> int:
        content = export(models.Programme.objects.all(), "csv").content
        with CaptureQueriesContext(connection) as captured:
            upload(client, content, model=models.Programme)
        return len(captured) - 2 * models.Programme.objects.count()  # a savepoint a row

    counts = []
    for number in (1, 49):
        for _number in range(number):
            make.make_programme(
                lead=make.make_organisation(), partners=[make.make_organisation()], topics=[make.make_topic()]
            )
        counts.append(queries())
    assert counts[0] == counts[1]


# --- Confirming something else ---


def test_confirm_twice_imports_once(client, editor):
    page = upload(client, "slug,name\n,Only once\n")
    confirm(client, page)
    again = confirm(client, page)
    assert told(again)[0].startswith("Nothing was imported now: the file was imported already")
    assert models.Topic.objects.count() == 1


def test_confirm_after_the_record_has_changed(client, editor):
    topic = make.make_topic(name="Old", slug="old")
    page = upload(client, "slug,name\nold,New\n")
    topic.name = "Changed meanwhile"
    topic.save()
    answer = confirm(client, page)
    assert "the record has changed since the preview" in answer.content.decode()
    topic.refresh_from_db()
    assert topic.name == "Changed meanwhile"
    assert (topic.history.count(), LogEntry.objects.count(), pending()) == (2, 0, [])


def test_confirm_after_a_named_record_is_gone(client, editor):
    topic = make.make_topic(slug="old")
    page = upload(client, "slug,name\n,First\nold,New\n")
    topic.delete()
    answer = confirm(client, page)
    assert problems(answer)[0][:2] == (3, "slug")
    assert models.Topic.objects.count() == 0


def test_confirm_after_the_permission_is_gone(client, editor):
    page = upload(client, "slug,name\n,Example\n")
    editor.groups.clear()
    editor.groups.add(Group.objects.get(name="Viewer"))
    assert confirm(client, page).status_code == 403
    assert models.Topic.objects.count() == 0


def tokens(client: Any) -> dict[str, str]:
    """Tokens that don't confirm an import of topics by this user."""
    token = upload(client, "slug,name\n,Example\n").context["confirm_form"]["token"].value()
    told = signing.loads(token, salt=importing.SALT)
    other = make.make_user("Editor")
    return {
        "none": "",
        "no token": "../../etc/passwd",
        "changed": token[:-3] + "abc",
        "NUL": token + "\0",
        "of another list": signing.dumps({**told, "model": "tracker.person"}, salt=importing.SALT),
        "of another user": signing.dumps({**told, "user": other.pk}, salt=importing.SALT),
        "of another purpose": signing.dumps(told, salt="something else"),
    }


def test_confirm_with_a_token_of_something_else(client, editor):
    for kind, token in tokens(client).items():
        answer = client.post(
            address(models.Topic, "process_import"),
            {"token": token, "import_file_name": "../../etc/passwd", "format": "1"},
            follow=True,
        )
        assert answer.redirect_chain == [(address(models.Topic), 302)], kind
        assert told(answer)[0].startswith("Nothing was imported: the preview is more than a day old"), kind
    assert models.Topic.objects.count() == 0


def test_confirm_a_day_later(client, editor, monkeypatch):
    page = upload(client, "slug,name\n,Example\n")
    monkeypatch.setattr(uploads.PendingStorage, "KEPT", timedelta(seconds=-1))
    answer = confirm(client, page)
    assert told(answer)[0].startswith("Nothing was imported: the preview is more than a day old")


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "a/b", "", None, "A" * 32, "a" * 31])
def test_pending_file_of_another_name(name):
    with pytest.raises(uploads.UploadError):
        uploads.PendingStorage(name=name).read()


def test_confirm_opened_as_a_page(client, editor):
    assert client.get(address(models.Topic, "process_import")).status_code == 405


def test_pending_files_forgotten_after_a_day(client, editor, monkeypatch):
    upload(client, "slug,name\n,First\n")
    [first] = pending()
    monkeypatch.setattr(uploads.PendingStorage, "KEPT", timedelta(seconds=-1))
    upload(client, "slug,name\n,Second\n")
    assert len(pending()) == 1
    assert first not in pending()


def test_confirm_by_an_editor_publishes_nothing(client, editor):
    page = upload(client, "reference,title,visibility\n,Example,public\n", model=models.Agreement)
    assert problems(page) == [
        (2, "visibility", "Only a Publisher makes records public: write “internal” or “draft”.")
    ]


# --- Bad files ---


def zip_of(**parts: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name.replace("__", "/"), content)
    return file.getvalue()


def with_sheet(sheet: bytes) -> bytes:
    """A workbook whose sheet's XML is replaced."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook(["slug", "name"]))) as old,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.infolist():
            content = sheet if part.filename == "xl/worksheets/sheet1.xml" else old.read(part)
            new.writestr(part.filename, content)
    return file.getvalue()


def sheet_of(rows: bytes) -> bytes:
    start = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    return start + rows + b"</sheetData></worksheet>"


GOOD = workbook(["slug", "name"], [None, "Example"])
BAD_FILES = {
    "empty workbook": (workbook(), "no rows below its headings"),
    "only a header": (b"slug,name\n", "no rows below its headings"),
    "only blank lines": (b"\n\n,,\n", "no rows below its headings"),
    "picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "neither a workbook (XLSX) nor a text in UTF-8"),
    "windows-1251": ("slug,name\n,Тема\n".encode("windows-1251"), "neither a workbook"),
    "UTF-16 cut off": ("slug,name\n,Тема\n".encode("utf-16")[:-1], "neither a workbook"),
    "NUL": (b"slug,name\n,a\0b\n", "NUL characters"),
    "old workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old workbook (XLS)"),
    "zip of something": (zip_of(a=b"x"), "can't be read as a workbook"),
    "workbook cut off": (GOOD[: len(GOOD) // 2], "can't be read as a workbook"),
    "no sheet": (zip_of(xl__workbook=b"<a/>"), "can't be read as a workbook"),
    "broken XML": (with_sheet(sheet_of(b"<row><c>")[:-20]), "can't be read as a workbook"),
    "entities": (
        with_sheet(b'<!DOCTYPE a [<!ENTITY b "x">]>' + sheet_of(b"<row><c><v>&b;</v></c></row>")),
        "can't be read as a workbook",
    ),
    "zip bomb": (zip_of(xl__worksheets__a=b"0" * 101 * 1024**2), "too large when it is unpacked"),
    "empty cells by the million": (with_sheet(sheet_of(b"<row>" + b"<c/>" * 10**6)), "too large when it is"),
    "styles by the million": (zip_of(xl__styles=b"<xf/>" * 10**6), "too large when it is unpacked"),
    "row beyond any sheet": (with_sheet(sheet_of(b'<row r="1048577"><c/></row>')), "more rows or columns"),
    "columns without end": (
        with_sheet(sheet_of(b'<row><c r="ZZZ1"/></row>' * 2000)),
        "more rows or columns than a table has",
    ),
    "unclosed quote": (b'slug,name\n,"open\n', "can't be read as CSV (unexpected end of data)"),
    "stray quote": (b'slug,name\n,"a"b\n', "can't be read as CSV"),
    "huge field": (b"slug,name\n," + b"x" * 200_000, "can't be read as CSV (field larger"),
    "100,000 columns": (b",".join(b"c%d" % n for n in range(100_000)) + b"\n1\n", "more than 200 columns"),
    "201 columns": (workbook([f"c{n}" for n in range(201)], [1]), "more than 200 columns"),
    "10,001 rows": (b"slug,name\n" + b",x\n" * 10_001, "more than 10,000 rows"),
    "10,001 rows of a workbook": (
        workbook(["slug", "name"], *[[None, "x"]] * 10_001),
        "more than 10,000 rows",
    ),
    "cell without a heading": (b"slug,name\n,a\n,b,,c\n", "Row 3 has a value in column 4"),
    "cell of a workbook without a heading": (
        workbook(["slug", "name"], [None, "a", None, "b"]),
        "Row 2 has a value in column D",
    ),
    "formula without a result": (
        workbook(["slug", "name"], [None, "a"], [None, '=HYPERLINK("x")']),
        "Cell B3 holds a formula without a result",
    ),
}


@pytest.mark.parametrize("kind", BAD_FILES)
def test_upload_of_a_bad_file(client, editor, kind):
    content, sentence = BAD_FILES[kind]
    [refusal] = refusals(upload(client, content))
    assert sentence in refusal.replace("10000", "10,000")
    assert (models.Topic.objects.count(), pending()) == (0, [])


def test_upload_of_nothing(client, editor):
    assert refusals(client.post(address(models.Topic), {})) == []
    assert refusals(client.post(address(models.Topic), {"x": "y"})) == ["This field is required."]
    assert refusals(upload(client, b"")) == ["The submitted file is empty."]


def test_upload_of_a_huge_file(client, editor):
    [refusal] = refusals(upload(client, b"x" * (uploads.MAX_BYTES + 1)))
    assert refusal == "The file is larger than 10 MB: divide it, and import one part after the other."
    assert pending() == []


def test_upload_that_breaks_the_reader(client, editor, monkeypatch):
    def broken(*args: Any, **kwargs: Any) -> Any:
        raise RuntimeError("secret")

    monkeypatch.setattr(uploads, "dataset_of", broken)
    assert refusals(upload(client, "slug\n")) == ["The file can't be read. Save it as XLSX or CSV again."]


HEADERS = {
    "name\nExample\n": "The column “slug” is missing",
    "slug,name,name\n,a,b\n": "This column is there more than once: “name”. Keep one of each.",
    "slug,,name\n,a,b\n": "A column with values has no heading",
    "slug,name,internal_notes\n,a,b\n": "This column can't be imported here: “internal_notes”.",
    "slug,name,id,email\n,a,b,c\n": "These columns can't be imported here: “id”, “email”.",
    "Dear colleagues\n,a\n".replace(",a", "a"): "The column “slug” is missing",
}


@pytest.mark.parametrize("content", HEADERS)
def test_upload_with_other_columns(client, editor, content):
    found = problems(upload(client, content))
    assert {(row, column) for row, column, _sentence in found} == {(None, "")}
    assert found[0][2].startswith(HEADERS[content])
    assert models.Topic.objects.count() == 0


@pytest.mark.parametrize(
    "content",
    [
        "slug;name\r\n;Тема, с запятой\r\n".encode("utf-8-sig"),
        "slug\tname\r\n\tТема, с запятой\r\n".encode("utf-16"),
        'slug,name\r,"Тема, с запятой"\r'.encode(),
        workbook(["Slug ", " NAME"], [], [None, "Тема, с запятой"]),
    ],
    ids=["semicolons", "UTF-16 with tabs", "old line ends", "workbook"],
)
def test_upload_as_spreadsheet_programs_write_it(client, editor, content):
    confirm(client, upload(client, content))
    assert [topic.name for topic in models.Topic.objects.all()] == ["Тема, с запятой"]


def test_upload_of_a_formula_is_a_text(client, editor):
    confirm(client, upload(client, "slug,name\n,'=1+1\n,=2+2\n"))
    assert {topic.name for topic in models.Topic.objects.all()} == {"=1+1", "=2+2"}
    exported = export(models.Topic.objects.all(), "csv").content.decode()
    assert ("'=1+1" in exported, "'=2+2" in exported) == (True, True)


def test_upload_of_a_workbook_with_results_of_formulas(client, editor):
    """The result counts that the spreadsheet program kept beside the formula."""
    cells = b'<row r="1"><c t="str"><v>slug</v></c><c t="str"><v>name</v></c></row>'
    cells += b'<row r="2"><c/><c t="str"><f>"Exam"&amp;"ple"</f><v>Example</v></c></row>'
    confirm(client, upload(client, with_sheet(sheet_of(cells))))
    assert [topic.name for topic in models.Topic.objects.all()] == ["Example"]


# --- In a browser ---


def sign_in(page: Page, role: str = "Editor") -> None:
    user = make.make_user(role)
    page.goto("/admin/")
    page.fill("#id_username", user.username)
    page.fill("#id_password", make.PASSWORD)
    page.click("input[type=submit]")


def choose(page: Page, content: str) -> None:
    file: Any = {"name": "example.csv", "mimeType": "text/csv", "buffer": content.encode()}
    page.get_by_label("File to import").set_input_files(file)
    page.get_by_role("button", name="Preview").click()


def wrong(page: Page) -> list[str]:
    """What axe finds wrong with what is between the admin's own frame."""
    options = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
    found = Axe().run(page, context="#content", options=options).response["violations"]
    return [f"{rule['id']}: {rule['help']} ({rule['nodes'][0]['html'][:160]})" for rule in found]


@pytest.mark.browser
def test_import_in_a_browser(page: Page) -> None:
    """Every page under the policy (the fixture fails for what it refuses), accessible, and never too wide."""
    make.make_topic(name="Old name", slug="old")
    sign_in(page)
    page.goto("/admin/tracker/topic/")
    page.get_by_role("link", name="Import", exact=True).click()

    themes: tuple[Literal["light"], Literal["dark"]] = ("light", "dark")

    def seen() -> None:
        for theme in themes:
            page.emulate_media(color_scheme=theme)
            page.wait_for_timeout(300)  # links fade from one colour to the other
            assert wrong(page) == []
        for width in (320, 1440):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") <= width

    seen()
    choose(page, "slug,name\nno-such-topic," + "Unbroken" * 60 + "\n")
    expect(page.get_by_role("heading", name="1 problem, and nothing is written")).to_be_visible()
    seen()
    choose(page, "no header")
    expect(page.locator(".errorlist")).to_contain_text("no rows below its headings")
    seen()
    choose(page, "slug,name\nold,Old name\n")
    expect(page.get_by_role("heading", name="Nothing would change")).to_be_visible()
    choose(page, "slug,name,description\nold,New name," + "Unbroken" * 60 + "\n,Another,\n")
    expect(page.get_by_role("heading", name="Nothing is written yet")).to_be_visible()
    seen()
    page.get_by_role("button", name="Import").click()
    expect(page.locator(".messagelist .success")).to_have_text(
        "Imported from example.csv: 1 new, 1 changed, 0 unchanged."
    )
    assert set(models.Topic.objects.values_list("name", flat=True)) == {"New name", "Another"}


@pytest.mark.browser
def test_import_without_javascript(browser: Browser, live_server: LiveServer, migrated_rows: None) -> None:
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    sign_in(page)
    page.goto("/admin/tracker/topic/import/")
    choose(page, "slug,name\n,Example topic\n")
    page.get_by_role("button", name="Import").click()
    expect(page.locator(".messagelist .success")).to_contain_text("1 new, 0 changed, 0 unchanged")
    context.close()
    assert models.Topic.objects.get().name == "Example topic"
