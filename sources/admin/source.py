"""Sources at the desk, with the statements taken from each."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from publication.admin import PublicState, PublishingAdmin
from publication.rights import right
from sources.admin.publisher import ADDRESSES
from sources.models import HeldText, Source, Statement


class StatementInline(admin.TabularInline):
    """The statements of a source to look over; each has its own form."""

    model = Statement
    fields = ("quote", "speaker", "said_on", "anchor")
    readonly_fields = fields
    extra = 0
    can_delete = False
    show_change_link = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[Statement]:
        return super().get_queryset(request).select_related("speaker").in_document_order()  # type: ignore[attr-defined]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Source)
class SourceAdmin(PublishingAdmin):
    change_form_template = "admin/sources/source/change_form.html"
    formfield_overrides = ADDRESSES
    list_display = (
        "title",
        "publisher",
        "published_on",
        "kind",
        "number_of_statements",
        "holds_text",
        "public_state",
    )
    list_filter = (PublicState, "kind", "date_basis", "publisher")
    search_fields = ("title", "slug", "url", "sha256")
    autocomplete_fields = ("publisher", "author")
    readonly_fields = ("public_state", "holds_text")
    list_select_related = ("publisher",)
    inlines = (StatementInline,)
    fieldsets = (
        (None, {"fields": ("public_state", "title", "title_in_text", "slug", "kind", "language")}),
        ("Who and when", {"fields": ("publisher", "author", "published_on", "date_basis")}),
        ("Where it is", {"fields": ("url", "archived_url", "retrieved_at", "date_note")}),
        ("Our copy", {"fields": ("holds_text", "file", "sha256", "characters")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Source]:
        held = HeldText.objects.filter(source=OuterRef("pk"))
        annotated: QuerySet[Source] = (
            super()
            .get_queryset(request)
            .annotate(statement_count=Count("statements"), text_held=Exists(held))
        )
        return annotated

    def has_publish_permission(self, request: HttpRequest) -> bool:
        """Statements alone are published with a right of their own."""
        by_statement = request.user.has_perm(right(Statement, "publish"))
        return by_statement or super().has_publish_permission(request)

    def preview(self, request: HttpRequest, row: Source) -> HttpResponse:
        context = {"source": row.document(), "preview": {"obstacles": []}}
        return render(request, "sources/source_detail.html", context)

    @admin.display(description="statements", ordering="statement_count")
    def number_of_statements(self, row: Any) -> int:
        return int(row.statement_count)

    @admin.display(description="text held", boolean=True)
    def holds_text(self, row: Any) -> bool:
        return bool(getattr(row, "text_held", False))
