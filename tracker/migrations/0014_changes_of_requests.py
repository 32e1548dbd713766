from django.db import migrations, models

from tracker.services.roles import grant_roles


class Migration(migrations.Migration):
    dependencies = [
        ("tracker", "0013_reminders"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="change",
            options={
                "ordering": ["-made_at", "-id"],
                "permissions": [("revert_change", "Can take back change")],
                "verbose_name": "change",
                "verbose_name_plural": "changes",
            },
        ),
        migrations.AlterField(
            model_name="change",
            name="kind",
            field=models.CharField(
                choices=[
                    ("edit", "edit"),
                    ("merge", "merge"),
                    ("import", "import"),
                    ("undo", "taking back"),
                    ("step", "step of an agreement"),
                    ("done", "action done"),
                ],
                max_length=10,
                verbose_name="kind",
            ),
        ),
        migrations.RunPython(grant_roles, migrations.RunPython.noop, elidable=False),
    ]
