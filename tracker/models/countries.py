"""Countries, by their ISO 3166-1 code."""

from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from tracker.models.changes import RecordHistory
from tracker.models.visibility import ReachableQuerySet


class CountryQuerySet(ReachableQuerySet["Country"]):
    public_through = (
        "visits",
        "stops__visit",
        "events",
        "held_events",
        "agreements",
        "agreement_parties__agreement",
        "owned_actions",
        "awaited_actions",
        "organisations",
    )
    natural_key_fields = ("code",)


class Country(models.Model):
    """A country. A migration fills the table; its names are django-countries' own."""

    code = models.CharField(_("code"), max_length=2, primary_key=True)
    # Kept beside the code for searching and ordering in the database.
    english_name = models.CharField(_("name in English"), max_length=100)

    objects = models.Manager.from_queryset(CountryQuerySet)()
    history = RecordHistory()

    class Meta:
        verbose_name = _("country")
        verbose_name_plural = _("countries")
        ordering = ["english_name"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return str(countries.name(self.code)) or self.english_name

    def get_absolute_url(self) -> str:
        return reverse("country-detail", args=[self.code])

    def natural_key(self) -> tuple[str]:
        return (self.code,)

    def save(self, **kwargs: Any) -> None:
        self.code = self.code.upper()
        super().save(**kwargs)
