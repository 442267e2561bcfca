"""Spreadsheets in and out of a list of the desk."""

from base64 import b64decode, b64encode
from collections.abc import Callable
from typing import Any

import tablib  # type: ignore[import-untyped]
from django import forms
from django.contrib import admin, messages
from django.contrib.sessions.backends.db import SessionStore
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from import_export.admin import ExportMixin, ImportMixin
from import_export.formats.base_formats import Format
from import_export.forms import ConfirmImportForm, ExportForm, ImportForm
from import_export.tmp_storages import BaseStorage

from publication.rights import right
from publication.spreadsheet_files import (
    MOST_ROWS,
    Row,
    UnusableFile,
    is_workbook,
    read_csv,
    read_xlsx,
    write_csv,
    write_xlsx,
)
from publication.spreadsheets import MOST_CHANGES

MOST_BYTES = 10 * 1024 * 1024
# How long somebody may look at a preview before the file has to be chosen again, in seconds.
PREVIEW_LASTS = 3600


class SpreadsheetFormat(Format):
    """Both formats are bytes to the library, which would change line breaks in what it decodes."""

    title: str
    content_type: str
    read: Callable[[bytes], list[Row]]
    write: Callable[[list[Row]], bytes]

    def __init__(self, encoding: str | None = None) -> None:
        """The encoding that the library hands over is not needed."""

    def get_title(self) -> str:
        return self.title

    def get_extension(self) -> str:
        return self.title.lower()

    def get_content_type(self) -> str:
        return self.content_type

    def can_import(self) -> bool:
        return True

    def can_export(self) -> bool:
        return True

    def create_dataset(self, in_stream: bytes) -> Any:
        header, *rows = self.read(in_stream)
        return tablib.Dataset(*rows, headers=header)

    def export_data(self, dataset: Any, **kwargs: Any) -> bytes:
        return self.write([dataset.headers, *dataset])


class CSVFormat(SpreadsheetFormat):
    title, content_type = "CSV", "text/csv; charset=utf-8"
    read, write = staticmethod(read_csv), staticmethod(write_csv)


class XLSXFormat(SpreadsheetFormat):
    title = "XLSX"
    content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    read, write = staticmethod(read_xlsx), staticmethod(write_xlsx)


FORMATS = (CSVFormat, XLSXFormat)


class UploadInSession(BaseStorage):
    """An uploaded file between its preview and the confirmation, in a session of its own.

    Every process of the site reaches it through the database, nobody can guess its name, and what
    nobody confirms goes with the expired sessions when the next file comes.
    """

    def save(self, data: bytes) -> None:
        SessionStore.clear_expired()
        session = SessionStore()
        session["upload"] = b64encode(data).decode()
        session.set_expiry(PREVIEW_LASTS)
        session.create()
        self.name = session.session_key

    def read(self) -> bytes:
        upload = SessionStore(self.name).get("upload")
        if upload is None:
            raise UnusableFile("The file is no longer here. Choose it again, and confirm sooner.")
        return b64decode(upload)

    def remove(self) -> None:
        SessionStore(self.name).delete()


class UploadForm(ImportForm):
    """Asks for the file alone: its first bytes say which format it has."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["format"]
        self.fields["import_file"].label = "CSV or XLSX file"
        self.fields["import_file"].widget.attrs["accept"] = ".csv,.xlsx"

    def clean_import_file(self) -> Any:
        file = self.cleaned_data["import_file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError("At most 10 MB are allowed in a file: divide it.")
        self.cleaned_data["format"] = FORMATS.index(
            XLSXFormat if is_workbook(file.read(2)) else CSVFormat
        )
        file.seek(0)
        return file


class DownloadForm(ExportForm):
    """All columns, always: what was exported can be imported again."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("format", str(FORMATS.index(XLSXFormat)))


class ConfirmForm(ConfirmImportForm):
    format = forms.ChoiceField(choices=[("0", "CSV"), ("1", "XLSX")], widget=forms.HiddenInput)


class SpreadsheetAdmin(ImportMixin, ExportMixin, admin.ModelAdmin):
    """For lists whose `resource_classes` is one SpreadsheetResource."""

    formats = FORMATS
    import_form_class = UploadForm
    confirm_form_class = ConfirmForm
    export_form_class = DownloadForm
    tmp_storage_class = UploadInSession
    import_template_name = "admin/publication/import.html"
    import_export_change_list_template = "admin/import_export/change_list_import_export.html"

    def has_import_permission(self, request: HttpRequest) -> bool:
        """An import adds and changes; of the rows that belong to a row, it also takes away."""
        rights = [right(self.model, verb) for verb in ("add", "change")]
        for part in self.resource_classes[0].parts:
            rights += [right(part, verb) for verb in ("add", "change", "delete")]
        return bool(request.user.has_perms(rights))

    def has_export_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        actions: dict[str, Any] = super().get_actions(request)
        for name in ("export_csv", "export_xlsx"):
            action = self.get_action(name)
            if action and self.has_export_permission(request):
                actions[name] = action
        return actions

    @admin.action(description="Export the selected rows as CSV")
    def export_csv(self, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse:
        return self.export_rows(request, queryset, CSVFormat())

    @admin.action(description="Export the selected rows as XLSX")
    def export_xlsx(self, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse:
        return self.export_rows(request, queryset, XLSXFormat())

    def export_rows(
        self, request: HttpRequest, queryset: QuerySet[Any], file_format: SpreadsheetFormat
    ) -> HttpResponse:
        try:
            response: HttpResponse = self._do_file_export(file_format, request, queryset)
        except UnusableFile as problem:
            self.message_user(request, str(problem), messages.ERROR)
            return HttpResponseRedirect(request.get_full_path())
        return response

    def get_import_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            "columns": self.resource_classes[0]().columns(),
            "most_rows": MOST_ROWS,
            "most_changes": MOST_CHANGES,
        }

    def add_data_read_fail_error_to_form(self, form: Any, e: Exception) -> None:
        if not isinstance(e, UnusableFile):
            raise e
        form.add_error("import_file", str(e))

    def process_import(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            response: HttpResponse = super().process_import(request, **kwargs)
        except UnusableFile as problem:
            self.message_user(request, str(problem), messages.ERROR)
            name = f"admin:{self.opts.app_label}_{self.opts.model_name}_import"
            return HttpResponseRedirect(reverse(name))
        return response

    def process_result(self, result: Any, request: HttpRequest) -> HttpResponse:
        """Everything was checked once more; what has become wrong since the preview is shown."""
        if not result.has_errors() and not result.has_validation_errors():
            response: HttpResponse = super().process_result(result, request)
            return response
        context = {
            **self.admin_site.each_context(request),
            **self.get_import_context_data(),
            "title": "Import",
            "opts": self.opts,
            "form": self.import_form_class(FORMATS, self.resource_classes),
            "result": result,
        }
        return TemplateResponse(request, self.import_template_name, context)

    def add_success_message(self, result: Any, request: HttpRequest) -> None:
        totals = result.totals
        self.message_user(
            request,
            f"Imported: {totals['new']} new, {totals['update']} changed, {totals['skip']} "
            "unchanged. Readers see nothing of it before it is published.",
            messages.SUCCESS,
        )
