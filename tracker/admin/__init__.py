"""The screens in which staff keep the record."""

from tracker.admin import agreements, changes, delegations, events, imports, people, subjects, users, visits

__all__ = [
    "agreements",
    "changes",
    "delegations",
    "events",
    "imports",
    "people",
    "subjects",
    "users",
    "visits",
]
