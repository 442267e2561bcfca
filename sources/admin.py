"""The editors' desk for publishers, speakers, sources and statements."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.db.models import Count, Exists, OuterRef, QuerySet
from django.http import HttpRequest

from publication.admin import PublicState, PublishingAdmin
from sources.models import HeldText, Publisher, Source, Speaker, Statement

# An address typed without its scheme is taken to be on TLS.
ADDRESSES: dict[Any, Any] = {models.URLField: {"assume_scheme": "https"}}


@admin.register(Publisher)
class PublisherAdmin(admin.ModelAdmin):
    formfield_overrides = ADDRESSES
    list_display = ("name", "slug", "url")
    search_fields = ("name", "slug", "url")


@admin.register(Speaker)
class SpeakerAdmin(admin.ModelAdmin):
    list_display = ("name", "kind", "role", "slug")
    list_filter = ("kind",)
    search_fields = ("name", "slug", "role")


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
    inlines = (StatementInline,)
    fieldsets = (
        (None, {"fields": ("public_state", "title", "title_in_text", "slug", "kind", "language")}),
        ("Who and when", {"fields": ("publisher", "author", "published_on", "date_basis")}),
        ("Where it is", {"fields": ("url", "archived_url", "retrieved_at", "date_note")}),
        ("Our copy", {"fields": ("holds_text", "file", "sha256", "characters")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Source]:
        held = HeldText.objects.filter(source=OuterRef("pk"))
        rows = super().get_queryset(request).with_content()  # type: ignore[attr-defined]
        annotated: QuerySet[Source] = rows.annotate(
            statement_count=Count("statements"), text_held=Exists(held)
        )
        return annotated

    @admin.display(description="statements", ordering="statement_count")
    def number_of_statements(self, row: Any) -> int:
        return int(row.statement_count)

    @admin.display(description="text held", boolean=True)
    def holds_text(self, row: Any) -> bool:
        return bool(getattr(row, "text_held", False))


class NamesField(forms.CharField):
    """A list of names, one a line."""

    widget = forms.Textarea(attrs={"rows": 3, "cols": 60})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        return [line.strip() for line in (value or "").splitlines() if line.strip()]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool((initial or []) != self.to_python(data))


class StatementForm(forms.ModelForm):
    relayed_through = NamesField(
        required=False, help_text="Who passed the words on, in order, one a line."
    )

    class Meta:
        model = Statement
        fields = "__all__"  # noqa: DJ007


@admin.register(Statement)
class StatementAdmin(admin.ModelAdmin):
    form = StatementForm
    list_display = ("__str__", "kind", "source", "anchor")
    list_filter = ("anchor", "kind", "speaker")
    search_fields = ("quote", "question", "slug", "speaker__name", "source__title")
    autocomplete_fields = ("source", "speaker", "venue")
    readonly_fields = ("anchor",)
    fieldsets = (
        (None, {"fields": ("source", "speaker", "kind", "quote", "slug")}),
        (
            "Its place in the text",
            {"fields": ("anchor", ("start", "end"), "prefix", "suffix")},
        ),
        ("The question it answers", {"fields": ("question", ("question_start", "question_end"))}),
        (
            "When, where and through whom",
            {"fields": ("said_on", "said_on_note", "venue", "relayed_through")},
        ),
        (None, {"fields": ("note",)}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Statement]:
        return super().get_queryset(request).select_related("speaker", "source")

    def view_on_site(self, obj: Any) -> str | None:
        published = obj.source.is_published and any(
            item["id"] == obj.slug for item in obj.source.published_document["statements"]
        )
        return obj.get_absolute_url() if published else None
