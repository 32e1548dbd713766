"""Words of spreadsheets that are no field's own: general headers, words under others, totals, signatures."""

from __future__ import annotations

from tracker.imports.vocabulary.keys import spellings, text_key


def _keys(*groups: str) -> frozenset[str]:
    return frozenset(text_key(word) for group in groups for word in spellings(group))


#: Headers that name no field by themselves; what stands beside them decides (`tracker.imports.columns`).
GENERAL: dict[str, frozenset[str]] = {
    "country": _keys(
        "country|countries|state or country|country or region|nation",
        "страна|страны|государство|страна/регион",
        "国家|国别|国家地区|国家/地区|国家或地区|国籍国",
        "ел|елі|елдер|мемлекет|мемлекеті",
    ),
    "organisation": _keys(
        "organisation|organisations|institution|institutions|university|universities|school"
        "|organisation name"
        "|name of organisation|institute|body|agency|department|company or institution",
        "организация|организации|учреждение|вуз|университет|наименование организации|название организации"
        "|компания|ведомство|институт|орган",
        "单位|机构|学校|院校|大学|单位名称|机构名称|学校名称|组织|部门",
        "ұйым|ұйымы|мекеме|мекемесі|университет|университеті|ұйым атауы|ЖОО|ұйымның атауы",
    ),
    "name": _keys(
        "name|names and titles|name title", "наименование|название|имя", "名称|名字|名", "атауы|аты|есімі"
    ),
    "title": _keys("title|titles", "титул", "称谓", "атақ"),
    "person": _keys(
        "full name|full names|participant|delegate|member|name and position|visitor|guest",
        "ФИО|Ф.И.О.|фамилия имя отчество|фамилия и имя|участник|делегат|ФИО и должность|ФИО, должность"
        "|гость|посетитель",
        "姓名|人员|姓名职务|姓名及职务|参加人|出访人|来访者|来访人",
        "қонақ|келуші|аты-жөні|қатысушы|ТАӘ|аты-жөні лауазымы",
    ),
}

#: Groups, or where something is said of each of them, persons.
VISITORS = _keys("visitors|guests", "гости|посетители", "来宾|访客", "қонақтар|келушілер")

#: Headers of a column that only counts its rows, or that may be a visit's key.
NUMBERING = _keys(
    "no|nr|nos|number|#|s no|sl no|sr no|serial no|serial number|item no|row|line|n|num",
    "№|№ п/п|п/п|№пп|номер|номер п/п|порядковый номер|н/п|нпп",
    "序号|编号|序|号|顺序号|行号",
    "№ р/с|р/с|реттік нөмірі|реті|рет саны|нөмірі|қ/с|р/н",
)
#: Under these sheets that are joined may have their key; a list of visits also under those above.
CODES = _keys("id|code|visit ref|код|шифр|ид|代码|编码|коды")
KEYS = NUMBERING | CODES

#: Words that mean something under another header (see `UNDER`).
LOWER: dict[str, frozenset[str]] = {
    "start": _keys(
        "from|start|begin|beginning|since|arrival|first day|starts",
        "с|от|начало|начиная с|прибытие|приезд|заезд|дата начала",
        "从|自|起|开始|起始|开始日期|起始日期|抵达|始",
        "бастап|басы|басталуы|келуі|бастау",
    ),
    "end": _keys(
        "to|till|until|end|ends|through|departure|return|last day|finish",
        "по|до|конец|окончание|завершение|отъезд|убытие|выезд|возвращение|дата окончания",
        "到|至|止|结束|终止|结束日期|截止|离开|返回|终",
        "дейін|соңы|аяқталуы|кетуі|қайтуы",
    ),
    "name": _keys(
        "name|names|title|full name|name of delegation|who",
        "наименование|название|имя|ФИО|кто|Ф.И.О.",
        "名称|姓名|名字|名",
        "атауы|аты|аты-жөні|есімі",
    ),
    "size": _keys(
        "size|number|no|count|persons|people|pax|quantity|how many",
        "численность|количество|кол-во|число|человек|чел|кол-во чел",
        "人数|数量|规模|总数",
        "саны|адам саны|көлемі",
    ),
    "country": _keys(
        "country|countries|state", "страна|страны|государство", "国家|国别|国", "ел|елі|мемлекет"
    ),
    "organisation": _keys(
        "organisation|organisations|institution|university|employer",
        "организация|организации|учреждение|вуз|университет|место работы",
        "单位|机构|学校|院校|工作单位",
        "ұйым|ұйымы|мекеме|мекемесі|университет",
    ),
    "head": _keys(
        "head|leader|headed by|led by",
        "глава|руководитель|старший",
        "团长|领队|带队|负责人",
        "басшы|басшысы|жетекшісі",
    ),
    "members": _keys(
        "members|composition|list|names of members|participants",
        "состав|члены|участники|список|поименно",
        "成员|名单|团员|人员",
        "мүшелері|құрамы|тізімі|мүшелер",
    ),
    "position": _keys(
        "position|title|post|job|job title", "должность|звание", "职务|职称|职位", "лауазымы|қызметі"
    ),
    "status": _keys("status|state", "статус|состояние", "状态", "мәртебесі"),
}

#: Upper headers that are no field themselves, and what a word under them is taken as being under.
UPPER: dict[str, frozenset[str]] = {
    "dates": _keys(
        "schedule|dates and times|stay|duration", "пребывание|сроки/даты", "行程|日程", "болу мерзімі"
    ),
    "senders": _keys(
        "foreign side|from|guest side", "иностранная сторона|гость", "外方|对方", "шетел тарапы"
    ),
    "hosts": _keys("our side|local side", "наша сторона", "我方|中方", "біздің тарап"),
    "person": _keys(
        "delegation member|personal data|participant details|delegation members|participants|members|people",
        "данные участника|сведения об участнике|участники|члены делегации|состав делегации",
        "人员信息|成员信息|个人信息|成员|团员",
        "қатысушы туралы мәлімет|мүшелер|қатысушылар",
    ),
}

_PARTY = {"size": "size", "country": "from_countries", "organisation": "senders", "head": "head"}
#: What a lower word means, by the field that the header above it names.
UNDER: dict[str, dict[str, str]] = {
    "dates": {"start": "start", "end": "end"},
    "delegation": {**_PARTY, "name": "delegation", "members": "members"},
    "senders": {**_PARTY, "name": "senders", "members": "members"},
    "from_countries": {"name": "from_countries"},
    "hosts": {"name": "hosts", "organisation": "hosts", "country": "countries"},
    "countries": {"name": "countries", "organisation": "hosts"},
    "head": {"name": "head"},
    "members": {"size": "size", "members": "members"},
    "person": {"name": "person", "position": "person_title", "organisation": "person_organisation"},
    "title": {"name": "title", "start": "start", "end": "end", "country": "countries", "status": "status"},
}

#: Headers that are known and belong to no field of a visit: left out rather than taken for one that is near.
NOTHING = _keys(
    "programme of visit|visit programme|itinerary|schedule|agenda|duration|number of days|days|nights"
    "|responsible|responsible person|contact|contacts|basis|city|place|venue|location|budget|cost",
    "программа|программа визита|программа пребывания|маршрут|длительность|продолжительность|количество дней"
    "|кол-во дней|ответственный|ответственное лицо|исполнитель|контакты|основание|город|место"
    "|место проведения|бюджет|количество|кол-во",
    "行程|日程|行程安排|日程安排|天数|停留天数|停留时间|负责人|联系人|联系方式|依据|城市|地点|经费|数量",
    "бағдарлама|сапар бағдарламасы|ұзақтығы|күн саны|жауапты|жауапты тұлға|негізі|қала|орны|саны",
)
#: A header with one of these words is about something else, however much of it looks familiar.
BLOCKING = _keys(
    "birth|born|passport|visa|phone|telephone|mobile|email|mail|fax|gender|sex|age|flight|hotel|ticket"
    "|invoice|cost|costs|budget|expense|expenses|signature|signed|signing|expiry|issue|issued|order|report"
    "|created|updated|modified|entered|entry|days|duration|citizenship|nationality",
    "рождения|рожд|паспорт|паспорта|паспортные|виза|визы|телефон|тел|почта|факс|пол|возраст|рейс|гостиница"
    "|отель|билет|счет|расходы|затраты|смета|бюджет|подпись|подписания|приказ|приказа|выдачи|отчет|отчета"
    "|создания|изменения|внесения|дней|гражданство"
    "|распоряжения",
    "туған|телефоны|төлқұжат|жынысы|жасы|бұйрық|шығын|азаматтығы|қолы|есеп",
)
BLOCKING_HAN = tuple(
    text_key(word)
    for word in spellings(
        "出生|护照|签证|电话|手机|邮箱|传真|性别|年龄|航班|酒店|机票|费用|经费|预算|签字|签名|报告|天数"
        "|国籍"
        "|发票|批文|批件|创建|更新|录入"
    )
)

#: Words of a header that say nothing of what is in its column.
FILLERS = _keys(
    "of|the|a|an|in|for|on|and|s|visit|visits|please|name|full|list|main|actual|stated",
    "и|на|в|во|визит|визита|визитов|о|об|наименование|название|полное|полностью|указать|основная|основные",
    "сапар|сапардың|және|атауы|толық",
)
#: Those of them that only join others.
ARTICLES = _keys("of|the|a|an|in|for|on|and|s|please", "и|на|в|во|о|об|указать", "және")
#: A header with one of these is about what was intended.
INTENDED = _keys(
    "expected|planned|tentative|proposed",
    "ожидаемые|ожидаемый|ожидаемая|планируемые|планируемый|планируемая|предполагаемые|предполагаемая"
    "|плановые",
    "күтілетін|жоспарланған",
)
INTENDED_HAN = tuple(map(text_key, spellings("预期|预计|计划|拟")))
#: Chinese words that may precede or follow a header without changing it.
HAN_BEFORE = ("访问", "主要", "本次", "我校", "我方", "外方", "实际", "请填写", "团组")
HAN_AFTER = ("名称", "情况", "信息", "全称", "列表", "姓名", "说明")
#: Single words that are too general to be recognised inside a longer header.
WEAK = _keys(
    "date|dates|time|period|when|where|who|name|title|names|group|state|start|end|from|to|event|visit|trip"
    "|key"
    "|people|persons|person|reason|function|public|access|note|notes|fields|head|job|post|company|size|year"
    "|position|project|projects|meeting|item|type|kind|category|format|description|result|results|capacity"
    "|participation|document|beginning|finish|return|arrival|departure|mission|location|address|summary"
    "|subject|subjects|theme|leader|progress|status|comment|comments|remarks|minutes|activity|session"
    "|stage",
    "дата|даты|время|срок|сроки|период|когда|кто|где|что|группа|начало|конец|событие|поездка|год|человек"
    "|тема"
    "|доступ|состояние|этап|статус|руководитель|направление|направления|вопросы|проект|проекты|состав"
    "|описание"
    "|содержание|примечание|комментарий|визит|звание|участие|участники|мероприятие|встреча|результат"
    "|результаты|категория|формат|окончание|завершение|возвращение|прибытие|приезд|командировка|протокол",
    "күні|уақыты|мерзімі|жылы|сапар|топ|басшысы|жағдайы|түрі|орны|нәтижесі|құрамы|қызметі|тақырыбы",
)
#: Headers of groups of columns that say nothing of the columns under them.
NEUTRAL = _keys(
    "visit|information|general information|details|data|basic data|general|about the visit|main",
    "визит|информация|общая информация|общие сведения|сведения|данные|основное|о визите|основные данные",
    "访问|信息|基本信息|基本情况|访问信息|详情",
    "сапар|мәлімет|жалпы мәлімет|ақпарат|сапар туралы",
)

#: What the sheets of one workbook are called, by what they hold.
SHEET_NAMES: dict[str, frozenset[str]] = {
    "visits": _keys(
        "visits|visit|trips|delegations|list of visits|all visits",
        "визиты|визит|поездки|делегации|список визитов|реестр визитов",
        "访问|出访|来访|访问记录|访问列表|团组|访问情况|来访情况|出访情况",
        "сапарлар|сапар|делегациялар|іссапарлар",
    ),
    "stops": _keys(
        "stops|stop|itinerary|programme|program|schedule|agenda|meetings|events",
        "программа|остановки|маршрут|встречи|программа визита|мероприятия|пункты",
        "行程|日程|活动|行程安排|日程安排|会谈|停留",
        "бағдарлама|аялдамалар|кездесулер|іс-шаралар|маршрут",
    ),
    "members": _keys(
        "members|member|participants|people|delegates|delegation members|persons|attendees",
        "участники|члены|состав|члены делегации|состав делегации|делегаты|люди",
        "成员|团员|人员|参加人员|代表团成员|名单|人员名单|参团人员",
        "мүшелер|қатысушылар|делегация мүшелері|құрамы|делегация құрамы",
    ),
}

#: How sheets of stops and of members head the column that names the visit.
VISIT_REFERENCES = _keys(
    "visit|visit reference|visit ref|reference|reference number|ref|ref no|trip|of visit|which visit",
    "визит|поездка|референс|референс визита|к визиту|какой визит",
    "访问|所属访问|参考号|访问参考号|对应访问",
    "сапар|қай сапар|сапар анықтамасы|анықтама нөмірі",
)
