"""Registers as offices keep them: one row a visit, with titles above, sections between and totals below."""

from __future__ import annotations

from datetime import date

from openpyxl.styles import PatternFill

from tests.data.making.files import COVERED, Across, Formula, book, fill, ods, xls, xlsx


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
    for merged in ("A1:K1", "A2:K2", "A5:A6", "B5:C5", "D5:D6", "E5:F5", "G5:G6", "H5:H6", "I5:I6", "J5:J6", "K5:K6"):
        sheet.merge_cells(merged)
    sheet.merge_cells("A7:K7")
    return xlsx(workbook, {"Register": {"C15": 30}})


def outgoing_chinese() -> bytes:
    """A cover sheet, a hidden sheet of lists; lists with 、 and brackets of full width; a total and signatures."""
    workbook = book("封面", "出访记录", "字典")
    fill(workbook["封面"], [[], ["例子大学国际交流处"], ["2025年度出访台账"], [], ["请勿外传"]])
    fill(workbook["字典"], [["状态"], ["已完成"], ["计划中"], ["取消"]])
    workbook["字典"].sheet_state = "hidden"
    sheet = workbook["出访记录"]
    fill(
        sheet,
        [
            ["例子大学2025年度因公出访情况一览表"],
            ["填表单位：例子大学国际交流处"],
            [
                "序号",
                "出访团组",
                "派出单位",
                "出访国家",
                "接待单位",
                "出访时间",
                "团长",
                "团员",
                "人数",
                "访问目的",
                "议题",
                "状态",
                "备注",
            ],
            [
                1,
                "例子大学代表团",
                "例子大学",
                "哈萨克斯坦",
                "示例国立大学",
                "2025年11月4日至6日",
                "张样本（校长）",
                "李示例（院长）、王范例（处长）",
                "3人",
                "商谈合作办学",
                "联合培养、教师交流",
                "已完成",
            ],
            [
                2,
                "例子大学教务处代表团\u200b",
                "例子大学",
                "哈萨克斯坦、乌兹别克斯坦",
                "示例国立大学；样本师范学院",
                "2025年3月至5月",
                "赵样张，处长",
                None,
                5,
                "调研课程建设",
                "课程建设",
                "完成",
                "三人先行返回",
            ],
            [
                3,
                "样本学院代表团",
                "样本学院",
                "俄罗斯",
                "模板理工大学",
                "2025年秋季",
                None,
                "孙例文；周例句",
                2,
                None,
                None,
                "计划中",
            ],
            [
                4,
                "示范研究所考察团",
                "示范研究所",
                "蒙古国",
                "\u3000范本科学院",
                "2025.11.4–11.6",
                "吴例题",
                None,
                None,
                None,
                "实验室共建",
                "推迟",
            ],
            [
                5,
                "例子大学学生代表团",
                "例子大学",
                "日本",
                "虚构大学",
                "2025年10月中旬",
                None,
                None,
                20,
                "学生交流",
                None,
                "已确认",
            ],
            [
                6,
                "样本学院教师团",
                "样本学院",
                "韩国",
                "虚拟大学",
                "二〇二五年六月三日",
                None,
                "郑例一（教授，样本学院）",
                1,
                None,
                None,
                "取消",
            ],
            ["合计", None, None, None, None, None, None, None, 31],
            [],
            ["填表人：张样本", None, None, None, "审核人：李示例"],
        ],
    )
    sheet.merge_cells("A1:M1")
    return xlsx(workbook)


def register_russian() -> bytes:
    """Excel 97: sections, cells merged down among the records, dates as dates and as people say them, a total."""
    rows = [
        ["Реестр визитов Института образцов за 2025 год"],
        [
            "№ п/п",
            "Наименование делегации",
            "Страна делегации",
            "Направляющая\nорганизация",
            "Принимающая сторона ",
            "Даты визита",
            "Кол-во чел.",
            "Глава делегации",
            "Состав делегации",
            "Цель визита",
            "Итоги",
            "Статус",
        ],
        ["Входящие визиты"],
        [
            1,
            "Делегация Примерного университета",
            "Казахстан",
            "Примерный университет",
            "Институт образцов",
            date(2025, 3, 4),
            4,
            "Рустам Примеров, ректор",
            "1. Анна Образцова, декан\n2. Пётр Шаблонов (переводчик)",
            "Переговоры о совместной программе.",
            "Подписан меморандум.",
            "состоялся",
        ],
        [
            2,
            "Делегация Колледжа шаблонов",
            "Узбекистан",
            "Колледж шаблонов",
            None,
            "4–6 ноября 2025 г.",
            "12 чел.",
            "Иван Тестов – проректор",
            None,
            "Ознакомление с кампусом.",
            None,
            "завершён",
        ],
        [
            3,
            "Делегация Академии макетов",
            "КНР",
            "Академия макетов",
            "Институт образцов",
            "с 12 по 15 мая 2025 г.",
            7,
            "Мария Эскизова",
            None,
            None,
            None,
            "проведена",
        ],
        ["Исходящие визиты"],
        [
            4,
            "Делегация Института образцов",
            "Россия",
            "Институт образцов",
            "Примерный университет",
            "осень 2025 г.",
            None,
            None,
            "Олег Бланков; Нина Копиркина",
            None,
            None,
            "планируется",
        ],
        [
            5,
            "Делегация Института образцов",
            "Россия",
            "Институт образцов",
            "Колледж шаблонов",
            "31.12.2025 – 03.01.2026",
            2,
            None,
            None,
            None,
            None,
            "отменён",
        ],
        [
            6,
            "Делегация Института образцов",
            "Россия",
            "Институт образцов",
            "Академия макетов",
            "II квартал 2026 г.",
            3,
            "Олег Бланков",
            None,
            None,
            None,
            "перенесён",
        ],
        ["Итого: 6 визитов", None, None, None, None, None, 28],
        [],
        ["Исполнитель: Анна Образцова"],
    ]
    return xls({"Реестр": rows}, {"Реестр": ["A1:L1", "A3:L3", "E4:E5", "A7:L7"]})


def visits_kazakh() -> bytes:
    """OpenDocument with a million empty rows; a start and an end; formulas; two kinds of line breaks in a cell."""
    rows = [
        [Across("Үлгі университетінің халықаралық сапарлары", columns=13), *[COVERED] * 12],
        [
            "№",
            "Сапар  атауы",
            "Делегация атауы",
            "Жіберуші ұйым",
            "Баратын ел",
            "Қабылдаушы тарап",
            "Басталуы",
            "Аяқталуы ",
            "Мүшелері",
            "Адам саны",
            "Сапар мақсаты",
            "Мәртебесі",
            "Ескертпе",
        ],
        [
            1,
            "Үлгі университеті Қытайда",
            "Үлгі университетінің делегациясы",
            "Үлгі университеті",
            "Қытай",
            "Мысал институты",
            date(2025, 4, 14),
            date(2025, 4, 18),
            "Айгүл Үлгіқызы (ректор)\nМысал   Мысалов (декан)",
            Formula("of:=1+1", 2),
            "Келісімге қол қою",
            "аяқталды",
        ],
        [
            2,
            "Оқытушылар Өзбекстанда",
            "Үлгі колледжінің делегациясы",
            "Үлгі колледжі",
            "Өзбекстан",
            "Сынақ академиясы",
            "2025 жылғы 5 қараша",
            None,
            "Ерлан Нұсқаев\vДана Қалыпова",
            2,
            None,
            "жоспарланған",
            "Күні нақтылануы мүмкін.",
        ],
        [
            3,
            "Студенттер Ресей мен Түркияда",
            "Студенттер делегациясы",
            "Үлгі университеті",
            "Ресей; Түркия",
            "Мысал институты; Сынақ академиясы",
            date(2025, 9, 1),
            date(2025, 9, 1),
            None,
            15,
            None,
            "болдырылмады",
        ],
        [
            4,
            "Зерттеушілер АҚШ-та",
            "Зерттеушілер делегациясы",
            "Үлгі университеті",
            "АҚШ",
            "Жалған университет",
            "2025 жылғы қараша",
            "2025 жылғы желтоқсан",
            None,
            None,
            "Бірлескен зерттеу",
            "кейінге қалдырылды",
        ],
        [
            5,
            "Кітапханашылар Моңғолияда",
            "Кітапханашылар делегациясы",
            "Үлгі колледжі",
            "Моңғолия",
            "Жалған кітапхана",
            date(2026, 5, 20),
            date(2026, 5, 18),
            None,
            4,
            None,
            "расталды",
        ],
        ["Барлығы", None, None, None, None, None, None, None, None, Formula("of:=SUM([.J3:.J7])", 23)],
    ]
    return ods({"Сапарлар": rows})


def bilingual_24000() -> bytes:
    """A header in two languages, invisible characters everywhere, and a used range of 24,000 formatted empty rows."""
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
        sheet.cell(row, 9).fill = grey
    sheet.cell(24_000, 5).value = "\u00a0\u200b"
    return xlsx(workbook)


def header_two_languages() -> bytes:
    """A header in Russian over one in English, numbers of the columns below it, and both again on each printed page."""
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
            [2, "Summer school", "Example Group", "Монголия", "1 July 2025 – 14 July 2025", "школы, языки", "held"],
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
    "outgoing_chinese.xlsx": outgoing_chinese,
    "register_russian.xls": register_russian,
    "visits_kazakh.ods": visits_kazakh,
    "bilingual_24000.xlsx": bilingual_24000,
    "header_two_languages.xlsx": header_two_languages,
}
