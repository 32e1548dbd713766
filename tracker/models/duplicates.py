"""Records that look like one and are two: what somebody said of them, so that it isn't asked again."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ToldApart(models.Model):
    """Two records of a kind that somebody said are not the same; `one` is the lower key."""

    kind = models.CharField(_("kind"), max_length=12)
    one = models.PositiveBigIntegerField(_("one record"))
    other = models.PositiveBigIntegerField(_("the other record"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("pair told apart")
        verbose_name_plural = _("pairs told apart")
        constraints = [
            models.UniqueConstraint(fields=["kind", "one", "other"], name="told_apart_once"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="told_apart_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.one} ≠ {self.other}"

    @staticmethod
    def pair(one: models.Model, other: models.Model) -> dict[str, Any]:
        """What finds the row of two records of one kind, whichever is given first."""
        first, second = sorted([one.pk, other.pk])
        return {"kind": str(one._meta.model_name), "one": first, "other": second}
