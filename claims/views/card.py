"""The card of a claim, made to stand in other pages, and how those pages find it (oEmbed)."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone, translation
from django.views.decorators.clickjacking import xframe_options_exempt

from claims.embedding import LEAST
from claims.embedding import oembed as oembed_answer
from claims.timeline import speakers
from claims.views.record import title
from publication.models import Edition
from publication.pages import json_errors, json_response, moved, public_page
from publication.queries import whole_number

# Whatever a page asks for that is wider than any screen.
MOST = 10**6
NO_CLAIM = "Give the address of the page of a claim on this site."


@xframe_options_exempt
@public_page
def claim_card(request: HttpRequest, slug: str) -> HttpResponseBase:
    edition = Edition.objects.at_address("claim", slug)
    if edition is None:
        raise Http404("No claim is published at this address.")
    if edition.newest_key != slug:
        return moved(request, "claim_card", edition.newest_key)
    said_by, reported_by = speakers(edition.content)
    context = {
        "claim": edition.content,
        "title": title(edition.content),
        "said_by": said_by,
        "reported_by": reported_by,
        "today": timezone.localdate(),
    }
    return render(request, "claims/claim_card.html", context)


@public_page
def oembed(request: HttpRequest) -> HttpResponse:
    """Parameters that are not those of oEmbed are ignored: consumers add some of their own."""
    if request.GET.get("format", "json") != "json":
        return json_errors({"format": ["Only json is available."]}, status=501)
    if not request.GET.get("url"):
        return json_errors({"url": [NO_CLAIM]}, status=400)
    sizes, errors = {}, {}
    for name in ("maxwidth", "maxheight"):
        try:
            sizes[name] = whole_number(request.GET, name, default=MOST, least=LEAST, most=MOST)
        except ValueError as error:
            errors[name] = [str(error)]
    if errors:
        return json_errors(errors, status=400)
    edition = claim_at(request.GET["url"])
    if edition is None:
        return json_errors({"url": [NO_CLAIM]}, status=404)
    # An answer to a program is in the language of the record.
    with translation.override(settings.LANGUAGE_CODE):
        name = title(edition.content)
    answer = oembed_answer(
        name,
        settings.SITE_URL + reverse("claim_card", args=[edition.newest_key]),
        site=settings.SITE_NAME,
        origin=settings.SITE_URL,
        max_width=sizes["maxwidth"],
        max_height=sizes["maxheight"],
    )
    return json_response(answer)


def claim_at(address: str) -> Edition | None:
    """The newest edition of the claim whose page is at this full address of this site."""
    try:
        parts = urlsplit(address)
        match = resolve(parts.path)
    except (ValueError, Resolver404):
        return None
    ours = f"{parts.scheme}://{parts.netloc}".lower() == settings.SITE_URL
    if not ours or match.url_name != "claim_detail":
        return None
    return Edition.objects.at_address("claim", match.kwargs["slug"])
