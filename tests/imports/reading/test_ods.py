from datetime import date
from datetime import time as clock

import pytest
from odf.office import Annotation
from odf.opendocument import OpenDocumentSpreadsheet
from odf.style import Style, TableProperties
from odf.table import CoveredTableCell, Table, TableCell, TableRow
from odf.text import P, S, Span

from tests.imports.reading.files import changed, moment, ods, ods_cell, saved, unzipped, zipped
from tracker.imports.reading import read_workbook
from tracker.imports.workbook import Range, ReadingError, Sheet, Value

DAMAGED = r"^“visits\.ods” is damaged or incomplete\."


def only_sheet(content: bytes) -> Sheet:
    """The one sheet of a workbook."""
    [sheet] = read_workbook(content, "visits.ods").sheets
    return sheet


def repeated_row(times: int, *cells: TableCell) -> TableRow:
    """A row that stands for many."""
    row = TableRow(numberrowsrepeated=times)
    for cell in cells:
        row.addElement(cell)
    return row


def test_read_ods_values_of_every_kind():
    formatted = ods_cell()
    paragraph = P()
    for element in (Span(text="Ms"), S(c=3), Span(text="Ann")):
        paragraph.addElement(element)
    formatted.addElement(paragraph)
    formatted.addElement(P(text="Sample"))
    noted = ods_cell()
    note = Annotation()
    note.addElement(P(text="a comment"))
    noted.addElement(note)
    noted.addElement(P(text="noted"))
    workbook = read_workbook(
        ods(
            [
                [
                    "plain",
                    ods_cell("7", valuetype="float", value="7"),
                    ods_cell("7,25", valuetype="float", value="7.25"),
                ],
                [
                    ods_cell("04.11.25", valuetype="date", datevalue="2025-11-04"),
                    ods_cell("04.11.25", valuetype="date", datevalue="2025-11-04T00:00:00"),
                    ods_cell("04.11.25 10:30", valuetype="date", datevalue="2025-11-04T10:30:00"),
                    ods_cell("10:30", valuetype="time", timevalue="PT10H30M00S"),
                    ods_cell("26:30", valuetype="time", timevalue="PT26H30M00S"),
                ],
                [
                    ods_cell("TRUE", valuetype="boolean", booleanvalue="true"),
                    ods_cell("50%", valuetype="percentage", value="0.5"),
                ],
                [formatted, noted],
            ]
        ),
        "visits.ods",
    )
    assert (workbook.kind, workbook.notices) == ("ods", [])
    assert workbook.sheets[0].rows == [
        ["plain", 7, 7.25],
        [date(2025, 11, 4), date(2025, 11, 4), moment("2025-11-04 10:30"), clock(10, 30), "26:30"],
        [True, 0.5],
        ["Ms Ann\nSample", "noted"],
    ]


def test_read_ods_months_stay_what_was_typed():
    dates = [
        ("May 24", "2024-05-01"),
        ("май 2024", "2024-05-01"),
        ("2024年5月", "2024-05-01"),
        ("05.2024", "2024-05-01"),
        ("2024", "2024-01-01"),
        ("01.05.24", "2024-05-01"),
        ("5/1/24", "2024-05-01"),
        ("1 January 2024", "2024-01-01"),
        ("01.01.24", "2024-01-01"),
        ("May 24", "2024-05-24"),
    ]
    expected = [
        *["2024-05"] * 4,
        "2024",
        date(2024, 5, 1),
        date(2024, 5, 1),
        date(2024, 1, 1),
        date(2024, 1, 1),
        date(2024, 5, 24),
    ]
    rows = [
        [first, *[ods_cell(shown, valuetype="date", datevalue=day) for shown, day in dates]]
        # A merged cell makes the second row one that isn't plain.
        for first in (ods_cell(), ods_cell("x", valuetype="string", numbercolumnsspanned=2))
    ]
    assert only_sheet(ods(rows)).rows == [[None, *expected], ["x", *expected]]


def test_read_ods_merged_hidden_and_empty_rows_and_cells():
    document = OpenDocumentSpreadsheet()
    style = Style(name="hidden", family="table")
    style.addElement(TableProperties(display="false"))
    document.automaticstyles.addElement(style)
    for name in ("Visits", "Lists"):
        table = Table(name=name, **({"stylename": style} if name == "Lists" else {}))
        document.spreadsheet.addElement(table)
        title = TableRow()
        title.addElement(ods_cell("Title", valuetype="string", numbercolumnsspanned=3))
        title.addElement(CoveredTableCell(numbercolumnsrepeated=2))
        table.addElement(title)
        table.addElement(repeated_row(3, TableCell(numbercolumnsrepeated=1000)))
        row = TableRow()
        for cell in (
            TableCell(numbercolumnsrepeated=2),
            ods_cell("far"),
            TableCell(numbercolumnsrepeated=16_000),
        ):
            row.addElement(cell)
        table.addElement(row)
        table.addElement(repeated_row(1_048_570, TableCell(numbercolumnsrepeated=16_384)))
    workbook = read_workbook(saved(document), "visits.ods")
    rows: list[list[Value]] = [["Title"], [], [], [], [None, None, "far"]]
    assert workbook.sheets == [
        Sheet("Visits", rows, [Range(0, 0, 0, 2)]),
        Sheet("Lists", rows, [Range(0, 0, 0, 2)], hidden=True),
    ]


def test_read_ods_errors_and_formulas_without_value_are_broken():
    sheet = only_sheet(
        ods(
            [
                ["a", ods_cell("#DIV/0!", formula="of:=1/0", valuetype="string", stringvalue="")],
                [
                    ods_cell("Err:502", formula="of:=X()", valuetype="float", value="0"),
                    TableCell(formula="of:=[.A1]"),
                ],
                [
                    ods_cell("3", formula="of:=1+2", valuetype="float", value="3"),
                    ods_cell(formula='of:=""', valuetype="string"),
                ],
                [ods_cell("text of no kind", stylename="x"), ods_cell("#N/A")],
                ["b"],
            ]
        )
    )
    assert sheet.rows == [["a"], [], [3], [], ["b"]]
    assert sheet.broken == {
        (0, 1): "#DIV/0!",
        (1, 0): "Err:502",
        (1, 1): "=[.A1]",
        (3, 0): "text of no kind",
        (3, 1): "#N/A",
    }


def test_read_ods_repeated_values():
    sheet = only_sheet(
        ods([repeated_row(3, ods_cell("a", valuetype="string", numbercolumnsrepeated=2)), ["b"]])
    )
    assert sheet.rows == [["a", "a"], ["a", "a"], ["a", "a"], ["b"]]


def test_read_ods_many_rows_of_both_kinds():
    rows = [
        [
            f"text {n}",
            ods_cell(str(n), valuetype="float", value=str(n), **({"formula": "of:=1"} if n % 3 else {})),
        ]
        for n in range(1000)
    ]
    assert only_sheet(ods(rows)).rows == [[f"text {n}", n] for n in range(1000)]


def test_read_ods_macros_are_told():
    parts = unzipped(ods([["a"]]))
    workbook = read_workbook(zipped({**parts, "Basic/Standard/script.xml": "x"}), "visits.ods")
    assert workbook.notices == ["The macros in this workbook were left alone: they are never run."]


def test_read_ods_encrypted():
    parts = unzipped(ods([["a"]]))
    manifest = parts["META-INF/manifest.xml"].replace(
        b"</manifest:manifest>",
        b'<manifest:file-entry manifest:full-path="content.xml"><manifest:encryption-data/>'
        b"</manifest:file-entry></manifest:manifest>",
    )
    with pytest.raises(ReadingError, match=r"^“visits\.ods” is protected with a password\."):
        read_workbook(
            zipped({**parts, "META-INF/manifest.xml": manifest, "content.xml": b"\xff" * 99}), "visits.ods"
        )


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("</table:table>", "", DAMAGED),
        ("<office:body>", '<!DOCTYPE x [<!ENTITY a "b">]><office:body>', DAMAGED),
        ("<table:table-row>", "<table:table-row><x>", DAMAGED),
        ('table:name="Visits"', "", DAMAGED),
        ("<text:p>a</text:p>", '<text:p>a<text:s text:c="999999999"/></text:p>', DAMAGED),
        ("<text:p>a</text:p>", "<text:p><![CDATA[a]]></text:p>", DAMAGED),
        ("<text:p>a</text:p>", '<table:table table:name="x"/>', DAMAGED),
        ("</table:table>", '</table:table><table:table table:name="VISITS"/>', DAMAGED),
        (
            "<table:table-cell",
            '<table:table-cell table:number-columns-repeated="16384"',
            r"^There is something in Visits!XFD1,",
        ),
        (
            "<table:table-row",
            '<table:table-row table:number-rows-repeated="999999999"',
            r"^There is something in Visits!A1048576,",
        ),
        (
            "<table:table-row><table:table-cell",
            '<table:table-row table:number-rows-repeated="9000">'
            '<table:table-cell table:number-columns-repeated="900"',
            "reaches to Visits!AHP9000, it uses more than 4,000,000 cells",
        ),
        (
            "<table:table-row><table:table-cell",
            '<table:table-row/><table:table-row table:number-rows-repeated="1048500"/>'
            "<table:table-row><table:table-cell",
            r"^There is something in Visits!A1048502,",
        ),
    ],
)
def test_read_ods_refused(old, new, sentence):
    with pytest.raises(ReadingError, match=sentence):
        read_workbook(changed(ods([["a"]]), "content.xml", old, new), "visits.ods")


def test_read_ods_rows_that_are_laid_out_wide():
    """Empty cells before a value are laid out each, and take no room in the file."""
    row = (
        '<table:table-row><table:table-cell table:number-columns-repeated="990"/>'
        '<table:table-cell office:value-type="string"><text:p>a</text:p></table:table-cell></table:table-row>'
    )
    with pytest.raises(
        ReadingError, match=r"it uses more than 4,000,000 cells|it has more than 4,000,000 cells"
    ):
        read_workbook(
            changed(ods([["a"]]), "content.xml", "</table:table>", row * 5000 + "</table:table>"),
            "visits.ods",
        )


def test_read_ods_long_text_repeated():
    cell = ods_cell("x" * 30_000, valuetype="string", numbercolumnsrepeated=100)
    with pytest.raises(ReadingError, match="the texts in all its cells take more than 300 MB"):
        read_workbook(ods([repeated_row(200, cell)]), "visits.ods")
