"""Two people at one page: the second is told what the first changed, and loses nothing that was typed.

A form carries what it was opened with: of the record, and of each kind of row on its page, the newest row of
history and how many there were. When it is sent and these are others by then, nothing is saved. Fields that
the second person left as they were take the first one's values, typed ones stay, a sentence each says what
became of what, and saving again is then a decision that was made with open eyes.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db.models import Count, Max, Value
from django.forms.models import BaseModelFormSet
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from tracker.admin.change_fields import FieldChange, differences
from tracker.admin.forms import OF_THE_PAGE
from tracker.admin.versions import show_relations_of_version
from tracker.services.labels import label_of
from tracker.services.record import record_models
from tracker.services.undoing.kinds import kind_of

#: The name under which the record itself stands beside the prefixes of its rows.
_OWN = ""
_PART = re.compile(r"(?P<name>[\w-]{0,60})=(?P<newest>[0-9]{1,18})\.(?P<count>[0-9]{1,18})")


@dataclass(frozen=True, slots=True)
class Opened:
    """Of the record and of each kind of row on its page: the newest row of history, and how many there are.

    A number that was given out earlier may be written later, so that the newest alone could hide one.
    """

    parts: Mapping[str, tuple[int, int]]

    @classmethod
    def now(cls, record: Any, formsets: Iterable[Any]) -> Opened:
        """What there is now, in one query."""
        asked: list[tuple[str, Any, list[Any]]] = [(_OWN, type(record), [record.pk])]
        asked += [(rows.prefix, rows.model, _stored(rows)) for rows in formsets]
        queries = [
            model.history.filter(id__in=keys)
            .order_by()
            .values(of=Value(name))
            .annotate(newest=Max("history_id"), how_many=Count("history_id"))
            .values_list("of", "newest", "how_many")
            for name, model, keys in asked
            if keys and model in record_models()
        ]
        found = {_OWN: (0, 0)}  # a record may have come without history
        if queries:
            rows = queries[0].union(*queries[1:], all=True).order_by()
            found |= {name: (newest or 0, count) for name, newest, count in rows}
        return cls(found)

    @classmethod
    def read(cls, text: str) -> Opened | None:
        """What a form brought back; None for what is none of ours."""
        parts = [_PART.fullmatch(part) for part in text.split(",")]
        known = [part for part in parts if part is not None]
        if len(known) != len(parts):
            return None
        return cls({part["name"]: (int(part["newest"]), int(part["count"])) for part in known})

    def __str__(self) -> str:
        return ",".join(f"{name}={newest}.{count}" for name, (newest, count) in sorted(self.parts.items()))

    def newest(self, name: str) -> int:
        return self.parts.get(name, (0, 0))[0]


def check(screens: Any, request: HttpRequest, record: Any) -> None:
    """Let the form that was sent be refused where somebody changed the record since it was opened.

    Within the transaction that saves: whoever else saves the same record waits here. `request` gets the data
    with what others changed, and says why it is refused (`RecordForm.refused`).
    """
    if type(record) not in record_models():
        return
    list(type(record)._base_manager.select_for_update().filter(pk=record.pk))
    looking = copy.copy(request)
    looking.method = "GET"
    formsets, _inlines = screens._create_formsets(looking, record, change=True)
    now, opened = Opened.now(record, formsets), Opened.read(request.POST.get("opened", ""))
    if opened is not None and opened.parts == now.parts:
        return
    data = request.POST.copy()
    data["opened"] = str(now)
    told = [] if opened is None else _merge(screens, looking, record, formsets, data, opened)
    if opened is not None and not told and _only_fewer(opened, now):
        return  # rows were removed: those that this form still has say so themselves
    request.POST = data  # type: ignore[assignment]  # the stubs want the immutable kind
    lead = (
        _("Nothing was saved: this page did not say when it was opened. Look at what is recorded, and save.")
        if opened is None
        else _(
            "Nothing was saved: somebody else changed this while you had it open. What you typed is still"
            " below, and what you left alone shows what they wrote. Look at it, and save again."
        )
    )
    cast(Any, request).refused = [lead, *told]  # for `get_form`


def _only_fewer(opened: Opened, now: Opened) -> bool:
    return all(now.newest(name) <= opened.newest(name) for name in now.parts)


def _stored(rows: Any) -> list[Any]:
    """The keys of the stored rows that a formset is about."""
    return [row.pk for row in BaseModelFormSet.get_queryset(rows) if row.pk is not None]


# --- What changed, and whose value stands ---


def _merge(
    screens: Any, request: HttpRequest, record: Any, formsets: Iterable[Any], data: QueryDict, opened: Opened
) -> list[str]:
    """Give fields that were left alone the values of now; gives the sentences that tell of all changes."""
    form_class = screens.get_form(request, record, change=True)
    told = []
    pair = _versions(type(record), [record.pk], opened.newest(_OWN)).get(record.pk)
    if pair is not None:
        before = _as_it_was(pair[0])
        both = _keep_typed(form_class(instance=before), form_class(instance=record), data) if before else []
        [changes] = differences(kind_of(type(record)), {record.pk: pair}).values()
        told.append(_sentence(record, pair, changes, both))
    for rows in formsets:
        if rows.model not in record_models():
            continue
        numbers = _numbers(rows, data)
        forms_of = {form.instance.pk: form for form in rows.initial_forms}
        pairs = _versions(rows.model, list(forms_of), opened.newest(rows.prefix))
        changes_of = differences(kind_of(rows.model), pairs)
        for key, versions in pairs.items():
            both = []
            form, before = forms_of[key], _as_it_was(versions[0])
            if before is not None and key in numbers:
                prefix = rows.add_prefix(numbers[key])
                was = rows.form(instance=before, prefix=prefix, **rows.get_form_kwargs(numbers[key]))
                rows.add_fields(was, numbers[key])
                form.prefix = prefix
                both = _keep_typed(was, form, data)
            told.append(_sentence(form.instance, versions, changes_of[key], both))
    return told


def _versions(model: Any, keys: list[Any], newest: int) -> dict[Any, tuple[Any, Any]]:
    """Of each record that was changed after the row of history `newest`: how it was then, and how it is."""
    rows = model.history.filter(id__in=keys).select_related("history_user").order_by("history_id")
    before: dict[Any, Any] = {}
    after: dict[Any, Any] = {}
    for row in rows:
        (after if row.history_id > newest else before)[row.id] = row
    return {key: (before.get(key), row) for key, row in after.items()}


def _as_it_was(version: Any) -> Any:
    """The record as a row of history has it, with its relations; None where there is none."""
    if version is None:
        return None
    record = version.instance
    show_relations_of_version(record)
    return record


def _numbers(rows: Any, data: QueryDict) -> dict[Any, int]:
    """The key of each row that the form has → its number there."""
    total = data.get(f"{rows.prefix}-TOTAL_FORMS", "")
    key = rows.model._meta.pk.name
    count = min(int(total), 2_000) if total.isascii() and total.isdigit() and len(total) < 6 else 0
    posted = {number: data.get(f"{rows.prefix}-{number}-{key}", "") for number in range(count)}
    return {
        int(text): number
        for number, text in posted.items()
        if text.isascii() and text.isdigit() and len(text) < 20
    }


def _keep_typed(was: forms.BaseForm, now: forms.BaseForm, data: QueryDict) -> list[str]:
    """Put the values of now where nobody typed; gives the labels of fields that both people changed."""
    both = []
    for name in was.fields:
        if name not in now.fields or name in OF_THE_PAGE:
            continue
        bound = now[name]
        then, current = _sent(was[name]), _sent(bound)
        typed = _typed(bound, data)
        if _same(then, current):
            continue
        if _same(typed, then):
            if current:
                data.setlist(bound.html_name, current)
            else:
                data.pop(bound.html_name, None)
        elif not _same(typed, current):
            both.append(str(bound.label))
    return both


def _sent(bound: Any) -> list[str]:
    """What a browser sends for a field just as it is shown."""
    value, widget = bound.value(), _widget(bound)
    if isinstance(widget, forms.CheckboxInput):
        return ["on"] if value else []
    shown = widget.format_value(value)
    if isinstance(shown, list | tuple):
        return [str(one) for one in shown]
    return [] if shown is None else [str(shown)]


def _widget(bound: Any) -> Any:
    """The widget itself, without the links that the admin puts beside it."""
    widget = bound.field.widget
    return widget.widget if isinstance(widget, RelatedFieldWidgetWrapper) else widget


def _typed(bound: Any, data: QueryDict) -> list[str]:
    """What was sent for it."""
    widget = _widget(bound)
    if isinstance(widget, forms.CheckboxInput):
        return ["on"] if widget.value_from_datadict(data, MultiValueDict(), bound.html_name) else []
    return data.getlist(bound.html_name)


def _same(some: Iterable[str], others: Iterable[str]) -> bool:
    """Whether two are one but for line endings, blanks about them, and their order."""
    first, second = (
        sorted(filter(None, (text.replace("\r\n", "\n").strip() for text in texts)))
        for texts in (some, others)
    )
    return first == second


def _sentence(
    record: Any, versions: tuple[Any, Any], changes: Iterable[FieldChange], both: Iterable[str]
) -> str:
    """Who changed what of a record, and which of it somebody else has typed too."""
    before, after = versions
    said = {
        "who": after.history_user or _("Somebody"),
        "when": date_format(timezone.localtime(after.history_date), "DATETIME_FORMAT"),
        "record": f"{capfirst(str(record._meta.verbose_name))} “{label_of(record)}”",
        "changes": "; ".join(
            _("%(label)s was “%(before)s” and is “%(after)s”") % change._asdict() for change in changes
        ),
    }
    if before is None:
        return _("%(who)s added this on %(when)s, and it stays: %(record)s.") % said
    sentence = _("%(who)s changed this on %(when)s: %(record)s. %(changes)s.") % said
    if both := list(both):
        sentence += " " + _("You typed something else, which saving again writes: %(fields)s.") % {
            "fields": ", ".join(both)
        }
    return sentence
