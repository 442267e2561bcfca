import json
from typing import Any

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

FROM_FACETS = """
UPDATE claims_claim SET public_kind = COALESCE((
    SELECT value FROM publication_facet
    WHERE edition_id = claims_claim.edition_id AND name = 'kind' LIMIT 1
), '') WHERE edition_id IS NOT NULL
"""
# How many claims are overdue is a sum over thousands of days. Other facets have no days, so their
# rows are left out, and publishing has few to write.
DAYS = """
CREATE INDEX facet_count_of_days
ON publication_facetcount (kind, of_name, of_value, name, value, number)
WHERE kind = 'claim' AND name = 'unsettled_due'
"""


def fill(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """From the newest edition of every claim; what is withdrawn has no facets."""
    schema_editor.execute(FROM_FACETS)
    without = apps.get_model("claims", "Claim").objects.filter(
        edition__isnull=False, public_kind=""
    )
    for claim in without.select_related("edition").iterator():
        claim.public_kind = json.loads(claim.edition.document)["kind"]
        claim.save(update_fields=["public_kind"])


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0005_claims_by_standing"),
        ("publication", "0003_quicker_trigger"),
    ]

    operations = [
        migrations.AddField(
            model_name="claim",
            name="public_kind",
            field=models.CharField(
                blank=True, default="", editable=False, max_length=12, verbose_name="published kind"
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="claim",
            index=models.Index(
                fields=["public_kind", "public_due", "id"], name="claim_by_kind_and_due"
            ),
        ),
        migrations.RunSQL(DAYS, "DROP INDEX facet_count_of_days"),
    ]
