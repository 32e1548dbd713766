import io
import re
import time
from datetime import date, datetime
from datetime import time as clock

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.chart import BarChart

from tests.imports.reading.files import (
    MAIN,
    changed,
    moment,
    relationships,
    saved,
    unzipped,
    xlsx,
    xlsx_by_hand,
    xlsx_parts,
    zipped,
)
from tracker.imports.reading import read_workbook
from tracker.imports.workbook import Range, ReadingError, Sheet, Value

DAMAGED = r"^“visits\.xlsx” is damaged or incomplete\."


def only_sheet(content: bytes) -> Sheet:
    """The one sheet of a workbook, with its rows and all that is known of it."""
    [sheet] = read_workbook(content, "visits.xlsx").sheets
    return sheet


def test_read_xlsx_values_of_every_kind():
    book = Workbook()
    sheet = book.active
    sheet.title = "Visits"
    for value in (
        "  Ms Ann\N{NO-BREAK SPACE}Sample ",
        7,
        7.0,
        7.25,
        True,
        date(2025, 11, 4),
        moment("2025-11-04"),
        moment("2025-11-04 10:30"),
        clock(10, 30),
        "Қазақстан 王",
        "line\r\ntwo",
        None,
        " ",
    ):
        sheet.append([value])
    sheet.append([1.09375, 0.25, 45000, 45000])
    for column, shown in enumerate(["[h]:mm", "0%", "yyyy\\年m\\月d\\日", "General"], 1):
        sheet.cell(14, column).number_format = shown
    workbook = read_workbook(saved(book), "visits.xlsx")
    assert (workbook.name, workbook.kind, workbook.notices) == ("visits.xlsx", "xlsx", [])
    assert workbook.sheets == [
        Sheet(
            "Visits",
            [
                ["Ms Ann Sample"],
                [7],
                [7],
                [7.25],
                [True],
                [date(2025, 11, 4)],
                [date(2025, 11, 4)],
                [moment("2025-11-04 10:30")],
                [clock(10, 30)],
                ["Қазақстан 王"],
                ["line\ntwo"],
                [],
                [],
                ["26:15", 0.25, date(2023, 3, 15), 45000],
            ],
        )
    ]
    assert [type(row[0]) for row in workbook.sheets[0].rows[1:5]] == [int, int, float, bool]


def test_read_xlsx_dates_from_1904():
    book = Workbook()
    book.epoch = moment("1904-01-01")
    book.active.append([date(2025, 11, 4)])
    assert only_sheet(saved(book)).rows == [[date(2025, 11, 4)]]


def test_read_xlsx_months_and_years_stay_what_was_typed():
    book = Workbook()
    sheet = book.active
    formats = [
        "mmm-yy",
        "mmmm yyyy",
        "yyyy",
        'yyyy"年"m"月"',
        "d mmm yyyy",
        "mmm-yy",
        "yyyy",
        "[$-419]mmmm\\ yyyy;@",
    ]
    days = [(5, 1), (5, 1), (1, 1), (5, 1), (5, 1), (5, 2), (5, 1), (5, 1)]
    sheet.append([date(2024, month, day) for month, day in days])
    for cell, shown in zip(sheet[1], formats, strict=True):
        cell.number_format = shown
    assert only_sheet(saved(book)).rows == [
        [
            "2024-05",
            "2024-05",
            "2024",
            "2024-05",
            date(2024, 5, 1),
            date(2024, 5, 2),
            date(2024, 5, 1),
            "2024-05",
        ]
    ]


def test_read_xlsx_month_in_a_row_that_isn_t_plain():
    styles = (
        f'<styleSheet xmlns="{MAIN}"><cellXfs><xf numFmtId="0"/><xf numFmtId="17"/></cellXfs></styleSheet>'
    )
    data = '<row r="1"><c s="1" r="A1"><v>45413</v></c><c r="B1" s="1"><v>45413</v></c></row>'
    assert only_sheet(xlsx_by_hand(data, styles=styles)).rows == [["2024-05", "2024-05"]]


def test_read_xlsx_sheets_hidden_merged_and_charts():
    book = Workbook()
    first = book.active
    first.title = "Visits"
    first.append(["Title over all", None, None])
    first.append(["a", "b", "c"])
    first.append(["d"])
    first.merge_cells("A1:C1")
    first.merge_cells("A3:A900")
    hidden = book.create_sheet("Lists")
    hidden.append(["x"])
    hidden.sheet_state = "veryHidden"
    book.create_sheet("Empty")
    book.create_chartsheet("Chart").add_chart(BarChart())
    workbook = read_workbook(saved(book), "visits.xlsx")
    assert workbook.sheets == [
        Sheet("Visits", [["Title over all"], ["a", "b", "c"], ["d"]], [Range(0, 0, 0, 2), Range(2, 0, 2, 0)]),
        Sheet("Lists", [["x"]], hidden=True),
        Sheet("Empty", []),
    ]
    assert workbook.notices == ["Left out, because they have no cells: “Chart”."]


def test_read_xlsx_macros_are_told():
    parts = unzipped(xlsx([["a"]]))
    workbook = read_workbook(zipped({**parts, "xl/vbaProject.bin": b"x"}), "visits.xlsx")
    assert (workbook.kind, workbook.sheets[0].rows) == ("xlsm", [["a"]])
    assert workbook.notices == ["The macros in this workbook were left alone: they are never run."]


# The second is what the parser reads: no program gives a cell's kind before its place.
@pytest.mark.parametrize("kind_first", [False, True])
def test_read_xlsx_errors_and_formulas_without_value_are_broken(kind_first):
    data = (
        '<row r="1"><c r="A1" t="e"><v>#N/A</v></c><c r="B1" t="e"><f>1/0</f><v>#DIV/0!</v></c>'
        '<c r="C1" t="e"><f>X()</f><v>#SPILL!</v></c><c r="D1" t="s"><v>0</v></c></row>'
        '<row r="2"><c r="A2"><f>SUM(B2:C2)</f></c><c r="B2"><f>1&gt;1</f><v></v></c>'
        '<c r="C2"><f t="shared" si="0"/></c><c r="D2"><f>1+1</f><v>2</v></c>'
        '<c r="E2" t="str"><f>""</f><v></v></c><c r="F2" t="str"><f>"x"</f><v>x</v></c></row>'
        '<row r="3"><c r="A3" t="s"><v>1</v></c></row>'
    )
    if kind_first:
        data = re.sub(r'(<c) (r="\w+")( t="\w+")', r"\1\3 \2", data).replace('<c r="', '<c  r="')
    sheet = only_sheet(xlsx_by_hand(data, strings=["kept", "#REF!"]))
    assert sheet.rows == [[None, None, None, "kept"], [None, None, None, 2, None, "x"]]
    assert sheet.broken == {
        (0, 0): "#N/A",
        (0, 1): "#DIV/0!",
        (0, 2): "#SPILL!",
        (1, 0): "=SUM(B2:C2)",
        (1, 1): "=1>1",
        (1, 2): "=",
        (2, 0): "#REF!",
    }


def test_read_xlsx_formulas_of_openpyxl_are_broken():
    sheet = only_sheet(xlsx([["a", "=1+1"], ["=A1", "b"]]))
    assert sheet.rows == [["a"], [None, "b"]]
    assert sheet.broken == {(0, 1): "=1+1", (1, 0): "=A1"}


def test_read_xlsx_plain_and_other_rows_in_turn():
    rows = []
    for number in range(1, 3001):
        value = f'<c r="B{number}"><v>{number}</v></c></row>'
        rows.append(
            (
                f'<row r="{number}"><c r="A{number}" t="s"><v>0</v></c>{value}',
                f'<row r="{number}"><c t="e" r="A{number}"><v>#N/A</v></c>{value}',
                f'<x:row><x:c t="s"><x:v>1</x:v></x:c><x:c><x:v>{number}</x:v></x:c></x:row>',
            )[number % 3]
        )
    whole = (
        f'<worksheet xmlns="{MAIN}" xmlns:x="{MAIN}"><sheetData>{"".join(rows)}</sheetData>'
        '<mergeCells><mergeCell ref="A1:B1"/></mergeCells></worksheet>'
    )
    sheet = only_sheet(zipped(xlsx_parts({"Visits": whole}, strings=["plain", "other"])))
    assert sheet.rows == [[("plain", None, "other")[n % 3], n] for n in range(1, 3001)]
    assert sheet.broken == {(number - 1, 0): "#N/A" for number in range(1, 3001, 3)}
    assert sheet.merged == [Range(0, 0, 0, 1)]


def test_read_xlsx_cells_without_reference_follow_each_other():
    data = (
        '<row><c><v>1</v></c><c r="D1"><v>2</v></c><c><v>3</v></c></row>'
        '<row r="4"><c><v>4</v></c></row><row><c><v>5</v></c></row>'
    )
    assert only_sheet(xlsx_by_hand(data)).rows == [[1, None, None, 2, 3], [], [], [4], [5]]


def test_read_xlsx_rich_and_spaced_texts():
    strings = (
        f'<sst xmlns="{MAIN}">'
        '<si><r><t>Ms </t></r><r><rPr><b/></rPr><t xml:space="preserve"> Ann</t></r></si>'
        '<si><t>a &amp; b</t></si><si/><si><t>王</t><rPh sb="0" eb="1"><t>Wang</t></rPh></si>'
        "<si><t>x_x000D_\ny</t></si></sst>"
    )
    data = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>{n - 1}</v></c></row>' for n in range(1, 6))
    parts = xlsx_parts({"Visits": data})
    parts["xl/sharedStrings.xml"] = strings
    assert only_sheet(zipped(parts)).rows == [["Ms Ann"], ["a & b"], [], ["王"], ["x\ny"]]


def test_read_xlsx_parts_under_other_names():
    parts = xlsx_parts({"Visits": '<row r="1"><c r="A1" t="s"><v>0</v></c></row>'}, strings=["found"])
    renamed = {
        "_rels/.rels": relationships([("a", "officeDocument", "/XL/book1.xml")]),
        "xl/book1.xml": parts["xl/workbook.xml"],
        "xl/_rels/book1.xml.rels": relationships(
            [("r1", "worksheet", "/xl/pages/One.xml"), ("s", "sharedStrings", "texts.xml")]
        ),
        "xl/pages/one.xml": parts["xl/worksheets/sheet1.xml"],
        "xl\\texts.xml": parts["xl/sharedStrings.xml"],
    }
    assert only_sheet(zipped(renamed)).rows == [["found"]]


def test_read_xlsx_used_range_of_empty_rows_is_cut():
    book = Workbook()
    sheet = book.active
    sheet.append(["a", None, "b"])
    for row in range(2, 24_001):
        sheet.cell(row, 1).number_format = "yyyy-mm-dd"
        sheet.cell(row, 300).number_format = "yyyy-mm-dd"
    sheet.cell(1_048_576, 16_384).number_format = "0"
    content = saved(book)
    start = time.process_time()
    assert only_sheet(content).rows == [["a", None, "b"]]
    assert time.process_time() - start < 5


def test_read_xlsx_begins_below_and_right():
    book = Workbook()
    book.active["C3"] = "a"
    book.active["D5"] = "b"
    assert only_sheet(saved(book)).rows == [[], [], [None, None, "a"], [], [None, None, None, "b"]]


def test_read_xlsx_many_columns():
    header: list[Value] = [f"header {column}" for column in range(1000)]
    rows = [header, *[list[Value](range(1000)) for _row in range(3)]]
    assert only_sheet(xlsx(rows)).rows == rows


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (
            '<row r="1"><c r="A1"><v>1</v></c><c r="XFD1"><v>1</v></c></row>',
            "There is something in Visits!XFD1, and sheets can be imported up to row 1,000,000 and column "
            "number 1,000.",
        ),
        (
            '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="B1048576"><v>1</v></c></row>',
            "There is something in Visits!B1048576, and sheets can be imported up to row 1,000,000 and "
            "column number 1,000.",
        ),
        (
            '<row r="1"><c r="ZZ1"><v>1</v></c></row><row r="900000"><c r="A900000"><v>1</v></c></row>',
            "“visits.xlsx” is too large to be imported at once: with the sheet “Visits”, which reaches to "
            "Visits!ZZ900000, it uses more than 8,000,000 cells",
        ),
        (
            '<row r="1"><c r="A1" t="inlineStr"><is><t>' + "x" * 40_000 + "</t></is></c></row>",
            "Visits!A1 holds 40,000 characters, and a cell can hold at most 32,767.",
        ),
        ("", "“visits.xlsx” is empty: none of its sheets holds anything to import."),
        (
            "".join(
                f'<row r="{row}">'
                + "".join(f'<c r="{letter}{row}"><f>1</f></c>' for letter in "ABCDEFGHIJ")
                + "</row>"
                for row in range(1, 6_000)
            ),
            "More than 50,000 cells of the sheet “Visits” hold errors, or formulas that were never "
            "calculated.",
        ),
    ],
)
def test_read_xlsx_refused(data, sentence):
    with pytest.raises(ReadingError) as raised:
        read_workbook(xlsx_by_hand(data), "visits.xlsx")
    assert str(raised.value).startswith(sentence)


def test_read_xlsx_long_text_in_many_cells():
    """A text that cells share is kept once in the file, and once for each cell in memory."""
    cells = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 20_001))
    content = xlsx_by_hand(cells, strings=["x" * 32_000])
    with pytest.raises(ReadingError, match=r"the texts in all its cells take more than 300 MB"):
        read_workbook(content, "visits.xlsx")
    others = cells.replace("<c r", '<c s="0" ht="1" r')
    with pytest.raises(ReadingError, match=r"the texts in all its cells take more than 300 MB"):
        read_workbook(xlsx_by_hand(others, strings=["x" * 32_000]), "visits.xlsx")


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    "part",
    [
        "_rels/.rels",
        "xl/workbook.xml",
        "xl/_rels/workbook.xml.rels",
        "xl/styles.xml",
        "xl/sharedStrings.xml",
        "xl/worksheets/sheet1.xml",
    ],
)
@pytest.mark.parametrize(
    "before", [BOMB, '<?xml version="1.0" encoding="utf-16"?>', "<a>", "<!DOCTYPE html>", "<"]
)
def test_read_xlsx_doctype_or_broken_xml_in_any_part(part, before):
    parts = xlsx_parts({"Visits": '<row r="1"><c r="A1"><v>1</v></c></row>'})
    content = zipped({**parts, part: before + str(parts[part])})
    with pytest.raises(ReadingError, match=DAMAGED):
        read_workbook(content, "visits.xlsx")


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        ("xl/worksheets/sheet1.xml", "</sheetData>", ""),
        ("xl/worksheets/sheet1.xml", "<v>1</v>", "<v><![CDATA[1]]></v>"),
        ("xl/worksheets/sheet1.xml", 't="s"><v>0', 't="s"><v>9'),
        ("xl/worksheets/sheet1.xml", 't="s"><v>0', 't="s"><v>x'),
        ("xl/worksheets/sheet1.xml", 't="s"><v>0', 't="s"><v>-1'),
        ("xl/worksheets/sheet1.xml", 'r="A1"', 'r="$A$1"'),
        ("xl/worksheets/sheet1.xml", 'r="A1"', 'r="A0"'),
        ("xl/worksheets/sheet1.xml", 'r="A1"', 'r="A99999999999999999999"'),
        ("xl/worksheets/sheet1.xml", "<v>1</v>", "<x>1</x>"),
        ("xl/workbook.xml", 'r:id="r1"', 'r:id="r7"'),
        ("xl/_rels/workbook.xml.rels", "worksheets/sheet1.xml", "nowhere.xml"),
        ("xl/sharedStrings.xml", 'uniqueCount="1"', 'uniqueCount="99999999999999"'),
        ("xl/styles.xml", '<xf numFmtId="14"/>', '<xf numFmtId="14"/>' * 70_000),
    ],
)
def test_read_xlsx_part_that_no_program_writes(part, old, new):
    content = xlsx_by_hand(
        '<row r="1"><c r="A1"><v>1</v></c><c r="B1" t="s"><v>0</v></c></row>', strings=["x"]
    )
    expected = DAMAGED if part != "xl/workbook.xml" else "is empty"
    with pytest.raises(ReadingError, match=expected):
        read_workbook(changed(content, part, old, new), "visits.xlsx")


def test_read_xlsx_written_in_an_unusual_way(monkeypatch):
    monkeypatch.setattr("tracker.imports.reading.facts.MAX_ELEMENTS", 1_000)
    data = "".join(f'<row r="{n}"><c s="0" r="A{n}"><v>1</v></c></row>' for n in range(1, 1_000))
    with pytest.raises(ReadingError) as raised:
        read_workbook(xlsx_by_hand(data), "visits.xlsx")
    assert str(raised.value) == (
        "“visits.xlsx” is written in an unusual way, and reading it would take too long. Open it in Excel or "
        "LibreOffice, save it there as .xlsx, and try again."
    )
    plain = data.replace('<c s="0" r', "<c r")
    assert len(only_sheet(xlsx_by_hand(plain)).rows) == 999


def test_read_xlsx_two_sheets_of_one_name():
    content = zipped(xlsx_parts({"Visits": "", "visits": ""}))
    with pytest.raises(ReadingError, match=DAMAGED):
        read_workbook(content, "visits.xlsx")


def test_read_xlsx_too_many_sheets():
    content = zipped(xlsx_parts({f"Sheet {number}": "" for number in range(201)}))
    with pytest.raises(ReadingError, match="it has more than 200 sheets"):
        read_workbook(content, "visits.xlsx")


def test_read_xlsx_same_as_openpyxl_reads():
    content = xlsx(
        [
            [f"cell {row} {column}", row, column / 4, date(2020, 1, 1 + row)]
            for row in range(20)
            for column in range(3)
        ]
    )
    expected = [
        [value.date() if isinstance(value, datetime) else value for value in row]
        for row in load_workbook(io.BytesIO(content)).active.values
    ]
    assert only_sheet(content).rows == expected
