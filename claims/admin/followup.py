"""Later evidence at the desk: a form of its own, and rows on the form of its claim."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from claims.admin.preview import preview_claim
from claims.models import Followup
from claims.spreadsheets import FollowupResource
from publication.admin import (
    InboxFilter,
    LabelledFormSet,
    PublishingAdmin,
    VersionedForm,
    drafts,
    mine,
    unpublished,
)
from publication.admin.spreadsheets import SpreadsheetAdmin


class FollowupFormSet(LabelledFormSet):
    def clean(self) -> None:
        super().clean()
        kept = [form.instance.slug for form in self.deleted_forms if form.instance.was_published]
        if kept:
            raise ValidationError(
                f"Published evidence is not deleted: withdraw it instead ({', '.join(kept)})."
            )
        changed = [
            form.instance.slug
            for form in self.deleted_forms
            if form.has_error(NON_FIELD_ERRORS, code="conflict")
        ]
        if changed:
            raise ValidationError(
                f"Somebody changed {', '.join(changed)} in the meantime: look at it once more "
                "before it is deleted."
            )


class FollowupInline(admin.StackedInline):
    """Later evidence. A row that nobody fills in records nothing, least of all a verdict."""

    model = Followup
    form = VersionedForm
    formfield_overrides = PublishingAdmin.formfield_overrides
    formset = FollowupFormSet
    autocomplete_fields = ("statement", "source")
    extra = 0
    show_change_link = True
    classes = ("collapse",)
    fields = (
        ("slug", "relation", "occurred_on", "basis"),
        "summary",
        ("statement", "source"),
        "verdict",
        "opened",
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Followup]:
        return super().get_queryset(request).select_related("statement__speaker", "source", "claim")


@admin.register(Followup)
class FollowupAdmin(SpreadsheetAdmin, PublishingAdmin):
    resource_classes = (FollowupResource,)
    list_display = ("slug", "public_state", "occurred_on", "relation", "verdict", "claim", "basis")
    list_filter = (InboxFilter, "relation", "basis", "verdict")
    inbox = (
        drafts("evidence that was never published"),
        unpublished("evidence"),
        mine("evidence"),
    )
    search_fields = ("slug", "summary", "claim__text", "claim__slug")
    autocomplete_fields = ("claim", "statement", "source")
    readonly_fields = ("public_state",)
    list_select_related = ("claim",)
    empty_hint = (
        "A followup is later evidence on a claim: what supports, contradicts or qualifies it, or "
        "a search that found nothing. It is a draft until somebody publishes it."
    )
    fieldsets = (
        (None, {"fields": ("public_state", "claim", "slug", "relation", "occurred_on")}),
        ("The evidence", {"fields": ("statement", "source", "basis", "summary")}),
        ("Where the claim stands after it", {"fields": ("verdict",)}),
    )

    def view_on_site(self, obj: Any) -> str | None:
        return obj.get_absolute_url() if obj.claim.was_published else None

    def preview(self, request: HttpRequest, row: Followup) -> HttpResponse:
        return preview_claim(request, row.claim)
