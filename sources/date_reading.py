"""How a date that an editor types reads in words, beside its field and while it is typed.

This stands outside the admin package because the model field asks for its widget here.
"""

from typing import Any

from django.contrib.admin.widgets import AdminTextInputWidget
from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from sources.dates import NotEDTF, in_words


class DateInput(AdminTextInputWidget):
    """A line for an EDTF date with its reading beneath; a script keeps that up to date."""

    template_name = "sources/date_input.html"

    class Media:
        js = ("desk/dates.js",)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        attrs = {**(attrs or {}), "data-reading-url": reverse("admin:reading_of_date")}
        context = super().get_context(name, value, attrs)
        return {**context, "reading": reading(context["widget"]["value"])}


def reading(text: str | None) -> str:
    """The date in words; nothing where there is none, or where the form says what is wrong."""
    try:
        return in_words(text.strip()) if text and text.strip() else ""
    except NotEDTF:
        return ""


@require_safe
def reading_of_date(request: HttpRequest) -> JsonResponse:
    """`{"words": …}` for `?edtf=…`, or 400 and `{"error": …}` with what is allowed, and examples.

    White space around the date is nothing to it, as it is nothing to the form.
    """
    try:
        return JsonResponse({"words": in_words(request.GET.get("edtf", "").strip())})
    except NotEDTF as error:
        return JsonResponse({"error": str(error)}, status=400)
