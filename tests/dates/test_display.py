"""Partial dates as people of four languages say them."""

import pytest
from django.utils import translation

from tracker.dates import PartialDate

# EDTF: English, Russian, Chinese, Kazakh.
DISPLAY = {
    "2025-11-04": ("4 November 2025", "4 ноября 2025 г.", "2025年11月4日", "2025 жылғы 4 қараша"),
    "2025-11": ("November 2025", "ноябрь 2025 г.", "2025年11月", "2025 жылғы қараша"),
    "2025": ("2025", "2025 г.", "2025年", "2025 ж."),
    "202X": ("2020s", "2020-е годы", "2020年代", "2020-жылдар"),
    "200X": ("2000s (decade)", "2000-е годы", "2000年代", "2000-жылдар"),
    "20XX": (
        "some year in 2000–2099",
        "один из 2000–2099 гг.",
        "2000年至2099年间某年",
        "2000–2099 жылдардың бірі",
    ),
    "2025-23": ("autumn 2025", "осень 2025 г.", "2025年秋", "2025 жылғы күз"),
    "2025-34": ("2nd quarter of 2025", "II квартал 2025 г.", "2025年第二季度", "2025 жылғы II тоқсан"),
    "2025-41": (
        "second half of 2025",
        "вторая половина 2025 г.",
        "2025年下半年",
        "2025 жылғы екінші жартыжылдық",
    ),
    "XXXX-09-22": (
        "22 September, year not stated",
        "22 сентября, год не указан",
        "9月22日（年份未注明）",
        "22 қыркүйек, жылы көрсетілмеген",
    ),
    "XXXX-09": (
        "September, year not stated",
        "сентябрь, год не указан",
        "9月（年份未注明）",
        "қыркүйек, жылы көрсетілмеген",
    ),
    "XXXX-41": (
        "second half of the year, year not stated",
        "вторая половина года, год не указан",
        "下半年（年份未注明）",
        "екінші жартыжылдық, жылы көрсетілмеген",
    ),
    "XXXX-XX-21": (
        "the 21st, month and year not stated",
        "21-е число, месяц и год не указаны",
        "21日（月份和年份未注明）",
        "21 күні, айы мен жылы көрсетілмеген",
    ),
    "XXXX-XX-21/XXXX-XX-24": (
        "21–24, month and year not stated",
        "21–24 числа, месяц и год не указаны",
        "21日至24日（月份和年份未注明）",
        "21–24 күндері, айы мен жылы көрсетілмеген",
    ),
    "2025-XX-04": (
        "2025, the 4th, month not stated",
        "2025 г., 4-е число, месяц не указан",
        "2025年某月4日（月份未注明）",
        "2025 жыл, 4 күні, айы көрсетілмеген",
    ),
    "2025~": ("about 2025", "примерно 2025 г.", "约2025年", "шамамен 2025 ж."),
    "2025?": ("2025 (uncertain)", "2025 г. (неточно)", "2025年（不确定）", "2025 ж. (нақты емес)"),
    "2025-11-04/2025-11-05": (
        "4–5 November 2025",
        "4–5 ноября 2025 г.",
        "2025年11月4日至5日",
        "2025 жылғы 4–5 қараша",
    ),
    "2025-11-04/2025-12-02": (
        "4 November – 2 December 2025",
        "4 ноября – 2 декабря 2025 г.",
        "2025年11月4日至12月2日",
        "2025 жылғы 4 қараша – 2 желтоқсан",
    ),
    "2025-12-20/2026-01-03": (
        "20 December 2025 – 3 January 2026",
        "20 декабря 2025 г. – 3 января 2026 г.",
        "2025年12月20日至2026年1月3日",
        "2025 жылғы 20 желтоқсан – 2026 жылғы 3 қаңтар",
    ),
    "2025/2026": ("2025–2026", "2025–2026 гг.", "2025年至2026年", "2025–2026 жж."),
    "../2025-05-14": (
        "by 14 May 2025",
        "не позднее 14 мая 2025 г.",
        "不晚于2025年5月14日",
        "ең кеші 2025 жылғы 14 мамыр",
    ),
    "../2025-23": ("by autumn 2025", "не позднее осени 2025 г.", "不晚于2025年秋", "ең кеші 2025 жылғы күз"),
    "2025-05-14/..": (
        "from 14 May 2025",
        "начиная с 14 мая 2025 г.",
        "2025年5月14日起",
        "басталуы 2025 жылғы 14 мамыр",
    ),
    "202X/..": ("from the 2020s", "начиная с 2020-х годов", "2020年代起", "басталуы 2020-жылдар"),
}

# EDTF: short, doubt; in English.
SHORT = {
    "2025-11-04": ("4 Nov", ""),
    "2025-11-04/2025-11-05": ("4–5 Nov", ""),
    "2025-11-04/2025-12-02": ("4 Nov – 2 Dec", ""),
    "2025-11": ("Nov", ""),
    "2025-23": ("autumn", ""),
    "2025-41": ("second half", ""),
    "2025-34": ("2nd quarter", ""),
    "../2025-05-14": ("by 14 May", ""),
    "2025-11-04~": ("about 4 Nov", ""),
    "XXXX-09-22": ("22 Sep", "year not stated"),
    "XXXX-41": ("second half", "year not stated"),
    "XXXX-XX-21": ("the 21st", "month and year not stated"),
    "2025-XX-04": ("the 4th", "month not stated"),
    "2025-11-XX": ("Nov", "day not stated"),
    "2025-XX-XX": ("2025", "day and month not stated"),
    "2025-05-14/": ("from 14 May", "end not stated"),
    "XXXX-09-22/": ("from 22 Sep", "year not stated, end not stated"),
    "/2025-05-14": ("by 14 May", "start not stated"),
    # Nothing would be left without the year, or the years differ.
    "2025": ("2025", ""),
    "202X": ("2020s", ""),
    "2025-12-20/2026-01-03": ("20 December 2025 – 3 January 2026", ""),
}


@pytest.mark.parametrize(("edtf", "phrases"), DISPLAY.items())
def test_display_in_each_language(edtf, phrases):
    shown = []
    for language in ("en", "ru", "zh-hans", "kk"):
        with translation.override(language):
            shown.append(str(PartialDate.from_edtf(edtf)))
    assert tuple(shown) == phrases


@pytest.mark.parametrize(("edtf", "expected"), SHORT.items())
def test_short_and_doubt_in_english(edtf, expected):
    value = PartialDate.from_edtf(edtf)
    assert (value.short(), value.doubt()) == expected


@pytest.mark.parametrize(
    ("language", "edtf", "expected"),
    [
        ("ru", "2025-05-14", "14 мая"),
        ("ru", "2025-05", "май"),
        ("ru", "2025-11-04/2025-11-05", "4–5 ноя"),
        ("zh-hans", "2025-11-04/2025-11-05", "11月4日至5日"),
        ("kk", "2025-11-04", "4 қар"),
    ],
)
def test_short_in_other_languages(language, edtf, expected):
    with translation.override(language):
        assert PartialDate.from_edtf(edtf).short() == expected


def test_display_without_a_language_is_english():
    with translation.override(None):
        assert str(PartialDate.from_edtf("2025-11-04/2025-11-05")) == "4–5 November 2025"
