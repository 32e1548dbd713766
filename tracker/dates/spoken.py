"""Reads partial dates as people type them, in English, Russian, Chinese and common Kazakh, or as EDTF.

The whole text must be understood: it is cut into tokens (`tokens.py`, whose words are in `lexicon.py`), the
tokens must have the shape of a date or of a range, and the EDTF text made of them must be a date of the kept
profile. Nothing is skipped, guessed or filled in: a text that could mean two dates is refused with the
question that it leaves open.
"""

import re
from dataclasses import dataclass, replace
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from tracker.dates.lexicon import REFUSED, RELATIVE, TWO_DIGITS, Token, ordinal
from tracker.dates.tokens import NotUnderstood, cut, normalise
from tracker.dates.value import MAX_TEXT, PartialDate, PartialDateError, quoted

#: What can stand for a date, by the kinds of its tokens: the part that each one is.
_SHAPES: dict[str, tuple[str, ...]] = {
    "dmY": ("day", "month", "year"),
    "mdY": ("month", "day", "year"),
    "Ymd": ("year", "month", "day"),
    "Ydm": ("year", "day", "month"),
    "dm": ("day", "month"),
    "md": ("month", "day"),
    "mY": ("month", "year"),
    "Ym": ("year", "month"),
    "m": ("month",),
    "sY": ("part", "year"),
    "Ys": ("year", "part"),
    "s": ("part",),
    "Y": ("year",),
    "Yd": ("year", "day"),
    "dY": ("day", "year"),
    "d": ("day",),
    "F": ("date",),
    "G": ("date",),
    "E": ("date",),
}
_EDTF = re.compile(r"[0-9x./?~%-]+")
_SCHOOL_YEAR = re.compile(r"(?P<first>[0-9]{4})-(?P<last>[0-9]{2})")


@dataclass(frozen=True, slots=True)
class _Side:
    """What is said of a date, or of one end of a range, before the ends share what only one of them says."""

    year: str | None = None
    month: int | None = None
    day: int | None = None
    part: int | None = None
    qualifier: str = ""
    weekday: int | None = None
    #: The day is a number that nothing marks as a day, or stands where a month may have been forgotten.
    bare_day: bool = False
    year_first: bool = False
    month_first: bool = False

    @property
    def fineness(self) -> str:
        for name in ("part", "day", "month"):
            if getattr(self, name) is not None:
                return name
        return "year"


def read(text: str, *, today: date | None = None) -> PartialDate:
    """The partial date that a person typed: "4–5 Nov 2025", "2025年11月4日", "осень 2025 г.", or
    EDTF.

    Raises PartialDateError with a sentence that says what can't be read, why, and what can be. `today` only
    makes the example for a relative date ("next autumn") in such a sentence; it is never used to fill in a
    year.
    """
    if len(text) > MAX_TEXT:
        raise PartialDateError(
            _("A date is no longer than %(max)s characters; this text has %(length)s. %(examples)s")
            % {"max": MAX_TEXT, "length": len(text), "examples": _examples()}
        )
    try:
        return _read(normalise(text))
    except (NotUnderstood, PartialDateError) as error:
        reason = error.reason if isinstance(error, PartialDateError) else str(error)
        if reason == str(REFUSED[RELATIVE]):
            year = (today or timezone.localdate()).year
            reason = _("%(reason)s (This year is %(year)s.)") % {"reason": reason, "year": year}
        raise refusal(text, reason) from None


def refusal(text: str, reason: str) -> PartialDateError:
    """The error of a text that is no date for this reason (a sentence that need not quote the text)."""
    message = _("“%(text)s” can't be read as a date: %(reason)s %(examples)s") % {
        "text": quoted(text.strip()),
        "reason": reason,
        "examples": _examples(),
    }
    return PartialDateError(message, reason)


def _examples() -> str:
    return _("Dates can be typed like these: 4–5 November 2025; autumn 2025; 22 September; 2025-11-04.")


def _read(text: str) -> PartialDate:
    if not text:
        raise NotUnderstood(_("it is empty."))
    edtf_error: PartialDateError | None = None
    if _EDTF.fullmatch(text):
        years = _SCHOOL_YEAR.fullmatch(text)
        if years and int(years["last"]) == (int(years["first"]) + 1) % 100 and int(years["last"]) > 12:
            # EDTF's winter 2023 is 2023-24; a person's 2023-24 is two years.
            raise NotUnderstood(
                _(
                    "is it a range of years or a season? "
                    "Type %(first)s/%(century)s%(last)s, or a season such as “autumn %(first)s”."
                )
                % {"first": years["first"], "century": years["first"][:2], "last": years["last"]}
            )
        try:
            return PartialDate.from_edtf(text.upper())
        except PartialDateError as error:
            edtf_error = error
    inclusive = re.fullmatch(r"(?:до|по) (.+?),? \(?включительно\)?", text)
    if inclusive:
        text = f"не позднее {inclusive[1]}"
    try:
        return PartialDate.from_edtf(_edtf_of(cut(text)))
    except NotUnderstood:
        # Where only EDTF is written so (XXXX-02-30, 2025-11-05/2025-11-04), its own reason is the one that
        # helps.
        if edtf_error and re.search(r"x|\.\.|/.*-|-.*/", text):
            raise edtf_error from None
        raise


def _edtf_of(tokens: list[Token]) -> str:
    """The EDTF text of the tokens of a date or range; not yet checked for what no calendar holds."""
    unstated: set[str] = set()
    while tokens and tokens[-1][0] == "n":
        names = tokens.pop()[1]
        if unstated & names:
            raise NotUnderstood(_("it says twice what is not stated."))
        unstated |= names
    opening = tokens.pop(0)[0] if tokens and tokens[0][0] in "fb" else ""
    onwards = bool(tokens) and tokens[-1][0] == "t"
    if onwards:
        tokens.pop()
    open_end = unstated & {"start", "end"}
    unstated -= open_end

    ends = _split(tokens)
    if len(ends) == 2 and opening != "b" and not onwards and not open_end:
        start, end = _sides(ends[0], ends[1], explicit=opening == "f")
        return f"{_written(start, unstated)}/{_written(end, unstated)}"
    if len(ends) != 1:
        raise _no_shape()
    side = _side(ends[0])
    text = _written(side, unstated)
    if opening == "f" or onwards:
        if opening == "b" or "start" in open_end:
            raise _no_shape()
        return f"{text}/" if open_end else f"{text}/.."
    if opening == "b":
        if "end" in open_end:
            raise _no_shape()
        return f"/{text}" if open_end else f"../{text}"
    if open_end:
        raise _no_shape()
    return text


def _no_shape() -> NotUnderstood:
    return NotUnderstood(_("its parts do not make up one date or one range."))


def _split(tokens: list[Token]) -> list[list[Token]]:
    """The tokens before, between and after the dashes."""
    pieces: list[list[Token]] = [[]]
    for token in tokens:
        if token[0] == "-":
            pieces.append([])
        else:
            pieces[-1].append(token)
    return pieces


def _side(tokens: list[Token]) -> _Side:
    """One date from its tokens."""
    tokens = list(tokens)
    marks: list[Token] = []
    weekdays: list[Token] = []
    while tokens and tokens[0][0] in "apw":
        kind, value = tokens.pop(0)
        (weekdays if kind == "w" else marks).append((kind, value))
    while tokens and tokens[-1][0] in "Auw":
        kind, value = tokens.pop()
        (weekdays if kind == "w" else marks).append((kind, value))
    about = [kind for kind, __ in marks if kind in "aA"]
    uncertain = [kind for kind, __ in marks if kind in "pu"]
    if len(about) > 1 or len(uncertain) > 1 or len(weekdays) > 1:
        raise _no_shape()
    kinds = "".join(kind for kind, __ in tokens)
    if kinds in ("dmd", "sd", "ds", "mdd"):
        raise NotUnderstood(str(REFUSED[TWO_DIGITS]))
    shape = kinds.replace("k", "d")
    if shape not in _SHAPES:
        raise _no_shape()
    side = _parts(shape, tokens)
    return replace(
        side,
        qualifier={(0, 0): "", (1, 0): "~", (0, 1): "?", (1, 1): "%"}[len(about), len(uncertain)],
        weekday=weekdays[0][1] if weekdays else None,
        bare_day=kinds == "d" or shape in ("Yd", "dY"),
    )


def _parts(shape: str, tokens: list[Token]) -> _Side:
    """The parts of a date of this shape."""
    value = tokens[0][1]
    match value:
        case (str(year), int(month), int(day), bool(year_first)):
            return _Side(year, month, day, year_first=year_first, month_first=year_first)
        case (str(year), int(month), bool(year_first)):
            return _Side(year, month, year_first=year_first)
        case (int(day), int(month)):
            return _Side(month=month, day=day)
    values = {name: token[1] for name, token in zip(_SHAPES[shape], tokens, strict=True)}
    side = _Side(**values)
    return replace(
        side, year_first=shape[0] == "Y" and shape != "Y", month_first=shape in ("mdY", "md", "Ymd")
    )


def _sides(left: list[Token], right: list[Token], *, explicit: bool) -> tuple[_Side, _Side]:
    """The two ends of a range, each with what it shares with the other. `explicit` where it says "from …
    to …".
    """
    if (not explicit and left and left[0][0] in "ap") or (right and right[-1][0] in "Au"):
        raise NotUnderstood(
            _(
                "is one end meant or both? "
                "Say it for each: “from about 4 November 2025 to about 5 November 2025”."
            )
        )
    start, end = _side(left), _side(right)
    if start.fineness != end.fineness:
        return start, end
    # The year that only one end says holds for both if it stands where people put such a year: last, or first
    # ("2025年3月至5月"). "30 December 2025 – 2 January" leaves the second year open.
    if start.year is None and end.year is not None:
        start = replace(start, year=end.year)
    elif end.year is None and start.year is not None:
        if not start.year_first:
            raise NotUnderstood(_("the year of the second date is missing. Type the year of both dates."))
        end = replace(end, year=start.year)
    if start.day is not None and start.month is None and end.month is not None:
        start = replace(start, month=end.month)
    elif end.day is not None and end.month is None and start.month is not None:
        if not start.month_first:
            raise NotUnderstood(_("the month of the second date is missing. Type the month of both dates."))
        end = replace(end, month=start.month)
    return start, end


def _written(side: _Side, unstated: set[str]) -> str:
    """The EDTF text of one date, with XX for what is said not to be stated."""
    for name in ("year", "month", "day"):
        if name in unstated and (
            getattr(side, name) is not None or (side.part is not None and name != "year")
        ):
            raise NotUnderstood(_("it says of a part that it is not stated, and states it."))
    if side.day is not None and side.month is None and side.bare_day and "month" not in unstated:
        raise NotUnderstood(
            _("a number alone is no date. Type the month, or “%(day)s” for a day whose month is not stated.")
            % {"day": ordinal(side.day)}
        )
    text = side.year or "XXXX"
    if side.part is not None:
        text += f"-{side.part}"
    elif side.day is not None:
        text += f"-{'XX' if side.month is None else f'{side.month:02d}'}-{side.day:02d}"
    elif side.month is not None:
        text += f"-{side.month:02d}" + ("-XX" if "day" in unstated else "")
    elif "month" in unstated:
        text += "-XX" + ("-XX" if "day" in unstated else "")
    elif "day" in unstated:
        raise NotUnderstood(_("it states no month. Type “month and day not stated”, or leave that out."))
    if side.weekday is not None:
        _check_weekday(side, text)
    return text + side.qualifier


def _check_weekday(side: _Side, text: str) -> None:
    day = PartialDate.from_edtf(text).earliest
    if side.day is None or side.month is None or side.year is None or day is None:
        raise NotUnderstood(_("a day of the week goes with a whole date only. Leave it out."))
    if day.weekday() != side.weekday:
        raise NotUnderstood(_("%(date)s is another day of the week.") % {"date": day.isoformat()})
