"""How a typed date is read, for forms that show it while a person types."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tracker.dates import reading_of
from tracker.filters.query import quoted

LONGEST = 200


@require_safe
def date_read(request: HttpRequest) -> JsonResponse:
    """Answers `?text=` with how it is read: `ok`, `edtf` and `display`, or the sentence `error`.

    A call that is not understood (no `text`, or another name) is told so, with status 400.
    """
    unknown = sorted(set(request.GET) - {"text"})
    if unknown:
        sentence = _("“%(name)s” is not known here: give the date as “text”.") % {"name": quoted(unknown[0])}
        return _refused(sentence, status=400)
    if "text" not in request.GET:
        return _refused(_("There is nothing to read: give the date as “text”."), status=400)
    text = request.GET["text"]
    if len(text) > LONGEST:
        sentence = _("That is too long for a date: give at most %(most)d characters.") % {"most": LONGEST}
        return _refused(sentence)
    return JsonResponse(reading_of(text))


def _refused(sentence: str, *, status: int = 200) -> JsonResponse:
    return JsonResponse({"ok": False, "edtf": "", "display": "", "error": sentence}, status=status)
