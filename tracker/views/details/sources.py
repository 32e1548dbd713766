"""The page of a source: paragraph by paragraph, row by row, what it evidences."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby
from typing import NamedTuple

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tracker.choices import Stance
from tracker.evidence import PARAGRAPHS_A_PAGE, ROWS_A_PAGE, key_of, page_of_paragraph
from tracker.models import (
    Citation,
    EventOrganisation,
    Fact,
    Organisation,
    Participant,
    Party,
    Position,
    Source,
    Stop,
)
from tracker.models.visibility import is_staff
from tracker.views.details import rows


class Key(NamedTuple):
    """What tells where a citation stands; enough to page by without reading them all."""

    pk: int
    sheet: str
    line: int | None


@dataclass(frozen=True)
class Saying:
    """What is drawn from a line in one note, or none: of one record, or the same of several."""

    note: str
    disputes: bool
    records: list[list[Citation]]  # the citations of each record together


@dataclass(frozen=True)
class Drawn:
    """What is drawn from a line of the same record or records: each of its sayings."""

    sayings: list[Saying]

    @property
    def records(self) -> list[list[Citation]]:
        """The citations of each record together; all sayings are of the same ones."""
        return self.sayings[0].records

    @property
    def citations(self) -> list[Citation]:
        """All the citations, whose anchors stand here."""
        return [row for saying in self.sayings for rows_of_one in saying.records for row in rows_of_one]


def drawn(citations: Iterable[Citation]) -> list[Drawn]:
    """The citations of one line: what is said alike of several records together, else record by record."""
    sayings: dict[tuple[object, ...], dict[tuple[str, int], list[Citation]]] = {}
    for citation in citations:
        record = key_of(citation.target)
        said = (citation.stance, citation.note, "" if citation.note else record)
        sayings.setdefault(said, {}).setdefault(record, []).append(citation)
    found: dict[tuple[tuple[str, int], ...], Drawn] = {}
    for by_record in sayings.values():
        about = list(by_record.values())
        first = about[0][0]
        saying = Saying(first.note, first.stance == Stance.DISPUTES, about)
        found.setdefault(tuple(by_record), Drawn([])).sayings.append(saying)
    return list(found.values())


@dataclass
class Line:
    """One paragraph of a text, or one row of a sheet, with what is drawn from it."""

    number: int | None
    drawn: list[Drawn] = field(default_factory=list)


@dataclass
class Sheet:
    """The cited rows of one sheet of a workbook, as far as they stand on this page."""

    name: str
    rows: list[Line]


@dataclass
class Layout:
    """How the lines of a source fall on pages: its paragraphs first, then the rows of its sheets."""

    keys: list[Key]
    paragraphs: int

    def __post_init__(self) -> None:
        self.whole = [key.pk for key in self.keys if not key.sheet and key.line is None]
        self.text = [key for key in self.keys if not key.sheet and key.line is not None]
        self.rows = sorted(
            (key for key in self.keys if key.sheet), key=lambda key: (key.sheet, key.line or 0, key.pk)
        )
        self.paragraphs = max([self.paragraphs, *(key.line or 0 for key in self.text)])
        self.text_pages = -(-self.paragraphs // PARAGRAPHS_A_PAGE)
        self.pages = max(1, self.text_pages + -(-len(self.rows) // ROWS_A_PAGE))

    def page_of(self, pk: int) -> int:
        """The page that shows a citation; the first where the source has no such one."""
        for key in self.text:
            if key.pk == pk:
                return page_of_paragraph(key.line or 1)
        for index, key in enumerate(self.rows):
            if key.pk == pk:
                return self.text_pages + index // ROWS_A_PAGE + 1
        return 1

    def lines(self, page: int) -> range:
        """The numbers of the paragraphs on a page."""
        first = (page - 1) * PARAGRAPHS_A_PAGE + 1
        return range(first, min(first + PARAGRAPHS_A_PAGE, self.paragraphs + 1))

    def row_keys(self, page: int) -> list[int]:
        """The citations of rows on a page."""
        first = (page - self.text_pages - 1) * ROWS_A_PAGE
        return [key.pk for key in self.rows[first : first + ROWS_A_PAGE]] if first >= 0 else []


@require_safe
def source_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One source: what it is, and line by line what the record draws from it."""
    user = request.user
    source = get_object_or_404(
        Source.objects.prefetch_related(rows.follow("publisher", Organisation.objects.visible_to(user))),
        slug=slug,
    )
    cited = source.citations.visible_to(user).order_by().values_list("pk", "sheet", "line")
    layout = Layout(sorted(Key(*row) for row in cited), source.paragraphs or 0)
    # A source is as visible as what it evidences: without a citation to be seen there is no such source.
    if not layout.keys and not is_staff(user):
        raise Http404
    page, problem = _page(request, layout)
    lines = layout.lines(page)
    shown = [
        *(layout.whole if page == 1 else []),
        *(key.pk for key in layout.text if key.line in lines),
        *layout.row_keys(page),
    ]
    citations = _citations(shown)
    by_line: dict[int | None, list[Citation]] = {}
    for citation in citations:
        if not citation.sheet:
            by_line.setdefault(citation.line, []).append(citation)
    context = {
        "source": source,
        "total": len(layout.keys),
        "whole": drawn(by_line.get(None, [])),
        "paragraphs": [Line(number, drawn(by_line.get(number, []))) for number in lines],
        "sheets": _sheets([citation for citation in citations if citation.sheet]),
        "page": page,
        "pages": range(1, layout.pages + 1),
        "problem": problem,
    }
    return render(request, "tracker/source_detail.html", context)


def _page(request: HttpRequest, layout: Layout) -> tuple[int, str]:
    """The page that is asked for, and a sentence where there is none such."""
    asked = request.GET.get("citation", "")
    if asked.isascii() and asked.isdigit() and len(asked) < 19:
        return layout.page_of(int(asked)), ""
    wanted = request.GET.get("page", "")
    if not wanted:
        return 1, ""
    page = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 10 else 0
    if 1 <= page <= layout.pages:
        return page, ""
    sentence = _("There is no page “%(page)s” of this source: the first of %(pages)s is shown.")
    return 1, sentence % {"page": wanted[:20], "pages": layout.pages}


def _citations(keys: list[int]) -> list[Citation]:
    """The citations, with what each evidences and whatever names that."""
    on = Participant.objects.select_related(
        "person", "delegation", "stop__visit", "event", "agreement", "programme"
    )
    at = EventOrganisation.objects.select_related("organisation", "event")
    party = Party.objects.select_related("organisation", "country", "agreement")
    found = Citation.objects.filter(pk__in=keys).prefetch_related(
        "organisation",
        "person",
        "delegation",
        "visit",
        "event",
        "programme",
        "agreement",
        "action",
        rows.follow("fact", Fact.objects.select_related("organisation")),
        rows.follow("position", Position.objects.select_related("person")),
        rows.follow("participant", on),
        rows.follow("stop", Stop.objects.select_related("visit")),
        rows.follow("event_organisation", at),
        rows.follow("party", party),
    )
    return sorted(found, key=lambda citation: (citation.sheet, citation.line or 0, citation.pk))


def _sheets(citations: list[Citation]) -> list[Sheet]:
    """The citations of rows, by sheet and row."""
    return [
        Sheet(name, [Line(row, drawn(cited)) for row, cited in groupby(in_sheet, key=lambda c: c.line)])
        for name, in_sheet in groupby(citations, key=lambda citation: citation.sheet)
    ]
