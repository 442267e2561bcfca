"""The reading view of a source: its text as held, with the statements that are made of it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path
from django.views.decorators.http import require_safe

from publication.admin import DeskAdmin
from sources import anchors
from sources.models import AnchorState, HeldText, Section, Source, Statement
from sources.models.slug import free_slug
from sources.reading import MEANINGS, Segment, segments, trimmed, where


@dataclass(frozen=True)
class Detached:
    """A statement whose words are not exactly at its positions."""

    statement: Statement
    state: str
    meaning: str
    move_to: str


class ReadingAdmin(DeskAdmin):
    """An admin for sources that shows their text."""

    def get_urls(self) -> list[Any]:
        read = self.admin_site.admin_view(require_safe(self.read_view))
        return [
            path("<int:object_id>/read/", read, name="sources_source_read"),
            *super().get_urls(),
        ]

    def read_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        source = self.get_object(request, str(object_id))
        if source is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, str(object_id))
        if not self.has_view_permission(request, source):
            raise PermissionDenied
        held = HeldText.objects.filter(source=source).first()
        if held is None:
            sentence = "No text of this source is held, so there is nothing to read here yet."
            self.message_user(request, sentence, messages.WARNING)
            return HttpResponseRedirect(self.change_url(source))
        context = {
            **self.admin_site.each_context(request),
            **self.reading(request, source, held.text),
            "title": f"Read: {source}",
            "opts": self.opts,
            "source": source,
            "characters": len(held.text),
        }
        return TemplateResponse(request, "admin/sources/source/reading.html", context)

    def reading(self, request: HttpRequest, source: Source, text: str) -> dict[str, Any]:
        """The text in segments, its statements, and those that are not where they should be."""
        desk = self.admin_site.get_model_admin(Statement)
        rows: Iterable[Statement] = []
        if desk.has_view_permission(request):
            rows = source.statements.select_related("speaker").in_document_order()
        marked: list[tuple[int, int, Statement]] = []
        detached: list[Detached] = []
        for row in rows:
            place = row.locate(text)
            start, end = place.start, place.end
            if place.state != anchors.State.EXACT or start is None or end is None:
                detached.append(_detached(row, place))
            else:
                marked.append((start, end, row))
        return {
            "parts": parts(text, source.sections.all(), marked),
            "marked": [row for _, _, row in marked],
            "detached": detached,
            "may_add": desk.has_add_permission(request),
            "may_move": desk.has_change_permission(request),
        }


def parts(
    text: str, sections: Iterable[Section], marked: list[tuple[int, int, Statement]]
) -> list[tuple[Section | None, list[Segment[Any]]]]:
    """The text section by section, where sections are known; None is a part that is in none."""
    places: list[tuple[int, int, Any]] = [
        (row.start, row.end, row) for row in sections if row.end <= len(text)
    ]

    def section(segment: Segment[Any]) -> Section | None:
        return next((row for row in segment.covering if isinstance(row, Section)), None)

    def without_section(segment: Segment[Any]) -> Segment[Any]:
        return replace(
            segment, covering=tuple(row for row in segment.covering if row != section(segment))
        )

    cut = groupby(segments(text, [*places, *marked]), key=section)
    return [(part, [without_section(segment) for segment in inside]) for part, inside in cut]


def _detached(row: Statement, place: anchors.Anchor) -> Detached:
    movable = place.state == anchors.State.MOVED
    return Detached(
        row,
        str(AnchorState(place.state).label),
        MEANINGS[place.state],
        where(place.start, place.end) if movable else "",
    )


class PassageForm(forms.Form):
    """The words of a statement to be, as their numbers come from the reading view."""

    source = forms.ModelChoiceField(Source.objects.filter(held__isnull=False))
    start = forms.IntegerField(min_value=0)
    end = forms.IntegerField(min_value=0)
    question_start = forms.IntegerField(min_value=0, required=False)
    question_end = forms.IntegerField(min_value=0, required=False)

    def clean(self) -> dict[str, Any]:
        """The values that the form for a new statement opens with, read from the held text."""
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        source = cleaned["source"]
        text = source.text
        found = {"source": source.pk, **self._words(text, "quote", "start", "end")}
        if cleaned["question_start"] is not None or cleaned["question_end"] is not None:
            found |= self._words(text, "question", "question_start", "question_end")
        if not self.errors:
            found["prefix"], found["suffix"] = anchors.context(text, found["start"], found["end"])
            found["slug"] = free_slug(Statement, f"{source.slug}-{found['start']}")
        return found

    def _words(self, text: str, name: str, first: str, last: str) -> dict[str, Any]:
        start, end = self.cleaned_data[first], self.cleaned_data[last]
        if start is None or end is None or not start < end <= len(text):
            allowed = f"Positions from 0 to {len(text)} are allowed, the start before the end."
            self.add_error(first, allowed)
            return {}
        start, end = trimmed(text, start, end)
        if start == end:
            self.add_error(first, "Only white space stands there.")
        return {name: text[start:end], first: start, last: end}

    def complaints(self) -> str:
        """What was wrong with the numbers, in one line."""
        return " ".join(
            f"{self[name].label}: {message}"
            for name, errors in self.errors.items()
            for message in errors
        )
