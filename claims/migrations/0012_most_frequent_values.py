from django.db import migrations

INDEX = """
CREATE INDEX facet_most_frequent
ON publication_facetcount (kind, of_name, of_value, name, number DESC, value)
WHERE name IN ('speaker', 'tag')
"""


class Migration(migrations.Migration):
    """The most frequent speakers and tags, without reading thousands of others, nor the table.

    Of other facets all values are asked for. This index is none of `publication`, which knows of no
    facet, and PostgreSQL would take one of all facets where another one is quicker.
    """

    dependencies = [
        ("claims", "0011_counts_beside_two_values"),
        ("publication", "0005_no_counts_in_order"),
    ]

    operations = [migrations.RunSQL(INDEX, "DROP INDEX facet_most_frequent")]
