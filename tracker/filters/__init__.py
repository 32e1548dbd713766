"""How each list can be narrowed and sorted, and what its query string may say."""

from tracker.filters.base import Problem, RecordFilterSet
from tracker.filters.happenings import EventFilters, VisitFilters
from tracker.filters.parties import DelegationFilters, OrganisationFilters, PersonFilters
from tracker.filters.subjects import ProgrammeFilters, SourceFilters, TopicFilters
from tracker.filters.undertakings import ActionFilters, AgreementFilters

__all__ = [
    "ActionFilters",
    "AgreementFilters",
    "DelegationFilters",
    "EventFilters",
    "OrganisationFilters",
    "PersonFilters",
    "Problem",
    "ProgrammeFilters",
    "RecordFilterSet",
    "SourceFilters",
    "TopicFilters",
    "VisitFilters",
]
