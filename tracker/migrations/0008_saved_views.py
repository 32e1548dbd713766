"""Saved views; indexes of the orders of lists; none of visibility, which misled SQLite."""

import django.db.models.deletion
import django.db.models.functions.comparison
from django.conf import settings
from django.db import migrations, models

import tracker.models.order
from tracker.services.roles import grant_roles


class Migration(migrations.Migration):
    dependencies = [
        ("tracker", "0007_search"),
    ]

    operations = [
        migrations.CreateModel(
            name="SavedView",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("list_name", models.CharField(editable=False, max_length=30, verbose_name="list")),
                (
                    "query",
                    models.TextField(blank=True, editable=False, verbose_name="filter"),
                ),
                ("is_shared", models.BooleanField(default=False, verbose_name="shared with all staff")),
            ],
            options={
                "verbose_name": "saved view",
                "verbose_name_plural": "saved views",
                "ordering": ["name", "id"],
                "permissions": [
                    ("share_savedview", "Can share saved view"),
                    ("tidy_savedview", "Can delete saved views that others share"),
                ],
            },
        ),
        migrations.AlterField(
            model_name="agreement",
            name="visibility",
            field=models.CharField(
                choices=[("draft", "draft"), ("internal", "internal"), ("public", "public")],
                default="draft",
                help_text="Anonymous readers see public records only; signed-in staff see all.",
                max_length=8,
                verbose_name="visibility",
            ),
        ),
        migrations.AlterField(
            model_name="event",
            name="visibility",
            field=models.CharField(
                choices=[("draft", "draft"), ("internal", "internal"), ("public", "public")],
                default="draft",
                help_text="Anonymous readers see public records only; signed-in staff see all.",
                max_length=8,
                verbose_name="visibility",
            ),
        ),
        migrations.AlterField(
            model_name="followupaction",
            name="visibility",
            field=models.CharField(
                choices=[("draft", "draft"), ("internal", "internal"), ("public", "public")],
                default="draft",
                help_text="Anonymous readers see public records only; signed-in staff see all.",
                max_length=8,
                verbose_name="visibility",
            ),
        ),
        migrations.AlterField(
            model_name="visit",
            name="visibility",
            field=models.CharField(
                choices=[("draft", "draft"), ("internal", "internal"), ("public", "public")],
                default="draft",
                help_text="Anonymous readers see public records only; signed-in staff see all.",
                max_length=8,
                verbose_name="visibility",
            ),
        ),
        migrations.AddIndex(
            model_name="agreement",
            index=models.Index(
                models.OrderBy(
                    tracker.models.order.Day(
                        "in_force_from_earliest",
                        "signed_earliest",
                        "agreed_earliest",
                        "proposed_earliest",
                        otherwise="0001-01-01",
                    ),
                    descending=True,
                ),
                models.OrderBy(tracker.models.order.Stated("in_force_from", "signed", "agreed", "proposed")),
                models.F("reference"),
                models.F("id"),
                name="agreement_newest",
            ),
        ),
        migrations.AddIndex(
            model_name="delegation",
            index=models.Index(models.F("name"), models.F("id"), name="delegation_name"),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(
                models.OrderBy(
                    tracker.models.order.Day("dates_earliest", "dates_latest", otherwise="0001-01-01"),
                    descending=True,
                ),
                models.OrderBy(tracker.models.order.InCalendar("dates")),
                models.F("name"),
                models.F("id"),
                name="event_newest",
            ),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(
                models.OrderBy(
                    tracker.models.order.Day("dates_earliest", "dates_latest", otherwise="9999-12-31")
                ),
                models.OrderBy(tracker.models.order.InCalendar("dates")),
                models.F("name"),
                models.F("id"),
                name="event_oldest",
            ),
        ),
        migrations.AddIndex(
            model_name="organisation",
            index=models.Index(models.F("name"), models.F("id"), name="organisation_name"),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(
                models.OrderBy(
                    django.db.models.functions.comparison.Coalesce(
                        tracker.models.order.Filled("family_name"),
                        models.F("name"),
                        output_field=models.CharField(),
                    )
                ),
                models.F("name"),
                models.F("id"),
                name="person_family",
            ),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(models.F("name"), models.F("id"), name="person_name"),
        ),
        migrations.AddIndex(
            model_name="visit",
            index=models.Index(
                models.OrderBy(
                    tracker.models.order.Day("dates_earliest", "dates_latest", otherwise="0001-01-01"),
                    descending=True,
                ),
                models.OrderBy(tracker.models.order.InCalendar("dates")),
                models.F("reference"),
                models.F("id"),
                name="visit_newest",
            ),
        ),
        migrations.AddIndex(
            model_name="visit",
            index=models.Index(
                models.OrderBy(
                    tracker.models.order.Day("dates_earliest", "dates_latest", otherwise="9999-12-31")
                ),
                models.OrderBy(tracker.models.order.InCalendar("dates")),
                models.F("reference"),
                models.F("id"),
                name="visit_oldest",
            ),
        ),
        migrations.AddField(
            model_name="savedview",
            name="owner",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="saved_views",
                to=settings.AUTH_USER_MODEL,
                verbose_name="kept by",
            ),
        ),
        migrations.AddConstraint(
            model_name="savedview",
            constraint=models.CheckConstraint(
                condition=models.Q(("name", ""), _negated=True),
                name="saved_view_name_filled",
                violation_error_message="A record needs a name: this must not be empty.",
            ),
        ),
        migrations.AddConstraint(
            model_name="savedview",
            constraint=models.UniqueConstraint(
                fields=("owner", "list_name", "name"),
                name="saved_view_name_once",
                violation_error_message="You keep another view of this list by this name: choose another.",
            ),
        ),
        migrations.RunPython(grant_roles, migrations.RunPython.noop, elidable=False),
    ]
