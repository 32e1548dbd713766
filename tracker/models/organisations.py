"""Organisations, and the facts and figures that sources give for them."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tracker.choices import OrganisationKind
from tracker.dates import PartialDateField, partial_date_constraints
from tracker.models.base import Slugged, internal_notes, note, order_field
from tracker.models.changes import RecordHistory
from tracker.models.constraints import filled, refuse_circle
from tracker.models.fields import NormalisedField
from tracker.models.visibility import PARTICIPANT, ReachableQuerySet, via


class OrganisationQuerySet(ReachableQuerySet["Organisation"]):
    natural_key_fields = ("slug",)
    public_through = (
        "delegations__visits",
        "invited_visits",
        "stops__visit",
        "event_roles__event",
        "agreement_parties__agreement",
        "owned_actions",
        "awaited_actions",
        *via("participants", PARTICIPANT),
        "led_programmes",
        "programmes",
    )


class Organisation(Slugged):
    """A ministry, university, school, company, intergovernmental body or local government."""

    name = models.CharField(_("name"), max_length=250)
    key = NormalisedField(_("key"))
    kind = models.CharField(
        _("kind"), max_length=20, choices=OrganisationKind, default=OrganisationKind.OTHER
    )
    country = models.ForeignKey(
        "tracker.Country",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="organisations",
        verbose_name=_("country"),
        help_text=_("Leave empty where no source says it, and for bodies of several states."),
    )
    place = models.CharField(_("place"), max_length=120, blank=True)
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="parts",
        verbose_name=_("part of"),
    )
    website = models.URLField(_("website"), blank=True)
    description = models.TextField(_("description"), blank=True)
    note = note()
    contact = models.TextField(
        _("contact"), blank=True, help_text=_("Addresses and telephones; only staff read this.")
    )
    internal_notes = internal_notes()

    objects = models.Manager.from_queryset(OrganisationQuerySet)()
    history = RecordHistory()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["name"]
        indexes = [models.Index("name", "id", name="organisation_name")]
        constraints = [
            filled("name", model_label="organisation"),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
                name="organisation_not_its_own_part",
                violation_error_message=_(
                    "An organisation cannot be part of itself: choose another, or none."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("organisation-detail", args=[self.slug])

    def clean(self) -> None:
        super().clean()
        sentence = _("“%(chosen)s” is itself a part of this organisation: choose another, or none.")
        refuse_circle(self, "parent", sentence)


class FactQuerySet(ReachableQuerySet["Fact"]):
    public_through = ("organisation",)
    natural_key_fields = ("organisation__slug", "label", "value")


class Fact(models.Model):
    """One fact or figure that a source gives for an organisation: "students", "over 20,000"."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="facts", verbose_name=_("organisation")
    )
    label = models.CharField(_("what"), max_length=120, help_text=_("Such as “students” or “founded”."))
    value = models.CharField(
        _("value"),
        max_length=300,
        help_text=_("As the source gives it, with its words of doubt: “over 20,000”."),
    )
    number = models.DecimalField(
        _("number"),
        max_digits=18,
        decimal_places=3,
        null=True,
        blank=True,
        help_text=_("The bare figure, for sorting and comparing, where there is one."),
    )
    as_of = PartialDateField(
        _("as of"), null=True, blank=True, help_text=_("When it held, where the source says so.")
    )
    person = models.ForeignKey(
        "tracker.Person",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="facts",
        verbose_name=_("person"),
        help_text=_("Whom it names, where it names somebody."),
    )
    order = order_field()

    objects = models.Manager.from_queryset(FactQuerySet)()
    history = RecordHistory()

    class Meta:
        verbose_name = _("fact or figure")
        verbose_name_plural = _("facts and figures")
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "label", "value"],
                name="fact_once_an_organisation",
                violation_error_message=_(
                    "This fact stands here already: cite a second source on it instead."
                ),
            ),
            *partial_date_constraints("as_of", model_label="fact"),
        ]

    def __str__(self) -> str:
        return f"{self.label}: {self.value}"

    def get_absolute_url(self) -> str:
        return self.organisation.get_absolute_url()

    def natural_key(self) -> tuple[Any, ...]:
        return (*self.organisation.natural_key(), self.label, self.value)

    natural_key.dependencies = ["tracker.organisation"]  # type: ignore[attr-defined]
