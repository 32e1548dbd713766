"""What the box at the head of each page finds: the best of each noun, and why."""

from __future__ import annotations

from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.db.models import Count, Model, OuterRef, Subquery, Window
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
from tracker.models import SearchText
from tracker.services.search.excerpts import Excerpt, excerpts
from tracker.services.search.query import Word, kinds_having, meant, rank, reading
from tracker.services.search.texts import key_of, keys_of

# How many of each noun are shown; the lists have the rest.
FEW = 5
# Up to so many are counted.
MOST = 10_000

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


class Hit(NamedTuple):
    """A record that was found, and the text in it that has the words."""

    record: Model
    excerpt: Excerpt | None


class Found(NamedTuple):
    """The records of one noun that have the words: the best few, how many in all, and where they are."""

    heading: Promise
    anchor: str
    total: int
    hits: list[Hit]
    list_url: str
    #: How well the best of them has the words; 0 the best.
    rank: int

    @property
    def is_over(self) -> bool:
        """Whether there are more than are counted."""
        return self.total > MOST


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """The page of `?q=`: what the reader may see of each noun that has all of the words.

    Where nothing has them, what has words with one letter changed, and says so.
    """
    field = WordsField(label=str(_("words")))
    values, sentences = read_query(request.GET, {"q": _("words")})
    text = values.get("q", "")
    typed: list[str] = []
    try:
        typed = field.clean(text)
    except ValidationError as error:
        sentences += [str(_("Words: %(problem)s") % {"problem": problem}) for problem in error.messages]
    found: list[Found] = []
    instead = ""
    if typed:
        words = [Word.read(word) for word in typed]
        found = _found(request, [[word] for word in words], typed)
        if not found:
            groups = meant(words)
            if any(len(group) > 1 for group in groups):
                found = _found(request, groups, typed)
                instead = _instead(groups, typed, found)
    context = {
        "text": text,
        "words": typed,
        "found": found,
        "total": sum(noun.total for noun in found),
        "is_over": any(noun.is_over for noun in found),
        "most": MOST,
        "instead": instead,
        "problems": [Problem(sentence) for sentence in sentences],
    }
    return render(request, "tracker/search.html", context)


def _found(request: HttpRequest, words: list[list[Word]], typed: list[str]) -> list[Found]:
    """The nouns that have the words, the best first: two queries each, and one for all."""
    kinds = kinds_having(words)
    found = []
    for kind, url_name, heading in _NOUNS:
        model: Any = kind._meta.model
        name = str(model._meta.model_name)
        # People are found by their organisations too, which their own texts don't have.
        if name not in kinds and not (name == "person" and "organisation" in kinds):
            continue
        narrowed = kind(QueryDict(), user=request.user).found(words)
        # So that a common word costs no more than the page can tell.
        few_enough = narrowed.order_by().values("pk")[: MOST + 1]
        text = SearchText.objects.filter(pk=OuterRef("pk") + keys_of(name)[0])
        ranked = text.annotate(rank=rank([group[0] for group in words])).values("rank")
        rows: list[Any] = list(
            narrowed.model._default_manager.filter(pk__in=few_enough)
            .annotate(total=Window(Count("pk")), search_rank=Subquery(ranked))
            .order_by("search_rank", *narrowed.query.order_by)[:FEW]
        )
        if rows:
            shown = excerpts(name, [row.pk for row in rows], words)
            hits = [Hit(row, shown.get(row.pk)) for row in rows]
            list_url = f"{reverse(url_name)}?{urlencode({'q': ' '.join(typed)})}"
            anchor = url_name.removesuffix("-list")
            best = rows[0].search_rank
            found.append(Found(heading, anchor, rows[0].total, hits, list_url, 9 if best is None else best))
    return found


def _instead(groups: list[list[Word]], typed: list[str], found: list[Found]) -> str:
    """The words that were found in place of those that were typed, as in the best record."""
    if not found:
        return ""
    best = min(found, key=lambda noun: noun.rank).hits[0].record
    text = SearchText.objects.filter(pk=key_of(str(best._meta.model_name), best.pk)).first()
    if text is None:
        return ""
    read = reading(groups, text)
    return " ".join(
        given if word is group[0] else word.key
        for given, word, group in zip(typed, read, groups, strict=True)
    )
