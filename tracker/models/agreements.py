"""Agreements: memoranda, letters, contracts, joint institutions and programmes."""

from __future__ import annotations

from typing import Any

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tracker.choices import AgreementKind, AgreementStatus, Succession, TermStart, TermUnit, Visibility
from tracker.dates import PartialDate, PartialDateField, partial_date_constraints
from tracker.models.base import Referenced, internal_notes, note, order_field
from tracker.models.changes import RecordHistory
from tracker.models.constraints import filled, listed, refuse_circle
from tracker.models.fields import ProtectedManyToManyField
from tracker.models.order import by_last_step
from tracker.models.visibility import ReachableQuerySet, Visible, VisibleQuerySet

# Steps of which the first cannot come after the second; each is refused only where that is certain. Being in
# force may well begin before the signing, so that pair is not among them.
_IN_ORDER = (
    ("proposed", "agreed", _("It cannot be agreed before it was proposed: correct one of the two dates.")),
    ("proposed", "signed", _("It cannot be signed before it was proposed: correct one of the two dates.")),
    ("agreed", "signed", _("It cannot be signed before it was agreed: correct one of the two dates.")),
    ("proposed", "expires", _("It cannot expire before it was proposed: correct one of the two dates.")),
    ("agreed", "expires", _("It cannot expire before it was agreed: correct one of the two dates.")),
    ("signed", "expires", _("It cannot expire before it was signed: correct one of the two dates.")),
    ("in_force_from", "expires", _("It cannot expire before it is in force: correct one of the two dates.")),
    ("signed", "terminated", _("It cannot end before it was signed: correct one of the two dates.")),
    ("in_force_from", "terminated", _("It cannot end before it is in force: correct one of the two dates.")),
    ("signed", "notice_given", _("Notice cannot be given before the signing: correct one of the two dates.")),
    ("notice_given", "terminated", _("It cannot end before notice was given: correct one of the two dates.")),
)
# Stated durations: the column of the number, that of the unit, and what is said where one stands alone.
_DURATIONS = (
    (
        "term",
        "term_unit",
        _("Give a term as a number above zero and its unit (5, years), or leave both empty."),
    ),
    (
        "renewal",
        "renewal_unit",
        _("Give the renewal as a number above zero and its unit (1, years), or leave both empty."),
    ),
    (
        "notice_period",
        "notice_unit",
        _("Give the period of notice as a number above zero and its unit (6, months), or leave both empty."),
    ),
)


def _number(label: Any, **more: Any) -> models.PositiveSmallIntegerField[int | None, int | None]:
    """The field for the number of a duration."""
    return models.PositiveSmallIntegerField(
        label, null=True, blank=True, validators=[MaxValueValidator(9_999)], **more
    )


def _unit(label: Any) -> models.CharField[str, str]:
    """The field for the unit of a duration."""
    return models.CharField(label, max_length=6, choices=TermUnit, blank=True)


class AgreementQuerySet(VisibleQuerySet["Agreement"]):
    natural_key_fields = ("reference",)


class Agreement(Referenced, Visible):
    """What parties have put, or wish to put, their names to."""

    reference_prefix = "A"

    title = models.CharField(_("title"), max_length=250)
    kind = models.CharField(_("kind"), max_length=12, choices=AgreementKind, default=AgreementKind.MEMORANDUM)
    number = models.CharField(
        _("number"),
        max_length=80,
        blank=True,
        help_text=_("As it stands on the document, where there is one."),
    )
    status = models.CharField(
        _("status"), max_length=12, choices=AgreementStatus, default=AgreementStatus.PROPOSED, db_index=True
    )
    proposed = PartialDateField(_("proposed"), null=True, blank=True)
    agreed = PartialDateField(_("agreed"), null=True, blank=True)
    signed = PartialDateField(_("signed"), null=True, blank=True)
    in_force_from = PartialDateField(_("in force from"), null=True, blank=True)
    expires = PartialDateField(
        _("expires"), null=True, blank=True, help_text=_("The last day, where it is stated.")
    )
    term = _number(_("term"), help_text=_("Where it is stated as a duration: 5, and “years” beside it."))
    term_unit = _unit(_("unit of the term"))
    term_from = models.CharField(
        _("term counts from"),
        max_length=8,
        choices=TermStart,
        blank=True,
        help_text=_("Empty where it is not stated."),
    )
    renewal = _number(
        _("renews itself for"), help_text=_("Where it goes on for so long each time unless notice is given.")
    )
    renewal_unit = _unit(_("unit of the renewal"))
    notice_period = _number(
        _("period of notice"), help_text=_("How long before its last day notice must be given.")
    )
    notice_unit = _unit(_("unit of the period of notice"))
    notice_given = PartialDateField(_("notice given"), null=True, blank=True)
    terminated = PartialDateField(
        _("terminated"), null=True, blank=True, help_text=_("The last day, where it was ended by notice.")
    )
    termination = models.TextField(
        _("the notice"), blank=True, help_text=_("Who gave notice, and on what ground.")
    )
    place = models.CharField(
        _("place of signing"), max_length=120, blank=True, help_text=_("Where it was or is to be signed.")
    )
    country = models.ForeignKey(
        "tracker.Country",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="agreements",
        verbose_name=_("country of signing"),
    )
    signing_event = models.ForeignKey(
        "tracker.Event",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="agreements",
        verbose_name=_("event of signing"),
        help_text=_("The event at which it was or is to be signed."),
    )
    visit = models.ForeignKey(
        "tracker.Visit",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="agreements",
        verbose_name=_("arising from visit"),
    )
    replaces = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="replaced_by",
        verbose_name=_("replaces"),
    )
    succession = models.CharField(
        _("follows it as"),
        max_length=12,
        choices=Succession,
        blank=True,
        help_text=_("How it follows the agreement that it replaces: empty where that is not stated."),
    )
    description = models.TextField(_("what it is about"), blank=True)
    note = note()
    topics = ProtectedManyToManyField(
        "tracker.Topic", blank=True, related_name="agreements", verbose_name=_("topics")
    )
    programmes = ProtectedManyToManyField(
        "tracker.Programme", blank=True, related_name="agreements", verbose_name=_("programmes")
    )
    internal_notes = internal_notes()

    objects = models.Manager.from_queryset(AgreementQuerySet)()
    history = RecordHistory(m2m_fields=[topics, programmes])

    class Meta:
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        permissions = [("publish_agreement", "Can publish agreement")]
        ordering = ["reference"]
        indexes = [models.Index(*by_last_step(), "reference", "id", name="agreement_newest")]
        constraints = [
            filled("title", model_label="agreement"),
            listed("status", AgreementStatus, model_label="agreement"),
            listed("visibility", Visibility, model_label="agreement"),
            *(
                constraint
                for name in (
                    *("proposed", "agreed", "signed", "in_force_from", "expires"),
                    *("notice_given", "terminated"),
                )
                for constraint in partial_date_constraints(name, model_label="agreement")
            ),
            *(
                models.CheckConstraint(
                    condition=Q(**{f"{later}_latest": None})
                    | Q(**{f"{earlier}_earliest": None})
                    | Q(**{f"{later}_latest__gte": F(f"{earlier}_earliest")}),
                    name=f"agreement_{later}_after_{earlier}",
                    violation_error_message=sentence,
                )
                for earlier, later, sentence in _IN_ORDER
            ),
            *(
                models.CheckConstraint(
                    condition=Q(**{f"{number}__isnull": True, unit: ""})
                    | (Q(**{f"{number}__isnull": False, f"{number}__gt": 0}) & ~Q(**{unit: ""})),
                    name=f"agreement_{number}_whole",
                    violation_error_message=sentence,
                )
                for number, unit, sentence in _DURATIONS
            ),
            models.CheckConstraint(
                condition=Q(term_from="") | Q(term__isnull=False),
                name="agreement_term_from_needs_term",
                violation_error_message=_("Only a term counts from something: give the term too."),
            ),
            models.CheckConstraint(
                condition=Q(status=AgreementStatus.TERMINATED)
                | Q(notice_given__isnull=True, terminated__isnull=True),
                name="agreement_notice_needs_termination",
                violation_error_message=_(
                    "Only a terminated agreement has a notice and a day on which it was terminated: take them"
                    " out, or say that it is terminated."
                ),
            ),
            models.CheckConstraint(
                condition=Q(succession="") | Q(replaces__isnull=False),
                name="agreement_succession_needs_replaced",
                violation_error_message=_("Say which agreement it follows, or leave out how."),
            ),
            models.CheckConstraint(
                condition=Q(replaces__isnull=True) | ~Q(replaces=F("id")),
                name="agreement_not_replacing_itself",
                violation_error_message=_("An agreement cannot replace itself: choose another, or none."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("agreement-detail", args=[self.reference])

    @property
    def reached(self) -> PartialDate | None:
        """The date of the furthest step that has one."""
        return self.in_force_from or self.signed or self.agreed or self.proposed

    def clean(self) -> None:
        super().clean()
        sentence = _("“%(chosen)s” already replaces this one, directly or by way of others.")
        refuse_circle(self, "replaces", sentence)


class PartyQuerySet(ReachableQuerySet["Party"]):
    public_through = ("agreement",)
    natural_key_fields = ("agreement__reference", "order")


class Party(models.Model):
    """One party of an agreement: an organisation, or a country where the source names no body of it."""

    agreement = models.ForeignKey(
        Agreement, on_delete=models.CASCADE, related_name="parties", verbose_name=_("agreement")
    )
    order = order_field()
    organisation = models.ForeignKey(
        "tracker.Organisation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="agreement_parties",
        verbose_name=_("organisation"),
    )
    country = models.ForeignKey(
        "tracker.Country",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="agreement_parties",
        verbose_name=_("country"),
        help_text=_("Where a state itself is the party, or no body of it is named."),
    )

    objects = models.Manager.from_queryset(PartyQuerySet)()
    history = RecordHistory()

    class Meta:
        verbose_name = _("party")
        verbose_name_plural = _("parties")
        ordering = ["order", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(organisation__isnull=False, country__isnull=True)
                | Q(organisation__isnull=True, country__isnull=False),
                name="party_organisation_or_country",
                violation_error_message=_(
                    "A party is one organisation or one country: choose one of the two."
                ),
            ),
            models.UniqueConstraint(
                fields=["agreement", "organisation"],
                name="party_organisation_once",
                violation_error_message=_("This organisation is a party of the agreement already."),
            ),
            models.UniqueConstraint(
                fields=["agreement", "country"],
                name="party_country_once",
                violation_error_message=_("This country is a party of the agreement already."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.organisation or self.country)

    def save(self, **kwargs: Any) -> None:
        if not self.order:
            last = Party.objects.filter(agreement=self.agreement).aggregate(last=models.Max("order"))["last"]
            self.order = (last or 0) + 1
        super().save(**kwargs)

    def get_absolute_url(self) -> str:
        return self.agreement.get_absolute_url()

    def natural_key(self) -> tuple[Any, ...]:
        return (*self.agreement.natural_key(), self.order)

    natural_key.dependencies = ["tracker.agreement"]  # type: ignore[attr-defined]
