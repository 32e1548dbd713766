"""Reminders: how each member of staff wants to be reminded, and of what they have been."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_comma_separated_integer_list
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

MOST_DAYS, MOST_LEADS = 365, 6
USUAL_DAYS = "14,3"


class ReminderPreferences(models.Model):
    """How one member of staff wants to be reminded. Who has none is reminded as these defaults say."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="reminder_preferences"
    )
    is_on = models.BooleanField(_("Send me reminders"), default=True)
    language = models.CharField(
        _("Language of the mails"), max_length=10, choices=settings.MAIL_LANGUAGES, default="en"
    )
    days = models.CharField(
        _("Days ahead"),
        max_length=40,
        default=USUAL_DAYS,
        validators=[validate_comma_separated_integer_list],
        help_text=_("So many days before something is due; several with commas, such as “14,3”."),
    )
    #: What the mail server last said of the address; "" when it took the mail.
    problem = models.CharField(max_length=250, blank=True, editable=False)

    class Meta:
        verbose_name = _("preferences for reminders")
        verbose_name_plural = _("preferences for reminders")

    def __str__(self) -> str:
        return str(self.user)

    @property
    def leads(self) -> list[int]:
        """The numbers of days ahead, the smallest first."""
        return sorted({int(number) for number in self.days.split(",")})

    def clean(self) -> None:
        super().clean()
        numbers = self.days.split(",") if self.days else []
        if not all(number.isdecimal() for number in numbers):
            return  # the validator says so
        if len(numbers) > MOST_LEADS or any(int(number[:9]) > MOST_DAYS for number in numbers):
            sentence = _("At most %(leads)d numbers, each up to %(days)d.")
            raise ValidationError({"days": sentence % {"leads": MOST_LEADS, "days": MOST_DAYS}})


class Reminder(models.Model):
    """One thing of which one person was reminded, at one lead time: never again."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="reminders", verbose_name=_("to")
    )
    #: What it was of, with the day: where the day is moved, it is another.
    item = models.CharField(_("of"), max_length=120)
    #: Days ahead; -1 where the day had passed.
    lead = models.SmallIntegerField(_("days ahead"))
    sent_at = models.DateTimeField(_("sent at"), default=timezone.now)

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        ordering = ["-sent_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["user", "item", "lead"], name="reminder_once"),
        ]

    def __str__(self) -> str:
        return self.item
