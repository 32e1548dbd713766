"""The list pages: one view, a page a noun."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, NamedTuple

from django.core.paginator import EmptyPage, Page, Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.cache import patch_vary_headers
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, ngettext_lazy
from django.views import View

from tracker import filters
from tracker.exports import FORMATS
from tracker.filters import Problem, RecordFilterSet
from tracker.filters.counting import MOST, in_words
from tracker.filters.query import quoted
from tracker.models import SavedView, Source
from tracker.models.visibility import Reader, is_staff
from tracker.services.roles import may_delete_view
from tracker.views import rows
from tracker.views.stretches import END, Stretch, stretch

# What htmx asks for by this name is the form with its choices counted.
CHOICES = "choices"
# In a record of up to so many rows, choices are counted with every page; in a larger one, when asked for.
COUNTED_AT_ONCE = 2_000


class Turn(NamedTuple):
    """A way to another page, or what is said between such ways."""

    rel: str
    label: str
    query: str | None = None


class FileLink(NamedTuple):
    """A way to have the list as a file."""

    label: str
    url: str


class RecordList(View):
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
        """Answers with the page, or with the part of it that htmx asks for."""
        narrowed = self.filters(request.GET, user=request.user)
        htmx = request.htmx  # type: ignore[attr-defined]
        partial = htmx and not htmx.history_restore_request
        if partial and htmx.target == CHOICES:
            self._count_choices(narrowed, asked=True)
            response = TemplateResponse(request, "tracker/parts/filters.html", {"filters": narrowed})
        else:
            response = self._results(narrowed, partial=bool(partial))
        patch_vary_headers(response, ["HX-Request", "HX-History-Restore-Request", "HX-Target"])
        return response

    def _results(self, narrowed: RecordFilterSet, *, partial: bool) -> TemplateResponse:
        page, problem = self._page(narrowed)
        problems = list(narrowed.problems)
        if problem:
            problems.append(Problem(problem))
        if not partial:
            self._count_choices(narrowed)
        context = {
            "heading": self.heading,
            "intro": self.intro,
            "filters": narrowed,
            "problems": problems,
            "left_out": narrowed.left_out,
            "how_many": self._how_many(narrowed, page),
            "part": self._part(page),
            "turns": self._turns(narrowed, page),
            "records": self._records(page),
        }
        context |= self._more(narrowed, context)
        template = f"{self.template}#results" if partial else self.template
        response = TemplateResponse(self.request, template, context)
        if partial:
            # The address to share is the one without what is empty or was not understood.
            response["HX-Push-Url"] = self.request.path + narrowed.query(**self._here(page))
        return response

    def _count_choices(self, narrowed: RecordFilterSet, *, asked: bool = False) -> None:
        """Has the choices say how many rows each would show."""

    def _page(self, narrowed: RecordFilterSet) -> tuple[Any, str]:
        """What is shown, and a sentence where that is not what was asked for."""
        raise NotImplementedError

    def _part(self, page: Any) -> str:
        """Which part of the whole is shown, in words; "" where it is all."""
        raise NotImplementedError

    def _here(self, page: Any) -> dict[str, str]:
        """The parameters that give the page."""
        raise NotImplementedError

    def _turns(self, narrowed: RecordFilterSet, page: Any) -> list[Turn]:
        """The ways to other pages."""
        raise NotImplementedError

    def _records(self, page: Any) -> list[Any]:
        """The records that are shown, with all that is shown of them, in order."""
        raise NotImplementedError

    def _how_many(self, narrowed: RecordFilterSet, page: Any) -> str:
        raise NotImplementedError

    def _more(self, narrowed: Any, context: dict[str, Any]) -> dict[str, Any]:
        """What else the template is given."""
        return {}


class NumberedList(RecordList):
    """A list whose pages have numbers: one that is read whole anyway."""

    def _paginator(self, narrowed: RecordFilterSet) -> Paginator[Any]:
        raise NotImplementedError

    def _page(self, narrowed: RecordFilterSet) -> tuple[Page[Any], str]:
        """The page that is asked for, or the nearest, and then a sentence that says so."""
        paginator = self._paginator(narrowed)
        asked = narrowed.place("page") or "1"
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

    def _part(self, page: Page[Any]) -> str:
        if page.paginator.num_pages == 1:
            return ""
        first, last = page.start_index(), page.end_index()
        return _now("%(first)s to %(last)s shown") % {"first": first, "last": last}

    def _here(self, page: Page[Any]) -> dict[str, str]:
        return self._number(page.number)

    def _turns(self, narrowed: RecordFilterSet, page: Page[Any]) -> list[Turn]:
        pages = page.paginator.num_pages
        if pages == 1:
            return []
        turns = [Turn("", _now("Page %(number)d of %(all)d") % {"number": page.number, "all": pages})]
        if page.has_previous():
            query = narrowed.query(**self._number(page.number - 1))
            turns.insert(0, Turn("prev", _now("Previous page"), query))
        if page.has_next():
            turns.append(Turn("next", _now("Next page"), narrowed.query(**self._number(page.number + 1))))
        return turns

    @staticmethod
    def _number(page: int) -> dict[str, str]:
        """A page's number as the query string has it: the first goes without."""
        return {"page": str(page)} if page > 1 else {}


class NounList[M: Model](RecordList):
    """A list of the records of one noun, in stretches that begin where another ends."""

    #: What the template is told of what the reader may do: its name there → the permission.
    more_of_staff: ClassVar[dict[str, str]] = {}

    def _page(self, narrowed: RecordFilterSet) -> tuple[Stretch, str]:
        return stretch(narrowed)

    def _part(self, page: Stretch) -> str:
        return page.in_words

    def _here(self, page: Stretch) -> dict[str, str]:
        return page.here

    def _turns(self, narrowed: RecordFilterSet, page: Stretch) -> list[Turn]:
        turns = []
        if page.before is not None:
            turns.append(Turn("", _now("First page"), narrowed.query()))
            turns.append(Turn("prev", _now("Previous page"), narrowed.query(**page.before)))
        if page.after is not None:
            turns.append(Turn("next", _now("Next page"), narrowed.query(**page.after)))
            turns.append(Turn("", _now("Last page"), narrowed.query(before=END)))
        return turns

    def _records(self, page: Stretch) -> list[M]:
        """The page's records with all that is shown of them, in the page's order."""
        found = type(self).rows(self.request.user).in_bulk(page.pks)
        # One may have been deleted in between.
        return [found[pk] for pk in page.pks if pk in found]

    def _how_many(self, narrowed: RecordFilterSet, page: Stretch) -> str:
        total, found = narrowed.total, narrowed.number
        words = {"count": total, "number": in_words(total), "found": in_words(found)}
        return str((self.all_of_them if total == found else self.some_of_them) % words)

    def _more(self, narrowed: RecordFilterSet, context: dict[str, Any]) -> dict[str, Any]:
        base, query = self.request.path.rstrip("/"), narrowed.query()
        files = [FileLink(name.upper(), f"{base}.{name}{query}") for name in FORMATS]
        cut = ""
        if narrowed.number > MOST:
            cut = _now("the first %(most)s of them") % {"most": number_format(MOST, force_grouping=True)}
        user = self.request.user
        may = {name: user.has_perm(permission) for name, permission in self.more_of_staff.items()}
        return {"files": files, "files_cut": cut, **may, **self._saved(base, query)}

    def _saved(self, base: str, query: str) -> dict[str, Any]:
        """The views of this list that staff keep, and where to keep another."""
        user = self.request.user
        if not is_staff(user) or not user.has_perm("tracker.view_savedview"):
            return {"saved_views": None}
        list_name = self.request.resolver_match.url_name  # type: ignore[union-attr]
        views = list(SavedView.objects.visible_to(user).filter(list_name=list_name))
        for view in views:
            view.may_edit = may_delete_view(user, view)  # type: ignore[attr-defined]
        keep = user.has_perm("tracker.add_savedview")
        return {"saved_views": views, "keep_url": f"{base}/views/new/{query}" if keep else ""}

    def _count_choices(self, narrowed: RecordFilterSet, *, asked: bool = False) -> None:
        if asked or narrowed.wants_counts or narrowed.total <= COUNTED_AT_ONCE:
            narrowed.count_choices()


class VisitList(NounList):
    filters = filters.VisitFilters
    template = "tracker/visit_list.html"
    heading = _("Visits")
    intro = _("Each journey of a delegation: who went where, when, and what came of it.")
    rows = rows.visits
    all_of_them = ngettext_lazy("%(number)s visit", "%(number)s visits", "count")
    some_of_them = ngettext_lazy("%(found)s of %(number)s visit", "%(found)s of %(number)s visits", "count")


class EventList(NounList):
    filters = filters.EventFilters
    template = "tracker/event_list.html"
    heading = _("Events")
    intro = _("Congresses, forums, seminars and meetings of ministers that several parties attend.")
    rows = rows.events
    all_of_them = ngettext_lazy("%(number)s event", "%(number)s events", "count")
    some_of_them = ngettext_lazy("%(found)s of %(number)s event", "%(found)s of %(number)s events", "count")


class AgreementList(NounList):
    filters = filters.AgreementFilters
    template = "tracker/agreement_list.html"
    heading = _("Agreements")
    intro = _("What parties have put their names to, or wish to: memoranda, contracts, joint institutions.")
    rows = rows.agreements
    all_of_them = ngettext_lazy("%(number)s agreement", "%(number)s agreements", "count")
    some_of_them = ngettext_lazy(
        "%(found)s of %(number)s agreement", "%(found)s of %(number)s agreements", "count"
    )


class ActionList(NounList):
    filters = filters.ActionFilters
    template = "tracker/action_list.html"
    heading = _("Follow-up actions")
    intro = _("What must happen next: who owes it to whom, and by when.")
    rows = rows.actions
    more_of_staff = {"may_do": "tracker.change_followupaction"}
    all_of_them = ngettext_lazy("%(number)s action", "%(number)s actions", "count")
    some_of_them = ngettext_lazy("%(found)s of %(number)s action", "%(found)s of %(number)s actions", "count")


class OrganisationList(NounList):
    filters = filters.OrganisationFilters
    template = "tracker/organisation_list.html"
    heading = _("Organisations")
    intro = _("Ministries, universities, schools, companies, intergovernmental bodies and local governments.")
    rows = rows.organisations
    all_of_them = ngettext_lazy("%(number)s organisation", "%(number)s organisations", "count")
    some_of_them = ngettext_lazy(
        "%(found)s of %(number)s organisation", "%(found)s of %(number)s organisations", "count"
    )


class PersonList(NounList):
    filters = filters.PersonFilters
    template = "tracker/person_list.html"
    heading = _("People")
    intro = _(
        "Each person under one name, whatever the title that day; in order of the family name where it is"
        " known, else of the name."
    )
    rows = rows.people
    all_of_them = ngettext_lazy("%(number)s person", "%(number)s people", "count")
    some_of_them = ngettext_lazy("%(found)s of %(number)s person", "%(found)s of %(number)s people", "count")


class DelegationList(NounList):
    filters = filters.DelegationFilters
    template = "tracker/delegation_list.html"
    heading = _("Delegations")
    intro = _("The groups that organisations send; how many a source says they were, and how many are known.")
    rows = rows.delegations
    all_of_them = ngettext_lazy("%(number)s delegation", "%(number)s delegations", "count")
    some_of_them = ngettext_lazy(
        "%(found)s of %(number)s delegation", "%(found)s of %(number)s delegations", "count"
    )


class ProgrammeList(NounList):
    filters = filters.ProgrammeFilters
    template = "tracker/programme_list.html"
    heading = _("Programmes")
    intro = _("Cooperation under a name, with the organisation that leads it.")
    rows = rows.programmes
    all_of_them = ngettext_lazy("%(number)s programme", "%(number)s programmes", "count")
    some_of_them = ngettext_lazy(
        "%(found)s of %(number)s programme", "%(found)s of %(number)s programmes", "count"
    )


class TopicList(NounList):
    filters = filters.TopicFilters
    template = "tracker/topic_list.html"
    heading = _("Topics")
    intro = _("The subjects that cooperation is about.")
    rows = rows.topics
    all_of_them = ngettext_lazy("%(number)s topic", "%(number)s topics", "count")
    some_of_them = ngettext_lazy("%(found)s of %(number)s topic", "%(found)s of %(number)s topics", "count")


class SourceList(NounList):
    filters = filters.SourceFilters
    template = "tracker/source_list.html"
    heading = _("Sources")
    intro = _("The documents that the record is drawn from.")
    rows = rows.sources
    all_of_them = ngettext_lazy("%(number)s source", "%(number)s sources", "count")
    some_of_them = ngettext_lazy("%(found)s of %(number)s source", "%(found)s of %(number)s sources", "count")

    def _records(self, page: Stretch) -> list[Source]:
        found: list[Source] = super()._records(page)
        counts = rows.evidenced(self.request.user, [source.pk for source in found])
        for source in found:
            source.record_count = counts[source.pk]  # type: ignore[attr-defined]
        return found
