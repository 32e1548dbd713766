"""Merging two people or two organisations that are one: a single change, which can be taken back.

Every reference to the one that goes is moved to the one that stays, its name becomes an alias, and what the
one that stays doesn't say of itself is taken over. A row that then says the same as another (a party, a
position, an alias) is folded into that one, with the citations on it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.db.models import FETCH_PEERS
from django.utils.translation import gettext as _

from tracker.choices import ChangeKind
from tracker.models import (
    Alias,
    Change,
    EventOrganisation,
    Fact,
    Organisation,
    Participant,
    Party,
    Person,
    Position,
    ToldApart,
)
from tracker.services.bulk import change_pairs, lock_writes
from tracker.services.history import delete_within, save_within, write_history
from tracker.services.undoing.kinds import Link, kind_of, links

if TYPE_CHECKING:
    from tracker.models import User

#: What can be merged.
MERGED: tuple[type[models.Model], ...] = (Person, Organisation)

#: The rows of which there is one a record → what tells it from the others.
_ONCE: dict[type[models.Model], tuple[str, ...]] = {
    Position: ("person", "organisation", "title", "period"),
    Fact: ("organisation", "label", "value"),
    EventOrganisation: ("event", "organisation", "role"),
    Party: ("agreement", "organisation"),
    Participant: ("person", "organisation", "title", "role", *Participant.targets),
}
#: What both say of themselves is kept one below the other.
_JOINED = ("note", "internal_notes", "contact")
_OWN = ("id", "slug", "name", "key")


class NotMerged(Exception):
    """Why two records were not merged, as a sentence."""


def refusal(kept: Any, gone: Any) -> str:
    """Why the two can't be merged; "" where they can."""
    if type(kept) is not type(gone) or type(kept) not in MERGED:
        return _("Only two people, or two organisations, can be merged.")
    if kept.pk == gone.pk:
        return _("This is one record: it cannot be merged with itself.")
    if isinstance(kept, Organisation) and gone.pk in _wholes(kept)[1:]:
        return _(
            "“%(kept)s” is a part of a part of “%(gone)s”. Correct of what they are parts, and merge then."
        ) % {"kept": kept, "gone": gone}
    return ""


def merge(kept: Any, gone: Any, *, by: User, reason: str) -> Change:
    """Merge `gone` into `kept`; gives the change, which `tracker.services.changes.undo` takes back.

    Raises NotMerged with a sentence, where one of them is no longer there among others.
    """
    with transaction.atomic():
        lock_writes()
        model = type(kept)
        manager: Any = model._default_manager
        locked = manager.select_for_update().order_by("pk").in_bulk([kept.pk, gone.pk])
        if len(locked) < len({kept.pk, gone.pk}):
            raise NotMerged(
                _("One of them is no longer there: it was deleted, or merged with another already.")
            )
        kept, gone = locked[kept.pk], locked[gone.pk]
        if sentence := refusal(kept, gone):
            raise NotMerged(sentence)
        told = _("“%(gone)s” is merged into “%(kept)s”") % {"gone": gone, "kept": kept}
        change = Change.objects.create(
            kind=ChangeKind.MERGE,
            by=by,
            reason=f"{told}. {reason}" if reason else told,
            report={"kept": kept.pk},
        )
        _Merging(change, kept, gone).run()
    return change


def tell_apart(one: Any, other: Any, *, by: User | None) -> None:
    """Remember that the two are not the same."""
    ToldApart.objects.get_or_create(**ToldApart.pair(one, other), defaults={"by": by})


def merged_into(model: type[models.Model], slug: str) -> Any:
    """What the record at the address `slug` was merged into, or what that was; None where there is none."""
    history: Any = kind_of(model).history
    merges = history.objects.filter(change__kind=ChangeKind.MERGE, history_type="-")
    rows, seen = merges.filter(slug=slug), set()
    while (row := rows.select_related("change").order_by("history_id").last()) is not None:
        key = row.change.report.get("kept")
        found = model._default_manager.filter(pk=key).first()
        if found is not None or key in seen:
            return found
        seen.add(key)
        rows = merges.filter(id=key)
    return None


def _wholes(organisation: Organisation) -> list[int]:
    """The keys of what it is part of, from near to far."""
    found: list[int] = []
    parent = organisation.parent
    while parent is not None and parent.pk not in found:
        found.append(parent.pk)
        parent = parent.parent
    return found


class _Merging:
    """One merge, step by step."""

    def __init__(self, change: Change, kept: Any, gone: Any) -> None:
        self.change = change
        self.kept = kept
        self.gone = gone

    def run(self) -> None:
        self._take_over()
        for link in links():
            if link.target.model is type(self.gone):
                (self._move_pairs if link.many else self._move_rows)(link, self.kept, self.gone)
        self._add_alias()
        delete_within(self.change, [self.gone])

    def _take_over(self) -> None:
        """Let the one that stays say what only the other says."""
        changed = False
        if isinstance(self.kept, Organisation) and self.kept.parent_id == self.gone.pk:
            self.kept.parent = self.gone.parent if self.gone.parent_id != self.kept.pk else None
            changed = True
        changed = _fill(self.kept, self.gone, leave=_OWN) or changed
        if isinstance(self.kept, Organisation) and self.kept.parent_id in (self.kept.pk, self.gone.pk):
            self.kept.parent = None
        if changed:
            save_within(self.change, self.kept)

    def _move_rows(self, link: Link, kept: Any, gone: Any) -> None:
        """Let rows that refer to one by a foreign key refer to the other, or fold them into their twins."""
        model: Any = link.owner_model
        rows = list(model._base_manager.filter(**{link.name: gone}).order_by("pk").fetch_mode(FETCH_PEERS))
        moved, folded = [], []
        for row in rows:
            if model is type(kept) and row.pk == kept.pk:
                continue  # its own, dealt with above
            setattr(row, link.name, kept)
            twin = _twin(row)
            if twin is None:
                moved.append(row)
                continue
            self._fold(row, twin)
            setattr(row, link.name, gone)  # history is to say how it was
            folded.append(row)
        if link.owner_kind is None:
            model._base_manager.filter(pk__in=[row.pk for row in moved]).update(**{link.name: kept})
            return
        for row in moved:
            row.skip_history_when_saving = True
            row.save(update_fields=[link.name])
            del row.skip_history_when_saving
        write_history(moved, by=self.change.by, reason=self.change.reason, change=self.change)
        delete_within(self.change, folded)

    def _fold(self, row: Any, twin: Any) -> None:
        """Move what hangs on a row to its twin, with what only the row says."""
        for link in links():
            if link.target.model is type(row) and not link.many:
                self._move_rows(link, twin, row)
        if _fill(twin, row, leave=("id", "order", *Alias.targets)):
            save_within(self.change, twin)

    def _move_pairs(self, link: Link, kept: Any, gone: Any) -> None:
        """The same for a many-to-many relation, which history keeps beside its owner."""
        owners: Any = link.owner_model
        manager = owners._base_manager
        having = list(manager.filter(**{link.name: gone}).order_by("pk"))
        keys = [one.pk for one in having]
        both = set(manager.filter(pk__in=keys, **{link.name: kept}).values_list("pk", flat=True))
        relation = kind_of(owners).relations[link.name]
        given = [(key, kept.pk) for key in keys if key not in both]
        change_pairs(relation, given, [(key, gone.pk) for key in keys])
        write_history(having, by=self.change.by, reason=self.change.reason, change=self.change)

    def _add_alias(self) -> None:
        """Keep the other's name as an alias."""
        target = str(self.kept._meta.model_name)
        names = Alias.objects.filter(**{target: self.kept}).values_list("name", flat=True)
        known = {name.casefold() for name in (self.kept.name, *names)}
        if self.gone.name.casefold() not in known:
            language = getattr(self.gone, "language", "")
            alias = Alias(name=self.gone.name, language=language, **{target: self.kept})
            save_within(self.change, alias, added=True)
        # One that was an alias of the other may be the very name of the one that stays.
        delete_within(self.change, list(Alias.objects.filter(**{target: self.kept}, name=self.kept.name)))


def _fill(record: Any, other: Any, *, leave: tuple[str, ...]) -> bool:
    """Give `record` the values that only `other` has, and both notes; gives whether that changed it."""
    changed = False
    for field in record._meta.concrete_fields:
        if not field.editable or field.name in leave:
            continue
        own, others = getattr(record, field.attname), getattr(other, field.attname)
        if others in (None, "", False) or own == others:
            continue
        if own in (None, ""):
            setattr(record, field.attname, others)
            changed = True
        elif field.name in _JOINED and others not in own:
            joined = f"{own}\n{others}"
            if field.max_length is None or len(joined) <= field.max_length:
                setattr(record, field.attname, joined)
                changed = True
    return changed


def _twin(row: Any) -> Any:
    """The row that says the same as `row` does now; None where there is none."""
    model: Any = type(row)
    others = model._base_manager.exclude(pk=row.pk)
    if isinstance(row, Alias):
        beside = others.filter(**{str(row.target_kind): row.target})
        return next((one for one in beside if one.name.casefold() == row.name.casefold()), None)
    if model not in _ONCE:
        return None
    same: dict[str, Any] = {}
    for name in _ONCE[model]:
        value = getattr(row, name)
        same[f"{name}__isnull" if value is None else name] = True if value is None else value
    return others.filter(**same).first()
