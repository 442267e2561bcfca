from django import forms

from sources.forms import DayField


class AsOfForm(forms.Form):
    """The one parameter of a claim's page."""

    as_of = DayField(
        required=False,
        label="As of",
        help_text="A day, month or year: 2014-06-30, 2014-06 or 2014.",
    )
