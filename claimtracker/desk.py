"""The editors' desk as a whole: what belongs to no single model."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_http_methods

from publication.inbox import MINE, SECOND_PAIR, UNPUBLISHED, waiting
from sources.date_reading import reading_of_date

# What several people do together comes before what nobody has looked at yet.
GROUPS = [
    SECOND_PAIR,
    UNPUBLISHED,
    "Claims to look at",
    "Statements to look at",
    "Sources to look at",
    MINE,
]


class Choices(AutocompleteJsonView):
    """Rows to choose from, each with the words by which an editor tells it from another.

    The admin of a model has them: `text_to_choose(row)`, and in `related_to_choose` the related
    rows that it reads.
    """

    def get_queryset(self) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_queryset()
        related = getattr(self.model_admin, "related_to_choose", ())
        return rows.select_related(*related) if related else rows

    def serialize_result(self, obj: Any, to_field_name: str) -> dict[str, str]:
        text = getattr(self.model_admin, "text_to_choose", str)
        return {**super().serialize_result(obj, to_field_name), "text": text(obj)}


# Django’s views take whatever is no POST for a GET; at the desk that is refused.
asked_or_sent = require_http_methods(["GET", "HEAD", "POST"])

# Every word of a search is one more condition of its query.
LONGEST_SEARCH = 200


def with_short_search(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer 400 where a list or a choice among rows is asked for a search that is too long."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        searches = [text for name in ("q", "term") for text in request.GET.getlist(name)]
        if any(len(text) > LONGEST_SEARCH for text in searches):
            sentence = f"A search has at most {LONGEST_SEARCH} characters: shorten it."
            return HttpResponseBadRequest(sentence, content_type="text/plain; charset=utf-8")
        return view(request, *args, **kwargs)

    return checked


class DeskSite(admin.AdminSite):
    index_title = "What waits for you"
    # The lists stand in a line above every page: a column of them would take the room of the rows.
    enable_nav_sidebar = False
    login = method_decorator(asked_or_sent)(admin.AdminSite.login)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        return super().admin_view(asked_or_sent(with_short_search(view)), cacheable)

    def index(self, request: HttpRequest, extra_context: Any = None) -> TemplateResponse:
        """The first page: what waits for this person, then everything else."""
        lines = sorted(waiting(self, request), key=lambda line: GROUPS.index(line["group"]))
        return super().index(request, {**(extra_context or {}), "inbox": lines})

    def get_urls(self) -> list[Any]:
        view = self.admin_view(reading_of_date)
        return [path("reading-of-date/", view, name="reading_of_date"), *super().get_urls()]

    def autocomplete_view(self, request: HttpRequest) -> Any:
        return Choices.as_view(admin_site=self)(request)
