"""How many rows a list has, and how many each choice of its facets would show: exact up to a limit.

Written in SQL where Django has no words for it: one query counts all choices of all facets of a page.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any, NamedTuple, Protocol

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from tracker.filters.links import Link
from tracker.models.visibility import Reader

#: Up to so many rows are counted; beyond, a list says "over 10,000".
MOST = 10_000


def count(rows: QuerySet[Any]) -> int:
    """How many `rows` there are; `MOST` + 1 where there are more, which are not counted."""
    return rows.order_by().values("pk")[: MOST + 1].count()


def in_words(number: int) -> str:
    """A number as a person reads it; "over 10,000" where it was not counted further."""
    if number > MOST:
        return _("over %(most)s") % {"most": number_format(MOST, force_grouping=True)}
    return number_format(number, force_grouping=True)


def having_any(sets: dict[str, QuerySet[Any]]) -> set[str]:
    """The keys of those sets that are not empty, in one query that looks for no second row of any."""
    asked, params = [], []
    for key, rows in sets.items():
        if compiled := _compiled(rows.order_by().values("pk")[:1]):
            asked.append(f"SELECT %s WHERE EXISTS ({compiled[0]})")
            params += [key, *compiled[1]]
    if not asked:
        return set()
    with connections[next(iter(sets.values())).db].cursor() as cursor:
        cursor.execute(" UNION ALL ".join(asked), params)
        return {key for (key,) in cursor.fetchall()}


class Rows(NamedTuple):
    """Some rows, and how many there are."""

    rows: QuerySet[Any]
    number: int


class Facet(Protocol):
    """A filter that chooses among what occurs."""

    @property
    def offered(self) -> dict[Any, str]:
        """What the database calls each choice, and the key of the choice."""

    @property
    def links(self) -> tuple[Link, ...]:
        """Where rows and choices meet; none where the choice is a value of the row's own."""

    def chosen(self, rows: QuerySet[Any], key: str) -> QuerySet[Any]:
        """The rows that a choice leaves."""


def count_choices(facets: dict[str, Facet], rows: dict[str, Rows], user: Reader) -> dict[str, dict[str, int]]:
    """How many of a facet's `rows` each of its choices leaves, by facet and key, in one query.

    Choices that leave none are not in the answer. `rows` are what the other filters of the page leave.
    """
    query = _Query(user)
    for name, facet in facets.items():
        if facet.offered:
            query.ask(name, facet, rows[name])
    found: dict[str, dict[str, int]] = defaultdict(dict)
    keys = {name: {str(value): key for value, key in facet.offered.items()} for name, facet in facets.items()}
    for name, value, number in query.run():
        if number:
            found[name][keys[name][value]] = number
    return found


class _Query:
    """One statement, put together facet by facet."""

    def __init__(self, user: Reader) -> None:
        self.user = user
        self.tables: dict[str, tuple[str, list[Any]]] = {}
        self.selects: list[tuple[str, list[Any]]] = []
        self.shown: dict[int, str] = {}
        self.using = ""

    def ask(self, name: str, facet: Facet, rows: Rows) -> None:
        """Ask for the counts of one facet."""
        self.using = rows.rows.db
        if not rows.number:
            return
        if not facet.links:
            self._ask_values(name, facet, rows.rows)
        elif rows.number <= MOST:
            self._ask_groups(name, facet, rows.rows)
        else:
            self._ask_one_by_one(name, facet, rows.rows)

    def run(self) -> Iterator[tuple[str, str, int]]:
        """The facet, the choice as the database calls it, and the number, for each choice."""
        if not self.selects:
            return
        tables = ", ".join(f"{name} AS ({sql})" for name, (sql, _params) in self.tables.items())
        params = [param for _sql, given in (*self.tables.values(), *self.selects) for param in given]
        selects = " UNION ALL ".join(sql for sql, _params in self.selects)
        with connections[self.using].cursor() as cursor:
            cursor.execute(f"WITH {tables} {selects}" if tables else selects, params)
            yield from cursor.fetchall()

    def _ask_values(self, name: str, facet: Facet, rows: QuerySet[Any]) -> None:
        """Each choice by itself: there are few, and none is counted further than needed."""
        for value, key in facet.offered.items():
            chosen = facet.chosen(rows, key).order_by().values("pk")[: MOST + 1]
            if compiled := _compiled(chosen):
                sql, params = compiled
                self.selects.append(
                    (f"SELECT %s, %s, COUNT(*) FROM ({sql}) AS chosen", [name, str(value), *params])
                )

    def _ask_groups(self, name: str, facet: Facet, rows: QuerySet[Any]) -> None:
        """All choices at once, beginning with the rows: there are not too many."""
        shown = self._shown(rows)
        arms = [
            f"SELECT r, o FROM {arm} WHERE r IN (SELECT r FROM {shown})"
            for link in facet.links
            if shown and (arm := self._table("r, o", self._pairs(link)))
        ]
        if not arms:
            return
        offered, params = self._offered(facet)
        self.selects.append(
            (
                f"SELECT %s, CAST(o AS text), COUNT(DISTINCT r) FROM ({' UNION ALL '.join(arms)}) AS pairs"
                f" WHERE o IN ({offered}) GROUP BY o",
                [name, *params],
            )
        )

    def _ask_one_by_one(self, name: str, facet: Facet, rows: QuerySet[Any]) -> None:
        """Each choice by itself, no further than needed: beginning with the rows would read all of them."""
        arms = []
        for link in facet.links:
            pairs: QuerySet[Any]
            if link.row == "pk":
                pairs = rows.order_by().values_list("pk", link.other)
            else:
                of_row = rows.order_by().filter(pk=OuterRef(link.row))
                pairs = link.seen(self.user).order_by().filter(Exists(of_row))
                pairs = pairs.values_list(link.row, link.other)
            if arm := self._table("r, o", pairs):
                arms.append(f"SELECT r FROM {arm} WHERE o = choices.c")
        if not arms:
            return
        pks, params = self._offered(facet)
        choices = f"choices{len(self.tables)}"
        self.tables[f"{choices} (c)"] = (f"VALUES {pks.replace('%s', '(%s)')}", params)
        self.selects.append(
            (
                "SELECT %s, CAST(c AS text), (SELECT COUNT(*) FROM (SELECT DISTINCT r FROM"
                f" ({' UNION ALL '.join(arms)}) AS met LIMIT {MOST + 1}) AS capped)"
                f" FROM {choices} AS choices",
                [name],
            )
        )

    def _pairs(self, link: Link) -> QuerySet[Any]:
        pairs: QuerySet[Any] = link.seen(self.user).order_by().values_list(link.row, link.other)
        return pairs

    def _offered(self, facet: Facet) -> tuple[str, list[Any]]:
        """The choices, as placeholders and parameters."""
        values = list(facet.offered)
        return ", ".join(["%s"] * len(values)), values

    def _shown(self, rows: QuerySet[Any]) -> str:
        """The name of the table of the rows' keys; "" where there are none."""
        if id(rows) not in self.shown:
            self.shown[id(rows)] = self._table("r", rows.order_by().values("pk"))
        return self.shown[id(rows)]

    def _table(self, columns: str, rows: QuerySet[Any]) -> str:
        """Put `rows` into the statement under a name of their own, and give that; "" where there are none."""
        compiled = _compiled(rows)
        if compiled is None:
            return ""
        name = f"t{len(self.tables)}"
        self.tables[f"{name} ({columns})"] = compiled
        return name


def _compiled(rows: QuerySet[Any]) -> tuple[str, list[Any]] | None:
    """The statement and the parameters of a queryset; None where it is known to have no rows."""
    try:
        sql, params = rows.query.get_compiler(rows.db).as_sql()
    except EmptyResultSet:
        return None
    return sql, list(params)
