"""Reads terms as people type them: "five years from signature", "18 months", "until 31 December 2030", "P5Y".

English in words or figures, Russian and Chinese with figures or their small numbers, ISO 8601 durations. The
whole text must be understood; what is not is refused with examples of what can be.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tracker.choices import TermStart, TermUnit
from tracker.dates import PartialDate, PartialDateError, read
from tracker.dates.value import MAX_TEXT, quoted
from tracker.services.terms.durations import LONGEST, Duration


class TermError(ValueError):
    """A text that is no term; `str()` of it is a sentence that says why, with what can be read."""


@dataclass(frozen=True, slots=True)
class Term:
    """What a text says of a term: a duration and from when it counts, "" if unsaid; or the last day."""

    duration: Duration | None = None
    start: TermStart | str = ""
    until: PartialDate | None = None


_WORDS = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven"),
    *("twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"),
)
_NUMBERS: dict[str, int] = {
    **{word: number for number, word in enumerate(_WORDS) if number},
    **{"a": 1, "an": 1, "thirty": 30, "sixty": 60, "ninety": 90},
    **{"один": 1, "одного": 1, "два": 2, "двух": 2, "три": 3, "трех": 3, "трёх": 3, "четыре": 4},
    **{"пять": 5, "пяти": 5, "шесть": 6, "шести": 6, "десять": 10, "десяти": 10},
    **{"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10},
}
_UNITS: dict[TermUnit, str] = {
    TermUnit.YEARS: r"years?|yrs?|y|год|года|году|лет|年",
    TermUnit.MONTHS: r"months?|mos?|месяц|месяца|месяцев|个月|個月",
    TermUnit.DAYS: r"days?|d|день|дня|дней|天|日",
}
_ALL_UNITS = "|".join(_UNITS.values())
_ALL_NUMBERS = "|".join(sorted(_NUMBERS, key=len, reverse=True))
_DURATION = re.compile(rf"(?P<number>[0-9]{{1,6}}|{_ALL_NUMBERS})[\s-]*(?P<unit>{_ALL_UNITS})")
_ISO = re.compile(r"p(?P<number>[0-9]{1,6})(?P<unit>[ymd])")
_ISO_UNITS = {"y": TermUnit.YEARS, "m": TermUnit.MONTHS, "d": TermUnit.DAYS}
_HALF_A_YEAR = re.compile(r"(?:half a|a half|полгода|半) ?(?:year|年)?")
_STARTS: dict[TermStart, str] = {
    TermStart.SIGNED: (
        r"(?:from|after|since|of) (?:the )?(?:date of |day of )?(?:its |the )?(?:signature|signing)"
        r"|(?:с|со) (?:дня|даты|момента) (?:его |её |ее )?подписания"
        r"|с подписания|自签署之日起|自簽署之日起|签署后"
    ),
    TermStart.IN_FORCE: (
        r"(?:from|after|since|of) (?:the )?(?:date of |day of )?(?:its |the )?"
        r"(?:entry into force|coming into force|entering into force|effective date)"
        r"|(?:с|со) (?:дня|даты|момента) (?:его |её |ее )?вступления в силу"
        r"|с вступления в силу|自生效之日起|生效后"
    ),
}
_FOR = re.compile(r"\A(?:for|valid for|в течение|сроком на|на|有效期)\s*")
_UNTIL = re.compile(r"\A(?:until|till|to|up to|expires|expires on|ends|ends on|до|по|至)\s+")


def read_term(text: str) -> Term:
    """What `text` says of a term: a duration with or without its start, or the last day.

    Raises TermError, with a sentence, for what is neither.
    """
    plain = _plain(text)
    start: TermStart | str = ""
    rest = plain
    for begin, pattern in _STARTS.items():
        found = re.search(rf"\A(?:{pattern})[,，]?\s*|[\s,，]*(?:{pattern})\Z", plain)
        if found:
            start, rest = begin, (plain[: found.start()] + plain[found.end() :]).strip()
    try:
        return Term(_duration(rest, text), start)
    except TermError:
        if start or _looks_like_duration(rest):
            raise
    try:
        return Term(until=read(_UNTIL.sub("", text.strip(), count=1)))
    except PartialDateError as error:
        raise _unreadable(text) from error


def read_duration(text: str) -> Duration:
    """The duration that `text` says; raises TermError, with a sentence, for what says none."""
    return _duration(_plain(text), text)


def _plain(text: str) -> str:
    if len(text) > MAX_TEXT:
        raise TermError(_("That is longer than any term: write it as “five years from signature”."))
    return " ".join(text.casefold().replace("\N{NO-BREAK SPACE}", " ").split()).rstrip(".")


def _duration(plain: str, text: str) -> Duration:
    """`plain` is what of `text` is to be a duration."""
    said = _FOR.sub("", plain, count=1).strip()
    if said and _HALF_A_YEAR.fullmatch(said):
        return Duration(6, TermUnit.MONTHS)
    if found := _ISO.fullmatch(said):
        return _checked(int(found["number"]), _ISO_UNITS[found["unit"]])
    if not (found := _DURATION.fullmatch(said)):
        raise _unreadable(text)
    number = int(found["number"]) if found["number"].isdecimal() else _NUMBERS[found["number"]]
    unit = next(unit for unit, pattern in _UNITS.items() if re.fullmatch(pattern, found["unit"]))
    return _checked(number, unit)


def _checked(number: int, unit: TermUnit) -> Duration:
    if not 1 <= number <= LONGEST:
        raise TermError(_("A term is a number from 1 to %(most)d, and its unit.") % {"most": LONGEST})
    return Duration(number, unit)


def _looks_like_duration(text: str) -> bool:
    return _DURATION.search(text) is not None and _UNTIL.match(text) is None and "年" not in text


def _unreadable(text: str) -> TermError:
    return TermError(
        _(
            "“%(text)s” can't be read as a term. Write a duration (“five years”, “18 months”, “90 days”,"
            " P5Y), if need be with “from signature” or “from entry into force”, or a last day"
            " (“31 December 2030”)."
        )
        % {"text": quoted(text)}
    )
