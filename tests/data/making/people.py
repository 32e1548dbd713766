"""Lists of people: one row a person, grouped into visits."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.data.making.files import COVERED, Across, book, fill, ods, xlsx


def people_merged() -> bytes:
    """Cells merged over the rows of a delegation; others repeat what holds for all, or have one row."""
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
    rows: list[list[Any]] = [
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


def scripts() -> bytes:
    """One row a person, with the name in another script; one person and one organisation in two scripts."""
    workbook = book("Участники")
    fill(
        workbook["Участники"],
        [
            [
                "Delegation",
                "Sending organisation",
                "Host organisation",
                "Dates of visit",
                "Full name",
                "Original name",
                "Job title",
            ],
            [
                "Primer group",
                "Primernyy universitet",
                "Sample Institute",
                "2025-02-10",
                "Рустам Примеров",
                "鲁斯塔姆·样本",
                "ректор",
            ],
            [
                "Primer group",
                "Primernyy universitet",
                "Sample Institute",
                "2025-02-10",
                "Анна Образцова",
                None,
                "декан",
            ],
            [
                "Second group",
                "Примерный университет",
                "Sample Institute",
                "2025-06-17",
                "Rustam Primerov",
                None,
                "rector",
            ],
            [
                "Second group",
                "Примерный университет",
                "Sample Institute",
                "2025-06-17",
                "Ｊｏ Ｓａｍｐｌｅ",
                "乔·样本",
                "dean",
            ],
            ["第三团", "例子大学", "样本学院", "2025年9月1日", "样本黎", "Yangben Li", "教授"],
            ["第三团", "例子大学", "样本学院", "2025年9月1日", "样本丽", "Yangben Li", "讲师"],
        ],
    )
    return xlsx(workbook)


_NAMES: tuple[str, ...] = ("Ada", "Ben", "Cleo", "Dan", "Eve", "Finn", "Gwen", "Hugo", "Ida", "Jan")
_NAMES += ("Kim", "Leo", "Mia", "Nils", "Olga", "Paul", "Rita", "Sven", "Tess", "Uwe")
_FAMILIES: tuple[str, ...] = ("Sample", "Example", "Specimen", "Template", "Placeholder")
_FAMILIES += ("Mock", "Dummy", "Model", "Pattern", "Facsimile")
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
    header = [
        "Name of participant",
        "Position",
        "Role",
        "Delegation",
        "Sending organisation",
        "Country of origin",
    ]
    fill(workbook["List of people"], [[*header, "Host organisation", "Arrival", "Departure"], *order])
    return xlsx(workbook)


WORKBOOKS = {
    "people_merged.xlsx": people_merged,
    "people_blank_below.ods": people_blank_below,
    "scripts.xlsx": scripts,
    "people_200.xlsx": people_200,
}
