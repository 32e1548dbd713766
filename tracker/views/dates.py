"""How a typed date is read, for forms that show it while a person types."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tracker.dates import reading_of

LONGEST = 200


@require_safe
def date_read(request: HttpRequest) -> JsonResponse:
    """Answers `?text=` with how it is read: `ok`, `edtf` and `display`, or the sentence `error`."""
    text = request.GET.get("text", "")
    if len(text) > LONGEST:
        sentence = _("That is too long for a date: give at most %(most)d characters.") % {"most": LONGEST}
        return JsonResponse({"ok": False, "edtf": "", "display": "", "error": sentence})
    return JsonResponse(reading_of(text))
