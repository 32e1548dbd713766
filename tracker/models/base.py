"""What the records share: a slug or a reference that names them, and the two kinds of notes."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, RegexValidator
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from tracker.names import slug_for


class RecordQuerySet[M: models.Model](models.QuerySet[M]):
    """Rows that their natural key finds, in fixtures as in imports."""

    natural_key_fields: ClassVar[tuple[str, ...]]

    def get_by_natural_key(self, *key: Any) -> M:
        return self.get(**dict(zip(self.natural_key_fields, key, strict=True)))


class Slugged(models.Model):
    """A record whose name gives its slug, once: a later change of name keeps every link to it alive."""

    slug_source: ClassVar[str] = "name"

    slug = models.SlugField(
        _("slug"),
        max_length=90,
        unique=True,
        blank=True,
        help_text=_(
            "The part of the web address that names this record; made from the name when left empty."
        ),
    )

    class Meta:
        abstract = True

    def save(self, **kwargs: Any) -> None:
        if not self.slug:
            self.slug = self._free_slug()
        super().save(**kwargs)

    def natural_key(self) -> tuple[str, ...]:
        return (self.slug,)

    def _free_slug(self) -> str:
        wanted = slug_for(str(getattr(self, self.slug_source)))
        taken = set(
            type(self)._default_manager.filter(slug__startswith=wanted).values_list("slug", flat=True)
        )
        number, slug = 1, wanted
        while slug in taken:
            number += 1
            slug = f"{wanted}-{number}"
        return slug


class ReferenceCounter(models.Model):
    """The last number given out under a prefix, so that a deleted record's reference is never given again."""

    prefix = models.CharField(max_length=1, primary_key=True)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("reference counter")

    def __str__(self) -> str:
        return f"{self.prefix}-{self.last:04d}"


class Referenced(models.Model):
    """A record that people call by its reference, in speech, in letters and in URLs."""

    reference_prefix: ClassVar[str]

    reference = models.CharField(
        _("reference"),
        max_length=12,
        unique=True,
        blank=True,
        validators=[
            RegexValidator(r"\A[A-Z]-[0-9]{4,9}\Z", _("A reference is a letter, a hyphen and digits."))
        ],
        help_text=_("Given when the record is first saved; it never changes and is never given again."),
    )

    class Meta:
        abstract = True

    def save(self, **kwargs: Any) -> None:
        with transaction.atomic():
            if not self.reference:
                [self.reference] = self.take_references()
            super().save(**kwargs)

    def natural_key(self) -> tuple[str, ...]:
        return (self.reference,)

    @classmethod
    def take_references(cls, count: int = 1) -> list[str]:
        """Give out the next `count` references of this kind; each is given once, whoever else asks."""
        with transaction.atomic():
            ReferenceCounter.objects.bulk_create(
                [ReferenceCounter(prefix=cls.reference_prefix)], ignore_conflicts=True
            )
            counter = ReferenceCounter.objects.select_for_update().get(prefix=cls.reference_prefix)
            given = cls._numbered(counter.last, count)
            if cls._any_taken(given):
                # Records came in with references of their own (fixtures, a restored table): go on after them.
                counter.last = cls._highest_number()
                given = cls._numbered(counter.last, count)
            counter.last += count
            counter.save(update_fields=["last"])
        return given

    @classmethod
    def _any_taken(cls, references: list[str]) -> bool:
        """Asked a few thousand at a time, since SQLite takes only so many values in a query."""
        return any(
            cls._default_manager.filter(reference__in=references[start : start + 5_000]).exists()
            for start in range(0, len(references), 5_000)
        )

    @classmethod
    def _numbered(cls, last: int, count: int) -> list[str]:
        return [f"{cls.reference_prefix}-{number:04d}" for number in range(last + 1, last + 1 + count)]

    @classmethod
    def _highest_number(cls) -> int:
        references = cls._default_manager.values_list("reference", flat=True)
        return max((int(reference.partition("-")[2]) for reference in references.iterator()), default=0)


def internal_notes() -> models.TextField[str, str]:
    """The field for what only staff may read."""
    return models.TextField(_("internal notes"), blank=True, help_text=_("Only staff read this, ever."))


def order_field() -> models.PositiveIntegerField[int, int]:
    """The field for a row's place among those beside it; 0 until it is saved."""
    return models.PositiveIntegerField(_("order"), default=0, validators=[MaxValueValidator(9_999)])


def note() -> models.TextField[str, str]:
    """The field for doubts and how they arose, which everybody may read."""
    return models.TextField(
        _("note"),
        blank=True,
        help_text=_("What readers should know of doubts, gaps and how they could be closed."),
    )
