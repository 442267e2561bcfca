"""The front page, the method, and the health check."""

from django.db import connection
from django.db.models import Count
from django.db.utils import Error
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from claims.models import Claim, Verdict
from claims.models.followup import Basis, Relation
from publication.models import Edition
from publication.pages import public_address, public_page
from sources.models import AnchorState

LATEST = 8


@public_page
def home(request: HttpRequest) -> HttpResponse:
    counts = dict(
        Claim.objects.published()
        .values_list("public_standing")
        .annotate(number=Count("pk"))
        .order_by()
    )
    standings = [(verdict, counts[verdict]) for verdict in Verdict.values if verdict in counts]
    context = {
        "total": sum(counts.values()),
        "standings": standings,
        "latest": Edition.objects.order_by("-number")[:LATEST],
    }
    return render(request, "claims/home.html", context)


@public_page
def method(request: HttpRequest) -> HttpResponse:
    context = {
        "verdicts": Verdict.choices,
        "relations": Relation.choices,
        "bases": Basis.choices,
        "anchors": AnchorState.choices,
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
