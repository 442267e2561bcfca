"""Documents of a claim and unsaved editions of them, for tests of what changed between two."""

import datetime as dt
from typing import Any

from claims.timeline import derive
from publication.canonical import canonical, digest, timestamp
from publication.models import Edition
from sources.dates import date_object

Document = dict[str, Any]
NOON = dt.datetime(2026, 11, 25, 12, 0, tzinfo=dt.UTC)


def cited(**keys: Any) -> Document:
    return {
        "id": "a-post",
        "title": "A post",
        "path": "/sources/a-post/",
        "url": "https://example.org/post",
        "archived_url": None,
        "publisher": {"id": "a-blog", "name": "A Blog"},
        "author": None,
        "kind": "blog_post",
        "published_on": date_object("2011-12-10"),
        "date_basis": "stated",
        "language": "en",
        "sha256": None,
        **keys,
    }


def words(identifier: str = "s-1", **keys: Any) -> Document:
    quote = keys.get("quote", "Begun.")
    return {
        "id": identifier,
        "role": "makes",
        "path": f"/statements/{identifier}/",
        "quote": quote,
        "kind": "assertion",
        "speaker": {
            "id": "a-maker",
            "name": "A Maker",
            "kind": "person",
            "role": "An inventor",
        },
        "said_on": date_object("2011-12-09"),
        "said_on_note": None,
        "question": None,
        "venue": None,
        "relayed_through": [],
        "note": None,
        "source": cited(),
        "anchor": "unchecked",
        "selector": [{"type": "TextQuoteSelector", "exact": quote, "prefix": "", "suffix": ""}],
        **keys,
    }


def finding(identifier: str = "f-1", **keys: Any) -> Document:
    return {
        "id": identifier,
        "relation": "contradicts",
        "occurred_on": date_object("2012-03-01"),
        "basis": "independent",
        "summary": "An agency reports otherwise.",
        "verdict": None,
        "statement": None,
        "evidence": None,
        "source": cited(id="a-report", title="A report", path="/sources/a-report/"),
        "recorded_at": "2026-11-25T12:00:00Z",
        **keys,
    }


def claim(**keys: Any) -> Document:
    """A claim of fact that rests on one statement, with its standing derived."""
    document = {
        "id": "a-claim",
        "type": "claim",
        "path": "/claims/a-claim/",
        "text": "Production has begun.",
        "kind": "fact",
        "due_on": None,
        "settles": None,
        "note": None,
        "tags": [],
        "statements": [words()],
        "followups": [],
        "withdrawn": None,
        **keys,
    }
    return derive(document)


def withdrawn(document: Document, reason: str = "It was entered twice.") -> Document:
    return {**document, "withdrawn": {"at": "2026-11-25T12:00:00Z", "reason": reason}}


def edition(
    document: Document, number: int = 1, previous: Edition | None = None, **columns: Any
) -> Edition:
    """An edition that is not saved, of the document with its stamp."""
    at = columns.pop("published_at", NOON + dt.timedelta(hours=number))
    stamp = {
        "number": number,
        "published_at": timestamp(at),
        "previous": previous.number if previous else None,
    }
    body = canonical({**document, "edition": stamp})
    return Edition(
        number=number,
        kind=document["type"],
        key=document["id"],
        object_id=7,
        operation="withdraw" if document["withdrawn"] else "publish",
        document=body.decode(),
        digest=digest(body),
        previous=previous,
        published_at=at,
        **columns,
    )
