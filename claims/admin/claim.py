"""Claims at the desk, with their statements and their later evidence."""

from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from claims.admin.bearing import BearingOn
from claims.admin.evidence import LaterEvidence
from claims.admin.followup import FollowupInline
from claims.admin.leads import LeadsDesk
from claims.admin.preview import preview_claim
from claims.admin.tagging import Tagging
from claims.models import Claim, ClaimStatement
from claims.spreadsheets import ClaimResource
from publication.admin import (
    InboxFilter,
    LabelledFormSet,
    Line,
    PublicState,
    PublishingAdmin,
    drafts,
    mine,
    unpublished,
)
from publication.admin.guarded import RowForm
from publication.admin.spreadsheets import SpreadsheetAdmin

LOOK = "Claims to look at"
INBOX = (
    drafts("claims that were never published"),
    unpublished("claims"),
    Line(
        "overdue",
        LOOK,
        "overdue, and no evidence since",
        lambda rows, user: rows.overdue_unanswered(timezone.localdate()),
    ),
    Line(
        "word-alone",
        LOOK,
        "on the speaker’s word alone for over a year",
        lambda rows, user: rows.on_word_alone_since(timezone.localdate() - timedelta(days=365)),
    ),
    Line("no-statements", LOOK, "without statements", lambda rows, user: rows.without_statements()),
    mine("claims"),
)


class ClaimStatementInline(admin.TabularInline):
    model = ClaimStatement
    form = RowForm
    formset = LabelledFormSet
    autocomplete_fields = ("statement",)
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet[ClaimStatement]:
        return super().get_queryset(request).select_related("statement__speaker")


@admin.register(Claim)
class ClaimAdmin(SpreadsheetAdmin, LaterEvidence, Tagging, BearingOn, LeadsDesk, PublishingAdmin):
    resource_classes = (ClaimResource,)
    change_form_template = "admin/claims/claim/change_form.html"
    actions: Any = (*PublishingAdmin.actions, "add_later_evidence", "change_tags")
    list_display = ("text", "public_standing", "public_state", "kind", "first_said", "due_on")
    list_filter = (InboxFilter, PublicState, "public_standing", "kind", "tags")
    search_fields = ("text", "slug", "note", "statements__quote")
    autocomplete_fields = ("tags",)
    readonly_fields = ("public_state",)
    list_select_related = ("edition",)
    empty_hint = (
        "A claim is one proposition that can be checked, in neutral words. It rests on statements, "
        "so have a source and its statements first."
    )
    inbox = INBOX
    inlines = (ClaimStatementInline, FollowupInline)
    fieldsets = (
        (None, {"fields": ("public_state", "text", "slug", "kind", "tags")}),
        ("When it falls due and what would settle it", {"fields": ("due_on", "settles")}),
        ("What to bear in mind", {"fields": ("note",)}),
    )

    def preview(self, request: HttpRequest, row: Claim) -> HttpResponse:
        return preview_claim(request, row)

    def text_to_choose(self, row: Claim) -> str:
        standing = row.get_public_standing_display() if row.is_published else "withdrawn"
        return f"{row.text} · {standing if row.was_published else 'draft'}"

    @admin.display(description="first said", ordering="public_first_said")
    def first_said(self, row: Claim) -> str:
        """In the words of the published document; a claim without one has said nothing yet."""
        document = row.published_document
        first = document["first_said_on"] if document else None
        return first["edtf"] if first else "–"
