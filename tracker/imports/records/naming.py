"""A record by what people write for it: its slug or reference, its name, any of its other names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from tracker.dates.value import quoted
from tracker.models import Alias, Country, Stop
from tracker.names import normalise

#: How many records of one name a sentence lists.
SHOWN = 5
# What makes up the names below; no more of a record is loaded.
_NAMING = ("slug", "reference", "code", "name", "title", "english_name")


class NamingError(ValueError):
    """A text that names no record, or more than one; `str()` of it is a sentence that says which."""


def id_of(record: Any) -> str:
    """What names exactly this record: its slug, its reference, a country's code, `V-0001/2` for a stop."""
    return "/".join(str(part) for part in record.natural_key())


class Names:
    """All records of one kind by their names, loaded once."""

    def __init__(self, model: type[models.Model]) -> None:
        self.kind = str(model._meta.verbose_name)
        self._records: dict[Any, models.Model] = {}
        self._ids: dict[str, Any] = {}
        self._exact: dict[str, set[Any]] = defaultdict(set)
        self._keys: dict[str, set[Any]] = defaultdict(set)
        for record in _named(model):
            self.add(record)
        target = model._meta.model_name
        if target in Alias.targets:
            owned = Alias.objects.filter(**{f"{target}__isnull": False})
            for name, key, pk in owned.values_list("name", "key", f"{target}_id"):
                self._exact[name].add(pk)
                self._keys[key].add(pk)

    def add(self, record: models.Model) -> None:
        """Let `record` be found from now on."""
        self._records[record.pk] = record
        self._ids[id_of(record).casefold()] = record.pk
        names = {getattr(record, name, None) for name in ("name", "title", "english_name")} | {str(record)}
        for name in names:
            if name:
                self._exact[name].add(record.pk)
                self._keys[normalise(name)].add(record.pk)

    def called(self, text: str) -> list[models.Model]:
        """The records that have this name, case, accents and script aside."""
        return [self._records[pk] for pk in sorted(self._keys.get(normalise(text), ()))]

    def find(self, text: str, *, among: Collection[Any] = ()) -> models.Model:
        """The one record that `text` names; raises NamingError where there is none, or more than one.

        What names it exactly comes first; then its name as it is written; then that name case, accents and
        script aside. Of several records of one name it is the one whose key is in `among`.
        """
        kept = self._exact.get(text, set()).intersection(among)
        pk = next(iter(kept)) if len(kept) == 1 else self._ids.get(text.casefold())
        if pk is not None:
            return self._records[pk]
        for found in (self._exact.get(text, set()), self._keys.get(normalise(text), set())):
            likelier = found.intersection(among)
            if len(found) == 1 or len(likelier) == 1:
                return self._records[next(iter(likelier or found))]
        if not found:
            raise NamingError(
                _(
                    "The record has no %(kind)s called “%(text)s”: correct the name, or add that %(kind)s"
                    " first."
                )
                % {"kind": self.kind, "text": quoted(text)}
            )
        ids = sorted(id_of(self._records[pk]) for pk in found)
        listed = ", ".join(ids[:SHOWN]) + (", …" if len(ids) > SHOWN else "")
        raise NamingError(
            _("“%(text)s” can be any of %(count)d: write one of these instead: %(ids)s.")
            % {"text": quoted(text), "count": len(ids), "ids": listed}
        )


def _named(model: type[models.Model]) -> models.QuerySet[Any]:
    """All records of `model`, with no more than what names them."""
    if model is Stop:
        stops = Stop.objects.select_related("visit")
        return stops.only("order", "title", "visit__reference")
    if model is Country:
        return Country.objects.all()
    columns = {field.name for field in model._meta.concrete_fields}
    return model._default_manager.only(*(name for name in _NAMING if name in columns))
