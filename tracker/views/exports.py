"""The lists as files: what the reader's filters leave, in the order of the list."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from tracker.exports import export
from tracker.filters import RecordFilterSet
from tracker.filters.counting import MOST
from tracker.filters.keyset import ordered
from tracker.views import lists

LISTS: dict[str, type[RecordFilterSet]] = {
    "visits": lists.VisitList.filters,
    "events": lists.EventList.filters,
    "agreements": lists.AgreementList.filters,
    "actions": lists.ActionList.filters,
    "organisations": lists.OrganisationList.filters,
    "people": lists.PersonList.filters,
    "delegations": lists.DelegationList.filters,
    "programmes": lists.ProgrammeList.filters,
    "topics": lists.TopicList.filters,
    "sources": lists.SourceList.filters,
}


@require_safe
def list_export(request: HttpRequest, name: str, file_format: str) -> HttpResponse:
    """The list `name` as a file of its first `MOST` rows.

    What the query string says and cannot be understood is left out, as on the page.
    """
    narrowed = LISTS[name](request.GET, user=request.user)
    rows = ordered(narrowed.qs, narrowed.keys)[:MOST]
    table = export(rows, file_format, reader=request.user)
    file_name = f"{name}-{timezone.localdate():%Y-%m-%d}.{table.extension}"
    return HttpResponse(
        table.content,
        content_type=table.content_type,
        headers={"Content-Disposition": f'attachment; filename="{file_name}"'},
    )
