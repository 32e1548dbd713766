"""Programmes: what cooperation is about, under a name."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tracker.dates import PartialDateField, partial_date_constraints
from tracker.models.base import Slugged, internal_notes, note
from tracker.models.changes import RecordHistory
from tracker.models.fields import NormalisedField, ProtectedManyToManyField
from tracker.models.visibility import ReachableQuerySet


class ProgrammeQuerySet(ReachableQuerySet["Programme"]):
    natural_key_fields = ("slug",)
    public_through = ("visits", "stops__visit", "events", "agreements", "actions")


class Programme(Slugged):
    """A named programme or project, with the organisation that leads it."""

    name = models.CharField(_("name"), max_length=250)
    key = NormalisedField(_("key"))
    lead = models.ForeignKey(
        "tracker.Organisation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="led_programmes",
        verbose_name=_("lead organisation"),
    )
    partners = ProtectedManyToManyField(
        "tracker.Organisation", blank=True, related_name="programmes", verbose_name=_("partners")
    )
    period = PartialDateField(_("period"), null=True, blank=True)
    description = models.TextField(_("description"), blank=True)
    topics = ProtectedManyToManyField(
        "tracker.Topic", blank=True, related_name="programmes", verbose_name=_("topics")
    )
    website = models.URLField(_("website"), blank=True)
    note = note()
    internal_notes = internal_notes()

    objects = models.Manager.from_queryset(ProgrammeQuerySet)()
    history = RecordHistory(m2m_fields=[partners, topics])

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        ordering = ["name"]
        constraints = [*partial_date_constraints("period", model_label="programme")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("programme-detail", args=[self.slug])
