"""Headers of four languages become fields; the shape of a workbook is told by them."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.imports.columns import doubtful, find_sheets, fingerprint, guess_shape, recognise
from tracker.imports.fields import FIELDS, SHEETS
from tracker.imports.vocabulary import VOCABULARY
from tracker.imports.workbook import Sheet, Value, Workbook

DAY = date(2025, 11, 4)


def recognised(headers: str, sheet: str = "visits", *, joined: bool = False) -> str:
    return "|".join(recognise(headers.split("|"), sheet, joined=joined))


@pytest.mark.parametrize(
    ("sheet", "headers", "fields"),
    [
        # English
        (
            "visits",
            "No.|Delegation|Name of the sending organisation|Country of delegation|Dates"
            " (dd.mm.yyyy)|Purpose of visit:",
            "|delegation|senders|from_countries|dates|purpose",
        ),
        ("visits", "Date of arrival|Date of departure|Host organization|Remarks", "dates|end|hosts|note"),
        ("visits", "Date of departure|Date of return|Destination", "dates|end|countries"),
        ("visits", "StartDate|EndDate|visit_id|HOST_ORGANISATION", "dates|end|key|hosts"),
        ("visits", "Date(s)|Country(ies) visited|Host(s)|Participant(s)", "dates|countries|hosts|members"),
        ("visits", "1. Title|2) Dates|Head of the delegation*", "title|dates|head"),
        (
            "visits",
            "When|Where from|Where to|Why|How many people",
            "dates|from_countries|countries|purpose|size",
        ),
        (
            "people",
            "Title|Name|Position|Organisation|Visit",
            "|person|person_title|person_organisation|title",
        ),
        (
            "people",
            "Name|Name (in Chinese)|Title|Start|End",
            "person|person_other_name|person_title|dates|end",
        ),
        (
            "members",
            "Visit No.|Name|Title|University|Role|Note",
            "key|person|person_title|person_organisation|role|person_note",
        ),
        (
            "stops",
            "Visit|Date|Type|Event|Host|City|Country|Summary",
            "key|day|stop_kind|stop_title|stop_host|place|stop_country|said",
        ),
        # Russian
        (
            "visits",
            "№ п/п|Наименование делегации|Принимающая сторона|Сроки визита|Цель|Кол-во чел.|Итоги|Примечание",
            "|delegation|hosts|dates|purpose|size|outcome|note",
        ),
        ("visits", "Сроки (с)|Сроки (по)|Кто|Откуда|Куда", "dates|end|delegation|from_countries|countries"),
        ("visits", "Глава делегации|Состав делегации (ФИО, должность)|Статус", "head|members|status"),
        (
            "visits",
            "Cтрана визита|ПРИНИМАЮЩЕЙ ОРГАНИЗАЦИИ|Направляющая\nорганизация",
            "countries|hosts|senders",
        ),
        ("visits", "Принима-\nющая сторона|Тема визита|Проект", "hosts|topics|programmes"),
        (
            "people",
            "Ф.И.О.|Должность|Место работы|Дата визита|Страна визита|Дата рождения|Паспорт №",
            "person|person_title|person_organisation|dates|countries||",
        ),
        (
            "stops",
            "№ визита|Дата|Вид|Мероприятие|Принимающая сторона|Город|Страна|О чём говорили",
            "key|day|stop_kind|stop_title|stop_host|place|stop_country|said",
        ),
        # Chinese, simplified and traditional
        (
            "visits",
            "序号|团组名称|团长|人数|出访国家|来访单位|接待单位|访问时间|目的|备注",
            "|delegation|head|size|countries|senders|hosts|dates|purpose|note",
        ),
        ("visits", "序 号|代表團|訪問日期|接待單位|出訪國家|備註", "|delegation|dates|hosts|countries|note"),
        ("visits", "主要来访目的|接待单位名称|来访单位全称", "purpose|hosts|senders"),
        (
            "people",
            "姓名|职务|工作单位|出访国家|出访时间|团内职务|护照号码",
            "person|person_title|person_organisation|countries|dates|role|",
        ),
        (
            "stops",
            "访问编号|日期|类型|活动内容|接待单位|地点|国家|会谈内容",
            "key|day|stop_kind|stop_title|stop_host|place|stop_country|said",
        ),
        # Kazakh, also as typed on a Russian keyboard or in Latin letters
        (
            "visits",
            "№ р/с|Делегация атауы|Сапар мерзімі|Сапар мақсаты|Қабылдаушы тарап|Қатысушылар саны|Нәтижесі",
            "|delegation|dates|purpose|hosts|size|outcome",
        ),
        ("visits", "Сапар максаты|Кабылдаушы тарап|Sapar merzimi", "purpose|hosts|dates"),
        (
            "members",
            "Сапар нөмірі|Аты-жөні|Лауазымы|Ұйымы|Рөлі",
            "key|person|person_title|person_organisation|role",
        ),
        # Two languages at once
        (
            "visits",
            "Даты / Dates|Делегация / Delegation|Host / Принимающая сторона",
            "dates|delegation|hosts",
        ),
        ("visits", "Тақырыбы\nТема|Күні\nДата|日期 End date|目的 Purpose", "topics|dates|end|purpose"),
        # Over two rows
        (
            "visits",
            "Delegation / Name|Delegation / Size|Delegation / Country|Dates / from|Dates / to",
            "delegation|size|from_countries|dates|end",
        ),
        (
            "visits",
            "Делегация / Наименование|Делегация / Численность|Делегация / Глава|Период / с|Период / по",
            "delegation|size|head|dates|end",
        ),
        (
            "visits",
            "Sending side / Organisation|Sending side / Country|Receiving side / Name|Receiving side /"
            " Country",
            "senders|from_countries|hosts|countries",
        ),
        ("visits", "来访时间 / 开始|来访时间 / 结束|代表团 / 人数|代表团 / 名单", "dates|end|size|members"),
        (
            "visits",
            "General information / Status|Visit / Purpose|General information / Dates",
            "status|purpose|dates",
        ),
        ("people", "Participants / Full name|Participants / Position", "person|person_title"),
        # Names in several columns, and visitors as a gate keeps them
        (
            "people",
            "Surname|First name|Middle name|Job title",
            "surname|given_name|patronymic|person_title",
        ),
        ("members", "Код визита|Фамилия|Имя|Отчество", "key|surname|given_name|patronymic"),
        ("members", "Сапар коды|Тегі|Аты|Әкесінің аты", "key|surname|given_name|patronymic"),
        ("people", "姓|名|职务", "surname|given_name|person_title"),
        ("people", "姓|名字|职务", "surname|given_name|person_title"),
        ("people", "Name|Surname|Full name in Chinese", "given_name|surname|person_other_name"),
        (
            "people",
            "Visitor|Position|Organization|Arrival|Departure",
            "person|person_title|person_organisation|dates|end",
        ),
        ("visits", "Visitor|Host|Date", "members|hosts|dates"),
        ("people", "Visitors|Position|Arrival", "person|person_title|dates"),
        ("people", "Visitors|Purpose|Arrival", "delegation|purpose|dates"),
        # Slips of the pen
        ("visits", "Purpsoe|Delegaton|Принимающая организция", "purpose|delegation|hosts"),
    ],
)
def test_recognise_headers(sheet, headers, fields):
    assert recognised(headers, sheet) == fields


@pytest.mark.parametrize(
    "header",
    [
        "Date of birth",
        "Passport expiry date",
        "Дата рождения",
        "Дата приказа",
        "Agreement / Date",
        "Expected outcome",
        "Ожидаемые результаты",
        "预期成果",
        "Country of birth",
        "Программа визита",
        "日程安排",
        "Visit programme",
        "Number of days",
        "Surname",
        "Фамилия",
        "Status / Purpose of visa",
        "访问目的及成果",
        "Наименование гостиницы",
        "Hosts' phone",
        "Сторона",
        "Принимающая сторна",  # the side or the country that receives
        "No.",
        "№",
        "ID",
        "x",
        "???",
        " ",
        "",
    ],
)
def test_recognise_leaves_open_what_is_no_field_of_a_visit(header):
    assert recognise([header], "visits") == [""]


@pytest.mark.parametrize(
    ("headers", "fields"),
    [
        ("Country|Delegation|Dates", "|delegation|dates"),
        ("Organisation|Dates", "|dates"),
        ("Sending organisation|Country|Host|Country", "senders|from_countries|hosts|countries"),
        ("Organisation|Host|Country", "senders|hosts|countries"),
        ("Country|Host country", "from_countries|countries"),
        ("Страна / Country|Откуда", "countries|from_countries"),
        ("Организация|Страна делегации", "senders|from_countries"),
        ("Name|Name", "title|"),
        ("Title|Name", "title|delegation"),
        ("Visit title|Title", "title|"),
        ("Delegation|Dates|Name", "delegation|dates|"),
    ],
)
def test_recognise_general_words_by_what_is_beside_them(headers, fields):
    assert recognised(headers) == fields


@pytest.mark.parametrize(
    ("headers", "fields"),
    [
        ("Dates|Start date|End date", "|dates|end"),
        ("Dates|Start date", "dates|"),
        ("Dates|End date", "dates|end"),
        ("Departure|Dates", "end|dates"),
        ("Departure", ""),
        ("Planned dates|Actual dates", "|dates"),
        ("Planned dates", "dates"),
        ("Date from – to", "dates"),
        ("Дата с / по", "dates"),
        ("Dates|Dates", "dates|"),
    ],
)
def test_recognise_dates_by_what_is_beside_them(headers, fields):
    assert recognised(headers) == fields


def test_recognise_numbering_is_the_key_where_other_sheets_refer_to_it():
    assert recognised("No.|Title", joined=True) == "key|title"
    assert recognised("No.|Visit ID|Title", joined=True) == "|key|title"
    assert recognised("No.|Visit", "stops", joined=True) == "|key"


def test_recognise_codes_are_the_key_of_sheets_that_are_joined():
    assert recognised("№|Код|Делегация", joined=True) == "|key|delegation"
    assert recognised("Код|День|Мероприятие", "stops", joined=True) == "key|day|stop_title"
    assert recognised("ID|Name|Title", "members", joined=True) == "key|person|person_title"
    assert recognised("ID|Visit|Name", "members", joined=True) == "|key|person"
    assert recognised("ID|Name|Title", "members") == "|person|person_title"


def test_recognise_only_name_in_another_script_is_the_person():
    assert recognised("英文姓名|职务", "people") == "person|person_title"


def test_recognise_surer_header_wins_wherever_it_stands():
    assert recognised("Purpose of the trip (in short)|Purpose") == "|purpose"
    assert recognised("Main purpose|Purpose|Purpose") == "|purpose|"


@pytest.mark.parametrize("sheet", SHEETS)
def test_recognise_own_labels(sheet):
    names = [name for name, field in FIELDS.items() if sheet in field.sheets]
    assert recognise([str(FIELDS[name].label) for name in names], sheet) == names


@pytest.mark.parametrize("field", sorted(VOCABULARY.keys() - {"start", "departure"}))
def test_recognise_every_word_of_the_vocabulary_alone(field):
    sheets = sorted(FIELDS[field].sheets)
    words = [word for words in VOCABULARY[field].values() for word in words]
    wrong = {
        word: found
        for word in words
        for sheet in sheets
        if (found := recognise([word], sheet)) != [field]
        and not {found[0], field} <= {"person", "person_other_name"}
    }
    assert wrong == {}


@settings(max_examples=100, deadline=None)
@given(
    headers=st.lists(
        st.text(max_size=30) | st.sampled_from(["Dates", "Dates / to", "№", "ФИО\n姓名"]), max_size=8
    ),
    sheet=st.sampled_from(SHEETS),
    joined=st.booleans(),
)
def test_recognise_any_headers_each_field_once(headers, sheet, joined):
    found = recognise(headers, sheet, joined=joined)
    given_fields = [field for field in found if field]
    assert len(found) == len(headers)
    assert len(given_fields) == len(set(given_fields))
    assert all(sheet in FIELDS[field].sheets for field in given_fields)


# --- What is in doubt ---


def test_doubtful_country_and_organisation():
    assert doubtful(["Country", "Delegation", "Organisation", "Foo"], "visits") == {
        0: ["from_countries", "countries"],
        2: ["senders", "hosts"],
    }
    assert doubtful(["Country", "Host country"], "visits") == {}
    assert doubtful(["Country"], "members") == {}


def test_doubtful_name_beside_a_delegation():
    assert doubtful(["Delegation", "Dates", "Name", "Head"], "visits") == {2: ["title", "members"]}
    assert doubtful(["Name", "Dates", "Name"], "visits") == {}


# --- The same headers again ---


def test_fingerprint_spelling_aside():
    same = fingerprint(["Start date:", "Host\norganisation", ""])
    assert same == fingerprint(["START  DATE", "Host organization", ""])
    assert len(same) == 64
    assert same != fingerprint(["Host organisation", "Start date", ""])
    assert same != fingerprint(["Start date", "Host organisation"])
    assert fingerprint(["时间"]) != fingerprint(["实践"])


# --- Shapes ---


def book(*sheets: tuple[str, list[list[Value]]]) -> Workbook:
    return Workbook("book.xlsx", "xlsx", [Sheet(name, rows) for name, rows in sheets])


VISITS: list[list[Value]] = [["No.", "Title", "Dates", "Host"], [1, "A", DAY, "B"], [2, "C", DAY, "D"]]
STOPS: list[list[Value]] = [
    ["Visit No.", "Day", "Event", "Host", "City"],
    [1, DAY, "Talks", "B", "Sampletown"],
]
MEMBERS: list[list[Value]] = [["Visit No.", "Name", "Position", "Role"], [1, "Ann Sample", "Dean", "head"]]


@pytest.mark.parametrize(
    ("workbook", "shape"),
    [
        (book(("Visits", VISITS)), "visits"),
        (book(("Visits", VISITS), ("Stops", STOPS), ("Members", MEMBERS)), "sheets"),
        (book(("Визиты", VISITS), ("Участники", MEMBERS)), "sheets"),
        (book(("Sheet1", STOPS), ("Sheet2", VISITS), ("Sheet3", MEMBERS)), "sheets"),
        (book(("2023", VISITS), ("2024", VISITS)), "visits"),
        (
            book(
                ("Visits", VISITS), ("Contacts", [["Name", "Position", "Employer"], ["Ann Sample", "x", "y"]])
            ),
            "visits",
        ),
        (
            book(
                (
                    "List",
                    [["ФИО", "Должность", "Сроки", "Страна визита"], ["А. Образцова", "x", DAY, "Китай"]],
                )
            ),
            "people",
        ),
        (
            book(("名单", [["姓名", "职务", "出访国家", "出访时间"], ["张样本", "院长", "哈萨克斯坦", DAY]])),
            "people",
        ),
        (
            book(("List", [["Name", "Position", "Delegation", "Dates"], ["Ann Sample", "x", "D", DAY]])),
            "people",
        ),
        (
            book(("List", [["Participants", "Dates", "Host"], ["Ann Sample; Bob Example", DAY, "B"]])),
            "visits",
        ),
        (
            book(("List", [["Title", "Participants", "Dates"], ["A", "Ann Sample\nBob Example", DAY]])),
            "visits",
        ),
        (
            book(("List", [["ФИО главы", "Участники", "Цель"], ["А. Образцова", "Б. Примеров", "x"]])),
            "visits",
        ),
        (book(("List", [["Name", "Dates", "Host"], ["A visits B", DAY, "B"]])), "visits"),
        (book(("List", [["Delegation", "Dates", "Members"], ["D", DAY, "Ann Sample"]])), "visits"),
        (
            book(
                (
                    "List",
                    [
                        ["Delegation", "Dates", "Members"],
                        ["D", DAY, "Ann Sample"],
                        ["D", DAY, "Bob Example"],
                        ["E", DAY, "Gil Dummy"],
                    ],
                )
            ),
            "people",
        ),
        (
            book(
                (
                    "List",
                    [
                        ["Delegation", "Dates", "Members"],
                        ["D", DAY, "Ann Sample"],
                        [None, None, "Bob Example"],
                    ],
                )
            ),
            "people",
        ),
        (
            book(
                (
                    "List",
                    [
                        ["Delegation", "Dates", "Members"],
                        ["D", DAY, "Ann Sample"],
                        ["D", DAY, "Ann Sample"],
                    ],
                )
            ),
            "visits",
        ),
        (
            book(("List", [["Delegation", "Members", "Position"], ["D", "Ann Sample", "Dean"]])),
            "people",
        ),
        (
            book(
                (
                    "List",
                    [
                        ["Delegation", "Dates", "Name"],
                        ["D", DAY, "Ann Sample"],
                        ["D", DAY, "Bob Example"],
                    ],
                )
            ),
            "people",
        ),
        (book(("List", [["Delegation", "Dates", "Name"], ["D", DAY, "Ann Sample"]])), "visits"),
        (
            book(("List", [["Surname", "First name", "Delegation", "Dates"], ["Sample", "Ann", "D", DAY]])),
            "people",
        ),
        (
            book(("Log", [["Visitor", "Arrival", "Departure"], ["Ann Sample", DAY, DAY]])),
            "people",
        ),
        (book(("Empty", [])), "visits"),
        (book(), "visits"),
    ],
)
def test_guess_shape(workbook, shape):
    assert guess_shape(workbook) == shape


@pytest.mark.parametrize(
    ("names", "headers"),
    [
        (
            ("Визиты", "Программа", "Участники"),
            (
                ["№ визита", "Делегация", "Сроки"],
                ["№ визита", "Дата", "Мероприятие", "Город"],
                ["№ визита", "ФИО", "Должность"],
            ),
        ),
        (
            ("访问", "行程", "成员"),
            (
                ["访问编号", "代表团", "访问时间"],
                ["访问编号", "日期", "活动内容", "地点"],
                ["访问编号", "姓名", "职务"],
            ),
        ),
        (
            ("Сапарлар", "Бағдарлама", "Мүшелер"),
            (
                ["Сапар №", "Делегация", "Мерзімі"],
                ["Сапар №", "Күні", "Іс-шара"],
                ["Сапар №", "Аты-жөні", "Лауазымы"],
            ),
        ),
        (
            ("Visits", "Itinerary", "Participants"),
            (["Reference", "Title", "Dates"], ["Reference", "Day", "Stop"], ["Visit", "Name", "Role"]),
        ),
    ],
)
def test_find_sheets_three(names, headers):
    row: list[Value] = ["1", "A", "x", "y"]
    sheets = [(name, [list(head), row[: len(head)]]) for name, head in zip(names, headers, strict=True)]
    found = find_sheets(book(*reversed(sheets)))
    assert [(kind, sheet.name) for kind, sheet in found.items()] == list(
        zip(("visits", "stops", "members"), names, strict=True)
    )


def test_find_sheets_visible_before_hidden():
    workbook = book(("Visits", VISITS), ("Stops", STOPS))
    workbook.sheets.insert(0, Sheet("Stops old", STOPS, hidden=True))
    assert {kind: sheet.name for kind, sheet in find_sheets(workbook).items()} == {
        "visits": "Visits",
        "stops": "Stops",
    }


def test_find_sheets_none_without_a_column_to_join_by():
    assert find_sheets(book(("Visits", VISITS), ("Stops", [["Day", "Event"], [DAY, "Talks"]]))) == {}
