"""Give each name its comparable form, and the roles what they may do with imports."""

from django.db import migrations

from tracker.names import normalise
from tracker.services.roles import grant_roles

NAMED = ("Organisation", "Person", "Delegation", "Topic", "Programme", "Alias")
BATCH = 1000


def fill_keys(apps, schema_editor):
    """Historical models lack the field's own descriptor, so that the key is written here."""
    for name in NAMED:
        model = apps.get_model("tracker", name)
        for kind in (model, apps.get_model("tracker", f"Historical{name}")):
            rows = kind.objects.using(schema_editor.connection.alias).only("pk", "name").order_by("pk")
            batch = []
            for row in rows.iterator(chunk_size=BATCH):
                row.key = normalise(row.name)
                batch.append(row)
                if len(batch) == BATCH:
                    kind.objects.bulk_update(batch, ["key"])
                    batch = []
            kind.objects.bulk_update(batch, ["key"])


class Migration(migrations.Migration):
    dependencies = [
        ("tracker", "0004_changes_and_imports"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.RunPython(fill_keys, migrations.RunPython.noop),
        migrations.RunPython(grant_roles, migrations.RunPython.noop, elidable=False),
    ]
