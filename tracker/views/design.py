"""The design system on one page: every token and component, as the pages use them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tracker.filters import Problem
from tracker.views import charts
from tracker.views.charts import Item, Part

TOKENS = "tracker/css/tokens.css"
_TOKEN = re.compile(r"^\s*--(?P<name>[a-z-]+):\s*(?P<value>[^;]+);", re.MULTILINE)
_LABELS = {"out": "out", "in": "in", "other": "other"}


class Token(NamedTuple):
    """A choice that all else is made of, as the style sheet states it."""

    name: str
    value: str

    @property
    def is_colour(self) -> bool:
        """Whether it is a colour, in light and in dark."""
        return self.value.startswith("light-dark(")

    @property
    def is_face(self) -> bool:
        """Whether it is a family of typefaces."""
        return self.value.endswith("serif")


def tokens() -> list[Token]:
    """The tokens in the order of their style sheet, read from it, so that the page can't lag behind."""
    found = finders.find(TOKENS)
    return [Token(match["name"], match["value"]) for match in _TOKEN.finditer(Path(str(found)).read_text())]


def _items() -> list[Item]:
    """Three years of nothing that happened."""
    numbers = {"2001": (3, 5, 1), "2002": (0, 0, 0), "2003": (7, 2, 2)}
    return [
        Item(year, f"{year}: example", "#pictures", [*map(Part, _LABELS, parts)])
        for year, parts in numbers.items()
    ]


@require_safe
def design(request: HttpRequest) -> HttpResponse:
    """The page, where COOP_DEBUG is on; elsewhere there is none."""
    if not settings.DEBUG:
        raise Http404
    items = _items()
    context = {
        "tokens": tokens(),
        "problems": [Problem("What was not understood, and what to do: “32 May” is no date.")],
        "labels": _LABELS,
        "items": items,
        "columns": charts.columns(items),
        "lying": charts.lying([item for item in items if item.total]),
    }
    return render(request, "tracker/design.html", context)
