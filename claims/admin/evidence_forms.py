"""The forms of the page “Later evidence”: the evidence, what is new of it, and each claim."""

from functools import partial
from typing import Any

from django import forms
from django.db import models
from django.forms.utils import ErrorDict
from django.http import HttpRequest

from claims.admin.desk_fields import desk_field
from claims.evidence import Bearing, take_place
from claims.models import Claim, Followup, Verdict
from claims.models.followup import Relation
from publication.rights import right
from sources.admin.statement import with_line_feeds
from sources.fields import DATE_HELP, validate_edtf
from sources.models import Source, Statement

NO_VERDICT = "none"


class Kind(models.TextChoices):
    STATEMENT = "statement", "a statement of the record"
    SOURCE = "source", "a source of the record"
    NEW_STATEMENT = "new_statement", "a new statement"
    NEW_SOURCE = "new_source", "a new source"
    NOTHING = "nothing", "none: it was searched, and nothing was found"


def kinds_for(user: Any) -> list[tuple[str, str]]:
    """Those of which this person may make the rows."""
    refused = set()
    if not user.has_perm(right(Statement, "add")):
        refused.add(Kind.NEW_STATEMENT)
    if not user.has_perm(right(Source, "add")):
        refused.add(Kind.NEW_SOURCE)
    return [(kind.value, kind.label) for kind in Kind if kind not in refused]


class EvidenceForm(forms.Form):
    """The evidence, and what holds for all claims unless a claim says otherwise."""

    required_css_class = "required"

    kind = forms.ChoiceField(label="The evidence is", widget=forms.RadioSelect)

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind: Any = self.fields["kind"]
        kind.choices = kinds_for(request.user)
        field = partial(desk_field, request, Followup)
        optional = partial(field, required=False)
        self.fields |= {
            "statement": optional("statement", help_text="Find it by its words or its speaker."),
            "source": optional("source", help_text="Find it by its title or its address."),
            "occurred_on": optional(
                "occurred_on",
                label="Date",
                validators=[validate_edtf],
                help_text="When it was found or said. Left empty, it is the date of the evidence "
                f"itself. {DATE_HELP}",
            ),
            "basis": field("basis"),
            "relation": optional(
                "relation", help_text="Choose what the evidence does to the claims."
            ),
            "summary": optional("summary"),
            "verdict": optional("verdict"),
        }
        self.fields["summary"].widget.attrs["rows"] = 3
        self.fields["why"] = forms.CharField(
            label="Why",
            required=False,
            max_length=500,
            widget=forms.TextInput(attrs={"class": "vLargeTextField"}),
            help_text="Say a word to colleagues: it stands in the history and is not published.",
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for kind in (Kind.STATEMENT, Kind.SOURCE):
            missing = cleaned.get("kind") == kind and not cleaned.get(kind)
            if missing and kind not in self.errors:
                self.add_error(kind, f"Choose the {kind}, or say that the evidence is another.")
        searched = cleaned.get("kind") == Kind.NOTHING and "occurred_on" not in self.errors
        if searched and not cleaned.get("occurred_on"):
            self.add_error("occurred_on", "Say when it was searched.")
        return cleaned


class NewRowForm(forms.ModelForm):
    """What is typed here is kept, but it is asked nothing unless it is chosen."""

    required_css_class = "required"

    def __init__(self, *args: Any, chosen: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.chosen = chosen

    def full_clean(self) -> None:
        if self.chosen:
            super().full_clean()
        else:
            self._errors, self.cleaned_data = ErrorDict(), {}


class NewStatementForm(NewRowForm):
    """New words of a source that is there, or of the one that is made with them."""

    def __init__(self, *args: Any, new_source: Source, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.new_source = new_source
        self.fields["source"].required = False
        self.fields["source"].help_text = "Where the words stand. Left empty: the new source below."
        self.fields["quote"].widget.attrs["rows"] = 3

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned["source"] = cleaned.get("source") or self.new_source
        if cleaned.get("quote"):
            cleaned["quote"] = with_line_feeds(cleaned["quote"])
            self.instance.source, self.instance.quote = cleaned["source"], cleaned["quote"]
            take_place(self.instance)
        return cleaned

    def _get_validation_exclusions(self) -> set[str]:
        excluded: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]
        return excluded | ({"source"} if self.cleaned_data["source"]._state.adding else set())


def new_row_form(
    request: HttpRequest, model: type[models.Model], form: type[NewRowForm], *names: str
) -> Any:
    """A form class with these fields of the model, each as the model's own form has it."""

    def field(db_field: models.Field, **changes: Any) -> Any:
        return desk_field(request, model, db_field.name, **changes)

    return forms.modelform_factory(model, form=form, fields=names, formfield_callback=field)


class BearingForm(forms.Form):
    """What the evidence means for one claim, where it differs from what holds for all."""

    relation = forms.ChoiceField(required=False, choices=[("", "as above"), *Relation.choices])
    verdict = forms.ChoiceField(
        required=False,
        choices=[("", "as above"), (NO_VERDICT, "none"), *Verdict.choices],
    )
    summary = forms.CharField(
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "cols": 50, "placeholder": "as above"}),
    )
    leave_out = forms.BooleanField(label="Leave this claim out", label_suffix="", required=False)

    def __init__(self, *args: Any, claim: Claim, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.claim = claim

    def bearing(self, common: EvidenceForm) -> Bearing | None:
        """None where the claim is left out, or where something is missing; the forms say what."""
        if self.cleaned_data["leave_out"]:
            return None
        given = {
            name: self.cleaned_data[name] or common.cleaned_data.get(name, "")
            for name in ("relation", "summary", "verdict")
        }
        for name in ("relation", "summary"):
            if not given[name] and name not in common.errors:
                message = f"“{self.claim}”: give the {name} here, or for all claims above."
                self.add_error(name, message)
        if given["verdict"] == NO_VERDICT:
            given["verdict"] = ""
        return Bearing(claim=self.claim, **given)
