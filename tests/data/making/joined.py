"""Workbooks of several sheets that a key joins."""

from __future__ import annotations

from datetime import date

from tests.data.making.files import book, fill, xlsx


def three_sheets() -> bytes:
    """Visits, stops and members, joined by a key: a number here, a text there; a cover, a hidden sheet."""
    workbook = book("Read me", "Visits", "Stops", "Members", "Lists")
    fill(
        workbook["Read me"],
        [["Sample Office: how to fill in this workbook"], [], ["One row a visit, please."]],
    )
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
                "draft",
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
            [
                "1",
                date(2025, 11, 4),
                "Talks",
                "Talks on a joint degree",
                "Sample Institute",
                "Sampletown",
                "China",
                "Both sides wish to exchange lecturers.",
                "joint degrees",
            ],
            [
                "1",
                date(2025, 11, 5),
                "Campus tour",
                "Tour of the library",
                "Sample Institute",
                "Sampletown",
                "China",
            ],
            [
                "1",
                "6 November 2025",
                "Signing ceremony",
                "Letter of intent signed",
                None,
                "Exampleville",
                "China",
            ],
            [
                2,
                "May 2026",
                "Lecture",
                "Lecture on samples",
                "Mock Academy",
                None,
                "Mongolia",
                None,
                "teaching; samples",
            ],
            ["2025-07a ", None, "congress", "Forum of Samples", None, "Placeholder City", "UZ"],
            ["2025-07a ", date(2025, 7, 14), "Flight", "Return", None, None, None],
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
    """The same in Chinese, members first; two people whose names sound alike; one who is in two visits."""
    workbook = book("成员", "访问", "行程")
    fill(
        workbook["访问"],
        [
            [
                "访问编号",
                "访问名称",
                "代表团",
                "派出单位",
                "出访国家",
                "接待单位",
                "开始日期",
                "结束日期",
                "状态",
            ],
            [
                "A-01",
                "例子大学访问示例国",
                "例子大学代表团",
                "例子大学",
                "哈萨克斯坦",
                "示例国立大学",
                "2025年4月7日",
                "2025年4月9日",
                "已完成",
            ],
            [
                "A-02",
                "样本学院参加论坛",
                "样本学院代表团",
                "样本学院",
                "俄罗斯",
                "模板理工大学",
                "2025-10-20",
                None,
                "已确认",
            ],
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


WORKBOOKS = {
    "three_sheets.xlsx": three_sheets,
    "three_sheets_chinese.xlsx": three_sheets_chinese,
}
