from typing import Any

from django.contrib import admin
from django.db import models

from publication.admin import DeskAdmin
from sources.models import Publisher

# An address typed without its scheme is taken to be on TLS.
ADDRESSES: dict[Any, Any] = {models.URLField: {"assume_scheme": "https"}}


@admin.register(Publisher)
class PublisherAdmin(DeskAdmin):
    formfield_overrides = ADDRESSES
    list_display = ("name", "slug", "url")
    search_fields = ("name", "slug", "url")
