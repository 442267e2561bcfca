"""Editions to look at; nobody can change one, here or anywhere."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from publication.admin.guarded import GuardedAdmin
from publication.models import Edition


@admin.register(Edition)
class EditionAdmin(GuardedAdmin):
    list_display = ("number", "kind", "key", "operation", "published_at", "published_by", "reason")
    list_filter = ("kind", "operation")
    search_fields = ("key", "reason", "digest")
    list_select_related = ("published_by",)
    ordering = ("-number",)
    show_full_result_count = False
    empty_hint = "An edition is what readers see of a source or a claim. Publishing one makes it."

    def get_queryset(self, request: HttpRequest) -> QuerySet[Edition]:
        return super().get_queryset(request).defer("document")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
