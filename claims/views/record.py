"""What stands in the head and at the end of a claim's page: its names for machines, how to cite,
correct, follow and embed it."""

from datetime import date
from typing import Any
from urllib.parse import quote, urlencode

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from claims.citation import Citation
from claims.embedding import frame
from claims.structured_data import as_script, claim_data
from claims.vocabulary import label
from publication.models import Edition

Document = dict[str, Any]


def record_of(edition: Edition, *, day: date | None = None, is_past: bool = False) -> Document:
    """For the templates `_claim_head.html` and `_record.html`. `is_past` is an edition that was
    replaced; a page of a past `day` and one of a past edition do not say what holds today."""
    claim = edition.content
    address = settings.SITE_URL + claim["path"]
    is_todays = not is_past and day is None
    data = claim_data(claim, settings.SITE_URL, settings.SITE_NAME) if is_todays else None
    return {
        "edition": edition,
        "claim": claim,
        "day": day,
        "is_todays": is_todays,
        "address": address,
        "site_name": settings.SITE_NAME,
        "title": title(claim),
        "description": description(claim),
        "data": as_script(data) if data else None,
        "citation": citation(edition),
        "corrections": corrections(claim, address),
        "frame": frame(settings.SITE_URL + reverse("claim_card", args=[claim["id"]]), title(claim)),
    }


def citation(edition: Edition) -> Citation:
    claim = edition.content
    path = reverse("claim_edition", args=[claim["id"], edition.number])
    return Citation(
        key=claim["id"],
        title=claim["text"],
        site=settings.SITE_NAME,
        number=edition.number,
        published_on=edition.published_at.date(),
        address=settings.SITE_URL + path,
        digest=edition.digest,
        withdrawn=bool(claim["withdrawn"]),
    )


def title(claim: Document) -> str:
    """What a card is called; one of a withdrawn claim does not repeat the claim."""
    return str(_("A withdrawn claim") if claim["withdrawn"] else claim["text"])


def description(claim: Document) -> str:
    """The page in one line, for search engines and for links to it elsewhere."""
    if claim["withdrawn"]:
        return str(_("This page was withdrawn. It says when and why."))
    standing = label(claim["standing"]["verdict"], "verdict")
    said = ngettext("%(count)d statement", "%(count)d statements", len(claim["statements"]))
    found = ngettext("%(count)d later finding", "%(count)d later findings", len(claim["followups"]))
    return _("Standing: %(standing)s. %(said)s, %(found)s, with sources.") % {
        "standing": standing,
        "said": said % {"count": len(claim["statements"])},
        "found": found % {"count": len(claim["followups"])},
    }


def corrections(claim: Document, address: str) -> str:
    """Where to report an error in this claim, filled in; "" where the site names no place."""
    place, number = settings.CORRECTIONS, claim["edition"]["number"]
    if not place:
        return ""
    if place.startswith("https://"):
        joined = "&" if "?" in place else "?"
        return f"{place}{joined}{urlencode({'claim': claim['id'], 'edition': number})}"
    named = {"claim": claim["id"], "number": number, "text": claim["text"], "address": address}
    subject = _("An error in the record: %(claim)s, edition %(number)d") % named
    body = (
        _(
            "Claim: %(text)s\nAddress: %(address)s\nEdition: %(number)d\n\n"
            "What is wrong, and where can it be checked?\n"
        )
        % named
    )
    # RFC 6068: lines of a body end with CR LF.
    filled = {"subject": subject, "body": body.replace("\n", "\r\n")}
    return f"mailto:{quote(place, safe='@+')}?{urlencode(filled, quote_via=quote)}"
