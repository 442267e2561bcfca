from django.contrib import admin

from claims.models import Tag
from publication.admin import DeskAdmin


@admin.register(Tag)
class TagAdmin(DeskAdmin):
    list_display = ("name", "group", "description", "slug")
    list_filter = ("group",)
    search_fields = ("name", "slug", "description")
    empty_hint = "A tag says what claims are about: a stage, a product, a place or a topic."

    def text_to_choose(self, row: Tag) -> str:
        return f"{row.name} · {row.get_group_display()}"
