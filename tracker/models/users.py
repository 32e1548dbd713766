"""The members of the office who sign in."""

from django.contrib.auth.models import AbstractUser
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """A member of staff. What each may do comes from the groups Viewer, Editor and Publisher."""

    class Meta(AbstractUser.Meta):
        verbose_name = _("member of staff")  # type: ignore[assignment]
        verbose_name_plural = _("members of staff")  # type: ignore[assignment]

    def __str__(self) -> str:
        return self.get_full_name() or self.username
