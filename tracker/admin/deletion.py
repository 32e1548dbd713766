"""What stands in the way of a deletion, told so that somebody can act on it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.admin.utils import NestedObjects, quote
from django.db import models, router
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from tracker.services.labels import label_of


def _owners(joins: Iterable[models.Model]) -> list[models.Model]:
    """The records whose many-to-many relations the rows `joins` are."""
    ids: dict[type[models.Model], set[object]] = defaultdict(set)
    for join in joins:
        owner: Any = join._meta.auto_created  # the model that holds the relation; the stubs say bool
        column = next(field for field in join._meta.fields if field.related_model is owner)
        ids[owner].add(getattr(join, column.attname))
    return [record for model, keys in ids.items() for record in model._default_manager.filter(pk__in=keys)]


def referring(records: Iterable[models.Model]) -> list[models.Model]:
    """The records that refer to `records` and must be changed before these can be deleted."""
    chosen = list(records)
    if not chosen:
        return []
    collector = NestedObjects(using=router.db_for_write(type(chosen[0])), origin=chosen)
    collector.collect(chosen)
    protected = list(collector.protected)
    joins = [row for row in protected if row._meta.auto_created]
    found = {row for row in protected if not row._meta.auto_created} | set(_owners(joins))
    return sorted(found, key=lambda row: (str(row._meta.verbose_name), str(row)))


def links_to(records: Iterable[models.Model], site: AdminSite) -> list[SafeString]:
    """Each record by its kind and name, with a link to its own page in the admin."""
    found = []
    for record in records:
        kind = capfirst(str(record._meta.verbose_name))
        name = f"{site.name}:{record._meta.app_label}_{record._meta.model_name}_change"
        try:
            url = reverse(name, args=[quote(record.pk)])
        except NoReverseMatch:
            found.append(format_html("{}: {}", kind, label_of(record)))
        else:
            found.append(format_html('{}: <a href="{}">{}</a>', kind, url, label_of(record)))
    return found
