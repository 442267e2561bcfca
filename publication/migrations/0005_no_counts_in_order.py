from django.db import migrations


class Migration(migrations.Migration):
    """Of few facets the most frequent values are asked for: see the migrations of `claims`."""

    dependencies = [("publication", "0004_facets_without_ids")]

    operations = [migrations.RemoveIndex("facetcount", "facet_by_count")]
