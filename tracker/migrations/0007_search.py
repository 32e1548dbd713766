"""The tables of search; triggers and the engines' own indexes are made after the migrations (`search.engine`)."""

from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations, models

KINDS = (
    *("visit", "event", "agreement", "followupaction", "organisation"),
    *("person", "delegation", "programme", "topic", "source"),
)


def mark_all(apps, schema_editor):
    """Let the next search index what is in the record already."""
    for kind in KINDS:
        table = apps.get_model("tracker", kind)._meta.db_table
        schema_editor.execute(
            f"INSERT INTO tracker_searchstale (kind, record) SELECT '{kind}', id FROM {table}"
        )


class Migration(migrations.Migration):
    dependencies = [
        ("tracker", "0006_choices_remembered"),
    ]

    operations = [
        # Does nothing on SQLite. The owner of a database may create this extension.
        TrigramExtension(),
        migrations.CreateModel(
            name="SearchStale",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=30, verbose_name="kind")),
                ("record", models.BigIntegerField(verbose_name="record")),
            ],
            options={
                "verbose_name": "record to be indexed",
                "verbose_name_plural": "records to be indexed",
            },
        ),
        migrations.CreateModel(
            name="SearchText",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=30, verbose_name="kind")),
                ("record", models.BigIntegerField(verbose_name="record")),
                ("names", models.TextField(blank=True, verbose_name="names")),
                ("prose", models.TextField(blank=True, verbose_name="other texts")),
                ("unspaced", models.TextField(blank=True, verbose_name="Chinese characters")),
            ],
            options={
                "verbose_name": "text of search",
                "verbose_name_plural": "texts of search",
            },
        ),
        migrations.CreateModel(
            name="SearchWord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("form", models.CharField(max_length=30, verbose_name="form")),
                ("word", models.CharField(max_length=30, verbose_name="word")),
            ],
            options={
                "verbose_name": "word of search",
                "verbose_name_plural": "words of search",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("form", "word"),
                        name="search_word_once",
                        violation_error_message="This form of the word is there already.",
                    )
                ],
            },
        ),
        migrations.RunPython(mark_all, migrations.RunPython.noop),
    ]
