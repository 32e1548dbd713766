"""Sources, and the citations that tie each claim of the record to a line of one."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tracker.choices import SourceKind, Stance
from tracker.dates import PartialDateField, partial_date_constraints
from tracker.models.base import Slugged, internal_notes, note
from tracker.models.changes import RecordHistory
from tracker.models.targets import Targeted, one_target, target_indexes, target_key
from tracker.models.visibility import CITED, ReachableQuerySet, via
from tracker.validators import validate_language_tag, validate_sha256


class SourceQuerySet(ReachableQuerySet["Source"]):
    natural_key_fields = ("slug",)
    public_through = via("citations", (path for paths in CITED.values() for path in paths))


class Source(Slugged):
    """A document that evidences facts, or a workbook that was imported."""

    slug_source = "title"

    title = models.CharField(
        _("title"), max_length=300, help_text=_("Its own, or where it has none, what it is in a few words.")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=SourceKind, default=SourceKind.ARTICLE)
    publisher = models.ForeignKey(
        "tracker.Organisation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="sources",
        verbose_name=_("publisher"),
        help_text=_("Whose text it is, where it says so."),
    )
    dated = PartialDateField(
        _("dated"), null=True, blank=True, help_text=_("The date that the document bears.")
    )
    language = models.CharField(_("language"), max_length=20, blank=True, validators=[validate_language_tag])
    url = models.URLField(_("web address"), max_length=500, blank=True)
    file_name = models.CharField(_("file name"), max_length=250, blank=True)
    sha256 = models.CharField(
        _("SHA-256"),
        max_length=64,
        blank=True,
        validators=[validate_sha256],
        help_text=_("Which file exactly it is, whatever its name."),
    )
    paragraphs = models.PositiveIntegerField(
        _("number of paragraphs"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(10_000_000)],
        help_text=_("How many non-empty lines it has: a citation's paragraph is counted the same way."),
    )
    note = note()
    internal_notes = internal_notes()

    objects = models.Manager.from_queryset(SourceQuerySet)()
    history = RecordHistory()

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["title"]
        constraints = [
            *partial_date_constraints("dated", model_label="source"),
            models.UniqueConstraint(
                fields=["sha256"],
                condition=~models.Q(sha256=""),
                name="source_file_once",
                violation_error_message=_(
                    "A source with this very file is in the record already: cite that one."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("source-detail", args=[self.slug])


class CitationQuerySet(ReachableQuerySet["Citation"]):
    public_through = tuple(path for paths in CITED.values() for path in paths)

    def get_by_natural_key(self, *natural_key: Any) -> Citation:
        source, sheet, line, field, note, kind, *key = natural_key
        target = Citation.target_by_natural_key(kind, *key)
        return self.get(source__slug=source, sheet=sheet, line=line, field=field, note=note, **target)


class Citation(Targeted):
    """This source, at this paragraph or row, supports or disputes this record, or one field of it."""

    targets = tuple(CITED)

    source = models.ForeignKey(
        Source, on_delete=models.PROTECT, related_name="citations", verbose_name=_("source")
    )
    sheet = models.CharField(_("sheet"), max_length=120, blank=True, help_text=_("In a workbook, its sheet."))
    line = models.PositiveIntegerField(
        _("paragraph or row"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(10_000_000)],
        help_text=_("The number of the non-empty line in a text, of the row in a sheet."),
    )
    organisation = target_key("Organisation", related_name="citations", verbose_name=_("organisation"))
    fact = target_key("Fact", related_name="citations", verbose_name=_("fact or figure"))
    person = target_key("Person", related_name="citations", verbose_name=_("person"))
    position = target_key("Position", related_name="citations", verbose_name=_("position"))
    delegation = target_key("Delegation", related_name="citations", verbose_name=_("delegation"))
    participant = target_key("Participant", related_name="citations", verbose_name=_("participant"))
    visit = target_key("Visit", related_name="citations", verbose_name=_("visit"))
    stop = target_key("Stop", related_name="citations", verbose_name=_("stop"))
    event = target_key("Event", related_name="citations", verbose_name=_("event"))
    event_organisation = target_key(
        "EventOrganisation", related_name="citations", verbose_name=_("organisation at an event")
    )
    programme = target_key("Programme", related_name="citations", verbose_name=_("programme"))
    agreement = target_key("Agreement", related_name="citations", verbose_name=_("agreement"))
    party = target_key("Party", related_name="citations", verbose_name=_("party"))
    action = target_key("FollowUpAction", related_name="citations", verbose_name=_("follow-up action"))
    field = models.CharField(
        _("field"),
        max_length=40,
        blank=True,
        help_text=_("Which field of the record it is about, where it is not the whole."),
    )
    stance = models.CharField(_("stance"), max_length=8, choices=Stance, default=Stance.SUPPORTS)
    note = models.TextField(
        _("note"), blank=True, help_text=_("What the source says there, in our own words.")
    )

    objects = models.Manager.from_queryset(CitationQuerySet)()
    history = RecordHistory()

    class Meta:
        verbose_name = _("citation")
        verbose_name_plural = _("citations")
        ordering = ["source", "sheet", "line", "id"]
        indexes = target_indexes(tuple(CITED), prefix="citation")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(line__isnull=True) | models.Q(line__gte=1),
                name="citation_line_from_one",
                violation_error_message=_("Paragraphs and rows are counted from 1."),
            ),
            one_target(
                tuple(CITED),
                name="citation_one_target",
                message=_("A citation evidences exactly one record."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.locator}".rstrip()

    def clean(self) -> None:
        super().clean()
        last = self.source.paragraphs if self.source_id and not self.sheet else None
        if last is not None and self.line is not None and self.line > last:
            sentence = _("This source has %(last)s paragraphs only: correct the number, or the source.")
            raise ValidationError({"line": ValidationError(sentence, params={"last": last})})
        if self.field and self.target is not None:
            names = [field.name for field in self.target._meta.get_fields() if hasattr(field, "verbose_name")]
            if self.field not in names:
                sentence = _("“%(field)s” is no field here. Choose one of: %(names)s; or leave it empty.")
                params = {"field": self.field, "names": ", ".join(names)}
                raise ValidationError({"field": ValidationError(sentence, params=params)})

    @property
    def locator(self) -> str:
        """Where in the source: ¶5 in a text, Visits!12 in a workbook, nothing for the source as a whole."""
        if self.line is None:
            return self.sheet
        return f"{self.sheet}!{self.line}" if self.sheet else f"¶{self.line}"

    @property
    def anchor(self) -> str:
        """The part of the source's page where this citation stands."""
        return f"line-{self.line}" if self.line is not None and not self.sheet else f"citation-{self.pk}"

    def get_absolute_url(self) -> str:
        return f"{self.source.get_absolute_url()}#{self.anchor}"

    def natural_key(self) -> tuple[Any, ...]:
        return (
            *self.source.natural_key(),
            self.sheet,
            self.line,
            self.field,
            self.note,
            *self.target_natural_key(),
        )

    natural_key.dependencies = [  # type: ignore[attr-defined]
        "tracker.source",
        *(f"tracker.{name.replace('_', '')}" for name in CITED if name != "action"),
        "tracker.followupaction",
    ]
