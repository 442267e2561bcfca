"""Later evidence at the desk: a form of its own, and rows on the form of its claim."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms import BaseInlineFormSet
from django.http import HttpRequest, HttpResponse

from claims.admin.preview import preview_claim
from claims.models import Followup
from publication.admin import PublishingAdmin, VersionedForm


class FollowupFormSet(BaseInlineFormSet):
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
            if form["opened"].data != str(form.instance.version)
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
class FollowupAdmin(PublishingAdmin):
    list_display = ("slug", "occurred_on", "relation", "claim", "basis", "verdict", "public_state")
    list_filter = ("relation", "basis", "verdict")
    search_fields = ("slug", "summary", "claim__text", "claim__slug")
    autocomplete_fields = ("claim", "statement", "source")
    readonly_fields = ("public_state",)
    list_select_related = ("claim",)
    fieldsets = (
        (None, {"fields": ("public_state", "claim", "slug", "relation", "occurred_on")}),
        ("The evidence", {"fields": ("statement", "source", "basis", "summary")}),
        ("Where the claim stands after it", {"fields": ("verdict",)}),
    )

    def view_on_site(self, obj: Any) -> str | None:
        return obj.get_absolute_url() if obj.claim.was_published else None

    def preview(self, request: HttpRequest, row: Followup) -> HttpResponse:
        return preview_claim(request, row.claim)
