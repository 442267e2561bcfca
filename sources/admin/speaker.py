from django.contrib import admin

from publication.admin import DeskAdmin
from sources.models import Speaker


@admin.register(Speaker)
class SpeakerAdmin(DeskAdmin):
    list_display = ("name", "kind", "role", "slug")
    list_filter = ("kind",)
    search_fields = ("name", "slug", "role")
    empty_hint = "A speaker is a person or an organisation whose words the record quotes."

    def text_to_choose(self, row: Speaker) -> str:
        return f"{row.name} · {row.role}"
