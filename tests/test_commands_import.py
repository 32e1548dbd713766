"""`import_visits` and `undo_import`: what they say, what they write, and how they end."""

from __future__ import annotations

import io
import sys
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.files.storage import FileSystemStorage
from django.core.management import CommandError, call_command
from django.db import OperationalError

from tests.data.making.files import book, fill, xlsx
from tests.factories import make_organisation, make_user
from tracker.choices import ImportStatus
from tracker.imports import running
from tracker.imports.templates import template_workbook
from tracker.imports.writing import Writer
from tracker.models import Import, Organisation, Participant, Visit

pytestmark = pytest.mark.django_db

HEADERS = ["Title", "Delegation", "Sending organisation", "Hosts", "Dates", "Status"]
GOOD = [
    "A good visit",
    "Good Delegation",
    "Example University",
    "Sample Institute",
    date(2025, 3, 4),
    "completed",
]
BAD = ["A bad visit", "Bad Delegation", "Sample College", "Sample Institute", date(2025, 5, 6), "sideways"]


class Screen(io.StringIO):
    """A terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Where workbooks are kept."""
    folder = tmp_path / "kept"
    for name in ("file", "preview"):
        monkeypatch.setattr(Import._meta.get_field(name), "storage", FileSystemStorage(folder))
    return folder


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.fixture
def workbook(tmp_path: Path) -> Any:
    def make(*rows: Any, headers: Any = HEADERS, sheet: str = "Visits") -> Path:
        made = book(sheet)
        fill(made[sheet], [headers, *rows])
        path = tmp_path / "visits.xlsx"
        path.write_bytes(xlsx(made))
        return path

    return make


def run(command: str, *arguments: object) -> tuple[int, str, str]:
    """The exit status, what was written to the screen, and the sentence at the end."""
    out = io.StringIO()
    try:
        call_command(command, *map(str, arguments), stdout=out)
    except CommandError as error:
        return error.returncode, out.getvalue(), str(error)
    return 0, out.getvalue(), ""


def import_visits(*arguments: object) -> tuple[int, str, str]:
    return run("import_visits", *arguments)


# --- Importing ---


def test_import_writes_all(workbook: Any) -> None:
    user = make_user("Editor")
    status, out, error = import_visits(workbook(GOOD), "--yes", "--user", user.username)
    record = Import.objects.get()
    assert (status, error) == (0, "")
    assert out == (
        "Visits: Title → title, Delegation → delegation, Sending organisation → senders, Hosts → hosts,"
        " Dates → dates, Status → status\n"
        "Visits: new: 1; changed: 0; unchanged: 0; repeated in the file: 0; held back: 0\n"
        "New organisations: 2\n"
        "New delegations: 1\n"
        f"Imported, as import {record.pk}. To take it back: manage.py undo_import {record.pk}\n"
    )
    assert (record.status, record.uploaded_by, record.change and record.change.by) == ("done", user, user)
    assert Visit.objects.get().title == "A good visit"


def test_import_of_what_is_there_already(workbook: Any) -> None:
    path = workbook(GOOD)
    assert import_visits(path, "--yes", "-v", 0) == (0, "", "")
    status, out, error = import_visits(path, "--yes")
    assert (status, error, Import.objects.count(), Visit.objects.count()) == (0, "", 1, 1)
    assert out.endswith("There is nothing to write: no visit is new, and none changes.\n")


@pytest.mark.parametrize("good", [False, True])
def test_import_with_problems(workbook: Any, good: bool, tmp_path: Path, kept: Path) -> None:
    out_file = tmp_path / "problems.xlsx"
    arguments = ["--yes", "--problems", out_file, *(["--good"] if good else [])]
    status, out, error = import_visits(workbook(GOOD, BAD), *arguments)
    assert status == 1
    assert "Visits!F3 “sideways”: “sideways” is none of the words" in out
    expected = "Rows with problems were left out." if good else "Some rows have problems or open questions."
    assert error.startswith(expected)
    assert [visit.title for visit in Visit.objects.all()] == (["A good visit"] if good else [])
    assert (Import.objects.count(), bool(files_in(kept))) == ((1, True) if good else (0, False))
    rows = list(openpyxl.load_workbook(out_file)["Visits"].iter_rows(values_only=True))
    assert [row[0] for row in rows] == ["Title", "A bad visit"]


def test_import_good_of_problems_only(workbook: Any) -> None:
    status, _out, error = import_visits(workbook(BAD), "--yes", "--good")
    assert (status, error) == (1, "There is nothing to write: no visit is new, and none changes.")


@pytest.mark.parametrize(("rows", "expected"), [([GOOD], 0), ([GOOD, BAD], 1)])
def test_dry_run_keeps_nothing(workbook: Any, rows: Any, expected: int, kept: Path) -> None:
    status, _out, _error = import_visits(workbook(*rows), "--dry-run", "--yes")
    assert (status, Import.objects.count(), Visit.objects.count(), files_in(kept)) == (expected, 0, 0, [])


def test_import_tells_the_first_twenty_problems(workbook: Any) -> None:
    rows = [[f"Visit {n}", f"Delegation {n}", None, None, date(2025, 1, n), "sideways"] for n in range(1, 24)]
    _status, out, _error = import_visits(workbook(*rows), "--dry-run")
    assert out.count("is none of the words") == 20
    assert out.endswith("… and 3 more; --problems FILE.xlsx has them all.\n")


def test_import_open_names(workbook: Any) -> None:
    make_organisation(name="Placeholder Polytechnic University")
    path = workbook([*GOOD[:2], "Placeholder Polytecnic University", *GOOD[3:]])
    status, out, _error = import_visits(path, "--yes")
    assert status == 1
    assert (
        "Visits!C2 “Placeholder Polytecnic University”: Which organisation is it: Placeholder Polytechnic"
        " University, or a new one? Decide in the admin, or say --new-names."
    ) in out.splitlines()
    assert import_visits(path, "--yes", "--new-names")[0] == 0
    assert Organisation.objects.filter(name__startswith="Placeholder").count() == 2


def test_import_options(workbook: Any) -> None:
    path = workbook(
        ["Some visit", "Some Delegation", "04/11"], headers=["What =", "Who", "When"], sheet="Data"
    )
    arguments = ["--sheet", "data", "--header-row", 1, "--shape", "visits", "--year", 2024, "--month-first"]
    mapped = ["--map", "what ==title", "--map", "Who=delegation", "--map", "When=dates"]
    status, out, error = import_visits(path, "--yes", *arguments, *mapped)
    assert (status, error) == (0, ""), out
    visit = Visit.objects.get()
    assert (visit.title, visit.dates and visit.dates.edtf) == ("Some visit", "2024-04-11")


def test_import_without_a_status_or_a_user_says_so(workbook: Any) -> None:
    path = workbook([*GOOD[:5], None], ["Other visit", "Other Delegation", None, None, "2025", "completed"])
    status, out, error = import_visits(path, "--yes")
    assert (status, error) == (0, "")
    assert "The status of 1 new visit is not said: it is taken for planned. Say another with --status." in out
    assert "The history names nobody for it: say who with --user." in out
    assert list(Visit.objects.order_by("pk").values_list("status", flat=True)) == ["planned", "completed"]


def test_import_with_a_status_and_a_user(workbook: Any) -> None:
    user = make_user("Editor")
    _status, out, _error = import_visits(
        workbook([*GOOD[:5], None]), "--yes", "--status", "completed", "--user", user.username
    )
    assert ("taken for planned" in out, "names nobody" in out) == (False, False)
    assert Visit.objects.get().status == "completed"


def test_import_fill_down(workbook: Any) -> None:
    headers = ["Delegation", "Dates", "Full name", "Role"]
    rows = [
        ["Sample Delegation", date(2025, 1, 1), "Ann Sample", "head"],
        [None, None, "Bob Example", "member"],
    ]
    path = workbook(*rows, headers=headers)
    assert import_visits(path, "--yes", "--shape", "people", "--fill-down")[0] == 0
    assert Participant.objects.filter(delegation__visits=Visit.objects.get()).count() == 2


@pytest.mark.parametrize("shape", ["visits", "people", "sheets"])
def test_import_templates(tmp_path: Path, shape: str) -> None:
    path = tmp_path / "template.xlsx"
    path.write_bytes(template_workbook(shape))
    assert import_visits(path, "--yes")[0] == 0


# --- Asking ---


def test_import_without_terminal_or_yes(workbook: Any, monkeypatch: pytest.MonkeyPatch, kept: Path) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("y\n"))
    status, _out, error = import_visits(workbook(GOOD))
    assert (status, error) == (2, "Nothing was written: say --yes to write without being asked.")
    assert (Import.objects.count(), files_in(kept)) == (0, [])


@pytest.mark.parametrize(
    ("typed", "expected"),
    [("y\n", (0, "")), ("n\n", (1, "Nothing was written.")), ("", (1, "Stopped. Nothing was written."))],
)
def test_import_asks(
    workbook: Any, monkeypatch: pytest.MonkeyPatch, typed: str, expected: tuple[int, str]
) -> None:
    monkeypatch.setattr(sys, "stdin", Screen(typed))
    status, _out, error = import_visits(workbook(GOOD))
    assert (status, error) == expected
    assert Visit.objects.count() == Import.objects.count() == (status == 0)


@pytest.mark.parametrize(
    ("screen", "verbosity", "shown"), [(True, 1, True), (True, 0, False), (False, 1, False)]
)
def test_import_progress(
    workbook: Any, monkeypatch: pytest.MonkeyPatch, screen: bool, verbosity: int, shown: bool
) -> None:
    errors = Screen() if screen else io.StringIO()
    monkeypatch.setattr(sys, "stderr", errors)
    assert import_visits(workbook(GOOD), "--yes", "-v", verbosity)[0] == 0
    assert bool(errors.getvalue()) == shown


# --- Wrong use ---


@pytest.mark.parametrize(
    ("arguments", "piece"),
    [
        (["--map", "Title"], "--map takes HEADER=FIELD, not “Title”."),
        (["--map", "Title=nonsense"], "The fields are: reference, key, title,"),
        (["--map", "Nonsense=title"], "No column has the header “Nonsense”. The headers are: Title, Del"),
        (["--map", "Title=place"], "“place” can't stand on a sheet of this kind."),
        (["--sheet", "Nonsense"], "There is no sheet “Nonsense”. The sheets are: Visits."),
        (["--header-row", "0"], "--header-row counts from 1"),
        (["--header-row", "999"], "No table of visits was found"),
        (["--year", "20"], "--year takes a year from 1900 to 2100."),
        (["--user", "nobody-here"], "“nobody-here” is no member of staff who may import."),
        (["--problems", "/"], "/ can't be written: "),
        (["--problems", "/nonsense/out.xlsx"], "/nonsense/out.xlsx can't be written: "),
    ],
)
def test_import_used_wrongly(workbook: Any, arguments: list[str], piece: str, kept: Path) -> None:
    status, _out, error = import_visits(workbook(GOOD), "--yes", *arguments)
    assert (status, piece in error) == (2, True), error
    assert (Import.objects.count(), Visit.objects.count(), files_in(kept)) == (0, 0, [])


@pytest.mark.parametrize("arguments", [["--shape", "x"], ["--day-first", "--month-first"], ["--year", "x"]])
def test_import_refuses_arguments(workbook: Any, arguments: list[str]) -> None:
    assert import_visits(workbook(GOOD), *arguments)[2].startswith("Error: ")


def test_import_by_a_viewer(workbook: Any) -> None:
    assert import_visits(workbook(GOOD), "--yes", "--user", make_user("Viewer").username)[0] == 2


def test_import_problems_over_the_workbook(workbook: Any) -> None:
    path = workbook(BAD)
    before = path.read_bytes()
    assert import_visits(path, "--problems", path)[::2] == (
        2,
        "--problems would overwrite the workbook: name another file.",
    )
    assert path.read_bytes() == before


@pytest.mark.parametrize("content", [None, b"", b"\x00\x01\x02", b"PK\x03\x04broken", b"x"])
def test_import_of_files_that_cannot_be_read(tmp_path: Path, content: bytes | None, kept: Path) -> None:
    path = tmp_path / "file.xlsx"
    if content is not None:
        path.write_bytes(content)
    status, _out, error = import_visits(path, "--yes")
    assert (status, bool(error), Import.objects.count(), files_in(kept)) == (2, True, 0, [])


def test_import_of_a_folder(tmp_path: Path) -> None:
    assert import_visits(tmp_path)[::2] == (2, f"{tmp_path} can't be opened: Is a directory.")


def test_import_of_a_name_that_no_file_has() -> None:
    assert import_visits("a\0b")[0] == 2


@pytest.mark.parametrize("error", [OperationalError("gone"), OSError("full"), KeyboardInterrupt()])
def test_import_stopped_on_the_way(
    workbook: Any, monkeypatch: pytest.MonkeyPatch, error: BaseException, kept: Path
) -> None:
    def fail(*args: object, **options: object) -> None:
        raise error

    monkeypatch.setattr(running, "keep_preview", fail)
    status, _out, sentence = import_visits(workbook(GOOD), "--yes")
    assert (status, sentence.endswith("Nothing was written.")) == (1 + isinstance(error, Exception), True)
    assert (Import.objects.count(), files_in(kept)) == (0, [])


def test_import_that_the_database_refuses(workbook: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: object, **options: object) -> None:
        raise OperationalError("refused")

    monkeypatch.setattr(Writer, "write", fail)
    status, _out, error = import_visits(workbook(GOOD), "--yes")
    assert (status, error.startswith("The database refused")) == (1, True)
    assert Import.objects.get().status == ImportStatus.FAILED


# --- Taking back ---


def test_undo_and_again(workbook: Any) -> None:
    import_visits(workbook(GOOD), "--yes")
    record = Import.objects.get()
    status, out, error = run("undo_import", record.pk, "--yes", "--reason", "A mistake.")
    assert (status, error, Visit.objects.count()) == (0, "", 0)
    assert {"removed: visits 1", "removed: organisations 2"} < set(out.splitlines())
    record.refresh_from_db()
    assert record.status == ImportStatus.UNDONE
    assert record.change is not None
    assert record.change.undone_by.get().reason == "A mistake."
    status, out, error = run("undo_import", record.pk, "--yes", "--user", make_user("Editor").username)
    assert (status, error, Visit.objects.count()) == (0, "", 1)
    assert "brought back: visits 1" in out.splitlines()


def test_undo_tells_what_it_keeps(workbook: Any) -> None:
    import_visits(workbook(GOOD), "--yes")
    host = Organisation.objects.get(name="Sample Institute")
    host.description = "Edited since."
    host.save()
    _status, out, _error = run("undo_import", Import.objects.get().pk, "--yes")
    assert "kept: organisation “Sample Institute”. Edited since: description." in out.splitlines()


def test_undo_refused(workbook: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    import_visits(workbook(GOOD), "--yes")
    number = Import.objects.get().pk
    assert run("undo_import", 10**6, "--yes")[::2] == (2, "There is no import 1000000.")
    nobody = "There is no member of staff “nobody-here”."
    assert run("undo_import", number, "--yes", "--user", "nobody-here")[::2] == (2, nobody)
    may_not = "You may not take back imports: ask an Editor or a Publisher."
    viewer = make_user("Viewer").username
    assert run("undo_import", number, "--yes", "--user", viewer)[::2] == (1, may_not)
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    assert run("undo_import", number)[::2] == (2, "Nothing was done: say --yes to do it without being asked.")
    monkeypatch.setattr(sys, "stdin", Screen("n\n"))
    assert run("undo_import", number)[::2] == (1, "Nothing was done.")
    unwritten = running.receive(b"x", "x.csv", by=None)
    nothing = "This import has written nothing that could be taken back."
    assert run("undo_import", unwritten.pk, "--yes")[::2] == (1, nothing)
    assert Visit.objects.count() == 1


# --- Answers ---

ALIKE = [
    "Another title",
    "Good Delegation",
    "Example University",
    "Sample Institute",
    "March 2025",
    "completed",
]


def test_import_same_says_which_visit_a_row_is(workbook: Any) -> None:
    import_visits(workbook(GOOD), "--yes")
    path = workbook(ALIKE)
    status, out, _error = import_visits(path, "--yes")
    reference = Visit.objects.get().reference
    assert status == 1
    assert f"Answer with --same “Visits!2=…”: {reference}, new." in out
    status, out, error = import_visits(path, "--yes", "--same", f"visits!A2={reference.lower()}")
    assert (status, error) == (0, "")
    visit = Visit.objects.get()
    assert (visit.title, visit.dates and visit.dates.edtf) == ("Another title", "2025-03")


def test_import_same_says_that_a_row_is_a_visit_of_its_own(workbook: Any) -> None:
    import_visits(workbook(GOOD), "--yes")
    status, _out, error = import_visits(workbook(ALIKE), "--yes", "--same", "2=new")
    assert (status, error, Visit.objects.count()) == (0, "", 2)


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ("2", "--same takes CELL=REFERENCE, as in Visits!12=V-0012, not “2”."),
        ("Visits=new", "--same takes CELL=REFERENCE, as in Visits!12=V-0012, not “Visits=new”."),
        ("3=new", "“3” is no row of which it is asked which visit it is."),
        ("Else!2=new", "“Else!2” is no row of which it is asked which visit it is."),
        ("Visits!2=V-9999", "“V-9999” is none of the answers for Visits!2, which are: V-0001, new."),
    ],
)
def test_import_same_that_is_no_answer(workbook: Any, answer: str, sentence: str) -> None:
    import_visits(workbook(GOOD), "--yes")
    status, _out, error = import_visits(workbook(ALIKE), "--yes", "--same", answer)
    assert (status, error, Import.objects.count()) == (2, sentence, 1)


def test_import_new_names_of_a_column_that_was_mapped(workbook: Any) -> None:
    """Which names are to be decided is known only when the columns are."""
    make_organisation(name="Example University of Samples")
    headers = ["Title", "Delegation", "Whence", "Dates"]
    path = workbook(
        ["A visit", "Good Delegation", "Exampel University of Samples", "4 March 2025"], headers=headers
    )
    status, _out, error = import_visits(path, "--yes", "--map", "Whence=senders", "--new-names")
    assert (status, error) == (0, "")
    assert [sender.name for sender in Visit.objects.get().delegation.senders.all()] == [
        "Exampel University of Samples"
    ]
