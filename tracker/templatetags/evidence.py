"""Tags of the detail pages: markers of evidence, sizes and terms in words, links to the admin."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import template
from django.db.models import Model
from django.template import Context
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.dates import PartialDate
from tracker.evidence import Evidence, Marker, field_label, name_of, place_of
from tracker.models import Agreement, Citation, Delegation, FollowUpAction, Organisation, Participant
from tracker.models.visibility import is_staff
from tracker.services.terms import Duration
from tracker.services.terms.forms import term_in_words

register = template.Library()


@register.simple_tag(takes_context=True)
def cite(context: Context, record: Model, *fields: str) -> SafeString:
    """The markers of a record: of all that is cited of it, or of the named fields ("" is the whole record).

    The page's context holds its `evidence`. A source that disputes says so in words, not by its looks alone.
    """
    evidence: Evidence = context["evidence"]
    return markers(evidence.of(record, *fields))


@register.simple_tag(takes_context=True)
def cite_but(context: Context, record: Model, *fields: str) -> SafeString:
    """The markers of all that is cited of a record but those `fields`, which are marked where they stand."""
    evidence: Evidence = context["evidence"]
    return markers(evidence.of_all_but(record, *fields))


@register.simple_tag(takes_context=True)
def cite_text(context: Context, record: Model, name: str) -> SafeString:
    """The markers of a text field; where none is cited for it, those of the record as a whole."""
    evidence: Evidence = context["evidence"]
    return markers(evidence.text_of(record, name))


@register.simple_tag
def markers(found: Sequence[Marker]) -> SafeString:
    """Markers that the page has at hand already."""
    if not found:
        return SafeString("")
    links = format_html_join(
        " ",
        '<a href="{}" aria-label="{}"{}>{}</a>',
        (
            (
                marker.url,
                marker.label,
                SafeString(' class="disputes"') if marker.disputes else "",
                f"{marker.text} {_('disputes')}" if marker.disputes else marker.text,
            )
            for marker in found
        ),
    )
    return format_html('<sup class="cite">{}</sup>', links)


@register.simple_tag
def cited(citations: Sequence[Citation], *, fields: bool = True) -> SafeString:
    """What citations of one record evidence: a link to it, and which fields where it is not the whole."""
    record = citations[0].target
    kind = str(citations[0].target_kind)
    said = [field_label(Citation, kind), place_of(record), fields_of(citations) if fields else ""]
    return format_html(
        '<a href="{}">{}</a> <span class="small quiet">{}</span>',
        record.get_absolute_url(),
        name_of(record),
        " · ".join(filter(None, said)),
    )


@register.simple_tag
def fields_of(citations: Sequence[Citation]) -> str:
    """Which fields of one record its citations are of; "" where they are of the whole."""
    model = type(citations[0].target)
    return ", ".join(filter(None, dict.fromkeys(field_label(model, row.field) for row in citations)))


@register.simple_tag
def size(delegation: Delegation, members: Sequence[Participant]) -> str:
    """How many a delegation is said to be, beside how many of them are known by name or by description."""
    stated, unnamed = delegation.size, sum(member.person_id is None for member in members)
    named = len(members) - unnamed
    if stated is None:
        words = _("size not stated")
    else:
        words = ngettext("%(number)d member stated", "%(number)d members stated", stated) % {"number": stated}
    known = [ngettext("%(number)d named", "%(number)d named", named) % {"number": named}]
    if unnamed:
        described = ngettext(
            "%(number)d described without a name", "%(number)d described without a name", unnamed
        )
        known.append(described % {"number": unnamed})
    return ", ".join([words, *known])


@register.filter
def title_beside(participant: Participant) -> str:
    """The title to show beside a participant; "" where it is the very description of who has no name."""
    title = participant.title
    return "" if title.casefold() == str(participant).casefold() else title


@register.filter
def names(text: str, organisation: Organisation) -> bool:
    """Whether a title or a description says already which organisation it is of."""
    return organisation.name.casefold() in text.casefold()


@register.simple_tag
def term(agreement: Agreement) -> str:
    """The term of an agreement in words: "5 years from signature"; "" where none is stated."""
    return term_in_words(Duration.of(agreement.term, agreement.term_unit), agreement.term_from)


@register.simple_tag
def renewal(agreement: Agreement) -> str:
    """For how long an agreement renews itself, in words."""
    duration = Duration.of(agreement.renewal, agreement.renewal_unit)
    return (
        _("for %(duration)s each time, unless notice is given") % {"duration": duration} if duration else ""
    )


@register.simple_tag
def repeats(action: FollowUpAction) -> str:
    """After how long a recurring action comes again, in words."""
    duration = Duration.of(action.repeats, action.repeats_unit)
    return _("%(duration)s after it was due") % {"duration": duration} if duration else ""


@register.simple_tag
def notice_period(agreement: Agreement) -> str:
    """How long before its end notice of an agreement must be given, in words."""
    return str(Duration.of(agreement.notice_period, agreement.notice_unit) or "")


@register.filter
def taken_on(participant: Participant) -> PartialDate | None:
    """The dates of what a participant took part in: of a stop or else its visit, or of an event."""
    if participant.stop:
        day: PartialDate | None = participant.stop.day or participant.stop.visit.dates
        return day
    held: PartialDate | None = participant.event.dates if participant.event else None
    return held


@register.simple_tag(takes_context=True)
def edit_url(context: Context, record: Model) -> str:
    """Where staff edit the record, in the admin; "" for all who may not."""
    user: Any = context.get("user")
    if user is None or not is_staff(user):
        return ""
    meta = record._meta
    if not user.has_perm(f"{meta.app_label}.change_{meta.model_name}"):
        return ""
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[record.pk])
