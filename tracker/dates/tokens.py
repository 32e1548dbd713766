"""Cuts a typed date into tokens: numbers by their form here, words by `lexicon.py`.

Beside the kinds of words listed there, numbers make these:

| kind | meaning | value |
| --- | --- | --- |
| `d` | a number of one or two digits | the number |
| `k` | the same marked as a day or ordinal (4th, 4-е, 4日) | the number |
| `Y` | a year, decade or century | its EDTF text |
| `F` | a whole date in numbers | (year, month, day, whether the year is first) |
| `G` | year and month in numbers | (year, month, whether the year is first) |
| `E` | day and month in numbers at one end of a range (04.11–05.11.2025, 2025.11.4–11.5) | (day, month) |
"""

import re
import unicodedata
from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _

from tracker.dates import lexicon
from tracker.dates.lexicon import REFUSED, Token
from tracker.dates.value import quoted


class NotUnderstood(Exception):
    """Why a text is no date, as a sentence; `read` adds which text and what can be typed."""


_SPACES = re.compile(r"\s+")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_DASHES = re.compile("[‐‑‒–−﹣]|[—―]+")
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_OTHER = str.maketrans({"〜": "~", "ё": "е", "’": "'", "。": "."})
_CHINESE_NUMBER = re.compile(
    r"(?<![星期周拜])[〇零○一二三四五六七八九十]+(?=\s*(?:年|月|日|号|世纪|季|至|到|[-~]))"
)


def normalise(text: str) -> str:
    """The text with one kind of space, dash, digit and letter: what differs only to the eye becomes the
    same.
    """
    text = unicodedata.normalize("NFC", text).translate(_FULL_WIDTH)
    text = _INVISIBLE.sub("", text)
    text = _DASHES.sub("-", text).lower().translate(_OTHER)
    text = _SPACES.sub(" ", text).strip()
    text = _CHINESE_NUMBER.sub(_chinese_number, text)
    # A sentence's full stop; not one of the two dots of an interval with an open end.
    return re.sub(r"(?<=\w|\))\.$", "", text)


def _chinese_number(match: re.Match[str]) -> str:
    """Digits for a Chinese number up to 99, or for a year's digits; as it was where it is neither."""
    text, digits = match[0], lexicon.CHINESE_DIGITS
    if "十" not in text:
        # Four digits are a year; other numbers of more than one digit are written with 十.
        return "".join(str(digits[c]) for c in text) if len(text) in (1, 4) else text
    tens, __, ones = text.partition("十")
    if len(tens) > 1 or len(ones) > 1 or "十" in ones:
        return text
    return str((digits[tens] if tens else 1) * 10 + (digits[ones] if ones else 0))


def cut(text: str) -> list[Token]:
    """The tokens of a normalised text, without those that mean nothing by themselves.

    Raises NotUnderstood where a piece of it is nothing that dates are made of, or is refused with a reason.
    """
    if text.count("(") != text.count(")"):
        raise NotUnderstood(_("a bracket is missing."))
    tokens: list[Token] = []
    at = 0
    while at < len(text):
        match, found = _next(text, at)
        tokens += found
        at = match.end()
    tokens = _joined(tokens)
    # A word that is refused for a reason helps more than a word that is not known, wherever it stands.
    for kind, value in tokens:
        if kind == "!":
            raise NotUnderstood(str(REFUSED[value]))
    for kind, value in tokens:
        if kind == "":
            raise _unknown(value)
    return tokens


def _next(text: str, at: int) -> tuple[re.Match[str], list[Token]]:
    """The first token from `at`, and how far it goes."""
    matches = ((pattern.match(text, at), make) for pattern, make in _RULES)
    return next((match, make(match)) for match, make in matches if match is not None)


def _unknown(piece: str) -> NotUnderstood:
    return NotUnderstood(_("“%(piece)s” is not understood.") % {"piece": quoted(piece)})


def _joined(tokens: list[Token]) -> list[Token]:
    """The tokens without noise, and with numbers joined to the words quarter, half and year after them."""
    joined: list[Token] = []
    for kind, value in tokens:
        before = joined[-1] if joined else ("", None)
        if kind == " ":
            continue
        if kind in ("Q", "H") and before[0] in ("r", "d", "k"):
            number, last, first_code = before[1], *((4, 33) if kind == "Q" else (2, 40))
            if not isinstance(number, int) or not 1 <= number <= last:
                raise NotUnderstood(_("a year has four quarters and two halves."))
            joined[-1] = ("s", first_code + number - 1)
        elif kind == "z" and before[0] in ("Y", "F", "G"):
            continue
        elif kind == "z" and before[0] == "d":
            joined.append(("!", lexicon.TWO_DIGITS))
        else:
            joined.append((kind, value))
    return joined


# --- Numbers ---


def _month(digits: str) -> int:
    if not 1 <= int(digits) <= 12:
        raise NotUnderstood(_("there is no month %(month)s.") % {"month": digits})
    return int(digits)


def _year_first(match: re.Match[str]) -> list[Token]:
    return [("F", (match["year"], _month(match["month"]), int(match["day"]), True))]


def _year_last(match: re.Match[str]) -> list[Token]:
    """14.05.2025 is day first: that is what dots mean. With a slash or hyphen either can be, unless it
    can't.
    """
    first, second = int(match["first"]), int(match["second"])
    month_first = second > 12 >= first
    if match["mark"] == "." or first > 12 or first == second:
        month_first = False
    elif not month_first:
        raise NotUnderstood(
            _("is the day first or the month? Type the month's name, or year-month-day such as 2025-11-04.")
        )
    day, month = (second, first) if month_first else (first, second)
    return [("F", (match["year"], _month(str(month)), day, False))]


def _year_month(match: re.Match[str]) -> list[Token]:
    year, month, mark = match["year"], match["month"], match["mark"]
    if int(month) > 12 or (len(month) == 2 and mark == "-" and int(month) == (int(year) + 1) % 100 > 12):
        raise NotUnderstood(
            _("is “%(month)s” a month or the end of a range of years? Type 2025-11 or 2025/2026.")
            % {"month": month}
        )
    if mark == "." and len(month) == 1:
        # A spreadsheet makes 2025.1 of October, 2025.10.
        raise NotUnderstood(_("a month after a dot has two digits, such as 2025.01 or 2025.10."))
    return [("G", (year, _month(month), True))]


def _decade(match: re.Match[str]) -> list[Token]:
    digits = match["decade"]
    if len(digits) == 2:
        raise NotUnderstood(str(REFUSED[lexicon.TWO_DIGITS]))
    if digits[3] != "0":
        raise NotUnderstood(_("a decade starts with a year that ends in 0, such as 1990s."))
    return [("Y", f"{digits[:3]}X")]


def _english_decade(match: re.Match[str]) -> list[Token]:
    if match["decade"].endswith("00") and len(match["decade"]) == 4 and not match["said"]:
        raise NotUnderstood(
            _(
                "“%(years)ss” may be ten years or a hundred. "
                "Type “%(years)ss (decade)”, or %(century)sXX for the century."
            )
            % {"years": match["decade"], "century": match["decade"][:2]}
        )
    return _decade(match)


def _chinese_decade(match: re.Match[str]) -> list[Token]:
    """20世纪90年代 is the 1990s."""
    century, decade = int(match["century"]), match["decade"]
    if decade[1] != "0" or not 1 <= century <= 99:
        raise NotUnderstood(_("a decade starts with a year that ends in 0, such as 1990s."))
    return [("Y", f"{century - 1:02d}{decade[0]}X")]


def _some_year(match: re.Match[str]) -> list[Token]:
    first, last = match["first"], match["last"]
    if not first.endswith("00") or last != f"{first[:2]}99":
        raise NotUnderstood(_("“some year in” goes with a century, such as 2000–2099."))
    return [("Y", f"{first[:2]}XX")]


def _ordinal(match: re.Match[str]) -> list[Token]:
    number = int(match["number"])
    if match[0] != lexicon.ordinal(number):
        raise _unknown(match[0])
    return [("k", number)]


def _compact(match: re.Match[str]) -> list[Token]:
    digits = match[0]
    return [("F", (digits[:4], _month(digits[4:6]), int(digits[6:]), True))]


def _refuse_number(match: re.Match[str]) -> list[Token]:
    raise NotUnderstood(
        _("“%(number)s” is neither a year of four digits nor a day. Type a date as year-month-day.")
        % {"number": match[0][:30]}
    )


def _marked_day(match: re.Match[str]) -> list[Token]:
    return [("k", int(match["number"]))]


# --- Words ---


def _found_in(words: Mapping[str, Token]) -> Callable[[re.Match[str]], list[Token]]:
    def make(match: re.Match[str]) -> list[Token]:
        return [words[match["word"]]]

    return make


def _longest(words: Mapping[str, Token]) -> str:
    return "|".join(re.escape(word).replace(r"\ ", " ") for word in sorted(words, key=len, reverse=True))


def _word(match: re.Match[str]) -> list[Token]:
    word = match["word"]
    # The Latin c of "c. 2025" (about) and the Cyrillic с of "с 2025 г." (from) look the same.
    others = match.string.replace(word, "", 1)
    mistaken = (word == "c" and re.search("[а-я]", others)) or (
        word == "с" and re.search("[a-z]|^ ?\\.", others)
    )
    token = lexicon.WORDS.get(word)
    return [("", word) if token is None or mistaken else token]


def _not_stated(match: re.Match[str]) -> list[Token]:
    names = re.findall(lexicon.NAME, match["names"] or match["without"])
    return [("n", frozenset(lexicon.PART_OF_NAME[name] for name in names))]


def _constant(*tokens: Token) -> Callable[[re.Match[str]], list[Token]]:
    return lambda match: list(tokens)


_YEAR, _ONE_OR_TWO = "(?P<year>[0-9]{4})", "[0-9]{1,2}"
_MARK, _LAST = "(?P<mark>[-/.])", "(?!(?P=mark)?[0-9])"
_TO = "(?: ?(?:-|~|至|到) ?| (?:to|through|по) )"
_DOTTED = r"[0-9]{1,2}\.[0-9]{1,2}\.[0-9]{4}(?!\.?[0-9])"
_LETTER = r"[a-zà-öø-ÿĀ-ɏ\u0400-\u04ff]"
_LONE = rf"(?!{_LETTER})"
_ENGLISH_DECADE = rf"(?P<decade>[0-9]{{4}}|[0-9]{{2}})'?s{_LONE}(?P<said> \(decade\))?"
_MONTH_WORD = "(?P<word>" + "|".join(w for w, token in lexicon.WORDS.items() if token[0] == "m") + ")"
_MONTHS = {word: token for word, token in lexicon.WORDS.items() if token[0] == "m"}


def _hyphened(match: re.Match[str]) -> list[Token]:
    """4-Nov-2025, 4-Nov, Nov-2025: the hyphens join, and are no range."""
    number = match["day"]
    tokens: list[Token] = [("d", int(number))] if number else []
    tokens.append(_MONTHS[match["word"]])
    return [*tokens, ("Y", match["year"])] if match["year"] else tokens


def _year_first_range(match: re.Match[str]) -> list[Token]:
    """2025.11.4–11.6: the second end has no year of its own."""
    end = ("E", (int(match["last"]), _month(match["end"])))
    return [*_year_first(match), ("-", None), end]


def _month_two_digits(match: re.Match[str]) -> list[Token]:
    raise NotUnderstood(
        _("is “%(number)s” a day or a year? Type “25 November” or “November 2025”.")
        % {"number": match["number"]}
    )


#: In this order: a rule sees only what those above it left.
_RULES: list[tuple[re.Pattern[str], Callable[[re.Match[str]], list[Token]]]] = [
    (re.compile(pattern, re.ASCII | re.DOTALL), make)
    for pattern, make in (
        (r"[ ,()]+", _constant()),
        (lexicon.NOT_STATED, _not_stated),
        # Several numbers together.
        (r"some year in (?P<first>[0-9]{4}) ?- ?(?P<last>[0-9]{4})(?![0-9])", _some_year),
        (r"(?P<century>[0-9]{1,2}) ?世纪 ?(?P<decade>[0-9]{2}) ?年代", _chinese_decade),
        (
            rf"{_YEAR}(?P<mark>[/.])(?P<month>{_ONE_OR_TWO})(?P=mark)(?P<day>{_ONE_OR_TWO})"
            rf"{_TO}(?P<end>{_ONE_OR_TWO})(?P=mark)(?P<last>{_ONE_OR_TWO})(?![-/.]?[0-9])",
            _year_first_range,
        ),
        (rf"{_YEAR}{_MARK}(?P<month>{_ONE_OR_TWO})(?P=mark)(?P<day>{_ONE_OR_TWO}){_LAST}", _year_first),
        (rf"(?P<first>{_ONE_OR_TWO}){_MARK}(?P<second>{_ONE_OR_TWO})(?P=mark){_YEAR}{_LAST}", _year_last),
        (r"[0-9]{1,2}([-/.])[0-9]{1,2}\1[0-9]{2}(?![0-9])", _constant(("!", lexicon.TWO_DIGITS))),
        (
            rf"(?P<day>[0-9]{{1,2}})-{_MONTH_WORD}\.?(?:-(?P<year>[0-9]{{4}})(?![0-9])|(?= ?(?:$|-|,)))",
            _hyphened,
        ),
        (rf"(?P<day>){_MONTH_WORD}\.?-(?P<year>[0-9]{{4}})(?![-0-9])", _hyphened),
        (rf"{_MONTH_WORD}\.?-(?P<number>[0-9]{{2}})$", _month_two_digits),
        # A hyphen before a number and a month's name is a range's: "… 2025-6 November 2025".
        (rf"{_YEAR}{_MARK}(?P<month>{_ONE_OR_TWO}){_LAST}(?!\w| ?(?:of )?{_MONTH_WORD})", _year_month),
        (
            rf"(?P<month>{_ONE_OR_TWO})(?P<mark>[/.]){_YEAR}{_LAST}",
            lambda match: [("G", (match["year"], _month(match["month"]), False))],
        ),
        (
            rf"(?P<day>[0-9]{{1,2}})\.(?P<month>[0-9]{{1,2}})\.?(?={_TO}{_DOTTED})",
            lambda match: [("E", (int(match["day"]), _month(match["month"])))],
        ),
        (rf"(?P<day>[0-9]{{1,2}})\.(?={_TO}{_DOTTED})", lambda match: [("d", int(match["day"]))]),
        (
            rf"{_YEAR}-(?P<word>[qh][1-4]){_LONE}",
            lambda match: [("Y", match["year"]), lexicon.PHRASES[match["word"]]],
        ),
        # One number and what it is.
        (_ENGLISH_DECADE, _english_decade),
        (
            # 90-е are years; 21-е is a day.
            rf"(?P<decade>[0-9]{{4}}|[1-9]0(?!-?[ех] числ)) ?"
            rf"(?:-?[ех](?: (?:годы|годов|годах|гг\.?))?{_LONE}|年代|-? ?жылдар{_LONE})",
            _decade,
        ),
        (rf"{_YEAR} ?年", lambda match: [("Y", match["year"])]),
        (r"(?P<month>[0-9]{1,2}) ?月份?", lambda match: [("m", _month(match["month"]))]),
        (rf"(?P<number>[0-9]{{1,2}}) ?(?:[日号號]|числ[оа]{_LONE})", _marked_day),
        (r"第? ?(?P<number>[0-9]{1,2}) ?季度?", lambda match: [("d", int(match["number"])), ("Q", None)]),
        (rf"(?P<number>[0-9]{{1,2}})(?:st|nd|rd|th){_LONE}", _ordinal),
        (rf"(?P<number>[0-9]{{1,2}})-?(?:ый|ой|ое|ая|го|й|я|е|м){_LONE}(?: числ[оа]{_LONE})?", _marked_day),
        (r"[0-9]{8}(?![0-9])", _compact),
        (rf"(?P<word>{_longest(lexicon.PHRASES)}){_LONE}", _found_in(lexicon.PHRASES)),
        (r"[0-9]{4}(?![0-9])", lambda match: [("Y", match[0])]),
        (r"[0-9]{1,2}(?![0-9])", lambda match: [("d", int(match[0]))]),
        (r"[0-9]+", _refuse_number),
        # Words and signs.
        (r"year (?=[0-9]{4}(?![0-9]))", _constant()),
        (rf"(?P<word>{_LETTER}+)\.?", _word),
        (rf"(?P<word>{_longest(lexicon.CHINESE)})", _found_in(lexicon.CHINESE)),
        (r"-", _constant(("-", None))),
        (r"^~", _constant(("a", None))),
        (r"~$", _constant(("A", None))),
        (r"~", _constant(("-", None))),
        (r"\?", _constant(("u", None))),
        (r"%$", _constant(("A", None), ("u", None))),
        (r"、", _constant(("!", lexicon.CHOICE))),
        (r"(?P<rest>.)", lambda match: [("", match["rest"])]),
    )
]
