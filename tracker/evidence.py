"""Evidence: which sources, at which of their lines, say what a page shows.

A page gathers the citations of all rows that it shows at once, and numbers their sources in the order in
which they come up; the template tags of `tracker.templatetags.evidence` set the markers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Field, Model, Q
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from tracker.choices import Stance
from tracker.models import (
    Agreement,
    Citation,
    EventOrganisation,
    Fact,
    FollowUpAction,
    Participant,
    Party,
    Position,
    Source,
    Stop,
)
from tracker.models.visibility import CITED

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

#: How many paragraphs, and how many citations of a workbook, a page of a source shows.
PARAGRAPHS_A_PAGE = 100
ROWS_A_PAGE = 200

# The name of the citation's field for each model that can be cited.
_KINDS: dict[type[Model], str] = {
    Citation._meta.get_field(name).related_model: name  # type: ignore[misc]
    for name in CITED
}

# What fields are called where their own names ("agreed") say too little out of their form.
_DATE_LABELS: dict[tuple[type[Model], str], StrOrPromise] = {
    (Agreement, "proposed"): _lazy("date of proposal"),
    (Agreement, "agreed"): _lazy("date of agreement"),
    (Agreement, "signed"): _lazy("date of signing"),
    (Agreement, "in_force_from"): _lazy("date of entry into force"),
    (Agreement, "expires"): _lazy("date of expiry"),
    (FollowUpAction, "due"): _lazy("due date"),
}

type Key = tuple[str, int]


def key_of(record: Model) -> Key:
    """The kind and id by which citations name `record`; the kind of what none can name is ""."""
    return _KINDS.get(type(record), ""), record.pk


def citation_url(citation: Citation) -> str:
    """Where on its source's page a citation stands; `citation.source` is at hand already.

    A paragraph's page follows from its number. For rows of a workbook the source's page is told which one is
    meant and finds the page itself.
    """
    base = citation.source.get_absolute_url()
    if citation.sheet:
        return f"{base}?citation={citation.pk}#{citation.anchor}"
    page = page_of_paragraph(citation.line or 1)
    return f"{base}{f'?page={page}' if page > 1 else ''}#{citation.anchor}"


def page_of_paragraph(line: int) -> int:
    """The page of a source's page that shows its paragraph `line`."""
    return (max(line, 1) - 1) // PARAGRAPHS_A_PAGE + 1


def name_of(record: Model) -> str:
    """What to call a record or a row of one where it is cited, in a few words.

    It follows only relations that are visible wherever the row is: an organisation that a position names, for
    one, may not be the reader's to see.
    """
    match record:
        case Position():
            return f"{record.person}: {record.title}"
        case Participant():
            # Who has no name is often described by the title, which is then not said twice.
            return f"{record}, {record.title}" if record.title not in ("", str(record)) else str(record)
        case EventOrganisation():
            return str(record.organisation)
        case Stop() | Party():
            return str(record)
        case _:
            return str(getattr(record, "title", "")) or str(record)


def place_of(record: Model) -> str:
    """In what a row without a page of its own stands, such as the visit of a stop; "" for all others."""
    match record:
        case Participant():
            return name_of(record.target)
        case Stop():
            return str(record.visit)
        case EventOrganisation():
            return str(record.event)
        case Party():
            return str(record.agreement)
        case Fact():
            return str(record.organisation)
        case _:
            return ""


def field_label(model: type[Model], name: str) -> str:
    """What a field of a record is called on a page; the bare name where the model has no such field."""
    if not name:
        return ""
    try:
        found = model._meta.get_field(name)
    except FieldDoesNotExist:
        return name
    if isinstance(found, Field):
        return str(found.verbose_name)
    # What belongs to the record, such as its aliases.
    return str(found.related_model._meta.verbose_name_plural)


@dataclass(frozen=True)
class Marker:
    """A small numbered link from a fact to the line of the source that says it."""

    number: int
    citation: Citation

    @property
    def url(self) -> str:
        return citation_url(self.citation)

    @property
    def disputes(self) -> bool:
        return self.citation.stance == Stance.DISPUTES

    @property
    def text(self) -> str:
        return f"{self.number} {self.citation.locator}".rstrip()

    @property
    def label(self) -> str:
        """The marker in words, for those who hear the page."""
        citation = self.citation
        params = {"number": self.number, "line": citation.line, "sheet": citation.sheet}
        if citation.sheet and citation.line is not None:
            words = _("Source %(number)s, sheet %(sheet)s, row %(line)s") % params
        elif citation.sheet:
            words = _("Source %(number)s, sheet %(sheet)s") % params
        elif citation.line is not None:
            words = _("Source %(number)s, paragraph %(line)s") % params
        else:
            words = _("Source %(number)s") % params
        return _("%(source)s disputes this") % {"source": words} if self.disputes else words


@dataclass
class SourceUse:
    """One source of a page: its number, and how many facts of the page it supports and disputes."""

    number: int
    source: Source
    supported: set[tuple[Key, str]] = field(default_factory=set)
    disputed: set[tuple[Key, str]] = field(default_factory=set)
    whole: list[Marker] = field(default_factory=list)  # of the page's own record as a whole, each line once


@dataclass(frozen=True)
class Disagreement:
    """A fact of the page that one source disputes, with all that the sources say of it."""

    subject: str
    markers: list[Marker]

    @property
    def sayings(self) -> list[list[Marker]]:
        """The markers by what they say: lines that say the same, in the same words, together."""
        found: dict[tuple[bool, str], list[Marker]] = {}
        for marker in self.markers:
            found.setdefault((marker.disputes, marker.citation.note), []).append(marker)
        return [_each_once(markers) for markers in found.values()]


@dataclass(frozen=True)
class Elsewhere:
    """A record that the page only lists, and on which sources disagree."""

    name: str
    url: str


def _each_once(markers: Iterable[Marker]) -> list[Marker]:
    """Markers without those that lead to the same line and say the same of it."""
    found: dict[tuple[str, bool], Marker] = {}
    for marker in markers:
        found.setdefault((marker.text, marker.disputes), marker)
    return list(found.values())


class Evidence:
    """The citations of the rows that a page shows, with their sources numbered in order of first use.

    A citation is as visible as what it evidences: give it rows that the reader may see, in the order of the
    page. The first of them is the page's own record. `listed` are the records with a page of their own that
    this page lists after its rows.
    """

    def __init__(self, rows: Iterable[Model | None] = (), *, listed: Iterable[Model] = ()) -> None:
        self._rows: dict[Key, Model] = {key_of(row): row for row in rows if row is not None}
        self._own = next(iter(self._rows), None)
        self._listed: dict[Key, Model] = {key_of(row): row for row in listed}
        self._rows = {**self._rows, **self._listed}
        self._markers: dict[Key, list[Marker]] = {}
        self.sources: list[SourceUse] = []
        by_key: dict[Key, list[Citation]] = defaultdict(list)
        for citation in self._load():
            kind = str(citation.target_kind)
            by_key[kind, getattr(citation, f"{kind}_id")].append(citation)
        numbers: dict[int, int] = {}
        for key in self._rows:
            for citation in by_key[key]:
                number = numbers.setdefault(citation.source_id, len(numbers) + 1)
                self._add(key, Marker(number, citation))

    def _load(self) -> Iterable[Citation]:
        """All citations of the rows, in one query, or in none where there are no rows."""
        keys: dict[str, list[int]] = defaultdict(list)
        for kind, pk in self._rows:
            if kind:
                keys[kind].append(pk)
        if not keys:
            return []
        condition = reduce(or_, (Q(**{f"{kind}__in": pks}) for kind, pks in keys.items()))
        return Citation.objects.filter(condition).select_related("source")

    def _add(self, key: Key, marker: Marker) -> None:
        self._markers.setdefault(key, []).append(marker)
        if marker.number > len(self.sources):
            self.sources.append(SourceUse(marker.number, marker.citation.source))
        use = self.sources[marker.number - 1]
        if key == self._own and marker.citation.field == "":
            use.whole = _each_once([*use.whole, marker])
        (use.disputed if marker.disputes else use.supported).add((key, marker.citation.field))

    def of(self, record: Model, *fields: str) -> list[Marker]:
        """The markers of a record, or of those `fields` of it ("" is the whole record); each line once."""
        markers = self._markers.get(key_of(record), [])
        return _each_once(marker for marker in markers if not fields or marker.citation.field in fields)

    def of_all_but(self, record: Model, *fields: str) -> list[Marker]:
        """The markers of all that is cited of a record but those `fields`; each line once."""
        markers = self._markers.get(key_of(record), [])
        return _each_once(marker for marker in markers if marker.citation.field not in fields)

    def text_of(self, record: Model, name: str) -> list[Marker]:
        """The markers of a text field; where it has none, those of the record as a whole."""
        return self.of(record, name) or self.of(record, "")

    def tells(self, record: Model, name: str) -> bool:
        """Whether some source supports the very field."""
        return any(not marker.disputes for marker in self.of(record, name))

    @cached_property
    def disagreements(self) -> list[Disagreement]:
        """What the sources disagree on of the page's own rows, in its order; one entry a subject."""
        found: dict[str, Disagreement] = {}
        for key, markers in self._markers.items():
            if key in self._listed:
                continue
            fields = dict.fromkeys(marker.citation.field for marker in markers if marker.disputes)
            for name in fields:
                about = [marker for marker in markers if marker.citation.field == name]
                if not any(not marker.disputes for marker in about):
                    # Nothing supports the very field: what supports the record as a whole is the other side.
                    about += [m for m in markers if not m.disputes and m.citation.field == ""]
                subject = self._subject(key, name)
                found.setdefault(subject, Disagreement(subject, [])).markers.extend(about)
        return list(found.values())

    @cached_property
    def disagreements_elsewhere(self) -> list[Elsewhere]:
        """The listed records on which sources disagree; their own pages tell how."""
        return [
            Elsewhere(name_of(row), row.get_absolute_url())  # type: ignore[attr-defined]
            for key, row in self._listed.items()
            if any(marker.disputes for marker in self._markers.get(key, []))
        ]

    def _subject(self, key: Key, name: str) -> str:
        row = self._rows[key]
        label = str(_DATE_LABELS.get((type(row), name)) or field_label(type(row), name))
        if key == self._own and label:
            return capfirst(label)
        return f"{capfirst(name_of(row))}: {label}" if label else capfirst(name_of(row))
