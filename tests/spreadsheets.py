"""Spreadsheets as an editor handles them: export a list, choose a file, look, confirm."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from publication.spreadsheet_files import is_workbook, read_csv, read_xlsx, write_csv
from tests.factories import make_editor

Cells = dict[str, str]


def address(model: Any, page: str) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}")


def csv_of(*rows: Cells) -> bytes:
    return write_csv([list(rows[0]), *(list(row.values()) for row in rows)])


class Spreadsheets:
    """One list of the desk, and one editor."""

    def __init__(self, model: Any, editor: Any = None) -> None:
        self.model, self.client = model, Client()
        self.client.force_login(editor or make_editor())

    def export(self, file_format: str = "csv", **filters: str) -> bytes:
        path = address(self.model, "export")
        data = {"format": ["csv", "xlsx"].index(file_format), "resource": "0"}
        answer = self.client.post(path, data, query_params=filters)
        assert "attachment" in answer.headers["Content-Disposition"]
        return answer.content

    def rows(self, data: bytes | None = None, **filters: str) -> list[Cells]:
        data = data or self.export(**filters)
        header, *rows = (read_xlsx if is_workbook(data) else read_csv)(data)
        return [dict(zip(header, row, strict=True)) for row in rows]

    def preview(self, data: bytes, name: str = "rows.csv") -> Any:
        file = SimpleUploadedFile(name, data)
        answer = self.client.post(
            address(self.model, "import"), {"import_file": file, "resource": "0"}
        )
        assert answer.status_code == 200
        return answer

    def confirm(self, page: Any) -> Any:
        form = page.context["confirm_form"]
        data = {name: form[name].value() for name in form.fields}
        return self.client.post(address(self.model, "process_import"), data, follow=True)

    def bring_in(self, *rows: Cells) -> Any:
        """All of it, for rows that a preview finds nothing wrong with."""
        page = self.preview(csv_of(*rows))
        assert "confirm_form" in page.context, errors(page)
        return self.confirm(page)

    def refused(self, *rows: Cells) -> str:
        """What the preview says of a file that cannot be confirmed."""
        page = self.preview(csv_of(*rows))
        assert "confirm_form" not in page.context
        return errors(page)


def errors(page: Any) -> str:
    """Every sentence, as `2 field: sentence` where it is about a row."""
    result = page.context.get("result")
    if result is None:
        return " ".join(page.context["form"].errors.get("import_file", []))
    sentences = [str(error.error) for error in result.base_errors]
    for row in result.error_rows:
        sentences += [f"{row.number + 1}: {error.error}" for error in row.errors]
    for row in result.invalid_rows:
        for name, messages in row.error_dict.items():
            sentences += [f"{row.number + 1} {name}: {message}" for message in messages]
    shown = page.content.decode()
    assert "Nothing was imported" in shown
    return "\n".join(sentences)


def summary(page: Any) -> dict[str, int]:
    totals = page.context["result"].totals
    return {name: totals[name] for name in ("new", "update", "skip")}
