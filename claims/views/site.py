"""The front page, the method, and the health check."""

from datetime import date
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.db import connection
from django.db.utils import Error
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from claims.change_words import Line
from claims.charts.bars import bars
from claims.charts.standings import days_shown, standings_chart
from claims.forms import SinceForm
from claims.models import News
from claims.timeline import clocks
from claims.totals import standing_counts, standings_by_year, standings_on
from claims.views.edition import with_lines
from claims.vocabulary import MEANINGS
from publication.models import Edition, Facet
from publication.pages import public_address, public_page

LATEST = 7
MOST_LISTED = 6


@public_page
def home(request: HttpRequest) -> HttpResponse:
    """What changed, what is late, what nobody else has borne out, and how it all stands."""
    today = timezone.localdate()
    counts = standing_counts()
    first, changes = standings_by_year(today)
    days = days_shown(first or today, today)
    chart = standings_chart(days, standings_on(days, changes))
    form = SinceForm(request.GET)
    faults = {} if form.is_valid() else dict(form.errors.items())
    since = form.cleaned_data.get("since")
    context = {
        "total": sum(counts.values()),
        "bars": bars(counts),
        "chart": chart,
        "undated": sum(counts.values()) - (chart.columns[-1].total if chart else 0),
        "news": latest_news(),
        "since": since.upper if since else None,
        "errors": faults,
        "overdue": first_documents("unsettled_due", before=today),
        "alone": [
            (claim, clocks(claim, today).days_on_word_alone) for claim in first_documents("alone")
        ],
    }
    return render(request, "claims/home.html", context, status=400 if faults else 200)


def first_documents(name: str, *, before: date = date.max) -> list[dict[str, Any]]:
    """Of the claims with a facet whose values are days, those with the earliest days."""
    held = Facet.objects.filter(name=name, value__lt=before.isoformat(), edition__kind="claim")
    earliest = held.order_by("value", "edition_id").select_related("edition")
    return [facet.edition.content for facet in earliest[:MOST_LISTED]]


def latest_news() -> list[tuple[Edition, list[Line]]]:
    """The newest news, each with what it is; what a claim that was withdrawn brought before is not
    told again."""
    rows = News.objects.newest_first()[:LATEST]
    gone = [
        row.edition_id
        for row in rows
        if row.newest_edition.is_withdrawal and row.newest_edition != row.edition
    ]
    return with_lines([row.edition for row in rows], withdrawn=gone)


@public_page
def method(request: HttpRequest) -> HttpResponse:
    place = settings.CORRECTIONS
    is_mail = place and not place.startswith("https://")
    context = {
        "vocabulary": MEANINGS,
        "corrections": f"mailto:{quote(place, safe='@+')}" if is_mail else place,
    }
    return render(request, "claims/method.html", context)


@public_address
def healthz(request: HttpRequest) -> HttpResponse:
    """200 where the database answers, 503 where it does not."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return plain("database unavailable", 503)
    return plain("ok", 200)


def plain(sentence: str, status: int) -> HttpResponse:
    headers = {"Cache-Control": "no-store"}
    return HttpResponse(f"{sentence}\n", status=status, content_type="text/plain", headers=headers)
