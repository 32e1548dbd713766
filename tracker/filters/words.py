"""How lists are searched for words."""

from __future__ import annotations

from typing import Any

from django.db.models import Model, Q, QuerySet
from django.forms import Field
from django.utils.translation import gettext_lazy as _
from django_filters import Filter

from tracker.filters.fields import WordsField
from tracker.filters.links import Link
from tracker.services.search.index import refresh_soon
from tracker.services.search.query import Word, having

#: So many linked records are named one by one in a query.
MOST_LINKED = 1_000


class WordsFilter(Filter):
    """Narrows a list to rows in whose texts each word occurs (`tracker.services.search`).

    `links` lead to other records, of which only those that the reader may see count: a row has a word also
    where such a record has it.
    """

    def __init__(self, *links: Link) -> None:
        super().__init__(label=_("words"))
        self.links = links

    @property
    def field(self) -> Field:
        if not hasattr(self, "_field"):
            self._field = WordsField(label=self.label)
        return self._field

    def filter(self, qs: QuerySet[Model], value: list[str] | None) -> QuerySet[Model]:
        if not value:
            return qs
        refresh_soon()
        return self.narrow(qs, [[Word.read(text)] for text in value])

    def narrow(self, qs: QuerySet[Model], words: list[list[Word]]) -> QuerySet[Model]:
        """The rows with one of each group of words."""
        if not self.links:
            return qs.filter(pk__in=_records(self.model, words))
        for group in words:
            met = Q(pk__in=_records(self.model, [group]))
            for link in self.links:
                met |= self._linked(link, group)
            qs = qs.filter(met)
        return qs

    def _linked(self, link: Link, group: list[Word]) -> Q:
        """The condition that a record which `link` leads to has one of the words in a name."""
        other: Any = link.model._meta.get_field(link.other).related_model
        named = _records(other, [[word.named() for word in group]])
        # Most words name none or few, and to look through all links for none takes long.
        found: Any = list(named.values_list("record", flat=True)[: MOST_LINKED + 1])
        if not found:
            return Q()
        if len(found) > MOST_LINKED:
            found = named
        seen = link.seen_both(self.parent.user).filter(**{f"{link.other}__in": found})
        return Q(pk__in=seen.order_by().values(link.row))


def _records(model: type[Model], words: list[list[Word]]) -> QuerySet[Any]:
    return having(str(model._meta.model_name), words).order_by().values("record")
