"""Tags added to several claims, or taken away from them, at once."""

from functools import partial
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from claims.admin.desk_fields import desk_field
from claims.admin.selection import back_to, chosen_claims, to_page
from claims.models import Claim
from publication.admin.guarded import with_numbers_only
from publication.models import Conflict

SEVERAL = "Tags changed for several claims at once."


class TagsForm(forms.Form):
    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = partial(desk_field, request, Claim, "tags", required=False)
        self.fields["add"] = field(
            label="Add these tags", help_text="A claim that has them already is left as it is."
        )
        self.fields["remove"] = field(
            label="Remove these tags", help_text="A claim without them is left as it is."
        )
        # The wrapper offers to add a tag, which nobody needs in order to remove one.
        remove: Any = self.fields["remove"]
        remove.widget = remove.widget.widget

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        add, remove = set(cleaned.get("add", ())), set(cleaned.get("remove", ()))
        both = ", ".join(sorted(f"“{tag}”" for tag in add & remove))
        if both:
            raise ValidationError(f"{both} stands in both fields: take it out of one of them.")
        if not self.errors and not add and not remove:
            raise ValidationError("Choose at least one tag to add or to remove.")
        return cleaned


class Tagging:
    """For ClaimAdmin: the action and its page."""

    admin_site: Any

    def get_urls(self) -> list[Any]:
        page = self.admin_site.admin_view(self.tags_view)
        urls: list[Any] = super().get_urls()  # type: ignore[misc]
        return [path("tags/", page, name="claims_claim_tags"), *urls]

    @admin.action(description="Add or remove tags…", permissions=["change"])
    def change_tags(self: Any, request: HttpRequest, queryset: QuerySet[Claim]) -> Any:
        return to_page(self, request, queryset, "claims_claim_tags")

    def tags_view(self: Any, request: HttpRequest) -> HttpResponse:
        if not self.has_change_permission(request):
            raise PermissionDenied
        claims = chosen_claims(self, request)
        if not claims:
            return HttpResponseRedirect(reverse("admin:claims_claim_changelist"))
        data = with_numbers_only(request.POST, "add", "remove") if request.POST else None
        form = TagsForm(data, request=request)
        if form.is_valid() and retagged(self, request, form, claims):
            return HttpResponseRedirect(back_to(claims))
        context = {
            **self.admin_site.each_context(request),
            "title": "Add or remove tags",
            "opts": self.opts,
            "media": self.media + form.media,
            "form": form,
            "claims": claims,
            "back": back_to(claims),
        }
        return TemplateResponse(request, "admin/claims/claim/tags.html", context)


def retagged(claim_admin: Any, request: HttpRequest, form: TagsForm, claims: list[Claim]) -> bool:
    """Whether it was done, for all of them; the form says why not."""
    tags = {name: form.cleaned_data[name] for name in ("add", "remove")}
    try:
        with transaction.atomic():
            in_order = sorted(claims, key=lambda claim: claim.pk)
            changed = [
                claim for claim in in_order if claim.retag(**tags, by=request.user, why=SEVERAL)
            ]
    except Conflict as error:
        form.add_error(None, f"{error} Nothing was changed: look at it and send this once more.")
        return False
    for claim in changed:
        claim_admin.log_change(request, claim, [{"changed": {"fields": ["Tags"]}}])
    unchanged = len(claims) - len(changed)
    message = f"Changed the tags of {len(changed)}; {unchanged} had nothing to change."
    if any(claim.is_published for claim in changed):
        message += " Readers see the new tags when the claims are published."
    claim_admin.message_user(request, message, messages.SUCCESS if changed else messages.INFO)
    return True
