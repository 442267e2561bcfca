"""A document as it is stored, for addresses that send it byte for byte."""

from typing import NamedTuple

from publication.models.edition import AT_ADDRESS
from publication.quick import first_row
from publication.replicas import reading_connection

# Both store UTF-8, and neither need decode it to have it sent. SQLite is to be asked for bytes.
DOCUMENT = {"sqlite": "CAST(document AS BLOB)", "postgresql": "document"}


class Stored(NamedTuple):
    """`newest_key` is the address of the same source or claim today; see `at_address`."""

    document: bytes
    digest: str
    newest_key: str


def stored_at(kind: str, key: str) -> Stored | None:
    """The newest document published under this address. Without an Edition around it, which takes
    longer to make than the document to find."""
    connection = reading_connection()
    columns = f"{DOCUMENT[connection.vendor]}, digest"
    row = first_row(connection, AT_ADDRESS.format(columns=columns), [kind, key])
    if row is None:
        return None
    document, digest, newest_key = row
    return Stored(document, _text(digest), _text(newest_key))


def _text(value: str | bytes) -> str:
    return value if isinstance(value, str) else value.decode()
