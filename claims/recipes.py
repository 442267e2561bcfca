"""One-line ways to take the record, as the page about the exports prints them; a test runs each."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy

ADDRESS = "{site}"


@dataclass(frozen=True)
class Recipe:
    """`language` is what it is written in: sh, Python or SQL."""

    title: Any
    language: str
    line: str

    def command(self, site: str) -> str:
        return self.line.replace(ADDRESS, site)


RECIPES = (
    Recipe(
        gettext_lazy("curl: take a file, and take it again only if anything changed"),
        "sh",
        "curl --fail --silent --etag-save claims.etag --etag-compare claims.etag"
        " --output claims.ndjson {site}/export/claims.ndjson",
    ),
    Recipe(
        gettext_lazy("curl: take the tables, the sources and the program that checks them"),
        "sh",
        "curl --fail --silent --remote-name-all"
        " {site}/export/{claims,statements,followups,sources,claim_statements,claim_tags}.csv"
        " {site}/export/{datapackage.json,sources.ndjson,verify.py}",
    ),
    Recipe(
        gettext_lazy("curl: take all changes, or those since the last time"),
        "sh",
        "touch changes.ndjson; while curl --fail --silent --output more.ndjson"
        ' "{site}/export/changes.ndjson?after=$(wc -l < changes.ndjson)" && [ -s more.ndjson ];'
        " do cat more.ndjson >> changes.ndjson; done",
    ),
    Recipe(
        gettext_lazy("Python: check digests, chain and files without this site"),
        "sh",
        "python3 verify.py changes.ndjson claims.ndjson sources.ndjson",
    ),
    Recipe(
        gettext_lazy("jq: what was contradicted, with the day on which it was first said"),
        "sh",
        'jq --raw-output \'select(.standing.verdict == "contradicted")'
        " | [.first_said_on.from, .text] | @tsv' claims.ndjson",
    ),
    Recipe(
        gettext_lazy("pandas: how many claims stand how"),
        "Python",
        'pandas.read_csv("{site}/export/claims.csv")["standing"].value_counts()',
    ),
    Recipe(
        gettext_lazy("pandas: every statement with the claims that it makes or repeats"),
        "Python",
        'pandas.read_csv("{site}/export/statements.csv").merge(pandas.read_csv('
        '"{site}/export/claim_statements.csv"), left_on="id", right_on="statement")',
    ),
    Recipe(
        gettext_lazy("DuckDB: who is quoted how often"),
        "SQL",
        "SELECT speaker_name, count(*) AS statements FROM 'statements.csv'"
        " GROUP BY speaker_name ORDER BY statements DESC, speaker_name",
    ),
)
