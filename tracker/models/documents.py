"""The documents of agreements, and the files that are kept of each, version by version."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tracker.choices import DocumentKind, Visibility
from tracker.models.changes import RecordHistory
from tracker.models.constraints import listed
from tracker.models.visibility import Reader, is_staff


class AgreementDocument(models.Model):
    """A document of an agreement: where its text is found, or the files of it that are kept here."""

    agreement = models.ForeignKey(
        "tracker.Agreement", on_delete=models.CASCADE, related_name="documents", verbose_name=_("agreement")
    )
    title = models.CharField(_("title"), max_length=250)
    url = models.URLField(_("web address"), blank=True)
    source = models.ForeignKey(
        "tracker.Source",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="agreement_documents",
        verbose_name=_("source"),
        help_text=_("Where the document is also a source of the record."),
    )
    is_public = models.BooleanField(
        _("files are public"),
        default=False,
        help_text=_("Whether readers of a public agreement may have the files that are kept of it."),
    )

    history = RecordHistory()

    class Meta:
        verbose_name = _("document of an agreement")
        verbose_name_plural = _("documents of agreements")
        ordering = ["title", "id"]

    def __str__(self) -> str:
        return self.title


class DocumentVersionQuerySet(models.QuerySet["DocumentVersion"]):
    def visible_to(self, user: Reader) -> DocumentVersionQuerySet:
        """Every file for staff; for all others those of public documents of public agreements."""
        if is_staff(user):
            return self.all()
        return self.filter(document__is_public=True, document__agreement__visibility=Visibility.PUBLIC)


class DocumentVersion(models.Model):
    """One file of a document, as it was uploaded. It is kept under its SHA-256, and never changes."""

    document = models.ForeignKey(
        AgreementDocument, on_delete=models.CASCADE, related_name="versions", verbose_name=_("document")
    )
    number = models.PositiveSmallIntegerField(_("version"))
    kind = models.CharField(_("kind"), max_length=4, choices=DocumentKind)
    sha256 = models.CharField(_("SHA-256"), max_length=64, editable=False)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    note = models.CharField(
        _("what is new in it"), max_length=250, blank=True, help_text=_("Such as “signed copy”.")
    )
    uploaded_at = models.DateTimeField(_("uploaded at"), default=timezone.now)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("uploaded by"),
    )

    objects = models.Manager.from_queryset(DocumentVersionQuerySet)()
    history = RecordHistory()

    class Meta:
        verbose_name = _("file of a document")
        verbose_name_plural = _("files of documents")
        ordering = ["-number", "id"]
        constraints = [
            listed("kind", DocumentKind, model_label="document_version"),
            models.UniqueConstraint(
                fields=["document", "number"],
                name="document_version_number_once",
                violation_error_message=_("The document has a version of this number already."),
            ),
            models.CheckConstraint(
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"),
                name="document_version_sha256_whole",
                violation_error_message=_("A SHA-256 has 64 hexadecimal digits."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document}, {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("document-file", args=[self.document.agreement.reference, self.pk])
