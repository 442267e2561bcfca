"""“Later evidence”: one page that records evidence on one claim or on many, and shows beforehand
where each will stand."""

from dataclasses import dataclass
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from claims.admin.evidence_forms import (
    BearingForm,
    EvidenceForm,
    Kind,
    NewRowForm,
    NewStatementForm,
    new_row_form,
)
from claims.admin.selection import back_to, chosen_claims, to_page
from claims.evidence import (
    Bearing,
    Evidence,
    Outcome,
    duplicates,
    obstacles,
    outcomes,
    record,
    standing_followups,
)
from claims.models import Claim, Followup
from claims.standing import standing
from publication.admin.guarded import is_number, with_numbers_only
from publication.rights import right
from sources.models import Source, Statement

# The fields of the page that name a row, as the page sends them.
RELATED = ("statement", "source", "words-source", "words-speaker", "source-publisher")


@dataclass(frozen=True)
class Preview:
    """Where every claim will stand, and what stands in the way of all of them."""

    evidence: Evidence
    outcomes: list[Outcome]
    duplicates: list[str]
    obstacles: list[str]


class EvidencePage:
    """The forms of the page together, and the evidence that they describe."""

    def __init__(self, request: HttpRequest, claims: list[Claim]) -> None:
        self.request = request
        posted = request.method == "POST"
        self.data: Any = with_numbers_only(request.POST, *RELATED) if posted else None
        data = self.data
        preset = {name: request.GET.get(name, "") for name in ("statement", "source")}
        initial: dict[str, Any] = {key: pk if is_number(pk) else "" for key, pk in preset.items()}
        initial["kind"] = Kind.SOURCE if initial["source"] else Kind.STATEMENT
        self.form = EvidenceForm(data, request=request, initial=initial)
        kind = str(self.form["kind"].value())
        words_elsewhere = kind == Kind.NEW_STATEMENT and not (data and data.get("words-source"))
        self.source_form = self._new(
            Source,
            NewRowForm,
            ("title", "publisher", "kind", "url", "published_on", "date_basis"),
            prefix="source",
            chosen=kind == Kind.NEW_SOURCE or words_elsewhere,
        )
        self.statement_form = self._new(
            Statement,
            NewStatementForm,
            ("source", "speaker", "quote", "said_on", "kind"),
            prefix="words",
            chosen=kind == Kind.NEW_STATEMENT,
            new_source=self.source_form.instance,
        )
        self.rows = [BearingForm(data, prefix=f"claim-{claim.pk}", claim=claim) for claim in claims]
        self.bearings: list[Bearing] = []
        self.evidence: Evidence | None = None

    def _new(self, model: Any, form: Any, names: tuple[str, ...], **options: Any) -> Any:
        form_class = new_row_form(self.request, model, form, *names)
        return form_class(self.data, **options)

    @property
    def forms(self) -> list[Any]:
        return [self.form, self.statement_form, self.source_form, *self.rows]

    def is_valid(self) -> bool:
        """Whether everything needed was given; then there are `evidence` and `bearings`."""
        # The source first: the statement may be of it. No form is left out, so all errors show.
        for form in (self.source_form, *self.forms):
            form.full_clean()
        found = [row.bearing(self.form) for row in self.rows if not row.errors]
        self.bearings = [bearing for bearing in found if bearing]
        if all(row.cleaned_data.get("leave_out") for row in self.rows):
            self.form.add_error(None, "Leave at least one claim in.")
        if not self.has_errors:
            self.evidence = self._evidence(self.form.cleaned_data)
        return not self.has_errors

    @property
    def has_errors(self) -> bool:
        return any(form.is_bound and form.errors for form in self.forms)

    def _evidence(self, common: dict[str, Any]) -> Evidence | None:
        kind = common["kind"]
        statement = source = None
        if kind == Kind.STATEMENT:
            statement = common["statement"]
        elif kind == Kind.NEW_STATEMENT:
            statement = self.statement_form.instance
        elif kind == Kind.SOURCE:
            source = common["source"]
        elif kind == Kind.NEW_SOURCE:
            source = self.source_form.instance
        own_date = statement.said_on if statement else source.published_on if source else ""
        date = common["occurred_on"] or own_date
        if not date:
            self.form.add_error(
                "occurred_on", "Give the date: the evidence itself has none that could stand here."
            )
            return None
        return Evidence(date, common["basis"], statement, source)

    def preview(self) -> Preview | None:
        """None while something that was asked for is missing."""
        if self.evidence is None:
            return None
        return Preview(
            self.evidence,
            outcomes(self.evidence, self.bearings),
            duplicates(self.evidence),
            obstacles(self.evidence, by=self.request.user) if may_publish(self.request) else [],
        )

    def save(self, *, publish: bool) -> list[Followup]:
        """Nothing, and the reasons on the form, where anything is refused."""
        if self.evidence is None:
            return []
        try:
            return record(
                self.evidence,
                self.bearings,
                by=self.request.user,
                why=self.form.cleaned_data["why"],
                publish=publish,
            )
        except ValidationError as error:
            self.form.add_error(None, ["Nothing was saved.", *error.messages])
            return []


class LaterEvidence:
    """For ClaimAdmin: the action, the button and their page."""

    admin_site: Any

    def get_urls(self) -> list[Any]:
        page = self.admin_site.admin_view(self.later_evidence_view)
        urls: list[Any] = super().get_urls()  # type: ignore[misc]
        return [path("later-evidence/", page, name="claims_claim_later_evidence"), *urls]

    @admin.action(description="Add later evidence…", permissions=["add_evidence"])
    def add_later_evidence(self: Any, request: HttpRequest, queryset: QuerySet[Claim]) -> Any:
        return to_page(self, request, queryset, "claims_claim_later_evidence")

    def has_add_evidence_permission(self: Any, request: HttpRequest) -> bool:
        user: Any = request.user
        return bool(self.has_view_permission(request) and user.has_perm(right(Followup, "add")))

    def render_change_form(
        self: Any, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        context["may_add_evidence"] = self.has_add_evidence_permission(request)
        answer: HttpResponse = super().render_change_form(  # type: ignore[misc]
            request, context, *args, **kwargs
        )
        return answer

    def later_evidence_view(self: Any, request: HttpRequest) -> HttpResponse:
        publish = "_publish" in request.POST
        if not self.has_add_evidence_permission(request) or (publish and not may_publish(request)):
            raise PermissionDenied
        claims = chosen_claims(self, request)
        if not claims:
            return HttpResponseRedirect(reverse("admin:claims_claim_changelist"))
        page = EvidencePage(request, claims)
        if request.method == "POST" and page.is_valid() and (publish or "_save" in request.POST):
            rows = page.save(publish=publish)
            if rows:
                tell(self, request, page, rows, publish)
                return HttpResponseRedirect(back_to([row.claim for row in rows]))
        return self.evidence_response(request, page, claims)

    def evidence_response(
        self: Any, request: HttpRequest, page: EvidencePage, claims: list[Claim]
    ) -> HttpResponse:
        media = self.media
        for form in (page.form, page.source_form, page.statement_form):
            media += form.media
        context = {
            **self.admin_site.each_context(request),
            "title": "Later evidence",
            "opts": self.opts,
            "media": media,
            "page": page,
            "rows": [(row, standing(standing_followups(row.claim), None)) for row in page.rows],
            "errors": page.has_errors,
            "preview": page.preview(),
            "may_publish": may_publish(request),
            "back": back_to(claims),
        }
        return TemplateResponse(request, "admin/claims/claim/later_evidence.html", context)


def may_publish(request: HttpRequest) -> bool:
    """For the button; the transition asks again."""
    user: Any = request.user
    return bool(user.has_perm(right(Followup, "publish")))


def tell(
    claim_admin: Any,
    request: HttpRequest,
    page: EvidencePage,
    rows: list[Followup],
    published: bool,
) -> None:
    """Log every row that was made, as the stock admin does, and say how many there are."""
    new = {type(row) for row in (page.evidence.new_rows if page.evidence else [])}
    statement, source = rows[0].statement, rows[0].source
    evidence: list[Any] = [source or (statement and statement.source), statement]
    for row in [*(row for row in evidence if type(row) in new), *rows]:
        model_admin = admin.site.get_model_admin(type(row))
        model_admin.log_addition(request, row, [{"added": {}}])
    if published:
        state = "published"
    elif len(rows) == 1:
        state = "saved as a draft; readers see it once it is published"
    else:
        state = "saved as drafts; readers see them once they are published"
    claims = "one claim" if len(rows) == 1 else f"{len(rows)} claims"
    message = f"Later evidence on {claims}: {state}."
    claim_admin.message_user(request, message, messages.SUCCESS)
    hidden = sum(not row.claim.is_published for row in rows)
    if published and hidden:
        subject = "One claim has" if hidden == 1 else f"{hidden} claims have"
        message = f"{subject} no public page now: the evidence appears with it."
        claim_admin.message_user(request, message, messages.INFO)
