"""Slugs for many new records at once."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q

from tracker.names import slug_for
from tracker.services.bulk import in_batches

#: So many beginnings are asked for in one query.
_BEGINNINGS = 100


def free_slugs(model: Any, names: Sequence[str]) -> list[str]:
    """A slug for each of `names` that no record of `model` has, and that is given once."""
    made: dict[str, str] = {}
    bases = [made.get(name) or made.setdefault(name, slug_for(name)) for name in names]
    taken: set[str] = set()
    for batch in in_batches(dict.fromkeys(bases)):
        taken.update(model.objects.filter(slug__in=batch).values_list("slug", flat=True))
    last = dict.fromkeys(taken, 1)
    for batch in in_batches(sorted(taken), _BEGINNINGS):
        begun = reduce(or_, (Q(slug__startswith=f"{base}-") for base in batch))
        for slug in model.objects.filter(begun).values_list("slug", flat=True):
            base, _dash, number = slug.rpartition("-")
            if base in last and number.isdecimal() and number.isascii():
                last[base] = max(last[base], int(number))
    given: set[str] = set()
    slugs = [_number(base, last, given) for base in bases]
    # A name may end in a number of its own: "forum" twice makes "forum-2", which another record may be
    # called.
    while clashes := _clashes(model, slugs, taken):
        given |= clashes
        slugs = [
            _number(base, last, given) if slug in clashes else slug
            for base, slug in zip(bases, slugs, strict=True)
        ]
    return slugs


def _number(base: str, last: dict[str, int], given: set[str]) -> str:
    """The next slug of `base`: itself, then with 2, 3, … after it."""
    while True:
        number = last.get(base, 0) + 1
        last[base] = number
        slug = base if number == 1 else f"{base}-{number}"
        if slug not in given:
            given.add(slug)
            return slug


def _clashes(model: Any, slugs: Sequence[str], known: set[str]) -> set[str]:
    """Numbered slugs that a record has already."""
    found: set[str] = set()
    for batch in in_batches({slug for slug in slugs if slug.rpartition("-")[2].isdecimal()} - known):
        found.update(model.objects.filter(slug__in=batch).values_list("slug", flat=True))
    return found
