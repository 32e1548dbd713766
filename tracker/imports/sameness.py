"""Which visits of a workbook are in the record already, and which are there twice.

A visit is the same by its reference, else by the business key: the delegation (or else the organisations that
sent it, or else the people), the hosts and the dates. Of several with one key it is the one that says already
all that its rows say; so is a visit without dates. What only looks alike (`alike`) is asked about, never
merged, unless another row is that visit.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from tracker.choices import Visibility
from tracker.imports.alike import Candidates, InRecord
from tracker.imports.comparing import compare, load_known, load_visits, says_the_same, tell_unnamed
from tracker.imports.entries import content_of, who_of
from tracker.imports.groups import hold_contradictions, own_delegations, tell_shared
from tracker.imports.merging import merge
from tracker.imports.naming import Names
from tracker.imports.options import Options
from tracker.imports.plan import DUPLICATE, Entry, LookAlike, Problem, update_of
from tracker.models import Visit
from tracker.services.bulk import in_batches
from tracker.services.roles import may_publish

if TYPE_CHECKING:
    from tracker.models import User

#: So many visits are offered to be chosen from.
_MOST_OFFERED = 5


def find_same(
    entries: Sequence[Entry], names: Names, options: Options, *, file_name: str = "", by: User | None = None
) -> list[Problem]:
    """Give each visit its verdict: new, changed, unchanged, duplicate, or held by a question.

    `file_name` tells earlier imports of such a workbook, `by` is who would write it (None may do all).
    Returns the problems that came up.
    """
    finding = _Finding(entries, names, options, file_name)
    problems = finding.problems
    finding.find()
    matched = [entry for entry in finding.entries if entry.pk is not None and not entry.held]
    load_known(matched)
    hold_contradictions(matched, problems)
    adding: set[tuple[int, Any]] = set()
    # Public visits first: what a delegation gets by them is no longer to be held back for others.
    matched.sort(key=lambda entry: update_of(entry).known.values["visibility"] != Visibility.PUBLIC)
    for entry in matched:
        if not entry.held:
            compare(entry, names, problems, adding)
    compared = [entry for entry in matched if not entry.held]
    _hold_published(compared, by, problems)
    tell_shared(compared, problems)
    tell_unnamed(compared, problems)
    own_delegations(entries, names, problems)
    return problems


def _ask(entry: Entry, sentence: str, problems: list[Problem], kind: str = "question") -> None:
    problems.append(Problem(entry.sheet, entry.rows[0], None, entry.title, sentence, kind))
    entry.held = True


def _hold_published(entries: Iterable[Entry], by: User | None, problems: list[Problem]) -> None:
    """Hold the visits that would be published or taken back by somebody who may not, as the admin does."""
    if by is None:
        return
    for entry in entries:
        after, before = entry.values.get("visibility"), update_of(entry).known.values["visibility"]
        if after is None or Visibility.PUBLIC not in (before, after) or may_publish(by, Visit):
            continue
        if after == Visibility.PUBLIC:
            sentence = _("Only a Publisher makes records public: write “internal” or “draft”.")
        else:
            sentence = _("This record is public, and only a Publisher takes it back: write “public”.")
        _ask(entry, sentence, problems, "problem")


class _Finding:
    """Finds which visits of the record those of a workbook are."""

    def __init__(self, entries: Sequence[Entry], names: Names, options: Options, file_name: str) -> None:
        #: Those that nothing held so far.
        self.entries = [entry for entry in entries if not entry.held]
        self.problems: list[Problem] = []
        self._names, self._options, self._file_name = names, options, file_name
        self._chosen = self._find_chosen()
        #: The visits of the record that a row is.
        self._taken: set[int] = set()
        self._candidates: Candidates | None = None

    def find(self) -> None:
        """Find them, and ask about those that only look alike."""
        self._by_reference()
        groups = [self._answered(group) for group in self._grouped()]
        groups = [group for group in groups if group]
        open_ones = [entry for group in groups for entry in group]
        if open_ones:
            self._candidates = Candidates(open_ones, self._names, self._file_name)
            if self._candidates:
                self._by_key(groups, self._candidates)
        own = []
        for group in groups:
            left = [entry for entry in group if entry.pk is None and entry.verdict != DUPLICATE]
            first = next((entry for entry in group if entry.pk is not None), None)
            if first is None and left:
                first, *left = left
                own.append(first)
            if first is not None:
                self._ask_of_rows(left, first)
        if self._candidates:
            self._ask_of_record(own, self._candidates)
        self._twice_the_same()

    # --- By what is said outright ---

    def _by_reference(self) -> None:
        for entry in self.entries:
            # As people write them.
            entry.reference = entry.reference.strip().upper()
        found = _references(entry.reference for entry in self.entries if entry.reference)
        for entry in self.entries:
            if entry.reference and entry.reference not in found:
                sentence = _(
                    "No visit of the record has the reference “%(reference)s”. Leave it empty for a new"
                    " visit, which gets one, or correct it."
                )
                _ask(entry, sentence % {"reference": entry.reference[:60]}, self.problems, "problem")
            elif entry.reference:
                self._take(entry, found[entry.reference], entry.reference)

    def _find_chosen(self) -> dict[str, int]:
        """The visits of the record that staff said rows are, by reference."""
        return _references(chosen.upper() for chosen in self._options.same.values() if "-" in chosen)

    def _take(self, entry: Entry, pk: int, reference: str) -> None:
        entry.pk, entry.reference = pk, reference
        self._taken.add(pk)

    def _grouped(self) -> list[list[Entry]]:
        """The visits by the business key; what is repeated word for word is left out as a duplicate.

        Who travelled or when must be said: else only what is repeated is together.
        """
        groups: dict[Any, list[Entry]] = {}
        contents: dict[Any, set[Any]] = {}
        for entry in self.entries:
            if entry.held:
                continue
            dates, who = entry.values.get("dates"), who_of(entry)
            if entry.reference:
                key: Any = ("=", entry.reference)
            elif who is None or dates is None:
                key = content_of(entry)
            else:
                key = (who, frozenset(entry.related.get("invited_by", ())), dates)
            group = groups.setdefault(key, [])
            if group:
                if key not in contents:
                    contents[key] = {content_of(group[0])}
                content = content_of(entry)
                if content in contents[key]:
                    entry.verdict, entry.pk, entry.reference = DUPLICATE, None, ""
                    continue
                contents[key].add(content)
            group.append(entry)
        return list(groups.values())

    def _answered(self, group: list[Entry]) -> list[Entry]:
        """Do with a group what staff answered; gives the visits that are still to be found."""
        left: list[Entry] = []
        into: dict[int, Entry] = {}
        by_row = {f"row {entry.rows[0] + 1}": entry for entry in group} if len(group) > 1 else {}
        for entry in group:
            chosen = self._options.same.get(f"{entry.sheet}!{entry.rows[0] + 1}", "")
            other = by_row.get(chosen)
            while other is not None and id(other) in into:
                other = into[id(other)]
            if other is not None and other is not entry:
                into[id(entry)] = other
            elif chosen.upper() in self._chosen and not entry.reference:
                self._take(entry, self._chosen[chosen.upper()], chosen.upper())
            elif chosen != "new" or entry.reference:
                left.append(entry)
        for entry in group:
            if id(entry) in into:
                problem = merge(into[id(entry)], entry, self._options)
                if problem:
                    self.problems.append(problem)
        if left and left[0].reference:
            self._ask_of_rows(left[1:], left[0])
            return []
        return left

    # --- By what is said of them ---

    def _by_key(self, groups: Sequence[Sequence[Entry]], candidates: Candidates) -> None:
        """The visits of the record with the same key, and those that say already all that rows say."""
        several: list[tuple[Entry, list[InRecord]]] = []
        for group in groups:
            for entry in group:
                same = candidates.same(entry)
                dated = entry.values.get("dates") is not None
                if len(same) == 1 and len(group) == 1 and dated:
                    self._take(entry, same[0].pk, same[0].reference)
                else:
                    several.append((entry, candidates.may_say_the_same(entry)))
        known = load_visits(visit.pk for _entry, visits in several for visit in visits)
        saying = [
            (entry, [visit for visit in visits if says_the_same(entry, known[visit.pk], self._names)])
            for entry, visits in several
            if visits
        ]
        # Who can be fewest goes first.
        for entry, visits in sorted(saying, key=lambda pair: len(pair[1])):
            free = [visit for visit in visits if visit.pk not in self._taken]
            if free:
                self._take(entry, free[0].pk, free[0].reference)
        said = {id(entry): {visit.pk for visit in visits} for entry, visits in saying}
        for group in groups:
            self._repeated_or_corrected(group, said, candidates)

    def _repeated_or_corrected(
        self, group: Sequence[Entry], said: dict[int, set[int]], candidates: Candidates
    ) -> None:
        """Of rows with one key: those that a visit of another row has said, and the last one that is left."""
        theirs = {entry.pk for entry in group if entry.pk is not None}
        left = []
        for entry in group:
            if entry.pk is None and said.get(id(entry), set()) & theirs:
                entry.verdict = DUPLICATE
            elif entry.pk is None:
                left.append(entry)
        if not left or left[0].values.get("dates") is None:
            return
        free = [visit for visit in candidates.same(left[0]) if visit.pk not in self._taken]
        if len(free) == 1:
            self._take(left[0], free[0].pk, free[0].reference)

    # --- Questions ---

    def _ask_of_rows(self, entries: Iterable[Entry], first: Entry) -> None:
        """Ask whether rows with the key of `first` are one visit with it."""
        row = first.rows[0] + 1
        for entry in entries:
            label = _("row %(row)s: %(title)s") % {"row": row, "title": first.title}
            entry.alike = [LookAlike(f"row {row}", label)]
            sentence = _(
                "This looks like the visit of row %(row)s: the same delegation, hosts and dates, but it says"
                " something"
                " else besides. Are they one visit, or two?"
            )
            _ask(entry, sentence % {"row": row}, self.problems)

    def _ask_of_record(self, entries: Sequence[Entry], candidates: Candidates) -> None:
        for entry, visits in candidates.alike(entries, self._taken):
            entry.alike = [LookAlike(visit.reference, visit.label) for visit in visits[:_MOST_OFFERED]]
            shown = "; ".join(choice.label for choice in entry.alike)
            sentence = _(
                "This may be a visit that is in the record: %(visits)s. Is it, or is it another one?"
            )
            _ask(entry, sentence % {"visits": shown}, self.problems)

    def _twice_the_same(self) -> None:
        """Two rows that are one visit of the record, by whatever ways."""
        seen: dict[int, Entry] = {}
        for entry in self.entries:
            if entry.pk is None or entry.held or entry.verdict == DUPLICATE:
                continue
            first = seen.setdefault(entry.pk, entry)
            if first is not entry:
                sentence = _("Row %(row)s is the same visit of the record. Leave one of the two rows out.")
                _ask(entry, sentence % {"row": first.rows[0] + 1}, self.problems, "problem")


def _references(wanted: Iterable[str]) -> dict[str, int]:
    """The visits of the record with these references."""
    found: dict[str, int] = {}
    for batch in in_batches(dict.fromkeys(wanted)):
        found.update(Visit.objects.filter(reference__in=batch).values_list("reference", "pk"))
    return found
