"""What of the agreements is about to happen, has been let slip, or was never there: the radar of the office.

Days follow from what is stated (`services.terms`), so they are reckoned here and not by the database: the
columns of all agreements are read in one query, and everything else in a fixed number.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db.models import Max, Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from tracker.choices import OPEN_ACTIONS, UNSIGNED, WORKED_UNDER, AgreementStatus, Status, TermUnit
from tracker.dates import PartialDate
from tracker.models import Agreement, FollowUpAction, Organisation, Party, Stop, Visit
from tracker.services.terms import Duration, InForce, Terms, terms_of
from tracker.services.terms.standing import Standing, standing_of


class Section(NamedTuple):
    """One list of the radar."""

    key: str
    heading: str | Promise
    why: str | Promise
    of_partners: bool = False


SECTIONS = (
    Section("expiring", _("Expiring"), _("In force or signed, and their last day may be near.")),
    Section("notice", _("Notice due"), _("The last day for a notice that ends the term which runs now.")),
    Section(
        "lapsed",
        _("Lapsed, but still worked under"),
        _("Their last day has passed, and something later refers to them."),
    ),
    Section(
        "over", _("Lapsed, nothing recorded since"), _("Record that they expired, were renewed or ended.")
    ),
    Section(
        "preparing",
        _("Long in preparation"),
        _("Proposed or in preparation for long, or since a day that is not stated."),
    ),
    Section("unsigned", _("Agreed, never signed"), _("The parties agreed, and no signing is recorded.")),
    Section("pending", _("Signed, not yet in force"), _("No entry into force is recorded of them.")),
    Section(
        "uncovered",
        _("Partners without an agreement"),
        _("Organisations visited in the last years that are party to no agreement in force."),
        of_partners=True,
    ),
    Section(
        "idle",
        _("Agreements without a visit or an action"),
        _("Signed or in force, and for long nothing is recorded between their parties."),
    ),
)


class Reach(NamedTuple):
    """How far the radar looks: days ahead; months with nothing recorded; years in which partners were met."""

    days: int = 180
    months: int = 12
    years: int = 3


class Found(NamedTuple):
    """A record that a list has: its key, the day that matters, and what is to be said of it."""

    pk: int
    day: Any
    why: str
    order: date


class Bar(NamedTuple):
    """The life of one agreement, for the picture: when it may have begun, and when it may end."""

    pk: int
    standing: Standing
    begins: PartialDate


@dataclass
class Radar:
    """What was found in each list, by its key, the most pressing first; and the lives to be drawn."""

    found: dict[str, list[Found]] = field(default_factory=dict)
    bars: list[Bar] = field(default_factory=list)


class _Known(NamedTuple):
    """What is read of an agreement."""

    pk: int
    standing: Standing
    agreed: PartialDate | None
    proposed: PartialDate | None


_COLUMNS = (
    *("pk", "status", "proposed", "agreed", "signed", "in_force_from", "expires", "term", "term_unit"),
    *("term_from", "renewal", "renewal_unit", "notice_period", "notice_unit", "notice_given", "terminated"),
)


def look(
    agreements: QuerySet[Agreement], partners: QuerySet[Organisation], reach: Reach, today: date | None = None
) -> Radar:
    """What the radar has of `agreements` and `partners`, as things stand `today`."""
    today = today or timezone.localdate()
    known = [_known(row, today) for row in agreements.order_by("pk").only(*_COLUMNS)]
    over = {one.pk: one for one in known if one.standing.has_lapsed(today) or _is_expired(one)}
    still = _still_worked_under(over)
    lists = {
        "expiring": _expiring(known, reach, today),
        "notice": _notices(known, reach, today),
        "lapsed": still,
        "over": _over(over, {one.pk for one in still}),
        "preparing": _preparing(known, reach, today),
        "unsigned": _unsigned(known),
        "pending": _pending(known, today),
        "uncovered": _uncovered(partners, reach, today),
        "idle": _idle(known, reach, today),
    }
    radar = Radar({key: sorted(rows, key=lambda row: (row.order, row.pk)) for key, rows in lists.items()})
    radar.bars = sorted(_bars(known), key=lambda bar: (bar.begins.earliest or date.max, bar.pk))
    return radar


def _known(row: Agreement, today: date) -> _Known:
    return _Known(row.pk, standing_of(terms_of(row), today), row.agreed, row.proposed)


def _is_expired(one: _Known) -> bool:
    return one.standing.terms.status == AgreementStatus.EXPIRED


def _within(earliest: date | None, latest: date | None, today: date, days: int) -> bool:
    """Whether a day within these bounds may be one of the next `days`."""
    until = today + timedelta(days=days)
    return latest is not None and latest >= today and (earliest or today) <= until


def _expiring(known: Iterable[_Known], reach: Reach, today: date) -> Iterator[Found]:
    for one in known:
        end = one.standing.last_day
        if one.standing.terms.status not in WORKED_UNDER or end is None:
            continue
        if _within(end.earliest, end.latest, today, reach.days):
            told = _now("renews itself unless notice is given") if one.standing.renewal else ""
            first = end.earliest or today
            yield Found(one.pk, end, _joined(_how_soon(first, today), told), first)


def _notices(known: Iterable[_Known], reach: Reach, today: date) -> Iterator[Found]:
    for one in known:
        by = one.standing.deadline
        if by is not None and _within(by.earliest, by.latest, today, reach.days):
            end = _now("for the term that ends %(date)s") % {"date": one.standing.last_day}
            first = by.earliest or today
            yield Found(one.pk, by, _joined(_how_soon(first, today), end), first)


def _how_soon(day: date, today: date) -> str:
    """Within which of the usual spans a day lies."""
    ahead = max((day - today).days, 0)
    for most in (30, 90, 180):
        if ahead <= most:
            return _now("within %(days)d days") % {"days": most}
    return ""


def _joined(*parts: str) -> str:
    return "; ".join(part for part in parts if part)


def _last(one: _Known) -> date | None:
    end = one.standing.last_day
    return end.latest if end else None


def _still_worked_under(over: dict[int, _Known]) -> list[Found]:
    """Those of which something later tells: an open action, or one due later; a visit or event of theirs or
    a visit between their parties.
    """
    days = {pk: last for pk, one in over.items() if (last := _last(one)) is not None}
    if not days:
        return []
    later: dict[int, str] = {}
    visits = visits_between_parties(days, min(days.values()))
    for pk, visited in visits.items():
        if visited > days[pk]:
            told = PartialDate.from_edtf(visited.isoformat())
            later[pk] = _now("a visit between its parties, %(date)s") % {"date": told}
    rows = Agreement.objects.filter(Q(visit__isnull=False) | Q(signing_event__isnull=False))
    for pk, visit, event in rows.values_list("pk", "visit__dates_earliest", "signing_event__dates_earliest"):
        if pk in days and any(day and day > days[pk] for day in (visit, event)):
            later[pk] = _now("a visit or an event of it")
    actions = FollowUpAction.objects.filter(agreement__isnull=False).order_by("-pk")
    for pk, reference, due, status in actions.values_list("agreement", "reference", "due_latest", "status"):
        if pk in days and (status in OPEN_ACTIONS or (due and due > days[pk])):
            later[pk] = _now("action %(reference)s") % {"reference": reference}
    return [Found(pk, over[pk].standing.last_day, told, days[pk]) for pk, told in later.items()]


def _over(over: dict[int, _Known], still: Collection[int]) -> Iterator[Found]:
    for pk, one in over.items():
        if pk not in still and one.standing.terms.status in WORKED_UNDER:
            yield Found(pk, one.standing.last_day, "", _last(one) or date.min)


def _preparing(known: Iterable[_Known], reach: Reach, today: date) -> Iterator[Found]:
    cutoff = Duration(reach.months, TermUnit.MONTHS).before(today) or date.min
    for one in known:
        status = one.standing.terms.status
        if status not in (AgreementStatus.PROPOSED, AgreementStatus.PREPARATION):
            continue
        since = one.proposed.latest if one.proposed else None
        if since is None or since <= cutoff:
            label = str(AgreementStatus(status).label)
            told = "" if since else _now("since when is not stated")
            yield Found(one.pk, one.proposed, _joined(label, told), since or date.max)


def _unsigned(known: Iterable[_Known]) -> Iterator[Found]:
    for one in known:
        terms = one.standing.terms
        if terms.status == AgreementStatus.AGREED:
            planned = (
                _now("signing was planned for %(date)s") % {"date": terms.signed} if terms.signed else ""
            )
            yield Found(one.pk, one.agreed, planned, (one.agreed and one.agreed.earliest) or date.max)


def _pending(known: Iterable[_Known], today: date) -> Iterator[Found]:
    for one in known:
        terms = one.standing.terms
        if (
            terms.status == AgreementStatus.SIGNED
            and terms.in_force_from is None
            and not one.standing.has_lapsed(today)
        ):
            yield _signed(one)


def _signed(one: _Known) -> Found:
    """An agreement with the day of its signing; those of which it isn't stated come last."""
    signed = one.standing.terms.signed
    told = "" if signed else _now("when it was signed is not stated")
    return Found(one.pk, signed, told, (signed and signed.latest) or date.max)


def _uncovered(partners: QuerySet[Organisation], reach: Reach, today: date) -> Iterator[Found]:
    """Organisations that hosted or invited a visit in the last years, and are in no agreement in force.

    A visit that took place in a year that is not stated may have been in these years, and is told as that.
    """
    since = Duration(reach.years, TermUnit.YEARS).before(today) or date.min
    recent = Q(dates_latest__gte=since, dates_earliest__lte=today, status__in=_HELD)
    undated = Q(dates_earliest__isnull=True, dates_latest__isnull=True, status=Status.COMPLETED)
    met = _hosts(recent | undated)
    covered = _covered(today)
    for pk in partners.order_by().values_list("pk", flat=True):
        if pk not in met or pk in covered:
            continue
        last = met[pk]
        if last is None:
            yield Found(pk, None, _now("visited in a year that is not stated"), date.max)
        else:
            told = _now("last visited %(date)s") % {"date": PartialDate.from_edtf(last.isoformat())}
            yield Found(pk, None, told, date.fromordinal(date.max.toordinal() - last.toordinal()))


def _hosts(visits: Q) -> dict[int, date | None]:
    """The organisations that hosted a stop of these visits or invited them, with the last day or None."""
    chosen = Visit.objects.filter(visits)
    through: Any = Visit.invited_by.through
    hosted = Stop.objects.filter(host__isnull=False, visit__in=chosen).values("host")
    invited = through.objects.filter(visit__in=chosen).values("organisation")
    found: dict[int, date | None] = {}
    for rows, name in ((hosted, "host"), (invited, "organisation")):
        last_days = rows.annotate(last=Max("visit__dates_latest")).order_by()
        for pk, last in last_days.values_list(name, "last"):
            found[pk] = max(filter(None, (last, found.get(pk))), default=None)
    return found


#: Visits that did not take place.
_NOT_HELD = (Status.CANCELLED, Status.POSTPONED)
_HELD = tuple(status for status in Status if status not in _NOT_HELD)


def _covered(today: date) -> set[int]:
    """The organisations that are party to an agreement which is, or may be, in force today."""
    rows = Agreement.objects.exclude(status__in=UNSIGNED)
    live = {
        row.pk for row in rows.only(*_COLUMNS) if standing_of(terms_of(row), today).in_force != InForce.NO
    }
    parties = Party.objects.filter(organisation__isnull=False).values_list("agreement", "organisation")
    return {organisation for agreement, organisation in parties if agreement in live}


def _idle(known: Iterable[_Known], reach: Reach, today: date) -> Iterator[Found]:
    """Agreements under which nothing was recorded for months: no signing, no visit, no action."""
    cutoff = Duration(reach.months, TermUnit.MONTHS).before(today) or date.min
    live = {
        one.pk: one
        for one in known
        if one.standing.terms.status in WORKED_UNDER and not one.standing.has_lapsed(today)
    }
    begun = {pk for pk, one in live.items() if _began(one.standing.terms) >= cutoff}
    acted = FollowUpAction.objects.filter(agreement__isnull=False)
    acted = acted.filter(Q(due_latest__gte=cutoff) | Q(due_latest__isnull=True, status__in=OPEN_ACTIONS))
    busy = begun | set(acted.values_list("agreement", flat=True)) | set(visits_between_parties(live, cutoff))
    for pk, one in live.items():
        if pk not in busy:
            yield _signed(one)


def _began(terms: Terms) -> date:
    days = [day.latest for day in (terms.signed, terms.in_force_from) if day and day.latest]
    return max(days, default=date.min)


def visits_between_parties(agreements: Collection[int], since: date) -> dict[int, date]:
    """The latest day of a visit, `since` a day, that one party sent to another; by agreement.

    A party that is a country stands for the organisations that it sends from, and for its own soil.
    """
    days: dict[tuple[int, int], date] = {}
    sent, received = (_meetings(paths, agreements, since, days) for paths in (_SENT, _RECEIVED))
    latest: dict[int, date] = {}
    for pair, senders in sent.items():
        hosts = received.get(pair)
        if hosts and len(senders | hosts) > 1:
            latest[pair[0]] = max(days[pair], latest.get(pair[0], days[pair]))
    return latest


_SENT = ("organisation__delegations__visits", "country__organisations__delegations__visits")
_RECEIVED = ("organisation__invited_visits", "organisation__stops__visit", "country__visits")


def _meetings(
    paths: Iterable[str], agreements: Collection[int], since: date, days: dict[tuple[int, int], date]
) -> dict[tuple[int, int], set[int]]:
    """The parties that `paths` lead from to a visit; by agreement and visit, whose day goes into `days`."""
    found: dict[tuple[int, int], set[int]] = {}
    for path in paths:
        day = f"{path}__dates_latest"
        rows = Party.objects.filter(**{f"{day}__gte": since, f"{path}__status__in": _HELD}).order_by()
        for party, agreement, visit, last in rows.values_list("pk", "agreement", path, day):
            if agreement in agreements:
                found.setdefault((agreement, visit), set()).add(party)
                days[agreement, visit] = last
    return found


def _bars(known: Iterable[_Known]) -> Iterator[Bar]:
    for one in known:
        terms = one.standing.terms
        begins = terms.in_force_from or terms.signed
        if terms.status not in UNSIGNED and begins is not None and begins.earliest is not None:
            yield Bar(one.pk, one.standing, begins)
