"""Where files are kept: under their SHA-256, in a folder that no web server shows, each content once.

Nothing is ever deleted there, so that whatever is taken back can be brought back.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from tracker.models import AgreementDocument, DocumentVersion
from tracker.services.documents.kinds import DocumentError, kind_of
from tracker.services.history import write_history

if TYPE_CHECKING:
    from tracker.models import Change, User


def most_bytes() -> int:
    """The size of the largest file that is kept."""
    return int(settings.DOCUMENT_MOST_BYTES)


def too_large() -> str:
    """What is said of a larger one."""
    return _("The file is larger than %(most)s: reduce it, or divide it, and upload it again.") % {
        "most": filesizeformat(most_bytes())
    }


@transaction.atomic
def add_version(
    document: AgreementDocument, file: Any, *, by: User, change: Change, note: str = ""
) -> DocumentVersion:
    """Keep `file`, an uploaded one, as the newest version of `document`, as part of `change`.

    Raises DocumentError, with a sentence, for what is not kept: too large, empty, of another kind, or the
    same as the version before.
    """
    if file.size > most_bytes():
        raise DocumentError(too_large())
    content = file.read()
    kind = kind_of(content, file.name or "")
    digest = hashlib.sha256(content).hexdigest()
    # One at a time, so that two versions never get one number.
    AgreementDocument.objects.select_for_update().get(pk=document.pk)
    last = document.versions.order_by("-number").first()
    if last is not None and last.sha256 == digest:
        raise DocumentError(_("This is the very file of version %(number)d.") % {"number": last.number})
    _keep(content, digest)
    version = DocumentVersion(
        document=document,
        number=(last.number if last else 0) + 1,
        kind=kind,
        sha256=digest,
        size=len(content),
        note=note,
        uploaded_by=by,
    )
    version.skip_history_when_saving = True  # type: ignore[attr-defined]
    version.save()
    write_history([version], added=True, by=by, reason=change.reason, change=change)
    return version


def file_of(version: DocumentVersion) -> Path:
    """Where the file of `version` is."""
    return _path(version.sha256)


def _path(digest: str) -> Path:
    return Path(settings.DOCUMENTS_DIR) / digest[:2] / digest


def _keep(content: bytes, digest: str) -> None:
    """Write the file whole or not at all, for nobody but Coop to read."""
    path = _path(digest)
    if path.exists() and path.stat().st_size == len(content):
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
