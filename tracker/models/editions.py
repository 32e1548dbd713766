"""Marks that changes of the record leave: by them a kept answer is known to be of the past."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Edition(models.Model):
    """A change of the record; written by triggers (`tracker.services.editions`), whoever made it, and how.

    SQLite, where one writes at a time, has one row, whose token is another after each change. PostgreSQL has
    a row a statement, since there a row that all writers change would make them wait for each other.
    """

    token = models.CharField(_("token"), max_length=32)

    class Meta:
        verbose_name = _("edition of the record")
        verbose_name_plural = _("editions of the record")

    def __str__(self) -> str:
        return f"{self.pk} {self.token}"
