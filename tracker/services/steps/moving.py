"""Taking a step: each is one change with who, when and why, and is taken whole or not at all.

Whoever takes a step says with what they opened its form (`Opened`). Where somebody else changed the agreement
since, nothing is written, and the sentence says what they changed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tracker.choices import WORKED_UNDER, AgreementStatus, ChangeKind, Succession, Visibility
from tracker.dates import PartialDate
from tracker.models import Agreement, AgreementDocument, Change, Country, Party
from tracker.services.documents import DocumentError, add_version
from tracker.services.history import save_within, write_history
from tracker.services.opened import Opened, changed_since
from tracker.services.roles import is_public
from tracker.services.steps.rules import STEPS, refusal
from tracker.services.steps.signing import Signature, add_signatories
from tracker.services.terms import Duration, Term, set_durations

if TYPE_CHECKING:
    from tracker.models import User


class StepRefused(Exception):
    """Why a step was not taken, as a sentence."""


@dataclass(slots=True)
class _Taken:
    """A step that is being taken: the locked agreement, the change, and by whom."""

    agreement: Agreement
    change: Change
    by: User

    def save(self, record: Any, *, added: bool = False) -> None:
        """Save a record whole, with a row of history that is part of the change."""
        save_within(self.change, record, added=added)


@contextmanager
def _taking(agreement: Agreement, key: str, *, opened: Opened, by: User, reason: str) -> Iterator[_Taken]:
    """Take a step: lock, look whether it is still as it was opened and may be taken, and save it at the end.

    Raises StepRefused with a sentence, and ValidationError for values that contradict others.
    """
    with transaction.atomic():
        locked = Agreement.objects.select_for_update().get(pk=agreement.pk)
        now = Opened.of(locked)
        if now != opened:
            raise StepRefused(changed_since(locked, opened))
        if why_not := refusal(locked, key, timezone.localdate()):
            raise StepRefused(why_not)
        if is_public(locked) and not reason:
            raise StepRefused(_("Give a reason, because the agreement is public."))
        change = Change.objects.create(kind=ChangeKind.STEP, by=by, reason=_reason(locked, key, reason))
        taken = _Taken(locked, change, by)
        yield taken
        locked.full_clean()
        taken.save(locked)


def _reason(agreement: Agreement, key: str, reason: str) -> str:
    told = f"{agreement.reference}: {STEPS[key].label}"
    return f"{told}. {reason}" if reason else told


# --- The steps ---


def prepare(agreement: Agreement, *, opened: Opened, by: User, reason: str = "") -> None:
    """Record that its preparation has begun."""
    with _taking(agreement, "prepare", opened=opened, by=by, reason=reason) as taken:
        taken.agreement.status = AgreementStatus.PREPARATION


def agree(
    agreement: Agreement, *, opened: Opened, by: User, reason: str = "", agreed: PartialDate | None = None
) -> None:
    """Record that the parties agreed, and when, as far as that is stated."""
    with _taking(agreement, "agree", opened=opened, by=by, reason=reason) as taken:
        taken.agreement.status = AgreementStatus.AGREED
        taken.agreement.agreed = agreed or taken.agreement.agreed


def sign(
    agreement: Agreement,
    *,
    opened: Opened,
    by: User,
    signed: PartialDate,
    reason: str = "",
    place: str = "",
    country: Country | None = None,
    signatures: Sequence[Signature] = (),
    term: Term | None = None,
    renewal: Duration | None = None,
    notice: Duration | None = None,
    in_force_from: PartialDate | None = None,
    document: str = "",
    file: Any = None,
) -> None:
    """Record the signing: when and where, who signed for each party, the term, and the signed document."""
    with _taking(agreement, "sign", opened=opened, by=by, reason=reason) as taken:
        record = taken.agreement
        if not Party.objects.filter(agreement=record).exists():
            raise StepRefused(_("It has no parties yet: add them first, on the page where it is edited."))
        _refuse_future(signed, "signed", _("A signing is recorded once it has happened: this day is ahead."))
        record.status = AgreementStatus.SIGNED
        record.signed = signed
        record.place = place or record.place
        record.country = country or record.country
        record.in_force_from = in_force_from or record.in_force_from
        if term is not None:
            set_durations(record, term=term)
        if renewal is not None:
            set_durations(record, renewal=renewal)
        if notice is not None:
            set_durations(record, notice=notice)
        add_signatories(record, list(signatures), by=by, change=taken.change)
        if file is not None:
            _add_document(taken, document or _("Signed text"), file)


def enter_into_force(
    agreement: Agreement, *, opened: Opened, by: User, in_force_from: PartialDate, reason: str = ""
) -> None:
    """Record the day from which it is in force."""
    with _taking(agreement, "enter", opened=opened, by=by, reason=reason) as taken:
        _refuse_future(
            in_force_from, "in_force_from", _("That day is ahead: record it once it has come into force.")
        )
        taken.agreement.status = AgreementStatus.IN_FORCE
        taken.agreement.in_force_from = in_force_from


def expire(
    agreement: Agreement, *, opened: Opened, by: User, expires: PartialDate | None = None, reason: str = ""
) -> None:
    """Record that it has expired; `expires` is its last day, where that isn't recorded yet."""
    with _taking(agreement, "expire", opened=opened, by=by, reason=reason) as taken:
        record = taken.agreement
        if expires is not None:
            _refuse_future(expires, "expires", _("Its last day cannot be ahead if it has expired."))
            record.expires = expires
        record.status = AgreementStatus.EXPIRED


def terminate(
    agreement: Agreement,
    *,
    opened: Opened,
    by: User,
    notice_given: PartialDate,
    termination: str,
    terminated: PartialDate | None = None,
    reason: str = "",
    file: Any = None,
) -> None:
    """Record a notice: when it was given, by whom and why, and the last day, where that is stated."""
    with _taking(agreement, "terminate", opened=opened, by=by, reason=reason) as taken:
        _refuse_future(notice_given, "notice_given", _("A notice is recorded once it was given."))
        record = taken.agreement
        record.status = AgreementStatus.TERMINATED
        record.notice_given, record.terminated, record.termination = notice_given, terminated, termination
        if file is not None:
            _add_document(taken, _("Notice of termination"), file)


def renew(
    agreement: Agreement,
    *,
    opened: Opened,
    by: User,
    successor: Agreement | None = None,
    title: str = "",
    signed: PartialDate | None = None,
    term: Term | None = None,
    reason: str = "",
) -> Agreement:
    """Record its renewal by another agreement, which is linked to it, or made of what it has.

    Gives the successor: `successor`, which must have been signed, or a new draft that was signed on `signed`.
    """
    with _taking(agreement, "renew", opened=opened, by=by, reason=reason) as taken:
        found = _follow(taken, Succession.RENEWAL, successor, title, signed, term)
        taken.agreement.status = AgreementStatus.RENEWED
    return found


def amend(
    agreement: Agreement,
    *,
    opened: Opened,
    by: User,
    successor: Agreement | None = None,
    title: str = "",
    signed: PartialDate | None = None,
    term: Term | None = None,
    reason: str = "",
) -> Agreement:
    """Record an amendment, as `renew` does a renewal; the agreement itself stays as it is."""
    with _taking(agreement, "amend", opened=opened, by=by, reason=reason) as taken:
        return _follow(taken, Succession.AMENDMENT, successor, title, signed, term)


# --- What the steps share ---


def _refuse_future(given: PartialDate, field: str, sentence: str) -> None:
    if given.earliest is not None and given.earliest > timezone.localdate():
        raise ValidationError({field: sentence})


def _add_document(taken: _Taken, title: str, file: Any) -> None:
    document = AgreementDocument(agreement=taken.agreement, title=title[:250])
    taken.save(document, added=True)
    try:
        add_version(document, file, by=taken.by, change=taken.change)
    except DocumentError as error:
        raise ValidationError({"file": str(error)}) from error


def _follow(
    taken: _Taken,
    succession: Succession,
    successor: Agreement | None,
    title: str,
    signed: PartialDate | None,
    term: Term | None,
) -> Agreement:
    """The agreement that follows, linked to the one before it."""
    if successor is None:
        return _made(taken, succession, title, signed, term)
    found = Agreement.objects.select_for_update().get(pk=successor.pk)
    if found.replaces_id not in (None, taken.agreement.pk):
        sentence = _("%(reference)s follows another agreement already.")
        raise ValidationError({"successor": sentence % {"reference": found.reference}})
    if found.status not in WORKED_UNDER:
        sentence = _("%(reference)s is “%(status)s”: only a signed one renews or amends this one.")
        told = {"reference": found.reference, "status": found.get_status_display()}
        raise ValidationError({"successor": sentence % told})
    found.replaces, found.succession = taken.agreement, succession
    try:
        found.full_clean()
    except ValidationError as error:
        raise ValidationError({"successor": error.messages}) from error
    taken.save(found)
    return found


def _made(
    taken: _Taken, succession: Succession, title: str, signed: PartialDate | None, term: Term | None
) -> Agreement:
    """A new draft that follows the agreement: the same parties and subjects, its own title, day and term."""
    before = taken.agreement
    if not title or signed is None:
        raise ValidationError(
            {
                "title" if not title else "signed": _(
                    "Name the agreement that follows, by its reference; or give the title and the day of"
                    " signing of a new one."
                )
            }
        )
    _refuse_future(signed, "signed", _("A signing is recorded once it has happened: this day is ahead."))
    made = Agreement(
        title=title,
        kind=before.kind,
        status=AgreementStatus.SIGNED,
        signed=signed,
        replaces=before,
        succession=succession,
        visibility=Visibility.DRAFT,
    )
    set_durations(made, term=term)
    made.full_clean(exclude=["reference"])
    made.skip_history_when_saving = True  # type: ignore[attr-defined]
    made.save()
    made.topics.set(before.topics.all())
    made.programmes.set(before.programmes.all())
    del made.skip_history_when_saving  # type: ignore[attr-defined]
    write_history([made], added=True, by=taken.by, reason=taken.change.reason, change=taken.change)
    for party in before.parties.all():
        copy = Party(
            agreement=made, order=party.order, organisation=party.organisation, country=party.country
        )
        taken.save(copy, added=True)
    return made
