"""What a plan shows to staff, kept as a file of small pages: a long one opens as fast as a short one."""

from __future__ import annotations

import hashlib
import io
import itertools
import json
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from typing import Any

from django.core.files.base import ContentFile

from tracker.dates import PartialDate
from tracker.imports.naming import MODELS
from tracker.imports.plan import CHANGED, NEW, VERDICTS, Entry, Plan
from tracker.models import Import

#: How many items stand on a page.
PAGE = 50
#: What a preview lists: visits by verdict, problems by kind, names that are new or open.
LISTS = (*VERDICTS, "problems", "questions", "notices", "names", "open")


def _default(value: Any) -> Any:
    return value.edtf if isinstance(value, PartialDate) else str(value)


def _json(value: Any) -> bytes:
    return json.dumps(value, default=_default, ensure_ascii=False, separators=(",", ":")).encode()


def digest_of(plan: Plan) -> str:
    """What tells a plan from any other that would write something else."""
    found = hashlib.sha256()
    for name in plan.new_names:
        found.update(repr(name[:3]).encode())
    found.update(repr(plan.aliases).encode("utf-8", "surrogatepass"))
    for entry in plan.entries:
        if entry.verdict in (NEW, CHANGED):
            said = (
                entry.rows,
                entry.verdict,
                entry.pk,
                entry.title,
                [(name, _default(entry.values[name])) for name in sorted(entry.values)],
                sorted(entry.related.items()),
                entry.delegation,
                entry.senders,
                entry.size,
                entry.changes,
                _written(entry),
                [(m.person, m.description, m.title, m.organisation, m.role, m.note) for m in entry.members],
                [
                    (
                        _default(s.day),
                        s.kind,
                        s.title,
                        s.host,
                        s.place,
                        s.country,
                        s.said,
                        s.topics,
                        s.programmes,
                    )
                    for s in entry.stops
                ],
            )
            found.update(repr(said).encode("utf-8", "surrogatepass"))
    return found.hexdigest()


def _written(entry: Entry) -> Any:
    """What changes in rows of the record, by keys: it is told by names, which two records may share."""
    update = entry.update
    if update is None:
        return None
    rows = (update.member_changes, update.stop_changes)
    return (
        update.known.delegation,
        update.delegation_changes,
        [
            (key, name, _default(value))
            for found in rows
            for key, row in found.items()
            for name, value in row.items()
        ],
    )


def _visit(entry: Entry, shown: Any) -> dict[str, Any]:
    """What a list shows of a visit."""
    related = entry.related
    return {
        "at": entry.address,
        "rows": len(entry.rows),
        "reference": entry.reference,
        "title": entry.title,
        "delegation": entry.delegation_name,
        "dates": entry.values.get("dates"),
        "status": entry.values.get("status", ""),
        "hosts": [shown("organisation", ref) for ref in related.get("invited_by", ())],
        "topics": [shown("topic", ref) for ref in related.get("topics", ())],
        "countries": list(related.get("countries", ())),
        "senders": [shown("organisation", ref) for ref in entry.senders],
        "members": [
            {"name": shown("person", m.person) if m.person is not None else m.description, "title": m.title}
            for m in entry.members
        ],
        "stops": len(entry.stops),
        "changes": [change._asdict() for change in entry.changes],
        "alike": [choice._asdict() for choice in entry.alike],
    }


def _lists(plan: Plan) -> Iterator[tuple[str, Iterable[dict[str, Any]]]]:
    texts: dict[tuple[str, Any], str] = {}
    for (kind, text), match in plan.matches.items():
        texts.setdefault((kind, match.pk if match.pk is not None else match.key), match.name or text)

    def shown(kind: str, ref: Any) -> str:
        return texts.get((kind, ref), str(ref))

    # Once a kind, since translating takes longer than the rest of an item.
    labels = {kind: str(model._meta.verbose_name) for kind, model in MODELS.items()}
    for verdict in VERDICTS:
        yield verdict, (_visit(entry, shown) for entry in plan.entries if entry.verdict == verdict)
    alike = {(entry.sheet, entry.rows[0]): entry for entry in plan.entries if entry.alike}
    for kind in ("problem", "question", "notice"):
        yield (
            f"{kind}s",
            (
                {
                    "at": problem.address,
                    "row": f"{problem.sheet}!{problem.row + 1}",
                    "found": problem.found[:300],
                    "sentence": problem.sentence,
                    "alike": [
                        choice._asdict()
                        for entry in [alike.get((problem.sheet, problem.row))]
                        if entry is not None and kind == "question"
                        for choice in entry.alike
                    ],
                }
                for problem in plan.problems
                if problem.kind == kind
            ),
        )
    yield (
        "names",
        itertools.chain(
            (
                {
                    "kind": name.kind,
                    "label": labels[name.kind],
                    "text": name.text,
                    "at": f"{name.sheet}!{name.row + 1}",
                }
                for name in plan.new_names
            ),
            (
                {
                    "kind": alias.kind,
                    "label": labels[alias.kind],
                    "text": alias.text,
                    "at": f"{alias.sheet}!{alias.row + 1}",
                    "of": shown(alias.kind, alias.record),
                }
                for alias in plan.aliases
            ),
        ),
    )
    yield (
        "open",
        (
            {
                "kind": kind,
                "label": labels[kind],
                "key": match.key,
                "text": match.text,
                "status": match.status,
                "at": plan.where[kind, match.key][0],
                "count": plan.where[kind, match.key][1],
                "candidates": [candidate._asdict() for candidate in match.candidates],
            }
            for kind, match in plan.open_names
        ),
    )


def write_preview(plan: Plan) -> ContentFile[bytes]:
    """The plan's lists as a file of pages, and a summary of how the sheets were read."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as file:
        sizes = {}
        for name, items in _lists(plan):
            page: list[Any] = []
            count = 0
            for item in items:
                page.append(item)
                count += 1
                if len(page) == PAGE:
                    file.writestr(f"{name}/{(count - 1) // PAGE + 1}", _json(page))
                    page = []
            if page:
                file.writestr(f"{name}/{(count - 1) // PAGE + 1}", _json(page))
            sizes[name] = count
        summary = {
            "shape": plan.shape,
            "sheets": [asdict(sheet) for sheet in plan.sheets],
            "sheet_names": plan.sheet_names,
            "notices": plan.notices,
            "sizes": sizes,
        }
        file.writestr("summary", _json(summary))
    return ContentFile(buffer.getvalue())


class Preview:
    """Reads what `write_preview` wrote."""

    def __init__(self, record: Import) -> None:
        self._record = record

    def summary(self) -> dict[str, Any]:
        """How the sheets were read, and how long each list is (`sizes`)."""
        found: dict[str, Any] = self._read("summary")
        return found

    def page(self, name: str, number: int) -> Sequence[dict[str, Any]]:
        """One page (from 1) of a list of `LISTS`; empty where there is none."""
        try:
            found: list[dict[str, Any]] = self._read(f"{name}/{number}")
        except KeyError:
            return []
        return found

    def _read(self, name: str) -> Any:
        with self._record.preview.open("rb") as kept, zipfile.ZipFile(kept) as file:
            return json.loads(file.read(name))
