"""Which records the names in a workbook are: known, new, near to known ones, or more than one's.

A name is a record's if its key (`tracker.names.normalise`) equals that of the record's name or of one of its
aliases; but not where both are written in Chinese characters and those differ, since many are romanised
alike. What is only near is offered, never taken (`tracker.imports.near` has the rules).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import batched
from types import MappingProxyType
from typing import Any, NamedTuple

from django.db import connections
from django.db.models import Model
from django.utils.translation import gettext as _

from tracker.imports.near import SAME_ROMANISED, Spelled, find_near, spelled
from tracker.imports.near.spelling import han
from tracker.models import Alias, Delegation, NotTheSame, Organisation, Person, Programme, Topic
from tracker.services.labels import for_labels, label_of

KINDS: dict[str, type[Model]] = {
    "organisation": Organisation,
    "person": Person,
    "delegation": Delegation,
    "topic": Topic,
    "programme": Programme,
}

KNOWN, NEW, NEAR, AMBIGUOUS = "known", "new", "near", "ambiguous"

#: So many near records are offered, and so many other names of each shown.
MOST_OFFERED = 5
MOST_OTHER_NAMES = 5
#: So many keys are looked up in one query.
_BATCH = 10_000


class Candidate(NamedTuple):
    """A record that a name may be."""

    pk: int
    name: str
    score: float
    #: What tells it from others; empty until a screen fills it in (`describe`).
    known: str = ""


class Decision(NamedTuple):
    """What staff decided about a name."""

    #: The record that it is; None for a new one.
    use: int | None
    #: Whether it is kept as an alias of that record.
    alias: bool = False


@dataclass(slots=True)
class Match:
    """What a name is."""

    text: str
    key: str
    #: "known", "new", "near" or "ambiguous"
    status: str
    #: The record that it is, and its name; only where it is known.
    pk: int | None = None
    name: str = ""
    #: What it may be: several records with this very name, or near ones, the nearest first.
    candidates: tuple[Candidate, ...] = ()


class _Holder(NamedTuple):
    """A record that has a key, by its name or an alias."""

    pk: int
    name: str
    #: The name or alias that has the key.
    by: str


class _Found(NamedTuple):
    """What all texts that are one name are."""

    status: str
    pk: int | None = None
    name: str = ""
    candidates: tuple[Candidate, ...] = ()


def match_names(
    wanted: Mapping[str, Iterable[str]],
    decisions: Mapping[tuple[str, str], Decision] = MappingProxyType({}),
    *,
    near: bool = True,
) -> dict[tuple[str, str], Match]:
    """What each of the texts is, by kind and text.

    `wanted` has the distinct texts by kind (one of `KINDS`), `decisions` what staff decided, by kind and
    `identity`; a decision for a record that is gone doesn't count. Without `near`, what no record has is
    new. Texts with one key are one name, unless they are in different Chinese characters. Queries: for each
    kind two a batch of keys, one for the records decided on, and three if names are left that no record has.
    """
    matches: dict[tuple[str, str], Match] = {}
    for kind, texts in wanted.items():
        names = {text: spelled(text) for text in texts}
        found = _find(kind, set(names.values()), decisions, near=near)
        for text, name in names.items():
            matches[kind, text] = Match(text, identity(name), *found[name])
    return matches


def identity(name: Spelled) -> str:
    """What tells a name from all others: its key, and its Chinese characters, which may share the key."""
    return f"{name.key} {name.han}" if name.han else name.key


def describe(kind: str, pks: Iterable[int]) -> dict[int, str]:
    """What to show of each of these records to tell it from others; those that are gone are left out."""
    rows = for_labels(KINDS[kind]._default_manager.filter(pk__in=pks)).prefetch_related("aliases")
    return {row.pk: _with_other_names(row) for row in rows}


def _with_other_names(record: Any) -> str:
    """A record's label and the other names that it goes by."""
    names = [alias.name for alias in record.aliases.all()]
    if not names:
        return label_of(record)
    shown = ", ".join(names[:MOST_OTHER_NAMES]) + (", …" if len(names) > MOST_OTHER_NAMES else "")
    return _("%(label)s, also known as %(names)s") % {"label": label_of(record), "names": shown}


def _find(
    kind: str, names: Collection[Spelled], decisions: Mapping[tuple[str, str], Decision], *, near: bool
) -> dict[Spelled, _Found]:
    """What each of these names is."""
    decided = _decided(kind, {identity(name) for name in names}, decisions)
    found = {name: decided[identity(name)] for name in names if identity(name) in decided}
    # A key that no name can have, such as a control character, is not even asked for.
    asked = [name for name in names if name not in found and name.key and name.key.isprintable()]
    holders = _holders(kind, {name.key for name in asked})
    left = []
    for name in asked:
        same = {
            holder.pk: holder.name
            for holder in holders.get(name.key, ())
            if not name.han or not name.contradicts(Spelled(name.key, han(holder.by)))
        }
        if same:
            found[name] = _one_or_several(same)
        else:
            left.append(name)
    found |= _near(kind, left, holders) if left and near else {}
    found.update(dict.fromkeys((name for name in names if name not in found), _Found(NEW)))
    return found


def _decided(
    kind: str, keys: Iterable[str], decisions: Mapping[tuple[str, str], Decision]
) -> dict[str, _Found]:
    """The keys that staff decided about, as far as the records that they chose are there."""
    chosen = {key: decisions[kind, key] for key in keys if (kind, key) in decisions}
    pks = {decision.use for decision in chosen.values() if decision.use is not None}
    names: dict[int, str] = {}
    for batch in _batches(kind, pks):
        names.update(KINDS[kind]._default_manager.filter(pk__in=batch).values_list("pk", "name"))
    found = {}
    for key, decision in chosen.items():
        if decision.use is None:
            found[key] = _Found(NEW)
        elif decision.use in names:
            found[key] = _Found(KNOWN, decision.use, names[decision.use])
    return found


def _holders(kind: str, keys: Collection[str]) -> dict[str, list[_Holder]]:
    """The records that have each of these keys."""
    holders: dict[str, list[_Holder]] = {}
    for batch in _batches(kind, keys):
        names = KINDS[kind]._default_manager.filter(key__in=batch).order_by()
        aliases = Alias.objects.filter(**{f"{kind}__isnull": False}, key__in=batch).order_by()
        rows = [
            *names.values_list("key", "pk", "name", "name"),
            *aliases.values_list("key", f"{kind}_id", f"{kind}__name", "name"),
        ]
        for key, *holder in rows:
            holders.setdefault(key, []).append(_Holder(*holder))
    return holders


def _one_or_several(records: dict[int, str]) -> _Found:
    """What a name is that exactly these records have."""
    if len(records) == 1:
        [(pk, name)] = records.items()
        return _Found(KNOWN, pk, name)
    by_name = sorted(records.items(), key=lambda record: (record[1], record[0]))
    return _Found(AMBIGUOUS, candidates=tuple(Candidate(pk, name, 100.0) for pk, name in by_name))


def _near(kind: str, wanted: list[Spelled], holders: Mapping[str, list[_Holder]]) -> dict[Spelled, _Found]:
    """Those that are near to a name or an alias of a record that nobody said they are not.

    `holders` are the records that have these keys, but in other Chinese characters.
    """
    own = list(KINDS[kind]._default_manager.order_by("pk").values_list("pk", "key", "name"))
    aliases = Alias.objects.filter(**{f"{kind}__isnull": False}).order_by("pk")
    others = list(aliases.values_list(f"{kind}_id", "key"))
    told_apart = set(NotTheSame.objects.filter(kind=kind).values_list("key", "record"))
    names = {pk: name for pk, _key, name in own}
    pks = [*names, *(pk for pk, _key in others)]
    known = [*(key for _pk, key, _name in own), *(key for _pk, key in others)]
    found = {}
    all_near = find_near(kind, [name.key for name in wanted], known, own=len(own))
    for name, near in zip(wanted, all_near, strict=True):
        scores = {holder.pk: SAME_ROMANISED for holder in holders.get(name.key, ())}
        for position, score in near:
            scores[pks[position]] = max(score, scores.get(pks[position], 0))
        # A record that was made since the names were read may be known by an alias only: not offered yet.
        may_be = [pk for pk in scores if pk in names and (identity(name), pk) not in told_apart]
        offered = sorted(may_be, key=lambda pk: (-scores[pk], pk))[:MOST_OFFERED]
        if offered:
            candidates = tuple(Candidate(pk, names[pk], round(scores[pk], 1)) for pk in offered)
            found[name] = _Found(NEAR, candidates=candidates)
    return found


def _batches[T](kind: str, values: Iterable[T]) -> Iterator[tuple[T, ...]]:
    """`values` in portions that one query takes."""
    most = connections[KINDS[kind]._default_manager.db].features.max_query_params
    return batched(values, min(_BATCH, most or _BATCH))
