"""Participants: who was in a delegation, at a stop, at an event, or had part in an agreement or programme."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tracker.choices import ParticipantRole
from tracker.models.base import order_field
from tracker.models.changes import RecordHistory
from tracker.models.targets import Targeted, one_target, target_indexes, target_key
from tracker.models.visibility import PARTICIPANT, ReachableQuerySet

_TARGETS = ("delegation", "stop", "event", "agreement", "programme")


class ParticipantQuerySet(ReachableQuerySet["Participant"]):
    public_through = PARTICIPANT

    def get_by_natural_key(self, *natural_key: Any) -> Participant:
        order, kind, *key = natural_key
        return self.get(order=order, **Participant.target_by_natural_key(kind, *key))


class Participant(Targeted):
    """A person, or, where no name is given, a description of who it was; with the title at the time."""

    targets = _TARGETS

    delegation = target_key("Delegation", related_name="members", verbose_name=_("delegation"))
    stop = target_key("Stop", related_name="participants", verbose_name=_("stop"))
    event = target_key("Event", related_name="participants", verbose_name=_("event"))
    agreement = target_key("Agreement", related_name="participants", verbose_name=_("agreement"))
    programme = target_key("Programme", related_name="participants", verbose_name=_("programme"))
    order = order_field()
    person = models.ForeignKey(
        "tracker.Person",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="participations",
        verbose_name=_("person"),
    )
    description = models.CharField(
        _("description"),
        max_length=250,
        blank=True,
        help_text=_("Who it was, where no name is given: “Associate Dean for Research”."),
    )
    title = models.CharField(
        _("title at the time"), max_length=250, blank=True, help_text=_("As the source gives it.")
    )
    organisation = models.ForeignKey(
        "tracker.Organisation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="participants",
        verbose_name=_("organisation"),
    )
    role = models.CharField(
        _("role"), max_length=12, choices=ParticipantRole, default=ParticipantRole.PARTICIPANT
    )
    note = models.CharField(
        _("note"), max_length=500, blank=True, help_text=_("What they said or did, or what is in doubt.")
    )

    objects = models.Manager.from_queryset(ParticipantQuerySet)()
    history = RecordHistory()

    class Meta:
        verbose_name = _("participant")
        verbose_name_plural = _("participants")
        ordering = ["order", "id"]
        indexes = target_indexes(_TARGETS, prefix="participant")
        constraints = [
            one_target(
                _TARGETS,
                name="participant_one_target",
                message=_("A participant belongs to one delegation, stop, event, agreement or programme."),
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=True) | Q(description=""),
                name="participant_not_named_and_described",
                violation_error_message=_(
                    "Choose a person or describe an unnamed one, not both:"
                    " put a title into “title at the time”."
                ),
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=False) | ~Q(description=""),
                name="participant_named_or_described",
                violation_error_message=_(
                    "Choose a person, or describe who it was where no name is given"
                    " (“Associate Dean for Research”)."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.person.name if self.person else self.description

    def save(self, **kwargs: Any) -> None:
        if not self.order and self.target_kind:
            beside = Participant.objects.filter(**{self.target_kind: self.target})
            self.order = (beside.aggregate(last=models.Max("order"))["last"] or 0) + 1
        super().save(**kwargs)

    def get_absolute_url(self) -> str:
        return str(self.target.get_absolute_url())

    def natural_key(self) -> tuple[Any, ...]:
        return (self.order, *self.target_natural_key())

    natural_key.dependencies = [f"tracker.{target}" for target in _TARGETS]  # type: ignore[attr-defined]
