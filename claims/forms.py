from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sources.forms import DayField


class AsOfForm(forms.Form):
    """The one parameter of a claim's page."""

    as_of = DayField(required=False, label=_("As of"))


class ClaimPageForm(AsOfForm):
    """The parameters of a claim’s page, of which it takes one."""

    since = DayField(required=False, label=_("New since"))

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("as_of") and self.cleaned_data.get("since"):
            self.add_error("since", _("Ask for “as_of” or for “since”, not for both."))
        return self.cleaned_data


class SinceForm(forms.Form):
    """The day of which a reader knows the record: what came after its end is marked as new.

    It filters nothing, so the JSON does not take it.
    """

    since = DayField(required=False, label=_("New since"))
