"""Changes: several writes that are one, with who, when and why, which can be taken back as one."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from tracker.choices import ChangeKind


class Change(models.Model):
    """Writes that belong together. The history rows that name it say what each of them did."""

    kind = models.CharField(_("kind"), max_length=10, choices=ChangeKind)
    made_at = models.DateTimeField(_("made at"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="changes",
        verbose_name=_("made by"),
    )
    reason = models.TextField(_("reason"), blank=True)
    undoes = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="undone_by",
        verbose_name=_("takes back"),
    )
    report = models.JSONField(
        _("report"), default=dict, blank=True, help_text=_("What taking back left as it was, and why.")
    )

    class Meta:
        verbose_name = _("change")
        verbose_name_plural = _("changes")
        permissions = [("revert_change", "Can take back change")]
        ordering = ["-made_at", "-id"]

    def __str__(self) -> str:
        return self.reason or str(self.get_kind_display())

    def get_admin_url(self) -> str:
        return reverse("admin:tracker_change_change", args=[self.pk])


class PartOfChange(models.Model):
    """What a history row has besides the library's own columns: the change that it is part of."""

    change = models.ForeignKey(
        Change,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("change"),
    )

    class Meta:
        abstract = True


class RecordHistory(HistoricalRecords):
    """The history of a record: the library's, with the change that each row is part of.

    Rows are looked up by the record, by their date and by their change only, so that the indexes of the
    record's own fields are left out: a bulk write would spend half its time on them.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, bases=(PartOfChange,), **kwargs)

    def copy_fields(self, model: type[models.Model]) -> dict[str, models.Field[Any, Any]]:
        copied: dict[str, models.Field[Any, Any]] = super().copy_fields(model)
        key = model._meta.pk.name
        for name, field in copied.items():
            if name != key:
                field.db_index = False  # type: ignore[attr-defined]
        return copied
