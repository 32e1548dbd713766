"""What offices write over the columns of a list of visits, in English, Russian, Chinese and Kazakh.

By field (`tracker.imports.fields`) and language; "|" stands between synonyms. Two entries are no fields:
`start` is where `dates` begin, `departure` is a start or an end by what stands beside it (`columns`).
"""

type Headers = dict[str, dict[str, str]]

VISIT_HEADERS: Headers = {
    "reference": {
        "en": "reference|reference number|reference no|reference code|ref|ref no|Coop reference|Coop number"
        "|visit reference|record reference",
        "ru": "референс|референс визита|номер в Coop|номер карточки|номер записи|запись в Coop",
        "zh": "参考号|参考编号|记录编号|Coop编号|访问参考号",
        "kk": "анықтама нөмірі|жазба нөмірі|Coop нөмірі|сапар анықтамасы",
    },
    "key": {
        "en": "key|visit key|visit id|visit no|visit number|visit code|id of visit|number of the visit"
        "|trip id"
        "|trip no|trip number|delegation id|delegation code",
        "ru": "ключ|ключ визита|id визита|номер визита|№ визита|код визита|шифр визита|номер поездки"
        "|№ поездки"
        "|код поездки|идентификатор визита|идентификатор",
        "zh": "访问编号|访问号|访问序号|访问ID|访问代码|出访编号|来访编号|团组编号|团组号|关联编号",
        "kk": "кілт|сапар кілті|сапар нөмірі|сапар коды|сапар №|№ сапар|сапар ID|сапар идентификаторы",
    },
    "title": {
        "en": "title of visit|visit title|name of visit|visit name|visit|trip|event|headline|heading"
        "|event name"
        "|event title|title of the event|trip title|mission",
        "ru": "визит|название визита|наименование визита|мероприятие|наименование мероприятия"
        "|название мероприятия|событие|поездка|наименование поездки|командировка|заголовок"
        "|заголовок визита",
        "zh": "标题|访问名称|访问标题|访问|活动|活动名称|出访名称|来访名称|访问事项|事项|出访|来访",
        "kk": "сапар|сапар атауы|сапардың атауы|іс-шара|іс-шара атауы|оқиға|іссапар|тақырыпшасы",
    },
    "delegation": {
        "en": "delegation|delegations|name of delegation|delegation name|delegation title"
        "|visiting delegation"
        "|group|visiting group|visitors|guests|who|who visits|foreign delegation|incoming delegation",
        "ru": "делегация|делегации|наименование делегации|название делегации|прибывающая делегация|группа"
        "|гости|кто|кто приезжает|кто едет|посетители|иностранная делегация|какая делегация",
        "zh": "代表团|代表团名称|团组|团组名称|来访团组|出访团组|访问团|访问团名称|来访代表团|来宾|访客"
        "|考察团|团名",
        "kk": "делегация|делегациялар|делегация атауы|делегацияның атауы|топ|қонақтар|келушілер|кім"
        "|кім келеді",
    },
    "senders": {
        "en": "sending organisation|sending organisations|sender|senders|sent by|sending institution"
        "|sending university|sending side|sending party|visiting organisation|visiting institution"
        "|visiting university|home institution|home organisation|home university|delegating organisation"
        "|organisation of the delegation|guest organisation|from organisation|institution of origin",
        "ru": "направляющая организация|отправляющая организация|направляющая сторона|отправляющая сторона"
        "|командирующая организация|организация-отправитель|отправитель|делегирующая организация"
        "|организация делегации|приезжающая организация|организация гостей|посылающая сторона"
        "|направляющий вуз|от кого|кем направлена",
        "zh": "派出单位|派出机构|派出方|派出学校|派遣单位|派遣机构|来访单位|来访机构|来访方|来访学校"
        "|来访院校|组团单位"
        "|组团部门|出访单位|出访机构|代表团所属单位|送出单位",
        "kk": "жіберуші ұйым|жіберуші тарап|жіберуші мекеме|жіберуші университет|жіберуші|келуші ұйым"
        "|келетін ұйым|делегация ұйымы",
    },
    "from_countries": {
        "en": "country of delegation|delegation country|country of origin|origin country|sending country"
        "|home country|from country|visitors country|guest country|sender country|country of sender"
        "|countries of delegation|country of the visitors|countries of the senders|country of the"
        " senders|where from|coming from"
        "|origin",
        "ru": "страна делегации|страна отправления|страна происхождения|направляющая страна"
        "|отправляющая страна"
        "|страна гостей|откуда|из какой страны|страна прибывающей делегации|страна направляющей стороны"
        "|страна отправителя|государство делегации|страна приезжающих",
        "zh": "来访国家|来访国|来访国别|派出国|派出国家|派遣国|来源国|来源国家|代表团国家|代表团国别"
        "|来自国家|来自|来宾国别",
        "kk": "делегация елі|келген елі|келген ел|келетін ел|жіберуші ел|шыққан елі|қайдан|қай елден",
    },
    "size": {
        "en": "size|delegation size|size of delegation|stated size|group size|number of members"
        "|number of people|number of persons|number of participants|number of delegates|number of visitors"
        "|no of people|no of persons|no of participants|no of members|no of delegates|# of people"
        "|headcount|head count|persons|people|pax|how many|how many people",
        "ru": "размер делегации|численность|численность делегации|количество человек|кол-во человек"
        "|кол-во чел"
        "|количество участников|кол-во участников|число участников|число человек|число членов"
        "|количество членов делегации|количество делегатов|количество людей|человек|чел|сколько человек",
        "zh": "人数|团组人数|代表团人数|来访人数|出访人数|访问人数|总人数|参加人数|成员人数|团员人数|规模"
        "|代表团规模|人员数量",
        "kk": "адам саны|делегация саны|делегация құрамының саны|мүшелер саны|қатысушылар саны|неше адам"
        "|делегация көлемі",
    },
    "head": {
        "en": "head|head of delegation|delegation head|leader|delegation leader|leader of delegation|led by"
        "|headed by|chief of delegation|team leader|group leader|head of group|head of the visiting group",
        "ru": "глава|ФИО главы|ФИО главы делегации|ФИО руководителя|ФИО руководителя делегации"
        "|глава делегации|руководитель делегации|руководитель группы|руководитель поездки"
        "|старший группы|возглавляет|во главе|руководитель|лидер делегации|во главе с|кто возглавляет",
        "zh": "团长|团长姓名|代表团团长|领队|领队姓名|带队人|带队领导|带队|率团领导|率团人|团组负责人"
        "|代表团负责人",
        "kk": "басшы|басшысы|делегация басшысы|делегация жетекшісі|топ басшысы|топ жетекшісі|жетекші"
        "|жетекшісі",
    },
    "members": {
        "en": "members|delegation members|members of delegation|participants|delegates|list of participants"
        "|list of members|names of members|names of participants|names|composition"
        "|composition of delegation"
        "|team members|attendees|members of the group|names of delegates|delegation list",
        "ru": "участники|состав|состав делегации|члены делегации|список участников|список делегации"
        "|ФИО участников|ФИО членов делегации|делегаты|состав группы|поименный состав|члены группы"
        "|участники делегации|участники визита",
        "zh": "成员|代表团成员|团组成员|团员|人员名单|成员名单|团员名单|代表团名单|参加人员|出访人员"
        "|来访人员|参团人员|名单"
        "|参与人员",
        "kk": "мүшелер|мүшелері|делегация мүшелері|құрамы|делегация құрамы|қатысушылар|қатысушылар тізімі"
        "|делегация тізімі",
    },
    "dates": {
        "en": "dates|date from to|dates from to|period from to|start and end|start and end dates"
        "|dates start end"
        "|date|dates of visit|visit dates|date of visit|visit date|period|period of visit|when"
        "|time of visit|dates of stay|period of stay|travel dates|trip dates|dates of trip|date range"
        "|timing",
        "ru": "даты|дата с по|даты с по|сроки с по|период с по|даты начала и окончания|начало и окончание"
        "|дата|дата визита|даты визита|сроки|срок|сроки визита|срок визита|период|период визита"
        "|время визита|время|когда|дата проведения|сроки проведения|даты поездки|сроки поездки"
        "|период пребывания|сроки пребывания|дата посещения|дата мероприятия|сроки командировки",
        "zh": "日期|起止|起讫时间|起讫日期|时间|访问日期|访问时间|访问期间|出访时间|出访日期|来访时间"
        "|来访日期|起止时间|起止日期"
        "|活动时间|期间"
        "|日期范围|何时|往访时间",
        "kk": "күні|күндері|сапар күні|сапар күндері|мерзімі|сапар мерзімі|уақыты|сапар уақыты|кезеңі|қашан"
        "|өткізілетін күні|даталары",
    },
    "start": {
        "en": "start|start date|date of start|from date|date from|begin|begin date|beginning|starts"
        "|starts on"
        "|start of visit|arrival|arrival date|date of arrival|first day|begins|visit from",
        "ru": "начало|дата начала|дата начала визита|дата с|с|начало визита|дата прибытия|дата приезда"
        "|прибытие"
        "|приезд|дата заезда|заезд|дата въезда|период с|начало поездки|первый день",
        "zh": "开始|开始日期|开始时间|起始日期|起始时间|抵达|抵达日期|抵达时间|到达日期|到达时间|起|自"
        "|入境日期|访问开始日期",
        "kk": "басталуы|басталу күні|сапардың басталуы|келу күні|келген күні|келуі|бастап|бірінші күні",
    },
    "end": {
        "en": "end|end date|date of end|to date|date to|until|till|ends|ends on|end of visit|finish"
        "|finish date|last day|return|return date|date of return|visit to",
        "ru": "конец|дата окончания|дата окончания визита|окончание|дата по|по|окончание визита|завершение"
        "|дата завершения|дата возвращения|возвращение|период по|конец визита|последний день|до",
        "zh": "结束|结束日期|结束时间|终止日期|截止日期|返回|返回日期|返回时间|回国日期|返程日期|归国日期"
        "|止|至|访问结束日期",
        "kk": "аяқталуы|аяқталу күні|сапардың аяқталуы|қайту күні|қайтқан күні|соңы|дейін|соңғы күні",
    },
    "departure": {
        "en": "departure|departure date|date of departure|leaving|date of leaving|leave",
        "ru": "выезд|дата выезда|отъезд|дата отъезда|убытие|дата убытия|вылет|дата вылета",
        "zh": "离开日期|离开时间|离境日期|出发日期|出发时间|启程日期|离开|出发|出境日期",
        "kk": "кету күні|кетуі|шығу күні|аттану күні",
    },
    "year": {
        "en": "year|year of visit|calendar year|visit year|which year|in the year",
        "ru": "год|год визита|год проведения|календарный год|за год",
        "zh": "年份|年度|年|访问年份|所属年度",
        "kk": "жыл|жылы|сапар жылы|өткізілген жылы",
    },
    "status": {
        "en": "status|visit status|state|status of visit|stage|progress|current status|state of preparation",
        "ru": "статус|состояние|статус визита|стадия|этап|отметка о выполнении|отметка об исполнении"
        "|статус исполнения|ход подготовки",
        "zh": "状态|访问状态|进展|进度|执行情况|进展状态|当前状态|完成情况|落实情况",
        "kk": "мәртебесі|мәртебе|күйі|жағдайы|статусы|статус|сапар мәртебесі|орындалуы",
    },
    "countries": {
        "en": "country visited|countries visited|host country|host countries|destination"
        "|destination country"
        "|destinations|country of visit|visited country|visited countries|country of destination"
        "|country to visit|countries to visit|receiving country|to country|where|where to|country of host"
        "|country of the hosts",
        "ru": "страна визита|страны визита|страна посещения|страны посещения|принимающая страна"
        "|посещаемая страна|посещаемые страны|страна назначения|куда|страна пребывания"
        "|страна командирования|страна командировки|государство пребывания|место назначения",
        "zh": "出访国家|出访国|出访国别|访问国家|访问国|到访国家|到访国|往访国家|往访国|前往国家|前往国"
        "|目的国|目的地"
        "|被访国家|东道国|接待国|接待国家|访问目的地",
        "kk": "баратын ел|баратын елі|барған ел|барған елі|барған елдер|қабылдаушы ел|сапар елі|қайда"
        "|баратын мемлекет",
    },
    "hosts": {
        "en": "host|hosts|host organisation|host organisations|host institution|host university|host party"
        "|host side|hosted by|hosting organisation|hosting institution|receiving organisation"
        "|receiving institution|receiving university|receiving side|receiving party|inviting organisation"
        "|inviting institution|inviting party|inviting side|invited by|invitation from|who receives",
        "ru": "принимающая сторона|принимающая организация|принимающие организации|принимающий вуз"
        "|принимающее учреждение|принимающий университет|принимающий орган|приглашающая организация"
        "|приглашающая сторона|приглашающее учреждение|хозяева|кто принимает|кто приглашает"
        "|по приглашению|кем приглашены|кем приглашена",
        "zh": "接待单位|接待方|接待机构|接待学校|接待院校|接访单位|邀请单位|邀请方|邀请机构|邀请人|东道主"
        "|主办单位|受访单位"
        "|被访单位|被访机构|到访单位|到访机构",
        "kk": "қабылдаушы тарап|қабылдаушы ұйым|қабылдаушы мекеме|қабылдаушы университет|шақырушы тарап"
        "|шақырушы ұйым|шақырған ұйым|кім қабылдайды",
    },
    "programmes": {
        "en": "programme|programmes|programs|cooperation programme|project|projects|programme name"
        "|project name|framework programme|under the programme|name of the project",
        "ru": "программа сотрудничества|программы сотрудничества|программы|проект|проекты"
        "|в рамках программы"
        "|в рамках проекта|наименование проекта|название проекта|рамочная программа|программа/проект",
        "zh": "项目|合作项目|项目名称|合作计划|所属项目|计划项目|合作项目名称|依托项目",
        "kk": "бағдарламалар|жоба|жобалар|жоба атауы|ынтымақтастық бағдарламасы|бағдарлама аясында",
    },
    "topics": {
        "en": "topic|topics|subject|subjects|theme|themes|subject area|area of cooperation"
        "|areas of cooperation|field of cooperation|fields|keywords|tags|topics discussed"
        "|matters discussed",
        "ru": "тема|темы|тематика|тема визита|темы визита|направление|направления"
        "|направление сотрудничества|область сотрудничества|сфера|сфера сотрудничества|вопросы"
        "|обсуждаемые вопросы|темы переговоров|ключевые слова",
        "zh": "主题|议题|领域|合作领域|话题|关键词|访问主题|交流主题|专题|标签|讨论议题|会谈议题",
        "kk": "тақырып|тақырыбы|тақырыптар|тақырыптары|сапар тақырыбы|бағыты|ынтымақтастық саласы|саласы"
        "|мәселелер",
    },
    "purpose": {
        "en": "purpose|purpose of visit|visit purpose|aim|aims|objective|objectives|goal|goals|reason"
        "|reason for visit|purpose and objectives|purpose of the trip|why",
        "ru": "цель|цели|цель визита|цели визита|цель поездки|цель командировки|задачи|цель и задачи"
        "|цели и задачи|назначение визита|цель посещения|цель приезда|повод",
        "zh": "目的|访问目的|出访目的|来访目的|目标|事由|访问事由|来访事由|任务|出访任务|访问任务|来意",
        "kk": "мақсаты|мақсат|сапар мақсаты|сапардың мақсаты|іссапар мақсаты|міндеттері"
        "|мақсаты мен міндеттері",
    },
    "outcome": {
        "en": "outcome|outcomes|result|results|achievements|conclusion|conclusions|results of visit"
        "|outcome of visit|what was agreed|agreements reached|results achieved",
        "ru": "результат|результаты|итог|итоги|итоги визита|результат визита|результаты визита"
        "|достигнутые договоренности|договоренности|достигнутые результаты|выводы|итоги поездки",
        "zh": "成果|结果|成效|结论|访问成果|出访成果|来访成果|访问结果|主要成果|取得成果|达成共识|会谈成果"
        "|合作成果",
        "kk": "нәтиже|нәтижесі|нәтижелері|сапар нәтижесі|сапар нәтижелері|қорытынды|қорытындысы"
        "|уағдаластықтар",
    },
    "note": {
        "en": "note|notes|remark|remarks|comment|comments|observations|additional information|annotation"
        "|other information",
        "ru": "примечание|примечания|комментарий|комментарии|заметки|замечания|дополнительно"
        "|дополнительная информация|доп информация|пометки|прим",
        "zh": "备注|说明|注|附注|备注说明|其他|其他说明|补充说明|注释",
        "kk": "ескерту|ескертпе|ескертулер|түсініктеме|қосымша ақпарат|пікір|қосымша",
    },
    "internal_notes": {
        "en": "internal notes|internal note|internal remarks|internal comments|private notes|confidential"
        "|confidential notes|staff notes|staff only|for internal use|office notes|not for publication",
        "ru": "внутренние заметки|внутренние примечания|внутреннее примечание|внутренний комментарий"
        "|служебные заметки|служебные пометки|служебная информация|для служебного пользования"
        "|не для публикации|конфиденциально",
        "zh": "内部备注|内部说明|内部信息|内部记录|内部意见|内部使用|保密备注|仅供内部|不公开备注",
        "kk": "ішкі ескертпе|ішкі ескертпелер|ішкі жазбалар|ішкі пікір|қызметтік ақпарат|жариялауға болмайды",
    },
    "visibility": {
        "en": "visibility|who may read|publication|access|access level|shown to|openness|public",
        "ru": "видимость|доступ|уровень доступа|доступность|публичность|открытость|кто видит|публикация",
        "zh": "可见性|可见范围|公开|公开范围|公开程度|公开状态|是否公开|访问权限",
        "kk": "көрінуі|көріну|қолжетімділік|жариялылық|ашықтық|кім көреді",
    },
}
