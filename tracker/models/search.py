"""What search looks in: one row a record, kept up from the record itself (`tracker.services.search`)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class SearchText(models.Model):
    """The texts of one record as they are compared: romanised, in small letters, words between single blanks.

    The engine's own index over them (trigrams) is made by `tracker.services.search.engine`.
    """

    #: The kind and the key of the record in one number (`tracker.services.search.texts.key_of`).
    id = models.BigIntegerField(primary_key=True)
    kind = models.CharField(_("kind"), max_length=30)
    record = models.BigIntegerField(_("record"))
    #: Each name between bars: "| nurbek example | nurbekexample |".
    names = models.TextField(_("names"), blank=True)
    prose = models.TextField(_("other texts"), blank=True)
    #: Runs of characters that are written without spaces, as they are.
    unspaced = models.TextField(_("Chinese characters"), blank=True)

    class Meta:
        verbose_name = _("text of search")
        verbose_name_plural = _("texts of search")

    def __str__(self) -> str:
        return f"{self.kind} {self.record}"


class SearchWord(models.Model):
    """A word of a name, by each form of it without one letter: so are words found that are misspelt."""

    form = models.CharField(_("form"), max_length=30)
    word = models.CharField(_("word"), max_length=30)

    class Meta:
        verbose_name = _("word of search")
        verbose_name_plural = _("words of search")
        constraints = [
            models.UniqueConstraint(
                fields=["form", "word"],
                name="search_word_once",
                violation_error_message=_("This form of the word is there already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.form}: {self.word}"


class SearchStale(models.Model):
    """A record that changed since it was indexed; written by triggers, whoever wrote the record and how."""

    kind = models.CharField(_("kind"), max_length=30)
    record = models.BigIntegerField(_("record"))

    class Meta:
        verbose_name = _("record to be indexed")
        verbose_name_plural = _("records to be indexed")

    def __str__(self) -> str:
        return f"{self.kind} {self.record}"
