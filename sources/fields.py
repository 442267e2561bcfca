"""A model field for EDTF text that keeps its stored bounds in step."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from sources.date_reading import DateInput
from sources.dates import NotEDTF, bounds

DATE_HELP = (
    "Write it in EDTF, only as precisely as the source gives it: 2011-12-09, 2014-01~ "
    "(approximately), 2014-21 (spring), 2016-07-28~/2016-08-04."
)


def validate_edtf(text: str) -> None:
    try:
        bounds(text)
    except NotEDTF as error:
        raise ValidationError(str(error)) from error


class EDTFField(models.CharField):
    """EDTF text, empty where the date is not known.

    The model declares two date columns after it, `<name>_from` and `<name>_to`: the closed bounds,
    null where open. Saving a row computes them from the text; a writer that names the columns to
    save (`update_fields`) names all three.
    """

    default_validators = [validate_edtf]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 64)
        super().__init__(*args, **kwargs)

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        text = super().pre_save(model_instance, add)
        lower, upper = bounds(text) if text else (None, None)
        setattr(model_instance, f"{self.attname}_from", lower)
        setattr(model_instance, f"{self.attname}_to", upper)
        return text

    def formfield(self, **kwargs: Any) -> Any:
        """In every form, and also where the admin has a widget for any short text."""
        return super().formfield(**{**kwargs, "widget": DateInput})


def bound_column() -> Any:
    """One of the two columns that an EDTFField keeps."""
    return models.DateField(null=True, blank=True, editable=False)
