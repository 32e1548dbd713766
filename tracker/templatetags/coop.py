"""Small tags that all the public pages share."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from django import template
from django.template import Context
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from tracker.choices import UNSIGNED, AgreementStatus
from tracker.dates import PartialDate, PartialDateError
from tracker.models import Agreement, Event, FollowUpAction, Person, Visit
from tracker.models.visibility import Visible, is_staff

register = template.Library()

# What HTML takes as the machine's reading of a date; the rest of EDTF is for people only.
_HTML_DATE = re.compile(r"\A[0-9]{4}(-(0[1-9]|1[0-2])(-[0-9]{2})?)?\Z")

_PLACES: tuple[tuple[str, Promise], ...] = (
    ("timeline", _("Timeline")),
    ("overview", _("At a glance")),
    ("visit-list", _("Visits")),
    ("event-list", _("Events")),
    ("agreement-list", _("Agreements")),
    ("action-list", _("Actions")),
    ("organisation-list", _("Organisations")),
    ("country-list", _("Countries")),
    ("person-list", _("People")),
    ("delegation-list", _("Delegations")),
    ("programme-list", _("Programmes")),
    ("topic-list", _("Topics")),
    ("source-list", _("Sources")),
)


class Place(NamedTuple):
    """One entry of the masthead; `current` is its aria-current, "" where the reader is elsewhere."""

    url: str
    label: Promise
    current: str


@register.simple_tag(takes_context=True)
def navigation(context: Context) -> list[Place]:
    """The places of the masthead, the reader's own marked; without a request none is."""
    path = getattr(context.get("request"), "path", "")
    places = []
    for name, label in _PLACES:
        url = reverse(name)
        current = "page" if path == url else "true" if path.startswith(url) else ""
        places.append(Place(url, label, current))
    return places


@register.filter
def reads_all(user: Any) -> bool:
    """Whether this reader is signed in as staff, for whom drafts and internal records are marked."""
    return user is not None and hasattr(user, "is_staff") and is_staff(user)


@register.filter
def said(edtf: str) -> str:
    """A date in EDTF as a person would say it; what is none comes back as it is."""
    try:
        return str(PartialDate.from_edtf(edtf))
    except PartialDateError:
        return str(edtf)


# What each step of an agreement's life has a date of.
_STEPS = {
    AgreementStatus.PROPOSED: "proposed",
    AgreementStatus.AGREED: "agreed",
    AgreementStatus.SIGNED: "signed",
    AgreementStatus.IN_FORCE: "in_force_from",
    AgreementStatus.EXPIRED: "expires",
}


@register.simple_tag
def date(value: PartialDate | str | None) -> SafeString:
    """A partial date as a person would say it, with the machine's reading where HTML has one; "" for none.

    What is not stated ("year not stated") stands on a line of its own in narrow columns.
    """
    if not value:
        return SafeString("")
    if not isinstance(value, PartialDate):
        return format_html('<span class="date">{}</span>', value)
    if _HTML_DATE.match(value.edtf):
        return format_html('<time class="date" datetime="{}">{}</time>', value.edtf, str(value))
    return format_html('<span class="date">{}</span>', str(value))


@register.simple_tag
def visibility(record: Visible) -> SafeString:
    """The mark of a record that only staff see ("draft", "internal"); "" for a public one."""
    if record.is_public:
        return SafeString("")
    return format_html('<span class="state unseen">{}</span>', record.get_visibility_display())


@register.simple_tag
def state(record: Visit | Event) -> SafeString:
    """How far a visit or an event has come; a plan that has lapsed is said to be just that."""
    if not record.has_lapsed:
        return format_html('<span class="state">{}</span>', record.get_status_display())
    if record.dates and record.dates.earliest is None:  # "by 14 May 2025"
        planned = _now("was planned to be %(dates)s; nothing recorded since")
    else:
        planned = _now("was planned for %(dates)s; nothing recorded since")
    sentence = planned % {"dates": record.dates}
    return format_html('<span class="state due">{}</span>', sentence)


@register.simple_tag
def agreement_state(agreement: Agreement) -> SafeString:
    """How far an agreement has come, with the date of that step, and a signing that was intended by now.

    `agreement.signing_event` must be one that the reader may see, or None.
    """
    words = agreement.get_status_display()
    step = _STEPS.get(AgreementStatus(agreement.status))
    reached = getattr(agreement, step) if step else None
    if step:
        words = _now("%(status)s, %(date)s") % {"status": words, "date": reached or _("date not stated")}
    told = format_html('<span class="state">{}</span>', words)
    planned = agreement.signed or (agreement.signing_event.dates if agreement.signing_event else None)
    latest = planned.latest if planned else None
    if agreement.status not in UNSIGNED or latest is None or latest >= timezone.localdate():
        return told
    sentence = _now("signing was planned for %(date)s; nothing recorded since") % {"date": planned}
    return format_html('{} <span class="state due">{}</span>', told, sentence)


@register.simple_tag
def action_state(action: FollowUpAction) -> SafeString:
    """On what ground an action stands, and how far it has come; with what is open, when it is due."""
    told = _progress(action)
    if not action.basis:
        return told
    return format_html('<span class="state">{}</span> {}', action.get_basis_display(), told)


def _progress(action: FollowUpAction) -> SafeString:
    status = action.get_status_display()
    if not action.is_open:
        return format_html('<span class="state">{}</span>', status)
    if action.is_overdue:
        sentence = _now("%(status)s, overdue: was due %(date)s") % {"status": status, "date": action.due}
    elif action.due:
        sentence = _now("%(status)s, due %(date)s") % {"status": status, "date": action.due}
    else:
        sentence = _now("%(status)s, due date not stated") % {"status": status}
    return format_html('<span class="state{}">{}</span>', " due" if action.is_overdue else "", sentence)


@register.simple_tag
def route(visit: Visit) -> SafeString:
    """From where to where: each sender's country, or its name where none is stated; the countries visited."""
    senders = visit.delegation.senders.all()
    here = ", ".join(dict.fromkeys(str(sender.country or sender) for sender in senders))
    there = ", ".join(str(country) for country in visit.countries.all())
    if not there:
        return format_html("{}", here)
    arrow = format_html('<span aria-hidden="true">→</span><span class="unheard">{}</span>', _now("to"))
    return format_html("{} {} {}", here, arrow, there)


@register.filter
def owners(action: FollowUpAction) -> list[Any]:
    """Who owes an action: a person, an organisation, a country, as far as they are stated."""
    return _side(action, "owner")


@register.filter
def counterparts(action: FollowUpAction) -> list[Any]:
    """To whom an action is owed."""
    return _side(action, "counterpart")


def _side(action: FollowUpAction, side: str) -> list[Any]:
    found = (getattr(action, f"{side}_{kind}") for kind in ("person", "organisation", "country"))
    return [record for record in found if record is not None]


class Title(NamedTuple):
    """A title and where it was borne; `organisation` is None where it is not stated or not to be seen."""

    title: str
    organisation: Any


@register.filter
def latest_titles(person: Person) -> list[Title]:
    """The latest two titles of a person: of the positions, or where there are none, as stated on an occasion.

    An organisation without a title counts as one.
    Both are at hand already, latest first.
    """
    held = [Title(position.title, position.organisation) for position in person.positions.all()]
    stated = [
        Title(row.title, row.organisation)
        for row in person.participations.all()
        if row.title or row.organisation
    ]
    return list(dict.fromkeys(held or stated))[:2]


@register.filter
def is_visit(record: object) -> bool:
    """Whether a record among visits and events is a visit."""
    return isinstance(record, Visit)
