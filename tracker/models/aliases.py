"""Aliases: the other names that a record goes by, in any script."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from tracker.choices import AliasKind
from tracker.models.changes import RecordHistory
from tracker.models.fields import NormalisedField
from tracker.models.targets import Targeted, one_target, target_indexes, target_key
from tracker.models.visibility import ALIASED, ReachableQuerySet
from tracker.validators import validate_language_tag


class AliasQuerySet(ReachableQuerySet["Alias"]):
    public_through = ALIASED

    def get_by_natural_key(self, *natural_key: Any) -> Alias:
        name, kind, *key = natural_key
        return self.get(name=name, **Alias.target_by_natural_key(kind, *key))


class Alias(Targeted):
    """Another name of one record: an abbreviation, a spelling, a former name, the name in another script."""

    targets = ALIASED

    organisation = target_key("Organisation", related_name="aliases", verbose_name=_("organisation"))
    person = target_key("Person", related_name="aliases", verbose_name=_("person"))
    delegation = target_key("Delegation", related_name="aliases", verbose_name=_("delegation"))
    event = target_key("Event", related_name="aliases", verbose_name=_("event"))
    agreement = target_key("Agreement", related_name="aliases", verbose_name=_("agreement"))
    programme = target_key("Programme", related_name="aliases", verbose_name=_("programme"))
    topic = target_key("Topic", related_name="aliases", verbose_name=_("topic"))
    name = models.CharField(_("name"), max_length=250)
    kind = models.CharField(_("kind"), max_length=12, choices=AliasKind, default=AliasKind.ALIAS)
    language = models.CharField(
        _("language"),
        max_length=20,
        blank=True,
        validators=[validate_language_tag],
        help_text=_("Its short code, where it is not that of the page: “zh-Hans”, “kk”, “ru”."),
    )
    key = NormalisedField(_("key"))

    objects = models.Manager.from_queryset(AliasQuerySet)()
    history = RecordHistory()

    class Meta:
        verbose_name = _("alias")
        verbose_name_plural = _("aliases")
        ordering = ["name", "id"]
        indexes = target_indexes(ALIASED, prefix="alias")
        constraints = [
            one_target(
                ALIASED, name="alias_one_target", message=_("An alias belongs to exactly one record.")
            ),
            *(
                models.UniqueConstraint(
                    target,
                    Lower("name"),
                    condition=Q(**{f"{target}__isnull": False}),
                    name=f"alias_once_{target}",
                    violation_error_message=_("This record has this alias already: remove one of the two."),
                )
                for target in ALIASED
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        if not self.target_kind:
            return
        # Case is folded here and not by the constraint alone, since SQLite folds ASCII only.
        beside = Alias.objects.filter(**{self.target_kind: self.target}).exclude(pk=self.pk)
        if self.name.casefold() in {name.casefold() for name in beside.values_list("name", flat=True)}:
            raise ValidationError({"name": _("This record has this alias already: remove one of the two.")})
        if self.name == str(getattr(self.target, "name", "")):
            sentence = _("“%(name)s” is the name of the record itself: an alias is another name.")
            raise ValidationError({"name": ValidationError(sentence, params={"name": self.name})})

    def get_absolute_url(self) -> str:
        return str(self.target.get_absolute_url())

    def natural_key(self) -> tuple[Any, ...]:
        return (self.name, *self.target_natural_key())

    natural_key.dependencies = [f"tracker.{target}" for target in ALIASED]  # type: ignore[attr-defined]
