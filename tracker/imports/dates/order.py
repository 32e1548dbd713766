"""Whether the day or the month comes first in a column's numbers, or the question that this leaves."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tracker.dates import PartialDate
from tracker.imports.dates.cells import Entry
from tracker.imports.dates.texts import DAY, DOTS, MONTH

#: How an entry reads in an order; None where it can't.
Reading = Callable[[Entry, str], PartialDate | None]


@dataclass(slots=True)
class Order:
    """What holds for a column: "day" or "month", or "" where it is not known."""

    #: Between slashes or hyphens.
    slashes: str = ""
    #: Between dots.
    dots: str = ""
    #: The cell that decided about slashes.
    decided_by: int | None = None
    #: A cell with the day first and one with the month first.
    contradicting: tuple[int, int] | None = None
    #: What staff must answer; "" where nothing is open.
    question: str = ""

    def of(self, marks: str) -> str:
        """The order between marks of this kind."""
        return self.dots if marks == DOTS else self.slashes


def given_order(entries: Sequence[Entry], given: str) -> Order:
    """The order that staff give for a column whose entries in question are these."""
    in_dots_alone = all(entry.text and entry.text.marks == DOTS for entry in entries)
    return Order(slashes=given, dots=given if given == DAY or in_dots_alone else "")


def decide_order(entries: Sequence[Entry], reading: Reading) -> Order:
    """The order that these entries, to which it makes a difference, decide between them."""
    order = Order()
    dots = [entry for entry in entries if entry.text and entry.text.marks == DOTS]
    slashes = [entry for entry in entries if entry.text and entry.text.marks != DOTS]
    day, month = _first_vote(slashes, DAY, reading), _first_vote(slashes, MONTH, reading)
    if day and month:
        order.contradicting = (day.index, month.index)
        order.question = _contradiction(day, month)
    elif deciding := day or month:
        order.slashes, order.decided_by = (DAY if day else MONTH), deciding.index
    else:
        order.question = _undecided(slashes, reading)
    if order.slashes == MONTH:
        return order
    in_doubt = _first_vote(dots, MONTH, reading)
    if in_doubt is None:
        order.dots = DAY
    elif not order.question:
        if day := _first_vote(dots, DAY, reading):
            order.contradicting = (day.index, in_doubt.index)
            order.question = _contradiction(day, in_doubt)
        else:
            order.question = _(
                "Dots mean that the day comes first, but “%(text)s” can only have the month first. "
                "Choose which comes first in the whole column."
            ) % {"text": in_doubt.quoted}
    return order


def _first_vote(entries: Sequence[Entry], order: str, reading: Reading) -> Entry | None:
    """The first of these that can be read in this order only. A day that doesn't exist decides nothing."""
    return next(
        (entry for entry in entries if entry.text and entry.text.vote == order and reading(entry, order)),
        None,
    )


def _contradiction(day: Entry, month: Entry) -> str:
    return _(
        "Cells of this column contradict each other: “%(day)s” can only have the day first, “%(month)s” only "
        "the month. Choose which comes first in the whole column; cells that don't fit are left to be mended."
    ) % {"day": day.quoted, "month": month.quoted}


def _undecided(slashes: Sequence[Entry], reading: Reading) -> str:
    """The question about these, by the first that reads in both orders; "" where none is open."""
    undecided = [entry for entry in slashes if entry.text and not entry.text.vote]
    for entry in undecided:
        by_day, by_month = reading(entry, DAY), reading(entry, MONTH)
        if by_day and by_month:
            return _(
                "Nothing in this column decides whether the day or the month comes first: “%(text)s” may be "
                "%(day)s or %(month)s. Choose which comes first in the whole column."
            ) % {"text": entry.quoted, "day": by_day, "month": by_month}
    if not undecided:
        return ""
    return _(
        "Nothing in this column decides whether the day or the month comes first in “%(text)s”. "
        "Choose which comes first in the whole column."
    ) % {"text": undecided[0].quoted}


def why_undecided(marks: str, order: Order) -> str:
    """Why a cell has no value as long as the order is open, as a sentence."""
    if order.contradicting:
        return _(
            "in this column some dates have the day first and others the month. "
            "Choose which comes first in the whole column, or type the month's name, "
            "or year-month-day such as 2025-11-04."
        )
    if marks == DOTS and order.slashes == MONTH:
        return _(
            "dots mean that the day comes first, and elsewhere in this column the month does. "
            "Type the month's name, or year-month-day such as 2025-11-04."
        )
    return _(
        "is the day first or the month? Choose it for the whole column, or type the month's name, "
        "or year-month-day such as 2025-11-04."
    )


def why_not_in_order(order: str) -> str:
    """Why a cell can't be read in the order of its column, as a sentence."""
    if order == DAY:
        return _(
            "the day comes first in this column, and can't in this cell. "
            "Type the month's name, or year-month-day such as 2025-11-04."
        )
    return _(
        "the month comes first in this column, and can't in this cell. "
        "Type the month's name, or year-month-day such as 2025-11-04."
    )
