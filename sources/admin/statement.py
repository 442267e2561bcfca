"""Statements at the desk."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from publication.admin import DeskAdmin, DeskForm
from sources.models import Statement


class NamesField(forms.CharField):
    """A list of names, one a line."""

    widget = forms.Textarea(attrs={"rows": 3, "cols": 60})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        return [line.strip() for line in (value or "").splitlines() if line.strip()]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool((initial or []) != self.to_python(data))


class StatementForm(DeskForm):
    relayed_through = NamesField(
        required=False, help_text="Who passed the words on, in order, one a line."
    )

    class Meta:
        model = Statement
        fields = "__all__"


@admin.register(Statement)
class StatementAdmin(DeskAdmin):
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
