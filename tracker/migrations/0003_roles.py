"""The groups Viewer, Editor and Publisher, with their permissions."""

from django.db import migrations

from tracker.services.roles import grant_roles


class Migration(migrations.Migration):
    dependencies = [
        ("tracker", "0002_countries"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(grant_roles, migrations.RunPython.noop, elidable=False)]
