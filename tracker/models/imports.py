"""Imports: a workbook on its way into the record, what staff decided about it, and what came of it."""

from __future__ import annotations

import secrets
from typing import Any

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tracker.choices import ImportScope, ImportStatus
from tracker.models.changes import Change
from tracker.models.sources import Source
from tracker.validators import validate_sha256


def workbook_storage() -> Storage:
    """Where uploaded workbooks are kept; no address leads there."""
    return storages["default"]


def workbook_path(record: Import, file_name: str) -> str:
    """A name of our own: that of the upload is shown, never used."""
    return f"imports/{secrets.token_hex(16)}"


class Import(models.Model):
    """One upload of one workbook."""

    file = models.FileField(_("file"), upload_to=workbook_path, storage=workbook_storage)
    file_name = models.CharField(_("file name"), max_length=250)
    sha256 = models.CharField(_("SHA-256"), max_length=64, validators=[validate_sha256], db_index=True)
    status = models.CharField(
        _("status"), max_length=12, choices=ImportStatus, default=ImportStatus.UPLOADED, db_index=True
    )
    scope = models.CharField(_("what is imported"), max_length=4, choices=ImportScope, blank=True)
    #: What staff chose (`tracker.imports.options.Options`).
    options = models.JSONField(_("choices"), default=dict, blank=True)
    #: How many visits and other records are new, changed, unchanged…, by name.
    counts = models.JSONField(_("counts"), default=dict, blank=True)
    #: What the preview showed (`tracker.imports.preview`), so that nothing else is written.
    digest = models.CharField(max_length=64, blank=True, editable=False)
    preview = models.FileField(upload_to=workbook_path, storage=workbook_storage, blank=True, editable=False)
    problem = models.TextField(_("problem"), blank=True, help_text=_("Why it could not go on."))
    change = models.OneToOneField(
        Change,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="imported_by",
        verbose_name=_("change"),
    )
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="imports",
        verbose_name=_("uploaded by"),
    )
    uploaded_at = models.DateTimeField(_("uploaded at"), default=timezone.now)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-uploaded_at", "-id"]

    def __str__(self) -> str:
        return self.file_name

    def get_admin_url(self) -> str:
        return reverse("admin:tracker_import_change", args=[self.pk])

    @property
    def source(self) -> Source | None:
        """The source that this very file is in the record, if it is there (taking back takes it out)."""
        return Source.objects.filter(sha256=self.sha256).first()

    @property
    def is_written(self) -> bool:
        """Whether it has written to the record, whether or not that was taken back since."""
        return self.change_id is not None


class ColumnMapping(models.Model):
    """How a table was read, remembered for the next table with its headers."""

    fingerprint = models.CharField(max_length=64, unique=True)
    #: Header (as it is compared) → field; "" for a column that is left out.
    mapping: models.JSONField[Any, Any] = models.JSONField(_("columns"), default=dict)
    #: What else staff chose about its layout (`tracker.imports.remembering`).
    choices: models.JSONField[Any, Any] = models.JSONField(_("choices"), default=dict)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("mapping of columns")
        verbose_name_plural = _("mappings of columns")

    def __str__(self) -> str:
        return self.fingerprint[:12]


class NotTheSame(models.Model):
    """A name that somebody said is not a certain record's, so that it is not offered again."""

    kind = models.CharField(_("kind"), max_length=12)
    key = models.CharField(_("name, as it is compared"), max_length=2000)
    record = models.PositiveBigIntegerField(_("record"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("name told apart")
        verbose_name_plural = _("names told apart")
        constraints = [models.UniqueConstraint(fields=["kind", "key", "record"], name="not_the_same_once")]

    def __str__(self) -> str:
        return f"{self.key} ≠ {self.kind} {self.record}"
