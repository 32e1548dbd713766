"""Tables in sheets as offices keep them: the header, the columns, the records, and what is left out."""

from datetime import date, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.imports.layout import Column, LeftOut, Table, rank_sheets, read_table
from tracker.imports.workbook import Range, Sheet, Value, Workbook

N = None
DAY, OTHER_DAY = date(2025, 11, 4), date(2025, 11, 5)
ABOVE = "title or note above the table"


def sheet(
    rows: list[list[Value]], merged: tuple[tuple[int, int, int, int], ...] = (), name: str = "Visits"
) -> Sheet:
    return Sheet(name, rows, [Range(*cells) for cells in merged])


def table(rows: list[list[Value]], *merged: tuple[int, int, int, int], **chosen: int) -> Table:
    found = read_table(sheet(rows, merged), **chosen)
    assert found is not None
    return found


def left_out(found: Table) -> dict[int, str]:
    return {one.row: one.why for one in found.left_out}


# --- Where the table is ---


def test_read_table_plain():
    found = table([["Title", "Dates", "Host"], ["A visits B", DAY, "B"], ["C visits D", OTHER_DAY, "D"]])
    assert found.header_rows == (0,)
    assert found.columns == [Column(0, "Title"), Column(1, "Dates"), Column(2, "Host")]
    assert (found.rows, found.sections, found.left_out) == ([1, 2], {}, [])


def test_read_table_title_and_notes_above_signature_below():
    found = table(
        [
            ["Visits of delegations in 2025"],
            ["Prepared for the office of examples", N, N, "Form 3"],
            [],
            ["No.", "Title", "Dates", "Host:"],
            [1, "A visits B", DAY, "B"],
            [],
            ["Prepared by:", "Ms Ann Sample"],
        ],
        (0, 0, 0, 3),
    )
    assert (found.header_rows, found.rows) == ((3,), [4])
    assert left_out(found) == {0: ABOVE, 1: ABOVE, 6: "signature"}


def test_read_table_merged_title_and_form_number_are_no_upper_header():
    found = table(
        [
            ["List of visits", N, N, N, "Form 3"],
            ["No.", "Title", "Dates", "Host", "Note"],
            [1, "A", DAY, "B"],
        ],
        (0, 0, 0, 2),
    )
    assert (found.header_rows, found.rows, left_out(found)) == ((1,), [2], {0: ABOVE})


def test_read_table_begins_at_column_d_with_a_value_beside_it():
    found = table([[N, N, N, "Title", "Dates"], [N, N, N, "A", DAY], ["seen", N, N, "B", DAY, "extra"]])
    assert found.columns == [Column(0, ""), Column(3, "Title"), Column(4, "Dates"), Column(5, "")]
    assert found.rows == [1, 2]


def test_read_table_empty_rows_in_between_and_long_gap():
    rows: list[list[Value]] = [["Title", "Dates", "Host"], ["A", DAY, "B"], *([] for _ in range(24_000))]
    found = table([*rows, ["C", DAY, "D"]])
    assert (found.rows, found.left_out) == ([1, 24_002], [])


def test_read_table_two_columns_with_the_same_header():
    found = table([["Title", "Dates", "Dates"], ["A", DAY, OTHER_DAY]])
    assert found.headers == ["Title", "Dates", "Dates"]


def test_read_table_headers_keep_line_breaks_and_years():
    found = table([["Host\norganisation", "Dates", "Delegation", 2025], ["A", DAY, "B", "x"]])
    assert found.headers == ["Host\norganisation", "Dates", "Delegation", "2025"]


def test_read_table_unknown_headers_are_the_first_row_of_texts():
    found = table([["A title"], ["Foo", "Bar", "Baz"], ["x", DAY, "y"]])
    assert (found.header_rows, found.headers, found.rows) == ((1,), ["Foo", "Bar", "Baz"], [2])


def test_read_table_without_header():
    found = table([["A visits B", DAY, "B"], ["C visits D", DAY, "D"]])
    assert (found.header_rows, found.headers, found.rows) == ((), ["", "", ""], [0, 1])


def test_read_table_text_file_without_header():
    found = table([["A visits B", "4.11.2025", "12"], ["C visits D", "5.11.2025", "3"]])
    assert (found.header_rows, found.rows) == ((), [0, 1])


def test_read_table_words_of_headers_in_records_are_no_header():
    rows: list[list[Value]] = [["x", "y", DAY, 3] for _ in range(5)]
    found = table([*rows, ["Meeting", "Delegation", DAY, 4], ["z", "y", DAY, 3]])
    assert (found.header_rows, found.rows) == ((), list(range(7)))


def test_read_table_header_with_one_column():
    found = table([["Title"], ["A visits B"], ["C visits D"]])
    assert (found.header_rows, found.rows) == ((0,), [1, 2])


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [["The cover of a workbook"], ["Office of Examples"], [], ["It holds the visits of 2025."]],
        [[], []],
    ],
)
def test_read_table_none_in_prose_or_nothing(rows):
    assert read_table(sheet(rows)) is None


# --- Headers over several rows ---


def test_read_table_header_over_two_rows_merged():
    found = table(
        [
            ["№", "Делегация", N, "Сроки", N, "Цель"],
            [N, "Наименование", "Численность", "с", "по", N],
            [1, "A", 3, DAY, OTHER_DAY, "x"],
        ],
        (0, 0, 1, 0),
        (0, 1, 0, 2),
        (0, 3, 0, 4),
        (0, 5, 1, 5),
    )
    assert found.header_rows == (0, 1)
    assert found.headers == [
        "№",
        "Делегация / Наименование",
        "Делегация / Численность",
        "Сроки / с",
        "Сроки / по",
        "Цель",
    ]
    assert found.rows == [2]


def test_read_table_header_over_two_rows_of_a_text_file():
    found = table(
        [
            ["No.", "Delegation", N, "Dates", N, "Purpose"],
            [N, "Name", "Size", "from", "to", N],
            ["1", "A", "3", "4.11.2025", "5.11.2025", "x"],
        ]
    )
    assert found.headers == [
        "No.",
        "Delegation / Name",
        "Delegation / Size",
        "Dates / from",
        "Dates / to",
        "Purpose",
    ]
    assert (found.header_rows, found.rows) == ((0, 1), [2])


def test_read_table_header_with_one_group_in_its_upper_row():
    found = table(
        [[N, N, "Dates", N, N], ["Title", "Host", "from", "to", "Note"], ["A", "B", DAY, DAY]], (0, 2, 0, 3)
    )
    assert found.headers == ["Title", "Host", "Dates / from", "Dates / to", "Note"]


def test_read_table_header_over_three_rows_merged():
    found = table(
        [
            ["Title", "Visit", N, N],
            [N, "Dates", N, "Host"],
            [N, "from", "to", N],
            ["A", DAY, DAY, "B"],
        ],
        (0, 0, 2, 0),
        (0, 1, 0, 3),
        (1, 1, 1, 2),
        (1, 3, 2, 3),
    )
    assert found.header_rows == (0, 1, 2)
    assert found.headers == ["Title", "Visit / Dates / from", "Visit / Dates / to", "Visit / Host"]


def test_read_table_header_in_two_languages_one_below_the_other():
    found = table([["Делегация", "Сроки", "Цель"], ["Delegation", "Dates", "Purpose"], ["A", DAY, "B"]])
    assert found.headers == ["Делегация / Delegation", "Сроки / Dates", "Цель / Purpose"]


def test_read_table_title_header_and_group_together():
    found = table(
        [
            ["2024年外事来访情况一览表"],
            ["序号", "代表团", N, "来访时间", N],
            [N, "名称", "人数", "开始", "结束"],
            [1, "示例大学代表团", 5, DAY, OTHER_DAY],
        ],
        (0, 0, 0, 4),
        (1, 0, 2, 0),
        (1, 1, 1, 2),
        (1, 3, 1, 4),
    )
    assert found.headers == ["序号", "代表团 / 名称", "代表团 / 人数", "来访时间 / 开始", "来访时间 / 结束"]
    assert (found.header_rows, found.rows, left_out(found)) == ((1, 2), [3], {0: ABOVE})


# --- What staff choose ---

CHOSEN: list[list[Value]] = [
    ["Title", "Dates", "Host"],
    ["A", DAY, "B"],
    ["Foo", "Bar", "Baz"],
    ["C", DAY, "D"],
]


def test_read_table_header_row_chosen():
    found = table(CHOSEN, header_row=2)
    assert (found.header_rows, found.headers, found.rows) == ((2,), ["Foo", "Bar", "Baz"], [3])
    assert left_out(found) == {0: ABOVE, 1: ABOVE}


def test_read_table_header_height_chosen():
    found = table(CHOSEN, header_row=0, header_rows=3)
    assert (found.header_rows, found.headers) == (
        (0, 1, 2),
        ["Title / A / Foo", f"Dates / {DAY} / Bar", "Host / B / Baz"],
    )


def test_read_table_height_chosen_alone():
    assert table(CHOSEN, header_rows=2).header_rows == (0, 1)


def test_read_table_no_header_chosen():
    found = table(CHOSEN, header_rows=0)
    assert (found.header_rows, found.headers, found.rows) == ((), ["", "", ""], [0, 1, 2, 3])


@pytest.mark.parametrize("row", [-1, 4, 1_000_000])
def test_read_table_header_row_outside_the_sheet(row):
    assert read_table(sheet(CHOSEN), header_row=row) is None


# --- Sections ---


def test_read_table_sections_in_the_first_column():
    found = table(
        [
            ["Title", "Dates", "Host"],
            [2024],
            ["A visits B", DAY, "B"],
            ["Outgoing visits"],
            ["C visits D", DAY, "D"],
            ["2025 год"],
            ["E visits F", DAY, "F"],
            ["A visit with a title only"],
            ["G visits H", DAY, "H"],
        ]
    )
    assert found.rows == [2, 4, 6, 7, 8]
    assert found.sections == {
        2: "2024",
        4: "2024 / Outgoing visits",
        6: "2025 год",
        7: "2025 год",
        8: "2025 год",
    }
    assert left_out(found) == {1: "section", 3: "section", 5: "section"}


def test_read_table_sections_merged_over_the_table_and_note_below():
    found = table(
        [
            ["Title", "Dates", "Host", "Note"],
            ["Faculty of Examples"],
            ["A visits B", DAY, "B"],
            ["Our own"],
            ["C visits D", DAY, "D"],
            ["All dates are provisional"],
        ],
        (1, 0, 1, 3),
        (3, 0, 3, 3),
        (5, 0, 5, 3),
    )
    assert (found.rows, found.sections) == ([2, 4], {2: "Faculty of Examples", 4: "Our own"})
    assert left_out(found) == {1: "section", 3: "section", 5: "note below the table"}


def test_read_table_sections_below_one_another():
    found = table(
        [
            ["№", "Делегация", "Даты", "Цель"],
            ["Исходящие визиты"],
            ["Китай"],
            [1, "A", DAY, "x"],
            ["Япония"],
            [2, "B", DAY, "y"],
        ]
    )
    assert found.sections == {3: "Исходящие визиты / Китай", 5: "Япония"}


def test_read_table_section_with_a_number_of_its_own():
    found = table(
        [["No.", "Title", "Dates", "Host"], ["I", "Incoming visits"], [1, "A", DAY, "B"], [2, "C only"]]
    )
    assert (found.rows, found.sections) == ([2, 3], {2: "Incoming visits", 3: "Incoming visits"})


@pytest.mark.parametrize(
    "row",
    [
        ["A visit with a title and a date", DAY],
        ["A visit with a title and a word", N, "B"],
        ["A visit with a title"],
        [N, DAY],
        [N, N, "B"],
        [N, "2024"],
        ["Delegation 2024"],
        ["Total Example Ltd visits the Sample Institute"],
        ["Note on the visit", DAY],
        [17],
        [True],
    ],
)
def test_read_table_sparse_row_is_a_record(row):
    rows: list[list[Value]] = [["Title", "Dates", "Host", "Note"], ["A", DAY, "B"], row, ["C", DAY, "D"]]
    found = table(rows)
    assert (found.rows, found.left_out, found.sections) == ([1, 2, 3], [], {})


@pytest.mark.parametrize("dash", ["–", "-", "—", "/", "--"])
def test_read_table_rows_of_dashes_are_empty(dash):
    found = table(
        [
            ["No", "Delegation", "Dates", "Host"],
            ["2024", None, None, None],
            [dash, dash, dash, dash],
            [1, "Group A", "2024-03-04", "-"],
            [2, dash, dash, dash],
            [None, dash, None, None],
            [3, "Group B", "2024-03-05", "Sample Institute"],
        ]
    )
    assert (found.rows, found.sections) == ([3, 6], {3: "2024", 6: "2024"})
    assert left_out(found) == {1: "section"} | dict.fromkeys((2, 4, 5), "only dashes")


def test_read_table_section_words_without_records_below_are_a_record():
    assert table([["Title", "Dates", "Host"], ["A", DAY, "B"], ["2025"]]).rows == [1, 2]


# --- Totals, signatures, notes ---


def test_read_table_totals_row_and_table_of_totals_below():
    found = table(
        [
            ["№", "Делегация", "Дата", "Чел."],
            [1, "A", DAY, 3],
            [2, "B", DAY, 4],
            [N, "Итого:", N, 7],
            [],
            ["Страна", "Количество визитов"],
            ["Китай", 5],
            ["Япония", 3],
            ["Всего", 8],
            [],
            ["Исполнитель: А. Образцова"],
        ]
    )
    assert found.rows == [1, 2]
    assert left_out(found) == {3: "totals"} | dict.fromkeys(range(5, 9), "totals") | {10: "signature"}


@pytest.mark.parametrize(
    "row",
    [
        ["Total", N, 12],
        ["TOTAL: 12"],
        ["Total visits in 2025", N, 7, "7 visits"],
        ["Итого", N, "3 визита"],
        ["Всего за 2024 год: 15"],
        ["合计", N, N, 12],
        ["合计：12人"],
        ["2024年合计", "5个团", 20],
        ["Барлығы", N, 4],
        [N, N, "Grand total", 4],
    ],
)
def test_read_table_totals_row(row):
    found = table([["Title", "Dates", "Host", "Size"], ["A", DAY, "B", 3], row, ["C", DAY, "D", 9]])
    assert (found.rows, left_out(found)) == ([1, 3], {2: "totals"})


@pytest.mark.parametrize(
    "row",
    [
        ["Total", DAY, "B"],
        ["Total Example", N, 3],
        ["Total", N, "Example University"],
        ["Всего доброго", DAY, "B"],
        ["Summary of talks", N, 4],
    ],
)
def test_read_table_word_for_total_in_a_record(row):
    assert table([["Title", "Dates", "Host", "Size"], ["A", DAY, "B", 3], row]).rows == [1, 2]


def test_read_table_records_after_a_blank_row_with_a_total_of_their_own():
    found = table(
        [
            ["Title", "Dates", "Size", "Host"],
            ["A", DAY, 3, "B"],
            ["Total", N, 3],
            [],
            ["C", DAY, 4, "D"],
            ["Total", N, 4],
        ]
    )
    assert (found.rows, left_out(found)) == ([1, 4], {2: "totals", 5: "totals"})


RECORDS: list[list[Value]] = [
    ["No.", "Delegation", "Dates", "Host", "Size"],
    [1, "Group A", DAY, "B", 4],
    [2, "Group C", OTHER_DAY, "D", 5],
    [],
]
PAIRS = "a label and a count below an empty row, taken for totals"


@pytest.mark.parametrize(
    ("below", "why"),
    [
        ([["Страна", "Количество"], ["Китай", 1]], "totals"),
        ([["Month", "Number"], ["November", 2]], "totals"),
        ([[N, "Country", "Number of visits", "People"], [N, "China", "2", 11], [N, N, 2]], "totals"),
        ([["Month", "Visits"], [date(2025, 11, 1), 2]], "totals"),
        ([["By country", N], ["Country", "Number"], ["China", 2], ["Total", 2]], "totals"),
        ([[N, "China", 3], [N, "Mongolia", "4"]], PAIRS),
    ],
)
def test_read_table_summary_below_a_blank_row(below: list[list[Value]], why: str):
    found = table([*RECORDS, *below])
    assert found.rows == [1, 2]
    assert left_out(found) == dict.fromkeys(range(4, 4 + len(below)), why)


@pytest.mark.parametrize(
    "below",
    [
        # Records that say little: a number and a name, a year, a day without its year or as a number, a size
        # beside the dates of others.
        [[3, "Group E"]],
        [[N, "Group E", 2025]],
        [[N, "Group E", "04.11"]],
        [[N, "Group E", 45965]],
        [[N, "Group E", N, N, 4], [4, "Group F", DAY, "B", 5]],
    ],
)
def test_read_table_short_records_below_a_blank_row_are_no_totals(below: list[list[Value]]):
    found = table([*RECORDS, *below])
    assert found.rows == [1, 2, *range(4, 4 + len(below))]


def test_read_table_of_names_and_counts_below_a_blank_row():
    found = table(
        [["Delegation", "Size"], ["Group A", 4], [], ["Delegation", "Size"], ["Group B", 5], [], ["C", 6]]
    )
    assert (found.rows, left_out(found)) == ([1, 4, 6], {3: "repeated header"})


def test_read_table_narrow_records_after_a_blank_row_are_no_totals():
    found = table([["Title", "Size"], ["A", 3], [], ["B", 4], ["Total", 7]])
    assert (found.rows, left_out(found)) == ([1, 3], {4: "totals"})


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (["Prepared by: Ms Ann Sample"], "signature"),
        (["Prepared by Ms Ann Sample"], "signature"),
        (["Исполнитель", N, "А. Образцова"], "signature"),
        (["Начальник отдела ____________ А. Образцова"], "signature"),
        (["填表人：张样本", "审核人：李样本", "日期：2025", "电话：0"], "signature"),
        (["Дайындаған: А. Үлгі"], "signature"),
        (["Note: all dates are provisional"], "note"),
        (["Примечание. Даты уточняются"], "note"),
        (["注：日期待定"], "note"),
        (["* to be confirmed"], "note"),
    ],
)
def test_read_table_signature_or_note(row, why):
    found = table([["Title", "Dates", "Host", "Size"], ["A", DAY, "B", 3], [], row])
    assert (found.rows, left_out(found)) == ([1], {3: why})


def test_read_table_signing_in_a_title_is_a_record():
    rows: list[list[Value]] = [
        ["Title", "Dates", "Host"],
        ["Signature of a treaty: A and B", "4.11.2025", "B"],
    ]
    assert table(rows).rows == [1]


# --- Headers again ---


def test_read_table_repeated_header_with_numbers_of_columns():
    head: list[Value] = ["№", "Делегация", "Сроки", "Цель"]
    found = table([head, [1, 2, 3, 4], [1, "A", DAY, "x"], head, ["1", "2", "3", "4"], [2, "B", DAY, "y"]])
    assert found.rows == [2, 5]
    numbers = "numbers of the columns"
    assert left_out(found) == {1: numbers, 3: "repeated header", 4: numbers}


def test_read_table_repeated_header_over_two_rows_in_other_words():
    found = table(
        [
            ["Title", "Dates", N, "Host"],
            [N, "from", "to", N],
            ["A", DAY, DAY, "B"],
            ["Title", "Dates", N, "Host"],
            [N, "from", "to", N],
            ["C", DAY, DAY, "D"],
        ],
        (0, 1, 0, 2),
        (3, 1, 3, 2),
    )
    assert (found.rows, left_out(found)) == ([2, 5], {3: "repeated header", 4: "repeated header"})


def test_read_table_header_again_in_other_words():
    found = table(
        [["Purpose", "Dates", "Host"], ["A", DAY, "B"], ["Aim", "Visit dates", "Hosted by"], ["C", DAY, "D"]]
    )
    assert (found.rows, left_out(found)) == ([1, 3], {2: "repeated header"})


def test_read_table_another_table_below_ends_it():
    found = table(
        [
            ["Title", "Dates", "Host"],
            ["A", DAY, "B"],
            [],
            ["Plans"],
            ["Status", "Purpose", "Title"],
            ["open", "x", "C"],
        ]
    )
    why = "another table, with other columns: choose its header (Visits!5) to import it"
    assert (found.rows, left_out(found)) == ([1], dict.fromkeys((3, 4, 5), why))


def test_read_table_title_only_above_a_repeated_header_is_a_record():
    head: list[Value] = ["Title", "Dates", "Host"]
    assert table([head, ["A", DAY, "B"], ["C visits D"], head, ["E", DAY, "F"]]).rows == [1, 2, 4]


def test_read_table_hints_under_the_header():
    found = table([["Title", "Dates", "Host"], ["(text)", "(dd.mm.yyyy)", "(full name)"], ["A", DAY, "B"]])
    assert (found.rows, left_out(found)) == ([2], {1: "hints under the header"})


# --- Values ---


def test_table_values_of_merged_cells_hold_for_each_row():
    found = table(
        [
            ["Delegation", "Dates", "Person"],
            ["A", DAY, "Ann"],
            [N, N, "Bob"],
            [N, N, "Cy"],
            ["D", OTHER_DAY, "Di"],
        ],
        (1, 0, 3, 0),
        (1, 1, 2, 1),
    )
    assert found.cells(0) == ["A", "A", "A", "D"]
    assert found.cells(1) == [DAY, DAY, N, OTHER_DAY]
    assert found.cells(9) == [N, N, N, N]
    assert [found.value(row, 0) for row in (0, 1, 3, 4)] == ["Delegation", "A", "A", "D"]
    assert found.value(2, 1) == DAY
    assert found.samples(0) == ["A", "D"]
    assert found.samples(2, 2) == ["Ann", "Bob"]
    assert found.address(3, 0) == "Visits!A4"


def test_table_values_of_merged_cells_across_stand_in_the_first():
    found = table([["Title", "Start", "End"], ["A", DAY], ["B", DAY, DAY]], (1, 1, 1, 2))
    assert found.cells(2) == [N, DAY]


def test_table_merged_cells_over_one_another_or_too_far():
    found = table(
        [["Title", "Dates"], ["A", DAY], ["B", DAY], ["C", DAY]], (1, 0, 1_000_000, 0), (2, 0, 3, 0)
    )
    assert found.cells(0) == ["A", "A", "A"]


def test_read_table_rows_of_errors_only_are_told():
    cells = Sheet(
        "Visits", [["Title", "Dates"], ["A", DAY], [], ["B", N]], broken={(2, 0): "#N/A", (3, 4): "#REF!"}
    )
    found = read_table(cells)
    assert found is not None
    assert (found.rows, left_out(found)) == ([1, 3], {2: "only cells with errors"})
    assert found.columns[-1] == Column(4, "")


# --- Any grid ---

TEXTS = [
    "Title",
    "Dates",
    "Host",
    "No.",
    "№",
    "Total",
    "Итого",
    "合计",
    "2024",
    "from",
    "to",
    "ФИО",
    "姓名",
    "(",
    "*",
    "1.",
    "Note:",
    "Prepared by:",
    "Visits",
    "一、来访",
    "\n",
    "/",
    "–",
    ".",
    ",",
    "()",
]
VALUES = st.one_of(
    st.none(),
    st.sampled_from(TEXTS),
    st.text(max_size=8).filter(bool),
    st.integers(-1, 3000),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.just(time(9)),
)
MERGED = st.tuples(st.integers(0, 8), st.integers(0, 5), st.integers(0, 3), st.integers(0, 4)).map(
    lambda cells: Range(cells[0], cells[1], cells[0] + cells[2], cells[1] + cells[3])
)


@settings(max_examples=150, deadline=None)
@given(
    rows=st.lists(st.lists(VALUES, max_size=6), max_size=12),
    merged=st.lists(MERGED, max_size=4),
    header_row=st.none() | st.integers(-1, 12),
    header_rows=st.none() | st.integers(0, 4),
)
def test_read_table_any_grid_no_row_vanishes(rows, merged, header_row, header_rows):
    grid = Sheet("Visits", rows, merged)
    found = read_table(grid, header_row=header_row, header_rows=header_rows)
    if found is None:
        return
    with_values = [row for row, cells in enumerate(rows) if any(value is not None for value in cells)]
    told = [
        *found.rows,
        *(one.row for one in found.left_out),
        *(row for row in found.header_rows if row in with_values),
    ]
    assert sorted(told) == with_values
    assert found.rows == sorted(found.rows)
    assert set(found.sections) <= set(found.rows)
    indexes = {column.index for column in found.columns}
    for row in found.rows:
        assert {place for place, value in enumerate(rows[row]) if value is not None} <= indexes
    for column in found.columns:
        assert found.cells(column.index) == [found.value(row, column.index) for row in found.rows]


# --- Which sheet ---


def test_rank_sheets_visits_first_hidden_last():
    cover = sheet([["Office of Examples"], ["This workbook holds visits"]], name="Cover")
    index = sheet([["Sheet", "What it holds"], ["2025", "visits"]], name="Index")
    stops = sheet(
        [["Visit", "Day", "Host", "Place", "Country", "Topics"], ["1", DAY, "B", "C"]], name="Stops"
    )
    visits = sheet([["Title", "Dates", "Host", "Purpose"], ["A", DAY, "B", "x"]], name="2025")
    hidden = Sheet("Old", visits.rows, hidden=True)
    book = Workbook("book.xlsx", "xlsx", [cover, hidden, index, stops, visits])
    assert [one.name for one in rank_sheets(book)] == ["2025", "Stops", "Cover", "Index", "Old"]


def test_rank_sheets_only_headers_come_after_records():
    empty = sheet([["Title", "Dates", "Host"]], name="Template")
    visits = sheet([["Foo", "Dates"], ["A", DAY]], name="List")
    assert [one.name for one in rank_sheets(Workbook("b", "xlsx", [empty, visits]))] == ["List", "Template"]


def test_left_out_is_a_row_and_a_reason():
    assert table([["A title"], ["Title", "Dates"], ["A", DAY]]).left_out == [LeftOut(0, ABOVE)]
