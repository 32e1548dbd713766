"""What taking back a change did, and what it left as it was."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Literal, Self

from django.apps import apps
from django.db.models import Model
from django.utils.translation import gettext as _

type Reason = Literal["edited", "referred", "needed", "gone"]
#: Why a record or a value could not be restored, where the reason is "gone".
type Detail = Literal["", "deleted", "target", "taken", "unknown"]

#: How many of the records that refer to one are named.
NAMED = 5


@dataclass(frozen=True, slots=True)
class Named:
    """A record as a person knows it, and where to find it."""

    model: str
    pk: int
    label: str

    @property
    def record_model(self) -> type[Model]:
        """The model that `model` names; raises LookupError where there is none of that name any more."""
        return apps.get_model("tracker", self.model)


@dataclass(frozen=True, slots=True)
class Kept(Named):
    """A record that was left as it was, in whole or in some fields, and why.

    `edited`: somebody changed `fields` since. `referred`: the records `by` refer to it, which are `by_count`
    in all and not part of the change. `needed`: what was kept, `by`, cannot be without it. `gone`: `detail`
    says what is missing for it, or for its `fields`, to be restored.
    """

    reason: Reason
    fields: tuple[str, ...] = ()
    by: tuple[Named, ...] = ()
    by_count: int = 0
    detail: Detail = ""

    @property
    def sentence(self) -> str:
        """Why it was kept, for a person to read beside its name."""
        said = {"fields": ", ".join(self.fields), "by": self._said_by()}
        match self.reason, self.detail:
            case "edited", _detail:
                return _("Edited since: %(fields)s.") % said
            case "referred", _detail:
                return _("Others refer to it: %(by)s.") % said
            case "needed", _detail:
                return _("Needed by what was kept: %(by)s.") % said
            case _reason, "target":
                if self.fields:
                    return _("What it referred to is gone: %(fields)s.") % said
                return _("What it belongs to, or refers to, is gone.")
            case _reason, "taken":
                if self.fields:
                    return (
                        _("Something else has taken its place, or it would break a rule: %(fields)s.") % said
                    )
                return _("Something else has taken its place: its name, number, address or file.")
            case _reason, "unknown":
                return _("Its history does not say how it was before.")
            case _:
                return _("It was deleted since.")

    def _said_by(self) -> str:
        names = "; ".join(named.label for named in self.by)
        others = self.by_count - len(self.by)
        if others > 0:
            return _("%(names)s; and %(others)d more") % {"names": names, "others": others}
        return names


@dataclass(slots=True)
class Report:
    """What one taking back did: how many records of each model (by its name), and all that it kept."""

    #: Made by the change, and removed now.
    removed: dict[str, int] = field(default_factory=dict)
    #: Changed by it, and at least one value is again what it was.
    restored: dict[str, int] = field(default_factory=dict)
    #: Removed by it, and made again.
    returned: dict[str, int] = field(default_factory=dict)
    #: Made by it, but removed by somebody before now.
    missing: dict[str, int] = field(default_factory=dict)
    kept: list[Kept] = field(default_factory=list)

    @property
    def total(self) -> int:
        """How many records it reversed, in whole or in part."""
        return sum(sum(counts.values()) for counts in (self.removed, self.restored, self.returned))

    def kept_because(self, reason: Reason) -> list[Kept]:
        return [kept for kept in self.kept if kept.reason == reason]

    def to_json(self) -> dict[str, Any]:
        """The report as `Change.report` keeps it."""
        return asdict(self)

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Self:
        """The report that `Change.report` keeps; an empty one for a change that took nothing back."""
        counts = {name: dict(stored.get(name, {})) for name in ("removed", "restored", "returned", "missing")}
        return cls(**counts, kept=[_kept(one) for one in stored.get("kept", ())])


def _kept(stored: dict[str, Any]) -> Kept:
    by = tuple(Named(**one) for one in stored["by"])
    return Kept(**{**stored, "fields": tuple(stored["fields"]), "by": by})
