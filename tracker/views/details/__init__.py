"""The detail pages, one view a noun."""

from tracker.views.details.actions import action_detail
from tracker.views.details.agreements import agreement_detail
from tracker.views.details.delegations import delegation_detail
from tracker.views.details.events import event_detail
from tracker.views.details.organisations import organisation_detail
from tracker.views.details.people import person_detail
from tracker.views.details.sources import source_detail
from tracker.views.details.subjects import programme_detail, topic_detail
from tracker.views.details.visits import visit_detail

__all__ = [
    "action_detail",
    "agreement_detail",
    "delegation_detail",
    "event_detail",
    "organisation_detail",
    "person_detail",
    "programme_detail",
    "source_detail",
    "topic_detail",
    "visit_detail",
]
