from typing import Any

from django.contrib import admin
from django.db import models

from publication.admin import DeskAdmin
from sources.models import Publisher

# An address typed without its scheme is taken to be on TLS.
ADDRESSES: dict[Any, Any] = {
    **DeskAdmin.formfield_overrides,
    models.URLField: {"assume_scheme": "https"},
}


@admin.register(Publisher)
class PublisherAdmin(DeskAdmin):
    formfield_overrides = ADDRESSES
    list_display = ("name", "slug", "url")
    search_fields = ("name", "slug", "url")
    empty_hint = "A publisher issued a document, or is the venue where words were first said."

    def text_to_choose(self, row: Publisher) -> str:
        return " · ".join(filter(None, (row.name, row.url)))
