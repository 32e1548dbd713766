"""Where the bars of a picture stand: plain numbers for the SVG templates.

Widths are shares of the picture and heights are pixels, so that a picture fills any column while its words
keep their size.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

#: The height of the columns, of the line of words above and below them, and of a row of lying bars.
COLUMN, ABOVE, BELOW = 190, 24, 28
ROW, BAR_TOP, BAR = 50, 26, 14
# Beside so few columns there is room left, rather than columns like walls.
_FEWEST_SLOTS = 8
# From so many columns on not each bears its label, and from so many none its number.
_MOST_LABELS, _MOST_NUMBERS = 12, 24
_LONGEST_LABEL = 34


class Part(NamedTuple):
    """What one bar is made of: the name of the part as a class, and how many."""

    kind: str
    number: int


class Item(NamedTuple):
    """What one bar tells: its label, the sentence for screen readers, where it leads, and its parts."""

    label: str
    sentence: str
    url: str
    parts: Sequence[Part]

    @property
    def total(self) -> int:
        """All the parts together."""
        return sum(part.number for part in self.parts)


class Piece(NamedTuple):
    """A rectangle of a bar, in the terms of SVG."""

    kind: str
    x: str
    y: str
    width: str
    height: str


@dataclass(frozen=True)
class Bar:
    """One bar: what it tells, where it and its words stand, and its pieces."""

    item: Item
    x: str  # of the whole slot
    y: str
    width: str
    middle: str
    number_y: str
    pieces: list[Piece]
    label: str
    label_class: str = ""  # "minor" where narrow screens leave the label out; "" where it always stands
    numbered: bool = True


@dataclass(frozen=True)
class Picture:
    """Bars, and the height of the whole in pixels."""

    bars: list[Bar]
    height: int
    base: int = 0  # where standing bars stand
    label_y: int = 0


def columns(items: Sequence[Item]) -> Picture:
    """Standing bars side by side, such as of years; their parts one upon the other."""
    slots = max(len(items), _FEWEST_SLOTS)
    slot, most = 100 / slots, max((item.total for item in items), default=0) or 1
    every = -(-len(items) // _MOST_LABELS)
    base = ABOVE + COLUMN
    bars = []
    for index, item in enumerate(items):
        left, top = index * slot, float(base)
        pieces = []
        for part in item.parts:
            height = part.number / most * COLUMN
            top -= height
            if part.number:
                pieces.append(
                    Piece(part.kind, _share(left + slot * 0.14), _px(top), _share(slot * 0.72), _px(height))
                )
        shown = index % every == 0
        bars.append(
            Bar(
                item,
                x=_share(left),
                y="0",
                width=_share(slot),
                middle=_share(left + slot / 2),
                number_y=_px(top - 7),
                pieces=pieces,
                label=item.label if shown else "",
                label_class="" if index % (every * 2) == 0 or len(items) <= _MOST_LABELS // 2 else "minor",
                numbered=len(items) <= _MOST_NUMBERS and item.total > 0,
            )
        )
    return Picture(bars, height=base + BELOW, base=base, label_y=base + 20)


def lying(items: Sequence[Item]) -> Picture:
    """Lying bars one below the other, such as of countries, each under its label; their parts in a line."""
    most = max((item.total for item in items), default=0) or 1
    bars = []
    for index, item in enumerate(items):
        left, top = 0.0, index * ROW
        pieces = []
        for part in item.parts:
            width = part.number / most * 100
            if part.number:
                pieces.append(Piece(part.kind, _share(left), str(top + BAR_TOP), _share(width), str(BAR)))
            left += width
        label = item.label
        if len(label) > _LONGEST_LABEL:
            label = f"{label[: _LONGEST_LABEL - 1]}…"
        bars.append(
            Bar(
                item,
                x="0",
                y=str(top),
                width="100%",
                middle="50%",
                number_y=str(top + 18),
                pieces=pieces,
                label=label,
            )
        )
    return Picture(bars, height=len(items) * ROW)


def _share(number: float) -> str:
    """A share of the width, as SVG has it in any language."""
    return f"{number:.3f}".rstrip("0").rstrip(".") + "%"


def _px(number: float) -> str:
    return f"{number:.1f}".rstrip("0").rstrip(".")
