"""Past editions: every state in which the public record has been, and what each one changed."""

import json
from collections.abc import Iterable
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from claims.change_words import Line, changed_lines
from claims.comparison import sections
from claims.forms import SinceForm
from claims.views.claim import render_claim
from claims.views.record import citation
from publication.canonical import canonical
from publication.keyset import Order, Page
from publication.models import Edition
from publication.models.edition import Operation
from publication.pages import (
    json_errors,
    list_response,
    next_path,
    plain_page,
    public_document,
    public_page,
    stored_json,
)
from publication.queries import whole_number

NEWEST_FIRST = Order("number", descending=True)
NO_CLAIM = "No claim is published at this address."
NO_EDITION = "The claim at this address has no edition of this number."
# As far as numbers of editions go in the database.
MOST = 2**63 - 1
CITATIONS = {
    "txt": "text/plain; charset=utf-8",
    "bib": "application/x-bibtex; charset=utf-8",
    "json": "application/vnd.citationstyles.csl+json; charset=utf-8",
}


def editions_of(slug: str) -> QuerySet[Edition]:
    """All editions of the claim that was published under this address, newest first."""
    holder = Edition.objects.of("claim", slug).values("object_id")[:1]
    editions = Edition.objects.filter(kind="claim", object_id=holder).select_related("previous")
    return editions.defer("previous__document").order_by("-number")


def with_lines(
    editions: Iterable[Edition], *, withdrawn: Iterable[int] = ()
) -> list[tuple[Edition, list[Line]]]:
    """Editions, each with what it changed. Of those whose number is in `withdrawn`, the page was
    withdrawn later: what they brought is not told again."""
    gone = set(withdrawn)
    contents: dict[int, Any] = {}

    def content(edition: Edition) -> Any:
        # An edition is often the one before another one of the same list.
        return contents.setdefault(edition.number, edition.content)

    found = []
    for edition in editions:
        before = content(edition.previous) if edition.previous else None
        lines = changed_lines(edition.kind, before, content(edition))
        if edition.number in gone:
            lines = [Line(line.words) for line in lines]
        found.append((edition, lines))
    return found


@public_page
def claim_editions(request: HttpRequest, slug: str) -> HttpResponse:
    rows = editions_of(slug).defer(None)
    found, errors = plain_page(request, rows, NEWEST_FIRST)
    if found and not found.rows:
        raise Http404(NO_CLAIM)
    context = {
        "claim": found.rows[0].content if found else None,
        "editions": with_lines(found.rows) if found else [],
        "errors": errors,
        "next": next_path(request, found),
    }
    return render(request, "claims/claim_editions.html", context, status=400 if errors else 200)


@public_page
def claim_editions_json(request: HttpRequest, slug: str) -> HttpResponse:
    editions = editions_of(slug).defer("document", "previous__document")
    lines = [{**edition.feed_line(), "chain": edition.chain} for edition in editions]
    if not lines:
        return json_errors({"id": [NO_CLAIM]}, status=404)
    found = Page(lines, len(lines), None)
    return list_response(found, None, (canonical(line).decode() for line in lines))


@public_page
def claim_edition(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    later = Edition.objects.filter(object_id=OuterRef("object_id"), kind="claim")
    newest = later.order_by("-number").values("number")[:1]
    edition = editions_of(slug).filter(number=number).annotate(newest=Subquery(newest)).first()
    if edition is None:
        raise Http404(NO_EDITION)
    return render_claim(request, edition.content, edition=edition, newest=edition.newest)


@public_document
def claim_edition_json(request: HttpRequest, slug: str, number: int) -> HttpResponseBase:
    edition = editions_of(slug).filter(number=number).first()
    if edition is None:
        return json_errors({"number": [NO_EDITION]}, status=404)
    return stored_json(request, edition.document.encode(), edition.digest)


@public_page
def claim_edition_changes(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """What an edition changed, against the one before it or any other one of the same claim."""
    listed = list(editions_of(slug).defer("document", "previous__document"))
    after = next((edition for edition in listed if edition.number == number), None)
    if after is None:
        raise Http404(NO_EDITION)
    context: dict[str, Any] = {"edition": after, "listed": listed, "slug": slug}
    try:
        default = after.previous_id or 0
        start = whole_number(request.GET, "from", default=default, least=1, most=MOST)
    except ValueError as error:
        context |= {"errors": {"from": [str(error)]}}
        return render(request, "claims/claim_edition_changes.html", context, status=400)
    before = next((edition for edition in listed if edition.number == start), None)
    if before is None and start:
        raise Http404(NO_EDITION)
    stored = Edition.objects.filter(number__in=(number, start)).values_list("number", "document")
    contents = {key: json.loads(document) for key, document in stored}
    context |= {"before": before, "claim": contents[number]}
    if before:
        context["sections"] = sections(contents[start], contents[number])
    return render(request, "claims/claim_edition_changes.html", context)


@public_page
def claim_citation(request: HttpRequest, slug: str, number: int, form: str) -> HttpResponse:
    edition = editions_of(slug).filter(number=number).first()
    if edition is None or form not in CITATIONS:
        if form == "json":
            return json_errors({"number": [NO_EDITION]}, status=404)
        raise Http404(NO_EDITION)
    cited = citation(edition)
    written = {
        "txt": lambda: f"{cited.plain}\n",
        "bib": lambda: cited.bibtex,
        "json": lambda: canonical(cited.csl),
    }
    return HttpResponse(written[form](), content_type=CITATIONS[form])


@public_page
def change_list(request: HttpRequest) -> HttpResponse:
    same = Edition.objects.filter(kind=OuterRef("kind"), object_id=OuterRef("object_id"))
    latest = same.order_by("-number")
    rows = Edition.objects.select_related("previous").annotate(
        newest=Subquery(latest.values("number")[:1]),
        newest_operation=Subquery(latest.values("operation")[:1]),
    )
    found, errors = plain_page(request, rows, NEWEST_FIRST, also=["since"])
    form = SinceForm(request.GET)
    if not form.is_valid():
        found, errors = None, {name: list(map(str, faults)) for name, faults in form.errors.items()}
    since = form.cleaned_data.get("since")
    editions = found.rows if found else []
    context = {
        "page": found,
        "changes": with_lines(editions, withdrawn=withdrawn_since(editions)),
        "errors": errors,
        "since": since.upper if since else None,
        "form": form,
        "next": next_path(request, found),
    }
    return render(request, "claims/change_list.html", context, status=400 if errors else 200)


def withdrawn_since(editions: Iterable[Any]) -> list[int]:
    """The numbers of those whose page was withdrawn by a later edition and has not come back."""
    return [
        edition.number
        for edition in editions
        if edition.newest_operation == Operation.WITHDRAW and edition.newest != edition.number
    ]
