"""An import from the upload to its taking back: what each step writes, and what is said where it can't."""

from __future__ import annotations

import fcntl
from collections import Counter
from typing import Any

import pytest
from django.db import DatabaseError, connection

from tests.factories import make_organisation, make_user
from tests.imports.workbooks import HEADERS, table, visit, visits_xlsx, xlsx
from tests.services.imported import exports
from tracker.choices import ChangeKind, ImportScope, ImportStatus
from tracker.dates import PartialDate
from tracker.imports import running, tasks
from tracker.imports.options import Options, SheetOptions
from tracker.imports.preview import Preview
from tracker.imports.running import ImportRefusedError
from tracker.imports.writing import Writer
from tracker.models import (
    Change,
    Citation,
    ColumnMapping,
    Delegation,
    Import,
    NotTheSame,
    Organisation,
    Participant,
    Person,
    Source,
    Topic,
    User,
    Visit,
)
from tracker.services import working
from tracker.services.changes import is_standing
from tracker.services.record import record_models
from tracker.services.undoing.report import Report
from tracker.services.working import BusyError, is_worked_on, working_on

pytestmark = pytest.mark.django_db

CHANGED_SINCE = (
    "The record has changed since the preview, and so would what is written. Look at the preview again."
)
NOTHING_TO_WRITE = "There is nothing to write: no visit is new, and none changes."
GONE = "The workbook is no longer where it was kept. Upload it again."


@pytest.fixture
def editor() -> User:
    return make_user("Editor")


def refuse(number: int) -> None:
    """In place of `working_on`, as if another process were at it: within one, PostgreSQL lets it in twice."""
    raise BusyError


def checked(content: bytes, *, options: Options | None = None, by: User | None = None) -> Import:
    record = running.receive(content, "example.xlsx", by=by, options=options)
    assert running.check(record) is not None, record.problem
    return record


def written(content: bytes, *, options: Options | None = None, by: User | None = None) -> Import:
    record = checked(content, options=options, by=by)
    running.confirm(record, ImportScope.ALL, by=by)
    assert record.status == ImportStatus.DONE, record.problem
    return record


def history_of(change: Change | None) -> Counter[str]:
    """How many history rows of each model a change has, as "visit ~"."""
    found: Counter[str] = Counter()
    for model in record_models():
        manager: Any = model.history  # type: ignore[attr-defined]
        for kind in manager.filter(change=change).values_list("history_type", flat=True):
            found[f"{model._meta.model_name} {kind}"] += 1
    return found


def verdicts(record: Import) -> dict[str, int]:
    return {
        name: record.counts[name]
        for name in ("new", "changed", "unchanged", "duplicate", "problem")
        if record.counts[name]
    }


# --- Receiving and checking ---


def test_receive_keeps_the_workbook_and_reads_nothing(editor: User) -> None:
    record = running.receive(b"no workbook", "ex.xlsx", by=editor)
    with record.file.open("rb") as file:
        assert file.read() == b"no workbook"
    assert "ex.xlsx" not in str(record.file.name)
    assert (record.status, record.uploaded_by, record.file_name) == ("uploaded", editor, "ex.xlsx")


def test_check_of_what_is_no_workbook() -> None:
    record = running.receive(b"\x00\x01\x02", "ex.xlsx", by=None)
    assert running.check(record) is None
    record.refresh_from_db()
    assert record.status == ImportStatus.REFUSED
    assert record.problem


def test_check_of_a_workbook_that_is_gone_from_where_it_was_kept() -> None:
    record = running.receive(visits_xlsx(visit()), "ex.xlsx", by=None)
    record.file.storage.delete(str(record.file.name))
    assert running.check(record) is None
    record.refresh_from_db()
    assert (record.status, record.problem) == (ImportStatus.REFUSED, GONE)


def test_check_writes_nothing_and_keeps_the_preview() -> None:
    before = exports()
    told: list[int] = []
    record = running.receive(visits_xlsx(visit(1), visit(2)), "ex.xlsx", by=None)
    running.check(record, lambda percent, step: told.append(percent))
    record.refresh_from_db()
    assert record.status == ImportStatus.CHECKED
    assert verdicts(record) == {"new": 2}
    assert [one["title"] for one in Preview(record).page("new", 1)] == [visit(1)["title"], visit(2)["title"]]
    assert (told, exports() == before) == ([0, 30, 80, 100], True)


# --- Writing ---


def test_confirm_writes_all_and_says_who_when_and_from_where(editor: User) -> None:
    record = written(visits_xlsx(visit(1), visit(2)), by=editor)
    record.refresh_from_db()
    change = record.change
    assert change is not None
    assert (change.kind, change.by, change.reason) == (ChangeKind.IMPORT, editor, "Import of example.xlsx")
    assert record.finished_at is not None
    assert record.source == Source.objects.get(title="example.xlsx")
    first = Visit.objects.get(title=visit(1)["title"])
    assert (first.dates and first.dates.edtf, first.status, first.purpose, first.visibility) == (
        "2025-03-02",
        "completed",
        "Talks on example 1",
        "draft",
    )
    assert first.delegation.size == 5
    assert [str(member.person) for member in Participant.objects.filter(delegation=first.delegation)] == [
        "Ann Brevo",
        "Bob Made-up",
    ]
    assert history_of(change) == Counter(
        {
            "source +": 1,
            "topic +": 1,
            "organisation +": 3,
            "person +": 3,
            "delegation +": 2,
            "participant +": 4,
            "visit +": 2,
            "citation +": Citation.objects.count(),
        }
    )
    assert running.progress_of(record) == (100, "")
    assert is_standing(change)


def test_confirm_twice_refuses_the_second(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "AT_ONCE", 0)
    enqueued: list[Any] = []
    monkeypatch.setattr(type(tasks.write_import), "enqueue", lambda self, *args: enqueued.append(args))
    record = checked(visits_xlsx(visit()))
    other = Import.objects.get(pk=record.pk)
    running.confirm(record, ImportScope.ALL, by=None)
    with pytest.raises(ImportRefusedError, match="Somebody else has just worked on this import"):
        running.confirm(other, ImportScope.ALL, by=None)
    with pytest.raises(ImportRefusedError, match="This import is waiting to be written"):
        running.confirm(record, ImportScope.ALL, by=None)
    assert (enqueued, Visit.objects.count()) == ([(record.pk, None)], 0)


def test_write_twice_writes_once() -> None:
    record = written(visits_xlsx(visit()))
    before = exports()
    assert running.write(Import.objects.get(pk=record.pk), by=None) is True
    assert exports() == before


def test_confirm_with_problems_only_what_is_good() -> None:
    record = checked(visits_xlsx(visit(1), visit(2, dates="some day, perhaps")))
    assert verdicts(record) == {"new": 1, "problem": 1}
    with pytest.raises(ImportRefusedError, match="Some rows have problems or open questions"):
        running.confirm(record, ImportScope.ALL, by=None)
    running.confirm(record, ImportScope.GOOD, by=None)
    assert record.status == ImportStatus.DONE
    assert [found.title for found in Visit.objects.all()] == [visit(1)["title"]]


def test_confirm_after_the_record_changed_renews_the_preview() -> None:
    record = checked(visits_xlsx(visit(1), visit(2)))
    written(visits_xlsx(visit(1)))
    before = exports()
    running.confirm(record, ImportScope.ALL, by=None)
    record.refresh_from_db()
    assert (record.status, record.problem) == (ImportStatus.CHECKED, CHANGED_SINCE)
    assert verdicts(record) == {"new": 1, "unchanged": 1}
    assert [one["title"] for one in Preview(record).page("new", 1)] == [visit(2)["title"]]
    assert exports() == before
    running.confirm(record, ImportScope.ALL, by=None)
    assert (record.status, record.problem, Visit.objects.count()) == (ImportStatus.DONE, "", 2)


@pytest.mark.parametrize(
    ("error", "status", "sentence"),
    [
        (DatabaseError("no"), ImportStatus.FAILED, "The database refused what was to be written"),
        (KeyboardInterrupt(), ImportStatus.INTERRUPTED, "The work was interrupted. Nothing was written"),
    ],
)
def test_write_with_an_error_on_the_way_writes_nothing(
    monkeypatch: pytest.MonkeyPatch, error: BaseException, status: str, sentence: str
) -> None:
    record = checked(visits_xlsx(visit()))
    before = exports()
    write = Writer.write

    def fail(self: Writer, *args: Any) -> None:
        write(self, *args)
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(Writer, "write", fail)
        if isinstance(error, Exception):
            running.confirm(record, ImportScope.ALL, by=None)
        else:
            with pytest.raises(type(error)):
                running.confirm(record, ImportScope.ALL, by=None)
    record.refresh_from_db()
    assert record.status == status
    assert record.problem.startswith(sentence)
    assert (record.change, Change.objects.count(), exports() == before) == (None, 0, True)
    assert not is_worked_on(record.pk)
    # It can be run again as it is.
    running.confirm(record, ImportScope.ALL, by=None)
    record.refresh_from_db()
    assert (record.status, record.problem, Visit.objects.count()) == (ImportStatus.DONE, "", 1)


def test_write_of_a_workbook_that_is_gone_from_where_it_was_kept() -> None:
    record = checked(visits_xlsx(visit()))
    record.file.storage.delete(str(record.file.name))
    running.confirm(record, ImportScope.ALL, by=None)
    record.refresh_from_db()
    assert (record.status, record.problem, Visit.objects.count()) == (ImportStatus.FAILED, GONE, 0)


def test_write_while_somebody_writes_it(monkeypatch: pytest.MonkeyPatch) -> None:
    record = checked(visits_xlsx(visit()))
    monkeypatch.setattr(running, "working_on", refuse)
    assert running.write(record, by=None) is False
    with pytest.raises(ImportRefusedError, match="This import has written nothing"):
        running.take_back(record, by=None)
    assert Visit.objects.count() == 0


# --- Settling ---


def test_settle_leaves_what_is_being_done() -> None:
    record = checked(visits_xlsx(visit()))
    record.status = ImportStatus.WRITING
    record.save()
    with working_on(record.pk):
        assert running.settle(record).status == ImportStatus.WRITING
    assert running.settle(record).status == ImportStatus.INTERRUPTED
    assert record.problem == "The work was interrupted. Nothing was written: it can be run again."
    running.confirm(record, ImportScope.ALL, by=None)
    assert Visit.objects.count() == 1


def test_settle_of_a_taking_back_says_how_the_import_stands() -> None:
    record = written(visits_xlsx(visit()))
    for status in (ImportStatus.DONE, ImportStatus.UNDONE):
        record.status = ImportStatus.UNDOING
        record.save()
        assert running.settle(record).status == status
        assert record.problem.startswith("Taking it back was interrupted. Nothing was taken back")
        running.take_back(record, by=None)


def test_working_on_is_for_one_and_ends_with_the_block() -> None:
    def work() -> None:
        with working_on(7):
            assert (is_worked_on(7), is_worked_on(8)) == (True, False)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        work()
    assert not is_worked_on(7)


def test_working_on_with_a_file_that_another_took_away(monkeypatch: pytest.MonkeyPatch) -> None:
    path = working._lock_file(9)
    lock = working.fcntl.flock  # type: ignore[attr-defined]

    def lose(file: Any, how: int) -> None:
        path.unlink()
        lock(file, how)

    monkeypatch.setattr(connection, "vendor", "sqlite")
    monkeypatch.setattr(fcntl, "flock", lose)
    with pytest.raises(BusyError), working_on(9):
        pass


# --- The same workbook again, and a corrected one ---


def test_import_of_the_same_workbook_again_changes_nothing() -> None:
    content = visits_xlsx(*(visit(number) for number in range(5)))
    written(content)
    before = exports()
    again = checked(content)
    assert verdicts(again) == {"unchanged": 5}
    assert running.refusal(again, ImportScope.ALL) == NOTHING_TO_WRITE
    with pytest.raises(ImportRefusedError, match="There is nothing to write"):
        running.confirm(again, ImportScope.ALL, by=None)
    assert (exports() == before, Change.objects.count()) == (True, 1)


def test_import_of_a_corrected_workbook_updates_just_that() -> None:
    rows = [visit(number) for number in range(6)]
    written(visits_xlsx(*rows))
    before = exports()
    rows[0]["purpose"] = "Talks on something else"
    rows[1]["members"] = "Ann Brevo (President); Bob Made-up (Dean)"
    # The hosts are part of what a visit is known by: with others it is told by its reference.
    rows[2]["reference"] = Visit.objects.get(title=rows[2]["title"]).reference
    rows[2]["hosts"] = "Sample Institute; Placeholder College"
    rows[3]["topics"] = "rural teachers; invented subjects"
    record = checked(visits_xlsx(*rows))
    assert verdicts(record) == {"changed": 4, "unchanged": 2}
    shown = {one["title"]: one["changes"] for one in Preview(record).page("changed", 1)}
    assert shown == {
        rows[0]["title"]: [
            {"field": "purpose", "before": "Talks on example 0", "after": "Talks on something else"}
        ],
        rows[1]["title"]: [
            {"field": "members", "before": "Ann Brevo, Rector", "after": "Ann Brevo, President"}
        ],
        rows[2]["title"]: [
            {
                "field": "invited_by",
                "before": "Sample Institute",
                "after": "Placeholder College; Sample Institute",
            }
        ],
        rows[3]["title"]: [
            {"field": "topics", "before": "rural teachers", "after": "invented subjects; rural teachers"}
        ],
    }
    running.confirm(record, ImportScope.ALL, by=None)
    visits = {found.title: found for found in Visit.objects.all()}
    assert visits[rows[0]["title"]].purpose == "Talks on something else"
    president = Participant.objects.get(person__name="Ann Brevo")
    assert president.title == "President"
    assert {str(host) for host in visits[rows[2]["title"]].invited_by.all()} == {
        "Sample Institute",
        "Placeholder College",
    }
    assert {str(topic) for topic in visits[rows[3]["title"]].topics.all()} == {
        "rural teachers",
        "invented subjects",
    }
    cited = Citation.objects.filter(source__sha256=record.sha256)
    assert history_of(record.change) == Counter(
        {
            "source +": 1,
            "organisation +": 1,
            "topic +": 1,
            "visit ~": 3,
            "participant ~": 1,
            "citation +": cited.count(),
        }
    )
    assert {
        (
            one.visit.title if one.visit else str(one.participant and one.participant.person),
            one.line,
            one.field,
        )
        for one in cited
        if one.visit or one.participant
    } == {
        (rows[0]["title"], 2, "purpose"),
        ("Ann Brevo", 3, "title"),
        (rows[2]["title"], 4, "invited_by"),
        (rows[3]["title"], 5, "topics"),
    }
    # Nothing of any other visit, and taking back brings back each value.
    running.take_back(record, by=None)
    assert exports() == before
    assert history_of(record.change)["visit ~"] == 3


# --- What was given, not said ---


def test_year_that_staff_gave_is_not_written_as_said_by_the_workbook() -> None:
    options = Options(shape="sheets")
    for role in ("visits", "stops"):
        options.of(role).year, options.of(role).century = 2023, 20
    sheets: dict[str, list[list[Any]]] = {
        "Visits": [["Visit key", "Delegation", "Dates", "End date"]],
        "Stops": [["Visit key", "Day", "Stop"], ["a", "4 Nov", "Tour"], ["a", "5 Nov 2023", "Dinner"]],
        "Members": [["Visit key", "Name"], ["a", "Ann Sample"]],
    }
    days = {"a": ("4 Nov", "5 Nov"), "b": ("4 November 2024", None), "c": ("4-Nov-25", None)}
    sheets["Visits"] += [[key, f"Group {key}", *both] for key, both in days.items()]
    written(xlsx(sheets), options=options)
    given = "The workbook gives no year; 2023 was given for the sheet on import."
    short = "The workbook gives the year in two digits; 2000–2099 was chosen for it on import."
    cited = Citation.objects.filter(visit__isnull=False).order_by("line")
    assert list(cited.values_list("visit__dates", "line", "note")) == [
        (PartialDate.from_edtf("2023-11-04/2023-11-05"), 2, given),
        (PartialDate.from_edtf("2024-11-04"), 3, ""),
        (PartialDate.from_edtf("2025-11-04"), 4, short),
    ]
    cited = Citation.objects.filter(stop__isnull=False).order_by("line")
    assert list(cited.values_list("line", "note")) == [(2, given), (3, "")]


def test_year_that_staff_gave_is_said_of_a_changed_visit() -> None:
    written(visits_xlsx(visit(1, dates="2024-03-02")))
    known = Visit.objects.get()
    options = Options(sheets={"visits": SheetOptions(year=2023)})
    options.shape = "visits"
    written(visits_xlsx({"reference": known.reference, "dates": "4 Nov"}), options=options)
    known.refresh_from_db()
    assert known.dates == PartialDate.from_edtf("2023-11-04")
    [cited] = Citation.objects.filter(field="dates")
    assert cited.note == "The workbook gives no year; 2023 was given for the sheet on import."


# --- What is remembered ---


def odd(number: int) -> list[list[Any]]:
    """A table of which one header says nothing."""
    rows = table([visit(number)])
    rows[0][list(HEADERS).index("purpose")] = "Wherefore, in brief"
    return rows


def test_mapping_of_columns_is_remembered_for_the_next_workbook(editor: User) -> None:
    place = list(HEADERS).index("purpose")
    options = Options(sheets={"visits": SheetOptions(columns={str(place): "purpose"})})
    first = checked(xlsx({"Visits": odd(1)}))
    assert Preview(first).summary()["sheets"][0]["columns"][place]["how"] == "left out"
    assert not ColumnMapping.objects.exists()
    written(xlsx({"Visits": odd(1)}), options=options, by=editor)
    kept = ColumnMapping.objects.get()
    assert (kept.mapping["Wherefore, in brief"], kept.by) == ("purpose", editor)
    second = written(xlsx({"Another name": odd(2)}))
    column = Preview(second).summary()["sheets"][0]["columns"][place]
    assert (column["field"], column["how"]) == ("purpose", "remembered")
    assert Visit.objects.get(title=visit(2)["title"]).purpose == "Talks on example 2"


def test_names_told_apart_are_not_offered_again(editor: User) -> None:
    near = make_organisation(name="Placeholder University of Examples")
    first = checked(visits_xlsx(visit(1, hosts="Placeholder Universty of Examples")))
    [question] = Preview(first).page("open", 1)
    assert [candidate["pk"] for candidate in question["candidates"]] == [near.pk]
    options = Options(names={f"organisation|{question['key']}": {"use": None, "not": [near.pk]}})
    running.set_options(first, options)
    running.check(first)
    running.confirm(first, ImportScope.ALL, by=editor)
    kept = NotTheSame.objects.get()
    assert (kept.kind, kept.key, kept.record, kept.by) == ("organisation", question["key"], near.pk, editor)
    Organisation.objects.get(name="Placeholder Universty of Examples")
    running.take_back(first, by=editor)
    again = checked(visits_xlsx(visit(1, hosts="Placeholder Universty of Examples")))
    assert (Preview(again).page("open", 1), verdicts(again)) == ([], {"new": 1})


# --- Taking back ---


def test_take_back_keeps_what_was_edited_and_can_be_taken_back_in_turn(editor: User) -> None:
    record = written(visits_xlsx(*(visit(number) for number in range(4))), by=editor)
    edited = Visit.objects.get(title=visit(2)["title"])
    edited.purpose = "Edited by hand"
    edited.save()
    with_edit = exports()

    undone = running.take_back(record, by=editor, reason="A test")
    record.refresh_from_db()
    assert (record.status, undone.by, undone.reason) == (ImportStatus.UNDONE, editor, "A test")
    assert record.change is not None
    assert not is_standing(record.change)
    report = Report.from_json(undone.report)
    assert [(kept.model, kept.pk, kept.fields) for kept in report.kept_because("edited")] == [
        ("visit", edited.pk, ("purpose",))
    ]
    assert report.removed["visit"] == 3
    assert list(Visit.objects.values_list("pk", flat=True)) == [edited.pk]
    assert {kept.model for kept in report.kept_because("needed")} >= {"delegation", "organisation", "topic"}
    with pytest.raises(ImportRefusedError, match="Somebody else has just taken this back"):
        running.take_back(record, by=editor, last=record.change.pk)

    running.take_back(record, by=editor, last=undone.pk)
    record.refresh_from_db()
    assert record.change is not None
    assert (record.status, is_standing(record.change)) == (ImportStatus.DONE, True)
    assert exports() == with_edit


def test_take_back_of_an_import_that_stands_alone_leaves_nothing() -> None:
    before = exports()
    record = written(visits_xlsx(*(visit(number) for number in range(4))))
    written_out = exports()
    assert written_out != before
    running.take_back(record, by=None)
    assert exports() == before
    running.take_back(record, by=None)
    assert exports() == written_out
    assert (Visit.objects.count(), Delegation.objects.count(), Topic.objects.count()) == (4, 4, 1)
    assert Person.objects.count() == 5
    running.take_back(record, by=None)
    assert exports() == before


def test_import_again_after_taking_back() -> None:
    content = visits_xlsx(visit(1), visit(2))
    first = written(content)
    running.take_back(first, by=None)
    again = written(content)
    assert (again.status, Visit.objects.count(), Source.objects.count()) == (ImportStatus.DONE, 2, 1)
    for number in range(2):
        running.take_back(again, by=None)
        assert Visit.objects.count() == 2 * number


def test_take_back_while_somebody_works_on_it(monkeypatch: pytest.MonkeyPatch) -> None:
    record = written(visits_xlsx(visit()))
    monkeypatch.setattr(running, "working_on", refuse)
    with pytest.raises(ImportRefusedError, match="This import is being worked on at the moment"):
        running.take_back(record, by=None)
    assert Visit.objects.count() == 1
