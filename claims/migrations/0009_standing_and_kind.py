from django.db import migrations, models


class Migration(migrations.Migration):
    """Claims that stand so and are of such a kind, found without looking at any other."""

    dependencies = [("claims", "0008_overdue_by_month")]

    operations = [
        migrations.RemoveIndex("claim", "claim_by_standing"),
        migrations.AddIndex(
            "claim",
            models.Index(
                fields=["public_standing", "public_kind", "edition"],
                condition=models.Q(edition__isnull=False, withdrawn_at__isnull=True),
                name="claim_by_standing_and_kind",
            ),
        ),
    ]
