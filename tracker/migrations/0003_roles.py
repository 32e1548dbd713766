"""The permission to publish, and the groups Viewer, Editor and Publisher."""

from django.db import migrations

from tracker.services.roles import grant_roles

# The options as they stand in each model; the permission is what is new.
_PUBLISHED = {
    "visit": ("visit", "visits", ["-dates_earliest", "reference"]),
    "event": ("event", "events", ["-dates_earliest", "name"]),
    "agreement": ("agreement", "agreements", ["reference"]),
    "followupaction": ("follow-up action", "follow-up actions", ["due_latest", "reference"]),
}


class Migration(migrations.Migration):
    dependencies = [
        ("tracker", "0002_countries"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        *(
            migrations.AlterModelOptions(
                name=model,
                options={
                    "verbose_name": name,
                    "verbose_name_plural": plural,
                    "ordering": ordering,
                    "permissions": [(f"publish_{model}", f"Can publish {name}")],
                },
            )
            for model, (name, plural, ordering) in _PUBLISHED.items()
        ),
        migrations.RunPython(grant_roles, migrations.RunPython.noop, elidable=False),
    ]
