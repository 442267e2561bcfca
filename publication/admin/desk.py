"""What every row of the record has at the desk: who, why, and no overwriting unseen."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import AdminTextareaWidget, AdminTextInputWidget
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import reverse

from publication.admin.guarded import BoundedFormSet, GuardedAdmin, RowForm, is_number
from publication.admin.history import entries, entries_since
from publication.models import Conflict, Versioned

# A text field that may be this long holds a sentence, a title or an address.
SENTENCE = 300
# What a form carries beside what was typed.
CARRIED = ("csrfmiddlewaretoken", "opened", "TOTAL_FORMS", "INITIAL_FORMS", "NUM_FORMS")


class Unchanging(forms.CharField):
    """A field whose value alone is no reason to save the row."""

    def has_changed(self, initial: Any, data: Any) -> bool:
        return False


class Lines(AdminTextareaWidget):
    """Browsers send every line break as CR LF; what nobody touched must come back as it was."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        value = super().value_from_datadict(data, files, name)
        return value.replace("\r\n", "\n") if isinstance(value, str) else value


class VersionedForm(RowForm):
    """A form that knows which version of the row was opened.

    Where the row was saved by somebody else since, the form is refused, shows both versions side by
    side and keeps everything that was typed. Saved once more, it replaces what has now been seen.
    """

    opened = Unchanging(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["opened"].initial = self.instance.version

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        opened = cleaned.get("opened")
        if self.instance.pk and opened != str(self.instance.version):
            data: Any = self.data
            self.data = data.copy()
            self.data[self.add_prefix("opened")] = str(self.instance.version)  # type: ignore[index]
            raise ValidationError(self.conflict(opened), code="conflict")
        return cleaned

    def conflict(self, opened: str | None) -> str:
        """Both versions side by side, and who saved what since this form was opened."""
        since = int(opened) if opened and is_number(opened) else 0
        differing = [name for name in self.changed_data if name in self.fields]
        rows = [
            (
                self.fields[name].label or name,
                self._in_words(name, self.get_initial_for_field(self.fields[name], name)),
                self._in_words(name, self[name].data),
            )
            for name in differing
        ]
        context = {
            "row": self.instance,
            "rows": rows,
            "entries": entries_since(self.instance, since),
        }
        return render_to_string("admin/publication/_conflict.html", context)

    def _in_words(self, name: str, value: Any) -> str:
        """A value as an editor reads it: the names of related rows instead of their numbers."""
        field: Any = self.fields[name]
        if isinstance(field, forms.ModelChoiceField):
            rows: Any = field.queryset
            keys = value if isinstance(value, list | tuple) else [value]
            keys = [getattr(key, "pk", key) for key in keys if key not in (None, "")]
            found = rows.filter(pk__in=[key for key in keys if str(key).isdigit()])
            return ", ".join(str(row) for row in found)
        if isinstance(field, forms.ChoiceField):
            choices: Any = field.choices
            return str(dict(choices).get(value, value or ""))
        prepared = field.prepare_value(value)
        return "" if prepared is None else str(prepared)


class DeskForm(VersionedForm):
    why = forms.CharField(
        label="Why this change",
        required=False,
        max_length=500,
        widget=AdminTextInputWidget(attrs={"class": "vLargeTextField"}),
        help_text="Say a word to colleagues: it stands in the history and is not published. With a "
        "word alone, such as “Read and agreed”, you take over what a colleague changed last.",
    )


class LabelledFormSet(BoundedFormSet):
    """Every field of a table row says what it is: the head of its column is no label to it."""

    def add_fields(self, form: Any, index: Any) -> None:
        super().add_fields(form, index)
        for name, field in form.fields.items():
            # A choice among related rows is wrapped in the links that stand beside it.
            widget = getattr(field.widget, "widget", field.widget)
            widget.attrs.setdefault("aria-label", field.label or name)


class DeskAdmin(GuardedAdmin):
    """An admin for Versioned rows."""

    form = DeskForm
    formfield_overrides = {models.TextField: {"widget": Lines}}
    change_form_template = "admin/publication/change_form.html"
    delete_confirmation_template = "admin/publication/delete_confirmation.html"
    object_history_template = "admin/publication/history.html"
    show_full_result_count = False

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """The field for colleagues comes last, with the version that was opened."""
        last = ("why", "opened") if obj else ("why",)
        shown = [
            (title, {**options, "fields": [name for name in options["fields"] if name not in last]})
            for title, options in super().get_fieldsets(request, obj)
        ]
        if obj and not self.has_change_permission(request, obj):
            return shown
        return [*shown, ("For colleagues", {"fields": last})]

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> Any:
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except Conflict:
            # Somebody was quicker between our reading and our writing: the second look sees it.
            return super().changeform_view(request, object_id, form_url, extra_context)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Nothing is written, and nobody becomes the last editor, where nothing was changed."""
        if not change or form.has_changed():
            obj.save(by=request.user, why=form.cleaned_data.get("why", ""))

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        row = form.instance
        parts = [
            formset
            for formset in formsets
            if formset.has_changed() and not issubclass(formset.model, Versioned)
        ]
        if change and parts and not form.has_changed():
            row.save(by=request.user, why=form.cleaned_data.get("why", ""))
        if hasattr(row, "note_changes"):
            row.note_changes()

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        why = form.cleaned_data.get("why", "")
        formset.save(commit=False)
        for row in formset.deleted_objects:
            row._history_user = request.user
            row.delete(**{"by": request.user} if isinstance(row, Versioned) else {})
        for row in [*formset.new_objects, *(row for row, _ in formset.changed_objects)]:
            if isinstance(row, Versioned):
                row.save(by=request.user, why=why)
            else:
                row._history_user, row._change_reason = request.user, why or None
                row.save()
        formset.save_m2m()

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Rows are deleted one by one: what goes with each is looked at first."""
        actions: dict[str, Any] = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        """Asks once more where somebody saved the row since it was asked about."""
        row = self.get_object(request, unquote(object_id))
        context = {**(extra_context or {}), "opened": row.version if row is not None else ""}
        try:
            return super().delete_view(request, object_id, context)
        except Conflict:
            sentence = "Nothing was deleted: somebody saved this in the meantime. Look once more."
            self.message_user(request, sentence, messages.ERROR)
            return HttpResponseRedirect(request.get_full_path())

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        if request.POST.get("opened") != str(obj.version):
            raise Conflict(f"“{obj}” is not what was asked about.")
        obj.delete(by=request.user)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        """Every change of the row in words, newest first, and what of it was published."""
        row = self.get_object(request, object_id)
        context = {"entries": entries(row)} if row is not None else {}
        return super().history_view(request, object_id, {**context, **(extra_context or {})})

    def _get_obj_does_not_exist_redirect(
        self, request: HttpRequest, opts: Any, object_id: str
    ) -> HttpResponse:
        """What was typed into the form of a row that somebody deleted is shown, not lost."""
        typed = {
            name: "\n".join(values)
            for name, values in request.POST.lists()
            if any(values) and not name.endswith(CARRIED)
        }
        if not typed:
            redirect: HttpResponse = super()._get_obj_does_not_exist_redirect(  # type: ignore[misc]
                request, opts, object_id
            )
            return redirect
        context = {
            **self.admin_site.each_context(request),
            "title": f"This {opts.verbose_name} was deleted in the meantime",
            "opts": opts,
            "typed": typed,
        }
        return TemplateResponse(request, "admin/publication/gone.html", context, status=409)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Whole sentences get a line as wide as the form, and both parts of a time a label."""
        if isinstance(db_field, models.CharField) and (db_field.max_length or 0) >= SENTENCE:
            kwargs["widget"] = AdminTextInputWidget(attrs={"class": "vLargeTextField"})
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(field, forms.SplitDateTimeField):
            for part, widget in zip(("date", "time"), field.widget.widgets, strict=True):
                widget.attrs["aria-label"] = f"{field.label}, {part}"
        return field

    def change_url(self, row: Any) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[row.pk])
