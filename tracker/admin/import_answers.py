"""What staff answer about an import: which record a name is, which visit a row is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from tracker.imports.options import Options

#: The answers that are no record of the list.
NEW = "new"


class AnswerError(Exception):
    """Why answers were not taken, as a sentence; none of them was."""


def answer_names(
    options: Options, items: Sequence[Mapping[str, Any]], posted: Mapping[str, Any], *, all_new: bool
) -> int:
    """Put the answers to the open names `items` into `options`; gives how many there are.

    For each name, `posted` has its kind and key in `key-1`, `key-2`…, what it is in `use-1`… (the key of a
    record that was offered, "new", or nothing yet), and `alias-1`… where the name is kept. With `all_new` all
    of `items` are new ones. Raises AnswerError for what was not offered.
    """
    known = {f"{item['kind']}|{item['key']}": item for item in items}
    answered = 0
    for number in range(1, len(known) + 1):
        name = str(posted.get(f"key-{number}", ""))
        use = NEW if all_new else str(posted.get(f"use-{number}", ""))
        if not name and not use:
            continue
        item = known.get(name)
        if item is None:
            raise AnswerError(
                _(
                    "These names have changed since you opened the page: nothing was saved. Look at them"
                    " again."
                )
            )
        if not use:
            continue
        offered = {str(candidate["pk"]): candidate["pk"] for candidate in item["candidates"]}
        if use == NEW:
            decision = {"use": None, "alias": False, "not": list(offered.values())}
        elif use in offered:
            decision = {"use": offered[use], "alias": bool(posted.get(f"alias-{number}"))}
        else:
            raise AnswerError(
                _("“%(name)s” can't be that record: it was not offered. Nothing was saved.")
                % {"name": item["text"]}
            )
        options.names[name] = {**decision, "text": item["text"]}
        answered += 1
    return answered


def answer_same(options: Options, items: Iterable[Mapping[str, Any]], posted: Mapping[str, Any]) -> int:
    """Put what the rows `items` are into `options`; gives how many were answered.

    `posted` has the row in `row-1`… and in `same-1`… the visit that was offered, "new", or nothing yet.
    Raises AnswerError for what was not offered.
    """
    known = {item["row"]: item for item in items if item["alike"]}
    answered = 0
    for number in range(1, len(known) + 1):
        row, same = str(posted.get(f"row-{number}", "")), str(posted.get(f"same-{number}", ""))
        if not row and not same:
            continue
        item = known.get(row)
        if item is None:
            raise AnswerError(
                _(
                    "These questions have changed since you opened the page: nothing was saved. Look at them"
                    " again."
                )
            )
        if not same:
            continue
        if same != NEW and same not in {choice["choice"] for choice in item["alike"]}:
            raise AnswerError(
                _("%(row)s can't be that visit: it was not offered. Nothing was saved.") % {"row": item["at"]}
            )
        options.same[row] = same
        answered += 1
    return answered


def decided(options: Options) -> list[dict[str, Any]]:
    """Everything that was answered, the last answer first, to be asked again where it was wrong."""
    found: list[dict[str, Any]] = [
        {
            "id": f"name:{name}",
            "kind": name.partition("|")[0],
            "text": chosen.get("text") or name.partition("|")[2],
            "use": chosen.get("use"),
            "alias": bool(chosen.get("alias")),
        }
        for name, chosen in options.names.items()
    ]
    found += [
        {"id": f"same:{row}", "kind": "", "text": row, "use": "" if same == NEW else same, "alias": False}
        for row, same in options.same.items()
    ]
    return found[::-1]


def ask_again(options: Options, ids: Iterable[str]) -> int:
    """Take the answers `ids` back; gives how many. Raises AnswerError for what was never answered."""
    count = 0
    for one in ids:
        what, _colon, key = one.partition(":")
        kept: dict[str, Any] = options.names if what == "name" else dict[str, Any]()
        if what == "same":
            kept = options.same
        if key not in kept:
            raise AnswerError(
                _("One of these was not answered, or was taken back already. Nothing was saved.")
            )
        del kept[key]
        count += 1
    return count
