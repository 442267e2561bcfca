"""One set of filters for the page and the JSON of the claims list.

Every filter asks the facets and columns that publishing wrote, so nothing unpublished can be found.
With `as_of`, each but `q` asks what held on that day; search knows the newest words only.
"""

from datetime import date, timedelta
from typing import Any

import django_filters
from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from claims import search
from claims.models import Claim, Verdict
from claims.models.claim import ClaimKind, ClaimQuerySet
from claims.models.followup import Basis
from claims.standing import SETTLED
from publication.keyset import Order
from publication.models import Facet
from sources.forms import DayField, PeriodField

# For each filter by id, its values with their names.
Options = dict[str, list[tuple[str, str]]]

# Filters whose values are ids of published things: one that nobody published answers 404.
ID_FILTERS = ("tag", "speaker", "source", "statement", "publisher")
REPEATABLE = frozenset({"standing", "tag", "speaker"})
UNSETTLED = [verdict for verdict in Verdict.values if verdict not in SETTLED]

ORDERS = {
    "-last_evidence": Order("public_last_evidence", descending=True),
    "open_since": Order("public_open_since"),
    "-statements": Order("public_statements", descending=True),
    "first_said": Order("public_first_said"),
    "-first_said": Order("public_first_said", descending=True),
    "-last_said": Order("public_last_said", descending=True),
    "due": Order("public_due"),
}
SORTS = (
    ("-last_evidence", _("latest evidence")),
    ("open_since", _("longest open")),
    ("-statements", _("most repeated")),
    ("first_said", _("first said, oldest first")),
    ("-first_said", _("first said, newest first")),
    ("-last_said", _("last said")),
    ("due", _("due date")),
)
DEFAULT_SORT = "first_said"
OVERDUE = (("true", _("yes")), ("false", _("no")))
# In the past the latest statement, the latest evidence and the standing were others than the
# columns hold.
SORTS_OF_THE_PAST = frozenset({"first_said", "-first_said", "due"})


# Undated words have `date.max` as their first day; they were said on no day that can be asked for.
LAST_DAY = date.max - timedelta(days=1)


def unknown_choice(allowed: tuple[tuple[str, Any], ...] | list[tuple[str, Any]]) -> dict[str, Any]:
    values = ", ".join(value for value, label in allowed)
    sentence = _("“%(value)s” is not known here. Allowed: {values}.")
    return {"invalid_choice": format_lazy(sentence, values=values)}


UNKNOWN_ID = {"invalid_choice": _("Nothing that is published has the id “%(value)s”.")}


class PeriodFilter(django_filters.Filter):
    field_class = PeriodField


class DayFilter(django_filters.Filter):
    field_class = DayField


class ClaimFilterForm(forms.Form):
    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("as_of") and data.get("sort") not in ("", None, *SORTS_OF_THE_PAST):
            allowed = ", ".join(sorted(SORTS_OF_THE_PAST))
            sentence = _("Together with as_of, one of these is allowed: {allowed}.")
            self.add_error("sort", format_lazy(sentence, allowed=allowed))
        return data


class ClaimFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(method="search", label=_("Words"), max_length=200)
    standing = django_filters.MultipleChoiceFilter(
        method="by_any",
        label=_("Standing"),
        choices=Verdict.choices,
        error_messages=unknown_choice(Verdict.choices),
    )
    tag = django_filters.MultipleChoiceFilter(
        method="by_all", label=_("Tag"), error_messages=UNKNOWN_ID
    )
    kind = django_filters.ChoiceFilter(
        method="by_one",
        label=_("Kind"),
        choices=ClaimKind.choices,
        empty_label=_("any"),
        error_messages=unknown_choice(ClaimKind.choices),
    )
    speaker = django_filters.MultipleChoiceFilter(
        method="by_any", label=_("Speaker"), error_messages=UNKNOWN_ID
    )
    source = django_filters.ChoiceFilter(
        method="by_one", label=_("Source"), error_messages=UNKNOWN_ID
    )
    statement = django_filters.ChoiceFilter(
        method="by_one", label=_("Statement"), error_messages=UNKNOWN_ID
    )
    publisher = django_filters.ChoiceFilter(
        method="by_one", label=_("Publisher"), error_messages=UNKNOWN_ID
    )
    basis = django_filters.ChoiceFilter(
        method="by_one",
        label=_("Basis of evidence"),
        choices=Basis.choices,
        empty_label=_("any"),
        error_messages=unknown_choice(Basis.choices),
    )
    said_after = PeriodFilter(method="by_said_after", label=_("Said on or after"))
    said_before = PeriodFilter(method="by_said_before", label=_("Said on or before"))
    due_before = DayFilter(method="by_due_before", label=_("Due on or before"))
    overdue = django_filters.ChoiceFilter(
        method="by_overdue",
        label=_("Overdue"),
        choices=OVERDUE,
        empty_label=_("either"),
        error_messages=unknown_choice(OVERDUE),
    )
    as_of = DayFilter(method="by_as_of", label=_("As of"))
    sort = django_filters.ChoiceFilter(
        method="by_sort",
        label=_("Sort by"),
        choices=SORTS,
        empty_label=None,
        error_messages=unknown_choice(SORTS),
    )

    class Meta:
        model = Claim
        fields: tuple[str, ...] = ()
        form = ClaimFilterForm

    def __init__(
        self,
        data: QueryDict,
        *,
        queryset: ClaimQuerySet,
        default_sort: str = DEFAULT_SORT,
        options: Options | None = None,
    ) -> None:
        """`options` are those of another set of filters for the same record, to save the query."""
        super().__init__(data, queryset=queryset)
        self.default_sort = default_sort
        self.options = published_options(data) if options is None else options
        for name in ID_FILTERS:
            self.filters[name].extra["choices"] = self.options[name]

    @property
    def day(self) -> date | None:
        """The day of `as_of`, or None for today's record."""
        period = self.form.cleaned_data["as_of"]
        return period.upper if period else None

    @property
    def sorted_by(self) -> str:
        """The order asked for, or else the default one, where the past has it."""
        possible = self.day is None or self.default_sort in SORTS_OF_THE_PAST
        default = self.default_sort if possible else DEFAULT_SORT
        return self.form.cleaned_data["sort"] or default

    @property
    def order(self) -> Order:
        return ORDERS[self.sorted_by]

    def without(self, *names: str) -> ClaimQuerySet:
        """What all the other filters find. Not for `as_of` and `said_before`, which others ask."""
        claims = self.queryset.all()
        for name, value in self.form.cleaned_data.items():
            if value and name not in names:
                claims = self.filters[name].filter(claims, value)
        return claims

    @property
    def error_status(self) -> int:
        """404 where the only fault is an id that is not published, else 400."""
        codes = {
            error.code if name in ID_FILTERS else "wrong"
            for name, errors in self.form.errors.as_data().items()
            for error in errors
        }
        return 404 if codes == {"invalid_choice"} else 400

    def held(self) -> dict[str, Any]:
        """Which facets hold on the day asked for."""
        if self.day is None:
            return {"until": date.max}
        return {"since__lte": self.day, "until__gt": self.day}

    def search(self, claims: ClaimQuerySet, name: str, value: str) -> ClaimQuerySet:
        matching = search.matching(value)
        return claims.none() if matching is None else claims.filter(pk__in=matching)

    def by_any(self, claims: ClaimQuerySet, name: str, values: list[str]) -> ClaimQuerySet:
        return claims.with_facet(name, *values, **self.held())

    def by_all(self, claims: ClaimQuerySet, name: str, values: list[str]) -> ClaimQuerySet:
        for value in values:
            claims = claims.with_facet(name, value, **self.held())
        return claims

    def by_one(self, claims: ClaimQuerySet, name: str, value: str) -> ClaimQuerySet:
        return claims.with_facet(name, value, **self.held())

    def by_said_after(self, claims: ClaimQuerySet, name: str, value: Any) -> ClaimQuerySet:
        """One statement must fall into the whole period, so both ends are asked together."""
        before = self.form.cleaned_data["said_before"]
        latest = min(before.upper if before else LAST_DAY, self.day or LAST_DAY, LAST_DAY)
        return claims.with_facet("said", since__range=(value.lower, latest))

    def by_said_before(self, claims: ClaimQuerySet, name: str, value: Any) -> ClaimQuerySet:
        return claims.with_facet(
            "said", since__lte=min(value.upper, self.day or LAST_DAY, LAST_DAY)
        )

    def by_due_before(self, claims: ClaimQuerySet, name: str, value: Any) -> ClaimQuerySet:
        return claims.filter(public_due__lte=value.upper)

    def by_overdue(self, claims: ClaimQuerySet, name: str, value: str) -> ClaimQuerySet:
        overdue = self.late(claims)
        return overdue if value == "true" else claims.exclude(pk__in=overdue.values("pk"))

    def late(self, claims: ClaimQuerySet) -> ClaimQuerySet:
        """Those of the claims whose due date had passed unanswered on the day asked for."""
        today = self.day or timezone.localdate()
        past_due = claims.filter(public_due__lt=today)
        return past_due.with_facet("standing", *UNSETTLED, **self.held())

    def by_as_of(self, claims: ClaimQuerySet, name: str, value: Any) -> ClaimQuerySet:
        return claims.filter(public_first_said__lte=value.upper)

    def by_sort(self, claims: ClaimQuerySet, name: str, value: str) -> ClaimQuerySet:
        """The order is applied with the page; see `order`."""
        return claims


def published_options(data: QueryDict) -> Options:
    """The choices of the id filters in one query: all tags and speakers, and, where asked for,
    the source, statement or publisher if it is published."""
    asked = {value for name in ("source", "statement", "publisher") for value in data.getlist(name)}
    rows = Facet.objects.filter(name__in=("tag", "speaker"))
    asked_rows = Facet.objects.filter(
        name__in=("source", "statement", "publisher"), value__in=asked
    )
    columns = ("name", "value", "label")
    found = rows.values_list(*columns).union(asked_rows.values_list(*columns))
    options: dict[str, dict[str, str]] = {name: {} for name in ID_FILTERS}
    for name, value, label in found:
        options[name][value] = label or value
    return {
        name: sorted(values.items(), key=lambda item: item[1].casefold())
        for name, values in options.items()
    }
