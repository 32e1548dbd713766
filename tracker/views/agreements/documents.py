"""Documents of agreements: uploading a version, and serving it to those who may see it."""

from __future__ import annotations

import logging
from typing import Any, cast

from django import forms
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from tracker.choices import ChangeKind, DocumentKind
from tracker.models import Agreement, AgreementDocument, Change, DocumentVersion, User
from tracker.models.visibility import Reader
from tracker.services.documents import DocumentError, add_version, file_of
from tracker.services.history import write_history
from tracker.services.roles import is_public, may_publish
from tracker.views.agreements.guards import bounded, for_staff

logger = logging.getLogger(__name__)

_TYPES: dict[str, str] = {
    DocumentKind.PDF: "application/pdf",
    DocumentKind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    DocumentKind.PNG: "image/png",
    DocumentKind.JPEG: "image/jpeg",
    DocumentKind.WEBP: "image/webp",
}
# Whatever is in a file: it may run nothing, load nothing, and is nobody's page.
_NOTHING_RUNS = "sandbox; default-src 'none'; frame-ancestors 'none'"


class DocumentForm(forms.Form):
    """A file, and of which document it is a version."""

    document = forms.ModelChoiceField(
        AgreementDocument.objects.none(),
        label=_("A new version of"),
        required=False,
        empty_label=_("a document that is not listed yet"),
    )
    title = forms.CharField(
        label=_("Title"), max_length=250, required=False, help_text=_("Of a document that is not listed yet.")
    )
    file = forms.FileField(
        label=_("File"),
        help_text=_("PDF, DOCX, PNG, JPEG or WebP."),
        error_messages={"empty": _("The file is empty: choose another, or save it again.")},
    )
    note = forms.CharField(
        label=_("What is new in it"), max_length=250, required=False, help_text=_("Such as “signed copy”.")
    )
    is_public = forms.BooleanField(
        label=_("Readers of the agreement, once it is public, may have the files of this document"),
        required=False,
    )

    def __init__(self, *args: Any, agreement: Agreement, user: Reader, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["document"].queryset = agreement.documents.all()  # type: ignore[attr-defined]
        if not may_publish(user, Agreement):
            del self.fields["is_public"]
        self.fields["reason"] = forms.CharField(
            label=_("Reason for the change"), max_length=400, required=is_public(agreement)
        )

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if not self.cleaned_data.get("document") and not self.cleaned_data.get("title"):
            self.add_error("title", _("Choose the document of which this is a version, or give a title."))
        return cleaned


@bounded
@require_http_methods(["GET", "HEAD", "POST"])
def document_new(request: HttpRequest, reference: str) -> HttpResponse:
    """Upload a document of an agreement, or a new version of one."""
    for_staff(request, "change_agreement", "add_agreementdocument", "add_documentversion")
    agreement = get_object_or_404(Agreement, reference=reference)
    if request.method == "POST":
        form = DocumentForm(request.POST, request.FILES, agreement=agreement, user=request.user)
        if form.is_valid():
            try:
                _upload(agreement, form.cleaned_data, by=cast("User", request.user))
            except DocumentError as error:
                form.add_error("file", str(error))
            else:
                return redirect(f"{agreement.get_absolute_url()}#documents")
    else:
        initial = {"document": request.GET.get("of")}
        form = DocumentForm(initial=initial, agreement=agreement, user=request.user)
    return render(request, "tracker/document_new.html", {"agreement": agreement, "form": form})


@transaction.atomic
def _upload(agreement: Agreement, given: dict[str, Any], *, by: User) -> None:
    """Write the document, if it is new, and the version of it, as one change."""
    document: Any = given["document"] or AgreementDocument(agreement=agreement, title=given["title"])
    reason = f"{agreement.reference}: {document.title}. {given['reason']}".strip()
    change = Change.objects.create(kind=ChangeKind.STEP, by=by, reason=reason)
    added, opened = document.pk is None, bool(given.get("is_public")) and not document.is_public
    if added or opened:
        document.is_public = document.is_public or opened
        document.skip_history_when_saving = True
        document.save()
        write_history([document], added=added, by=by, reason=change.reason, change=change)
    add_version(document, given["file"], by=by, change=change, note=given["note"])


@require_safe
def document_file(request: HttpRequest, reference: str, pk: int) -> FileResponse:
    """A version of a document as a file, under a name of ours; 404 for those who may not see it."""
    versions = DocumentVersion.objects.visible_to(request.user).select_related("document__agreement")
    version = get_object_or_404(versions, pk=pk, document__agreement__reference=reference)
    try:
        file = file_of(version).open("rb")
    except FileNotFoundError as error:
        logger.exception("The file of %s, %s, is not in COOP_VAR_DIR/documents", reference, version.sha256)
        raise Http404 from error
    name = f"{reference}-{version.document_id}-{version.number}.{version.kind}"
    response = FileResponse(file, as_attachment=True, filename=name, content_type=_TYPES[version.kind])
    response["Content-Security-Policy"] = _NOTHING_RUNS
    response["X-Content-Type-Options"] = "nosniff"
    return response
