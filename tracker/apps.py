"""The application that holds the record."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class TrackerConfig(AppConfig):
    name = "tracker"
    verbose_name = _("Record of cooperation")

    def ready(self) -> None:
        from tracker.services import editions
        from tracker.services.search import engine

        post_migrate.connect(engine.install, sender=self)
        post_migrate.connect(editions.install, sender=self)
