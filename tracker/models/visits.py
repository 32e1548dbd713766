"""Visits: one journey of one delegation, stop by stop."""

from __future__ import annotations

from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tracker.choices import STILL_AHEAD, Status, StopKind, Visibility
from tracker.dates import PartialDateField, partial_date_constraints
from tracker.models.base import Referenced, internal_notes, note, order_field
from tracker.models.changes import RecordHistory
from tracker.models.constraints import filled, listed
from tracker.models.fields import ProtectedManyToManyField
from tracker.models.order import date_indexes
from tracker.models.visibility import ReachableQuerySet, Visible, VisibleQuerySet


class HappeningQuerySet[M: models.Model](VisibleQuerySet[M]):
    """Visits and events: what has dates and a status."""

    def lapsed(self) -> Self:
        """Planned or confirmed, the latest day gone, and nothing recorded since."""
        return self.filter(status__in=STILL_AHEAD, dates_latest__lt=timezone.localdate())


class Happening(models.Model):
    """What visits and events share: dates, a status, and what was intended as against what happened."""

    dates = PartialDateField(
        _("dates"),
        null=True,
        blank=True,
        help_text=_("As precisely as a source gives them: “4–5 Nov 2025”, “autumn 2025”, “22 September”."),
    )
    status = models.CharField(
        _("status"), max_length=10, choices=Status, default=Status.PLANNED, db_index=True
    )

    class Meta:
        abstract = True

    @property
    def has_lapsed(self) -> bool:
        """Whether it was to happen by now and nothing has been recorded since."""
        latest = self.dates.latest if self.dates else None
        return self.status in STILL_AHEAD and latest is not None and latest < timezone.localdate()


class VisitQuerySet(HappeningQuerySet["Visit"]):
    natural_key_fields = ("reference",)


class Visit(Referenced, Happening, Visible):
    """One journey of one delegation, to one country or many."""

    reference_prefix = "V"

    title = models.CharField(
        _("title"), max_length=250, help_text=_("Who visits whom or what, in a few words.")
    )
    delegation = models.ForeignKey(
        "tracker.Delegation", on_delete=models.PROTECT, related_name="visits", verbose_name=_("delegation")
    )
    countries = ProtectedManyToManyField(
        "tracker.Country", blank=True, related_name="visits", verbose_name=_("countries visited")
    )
    invited_by = ProtectedManyToManyField(
        "tracker.Organisation", blank=True, related_name="invited_visits", verbose_name=_("invited by")
    )
    purpose = models.TextField(_("purpose"), blank=True)
    outcome = models.TextField(_("outcome"), blank=True)
    note = note()
    topics = ProtectedManyToManyField(
        "tracker.Topic", blank=True, related_name="visits", verbose_name=_("topics")
    )
    programmes = ProtectedManyToManyField(
        "tracker.Programme", blank=True, related_name="visits", verbose_name=_("programmes")
    )
    internal_notes = internal_notes()

    objects = models.Manager.from_queryset(VisitQuerySet)()
    history = RecordHistory(m2m_fields=[countries, invited_by, topics, programmes])

    class Meta:
        verbose_name = _("visit")
        verbose_name_plural = _("visits")
        permissions = [("publish_visit", "Can publish visit")]
        ordering = [F("dates_earliest").desc(nulls_last=True), "reference"]
        indexes = date_indexes("dates", "reference", label="visit")
        constraints = [
            filled("title", model_label="visit"),
            listed("status", Status, model_label="visit"),
            listed("visibility", Visibility, model_label="visit"),
            *partial_date_constraints("dates", model_label="visit"),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("visit-detail", args=[self.reference])


class StopQuerySet(ReachableQuerySet["Stop"]):
    public_through = ("visit",)
    natural_key_fields = ("visit__reference", "order")


class Stop(models.Model):
    """One entry of a visit's itinerary."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="stops", verbose_name=_("visit"))
    order = order_field()
    day = PartialDateField(
        _("day"), null=True, blank=True, help_text=_("Left empty where the source gives no day.")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=StopKind, default=StopKind.MEETING)
    title = models.CharField(_("title"), max_length=250, help_text=_("What it was, in a few words."))
    host = models.ForeignKey(
        "tracker.Organisation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="stops",
        verbose_name=_("host organisation"),
    )
    event = models.ForeignKey(
        "tracker.Event",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="stops",
        verbose_name=_("event attended"),
    )
    place = models.CharField(_("place"), max_length=120, blank=True)
    country = models.ForeignKey(
        "tracker.Country",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="stops",
        verbose_name=_("country"),
    )
    said = models.TextField(
        _("what was said"), blank=True, help_text=_("And done, offered, wished; in our own words.")
    )
    topics = ProtectedManyToManyField(
        "tracker.Topic", blank=True, related_name="stops", verbose_name=_("topics")
    )
    programmes = ProtectedManyToManyField(
        "tracker.Programme", blank=True, related_name="stops", verbose_name=_("programmes")
    )

    objects = models.Manager.from_queryset(StopQuerySet)()
    history = RecordHistory(m2m_fields=[topics, programmes])

    class Meta:
        verbose_name = _("stop")
        verbose_name_plural = _("stops")
        ordering = ["visit", "order", "id"]
        constraints = [*partial_date_constraints("day", model_label="stop")]

    def __str__(self) -> str:
        return self.title

    def save(self, **kwargs: Any) -> None:
        if not self.order:
            last = Stop.objects.filter(visit=self.visit).aggregate(last=models.Max("order"))["last"]
            self.order = (last or 0) + 1
        super().save(**kwargs)

    def get_absolute_url(self) -> str:
        return f"{self.visit.get_absolute_url()}#stop-{self.order}"

    def clean(self) -> None:
        super().clean()
        # A visit that is being added, with this stop, has no key yet but is at hand.
        at_hand = bool(self.visit_id) or Stop._meta.get_field("visit").is_cached(self)
        visit = self.visit if at_hand else None
        if visit is None or not self.day or not visit.dates:
            return
        before = self.day.latest and visit.dates.earliest and self.day.latest < visit.dates.earliest
        after = self.day.earliest and visit.dates.latest and self.day.earliest > visit.dates.latest
        if before or after:
            sentence = _(
                "%(day)s is outside the visit's dates (%(dates)s): correct one of the two,"
                " or leave the day empty if the sources do not give it."
            )
            params = {"day": self.day, "dates": visit.dates}
            raise ValidationError({"day": ValidationError(sentence, params=params)})

    def natural_key(self) -> tuple[Any, ...]:
        return (*self.visit.natural_key(), self.order)

    natural_key.dependencies = ["tracker.visit"]  # type: ignore[attr-defined]
