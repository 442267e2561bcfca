"""Statements at the desk, with what only this app knows of them: which claims rest on them."""

from django.contrib import admin

from claims.models import ClaimStatement, Followup, Lead
from publication.admin import InboxFilter, Line, mine
from sources.admin import StatementAdmin as SourcesStatementAdmin
from sources.models import Statement

LOOK = "Statements to look at"

admin.site.unregister(Statement)


@admin.register(Statement)
class StatementAdmin(SourcesStatementAdmin):
    list_filter = (InboxFilter, *SourcesStatementAdmin.list_filter)  # type: ignore[assignment]
    inbox = (
        Line("not-exact", LOOK, "not exactly at their place", lambda rows, user: rows.not_exact()),
        Line(
            "no-claim",
            LOOK,
            "without a claim",
            lambda rows, user: rows.exclude(
                pk__in=ClaimStatement.objects.values("statement")
            ).exclude(pk__in=Followup.objects.exclude(statement=None).values("statement")),
        ),
        Line(
            "leads",
            LOOK,
            "with leads to decide on",
            lambda rows, user: rows.filter(pk__in=Lead.objects.waiting().values("statement")),
        ),
        Line("undated", LOOK, "without a date", lambda rows, user: rows.undated()),
        mine("statements"),
    )
