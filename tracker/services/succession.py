"""Agreements that follow one another: renewals, amendments and replacements as one story."""

from __future__ import annotations

from django.db import connection, models

from tracker.choices import Visibility
from tracker.models import Agreement
from tracker.models.visibility import Reader, is_staff

#: How many agreements of one story are shown.
MOST = 100

_STORY = """
    WITH RECURSIVE story(id, replaces_id) AS (
        SELECT id, replaces_id FROM {table} WHERE id = %s
        UNION
        SELECT a.id, a.replaces_id
        FROM {table} a JOIN story s ON (a.id = s.replaces_id OR a.replaces_id = s.id){seen}
    )
    SELECT id, replaces_id FROM story LIMIT {most}
"""


def story_of(agreement: Agreement, user: Reader, rows: models.QuerySet[Agreement]) -> list[Agreement]:
    """The agreements that lead to `agreement` and from it, the first of them first; [] where it stands alone.

    `rows` are those that the reader may see, with what is shown of each. Nothing is followed through an
    agreement that the reader may not see. Two queries, however long the story; a circle ends it.
    """
    table = connection.ops.quote_name(Agreement._meta.db_table)
    seen = "" if is_staff(user) else f" AND a.visibility = '{Visibility.PUBLIC.value}'"
    with connection.cursor() as cursor:
        cursor.execute(_STORY.format(table=table, seen=seen, most=MOST), [agreement.pk])
        before = dict(cursor.fetchall())
    if len(before) < 2:
        return []
    found = rows.in_bulk(list(before))
    return [found[key] for key in _in_order(before) if key in found]


def _in_order(before: dict[int, int | None]) -> list[int]:
    """The keys, each after the one that it follows; `before` says which that is."""
    ordered: list[int] = []
    waiting = sorted(before)
    while waiting:
        ready = [key for key in waiting if before[key] not in waiting] or waiting
        # Depth first: what follows the last one comes before other branches.
        after = [key for key in ready if ordered and before[key] == ordered[-1]]
        chosen = (after or ready)[0]
        ordered.append(chosen)
        waiting.remove(chosen)
    return ordered
