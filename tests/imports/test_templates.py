"""The templates: each imports as it is, and every column is recognised as its own field."""

import io

import openpyxl
import pytest
from django.utils import translation

from tracker.choices import ParticipantRole, Status, StopKind, Visibility
from tracker.imports.columns import recognise
from tracker.imports.fields import FIELDS
from tracker.imports.options import SHAPES, SHEETS, VISITS, Options
from tracker.imports.plan import NEW
from tracker.imports.planning import plan_import
from tracker.imports.reading import read_workbook
from tracker.imports.running import run_import
from tracker.imports.templates import EXPLANATION, LAYOUTS, heading_of, template_workbook, words_of
from tracker.imports.vocabulary import read_choice
from tracker.models import Participant, Visit

LANGUAGES = ("en", "ru", "kk", "zh-hans")
CHOICES = {
    "status": Status,
    "role": ParticipantRole,
    "stop_kind": StopKind,
    "visibility": Visibility,
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("shape", SHAPES)
def test_template_headers_are_their_own_fields(shape: str, language: str) -> None:
    with translation.override(language):
        for role, fields in LAYOUTS[shape].values():
            headers = [heading_of(field) for field in fields]
            assert recognise(headers, role, joined=shape == SHEETS) == list(fields)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("field", CHOICES)
def test_template_words_are_read(field: str, language: str) -> None:
    with translation.override(language):
        words = words_of(field)
        read = [read_choice(field, word) for word in words]
    assert read == [value for value in CHOICES[field].values if value != "public"]


@pytest.mark.django_db
@pytest.mark.parametrize("shape", SHAPES)
def test_template_imports_as_it_is(shape: str) -> None:
    plan = plan_import(read_workbook(template_workbook(shape), "template.xlsx"), Options())
    assert plan.shape == shape
    assert [sheet.name for sheet in plan.sheets] == list(LAYOUTS[shape])
    assert [[column.field for column in sheet.columns] for sheet in plan.sheets] == [
        list(fields) for _role, fields in LAYOUTS[shape].values()
    ]
    # Nobody overwrote the example: it is no visit.
    assert (plan.entries, plan.open_names, plan.problems, plan.notices) == ([], [], [], [])
    left_out = [(1, "example row of the template")]
    assert [sheet.left_out for sheet in plan.sheets] == [left_out] * len(plan.sheets)


def filled_in(shape: str) -> bytes:
    """A template of which somebody changed one cell of each row."""
    workbook = openpyxl.load_workbook(io.BytesIO(template_workbook(shape)))
    for name, (_role, fields) in LAYOUTS[shape].items():
        field = next(one for one in ("purpose", "said", "person_note") if one in fields)
        workbook[name].cell(2, fields.index(field) + 1).value = "Something else."
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


@pytest.mark.django_db
@pytest.mark.parametrize("shape", SHAPES)
def test_template_filled_in_imports(shape: str) -> None:
    plan = plan_import(read_workbook(filled_in(shape), "template.xlsx"), Options())
    assert ([entry.verdict for entry in plan.entries], plan.open_names) == ([NEW], [])
    assert [problem for problem in plan.problems if problem.kind != "notice"] == []
    assert [sheet.left_out for sheet in plan.sheets] == [[]] * len(plan.sheets)
    assert plan.notices == []


@pytest.mark.django_db
@pytest.mark.parametrize("shape", SHAPES)
def test_template_is_written_whole(shape: str) -> None:
    record = run_import(filled_in(shape), "template.xlsx", by=None)
    assert record.problem == ""
    visit = Visit.objects.get()
    assert (visit.title, visit.dates and visit.dates.edtf, visit.status, visit.visibility) == (
        "Example University visits the Sample Institute",
        "2025-11-04/2025-11-05",
        "completed",
        "internal",
    )
    assert visit.stops.count() == (1 if shape == SHEETS else 0)
    names = Participant.objects.order_by("pk").values_list("person__name", "role")
    others = [("Mr Bob Example", "member")] if shape == VISITS else []
    assert list(names) == [("Ms Ann Sample", "head"), *others]


@pytest.mark.parametrize("shape", SHAPES)
def test_template_helps_to_fill_it_in(shape: str) -> None:
    workbook = openpyxl.load_workbook(io.BytesIO(template_workbook(shape)))
    assert workbook.sheetnames == [*LAYOUTS[shape], EXPLANATION]
    explanation = workbook[EXPLANATION]
    explained = [row[0] for row in explanation.iter_rows(min_row=2, values_only=True) if row[0]]
    used = dict.fromkeys(field for _role, fields in LAYOUTS[shape].values() for field in fields)
    assert explained == [heading_of(field) for field in used]
    assert all(
        all(row[:5]) for row in explanation.iter_rows(min_row=2, max_row=len(used) + 1, values_only=True)
    )
    for name, (_role, fields) in LAYOUTS[shape].items():
        sheet = workbook[name]
        assert sheet.freeze_panes == "A2"
        assert all(dimension.width >= 14 for dimension in sheet.column_dimensions.values())
        listed = {}
        for rule in sheet.data_validations.dataValidation:
            [cells_ruled] = rule.sqref.ranges
            field = fields[cells_ruled.min_col - 1]
            _sheet, cells = rule.formula1.split("!")
            listed[field] = [row[0].value for row in explanation[cells.replace("$", "")]]
        assert listed == {field: words_of(field) for field in fields if field in CHOICES}


def test_template_of_no_shape() -> None:
    with pytest.raises(KeyError):
        template_workbook("stops")


def test_template_examples_are_fields() -> None:
    assert {
        field for layout in LAYOUTS.values() for _role, fields in layout.values() for field in fields
    } == set(FIELDS) - {"reference", "end", "year", "surname", "given_name", "patronymic"}
