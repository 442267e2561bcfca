from django.db import migrations

from publication.append_only import create_triggers


class Migration(migrations.Migration):
    dependencies = [
        ("publication", "0002_facet_counts"),
    ]

    operations = [
        migrations.RunPython(create_triggers, migrations.RunPython.noop),
    ]
