"""The words for what stands in closed lists: statuses, roles, kinds of stops, visibility."""

from __future__ import annotations

from functools import cache, lru_cache

from django.db.models import TextChoices
from django.utils import translation

from tracker.choices import ParticipantRole, Status, StopKind, Visibility
from tracker.imports.vocabulary.keys import roman_key, spellings, text_key

CHOICES: dict[str, type[TextChoices]] = {
    "status": Status,
    "role": ParticipantRole,
    "stop_kind": StopKind,
    "visibility": Visibility,
}

#: Kind -> stored value -> language -> words. "отменен+" stands for its forms for any gender.
VALUE_WORDS: dict[str, dict[str, dict[str, str]]] = {
    "status": {
        Status.PLANNED: {
            "en": "planned|plan|scheduled|intended|proposed|upcoming|in preparation|tentative|expected"
            "|to come",
            "ru": "план|планируется|запланирован+|запланированный|в планах|намечен+|намечается|предстоит"
            "|готовится|в подготовке|ожидается|планируемый|предстоящий",
            "zh": "计划|计划中|已计划|拟访|拟出访|拟来访|拟定|待定|筹备中|准备中|预定|待访|待执行|即将",
            "kk": "жоспарланған|жоспарда|жоспар|жоспарлануда|жоспарланды|дайындалуда|күтілуде",
        },
        Status.CONFIRMED: {
            "en": "confirmed|agreed|approved|fixed|definite|accepted|is confirmed",
            "ru": "подтвержден+|подтверждённый|согласован+|утвержден+|одобрен+",
            "zh": "已确认|确认|已批准|批准|已定|确定|已确定|获批|已落实",
            "kk": "расталды|расталған|келісілді|келісілген|бекітілді|бекітілген",
        },
        Status.COMPLETED: {
            "en": "completed|complete|done|took place|has taken place|taken place|held|finished|carried out"
            "|realised|implemented|closed|happened|over",
            "ru": "завершен+|завершенный|состоялся|состоялась|состоялось|состоялись|проведен+|выполнен+"
            "|прошел|прошла|прошло|исполнен+|окончен+|закончен+|реализован+|осуществлен+|завершился",
            "zh": "已完成|完成|已结束|结束|已访|已执行|已举行|已举办|已成行|成行|已实施|已来访|已出访|已办结",
            "kk": "аяқталды|аяқталған|өтті|өткізілді|өткен|орындалды|болды|жүзеге асырылды",
        },
        Status.POSTPONED: {
            "en": "postponed|deferred|delayed|moved|rescheduled|put off|shifted|on hold",
            "ru": "отложен+|перенесен+|перенос|отсрочен+|сдвинут+|переносится|откладывается",
            "zh": "推迟|已推迟|延期|已延期|延后|改期|暂缓",
            "kk": "кейінге қалдырылды|кейінге қалдырылған|кейінге шегерілді|шегерілді|ауыстырылды",
        },
        Status.CANCELLED: {
            "en": "cancelled|canceled|called off|withdrawn|dropped|annulled|abandoned|not held"
            "|did not take place|has not taken place",
            "ru": "отменен+|отмененный|отмена|аннулирован+|не состоялся|не состоялась|не состоялось|снят+"
            "|отменяется|не проведен+",
            "zh": "取消|已取消|撤销|已撤销|作废|未成行|不成行|终止",
            "kk": "болдырылмады|тоқтатылды|өтпеді|болмады|күші жойылды|бас тартылды|өткізілмеді",
        },
    },
    "role": {
        ParticipantRole.HEAD: {
            "en": "head|head of delegation|head of the delegation|delegation head|leader|delegation leader"
            "|chief"
            "|team leader|group leader",
            "ru": "глава|глава делегации|руководитель|руководитель делегации|руководитель группы"
            "|старший группы|старший",
            "zh": "团长|代表团团长|领队|带队|负责人|组长",
            "kk": "басшы|басшысы|делегация басшысы|делегация жетекшісі|жетекші|топ басшысы",
        },
        ParticipantRole.DEPUTY_HEAD: {
            "en": "deputy head|deputy|deputy leader|deputy head of delegation|vice head|vice leader"
            "|deputy head of the delegation",
            "ru": "заместитель главы|заместитель руководителя|зам главы|зам руководителя|заместитель"
            "|заместитель главы делегации|зам главы делегации|заместитель руководителя делегации",
            "zh": "副团长|代表团副团长|副领队|副组长",
            "kk": "басшының орынбасары|орынбасар|делегация басшысының орынбасары|жетекшінің орынбасары",
        },
        ParticipantRole.MEMBER: {
            "en": "member|delegation member|member of delegation|member of the delegation|delegate"
            "|team member|accompanying|accompanying person",
            "ru": "член|член делегации|участник делегации|делегат|член группы|сопровождающий"
            "|сопровождающее лицо|сопровождающая",
            "zh": "团员|成员|代表团成员|随员|随行|随团人员|随行人员|组员",
            "kk": "мүше|мүшесі|делегация мүшесі|делегат|топ мүшесі|ілесіп жүруші",
        },
        ParticipantRole.INTERPRETER: {
            "en": "interpreter|translator|interpreter translator|interpreting",
            "ru": "переводчик|переводчица|устный переводчик|переводчик делегации",
            "zh": "翻译|口译|口译员|译员|随团翻译",
            "kk": "аудармашы|тілмаш|ауызша аудармашы|делегация аудармашысы",
        },
        ParticipantRole.HOST: {
            "en": "host|receiving side|hosted|receiver",
            "ru": "принимающий|хозяин|принимающая сторона|принимал|принимала|принимающее лицо",
            "zh": "接待人|东道主|接待方|主人|接待人员|会见人",
            "kk": "қабылдаушы|қабылдаушы тарап|қарсы алушы|үй иесі",
        },
        ParticipantRole.SPEAKER: {
            "en": "speaker|keynote speaker|lecturer|presenter|panellist|panelist",
            "ru": "докладчик|спикер|выступающий|лектор|выступающая|выступил|выступила",
            "zh": "发言人|演讲人|报告人|主讲人|演讲嘉宾|讲者",
            "kk": "баяндамашы|спикер|сөз сөйлеуші|дәріскер",
        },
        ParticipantRole.GUIDE: {
            "en": "guide|tour guide|escort",
            "ru": "гид|экскурсовод|проводник|сопровождал по объекту",
            "zh": "导游|讲解员|讲解|陪同讲解",
            "kk": "гид|экскурсия жетекшісі|жол бастаушы|жолбасшы",
        },
        ParticipantRole.GUEST: {
            "en": "guest|visitor|invitee|guest of honour|invited guest",
            "ru": "гость|почетный гость|приглашенный|гостья|приглашенная",
            "zh": "嘉宾|来宾|客人|特邀嘉宾|宾客",
            "kk": "қонақ|құрметті қонақ|шақырылған|мейман",
        },
        ParticipantRole.ORGANISER: {
            "en": "organiser|organizer|coordinator|organising side",
            "ru": "организатор|координатор|устроитель|организатор визита",
            "zh": "组织者|主办方|协调人|组织人|联络人",
            "kk": "ұйымдастырушы|үйлестіруші|координатор|ұйымдастырушы тарап",
        },
        ParticipantRole.CHAIR: {
            "en": "chair|chairperson|chairman|chairwoman|moderator",
            "ru": "председатель|модератор|ведущий|председательствующий|ведущая",
            "zh": "主席|主持人|会议主席|主持",
            "kk": "төраға|төрайым|модератор|жүргізуші",
        },
        ParticipantRole.NEGOTIATOR: {
            "en": "negotiator|negotiating party|in negotiations",
            "ru": "переговорщик|участник переговоров|вел переговоры|вела переговоры",
            "zh": "谈判代表|谈判人|洽谈人|谈判人员",
            "kk": "келіссөз жүргізуші|келіссөзші|келіссөзге қатысушы|келіссөз өкілі",
        },
        ParticipantRole.SIGNATORY: {
            "en": "signatory|signer|signed|signing party",
            "ru": "подписант|подписал|подписала|подписавший|подписывающий",
            "zh": "签署人|签字人|签约人|签约代表",
            "kk": "қол қоюшы|қол қойған|қол қойды|қол қоюшы тарап",
        },
        ParticipantRole.PARTNER: {
            "en": "partner|partner side|cooperation partner",
            "ru": "партнер|партнерская сторона|сторона-партнер|представитель партнера",
            "zh": "合作伙伴|合作方|伙伴|合作单位代表",
            "kk": "серіктес|әріптес|серіктес тарап|әріптес тарап",
        },
        ParticipantRole.PARTICIPANT: {
            "en": "participant|attendee|took part|participating",
            "ru": "участник|участница|присутствующий|участвовал|участвовала",
            "zh": "参加者|参与者|与会者|参会人员|参加",
            "kk": "қатысушы|қатысқан|қатысты|қатысушы тұлға",
        },
    },
    "stop_kind": {
        StopKind.MEETING: {
            "en": "meeting|talks|negotiations|working meeting|audience|discussion|round table|consultation",
            "ru": "встреча|переговоры|рабочая встреча|совещание|беседа|заседание|прием|консультация",
            "zh": "会见|会谈|会议|座谈|座谈会|交流|工作会谈|洽谈|拜会|拜访",
            "kk": "кездесу|келіссөз|келіссөздер|жұмыс кездесуі|кеңес|мәжіліс|әңгіме",
        },
        StopKind.SPEECH: {
            "en": "speech|lecture|talk|presentation|keynote|address",
            "ru": "выступление|речь|лекция|доклад|презентация",
            "zh": "演讲|讲座|发言|报告|致辞|主旨演讲|讲话",
            "kk": "сөз сөйлеу|дәріс|баяндама|лекция|таныстырылым",
        },
        StopKind.CONGRESS: {
            "en": "congress|conference|congress or conference|forum|seminar|symposium|summit",
            "ru": "конгресс|конференция|форум|семинар|съезд|симпозиум|саммит",
            "zh": "大会|论坛|研讨会|学术会议|国际会议|年会|峰会",
            "kk": "конгресс|конференция|форум|семинар|съезд|симпозиум",
        },
        StopKind.TOUR: {
            "en": "tour|campus tour|site visit|excursion|sightseeing|walk through|guided tour",
            "ru": "экскурсия|осмотр|ознакомление|обход|посещение объекта|осмотр кампуса|культурная программа",
            "zh": "参观|考察|游览|参访|校园参观|实地考察|观摩",
            "kk": "экскурсия|аралау|танысу|саяхат|кампусты аралау",
        },
        StopKind.CEREMONY: {
            "en": "ceremony|signing|signing ceremony|opening|opening ceremony|award ceremony"
            "|closing ceremony",
            "ru": "церемония|подписание|торжественная церемония|открытие|церемония подписания|награждение"
            "|церемония открытия|вручение",
            "zh": "仪式|签约仪式|签字仪式|开幕式|典礼|揭牌仪式|颁奖|闭幕式|签约",
            "kk": "рәсім|салтанат|қол қою рәсімі|ашылу рәсімі|салтанатты рәсім|марапаттау",
        },
        StopKind.TRAINING: {
            "en": "training|workshop|course|internship|master class|masterclass|training course",
            "ru": "обучение|тренинг|стажировка|курс|курсы|мастер-класс|повышение квалификации",
            "zh": "培训|研修|实习|工作坊|进修|课程|培训班",
            "kk": "оқыту|тренинг|тағылымдама|курс|шеберлік сабағы|біліктілікті арттыру",
        },
        StopKind.TRAVEL: {
            "en": "travel|transfer|flight|journey|arrival|departure|transport",
            "ru": "переезд|перелет|трансфер|прибытие|отъезд|вылет|дорога|прилет",
            "zh": "旅途|交通|航班|转机|抵达|离开|出发|乘机|途中",
            "kk": "жол жүру|ұшу|трансфер|келу|кету|жолда",
        },
        StopKind.OTHER: {
            "en": "other|miscellaneous|free time|others|else",
            "ru": "другое|прочее|иное|свободное время|разное",
            "zh": "其他|其它|自由活动|别的",
            "kk": "басқа|өзге|бос уақыт|әртүрлі",
        },
    },
    "visibility": {
        Visibility.DRAFT: {
            "en": "draft|unfinished|not ready|work in progress",
            "ru": "черновик|проект записи|не готово|черновая",
            "zh": "草稿|未完成|草案|待完善",
            "kk": "жоба|қаралама|дайын емес|аяқталмаған",
        },
        Visibility.INTERNAL: {
            "en": "internal|staff only|staff|for internal use|restricted|not public|private|confidential",
            "ru": "внутренний|внутреннее|внутренняя|для служебного пользования|дсп|служебный|служебное"
            "|не публично|не для публикации|закрытый|закрыто|конфиденциально",
            "zh": "内部|仅限内部|不公开|内部公开|内部使用|保密|非公开",
            "kk": "ішкі|қызметтік|қызмет бабында пайдалану үшін|жария емес|жабық|құпия",
        },
        Visibility.PUBLIC: {
            "en": "public|published|open|for everybody|for all",
            "ru": "публичный|публично|публичная|открытый|открыто|открытая|общедоступно|опубликовано"
            "|для всех|общедоступный",
            "zh": "公开|对外公开|已公开|公开发布|已发布",
            "kk": "жария|ашық|көпшілікке ашық|жарияланған|баршаға",
        },
    },
}


@cache
def _index(kind: str) -> dict[str, str]:
    """Key -> stored value. Where Latin letters would make words of two values equal, neither is taken."""
    choices = CHOICES[kind]
    index: dict[str, str] = {}
    roman: dict[str, set[str]] = {}
    with translation.override("en"):
        labels = {choice.value: f"{choice.value}|{choice.label}" for choice in choices}
    for value, label in labels.items():
        for word in spellings("|".join([label, *VALUE_WORDS[kind][value].values()])):
            index.setdefault(text_key(word), value)
            roman.setdefault(roman_key(word), set()).add(value)
    for key, values in roman.items():
        if key and len(values) == 1:
            index.setdefault(key, next(iter(values)))
    return index


@lru_cache(maxsize=4_096)
def read_choice(kind: str, text: str) -> str | None:
    """Give the stored value that a text of a cell means; None where it isn't exactly one of the known words.

    `kind` is "status", "role", "stop_kind" or "visibility"; any other raises KeyError. Nothing is guessed:
    "not confirmed" is not "confirmed".
    """
    index = _index(kind)
    return index.get(text_key(text)) or index.get(roman_key(text))
