"""Claims at the desk, with their statements and their later evidence."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from claims.admin.followup import FollowupInline
from claims.admin.preview import preview_claim
from claims.models import Claim, ClaimStatement
from publication.admin import PublicState, PublishingAdmin


class ClaimStatementInline(admin.TabularInline):
    model = ClaimStatement
    autocomplete_fields = ("statement",)
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet[ClaimStatement]:
        return super().get_queryset(request).select_related("statement__speaker")


@admin.register(Claim)
class ClaimAdmin(PublishingAdmin):
    list_display = ("text", "kind", "public_standing", "first_said", "due_on", "public_state")
    list_filter = (PublicState, "public_standing", "kind", "tags")
    search_fields = ("text", "slug", "note", "statements__quote")
    autocomplete_fields = ("tags",)
    readonly_fields = ("public_state",)
    list_select_related = ("edition",)
    inlines = (ClaimStatementInline, FollowupInline)
    fieldsets = (
        (None, {"fields": ("public_state", "text", "slug", "kind", "tags")}),
        ("When it falls due and what would settle it", {"fields": ("due_on", "settles")}),
        ("What to bear in mind", {"fields": ("note",)}),
    )

    def preview(self, request: HttpRequest, row: Claim) -> HttpResponse:
        return preview_claim(request, row)

    @admin.display(description="first said", ordering="public_first_said")
    def first_said(self, row: Claim) -> str:
        """In the words of the published document; a claim without one has said nothing yet."""
        document = row.published_document
        first = document["first_said_on"] if document else None
        return first["edtf"] if first else "–"
