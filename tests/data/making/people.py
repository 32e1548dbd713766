"""One row a person, and workbooks of several sheets that a key joins."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.data.making.files import COVERED, Across, book, fill, ods, xlsx


def people_merged() -> bytes:
    """Cells merged over the rows of a delegation; others repeat what holds for all, or have one member only."""
    workbook = book("People")
    sheet = workbook["People"]
    fill(
        sheet,
        [
            [
                "Delegation",
                "Sent by",
                "Country visited",
                "Dates",
                "Host institution",
                "Full name",
                "Position",
                "Place of work",
                "Role",
                "Member note",
                "Status",
            ],
            [
                "Delegation of Example University",
                "Example University",
                "Kazakhstan",
                "4–6 November 2025",
                "Sample Institute",
                "Ms Ann Sample",
                "Rector",
                "Example University",
                "Head of delegation",
                None,
                "completed",
            ],
            [
                *[None] * 5,
                "Mr Bob Example",
                "Dean of Studies",
                "Example University",
                "member",
                "Joined on the second day.",
            ],
            [*[None] * 5, None, "Associate Dean for Research", "Example University", "member"],
            [
                "Delegation of Placeholder College",
                "Placeholder College",
                "Kazakhstan",
                date(2025, 9, 15),
                "Sample Institute",
                "Prof. Dora Specimen",
                "President",
                "Placeholder College",
                "Head",
                None,
                "done",
            ],
            [
                "Delegation of Placeholder College",
                "Placeholder College",
                "Kazakhstan",
                date(2025, 9, 15),
                "Sample Institute",
                "Mr Eric Template",
                "Interpreter of the college",
                None,
                "Interpreter",
                None,
                "done",
            ],
            [
                "Delegation of Placeholder College",
                "Placeholder College",
                "Uzbekistan",
                date(2025, 9, 18),
                "Specimen Academy",
                "Prof. Dora Specimen",
                "President",
                "Placeholder College",
                "Head",
                None,
                "done",
            ],
            [
                "Ministry of Samples",
                "Ministry of Samples",
                "China",
                "spring 2026",
                "Example Bureau; Example Board",
                "Dr Gil Dummy",
                "Vice-Minister",
                "Ministry of Samples",
                "Leader",
                None,
                "planned",
            ],
            [*[None] * 5, "Ms Hana Mock", "Adviser", None, "Deputy head"],
        ],
    )
    for first, last in ((2, 4), (8, 9)):
        for column in "ABCDEK":
            sheet.merge_cells(f"{column}{first}:{column}{last}")
    return xlsx(workbook)


def people_blank_below() -> bytes:
    """OpenDocument where an empty cell means the one above."""
    rows = [
        [Across("Список участников зарубежных поездок", columns=8), *[COVERED] * 7],
        [
            "Делегация",
            "Направляющая организация",
            "Принимающая организация",
            "Даты",
            "ФИО",
            "Должность",
            "Роль в делегации",
            "Страна посещения",
        ],
        [
            "Делегация Примерного университета",
            "Примерный университет",
            "Институт образцов",
            "4–6 ноября 2025 г.",
            "Рустам Примеров",
            "ректор",
            "руководитель",
            "Китай",
        ],
        [None, None, None, None, "Анна Образцова", "декан", None, None],
        [None, None, None, None, "Пётр Шаблонов", "переводчик", "переводчик", None],
        [
            "Делегация Колледжа шаблонов",
            "Колледж шаблонов",
            "Академия макетов",
            date(2025, 10, 7),
            "Иван Тестов",
            "проректор",
            "глава делегации",
            "Монголия",
        ],
        [None, None, None, None, "Нина Копиркина", "методист", "член делегации", None],
    ]
    return ods({"Участники": rows})


def three_sheets() -> bytes:
    """Visits, stops and members joined by a key: a number here and a text there; a cover and a hidden sheet."""
    workbook = book("Read me", "Visits", "Stops", "Members", "Lists")
    fill(workbook["Read me"], [["Sample Office: how to fill in this workbook"], [], ["One row a visit, please."]])
    fill(workbook["Lists"], [["Status"], ["planned"], ["completed"]])
    workbook["Lists"].sheet_state = "hidden"
    fill(
        workbook["Visits"],
        [
            [
                "Visit ID",
                "Title",
                "Delegation",
                "Sending organisation",
                "Hosts",
                "Countries visited",
                "Dates",
                "Status",
                "Programmes",
                "Internal notes",
                "Visibility",
            ],
            [
                1,
                "Example University visits Sampletown",
                "Delegation of Example University",
                "Example University",
                "Sample Institute",
                "China",
                "4–6 November 2025",
                "completed",
                "Example Exchange Programme",
                "Ask for the list of guests.",
                "internal",
            ],
            [
                2,
                "Placeholder College goes abroad",
                "Delegation of Placeholder College",
                "Placeholder College",
                None,
                "Mongolia; China",
                "2026-05",
                "planned",
            ],
            [
                "2025-07a",
                "Samples at the forum",
                "Ministry of Samples",
                "Ministry of Samples",
                "Specimen Academy",
                "Uzbekistan",
                date(2025, 7, 14),
                "completed",
                "Example Exchange Programme; Sample Fellowship",
                None,
                "public",
            ],
        ],
    )
    fill(
        workbook["Stops"],
        [
            [
                "Visit ID",
                "Day",
                "Kind",
                "Stop",
                "Organisation visited",
                "City",
                "Country of stop",
                "What was said",
                "Topics of stop",
            ],
            ["1", date(2025, 11, 4), "Talks", "Talks on a joint degree", "Sample Institute", "Sampletown", "China",
             "Both sides wish to exchange lecturers.", "joint degrees"],
            ["1", date(2025, 11, 5), "Campus tour", "Tour of the library", "Sample Institute", "Sampletown", "China"],
            ["1", "6 November 2025", "Signing ceremony", "Letter of intent signed", None, "Exampleville", "China"],
            [2, "May 2026", "Lecture", "Lecture on samples", "Mock Academy", None, "Mongolia", None,
             "teaching; samples"],
            ["2025-07A", None, "congress", "Forum of Samples", None, "Placeholder City", "UZ"],
            ["2025-07A", date(2025, 7, 14), "Flight", "Return", None, None, None],
        ],
    )
    fill(
        workbook["Members"],
        [
            ["Visit ID", "Role", "Name", "Name in another script", "Position", "Organisation", "Note"],
            ["2025-07a", "Head", "Dr Gil Dummy", None, "Vice-Minister", "Ministry of Samples"],
            ["1", "Head", "Ms Ann Sample", "Энн Сэмпл", "Rector", "Example University"],
            ["1", "Deputy head", "Mr Bob Example", None, "Dean", "Example University", "Left early."],
            ["1", None, "Ms Iris Interp", None, "Interpreter", None],
            ["2", "leader", "Prof. Dora Specimen", "多拉·样本", "President", "Placeholder College"],
            ["9", "member", "Mr Otto Orphan", None, "Lecturer", "Placeholder College"],
            ["1", "interpreter", "Mr Karl Wort", None, None, None],
        ],
    )
    return xlsx(workbook)


def three_sheets_chinese() -> bytes:
    """The same in Chinese, members before visits; two people whose names sound alike; one who is in two visits."""
    workbook = book("成员", "访问", "行程")
    fill(
        workbook["访问"],
        [
            ["访问编号", "访问名称", "代表团", "派出单位", "出访国家", "接待单位", "开始日期", "结束日期", "状态"],
            ["A-01", "例子大学访问示例国", "例子大学代表团", "例子大学", "哈萨克斯坦", "示例国立大学", "2025年4月7日", "2025年4月9日", "已完成"],
            ["A-02", "样本学院参加论坛", "样本学院代表团", "样本学院", "俄罗斯", "模板理工大学", "2025-10-20", None, "已确认"],
        ],
    )
    fill(
        workbook["行程"],
        [
            ["访问编号", "日期", "活动类型", "活动内容", "到访单位", "城市"],
            ["A-02", "2025年10月20日", "论坛", "样本论坛", "模板理工大学", "模板城"],
            ["A-01", "2025年4月7日", "会谈", "校长会谈", "示例国立大学", "示例市"],
            ["A-01", "2025年4月8日", "参观", "参观校园", "示例国立大学", "示例市"],
            ["A-01", "4月9日", "签约仪式", "签署意向书", "示例国立大学", "示例市"],
        ],
    )
    fill(
        workbook["成员"],
        [
            ["访问编号", "姓名", "姓名拼音", "职务", "工作单位", "团内职务"],
            ["A-01", "张样本", "Zhang Yangben", "校长", "例子大学", "团长"],
            ["A-01", "样本平", None, "教授", "例子大学", "团员"],
            ["A-01", "样本萍", None, "讲师", "例子大学", "翻译"],
            ["A-02", "样本平", None, "教授", "例子大学", "团长"],
        ],
    )
    return xlsx(workbook)


def scripts() -> bytes:
    """One row a person, with the name in another script; the same person, and organisation, in two scripts."""
    workbook = book("Участники")
    fill(
        workbook["Участники"],
        [
            ["Delegation", "Sending organisation", "Host organisation", "Dates of visit", "Full name", "Original name", "Job title"],
            ["Primer group", "Primernyi universitet", "Sample Institute", "2025-02-10", "Рустам Примеров", "鲁斯塔姆·样本", "ректор"],
            ["Primer group", "Primernyi universitet", "Sample Institute", "2025-02-10", "Анна Образцова", None, "декан"],
            ["Second group", "Примерный университет", "Sample Institute", "2025-06-17", "Rustam Primerov", None, "rector"],
            ["Second group", "Примерный университет", "Sample Institute", "2025-06-17", "Ｊｏ Ｓａｍｐｌｅ", "乔·样本", "dean"],
            ["第三团", "例子大学", "样本学院", "2025年9月1日", "李例", "Li Li", "教授"],
            ["第三团", "例子大学", "样本学院", "2025年9月1日", "李丽", "Li Li", "讲师"],
        ],
    )
    return xlsx(workbook)


_NAMES = "Ada Ben Cleo Dan Eve Finn Gwen Hugo Ida Jan Kim Leo Mia Nils Olga Paul Rita Sven Tess Uwe".split()
_FAMILIES = "Sample Example Specimen Template Placeholder Mock Dummy Model Pattern Facsimile".split()
_PLACES = (
    ("Delegation of Example University", "Example University", "Kazakhstan"),
    ("Delegation of Placeholder College", "Placeholder College", "Mongolia"),
    ("Delegation of Specimen Academy", "Specimen Academy", "Uzbekistan"),
    ("Delegation of Mock Polytechnic", "Mock Polytechnic", "Kyrgyzstan"),
)
_HOSTS = ("Sample Institute", "Fictional University", "Imaginary School", "Model Museum", "Pattern Press")
_DEGREES = ("rector", "dean", "lecturer", "librarian")


def people_200() -> bytes:
    """Two hundred people of forty visits; the rows of a visit are not all together."""
    rows: list[list[Any]] = []
    for number in range(200):
        visit = number // 5
        delegation, sender, country = _PLACES[visit % 4]
        rows.append(
            [
                f"{_NAMES[number % 20]} {_FAMILIES[number // 20]}",
                _DEGREES[number % 4],
                "head" if number % 5 == 0 else None,
                delegation,
                sender,
                country,
                _HOSTS[visit % 5],
                date(2024, 1 + visit % 12, 10 + visit // 2),
                date(2024, 1 + visit % 12, 11 + visit // 2),
            ]
        )
    # The last two of each five come after all others.
    order = [row for number, row in enumerate(rows) if number % 5 < 3]
    order += [row for number, row in enumerate(rows) if number % 5 >= 3]
    workbook = book("List of people")
    header = ["Name of participant", "Position", "Role", "Delegation", "Sending organisation", "Country of origin"]
    fill(workbook["List of people"], [[*header, "Host organisation", "Arrival", "Departure"], *order])
    return xlsx(workbook)


WORKBOOKS = {
    "people_merged.xlsx": people_merged,
    "people_blank_below.ods": people_blank_below,
    "three_sheets.xlsx": three_sheets,
    "three_sheets_chinese.xlsx": three_sheets_chinese,
    "scripts.xlsx": scripts,
    "people_200.xlsx": people_200,
}
