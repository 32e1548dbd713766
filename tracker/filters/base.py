"""What the filters of all lists share.

A filter offers only what occurs in the records that its reader may see, and follows only links through such
records: by neither its choices nor its results does it tell of a draft.
"""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Any, ClassVar, NamedTuple
from urllib.parse import urlencode

from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.db.models.expressions import OrderBy
from django.forms import Field
from django.http import QueryDict
from django.utils.functional import Promise, cached_property
from django.utils.text import format_lazy
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django_filters import Filter, FilterSet

from tracker.choices import Visibility
from tracker.filters.counting import Rows, count, count_choices, having_any, in_words
from tracker.filters.fields import Choice, ChosenField
from tracker.filters.keyset import Key, keys_of, ordered
from tracker.filters.links import Link
from tracker.filters.query import quoted, read_query
from tracker.models import Country
from tracker.models.visibility import Reader, is_staff
from tracker.names import normalise
from tracker.services.editions import remembered
from tracker.services.search.query import Word

MOST_CHOICES = 200


#: The parameters that say which part of a list is shown and how, and what a person calls them.
PLACES: dict[str, Promise] = {
    "page": _("page"),
    "after": _("place"),
    "before": _("place"),
    "counts": _("counts"),
}


class Sort(NamedTuple):
    """One order of a list, with the words for it."""

    label: str | Promise
    by: tuple[str | OrderBy, ...]


class LinkedFilter(Filter):
    """Narrows a list to what is linked to one record of another kind."""

    def __init__(self, model: type[Model], *links: Link, label: str | Promise) -> None:
        super().__init__(label=label)
        self.other, self.links = model, links
        self.offered: dict[Any, str] = {}
        self.key = "code" if model is Country else "slug"
        self.name = {"code": "english_name"}.get(self.key, "name")

    @property
    def field(self) -> Field:
        if not hasattr(self, "_field"):
            links = " ".join(f"{link.model.__name__}.{link.row}.{link.other}" for link in self.links)
            records: list[tuple[Any, Choice]] = remembered(
                f"offered {self.other.__name__} {links} {get_language()}",
                self.parent.user,
                lambda: [(record.pk, self._choice(record)) for record in self._others()[: MOST_CHOICES + 1]],
            )
            self.offered = {pk: choice.key for pk, choice in records[:MOST_CHOICES]}
            found = [choice for _pk, choice in records]
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
        # Asked record by record, so that the first hit is enough, and the first records are.
        met = (link.seen(user).order_by().filter(**{link.other: OuterRef("pk")}) for link in self.links)
        occurring = reduce(or_, (Q(Exists(rows)) for rows in met))
        seen = self.other._default_manager.visible_to(user)  # type: ignore[attr-defined]
        return seen.filter(occurring).only(self.key, self.name).order_by(self.name)  # type: ignore[no-any-return]

    def chosen(self, rows: QuerySet[Any], key: str) -> QuerySet[Any]:
        """The rows that a choice leaves."""
        return self.filter(rows, Choice(key, key))

    def _key_of(self, link: Link) -> str:
        """The path from the link's model to the key of the other record, which may be that model itself."""
        return self.key if link.other == "pk" else f"{link.other}__{self.key}"

    def _find(self, text: str) -> Choice | None:
        named = Q(**{self.key: text}) | Q(**{f"{self.name}__iexact": text})
        if hasattr(self.other, "aliases"):
            named |= Q(aliases__key=normalise(text))
        record = self._others().filter(named).first()
        if record is None:
            return None
        self.offered[record.pk] = getattr(record, self.key)
        return self._choice(record)

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
        self.links: tuple[Link, ...] = ()

    @property
    def field(self) -> Field:
        if not hasattr(self, "_field"):
            rows = self.parent.queryset
            names: dict[str, Any] = dict(self.model._meta.get_field(self.field_name).flatchoices)
            names |= self.special
            occurring = remembered(
                f"occurring {self.model.__name__} {self.field_name}",
                self.parent.user,
                lambda: having_any({key: self.chosen(rows, key) for key in names}),
            )
            choices = [Choice(key, str(name)) for key, name in names.items() if key in occurring]
            self._field = ChosenField(choices, label=self.label)
        return self._field

    def filter(self, qs: QuerySet[Model], value: Choice | None) -> QuerySet[Model]:
        if value is None:
            return qs
        if value.key in self.special:
            return getattr(qs, value.key)()  # type: ignore[no-any-return]
        return qs.filter(**{self.field_name: value.key})

    @property
    def offered(self) -> dict[str, str]:
        """What there is to choose: the field's own values are the keys."""
        field: Any = self.field
        return {choice.key: choice.key for choice in field.choices}

    def chosen(self, rows: QuerySet[Any], key: str) -> QuerySet[Any]:
        """The rows that a choice leaves."""
        return self.filter(rows, Choice(key, key))


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


#: The filters whose choices can say how many rows each would show.
FACETS = (LinkedFilter, StoredFilter)


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
        return ordered(qs, keys_of(self.model, self.parent.sorts[value.key].by)) if value else qs


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
    #: The filters that only staff have.
    of_staff: ClassVar[tuple[str, ...]] = ("visibility", "staff")
    #: Whether the choices say how many rows each would show.
    are_counted = False

    def __init__(self, data: QueryDict, *, user: Reader) -> None:
        self.user = user
        rows = self._meta.model._default_manager.visible_to(user)
        if self.sorts:
            rows = ordered(rows, keys_of(self._meta.model, next(iter(self.sorts.values())).by))
        super().__init__({}, rows)
        if not is_staff(user):
            for name in self.of_staff:
                self.filters.pop(name, None)
        known = {name: given.label for name, given in self.filters.items()}
        # Where a page begins; numbers of pages are of old links, and of lists that are no table's.
        places = PLACES if self.sorts else {"page": PLACES["page"]}
        self.data, self._misread = read_query(data, {**known, **places})

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
        number = self._without_year() if period and period.has_year else 0
        if not number:
            return ""
        sentence = ngettext(
            "%(number)s more has no year in its sources, and so may or may not belong here;"
            " a period without a year (“September”) finds it by its day.",
            "%(number)s more have no year in their sources, and so may or may not belong here;"
            " a period without a year (“September”) finds them by their days.",
            number,
        )
        return sentence % {"count": number, "number": in_words(number)}

    def _without_year(self) -> int:
        """How many rows are left out for want of a year, and for nothing else."""
        period: Any = self.filters["period"]
        without: QuerySet[Any] = period.without_year(self._left_without("period"))
        return count(without)

    @cached_property
    def total(self) -> int:
        """How many rows the list has without any filter, as `count` counts."""
        return remembered(f"total {self._meta.model.__name__}", self.user, lambda: count(self.queryset))

    @cached_property
    def number(self) -> int:
        """How many rows the filters leave, as `count` counts."""
        return count(self.qs) if self.chips else self.total

    def _left_without(self, name: str) -> QuerySet[Any]:
        """The rows that all filters but one leave, in no order."""
        rows: QuerySet[Any] = self.queryset.order_by()
        for other in self._active:
            if other not in (name, "sort"):
                rows = self.filters[other].filter(rows, self.form.cleaned_data[other])
        return rows

    def count_choices(self) -> None:
        """Say beside each choice of each facet how many rows it would show, and leave out those with none."""
        self.form.is_valid()  # fills in cleaned_data, and makes the fields
        facets: dict[str, Any] = {
            name: given for name, given in self.filters.items() if isinstance(given, FACETS)
        }
        left = Rows(self._left_without(""), self.number)
        rows = {}
        for name in facets:
            others = self._left_without(name)
            rows[name] = Rows(others, count(others)) if name in self._active else left
        counts = count_choices(facets, rows, self.user)
        for name in facets:
            chosen = self.form.cleaned_data.get(name)
            self.form.fields[name].tell(counts.get(name, {}), chosen.key if chosen else None)
        self.are_counted = True

    def place(self, name: str) -> str:
        """What the query string says of one of `PLACES`; "" where it says nothing."""
        return str(self.data.get(name, ""))

    @property
    def keys(self) -> list[Key]:
        """What the list is ordered by."""
        self.form.is_valid()  # fills in cleaned_data
        chosen = self.form.cleaned_data.get("sort")
        sort = self.sorts[chosen.key] if chosen else next(iter(self.sorts.values()))
        return keys_of(self._meta.model, sort.by)

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
        return self.wants_counts or any(field.name in self.data for field in self.behind)

    @property
    def can_count(self) -> bool:
        """Whether `count_choices` has anything to say."""
        return any(isinstance(given, FACETS) for given in self.filters.values())

    @property
    def query_with_counts(self) -> str:
        """The query string of this list that has the choices counted."""
        return self.query(counts="yes")

    @property
    def wants_counts(self) -> bool:
        """Whether the choices are to say how many rows each would show, in however large a list."""
        return bool(self.place("counts"))

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
