"""What marks a row of a sheet as something else than a record: totals, a signature, a note, a section."""

from __future__ import annotations

import re
from functools import lru_cache

from tracker.imports.vocabulary.countries import read_country
from tracker.imports.vocabulary.keys import HAN, spellings, text_key

_TOTALS = (
    "total|totals|grand total|subtotal|sub total|sum total|in total|overall total|in all",
    "итого|всего|итог|общее количество|общий итог|подытог|общее число|сумма",
    "合计|总计|共计|小计|总和|累计",
    "барлығы|жиыны|жалпы саны|қорытынды|жалпы|барлық",
)
#: What may stand after the word for a total. With any other word it is the name of something.
_COUNTED = (
    "visits|visit|trips|delegations|delegation|people|persons|members|participants|countries|number|of|for"
    "|the"
    "|year|in|by|per|all|outgoing|incoming|and|to|from|pax|events|stops|q",
    "визитов|визиты|визита|делегаций|делегации|человек|чел|участников|стран|поездок|мероприятий|за|год|г"
    "|по|в"
    "|году|квартал|полугодие|количество|всего|на|и|командировок|месяц",
    "сапар|сапарлар|адам|делегация|делегациялар|саны|жыл|жылы|жылға|бойынша|қатысушы|барлығы|іс-шара|үшін",
)
_MONTHS = (
    "january|february|march|april|may|june|july|august|september|october|november|december",
    "январь|февраль|март|апрель|май|июнь|июль|август|сентябрь|октябрь|ноябрь|декабрь"
    "|января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря",
    "қаңтар|ақпан|наурыз|сәуір|мамыр|маусым|шілде|тамыз|қыркүйек|қазан|қараша|желтоқсан",
)
_PERIODS = (
    "year|quarter|half|first|second|third|fourth|i|ii|iii|iv|h1|h2|q1|q2|q3|q4|spring|summer|autumn|winter"
    "|of"
    "|the|academic|part|fiscal|st|nd|rd|th|1st|2nd|3rd|4th",
    "год|года|году|г|гг|квартал|полугодие|учебный|первый|второй|третий|четвертый|первое|второе|весна|лето"
    "|осень|зима|за",
    "жыл|жылы|жылғы|тоқсан|жартыжылдық|бірінші|екінші|үшінші|төртінші|көктем|жаз|күз|қыс|оқу",
)
_DIRECTIONS = (
    "outgoing|incoming|outbound|inbound|visits|delegations|trips|abroad|foreign|domestic"
    "|official|received|sent|hosted|planned|completed|cancelled|and|other",
    "исходящие|входящие|визиты|делегации|поездки|зарубежные|командировки|прием|приём|выезды|выездные"
    "|приезды|иностранные|иностранных|делегаций|принятые|направленные|официальные|планируемые|состоявшиеся"
    "|отмененные|и|прочие|въездные|за|рубеж",
    "сапарлар|сапарлары|делегациялар|шығыс|кіріс|шетелдік|келген|барған|іссапарлар|ресми|қабылданған|мен",
)
_SIGNATURES = (
    "prepared by|compiled by|approved by|checked by|signed by|signature|drawn up by|responsible"
    "|filled in by"
    "|date of preparation|reviewed by|submitted by|contact person",
    "исполнитель|составил|составила|подготовил|подготовила|утверждаю|утвердил|утвердила|согласовано"
    "|проверил"
    "|проверила|подпись|ответственный|ответственное лицо|исп|начальник отдела|дата составления|мп",
    "填表人|制表人|制表|审核|审核人|审批人|负责人|签字|签名|填报人|填表日期|制表日期|联系人|填报日期"
    "|单位盖章|经办人",
    "дайындаған|орындаушы|жасаған|бекітемін|бекіткен|келісілді|тексерген|қолы|жауапты|құрастырған",
)
_NOTES = (
    "note|notes|nb|remark|remarks|source|sources|legend|explanation|ps|please note",
    "примечание|примечания|источник|источники|условные обозначения|пояснение|сноска|прим|внимание",
    "注|备注|说明|来源|注释|附注|填表说明|数据来源",
    "ескерту|ескертпе|дереккөз|түсініктеме",
)
_SUMMARIES = (
    "summary|statistics|totals|total|by country|number of visits|visits number|count|number of trips"
    "|number of delegations|recapitulation|overview",
    "сводка|статистика|итоги|итого|всего|количество визитов|кол-во визитов|число визитов|количество поездок"
    "|количество делегаций|по странам|сводная таблица",
    "汇总|统计|合计|总计|访问次数|次数|数量|小计|统计表|团组数|批次",
    "жиынтық|статистика|сапар саны|сапарлар саны|барлығы|қорытынды|елдер бойынша",
)

#: What stands over a column of counts.
_COUNTS = (
    "number|numbers|count|quantity|qty|amount|visits|trips|delegations|people|persons|share|percent|times",
    "количество|кол-во|число|визитов|визиты|поездок|делегаций|человек|чел|доля|процент",
    "数量|次数|人数|个数|总数|批次|团组数|计数|比例|占比",
    "саны|адам саны|үлесі|пайызы",
)


def _keys(groups: tuple[str, ...]) -> frozenset[str]:
    return frozenset(text_key(word) for group in groups for word in spellings(group))


_TOTAL_KEYS = sorted(_keys(_TOTALS), key=len, reverse=True)
_COUNTED_KEYS = _keys(_COUNTED) | _keys(_MONTHS)
_SECTION_KEYS = _keys(_MONTHS) | _keys(_PERIODS) | _keys(_DIRECTIONS)
_SUMMARY_KEYS = _keys(_SUMMARIES)
_COUNT_KEYS = _keys(_COUNTS)
_SIGNATURE_KEYS = tuple(sorted(_keys(_SIGNATURES), key=len, reverse=True))
_NOTE_KEYS = tuple(sorted(_keys(_NOTES), key=len, reverse=True))

_STEMS = frozenset(
    stem
    for group in (*_TOTALS, *_SIGNATURES, *_NOTES)
    for word in spellings(group)
    for stem in (word[:2], text_key(word)[:2])
)
_MARKS = ("*", "†", "※", "(", "（", "[")
_TOTAL_ENDS = ("合计", "总计", "共计", "小计", "累计", "合計", "總計", "共計", "小計", "累計")

_NUMBER = re.compile(r"\d+(?:[.,]\d+)?%?")
_HAN_COUNTED = re.compile(
    r"[\d一二三四五六七八九十百千〇零]*(?:个|次|人|人次|批|团|团组|国家|年|年度|月|季度|访问|出访|来访|人数|次数|数|总数)*"
)
_HAN_SECTION = re.compile(
    r"(?:[\d一二三四五六七八九十〇零]+|第|年|年度|月|月份|季度|上|下|半年|学年|春|夏|秋|冬|季|学期"
    r"|出访|来访|访问|接待|派出|团组|计划|国外|国际|境外|外宾|情况|部分|因公|出国|出境|、)+"
)
_TOTAL_LAST = re.compile(r"(.*?)(?:合计|总计|共计|小计|累计) ?\d*")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_DIGIT = re.compile(r"\d")
_NUMBERED = re.compile(r"^(?:[ivx]+|\d{1,2}|[一二三四五六七八九十]+)\s*[.)、．]\s*", re.IGNORECASE)
_SIGN = re.compile("[:：_.。…]")


def may_be_marked(text: str) -> bool:
    """Whether the rules below need to look at a row that begins with this text; quick, for every row."""
    return (
        text[:2].lower() in _STEMS
        or text[:1] in _STEMS
        or text.startswith(_MARKS)
        or text.endswith(_TOTAL_ENDS)
    )


def is_number(text: str) -> bool:
    """Whether a text is a count or a share in figures; a date in figures is not."""
    return _NUMBER.fullmatch(text.replace(" ", "")) is not None


def is_count(text: str) -> bool:
    """Whether a text is a count, with or without what is counted: "12", "12 visits", "5个团", "–"."""
    pieces = text_key(text).split()
    return is_number(text) or all(
        piece.isdigit() or piece in _COUNTED_KEYS or _HAN_COUNTED.fullmatch(piece) or not piece.isalnum()
        for piece in pieces
    )


@lru_cache(maxsize=4_096)
def is_total(text: str) -> bool:
    """Whether a text says no more than that it is a total: "Total: 12", "Итого за 2024 год", "合计：12人".

    >>> is_total("Total Example Ltd visits the Sample Institute")
    False
    """
    key = text_key(text)
    for word in _TOTAL_KEYS:
        if key == word:
            return True
        if word[0] > "\u2e80" and key.startswith(word):
            return _HAN_COUNTED.fullmatch(key.removeprefix(word).replace(" ", "")) is not None
        if key.startswith(f"{word} "):
            rest = key.removeprefix(f"{word} ").split()
            return all(piece in _COUNTED_KEYS or piece.isdigit() for piece in rest)
    # 2024年合计, 访问合计
    if (found := _TOTAL_LAST.fullmatch(key)) is not None:
        return _HAN_COUNTED.fullmatch(found[1].replace(" ", "")) is not None
    return False


@lru_cache(maxsize=1_024)
def is_summary(text: str) -> bool:
    """Whether a text heads a table of totals: "Summary by country", "Количество визитов", "次数"."""
    key = text_key(text)
    return is_total(text) or key in _SUMMARY_KEYS or any(f" {word} " in f" {key} " for word in _SUMMARY_KEYS)


@lru_cache(maxsize=1_024)
def heads_counts(text: str) -> bool:
    """Whether a text stands over counts: "Number", "Количество", "Number of visits", "次数"."""
    key = text_key(text)
    return is_summary(text) or key in _COUNT_KEYS or key.partition(" ")[0] in _COUNT_KEYS


def _is_marked(text: str, keys: tuple[str, ...]) -> bool:
    """Whether a text is one of the words, or one and then a colon, a full stop or a line to write on."""
    return text_key(text) in keys or (
        (sign := _SIGN.search(text)) is not None and text_key(text[: sign.start()]) in keys
    )


def is_signature(text: str, *, alone: bool = False) -> bool:
    """Whether a text is where the one who made the list signs: "Prepared by: …", "Исполнитель", "填表人：…".

    `alone`, with nothing else in its row, "Prepared by Ms Ann Sample" is one as well.
    """
    key = text_key(text)
    return _is_marked(text, _SIGNATURE_KEYS) or (
        alone and any(key.startswith(f"{word} ") for word in _SIGNATURE_KEYS if " " in word)
    )


def is_note(text: str) -> bool:
    """Whether a text is a note on the sheet: "Note: …", "* to be confirmed", "注：…"."""
    return text[:1] in ("*", "†", "※") or _is_marked(text, _NOTE_KEYS)


def has_year(text: str) -> bool:
    """Whether there is a year in it."""
    return _YEAR.search(text) is not None


@lru_cache(maxsize=4_096)
def is_section(text: str) -> bool:
    """Whether a text says what the rows below it are, and can't be a record: "2024", "I квартал", "出访",
    "Outgoing visits", "Kazakhstan".
    """
    if len(text) > 60:
        return False
    # "I. Outgoing visits", but not the "I" of "I квартал".
    key = text_key(_NUMBERED.sub("", text))
    return _is_period_or_direction(key) or (not _DIGIT.search(key) and read_country(text) is not None)


def _is_period_or_direction(key: str) -> bool:
    if not key:
        return False
    if re.search(f"[{HAN}]", key):
        whole = key.replace(" ", "")
        return _HAN_SECTION.fullmatch(whole) is not None and not whole.isdigit()
    pieces = key.split()
    if all(piece.isdigit() for piece in pieces):
        return all(_YEAR.fullmatch(piece) for piece in pieces)
    return all(
        piece in _SECTION_KEYS or _YEAR.fullmatch(piece) or (piece.isdigit() and len(piece) == 1)
        for piece in pieces
    ) and any(piece in _SECTION_KEYS for piece in pieces)
