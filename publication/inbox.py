"""What waits for an editor: lines with a count, each the link to the list that it counts."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

# How far back “my recent work” goes.
RECENT = timedelta(days=30)

SECOND_PAIR = "Drafts for a second pair of eyes"
UNPUBLISHED = "Unpublished changes"
MINE = "My recent work"


@dataclass(frozen=True)
class Line:
    """One kind of work. `rows` takes all rows and the user, and gives those that wait."""

    key: str
    group: str
    title: str
    rows: Callable[[Any, Any], Any]


def drafts(title: str) -> Line:
    """Never published, and somebody else wrote the last change: you could be the second editor."""
    return Line(
        "drafts", SECOND_PAIR, title, lambda rows, user: rows.drafts().exclude(changed_by=user)
    )


def unpublished(title: str) -> Line:
    return Line(
        "unpublished", UNPUBLISHED, title, lambda rows, user: rows.with_unpublished_changes()
    )


def mine(title: str) -> Line:
    def rows(rows: Any, user: Any) -> Any:
        return rows.filter(changed_by=user, changed_at__gte=timezone.now() - RECENT)

    return Line("mine", MINE, title, rows)


class InboxFilter(admin.SimpleListFilter):
    """The filter of a list that shows exactly the rows which a line of the inbox counts."""

    title = "to do"
    parameter_name = "todo"

    def __init__(
        self, request: HttpRequest, params: Any, model: Any, model_admin: admin.ModelAdmin
    ) -> None:
        self.lines: dict[str, Line] = {line.key: line for line in model_admin.inbox}  # type: ignore[attr-defined]
        super().__init__(request, params, model, model_admin)

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(line.key, f"{line.group}: {line.title}") for line in self.lines.values()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        line = self.lines.get(self.value() or "")
        return line.rows(queryset, request.user) if line else queryset


def waiting(site: admin.AdminSite, request: HttpRequest) -> Iterator[dict[str, Any]]:
    """Every line that this person may see, one query each: `{"group", "title", "url", "count"}`."""
    for model, model_admin in site._registry.items():
        if not hasattr(model_admin, "inbox") or not model_admin.has_view_permission(request):
            continue
        changelist = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        for line in model_admin.inbox:
            yield {
                "group": line.group,
                "title": line.title,
                "url": f"{changelist}?{InboxFilter.parameter_name}={line.key}",
                "count": line.rows(model._default_manager.all(), request.user).count(),
            }
