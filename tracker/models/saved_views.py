"""Named filters of lists that staff keep for themselves, or share with each other."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tracker.models.constraints import filled
from tracker.models.visibility import Reader, is_staff


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def visible_to(self, user: Reader) -> Self:
        """Their own and the shared ones for staff, nothing for all others."""
        if not is_staff(user):
            return self.none()
        return self.filter(Q(owner=user.pk) | Q(is_shared=True))


class SavedView(models.Model):
    """One state of a list under a name. What it says is read anew whenever it is opened."""

    name = models.CharField(_("name"), max_length=80)
    #: The name of the list's address, as `visit-list`.
    list_name = models.CharField(_("list"), max_length=30, editable=False)
    query = models.TextField(_("filter"), blank=True, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="saved_views",
        verbose_name=_("kept by"),
        editable=False,
    )
    is_shared = models.BooleanField(_("shared with all staff"), default=False)

    objects = models.Manager.from_queryset(SavedViewQuerySet)()

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        ordering = ["name", "id"]
        permissions = [
            ("share_savedview", "Can share saved view"),
            ("tidy_savedview", "Can delete saved views that others share"),
        ]
        constraints = [
            filled("name", model_label="saved_view"),
            models.UniqueConstraint(
                fields=["owner", "list_name", "name"],
                name="saved_view_name_once",
                violation_error_message=_("You keep another view of this list by this name: choose another."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse(self.list_name) + self.query
