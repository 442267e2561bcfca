"""The queries that our exports are compared with, for `psql` and for the `sqlite3` program."""

from benchmarks.databases import Database

FUNCTIONS = {
    "SQLite": {"object": "json_object", "array": "json_group_array"},
    "PostgreSQL": {"object": "json_build_object", "array": "json_agg"},
}

DOCUMENT = """
SELECT document FROM publication_edition
WHERE kind = 'claim' AND operation <> 'withdraw' ORDER BY number
"""

CITED = """{object}('id', o.slug, 'title', o.title, 'url', o.url, 'archived_url', o.archived_url,
'publisher', (SELECT {object}('id', p.slug, 'name', p.name) FROM sources_publisher p
    WHERE p.id = o.publisher_id),
'author', (SELECT {object}('id', a.slug, 'name', a.name) FROM sources_speaker a
    WHERE a.id = o.author_id),
'kind', o.kind, 'published_on', {object}('edtf', o.published_on, 'from', o.published_on_from,
    'to', o.published_on_to), 'date_basis', o.date_basis, 'language', o.language,
'sha256', o.sha256)"""

STATEMENT = """'id', s.slug, 'quote', s.quote, 'kind', s.kind,
'speaker', (SELECT {object}('id', w.slug, 'name', w.name, 'kind', w.kind, 'role', w.role)
    FROM sources_speaker w WHERE w.id = s.speaker_id),
'said_on', {object}('edtf', s.said_on, 'from', s.said_on_from, 'to', s.said_on_to),
'said_on_note', s.said_on_note, 'question', s.question,
'venue', (SELECT {object}('id', v.slug, 'name', v.name) FROM sources_publisher v
    WHERE v.id = s.venue_id),
'note', s.note, 'anchor', s.anchor,
'selector', {object}('exact', s.quote, 'prefix', s.prefix, 'suffix', s.suffix),
'source', (SELECT {cited} FROM sources_source o WHERE o.id = s.source_id)"""

# What a document holds, as one would write it from the rows.
NESTED = """
SELECT {object}('id', c.slug, 'text', c.text, 'kind', c.kind,
'due_on', {object}('edtf', c.due_on, 'from', c.due_on_from, 'to', c.due_on_to),
'settles', c.settles, 'note', c.note, 'standing', c.public_standing,
'first_said_on', c.public_first_said, 'last_said_on', c.public_last_said,
'tags', (SELECT {array}({object}('id', t.slug, 'name', t.name, 'group', t."group"))
    FROM claims_claim_tags ct JOIN claims_tag t ON t.id = ct.tag_id WHERE ct.claim_id = c.id),
'statements', (SELECT {array}({object}('role', l.role, {statement}))
    FROM claims_claimstatement l JOIN sources_statement s ON s.id = l.statement_id
    WHERE l.claim_id = c.id),
'followups', (SELECT {array}({object}('id', f.slug, 'relation', f.relation,
    'occurred_on', {object}('edtf', f.occurred_on, 'from', f.occurred_on_from,
        'to', f.occurred_on_to),
    'basis', f.basis, 'summary', f.summary, 'verdict', f.verdict, 'recorded_at', f.published_at,
    'evidence', (SELECT {object}({statement}) FROM sources_statement s
        WHERE s.id = f.statement_id),
    'source', (SELECT {cited} FROM sources_source o WHERE o.id = f.source_id)))
    FROM claims_followup f WHERE f.claim_id = c.id AND f.published_at IS NOT NULL),
'edition', {object}('number', e.number, 'published_at', e.published_at))
FROM claims_claim c JOIN publication_edition e ON e.number = c.edition_id
WHERE c.withdrawn_at IS NULL ORDER BY c.edition_id
"""

# The columns of claims.csv, and where each stands in the document.
PATHS = {
    **{name: (name,) for name in ("id", "path", "text", "kind")},
    **{f"due_on_{part}": ("due_on", part) for part in ("edtf", "from", "to")},
    **{name: (name,) for name in ("settles", "note")},
    "standing": ("standing", "verdict"),
    **{f"standing_since_{part}": ("standing", "since", part) for part in ("edtf", "from", "to")},
    "standing_followup": ("standing", "followup"),
    **{
        f"{name}_{part}": (name, part)
        for name in ("first_said_on", "last_said_on")
        for part in ("edtf", "from", "to")
    },
    "edition": ("edition", "number"),
    "published_at": ("edition", "published_at"),
}

# The same from the columns of rows, without what no column holds: since when it stands so, and by
# which evidence.
CSV_OF_ROWS = """
SELECT c.slug AS id, '/claims/' || c.slug || '/' AS path, c.text, c.kind, c.due_on, c.due_on_from,
c.due_on_to, c.settles, c.note, c.public_standing, c.public_first_said, c.public_last_said,
c.public_statements,
(SELECT count(*) FROM claims_followup f WHERE f.claim_id = c.id AND f.published_at IS NOT NULL),
e.number, e.published_at
FROM claims_claim c JOIN publication_edition e ON e.number = c.edition_id
WHERE c.withdrawn_at IS NULL ORDER BY e.number
"""


def _csv(vendor: str) -> str:
    if vendor == "SQLite":
        given, lengths = "document", "json_array_length(d, '$.{}')"
        columns = [f"d->>'$.{'.'.join(path)}' AS {name}" for name, path in PATHS.items()]
    else:
        given, lengths = "document::jsonb", "jsonb_array_length(d->'{}')"
        columns = [
            f"d{''.join(f'->{key!r}' for key in path[:-1])}->>{path[-1]!r} AS {name}"
            for name, path in PATHS.items()
        ]
    columns += [f"{lengths.format(name)} AS {name}" for name in ("statements", "followups")]
    documents = DOCUMENT.replace("SELECT document", f"SELECT {given} AS d")
    # PostgreSQL would otherwise parse a document again for every column.
    offset = "OFFSET 0" if vendor == "PostgreSQL" else ""
    return f"SELECT {', '.join(columns)} FROM ({documents} {offset}) AS documents"


def query(name: str, vendor: str) -> str:
    """One of `document`, `nested`, `csv` and `csv of rows`, on one line."""
    if name == "csv":
        written = _csv(vendor)
    elif name == "nested":
        names = FUNCTIONS[vendor]
        cited = CITED.format(**names)
        statement = STATEMENT.format(**names, cited=cited)
        written = NESTED.format(**names, cited=cited, statement=statement)
    else:
        written = {"document": DOCUMENT, "csv of rows": CSV_OF_ROWS}[name]
    return " ".join(written.split())


def command(database: Database, name: str) -> list[str]:
    """The database's own program, writing what the query finds."""
    asked, is_csv = query(name, database.vendor), name.startswith("csv")
    if database.vendor == "SQLite":
        form = ["-csv", "-header"] if is_csv else ["-list"]
        return ["sqlite3", "-readonly", *form, database.file, asked]
    form = ["WITH (FORMAT csv, HEADER)"] if is_csv else []
    copy = " ".join([f"COPY ({asked}) TO STDOUT", *form])
    return ["psql", "--quiet", "--command", copy, database.url]
