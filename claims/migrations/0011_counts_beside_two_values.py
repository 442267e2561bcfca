from django.db import migrations

# A claim has one standing that holds, and others that have ended.
NUMBERS = """
INSERT INTO publication_facetcount
    (kind, of_name, of_value, name, value, label, detail, number)
SELECT edition.kind, one.name || ' ' || two.name, one.value || ' ' || two.value,
    other.name, other.value, '', '', COUNT(*)
FROM publication_facet one
JOIN publication_edition edition ON edition.number = one.edition_id AND edition.kind = 'claim'
JOIN publication_facet two ON two.edition_id = one.edition_id
JOIN publication_facet other ON other.edition_id = one.edition_id
WHERE one.name = 'kind' AND two.name = 'standing' AND two.until = '9999-12-31'
    AND other.name IN ('basis', 'speaker', 'tag', 'unsettled_due')
GROUP BY edition.kind, one.name, two.name, one.value, two.value, other.name, other.value
"""
MONTHS = """
INSERT INTO publication_facetcount
    (kind, of_name, of_value, name, value, label, detail, number)
SELECT kind, of_name, of_value, 'unsettled_month', substr(value, 1, 7), '', '', SUM(number)
FROM publication_facetcount
WHERE kind = 'claim' AND of_name = 'kind standing' AND name = 'unsettled_due'
GROUP BY kind, of_name, of_value, substr(value, 1, 7)
"""
NO_NUMBERS = "DELETE FROM publication_facetcount WHERE of_name = 'kind standing'"


class Migration(migrations.Migration):
    """The numbers beside a standing and a kind together, from the facets that are stored."""

    dependencies = [("claims", "0010_public_facets")]

    operations = [
        migrations.RunSQL(NUMBERS, NO_NUMBERS),
        migrations.RunSQL(MONTHS, migrations.RunSQL.noop),
    ]
