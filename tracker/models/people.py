"""People, and the positions they have held."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tracker.dates import PartialDateField, partial_date_constraints
from tracker.models.base import Slugged, internal_notes, note
from tracker.models.changes import RecordHistory
from tracker.models.constraints import filled
from tracker.models.fields import NormalisedField
from tracker.models.order import by_family_name
from tracker.models.visibility import PARTICIPANT, ReachableQuerySet, via
from tracker.validators import validate_language_tag


class PersonQuerySet(ReachableQuerySet["Person"]):
    natural_key_fields = ("slug",)
    public_through = (
        *via("participations", PARTICIPANT),
        "owned_actions",
        "awaited_actions",
        "facts__organisation",
    )


class Person(Slugged):
    """One human, whatever the title that day; other spellings and scripts are aliases."""

    name = models.CharField(
        _("name"), max_length=200, help_text=_("In full, in the order in which it is said.")
    )
    key = NormalisedField(_("key"))
    family_name = models.CharField(
        _("family name"),
        max_length=100,
        blank=True,
        help_text=_("Which part of it is the family name, where known."),
    )
    language = models.CharField(
        _("language of the name"),
        max_length=20,
        blank=True,
        validators=[validate_language_tag],
        help_text=_("Its short code, where the name is not romanised."),
    )
    note = note()
    email = models.EmailField(_("e-mail"), blank=True, help_text=_("Only staff read this."))
    telephone = models.CharField(
        _("telephone"), max_length=60, blank=True, help_text=_("Only staff read this.")
    )
    internal_notes = internal_notes()

    objects = models.Manager.from_queryset(PersonQuerySet)()
    history = RecordHistory()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["name"]
        indexes = [
            models.Index(by_family_name(), "name", "id", name="person_family"),
            models.Index("name", "id", name="person_name"),
        ]
        constraints = [filled("name", model_label="person")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("person-detail", args=[self.slug])


class PositionQuerySet(ReachableQuerySet["Position"]):
    public_through = ("person",)
    natural_key_fields = ("person__slug", "organisation__slug", "title")


class Position(models.Model):
    """A person's title in an organisation, over a period that may be known only in part or not at all."""

    person = models.ForeignKey(
        Person, on_delete=models.CASCADE, related_name="positions", verbose_name=_("person")
    )
    organisation = models.ForeignKey(
        "tracker.Organisation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="positions",
        verbose_name=_("organisation"),
    )
    title = models.CharField(_("title"), max_length=250)
    period = PartialDateField(
        _("period"), null=True, blank=True, help_text=_("From when to when, as far as a source says it.")
    )
    note = note()

    objects = models.Manager.from_queryset(PositionQuerySet)()
    history = RecordHistory()

    class Meta:
        verbose_name = _("position")
        verbose_name_plural = _("positions")
        ordering = ["person__name", F("period_earliest").asc(nulls_first=True), "id"]
        constraints = [
            # Not `nulls_distinct`, which SQLite does not have.
            models.UniqueConstraint(
                "person",
                "title",
                Coalesce("organisation", Value(0)),
                Coalesce("period", Value(""), output_field=models.CharField()),
                name="position_once_a_person",
                violation_error_message=_(
                    "This person has this position already: give its period, or change the other."
                ),
            ),
            *partial_date_constraints("period", model_label="position"),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.organisation}" if self.organisation else self.title

    def get_absolute_url(self) -> str:
        return self.person.get_absolute_url()

    def natural_key(self) -> tuple[Any, ...]:
        return (self.person.slug, self.organisation.slug if self.organisation else None, self.title)

    natural_key.dependencies = ["tracker.person", "tracker.organisation"]  # type: ignore[attr-defined]
