"""What refers to the records that a change made, and what must stay for what stays."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from django.db import models

from tracker.services.undoing.kinds import Kind, Link, links
from tracker.services.undoing.report import NAMED
from tracker.services.undoing.rows import Rows, fetch, run

#: A record: its model and key.
type Place = tuple[type[models.Model], int]


@dataclass(slots=True)
class Referrers:
    """The records that refer to one: how many, and which are the first few."""

    count: int = 0
    first: list[Place] = field(default_factory=list)

    def add(self, place: Place, count: int = 1) -> None:
        self.count += count
        if place not in self.first and len(self.first) < NAMED:
            self.first.append(place)


def referred_to(rows: Rows) -> dict[Kind, dict[int, Referrers]]:
    """Those that the change made, and that something else refers to; by their keys."""
    made = set(rows.having("+"))
    found: dict[Kind, dict[int, Referrers]] = defaultdict(lambda: defaultdict(Referrers))
    for link in links():
        if link.target not in made:
            continue
        apart = ""
        if link.owner_kind is not None:
            apart = (
                " WHERE NOT EXISTS (SELECT 1 FROM coop_undo x WHERE x.what = '+'"
                f" AND x.kind = {link.owner_kind.number} AND x.id = s.{link.owner})"
            )
        for target, owner, place, count in fetch(
            "SELECT target, owner, place, number FROM ("
            f"SELECT s.{link.column} AS target, s.{link.owner} AS owner,"
            f" ROW_NUMBER() OVER (PARTITION BY s.{link.column} ORDER BY s.{link.owner}) AS place,"
            f" COUNT(*) OVER (PARTITION BY s.{link.column}) AS number"
            f" FROM {link.table} s JOIN coop_undo u ON u.id = s.{link.column}"
            f" AND u.kind = {link.target.number} AND u.what = '+'{apart}"
            f") x WHERE place <= {NAMED} ORDER BY target, place"
        ):
            # Each of the first few comes with the number of them all.
            found[link.target][target].add((link.owner_model, owner), count if place == 1 else 0)
    return found


def keep_with_all_they_need(
    rows: Rows, kept: Mapping[Kind, Iterable[int]]
) -> dict[Kind, dict[int, Referrers]]:
    """Take `kept` and everything that they need out of the records to be removed; gives what they need.

    A record needs what it refers to, and what belongs to it: its stops, members, aliases, citations.
    """
    made = set(rows.having("+"))
    needed: dict[Kind, dict[int, Referrers]] = defaultdict(lambda: defaultdict(Referrers))
    frontier = {kind: set(keys) for kind, keys in kept.items()}
    round_ = 0
    while any(frontier.values()):
        round_ += 1
        for kind, keys in frontier.items():
            rows.pick(kind, keys, round_)
        run(
            "DELETE FROM coop_undo WHERE EXISTS (SELECT 1 FROM coop_kept k WHERE k.kind = coop_undo.kind"
            f" AND k.id = coop_undo.id AND k.round = {round_})"
        )
        reached: dict[Kind, set[int]] = defaultdict(set)
        for link in links():
            for kind, key, by in _needed(link, frontier, made, round_):
                needed[kind][key].add(by)
                reached[kind].add(key)
        frontier = reached
    return needed


def _needed(
    link: Link, frontier: Mapping[Kind, set[int]], made: set[Kind], round_: int
) -> Iterator[tuple[Kind, int, Place]]:
    """What the records of a round need by way of one link: its kind and key, and who needs it."""
    if link.owner_kind is None:
        return
    if frontier.get(link.owner_kind) and link.target in made:
        for key, by in fetch(
            f"SELECT s.{link.column}, s.{link.owner} FROM coop_kept k"
            f" JOIN {link.table} s ON s.{link.owner} = k.id"
            f" JOIN coop_undo u ON u.kind = {link.target.number} AND u.id = s.{link.column} AND u.what = '+'"
            f" WHERE k.kind = {link.owner_kind.number} AND k.round = {round_} ORDER BY 1, 2"
        ):
            yield link.target, key, (link.owner_model, by)
    if link.belongs and frontier.get(link.target) and link.owner_kind in made:
        for key, by in fetch(
            f"SELECT s.{link.owner}, s.{link.column} FROM coop_kept k"
            f" JOIN {link.table} s ON s.{link.column} = k.id"
            f" JOIN coop_undo u ON u.kind = {link.owner_kind.number} AND u.id = s.{link.owner}"
            " AND u.what = '+'"
            f" WHERE k.kind = {link.target.number} AND k.round = {round_} ORDER BY 1, 2"
        ):
            yield link.owner_kind, key, (link.target.model, by)
