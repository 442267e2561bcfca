"""What search engines are told: every public address, in parts that stay small, and robots.txt.

A part has the rows with ids from one round number to the next: a look at where each begins is all
that the list of the parts takes, however many rows there are.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.expressions import RawSQL
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from claims.models import Claim, Tag
from publication.models import Edition, Facet
from publication.pages import public_page
from publication.replicas import reading_connection
from sources.models import Source, Speaker, Statement

XML = "application/xml; charset=utf-8"
PER_SECTION = 1_000
PAGES = (
    "home",
    "claim_list",
    "promise_list",
    "speaker_list",
    "source_list",
    "tag_list",
    "change_list",
    "method",
    "follow",
    "export",
)


@dataclass(frozen=True)
class Section:
    """`rows` have a `pk`, the `key` of their address at `view`, and `lastmod`, when their
    newest edition came out. All of it is public: what only editors see is in none of them."""

    view: str
    rows: Callable[[], QuerySet[Any]]


def pages_of(model: Any) -> QuerySet[Any]:
    """Claims or sources under the address of their edition: that of the row may be an edit."""
    rows = model.objects.published()
    return rows.annotate(key=F("edition__key"), lastmod=F("edition__published_at"))


def named(model: Any, facet: str) -> QuerySet[Any]:
    """Rows that published documents name; their slug cannot change any more."""
    facets = Facet.objects.filter(name=facet, value=OuterRef("slug"))
    # The number first, by its index, and then the time of that one edition.
    newest = Subquery(facets.order_by("-edition_id").values("edition")[:1])
    rows = model.objects.annotate(key=F("slug"), newest=newest).filter(newest__isnull=False)
    moment = Edition.objects.filter(number=OuterRef("newest")).values("published_at")
    return rows.annotate(lastmod=Subquery(moment))


SECTIONS = {
    "claims": Section("claim_detail", lambda: pages_of(Claim)),
    "sources": Section("source_detail", lambda: pages_of(Source)),
    "statements": Section("statement_detail", lambda: named(Statement, "statement")),
    "speakers": Section("speaker_detail", lambda: named(Speaker, "speaker")),
    "tags": Section("tag_detail", lambda: named(Tag, "tag")),
}


def starts(rows: QuerySet[Any]) -> list[int]:
    """The id of the row with which each part begins: the first one behind the end of a part."""
    beyond = RawSQL("(parts.start / %s + 1) * %s", [PER_SECTION, PER_SECTION])
    keys = rows.order_by("pk").values_list("pk")
    first, first_values = keys[:1].query.sql_with_params()
    following, values = keys.filter(pk__gte=beyond)[:1].query.sql_with_params()
    statement = (
        f"WITH RECURSIVE parts (start) AS (SELECT * FROM ({first}) AS first UNION ALL "
        f"SELECT ({following}) FROM parts WHERE parts.start IS NOT NULL) "
        "SELECT start FROM parts WHERE start IS NOT NULL"
    )
    with reading_connection().cursor() as cursor:
        cursor.execute(statement, [*first_values, *values])
        return [start for (start,) in cursor.fetchall()]


@public_page
def sitemap(request: HttpRequest) -> HttpResponse:
    parts = [("pages", 1)]
    for kind, section in SECTIONS.items():
        parts += [(kind, start) for start in starts(section.rows())]
    addresses = [
        settings.SITE_URL + reverse("sitemap_section", args=[kind, start]) for kind, start in parts
    ]
    return render(request, "claims/sitemap.xml", {"parts": addresses}, content_type=XML)


@public_page
def sitemap_section(request: HttpRequest, kind: str, start: int) -> HttpResponse:
    addresses = listed(kind, start)
    if not addresses:
        raise Http404("The sitemap has no such part.")
    return render(request, "claims/sitemap_section.xml", {"addresses": addresses}, content_type=XML)


def listed(kind: str, start: int) -> list[tuple[str, dt.datetime | None]]:
    """Full addresses and when each last changed; nothing for a part that does not exist."""
    if kind == "pages" and start == 1:
        return [(settings.SITE_URL + reverse(name), None) for name in PAGES]
    if kind not in SECTIONS or start >= 2**63:
        return []
    section = SECTIONS[kind]
    end = (start // PER_SECTION + 1) * PER_SECTION
    rows = section.rows().filter(pk__gte=start, pk__lt=end).order_by("pk")
    return [
        (settings.SITE_URL + reverse(section.view, args=[key]), lastmod)
        for key, lastmod in rows.values_list("key", "lastmod")
    ]


@public_page
def robots(request: HttpRequest) -> HttpResponse:
    lines = [
        "User-agent: *",
        "Disallow: /admin/",
        # A list under several filters has nothing that a list under one of them has not.
        "Disallow: /claims/?*&*",
        f"Sitemap: {settings.SITE_URL}{reverse('sitemap')}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
