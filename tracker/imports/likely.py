"""Records that are likely one: pairs of people or organisations with like names or a contact in common."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from tracker.imports.near import near_each_other, spelled
from tracker.models import Alias, Organisation, Person, ToldApart

#: Pairs shown at most, and names compared at most: all with all takes a minute beyond.
MOST = 200
MOST_NAMES = 50_000
#: A contact that is shared by more is an office's, not a person's.
_SHARED = 3
#: What tells two records to be one, besides their names.
_CONTACTS: dict[type[Any], tuple[str, ...]] = {Person: ("email", "telephone"), Organisation: ("website",)}


class Likely(NamedTuple):
    """Two records, the one that was there first before, and why they may be one."""

    one: Any
    other: Any
    reason: str


def likely_pairs(model: type[Any]) -> list[Likely]:
    """Pairs of `model` that nobody told apart, the likeliest first, at most `MOST`."""
    kind = str(model._meta.model_name)
    scores: dict[tuple[int, int], tuple[float, str]] = {}
    for one, other, score, reason in (*_by_contact(model), *_by_name(model, kind)):
        pair = (min(one, other), max(one, other))
        if one != other and score > scores.get(pair, (0, ""))[0]:
            scores[pair] = score, reason
    told = set(ToldApart.objects.filter(kind=kind).values_list("one", "other"))
    wholes = _wholes(model)
    pairs = [pair for pair in scores if pair not in told and pair not in wholes]
    pairs = sorted(pairs, key=lambda pair: (-scores[pair][0], pair))[:MOST]
    records = model._default_manager.in_bulk({key for pair in pairs for key in pair})
    return [
        Likely(records[one], records[other], scores[one, other][1])
        for one, other in pairs
        if one in records and other in records
    ]


def _wholes(model: type[Any]) -> set[tuple[int, int]]:
    """Organisations and what they are part of: alike in name, and not one."""
    if model is not Organisation:
        return set()
    rows = Organisation.objects.filter(parent__isnull=False).values_list("pk", "parent_id")
    return {(min(pair), max(pair)) for pair in rows}


def _by_name(model: type[Any], kind: str) -> Iterator[tuple[int, int, float, str]]:
    names = [*model._default_manager.order_by("pk").values_list("pk", "name")]
    names += Alias.objects.filter(**{f"{kind}__isnull": False}).order_by("pk").values_list(kind, "name")
    having: dict[Any, dict[int, str]] = defaultdict(dict)
    for key, name in names[:MOST_NAMES]:
        having[spelled(name)].setdefault(key, name)
    for keys in having.values():
        for (one, name), (other, _same) in combinations(keys.items(), 2):
            yield one, other, 100, _("both are called “%(name)s”") % {"name": name}
    for first, second, score in near_each_other(kind, [name for _key, name in names[:MOST_NAMES]]):
        reason = _("“%(one)s” is like “%(other)s”") % {"one": first, "other": second}
        for one in having[spelled(first)]:
            for other in having[spelled(second)]:
                yield one, other, score, reason


def _by_contact(model: type[Any]) -> Iterator[tuple[int, int, float, str]]:
    for name in _CONTACTS[model]:
        having: dict[str, list[int]] = defaultdict(list)
        rows: Iterable[tuple[int, str]] = model._default_manager.exclude(**{name: ""}).values_list("pk", name)
        for key, value in rows:
            having[value.casefold()].append(key)
        said = {"label": model._meta.get_field(name).verbose_name}
        for value, keys in having.items():
            if len(keys) <= _SHARED:
                reason = _("the same %(label)s: %(value)s") % {**said, "value": value}
                for one, other in combinations(keys, 2):
                    yield one, other, 95, reason
