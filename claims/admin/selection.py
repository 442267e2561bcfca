"""Claims chosen on the list, carried to a page of their own in its address, so that it survives
a reload."""

from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from claims.models import Claim
from publication.admin.guarded import is_number

MOST = 200
TOO_MANY = f"At most {MOST} claims at once: select fewer."


def with_claims(name: str, ids: list[int], **more: str) -> str:
    """The address of a page about these claims."""
    return f"{reverse(f'admin:{name}')}?{urlencode({'claim': ids, **more}, doseq=True)}"


def to_page(
    model_admin: ModelAdmin, request: HttpRequest, chosen: QuerySet[Claim], name: str
) -> HttpResponse | None:
    """For an action on the list; None leaves it where it is, with the reason."""
    ids = list(chosen.values_list("pk", flat=True)[: MOST + 1])
    if len(ids) > MOST:
        model_admin.message_user(request, TOO_MANY, messages.ERROR)
        return None
    return HttpResponseRedirect(with_claims(name, ids))


def chosen_claims(model_admin: ModelAdmin, request: HttpRequest) -> list[Claim]:
    """The claims that the form or the address names, in that order, with their editions and their
    followups. None where there are none or too many; a message says so."""
    given = request.POST.getlist("claim") or request.GET.getlist("claim")
    ids = list(dict.fromkeys(int(text) for text in given if is_number(text)))
    if len(ids) > MOST:
        model_admin.message_user(request, TOO_MANY, messages.ERROR)
        return []
    rows = model_admin.get_queryset(request).select_related("edition")
    found = rows.prefetch_related("followups", "tags").in_bulk(ids)
    missing = len(set(given)) - len(found)
    if not found:
        model_admin.message_user(request, "Select at least one claim.", messages.ERROR)
    elif missing:
        subject = "One claim is" if missing == 1 else f"{missing} claims are"
        message = f"{subject} not in the record (any more) and left out."
        model_admin.message_user(request, message, messages.WARNING)
    return [found[pk] for pk in ids if pk in found]


def back_to(claims: list[Claim]) -> str:
    """The form of one claim, or the list of these claims."""
    if len(claims) == 1:
        return reverse("admin:claims_claim_change", args=[claims[0].pk])
    ids = ",".join(str(claim.pk) for claim in claims)
    return f"{reverse('admin:claims_claim_changelist')}?{urlencode({'pk__in': ids})}"
