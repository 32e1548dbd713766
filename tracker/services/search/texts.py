"""Which texts of a record are searched, and how they are read.

A record is found by its own texts and by those of what is seen wherever it is: a visit by the people of its
delegation, an agreement by its parties. A text that only some readers may see is in none of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from typing import Any, NamedTuple

from django.apps import apps
from django.db.models import CharField, F, Model, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from django_countries import countries

from tracker.choices import AgreementKind
from tracker.dates import PartialDate

_ALIAS = ("name",)

#: Kind of record → relation ("" for the record itself) → fields.
TEXTS: dict[str, Mapping[str, tuple[str, ...]]] = {
    "visit": {
        "": ("reference", "title", "purpose", "outcome", "note", "dates"),
        "delegation": ("name", "description"),
        "delegation__aliases": _ALIAS,
        "delegation__senders": ("name", "country__code"),
        "delegation__senders__aliases": _ALIAS,
        "delegation__members__person": ("name",),
        "delegation__members__person__aliases": _ALIAS,
        "invited_by": ("name",),
        "invited_by__aliases": _ALIAS,
        "countries": ("code",),
        "topics": ("name",),
        "programmes": ("name",),
        "stops": ("title", "place", "said", "country__code"),
        "stops__host": ("name",),
        "stops__host__aliases": _ALIAS,
        "stops__participants": ("description", "title", "note"),
        "stops__participants__person": ("name",),
        "stops__participants__person__aliases": _ALIAS,
    },
    "event": {
        "": ("name", "theme", "place", "description", "outcome", "note", "dates", "kind"),
        "aliases": _ALIAS,
        "country": ("code",),
        "countries": ("code",),
        "topics": ("name",),
        "organisation_roles__organisation": ("name",),
        "organisation_roles__organisation__aliases": _ALIAS,
        "participants": ("description", "title", "note"),
        "participants__person": ("name",),
        "participants__person__aliases": _ALIAS,
    },
    "agreement": {
        "": (
            *("reference", "title", "number", "place", "description", "note", "termination"),
            *("kind", "proposed", "agreed", "signed", "in_force_from", "expires", "terminated"),
        ),
        "aliases": _ALIAS,
        "topics": ("name",),
        "parties__organisation": ("name", "country__code"),
        "parties__organisation__aliases": _ALIAS,
        "parties__country": ("code",),
        "participants": ("description", "title", "note"),
        "participants__person": ("name",),
        "participants__person__aliases": _ALIAS,
    },
    "followupaction": {
        "": ("reference", "title", "description", "result", "note"),
        "topics": ("name",),
        **{
            f"{side}_{relation}": fields
            for side in ("owner", "counterpart")
            for relation, fields in {
                "organisation": ("name", "country__code"),
                "organisation__aliases": _ALIAS,
                "person": ("name",),
                "person__aliases": _ALIAS,
                "country": ("code",),
            }.items()
        },
    },
    "organisation": {
        "": ("name", "place", "description", "note", "kind"),
        "aliases": _ALIAS,
        "country": ("code",),
        "facts": ("label", "value"),
    },
    # By their organisations people are found through links that the reader may see (`filters.parties`).
    "person": {
        "": ("name", "note"),
        "aliases": _ALIAS,
        "positions": ("title",),
    },
    "delegation": {
        "": ("name", "description", "note"),
        "aliases": _ALIAS,
        "senders": ("name", "country__code"),
        "senders__aliases": _ALIAS,
        "members": ("description", "title", "note"),
        "members__person": ("name",),
        "members__person__aliases": _ALIAS,
    },
    "programme": {
        "": ("name", "description", "note"),
        "aliases": _ALIAS,
        "topics": ("name",),
        "lead": ("name", "country__code"),
        "lead__aliases": _ALIAS,
        "partners": ("name", "country__code"),
        "partners__aliases": _ALIAS,
    },
    "topic": {
        "": ("name", "description"),
        "aliases": _ALIAS,
    },
    "source": {"": ("title", "note", "url", "file_name", "kind", "dated")},
}

#: Kind of record → value of its field `kind` → further words for it.
_ALSO: dict[str, dict[str, str | Promise]] = {
    "agreement": {AgreementKind.MEMORANDUM: _("memorandum of understanding, MoU")}
}
# Fields that name something. A short word may begin a name, but no word of a longer text.
_NAMES = frozenset(("name", "title", "reference", "number", "place", "label", "file_name", "code"))
# Fields that hold no text to be compared as it is.
_DATES = frozenset(
    (
        *("dates", "dated", "period", "due"),
        *("proposed", "agreed", "signed", "in_force_from", "expires", "terminated"),
    )
)
# Of the languages that the office reads, those that django-countries has: not Kazakh.
_LANGUAGES = ("en", "ru", "zh-hans")


class Text(NamedTuple):
    """One text of a record, as it is written, and whether it names something."""

    path: str
    text: str
    is_name: bool


#: Far more records of a kind than there will ever be.
_RANGE = 1 << 40


def keys_of(kind: str) -> tuple[int, int]:
    """The first and the last key that `SearchText` has for a kind: each has a range of its own.

    So the index can be asked for one kind alone, and stops when it has found enough. Kinds keep their place
    in `TEXTS`; where one doesn't, the index is to be rebuilt.
    """
    first = (list(TEXTS).index(kind) + 1) * _RANGE
    return first, first + _RANGE - 1


def key_of(kind: str, record: int) -> int:
    """The key that `SearchText` has for a record."""
    return keys_of(kind)[0] + record


def model_of(kind: str) -> Any:
    """The model of a kind of record."""
    return apps.get_model("tracker", kind)


@cache
def paths_of(kind: str) -> tuple[str, ...]:
    """The paths to all texts of a kind of record, its own first."""
    return tuple(
        f"{relation}__{name}" if relation else name
        for relation, names in TEXTS[kind].items()
        for name in names
    )


def read_texts(kind: str, records: Sequence[int]) -> dict[int, list[Text]]:
    """The texts of these records, in one query; those that are gone are left out."""
    chosen = _chosen(records)
    rows = model_of(kind)._base_manager.filter(chosen)
    # The record itself, also where it has no text, and then its texts.
    arms = [_arm(rows, None), *(_arm(rows, path) for path in paths_of(kind))]
    wanted = set(records)
    places = {path: place for place, path in enumerate(("", *paths_of(kind)))}
    read = [row for row in arms[0].union(*arms[1:], all=True).order_by() if row[0] in wanted]
    # An engine gives the arms of a union in any order, and the same texts must always make the same row.
    read.sort(key=lambda row: (places[row[1]], row[2]))
    found: dict[int, list[Text]] = {}
    for pk, path, text in read:
        texts = found.setdefault(pk, [])
        if path:
            name = path.rpartition("__")[2]
            texts += (Text(path, shown, name in _NAMES) for shown in _shown(kind, name, text))
    return found


def _chosen(records: Sequence[int]) -> Q:
    """The condition that a row is one of `records`, or lies between them where they are nearly all there are.

    A range takes two parameters whatever the number of rows, and SQLite takes only so many.
    """
    first, last = min(records), max(records)
    if last - first < 2 * len(records):
        return Q(pk__range=(first, last))
    return Q(pk__in=records)


def _arm(rows: QuerySet[Any], path: str | None) -> QuerySet[Any, tuple[int, str, str]]:
    """The texts at one path; without a path the records alone."""
    text = Cast(path, TextField()) if path else Value("", output_field=TextField())
    arm = rows.order_by().annotate(
        _row=F("pk"), _path=Value(path or "", output_field=CharField()), _text=text
    )
    texts: QuerySet[Any, tuple[int, str, str]] = (arm.filter(_text__gt="") if path else arm).values_list(
        "_row", "_path", "_text"
    )
    return texts


def _shown(kind: str, name: str, text: str) -> Iterable[str]:
    """The words for what a field holds."""
    if name == "code":
        return country_names(text)
    if name in _DATES:
        return (text, str(PartialDate.from_edtf(text)))
    if name == "kind":
        label = str(dict(model_of(kind)._meta.get_field("kind").flatchoices).get(text, text))
        also = _ALSO.get(kind, {}).get(text)
        return (label, str(also)) if also else (label,)
    return (text,)


@lru_cache(maxsize=512)
def country_names(code: str) -> tuple[str, ...]:
    """What a country is called in the languages that the office reads."""
    names = []
    for language in _LANGUAGES:
        with override(language):
            names.append(str(countries.name(code)))
    return tuple(dict.fromkeys(names))


class Hop(NamedTuple):
    """One step of a path: from rows of a model, over a foreign key or a join table, to those of another."""

    model: type[Model]
    relation: Any


def hops(kind: str, path: str) -> Iterator[Hop]:
    """The steps from a kind of record to the text at `path`."""
    model = model_of(kind)
    for name in path.split("__"):
        field = model._meta.get_field(name)
        if not field.is_relation:
            return
        yield Hop(model, field)
        model = field.related_model


def label_of(kind: str, path: str) -> str:
    """What the text at a path is to a reader: the field's name, or whose text it is."""
    model = model_of(kind)
    steps = list(hops(kind, path))
    relation = path.rpartition("__")[0]
    if not steps:
        return str(model._meta.get_field(path).verbose_name)
    last = steps[-1].relation.related_model
    if relation.endswith("aliases"):
        return str(_("other name"))
    return str(last._meta.verbose_name)
