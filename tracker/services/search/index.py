"""Keeps the index: what changed since it was last brought up to date, or all of it."""

from __future__ import annotations

import logging
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from django.db import InternalError, OperationalError, connection, transaction
from django.db.models import F

from tracker.models import SearchStale, SearchText, SearchWord
from tracker.names import normalise
from tracker.services.bulk import in_batches, insert_rows, take_ids, update_rows
from tracker.services.search.engine import dependants, emptied, note_added, note_changed
from tracker.services.search.texts import TEXTS, Text, keys_of, model_of, read_texts

logger = logging.getLogger(__name__)

_COLUMNS = ("names", "prose", "unspaced")
#: So many records are read at once; SQLite takes only so many parameters.
_BATCH = 1_000
#: Names of more words are not also kept in one word.
_MOST_WORDS = 6
#: Words of so many letters are kept for those who misspell them.
_LENGTHS = range(3, 25)
#: How long the index waits for whoever writes, in milliseconds, before what is there is searched as it is.
_PATIENCE = 300
#: What writers of the index lock on PostgreSQL; any number will do.
_LOCK = 7_206_811_454

#: What is written without spaces between words.
UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff\U00020000-\U0003ffff]+")


#: The same people, places and countries stand in the texts of many records.
_key = lru_cache(maxsize=50_000)(normalise)


class Indexed:
    """The texts of one record as the index has them."""

    __slots__ = ("names", "prose", "unspaced")

    def __init__(self, texts: Iterable[Text]) -> None:
        names: dict[str, None] = {}
        prose: dict[str, None] = {}
        unspaced: dict[str, None] = {}
        for text in texts:
            key = _key(text.text)
            if text.is_name:
                names[key] = None
                words = key.count(" ") + 1
                if 1 < words <= _MOST_WORDS:
                    names[key.replace(" ", "")] = None
            else:
                prose[key] = None
            if not text.text.isascii():
                unspaced.update(dict.fromkeys(UNSPACED.findall(text.text)))
        self.names, self.prose = _barred(names), _barred(prose)
        self.unspaced = "|".join(unspaced)

    def row(self) -> tuple[str, str, str]:
        return self.names, self.prose, self.unspaced


def _barred(texts: Iterable[str]) -> str:
    joined = " | ".join(texts)
    return f"| {joined} |" if joined else ""


def refresh() -> int:
    """Bring the index up to date with what changed; returns how many records were looked at."""
    with transaction.atomic():
        _lock()
        found = _with_dependants(_take_stale())
        for kind, keys in found.items():
            _index(kind, sorted(keys))
    return sum(map(len, found.values()))


def _take_stale() -> dict[str, set[int]]:
    """What changed, by kind, each once however often: noted no more from here on."""
    table = SearchStale._meta.db_table
    records: dict[str, set[int]] = defaultdict(set)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # In one statement, since others write meanwhile.
            cursor.execute(
                f"WITH taken AS (DELETE FROM {table} RETURNING kind, record)"
                " SELECT DISTINCT kind, record FROM taken"
            )
        else:
            cursor.execute(f"SELECT DISTINCT kind, record FROM {table}")
        while rows := cursor.fetchmany(10_000):
            for kind, record in rows:
                records[kind].add(record)
        if connection.vendor != "postgresql":
            cursor.execute(f"DELETE FROM {table}")
    return records


def _lock() -> None:
    """Let nobody else write the index until this transaction ends: two would add the same rows.

    On SQLite a transaction does so as it begins (`coop.database`).
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def refresh_soon() -> None:
    """The same before somebody searches, unless somebody else is writing a lot just now."""
    if not SearchStale.objects.exists():
        return
    try:
        with _patience():
            refresh()
    except (OperationalError, InternalError):
        # A long import at this moment, or a replica that is read only: what is indexed is searched.
        logger.warning("The index of search could not be brought up to date.", exc_info=True)


@contextmanager
def _patience() -> Iterator[None]:
    """Wait but a moment for whoever writes."""
    if connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = {_PATIENCE}")
            yield
        return
    usual = int(1000 * connection.settings_dict["OPTIONS"].get("timeout", 5))
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA busy_timeout = {_PATIENCE}")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {usual}")


def rebuild() -> int:
    """Make the whole index anew; returns how many records are in it."""
    with transaction.atomic():
        _lock()
        for model in (SearchStale, SearchWord):
            model._default_manager.all()._raw_delete(using=connection.alias)
        words: set[str] = set()
        with emptied():
            for kind in TEXTS:
                keys = model_of(kind)._base_manager.order_by("pk").values_list("pk", flat=True)
                for batch in in_batches(keys.iterator(), _BATCH):
                    rows = _rows_of(kind, read_texts(kind, batch))
                    insert_rows(SearchText, ("id", "kind", "record", *_COLUMNS), rows)
                    words.update(*(_words_of(row[3]) for row in rows))
        _keep_words(words)
        return SearchText.objects.count()


def _rows_of(kind: str, texts: Mapping[int, Iterable[Text]]) -> list[tuple[Any, ...]]:
    """Rows of `SearchText` for records that have these texts."""
    first, _last = keys_of(kind)
    return [(first + record, kind, record, *Indexed(found).row()) for record, found in texts.items()]


def _words_of(names: str) -> Iterator[str]:
    """The words of names that are kept for those who misspell them."""
    return (word for word in names.split() if len(word) in _LENGTHS and word.isalpha())


def _with_dependants(records: dict[str, set[int]]) -> dict[str, set[int]]:
    """What is to be indexed: the records that changed, and those that show texts of them."""
    found: dict[str, set[int]] = {kind: set(records.get(kind, ())) for kind in TEXTS}
    for changed, keys in records.items():
        for kind, path in dependants().get(changed, ()):
            rows = model_of(kind)._base_manager.order_by()
            for batch in in_batches(sorted(keys)):
                found[kind].update(rows.filter(**{f"{path}__in": batch}).values_list("pk", flat=True))
    return found


def _index(kind: str, records: Sequence[int]) -> None:
    words: set[str] = set()
    for batch in in_batches(records, _BATCH):
        texts = read_texts(kind, batch)
        wanted = {record: Indexed(found).row() for record, found in texts.items()}
        first, _last = keys_of(kind)
        rows = SearchText.objects.filter(pk__in=[first + record for record in batch])
        there = {record: (pk, *row) for record, pk, *row in rows.values_list("record", "pk", *_COLUMNS)}
        gone = [there[record][0] for record in there.keys() - wanted.keys()]
        if gone:
            SearchText.objects.filter(pk__in=gone)._raw_delete(using=connection.alias)
        changed = [
            (*row, there[record][0])
            for record, row in wanted.items()
            if record in there and there[record][1:] != row
        ]
        if changed:
            keys = {row[3] for row in changed}
            note_changed(row[:3] for row in there.values() if row[0] in keys)
            update_rows(SearchText, _COLUMNS, changed)
            note_added((row[3], row[0], row[1]) for row in changed)
        added = [
            (first + record, kind, record, *row) for record, row in wanted.items() if record not in there
        ]
        insert_rows(SearchText, ("id", "kind", "record", *_COLUMNS), added)
        note_added((row[0], row[3], row[4]) for row in added)
        for names in (*(row[3] for row in added), *(row[0] for row in changed)):
            words.update(_words_of(names))
    _keep_words(words)


def _keep_words(words: Iterable[str]) -> None:
    """Keep words of names, by all their forms with one letter left out."""
    for batch in in_batches(sorted(words)):
        there = SearchWord.objects.filter(form__in=batch, word=F("form")).values_list("word", flat=True)
        new = set(batch).difference(there)
        forms = [(form, word) for word in sorted(new) for form in forms_of(word)]
        rows = [(pk, *row) for pk, row in zip(take_ids(SearchWord, len(forms)), forms, strict=True)]
        insert_rows(SearchWord, ("id", "form", "word"), rows)


def forms_of(word: str) -> set[str]:
    """The word, and what is left of it without one of its letters."""
    return {word, *(word[:place] + word[place + 1 :] for place in range(len(word)))}
