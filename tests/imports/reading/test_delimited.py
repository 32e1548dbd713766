import codecs

import pytest

from tracker.imports.reading import SEPARATORS, read_workbook
from tracker.imports.reading.delimited import find_separator
from tracker.imports.workbook import ReadingError

TABLE = [
    ["Дата", "Делегация", "Страна"],
    ["2025-11-04", "Example, Inc.; guests", "KZ"],
    ["2025-11-05", "Пример | «Тест»", "王"],
]


def written(separator: str, ending: str, quote: bool = False) -> str:
    """The table as text."""
    lines = [
        separator.join(f'"{cell}"' if quote or separator in cell else cell for cell in row) for row in TABLE
    ]
    return ending.join(lines) + ending


@pytest.mark.parametrize("quote", [False, True])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("separator", SEPARATORS)
def test_read_text_separator_and_line_ending(separator, ending, quote):
    workbook = read_workbook(written(separator, ending, quote).encode(), "visits.csv")
    assert workbook.sheets[0].rows == TABLE
    assert workbook.kind == ("tsv" if separator == "\t" else "csv")
    assert workbook.notices == [f"Read as text in UTF-8, with a {SEPARATORS[separator]} between columns."]


@pytest.mark.parametrize(
    ("encode", "label"),
    [
        (lambda text: codecs.BOM_UTF16_LE + text.encode("utf-16-le"), "UTF-16"),
        (lambda text: text.encode("utf-16-be"), "UTF-16BE"),
        (lambda text: text.encode("gb18030"), "GB18030"),
        (lambda text: text.replace("王", "СН").encode("cp1251"), "windows-1251"),
    ],
)
def test_read_text_encoding_is_told(encode, label):
    workbook = read_workbook(encode(written("\t", "\r\n")), "visits.txt")
    assert [row[0] for row in workbook.sheets[0].rows] == ["Дата", "2025-11-04", "2025-11-05"]
    assert workbook.notices == [f"Read as text in {label}, with a tab between columns."]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Title of the table\n\na;b;c\n1,5;2,5;3,5\n1,0;2,0;3,0\n", ";"),
        ("Name,Topics\nAnn,x;y\nBob,x;y;z\nCid,x\n", ","),
        ("City\nAlmaty\nAstana\n", "\x1f"),
        ("One line, with commas\n", ","),
        ("a\tb, c\td\ne\tf, g\th\n", "\t"),
        ("a|b|c\nd|e|f\n", "|"),
        ("a,b,c\n\n\nd,e,f\n,,\n", ","),
    ],
)
def test_find_separator_text(text, expected):
    assert find_separator(text) == expected


def test_read_text_separator_line_is_believed_and_hidden():
    workbook = read_workbook(b"sep=|\r\na|b,c\r\nd|e,f\r\n", "visits.csv")
    assert workbook.sheets[0].rows == [["a", "b,c"], ["d", "e,f"]]


def test_read_text_given_encoding_and_separator_go_before():
    workbook = read_workbook("Дата,б;в\nд,е;ж\n".encode("cp1251"), "visits.csv", "windows-1251", ";")
    assert workbook.sheets[0].rows == [["Дата,б", "в"], ["д,е", "ж"]]


@pytest.mark.parametrize("separator", ["", ";;", "\n", " ", '"'])
def test_read_text_impossible_separator(separator):
    if not separator:
        assert read_workbook(b"a,b\nc,d", "visits.csv", None, separator).sheets[0].rows == [
            ["a", "b"],
            ["c", "d"],
        ]
        return
    with pytest.raises(ReadingError, match=r"can't separate columns\. Choose one of: comma, semicolon, tab"):
        read_workbook(b"a,b\nc,d", "visits.csv", None, separator)


def test_read_text_one_column():
    workbook = read_workbook(b"City\nAlmaty\nAstana\n", "cities.csv")
    assert workbook.sheets[0].rows == [["City"], ["Almaty"], ["Astana"]]
    assert workbook.notices == ["Read as text in UTF-8 with one column."]


def test_read_text_rows_of_different_widths_empty_ones_and_clean_cells():
    content = 'a\N{NO-BREAK SPACE},"b\r\nc",,,\n\nd\n"e ""f""",,g,h,i,j\n,,,,,\n\n'.encode()
    workbook = read_workbook(content, "C:\\docs\\visits 2025.csv", separator=",")
    assert (workbook.name, workbook.sheets[0].name) == ("visits 2025.csv", "visits 2025")
    assert workbook.sheets[0].rows == [["a", "b\nc"], [], ["d"], ['e "f"', None, "g", "h", "i", "j"]]


def test_read_text_space_before_quotes():
    workbook = read_workbook(b'"a", "b, c", "d"\n"e", "f, g", "h"\n', "visits.csv")
    assert workbook.sheets[0].rows == [["a", "b, c", "d"], ["e", "f, g", "h"]]


def test_read_text_errors_of_a_spreadsheet_are_broken_cells():
    workbook = read_workbook("Дата,Место\n#######,#ССЫЛКА!\n#1,#N/A\n".encode(), "visits.csv")
    sheet = workbook.sheets[0]
    assert sheet.rows == [["Дата", "Место"], [], ["#1"]]
    assert sheet.broken == {(1, 0): "#######", (1, 1): "#ССЫЛКА!", (2, 1): "#N/A"}


def test_read_text_quotes_within_words_are_kept_and_told():
    content = b'Name;City\n"Example" University;Almaty\nThe "Sample" Institute;Astana\n'
    workbook = read_workbook(content, "visits.csv")
    assert workbook.sheets[0].rows == [
        ["Name", "City"],
        ['"Example" University', "Almaty"],
        ['The "Sample" Institute', "Astana"],
    ]
    assert workbook.notices[1] == (
        "Quotation marks were read as parts of the texts, because they don't enclose whole cells."
    )


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b'a,b\nc,"d\ne,f\ng,h\n', 2),
        (b'a,b\n"c",d\n"e" f,"g, h"\n', 3),
        (b'a,"b\nc"\nd,"e\n' + b"f,g\n" * 100_000, 3),
    ],
)
def test_read_text_unclosed_quote_names_the_line(content, line):
    with pytest.raises(ReadingError) as raised:
        read_workbook(content, "visits.csv")
    assert str(raised.value) == (
        f"The quotation marks of “visits.csv” don't match from line {line} on: a text that begins with one "
        "must end with one before the next separator, and quotation marks within it must be doubled. Mend "
        "that line, or save the table as .xlsx."
    )


def test_read_text_few_control_characters_are_left_out_and_told():
    workbook = read_workbook(b"a,b\nc\x07,d\x02\n", "visits.csv")
    assert workbook.sheets[0].rows == [["a", "b"], ["c", "d"]]
    assert workbook.notices[1] == "Control characters were left out; the first (U+0007) is in line 2."


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (
            b"a,b\n" + b"\x01\x02\x03" * 1000,
            "“visits.csv” isn't a text: it holds many control characters, the first (U+0001) in line 2. If"
            " it came from a "
            "spreadsheet, save it there as .xlsx or as “CSV UTF-8”.",
        ),
        (
            b"a,b\n" + b"c," * 999 + b"\n" + b"d," * 1_000_000 + b"d",
            "Row 3 of “visits.csv” has 1,000,001 columns, and at most 1,000 can be imported. Another"
            " separator may be "
            "meant; otherwise leave out the columns that hold no visits.",
        ),
        (
            b'a,b\n1,"' + b"x" * 40_000 + b'"\n',
            "visits!B2 holds 40,000 characters, and a cell can hold at most 32,767. Shorten it; in a text"
            " file, look for "
            "a quotation mark that isn't closed.",
        ),
        (
            b"a\n" * 1_000_001,
            "“visits.csv” has more than 1,000,000 rows, which is more than can be imported at once. Split it"
            " into several "
            "files.",
        ),
    ],
)
def test_read_text_refused(content, sentence):
    with pytest.raises(ReadingError) as raised:
        read_workbook(content, "visits.csv")
    assert str(raised.value) == sentence
