"""Asking what is public begins with what a record is linked to, not with all that is public."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tracker", "0007_search"),
    ]

    operations = [
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
    ]
