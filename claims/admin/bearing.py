"""“This bears on…”: from a statement to the claims that it makes, or is later evidence on."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path

from claims.admin.selection import with_claims
from claims.models import Claim, ClaimStatement, Followup, Lead
from claims.models.claim_statement import Role
from claims.pool import resembling
from publication.admin.guarded import with_numbers_only
from publication.models import Conflict
from publication.rights import right
from sources.models import Statement


class WordsForm(forms.Form):
    q = forms.CharField(
        label="Find claims by words",
        required=False,
        max_length=2000,
        widget=forms.TextInput(attrs={"class": "vLargeTextField"}),
        help_text="Claims that share most of these words come first.",
    )


class LinkForm(forms.Form):
    claim = forms.ModelMultipleChoiceField(
        Claim.objects.all(),
        error_messages={"required": "Tick at least one claim."},
    )
    role = forms.ChoiceField(
        label="Role of the statement",
        choices=[("", "---------"), *Role.choices],
        required=False,
        help_text="Needed for a link: whether these words make the claim, repeat, hedge or report "
        "it.",
    )


class BearingOn:
    """For ClaimAdmin: the page of a statement's claims."""

    admin_site: Any
    opts: Any
    media: Any

    def get_urls(self) -> list[Any]:
        page = self.admin_site.admin_view(self.bearing_view)
        urls: list[Any] = super().get_urls()  # type: ignore[misc]
        return [path("bearing/<int:statement_id>/", page, name="claims_claim_bearing"), *urls]

    def bearing_view(self: Any, request: HttpRequest, statement_id: int) -> HttpResponse:
        if not may_link(self, request) and not self.has_add_evidence_permission(request):
            raise PermissionDenied
        rows = Statement.objects.select_related("speaker", "source__publisher")
        statement = get_object_or_404(rows, pk=statement_id)
        form = LinkForm(with_numbers_only(request.POST, "claim") if request.POST else None)
        if request.method == "POST" and form.is_valid():
            claims = list(form.cleaned_data["claim"].order_by("pk"))
            if "_evidence" in request.POST:
                ids = [claim.pk for claim in claims]
                address = with_claims(
                    "claims_claim_later_evidence", ids, statement=str(statement.pk)
                )
                return HttpResponseRedirect(address)
            if linked(self, request, form, claims, statement):
                return HttpResponseRedirect(request.get_full_path())
        return TemplateResponse(
            request,
            "admin/claims/claim/bearing.html",
            self.bearing_context(request, form, statement),
        )

    def bearing_context(
        self: Any, request: HttpRequest, form: LinkForm, statement: Statement
    ) -> dict[str, Any]:
        search = WordsForm({"q": request.GET.get("q", statement.quote)})
        claims = resembling(search.cleaned_data["q"]) if search.is_valid() else []
        evidence = Followup.objects.filter(statement=statement)
        return {
            **self.admin_site.each_context(request),
            "title": "This bears on…",
            "opts": self.opts,
            "media": self.media,
            "statement": statement,
            "leads": Lead.objects.filter(statement=statement).waiting().count(),
            "search": search,
            "form": form,
            "claims": claims,
            "roles": {link.claim_id: link.get_role_display() for link in statement.links.all()},
            "evidence_on": set(evidence.values_list("claim_id", flat=True)),
            "ticked": form["claim"].data or [],
            "may_link": may_link(self, request),
            "may_add_evidence": self.has_add_evidence_permission(request),
        }


def may_link(claim_admin: Any, request: HttpRequest) -> bool:
    """A link is a row of its own, and a change of its claim."""
    user: Any = request.user
    may_change: bool = claim_admin.has_change_permission(request)
    return may_change and user.has_perm(right(ClaimStatement, "add"))


def linked(
    claim_admin: Any,
    request: HttpRequest,
    form: LinkForm,
    claims: list[Claim],
    statement: Statement,
) -> bool:
    """Whether it was done, for all the claims; the form says for which it could not be, and why."""
    if not may_link(claim_admin, request):
        raise PermissionDenied
    role = form.cleaned_data["role"]
    if not role:
        form.add_error("role", "Choose the role in which these words stand in the claims.")
        return False
    with transaction.atomic():
        for claim in claims:
            try:
                claim.link(statement, role, by=request.user)
            except (Conflict, ValidationError) as error:
                for reason in getattr(error, "messages", [str(error)]):
                    form.add_error(None, f"“{claim}”: {reason}")
        if form.errors:
            transaction.set_rollback(True)
            return False
    for claim in claims:
        change = {"name": "statement of the claim", "object": statement.slug}
        claim_admin.log_change(request, claim, [{"added": change}])
    message = "Linked to one claim." if len(claims) == 1 else f"Linked to {len(claims)} claims."
    claim_admin.message_user(request, message, messages.SUCCESS)
    return True
