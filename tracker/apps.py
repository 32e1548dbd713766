"""The application that holds the record."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class TrackerConfig(AppConfig):
    name = "tracker"
    verbose_name = _("Record of cooperation")

    def ready(self) -> None:
        from tracker.services.search.engine import install

        post_migrate.connect(install, sender=self)
