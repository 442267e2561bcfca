from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0004_readers_site"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="claim",
            index=models.Index(fields=["public_standing", "edition"], name="claim_by_standing"),
        ),
    ]
