import datetime

import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def put_aside(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """A table gets no other primary key in Django: it is made anew, and filled again."""
    schema_editor.execute("CREATE TEMPORARY TABLE kept AS SELECT * FROM publication_facet")


def put_back(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    schema_editor.execute(
        "INSERT INTO publication_facet "
        "(edition_id, name, value, label, detail, since, until) "
        "SELECT edition_id, name, value, label, detail, since, until FROM kept WHERE true "
        "ORDER BY edition_id, name, value, since ON CONFLICT DO NOTHING"
    )
    schema_editor.execute("DROP TABLE kept")


FIELDS = [
    ("name", models.CharField(max_length=20)),
    ("value", models.CharField(max_length=80)),
    ("label", models.CharField(blank=True, max_length=200)),
    ("detail", models.CharField(blank=True, max_length=40)),
    ("since", models.DateField(default=datetime.date.min)),
    ("until", models.DateField(default=datetime.date.max)),
]


class Migration(migrations.Migration):
    dependencies = [
        ("publication", "0003_quicker_trigger"),
    ]

    operations = [
        migrations.RunPython(put_aside, put_back),
        migrations.DeleteModel("Facet"),
        migrations.CreateModel(
            name="Facet",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "edition",
                        "name",
                        "value",
                        "since",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                *FIELDS,
                (
                    "edition",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="facets",
                        to="publication.edition",
                    ),
                ),
            ],
        ),
        migrations.RunPython(put_back, put_aside),
        migrations.AddIndex(
            model_name="facet",
            index=models.Index(fields=["name", "value", "edition"], name="facet_by_value"),
        ),
    ]
