"""Statements at the desk."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST

from publication.admin import DeskAdmin, DeskForm
from publication.admin.spreadsheets import SpreadsheetAdmin
from publication.models import Conflict
from sources import anchors
from sources.admin.reading import PassageForm
from sources.admin.suggestions import accepted_here, address, proposed
from sources.dates import in_words
from sources.models import AnchorState, Statement
from sources.models.statement import PLACES
from sources.reading import where
from sources.spreadsheets import StatementResource


class NamesField(forms.CharField):
    """A list of names, one a line."""

    widget = forms.Textarea(attrs={"rows": 3, "cols": 60})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        return [line.strip() for line in (value or "").splitlines() if line.strip()]

    def run_validators(self, value: Any) -> None:
        super().run_validators("\n".join(value))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool((initial or []) != self.to_python(data))


class WordsField(forms.CharField):
    """Exact words. Browsers submit every line break of a text area as CR LF, so the kind of line
    break is no change; StatementForm chooses it."""

    def has_changed(self, initial: Any, data: Any) -> bool:
        before, after = (with_line_feeds(self.to_python(words) or "") for words in (initial, data))
        return not self.disabled and before != after


class ContextField(WordsField):
    """What stands around exact words: most often it ends or begins with white space."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{**kwargs, "strip": False})


def with_line_feeds(words: str) -> str:
    return words.replace("\r\n", "\n").replace("\r", "\n")


class StatementForm(DeskForm):
    relayed_through = NamesField(
        required=False, help_text="Name who passed the words on, in order, one a line."
    )

    class Meta:
        model = Statement
        fields = "__all__"
        field_classes = {
            "quote": WordsField,
            "question": WordsField,
            "prefix": ContextField,
            "suffix": ContextField,
        }
        # In an input of one line a browser drops the line breaks.
        widgets = dict.fromkeys(("prefix", "suffix"), AdminTextareaWidget(attrs={"rows": 2}))

    def clean(self) -> dict[str, Any]:
        """Give exact words back the line breaks that a browser took from them."""
        cleaned = super().clean()
        source = cleaned.get("source")
        text = (source.text if source else None) or ""
        for name in self.Meta.field_classes:
            if name in cleaned:
                start, end = (cleaned.get(position) for position in PLACES.get(name, ("", "")))
                held = None if start is None or end is None else text[start:end]
                cleaned[name] = self._with_line_breaks(name, cleaned[name], held)
        self._take_context(cleaned, text)
        return cleaned

    def _with_line_breaks(self, name: str, words: str | None, held: str | None) -> str | None:
        """The words as they are held, or as they are in the row, where only the kind of line break
        differs; or else with line feeds."""
        for known in (held, self.initial.get(name)):
            if known is not None and with_line_feeds(known) == with_line_feeds(words or ""):
                return str(known)
        return with_line_feeds(words) if words else words

    def _take_context(self, cleaned: dict[str, Any], text: str) -> None:
        """With a new place come the characters around it, so that nobody needs to type them."""
        start, end = cleaned.get("start"), cleaned.get("end")
        moved = {"source", "quote", "start", "end"} & set(self.changed_data)
        if not moved or start is None or end is None or not start < end <= len(text):
            return
        if text[start:end] == cleaned.get("quote"):
            cleaned["prefix"], cleaned["suffix"] = anchors.context(text, start, end)


@admin.register(Statement)
class StatementAdmin(SpreadsheetAdmin, DeskAdmin):
    resource_classes = (StatementResource,)
    form = StatementForm
    change_form_template = "admin/sources/statement/change_form.html"
    list_display = ("first_words", "speaker", "said_on", "kind", "source", "anchor")
    list_filter = ("anchor", "kind", "speaker")
    search_fields = ("quote", "question", "slug", "speaker__name", "source__title")
    autocomplete_fields = ("source", "speaker", "venue")
    readonly_fields = ("place",)
    empty_hint = "A statement is the exact words of a speaker in a source, as short as they can be."
    fieldsets = (
        (None, {"fields": ("source", "speaker", "kind", "quote", "slug")}),
        (
            "Its place in the text",
            {"fields": ("place", ("start", "end"), "prefix", "suffix")},
        ),
        ("The question it answers", {"fields": ("question", ("question_start", "question_end"))}),
        (
            "When, where and through whom",
            {"fields": ("said_on", "said_on_note", "venue", "relayed_through")},
        ),
        (None, {"fields": ("note",)}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Statement]:
        return super().get_queryset(request).select_related("speaker", "source")

    def get_urls(self) -> list[Any]:
        reattach = self.admin_site.admin_view(require_POST(self.reattach_view))
        return [
            path("<int:object_id>/reattach/", reattach, name="sources_statement_reattach"),
            *super().get_urls(),
        ]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """What the address says, with the words that its positions name in a held text."""
        said = super().get_changeform_initial_data(request)
        positions = [name for pair in PLACES.values() for name in pair]
        initial = {name: value for name, value in said.items() if name not in positions}
        if not any(name in said for name in positions):
            return initial
        form = PassageForm(request.GET)
        if form.is_valid():
            suggested = accepted_here(request)
            own = proposed(suggested) if suggested else {}
            return {**own, **initial, **form.cleaned_data}
        sentence = f"No words could be taken from the text. {form.complaints()}"
        self.message_user(request, sentence, messages.WARNING)
        return initial

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """With a statement that was made of a suggested passage, the passage is accepted."""
        super().save_model(request, obj, form, change)
        suggested = None if change else accepted_here(request)
        if suggested is not None and suggested.source_id == obj.source_id:
            suggested.accept(obj, by=request.user)

    def response_post_save_add(self, request: HttpRequest, obj: Statement) -> HttpResponseRedirect:
        """Back to the text, where the words were selected in it, or to the suggestions."""
        if "start" not in request.GET:
            return super().response_post_save_add(request, obj)
        if "candidate" in request.GET:
            return HttpResponseRedirect(address(obj.source))
        url = reverse("admin:sources_source_read", args=[obj.source_id])
        return HttpResponseRedirect(f"{url}#at-{obj.start}")

    def reattach_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Move the positions to the one place of the words, unless somebody saved the row since."""
        row = self.get_object(request, str(object_id))
        if row is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, str(object_id))
        if not self.has_change_permission(request, row):
            raise PermissionDenied
        try:
            if request.POST.get("opened") != str(row.version):
                raise Conflict(f"“{row}” was saved by somebody else in the meantime.")
            with transaction.atomic():
                row.reattach(by=request.user)
                self.log_change(request, row, f"Re-attached at {where(row.start, row.end)}.")
        except Conflict as conflict:
            self.message_user(request, f"{conflict} Nothing was changed.", messages.ERROR)
        except ValidationError as error:
            sentence = f"Nothing was changed: {' '.join(error.messages)}"
            self.message_user(request, sentence, messages.ERROR)
        else:
            sentence = f"“{row.first_words}” now has the positions {where(row.start, row.end)}."
            self.message_user(request, sentence, messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:sources_source_read", args=[row.source_id]))

    @admin.display(description="anchor")
    def place(self, row: Any) -> SafeString | str:
        """What was found at the positions, and the way to the text."""
        if row.pk is None:
            return "The positions are compared with the text, where one is held, on saving."
        if row.anchor == AnchorState.UNCHECKED:
            return str(row.get_anchor_display())
        there = f"#at-{row.start}" if row.anchor == AnchorState.EXACT else "#not-exact"
        url = reverse("admin:sources_source_read", args=[row.source_id]) + there
        return format_html('{}: <a href="{}">see the text</a>', row.get_anchor_display(), url)

    def text_to_choose(self, row: Statement) -> str:
        return f"{row.speaker.name}, {in_words(row.said_on)}: “{row.first_words}”"

    def view_on_site(self, obj: Any) -> str | None:
        published = obj.source.is_published and any(
            item["id"] == obj.slug for item in obj.source.published_document["statements"]
        )
        return obj.get_absolute_url() if published else None
