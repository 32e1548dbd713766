"""What the filters of all lists share.

A filter offers only what occurs in the records that its reader may see, and follows only links through such
records: by neither its choices nor its results does it tell of a draft.
"""

from __future__ import annotations

from collections.abc import Iterable
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
from django_filters import Filter, FilterSet

from tracker.choices import Visibility
from tracker.dates import PartialDate
from tracker.filters.fields import Choice, ChosenField, PeriodField, WordsField
from tracker.filters.query import read_query
from tracker.models import Country
from tracker.models.visibility import Reader, is_staff
from tracker.names import normalise

MOST_CHOICES = 200
ALIAS = ("name", "key")
"""The fields of an alias that words are looked for in."""


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


class Link(NamedTuple):
    """How rows of a list and records of another kind meet: in a `model` that leads to both, by two paths.

    Only what the reader may see of `model` counts.
    """

    model: type[Model]
    row: str
    other: str

    def seen(self, user: Reader) -> QuerySet[Model]:
        return self.model._default_manager.visible_to(user)  # type: ignore[attr-defined, no-any-return]


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


class PeriodFilter(Filter):
    """Narrows a list to what may have been within a period, by any of the partial dates that are named.

    The dates are the row's own, or those `of` the records that a link leads to.
    """

    def __init__(self, *fields: str, of: Link | None = None) -> None:
        super().__init__(label=_("period"))
        self.dates, self.of = fields, of

    @property
    def field(self) -> Field:
        if not hasattr(self, "_field"):
            self._field = PeriodField(label=self.label)
        return self._field

    def filter(self, qs: QuerySet[Model], value: PartialDate | None) -> QuerySet[Model]:
        if value is None:
            return qs
        within = reduce(or_, (overlap(name, value) for name in self.dates))
        if self.of:
            within = Q(pk__in=self.of.seen(self.parent.user).filter(within).values(self.of.row))
        return qs.filter(within)


def overlap(name: str, period: PartialDate) -> Q:
    """Whether the partial date `name` may fall into `period`; one without a year falls into none."""
    earliest, latest = f"{name}_earliest", f"{name}_latest"
    within = ~Q(**{earliest: None, latest: None})
    if period.earliest is not None:
        within &= Q(**{f"{latest}__gte": period.earliest}) | Q(**{latest: None})
    if period.latest is not None:
        within &= Q(**{f"{earliest}__lte": period.latest}) | Q(**{earliest: None})
    return within


class WordsFilter(Filter):
    """Narrows a list to rows in whose texts each word occurs: in their `own` fields or in what is theirs.

    `through` names relations, each with the fields to look in; an alias's "key" is compared as normalised.
    """

    def __init__(self, *own: str, through: dict[str, tuple[str, ...]] | None = None) -> None:
        super().__init__(label=_("words"))
        self.own, self.through = own, through or {}

    @property
    def field(self) -> Field:
        if not hasattr(self, "_field"):
            self._field = WordsField(label=self.label)
        return self._field

    def filter(self, qs: QuerySet[Model], value: list[str]) -> QuerySet[Model]:
        for word in value:
            found = self._contain(self.own, word)
            for relation, fields in self.through.items():
                names = [f"{relation}__{name}" for name in fields]
                rows = self.model._base_manager.filter(self._contain(names, word))
                found |= Q(pk__in=rows.values("pk"))
            qs = qs.filter(found)
        return qs

    def _contain(self, fields: Iterable[str], word: str) -> Q:
        return reduce(
            or_,
            (
                Q(**{f"{name}__contains": normalise(word)})
                if name.endswith("key")
                else Q(**{f"{name}__icontains": word})
                for name in fields
            ),
        )


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
        self.data, self._misread = read_query(data, {*self.filters, "page"})

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
            shown = f"“{' '.join(value)}”" if isinstance(value, list) else str(value)
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
