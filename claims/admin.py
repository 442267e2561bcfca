"""The editors' desk for claims, their statements and their later evidence."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms import BaseInlineFormSet
from django.http import HttpRequest

from claims.models import Claim, ClaimStatement, Followup, Tag
from publication.admin import PublicState, PublishingAdmin


@admin.register(Tag)
class TagAdmin(admin.ModelAdmin):
    list_display = ("name", "group", "description", "slug")
    list_filter = ("group",)
    search_fields = ("name", "slug", "description")


class ClaimStatementInline(admin.TabularInline):
    model = ClaimStatement
    autocomplete_fields = ("statement",)
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet[ClaimStatement]:
        return super().get_queryset(request).select_related("statement__speaker")


class FollowupFormSet(BaseInlineFormSet):
    def clean(self) -> None:
        super().clean()
        kept = [form.instance.slug for form in self.deleted_forms if form.instance.was_published]
        if kept:
            raise ValidationError(
                f"Published evidence is not deleted: withdraw it instead ({', '.join(kept)})."
            )


class FollowupInline(admin.StackedInline):
    """Later evidence. A row that nobody fills in records nothing, least of all a verdict."""

    model = Followup
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
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Followup]:
        return super().get_queryset(request).select_related("statement__speaker", "source", "claim")


@admin.register(Claim)
class ClaimAdmin(PublishingAdmin):
    list_display = ("text", "kind", "public_standing", "first_said", "due_on", "public_state")
    list_filter = (PublicState, "public_standing", "kind", "tags")
    search_fields = ("text", "slug", "note", "statements__quote")
    autocomplete_fields = ("tags",)
    readonly_fields = ("public_state",)
    inlines = (ClaimStatementInline, FollowupInline)
    fieldsets = (
        (None, {"fields": ("public_state", "text", "slug", "kind", "tags")}),
        ("When it falls due and what would settle it", {"fields": ("due_on", "settles")}),
        ("What to bear in mind", {"fields": ("note",)}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Claim]:
        rows: QuerySet[Claim] = super().get_queryset(request).with_content()  # type: ignore[attr-defined]
        return rows

    @admin.display(description="first said", ordering="public_first_said")
    def first_said(self, row: Claim) -> str:
        """In the words of the published document; a claim without one has said nothing yet."""
        document = row.published_document
        first = document["first_said_on"] if document else None
        return first["edtf"] if first else "–"


@admin.register(Followup)
class FollowupAdmin(PublishingAdmin):
    list_display = ("slug", "occurred_on", "relation", "claim", "basis", "verdict", "public_state")
    list_filter = ("relation", "basis", "verdict")
    search_fields = ("slug", "summary", "claim__text", "claim__slug")
    autocomplete_fields = ("claim", "statement", "source")
    readonly_fields = ("public_state",)
    fieldsets = (
        (None, {"fields": ("public_state", "claim", "slug", "relation", "occurred_on")}),
        ("The evidence", {"fields": ("statement", "source", "basis", "summary")}),
        ("Where the claim stands after it", {"fields": ("verdict",)}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Followup]:
        rows = super().get_queryset(request).select_related("claim__edition")
        return rows.prefetch_related("statement__source__edition", "source__edition")

    def view_on_site(self, obj: Any) -> str | None:
        return obj.get_absolute_url() if obj.claim.was_published else None
