"""The suggestions for a source at the desk: passages to make a statement of, or to dismiss."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from publication.admin import DeskAdmin
from publication.admin.guarded import is_number
from publication.rights import right
from sources.models import Candidate, Decision, HeldText, Source, Statement
from sources.suggesting.rows import suggest

# So many are shown at once; the next ones follow when these are decided on.
MOST_SHOWN = 60
AROUND = 120


@dataclass(frozen=True)
class Shown:
    """A candidate with its words, what stands around them, and the way to its form."""

    row: Candidate
    before: str
    words: str
    after: str
    question: str
    form: str


class SuggestionsAdmin(DeskAdmin):
    """An admin for sources that shows what may be a statement in their text."""

    def get_urls(self) -> list[Any]:
        view = require_http_methods(["GET", "HEAD", "POST"])(self.suggestions_view)
        wrapped = self.admin_site.admin_view(view)
        name = "sources_source_suggestions"
        return [path("<int:object_id>/suggestions/", wrapped, name=name), *super().get_urls()]

    def suggestions_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        source = self.get_object(request, str(object_id))
        if source is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, str(object_id))
        if not self.has_view_permission(request, source):
            raise PermissionDenied
        if request.method == "POST":
            return self.decide(request, source)
        held = HeldText.objects.filter(source=source).first()
        if held is None:
            sentence = "No text of this source is held, so nothing can be suggested from it."
            self.message_user(request, sentence, messages.WARNING)
            return HttpResponseRedirect(self.change_url(source))
        rows = source.candidates.select_related("section", "speaker", "statement__speaker")
        waiting = list(rows.waiting()[:MOST_SHOWN])
        context = {
            **self.admin_site.each_context(request),
            "title": f"Suggestions: {source}",
            "opts": self.opts,
            "source": source,
            "shown": [shown(row, held.text) for row in waiting],
            "waiting": rows.waiting().count(),
            "dismissed": [
                shown(row, held.text)
                for row in rows.filter(decision=Decision.DISMISSED).order_by("-decided_at")
            ],
            "made": rows.exclude(statement=None).order_by("start"),
            "may_decide": may_decide(request),
        }
        return TemplateResponse(request, "admin/sources/source/suggestions.html", context)

    def decide(self, request: HttpRequest, source: Source) -> HttpResponse:
        """Dismiss a passage, open it again, take the last dismissal back, or look anew."""
        if not may_decide(request):
            raise PermissionDenied
        action = request.POST.get("action", "")
        if action == "look":
            return self.look(request, source)
        in_json = request.headers.get("Accept") == "application/json"
        try:
            row = decided_on(request, source, action)
        except ValidationError as error:
            if in_json:
                return JsonResponse({"error": error.message}, status=400)
            self.message_user(request, error.message, messages.ERROR)
            return HttpResponseRedirect(address(source))
        if row is not None:
            is_open = action in ("reopen", "undo")
            row.decide(Decision.OPEN if is_open else Decision.DISMISSED, by=request.user)
        if in_json:
            left = source.candidates.waiting().count()
            return JsonResponse({"candidate": row.pk if row else None, "waiting": left})
        if row is None:
            self.message_user(request, "There is no decision to take back.", messages.WARNING)
        return HttpResponseRedirect(address(source) + (f"#passage-{row.pk}" if row else ""))

    def look(self, request: HttpRequest, source: Source) -> HttpResponse:
        found = suggest(source)
        sentence = f"{found.waiting} passages wait for a decision, {found.new} of them new."
        self.message_user(request, sentence, messages.SUCCESS)
        return HttpResponseRedirect(address(source))


def may_decide(request: HttpRequest) -> bool:
    """Who may make statements decides what becomes of suggested ones."""
    return bool(request.user.has_perm(right(Statement, "add")))


def decided_on(request: HttpRequest, source: Source, action: str) -> Candidate | None:
    """The passage that an action is about; None where there is nothing to take back.

    Raises ValidationError for anything else.
    """
    if action == "undo":
        own = source.candidates.filter(decision=Decision.DISMISSED, decided_by=request.user.pk)
        return own.order_by("-decided_at", "-pk").first()
    key = request.POST.get("candidate", "")
    if action not in ("dismiss", "reopen") or not is_number(key):
        raise ValidationError(
            "Nothing was decided: “dismiss” and “reopen” need the number of a suggestion; “undo” "
            "and “look” are allowed besides."
        )
    row = source.candidates.filter(pk=int(key)).exclude(decision=Decision.ACCEPTED).first()
    if row is None:
        raise ValidationError(
            "Nothing was decided: this source has no such suggestion any more, or a statement was "
            "made of it."
        )
    return row


def shown(row: Candidate, text: str) -> Shown:
    asked = text[row.question_start : row.question_end] if row.question_start is not None else ""
    return Shown(
        row,
        text[max(0, row.start - AROUND) : row.start],
        text[row.start : row.end],
        text[row.end : row.end + AROUND],
        asked,
        form_address(row),
    )


def form_address(row: Candidate) -> str:
    """The form for a new statement, filled in with the passage."""
    places: dict[str, Any] = {"start": row.start, "end": row.end}
    if row.question_start is not None:
        places |= {"question_start": row.question_start, "question_end": row.question_end}
    query = urlencode({"source": row.source_id, **places, "candidate": row.pk})
    return f"{reverse('admin:sources_statement_add')}?{query}"


def address(source: Source) -> str:
    return reverse("admin:sources_source_suggestions", args=[source.pk])


def accepted_here(request: HttpRequest) -> Candidate | None:
    """The candidate whose form this is, as its address says."""
    key = request.GET.get("candidate", "")
    if not is_number(key):
        return None
    return Candidate.objects.filter(pk=int(key)).first()


def proposed(row: Candidate) -> dict[str, Any]:
    """What the form for a new statement opens with, beside the words."""
    values = {"speaker": row.speaker_id, "said_on": row.said_on, "kind": row.likely_kind()}
    return {name: value for name, value in values.items() if value}
