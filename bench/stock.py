"""The stock route for the same sheet: a django-import-export resource, row by row, as it is documented.

It makes what Coop's importer makes but for citations and the source, so it does less work, not more.
"""

from __future__ import annotations

from typing import Any

from django_countries import countries
from import_export import fields, resources
from import_export.formats.base_formats import XLSX
from import_export.widgets import ForeignKeyWidget, ManyToManyWidget, Widget

from tracker.dates import PartialDate, read
from tracker.models import Country, Delegation, Organisation, Participant, Person, Topic, Visit


class DateWidget(Widget):
    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> PartialDate | None:
        return read(f"{value:%Y-%m-%d}" if hasattr(value, "strftime") else str(value)) if value else None


class CountryWidget(ManyToManyWidget):
    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        codes = [countries.by_name(name.strip()) for name in str(value or "").split(";")]
        return Country.objects.filter(code__in=codes)


class VisitResource(resources.ModelResource):
    """One row a visit; names that are not there yet are made before their row."""

    title = fields.Field("title", "Title")
    delegation = fields.Field("delegation", "Delegation", widget=ForeignKeyWidget(Delegation, "name"))
    dates = fields.Field("dates", "Dates", widget=DateWidget())
    status = fields.Field("status", "Status")
    countries = fields.Field("countries", "Countries", widget=CountryWidget(Country, field="code"))
    invited_by = fields.Field(
        "invited_by", "Hosts", widget=ManyToManyWidget(Organisation, separator=";", field="name")
    )
    topics = fields.Field("topics", "Topics", widget=ManyToManyWidget(Topic, separator=";", field="name"))
    purpose = fields.Field("purpose", "Purpose")

    class Meta:
        model = Visit
        import_id_fields = ("title", "dates", "delegation")
        fields = ("title", "delegation", "dates", "status", "countries", "invited_by", "topics", "purpose")
        use_transactions = True
        skip_unchanged = True
        report_skipped = True

    def before_import(self, dataset: Any, **kwargs: Any) -> None:
        # What this run has made or met: asked for once, as a careful author would.
        self.met: set[tuple[str, str]] = set()

    def _meet(self, model: Any, name: str) -> None:
        if (model.__name__, name) not in self.met:
            model.objects.get_or_create(name=name)
            self.met.add((model.__name__, name))

    def before_import_row(self, row: Any, **kwargs: Any) -> None:
        # Names without the blank after a semicolon, as the widgets look them up.
        for column in ("Hosts", "Topics", "Sent by"):
            row[column] = ";".join(name.strip() for name in str(row[column] or "").split(";"))
        for name in {*row["Hosts"].split(";"), *row["Sent by"].split(";")}:
            self._meet(Organisation, name)
        for name in row["Topics"].split(";"):
            self._meet(Topic, name)
        delegation, made = Delegation.objects.get_or_create(
            name=row["Delegation"], defaults={"size": row["Size"] or None}
        )
        if made:
            delegation.senders.set(Organisation.objects.filter(name__in=row["Sent by"].split(";")))

    def after_save_instance(self, instance: Visit, row: Any, **kwargs: Any) -> None:
        for text in str(row["Members"] or "").split(";"):
            name, _bracket, title = text.strip().partition(" (")
            person, _made = Person.objects.get_or_create(name=name)
            Participant.objects.get_or_create(
                delegation=instance.delegation,
                person=person,
                defaults={"title": title.rstrip(")"), "role": "member"},
            )


def dataset_of(content: bytes) -> Any:
    """The sheet as the library's own admin reads it."""
    return XLSX().create_dataset(content)
