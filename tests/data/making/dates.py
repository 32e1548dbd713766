"""Workbooks that are about their dates."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from tests.data.making.files import book, fill, xls, xlsx


def all_dates() -> bytes:
    """Every way to write a date in one column, and some that say no date or more than one."""
    written: list[Any] = [
        date(2025, 11, 4),
        datetime(2025, 11, 12, 0, 0),  # noqa: DTZ001
        datetime(2025, 11, 20, 9, 30),  # noqa: DTZ001
        45965,
        2024,
        "2025-11-04/2025-11-05",
        "XXXX-09-22",
        "XXXX-XX-21/XXXX-XX-24",
        "2025-23",
        "2025?",
        "2025-11~",
        "201X",
        "../2025-05-14",
        "4–5 Nov 2025",
        "autumn 2025",
        "22 September",
        "Q3 2025",
        "from 14 May 2025",
        "by 14 May 2025",
        "about 10 June 2025",
        "November 4 to 5, 2025",
        "4-Nov-2025",
        "Tuesday, 4 November 2025",
        "30 December 2025 – 2 January 2026",
        "TBC",
        "4–5 ноября 2025 г.",
        "весна 2025 г.",
        "май – июнь 2025 г.",
        "1990-е годы",
        "I полугодие 2026 г.",
        "уточняется",
        "04.11.2025 – 06.11.2025",
        "04.11.2025 – 04.11.2025",
        "2025年11月4日—6日",
        "二〇二五年十一月四日",
        "2025年第三季度",
        "2025年上半年",
        "不详",
        20251104,
        "2025-11-04 – 2025-11-06",
        "4 November 2025, 10:30",
        "2025 жылғы 4–6 қараша",
        None,
        "early 2025",
        "4 or 5 November 2025",
        "30 February 2025",
        "next week",
        2025.11,
        True,
        "November 25th or so",
    ]
    workbook = book("Dates")
    rows = [
        [f"Example Group {number:02}", "Sample Institute", value] for number, value in enumerate(written, 1)
    ]
    fill(workbook["Dates"], [["Delegation", "Host", "Dates"], *rows])
    return xlsx(workbook)


def contradicting() -> bytes:
    """One cell can only have the day first, and another only the month."""
    workbook = book("Visits")
    fill(
        workbook["Visits"],
        [
            ["Delegation name", "Sent by", "Country of destination", "When", "State"],
            [
                "Delegation of Example University",
                "Example University",
                "Kazakhstan",
                "13/05/2025",
                "completed",
            ],
            [
                "Delegation of Placeholder College",
                "Placeholder College",
                "Mongolia",
                "05/14/2025",
                "completed",
            ],
            ["Delegation of Specimen Academy", "Specimen Academy", "China", "04/11/2025", "completed"],
            ["Ministry of Samples", "Ministry of Samples", "Uzbekistan", "2025-06-01", "cancelled"],
            ["Delegation of Mock Polytechnic", "Mock Polytechnic", "China", "12 March 2025", "completed"],
        ],
    )
    return xlsx(workbook)


def without_years() -> bytes:
    """The year stands in the title only."""
    workbook = book("Поездки")
    fill(
        workbook["Поездки"],
        [
            ["План поездок на 2025 год"],
            [],
            ["Поездка", "Группа", "Страна назначения", "Даты", "Принимающая организация", "Статус"],
            ["Обмен опытом", "Группа «Образец»", "Китай", "4–6 ноября", "Институт образцов", "план"],
            ["Sample week", "Example Group", "Mongolia", "22 September", "Specimen Academy", "planned"],
            ["样本周", "例子组", "哈萨克斯坦", "11月20日", "示例国立大学", "计划"],
            ["Конференция", "Группа «Шаблон»", "Узбекистан", "04.12", "Колледж шаблонов", "план"],
            ["Стажировка", "Группа «Макет»", "Китай", "14.05–16.05", "Академия макетов", "состоялась"],
            ["Каникулы", "Группа «Эскиз»", "Монголия", "28 декабря – 3 января", "Академия макетов", "план"],
            ["Семинар", "Группа «Бланк»", "Китай", "осень", "Институт образцов", "план"],
            [
                "Прошлый семинар",
                "Группа «Бланк»",
                "Китай",
                "17 марта 2024 г.",
                "Институт образцов",
                "состоялся",
            ],
        ],
    )
    return xlsx(workbook)


def year_column() -> bytes:
    """The year in a column of its own, merged over the rows of that year."""
    workbook = book("Визиты")
    sheet = workbook["Визиты"]
    fill(
        sheet,
        [
            ["Год", "Делегация", "Принимающая сторона", "Даты", "Тема"],
            [2024, "Делегация Примерного университета", "Институт образцов", "4–6 ноября", "обмены"],
            [None, "Делегация Колледжа шаблонов", "Институт образцов", "14.05", "языки"],
            [None, "Делегация Академии макетов", "Институт образцов", "сентябрь", None],
            [2025, "Делегация Примерного университета", "Институт образцов", "22 сентября", "обмены"],
            [None, "Делегация Академии макетов", "Институт образцов", "28 декабря – 3 января", None],
            [None, "Делегация Колледжа шаблонов", "Институт образцов", "11.03.2024", None],
            ["2026 г.", "Делегация Академии макетов", "Институт образцов", None, None],
        ],
    )
    sheet.merge_cells("A2:A4")
    sheet.merge_cells("A5:A7")
    return xlsx(workbook)


def fill_handle() -> bytes:
    """Years that the fill handle counted up, and years that nobody can have meant."""
    workbook = book("Visits")
    names = [
        "Example University",
        "Placeholder College",
        "Specimen Academy",
        "Mock Polytechnic",
        "Dummy School",
    ]
    rows: list[list[Any]] = [
        [f"Delegation of {name}", "Sample Institute", date(2021 + place, 5, 14), "completed"]
        for place, name in enumerate(names)
    ]
    rows += [
        ["Delegation of Model Lyceum", "Sample Institute", date(2025, 6, 20), "completed"],
        ["Delegation of Pattern School", "Sample Institute", date(2205, 3, 10), "completed"],
        ["Delegation of Facsimile Press", "Sample Institute", "1 June 1905", "completed"],
    ]
    fill(workbook["Visits"], [["Delegation", "Host organisation", "Date of visit", "Status"], *rows])
    return xlsx(workbook)


def fill_handle_people() -> bytes:
    """One row a person of one delegation, each a day later than the one above."""
    workbook = book("Sheet1")
    people = [
        "Ms Ann Sample",
        "Mr Bob Example",
        "Dr Carla Placeholder",
        "Prof. Dora Specimen",
        "Mr Eric Template",
    ]
    rows = [
        ["Delegation of Example University", "Sample Institute", date(2025, 11, 4 + place), name, "lecturer"]
        for place, name in enumerate(people)
    ]
    fill(workbook["Sheet1"], [["Delegation", "Host", "Date of visit", "Participant", "Position"], *rows])
    return xlsx(workbook)


def from_1904() -> bytes:
    """Excel 97 on an old Mac: days are counted from 1904."""
    rows: list[list[Any]] = [
        ["Delegation", "Host", "Start date", "End date"],
        ["Delegation of Example University", "Sample Institute", date(2025, 11, 4), date(2025, 11, 6)],
        ["Delegation of Placeholder College", "Sample Institute", date(1998, 2, 27), None],
        ["Delegation of Specimen Academy", "Sample Institute", date(2024, 2, 29), date(2024, 3, 1)],
    ]
    return xls({"Visits": rows}, {}, from_1904=True)


WORKBOOKS = {
    "all_dates.xlsx": all_dates,
    "contradicting.xlsx": contradicting,
    "without_years.xlsx": without_years,
    "year_column.xlsx": year_column,
    "fill_handle.xlsx": fill_handle,
    "fill_handle_people.xlsx": fill_handle_people,
    "from_1904.xls": from_1904,
}
