"""Topics: the subjects that cooperation is about."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tracker.models.base import Slugged, internal_notes
from tracker.models.changes import RecordHistory
from tracker.models.fields import NormalisedField
from tracker.models.visibility import ReachableQuerySet


class TopicQuerySet(ReachableQuerySet["Topic"]):
    natural_key_fields = ("slug",)
    public_through = ("visits", "stops__visit", "events", "agreements", "actions", "programmes")


class Topic(Slugged):
    """A subject tag, such as rural teachers or artificial intelligence in education."""

    name = models.CharField(_("name"), max_length=200)
    key = NormalisedField(_("key"))
    description = models.TextField(_("description"), blank=True)
    internal_notes = internal_notes()

    objects = models.Manager.from_queryset(TopicQuerySet)()
    history = RecordHistory()

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("topic-detail", args=[self.slug])
