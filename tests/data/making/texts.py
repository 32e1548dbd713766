"""Tables kept as text, in the encodings, with the separators and line endings that offices have."""

from __future__ import annotations

import codecs

from tests.data.making.files import text

CRLF, CR, LF = "\r\n", "\r", "\n"


def incoming_gb18030() -> bytes:
    """GB18030: a start and an end; ends missing, the same, before the start, or of another exactness."""
    rows = [
        [
            "序号",
            "来访单位",
            "来访国家",
            "代表团名称",
            "开始日期",
            "结束日期",
            "团长",
            "人数",
            "接待单位",
            "来访目的",
            "状态",
        ],
        [
            "1",
            "示例国立大学",
            "哈萨克斯坦",
            "示例国立大学代表团",
            "2025-11-04",
            "2025-11-06",
            "艾达·样本诺娃",
            "6",
            "例子大学",
            "商谈学生交换",
            "已完成",
        ],
        [
            "2",
            "模板理工大学",
            "俄罗斯",
            "模板理工大学代表团",
            "2025/3/12",
            "2025/3/14",
            "伊万·范例夫，副校长",
            "4人",
            "例子大学",
            "",
            "已结束",
        ],
        [
            "3",
            "样本师范学院",
            "乌兹别克斯坦",
            "样本师范学院代表团",
            "2025年4月1日",
            "",
            "𠮷样本",
            "",
            "样本学院；例子大学",
            "座谈，参观",
            "取消",
        ],
        [
            "4",
            "范本科学院",
            "蒙古国",
            "范本科学院考察团",
            "2025年5月20日",
            "2025年5月20日",
            "",
            "2",
            "例子大学",
            "",
            "延期",
        ],
        [
            "5",
            "虚构大学",
            "日本",
            "虚构大学代表团",
            "2025-06-10",
            "2025-06-08",
            "",
            "3",
            "例子大学",
            "",
            "已完成",
        ],
        [
            "6",
            "虚拟大学",
            "韩国",
            "虚拟大学代表团",
            "2025年7月",
            "2025年8月3日",
            "",
            "",
            "例子大学",
            "",
            "计划中",
        ],
        ["7", "虚拟大学", "韩国", "虚拟大学学生团", "", "2025-07-20", "", "25", "例子大学", "", "计划中"],
    ]
    return text(rows, encoding="gb18030", separator=",", newline=CRLF)


def day_first_windows1252() -> bytes:
    """windows-1252 with semicolons: one range says that the day is first."""
    rows = [
        ["Title", "Delegation", "Host organisation", "Head of delegation", "Dates", "Status", "Purpose"],
        [
            "Visite d’étude",
            "Délégation de l’Université d’Exemple",
            "Institut Spécimen",
            "Mme Zoé Échantillon, rectrice",
            "04/11/2025",
            "completed",
            "“Échanges” – première réunion",
        ],
        [
            "Übungen",
            "Gruppe Müller-Muster",
            "Institut Spécimen",
            "Dr. Jürgen Muster (Prorektor)",
            "13/05/2025 - 15/05/2025",
            "completed",
            "Budget: 5 000 €",
        ],
        ["Señales", "Grupo Ejemplo", "Institut Spécimen", "", "01/02/2025", "cancelled", ""],
        ["Prüfung", "Gruppe Müller-Muster", "Académie Modèle", "", "07-08-2025", "planned", ""],
        [
            "Öffnung; Schluss",
            "Gruppe Vorlage",
            "Académie Modèle",
            "",
            "4/11/2025 – 6/11/2025",
            "confirmed",
            "",
        ],
    ]
    return text(rows, encoding="cp1252", separator=";", newline=CRLF)


def month_first_utf16() -> bytes:
    """UTF-16 with tabs, as Excel saves “Unicode text”: one cell says that the month is first."""
    rows = [
        ["Delegation", "Sending organisation", "Country visited", "Travel dates", "Members", "Outcome"],
        [
            "Delegation of Example University",
            "Example University",
            "Kazakhstan",
            "11/04/2025",
            "Ms Ann Sample; Mr Bob Example",
            'A letter of "intent"\nwas signed.',
        ],
        [
            "Delegation of Placeholder College",
            "Placeholder College",
            "Mongolia",
            "05/14/2025",
            "Prof. Dora Specimen; Mr Eric Template",
            "",
        ],
        [
            "Delegation of Specimen Academy",
            "Specimen Academy",
            "China",
            "11/4–6/2025",
            "Dr Gil Dummy",
            "Nothing yet",
        ],
        [
            "Ministry of Samples",
            "Ministry of Samples",
            "Uzbekistan, Kyrgyzstan",
            "02/01/2025 – 02/03/2025",
            "Ms Hana Mock; 张样本",
            "",
        ],
        ["Delegation of Mock Polytechnic", "Mock Polytechnic", "China", "3/4/2025", "", ""],
    ]
    return text(rows, encoding="utf-16-le", separator="\t", newline=CRLF, mark=codecs.BOM_UTF16_LE)


def undecidable_cr() -> bytes:
    """Line endings of old Macs; nothing says whether the day or the month is first; commas between people."""
    rows = [
        ["Visit", "Delegation", "Hosts", "Date", "Members", "Topics"],
        [
            "Talks on degrees",
            "Example Group",
            "Sample Institute",
            "04/11/2025",
            "Ann Sample, Bob Example",
            "dual degrees, summer schools",
        ],
        ["Talks on schools", "Placeholder Group", "Sample Institute", "05/11/2025", "Carla Placeholder", ""],
        ["Opening", "Specimen Group", "Specimen Academy; Sample Institute", "01/12/2025", "", "openings"],
        [
            "Closing",
            "Mock Group",
            "Specimen Academy",
            "07/07/2025",
            "Dora Specimen, Eric Template, Gil Dummy",
            "closings,openings",
        ],
    ]
    return text(rows, encoding="utf-8", separator=",", newline=CR)


def two_digit_years_windows1251() -> bytes:
    """windows-1251 with semicolons; years of two digits, whose century only staff can say."""
    rows = [
        [
            "Название визита",
            "Делегация",
            "Принимающая организация",
            "Дата начала",
            "Дата окончания",
            "Численность",
            "Статус",
        ],
        [
            "Обмен опытом",
            "Делегация Примерного университета",
            "Институт образцов",
            "04.11.25",
            "06.11.25",
            "5",
            "состоялся",
        ],
        [
            "Летняя школа",
            "Группа «Шаблон»",
            "Колледж шаблонов; Институт образцов",
            "12.03.24",
            "",
            "12 чел.",
            "проведена",
        ],
        ["Форум образцов", "Группа «Макет»", "Институт образцов", "4 ноября 24 г.", "", "", "отменен"],
        ["Каникулы", "Группа «Эскиз»", "Академия макетов", "31.12.25", "02.01.26", "3", "запланирован"],
    ]
    return text(rows, encoding="cp1251", separator=";", newline=CRLF)


def unknown_columns() -> bytes:
    """Columns in any order; some are nobody's, one has no header, one is in a language that isn't read."""
    rows = [
        [
            "Status",
            "Flight",
            "Members",
            "Wohin",
            "",
            "Dates",
            "Remarks",
            "Delegation",
            "Passport no.",
            "Host organisation",
        ],
        [
            "completed",
            "XX 123",
            "Ms Ann Sample; Mr Bob Example",
            "China",
            "ok",
            "4–6 November 2025",
            "Short.",
            "Example Group",
            "N0000001",
            "Sample Institute",
        ],
        [
            "planned",
            "XX 456",
            "Prof. Dora Specimen; Mr Eric Template",
            "Mongolia; China",
            "",
            "May 2026",
            "",
            "Placeholder Group",
            "",
            "Specimen Academy",
        ],
        [
            "cancelled",
            "",
            "Dr Gil Dummy (Vice-Minister); Ms Hana Mock (Adviser)",
            "KZ",
            "?",
            "2025-10-01",
            "Ill.",
            "Sample Group",
            "N0000002",
            "Sample Institute",
        ],
    ]
    return text(rows, encoding="utf-8", separator="\t", newline=LF)


def injection() -> bytes:
    """Texts that a spreadsheet would run as formulas; a line that says which separator there is."""
    rows = [
        ["Title", "Delegation", "Hosts", "Dates", "Purpose", "Notes"],
        [
            '=HYPERLINK("http://example.invalid";"Click here")',
            "Example Group",
            "Sample Institute",
            "2025-11-04",
            "=1+1",
            "-2+3",
        ],
        ["+cmd|' /C calc'!A0", "@SUM(A1:A9)", "+Sample Institute", "2025-11-05", "'=1+1", "\t=1"],
        [
            "-1 degree",
            "=Placeholder Group",
            "@Specimen Academy; =Sample Institute",
            "2025-11-07",
            "<script>alert(1)</script>",
            "%s %(x)s {0}",
        ],
    ]
    return text(rows, encoding="utf-8", separator=";", newline=CRLF, before="sep=;\r\n", mark=codecs.BOM_UTF8)


_SENDERS = (
    ("Example University", "Kazakhstan"),
    ("Placeholder College", "Mongolia"),
    ("Specimen Academy", "Uzbekistan"),
)
_SUBJECTS = ("degrees", "libraries", "languages", "dormitories", "laboratories")
_STATES = ("planned", "confirmed", "completed", "postponed", "cancelled")


def visits_200() -> bytes:
    """Two hundred visits with bars between the columns."""
    rows = [
        [
            "Visit title",
            "Delegation",
            "Sending organisation",
            "Country of origin",
            "Hosts",
            "Dates",
            "Status",
            "Size",
        ]
    ]
    for number in range(200):
        sender, country = _SENDERS[number % 3]
        rows.append(
            [
                f"Talks on {_SUBJECTS[number % 5]}, part {number + 1}",
                f"Delegation {number + 1} of {sender}",
                sender,
                country,
                "Sample Institute" if number % 2 else "Model Museum; Pattern Press",
                f"{number % 28 + 1}.{number % 12 + 1:02}.{2015 + number // 20}",
                _STATES[number % 5],
                str(number % 40 + 1) if number % 4 else "",
            ]
        )
    return text(rows, encoding="utf-8", separator="|", newline=LF)


WORKBOOKS = {
    "incoming_gb18030.csv": incoming_gb18030,
    "day_first_windows1252.csv": day_first_windows1252,
    "month_first_utf16.tsv": month_first_utf16,
    "undecidable_cr.csv": undecidable_cr,
    "two_digit_years_windows1251.csv": two_digit_years_windows1251,
    "unknown_columns.tsv": unknown_columns,
    "injection.csv": injection,
    "visits_200.csv": visits_200,
}
