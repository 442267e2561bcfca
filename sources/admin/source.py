"""Sources at the desk, with the statements taken from each."""

from itertools import pairwise
from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Count, Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from publication.admin import (
    InboxFilter,
    LabelledFormSet,
    Line,
    PublicState,
    PublishingAdmin,
    drafts,
    mine,
    obstacles,
    unpublished,
)
from publication.admin.guarded import RowForm
from publication.admin.spreadsheets import SpreadsheetAdmin
from publication.rights import right
from sources.admin.bringing import BringingIn
from sources.admin.publisher import ADDRESSES
from sources.admin.reading import ReadingAdmin
from sources.admin.suggestions import SuggestionsAdmin
from sources.dates import in_words
from sources.importing.describing import counted
from sources.models import HeldText, Original, Section, Source, Statement
from sources.models.source import NAMES_IN_TEXT
from sources.spreadsheets import SourceResource


class StatementInline(admin.TabularInline):
    """The statements of a source to look over; each has its own form."""

    model = Statement
    form = RowForm
    formset = LabelledFormSet
    fields = ("quote", "speaker", "said_on", "anchor")
    readonly_fields = fields
    extra = 0
    can_delete = False
    show_change_link = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[Statement]:
        return super().get_queryset(request).select_related("speaker").in_document_order()  # type: ignore[attr-defined]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class SectionFormSet(LabelledFormSet):
    def clean(self) -> None:
        """Each row is compared with what is stored; rows that come together, with each other and
        with the source as it is saved with them."""
        super().clean()
        named = (form.instance for form in self.forms if form not in self.deleted_forms)
        if self.instance.text_is_public and any(row.author_line for row in named):
            raise ValidationError(NAMES_IN_TEXT)
        places = sorted(
            (form.instance.start, form.instance.end)
            for form in self.forms
            if form not in self.deleted_forms
            and form.instance.start is not None
            and form.is_valid()
        )
        for (start, end), (following, _) in pairwise(places):
            if following < end:
                raise ValidationError(f"The sections from {start} and from {following} overlap.")


# Each part is checked by itself when the form is saved, and a thread may have thousands.
MOST_PARTS = 100


class SectionInline(admin.TabularInline):
    """What the parts of the held text are. Author lines stay here: they may be private names."""

    model = Section
    form = RowForm
    formset = SectionFormSet
    fields = ("kind", "start", "end", "author_line", "depth", "dated")
    extra = 0
    classes = ("collapse",)


@admin.register(Source)
class SourceAdmin(SpreadsheetAdmin, BringingIn, ReadingAdmin, SuggestionsAdmin, PublishingAdmin):
    resource_classes = (SourceResource,)
    import_export_change_list_template = "admin/sources/source/change_list.html"
    change_form_template = "admin/sources/source/change_form.html"
    formfield_overrides = ADDRESSES
    list_display = (
        "title",
        "public_state",
        "publisher",
        "published_on",
        "number_of_statements",
        "holds_text",
        "kind",
    )
    list_filter = (InboxFilter, PublicState, "kind", "date_basis", "publisher")
    search_fields = ("title", "slug", "url", "sha256")
    autocomplete_fields = ("publisher", "author")
    readonly_fields = ("public_state", "holds_text", "original_file", "parts_of_text")
    list_select_related = ("publisher",)
    related_to_choose = ("publisher",)
    # Said once more, because a query that counts statements leaves out the ordering of the model.
    ordering = ("published_on_from", "slug")
    empty_hint = (
        "A source is one document: a post, an article, a filing. Start here: bring documents in, "
        "or add one by hand; statements are taken from sources, and claims rest on statements."
    )
    inlines = (StatementInline, SectionInline)
    inbox = (
        drafts("sources that were never published"),
        unpublished("sources and their statements"),
        Line(
            "no-text",
            "Sources to look at",
            "without held text",
            lambda rows, user: rows.without_text(),
        ),
        Line(
            "suggestions",
            "Sources to look at",
            "with suggestions to look at",
            lambda rows, user: rows.with_suggestions(),
        ),
        mine("sources"),
    )
    fieldsets = (
        (None, {"fields": ("public_state", "title", "title_in_text", "slug", "kind", "language")}),
        ("Who and when", {"fields": ("publisher", "author", "published_on", "date_basis")}),
        ("Where it is", {"fields": ("url", "archived_url", "retrieved_at", "date_note")}),
        (
            "Our copy",
            {
                "fields": (
                    "holds_text",
                    "original_file",
                    "parts_of_text",
                    "text_is_public",
                    "file",
                    "sha256",
                    "characters",
                )
            },
        ),
    )

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        few = obj is None or obj.sections.count() <= MOST_PARTS
        return self.inlines if few else [one for one in self.inlines if one is not SectionInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Source]:
        held = HeldText.objects.filter(source=OuterRef("pk"))
        annotated: QuerySet[Source] = (
            super()
            .get_queryset(request)
            .annotate(statement_count=Count("statements"), text_held=Exists(held))
        )
        return annotated

    def has_publish_permission(self, request: HttpRequest) -> bool:
        """Statements alone are published with a right of their own."""
        by_statement = request.user.has_perm(right(Statement, "publish"))
        return by_statement or super().has_publish_permission(request)

    def preview(self, request: HttpRequest, row: Source) -> HttpResponse:
        context = {"source": row.document(), "preview": {"obstacles": obstacles(row)}}
        return render(request, "sources/source_detail.html", context)

    def text_to_choose(self, row: Source) -> str:
        return f"{row.title} · {row.publisher.name} · {in_words(row.published_on)}"

    @admin.display(description="statements", ordering="statement_count")
    def number_of_statements(self, row: Any) -> int:
        return int(row.statement_count)

    @admin.display(description="text held", boolean=True)
    def holds_text(self, row: Any) -> bool:
        return bool(getattr(row, "text_held", False))

    @admin.display(description="file as it came")
    def original_file(self, row: Source) -> SafeString | str:
        """How its bytes were read, and the way to them."""
        original = Original.objects.filter(source=row.pk).defer("content").first()
        if original is None:
            return "The file itself is not kept."
        return format_html(
            '<a href="{}">Save the file</a> ({}, read as {}: {}; brought in on {} UTC)',
            reverse("admin:sources_source_original", args=[row.pk]),
            original.media_type,
            original.encoding,
            original.get_certainty_display(),
            f"{original.imported_at:%Y-%m-%d %H:%M}",
        )

    @admin.display(description="parts of the text")
    def parts_of_text(self, row: Source) -> str:
        """How many of each kind; too many for the table below are seen in the text alone."""
        kinds = list(row.sections.values_list("kind", flat=True))
        said = ", ".join(counted(kinds))
        if len(kinds) > MOST_PARTS:
            said += ". They are too many for a table: read the text."
        return said or "none yet"
