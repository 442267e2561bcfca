"""Sources at the desk, with what only this app knows of them: what they may be evidence on."""

from django.contrib import admin

from claims.models import Lead
from publication.admin import Line
from sources.admin import SourceAdmin as SourcesSourceAdmin
from sources.models import Source

admin.site.unregister(Source)


@admin.register(Source)
class SourceAdmin(SourcesSourceAdmin):
    inbox = (  # type: ignore[assignment]
        *SourcesSourceAdmin.inbox,
        Line(
            "leads",
            "Sources to look at",
            "that may be evidence on open claims",
            lambda rows, user: rows.filter(pk__in=Lead.objects.waiting().values("source")),
        ),
    )
