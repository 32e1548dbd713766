"""Reminders by mail: one digest a person of what is due, overdue, expiring or needs a notice.

Each thing is told once a person and lead time. One transaction, which holds the row of the person, notes what
is told and hands the mail to the mail server; only when that took it are the notes kept. So two runs at once
send nothing twice, and a run that fails or is killed loses nothing. One window no sender of mail can close:
killed after the server took a mail and before the notes were kept, the next run sends it again, with the same
Message-ID, by which mail programs know it.
"""

from __future__ import annotations

import hashlib
import smtplib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, mailers
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import ngettext
from django.utils.translation import pgettext_lazy as _p

from tracker.choices import WORKED_UNDER
from tracker.dates import PartialDate
from tracker.models import Agreement, FollowUpAction, Reminder, ReminderPreferences, User
from tracker.services.terms import Span, standing

OVERDUE = -1

#: What concerns one mail or its address alone. Everything else that goes wrong concerns the server.
_REFUSED = (
    smtplib.SMTPRecipientsRefused,
    smtplib.SMTPSenderRefused,
    smtplib.SMTPDataError,
    smtplib.SMTPNotSupportedError,
    ValueError,  # an address or a heading that no mail can have
)
#: What a server answers to whatever it is asked when it shuts down.
_GOING_AWAY = 421

#: The parts of a mail, in order.
SECTIONS: dict[str, str | Promise] = {
    "overdue": _p("mail", "Overdue"),
    "due": _p("mail", "Due soon"),
    "notice": _p("mail", "The last day for a notice is near"),
    "expiring": _p("mail", "Agreements about to end"),
}


class Thing(NamedTuple):
    """One thing to be reminded of: what it is, when, and how many days ahead that is."""

    section: str
    key: str
    title: str
    url: str
    day: PartialDate | Span
    ahead: int


class Told(NamedTuple):
    """A thing in a mail, at the lead time for which it is told."""

    thing: Thing
    lead: int


class _MailRefused(Exception):
    """A mail was not taken, for what the text says; the server goes on."""


@dataclass
class Report:
    """What a run did: how many mails were taken, and what went wrong with others, in sentences."""

    sent: int = 0
    problems: list[str] = field(default_factory=list)
    mails: list[EmailMultiAlternatives] = field(default_factory=list)
    is_server_down: bool = False


def send(today: date | None = None, *, dry_run: bool = False) -> Report:
    """Remind everybody of what they were not yet reminded of; with `dry_run` only make the mails.

    Stops at a mail server that does not answer; a mail that it refuses is told, and the others go on.
    """
    today = today or timezone.localdate()
    report = Report()
    agreements = list(_agreements(today))
    mailer = mailers.default
    try:
        for user in User.objects.filter(is_active=True, is_staff=True).exclude(email="").order_by("pk"):
            _remind(user, agreements, today, report, mailer, dry_run=dry_run)
    except OSError as error:  # smtplib's own are of that kind
        report.is_server_down = True
        report.problems.append(f"The mail server did not take the mails: {error}")
    finally:
        mailer.close()
    return report


def _remind(
    user: User,
    agreements: Sequence[Thing],
    today: date,
    report: Report,
    mailer: BaseEmailBackend,
    *,
    dry_run: bool,
) -> None:
    preferences = ReminderPreferences.objects.filter(user=user).first() or ReminderPreferences(user=user)
    if not preferences.is_on:
        return
    try:
        with transaction.atomic():
            # Whoever else reminds this person waits here, and finds what was told.
            User.objects.select_for_update().get(pk=user.pk)
            told = _new(user, [*_actions(user, today), *agreements_for(user, agreements)], preferences.leads)
            if not told:
                return
            mail = _mail(user, told, preferences.language)
            report.mails.append(mail)
            if dry_run:
                return
            Reminder.objects.bulk_create(
                Reminder(user=user, item=one.thing.key, lead=one.lead) for one in told
            )
            _hand_over(mail, mailer)
            report.sent += 1
    except _MailRefused as error:
        answer = str(error)
        report.problems.append(f"{user.email} was refused: {answer}")
        _keep_problem(user, answer)
        return
    if preferences.problem and not dry_run:
        _keep_problem(user, "")


def _hand_over(mail: EmailMultiAlternatives, mailer: BaseEmailBackend) -> None:
    """Give a mail to the server; raises _MailRefused where it does not take this one."""
    try:
        mailer.send_messages([mail])
    except _REFUSED as error:
        if getattr(error, "smtp_code", 0) == _GOING_AWAY:
            raise
        raise _MailRefused(_answer_of(error)) from error


def _keep_problem(user: User, problem: str) -> None:
    """Keep for the person's page what the mail server said of their address; "" when it took a mail."""
    ReminderPreferences.objects.update_or_create(user=user, defaults={"problem": problem[:250]})


def _answer_of(error: Exception) -> str:
    """What the server said of the mail or its address, or what is wrong with it."""
    code: int
    answer: bytes | str
    match error:
        case smtplib.SMTPRecipientsRefused():
            code, answer = next(iter(error.recipients.values()), (0, b""))
        case smtplib.SMTPResponseException():
            code, answer = error.smtp_code, error.smtp_error
        case _:
            return str(error)
    said = answer.decode(errors="replace") if isinstance(answer, bytes) else answer
    return f"{code} {said}".strip()


# --- What there is to be reminded of ---


def _actions(user: User, today: date) -> Iterator[Thing]:
    """Open actions with a day: the person's own, and nobody's if they may change them."""
    mine = Q(staff=user)
    if user.has_perm("tracker.change_followupaction"):
        mine |= Q(staff=None)
    rows = FollowUpAction.objects.visible_to(user).open().filter(mine, due_latest__isnull=False)
    for action in rows.order_by("due_latest", "pk"):
        due = action.due
        if due is not None and due.latest is not None:
            ahead = (due.latest - today).days
            section, key = "overdue" if ahead < 0 else "due", f"{action.reference} {due.edtf}"
            yield Thing(section, key, str(action), action.get_absolute_url(), due, ahead)


def _agreements(today: date) -> Iterator[Thing]:
    """Last days, and last days for a notice, of agreements that are worked under; by their earliest day."""
    for agreement in Agreement.objects.filter(status__in=WORKED_UNDER).order_by("pk"):
        stands = standing(agreement, today)
        for section, day in (("notice", stands.deadline), ("expiring", stands.last_day)):
            if day is None or (section == "expiring" and stands.renewal):
                continue  # what renews itself ends only by a notice
            if day.latest is not None and day.latest < today:
                continue
            first = max(day.earliest or today, today)
            key = f"{agreement.reference} {section} {day.earliest} {day.latest}"
            url = agreement.get_absolute_url()
            yield Thing(section, key, str(agreement), url, day, (first - today).days)


def agreements_for(user: User, found: Iterable[Thing]) -> Iterable[Thing]:
    """Agreements are everybody's who may change them."""
    return found if user.has_perm("tracker.change_agreement") else ()


def _new(user: User, things: Iterable[Thing], leads: Sequence[int]) -> list[Told]:
    """Those whose time has come, at the lead time that has, and that were not told then."""
    ripe = []
    for thing in things:
        lead = OVERDUE if thing.ahead < 0 else next((days for days in leads if thing.ahead <= days), None)
        if lead is not None:
            ripe.append(Told(thing, lead))
    before = set(Reminder.objects.filter(user=user).values_list("item", "lead"))
    return [one for one in ripe if (one.thing.key, one.lead) not in before]


# --- The mail ---


def _mail(user: User, told: Sequence[Told], language: str) -> EmailMultiAlternatives:
    """The digest, as text and as HTML."""
    with translation.override(language):
        parts = [
            (heading, [one.thing for one in told if one.thing.section == key])
            for key, heading in SECTIONS.items()
        ]
        subject = ngettext(
            "Coop: %(count)d thing waits for you", "Coop: %(count)d things wait for you", len(told)
        )
        context = {
            "parts": [(heading, things) for heading, things in parts if things],
            "site": settings.SITE_URL.rstrip("/"),
            "language": language,
            "preferences": urljoin(settings.SITE_URL, "/reminders/"),
        }
        mail = EmailMultiAlternatives(
            subject % {"count": len(told)},
            render_to_string("tracker/mail/reminders.txt", context),
            settings.DEFAULT_FROM_EMAIL,
            [user.email],
            headers={"Message-ID": _message_id(user, told)},
        )
        mail.attach_alternative(render_to_string("tracker/mail/reminders.html", context), "text/html")
    return mail


def _message_id(user: User, told: Iterable[Told]) -> str:
    """The same for the same person and things: sent again, it is known to be one."""
    text = "\n".join([str(user.pk), *(f"{one.thing.key} {one.lead}" for one in told)])
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    return f"<{hashlib.sha256(text.encode()).hexdigest()[:32]}@{host}>"
