"""What offices write over the columns of people and of an itinerary; as in `visit_headers`."""

from tracker.imports.vocabulary.visit_headers import Headers

PERSON_HEADERS: Headers = {
    "person": {
        "en": "person|full name|participant|participant name|name of participant|delegate|delegate name"
        "|name of delegate|member|member name|name of member|name and surname|name of the person"
        "|delegation member|visitor|visitor name|name of visitor|guest|guest name|name of guest",
        "ru": "ФИО|Ф.И.О.|фамилия имя отчество|фамилия и имя|фамилия имя|имя и фамилия|участник|делегат"
        "|член делегации|имя участника|ФИО участника|ФИО делегата|участник делегации|персона|гость"
        "|посетитель|ФИО гостя|ФИО посетителя",
        "zh": "姓名|人员姓名|成员姓名|团员姓名|参加人|参加者|人员|名字|参与人|人名|出访人|与会者"
        "|参团人员姓名|来访者|来访人|访客姓名|来宾姓名",
        "kk": "аты-жөні|тегі аты-жөні|толық аты|тегі аты|қатысушы|қатысушының аты-жөні|мүше|тұлға|ТАӘ|Т.А.Ә."
        "|қонақ|келуші",
    },
    "surname": {
        "en": "surname|last name|family name|family names",
        "ru": "фамилия|фамилия участника|фамилия делегата",
        "zh": "姓|姓氏|人员姓氏",
        "kk": "тегі|қатысушының тегі|фамилиясы",
    },
    "given_name": {
        "en": "given name|given names|first name|first names|forename|forenames",
        "ru": "личное имя|собственное имя|имя (без фамилии)",
        "zh": "名(不含姓)|人员名字|名(无姓)",
        "kk": "өз аты|жеке аты|есімі (тегісіз)",
    },
    "patronymic": {
        "en": "patronymic|middle name|middle names|father's name",
        "ru": "отчество|отчество участника|отчество делегата",
        "zh": "父名|父称|中间名",
        "kk": "әкесінің аты|қатысушының әкесінің аты|әкесі",
    },
    "person_other_name": {
        "en": "other name|name in another script|name in original script|original name|native name"
        "|name in Chinese|Chinese name|name in English|English name|name in Russian|name in Cyrillic"
        "|name in Latin letters|Latin name|name as in passport|name Chinese|name Russian|name English",
        "ru": "другое имя|имя в оригинале|имя на родном языке|имя на английском|ФИО на английском"
        "|ФИО латиницей|имя латиницей|ФИО на русском|ФИО на казахском|ФИО на китайском|имя на китайском"
        "|ФИО по паспорту|ФИО (англ)|ФИО (на английском языке)|ФИО (кит)|ФИО (лат)",
        "zh": "英文名|英文姓名|姓名(英文)|外文名|外文姓名|中文名|中文姓名|姓名(中文)|拼音|姓名拼音|原名"
        "|其他姓名|护照姓名"
        "|俄文姓名",
        "kk": "басқа аты|аты-жөні латын әрпімен|ағылшынша аты-жөні|ағылшынша аты|қытайша аты"
        "|қытайша аты-жөні"
        "|орысша аты-жөні",
    },
    "person_title": {
        "en": "position|job title|job|post|function|occupation|title at the time|title and position"
        "|position and title|designation|rank|academic title|position title|person title"
        "|professional title",
        "ru": "должность|звание|должность и звание|должность звание|позиция|ученое звание|пост|титул"
        "|занимаемая должность|должность участника|должности",
        "zh": "职务|职称|职位|头衔|职务职称|职务/职称|岗位|身份|行政职务|职衔|现任职务|职务及职称",
        "kk": "лауазымы|лауазым|қызметі|қызмет|атағы|ғылыми атағы|лауазымы мен атағы",
    },
    "person_organisation": {
        "en": "organisation of the person|employer|affiliation|place of work|workplace|works at|company"
        "|member organisation|participant organisation|organisation of participant"
        "|organisation of member|affiliated organisation",
        "ru": "место работы|организация участника|работодатель|место работы участника"
        "|организация члена делегации|аффилиация|учреждение участника|где работает"
        "|место работы и должность",
        "zh": "工作单位|所在单位|所属单位|任职单位|就职单位|所属机构|工作机构|所在机构|单位名称",
        "kk": "жұмыс орны|жұмыс істейтін ұйымы|қатысушының ұйымы|мүшенің ұйымы|қызмет орны",
    },
    "role": {
        "en": "role|role in delegation|delegation role|role of participant|capacity|function in delegation"
        "|participation|role in the visit",
        "ru": "роль|роль в делегации|роль участника|функция в делегации|статус в делегации|статус участника"
        "|в качестве кого|участие",
        "zh": "角色|团内职务|团内身份|团内角色|代表团角色|代表团职务|参团身份|团内分工",
        "kk": "рөлі|рөл|делегациядағы рөлі|қатысушының рөлі|делегациядағы міндеті",
    },
    "person_note": {
        "en": "note on the person|person note|notes on person|remarks on participant|comment on person"
        "|member note|participant note|person remarks",
        "ru": "примечание об участнике|примечание к участнику|примечание по участнику|заметка об участнике"
        "|комментарий об участнике|об участнике|сведения об участнике|примечание о персоне",
        "zh": "人员备注|人员说明|人员情况|个人备注|个人说明|成员备注|团员备注|参加人备注",
        "kk": "қатысушы туралы ескертпе|мүше туралы ескертпе|тұлға туралы ескертпе|адам туралы ескертпе",
    },
}

STOP_HEADERS: Headers = {
    "day": {
        "en": "day|day of visit|stop date|meeting date|date of meeting|day and time|date and time"
        "|on which day",
        "ru": "день|день визита|дата встречи|число|дата и время|день недели и дата|дата пункта|дата события",
        "zh": "日|天|日程日期|会见日期|活动日期|当天日期|日期时间|会谈日期",
        "kk": "күн|сапардың күні|кездесу күні|күні мен уақыты|іс-шара күні",
    },
    "stop_kind": {
        "en": "kind|type|kind of stop|type of stop|stop type|stop kind|type of event|type of activity"
        "|activity type|category|format|type of meeting",
        "ru": "вид|тип|вид мероприятия|тип мероприятия|формат|форма|тип встречи|вид встречи|категория"
        "|формат встречи|вид пункта",
        "zh": "类型|种类|类别|形式|性质|活动类型|活动类别|活动形式|活动性质|停留类型",
        "kk": "түрі|іс-шара түрі|іс-шараның түрі|кездесу түрі|пішімі|форматы",
    },
    "stop_title": {
        "en": "stop|stop title|what|activity|event|meeting|item|programme item|description|agenda item"
        "|session"
        "|name of stop|what it was",
        "ru": "мероприятие|пункт программы|пункт|встреча|событие|что|содержание|описание|остановка"
        "|наименование мероприятия|название мероприятия|пункт маршрута",
        "zh": "活动|活动内容|活动名称|内容|日程|行程|事项|安排|日程安排|行程安排|行程内容|议程|会见",
        "kk": "іс-шара|іс-шара атауы|кездесу|мазмұны|бағдарлама тармағы|оқиға|аялдама|не болды",
    },
    "stop_host": {
        "en": "stop host|organisation visited|visited organisation|institution visited|visited institution"
        "|met at|host of stop|host of the meeting",
        "ru": "посещаемая организация|посещенная организация|где принимали|у кого|хозяин встречи"
        "|посещаемое учреждение|организатор встречи|принимает",
        "zh": "到访单位|访问单位|访问机构|参访单位|会见单位|拜访单位|参观单位|会谈单位",
        "kk": "барған ұйым|баратын ұйым|кездесу өткен ұйым|кездесуді қабылдаушы",
    },
    "place": {
        "en": "place|city|location|venue|town|where|address|site|place of meeting|city and venue",
        "ru": "место|город|место проведения|место встречи|адрес|локация|населенный пункт|площадка|где",
        "zh": "地点|城市|地方|场所|地址|会场|所在城市|活动地点|会见地点",
        "kk": "орны|қала|қаласы|өтетін орны|мекенжайы|жері|кездесу орны",
    },
    "stop_country": {
        "en": "country of stop|stop country|country of the meeting|in country",
        "ru": "страна остановки|страна встречи|страна мероприятия|в какой стране",
        "zh": "所在国家|所在国|活动国家|停留国家",
        "kk": "аялдама елі|кездесу елі|қай елде|іс-шара елі",
    },
    "said": {
        "en": "said|what was said|what was discussed|discussion|discussed|summary|content of talks|minutes"
        "|talks|key points|notes of the meeting|record of conversation",
        "ru": "что обсуждалось|обсуждение|обсудили|содержание беседы|запись беседы|краткое содержание"
        "|о чем говорили|ход встречи|тезисы|протокол|обсужденные вопросы",
        "zh": "会谈内容|谈话内容|讨论内容|交流内容|会谈情况|会谈纪要|会议纪要|纪要|发言|发言内容",
        "kk": "не айтылды|талқылау|талқыланған мәселелер|әңгіме мазмұны|қысқаша мазмұны|хаттама",
    },
    "stop_topics": {
        "en": "topics of stop|stop topics|topics of the meeting|meeting topics",
        "ru": "темы встречи|тема встречи|темы пункта|вопросы встречи",
        "zh": "活动主题|会见主题|会谈主题|停留主题",
        "kk": "кездесу тақырыбы|кездесу тақырыптары|іс-шара тақырыбы|аялдама тақырыптары",
    },
    "stop_programmes": {
        "en": "programmes of stop|stop programmes|programmes of the meeting|projects discussed",
        "ru": "программы встречи|проекты встречи|обсуждаемые проекты|программы пункта",
        "zh": "活动项目|会谈项目|涉及项目|相关项目",
        "kk": "кездесу жобалары|аялдама бағдарламалары|талқыланған жобалар|іс-шара жобалары",
    },
}
