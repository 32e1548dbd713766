"""The stretch of a list that a page shows, and where the ones beside it begin."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.filters import RecordFilterSet
from tracker.filters.counting import MOST, count, in_words
from tracker.filters.keyset import before, beyond, ordered, place_of
from tracker.filters.query import quoted

PAGE_SIZE = 50
END = "end"
_PLACE = re.compile(r"[0-9]{1,18}\Z")


@dataclass
class Stretch:
    """The keys of the rows that are shown, how many the list has, and the parameters that lead on."""

    pks: list[int]
    found: int
    #: The number of the first row; None where that was not counted.
    start: int | None
    #: The parameter that gives this stretch; empty for the first.
    here: dict[str, str] = field(default_factory=dict)
    before: dict[str, str] | None = None
    after: dict[str, str] | None = None

    @property
    def is_all(self) -> bool:
        """Whether the list has nothing else."""
        return self.before is None and self.after is None

    @property
    def in_words(self) -> str:
        """Which rows are shown; "" where it is all of them."""
        if self.is_all or not self.pks:
            return ""
        if self.start is None:
            return _("%(count)d of them shown") % {"count": len(self.pks)}
        return _("%(first)s to %(last)s shown") % {
            "first": in_words(self.start),
            "last": in_words(self.start + len(self.pks) - 1),
        }


def stretch(narrowed: RecordFilterSet) -> tuple[Stretch, str]:
    """The stretch that a query string asks for, else the first, and then a sentence that says so."""
    return _Cutter(narrowed).cut()


class _Cutter:
    def __init__(self, narrowed: RecordFilterSet) -> None:
        self.narrowed, self.rows, self.keys = narrowed, narrowed.qs.order_by(), narrowed.keys
        self.found = narrowed.number

    def cut(self) -> tuple[Stretch, str]:
        asked = [name for name in ("after", "before", "page") if self.narrowed.place(name)]
        if not asked:
            return self._first(), ""
        text = self.narrowed.place(asked[0])
        if asked[0] == "page":
            return self._page(text)
        if asked[0] == "before" and text == END:
            return self._last(), ""
        if not _PLACE.match(text):
            sentence = _("“%(place)s” is no place in this list: this is its first page.")
            return self._first(), sentence % {"place": quoted(text)}
        values = place_of(self.narrowed.queryset, self.keys, int(text))
        if values is None:
            return self._first(), _("The row that this page began at is gone: this is the first page.")
        return (self._after if asked[0] == "after" else self._before)(values, int(text)), ""

    def _first(self) -> Stretch:
        pks = list(ordered(self.rows, self.keys).values_list("pk", flat=True)[: PAGE_SIZE + 1])
        return self._told(pks[:PAGE_SIZE], {}, 1, before=False, after=len(pks) > PAGE_SIZE)

    def _last(self) -> Stretch:
        if self.found <= PAGE_SIZE:
            return self._first()
        # So that the last page is the one that turning pages ends at.
        most = (self.found - 1) % PAGE_SIZE + 1 if self.found <= MOST else PAGE_SIZE
        pks = list(ordered(self.rows, self.keys, backwards=True).values_list("pk", flat=True)[:most])
        start = self.found - len(pks) + 1 if self.found <= MOST else None
        return self._told(pks[::-1], {"before": END}, start, before=True, after=False)

    def _after(self, values: tuple[Any, ...], pk: int) -> Stretch:
        pks = beyond(self.rows, self.keys, values, PAGE_SIZE + 1)
        if not pks:
            return self._last()
        here, start = {"after": str(pk)}, None
        if self.found <= MOST:
            start = count(before(self.rows, self.keys, values, and_there=True)) + 1
        return self._told(pks[:PAGE_SIZE], here, start, before=start != 1, after=len(pks) > PAGE_SIZE)

    def _before(self, values: tuple[Any, ...], pk: int) -> Stretch:
        pks = beyond(self.rows, self.keys, values, PAGE_SIZE + 1, backwards=True)
        if len(pks) <= PAGE_SIZE:
            return self._first()
        pks = pks[:PAGE_SIZE][::-1]
        start = None
        if self.found <= MOST:
            start = count(before(self.rows, self.keys, values)) - PAGE_SIZE + 1
        return self._told(pks, {"before": str(pk)}, start, before=True, after=True)

    def _page(self, text: str) -> tuple[Stretch, str]:
        """A numbered page, as links of old have it."""
        pages = max(1, -(-min(self.found, MOST) // PAGE_SIZE))
        try:
            number = int(text)
        except ValueError:
            sentence = _("“%(page)s” is no number of a page: this is page 1.")
            return self._first(), sentence % {"page": quoted(text)}
        if number == 1:
            return self._first(), ""
        if 1 < number <= pages:
            start = (number - 1) * PAGE_SIZE
            rows = ordered(self.rows, self.keys).values_list("pk", flat=True)
            pks = list(rows[start - 1 : start + PAGE_SIZE + 1])
            if len(pks) > 1:
                here, more = {"after": str(pks[0])}, len(pks) > PAGE_SIZE + 1
                return self._told(pks[1 : PAGE_SIZE + 1], here, start + 1, before=True, after=more), ""
        if self.found > MOST:
            sentence = _("Only the first %(count)d pages have numbers; this is the first of all.")
            return self._first(), sentence % {"count": pages}
        sentence = ngettext(
            "There is no page %(page)s: this list has %(count)d page.",
            "There is no page %(page)s: this list has %(count)d pages.",
            pages,
        )
        shown = self._first() if number < 1 else self._last()
        return shown, sentence % {"page": quoted(text), "count": pages}

    def _told(
        self, pks: list[int], here: dict[str, str], start: int | None, *, before: bool, after: bool
    ) -> Stretch:
        return Stretch(
            pks,
            self.found,
            start,
            here,
            {"before": str(pks[0])} if before and pks else None,
            {"after": str(pks[-1])} if after and pks else None,
        )
