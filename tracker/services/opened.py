"""Whether somebody else changed a record while a form of it was open, and what they changed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

_TEXT = re.compile(r"(?P<status>[a-z_]{1,20}):(?P<version>[0-9]{1,18})")


@dataclass(frozen=True, slots=True)
class Opened:
    """A record as it was when somebody opened a form: its state, and its newest row of history."""

    status: str
    version: int

    @classmethod
    def of(cls, record: Any) -> Opened:
        """What it is now, of a record with a state and a history."""
        newest = record.history.order_by("-history_id").values_list("history_id", flat=True).first()
        return cls(record.status, newest or 0)

    @classmethod
    def read(cls, text: str) -> Opened | None:
        """What a form brought back; None for what is none of ours."""
        found = _TEXT.fullmatch(text)
        return cls(found["status"], int(found["version"])) if found else None

    def __str__(self) -> str:
        return f"{self.status}:{self.version}"


def changed_since(record: Any, opened: Opened) -> str:
    """A sentence on who changed what of it since a form was opened."""
    newer = record.history.filter(history_id__gt=opened.version).order_by("-history_id").first()
    older = record.history.filter(history_id=opened.version).first()
    fields: list[str] = []
    if newer is not None and older is not None:
        changed = newer.diff_against(older).changed_fields
        known = [*record._meta.concrete_fields, *record._meta.many_to_many]
        fields = [str(field.verbose_name) for field in known if field.name in changed and field.editable]
    who = getattr(newer, "history_user", None) or _("somebody else")
    what = ", ".join(fields) or _("something")
    return _(
        "Nothing was saved: meanwhile %(who)s changed it (%(what)s), and it is now “%(status)s”. Look at what"
        " is recorded now; what you typed is still below."
    ) % {"who": who, "what": what, "status": record.get_status_display()}
