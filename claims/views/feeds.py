"""What changed, for feed readers: of the whole record, one claim, one tag, one speaker."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import translation

from claims.feed import ATOM, JSON_FEED, Feed, Publisher, atom, entry, json_feed
from claims.models import News
from claims.models.news import NewsQuerySet
from claims.totals import frequencies
from publication.canonical import canonical
from publication.models import Edition
from publication.pages import json_errors, moved, public_page
from publication.queries import Errors, unknown_parameters

MOST_ENTRIES = 50
PLAIN = "text/plain; charset=utf-8"


@dataclass(frozen=True)
class Subject:
    """What a feed is about: its news, its names, and the address of its page."""

    news: NewsQuerySet
    title: str
    description: str
    path: str


def publisher() -> Publisher:
    return Publisher(settings.SITE_NAME, settings.SITE_URL, settings.SITE.host)


def of_everything() -> Subject:
    description = "Every claim that is new, stands differently or has new evidence."
    return Subject(News.objects.all(), "What changed", description, reverse("home"))


def of_claim(edition: Edition) -> Subject:
    """The news of one claim; a withdrawn one is not named."""
    text = "A withdrawn claim" if edition.is_withdrawal else edition.content["text"]
    news = News.objects.filter(claim=edition.object_id)
    description = "Where this claim stands, and new evidence on it."
    return Subject(news, text, description, reverse("claim_detail", args=[edition.key]))


def of_tag(slug: str) -> Subject | None:
    """The news of the claims in force that carry this tag."""
    known = frequencies("tag").filter(value=slug).first()
    if known is None:
        return None
    description = "New claims with this tag, their standings, and new evidence on them."
    path = reverse("tag_detail", args=[slug])
    return Subject(news_with("tag", known), f"Tag: {known['label']}", description, path)


def of_speaker(slug: str) -> Subject | None:
    """The news of the claims in force that this speaker makes, repeats, hedges or reports, as the
    speaker’s page lists them. Where the words are only evidence, the claim is somebody else’s."""
    known = frequencies("speaker").filter(value=slug).first()
    if known is None:
        return None
    description = "New claims with statements by this speaker, their standings, and new evidence."
    path = reverse("speaker_detail", args=[slug])
    return Subject(news_with("speaker", known), known["label"], description, path)


def news_with(name: str, known: dict[str, Any]) -> NewsQuerySet:
    is_rare = known["claims"] ** 2 < MOST_ENTRIES * known["all"]
    return News.objects.with_facet(name, known["value"], is_rare=is_rare)


def problem(request: HttpRequest, errors: Errors, status: int) -> HttpResponse:
    """In the form that was asked for; Atom has none for errors, so there it is plain text."""
    if request.path.endswith(".json"):
        return json_errors(errors, status=status)
    lines = [f"{name}: {sentence}\n" for name, faults in errors.items() for sentence in faults]
    return HttpResponse("".join(lines), status=status, content_type=PLAIN)


def feed_response(request: HttpRequest, subject: Subject) -> HttpResponse:
    errors = unknown_parameters(request, [])
    if errors:
        return problem(request, errors, 400)
    rows = subject.news.newest_first()[:MOST_ENTRIES]
    # Feeds are data, and data is in the language of the record whoever asks for it.
    with translation.override(settings.LANGUAGE_CODE):
        feed = Feed(
            title=f"{subject.title} – {settings.SITE_NAME}",
            description=subject.description,
            path=subject.path,
            own_path=request.path,
            entries=[entry(row.edition, row.newest_edition) for row in rows],
        )
    if request.path.endswith(".json"):
        return HttpResponse(canonical(json_feed(feed, publisher())), content_type=JSON_FEED)
    return HttpResponse(atom(feed, publisher()), content_type=ATOM)


@public_page
def feed_atom(request: HttpRequest) -> HttpResponse:
    return feed_response(request, of_everything())


@public_page
def feed_json(request: HttpRequest) -> HttpResponse:
    return feed_response(request, of_everything())


def claim_feed(request: HttpRequest, slug: str, name: str) -> HttpResponseBase:
    edition = Edition.objects.at_address("claim", slug)
    if edition is None:
        return problem(request, {"id": ["No claim is published at this address."]}, 404)
    if edition.newest_key != slug:
        return moved(request, name, edition.newest_key)
    return feed_response(request, of_claim(edition))


@public_page
def claim_feed_atom(request: HttpRequest, slug: str) -> HttpResponseBase:
    return claim_feed(request, slug, "claim_feed_atom")


@public_page
def claim_feed_json(request: HttpRequest, slug: str) -> HttpResponseBase:
    return claim_feed(request, slug, "claim_feed_json")


def facet_feed(
    request: HttpRequest, slug: str, subject_of: Callable[[str], Subject | None], nothing: str
) -> HttpResponse:
    subject = subject_of(slug)
    if subject is None:
        return problem(request, {"id": [nothing]}, 404)
    return feed_response(request, subject)


NO_TAG = "No published claim carries this tag."
NO_SPEAKER = "No speaker is published at this address."


@public_page
def tag_feed_atom(request: HttpRequest, slug: str) -> HttpResponse:
    return facet_feed(request, slug, of_tag, NO_TAG)


@public_page
def tag_feed_json(request: HttpRequest, slug: str) -> HttpResponse:
    return facet_feed(request, slug, of_tag, NO_TAG)


@public_page
def speaker_feed_atom(request: HttpRequest, slug: str) -> HttpResponse:
    return facet_feed(request, slug, of_speaker, NO_SPEAKER)


@public_page
def speaker_feed_json(request: HttpRequest, slug: str) -> HttpResponse:
    return facet_feed(request, slug, of_speaker, NO_SPEAKER)
