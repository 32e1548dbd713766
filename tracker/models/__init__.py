"""The record, one module a noun."""

from tracker.models.actions import ActionComment, FollowUpAction
from tracker.models.agreements import Agreement, Party
from tracker.models.aliases import Alias
from tracker.models.base import ReferenceCounter
from tracker.models.changes import Change
from tracker.models.countries import Country
from tracker.models.delegations import Delegation
from tracker.models.documents import AgreementDocument, DocumentVersion
from tracker.models.duplicates import ToldApart
from tracker.models.editions import Edition
from tracker.models.events import Event, EventOrganisation
from tracker.models.imports import ColumnMapping, Import, NotTheSame
from tracker.models.organisations import Fact, Organisation
from tracker.models.participants import Participant
from tracker.models.people import Person, Position
from tracker.models.programmes import Programme
from tracker.models.reminders import Reminder, ReminderPreferences
from tracker.models.saved_views import SavedView
from tracker.models.search import SearchStale, SearchText, SearchWord
from tracker.models.sources import Citation, Source
from tracker.models.topics import Topic
from tracker.models.users import User
from tracker.models.visits import Stop, Visit

__all__ = [
    "ActionComment",
    "Agreement",
    "AgreementDocument",
    "Alias",
    "Change",
    "Citation",
    "ColumnMapping",
    "Country",
    "Delegation",
    "DocumentVersion",
    "Edition",
    "Event",
    "EventOrganisation",
    "Fact",
    "FollowUpAction",
    "Import",
    "NotTheSame",
    "Organisation",
    "Participant",
    "Party",
    "Person",
    "Position",
    "Programme",
    "ReferenceCounter",
    "Reminder",
    "ReminderPreferences",
    "SavedView",
    "SearchStale",
    "SearchText",
    "SearchWord",
    "Source",
    "Stop",
    "ToldApart",
    "Topic",
    "User",
    "Visit",
]
