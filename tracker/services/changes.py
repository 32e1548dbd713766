"""Taking back a change as a whole: an edit, a merge, a step, an import, or the taking back of one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tracker.choices import ChangeKind, Visibility
from tracker.models import Change
from tracker.models.visibility import Visible
from tracker.services.bulk import Stamp, in_batches, lock_writes
from tracker.services.labels import for_labels, label_of
from tracker.services.roles import may_publish
from tracker.services.undoing.kinds import Kind, kinds
from tracker.services.undoing.references import Place, Referrers, keep_with_all_they_need, referred_to
from tracker.services.undoing.report import Detail, Kept, Named, Reason, Report
from tracker.services.undoing.returning import Lost, bring_back, leave_those_already_back
from tracker.services.undoing.rows import Rows
from tracker.services.undoing.values import Outcome, finish, restore, try_again

if TYPE_CHECKING:
    from tracker.models import User
    from tracker.models.visibility import Reader

__all__ = [
    "Kept",
    "Named",
    "Report",
    "UndoError",
    "can_undo",
    "is_import",
    "is_standing",
    "last_of_chain",
    "undo",
]


class UndoError(Exception):
    """A change could not be taken back, and nothing was written; `str()` of it says why."""


def last_of_chain(change: Change) -> Change:
    """What can be taken back now: `change`, or what took it back, or what took that back, and so on.

    A taking back that found nothing to do doesn't count.
    """
    while (later := change.undone_by.order_by("pk").last()) is not None and _wrote(later):
        change = later
    return change


def is_standing(change: Change) -> bool:
    """Whether a change holds: it was not taken back, or that was taken back in turn."""
    steps, last = 0, last_of_chain(change)
    while last.pk != change.pk and last.undoes is not None:
        steps, last = steps + 1, last.undoes
    return steps % 2 == 0


def is_import(change: Change) -> bool:
    """Whether it is an import, or the taking back of one, however often."""
    while change.undoes is not None:
        change = change.undoes
    return change.kind == ChangeKind.IMPORT


def can_undo(change: Change, user: Reader) -> str:
    """Why `user` can't take back `change` now, as a sentence; "" where they can."""
    if is_import(change):
        if not user.has_perm("tracker.change_import"):
            return _("You may not take back imports: ask an Editor or a Publisher.")
    elif not user.has_perm("tracker.revert_change"):
        return _("Only a Publisher takes back a change: ask one.")
    if sentence := _why_not(change):
        return sentence
    for kind in kinds():
        if (
            issubclass(kind.model, Visible)
            and not may_publish(user, kind.model)
            and _concerns_public(kind, change)
        ):
            return _("Public records would be taken away or made public: only a Publisher can do that.")
    return ""


def undo(
    change: Change,
    *,
    by: User | None,
    reason: str = "",
    progress: Callable[[int], None] | None = None,
) -> Change:
    """Take back `change`: records that it made are removed, values that it changed are restored, and records
    that it removed are made again under their own keys. Who may is for the caller to ask (`can_undo`).

    What was edited since, what others refer to, and what those need, stays as it is. `progress` is told how
    far the work is, in per cent.

    Gives the change that this is, with the `Report` in its `report`; it can be taken back in turn. Raises
    UndoError where there is nothing to take back, or where others wrote at the same time.
    """
    tell = progress or (lambda _percent: None)
    try:
        with transaction.atomic():
            lock_writes()
            if sentence := _why_not(change):
                raise UndoError(sentence)
            return _Undoing(change, by, reason, tell).run()
    except IntegrityError as error:
        raise UndoError(
            _("Somebody else changed these records at the same time, so nothing was taken back. Try again.")
        ) from error


def _wrote(change: Change) -> bool:
    """Whether any record's history has a row of `change`."""
    return any(kind.history.objects.filter(change=change).exists() for kind in kinds())


def _why_not(change: Change) -> str:
    """Why nobody can take back `change` now, as a sentence; "" where somebody can."""
    if last_of_chain(change).pk != change.pk:
        if change.kind == ChangeKind.UNDO:
            return _("This was taken back already: take back the last of what followed instead.")
        return _("This was taken back already: to have it again, take back the taking back.")
    if not _wrote(change):
        return _("There is nothing to take back: this wrote nothing to the record.")
    return ""


def _concerns_public(kind: Kind, change: Change) -> bool:
    """Whether taking back `change` may remove, make or hide public records of a kind, or make some public."""
    rows = kind.history.objects.filter(change=change)
    if rows.filter(history_type__in="+-", visibility=Visibility.PUBLIC).exists():
        return True
    earlier = (
        kind.history.objects.filter(id=models.OuterRef("id"), history_id__lt=models.OuterRef("history_id"))
        .order_by("-history_id")
        .values("visibility")[:1]
    )
    moved = rows.filter(history_type="~").annotate(was=models.Subquery(earlier))
    public = models.Q(was=Visibility.PUBLIC) | models.Q(visibility=Visibility.PUBLIC)
    return bool(moved.filter(public).exclude(was=models.F("visibility")).exists())


class _Undoing:
    """One taking back, step by step."""

    def __init__(self, change: Change, by: User | None, reason: str, tell: Callable[[int], None]) -> None:
        self.change = change
        self.tell = tell
        said = reason or _("Taken back: %(what)s") % {"what": change}
        self.new = Change.objects.create(
            kind=ChangeKind.UNDO, by=by, reason=said, undoes=change, made_at=timezone.now()
        )
        self.stamp = Stamp.of(self.new)
        self.report = Report()
        #: What is kept, without labels yet.
        self.edited: dict[Kind, dict[int, set[str]]] = defaultdict(dict)
        self.gone: Lost = defaultdict(dict)
        self.referred: Mapping[Kind, Mapping[int, Referrers]] = {}
        self.needed: Mapping[Kind, Mapping[int, Referrers]] = {}

    def run(self) -> Change:
        with Rows.of(self.change) as rows:
            rows.lock()
            self.tell(10)
            self._keep_edited(leave_those_already_back(rows))
            lost = bring_back(rows)
            self.tell(20)
            outcomes = self._restore(rows)
            self.tell(40)
            self._remove(rows)
            # What was in the way, of a name or an address, may be gone now.
            for kind, outcome in outcomes.items():
                try_again(kind, outcome)
            if lost:
                lost = bring_back(rows)
            self._finish_restoring(rows, outcomes)
            self._finish_bringing_back(rows, lost)
            self.tell(85)
            rows.check()
            self.tell(98)
        self.report.kept = self._kept()
        self.new.report = self.report.to_json()
        self.new.save(update_fields=["report"])
        self.tell(100)
        return self.new

    def _keep_edited(self, found: Mapping[Kind, Mapping[int, set[str]]]) -> None:
        for kind, records in found.items():
            for key, names in records.items():
                self.edited[kind].setdefault(key, set()).update(names)

    def _restore(self, rows: Rows) -> dict[Kind, Outcome]:
        as_found = Stamp(self.new, None, _("As it was found before taking back"), self.stamp.at)
        outcomes = {}
        for kind in rows.having("~"):
            rows.write_as_found(kind, as_found)
            outcomes[kind] = restore(rows, kind)
        return outcomes

    def _finish_restoring(self, rows: Rows, outcomes: Mapping[Kind, Outcome]) -> None:
        for kind, outcome in outcomes.items():
            finish(rows, kind, outcome)
            rows.write_history(kind, "~", "~", self.stamp)
            self._keep_edited({kind: outcome.edited})
            self.gone[kind].update(outcome.gone)
        self.report.restored = rows.count("~")

    def _remove(self, rows: Rows) -> None:
        """Remove what the change made, except what must stay."""
        made = rows.having("+")
        edited = {}
        for kind in made:
            if missing := rows.absent(kind, "+"):
                self.report.missing[kind.name] = len(missing)
                rows.pass_over(kind, missing)
            edited[kind] = rows.differences(kind, "+")
        self.tell(45)
        self.referred = referred_to(rows)
        self._keep_edited(edited)
        kept = {kind: {*edited[kind], *self.referred.get(kind, ())} for kind in made}
        self.needed = keep_with_all_they_need(rows, kept)
        self.tell(55)
        self.report.removed = rows.count("+")
        for kind in made:
            if kind.name in self.report.removed:
                rows.write_history(kind, "+", "-", self.stamp)
        self.tell(65)
        for kind in made:
            if kind.name in self.report.removed:
                rows.remove(kind)
        self.tell(75)

    def _finish_bringing_back(self, rows: Rows, lost: Lost) -> None:
        for kind in rows.having("-"):
            for key, why in lost.get(kind, {}).items():
                self.gone[kind][key] = why
            rows.pass_over(kind, rows.absent(kind, "-"))
            rows.write_history(kind, "-", "+", self.stamp)
        self.report.returned = rows.count("-")

    # --- The report ---

    def _kept(self) -> list[Kept]:
        """All that was kept, edited first, with its names and the names of what refers to it."""
        names = self._names()
        found: list[Kept] = []

        def add(
            kind: Kind,
            key: int,
            reason: Reason,
            *,
            fields: Iterable[str] = (),
            by: Referrers | None = None,
            detail: Detail = "",
        ) -> None:
            first = tuple(names[place] for place in by.first) if by else ()
            found.append(
                Kept(
                    kind.name,
                    key,
                    names[kind.model, key].label,
                    reason=reason,
                    fields=kind.said(set(fields)),
                    by=first,
                    by_count=by.count if by else 0,
                    detail=detail,
                )
            )

        for kind, records in self.edited.items():
            for key, fields in sorted(records.items()):
                add(kind, key, "edited", fields=fields, by=self.referred.get(kind, {}).get(key))
        for kind, referred in self.referred.items():
            for key, by in sorted(referred.items()):
                if key not in self.edited.get(kind, {}):
                    add(kind, key, "referred", by=by)
        for kind, needed in self.needed.items():
            for key, by in sorted(needed.items()):
                add(kind, key, "needed", by=by)
        for kind, lost in self.gone.items():
            for key, (detail, fields) in sorted(lost.items()):
                add(kind, key, "gone", fields=fields, detail=detail)
        return found

    def _names(self) -> dict[Place, Named]:
        """What to call everything that the report names."""
        wanted: dict[type[models.Model], set[int]] = defaultdict(set)
        for records in (self.edited, self.gone, self.referred, self.needed):
            for kind, keys in records.items():
                wanted[kind.model].update(keys)
        for by in (self.referred, self.needed):
            for referrers in by.values():
                for one in referrers.values():
                    for model, key in one.first:
                        wanted[model].add(key)
        return {
            (model, key): Named(str(model._meta.model_name), key, label)
            for model, keys in wanted.items()
            for key, label in _labels(model, keys).items()
        }


def _labels(model: type[models.Model], keys: Iterable[int]) -> dict[int, str]:
    """What to call records; those that are gone as they were called last."""
    manager: Any = model._base_manager
    found = {
        record.pk: label_of(record)
        for batch in in_batches(sorted(keys))
        for record in for_labels(manager.filter(pk__in=batch))
    }
    gone = sorted(set(keys) - found.keys())
    history: Any = next((kind.history for kind in kinds() if kind.model is model), None)
    if gone and history is not None:
        for batch in in_batches(gone):
            for row in history.objects.filter(id__in=batch).order_by("history_id"):
                found[row.id] = _label_of_gone(row.instance)
    for key in gone:
        found.setdefault(key, str(key))
    return found


def _label_of_gone(record: models.Model) -> str:
    """What to call a record that is gone, of which other things may be gone too."""
    try:
        return label_of(record)
    except ObjectDoesNotExist:
        known = (str(getattr(record, name, "") or "") for name in ("name", "title", "description", "label"))
        return next(filter(None, known), str(record.pk))
