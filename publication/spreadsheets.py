"""Rows of the record as rows of a spreadsheet: the columns, and what an import does with them.

Every cell is text here; spreadsheet_files.py makes files of it. A row is found by its slug, goes
through `full_clean()` and `save(by=…)` as if it were typed, and so arrives as a draft.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from import_export.fields import Field
from import_export.instance_loaders import CachedInstanceLoader
from import_export.resources import ModelResource
from import_export.widgets import Widget

from publication.word_diff import pieces

WHY = "Imported from a spreadsheet."
# The first row of a file is its header, and people count from one.
FIRST_ROW = 2
# An import is one transaction, for which every other writer waits on SQLite. This many rows take
# ten seconds, which is half of what a writer waits. Rows that do not change take next to nothing.
MOST_CHANGES = 1_000
WITHOUT_VERSION = (
    "Give the version of this row as exported: without it, somebody else’s work could be "
    "overwritten unseen."
)


class Text(Widget):
    """Exact text. Where text can be unknown, an empty cell says so, and then text that is known to
    be empty is an apostrophe; text of apostrophes alone has one more."""

    def __init__(self, *, can_be_unknown: bool = False) -> None:
        self.can_be_unknown = can_be_unknown
        self.meaning = "Empty: not known. One apostrophe: known to be empty."
        self.meaning = self.meaning if can_be_unknown else ""

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> str | None:
        if not self.can_be_unknown or value.strip("'"):
            return value
        return value[1:] if value else None

    def render(self, value: str | None, obj: Any = None, **kwargs: Any) -> str:
        if value is None:
            return ""
        return f"'{value}" if self.can_be_unknown and not value.strip("'") else value


class YesNo(Widget):
    meaning = "yes or no."
    WORDS = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> bool:
        if value.strip().lower() not in self.WORDS:
            raise ValueError(f"“{value}” is neither yes nor no.")
        return self.WORDS[value.strip().lower()]

    def render(self, value: bool, obj: Any = None, **kwargs: Any) -> str:
        return "yes" if value else "no"


class Number(Widget):
    meaning = "A whole number."

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> int | None:
        if not value.strip():
            return None
        # PostgreSQL's column ends at 2^31, and nothing that is counted here is so big.
        if not re.fullmatch(r"\s*[0-9]{1,9}\s*", value):
            raise ValueError(f"“{value}” is not a whole number of up to nine digits.")
        return int(value)


class Moment(Widget):
    meaning = "Such as 2024-05-01T12:30:00+00:00; UTC where nothing else is said."

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> datetime | None:
        if not value.strip():
            return None
        try:
            moment = datetime.fromisoformat(value.strip())
            return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
        except (ValueError, OverflowError):
            raise ValueError(f"“{value}” is not a time: write 2024-05-01T12:30:00Z.") from None

    def render(self, value: datetime | None, obj: Any = None, **kwargs: Any) -> str:
        return value.isoformat() if value else ""


class Names(Widget):
    """One a line: a line break is the one character that no name can contain."""

    meaning = "Names in their order, one a line of the cell."

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> list[str]:
        return [name for name in re.split(r"\r\n|\r|\n", value) if name]

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "\n".join(value) if isinstance(value, list) else ""


class Related(Widget):
    """Another row by its slug. All that a file names are read at once, before its first row."""

    def __init__(self, model: type[models.Model]) -> None:
        self.model = model
        self.noun = model._meta.verbose_name
        self.meaning = f"The slug of a {self.noun}."
        self.rows: dict[str, Any] = {}

    def slugs(self, value: str) -> list[str]:
        return [value.strip()] if value.strip() else []

    def read_rows(self, values: Iterable[str]) -> None:
        slugs = {slug for value in values for slug in self.slugs(value)}
        rows = self.model._default_manager.filter(slug__in=slugs)
        self.rows = {row.slug: row for row in rows}  # type: ignore[attr-defined]

    def known(self, value: str) -> list[str]:
        slugs = self.slugs(value)
        unknown = [f"there is no {self.noun} “{slug}”" for slug in slugs if slug not in self.rows]
        if unknown:
            raise ValueError(f"{'; '.join(unknown)}.")
        return slugs

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> Any:
        return next((self.rows[slug] for slug in self.known(value)), None)

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return value.slug if value else ""


class PartsField(Field):
    """A column of other rows that belong to this one. What its cell says is kept on the instance,
    where the preview finds it, until the resource saves it."""

    def __init__(self, name: str, widget: Widget, stored: Callable[[Any], Any]) -> None:
        super().__init__(attribute=name, column_name=name, widget=widget)
        self.stored, self.kept = stored, f"_{name}_of_the_spreadsheet"

    def get_value(self, instance: Any) -> Any:
        if self.kept not in vars(instance):
            setattr(instance, self.kept, self.stored(instance) if instance.pk else None)
        return getattr(instance, self.kept)

    def save(self, instance: Any, row: Any, is_m2m: bool = False, **kwargs: Any) -> None:
        setattr(instance, self.kept, self.clean(row))


class Differences:
    """What the import changes of a row, column by column, for the preview."""

    def __init__(self, resource: Any, instance: Any, new: bool) -> None:
        self.before = {} if new else self.cells(resource, instance)
        self.after: dict[str, str] = {}

    def cells(self, resource: Any, instance: Any) -> dict[str, str]:
        return {
            field.column_name: field.export(instance)
            for field in resource.get_import_fields()
            if not field.readonly
        }

    def compare_with(self, resource: Any, instance: Any) -> None:
        self.after = self.cells(resource, instance)

    def as_html(self) -> dict[str, Any]:
        """What a template makes HTML of, as it does of the history; the name is the library's."""
        cells = [(name, self.before.get(name, ""), text) for name, text in self.after.items()]
        changed = [(name, old, new) for name, old, new in cells if old != new]
        return {
            "changes": [
                {"label": name, "pieces": list(pieces(old, new))} for name, old, new in changed
            ]
        }


def widget_for(field: Any) -> Widget:
    if field.is_relation:
        return Related(field.related_model)
    for kind, widget in (
        (models.BooleanField, YesNo),
        (models.IntegerField, Number),
        (models.DateTimeField, Moment),
        (models.JSONField, Names),
    ):
        if isinstance(field, kind):
            return widget()
    return Text(can_be_unknown=field.null)


class SpreadsheetResource(ModelResource):
    """The rows of one model. A column that a file lacks is left as it is in the row; an empty cell
    empties it. Nothing is written unless every row of the file can be."""

    # The models of rows that an import adds, changes or deletes along with its own.
    parts: tuple[type[models.Model], ...] = ()
    # One row that a file may have, for the help beside the form.
    example: dict[str, str] = {}

    class Meta:
        import_id_fields = ("slug",)
        instance_loader_class = CachedInstanceLoader
        clean_model_instances = True
        skip_unchanged = True
        report_skipped = True
        use_transactions = True

    @classmethod
    def field_from_django_field(cls, name: str, field: Any, readonly: bool) -> Field:
        """The version is compared, never written."""
        return Field(name, name, widget_for(field), readonly=readonly or name == "version")

    @classmethod
    def get_diff_class(cls) -> type[Differences]:
        return Differences

    def with_related(self, queryset: Any) -> Any:
        """All that the cells of a row are made of, so that no row needs a query of its own."""
        fields = self._meta.model._meta.concrete_fields
        related = [
            field.name for field in fields if field.is_relation and field.name in self.fields
        ]
        queryset = queryset.select_related(None)
        return queryset.select_related(*related) if related else queryset

    def get_queryset(self) -> Any:
        return self.with_related(super().get_queryset())

    def filter_export(self, queryset: Any, **kwargs: Any) -> Any:
        return self.with_related(queryset)

    def iter_queryset(self, queryset: Any) -> Iterator[Any]:
        return iter(queryset.iterator(chunk_size=1000))

    def import_data(self, dataset: Any, **kwargs: Any) -> Any:
        problems = list(self.problems(dataset))
        if not problems:
            return super().import_data(dataset, **{**kwargs, "rollback_on_validation_errors": True})
        result = self.get_result_class()()
        for problem in problems:
            result.append_base_error(self.get_error_result_class()(ValueError(problem)))
        return result

    def problems(self, dataset: Any) -> Iterator[str]:
        """What is wrong with a file as a whole."""
        columns = self.get_diff_headers()
        for name in dataset.headers:
            if name not in columns:
                yield f"There is no column “{name}” here. There are: {', '.join(columns)}."
        if "slug" not in dataset.headers:
            yield "The column “slug” is missing: it says which row is which."
            return
        first: dict[str, int] = {}
        for number, slug in enumerate(dataset["slug"], FIRST_ROW):
            if first.setdefault(slug, number) != number:
                yield f"slug: rows {first[slug]} and {number} both have “{slug}”."

    def before_import(self, dataset: Any, **kwargs: Any) -> None:
        self.changes = 0
        for field in self.get_import_fields():
            if isinstance(field.widget, Related) and field.column_name in dataset.headers:
                field.widget.read_rows(dataset[field.column_name])

    def import_row(self, row: Any, instance_loader: Any, **kwargs: Any) -> Any:
        if self.changes > MOST_CHANGES:
            # The file is refused by now; see after_import.
            result = self.get_row_result_class()()
            result.import_type = result.IMPORT_TYPE_SKIP
            return result
        result = super().import_row(row, instance_loader, **kwargs)
        self.changes += not result.is_skip()
        return result

    def after_init_instance(self, instance: Any, new: bool, row: Any, **kwargs: Any) -> None:
        for field in self.get_import_fields():
            if isinstance(field, PartsField):
                # Before the import makes its copy of the row, which would ask for them once more.
                field.get_value(instance)
        version = row.get("version", "").strip()
        self.lacks_version = not new and not version
        if not version or (not new and version == str(instance.version)):
            return
        raise ValidationError(
            {
                "version": "There is no row with this slug. Leave the version empty to add one."
                if new
                else f"Somebody saved this row since the file was exported: it has the version "
                f"{instance.version} now, not “{version}”. Export it anew and compare."
            }
        )

    def validate_instance(
        self, instance: Any, import_validation_errors: Any = None, validate_unique: bool = True
    ) -> None:
        """With what saving computes, such as the bounds of a date: constraints are about it.

        Only rows that change come here, so an unchanged row may lack its version."""
        wrong = dict(import_validation_errors or {})
        if self.lacks_version:
            wrong["version"] = [WITHOUT_VERSION]
        for field in instance._meta.concrete_fields:
            # What cannot be computed is what its field complains about.
            with suppress(ValueError):
                field.pre_save(instance, False)
        super().validate_instance(instance, wrong, validate_unique)

    def save_instance(self, instance: Any, is_create: bool, row: Any, **kwargs: Any) -> None:
        instance.save(by=kwargs["user"], why=WHY)
        self.save_parts(instance, row, by=kwargs["user"])

    def save_parts(self, instance: Any, row: Any, *, by: Any) -> None:
        """For rows that others belong to (see PartsField)."""

    def after_import(self, dataset: Any, result: Any, **kwargs: Any) -> None:
        """Instead of the library's own: rows get their numbers from the database, so there is no
        sequence to set right."""
        if self.changes > MOST_CHANGES:
            raise ValueError(
                f"At most {MOST_CHANGES:,} rows of a file may be new or changed: divide it. "
                "Unchanged rows are not counted."
            )

    def columns(self) -> list[dict[str, str]]:
        """The help beside the form."""
        return [
            {
                "name": field.column_name,
                "meaning": self.meaning(field),
                "example": self.example.get(field.column_name, ""),
            }
            for field in self.get_import_fields()
        ]

    def meaning(self, field: Field) -> str:
        if field.readonly:
            return (
                "As exported: a row that changes is refused without it, and a row that somebody "
                "saved since is refused. Empty for a new row."
            )
        model_field: Any = self._meta.model._meta.get_field(field.attribute)
        if model_field.choices:
            return f"One of: {', '.join(value for value, _ in model_field.choices if value)}."
        if isinstance(field.widget, Names | YesNo) or model_field.is_relation:
            return str(field.widget.meaning)
        return f"{field.widget.meaning} {model_field.help_text}".strip()
