"""Formulas, repetitions, and what can't be right."""

from __future__ import annotations

from datetime import date
from typing import Any

from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from tests.data.making.files import Literal, book, fill, xlsx


def formulas() -> bytes:
    """Formulas with what they show, with errors, and never calculated; texts that only look like formulas."""
    workbook = book("Visits")
    sheet = workbook["Visits"]
    header = [
        "Title",
        "Delegation",
        "Sending organisation",
        "Hosts",
        "Start",
        "End",
        "Size",
        "Topics",
        "Outcome",
        "Check",
    ]
    bold = InlineFont(b=True)
    rows: list[list[Any]] = [
        header,
        [
            '=B2&" visits "&D2',
            "Delegation of Example University",
            "Example University",
            "Sample Institute",
            "=DATE(2025,3,4)",
            "=E2+2",
            "=2+3",
            "joint degrees",
            '=IF(TRUE,"A letter was signed.","")',
            "=B2=C2",
        ],
        [
            Literal('=HYPERLINK("http://example.invalid","Click")'),
            "Delegation of Placeholder College",
            "Placeholder College",
            "Sample Institute",
            date(2025, 4, 1),
            None,
            4,
            None,
            Literal("=1+1"),
            "#REF!",
        ],
        [
            "Talks on dormitories",
            "Delegation of Specimen Academy",
            "Specimen Academy",
            '=VLOOKUP("x",Z1:Z9,1,FALSE)',
            date(2025, 4, 8),
            None,
            2,
        ],
        [
            "Talks on libraries",
            "Delegation of Mock Polytechnic",
            "Mock Polytechnic",
            "Sample Institute",
            date(2025, 4, 15),
            None,
            "=1/0",
        ],
        [
            "Talks on museums",
            "Delegation of Model Lyceum",
            "Model Lyceum",
            "Sample Institute",
            "=TODAY()",
            None,
            3,
        ],
        [
            CellRichText("Talks on ", TextBlock(bold, "pat"), "terns"),
            "Delegation of Pattern School",
            "Pattern School",
            "Sample Institute",
            date(2025, 5, 6),
            date(2025, 5, 6),
            6,
            Literal("+languages; @schools"),
            Literal("-2+3"),
        ],
        [
            "=A7",
            "Delegation of Dummy School",
            '=CONCATENATE("Dummy"," School")',
            "=D7",
            "=E7+7",
            None,
            None,
            "=H99",
            "=I99",
        ],
    ]
    fill(sheet, rows)
    for address in ("E2", "F2", "E8"):
        sheet[address].number_format = "yyyy-mm-dd"
    shown: dict[str, str | float] = {
        "A2": "Delegation of Example University visits Sample Institute",
        "E2": 45720,
        "F2": 45722,
        "G2": 5,
        "I2": "A letter was signed.",
        "D4": "#N/A",
        "G5": "#DIV/0!",
        "A8": "Talks on patterns",
        "C8": "Dummy School",
        "D8": "Sample Institute",
        "E8": 45790,
        "H8": "",
        "I8": "",
    }
    return xlsx(workbook, {"Visits": shown})


def duplicates() -> bytes:
    """Rows that are there twice, and two visits that only look alike."""
    workbook = book("Visits")
    fill(
        workbook["Visits"],
        [
            ["Title", "Delegation", "Hosts", "Dates", "Purpose", "Members"],
            [
                "Talks on degrees",
                "Delegation of Example University",
                "Sample Institute",
                "4–6 November 2025",
                "A joint degree.",
                "Ms Ann Sample; Mr Bob Example",
            ],
            [
                "Talks on libraries",
                "Delegation of Placeholder College",
                "Specimen Academy",
                date(2025, 10, 7),
                None,
                "Prof. Dora Specimen",
            ],
            [
                "Talks on degrees",
                "Delegation of Example University",
                "Sample Institute",
                "4–6 November 2025",
                "A joint degree.",
                "Ms Ann Sample; Mr Bob Example",
            ],
            [
                "Talks on dormitories",
                "Delegation of Example University",
                "Sample Institute",
                "4–6 November 2025",
                "Rooms for students.",
                "Dr Carla Placeholder",
            ],
            [
                "Talks on libraries",
                "Delegation of Placeholder College",
                "Sample Institute",
                date(2025, 10, 7),
                None,
                "Prof. Dora Specimen",
            ],
            [
                "Talks  on libraries ",
                "Delegation of\u00a0Placeholder College",
                "Specimen Academy\u200b",
                date(2025, 10, 7),
                None,
                "Prof. Dora Specimen\n",
            ],
            [
                "Talks on libraries",
                "Delegation of Placeholder College",
                "Sample Institute",
                date(2025, 10, 14),
                None,
                "Prof. Dora Specimen",
            ],
        ],
    )
    return xlsx(workbook)


def problems() -> bytes:
    """Cells that can't be what their column is, rows that say too little, numbers as texts."""
    workbook = book("Visits")
    header = [
        "Title",
        "Delegation",
        "Sending organisation",
        "Country visited",
        "Host",
        "Dates",
        "Size",
        "Status",
        "Members",
        "Visibility",
        "Purpose",
    ]
    rows: list[list[Any]] = [
        [
            "Fine",
            "Example Group",
            "Example University",
            "China",
            "Sample Institute",
            "2025-03-04",
            4,
            "completed",
            "Ms Ann Sample (Rector)",
            "draft",
        ],
        [
            "Unknown status",
            "Group 3",
            "Example University",
            "China",
            "Sample Institute",
            "2025-03-05",
            4,
            "perhaps",
        ],
        [
            "Too long " * 34,
            "Group 4",
            "Example University",
            "China",
            "Sample Institute",
            "2025-03-06",
            4,
            "completed",
        ],
        ["Nobody goes", None, None, "China", "Sample Institute", "2025-03-07", 4, "completed"],
        [
            "No such country",
            "Group 6",
            "Example University",
            "Narnia",
            "Sample Institute",
            "2025-03-10",
            4,
            "completed",
        ],
        [
            "No such number",
            "Group 7",
            "Example University",
            "China",
            "Sample Institute",
            "2025-03-11",
            "many",
            "completed",
        ],
        [
            "No such date",
            "Group 8",
            "Example University",
            "China",
            "Sample Institute",
            "early 2025",
            4,
            "completed",
        ],
        [
            "Two problems",
            "Group 9",
            "Example University",
            "China; Atlantis",
            "Sample Institute",
            "2025-03-12",
            4,
            "???",
        ],
        [
            "No such visibility",
            "Group 10",
            "Example University",
            "China",
            "Sample Institute",
            "2025-03-13",
            4,
            "completed",
            None,
            "secretish",
        ],
        [2025, 1703, 3.5, "China", 42, 2025, 4, "completed", None, None, True],
        [
            "Nobody at all",
            "Group 12",
            "Example University",
            "China",
            "Sample Institute",
            "2025-03-14",
            0,
            "completed",
        ],
        [
            "Half a person",
            "Group 13",
            "Example University",
            "China",
            "Sample Institute",
            "2025-03-17",
            2.5,
            "completed",
        ],
        [
            "Two dates",
            "Group 14",
            "Example University",
            "China",
            "Sample Institute",
            "4 or 5 November 2025",
            4,
            "completed",
        ],
        [
            "A long name",
            "Group 15",
            "Example University",
            "China",
            "Sample Institute",
            "2025-03-18",
            4,
            "completed",
            "Ann " * 60,
        ],
        [
            "A logical status",
            "Group 16",
            "Example University",
            "China",
            "Sample Institute",
            "2025-03-19",
            4,
            True,
        ],
        [
            "Members only",
            None,
            None,
            "China",
            "Sample Institute",
            "2025-03-20",
            4,
            "completed",
            "Mr Bob Example (Dean)\nDr Gil Dummy",
        ],
        [
            "Not confirmed",
            "Group 18",
            "Example University",
            "China",
            "Sample Institute",
            "2025-03-21",
            4,
            "not confirmed",
        ],
        [
            "Already public",
            "Group 19",
            "Example University",
            "China",
            "Sample Institute",
            "2025-03-24",
            4,
            "completed",
            None,
            "public",
        ],
    ]
    fill(workbook["Visits"], [header, *rows])
    return xlsx(workbook)


def headers_only() -> bytes:
    """A form that nobody has filled in."""
    workbook = book("Visits")
    sheet = workbook["Visits"]
    fill(sheet, [["Title", "Delegation", "Hosts", "Dates", "Status"]])
    for row in range(1, 51):
        for column in range(1, 6):
            sheet.cell(row, column).font = Font(bold=row == 1)
    return xlsx(workbook)


WORKBOOKS = {
    "formulas.xlsx": formulas,
    "duplicates.xlsx": duplicates,
    "problems.xlsx": problems,
    "headers_only.xlsx": headers_only,
}
