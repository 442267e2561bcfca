"""Leads at the desk: what a statement or a source may have to do with the record, to accept or to
dismiss. Nothing happens by itself."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path
from django.views.decorators.http import require_http_methods

from claims.admin.bearing import may_link
from claims.admin.selection import with_claims
from claims.leads import LeadFinder
from claims.models import Lead, LeadKind
from claims.models.claim_statement import Role
from publication.admin.guarded import is_number
from publication.models import Conflict
from publication.rights import right
from sources.models import Decision, Source, Statement

ALLOWED = "Choose what to do with a lead: link, take as evidence, dismiss, or take that back."


class LeadsDesk:
    """For ClaimAdmin: the leads of a statement, and those of a source."""

    admin_site: Any
    opts: Any
    media: Any

    def get_urls(self: Any) -> list[Any]:
        def page(view: Any) -> Any:
            return self.admin_site.admin_view(require_http_methods(["GET", "HEAD", "POST"])(view))

        of_source = path(
            "leads/source/<int:source_id>/",
            page(self.source_leads_view),
            name="claims_claim_source_leads",
        )
        of_statement = path(
            "leads/statement/<int:statement_id>/",
            page(self.statement_leads_view),
            name="claims_claim_statement_leads",
        )
        return [of_source, of_statement, *super().get_urls()]  # type: ignore[misc]

    def statement_leads_view(self: Any, request: HttpRequest, statement_id: int) -> HttpResponse:
        rows = Statement.objects.select_related("speaker", "source__publisher")
        self.may_look(request, Statement)
        return self.leads_view(request, statement=get_object_or_404(rows, pk=statement_id))

    def source_leads_view(self: Any, request: HttpRequest, source_id: int) -> HttpResponse:
        rows = Source.objects.select_related("publisher")
        self.may_look(request, Source)
        return self.leads_view(request, source=get_object_or_404(rows, pk=source_id))

    def may_look(self: Any, request: HttpRequest, model: Any) -> None:
        user: Any = request.user
        if not (self.has_view_permission(request) and user.has_perm(right(model, "view"))):
            raise PermissionDenied

    def leads_view(self: Any, request: HttpRequest, **origin: Any) -> HttpResponse:
        leads = Lead.objects.filter(**origin)
        if request.method == "POST":
            if not self.has_change_permission(request):
                raise PermissionDenied
            return self.decide_on_lead(request, leads, origin)
        shown = leads.select_related("claim__edition", "earlier__speaker", "earlier__source")
        context = {
            **self.admin_site.each_context(request),
            "title": "Leads",
            "opts": self.opts,
            "media": self.media,
            "statement": None,
            "source": None,
            **origin,
            "waiting": list(shown.waiting()),
            "decided": list(shown.exclude(decision=Decision.OPEN).order_by("-decided_at", "-pk")),
            "roles": Role.choices,
            "may_decide": self.has_change_permission(request),
            "may_link": may_link(self, request),
            "may_add_evidence": self.has_add_evidence_permission(request),
        }
        return TemplateResponse(request, "admin/claims/claim/leads.html", context)

    def decide_on_lead(
        self: Any, request: HttpRequest, leads: Any, origin: dict[str, Any]
    ) -> HttpResponse:
        action = request.POST.get("action", "")
        here = HttpResponseRedirect(request.path)
        if action == "look":
            finder = LeadFinder(words_only=True)
            finder.find(**{f"{name}s": [row] for name, row in origin.items()})
            sentence = f"Waiting for a decision: {leads.waiting().count()}."
            self.message_user(request, sentence, messages.SUCCESS)
            return here
        lead = _named(request, leads, action)
        if lead is None:
            self.message_user(request, ALLOWED, messages.ERROR)
        elif action in ("undo", "reopen"):
            lead.decide(Decision.OPEN, by=request.user)
            sentence = "Taken back. What was linked or recorded meanwhile stays."
            self.message_user(request, sentence, messages.SUCCESS)
        elif action == "dismiss":
            lead.decide(Decision.DISMISSED, by=request.user)
            self.message_user(request, "Dismissed.", messages.SUCCESS)
        elif action == "link":
            self.link_lead(request, lead)
        else:
            return self.take_as_evidence(request, lead) or here
        return here

    def link_lead(self: Any, request: HttpRequest, lead: Lead) -> None:
        """Make the draft link that the lead suggests, or say why it cannot be made."""
        if not may_link(self, request):
            raise PermissionDenied
        role = request.POST.get("role", "")
        if lead.claim is None or lead.statement is None or role not in Role.values:
            self.message_user(
                request, "Choose the role in which these words stand in the claim.", messages.ERROR
            )
            return
        try:
            lead.link(role, by=request.user)
        except (Conflict, ValidationError) as error:
            for reason in getattr(error, "messages", [str(error)]):
                self.message_user(request, f"“{lead.claim}”: {reason}", messages.ERROR)
            return
        change = {"name": "statement of the claim", "object": lead.statement.slug}
        self.log_change(request, lead.claim, [{"added": change}])
        self.message_user(request, f"Linked to “{lead.claim}”.", messages.SUCCESS)

    def take_as_evidence(self: Any, request: HttpRequest, lead: Lead) -> HttpResponse | None:
        """To the prepared form of later evidence; None where there is no claim to judge."""
        if not self.has_add_evidence_permission(request):
            raise PermissionDenied
        lead.decide(Decision.ACCEPTED, by=request.user)
        claims = lead.claims_to_judge()
        if not claims:
            sentence = "Accepted. The earlier words are in no claim yet: link them to one first."
            self.message_user(request, sentence, messages.WARNING)
            return None
        more = {"statement": str(lead.statement_id)}
        if lead.source_id:
            more = {"source": str(lead.source_id)}
        return HttpResponseRedirect(with_claims("claims_claim_later_evidence", claims, **more))


def _named(request: HttpRequest, leads: Any, action: str) -> Lead | None:
    """The lead that an action is about; the last own decision, for `undo`."""
    rows = leads.select_related("claim", "statement")
    if action == "undo":
        own = rows.filter(decided_by=request.user.pk).exclude(decision=Decision.OPEN)
        last: Lead | None = own.order_by("-decided_at", "-pk").first()
        return last
    key = request.POST.get("lead", "")
    if action not in ("link", "evidence", "dismiss", "reopen") or not is_number(key):
        return None
    lead: Lead | None = rows.filter(pk=int(key)).first()
    return lead if lead and (lead.kind != LeadKind.PULLS_AGAINST or action != "link") else None
