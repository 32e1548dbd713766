"""Which visits of a workbook are in the record already, and which are there twice.

A visit is the same by its reference, else by the business key: the delegation (or else the organisations that
sent it), the hosts and the dates. What only looks alike is asked about, never merged.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from tracker.dates import PartialDate
from tracker.imports.comparing import compare, load_known
from tracker.imports.entries import content_of, who_of
from tracker.imports.naming import Names
from tracker.imports.options import Options
from tracker.imports.plan import DUPLICATE, Entry, LookAlike, Problem
from tracker.models import Alias, Delegation, Participant, Visit
from tracker.names import normalise
from tracker.services.bulk import in_batches


@dataclass(slots=True)
class InRecord:
    """A visit of the record, as far as it takes to recognise it."""

    pk: int
    reference: str
    title: str
    dates: PartialDate | None
    who: set[tuple[str, Any]] = field(default_factory=set)
    hosts: frozenset[int] = frozenset()

    @property
    def label(self) -> str:
        return (
            f"{self.reference} {self.title} ({self.dates})"
            if self.dates
            else f"{self.reference} {self.title}"
        )


def find_same(entries: Sequence[Entry], names: Names, options: Options) -> list[Problem]:
    """Give each visit its verdict: new, changed, unchanged, duplicate, or held by a question.

    Returns the problems that came up.
    """
    problems: list[Problem] = []
    open_entries = [entry for entry in entries if not entry.held]
    _by_reference(open_entries, problems)
    _repeated(open_entries, options, problems)
    rest = [
        e for e in open_entries if e.pk is None and not e.held and e.verdict != DUPLICATE and not e.reference
    ]
    _by_key(rest, names, options, problems)
    _twice_the_same(open_entries, problems)
    matched = [entry for entry in open_entries if entry.pk is not None and not entry.held]
    load_known(matched)
    for entry in matched:
        compare(entry, names, problems)
    _own_delegations(entries, names, problems)
    return problems


def _ask(entry: Entry, sentence: str, problems: list[Problem], kind: str = "question") -> None:
    problems.append(Problem(entry.sheet, entry.rows[0], None, entry.title, sentence, kind))
    entry.held = True


def _by_reference(entries: Sequence[Entry], problems: list[Problem]) -> None:
    wanted = {entry.reference for entry in entries if entry.reference}
    found: dict[str, int] = {}
    for batch in in_batches(wanted):
        found.update(Visit.objects.filter(reference__in=batch).values_list("reference", "pk"))
    for entry in entries:
        if not entry.reference:
            continue
        if entry.reference not in found:
            sentence = _(
                "No visit of the record has the reference “%(reference)s”. Leave it empty for a new visit,"
                " which gets"
                " one, or correct it."
            )
            _ask(entry, sentence % {"reference": entry.reference[:60]}, problems, "problem")
            continue
        entry.pk = found[entry.reference]


def _place(entry: Entry) -> str:
    return f"{entry.sheet}!{entry.rows[0] + 1}"


def _repeated(entries: Sequence[Entry], options: Options, problems: list[Problem]) -> None:
    """Visits that stand in the workbook twice: repeated word for word, or only alike."""
    seen: dict[Any, Entry] = {}
    for entry in entries:
        dates = entry.values.get("dates")
        who = who_of(entry)
        if entry.reference:
            key: Any = ("=", entry.reference)
        elif who is None or dates is None:
            key = content_of(entry)
        else:
            key = (who, frozenset(entry.related.get("invited_by", ())), dates)
        first = seen.setdefault(key, entry)
        if first is entry:
            continue
        if content_of(first) == content_of(entry):
            entry.verdict, entry.pk = DUPLICATE, None
            entry.reference = ""
            continue
        chosen = options.same.get(_place(entry), "")
        row = f"row {first.rows[0] + 1}"
        if chosen == row:
            entry.verdict = DUPLICATE
        elif chosen == "new" and not entry.reference:
            continue
        else:
            entry.alike = [
                LookAlike(row, _("row %(row)s: %(title)s") % {"row": first.rows[0] + 1, "title": first.title})
            ]
            sentence = _(
                "This looks like the visit of row %(row)s: the same delegation, hosts and dates, but it says"
                " something"
                " else besides. Are they one visit, or two?"
            )
            _ask(entry, sentence % {"row": first.rows[0] + 1}, problems)


def _twice_the_same(entries: Sequence[Entry], problems: list[Problem]) -> None:
    """Two rows that are one visit of the record, by whatever ways."""
    seen: dict[int, Entry] = {}
    for entry in entries:
        if entry.pk is None or entry.held or entry.verdict == DUPLICATE:
            continue
        first = seen.setdefault(entry.pk, entry)
        if first is not entry:
            sentence = _("Row %(row)s is the same visit of the record. Leave one of the two rows out.")
            _ask(entry, sentence % {"row": first.rows[0] + 1}, problems, "problem")


def _by_key(entries: Sequence[Entry], names: Names, options: Options, problems: list[Problem]) -> None:
    index = _Index(_candidates(entries)) if entries else _Index(())
    for entry in entries:
        chosen = options.same.get(_place(entry), "")
        if chosen == "new":
            continue
        if chosen and chosen in index.by_reference:
            entry.pk = index.by_reference[chosen].pk
            entry.reference = chosen
            continue
        same, alike = index.find(entry)
        if len(same) == 1 and entry.values.get("dates") is not None:
            entry.pk, entry.reference = same[0].pk, same[0].reference
        elif same or alike:
            entry.alike = [LookAlike(visit.reference, visit.label) for visit in (*same, *alike)[:5]]
            shown = "; ".join(choice.label for choice in entry.alike)
            sentence = _(
                "This may be a visit that is in the record: %(visits)s. Is it, or is it another one?"
            )
            _ask(entry, sentence % {"visits": shown}, problems)


class _Index:
    """Visits of the record by who travelled."""

    def __init__(self, visits: Iterable[InRecord]) -> None:
        self.by_who: dict[tuple[str, Any], list[InRecord]] = defaultdict(list)
        self.by_reference = {}
        for visit in visits:
            self.by_reference[visit.reference] = visit
            for who in visit.who:
                self.by_who[who].append(visit)

    def find(self, entry: Entry) -> tuple[list[InRecord], list[InRecord]]:
        """The visits that are `entry` by the business key, and those that only look like it."""
        who = who_of(entry)
        dates = entry.values.get("dates")
        hosts = frozenset(entry.related.get("invited_by", ()))
        same, alike = [], []
        for visit in self.by_who.get(who, ()) if who else ():
            if visit.dates == dates and visit.hosts == hosts:
                same.append(visit)
            elif _overlap(visit.dates, dates) and (visit.hosts & hosts or not visit.hosts or not hosts):
                alike.append(visit)
        return same, alike


def _overlap(one: PartialDate | None, other: PartialDate | None) -> bool:
    """Whether two dates may mean the same days; a date that isn't known may mean any."""
    if one is None or other is None:
        return True
    if one == other:
        return True
    if one.earliest is None or one.latest is None or other.earliest is None or other.latest is None:
        return one.has_year is False and other.has_year is False and one.edtf == other.edtf
    return one.earliest <= other.latest and other.earliest <= one.latest


def _candidates(entries: Sequence[Entry]) -> list[InRecord]:
    """The visits of the record that the entries could be, in a handful of queries."""
    delegations = {normalise(entry.delegation_name) for entry in entries}
    senders = {ref for entry in entries for ref in entry.senders if isinstance(ref, int)}
    known = any(isinstance(entry.delegation, int) for entry in entries)
    if not senders and not known:
        return []  # whoever travelled is new to the record, and so is the visit
    days: list[date] = []
    texts: set[str] = set()
    undated = False
    for entry in entries:
        dates = entry.values.get("dates")
        if dates is None:
            undated = True
        elif dates.earliest and dates.latest:
            days += (dates.earliest, dates.latest)
        else:
            texts.add(dates.edtf)
    near = Q(dates__isnull=True)
    if undated:
        near |= Q(pk__isnull=False)
    if days:
        near |= Q(dates_earliest__lte=max(days), dates_latest__gte=min(days))
    if texts:
        near |= Q(dates__in=sorted(texts)[:5_000])
    rows = Visit.objects.filter(near).order_by()
    visits: dict[int, InRecord] = {}
    of_delegation: dict[int, list[InRecord]] = defaultdict(list)
    for pk, reference, title, dates, delegation in rows.values_list(
        "pk", "reference", "title", "dates", "delegation_id"
    ):
        visits[pk] = visit = InRecord(pk, reference, title, dates)
        of_delegation[delegation].append(visit)
    chosen = rows.values("delegation_id")
    for pk, key in Delegation.objects.filter(pk__in=chosen, key__in=_few(delegations)).values_list(
        "pk", "key"
    ):
        for visit in of_delegation[pk]:
            visit.who.add(("delegation", key))
    for pk, key in Alias.objects.filter(delegation__in=chosen).values_list("delegation_id", "key"):
        for visit in of_delegation[pk]:
            visit.who.add(("delegation", key))
    sent: dict[int, set[int]] = defaultdict(set)
    through: Any = Delegation.senders.through
    for pk, organisation in through.objects.filter(delegation__in=chosen).values_list(
        "delegation_id", "organisation_id"
    ):
        sent[pk].add(organisation)
    for pk, organisations in sent.items():
        for visit in of_delegation[pk]:
            visit.who.add(("senders", frozenset(organisations)))
    hosts: dict[int, set[int]] = defaultdict(set)
    through = Visit.invited_by.through
    for pk, organisation in through.objects.filter(visit__in=rows.values("pk")).values_list(
        "visit_id", "organisation_id"
    ):
        hosts[pk].add(organisation)
    for pk, organisations in hosts.items():
        visits[pk].hosts = frozenset(organisations)
    return [visit for visit in visits.values() if visit.who]


def _few(keys: set[str]) -> Any:
    """Keys as a query takes them; too many are not narrowed by."""
    return sorted(keys) if len(keys) <= 20_000 else Delegation.objects.values("key")


def _own_delegations(entries: Sequence[Entry], names: Names, problems: list[Problem]) -> None:
    """Give each new visit its delegation: one of the record, or a new one.

    Visits of one delegation name whose rows say something else of it are of groups of their own, so that no
    visit shows members of another. A delegation of that
    name in the record whose members, senders or size are others is likewise another group.
    """
    fresh = [entry for entry in entries if entry.pk is None and not entry.held and entry.verdict != DUPLICATE]
    named = [entry for entry in fresh if not str(entry.delegation).startswith("#")]
    there = _in_delegations(
        {pk for entry in named for pk in names.may_be("delegation", entry.delegation_name)}
    )
    groups: dict[str, dict[Any, str]] = defaultdict(dict)  # name → what rows say of the group → its key
    for entry in named:
        known = names.may_be("delegation", entry.delegation_name)
        said = {("person", member.person) for member in entry.members if member.person is not None}
        said |= {("sender", ref) for ref in entry.senders}
        if entry.size is not None:
            said.add(("size", entry.size))
        fitting = [pk for pk in known if said <= there[pk]]
        if len(fitting) == 1:
            entry.delegation = fitting[0]
            continue
        ref = names.ref("delegation", entry.delegation_name)
        key = ref if isinstance(ref, str) else normalise(entry.delegation_name)
        people = tuple((m.person, m.description, m.title, m.organisation, m.role) for m in entry.members)
        content = (people, entry.senders, entry.size)
        numbered = groups[key]
        if known and content not in numbered:
            sentence = _(
                "The record has a delegation “%(name)s” of other members, senders or size. This visit gets"
                " one"
                " of its own with that name."
            )
            shown = sentence % {"name": entry.delegation_name}
            problems.append(Problem(entry.sheet, entry.rows[0], None, entry.delegation_name, shown, "notice"))
        if content not in numbered:
            numbered[content] = f"{key}#{len(numbered) + 1}" if known or numbered else key
        entry.delegation = numbered[content]
        names.show_as("delegation", entry.delegation, entry.delegation_name)


def _in_delegations(keys: set[int]) -> dict[int, set[tuple[str, Any]]]:
    """Who is in each of these delegations, who sent it, and its size."""
    there: dict[int, set[tuple[str, Any]]] = defaultdict(set)
    sent: Any = Delegation.senders.through
    for batch in in_batches(keys):
        members = Participant.objects.filter(delegation__in=batch).order_by()
        for delegation, person in members.values_list("delegation_id", "person_id"):
            there[delegation].add(("person", person))
        senders = sent.objects.filter(delegation__in=batch)
        for delegation, sender in senders.values_list("delegation_id", "organisation_id"):
            there[delegation].add(("sender", sender))
        for delegation, size in Delegation.objects.filter(pk__in=batch).order_by().values_list("pk", "size"):
            there[delegation].add(("size", size))
    return there
