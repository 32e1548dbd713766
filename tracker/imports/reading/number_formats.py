"""How numbers are shown, as far as it says what a date stands for.

Who types "May 2024" into a spreadsheet gets the first of May, shown as a month. It is read as the month
again: a day that no one gave would be false.
"""

from __future__ import annotations

import re

from tracker.imports.reading.markup import Unreadable, feed, parser

_SHOWN = re.compile(r'"[^"]*"?|\\.|_.|\*.|\[[^\]]*\]?')
# Formats that have a number instead of a text: "mmm-yy", and the Chinese one for year and month.
_BUILT_IN = {"17": "month", "57": "month"}

#: No program writes more of them, or longer ones; the library goes through a format's text for each style.
_MOST_STYLES = 66_000
_LONGEST_FORMAT = 1_000


def coarseness(code: str) -> str:
    """What the dates shown in a format are: "month", "year", or "" where a day is shown or the format is of
    no date.

    >>> coarseness("mmm yyyy"), coarseness('yyyy"年"'), coarseness("d mmm yyyy")
    ('month', 'year', '')
    """
    shown = _SHOWN.sub("", code.split(";")[0]).lower()
    if not set(shown) & {"y", "e"} or set(shown) & set("dhs0#?g"):
        return ""
    return "month" if "m" in shown else "year"


def shown_coarseness(year: str, month: str, shown: str) -> str:
    """The same from how a cell shows the first day of a month, where its format isn't at hand.

    >>> shown_coarseness("2024", "05", "май 24"), shown_coarseness("2024", "05", "01.05.24")
    ('month', '')
    """
    numbers = [number.lstrip("0") for number in re.findall("[0-9]+", shown)]
    for digits in (year, year[2:].lstrip("0")):
        if digits in numbers:
            numbers.remove(digits)
            break
    else:
        return ""
    named = re.search(r"[^\W\d_]{3}", shown) is not None
    numbered = month.lstrip("0") in numbers and not named
    if numbered:
        numbers.remove(month.lstrip("0"))
    if numbers:
        return ""
    return "month" if named or numbered else "year"


def coarse_styles(styles: bytes) -> dict[str, str]:
    """Which styles of cells, by number, show no day, and what instead; raises Unreadable."""
    formats: dict[str, str] = dict(_BUILT_IN)
    found: dict[str, str] = {}
    number = 0
    depth = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal number, depth
        name = name.rpartition(":")[2]
        if name == "numFmt":
            code = attributes.get("formatCode", "")
            if len(code) > _LONGEST_FORMAT:
                raise Unreadable
            formats[attributes.get("numFmtId", "")] = coarseness(code)
        elif name == "cellXfs":
            depth += 1
        elif name == "xf" and depth:
            coarse = formats.get(attributes.get("numFmtId", ""))
            if coarse:
                found[str(number)] = coarse
            number += 1
            if number > _MOST_STYLES:
                raise Unreadable

    def end(name: str) -> None:
        nonlocal depth
        if name.rpartition(":")[2] == "cellXfs":
            depth -= 1

    reader = parser(start, end)
    feed(reader, styles, final=True)
    return found
