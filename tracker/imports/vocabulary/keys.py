"""Texts of a spreadsheet made comparable without confusing different words.

`tracker.names.normalise` writes everything in Latin letters, under which different Chinese words are often
the same (时间 "time", 实践 "practice"). Headers and fixed words are compared in their own script, folded.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from tracker.names import normalise

#: No header or fixed word is longer; what follows is not looked at.
_LONGEST = 300
HAN = "\u3400-\u4dbf\u4e00-\u9fff"

#: Traditional characters of the words of offices, each with its simplified one.
_HAN_PAIRS = (
    "訪访 問问 團团 國国 來来 單单 機机 構构 組组 織织 員员 長长 職职 務务 稱称 時时 間间 開开 結结 離离 "
    "達达 備备 註注 狀状 態态 類类 別别 動动 項项 議议 題题 領领 談谈 內内 記记 錄录 參参 與与 請请 辦办 "
    "東东 學学 號号 編编 碼码 關关 鍵键 總总 計计 數数 規规 隊队 帶带 進进 執执 況况 個个 補补 說说 釋释 "
    "發发 預预 會会 費费 護护 電电 話话 際际 華华 區区 聯联 標标 簽签 紀纪 範范 圍围 權权 見见 實实 歸归 "
    "啟启 處处 舉举 專专 業业 讀读 隨随 協协 調调 課课 點点 場场 園园 語语 譯译 貴贵 賓宾 觀观 遊游 儀仪 "
    "訓训 練练 閉闭 於于 為为 後后 裏里 臺台 檔档 傳传 體体 對对 應应 運运 輸输 陽阳 陰阴 爾尔 亞亚 羅罗 "
    "烏乌 韓韩 蘭兰 緬缅 馬马 紹绍 聖圣 魯鲁 維维 賴赖 麥麦 紐纽 賽赛 門门 薩萨 萬万 幾几 納纳 剛刚 腳脚 "
    "頭头 銜衔 誰谁 從从 無无 屬属 絡络 繫系 義义 審审 製制 錶表 導导 誌志 術术 講讲 據据 條条 約约 擬拟 "
    "訂订 確确 認认 暫暂 緩缓 銷销 頁页 細细 節节 彙汇 匯汇 簡简 報报 選选 顧顾 負负 責责 統统 劃划 籌筹 "
    "討讨 論论 現现 環环 終终 書书 資资 訊讯 歷历 決决 誼谊 將将 變变 檢检 級级 試试 陸陆 灣湾 師师 覽览 "
    "廳厅 圖图 詞词 產产 給给 郵邮 聽听 層层 擔担 複复 復复 還还 這这 過过 當当 種种 積积 極极 遲迟 許许 "
    "續续 麗丽 葉叶 溫温 慶庆 勞劳 薦荐 擇择 獲获 準准 辯辩 遞递 擱搁 載载 顯显 階阶 龍龙 島岛 諸诸 爭争 "
    "飛飞 車车 張张 楊杨 劉刘 陳陈 趙赵 黃黄 吳吴 鄭郑 孫孙 銀银 錢钱 價价 額额 幣币"
)
# Kazakh letters as people type them on a Russian keyboard, and what Unicode doesn't decompose.
_LETTERS = str.maketrans("әғқңөұүһіıøłđ", "агкноуухииold")
_HAN_VARIANTS = str.maketrans({pair[0]: pair[1] for pair in _HAN_PAIRS.split()})
# Latin letters that look like Cyrillic ones; "Cтрана" is often typed with a Latin C.
_LOOKALIKES = str.maketrans("aceopxykmthbi", "асеорхукмтнві")

_ACCENTS = re.compile("[\u0300-\u036f]+")
_HYPHENATED = re.compile(r"(?<=[^\W\d_])-\n(?=[^\W\d_])")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z][a-z])")
_PLURAL = re.compile(r"(?<=\w)\((?:s|es|ies|n|ы|и|а|й|ей|ов|я|е)\)", re.IGNORECASE)
_APOSTROPHES = re.compile("['’ʼ`´]")
_NOT_WORD = re.compile(r"[\W_]+")
_HAN_SPACES = re.compile(f"(?<=[{HAN}]) (?=[{HAN}])")
_HAN_BORDER = re.compile(f"(?<=[{HAN}])(?=[^\\s{HAN}])|(?<=[^\\s{HAN}])(?=[{HAN}])")
_MIXED = re.compile(r"[a-z]*[а-яёәғқңөұүһі]+[a-z][a-zа-яёәғқңөұүһі]*|[a-z]+[а-яёәғқңөұүһі]+")
_HAS_HAN = re.compile(f"[{HAN}]")


def has_han(text: str) -> bool:
    """Whether there is a Chinese character in it."""
    return _HAS_HAN.search(text) is not None


@lru_cache(maxsize=16_384)
def text_key(text: str) -> str:
    """Give the key under which two ways to write a word are equal, in its own script; "" for an empty text.

    Aside are case, accents, punctuation, line breaks, traditional and simplified characters, Kazakh letters
    typed as Russian ones, and British and American spelling.

    >>> text_key("Start_Date:") == text_key("START  DATE") == "start date"
    True
    """
    folded = unicodedata.normalize("NFKC", text[:_LONGEST].replace("№", " No "))
    folded = _PLURAL.sub("", _HYPHENATED.sub("", folded))
    folded = _CAMEL.sub(" ", folded).casefold()
    folded = _ACCENTS.sub("", unicodedata.normalize("NFKD", _MIXED.sub(_one_script, folded)))
    folded = folded.translate(_LETTERS).translate(_HAN_VARIANTS)
    key = _NOT_WORD.sub(" ", _APOSTROPHES.sub("", folded)).strip()
    key = _HAN_BORDER.sub(" ", _HAN_SPACES.sub("", key))
    key = key.replace("organiz", "organis").replace("center", "centre")
    return key or text.strip()


@lru_cache(maxsize=16_384)
def roman_key(text: str) -> str:
    """The same written in Latin letters; "" where Chinese in it would make different words equal."""
    return "" if has_han(text) else text_key(normalise(text))


def _one_script(match: re.Match[str]) -> str:
    return match[0].translate(_LOOKALIKES)


def spellings(words: str) -> list[str]:
    """The single words of a text with "|" between them; "отменен+" stands for its forms for any gender.

    >>> spellings("план|отменен+")
    ['план', 'отменен', 'отменена', 'отменено', 'отменены']
    """
    found: list[str] = []
    for word in words.split("|"):
        word = word.strip()
        found += [word[:-1] + ending for ending in ("", "а", "о", "ы")] if word.endswith("+") else [word]
    return [word for word in found if word]
