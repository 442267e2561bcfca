"""The front page, the method, and the health check."""

from urllib.parse import quote

from django.conf import settings
from django.db import connection
from django.db.models import Min
from django.db.utils import Error
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from claims.change_words import Line
from claims.charts.bars import bars
from claims.charts.standings import days_shown, standings_chart
from claims.forms import SinceForm
from claims.models import Claim, News
from claims.timeline import clocks
from claims.views.edition import with_lines
from claims.views.promise import contents
from claims.vocabulary import MEANINGS
from publication.models import Edition
from publication.pages import public_address, public_page

LATEST = 7
MOST_LISTED = 6


@public_page
def home(request: HttpRequest) -> HttpResponse:
    """What changed, what is late, what nobody else has borne out, and how it all stands."""
    today = timezone.localdate()
    published = Claim.objects.published()
    counts = published.standing_counts()
    first = published.aggregate(first=Min("public_first_said"))["first"]
    days = days_shown(min(first or today, today), today)
    chart = standings_chart(days, published.standings_on(days))
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
        "overdue": contents(published.overdue(today)[:MOST_LISTED]),
        "alone": [
            (claim, clocks(claim, today).days_on_word_alone)
            for claim in contents(published.on_word_alone()[:MOST_LISTED])
        ],
    }
    return render(request, "claims/home.html", context, status=400 if faults else 200)


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
