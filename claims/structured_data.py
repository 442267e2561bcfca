"""A claim for search engines and other machines: JSON-LD in the words of schema.org.

A claim is a schema.org `Claim`. Only one that was found to be true or untrue is also reviewed, as a
`ClaimReview`: that is what `supported` and `contradicted` say. All other standings say something
else. `fulfilled` and `not_fulfilled` are about a promise, which was not untrue when it was made;
`qualified` and `disputed` leave the question open; `superseded` and `retracted` are what the
speaker did; `unverifiable` and `open` say that nobody knows. A review of those would pass a
judgement that this record does not pass. A review is in words: there are no rating numbers here.

A date that is approximate, uncertain or an interval is left out: schema.org has no way to say so.
"""

import json
import re
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from claims.timeline import said_in_order, speakers

Document = dict[str, Any]

CONTEXT = "https://schema.org"
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
TRUTH = {"supported": "Supported", "contradicted": "Contradicted"}
TYPES = {"person": "Person", "organisation": "Organization"}
# A year, a month or a day, and nothing that qualifies it.
EXACT = re.compile(r"\d{4}(-(0\d|1[0-2])(-\d{2})?)?")
# Nothing in a quotation may end the element that holds it.
ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def claim_data(document: Document, origin: str, site_name: str) -> Document | None:
    """The JSON-LD of a claim's page; None for one that was withdrawn."""
    if document["withdrawn"]:
        return None
    claim = _claim(document, origin)
    standing = document["standing"]["verdict"]
    if standing not in TRUTH:
        return {"@context": CONTEXT, **claim}
    address = origin + document["path"]
    return {
        "@context": CONTEXT,
        "@type": "ClaimReview",
        "@id": f"{address}#review",
        "url": address,
        "claimReviewed": document["text"],
        "itemReviewed": claim,
        "reviewRating": {"@type": "Rating", "alternateName": TRUTH[standing]},
        "author": {"@type": "Organization", "name": site_name, "url": f"{origin}/"},
        "datePublished": document["edition"]["published_at"][:10],
        "sdLicense": LICENCE,
    }


def _claim(document: Document, origin: str) -> Document:
    address = origin + document["path"]
    statements = said_in_order(document["statements"])
    works = {item["source"]["id"]: item["source"] for item in statements}
    appearances = [_work(source, origin) for source in works.values()]
    authors = [_speaker(item, origin) for item in speakers(document)[0] if item["kind"] in TYPES]
    claim = {
        "@type": "Claim",
        "@id": f"{address}#claim",
        "url": address,
        "text": document["text"],
        "datePublished": exact(document["first_said_on"]),
        "author": authors,
        "firstAppearance": appearances[0] if appearances else None,
        "appearance": appearances,
        "sdLicense": LICENCE,
    }
    return {key: value for key, value in claim.items() if value}


def _speaker(speaker: Document, origin: str) -> Document:
    """Anonymous readers are nobody in particular, so they are no authors."""
    return {
        "@type": TYPES[speaker["kind"]],
        "name": speaker["name"],
        "url": f"{origin}/speakers/{speaker['id']}/",
    }


def _work(source: Document, origin: str) -> Document:
    work = {
        "@type": "CreativeWork",
        "@id": origin + source["path"],
        "name": source["title"],
        "url": source["url"] or origin + source["path"],
        "datePublished": exact(source["published_on"]),
        "publisher": {"@type": "Organization", "name": source["publisher"]["name"]},
    }
    return {key: value for key, value in work.items() if value}


def exact(when: Document | None) -> str | None:
    """The date in ISO 8601 where the record is sure of it."""
    return when["edtf"] if when and EXACT.fullmatch(when["edtf"]) else None


def as_script(data: Document) -> SafeString:
    """The data for a script element, from which no quotation can break out."""
    text = json.dumps(data, ensure_ascii=False, sort_keys=True).translate(ESCAPES)
    return mark_safe(text)  # noqa: S308
