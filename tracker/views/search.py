"""What the box at the head of each page finds: how many of each noun, and the first few of them."""

from __future__ import annotations

from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.db.models import Count, Model, Window
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from tracker import filters
from tracker.filters import Problem, RecordFilterSet
from tracker.filters.fields import WordsField
from tracker.filters.query import read_query

# How many of each noun are shown; the lists have the rest.
FEW = 5

_NOUNS: tuple[tuple[type[RecordFilterSet], str, Promise], ...] = (
    (filters.VisitFilters, "visit-list", _("Visits")),
    (filters.EventFilters, "event-list", _("Events")),
    (filters.AgreementFilters, "agreement-list", _("Agreements")),
    (filters.ActionFilters, "action-list", _("Follow-up actions")),
    (filters.OrganisationFilters, "organisation-list", _("Organisations")),
    (filters.PersonFilters, "person-list", _("People")),
    (filters.DelegationFilters, "delegation-list", _("Delegations")),
    (filters.ProgrammeFilters, "programme-list", _("Programmes")),
    (filters.TopicFilters, "topic-list", _("Topics")),
    (filters.SourceFilters, "source-list", _("Sources")),
)


class Found(NamedTuple):
    """The records of one noun that have the words: the first few, how many in all, and where they are."""

    heading: Promise
    anchor: str
    total: int
    records: list[Model]
    list_url: str


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """The page of `?q=`: what the reader may see of each noun that has all of the words."""
    field = WordsField(label=str(_("words")))
    values, sentences = read_query(request.GET, {"q": _("words")})
    text = values.get("q", "")
    words: list[str] = []
    try:
        words = field.clean(text)
    except ValidationError as error:
        sentences += [str(_("Words: %(problem)s") % {"problem": problem}) for problem in error.messages]
    found = _found(request, words) if words else []
    context = {
        "text": text,
        "words": words,
        "found": found,
        "total": sum(noun.total for noun in found),
        "problems": [Problem(sentence) for sentence in sentences],
    }
    return render(request, "tracker/search.html", context)


def _found(request: HttpRequest, words: list[str]) -> list[Found]:
    """Two queries a noun: one reads what there is to search, one the records with how many they are."""
    found = []
    for kind, url_name, heading in _NOUNS:
        narrowed = kind(QueryDict(), user=request.user)
        # Counted in the same query that gives the first few.
        rows: list[Any] = list(narrowed.found(words).annotate(total=Window(Count("pk")))[:FEW])
        if rows:
            list_url = f"{reverse(url_name)}?{urlencode({'q': ' '.join(words)})}"
            anchor = url_name.removesuffix("-list")
            found.append(Found(heading, anchor, rows[0].total, rows, list_url))
    return found
