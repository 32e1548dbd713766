"""What the filters of all lists share.

A filter offers only what occurs in the records that its reader may see, and follows only links through such
records: by neither its choices nor its results does it tell of a draft.
"""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Any, ClassVar, NamedTuple
from urllib.parse import urlencode

from django.db.models import Case, CharField, F, Model, Q, QuerySet, Value, When
from django.db.models.expressions import OrderBy
from django.db.models.functions import Coalesce
from django.forms import Field
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django_filters import Filter, FilterSet

from tracker.choices import Visibility
from tracker.filters.fields import Choice, ChosenField
from tracker.filters.links import Link
from tracker.filters.query import quoted, read_query
from tracker.models import Country
from tracker.models.visibility import Reader, is_staff
from tracker.names import normalise
from tracker.services.search.query import Word

MOST_CHOICES = 200


class Sort(NamedTuple):
    """One order of a list, with the words for it."""

    label: str | Promise
    by: tuple[str | OrderBy, ...]


# Seasons, quarters and halves without a year, and the month that they begin with.
_PARTS = {"21": 3, "22": 6, "23": 9, "24": 12, "33": 1, "34": 4, "35": 7, "36": 10, "40": 1, "41": 7}


def by_date(field: str, *, newest: bool = True) -> tuple[OrderBy, ...]:
    """The order of a partial date: those with a year, those without one by the calendar, then none at all."""
    day = Coalesce(f"{field}_earliest", f"{field}_latest")
    # EDTF without a year (XXXX-09-22, XXXX-XX-21) is in calendar order as text, month not stated last.
    in_calendar = Case(
        *(
            When(**{f"{field}__startswith": f"XXXX-{part}"}, then=Value(f"XXXX-{month:02}"))
            for part, month in _PARTS.items()
        ),
        default=F(field),
        output_field=CharField(),
    )
    return (
        day.desc(nulls_last=True) if newest else day.asc(nulls_last=True),
        in_calendar.asc(nulls_last=True),
    )


class LinkedFilter(Filter):
    """Narrows a list to what is linked to one record of another kind."""

    def __init__(self, model: type[Model], *links: Link, label: str | Promise) -> None:
        super().__init__(label=label)
        self.other, self.links = model, links
        self.key = "code" if model is Country else "slug"
        self.name = {"code": "english_name"}.get(self.key, "name")

    @property
    def field(self) -> Field:
        if not hasattr(self, "_field"):
            offered = self._others()
            found = [self._choice(record) for record in offered[: MOST_CHOICES + 1]]
            if len(found) > MOST_CHOICES:
                self._field = ChosenField(found[:MOST_CHOICES], label=self.label, find=self._find)
            else:
                found.sort(key=lambda choice: normalise(choice.name))
                self._field = ChosenField(found, label=self.label)
        return self._field

    def filter(self, qs: QuerySet[Model], value: Choice | None) -> QuerySet[Model]:
        if value is None:
            return qs
        user = self.parent.user
        # A record's own key, not its identity: one subquery less, and the same index.
        met = (
            link.seen(user).filter(**{self._key_of(link): value.key}).values(link.row) for link in self.links
        )
        return qs.filter(reduce(or_, (Q(pk__in=rows) for rows in met)))

    def _others(self) -> QuerySet[Model]:
        user = self.parent.user
        occurring = reduce(or_, (Q(pk__in=link.seen(user).values(link.other)) for link in self.links))
        seen = self.other._default_manager.visible_to(user)  # type: ignore[attr-defined]
        return seen.filter(occurring).only(self.key, self.name).order_by(self.name)  # type: ignore[no-any-return]

    def _key_of(self, link: Link) -> str:
        """The path from the link's model to the key of the other record, which may be that model itself."""
        return self.key if link.other == "pk" else f"{link.other}__{self.key}"

    def _find(self, text: str) -> Choice | None:
        named = Q(**{self.key: text}) | Q(**{f"{self.name}__iexact": text})
        if hasattr(self.other, "aliases"):
            named |= Q(aliases__key=normalise(text))
        record = self._others().filter(named).first()
        return self._choice(record) if record else None

    def _choice(self, record: Model) -> Choice:
        return Choice(getattr(record, self.key), str(record))


class StoredFilter(Filter):
    """Narrows a list to one value of a field with choices.

    `special` are further ones, each the name of a queryset method with the words for it.
    """

    def __init__(
        self, field: str, *, label: str | Promise, special: dict[str, str | Promise] | None = None
    ) -> None:
        super().__init__(field_name=field, label=label)
        self.special = special or {}

    @property
    def field(self) -> Field:
        if not hasattr(self, "_field"):
            rows = self.parent.queryset
            occurring = set(rows.order_by().values_list(self.field_name, flat=True).distinct())
            choices = [
                Choice(key, str(name))
                for key, name in self.model._meta.get_field(self.field_name).flatchoices
                if key in occurring
            ]
            for method, name in self.special.items():
                if getattr(rows, method)().exists():
                    choices.append(Choice(method, str(name)))
            self._field = ChosenField(choices, label=self.label)
        return self._field

    def filter(self, qs: QuerySet[Model], value: Choice | None) -> QuerySet[Model]:
        if value is None:
            return qs
        if value.key in self.special:
            return getattr(qs, value.key)()  # type: ignore[no-any-return]
        return qs.filter(**{self.field_name: value.key})


class VisibilityFilter(StoredFilter):
    """Narrows a list to drafts, internal or public records; for staff only."""

    def __init__(self) -> None:
        super().__init__("visibility", label=_("visibility"))

    @property
    def field(self) -> Field:
        if not hasattr(self, "_field"):
            choices = [Choice(value, str(name)) for value, name in Visibility.choices]
            self._field = ChosenField(choices, label=self.label, empty=_now("any"))
        return self._field


class SortFilter(Filter):
    """Puts a list into one of the orders of its filter set; the first unless told otherwise."""

    def __init__(self) -> None:
        super().__init__(label=_("sorted by"))

    @property
    def field(self) -> Field:
        if not hasattr(self, "_field"):
            choices = [Choice(key, str(sort.label)) for key, sort in self.parent.sorts.items()]
            self._field = ChosenField(choices, label=self.label, empty="")
        return self._field

    def filter(self, qs: QuerySet[Model], value: Choice | None) -> QuerySet[Model]:
        return qs.order_by(*self.parent.sorts[value.key].by, "pk") if value else qs


class Chip(NamedTuple):
    """An active filter, and the query string of the list without it."""

    label: str | Promise
    value: str
    without: str


class Problem(NamedTuple):
    """A sentence on what was not understood; `id` is what the field's aria-describedby names, if any."""

    sentence: str
    id: str = ""


class RecordFilterSet(FilterSet):
    """The filters of one list. What it cannot read, it leaves out and says so; the rest counts."""

    sorts: ClassVar[dict[str, Sort]]
    # The filters that stand in sight; the others are behind "more filters".
    first: ClassVar[tuple[str, ...]] = ("q", "period", "sort")

    def __init__(self, data: QueryDict, *, user: Reader) -> None:
        self.user = user
        rows = self._meta.model._default_manager.visible_to(user)
        if self.sorts:
            rows = rows.order_by(*next(iter(self.sorts.values())).by, "pk")
        super().__init__({}, rows)
        if not is_staff(user):
            self.filters.pop("visibility", None)
        known = {name: given.label for name, given in self.filters.items()}
        self.data, self._misread = read_query(data, {**known, "page": _("page")})

    def found(self, words: list[list[Word]]) -> QuerySet[Any]:
        """The rows that have one of each group of `words`, whatever else was asked for."""
        asked: Any = self.filters["q"]
        found: QuerySet[Any] = asked.narrow(self.queryset, words)
        return found

    @property
    def left_out(self) -> str:
        """A sentence on the rows that no period with a year can hold, where one is asked for; else ""."""
        self.form.is_valid()  # fills in cleaned_data
        period = self.form.cleaned_data.get("period")
        count = self._without_year() if period and period.has_year else 0
        if not count:
            return ""
        sentence = ngettext(
            "%(count)d more has no year in its sources, and so may or may not belong here;"
            " a period without a year (“September”) finds it by its day.",
            "%(count)d more have no year in their sources, and so may or may not belong here;"
            " a period without a year (“September”) finds them by their days.",
            count,
        )
        return sentence % {"count": count}

    def _without_year(self) -> int:
        """How many rows are left out for want of a year, and for nothing else."""
        rows = self.queryset
        for name in self._active:
            if name not in ("period", "sort"):
                rows = self.filters[name].filter(rows, self.form.cleaned_data[name])
        period: Any = self.filters["period"]
        without: QuerySet[Any] = period.without_year(rows)
        return without.count()

    @property
    def page(self) -> str:
        """What the query string says of the page; "" where it says nothing."""
        return str(self.data.get("page", ""))

    @property
    def chips(self) -> list[Chip]:
        """The active filters, each with the way to take it off."""
        chips = []
        for name in self._active:
            if name == "sort":
                continue
            value = self.form.cleaned_data[name]
            shown = f"“{quoted(' '.join(value))}”" if isinstance(value, list) else str(value)
            chips.append(Chip(self.filters[name].label, shown, self.query(**{name: ""})))
        return chips

    @property
    def problems(self) -> list[Problem]:
        """What was not understood, sentence by sentence."""
        problems = [Problem(sentence) for sentence in self._misread]
        for name, errors in self.form.errors.items():
            for error in errors:
                sentence = format_lazy("{label}: {error}", label=self.filters[name].label, error=error)
                problems.append(Problem(_capital(str(sentence)), f"id_{name}_error"))
        return problems

    @property
    def in_sight(self) -> list[Any]:
        """The bound fields that always show."""
        return [self.form[name] for name in self.first if name in self.filters]

    @property
    def behind(self) -> list[Any]:
        """The bound fields behind "more filters": those that have something to choose."""
        fields = (self.form[name] for name in self.filters if name not in self.first)
        return [field for field in fields if getattr(field.field, "choices", True)]

    @property
    def behind_is_open(self) -> bool:
        """Whether a field behind "more filters" is filled in, rightly or not."""
        return any(field.name in self.data for field in self.behind)

    def query(self, **changes: str) -> str:
        """The query string of this list, from its "?" on, with some parameters changed; "" takes one out."""
        values = {name: self._key(name) for name in self._active} | changes
        if values.get("sort") == next(iter(self.sorts), ""):
            values["sort"] = ""  # the usual order goes without saying
        query = urlencode({name: value for name, value in values.items() if value})
        return f"?{query}" if query else ""

    @property
    def _active(self) -> list[str]:
        """The names of the filters that were given something they understood."""
        self.form.is_valid()  # fills in cleaned_data
        return [name for name in self.filters if self.form.cleaned_data.get(name)]

    def _key(self, name: str) -> str:
        value = self.form.cleaned_data[name]
        return value.key if isinstance(value, Choice) else str(self.data[name])


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]
