"""A form field for one EDTF date, for filters and for `as_of`."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from sources.dates import NotEDTF, bounds


@dataclass(frozen=True)
class Period:
    """An EDTF date as typed, with its closed bounds; `date.min` and `date.max` where open."""

    edtf: str
    lower: date
    upper: date


class PeriodField(forms.CharField):
    """Cleans to a Period, or None where empty."""

    widget = forms.TextInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": 64, "strip": True, **kwargs})
        self.widget.attrs.update(size=12, placeholder="2014-06-30")

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            lower, upper = bounds(text)
        except NotEDTF as error:
            raise ValidationError(str(error)) from error
        return Period(text, lower or date.min, upper or date.max)


class DayField(PeriodField):
    """A Period that ends: its upper bound is the day asked for."""

    def clean(self, value: Any) -> Any:
        period = super().clean(value)
        if period and period.upper == date.max:
            raise ValidationError(_("A date with an end is needed, such as 2014-06 or 2014-06-30."))
        return period
