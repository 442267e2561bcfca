"""The page of one claim, today's and on any past day."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from claims.charts.slips import slip_chart
from claims.charts.timeline import timeline
from claims.forms import AsOfForm, ClaimPageForm
from claims.independence import independence
from claims.pairs import pairs
from claims.timeline import (
    Newer,
    NotYetSaid,
    as_of,
    clocks,
    entries,
    newer,
    speakers,
    turning_days,
)
from claims.views.record import record_of
from claims.wording import ladder
from publication.canonical import canonical, digest
from publication.models import Edition
from publication.pages import (
    json_errors,
    moved,
    public_document,
    public_page,
    stored_json,
)
from publication.queries import unknown_parameters
from publication.stored import stored_at


@public_page
def claim_detail(request: HttpRequest, slug: str) -> HttpResponseBase:
    edition = Edition.objects.at_address("claim", slug)
    if edition is None:
        raise Http404("No claim is published at this address.")
    if edition.newest_key != slug:
        return moved(request, "claim_detail", edition.newest_key)
    claim, form = edition.content, ClaimPageForm(request.GET)
    if not form.is_valid():
        return render_claim(request, claim, form=form, issued=edition, status=400)
    period, since = form.cleaned_data["as_of"], form.cleaned_data["since"]
    if since:
        marks = Marks(since.upper, newer(content_at_the_end_of(since.upper, edition), claim))
        return render_claim(request, claim, form=form, issued=edition, marks=marks)
    if period is None:
        return render_claim(request, claim, form=form, issued=edition)
    try:
        past = as_of(claim, period.upper)
    except NotYetSaid:
        context = {"claim": claim, "form": form, "day": period.upper}
        return render(request, "claims/claim_not_yet_said.html", context, status=404)
    return render_claim(request, past, form=form, day=period.upper, issued=edition)


@dataclass(frozen=True)
class Marks:
    """What the record did not have at the end of the day `since`."""

    since: date
    newer: Newer


def content_at_the_end_of(day: date, newest: Edition) -> dict[str, Any] | None:
    """The document of the same claim that was in force then; None before it was published."""
    end = datetime.combine(day + timedelta(days=1), time.min, UTC)
    editions = Edition.objects.filter(kind="claim", object_id=newest.object_id)
    then = editions.filter(published_at__lt=end).order_by("-number").first()
    return then.content if then else None


def render_claim(
    request: HttpRequest,
    claim: dict[str, Any],
    *,
    form: AsOfForm | None = None,
    day: date | None = None,
    edition: Edition | None = None,
    newest: int | None = None,
    issued: Edition | None = None,
    preview: dict[str, Any] | None = None,
    marks: Marks | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of a document: today's, that of a past `day`, that of one `edition` (then
    `newest` is the number of the newest one), or a `preview` of what is not published yet.
    `issued` is the edition that the document of a page without `edition` is taken from, and
    `marks` is what is new in it."""
    shown = edition or issued
    is_past = edition is not None and edition.number != newest
    context = {
        **told(claim, min(day or date.max, timezone.localdate())),
        "record": record_of(shown, day=day, is_past=is_past) if shown else None,
        "form": form,
        "day": day,
        "days": turning_days(issued.content) if issued else [],
        "edition": edition,
        "newest": newest,
        "preview": preview,
        "since": marks.since if marks else None,
        "newer": marks.newer if marks else None,
    }
    return render(request, "claims/claim_detail.html", context, status=status)


def told(claim: dict[str, Any], today: date) -> dict[str, Any]:
    """Everything that the page tells of a document at the end of `today`."""
    decisive = claim["standing"]["followup"]
    said_by, reported_by = speakers(claim)
    listed = entries(claim)
    statements = [entry for entry in listed if entry.said]
    own = [entry for entry in statements if entry.said and entry.said["role"] != "reports"]
    return {
        "claim": claim,
        "entries": listed,
        "first": next(iter(own or statements), None),
        "clocks": clocks(claim, today),
        "because": next((item for item in claim["followups"] if item["id"] == decisive), None),
        "said_by": said_by,
        "reported_by": reported_by,
        "independence": independence(claim),
        "chart": timeline(claim, today),
        "ladder": ladder(claim),
        "pairs": pairs(claim),
        "slips": slip_chart([claim], today),
    }


@public_document
def claim_detail_json(request: HttpRequest, slug: str) -> HttpResponseBase:
    stored = stored_at("claim", slug)
    if stored is None:
        return json_errors({"id": ["No claim is published at this address."]}, status=404)
    if stored.newest_key != slug:
        return moved(request, "claim_detail_json", stored.newest_key)
    if not request.META["QUERY_STRING"]:
        return stored_json(request, stored.document, stored.digest)
    form = AsOfForm(request.GET)
    errors = unknown_parameters(request, ["as_of"])
    if errors or not form.is_valid():
        faults = errors or {name: list(map(str, faults)) for name, faults in form.errors.items()}
        return json_errors(faults, status=400)
    period = form.cleaned_data["as_of"]
    if period is None:
        return stored_json(request, stored.document, stored.digest)
    try:
        past = canonical(as_of(json.loads(stored.document), period.upper))
    except NotYetSaid:
        sentence = f"Nothing of this claim had surely been said by {period.upper}."
        return json_errors({"as_of": [sentence]}, status=404)
    return stored_json(request, past, digest(past))
