"""The rows that several kinds of record have on their pages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import Q, prefetch_related_objects
from django.utils.translation import gettext_lazy as _

from tracker.admin.about import AboutInline
from tracker.admin.rows import RowsFormSet, TabularRows
from tracker.choices import ParticipantRole
from tracker.models import (
    Agreement,
    Alias,
    Citation,
    Delegation,
    Event,
    FollowUpAction,
    Organisation,
    Participant,
    Person,
    Programme,
    Visit,
)

PARTICIPANT_FIELDS = ("order", "person", "description", "title", "organisation", "role", "note")


class AliasInline(TabularRows):
    """The other names of a record."""

    model = Alias
    fields = ("name", "kind", "language")


class ParticipantsFormSet(RowsFormSet):
    """Participants, with the role that most of them have here."""

    role = ParticipantRole.PARTICIPANT

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        if form.instance.pk is None:
            form.initial["role"] = self.role


class ParticipantInline(TabularRows):
    """Who was there, or had part in it."""

    model = Participant
    fields = PARTICIPANT_FIELDS
    formset = ParticipantsFormSet


class MembersFormSet(ParticipantsFormSet):
    role = ParticipantRole.MEMBER


class MembersInline(ParticipantInline):
    """The members of a delegation, on its own page."""

    formset = MembersFormSet
    verbose_name = _("member")
    verbose_name_plural = _("members")


class VisitMembersFormSet(MembersFormSet):
    """The members of the delegation that is stored for a visit, whichever has just been chosen."""

    def __init__(self, *args: Any, instance: Any = None, **kwargs: Any) -> None:
        delegation = (
            Delegation.objects.filter(visits=instance.pk).first() if instance and instance.pk else None
        )
        super().__init__(*args, instance=delegation, **kwargs)


class VisitMembersInline(MembersInline):
    """The members of a visit's delegation, on the visit's page."""

    formset = VisitMembersFormSet
    verbose_name_plural = _("members of the delegation")
    after_first_save = True

    def __init__(self, parent_model: type[models.Model], admin_site: Any) -> None:
        # The rows belong to the delegation; the visit only leads to it.
        super().__init__(Delegation, admin_site)


class StopParticipantsInline(AboutInline):
    """The participants at all stops of a visit."""

    model = Participant
    prefix = "stop_participants"
    about_label = _("stop")
    fields = ("about", *PARTICIPANT_FIELDS)
    verbose_name = _("participant at a stop")
    verbose_name_plural = _("participants at stops")

    def parts(self, record: Visit) -> dict[str, Iterable[models.Model]]:
        prefetch_related_objects([record], "stops")  # the citations ask for them too
        return {"stop": record.stops.all()}

    def label_of(self, part: Any) -> str:
        return f"{part.order}. {part}"


class CitationInline(AboutInline):
    """Which sources say what of the record and of its parts."""

    model = Citation
    prefix = "citations"
    fields = ("about", "source", "sheet", "line", "field", "stance", "note")

    def parts(self, record: models.Model) -> dict[str, Iterable[models.Model]]:
        match record:
            case Visit():
                prefetch_related_objects([record], "stops")
                return {
                    "visit": [record],
                    "stop": record.stops.all(),
                    "participant": _met_on(record),
                    "agreement": record.agreements.all(),
                    "action": FollowUpAction.objects.filter(Q(visit=record) | Q(stop__visit=record)),
                }
            case Delegation():
                return {"delegation": [record], "participant": _people(record.members)}
            case Event():
                return {
                    "event": [record],
                    "event_organisation": record.organisation_roles.select_related("organisation"),
                    "participant": _people(record.participants),
                }
            case Agreement():
                return {
                    "agreement": [record],
                    "party": record.parties.select_related("organisation", "country"),
                    "participant": _people(record.participants),
                }
            case Organisation():
                return {"organisation": [record], "fact": record.facts.all()}
            case Person():
                return {"person": [record], "position": record.positions.select_related("organisation")}
            case Programme():
                return {"programme": [record], "participant": _people(record.participants)}
            case FollowUpAction():
                return {"action": [record]}
            case _:
                raise TypeError(f"{record._meta.label} has no citations")

    def label_of(self, part: models.Model) -> str:
        if isinstance(part, Participant) and part.stop_id is not None:
            return f"{part} – {part.stop}"
        return str(part)


def _people(participants: Any) -> Any:
    return participants.select_related("person")


def _met_on(visit: Visit) -> Any:
    """The members of a visit's delegation, then the participants at its stops."""
    rows = Participant.objects.filter(Q(delegation=visit.delegation_id) | Q(stop__visit=visit))
    return rows.select_related("person", "stop").order_by("stop__order", "order", "pk")
