"""The list pages: one view, a page a noun."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django.core.paginator import EmptyPage, Page, Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.cache import patch_vary_headers
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, ngettext_lazy
from django.views import View

from tracker import filters
from tracker.filters import Problem, RecordFilterSet
from tracker.filters.query import quoted
from tracker.models import Source
from tracker.models.visibility import Reader
from tracker.views import rows

PAGE_SIZE = 50


class RecordList[M: Model](View):
    """Shows the records that the query string asks for, page by page; to htmx, only the part that changes."""

    http_method_names = ["get", "head", "options"]

    filters: ClassVar[type[RecordFilterSet]]
    template: ClassVar[str]
    rows: ClassVar[Callable[[Reader], QuerySet[Any]]]
    heading: ClassVar[str | Promise]
    intro: ClassVar[str | Promise]
    # How many there are, in words: "3 visits", "3 of 12 visits".
    all_of_them: ClassVar[Any]
    some_of_them: ClassVar[Any]

    def get(self, request: HttpRequest) -> HttpResponse:
        """Answers with the page, or with its results alone where htmx asks for them."""
        narrowed = self.filters(request.GET, user=request.user)
        page, problem = self._page(narrowed)
        problems = list(narrowed.problems)
        if problem:
            problems.append(Problem(problem))
        context = {
            "heading": self.heading,
            "intro": self.intro,
            "filters": narrowed,
            "problems": problems,
            "left_out": narrowed.left_out,
            "how_many": self._how_many(narrowed, page),
            "page": page,
            "previous": narrowed.query(page=self._number(page.number - 1)),
            "next": narrowed.query(page=self._number(page.number + 1)),
            "records": self._records(page),
        }
        context |= self._more(narrowed, context)
        htmx = request.htmx  # type: ignore[attr-defined]
        partial = htmx and not htmx.history_restore_request
        response = TemplateResponse(
            request, f"{self.template}#results" if partial else self.template, context
        )
        patch_vary_headers(response, ["HX-Request", "HX-History-Restore-Request"])
        if partial:
            # The address to share is the one without what is empty or was not understood.
            response["HX-Push-Url"] = request.path + narrowed.query(page=self._number(page.number))
        return response

    def _paginator(self, narrowed: RecordFilterSet) -> Paginator[Any]:
        """What is shown, cut into pages, by the keys of the records alone."""
        return Paginator(narrowed.qs.values_list("pk", flat=True), PAGE_SIZE)

    def _page(self, narrowed: RecordFilterSet) -> tuple[Page[Any], str]:
        """The page that is asked for, or the nearest, and then a sentence that says so."""
        paginator = self._paginator(narrowed)
        asked = narrowed.page or "1"
        try:
            number = int(asked)
        except ValueError:
            return paginator.page(1), _now("“%(page)s” is no number of a page: this is page 1.") % {
                "page": quoted(asked)
            }
        try:
            return paginator.page(number), ""
        except EmptyPage:
            sentence = ngettext(
                "There is no page %(page)s: this list has %(count)d page.",
                "There is no page %(page)s: this list has %(count)d pages.",
                paginator.num_pages,
            ) % {"page": quoted(asked), "count": paginator.num_pages}
            return paginator.page(1 if number < 1 else paginator.num_pages), sentence

    def _records(self, page: Page[Any]) -> list[M]:
        """The page's records with all that is shown of them, in the page's order."""
        found = type(self).rows(self.request.user).in_bulk(list(page.object_list))
        # One may have been deleted in between.
        return [found[pk] for pk in page.object_list if pk in found]

    def _more(self, narrowed: Any, context: dict[str, Any]) -> dict[str, Any]:
        """What a list shows beside its records."""
        return {}

    def _how_many(self, narrowed: RecordFilterSet, page: Page[Any]) -> str:
        found = page.paginator.count
        total = narrowed.queryset.count() if narrowed.chips else found
        if total == found:
            return str(self.all_of_them % {"count": found})
        return str(self.some_of_them % {"count": total, "found": found})

    @staticmethod
    def _number(page: int) -> str:
        """A page's number as the query string has it: the first goes without."""
        return str(page) if page > 1 else ""


class VisitList(RecordList):
    filters = filters.VisitFilters
    template = "tracker/visit_list.html"
    heading = _("Visits")
    intro = _("Each journey of a delegation: who went where, when, and what came of it.")
    rows = rows.visits
    all_of_them = ngettext_lazy("%(count)d visit", "%(count)d visits", "count")
    some_of_them = ngettext_lazy("%(found)d of %(count)d visit", "%(found)d of %(count)d visits", "count")


class EventList(RecordList):
    filters = filters.EventFilters
    template = "tracker/event_list.html"
    heading = _("Events")
    intro = _("Congresses, forums, seminars and meetings of ministers that several parties attend.")
    rows = rows.events
    all_of_them = ngettext_lazy("%(count)d event", "%(count)d events", "count")
    some_of_them = ngettext_lazy("%(found)d of %(count)d event", "%(found)d of %(count)d events", "count")


class AgreementList(RecordList):
    filters = filters.AgreementFilters
    template = "tracker/agreement_list.html"
    heading = _("Agreements")
    intro = _("What parties have put their names to, or wish to: memoranda, contracts, joint institutions.")
    rows = rows.agreements
    all_of_them = ngettext_lazy("%(count)d agreement", "%(count)d agreements", "count")
    some_of_them = ngettext_lazy(
        "%(found)d of %(count)d agreement", "%(found)d of %(count)d agreements", "count"
    )


class ActionList(RecordList):
    filters = filters.ActionFilters
    template = "tracker/action_list.html"
    heading = _("Follow-up actions")
    intro = _("What must happen next: who owes it to whom, and by when.")
    rows = rows.actions
    all_of_them = ngettext_lazy("%(count)d action", "%(count)d actions", "count")
    some_of_them = ngettext_lazy("%(found)d of %(count)d action", "%(found)d of %(count)d actions", "count")


class OrganisationList(RecordList):
    filters = filters.OrganisationFilters
    template = "tracker/organisation_list.html"
    heading = _("Organisations")
    intro = _("Ministries, universities, schools, companies, intergovernmental bodies and local governments.")
    rows = rows.organisations
    all_of_them = ngettext_lazy("%(count)d organisation", "%(count)d organisations", "count")
    some_of_them = ngettext_lazy(
        "%(found)d of %(count)d organisation", "%(found)d of %(count)d organisations", "count"
    )


class PersonList(RecordList):
    filters = filters.PersonFilters
    template = "tracker/person_list.html"
    heading = _("People")
    intro = _(
        "Each person under one name, whatever the title that day; in order of the family name where it is"
        " known, else of the name."
    )
    rows = rows.people
    all_of_them = ngettext_lazy("%(count)d person", "%(count)d people", "count")
    some_of_them = ngettext_lazy("%(found)d of %(count)d person", "%(found)d of %(count)d people", "count")


class DelegationList(RecordList):
    filters = filters.DelegationFilters
    template = "tracker/delegation_list.html"
    heading = _("Delegations")
    intro = _("The groups that organisations send; how many a source says they were, and how many are known.")
    rows = rows.delegations
    all_of_them = ngettext_lazy("%(count)d delegation", "%(count)d delegations", "count")
    some_of_them = ngettext_lazy(
        "%(found)d of %(count)d delegation", "%(found)d of %(count)d delegations", "count"
    )


class ProgrammeList(RecordList):
    filters = filters.ProgrammeFilters
    template = "tracker/programme_list.html"
    heading = _("Programmes")
    intro = _("Cooperation under a name, with the organisation that leads it.")
    rows = rows.programmes
    all_of_them = ngettext_lazy("%(count)d programme", "%(count)d programmes", "count")
    some_of_them = ngettext_lazy(
        "%(found)d of %(count)d programme", "%(found)d of %(count)d programmes", "count"
    )


class TopicList(RecordList):
    filters = filters.TopicFilters
    template = "tracker/topic_list.html"
    heading = _("Topics")
    intro = _("The subjects that cooperation is about.")
    rows = rows.topics
    all_of_them = ngettext_lazy("%(count)d topic", "%(count)d topics", "count")
    some_of_them = ngettext_lazy("%(found)d of %(count)d topic", "%(found)d of %(count)d topics", "count")


class SourceList(RecordList):
    filters = filters.SourceFilters
    template = "tracker/source_list.html"
    heading = _("Sources")
    intro = _("The documents that the record is drawn from.")
    rows = rows.sources
    all_of_them = ngettext_lazy("%(count)d source", "%(count)d sources", "count")
    some_of_them = ngettext_lazy("%(found)d of %(count)d source", "%(found)d of %(count)d sources", "count")

    def _records(self, page: Page[Any]) -> list[Source]:
        found: list[Source] = super()._records(page)
        counts = rows.evidenced(self.request.user, [source.pk for source in found])
        for source in found:
            source.record_count = counts[source.pk]  # type: ignore[attr-defined]
        return found
