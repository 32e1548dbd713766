"""Events that several parties attend."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tracker.choices import EventKind, OrganisationRole, Status, Visibility
from tracker.dates import partial_date_constraints
from tracker.models.base import Slugged, internal_notes, note, order_field
from tracker.models.changes import RecordHistory
from tracker.models.constraints import filled, listed, refuse_circle
from tracker.models.fields import ProtectedManyToManyField
from tracker.models.order import date_indexes
from tracker.models.visibility import ReachableQuerySet, Visible
from tracker.models.visits import Happening, HappeningQuerySet


class EventQuerySet(HappeningQuerySet["Event"]):
    natural_key_fields = ("slug",)

    def lapsed(self) -> Self:
        """Planned or confirmed, the latest day gone, and nothing recorded since; a themed year never is."""
        return super().lapsed().exclude(kind=EventKind.THEMED_YEAR)


class Event(Slugged, Happening, Visible):
    """A congress, forum, seminar or ministerial meeting; speakers and guests are participants."""

    name = models.CharField(_("name"), max_length=250)
    kind = models.CharField(_("kind"), max_length=12, choices=EventKind, default=EventKind.OTHER)
    part_of = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="parts",
        verbose_name=_("part of"),
    )
    theme = models.CharField(_("theme"), max_length=300, blank=True)
    place = models.CharField(_("place"), max_length=120, blank=True)
    country = models.ForeignKey(
        "tracker.Country",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="held_events",
        verbose_name=_("country"),
        help_text=_("Where it is held."),
    )
    countries = ProtectedManyToManyField(
        "tracker.Country", blank=True, related_name="events", verbose_name=_("participating countries")
    )
    description = models.TextField(_("description"), blank=True)
    outcome = models.TextField(_("outcome"), blank=True)
    note = note()
    topics = ProtectedManyToManyField(
        "tracker.Topic", blank=True, related_name="events", verbose_name=_("topics")
    )
    programmes = ProtectedManyToManyField(
        "tracker.Programme", blank=True, related_name="events", verbose_name=_("programmes")
    )
    internal_notes = internal_notes()

    objects = models.Manager.from_queryset(EventQuerySet)()
    history = RecordHistory(m2m_fields=[countries, topics, programmes])

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        permissions = [("publish_event", "Can publish event")]
        ordering = [F("dates_earliest").desc(nulls_last=True), "name"]
        indexes = date_indexes("dates", "name", label="event")
        constraints = [
            filled("name", model_label="event"),
            listed("status", Status, model_label="event"),
            listed("visibility", Visibility, model_label="event"),
            *partial_date_constraints("dates", model_label="event"),
            models.CheckConstraint(
                condition=Q(part_of__isnull=True) | ~Q(part_of=F("id")),
                name="event_not_its_own_part",
                violation_error_message=_("An event cannot be part of itself: choose another, or none."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("event-detail", args=[self.slug])

    @property
    def has_lapsed(self) -> bool:
        """Whether it was to happen by now and nothing is recorded since: a proclaimed year runs by itself."""
        return self.kind != EventKind.THEMED_YEAR and super().has_lapsed

    def clean(self) -> None:
        super().clean()
        sentence = _("“%(chosen)s” is itself a part of this event: choose another, or none.")
        refuse_circle(self, "part_of", sentence)


class EventOrganisationQuerySet(ReachableQuerySet["EventOrganisation"]):
    public_through = ("event",)
    natural_key_fields = ("event__slug", "organisation__slug", "role")


class EventOrganisation(models.Model):
    """What one organisation does at an event."""

    event = models.ForeignKey(
        Event, on_delete=models.CASCADE, related_name="organisation_roles", verbose_name=_("event")
    )
    organisation = models.ForeignKey(
        "tracker.Organisation",
        on_delete=models.PROTECT,
        related_name="event_roles",
        verbose_name=_("organisation"),
    )
    role = models.CharField(
        _("role"), max_length=12, choices=OrganisationRole, default=OrganisationRole.PARTICIPANT
    )
    order = order_field()

    objects = models.Manager.from_queryset(EventOrganisationQuerySet)()
    history = RecordHistory()

    class Meta:
        verbose_name = _("organisation at an event")
        verbose_name_plural = _("organisations at events")
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "organisation", "role"],
                name="event_organisation_once_a_role",
                violation_error_message=_("This organisation has this role at the event already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} ({self.get_role_display()})"

    def get_absolute_url(self) -> str:
        return self.event.get_absolute_url()

    def natural_key(self) -> tuple[Any, ...]:
        return (*self.event.natural_key(), *self.organisation.natural_key(), self.role)

    natural_key.dependencies = ["tracker.event", "tracker.organisation"]  # type: ignore[attr-defined]
