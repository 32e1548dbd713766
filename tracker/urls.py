"""The public pages: a list and a page a record for each noun, the timeline, and the first page."""

from collections.abc import Iterable

from django.urls import path, register_converter

from tracker.exports import FORMATS
from tracker.views import details, home, lists
from tracker.views.agreements import agreement_step, document_file, document_new, radar, radar_export
from tracker.views.countries import country_detail, country_list
from tracker.views.dates import date_read
from tracker.views.design import design
from tracker.views.doing import action_comment, action_done
from tracker.views.exports import LISTS, list_export
from tracker.views.overview import overview
from tracker.views.reminders import reminder_preferences
from tracker.views.robots import robots
from tracker.views.saved_views import saved_view_edit, saved_view_new
from tracker.views.search import search
from tracker.views.second_factor import second_factor
from tracker.views.state import state
from tracker.views.timeline import timeline, visit_days


class ReferenceConverter:
    """What names a visit, an agreement or an action in a URL: V-0001."""

    regex = "[A-Z]-[0-9]{4,9}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class OneOf:
    """One of some words in a URL."""

    def __init_subclass__(cls, words: Iterable[str]) -> None:
        cls.regex = "|".join(words)

    regex: str

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class ListConverter(OneOf, words=LISTS):
    """The lists that can be had as files."""


class FormatConverter(OneOf, words=FORMATS):
    """The formats of these files."""


register_converter(ReferenceConverter, "reference")
register_converter(ListConverter, "list")
register_converter(FormatConverter, "format")

urlpatterns = [
    path("", home.home, name="home"),
    path("timeline/", timeline, name="timeline"),
    path("overview/", overview, name="overview"),
    path("reminders/", reminder_preferences, name="reminders"),
    path("second-factor/", second_factor, name="second-factor"),
    path("design/", design, name="design"),
    path("visits/", lists.VisitList.as_view(), name="visit-list"),
    path("visits/<reference:reference>/", details.visit_detail, name="visit-detail"),
    path("visits/<reference:reference>/days/", visit_days, name="visit-days"),
    path("events/", lists.EventList.as_view(), name="event-list"),
    path("events/<slug:slug>/", details.event_detail, name="event-detail"),
    path("agreements/", lists.AgreementList.as_view(), name="agreement-list"),
    path("agreements/radar/", radar, name="radar"),
    path("agreements/radar.<format:file_format>", radar_export, name="radar-export"),
    path("agreements/<reference:reference>/", details.agreement_detail, name="agreement-detail"),
    path("agreements/<reference:reference>/steps/<slug:step>/", agreement_step, name="agreement-step"),
    path("agreements/<reference:reference>/documents/new/", document_new, name="document-new"),
    path("agreements/<reference:reference>/documents/<int:pk>/", document_file, name="document-file"),
    path("actions/", lists.ActionList.as_view(), name="action-list"),
    path("actions/<reference:reference>/", details.action_detail, name="action-detail"),
    path("actions/<reference:reference>/done/", action_done, name="action-done"),
    path("actions/<reference:reference>/comments/", action_comment, name="action-comment"),
    path("organisations/", lists.OrganisationList.as_view(), name="organisation-list"),
    path("organisations/<slug:slug>/", details.organisation_detail, name="organisation-detail"),
    path("countries/", country_list, name="country-list"),
    path("countries/<str:code>/", country_detail, name="country-detail"),
    path("people/", lists.PersonList.as_view(), name="person-list"),
    path("people/<slug:slug>/", details.person_detail, name="person-detail"),
    path("delegations/", lists.DelegationList.as_view(), name="delegation-list"),
    path("delegations/<slug:slug>/", details.delegation_detail, name="delegation-detail"),
    path("programmes/", lists.ProgrammeList.as_view(), name="programme-list"),
    path("programmes/<slug:slug>/", details.programme_detail, name="programme-detail"),
    path("topics/", lists.TopicList.as_view(), name="topic-list"),
    path("topics/<slug:slug>/", details.topic_detail, name="topic-detail"),
    path("sources/", lists.SourceList.as_view(), name="source-list"),
    path("sources/<slug:slug>/", details.source_detail, name="source-detail"),
    path("state/", state, name="state"),
    path("<list:name>.<format:file_format>", list_export, name="list-export"),
    path("<list:name>/views/new/", saved_view_new, name="saved-view-new"),
    path("views/<int:pk>/", saved_view_edit, name="saved-view-edit"),
    path("search/", search, name="search"),
    path("robots.txt", robots, name="robots"),
    path("dates/read/", date_read, name="date-read"),
]
