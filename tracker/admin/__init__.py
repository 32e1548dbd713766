"""The screens in which staff keep the record."""

from tracker.admin import agreements, delegations, events, imports, people, subjects, users, visits

__all__ = ["agreements", "delegations", "events", "imports", "people", "subjects", "users", "visits"]
