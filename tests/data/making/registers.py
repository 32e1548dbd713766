"""Registers as offices keep them: one row a visit, with titles above, sections between and totals below."""

from __future__ import annotations

from datetime import date

from openpyxl.styles import PatternFill

from tests.data.making.files import book, fill, xlsx


def register_english() -> bytes:
    """A title over the table, a header over two rows, sections, a total, a table of totals, a signature."""
    workbook = book("Register")
    sheet = workbook["Register"]
    nothing = [None] * 10
    fill(
        sheet,
        [
            ["Sample Office for International Cooperation"],
            ["Register of incoming delegations"],
            ["As of 1 March 2026"],
            [],
            [
                "No. ",
                "Delegation",
                None,
                "Sending\norganisation  ",
                "Dates",
                None,
                "Host\u00a0organisation",
                "Purpose of visit ",
                "Members\n",
                "Status\u200b",
                "Remarks",
            ],
            [None, "Name ", "Size\n(people)", None, "From", "To "],
            ["2024"],
            [
                1,
                "Delegation of Example University",
                12,
                "Example University",
                date(2024, 3, 4),
                date(2024, 3, 6),
                "Sample Institute",
                "To discuss a joint degree.",
                "Ms Ann Sample (Rector; Professor of Samples)\nMr Bob Example (Dean of Studies)\n"
                "Dr Carla Placeholder",
                "Took place",
                "Only three of twelve are named.",
            ],
            [
                2,
                "Delegation of Placeholder College",
                3,
                "Placeholder College",
                date(2024, 10, 21),
                None,
                "Sample Institute\nSpecimen Academy",
                "To see the campus.",
                "Prof. Dora Specimen, President\nMr Eric Template, Vice-President\n",
                "done",
            ],
            [
                3,
                "Ministry of Samples",
                None,
                "Ministry of Samples",
                date(2024, 12, 30),
                date(2025, 1, 2),
                "Example University",
                None,
                None,
                "Cancelled",
            ],
            [2025],
            [
                4,
                "Delegation of Example University",
                5,
                "Example University",
                date(2025, 5, 12),
                date(2025, 5, 12),
                "Sample Institute",
                "Talks on the same degree.",
                "Ms Ann Sample, Rector; Mr Bob Example, Dean of Studies;",
                "completed",
            ],
            [
                5,
                "Delegation of Fictional Polytechnic",
                8,
                "Fictional Polytechnic",
                date(2025, 9, 1),
                date(2025, 9, 5),
                "Sample Institute",
                None,
                "Mr Jean-Luc Facsimile – Director of Studies",
                "postponed",
                "Moved by letter.",
            ],
            [
                6,
                "Delegation of Specimen Academy",
                2,
                "Specimen Academy",
                date(2026, 4, 14),
                date(2026, 4, 16),
                "Example University",
                "To agree on an exchange of students.",
                None,
                "Confirmed",
            ],
            ["Total", None, "=SUM(C8:C14)"],
            [],
            ["Country", "Number of visits"],
            ["Kazakhstan", 4],
            ["China", 2],
            ["Total", 6],
            [],
            ["Prepared by: Ms Ann Sample", *nothing],
        ],
    )
    for merged in (
        "A1:K1",
        "A2:K2",
        "A5:A6",
        "B5:C5",
        "D5:D6",
        "E5:F5",
        "G5:G6",
        "H5:H6",
        "I5:I6",
        "J5:J6",
        "K5:K6",
    ):
        sheet.merge_cells(merged)
    sheet.merge_cells("A7:K7")
    return xlsx(workbook, {"Register": {"C15": 30}})


def bilingual_24000() -> bytes:
    """Headers in two languages, invisible characters, and 24,000 rows with a format and no value."""
    workbook = book("Visits 访问")
    sheet = workbook["Visits 访问"]
    fill(
        sheet,
        [
            [
                "序号\nNo.",
                "代表团\nDelegation  ",
                "派出单位\nSending organisation",
                "出访国家\nCountry visited",
                "接待单位\nHost organisation\n",
                "访问日期\nDates of visit",
                "状态\nStatus",
                "主题\nTopics",
                "备注\nRemarks",
            ],
            [
                1,
                "Delegation\u00a0of Example\u200b University",
                "Example\u00a0University\u00a0",
                "China",
                "\ufeffSample Institute",
                "4\u2009–\u20096\u00a0November\u00a02025",
                "completed\u200b",
                "joint\u00a0degrees;\u00a0mobility",
                None,
            ],
            [
                2,
                "例子大学\u200b代表团",
                "例子大学",
                "哈萨克斯坦",
                "示例国立大学\u3000",
                "2025年6月",
                "已完成\u3000",
                "联合培养",
                "co\u00adoperation agreed",
            ],
            [],
            [
                3,
                "  Delegation of   Placeholder College ",
                "Placeholder\tCollege",
                "Mongolia\u2060",
                "Sample Institute",
                date(2025, 7, 1),
                "Done ",
                "mobility\n\njoint degrees\n",
                "Line one\u2028line two",
            ],
            [
                4,
                "Делегация\u00a0Примерного университета",
                "Примерный\u202fуниверситет",
                "Uzbekistan ; Kyrgyzstan",
                "\u200bИнститут образцов",
                "ноябрь\u00a02025\u00a0г.",
                "planned",
                "\u200b",
                "\u00a0",
            ],
            [
                5,
                "De\u0301le\u0301gation d’Exemple",
                "Universite\u0301 d’Exemple",
                "FR",
                "Sample Institute",
                "2026-03",
                "confirmed",
            ],
        ],
    )
    grey = PatternFill("solid", fgColor="EEEEEE")
    for row in range(8, 24_001):
        sheet.cell(row, 1).fill = grey
    sheet.cell(24_000, 5).value = "\u00a0\u200b"
    return xlsx(workbook)


def header_two_languages() -> bytes:
    """A header in Russian over one in English, then numbers of the columns; again on each printed page."""
    header = [
        ["№", "Наименование визита", "Делегация", "Страна визита", "Сроки визита", "Тема", "Статус"],
        ["No.", "Visit title", "Delegation", "Country visited", "Dates of visit", "Topic", "Status"],
    ]
    workbook = book("Лист1")
    fill(
        workbook["Лист1"],
        [
            *header,
            [1, 2, 3, 4, 5, 6, 7],
            [1, "Стажировка", "Группа «Пример»", "Китай", "10–20 марта 2025 г.", "стажировки", "проведено"],
            [
                2,
                "Summer school",
                "Example Group",
                "Монголия",
                "1 July 2025 – 14 July 2025",
                "школы, языки",
                "held",
            ],
            [3, "Форум", "Группа «Образец»", "РК", "20.09.2025", None, "отменён"],
            [],
            *header,
            [4, "Winter school", "Sample Group", "UZ", "winter 2026", "языки", "planned"],
            [5, "Обмен", "Группа «Шаблон»", "Кыргызстан", "2027 г.", "обмены", "план"],
        ],
    )
    return xlsx(workbook)


WORKBOOKS = {
    "register_english.xlsx": register_english,
    "bilingual_24000.xlsx": bilingual_24000,
    "header_two_languages.xlsx": header_two_languages,
}
