from django.contrib import admin

from claims.models import Tag
from publication.admin import DeskAdmin


@admin.register(Tag)
class TagAdmin(DeskAdmin):
    list_display = ("name", "group", "description", "slug")
    list_filter = ("group",)
    search_fields = ("name", "slug", "description")
