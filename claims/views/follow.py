"""How to follow the record: feeds, a calendar of due dates, cards for other sites."""

import datetime as dt

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation

from claims.due_dates import CALENDAR, calendar
from claims.embedding import frame
from claims.models import Claim
from claims.views.feeds import publisher
from publication.models import having
from publication.pages import public_page

# A calendar program reads all of it every day; these are the promises that fall due last.
MOST_EVENTS = 500


@public_page
def follow(request: HttpRequest) -> HttpResponse:
    newest = Claim.objects.published().select_related("edition").order_by("-edition_id").first()
    claim = newest.edition.content if newest and newest.edition else None
    context = {
        "claim": claim,
        "today": timezone.localdate(),
        "origin": settings.SITE_URL,
        "frame": card_frame(claim["id"], claim["text"]) if claim else None,
    }
    return render(request, "claims/follow.html", context)


def card_frame(slug: str, text: str) -> str:
    return frame(settings.SITE_URL + reverse("claim_card", args=[slug]), text)


@public_page
def due_calendar(request: HttpRequest) -> HttpResponse:
    # The kind in the row may be an edit that nobody published.
    due = Claim.objects.published().filter(having("kind", "promise", "goal"))
    due = due.filter(public_due__lt=dt.date.max).order_by("-public_due", "-pk")
    rows = due.select_related("edition")[:MOST_EVENTS]
    editions = [row.edition for row in rows if row.edition]
    # Calendars are data, and data is in the language of the record whoever asks for it.
    with translation.override(settings.LANGUAGE_CODE):
        written = calendar(editions, publisher(), request.path)
    return HttpResponse(written, content_type=CALENDAR)
