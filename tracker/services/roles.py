"""Who may do what: the three roles of the office, as groups with the permissions of one matrix.

A Viewer reads the whole record. An Editor also adds and changes all of it, and deletes what is not public. A
Publisher also makes records public, takes them back, deletes public ones, and reverts changes. Everybody
keeps views of lists of their own; an Editor may share them, and a Publisher may delete those that others
share. Members of staff and groups are the superusers' business.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import apps as current_apps
from django.db import models

from tracker.models.visibility import Visible

if TYPE_CHECKING:
    from tracker.models import SavedView
    from tracker.models.visibility import Reader

VIEWER = "Viewer"
EDITOR = "Editor"
PUBLISHER = "Publisher"
ROLES = (VIEWER, EDITOR, PUBLISHER)

#: The records that say themselves who may read them.
PUBLISHED = ("visit", "event", "agreement", "followupaction")
#: Everything that staff keep.
KEPT = (
    *PUBLISHED,
    "agreementdocument",
    "alias",
    "citation",
    "delegation",
    "eventorganisation",
    "fact",
    "organisation",
    "participant",
    "party",
    "person",
    "position",
    "programme",
    "source",
    "stop",
    "topic",
)
#: What a migration keeps, and staff only read.
LOOKED_UP = ("country",)
#: What is written beside the record, and staff only read; a Publisher may revert it.
WRITTEN = ("change",)

#: What staff bring in and take back; never deleted, since it says where records come from.
BROUGHT_IN = ("import", "documentversion", "actioncomment")

#: What each member of staff keeps for themselves.
OWN = ("savedview",)

_READ = ("view",)
_EDIT = ("view", "add", "change", "delete")


def _edited(published: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    return {
        **dict.fromkeys(KEPT, _EDIT),
        **dict.fromkeys(PUBLISHED, (*_EDIT, *published)),
        **dict.fromkeys(LOOKED_UP, _READ),
        **dict.fromkeys(BROUGHT_IN, ("view", "add", "change")),
        **dict.fromkeys(WRITTEN, ("view", *(["revert"] if published else []))),
        **dict.fromkeys(OWN, (*_EDIT, "share", *(["tidy"] if published else []))),
    }


#: Role → model → what it may do; what isn't here is refused.
MATRIX: dict[str, dict[str, tuple[str, ...]]] = {
    VIEWER: {**dict.fromkeys((*KEPT, *LOOKED_UP, *BROUGHT_IN, *WRITTEN), _READ), **dict.fromkeys(OWN, _EDIT)},
    EDITOR: _edited(()),
    PUBLISHER: _edited(("publish",)),
}


def grant_roles(apps: Any, schema_editor: Any) -> None:
    """Make the groups and give each the permissions of the matrix, in a migration.

    `apps` is the migration's; models that it doesn't know yet are left to a later migration, which calls this
    again. Permissions that an office has given a group besides stay.
    """
    from django.contrib.auth.management import create_permissions

    using = schema_editor.connection.alias
    # Django makes permissions only after the last migration; here they are needed at once. The historical
    # application has no module of models, which `create_permissions` asks for, so the current one stands in.
    create_permissions(current_apps.get_app_config("tracker"), verbosity=0, using=using, apps=apps)
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    ids = dict(
        Permission.objects.using(using)
        .filter(content_type__app_label="tracker")
        .values_list("codename", "id")
    )
    for role, row in MATRIX.items():
        group, _created = Group.objects.using(using).get_or_create(name=role)
        codenames = [f"{action}_{model}" for model, actions in row.items() for action in actions]
        group.permissions.add(*(ids[codename] for codename in codenames if codename in ids))


def may_publish(user: Reader, model: type[models.Model]) -> bool:
    """Whether `user` may make records of `model` public, take them back, and delete public ones.

    A record without a visibility of its own is public through others of any kind: who may delete it must be
    allowed to publish all of them.
    """
    names = [model._meta.model_name] if issubclass(model, Visible) else PUBLISHED
    return all(user.has_perm(f"tracker.publish_{name}") for name in names)


def may_delete_view(user: Reader, view: SavedView) -> bool:
    """Whether `user` may delete a saved view: their own, or, if they may tidy up, a shared one."""
    if view.owner_id == user.pk:
        return user.has_perm("tracker.delete_savedview")
    return view.is_shared and user.has_perm("tracker.tidy_savedview")


def is_public(record: models.Model) -> bool:
    """Whether anonymous readers find `record`, by what is stored and not by what is about to be.

    Only records with a page of their own are asked about. The rows of a record (its stops, aliases,
    citations…) are part of it, and taking one out is a change of that record.
    """
    if record.pk is None:
        return False
    if isinstance(record, Visible) or hasattr(record, "slug"):
        return bool(type(record)._default_manager.public().filter(pk=record.pk).exists())  # type: ignore[attr-defined]
    return False


def may_delete(user: Reader, record: models.Model) -> bool:
    """Whether `user`, who may delete records of this kind, may delete this one."""
    return may_publish(user, type(record)) or not is_public(record)
