from django.db import migrations

MONTHS = """
INSERT INTO publication_facetcount
    (kind, of_name, of_value, name, value, label, detail, number)
SELECT kind, of_name, of_value, 'unsettled_month', substr(value, 1, 7), '', '', SUM(number)
FROM publication_facetcount WHERE kind = 'claim' AND name = 'unsettled_due'
GROUP BY kind, of_name, of_value, substr(value, 1, 7)
"""
NO_MONTHS = "DELETE FROM publication_facetcount WHERE name = 'unsettled_month'"
DAYS = """
CREATE INDEX facet_count_of_days
ON publication_facetcount (kind, of_name, of_value, name, value, number)
WHERE kind = 'claim' AND name = 'unsettled_due'
"""


class Migration(migrations.Migration):
    """Counts of what falls due by the month: no sum needs thousands of days any more, nor an index
    of them."""

    dependencies = [("claims", "0007_leads")]

    operations = [
        migrations.RunSQL(MONTHS, NO_MONTHS),
        migrations.RunSQL("DROP INDEX facet_count_of_days", DAYS),
    ]
