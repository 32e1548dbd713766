"""What comes after an import is confirmed: what it did, how far it is, its file, and taking it back."""

import io
import itertools
import re
from datetime import timedelta
from typing import Any
from unittest import mock

import openpyxl
import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from tests import factories as make
from tracker import models
from tracker.admin import change_parts, import_undo
from tracker.admin.change_fields import FieldChange, field_changes
from tracker.choices import ChangeKind, ImportScope, ImportStatus, Visibility
from tracker.imports import running, tasks
from tracker.models import Import, Programme, Visit
from tracker.services.history import write_history

pytestmark = pytest.mark.django_db

HEADERS = ("Title", "Delegation", "Dates", "Purpose", "Topics")
SCREENS = ("change", "progress", "state", "undo", "file")
_numbers = itertools.count(1)


@pytest.fixture(autouse=True)
def _nothing_remembered():
    """Each test starts without progress of others' imports, which may have had the same keys."""
    cache.clear()


@pytest.fixture
def editor(client):
    user = make.make_user("Editor")
    client.force_login(user)
    return user


def workbook(*rows: tuple[Any, ...], headers: tuple[str, ...] = HEADERS) -> bytes:
    book = openpyxl.Workbook()
    sheet: Any = book.active
    for row in (headers, *rows):
        sheet.append(list(row))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def visits(count: int, purpose: str = "To see the example") -> list[tuple[Any, ...]]:
    return [
        (
            f"Example visit {n}",
            f"Delegation {n} of Sampleland",
            f"2025-{n % 12 + 1:02}-04",
            purpose,
            "Example topic",
        )
        for n in range(1, count + 1)
    ]


def imported(by: Any, *rows: tuple[Any, ...], name: str = "") -> Import:
    """An import that was written."""
    record = running.run_import(workbook(*rows), name or f"example {next(_numbers)}.xlsx", by=by)
    assert (record.status, record.problem) == (ImportStatus.DONE, "")
    return record


def address(record: Import | int, screen: str = "change") -> str:
    return reverse(f"admin:tracker_import_{screen}", args=[getattr(record, "pk", record)])


def undo(
    client: Any, record: Import, *, reason: str = "A wrong file", follow: bool = True, **over: Any
) -> Any:
    last = client.get(address(record, "undo")).context["last"].pk
    return client.post(address(record, "undo"), {"reason": reason, "last": last, **over}, follow=follow)


def said(answer: Any) -> list[str]:
    return [str(message) for message in answer.context["messages"]]


# --- What it did ---


def test_page_of_a_written_import_says_what_it_did(client, editor):
    record = imported(editor, *visits(2), name="Пример 示例.xlsx")
    page = client.get(address(record))
    did = {one["kind"]: (one["made"], one["changed"]) for one in page.context["did"]}
    assert did == {
        "visit": (2, 0),
        "delegation": (2, 0),
        "topic": (1, 0),
        "source": (1, 0),
        "citation": (4, 0),
    }
    assert page.context["did"][0]["kind"] == "visit"
    rows = page.context["rows"]
    assert [row["url"] for row in rows] == [
        reverse("admin:tracker_visit_change", args=[visit.pk]) for visit in Visit.objects.order_by("pk")
    ]
    text = page.content.decode()
    for expected in (
        record.sha256,
        "Пример 示例.xlsx",
        str(editor),
        address(record, "file"),
        address(record, "undo"),
    ):
        assert expected in text


def test_page_lists_each_kind(client, editor):
    record = imported(editor, *visits(3))
    page = client.get(address(record), {"kind": "topic"})
    assert [row["label"] for row in page.context["rows"]] == ["Example topic"]
    assert page.context["wrong"] == ""


def test_record_that_was_deleted_since_is_told_without_a_link(client, editor):
    record = imported(editor, *visits(1))
    models.Citation.objects.all().delete()
    Visit.objects.get().delete()
    page = client.get(address(record))
    (row,) = page.context["rows"]
    assert "Example visit 1" in row["label"]
    assert (row["url"], row["history"]) == ("", "")
    assert "no longer in the record" in page.content.decode()


def test_page_of_taking_back_says_of_how_many_records(client, editor):
    record = imported(editor, *visits(3))
    page = client.get(address(record, "undo"))
    [visit] = [one for one in page.context["did"] if one["kind"] == "visit"]
    assert [(str(title), number) for _what, title, number in visit["numbers"]] == [("made", 3)]
    assert '<tr><th scope="row">Visits</th><td class="number">3</td></tr>' in page.text


@pytest.mark.parametrize(
    "query",
    [
        {"page": "x"},
        {"page": "0"},
        {"page": "-1"},
        {"page": "2"},
        {"page": "9" * 40},
        {"page": "²"},
        {"page": "\0"},
        {"kind": "nonsense"},
        {"kind": "user"},
        {"kind": "\0"},
        {"kind": "visit", "did": "nonsense"},
    ],
)
def test_page_that_is_not_there_is_told_so(client, editor, query):
    page = client.get(address(imported(editor, *visits(1))), query)
    assert page.status_code == 200
    assert page.context["wrong"]
    assert page.context["wrong"] in page.content.decode()


def test_list_is_paged(client, editor, monkeypatch):
    monkeypatch.setattr(change_parts, "PAGE", 2)
    record = imported(editor, *visits(3))
    first, second = (
        client.get(address(record), {"kind": "visit", "did": "made", "page": page}) for page in "12"
    )
    assert (first.context["pages"], second.context["page_number"]) == (2, 2)
    labels = [row["label"] for page in (first, second) for row in page.context["rows"]]
    assert len(labels) == len(set(labels)) == 3


@pytest.mark.parametrize("kind", ["visit", "delegation", "topic", "citation"])
def test_page_takes_the_same_number_of_queries_for_more_records(client, editor, kind):
    numbers = []
    for count in (3, 40):
        rows = [
            (
                f"{count}: {title}",
                f"{count}: {name}",
                dates,
                purpose,
                f"Topic {count}; Topic of {title} {count}",
            )
            for title, name, dates, purpose, _topic in visits(count)
        ]
        record = imported(editor, *rows)
        client.get(address(record))  # so that what is remembered of the session isn't counted
        with CaptureQueriesContext(connection) as queries:
            page = client.get(address(record), {"kind": kind})
        assert page.context["lists"][0]["shown"].kind == kind
        assert len(page.context["rows"]) >= count
        numbers.append(len(queries))
    assert numbers[0] == numbers[1]


# --- What it changed ---


def test_changes_are_told_as_they_were_and_as_they_became(editor):
    imported(editor, *visits(2))
    later = [(*row[:3], "To hear of it", "Example topic; Second topic") for row in visits(2)]
    record = imported(editor, *later)
    assert record.change is not None
    keys = list(Visit.objects.values_list("pk", flat=True))
    found = field_changes(record.change, Visit, keys)
    assert found == {
        key: [
            FieldChange("Purpose", "To see the example", "To hear of it"),
            FieldChange("Topics", "Example topic", "Example topic; Second topic"),
        ]
        for key in keys
    }


def test_changes_compare_with_what_was_before_and_not_with_what_came_after(editor):
    imported(editor, *visits(1))
    record = imported(editor, (*visits(1)[0][:3], "To hear of it", "Example topic"))
    assert record.change is not None
    visit = Visit.objects.get()
    visit.purpose = "Something else since"
    visit.save()
    assert field_changes(record.change, Visit, [visit.pk])[visit.pk] == [
        FieldChange("Purpose", "To see the example", "To hear of it")
    ]


def test_changes_name_what_is_gone_and_what_is_empty(editor):
    lead, other = make.make_organisation(name="Lead"), make.make_organisation(name="Other")
    programme = make.make_programme(lead=lead)
    write_history([programme], added=True)
    change = models.Change.objects.create(kind=ChangeKind.IMPORT)
    programme.lead, programme.description = other, "x" * 500
    programme.save()
    programme.partners.set([lead])
    history = Programme.history.model.objects
    history.filter(id=programme.pk).exclude(history_id=history.earliest("history_id").history_id).update(
        change=change
    )
    gone = other.pk
    programme.lead = lead
    programme.save()
    other.delete()
    changes = {one.label: one for one in field_changes(change, Programme, [programme.pk])[programme.pk]}
    assert changes["Lead organisation"][1:] == ("Lead", f"number {gone}, no longer there")
    assert changes["Partners"][1:] == ("", "Lead")
    assert changes["Description"].before == ""
    assert len(changes["Description"].after) <= 200


def test_record_without_earlier_history_has_no_changes(editor):
    visit = make.make_visit()
    change = models.Change.objects.create(kind=ChangeKind.IMPORT)
    Visit.history.model.objects.all().delete()
    write_history([visit], change=change)
    assert field_changes(change, Visit, [visit.pk]) == {}


def test_changes_take_the_same_number_of_queries_for_more_records(editor):
    numbers = []
    for count in (1, 3, 30):
        name = f"Round {count}"
        rows = [(f"{name} {a}", f"{name} {b}", c, d, e) for a, b, c, d, e in visits(count)]
        imported(editor, *rows)
        record = imported(editor, *[(*row[:3], "Other", f"Topic of {row[0]}") for row in rows])
        assert record.change is not None
        keys = list(Visit.objects.filter(title__startswith=name).values_list("pk", flat=True))
        with CaptureQueriesContext(connection) as queries:
            assert len(field_changes(record.change, Visit, keys)) == count
        numbers.append(len(queries))
    assert numbers[0] == numbers[1] == numbers[2]


# --- Its file ---


def test_file_comes_back_as_it_was_uploaded(client, editor):
    content = workbook(*visits(1))
    record = running.run_import(content, "Пример <b>.xlsx", by=editor)
    answer = client.get(address(record, "file"))
    assert answer.getvalue() == content
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_file_that_is_gone_is_told_so(client, editor):
    record = imported(editor, *visits(1))
    record.file.storage.delete(str(record.file.name))
    answer = client.get(address(record, "file"), follow=True)
    assert answer.request["PATH_INFO"] == address(record)
    assert said(answer) == ["The workbook is no longer where it was kept. Upload it again."]


# --- Who may ---


@pytest.mark.parametrize("screen", SCREENS)
def test_unknown_import_is_not_found(client, editor, screen):
    assert client.get(address(4711, screen)).status_code == 404


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("key", ["x", "9" * 40, "-1", "1.5", "%00"])
def test_address_that_names_no_import_is_not_found(client, editor, screen, key):
    path = address(4711, screen).replace("4711", key)
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("screen", SCREENS)
def test_strangers_are_asked_to_log_in(client, screen):
    record = imported(None, *visits(1))
    answer = client.get(address(record, screen))
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(reverse("admin:login"))


@pytest.mark.parametrize("screen", SCREENS)
def test_staff_without_a_role_see_nothing(client, screen):
    client.force_login(make.make_user())
    assert client.get(address(imported(None, *visits(1)), screen)).status_code == 403


def test_viewer_sees_all_of_it_and_takes_nothing_back(client):
    client.force_login(make.make_user("Viewer"))
    record = imported(None, *visits(1))
    statuses = {screen: client.get(address(record, screen)).status_code for screen in SCREENS}
    assert statuses == {"change": 200, "progress": 302, "state": 200, "undo": 403, "file": 200}
    assert address(record, "undo") not in client.get(address(record)).content.decode()
    assert client.post(address(record, "undo"), {"reason": "x"}).status_code == 403
    assert Visit.objects.count() == 1


# --- Taking back ---


def test_taking_back_and_bringing_back(client, editor):
    record = imported(editor, *visits(2))
    page = client.get(address(record, "undo"))
    assert page.context["refusal"] == ""
    answer = undo(client, record, reason="A wrong file")
    assert answer.request["PATH_INFO"] == address(record)
    assert not Visit.objects.exists()
    record.refresh_from_db()
    assert record.status == ImportStatus.UNDONE
    (report,) = answer.context["reports"]
    removed = dict(report["counts"])["Removed"]
    assert dict(removed) == {"Visits": 2, "Delegations": 2, "Topics": 1, "Sources": 1, "Citations": 4}
    assert (report["change"].reason, report["change"].by, report["groups"]) == ("A wrong file", editor, [])
    answer = undo(client, record, reason="It was right")
    assert Visit.objects.count() == 2
    record.refresh_from_db()
    assert record.status == ImportStatus.DONE
    assert [one["change"].reason for one in answer.context["reports"]] == ["It was right", "A wrong file"]
    assert undo(client, record).status_code == 200
    assert not Visit.objects.exists()


def test_what_was_edited_or_is_referred_to_stays_and_is_told(client, editor):
    record = imported(editor, *visits(3))
    edited, referred, _other = Visit.objects.order_by("pk")
    edited.outcome = "Something came of it"
    edited.save()
    action = make.make_action(visit=referred)
    answer = undo(client, record)
    assert set(Visit.objects.all()) == {edited, referred}
    (report,) = answer.context["reports"]
    groups = {group["reason"]: group for group in report["groups"]}
    assert set(groups) == {"edited", "referred", "needed"}
    assert groups["edited"]["rows"][0]["sentence"] == "Edited since: outcome."
    (row,) = groups["referred"]["rows"]
    assert row["url"] == reverse("admin:tracker_visit_change", args=[referred.pk])
    assert [one["url"] for one in row["by"]] == [
        reverse("admin:tracker_followupaction_change", args=[action.pk])
    ]
    text = answer.content.decode()
    assert row["url"] in text
    assert row["by"][0]["url"] in text


def test_report_of_a_taking_back_has_a_page_of_its_own(client, editor):
    record = imported(editor, *visits(12))
    for visit in Visit.objects.all():
        visit.outcome = "Something came of it"
        visit.save()
    answer = undo(client, record)
    (report,) = answer.context["reports"]
    where = reverse("admin:tracker_import_report", args=[record.pk, report["change"].pk])
    assert report["more"]
    assert where in answer.content.decode()
    page = client.get(where)
    assert page.status_code == 200
    assert len(page.context["rows"]) == sum(group["count"] for group in report["groups"])
    for wrong in ("x", "0", str(record.change_id), "9" * 40):
        assert client.get(where.replace(f"/{report['change'].pk}/", f"/{wrong}/")).status_code == 404
    assert client.get(where, {"page": "x"}).context["wrong"]


def test_two_who_take_back_at_once_take_back_once(client, editor):
    record = imported(editor, *visits(1))
    last = client.get(address(record, "undo")).context["last"].pk
    for _time in range(2):
        answer = client.post(address(record, "undo"), {"reason": "x", "last": last}, follow=True)
    assert said(answer) == [
        "Somebody else has just taken this back, or done it again. Look at it as it is now."
    ]
    assert not Visit.objects.exists()


@pytest.mark.parametrize("last", ["", "x", "0", "9" * 40])
def test_taking_back_what_nobody_saw_is_refused(client, editor, last):
    record = imported(editor, *visits(1))
    answer = undo(client, record, last=last)
    assert len(said(answer)) == 1
    assert Visit.objects.count() == 1


def test_import_that_somebody_works_on_is_not_taken_back(client, editor):
    record = imported(editor, *visits(1))
    refused = running.ImportRefusedError("This import is being worked on at the moment.")
    with mock.patch.object(running, "take_back", side_effect=refused):
        answer = undo(client, record)
    assert said(answer) == ["This import is being worked on at the moment."]
    assert Visit.objects.count() == 1


def test_import_that_wrote_nothing_cannot_be_taken_back(client, editor):
    record = running.receive(workbook(*visits(1)), "example.xlsx", by=editor)
    answer = client.get(address(record, "undo"), follow=True)
    assert said(answer) == ["This import has written nothing that could be taken back."]


def test_editor_cannot_take_back_what_is_public(client, editor):
    record = imported(editor, *visits(1))
    Visit.objects.update(visibility=Visibility.PUBLIC)
    Visit.history.model.objects.update(visibility=Visibility.PUBLIC)
    page = client.get(address(record, "undo"))
    assert "only a Publisher can do that" in page.context["refusal"]
    answer = undo(client, record)
    assert "only a Publisher can do that" in answer.content.decode()
    assert Visit.objects.count() == 1


def test_reason_is_kept_without_what_databases_refuse(client, editor):
    record = imported(editor, *visits(1))
    answer = undo(client, record, reason="  A\0 " + "ж" * 900)
    (report,) = answer.context["reports"]
    assert report["change"].reason == "A " + "ж" * 498


@pytest.mark.parametrize("method", ["put", "delete"])
def test_other_methods_are_refused(client, editor, method):
    record = imported(editor, *visits(1))
    assert getattr(client, method)(address(record, "undo")).status_code == 405
    assert getattr(client, method)(address(record)).status_code == 405


# --- By the worker ---


def work() -> None:
    """What the worker does with what waits for it."""
    for row in DBTaskResult.objects.ready():
        arguments = row.args_kwargs
        row.task.func(*arguments["args"], **arguments["kwargs"])
        row.delete()


def test_long_import_is_taken_back_by_the_worker(client, editor, monkeypatch):
    monkeypatch.setattr(import_undo, "UNDONE_AT_ONCE", 1)
    record = imported(editor, *visits(2))
    answer = undo(client, record)
    assert answer.request["PATH_INFO"] == address(record, "progress")
    assert Visit.objects.count() == 2
    assert client.get(address(record, "state")).json() == {
        "status": "undoing",
        "percent": 0,
        "step": "Waiting to begin",
        "busy": True,
        "lacks_worker": False,
        "next": address(record, "progress"),
    }
    work()
    assert not Visit.objects.exists()
    answer = client.get(address(record, "progress"))
    assert (answer.status_code, answer.headers["Location"]) == (302, address(record))
    assert client.get(address(record, "state")).json()["busy"] is False


def test_worker_that_is_refused_says_why(client, editor, monkeypatch):
    monkeypatch.setattr(import_undo, "UNDONE_AT_ONCE", 0)
    record = imported(editor, *visits(1))
    undo(client, record)
    running.take_back(record, by=editor)
    Import.objects.update(status=ImportStatus.UNDOING)
    work()
    record.refresh_from_db()
    assert record.status == ImportStatus.UNDONE
    assert "Somebody else has just taken this back" in record.problem
    assert "Somebody else has just taken this back" in client.get(address(record)).content.decode()


def test_worker_that_fails_leaves_the_import_as_it_was(client, editor, monkeypatch):
    monkeypatch.setattr(import_undo, "UNDONE_AT_ONCE", 0)
    record = imported(editor, *visits(1))
    undo(client, record)
    with mock.patch.object(running, "undo", side_effect=MemoryError), pytest.raises(MemoryError):
        work()
    record.refresh_from_db()
    assert record.status == ImportStatus.DONE
    assert "Nothing was taken back" in record.problem
    assert Visit.objects.count() == 1


# --- How far it is ---


def queued(by: Any, *, since: timedelta) -> Import:
    """An import that waits for the worker."""
    record = running.receive(workbook(*visits(1)), "example.xlsx", by=by)
    Import.objects.filter(pk=record.pk).update(status=ImportStatus.QUEUED)
    tasks.write_import.enqueue(record.pk, by.pk)
    DBTaskResult.objects.update(enqueued_at=timezone.now() - since)
    record.refresh_from_db()
    return record


def test_progress_without_a_worker_says_how_to_start_one(client, editor):
    record = queued(editor, since=timedelta(seconds=20))
    page = client.get(address(record, "progress"))
    text = page.content.decode()
    assert page.context["state"]["lacks_worker"] is True
    assert "python manage.py db_worker" in text
    assert '<p class="note" data-lacks-worker>' in text
    assert client.get(address(record, "state")).json()["lacks_worker"] is True


def test_progress_waits_a_while_before_it_misses_a_worker(client, editor):
    record = queued(editor, since=timedelta(seconds=5))
    text = client.get(address(record, "progress")).content.decode()
    assert '<p class="note" data-lacks-worker hidden>' in text
    assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in text
    assert "tracker/admin/imports.js" in text


def test_progress_is_shown(client, editor):
    record = imported(editor, *visits(1))
    Import.objects.filter(pk=record.pk).update(status=ImportStatus.UNDOING)
    running.tell_progress(record, 42, "Taking back")
    with mock.patch.object(running, "is_worked_on", return_value=True):
        page = client.get(address(record, "progress"))
        state = client.get(address(record, "state")).json()
    assert '<progress max="100" value="42"' in page.content.decode()
    assert (state["percent"], state["step"], state["busy"]) == (42, "Taking back", True)


def test_progress_of_work_whose_process_is_gone_leads_to_the_import(client, editor):
    record = imported(editor, *visits(1))
    Import.objects.filter(pk=record.pk).update(status=ImportStatus.UNDOING)
    answer = client.get(address(record, "progress"), follow=True)
    assert answer.request["PATH_INFO"] == address(record)
    assert "Nothing was taken back" in answer.content.decode()


def test_interrupted_import_can_be_run_again_with_its_scope(client, editor):
    record = running.receive(workbook(*visits(1)), "example.xlsx", by=editor)
    running.check(record)
    Import.objects.filter(pk=record.pk).update(status=ImportStatus.WRITING, scope=ImportScope.GOOD)
    page = client.get(address(record))
    assert page.context["can_run_again"]
    assert "Run again" in page.content.decode()
    record.refresh_from_db()
    assert record.status == ImportStatus.INTERRUPTED
    data = {"import_file_name": record.pk, "digest": record.digest, "scope": record.scope}
    client.post(reverse("admin:tracker_import_process_import"), data, follow=True)
    record.refresh_from_db()
    assert (record.status, record.scope) == (ImportStatus.DONE, ImportScope.GOOD)
    assert Visit.objects.count() == 1


@pytest.mark.parametrize("screen", ["change", "undo", "progress"])
def test_screens_have_nothing_inline(client, editor, screen):
    record = imported(editor, *visits(1))
    if screen == "progress":
        record = queued(editor, since=timedelta(0))
    page = client.get(address(record, screen))
    assert page.status_code == 200
    assert not re.search(r"<style|<script(?![^>]* src=)|\sstyle=|\son[a-z]+=", page.content.decode())


def test_page_shows_what_changed(client, editor):
    imported(editor, *visits(1))
    record = imported(editor, (*visits(1)[0][:3], "To hear of <it>", "Example topic"))
    text = client.get(address(record), {"kind": "visit", "did": "changed"}).content.decode()
    assert "<del>To see the example</del> → <ins>To hear of &lt;it&gt;</ins>" in text
