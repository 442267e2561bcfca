"""What keeps nonsense in an address or in a form from failing: it is refused in words."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict

# A number that no row has, for a field to say that it is no choice.
NO_ROW = "0"
# How many rows a form may add at once to those that a row has already.
MOST_NEW_ROWS = 100


def is_number(text: str) -> bool:
    """Whether this can be the number of a row; SQLite refuses to look for a longer one."""
    return text.isascii() and text.isdecimal() and len(text) < 19


def are_numbers(texts: list[str]) -> bool:
    return all(is_number(text) for text in texts)


def with_numbers_only(data: QueryDict, *names: str) -> QueryDict:
    """What was sent, without what cannot be a related row: the widgets of such fields fail on it
    instead of showing an error."""
    sound = data.copy()
    for name in names:
        sound.setlist(name, [text for text in data.getlist(name) if is_number(text)])
    return sound


class RowForm(forms.ModelForm):
    """A form that answers “Select a valid choice” to what cannot be the number of a row.

    The widgets of related rows fail on it, and without it the field would be emptied unseen.
    """

    def full_clean(self) -> None:
        """Not on construction: a formset adds the number of the row itself only after it."""
        for name, field in self.fields.items():
            if self.is_bound and isinstance(field, forms.ModelChoiceField):
                self._replace_what_is_no_row(self.add_prefix(name))
        super().full_clean()

    def _replace_what_is_no_row(self, name: str) -> None:
        data: Any = self.data
        sent = data.getlist(name)
        sound = [text if not text or is_number(text) else NO_ROW for text in sent]
        if sound != sent:
            data = data.copy()
            data.setlist(name, sound)
            self.data = data


class BoundedFormSet(forms.BaseInlineFormSet):
    """Rows of a form, no more than somebody would fill in, whatever number of them is sent."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.absolute_max = len(self.get_queryset()) + MOST_NEW_ROWS
        self.max_num = min(self.max_num, self.absolute_max)


class GuardedAdmin(admin.ModelAdmin):
    """An admin whose list and forms open whatever the address says, or answer 400."""

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """What the filters of the list and the links of the desk ask for, and nothing else."""
        if lookup in ("pk__in", "id__in"):
            return are_numbers(value.split(","))
        for chosen in self.list_filter:
            if not isinstance(chosen, str):
                if lookup == getattr(chosen, "parameter_name", None):
                    return True
            elif lookup == f"{chosen}__isnull":
                return True
            elif self.opts.get_field(chosen).is_relation:
                if lookup in (chosen, f"{chosen}__exact", f"{chosen}__id__exact"):
                    return is_number(value)
                if lookup in (f"{chosen}__in", f"{chosen}__id__in"):
                    return are_numbers(value.split(","))
            elif lookup in (chosen, f"{chosen}__exact", f"{chosen}__in"):
                return True
        return False

    def response_action(
        self, request: HttpRequest, queryset: Any, *args: Any, **kwargs: Any
    ) -> HttpResponse | None:
        if not are_numbers(request.POST.getlist(ACTION_CHECKBOX_NAME)):
            sentence = "What was selected is no row of this list. Nothing was done."
            self.message_user(request, sentence, messages.ERROR)
            return HttpResponseRedirect(request.get_full_path())
        return super().response_action(request, queryset, *args, **kwargs)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """What the address says. The widgets of related rows and of times fail on what is none,
        and nothing links to a form with a time."""
        times = [
            field.name for field in self.opts.fields if isinstance(field, models.DateTimeField)
        ]
        return {
            name: value
            for name, value in super().get_changeform_initial_data(request).items()
            if name not in times
            and (
                name not in self.autocomplete_fields
                or are_numbers(value if isinstance(value, list) else [value])
            )
        }
