"""Fill the table of countries from ISO 3166-1, as django-countries has it."""

from django.db import migrations
from django.utils import translation
from django_countries import countries


def add_countries(apps, schema_editor):
    Country = apps.get_model("tracker", "Country")
    with translation.override("en"):
        names = [(country.code, str(country.name)) for country in countries]
    rows = [Country(code=code, english_name=name) for code, name in names]
    Country.objects.using(schema_editor.connection.alias).bulk_create(rows, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("tracker", "0001_initial")]

    operations = [migrations.RunPython(add_countries, migrations.RunPython.noop)]
