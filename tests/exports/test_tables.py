"""Exported tables: their columns, their values, and that no spreadsheet runs them."""

import csv
import io

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import factories as make
from tests.admin.samples import MAKERS
from tracker.exports import export
from tracker.models import Organisation, Person, Visit
from tracker.services.columns import as_text

pytestmark = pytest.mark.django_db


def rows_of(queryset, file_format="csv"):
    table = export(queryset, file_format)
    if file_format == "csv":
        return list(csv.DictReader(io.StringIO(table.content.decode("utf-8-sig"))))
    header, *rows = openpyxl.load_workbook(io.BytesIO(table.content)).active.values
    return [dict(zip(header, row, strict=True)) for row in rows]


def test_export_visit_whole_row():
    delegation = make.make_delegation(name="Example Delegation")
    host = make.make_organisation(name="Example Ministry")
    make.make_visit(
        title="Example visit",
        delegation=delegation,
        dates="2025-11-04/2025-11-05",
        countries=[make.country("KZ"), make.country("CN")],
        invited_by=[host],
        internal_notes="Only staff read this",
    )
    assert rows_of(Visit.objects.all()) == [
        {
            "reference": "V-0001",
            "visibility": "public",
            "dates": "2025-11-04/2025-11-05",
            "status": "planned",
            "title": "Example visit",
            "delegation": "Example Delegation",
            "purpose": "",
            "outcome": "",
            "note": "",
            "dates_earliest": "2025-11-04",
            "dates_latest": "2025-11-05",
            "countries": "CN; KZ",
            "invited_by": "Example Ministry",
            "topics": "",
            "programmes": "",
        }
    ]


def test_export_leaves_out_what_only_staff_may_read():
    make.make_person(email="x@example.org", telephone="+7 000", internal_notes="secret")
    make.make_organisation(contact="Example Street", internal_notes="secret")
    assert set(rows_of(Person.objects.all())[0]) == {"slug", "name", "family_name", "language", "note"}
    assert {"contact", "internal_notes"} & set(rows_of(Organisation.objects.all())[0]) == set()


@pytest.mark.parametrize("model", MAKERS, ids=lambda model: model.__name__)
@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_export_every_model(model, file_format):
    record = MAKERS[model]()
    [row] = rows_of(model.objects.filter(pk=record.pk), file_format)
    secrets = {"internal_notes", "contact", "email", "telephone", "staff", "key", "id"}
    assert row
    assert not secrets & set(row)


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
@pytest.mark.parametrize("start", ["=", "==", "+", "-", "@", "\t=", "=HYPERLINK(", "＝", "＋", "－", "＠"])
def test_export_formula_as_text(file_format, start):
    name = f"{start}1+1"
    make.make_organisation(name=name, slug="x")
    [row] = rows_of(Organisation.objects.all(), file_format)
    assert row["name"] == f"'{name}"


def test_export_formula_cell_type():
    make.make_organisation(name="=1+1")
    table = export(Organisation.objects.all(), "xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(table.content)).active
    assert "f" not in {cell.data_type for row in sheet.iter_rows() for cell in row}


@pytest.mark.parametrize("value", ["-5", "+7.5", "plain", "a=b", "", 5, None])
def test_export_harmless_value_as_it_is(value):
    assert as_text(value) == value


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_export_control_characters_left_out(file_format):
    make.make_organisation(name="\x1b=Bell\x07 \x9fhere", description="Line one\nand\ttwo")
    [row] = rows_of(Organisation.objects.all(), file_format)
    assert (row["name"], row["description"]) == ("'=Bell here", "Line one\nand\ttwo")


def test_export_original_scripts():
    make.make_organisation(name="Министерство примеров 示例")
    [row] = rows_of(Organisation.objects.all())
    assert row["name"] == "Министерство примеров 示例"


def test_export_of_nothing_has_its_header():
    table = export(Visit.objects.none(), "csv")
    assert table.content.decode("utf-8-sig").startswith("reference,visibility,")


def test_export_unknown_format():
    with pytest.raises(KeyError):
        export(Visit.objects.all(), "exe")


def test_export_queries_with_1_and_30_rows():
    counts = []
    for number in (1, 29):
        for _visit in range(number):
            make.make_visit(countries=[make.country("KZ")], topics=[make.make_topic()])
        with CaptureQueriesContext(connection) as captured:
            export(Visit.objects.all(), "csv")
        counts.append(len(captured))
    assert counts[0] == counts[1]
