"""The words that dates are made of, in English, Russian, Chinese and, for what is common, Kazakh.

`WORDS` and `PHRASES` map a word to a token: a kind (one letter, see below) and a value. All are small
letters, е for ё.

| kind | meaning | value |
| --- | --- | --- |
| `m` | a month | 1–12 |
| `s` | a season or half of a year | its EDTF code |
| `Q`, `H` | the word "quarter", "half" | – |
| `r` | an ordinal or Roman number in words | 1–4 |
| `w` | a day of the week | 0 (Monday) – 6 |
| `z` | the word "year" after a number | – |
| `-` | to | – |
| `f`, `t` | from (before a date), onwards (after it) | – |
| `b` | by, no later than | – |
| `a`, `p` | about, perhaps (before a date) | – |
| `A`, `u` | about, uncertain (after it) | – |
| `n` | not stated | the parts |
| ` ` | nothing by itself | – |
| `!` | refused | a key of `REFUSED` |
"""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Token = tuple[str, Any]

RELATIVE, THIRD, EXCLUSIVE, CHOICE, CENTURY, TWO_DIGITS = (
    "relative",
    "third",
    "exclusive",
    "choice",
    "century",
    "short",
)

#: Why a word is refused, as a sentence.
REFUSED: dict[str, Promise] = {
    RELATIVE: _("what it means depends on the day it is read. Type the year itself."),
    THIRD: _(
        "there is no code for a part of a month or for the beginning, middle or end of a year. "
        "Enter the month or the year, and put the words in the note."
    ),
    EXCLUSIVE: _(
        "it does not say whether that day itself is meant. Type “by 14 May 2025” where it is included, "
        "“from 14 May 2025” for a start, or the last or first day that can be meant."
    ),
    CHOICE: _("it names two dates. Type one date, or a range such as “4–5 November 2025”."),
    CENTURY: _("a century may begin with the year 00 or 01. Type 20XX for one of the years 2000 to 2099."),
    TWO_DIGITS: _("a year has four digits. Type all of them."),
}


def _each(kind: str, *groups: str, first: int = 0) -> dict[str, Token]:
    """Tokens for words of the same value, one string of words a value, counted from `first`."""
    return {word: (kind, value) for value, group in enumerate(groups, first) for word in group.split()}


def _all(kind: str, words: str, value: Any = None) -> dict[str, Token]:
    return dict.fromkeys(words.split(), (kind, value))


def _phrases(kind: str, phrases: str, value: Any = None) -> dict[str, Token]:
    return {phrase.strip(): (kind, value) for phrase in phrases.split("|")}


#: Words of letters (Latin, Cyrillic), found whole.
WORDS: dict[str, Token] = {
    **_each(
        "m",
        "january jan январь января январе янв қаңтар қаңтары",
        "february feb февраль февраля феврале фев февр ақпан ақпаны",
        "march mar март марта марте мар наурыз наурызы",
        "april apr апрель апреля апреле апр сәуір сәуірі",
        "may май мая мае мамыр мамыры",
        "june jun июнь июня июне июн маусым маусымы",
        "july jul июль июля июле июл шілде шілдесі",
        "august aug август августа августе авг тамыз тамызы",
        "september sep sept сентябрь сентября сентябре сен сент қыркүйек қыркүйегі",
        "october oct октябрь октября октябре окт қазан қазаны",
        "november nov ноябрь ноября ноябре ноя нояб қараша қарашасы",
        "december dec декабрь декабря декабре дек желтоқсан желтоқсаны",
        first=1,
    ),
    **_each(
        "s",
        "spring весна весны весне весной көктем көктемі көктемде көктемінде",
        "summer лето лета лете летом жаз жазы жазда жазында",
        "autumn fall осень осени осенью күз күзі күзде күзінде",
        "winter зима зимы зиме зимой қыс қысы қыста қысында",
        first=21,
    ),
    **_each(
        "w",
        "monday mon понедельник пн дүйсенбі",
        "tuesday tue tues вторник вт сейсенбі",
        "wednesday wed среда среду ср сәрсенбі",
        "thursday thu thur thurs четверг чт бейсенбі",
        "friday fri пятница пятницу пт жұма",
        "saturday sat суббота субботу сб сенбі",
        "sunday sun воскресенье вс жексенбі",
    ),
    **_each(
        "r",
        "first i первый первая первое первой первом бірінші",
        "second ii второй вторая второе втором екінші",
        "third iii третий третья третье третьем үшінші",
        "fourth iv четвертый четвертом төртінші",
        first=1,
    ),
    **_all("Q", "quarter квартал квартала квартале кв тоқсан тоқсаны тоқсанында"),
    **_all("H", "half полугодие полугодия полугодии половина половины половине жартыжылдық жартыжылдығы"),
    **_all("z", "year г гг год года году годы годов ж жж жыл жылы жылғы жылдың"),
    **_all("-", "to through по"),
    **_all("f", "from since starting с со"),
    **_all("t", "onward onwards бастап"),
    **_all("b", "by"),
    **_all(
        "a", "about around circa c ca approximately approx roughly около ок примерно приблизительно шамамен"
    ),
    **_all("p", "perhaps possibly возможно мүмкін"),
    **_all("u", "uncertain неточно"),
    **_all(" ", "the of in on в во"),
    **_all(
        "!",
        "today tomorrow yesterday now this last next current recent recently ago present upcoming",
        RELATIVE,
    ),
    **_all("!", "сегодня завтра вчера сейчас ныне наст текущий текущего текущем текущая", RELATIVE),
    **_all("!", "этот эта это этого этой этом прошлый прошлого прошлом прошлой прошлая прошлое", RELATIVE),
    **_all("!", "следующий следующего следующем следующей следующая будущего будущем будущей", RELATIVE),
    **_all("!", "нынешний нынешнего нынешнем нынешней бүгін ертең кеше биыл былтыр келесі өткен", RELATIVE),
    **_all("!", "early mid middle late beginning start end week weeks fortnight", THIRD),
    **_all("!", "начало начале начала середина середине середины конец конце конца концу", THIRD),
    **_all(
        "!",
        "декада декаде декады неделя неделе недели басы басында ортасы ортасында соңы соңында апта",
        THIRD,
    ),
    **_all(
        "!",
        "before after until till til prior earlier later до после к ко перед раньше позже дейін кейін",
        EXCLUSIVE,
    ),
    **_all("!", "and or either between и или либо между және немесе", CHOICE),
    **_all("!", "century centuries век века веке веков ғасыр ғасырда", CENTURY),
}

#: Several words, found before single ones.
PHRASES: dict[str, Token] = {
    **_phrases(
        "b",
        "up to and including|no later than|not later than|on or before|before or on"
        "|не позднее|не позже|ең кеші",
    ),
    **_phrases(
        "f", "on or after|after or on|starting from|starting on|начиная с|начиная со|не ранее|не раньше"
    ),
    **_phrases("u", "not certain|не точно"),
    **_phrases(
        "s",
        "first half of the year|first half year|first half-year|h1|1h"
        "|первая половина года|первой половине года",
        40,
    ),
    **_phrases(
        "s",
        "second half of the year|second half year|second half-year|h2|2h"
        "|вторая половина года|второй половине года",
        41,
    ),
    **{f"{mark}{n}{end}": ("s", 32 + n) for n in range(1, 5) for mark, end in (("q", ""), ("", "q"))},
    **_phrases("!", "up to", EXCLUSIVE),
}

#: Chinese words; there are no spaces to find them by, so the longest that fits is taken.
CHINESE: dict[str, Token] = {
    **_each("s", "春 春季 春天", "夏 夏季 夏天", "秋 秋季 秋天", "冬 冬季 冬天", first=21),
    **_each("s", "上半年", "下半年", first=40),
    **_each("w", *(" ".join(week + day for week in ("星期", "周", "礼拜")) for day in "一二三四五六日")),
    **_all("w", "星期天 周天 礼拜天", 6),
    **_all("Q", "季度 季"),
    **_all("-", "至 到"),
    **_all("f", "自 从 自从"),
    **_all("t", "起 开始 以来"),
    **_all("b", "不晚于 不迟于 最晚 最迟"),
    **_all("a", "约 大约 大概"),
    **_all("A", "左右 前后"),
    **_all("p", "可能"),
    **_all("u", "不确定"),
    **_all(" ", "的 在 于"),
    **_all(
        "!",
        "今天 明天 昨天 今日 明日 昨日 今年 明年 去年 前年 后年 本年 本月 上月 下月 上个月 下个月",
        RELATIVE,
    ),
    **_all(
        "!",
        "这个月 本周 上周 下周 本季度 上季度 下季度 今春 今夏 今秋 今冬 目前 现在 至今 同年 当年",
        RELATIVE,
    ),
    **_all(
        "!",
        "上旬 中旬 下旬 初 底 末 中 年初 年中 年底 年末 月初 月中 月底 月末 初期 中期 末期 上半月 下半月",
        THIRD,
    ),
    **_all("!", "前 后 以前 之前 以后 之后 截至 截止", EXCLUSIVE),
    **_all("!", "或 和 与 及 或者", CHOICE),
    **_all("!", "世纪", CENTURY),
}

CHINESE_DIGITS = {digit: value for value, digit in enumerate("〇一二三四五六七八九")} | {
    "零": 0,
    "○": 0,
    "两": 2,
}


def ordinal(number: int) -> str:
    """4th, as English writes it."""
    suffix = "th" if number in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{suffix}"


_PART_NAMES = {
    "year": "year|год|года|жыл|жылы|年份|年",
    "month": "month|месяц|месяца|ай|айы|月份|月",
    "day": "day|день|число|дня|числа|күн|күні|日期|日",
    "start": "start|начало|басталуы|起始日期|开始日期",
    "end": "end|конец|окончание|аяқталуы|结束日期",
}
#: What is said not to be stated. "Month and year not stated", "год не указан", "年份不详".
PART_OF_NAME = {name: part for part, names in _PART_NAMES.items() for name in names.split("|")}
NAME = "(?:" + "|".join(sorted(PART_OF_NAME, key=len, reverse=True)) + ")"
NOT_STATED = (
    rf"(?P<names>{NAME}(?:\s*(?:and|и|және|和|、)\s*{NAME})?)\s*"
    r"(?:(?:is |are )?(?:not stated|not given|not known|unknown|unstated)"
    r"|не указан[аоы]?|неизвест(?:ен|на|но|ны)|көрсетілмеген|белгісіз|未注明|未说明|不详|不明|未知)"
    rf"|(?:no|unknown|without an?|without|без)\s+(?P<without>{NAME})"
)
