"""Cells that say several things, or nothing: lists of people, titles in names, words for "not stated"."""

from __future__ import annotations

from typing import Any

from tests.data.making.files import book, fill, xlsx


def people_in_cells() -> bytes:
    """People as offices write them into one cell; organisations that may be two; placeholders."""
    workbook = book("Visits")
    header = [
        "Delegation",
        "Sending organisation",
        "Dates",
        "Host",
        "Members",
        "Head of delegation",
        "Size",
        "Topics",
    ]
    rows: list[list[Any]] = [
        header,
        [
            "Alba group",
            "Alba University",
            "2025-03-04",
            "Sample Institute",
            "Ann Unreal (Dean), Bob Unreal (Clerk)",
        ],
        [
            "Brevo group",
            "TBD",
            "2025-03-11",
            "-",
            "Cec Made-up, Rector, Dod Made-up, Interpreter",
            "—",
            "-",
            "n/a",
        ],
        [
            "Corvi group",
            "School of Samples, Example University",
            "2025-03-18",
            "Ministry of Education and Science",
            "1) Eve Placeholder – Dean 2) Gil Placeholder – Clerk",
        ],
        [
            "Dunmor group",
            "Dunmor College",
            "2025-03-25",
            "Sample Institute",
            "Prof. Hugo Specimen, Dean and Dr. Ida Specimen, Rector",
            None,
            2,
            "TBC; rural teachers",
        ],
        [
            "Esterl group",
            "Esterl Academy",
            "2025-04-01",
            "Sample Institute",
            "Ректор Выдуманный И.И., Примерная А.А. – декан",
        ],
        [
            "Fjordin group",
            "Fjordin College",
            "2025-04-08",
            "Sample Institute",
            "李样本（处长）赵样本（科长）",
        ],
        [
            "Garum group",
            "Garum College",
            "2025-04-15",
            "Sample Institute",
            "Kim Template and 5 others",
            None,
            6,
        ],
        ["Hestia group", "Hestia College", "2025-04-22", "Sample Institute", "3 professors; Leo Template"],
        ["Ilmar group", "Ilmar College", "2025-05-06", "Sample Institute", "Mia Dummy (Мия Чучело)"],
        ["Jorvik group", "Alba University, Brevo University", "2025-05-13", "Sample Institute", "Tom Sample"],
        [
            "Kalmar group",
            "Kalmar College",
            "2025-05-20",
            "Sample Institute",
            "Nina Sample (Dean; Rob Sample (Clerk)",
        ],
        ["Lorvik group", "Lorvik College", "2025-05-27", "待定", "待定"],
        [
            "Morvan group",
            "Morvan College",
            "2025-06-03",
            "Sample Institute",
            "Pat Facsimile | Clerk\nSample, Martin",
            "Olga Facsimile, Dean of Arts, Morvan College",
        ],
        ["Norvik group", "Norvik College and Oskar Academy", "2025-06-10", "Sample Institute", "Ann Unreal"],
    ]
    fill(workbook["Visits"], rows)
    return xlsx(workbook)


def names_in_columns() -> bytes:
    """One row a person, whose name is in three columns; a visit without a patronymic, a title or a host."""
    workbook = book("Участники")
    header = ["Фамилия", "Имя", "Отчество", "Должность", "Делегация", "Сроки", "Принимающая сторона"]
    rows: list[list[Any]] = [
        header,
        ["Выдуманный", "Иван", "Иванович", "ректор", "Делегация Альбы", "2025-03-04", "Институт образцов"],
        ["Примерная", "Анна", "—", "нет данных", "Делегация Альбы", "2025-03-04", "Институт образцов"],
        ["Шаблонов", "Пётр", None, "декан", "Делегация Бреве", "2025-09-15", "не указано"],
    ]
    fill(workbook["Участники"], rows)
    return xlsx(workbook)


def members_in_rows() -> bytes:
    """A column for members in the plural, with one of them a row, the title in the same cell."""
    rows = [
        "Delegation,Dates,Host,Members",
        "Alba group,2025-03-04,Sample Institute,Bob Unreal (Clerk)",
        "Alba group,2025-03-04,Sample Institute,Ann Unreal – Dean",
        "Alba group,2025-03-04,Sample Institute,Associate Dean for Research",
        "Brevo group,2025-09-15,Sample Institute,Cec Made-up",
        'Brevo group,2025-09-15,Sample Institute,"Made-up, Dora"',
    ]
    return "\r\n".join(rows).encode()


WORKBOOKS = {
    "people_in_cells.xlsx": people_in_cells,
    "names_in_columns.xlsx": names_in_columns,
    "members_in_rows.csv": members_in_rows,
}
