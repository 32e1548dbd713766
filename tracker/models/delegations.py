"""Delegations: groups that organisations send."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tracker.models.base import Slugged, internal_notes, note
from tracker.models.changes import RecordHistory
from tracker.models.fields import NormalisedField, ProtectedManyToManyField
from tracker.models.visibility import ReachableQuerySet


class DelegationQuerySet(ReachableQuerySet["Delegation"]):
    natural_key_fields = ("slug",)
    public_through = ("visits",)


class Delegation(Slugged):
    """A group sent by one or more organisations; its members are participants, in order."""

    name = models.CharField(_("name"), max_length=250)
    key = NormalisedField(_("key"))
    senders = ProtectedManyToManyField(
        "tracker.Organisation", blank=True, related_name="delegations", verbose_name=_("sent by")
    )
    size = models.PositiveIntegerField(
        _("stated size"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(100_000)],
        help_text=_("How many a source says they were, whether or not it names them."),
    )
    description = models.TextField(_("description"), blank=True)
    note = note()
    internal_notes = internal_notes()

    objects = models.Manager.from_queryset(DelegationQuerySet)()
    history = RecordHistory(m2m_fields=[senders])

    class Meta:
        verbose_name = _("delegation")
        verbose_name_plural = _("delegations")
        ordering = ["name"]
        indexes = [models.Index("name", "id", name="delegation_name")]
        constraints = [
            models.CheckConstraint(
                condition=Q(size__isnull=True) | Q(size__gt=0),
                name="delegation_size_positive",
                violation_error_message=_(
                    "A delegation has at least one member: leave the size empty if it is not stated."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("delegation-detail", args=[self.slug])
