"""Earlier versions of a record: what it had in its many-to-many relations then."""

from __future__ import annotations

from typing import Any

from django.db import models
from simple_history.models import to_historic


def show_relations_of_version(record: models.Model) -> None:
    """Let the relations of `record`, taken from a version of it, read as they were then.

    The library gives an earlier version its columns, but its many-to-many relations read what is stored now.
    What has been deleted since is left out. Only for showing: a relation that is saved compares with what is
    stored.
    """
    version: Any = to_historic(record)
    if version is None:
        return
    shown: dict[str, Any] = vars(record).setdefault("_prefetched_objects_cache", {})
    for field in version._history_m2m_fields:
        through: Any = field.remote_field.through
        column = through._meta.get_field(field.m2m_reverse_field_name()).attname
        keys = [getattr(row, column) for row in getattr(version, field.name).all()]
        # By name, as a manager of the relation looks for what has been loaded already.
        shown[field.name] = field.related_model._default_manager.filter(pk__in=keys)
