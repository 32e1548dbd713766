"""Follow-up actions: what must happen next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tracker.choices import OPEN_ACTIONS, ActionBasis, ActionStatus, TermUnit, Visibility
from tracker.dates import PartialDateField, partial_date_constraints
from tracker.models.base import Referenced, internal_notes, note
from tracker.models.changes import RecordHistory
from tracker.models.constraints import filled, listed, refuse_circle
from tracker.models.fields import ProtectedManyToManyField
from tracker.models.visibility import Reader, Visible, VisibleQuerySet, is_staff

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class FollowUpActionQuerySet(VisibleQuerySet["FollowUpAction"]):
    natural_key_fields = ("reference",)

    def open(self) -> Self:
        return self.filter(status__in=OPEN_ACTIONS)

    def to_do(self) -> Self:
        """The same, by the word that the list has for it: "open" is there one state."""
        return self.open()

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


def _linked(
    model: str, verbose_name: StrOrPromise, related_name: str = "actions"
) -> models.ForeignKey[Any, Any]:
    """A link to what an action arises from, or to what came of it."""
    return models.ForeignKey(
        f"tracker.{model}",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name=related_name,
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
    visit = _linked("Visit", _("arising from visit"))
    stop = _linked("Stop", _("arising from stop"))
    event = _linked("Event", _("arising from event"))
    agreement = _linked("Agreement", _("arising from agreement"))
    repeats = models.PositiveSmallIntegerField(
        _("comes again every"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(9_999)],
        help_text=_("Where it recurs: 1, and “years” beside it. When it is done, the next one is made."),
    )
    repeats_unit = models.CharField(_("unit of that"), max_length=6, choices=TermUnit, blank=True)
    follows = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="next_one",
        verbose_name=_("comes again after"),
        help_text=_("The one before it, where it recurs."),
    )
    became_visit = _linked("Visit", _("led to visit"), "came_of")
    became_agreement = _linked("Agreement", _("led to agreement"), "came_of")
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
            models.CheckConstraint(
                condition=Q(repeats__isnull=True, repeats_unit="")
                | (Q(repeats__isnull=False, repeats__gt=0) & ~Q(repeats_unit="")),
                name="action_repeats_whole",
                violation_error_message=_(
                    "Say after how long it comes again as a number above zero and its unit (1, years), or"
                    " leave both empty."
                ),
            ),
            models.CheckConstraint(
                condition=Q(follows__isnull=True) | ~Q(follows=F("id")),
                name="action_not_following_itself",
                violation_error_message=_("An action cannot come after itself: choose another, or none."),
            ),
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

    @property
    def is_owed_again(self) -> bool:
        """Whether doing it makes the next one: it recurs, its day says when that would be, and none was made.

        One that was reopened after it was done has its next one already.
        """
        recurs = self.repeats is not None and self.due is not None
        return recurs and not FollowUpAction.objects.filter(follows=self.pk).exists()

    def clean(self) -> None:
        super().clean()
        refuse_circle(self, "follows", _("“%(chosen)s” already comes after this one."))


class ActionCommentQuerySet(models.QuerySet["ActionComment"]):
    def visible_to(self, user: Reader) -> Self:
        """Every comment for staff, and none for others."""
        return self.all() if is_staff(user) else self.none()


class ActionComment(models.Model):
    """What a member of staff noted while an action was under way. It is never changed, only answered."""

    action = models.ForeignKey(
        FollowUpAction, on_delete=models.CASCADE, related_name="comments", verbose_name=_("follow-up action")
    )
    text = models.TextField(_("comment"), max_length=4_000)
    made_at = models.DateTimeField(_("made at"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("made by"),
    )

    objects = models.Manager.from_queryset(ActionCommentQuerySet)()

    class Meta:
        verbose_name = _("comment on an action")
        verbose_name_plural = _("comments on actions")
        ordering = ["made_at", "id"]
        constraints = [filled("text", model_label="action_comment")]

    def __str__(self) -> str:
        return self.text[:80]
