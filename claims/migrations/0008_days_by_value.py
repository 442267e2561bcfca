from django.db import migrations

BEFORE = """
CREATE INDEX facet_count_of_days
ON publication_facetcount (kind, of_name, of_value, name, value, number)
WHERE kind = 'claim' AND name = 'unsettled_due'
"""
# PostgreSQL leaves out what the condition of an index says already, and then finds no way into an
# index that begins with it. SQLite wants all columns of a statement in the index.
AFTER = """
CREATE INDEX facet_count_of_days
ON publication_facetcount (of_name, of_value, value, number, kind, name)
WHERE kind = 'claim' AND name = 'unsettled_due'
"""
DROP = "DROP INDEX facet_count_of_days"


class Migration(migrations.Migration):
    dependencies = [("claims", "0007_leads")]

    operations = [migrations.RunSQL([DROP, AFTER], [DROP, BEFORE])]
