"""Follow-up actions: what must happen next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tracker.choices import OPEN_ACTIONS, ActionBasis, ActionStatus, Visibility
from tracker.dates import PartialDateField, partial_date_constraints
from tracker.models.base import Referenced, internal_notes, note
from tracker.models.changes import RecordHistory
from tracker.models.constraints import filled, listed
from tracker.models.fields import ProtectedManyToManyField
from tracker.models.visibility import Visible, VisibleQuerySet

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class FollowUpActionQuerySet(VisibleQuerySet["FollowUpAction"]):
    natural_key_fields = ("reference",)

    def open(self) -> Self:
        return self.filter(status__in=OPEN_ACTIONS)

    def overdue(self) -> Self:
        """Open, and the latest day on which they were due has passed."""
        return self.open().filter(due_latest__lt=timezone.localdate())


def _side(model: str, verbose_name: StrOrPromise, related_name: str) -> models.ForeignKey[Any, Any]:
    return models.ForeignKey(
        model,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name=related_name,
        verbose_name=verbose_name,
    )


def _origin(model: str, verbose_name: StrOrPromise) -> models.ForeignKey[Any, Any]:
    return models.ForeignKey(
        f"tracker.{model}",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="actions",
        verbose_name=verbose_name,
    )


class FollowUpAction(Referenced, Visible):
    """What must happen next: who owes it to whom, due when, arising from what."""

    reference_prefix = "F"

    title = models.CharField(_("title"), max_length=250, help_text=_("What is to be done."))
    description = models.TextField(_("description"), blank=True)
    basis = models.CharField(
        _("basis"),
        max_length=10,
        choices=ActionBasis,
        blank=True,
        help_text=_("Whether it was agreed, or only wished for or talked about."),
    )
    owner_organisation = _side("tracker.Organisation", _("owner: organisation"), "owned_actions")
    owner_person = _side("tracker.Person", _("owner: person"), "owned_actions")
    owner_country = _side("tracker.Country", _("owner: country"), "owned_actions")
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="actions",
        verbose_name=_("member of staff in charge"),
        help_text=_("Who in the office sees to it; only staff see this."),
    )
    counterpart_organisation = _side("tracker.Organisation", _("owed to: organisation"), "awaited_actions")
    counterpart_person = _side("tracker.Person", _("owed to: person"), "awaited_actions")
    counterpart_country = _side("tracker.Country", _("owed to: country"), "awaited_actions")
    mutual = models.BooleanField(
        _("owed by both sides"), default=False, help_text=_("Each of the two owes it to the other.")
    )
    due = PartialDateField(
        _("due"), null=True, blank=True, help_text=_("It counts from the latest day that it allows.")
    )
    status = models.CharField(
        _("status"), max_length=12, choices=ActionStatus, default=ActionStatus.OPEN, db_index=True
    )
    result = models.TextField(_("result"), blank=True)
    visit = _origin("Visit", _("arising from visit"))
    stop = _origin("Stop", _("arising from stop"))
    event = _origin("Event", _("arising from event"))
    agreement = _origin("Agreement", _("arising from agreement"))
    note = note()
    topics = ProtectedManyToManyField(
        "tracker.Topic", blank=True, related_name="actions", verbose_name=_("topics")
    )
    programmes = ProtectedManyToManyField(
        "tracker.Programme", blank=True, related_name="actions", verbose_name=_("programmes")
    )
    internal_notes = internal_notes()

    objects = models.Manager.from_queryset(FollowUpActionQuerySet)()
    history = RecordHistory(m2m_fields=[topics, programmes])

    class Meta:
        verbose_name = _("follow-up action")
        verbose_name_plural = _("follow-up actions")
        permissions = [("publish_followupaction", "Can publish follow-up action")]
        ordering = [F("due_latest").asc(nulls_last=True), "reference"]
        constraints = [
            filled("title", model_label="action"),
            listed("status", ActionStatus, model_label="action"),
            listed("visibility", Visibility, model_label="action"),
            *partial_date_constraints("due", model_label="action"),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("action-detail", args=[self.reference])

    @property
    def is_open(self) -> bool:
        return self.status in OPEN_ACTIONS

    @property
    def is_overdue(self) -> bool:
        latest = self.due.latest if self.due else None
        return self.is_open and latest is not None and latest < timezone.localdate()
