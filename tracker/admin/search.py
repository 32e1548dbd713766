"""Searching in lists and autocompletes: names, other names, and names in other scripts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from tracker.models import Alias
from tracker.names import normalise

#: What is searched for is cut to this: databases refuse patterns of a megabyte, and nobody types them.
MAX_LENGTH = 200
MAX_WORDS = 12


def search[M: Model](
    rows: QuerySet[M], term: str, *, fields: Iterable[str], aliases: Mapping[str, str]
) -> QuerySet[M]:
    """Those of `rows` in which each word of `term` stands, in one of `fields` or in an alias.

    A word is looked for as it is typed and romanised ("Нурбек" finds "Nurbek"). `aliases` says whose aliases
    count: the field of `Alias` → the column of `rows` with that record's id. No row comes twice, whatever it
    matches.
    """
    for word in term[:MAX_LENGTH].replace("\0", " ").split()[:MAX_WORDS]:
        key = normalise(word)
        found = Q()
        for field in fields:
            spellings = {word, key.replace(" ", "-") if field.endswith("slug") else key} - {""}
            for spelling in spellings:
                found |= Q(**{f"{field}__icontains": spelling})
        for target, column in aliases.items():
            named = Alias.objects.filter(**{target: OuterRef(column)}, key__contains=key)
            found |= Q(Exists(named))
        rows = rows.filter(found)
    return rows
