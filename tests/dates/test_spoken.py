"""What people type, read right or refused with a reason, and never read as something else."""

from datetime import date

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from tests.dates.test_display import DISPLAY, SHORT
from tests.dates.test_value import BOUNDS
from tracker.dates import PartialDate, PartialDateError, read
from tracker.dates.lexicon import CHINESE, PHRASES, WORDS

READ = {
    # Days, in English.
    "4 November 2025": "2025-11-04",
    "4th November 2025": "2025-11-04",
    "the 4th of November, 2025": "2025-11-04",
    "November 4, 2025": "2025-11-04",
    "Nov. 4th, 2025": "2025-11-04",
    "4 nov 2025.": "2025-11-04",
    "  4\u00a0NOVEMBER\u20092025 ": "2025-11-04",
    "on 4 November 2025": "2025-11-04",
    "4-Nov-2025": "2025-11-04",
    "Tuesday 4 November 2025": "2025-11-04",
    "Tue, Nov 4, 2025": "2025-11-04",
    "4 November 2025 (Tuesday)": "2025-11-04",
    # Numbers.
    "2025-11-04": "2025-11-04",
    "2025-5-14": "2025-05-14",
    "2025/5/14": "2025-05-14",
    "2025.5.14": "2025-05-14",
    "14.05.2025": "2025-05-14",
    "04.11.2025": "2025-11-04",
    "14.5.2025 г.": "2025-05-14",
    "14/05/2025": "2025-05-14",
    "05/14/2025": "2025-05-14",
    "14-05-2025": "2025-05-14",
    "04/04/2025": "2025-04-04",
    "20251104": "2025-11-04",
    "２０２５－１１－０４": "2025-11-04",
    "2025\u200b-11-04": "2025-11-04",
    "2025‑11‑04": "2025-11-04",
    # Months and years.
    "November 2025": "2025-11",
    "in November 2025": "2025-11",
    "Nov 2025": "2025-11",
    "Sept. 2025": "2025-09",
    "Nov-2025": "2025-11",
    "5/2025": "2025-05",
    "05.2025": "2025-05",
    "2025/05": "2025-05",
    "2025.11": "2025-11",
    "2025": "2025",
    "the year 2025": "2025",
    # Ranges.
    "4–5 Nov 2025": "2025-11-04/2025-11-05",
    "4-5 November 2025": "2025-11-04/2025-11-05",
    "4—5 November 2025": "2025-11-04/2025-11-05",
    "4 ~ 5 November 2025": "2025-11-04/2025-11-05",
    "November 4 to 5, 2025": "2025-11-04/2025-11-05",
    "November 4–5, 2025": "2025-11-04/2025-11-05",
    "from 4 to 5 November 2025": "2025-11-04/2025-11-05",
    "4 through 5 November 2025": "2025-11-04/2025-11-05",
    "4th to 5th of November 2025": "2025-11-04/2025-11-05",
    "Tue 4 – Wed 5 November 2025": "2025-11-04/2025-11-05",
    "4 Nov – 2 Dec 2025": "2025-11-04/2025-12-02",
    "30 December 2025 – 2 January 2026": "2025-12-30/2026-01-02",
    "4 Nov 2025-6 Nov 2025": "2025-11-04/2025-11-06",
    "2025-11-04 – 2025-11-05": "2025-11-04/2025-11-05",
    "2025-11-04 to 2025-11-05": "2025-11-04/2025-11-05",
    "04–05.11.2025": "2025-11-04/2025-11-05",
    "04.11–05.11.2025": "2025-11-04/2025-11-05",
    "4.–5.11.2025": "2025-11-04/2025-11-05",
    "4. - 5.11.2025": "2025-11-04/2025-11-05",
    "30.11.–2.12.2025": "2025-11-30/2025-12-02",
    "28.12.2024-03.01.2025": "2024-12-28/2025-01-03",
    "2025.11.4-11.5": "2025-11-04/2025-11-05",
    "2025/11/30 – 12/02": "2025-11-30/2025-12-02",
    "2025.11.30至12.2": "2025-11-30/2025-12-02",
    "04.11.2025-05.11.2025": "2025-11-04/2025-11-05",
    "2025.11.4-5": "2025-11-04/2025-11-05",
    "March–May 2025": "2025-03/2025-05",
    "2025–2026": "2025/2026",
    "2025/2026": "2025/2026",
    "2025-11 to 2026-02": "2025-11/2026-02",
    "spring to autumn 2025": "2025-21/2025-23",
    # Parts of a year.
    "autumn 2025": "2025-23",
    "fall 2025": "2025-23",
    "in the spring of 2025": "2025-21",
    "Winter 2025": "2025-24",
    "Q2 2025": "2025-34",
    "2025 Q2": "2025-34",
    "2025-Q2": "2025-34",
    "2nd quarter of 2025": "2025-34",
    "the fourth quarter 2025": "2025-36",
    "H1 2025": "2025-40",
    "first half of 2025": "2025-40",
    "the second half of 2025": "2025-41",
    # Decades.
    "1990s": "199X",
    "the 1990s": "199X",
    "1990's": "199X",
    "2000s (decade)": "200X",
    # No year, no month.
    "22 September": "XXXX-09-22",
    "September 22": "XXXX-09-22",
    "22 September, year not stated": "XXXX-09-22",
    "22 September (year unknown)": "XXXX-09-22",
    "22 September, no year": "XXXX-09-22",
    "25-Nov": "XXXX-11-25",
    "4–5 November": "XXXX-11-04/XXXX-11-05",
    "30 December – 2 January": "XXXX-12-30/XXXX-01-02",
    "September": "XXXX-09",
    "autumn": "XXXX-23",
    "the second half of the year": "XXXX-41",
    "the 21st": "XXXX-XX-21",
    "21st–24th": "XXXX-XX-21/XXXX-XX-24",
    "21–24, month not stated": "XXXX-XX-21/XXXX-XX-24",
    "2025, the 4th, month unknown": "2025-XX-04",
    "November 2025, day not stated": "2025-11-XX",
    # Doubt.
    "about 2025": "2025~",
    "c. 2025": "2025~",
    "ca 2025": "2025~",
    "circa November 2025": "2025-11~",
    "~2025": "2025~",
    "2025~": "2025~",
    "2025?": "2025?",
    "2025 (?)": "2025?",
    "4 November 2025 (uncertain)": "2025-11-04?",
    "perhaps autumn 2025": "2025-23?",
    "about 2025?": "2025%",
    "from about 2020 to 2025": "2020~/2025",
    # Open intervals.
    "by 14 May 2025": "../2025-05-14",
    "no later than 14 May 2025": "../2025-05-14",
    "on or before 14 May 2025": "../2025-05-14",
    "from 14 May 2025": "2025-05-14/..",
    "since 2025": "2025/..",
    "14 May 2025 onwards": "2025-05-14/..",
    # Chinese.
    "2025年11月4日": "2025-11-04",
    "２０２５年１１月４日": "2025-11-04",
    "2025 年 11 月 4 号": "2025-11-04",
    "二〇二五年十一月四日": "2025-11-04",
    "二零二五年十二月二十一日": "2025-12-21",
    "2025年11月4日（星期二）": "2025-11-04",
    "2025年11月": "2025-11",
    "2025年11月份": "2025-11",
    "2025年": "2025",
    "2025年11月4日至5日": "2025-11-04/2025-11-05",
    "2025年11月4日-5日": "2025-11-04/2025-11-05",
    "2025年11月4—5日": "2025-11-04/2025-11-05",
    "2025年11月4日～12月5日": "2025-11-04/2025-12-05",
    "2025年12月30日到2026年1月2日": "2025-12-30/2026-01-02",
    "2025年3月至5月": "2025-03/2025-05",
    "2025年秋": "2025-23",
    "2025年秋季": "2025-23",
    "2025年第二季度": "2025-34",
    "2025年二季度": "2025-34",
    "2025年上半年": "2025-40",
    "2025年下半年": "2025-41",
    "20世纪90年代": "199X",
    "二十世纪九十年代": "199X",
    "1990年代": "199X",
    "9月22日": "XXXX-09-22",
    "21日": "XXXX-XX-21",
    "21日至24日": "XXXX-XX-21/XXXX-XX-24",
    "下半年": "XXXX-41",
    "9月22日（年份不详）": "XXXX-09-22",
    "约2025年": "2025~",
    "2025年左右": "2025~",
    "不晚于2025年5月14日": "../2025-05-14",
    "自2025年5月14日起": "2025-05-14/..",
    # Russian.
    "4 ноября 2025 г.": "2025-11-04",
    "4 ноября 2025 года": "2025-11-04",
    "4-го ноября 2025": "2025-11-04",
    "вторник, 4 ноября 2025 г.": "2025-11-04",
    "4–5 ноября 2025 г.": "2025-11-04/2025-11-05",
    "с 4 по 5 ноября 2025": "2025-11-04/2025-11-05",
    "с 4 по 5.11.2025": "2025-11-04/2025-11-05",
    "с 4.11 по 5.11.2025": "2025-11-04/2025-11-05",
    "с 30.11. по 2.12.2025 г.": "2025-11-30/2025-12-02",
    "с 30 декабря 2025 по 2 января 2026": "2025-12-30/2026-01-02",
    "ноябрь 2025": "2025-11",
    "в ноябре 2025 года": "2025-11",
    "2025–2026 гг.": "2025/2026",
    "осень 2025": "2025-23",
    "осенью 2025 года": "2025-23",
    "II квартал 2025": "2025-34",
    "2-й квартал 2025 г.": "2025-34",
    "первая половина 2025": "2025-40",
    "I полугодие 2025": "2025-40",
    "1990-е": "199X",
    "1990-е годы": "199X",
    "22 сентября": "XXXX-09-22",
    "22 сентября, год не указан": "XXXX-09-22",
    "21-е": "XXXX-XX-21",
    "около 2025": "2025~",
    "не позднее 14 мая 2025": "../2025-05-14",
    "до 14 мая 2025 г. включительно": "../2025-05-14",
    "с 14 мая 2025 г.": "2025-05-14/..",
    # Kazakh.
    "2025 жылғы 4 қараша": "2025-11-04",
    "4 қараша 2025 ж.": "2025-11-04",
    "2025 жылғы күз": "2025-23",
    # EDTF itself.
    "xxxx-09-22": "XXXX-09-22",
    "XXXX-XX-21/XXXX-XX-24": "XXXX-XX-21/XXXX-XX-24",
    "../2025-05-14": "../2025-05-14",
    "2025-05-14/..": "2025-05-14/..",
    "2025-05-14/": "2025-05-14/",
    "2025-23": "2025-23",
    "202x": "202X",
}

RELATIVE, THIRD, EXCLUSIVE = (
    "depends on the day it is read",
    "Enter the month or the year",
    "that day itself is meant",
)
NO_SHAPE, CHOICE, FOUR = "do not make up one date", "names two dates", "a year has four digits"

REFUSED = {
    "": "it is empty",
    " \u200b ": "it is empty",
    "yesterday evening": RELATIVE,
    "today": RELATIVE,
    "next year": RELATIVE,
    "last autumn": RELATIVE,
    "this fall": RELATIVE,
    "2025 – present": RELATIVE,
    "明年": RELATIVE,
    "今年秋季": RELATIVE,
    "去年11月": RELATIVE,
    "сегодня": RELATIVE,
    "в следующем году": RELATIVE,
    "прошлой осенью": RELATIVE,
    "былтыр": RELATIVE,
    "early August": THIRD,
    "mid-November 2025": THIRD,
    "late 2025": THIRD,
    "the end of 2025": THIRD,
    "the first week of May 2025": THIRD,
    "начало августа": THIRD,
    "в середине ноября 2025": THIRD,
    "первая декада мая": THIRD,
    "2025年11月上旬": THIRD,
    "8月初": THIRD,
    "2025年底": THIRD,
    "before 14 May 2025": EXCLUSIVE,
    "after 14 May 2025": EXCLUSIVE,
    "until 14 May 2025": EXCLUSIVE,
    "до 14 мая 2025": EXCLUSIVE,
    "после 14 мая 2025": EXCLUSIVE,
    "2025年5月14日前": EXCLUSIVE,
    "2025年5月以后": EXCLUSIVE,
    "4 or 5 November 2025": CHOICE,
    "4 and 6 November 2025": CHOICE,
    "between May and June 2025": CHOICE,
    "4 и 5 ноября 2025": CHOICE,
    "2025年11月4、6日": CHOICE,
    "04/11/2025": "is the day first or the month?",
    "4-11-2025": "is the day first or the month?",
    "4/5/2025 – 6/5/2025": "is the day first or the month?",
    "04/11/25": FOUR,
    "4 November 25": FOUR,
    "4.11.25 г.": FOUR,
    "Q2 25": FOUR,
    "90s": FOUR,
    "90-е": FOUR,
    "90年代": FOUR,
    "Nov-25": "is “25” a day or a year?",
    "2025-26": "a range of years or a season?",
    "2023-24": "a range of years or a season?",
    "2023–24": "a range of years or a season?",
    "2025/26": "a month or the end of a range of years?",
    "1941-45": "a month or the end of a range of years?",
    "2025.1": "a month after a dot has two digits",
    "2000s": "may be ten years or a hundred",
    "1995s": "a decade starts with a year that ends in 0",
    "21st century": "a century may begin",
    "XXI век": "a century may begin",
    "21世纪": "a century may begin",
    "45965": "neither a year of four digits nor a day",
    "202511": "neither a year of four digits nor a day",
    "251104": "neither a year of four digits nor a day",
    "20251304": "there is no month 13",
    "14052025": "there is no month",
    "05.14.2025": "there is no month 14",
    "13月4日": "there is no month 13",
    "21月2025年": "there is no month 21",
    "31 November 2025": "the days 1 to 30",
    "29 February 2025": "the days 1 to 28",
    "2025-02-29": "the days 1 to 28",
    "2025年2月29日": "the days 1 to 28",
    "30 February": "the days 1 to 29",
    "XXXX-02-30": "the days 1 to 29",
    "45 November": "there is no day 45",
    "Wednesday 4 November 2025": "2025-11-04 is another day of the week",
    "Tuesday 4 November": "goes with a whole date only",
    "Tuesday": NO_SHAPE,
    "5–4 November 2025": "it ends before it starts",
    "30 December – 2 January 2026": "it ends before it starts",
    "2026–2025": "it ends before it starts",
    "28.12-03.01.2025": "it ends before it starts",
    "2025.12.28-1.3": "it ends before it starts",
    "2025.11.4-13.11": "there is no month 13",
    "2025-11-05/2025-11-04": "it ends before it starts",
    "30 December 2025 – 2 January": "the year of the second date is missing",
    "4 November – 5": "the month of the second date is missing",
    "4–4 November 2025": "both ends are the same",
    "4 November – December 2025": "one end has a year",
    "21": "a number alone is no date",
    "21-24": "a number alone is no date",
    "4th 2025": "a number alone is no date",
    "4–November 2025": "a number alone is no date",
    "about 4–5 November 2025": "is one end meant or both?",
    "4–5 November 2025 (uncertain)": "is one end meant or both?",
    "4 November 2025, year not stated": "and states it",
    "22 September, month not stated": "and states it",
    "2025, day not stated": "it states no month",
    "22 September, year not stated, no year": "says twice",
    "year not stated": NO_SHAPE,
    "4 November 2025, end not stated": NO_SHAPE,
    "by 4 November 2025, end not stated": NO_SHAPE,
    "from 4 November 2025, start not stated": NO_SHAPE,
    "about about 2025": NO_SHAPE,
    "some year in 2000–2050": "goes with a century",
    "20世纪95年代": "a decade starts with a year that ends in 0",
    "25 г.": "a year has four digits",
    "5th quarter of 2025": "four quarters and two halves",
    "2025 November 4 December": NO_SHAPE,
    "4 5 November 2025": NO_SHAPE,
    "2 0 2 5": NO_SHAPE,
    "half of 2025": NO_SHAPE,
    "2025–": NO_SHAPE,
    "–2025": NO_SHAPE,
    "by 4–5 November 2025": NO_SHAPE,
    "4 November 2025 14:30": "“:” is not understood",
    "4.": "a number alone is no date",
    "4.–6.11": "“.” is not understood",
    "04.11": "“.” is not understood",
    "2025-11-4-11-6": FOUR,
    "2025-11-04T10:00": "“t” is not understood",
    "4st November": "“4st” is not understood",
    "Spring Festival 2025": "“festival” is not understood",
    "2025年春节": "“节” is not understood",
    "2025²": "“²” is not understood",
    "4 November 2025 AD": "“ad” is not understood",
    "c 14 мая 2025": "“c” is not understood",  # a Latin c: about, or a mistyped Russian с, from
    "4 Novembre 2025": "“novembre” is not understood",
    "2025年11月二十二十日": "“二” is not understood",
    "foo": "“foo” is not understood",
    "=1+1": "“=” is not understood",
    "November (2025": "a bracket is missing",
}


@pytest.mark.parametrize(("text", "edtf"), READ.items())
def test_read_typed_text(text, edtf):
    assert read(text).edtf == edtf


@pytest.mark.parametrize(("text", "reason"), REFUSED.items())
def test_read_refused_with_a_sentence(text, reason):
    with pytest.raises(PartialDateError) as refusal:
        read(text)
    sentence = str(refusal.value)
    assert reason in sentence
    assert sentence.endswith(
        "Dates can be typed like these: 4–5 November 2025; autumn 2025; 22 September; 2025-11-04."
    )


def test_read_refused_in_whole_sentences():
    with pytest.raises(PartialDateError) as refusal:
        read("next autumn", today=date(2031, 2, 3))
    assert str(refusal.value) == (
        "“next autumn” can't be read as a date: what it means depends on the day it is read. "
        "Type the year itself. "
        "(This year is 2031.) "
        "Dates can be typed like these: 4–5 November 2025; autumn 2025; 22 September; 2025-11-04."
    )


@pytest.mark.parametrize("edtf", dict.fromkeys([*BOUNDS, *DISPLAY, *SHORT, *READ.values()]))
def test_read_reads_back_what_is_displayed(edtf):
    value = PartialDate.from_edtf(edtf)
    assert read(str(value)) == value


@pytest.mark.parametrize("language", ["ru", "zh-hans", "kk"])
@pytest.mark.parametrize("edtf", dict.fromkeys([*BOUNDS, *DISPLAY, *SHORT, *READ.values()]))
def test_read_of_a_translated_display_right_or_refused(edtf, language):
    value = PartialDate.from_edtf(edtf)
    with translation.override(language):
        try:
            assert read(str(value)) == value
        except PartialDateError:
            return  # then a form shows the EDTF text


@pytest.mark.parametrize(
    "text",
    [
        "x" * 1_000_000,
        "2025-11-04 " * 100_000,
        "(" * 201,
        "\x00",
        "2025\x00",
        "\ud800",
        "4 November 2025\ud800",
    ],
    ids=["long", "long date", "brackets", "nul", "nul after a year", "surrogate", "surrogate after a date"],
)
def test_read_hostile_text_refused_in_printable_words(text):
    with pytest.raises(PartialDateError) as refusal:
        read(text)
    assert str(refusal.value).isprintable()
    assert len(str(refusal.value)) < 400


def _read_or_refused(text: str) -> None:
    try:
        value = read(text)
    except PartialDateError:
        return
    assert PartialDate.from_edtf(value.edtf) == value
    assert read(str(value)) == value


@given(st.text(max_size=210))
def test_read_any_text_read_or_refused(text):
    _read_or_refused(text)


PIECES = [
    *WORDS,
    *PHRASES,
    *CHINESE,
    *"0123456789年月日-–/.,?~%()X ",
    "2025",
    "11",
    "..",
    "not stated",
    "year",
    "s",
    "th",
]


@given(st.lists(st.sampled_from(PIECES), max_size=9), st.sampled_from(["", " "]))
def test_read_any_words_of_dates_read_or_refused(pieces, between):
    _read_or_refused(between.join(pieces))


@given(
    st.dates(min_value=date(1000, 1, 1)),
    st.sampled_from(["{0:%d.%m.%Y}", "{0:%Y/%m/%d}", "{0:%d %B %Y}", "{0:%b %d, %Y}"]),
)
def test_read_every_day_in_each_notation(day, notation):
    assert read(notation.format(day)).earliest == day
