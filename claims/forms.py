from django import forms

from sources.forms import DayField


class AsOfForm(forms.Form):
    """The one parameter of a claim's page."""

    as_of = DayField(required=False, label="As of")
