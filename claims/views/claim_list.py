"""The list of claims: words, filters and facets, as a page and as JSON."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.contrib.humanize.templatetags.humanize import intcomma
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse

from claims.facet_counts import FacetCounts, facet_counts
from claims.facet_links import Label, Labels, changed, chips, facets
from claims.filters import (
    DEFAULT_SORT,
    ID_FILTERS,
    REPEATABLE,
    SORTS,
    SORTS_OF_THE_PAST,
    ClaimFilter,
)
from claims.forms import SinceForm
from claims.listed import listed
from claims.models import Claim
from claims.models.news import News
from claims.no_results import missing_words, ways_out
from claims.search_words import phrases
from claims.snippets import Piece, Snippet, marked, snippets
from claims.timeline import as_of
from publication.canonical import canonical
from publication.keyset import MOST_COUNTED, Page
from publication.models import Edition
from publication.pages import json_errors, list_response, next_path, public_page
from publication.queries import Errors, page_size, unknown_parameters
from sources.dates import in_words

LIST_PARAMETERS = {*ClaimFilter.base_filters, "cursor", "per_page"}
# A reader wants to see what moved; the order of the JSON is a contract.
SORT_OF_THE_PAGE = "-last_evidence"

FACETS = ("standing", "kind", "basis", "overdue", "tag", "speaker")
DATES = ("said_after", "said_before", "due_before", "as_of", "since")
CHIPS = ("q", *FACETS, "source", "statement", "publisher", *DATES)
# What the form on the page has fields for; it passes on everything else that is asked.
TYPED = ("q", "sort", *DATES)


@dataclass(frozen=True)
class Listing:
    """A page of the list, or the errors for which there is none."""

    filters: ClaimFilter
    found: Page | None = None
    errors: Errors | None = None
    status: int = 200


@dataclass(frozen=True)
class Row:
    """A claim in the list; where words are asked for, its text in pieces, and where else they are
    found."""

    claim: dict[str, Any]
    title: tuple[Piece, ...]
    snippets: list[Snippet]
    is_new: bool


def listing(
    request: HttpRequest, *, default_sort: str = DEFAULT_SORT, marks: SinceForm | None = None
) -> Listing:
    filters = ClaimFilter(
        request.GET, queryset=Claim.objects.published(), default_sort=default_sort
    )
    forms = [filters.form, marks] if marks else [filters.form]
    known = {*LIST_PARAMETERS, *(marks.fields if marks else ())}
    errors = unknown_parameters(request, known, REPEATABLE)
    result = Listing(filters, errors=errors, status=400)
    if errors:
        return result
    faults = {
        name: [str(fault) for fault in faults]
        for form in forms
        for name, faults in form.errors.items()
    }
    if faults:
        only_ids = faults.keys() <= filters.form.errors.keys()
        return replace(result, errors=faults, status=filters.error_status if only_ids else 400)
    try:
        size = page_size(request.GET)
    except ValueError as error:
        return replace(result, errors={"per_page": [str(error)]})
    try:
        found = listed(filters, size=size, cursor=request.GET.get("cursor"))
    except ValidationError as error:
        return replace(result, errors={"cursor": error.messages})
    return Listing(filters, found=found)


@public_page
def claim_list(request: HttpRequest) -> HttpResponse:
    marks = SinceForm(request.GET)
    result = listing(request, default_sort=SORT_OF_THE_PAGE, marks=marks)
    context = {"filter": result.filters, "marks": marks, "errors": result.errors}
    if result.found is not None:
        narrowed = narrowing(request.GET, result.filters, is_empty=not result.found.count)
        context |= {
            "page": result.found,
            "rows": rows(result.found, result.filters, marks),
            "day": result.filters.day,
            "first": changed(request.GET, {}) if request.GET.get("cursor") else None,
            "next": next_path(request, result.found),
            "json": json_address(request.GET, result.filters),
            "sorts": sorts(result.filters),
            "passed_on": passed_on(request.GET),
            "found_number": in_figures(result.found.count, is_exact=result.found.is_exact),
            **narrowed,
            "all_number": in_figures(narrowed["all_claims"], is_exact=narrowed["all_is_exact"]),
        }
    return render(request, "claims/claim_list.html", context, status=result.status)


@public_page
def claim_list_json(request: HttpRequest) -> HttpResponse:
    result = listing(request)
    if result.found is None:
        return json_errors(result.errors or {}, status=result.status)
    day = result.filters.day
    documents = [
        canonical(document_of(row, day)).decode() if day else row["edition__document"]
        for row in result.found.rows
    ]
    return list_response(result.found, next_path(request, result.found), documents)


def document_of(row: dict[str, Any], day: date | None) -> dict[str, Any]:
    document = Edition(document=row["edition__document"]).content
    return as_of(document, day) if day else document


def rows(found: Page, filters: ClaimFilter, marks: SinceForm) -> list[Row]:
    """The claims of a page with the words that were asked for and the mark of what is new."""
    wanted = phrases(filters.form.cleaned_data["q"])
    since = marks.cleaned_data["since"]
    new = news_after(since.upper, (row["pk"] for row in found.rows)) if since else set()
    listed = []
    for row in found.rows:
        claim = document_of(row, filters.day)
        extracts = snippets(claim, wanted) if wanted else []
        title = marked(claim["text"], wanted) if wanted else ()
        listed.append(Row(claim, title, extracts, row["pk"] in new))
    return listed


def news_after(day: date, claims: Iterable[int]) -> set[int]:
    """Which of the claims had news after that day."""
    news = News.objects.filter(claim__in=list(claims), edition__published_at__date__gt=day)
    return set(news.values_list("claim", flat=True))


def narrowing(query: QueryDict, filters: ClaimFilter, *, is_empty: bool) -> dict[str, Any]:
    """What the page needs to offer other filters, and to say which of these leave nothing."""
    counts = facet_counts(filters)
    labels = labels_of(query, filters, counts)
    names: dict[str, Label] = {name: filters.filters[name].label for name in FACETS}
    fields = {**filters.form.fields, **SinceForm.base_fields}
    on = chips(query, labels, {name: fields[name].label for name in CHIPS})
    return {
        "all_claims": counts.numbers["all"].get("", 0),
        "all_is_exact": filters.day is None or counts.numbers["all"].get("", 0) < MOST_COUNTED,
        "facets": facets(query, counts.numbers, labels, names, counts.cut),
        "counts": counts,
        "at_least": "" if counts.is_exact else "+",
        "chips": on,
        "ways_out": ways_out(filters, query, on) if is_empty else [],
        "missing": missing_words(query) if is_empty else [],
    }


def labels_of(query: QueryDict, filters: ClaimFilter, counts: FacetCounts) -> Labels:
    """The words for the values of filters, and for the dates that are asked for."""
    chosen = {
        name: filters.filters[name].extra["choices"]
        for name in ("standing", "kind", "basis", "overdue")
    }
    ids: dict[str, dict[str, str]] = {name: {} for name in ID_FILTERS}
    for name, named in counts.names.items():
        ids[name] |= named
    for (name, value), label in filters.known.names.items():
        if name in ids:
            ids[name][value] = label
    by_name = {
        name: sorted(named.items(), key=lambda item: item[1].casefold())
        for name, named in ids.items()
    }
    dates = {
        name: [(value, in_words(value.strip())) for value in filled(query, name)] for name in DATES
    }
    return {**by_name, **chosen, **dates}


def filled(query: QueryDict, name: str) -> list[str]:
    return [value for value in query.getlist(name) if value.strip()]


def passed_on(query: QueryDict) -> list[tuple[str, str]]:
    return [
        (name, value)
        for name in query
        if name not in TYPED and name != "cursor"
        for value in filled(query, name)
    ]


def in_figures(number: int, *, is_exact: bool) -> str:
    """`10,000+` where there are at least so many."""
    return f"{intcomma(number)}{'' if is_exact else '+'}"


def sorts(filters: ClaimFilter) -> list[tuple[str, Label, bool]]:
    """(value, words, whether it is the order of this page) of the orders that can be asked for.

    The value of the default order is empty, so that a day typed into the form goes with it.
    """
    default = SORT_OF_THE_PAGE if filters.day is None else DEFAULT_SORT
    return [
        ("" if value == default else value, words, value == filters.sorted_by)
        for value, words in SORTS
        if filters.day is None or value in SORTS_OF_THE_PAST
    ]


def json_address(query: QueryDict, filters: ClaimFilter) -> str:
    """The same list as JSON, which has another default order and no marks."""
    same = changed(query, {"since": [], "sort": [filters.sorted_by]})
    return f"{reverse('claim_list_json')}?{same}"
